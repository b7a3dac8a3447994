// SPDX-License-Identifier: MIT OR Apache-2.0
//! Curves of given width: wandering paths, and a layer that draws them without brightening their joints.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::Dice;
use crate::numeric::portable;

/// A point of a path with the half width of the curve there, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub x: f32,
    pub y: f32,
    pub half_width: f32,
}

/// How a path goes on from its first point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk {
    /// Length of the path and of one straight piece, in pixels.
    pub length: f32,
    pub step: f32,
    /// Change of direction per square root of a pixel, in radians.
    pub wander: f32,
    /// Half width at the start and at the end.
    pub half_width: (f32, f32),
}

/// A path from (x, y) in direction `angle` whose direction wanders at random.
pub(super) fn wander(x: f32, y: f32, angle: f32, walk: &Walk, dice: &mut Dice) -> Vec<Node> {
    let steps = ((walk.length / walk.step).ceil() as usize).clamp(1, 4000);
    let (mut x, mut y, mut angle, mut turn) = (x, y, angle, 0.0_f32);
    let mut nodes = Vec::with_capacity(steps + 1);
    for i in 0..=steps {
        let t = i as f32 / steps as f32;
        let half_width = walk.half_width.0 + (walk.half_width.1 - walk.half_width.0) * t;
        nodes.push(Node { x, y, half_width });
        // half of each turn lasts on, so curves bend rather than shake
        turn = 0.5 * turn + walk.wander * walk.step.sqrt() * 0.5 * dice.bell();
        angle += turn;
        x += walk.step * portable::cos(angle);
        y += walk.step * portable::sin(angle);
    }
    nodes
}

/// How a curve is put onto what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Brightness adds up where curves cross.
    Add,
    /// The curve covers what is below it.
    Cover,
}

/// A picture to draw curves on; remembers what the present curve already covers.
pub(super) struct Layer<'t> {
    pub canvas: Canvas<'t>,
    owner: Vec<u32>,
    covered: Vec<f32>,
    curve: u32,
}

impl<'t> Layer<'t> {
    pub fn new(canvas: Canvas<'t>) -> Self {
        let area = canvas.values.len();
        Self { canvas, owner: vec![0; area], covered: vec![0.0; area], curve: 0 }
    }

    pub fn empty(size: Size<'t>) -> Self {
        Self::new(Canvas::filled(size, 0.0))
    }

    /// Draws one curve of this brightness.
    pub fn draw(&mut self, nodes: &[Node], brightness: f32, ink: Ink) {
        self.draw_varying(nodes, |_| brightness, ink);
    }

    /// Draws one curve; brightness as a function of the index of the piece.
    pub fn draw_varying(&mut self, nodes: &[Node], brightness: impl Fn(usize) -> f32, ink: Ink) {
        self.curve += 1;
        let size = self.canvas.size;
        for (index, pair) in nodes.windows(2).enumerate().take_while(|_| !size.stopped()) {
            self.piece(pair[0], pair[1], brightness(index), ink);
        }
    }

    fn piece(&mut self, a: Node, b: Node, brightness: f32, ink: Ink) {
        let reach = a.half_width.max(b.half_width) + 0.5;
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length2 = (dx * dx + dy * dy).max(1e-12);
        let (cx, cy) = (0.5 * (a.x + b.x), 0.5 * (a.y + b.y));
        let (lines, pixels) = self.canvas.window(cx, cy, 0.5 * dx.abs() + reach, 0.5 * dy.abs() + reach);
        for line in lines {
            let start = line * self.canvas.size.pixels;
            let py = line as f32 + 0.5 - a.y;
            for pixel in pixels.clone() {
                let px = pixel as f32 + 0.5 - a.x;
                let t = ((px * dx + py * dy) / length2).clamp(0.0, 1.0);
                let (ex, ey) = (px - t * dx, py - t * dy);
                let distance2 = ex * ex + ey * ey;
                if distance2 < reach * reach {
                    let half_width = a.half_width + (b.half_width - a.half_width) * t;
                    let cover = coverage::line(distance2.sqrt(), half_width);
                    self.put(start + pixel, cover, brightness, ink);
                }
            }
        }
    }

    fn put(&mut self, index: usize, cover: f32, brightness: f32, ink: Ink) {
        if self.owner[index] != self.curve {
            self.owner[index] = self.curve;
            self.covered[index] = 0.0;
        }
        let before = self.covered[index];
        if cover <= before {
            return;
        }
        self.covered[index] = cover;
        let value = &mut self.canvas.values[index];
        match ink {
            Ink::Add => *value += (cover - before) * brightness,
            // what was below shows through by 1 - before now and by 1 - cover afterwards
            Ink::Cover => *value += (brightness - *value) * (cover - before) / (1.0 - before),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;

    #[test]
    fn a_bent_line_is_not_brighter_at_its_joint() {
        let node = |x, y| Node { x, y, half_width: 2.0 };
        let task = Task::new();
        let mut layer = Layer::empty(Size { lines: 20, pixels: 20, task: &task });
        layer.draw(&[node(3.0, 10.0), node(10.0, 10.0), node(15.0, 14.0)], 0.5, Ink::Add);
        assert!((layer.canvas.range().1 - 0.5).abs() < 1e-6);
    }
}
