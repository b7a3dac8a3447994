// SPDX-License-Identifier: MIT OR Apache-2.0
//! Roundish outlines: ellipses with a random waviness, for cells, nuclei, vessels and inclusions.

use super::canvas::Canvas;
use super::coverage;
use super::dice::Dice;
use crate::numeric::portable;

/// Samples of the outline around the full turn.
const SAMPLES: usize = 64;

/// A wavy ellipse.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    pub x: f32,
    pub y: f32,
    /// Mean radius in pixels.
    pub radius: f32,
    pub angle: f32,
    /// Long over short axis.
    pub aspect: f32,
    axis: (f32, f32),
    outline: [f32; SAMPLES + 1],
}

/// Where a pixel lies in a blob.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inside {
    /// 0 at the centre, 1 on the outline.
    pub t: f32,
    /// Share of the pixel inside the outline.
    pub cover: f32,
    /// About the distance to the outline in pixels, positive inside.
    pub depth: f32,
}

impl Blob {
    /// A blob whose radius varies by `wave` (relative) with about `lobes` bulges.
    pub fn new(x: f32, y: f32, radius: f32, aspect: f32, wave: f32, lobes: usize, dice: &mut Dice) -> Self {
        let angle = dice.angle();
        let outline = outline(wave, lobes.clamp(3, 24), dice);
        Self { x, y, radius, angle, aspect, axis: (portable::cos(angle), portable::sin(angle)), outline }
    }

    /// Largest distance of the outline from the centre.
    pub fn reach(&self) -> f32 {
        let widest = self.outline.iter().fold(0.0_f32, |widest, r| widest.max(*r));
        self.radius * self.aspect.sqrt() * widest
    }

    /// Where (x, y) lies.
    pub fn locate(&self, x: f32, y: f32) -> Inside {
        let (dx, dy) = (x - self.x, y - self.y);
        let long = self.aspect.sqrt();
        let u = (dx * self.axis.0 + dy * self.axis.1) / long;
        let v = (dy * self.axis.0 - dx * self.axis.1) * long;
        let edge = self.radius * self.towards(u, v);
        let rho = (u * u + v * v).sqrt();
        let stretch = if rho > 0.0 { rho / (dx * dx + dy * dy).sqrt().max(1e-6) } else { 1.0 };
        let depth = (edge - rho) / stretch.max(1e-3);
        Inside { t: rho / edge.max(1e-6), cover: coverage::edge(depth), depth }
    }

    /// Relative radius in direction (u, v), looked up by an angle without trigonometry.
    fn towards(&self, u: f32, v: f32) -> f32 {
        let p = v / (u.abs() + v.abs()).max(1e-12);
        let turn = if u < 0.0 {
            2.0 - p
        } else if p < 0.0 {
            4.0 + p
        } else {
            p
        };
        let (first, second, share) = coverage::bracket(turn * (SAMPLES as f32 / 4.0), SAMPLES + 1);
        self.outline[first] * (1.0 - share) + self.outline[second] * share
    }

    /// Visits the pixels that the blob (grown by `margin` px) may touch.
    pub fn paint(&self, canvas: &mut Canvas, margin: f32, mut put: impl FnMut(&mut f32, Inside, f32, f32)) {
        let reach = self.reach() + margin + 0.5;
        let window = canvas.window(self.x, self.y, reach, reach);
        canvas.visit(window, |value, x, y| {
            let (dx, dy) = (x - self.x, y - self.y);
            if dx * dx + dy * dy < reach * reach {
                put(value, self.locate(x, y), x, y);
            }
        });
    }
}

fn outline(wave: f32, lobes: usize, dice: &mut Dice) -> [f32; SAMPLES + 1] {
    let knots: Vec<f32> = (0..lobes).map(|_| dice.bell()).collect();
    let mut outline = [1.0; SAMPLES + 1];
    for (i, radius) in outline.iter_mut().enumerate().take(SAMPLES) {
        let at = i as f32 / SAMPLES as f32 * lobes as f32;
        let k = at as usize;
        let t = at - k as f32;
        let share = t * t * (3.0 - 2.0 * t);
        let bulge = knots[k % lobes] * (1.0 - share) + knots[(k + 1) % lobes] * share;
        *radius = (1.0 + wave * bulge).clamp(0.25, 2.0);
    }
    outline[SAMPLES] = outline[0];
    outline
}

/// Adds a round bright spot of Gaussian profile, cut at three sigma.
pub(super) fn spot(canvas: &mut Canvas, x: f32, y: f32, sigma: f32, brightness: f32) {
    let reach = 3.0 * sigma;
    let scale = -0.5 / (sigma * sigma);
    let window = canvas.window(x, y, reach, reach);
    canvas.visit(window, |value, px, py| {
        let d2 = (px - x) * (px - x) + (py - y) * (py - y);
        if d2 < reach * reach {
            *value += brightness * portable::exp(scale * d2);
        }
    });
}
