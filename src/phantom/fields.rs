// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fields without objects: gradients, and textures with a power-law spectrum.

use super::blob;
use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::{Dice, stated_or};
use super::grains;
use super::noise::{self, Spectrum};
use crate::numeric::portable;

/// Slow changes, large blobs, steps and ramps.
pub(super) fn gradients<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = Canvas::filled(size, 0.0);
    for _ in 0..1 + dice.below(3) {
        let drawn = dice.below(4);
        match stated_or(dice.stated.gradient_form, drawn as f32) as usize {
            0 => ramp(&mut canvas, dice),
            1 => blobs(&mut canvas, dice),
            2 => steps(&mut canvas, dice),
            _ => waves(&mut canvas, dice),
        }
    }
    let floor = if dice.chance(0.5) { canvas.range().0 } else { 0.0 };
    canvas.apply(|v| (v - floor).max(0.0));
    if canvas.range().1 <= 0.0 {
        ramp(&mut canvas, dice);
    }
    canvas
}

fn ramp(canvas: &mut Canvas, dice: &mut Dice) {
    let ((cx, cy), angle, weight) = (canvas.size.centre(), dice.angle(), dice.between(0.2, 1.0));
    let (nx, ny) = (portable::cos(angle), portable::sin(angle));
    let reach = (cx * nx.abs() + cy * ny.abs()) * dice.scale(0.2, 1.5);
    let shift = dice.between(-0.5, 0.5);
    let ramp = Canvas::from_fn(canvas.size, |x, y| {
        let t = ((x - cx) * nx + (y - cy) * ny) / reach + shift;
        weight * (0.5 + 0.5 * t).clamp(0.0, 1.0)
    });
    canvas.combine(&ramp, |a, b| a + b);
}

fn blobs(canvas: &mut Canvas, dice: &mut Dice) {
    let drawn = dice.length(5.0, 40.0);
    let sigma = stated_or(dice.stated.feature_size, drawn);
    for _ in canvas.size.each(1 + dice.count(canvas.size.area() / (sigma * sigma * 50.0))) {
        let (x, y) = grains::place(canvas.size, dice);
        blob::spot(canvas, x, y, sigma * dice.around(0.5), dice.between(0.2, 1.0));
    }
}

fn steps(canvas: &mut Canvas, dice: &mut Dice) {
    for _ in 0..1 + dice.below(4) {
        let (x0, y0) = grains::place(canvas.size, dice);
        let (angle, weight) = (dice.angle(), dice.between(0.1, 0.8));
        let softness = if dice.chance(0.6) { 0.0 } else { dice.length(1.0, 15.0) };
        let (nx, ny) = (portable::cos(angle), portable::sin(angle));
        let step = Canvas::from_fn(canvas.size, |x, y| {
            let distance = (x - x0) * nx + (y - y0) * ny;
            let sharp = softness == 0.0;
            weight
                * if sharp {
                    coverage::half_plane(distance, nx, ny)
                } else {
                    coverage::smooth_step(distance / softness)
                }
        });
        canvas.combine(&step, |a, b| a + b);
    }
}

fn waves(canvas: &mut Canvas, dice: &mut Dice) {
    let (drawn, weight) = (dice.length(12.0, 100.0), dice.between(0.1, 0.5));
    let spacing = stated_or(dice.stated.feature_size, drawn);
    let field = noise::smooth(canvas.size, spacing, dice);
    canvas.combine(&field, |a, b| a + weight * (b + 1.5).max(0.0));
}

/// Random fields of spectral exponent 1 to 3.5: plain, ridged, exponentiated, cut at a level or banded.
pub(super) fn texture<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let drawn = dice.length(2.5, 160.0);
    let longest = stated_or(dice.stated.longest, drawn);
    let spectrum = Spectrum::random(dice, longest);
    let mut canvas = if dice.chance(0.2) {
        noise::fractal(size, spectrum, dice, |v| 1.6 * (0.8 - v.abs()))
    } else {
        noise::fractal(size, spectrum, dice, |v| v)
    };
    if dice.chance(0.2) {
        directional(&mut canvas, longest, dice);
    }
    bend(&mut canvas, dice);
    canvas
}

/// Adds a field that is longer in one direction.
fn directional(canvas: &mut Canvas, longest: f32, dice: &mut Dice) {
    let (angle, aspect) = (dice.angle(), dice.scale(2.0, 12.0));
    let (nx, ny, key) = (portable::cos(angle), portable::sin(angle), dice.key());
    let across = (longest / aspect).max(1.5);
    let (a, b) = (1.0 / (across * aspect), 1.0 / across);
    let field =
        Canvas::from_fn(canvas.size, |x, y| noise::at(key, (x * nx + y * ny) * a, (y * nx - x * ny) * b));
    let weight = dice.between(0.3, 1.5);
    canvas.combine(&field, |old, new| old + weight * new);
}

/// Turns a field of unit variance into concentrations.
fn bend(canvas: &mut Canvas, dice: &mut Dice) {
    match dice.weighted(&[0.35, 0.25, 0.2, 0.1, 0.1]) {
        0 => canvas.stretch(),
        1 => {
            let contrast = dice.between(0.3, 1.6);
            canvas.apply(|v| portable::exp(contrast * v.min(5.0)));
        }
        2 => cut(canvas, dice),
        3 => canvas.apply(|v| v * v),
        _ => canvas.apply(|v| (1.0 - 1.5 * v.abs()).max(0.0)),
    }
}

/// Nothing below a level; above it a plateau with an edge of given sharpness, or what exceeds the level.
fn cut(canvas: &mut Canvas, dice: &mut Dice) {
    let (level, sharpness) = (dice.between(-1.0, 1.2), dice.scale(1.0, 12.0));
    let (plateau, rest) = (dice.unit(), if dice.chance(0.5) { 0.0 } else { dice.between(0.0, 0.3) });
    canvas.apply(|v| {
        let above = coverage::smooth_step((v - level) * sharpness);
        above * (plateau + (1.0 - plateau) * (0.5 + 0.4 * (v - level)).max(0.0))
            + rest * (v + 3.0).max(0.0) * 0.2
    });
    if canvas.range().1 <= 0.0 {
        canvas.apply(|_| 1.0);
    }
}
