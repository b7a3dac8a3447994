// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random fields: smooth fields over random knots, their sums over octaves, and noise at free positions.

use super::canvas::{Canvas, Size};
use super::dice::Dice;
use crate::numeric::portable;
use std::f32::consts::FRAC_1_SQRT_2;

/// Standard deviation along one axis of a cubic B-spline over knots of unit variance: sqrt(151/315).
const SPLINE_DEVIATION: f32 = 0.692_36;
/// Turns a uniform value in -1..1 into one of unit variance.
const UNIFORM_TO_UNIT: f32 = 1.732_050_8;
/// Knots beyond each border that the spline needs.
const MARGIN: usize = 4;
/// Below this spacing the knots are the pixels themselves: white noise.
const FINEST: f32 = 1.2;

/// Value in -1..1 that depends on the place and the key only.
pub(super) fn hash(key: u32, x: u32, y: u32) -> f32 {
    (scramble(key, x, y) as i32) as f32 * (1.0 / 2_147_483_648.0)
}

/// Integer hash after Wellons ("lowbias32").
fn scramble(key: u32, x: u32, y: u32) -> u32 {
    let mut h = key ^ x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77).rotate_left(13);
    h = (h ^ (h >> 16)).wrapping_mul(0x7FEB_352D);
    h = (h ^ (h >> 15)).wrapping_mul(0x846C_A68B);
    h ^ (h >> 16)
}

/// Smooth field of mean 0 and standard deviation 1, features about `spacing` px apart.
pub(super) fn smooth<'t>(size: Size<'t>, spacing: f32, dice: &mut Dice) -> Canvas<'t> {
    stretched(size, spacing, spacing, dice)
}

/// As [`smooth`], with different spacings along x and y.
pub(super) fn stretched<'t>(size: Size<'t>, along_x: f32, along_y: f32, dice: &mut Dice) -> Canvas<'t> {
    let key = dice.key();
    let (shift_x, shift_y) = (dice.unit(), dice.unit());
    let (columns, deviation_x) = taps(size.pixels, along_x, shift_x);
    let (rows, deviation_y) = taps(size.lines, along_y, shift_y);
    let knots = |taps: &[Tap]| taps.last().map_or(0, |tap| tap.first) + MARGIN;
    let (width, height) = (knots(&columns), knots(&rows));
    let gain = UNIFORM_TO_UNIT / (deviation_x * deviation_y);
    let mut knot_row = vec![0.0; width];
    let mut expanded = vec![0.0; height * size.pixels];
    for (j, row) in expanded.chunks_exact_mut(size.pixels).enumerate().take_while(|_| !size.stopped()) {
        knot_row.iter_mut().enumerate().for_each(|(i, k)| *k = gain * hash(key, i as u32, j as u32));
        spread_along(&knot_row, &columns, row);
    }
    let mut canvas = Canvas::filled(size, 0.0);
    let lines = canvas.values.chunks_exact_mut(size.pixels);
    for (tap, row) in rows.iter().zip(lines).take_while(|_| !size.stopped()) {
        blend_rows(&expanded[tap.first * size.pixels..], tap.weights, row);
    }
    canvas
}

struct Tap {
    first: usize,
    weights: [f32; 4],
}

fn taps(count: usize, spacing: f32, shift: f32) -> (Vec<Tap>, f32) {
    if spacing < FINEST {
        let tap = |i| Tap { first: i, weights: [1.0, 0.0, 0.0, 0.0] };
        return ((0..count).map(tap).collect(), 1.0);
    }
    let tap = |i: usize| {
        let at = (i as f64 + 0.5) / f64::from(spacing) + f64::from(shift);
        Tap { first: at as usize, weights: spline((at - at.floor()) as f32) }
    };
    ((0..count).map(tap).collect(), SPLINE_DEVIATION)
}

fn spline(t: f32) -> [f32; 4] {
    let (s, t2, t3) = (1.0 - t, t * t, t * t * t);
    [
        s * s * s / 6.0,
        (3.0 * t3 - 6.0 * t2 + 4.0) / 6.0,
        (-3.0 * t3 + 3.0 * t2 + 3.0 * t + 1.0) / 6.0,
        t3 / 6.0,
    ]
}

fn spread_along(knots: &[f32], taps: &[Tap], row: &mut [f32]) {
    for (value, tap) in row.iter_mut().zip(taps) {
        let near = &knots[tap.first..tap.first + 4];
        *value = near.iter().zip(tap.weights).map(|(knot, weight)| knot * weight).sum();
    }
}

