// SPDX-License-Identifier: MIT OR Apache-2.0
//! Test charts, exact below the pixel: star, line pairs, edges and points.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::Dice;
use crate::numeric::portable;
use std::f32::consts::{PI, TAU};

/// Spokes of the star of seed 0.
const DEFAULT_SPOKES: usize = 36;
/// Samples along each side of a pixel where spokes are too narrow for a straight edge.
const SUBSAMPLES: usize = 8;

/// A Siemens star: random spokes and centre, or for seed 0 the default ones.
pub(super) fn star<'t>(size: Size<'t>, seed: u64, dice: &mut Dice) -> Canvas<'t> {
    let ((cx, cy), side) = (size.centre(), size.lines.min(size.pixels) as f32);
    let mut star = Star { x: cx, y: cy, radius: 0.48 * side, spokes: DEFAULT_SPOKES as f32, phase: 0.0 };
    if seed != 0 {
        star.x += 0.1 * side * (dice.unit() - 0.5);
        star.y += 0.1 * side * (dice.unit() - 0.5);
        star.spokes = (2.0 * dice.scale(4.0, 40.0)).round();
        star.phase = dice.angle();
        star.radius = side * dice.between(0.4, 0.7);
    }
    Canvas::from_fn(size, |x, y| star.cover(x - star.x, y - star.y))
}

/// A star of equally wide bright and dark spokes; the first bright one begins at `phase`.
pub(super) struct Star {
    pub x: f32,
    pub y: f32,
    pub radius: f32,
    pub spokes: f32,
    pub phase: f32,
}

impl Star {
    /// Bright share of the pixel at (dx, dy) from the centre.
    pub fn cover(&self, dx: f32, dy: f32) -> f32 {
        let r = (dx * dx + dy * dy).sqrt();
        if r > self.radius + 1.0 {
            return 0.0;
        }
        let spokes = if r * PI < 1.5 * self.spokes { self.sampled(dx, dy) } else { self.exact(dx, dy, r) };
        spokes * coverage::half_plane(self.radius - r, dx / r.max(1e-6), dy / r.max(1e-6))
    }

    fn exact(&self, dx: f32, dy: f32, r: f32) -> f32 {
        let sector = PI / self.spokes;
        let angle = portable::atan2(dy, dx) - self.phase;
        let nearest = (angle / sector).round();
        let side = if (nearest as i32).rem_euclid(2) == 0 { 1.0 } else { -1.0 };
        let (sin, cos) = portable::sin_cos(nearest * sector + self.phase);
        coverage::half_plane(side * r * portable::sin(angle - nearest * sector), -sin, cos)
    }

    fn sampled(&self, dx: f32, dy: f32) -> f32 {
        let step = 1.0 / SUBSAMPLES as f32;
        let offset = |i: usize| (i as f32 + 0.5) * step - 0.5;
        let bright = |i: &usize| {
            let (x, y) = (dx + offset(i % SUBSAMPLES), dy + offset(i / SUBSAMPLES));
            portable::sin(self.spokes * (portable::atan2(y, x) - self.phase)) > 0.0
        };
        (0..SUBSAMPLES * SUBSAMPLES).filter(bright).count() as f32 * step * step
    }
}

/// Fields of line pairs: each field has its own period, every second one runs the other way.
pub(super) fn lines<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let field = dice.length(20.0, 60.0);
    let columns = (size.pixels as f32 / field).ceil() as usize + 1;
    let (finest, ratio, shift) = (dice.between(1.6, 3.0), dice.between(1.15, 1.6), dice.below(8));
    let phase = dice.unit();
    let gap = 0.06 * field;
    Canvas::from_fn(size, |x, y| {
        let (i, j) = ((x / field) as usize, (y / field) as usize);
        let period = finest * portable::powf(ratio, ((i + j * columns + shift) % 8) as f32);
        let along = if (i + j) % 2 == 0 { x } else { y };
        let margin = |t: f32| coverage::edge((t.rem_euclid(field)).min(field - t.rem_euclid(field)) - gap);
        margin(x) * margin(y) * (bars(along + 0.5, period, phase) - bars(along - 0.5, period, phase))
    })
}

/// Integral of a square wave (half of each period 1, half 0) from 0 to `x`.
fn bars(x: f32, period: f32, phase: f32) -> f32 {
    let at = x / period + phase;
    (at.floor() * 0.5 + (at - at.floor()).min(0.5)) * period
}

/// Slanted squares and discs of several contrasts across a slanted edge.
pub(super) fn edges<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let ((cx, cy), angle, low) = (size.centre(), dice.angle(), 0.4 * dice.unit());
    let (nx, ny) = (portable::cos(angle), portable::sin(angle));
    let high = dice.between(0.5, 0.9);
    let mut canvas = Canvas::from_fn(size, |x, y| {
        low + (high - low) * coverage::half_plane((x - cx) * nx + (y - cy) * ny, nx, ny)
    });
    let pitch = dice.length(20.0, 60.0);
    for j in size.each((size.lines as f32 / pitch).ceil() as usize) {
        for i in 0..(size.pixels as f32 / pitch).ceil() as usize {
            let place =
                ((i as f32 + 0.3 + 0.4 * dice.unit()) * pitch, (j as f32 + 0.3 + 0.4 * dice.unit()) * pitch);
            shape(&mut canvas, place, pitch * dice.between(0.1, 0.35), dice);
        }
    }
    canvas
}

fn shape(canvas: &mut Canvas, (cx, cy): (f32, f32), half: f32, dice: &mut Dice) {
    let (angle, disc, level) = (dice.between(0.0, TAU), dice.chance(0.4), dice.unit());
    let (nx, ny) = (portable::cos(angle), portable::sin(angle));
    let window = canvas.window(cx, cy, 1.5 * half + 1.0, 1.5 * half + 1.0);
    canvas.visit(window, |value, x, y| {
        let (dx, dy) = (x - cx, y - cy);
        let r = (dx * dx + dy * dy).sqrt();
        let cover = if disc {
            coverage::half_plane(half - r, dx / r.max(1e-6), dy / r.max(1e-6))
        } else {
            strip(dx * nx + dy * ny, half, nx, ny) * strip(dy * nx - dx * ny, half, -ny, nx)
        };
        *value += (level - *value) * cover;
    });
}

/// Share of a pixel in a strip of this half width.
fn strip(distance: f32, half: f32, nx: f32, ny: f32) -> f32 {
    (coverage::half_plane(half - distance, nx, ny) + coverage::half_plane(half + distance, nx, ny) - 1.0)
        .max(0.0)
}

/// Points of one pixel's area at places between the pixels.
pub(super) fn points<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = Canvas::filled(size, 0.0);
    let (pitch, spread) = (dice.length(12.0, 40.0), if dice.chance(0.5) { 0.0 } else { 0.7 });
    for j in size.each((size.lines as f32 / pitch).ceil() as usize) {
        for i in 0..(size.pixels as f32 / pitch).ceil() as usize {
            let (x, y) =
                ((i as f32 + 0.2 + 0.6 * dice.unit()) * pitch, (j as f32 + 0.2 + 0.6 * dice.unit()) * pitch);
            let (x, y) = (x.min(size.pixels as f32 - 0.5), y.min(size.lines as f32 - 0.5));
            let brightness = 1.0 - spread * dice.unit();
            let window = canvas.window(x, y, 1.0, 1.0);
            canvas.visit(window, |value, px, py| {
                *value += brightness * (1.0 - (px - x).abs()).max(0.0) * (1.0 - (py - y).abs()).max(0.0);
            });
        }
    }
    canvas
}
