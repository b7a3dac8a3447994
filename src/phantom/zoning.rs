// SPDX-License-Identifier: MIT OR Apache-2.0
//! Crystals with growth zones, sectors, rims and cracks.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::{Dice, stated_or};
use super::noise::{self, Spectrum};
use super::{grains, veins};
use crate::numeric::portable;
use std::f32::consts::TAU;

/// Samples of a growth profile, from the centre of a crystal outwards.
const PROFILE: usize = 512;

/// Crystals of plane faces in a matrix, each with a profile of composition from core to rim.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = matrix(size, dice);
    let drawn = dice.length(10.0, 90.0);
    let radius = stated_or(0.5 * dice.stated.crystal_size, drawn);
    let wobble = wobble(size, radius, dice);
    let styles: Vec<Style> = (0..1 + dice.below(3)).map(|_| Style::new(radius, dice)).collect();
    let drawn = dice.scale(0.3, 1.3);
    let fill = stated_or(dice.stated.cover, drawn);
    for _ in size.each(dice.count(fill * size.area() / (radius * radius * 3.0)).max(1)) {
        let style = &styles[dice.below(styles.len())];
        Crystal::new(size, radius, style, dice).paint(&mut canvas, style, &wobble);
    }
    grains::inclusions(&mut canvas, dice);
    if dice.chance(0.35) {
        veins::cracks(&mut canvas, dice);
    }
    canvas
}

fn matrix<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let (level, strength) = (dice.unit().powi(2), dice.unit() * 0.5);
    if dice.chance(0.5) {
        return Canvas::filled(size, if dice.chance(0.5) { 0.0 } else { level });
    }
    let longest = dice.length(4.0, 30.0);
    let spectrum = Spectrum::random(dice, longest);
    let mut canvas = noise::fractal(size, spectrum, dice, |v| v);
    canvas.apply(|v| (level * (1.0 + strength * v)).max(0.0));
    canvas
}

/// Relative unevenness of the growth front.
fn wobble<'t>(size: Size<'t>, radius: f32, dice: &mut Dice) -> Canvas<'t> {
    let strength = if dice.chance(0.6) { dice.scale(0.005, 0.06) } else { 0.0 };
    let mut field = noise::smooth(size, (radius * dice.between(0.1, 0.6)).max(3.0), dice);
    field.apply(|v| strength * v);
    field
}

/// What the crystals of one mineral have in common.
struct Style {
    profile: Vec<f32>,
    faces: usize,
    sector: f32,
    round: bool,
}

impl Style {
    fn new(radius: f32, dice: &mut Dice) -> Self {
        let sector = if dice.chance(0.35) { dice.between(0.05, 0.6) } else { 0.0 };
        let (faces, round) = (4 + dice.below(6), dice.chance(0.25));
        Self { profile: profile(radius, dice), faces, sector, round }
    }
}

/// Composition from core (0) to rim: a trend, oscillations, sharp steps and a rim.
fn profile(radius: f32, dice: &mut Dice) -> Vec<f32> {
    let (start, end, bend) = (dice.unit(), dice.unit(), dice.scale(0.4, 3.0));
    let drawn = dice.length(2.0, 25.0);
    let period = stated_or(dice.stated.zone_period, drawn) / radius;
    let (amount, shape, phase) = (dice.unit() * 0.5, dice.below(3), dice.angle());
    let steps: Vec<(f32, f32)> = (0..dice.below(7)).map(|_| (dice.unit(), 0.3 * dice.bell())).collect();
    let (rim, rim_at) =
        (if dice.chance(0.4) { dice.between(-0.8, 0.8) } else { 0.0 }, dice.between(0.7, 0.97));
    let irregular = dice.between(0.0, 2.5);
    let key = dice.key();
    let value = |t: f32| {
        let cycle = TAU * t / period + phase + irregular * noise::at(key, t / period * 0.5, 0.0);
        let wave = match shape {
            0 => portable::sin(cycle),
            1 => 2.0 * (cycle / TAU).rem_euclid(1.0) - 1.0,
            _ => {
                portable::sin(cycle).signum() * (0.5 + 0.5 * noise::hash(key, (cycle / TAU) as i32 as u32, 1))
            }
        };
        let jumps: f32 = steps.iter().filter(|(at, _)| t > *at).map(|(_, jump)| jump).sum();
        let rim = if t > rim_at { rim } else { 0.0 };
        (start + (end - start) * portable::powf(t, bend) + amount * wave + jumps + rim).max(0.0)
    };
    (0..PROFILE).map(|i| value(i as f32 / (PROFILE - 1) as f32)).collect()
}

/// One crystal: faces as (normal x, normal y, distance from the centre, change of composition).
struct Crystal {
    x: f32,
    y: f32,
    faces: Vec<(f32, f32, f32, f32)>,
    reach: f32,
    gain: f32,
    blur: f32,
}

impl Crystal {
    fn new(size: Size, radius: f32, style: &Style, dice: &mut Dice) -> Self {
        let (x, y) = grains::place(size, dice);
        let (radius, first) = (radius * dice.around(0.4), dice.angle());
        let (aspect, tilt) = (dice.scale(1.0, 2.2), dice.angle());
        let count = if style.round { 1 } else { style.faces };
        let face = |i: usize| {
            let angle = first + TAU * (i as f32 + 0.3 * (dice.unit() - 0.5)) / count as f32;
            let long = 1.0 + (aspect - 1.0) * portable::cos(angle - tilt).abs();
            (
                portable::cos(angle),
                portable::sin(angle),
                radius * long * dice.between(0.75, 1.0),
                1.0 + style.sector * dice.bell(),
            )
        };
        let faces: Vec<_> = (0..count).map(face).collect();
        let reach =
            faces.iter().fold(0.0_f32, |reach, face| reach.max(face.2)) * if style.round { 1.0 } else { 1.6 };
        Self { x, y, faces, reach, gain: dice.around(0.15), blur: dice.scale(0.5, 2.0) }
    }

    fn paint(&self, canvas: &mut Canvas, style: &Style, wobble: &Canvas) {
        let window = canvas.window(self.x, self.y, self.reach, self.reach);
        let (pixels, blur) = (canvas.size.pixels, self.blur);
        canvas.visit(window, |value, x, y| {
            let index = y as usize * pixels + x as usize;
            let (t, depth, sector) = self.locate(x - self.x, y - self.y, wobble.values[index]);
            let cover = coverage::edge(depth / blur);
            if cover > 0.0 {
                let (first, second, share) = coverage::bracket(t * (PROFILE - 1) as f32, PROFILE);
                let zone = style.profile[first] * (1.0 - share) + style.profile[second] * share;
                *value += (zone * sector.max(0.0) * self.gain - *value) * cover;
            }
        });
    }

    /// Growth stage (0 core, 1 rim), depth below the surface and factor of the sector.
    fn locate(&self, dx: f32, dy: f32, wobble: f32) -> (f32, f32, f32) {
        if let [(.., radius, sector)] = self.faces[..] {
            let t = (dx * dx + dy * dy).sqrt() / radius + wobble;
            return (t, (1.0 - t) * radius, sector);
        }
        let (mut t, mut distance, mut sector) = (f32::MIN, 1.0, 1.0);
        for (nx, ny, face, change) in &self.faces {
            let stage = (dx * nx + dy * ny) / face;
            if stage > t {
                (t, distance, sector) = (stage, *face, *change);
            }
            if t * distance > distance * (1.0 + wobble.abs()) + 2.0 {
                break; // outside, whatever the other faces say
            }
        }
        t += wobble;
        (t, (1.0 - t) * distance, sector)
    }
}