fn blend_rows(rows: &[f32], weights: [f32; 4], out: &mut [f32]) {
    let n = out.len();
    let (a, rest) = rows.split_at(n);
    let (b, rest) = rest.split_at(n);
    let (c, rest) = rest.split_at(n);
    let d = &rest[..n];
    for (i, value) in out.iter_mut().enumerate() {
        *value = weights[0] * a[i] + weights[1] * b[i] + weights[2] * c[i] + weights[3] * d[i];
    }
}

/// Which lengths a fractal field holds and how strongly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spectrum {
    /// Power falls with spatial frequency to this exponent (2: the same contrast at every scale).
    pub exponent: f32,
    /// Longest and shortest feature in pixels.
    pub longest: f32,
    pub shortest: f32,
}

impl Spectrum {
    /// A random spectrum; `longest` px is its coarsest feature.
    pub fn random(dice: &mut Dice, longest: f32) -> Self {
        let shortest = dice.scale(1.0, longest.max(1.0));
        let shortest = if dice.chance(0.6) { 1.0 } else { shortest };
        Self { exponent: dice.between(1.0, 3.5), longest, shortest }
    }
}

/// Sum of smooth fields one octave apart, each bent by `shape`; about unit variance if `shape` keeps it.
pub(super) fn fractal<'t>(
    size: Size<'t>,
    spectrum: Spectrum,
    dice: &mut Dice,
    shape: impl Fn(f32) -> f32,
) -> Canvas<'t> {
    let mut sum = Canvas::filled(size, 0.0);
    let (mut spacing, mut power) = (spectrum.longest.max(1.0), 0.0);
    loop {
        let amplitude = portable::powf(spacing / spectrum.longest, 0.5 * (spectrum.exponent - 2.0));
        let octave = smooth(size, spacing, dice);
        sum.combine(&octave, |sum, value| sum + amplitude * shape(value));
        power += amplitude * amplitude;
        spacing *= 0.5;
        if spacing < spectrum.shortest.max(0.8) || size.stopped() {
            break;
        }
    }
    let gain = 1.0 / power.sqrt();
    sum.apply(|value| value * gain);
    sum
}

/// Eight directions, an eighth of a turn apart.
const SLOPES: [(f32, f32); 8] = [
    (1.0, 0.0),
    (FRAC_1_SQRT_2, FRAC_1_SQRT_2),
    (0.0, 1.0),
    (-FRAC_1_SQRT_2, FRAC_1_SQRT_2),
    (-1.0, 0.0),
    (-FRAC_1_SQRT_2, -FRAC_1_SQRT_2),
    (0.0, -1.0),
    (FRAC_1_SQRT_2, -FRAC_1_SQRT_2),
];
/// Brings gradient noise of unit slopes to about unit variance.
const SLOPE_GAIN: f32 = 4.65;

/// Smooth field of about unit variance at any position, features one unit apart (gradient noise).
pub(super) fn at(key: u32, x: f32, y: f32) -> f32 {
    let floor = |v: f32| v as i32 - i32::from(v < 0.0);
    let (i, j) = (floor(x), floor(y));
    let (u, v) = (x - i as f32, y - j as f32);
    let slope = |di: i32, dj: i32| {
        let bits = scramble(key, i.wrapping_add(di) as u32, j.wrapping_add(dj) as u32);
        let (a, b) = SLOPES[(bits >> 29) as usize];
        a * (u - di as f32) + b * (v - dj as f32)
    };
    let fade = |t: f32| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (fu, fv) = (fade(u), fade(v));
    let top = slope(0, 0) * (1.0 - fu) + slope(1, 0) * fu;
    let bottom = slope(0, 1) * (1.0 - fu) + slope(1, 1) * fu;
    (top * (1.0 - fv) + bottom * fv) * SLOPE_GAIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;

    #[test]
    fn a_smooth_field_has_mean_zero_and_unit_variance() {
        for spacing in [1.0, 3.0] {
            let stated = super::super::stated::Stated::of(super::super::kind::Kind::Texture);
            let size = Size { lines: 300, pixels: 300, task: &Task::new() };
            let field = smooth(size, spacing, &mut Dice::new(5, 0, 0, stated));
            let n = field.values.len() as f32;
            let mean = field.values.iter().sum::<f32>() / n;
            let variance = field.values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n;
            assert!(mean.abs() < 0.05 && (variance - 1.0).abs() < 0.1, "{mean} {variance}");
        }
        let free: f32 =
            (0..90_000).map(|i| at(9, (i % 300) as f32 * 0.37, (i / 300) as f32 * 0.37).powi(2)).sum();
        assert!((free / 90_000.0 - 1.0).abs() < 0.15, "{free}");
    }
}
