// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of a disc lies on each pixel: exact, by inclusion and exclusion of quadrant areas.

use super::footprint::Footprint;
use crate::numeric::portable;

/// Adds the areas that a disc of `radius_um` at (`x`, `y`) has in common with each pixel of the footprint.
pub(crate) fn add_to(footprint: &mut Footprint, (x, y): (f64, f64), radius_um: f64, pixel_um: f64) {
    let (rows, columns) = footprint.weights.dim();
    let edges = |first: i64, count: usize, centre: f64| {
        let edge =
            move |i: usize| ((first + i as i64) as f64 * pixel_um - centre).clamp(-radius_um, radius_um);
        (0..=count).map(edge).collect::<Vec<f64>>()
    };
    let (across, along) = (edges(footprint.row, rows, y), edges(footprint.column, columns, x));
    let half_discs = along.iter().map(|&x| segment(x, radius_um)).collect::<Vec<_>>();
    let quadrants = |y: f64| {
        let chord = Chord::at(y, radius_um);
        along.iter().zip(&half_discs).map(move |(&x, &under)| chord.left_of(x, under)).collect::<Vec<f64>>()
    };
    let mut above = quadrants(across[0]);
    for (mut row, &y) in footprint.weights.rows_mut().into_iter().zip(&across[1..]) {
        let below = quadrants(y);
        for (j, weight) in row.iter_mut().enumerate() {
            *weight += (below[j + 1] - below[j] - above[j + 1] + above[j]).max(0.0);
        }
        above = below;
    }
}

/// Area between the x axis and the circle from the middle to `u`: half of u sqrt(r² - u²) + r² asin(u/r).
fn segment(u: f64, radius: f64) -> f64 {
    let square = radius * radius;
    (u * (square - u * u).max(0.0).sqrt() + square * portable::asin((u / radius).clamp(-1.0, 1.0))) / 2.0
}

/// The chord of a disc at one height: the part of the disc below it, cut off at a place along it, is a quadrant area.
struct Chord {
    y: f64,
    half: f64,
    under_half: f64,
    under_all: f64,
}

impl Chord {
    fn at(y: f64, radius: f64) -> Self {
        let half = (radius * radius - y * y).max(0.0).sqrt();
        Self { y, half, under_half: segment(half, radius), under_all: segment(radius, radius) }
    }

    /// Area of the disc left of `x` and below the chord; `under` is [`segment`] of `x`.
    fn left_of(&self, x: f64, under: f64) -> f64 {
        let inner = x.clamp(-self.half, self.half);
        let under_inner = under.clamp(-self.under_half, self.under_half);
        let mut area = under_inner + self.under_half + self.y * (inner + self.half);
        if self.y > 0.0 {
            // above the middle, whole columns of the disc lie beside the chord
            area += 2.0 * (under.min(-self.under_half) + self.under_all);
            area += 2.0 * (under.max(self.under_half) - self.under_half);
        }
        area
    }
}
