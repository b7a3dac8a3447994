// SPDX-License-Identifier: MIT OR Apache-2.0
//! The dynamic range of real samples: concentrations over decades, hot spots and voids.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::Dice;
use super::grains;
use super::kind::Kind;
use super::noise::{self, Spectrum};
use super::paint::ATTEMPTS;
use super::stated::Stated;
use crate::numeric::portable;

/// Streams of their own, so that neither changes the other or the picture below them.
const VOIDS: usize = ATTEMPTS;
const SPOTS: usize = ATTEMPTS + 1;
/// Smallest and largest diameter of a hot spot in pixels.
const SPOT_PX: (f32, f32) = (1.0, 4.0);

/// Gives a finished picture, whose maximum is 1, the range that is stated; its maximum is 1 again.
pub(super) fn widen(canvas: &mut Canvas, kind: Kind, seed: u64, stated: Stated) {
    let dice = |stream| Dice::new(seed, kind as usize, stream, stated);
    if stated.range_decades > 0.0 {
        spread(canvas, stated.range_decades as f32);
    }
    if stated.void_share == 0.0 && stated.hot_spot_share == 0.0 {
        return;
    }
    let solid = solid(canvas.size, stated.void_share, &mut dice(VOIDS));
    canvas.combine(&solid, |value, solid| value * solid);
    canvas.scale_to_peak();
    if stated.hot_spot_share > 0.0 {
        add_hot_spots(canvas, &solid, &mut dice(SPOTS));
        canvas.scale_to_peak();
    }
}

/// Equal steps become equal ratios. What was 0 becomes the least concentration: if it stayed 0, a soft flank would end in
/// a cliff. Only voids hold nothing.
fn spread(canvas: &mut Canvas, decades: f32) {
    canvas.apply(|value| portable::powf(10_f32, decades * (value - 1.0)));
}

/// 1 where the sample is solid, 0 in its voids: the lowest parts of a random field, so that their share is exact.
fn solid<'t>(size: Size<'t>, void_share: f64, dice: &mut Dice) -> Canvas<'t> {
    let longest = dice.length(8.0, 80.0);
    let spectrum = Spectrum { exponent: dice.between(2.5, 4.0), longest, shortest: 2.0 };
    let mut field = noise::fractal(size, spectrum, dice, |v| v);
    if size.stopped() {
        return field;
    }
    let level = lowest_outside(&field.values, void_share);
    field.apply(|v| if v < level { 0.0 } else { 1.0 });
    field
}

/// The smallest value that is not among this share of the lowest ones.
fn lowest_outside(values: &[f32], share: f64) -> f32 {
    let below = ((share * values.len() as f64).round() as usize).min(values.len() - 1);
    *values.to_vec().select_nth_unstable_by(below, f32::total_cmp).1
}

/// Adds discs until they have their share of the area. The first is `hot_spot_factor` times as bright as the rest of
/// the picture, the others log-uniform between the two.
fn add_hot_spots(canvas: &mut Canvas, solid: &Canvas, dice: &mut Dice) {
    let (factor, share) = (dice.stated.hot_spot_factor as f32, dice.stated.hot_spot_share as f32);
    let (mut level, mut missing) = (factor, share * canvas.size.area());
    while missing > 0.0 && !canvas.size.stopped() {
        let (x, y) = solid_place(solid, dice);
        let radius = 0.5 * dice.scale(SPOT_PX.0, SPOT_PX.1);
        missing -= add_disc(canvas, solid, (x, y), radius, level);
        level = dice.scale(1.0, factor);
    }
}

/// The centre of a random solid pixel; there is one, since voids leave at least a tenth of the picture.
fn solid_place(solid: &Canvas, dice: &mut Dice) -> (f32, f32) {
    loop {
        let (x, y) = grains::place(solid.size, dice);
        if solid.wrapped(x, y) > 0.0 || solid.size.stopped() {
            return (x.floor() + 0.5, y.floor() + 0.5);
        }
    }
}

/// Brings a disc up to a level and returns its area; what is brighter already stays, and so do voids.
fn add_disc(canvas: &mut Canvas, solid: &Canvas, (x, y): (f32, f32), radius: f32, level: f32) -> f32 {
    let window = canvas.window(x, y, radius, radius);
    let mut area = 0.0;
    canvas.visit(window, |value, px, py| {
        let cover = coverage::edge(radius - portable::hypot(px - x, py - y)) * solid.wrapped(px, py);
        *value += (level - *value).max(0.0) * cover;
        area += cover;
    });
    area
}

#[cfg(test)]
mod tests {
    use super::super::Design;
    use super::*;
    use crate::task::Task;
    use ndarray::{Array2, s};

