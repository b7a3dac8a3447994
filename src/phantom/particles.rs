// SPDX-License-Identifier: MIT OR Apache-2.0
//! Small bright spots, single or in clusters.

use super::blob::{self, Blob};
use super::canvas::{Canvas, Size};
use super::dice::{Dice, stated_or};
use super::grains;
use super::noise;

/// Spots of 1 to 6 px on a low background.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = background(size, dice);
    let drawn = dice.length(1.0, 5.0);
    let style = Style {
        diameter: stated_or(dice.stated.particle_size, drawn),
        spread: dice.between(0.0, 0.5),
        contrast: dice.between(0.1, 1.0),
        sharp: dice.unit(),
    };
    let density = dice.scale(0.0005, 0.03) / style.diameter.max(1.0);
    if dice.chance(0.5) {
        for _ in size.each(1 + dice.count(size.area() * density)) {
            let (x, y) = grains::place(size, dice);
            style.put(&mut canvas, x, y, dice);
        }
    }
    clusters(&mut canvas, &style, density, dice);
    canvas
}

fn background<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let (level, spacing) = (dice.unit() * 0.25, dice.length(3.0, 60.0));
    if dice.chance(0.4) {
        return Canvas::filled(size, 0.0);
    }
    let mut canvas = noise::smooth(size, spacing, dice);
    canvas.apply(|v| level * (1.0 + 0.4 * v).max(0.0));
    canvas
}

fn clusters(canvas: &mut Canvas, style: &Style, density: f32, dice: &mut Dice) {
    let members = dice.scale(3.0, 40.0);
    let reach = style.diameter * members.sqrt() * dice.scale(0.4, 2.5);
    for _ in canvas.size.each(1 + dice.count(canvas.size.area() * density / members)) {
        let (cx, cy) = grains::place(canvas.size, dice);
        for _ in 0..1 + dice.count(members) {
            let (x, y) = (cx + reach * dice.bell(), cy + reach * dice.bell());
            style.put(canvas, x, y, dice);
        }
    }
}

struct Style {
    diameter: f32,
    /// Relative spread of diameters.
    spread: f32,
    /// Spread of brightness (of its logarithm).
    contrast: f32,
    /// Share of particles with a sharp outline; the others are Gaussian.
    sharp: f32,
}

impl Style {
    fn put(&self, canvas: &mut Canvas, x: f32, y: f32, dice: &mut Dice) {
        let diameter = (self.diameter * dice.around(self.spread)).min(40.0);
        let brightness = 0.4 * dice.around(self.contrast);
        if !dice.chance(self.sharp) {
            return blob::spot(canvas, x, y, (0.4 * diameter).max(0.4), brightness);
        }
        let blob = Blob::new(x, y, 0.5 * diameter, dice.scale(1.0, 2.0), 0.15, 6, dice);
        // below one pixel the coverage would overstate the area
        let brightness = brightness * (diameter * diameter).min(1.0);
        blob.paint(canvas, 0.0, |value, inside, _, _| *value += brightness * inside.cover);
    }
}
