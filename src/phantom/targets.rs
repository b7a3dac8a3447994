// SPDX-License-Identifier: MIT OR Apache-2.0
//! Resolution targets with stated sizes: each pixel is the mean of the chart over its area. Not random.

use super::canvas::{Canvas, Size};
use super::charts::Star;
use super::coverage;
use super::stated::Stated;
use crate::numeric::portable;

/// Share of the smaller side that a star fills unless its diameter is stated.
const STAR_SHARE: f32 = 0.96;
/// Samples along each side of a pixel on the rim of a disc: its area is exact to 0.4 % of a pixel.
const SAMPLES: usize = 16;

/// A chart of shares of bright area as concentrations of the stated contrast.
fn with_contrast<'t>(mut canvas: Canvas<'t>, stated: &Stated) -> Canvas<'t> {
    let dark = ((1.0 - stated.contrast) / (1.0 + stated.contrast)) as f32;
    canvas.apply(|share| dark + (1.0 - dark) * share.clamp(0.0, 1.0));
    canvas
}

/// A Siemens star in the centre of the picture.
pub(super) fn siemens_star<'t>(size: Size<'t>, stated: &Stated) -> Canvas<'t> {
    let (x, y) = size.centre();
    let radius = match stated.diameter {
        open if open.is_nan() => 0.5 * STAR_SHARE * size.lines.min(size.pixels) as f32,
        diameter => 0.5 * diameter as f32,
    };
    let star = Star { x, y, radius, spokes: stated.spokes as f32, phase: (stated.angle as f32).to_radians() };
    with_contrast(Canvas::from_fn(size, |x, y| star.cover(x - star.x, y - star.y)), stated)
}

/// Groups of line pairs, one below the other; the first bright line of each begins at the centre of the picture.
pub(super) fn line_pairs<'t>(size: Size<'t>, stated: &Stated) -> Canvas<'t> {
    let (cx, cy) = centre(size);
    let (sin, cos) = portable::sin_cos(stated.angle.to_radians());
    let height = size.lines as f64 / stated.groups;
    let bars: Vec<Bars> = (0..stated.groups as i32)
        .map(|group| {
            Bars::new(
                stated.period * portable::powf(stated.period_ratio, f64::from(group)),
                stated.bright_share,
                (cos, sin),
            )
        })
        .collect();
    let canvas = Canvas::from_fn(size, |x, y| {
        let group = ((f64::from(y) / height) as usize).min(bars.len() - 1);
        bars[group].cover((f64::from(x) - cx) * cos + (f64::from(y) - cy) * sin)
    });
    with_contrast(canvas, stated)
}

/// Bright lines of one period, seen by pixels whose sides project to `wide` >= `narrow` across the lines.
struct Bars {
    period: f64,
    share: f64,
    wide: f64,
    narrow: f64,
}

impl Bars {
    fn new(period: f64, share: f64, (nx, ny): (f64, f64)) -> Self {
        let (wide, narrow) = (nx.abs().max(ny.abs()), nx.abs().min(ny.abs()));
        Self { period, share, wide, narrow }
    }

    /// Bright share of a pixel at position `at` across the lines: the pixel's profile is a trapezium.
    fn cover(&self, at: f64) -> f32 {
        let (outer, inner) = (0.5 * (self.wide + self.narrow), 0.5 * (self.wide - self.narrow));
        if self.narrow < 1e-4 {
            let half = 0.5 * self.wide;
            return ((self.once(at + half) - self.once(at - half)) / self.wide) as f32;
        }
        let sum =
            self.twice(at + outer) - self.twice(at + inner) - self.twice(at - inner) + self.twice(at - outer);
        (sum / (self.wide * self.narrow)) as f32
    }

    /// Bright length from 0 to `at`.
    fn once(&self, at: f64) -> f64 {
        let (whole, rest) = self.split(at);
        (whole * self.share + rest.min(self.share)) * self.period
    }