    const NATURAL: [Kind; 10] = [
        Kind::Grains,
        Kind::Zoning,
        Kind::Veins,
        Kind::Cells,
        Kind::Tissue,
        Kind::Gradients,
        Kind::Texture,
        Kind::Particles,
        Kind::Fibres,
        Kind::Mixed,
    ];

    fn drawn(kind: Kind, settings: &[(&str, &str)], seed: u64) -> Array2<f32> {
        let mut design = Design::new(kind);
        settings.iter().for_each(|(key, value)| design.set(key, value).unwrap());
        design.draw(120, 160, 1.0, seed, &Task::new()).unwrap()
    }

    fn share(picture: &Array2<f32>, what: impl Fn(f32) -> bool) -> f64 {
        picture.iter().filter(|v| what(**v)).count() as f64 / picture.len() as f64
    }

    #[test]
    fn settings_at_their_defaults_and_a_factor_without_spots_change_no_byte() {
        let plain =
            [("range_decades", "0"), ("hot_spot_share", "0"), ("void_share", "0"), ("hot_spot_factor", "9")];
        for kind in NATURAL {
            assert_eq!(drawn(kind, &plain, 3), drawn(kind, &[], 3), "{}", kind.name());
        }
    }

    #[test]
    fn equal_steps_become_equal_ratios_down_to_the_stated_decade() {
        for kind in NATURAL {
            let (plain, wide) = (drawn(kind, &[], 5), drawn(kind, &[("range_decades", "3")], 5));
            for (before, after) in plain.iter().zip(&wide) {
                assert!((after.log10() - 3.0 * (before - 1.0)).abs() < 1e-4, "{before} {after}");
            }
        }
        let cells = drawn(Kind::Cells, &[("range_decades", "4")], 2);
        assert!(share(&cells, |v| v < 2e-4) > 0.1 && share(&cells, |v| v == 1.0) > 0.0);
    }

    #[test]
    fn hot_spots_have_their_share_and_leave_the_rest_below_one_over_their_factor() {
        for (kind, wanted) in NATURAL.into_iter().zip([0.002, 0.01, 0.05].into_iter().cycle()) {
            let spots = [("hot_spot_share", wanted.to_string()), ("hot_spot_factor", "100".into())];
            let spots = spots.each_ref().map(|(key, value)| (*key, value.as_str()));
            let (plain, hot) = (drawn(kind, &[], 4), drawn(kind, &spots, 4));
            assert!(share(&hot, |v| v == 1.0) > 0.0);
            let found = share(&hot, |v| v > 0.010_001);
            // pixels of which a spot covers a little count too
            assert!((0.8 * wanted..2.8 * wanted).contains(&found), "{} {wanted} {found}", kind.name());
            let same = plain.iter().zip(&hot).filter(|(a, b)| (*a - 100.0 * *b).abs() < 1e-5).count();
            assert!(same as f64 > (1.0 - 3.0 * wanted) * plain.len() as f64, "{}", kind.name());
        }
    }

    #[test]
    fn voids_have_their_share_and_hold_together() {
        let size = Size { lines: 120, pixels: 160, task: &Task::new() };
        for (seed, wanted) in (0..).zip([0.0, 0.05, 0.3, 0.9]) {
            let dice = &mut Dice::new(seed, 0, VOIDS, Stated::of(Kind::Texture));
            let solid = solid(size, wanted, dice).into_array().unwrap();
            assert!((share(&solid, |v| v == 0.0) - wanted).abs() < 1e-4, "{wanted}");
            let edges = solid
                .slice(s![.., 1..])
                .iter()
                .zip(solid.slice(s![.., ..-1]))
                .filter(|(a, b)| a != b)
                .count();
            let scattered = 2.0 * wanted * (1.0 - wanted) * solid.len() as f64; // edges of single pixels at random
            assert!(edges as f64 <= 0.35 * scattered, "{edges} edges");
        }
    }

    #[test]
    fn spots_avoid_voids_and_every_seed_repeats() {
        let all = [("range_decades", "2"), ("hot_spot_share", "0.05"), ("void_share", "0.9")];
        for kind in NATURAL {
            let picture = drawn(kind, &all, 8);
            assert!(share(&picture, |v| v == 0.0) >= 0.9 - 1e-4 && share(&picture, |v| v == 1.0) > 0.0);
            assert_eq!(picture, drawn(kind, &all, 8));
            assert_ne!(picture, drawn(kind, &all, 9));
        }
    }

    #[test]
    fn the_smallest_picture_takes_every_setting() {
        let mut design = Design::new(Kind::Cells);
        for (key, value) in [("hot_spot_share", "0.05"), ("void_share", "0.9"), ("range_decades", "5")] {
            design.set(key, value).unwrap();
        }
        assert_eq!(design.draw(1, 1, 1.0, 0, &Task::new()).unwrap()[[0, 0]], 1.0);
    }
}
