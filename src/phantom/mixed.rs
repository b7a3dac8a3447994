// SPDX-License-Identifier: MIT OR Apache-2.0
//! One of the natural kinds, or a blend of two, as varied as real samples are.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::Dice;
use super::{blur, cells, fibres, fields, grains, noise, particles, tissue, veins, zoning};
use crate::numeric::portable;

/// A natural kind or a blend of two, with a random intensity curve and perhaps a slight blur.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = natural(size, dice);
    if dice.chance(0.25) {
        let other = natural(size, dice);
        blend(&mut canvas, other, dice);
    }
    curve(&mut canvas, dice);
    lens(&mut canvas, dice);
    canvas
}

/// Cells, tissue, filaments, textures and rocks are equally likely.
fn natural<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let (group, member) = (dice.below(5), dice.unit());
    let mut canvas = match group {
        0 => cells::paint(size, dice),
        1 => tissue::paint(size, dice),
        2 if member < 0.65 => fibres::paint(size, dice),
        2 => particles::paint(size, dice),
        3 if member < 0.75 => fields::texture(size, dice),
        3 => fields::gradients(size, dice),
        _ if member < 0.4 => grains::paint(size, dice),
        _ if member < 0.7 => zoning::paint(size, dice),
        _ => veins::paint(size, dice),
    };
    canvas.scale_to_peak();
    canvas
}

/// Sum, product, or one within a mask and the other outside.
fn blend(canvas: &mut Canvas, mut other: Canvas, dice: &mut Dice) {
    let (weight, keep) = (dice.scale(0.1, 1.5), dice.between(0.0, 0.5));
    match dice.below(3) {
        0 => canvas.combine(&other, |a, b| a + weight * b),
        1 => canvas.combine(&other, |a, b| a * (keep + (1.0 - keep) * b)),
        _ => {
            let (spacing, sharp) = (dice.length(10.0, 80.0), dice.scale(2.0, 60.0));
            let mask = noise::smooth(canvas.size, spacing, dice);
            // the other becomes the change by it: a copy would be one more picture
            other.combine(canvas, |other, value| other - value);
            other.combine(&mask, |change, mask| change * coverage::smooth_step(sharp * mask));
            canvas.combine(&other, |value, change| value + change);
        }
    }
}

fn curve(canvas: &mut Canvas, dice: &mut Dice) {
    let gamma = if dice.chance(0.6) { dice.scale(0.4, 2.5) } else { 1.0 };
    let (inverted, pedestal) = (dice.chance(0.06), if dice.chance(0.15) { dice.unit() * 0.6 } else { 0.0 });
    canvas.scale_to_peak();
    canvas.apply(|v| {
        let v = if gamma == 1.0 { v } else { portable::powf(v, gamma) };
        pedestal + (1.0 - pedestal) * if inverted { 1.0 - v } else { v }
    });
    if canvas.range().1 <= 0.0 {
        canvas.apply(|_| 1.0);
    }
}

/// The slight blur of a real microscope in half of the pictures.
pub(super) fn lens(canvas: &mut Canvas, dice: &mut Dice) {
    if dice.chance(0.5) {
        blur::gaussian(canvas, dice.between(0.5, 1.2));
    }
}
