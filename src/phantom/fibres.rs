// SPDX-License-Identifier: MIT OR Apache-2.0
//! Networks of thin filaments.

use super::blur;
use super::canvas::{Canvas, Size};
use super::dice::{Dice, stated_or};
use super::grains;
use super::noise;
use super::stroke::{Ink, Layer, Walk, wander};

/// Filaments over a dim background, some out of focus.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let style = Style::new(dice);
    let total = size.area() * dice.scale(0.02, 0.5) / style.width.max(1.0);
    let count = 1 + dice.count(total / style.length);
    let mut layer = Layer::empty(size);
    let hubs: Vec<(f32, f32)> =
        (0..1 + dice.count(size.area() / 12_000.0)).map(|_| grains::place(size, dice)).collect();
    let from_hubs = dice.chance(0.25);
    for _ in size.each(count) {
        let start = if from_hubs { hubs[dice.below(hubs.len())] } else { grains::place(size, dice) };
        style.put(&mut layer, start, dice);
    }
    let mut canvas = layer.canvas;
    out_of_focus(&mut canvas, dice);
    canvas
}

fn out_of_focus(canvas: &mut Canvas, dice: &mut Dice) {
    if dice.chance(0.5) {
        let (reach, strength) = (dice.length(3.0, 12.0), dice.between(0.2, 1.5));
        let haze = blur::haze(canvas, reach);
        canvas.combine(&haze, |sharp, soft| sharp + strength * soft);
    }
    if dice.chance(0.3) {
        let (spacing, level) = (dice.length(8.0, 60.0), dice.between(0.02, 0.3));
        let field = noise::smooth(canvas.size, spacing, dice);
        canvas.combine(&field, |value, field| value + level * (1.0 + 0.5 * field).max(0.0));
    }
}

/// What the filaments of one picture have in common.
pub(super) struct Style {
    pub width: f32,
    pub length: f32,
    wander: f32,
    /// Main direction and spread around it.
    main: f32,
    spread: f32,
    /// Field that turns the main direction from place to place, and its length scale.
    bend: (u32, f32, f32),
    contrast: f32,
    beads: f32,
    ink: Ink,
}

impl Style {
    pub fn new(dice: &mut Dice) -> Self {
        let drawn = dice.scale(0.5, 4.0);
        Self {
            width: stated_or(dice.stated.fibre_width, drawn),
            length: dice.length(20.0, 250.0),
            wander: dice.scale(0.005, 0.15),
            main: dice.angle(),
            spread: if dice.chance(0.5) { 3.0 } else { dice.between(0.02, 0.5) },
            bend: (dice.key(), dice.length(30.0, 200.0), dice.unit()),
            contrast: dice.between(0.1, 0.9),
            beads: if dice.chance(0.4) { dice.between(0.1, 0.9) } else { 0.0 },
            ink: if dice.chance(0.8) { Ink::Add } else { Ink::Cover },
        }
    }

    /// Draws one filament that starts at a place.
    pub fn put(&self, layer: &mut Layer, (x, y): (f32, f32), dice: &mut Dice) {
        let half = 0.5 * (self.width * dice.around(0.3)).min(12.0);
        let tip = half * dice.between(0.4, 1.0);
        let length = self.length * dice.between(0.3, 1.2);
        let walk = Walk { length, step: 4.0, wander: self.wander, half_width: (half, tip) };
        let (bend, scale, strength) = self.bend;
        let main = self.main + strength * noise::at(bend, x / scale, y / scale);
        let nodes = wander(x, y, main + self.spread * dice.bell(), &walk, dice);
        let (brightness, key) = (dice.around(self.contrast), dice.key());
        let bead = |i: usize| brightness * (1.0 + self.beads * noise::at(key, i as f32 * 0.4, 0.3)).max(0.0);
        layer.draw_varying(&nodes, bead, self.ink);
    }
}