    /// Integral of [`Bars::once`] from 0 to `at`.
    fn twice(&self, at: f64) -> f64 {
        let (whole, rest) = self.split(at);
        let (share, bright) = (self.share, rest.min(self.share));
        // of one period: a triangle while it is bright, then a plateau
        let part = 0.5 * bright * bright + share * (rest - bright);
        let full = 0.5 * share * share + share * (1.0 - share);
        let before = share * (0.5 * whole * (whole - 1.0) + whole * rest);
        (whole * full + before + part) * self.period * self.period
    }

    fn split(&self, at: f64) -> (f64, f64) {
        let periods = at / self.period;
        (periods.floor(), periods - periods.floor())
    }
}

/// A straight or slanted edge; to its right it is bright.
pub(super) fn edge<'t>(size: Size<'t>, stated: &Stated) -> Canvas<'t> {
    let (cx, cy) = centre(size);
    let (sin, cos) = portable::sin_cos(stated.angle.to_radians());
    let canvas = Canvas::from_fn(size, |x, y| {
        let distance = (f64::from(x) - cx) * cos + (f64::from(y) - cy) * sin - stated.offset;
        coverage::half_plane(distance as f32, cos as f32, sin as f32)
    });
    with_contrast(canvas, stated)
}

/// A single point in the central pixel, or a square grid of points through it.
pub(super) fn point_grid<'t>(size: Size<'t>, stated: &Stated) -> Canvas<'t> {
    let (cx, cy) = ((size.pixels / 2) as f64 + 0.5, (size.lines / 2) as f64 + 0.5);
    let (sin, cos) = portable::sin_cos(stated.angle.to_radians());
    let mut canvas = Canvas::filled(size, 0.0);
    let reach = if stated.pitch.is_nan() {
        0
    } else {
        // beyond the corners there is nothing to see
        (portable::hypot(size.lines as f64, size.pixels as f64) / stated.pitch).ceil() as i64
    };
    let pitch = if stated.pitch.is_nan() { 0.0 } else { stated.pitch };
    for j in (-reach..=reach).take_while(|_| !size.stopped()) {
        for i in -reach..=reach {
            let (u, v) = (i as f64 * pitch, j as f64 * pitch);
            put(
                &mut canvas,
                (cx + u * cos - v * sin) as f32,
                (cy + u * sin + v * cos) as f32,
                stated.diameter as f32,
            );
        }
    }
    with_contrast(canvas, stated)
}

/// Adds a disc, or a square of one pixel where no diameter is stated.
fn put(canvas: &mut Canvas, x: f32, y: f32, diameter: f32) {
    if diameter.is_nan() {
        let window = canvas.window(x, y, 1.0, 1.0);
        canvas.visit(window, |value, px, py| {
            *value += (1.0 - (px - x).abs()).max(0.0) * (1.0 - (py - y).abs()).max(0.0);
        });
        return;
    }
    let radius = 0.5 * diameter;
    let window = canvas.window(x, y, radius + 1.0, radius + 1.0);
    canvas.visit(window, |value, px, py| *value += disc(px - x, py - y, radius));
}

/// Share of the pixel at (dx, dy) from its centre that a disc covers.
fn disc(dx: f32, dy: f32, radius: f32) -> f32 {
    let depth = radius - portable::hypot(dx, dy);
    if depth.abs() > std::f32::consts::FRAC_1_SQRT_2 {
        return if depth > 0.0 { 1.0 } else { 0.0 };
    }
    let step = 1.0 / SAMPLES as f32;
    let offset = |i: usize| (i as f32 + 0.5) * step - 0.5;
    let inside = |i: &usize| portable::hypot(dx + offset(i % SAMPLES), dy + offset(i / SAMPLES)) < radius;
    (0..SAMPLES * SAMPLES).filter(inside).count() as f32 * step * step
}

fn centre(size: Size) -> (f64, f64) {
    (0.5 * size.pixels as f64, 0.5 * size.lines as f64)
}

#[cfg(test)]
mod tests {
    use super::super::design::Design;
    use super::super::kind::Kind;
    use super::*;
    use crate::task::Task;

