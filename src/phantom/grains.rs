// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packed mineral grains.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::{Dice, stated_or};
use super::noise::{self, Spectrum};
use super::pack::{Bend, Near, Pack, Packing};
use std::f32::consts::PI;

/// Grains closer than this, in pixels, are not split: their parts would be below a pixel.
const SPLIT_ABOVE: f32 = 8.0;

/// Grains of a few phases with sharp boundaries, perhaps with thin seams and a mild texture inside.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut packing = packing(dice, 4.0, 60.0);
    packing.spacing = stated_or(dice.stated.grain_size, packing.spacing);
    let bend = bend(size, packing.spacing, dice);
    let pack = Pack::new(size, &packing, bend.as_ref(), dice);
    let values = compositions(&pack, dice);
    let seam = seam(dice);
    let texture = texture(size, packing.spacing, dice);
    let mut canvas = pack.paint(size, bend.as_ref(), |near| {
        seam.lay(near, near.blend(|grain| values[grain]) * (1.0 + texture.values[near.index]))
    });
    inclusions(&mut canvas, dice);
    canvas
}

/// A random way to pack grains `low` to `high` px apart.
pub(super) fn packing(dice: &mut Dice, low: f32, high: f32) -> Packing {
    let spacing = dice.length(low, high).max(low);
    Packing {
        spacing,
        disorder: dice.between(0.5, 1.0),
        split: if dice.chance(0.5) && spacing > SPLIT_ABOVE { dice.between(0.1, 0.8) } else { 0.0 },
        unequal: if dice.chance(0.6) { dice.unit() } else { 0.0 },
        aspect: if dice.chance(0.3) { dice.scale(1.2, 5.0) } else { 1.0 },
        angle: dice.between(0.0, PI),
    }
}

/// What makes boundaries wavy; in part of the draws they stay straight.
pub(super) fn bend<'t>(size: Size<'t>, spacing: f32, dice: &mut Dice) -> Option<Bend<'t>> {
    if dice.chance(0.45) {
        return None;
    }
    let amount = dice.between(0.03, 0.3) * spacing;
    let longest = (spacing * dice.between(0.3, 1.0)).max(3.0);
    let shortest = if dice.chance(0.5) { longest } else { (0.2 * longest).max(2.5) };
    let spectrum = Spectrum { exponent: 4.0, longest, shortest };
    let mut field = || {
        let mut field = noise::fractal(size, spectrum, dice, |v| v);
        field.apply(|v| amount * v.clamp(-3.0, 3.0));
        field
    };
    Some(Bend { x: field(), y: field(), reach: 3.0 * amount })
}

/// One value per grain: its phase, with some variation.
pub(super) fn compositions(pack: &Pack, dice: &mut Dice) -> Vec<f32> {
    let drawn = 2 + dice.below(5);
    let phases = stated_or(dice.stated.phases, drawn as f32) as usize;
    let palette = dice.palette(phases);
    let shares: Vec<f32> = (0..phases).map(|_| dice.unit().powi(2) + 0.03).collect();
    let spread = if dice.chance(0.7) { dice.scale(0.01, 0.4) } else { 0.0 };
    pack.sites.iter().map(|_| palette[dice.weighted(&shares)] * dice.around(spread)).collect()
}

/// Thin film between grains.
pub(super) struct Seam {
    half_width: f32,
    value: f32,
    strength: f32,
}

pub(super) fn seam(dice: &mut Dice) -> Seam {
    let (half_width, strength) = (0.5 * dice.scale(0.3, 4.0), dice.between(0.3, 1.0));
    let value = if dice.chance(0.75) { 0.0 } else { dice.unit() };
    Seam { half_width, value, strength: if dice.chance(0.4) { strength } else { 0.0 } }
}

impl Seam {
    pub fn lay(&self, near: &Near, value: f32) -> f32 {
        if near.edge > self.half_width + 0.5 {
            return value;
        }
        value + (self.value - value) * self.strength * coverage::line(near.edge, self.half_width)
    }
}

/// Relative texture inside grains.
fn texture<'t>(size: Size<'t>, spacing: f32, dice: &mut Dice) -> Canvas<'t> {
    let strength = if dice.chance(0.6) { dice.scale(0.01, 0.25) } else { 0.0 };
    if strength == 0.0 {
        return Canvas::filled(size, 0.0);
    }
    let spectrum = Spectrum::random(dice, 0.7 * spacing);
    let mut field = noise::fractal(size, spectrum, dice, |v| v);
    field.apply(|v| (strength * v).max(-1.0));
    field
}

/// Small bright or dark inclusions and pores.
pub(super) fn inclusions(canvas: &mut Canvas, dice: &mut Dice) {
    if dice.chance(0.6) {
        return;
    }
    let radius = dice.length(0.5, 3.0);
    let mean = canvas.size.area() * dice.scale(0.0005, 0.02) / (radius * radius * 4.0);
    let value = if dice.chance(0.5) { 0.0 } else { dice.between(0.5, 1.5) };
    for _ in canvas.size.each(dice.count(mean)) {
        let (x, y) = place(canvas.size, dice);
        let wave = dice.between(0.0, 0.3);
        let blob =
            super::blob::Blob::new(x, y, radius * dice.around(0.4), dice.scale(1.0, 2.5), wave, 7, dice);
        blob.paint(canvas, 0.0, |old, inside, _, _| *old += (value - *old) * inside.cover);
    }
}

/// A random place of the picture.
pub(super) fn place(size: Size, dice: &mut Dice) -> (f32, f32) {
    (dice.unit() * size.pixels as f32, dice.unit() * size.lines as f32)
}