    fn drawn(
        kind: Kind,
        settings: &[(&str, &str)],
        (lines, pixels): (usize, usize),
        pixel_um: f64,
    ) -> ndarray::Array2<f32> {
        let mut design = Design::new(kind);
        settings.iter().for_each(|(key, value)| design.set(key, value).unwrap());
        design.draw(lines, pixels, pixel_um, 0, &Task::new()).unwrap()
    }

    #[test]
    fn line_pairs_have_their_period_in_micrometres() {
        let bars = drawn(Kind::LinePairs, &[("period_um", "4")], (3, 8), 0.5);
        assert_eq!(bars.row(1).to_vec(), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]);
        let grey = drawn(Kind::LinePairs, &[("period_um", "1"), ("contrast", "0.5")], (3, 8), 1.0);
        let dark = 1.0 / 3.0;
        assert!(
            grey.iter().all(|v| (v - 0.5 * (1.0 + dark)).abs() < 1e-6),
            "a pixel is the mean of a whole pair"
        );
    }

    #[test]
    fn a_slanted_line_pair_is_the_mean_over_each_pixel() {
        let bars = Bars::new(3.7, 0.3, (0.8, 0.6));
        for at in [0.0, 0.4, 1.3, -2.2, 17.9] {
            let mut sum = 0.0;
            let n = 400;
            for k in 0..n * n {
                let (x, y) = ((k % n) as f64 / n as f64 - 0.5, (k / n) as f64 / n as f64 - 0.5);
                let t: f64 = (at + 0.8 * x + 0.6 * y) / 3.7;
                sum += f64::from(u8::from(t - t.floor() < 0.3));
            }
            let mean = sum / (n * n) as f64;
            assert!((f64::from(bars.cover(at)) - mean).abs() < 5e-3, "{at}: {} {mean}", bars.cover(at));
        }
    }

    #[test]
    fn groups_grow_finer_downwards() {
        let chart = drawn(
            Kind::LinePairs,
            &[("period_um", "16"), ("groups", "2"), ("period_ratio", "0.5")],
            (20, 64),
            1.0,
        );
        let steps = |line: usize| chart.row(line).windows(2).into_iter().filter(|w| w[0] != w[1]).count();
        assert_eq!((steps(2), steps(17)), (7, 15));
    }

    #[test]
    fn an_edge_stands_where_it_is_stated() {
        let edge = drawn(Kind::Edge, &[("angle_deg", "0"), ("offset_um", "1.25")], (2, 8), 0.5);
        assert_eq!(edge.row(0).to_vec(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0]);
        let slanted = drawn(Kind::Edge, &[], (64, 64), 1.0);
        assert!((slanted.mean().unwrap() - 0.5).abs() < 1e-4);
    }

    #[test]
    fn points_have_their_area_and_pitch() {
        let single = drawn(Kind::PointGrid, &[], (9, 9), 1.0);
        assert_eq!((single[[4, 4]], single.sum()), (1.0, 1.0));
        let disc = drawn(Kind::PointGrid, &[("diameter_um", "6")], (41, 41), 0.5);
        assert!((disc.sum() / (std::f32::consts::PI * 36.0) - 1.0).abs() < 2e-3, "{}", disc.sum());
        let grid = drawn(Kind::PointGrid, &[("pitch_um", "5")], (40, 40), 0.5);
        assert_eq!(grid.sum(), 16.0);
    }

    #[test]
    fn a_star_has_its_spokes_and_diameter() {
        let star = drawn(Kind::SiemensStar, &[("spokes", "10"), ("diameter_um", "100")], (241, 241), 0.5);
        let around = |i: usize| {
            let angle = i as f64 / 3600.0 * std::f64::consts::TAU;
            star[[(120.5 + 80.0 * angle.sin()) as usize, (120.5 + 80.0 * angle.cos()) as usize]] > 0.5
        };
        assert_eq!((0..3600).filter(|i| around(*i) != around((i + 1) % 3600)).count(), 20);
        assert!((star.sum() / (0.5 * std::f32::consts::PI * 1e4) - 1.0).abs() < 0.01, "{}", star.sum());
    }
}
