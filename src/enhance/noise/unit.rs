// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the unit of the values says of their noise, and values that contradict it.

use crate::enhance::repair::Repaired;
use crate::enhance::settings::{NoiseModel, Settings};
use crate::error::{Error, Result};
use crate::map::Map;

/// Distance from a whole number, or from each other, within which values are taken for equal: files round to a few digits.
const ROUNDED: f64 = 0.01;
const DIGITS: f64 = 1e-5;
/// Values are more alike than counts where this share of their steps is shorter than one count.
const SHORT_STEPS: f64 = 0.01;

/// Is it the unit of counts?
pub fn is_counts(unit: &str) -> bool {
    unit.trim().eq_ignore_ascii_case("counts")
}

/// Is it a unit of counts per second?
pub fn is_rate(unit: &str) -> bool {
    ["cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz"]
        .contains(&unit.trim().to_lowercase().as_str())
}

/// How the noise of values of this unit, of which no counts are known, becomes known.
pub fn step_to_counts(unit: &str) -> &'static str {
    match unit {
        _ if unit.trim().is_empty() => "state the unit (counts, or cps with dwell_time_s)",
        _ if is_counts(unit) => "leave the setting noise at auto",
        _ if is_rate(unit) => "state dwell_time_s",
        _ => "enhance its counts or cps instead",
    }
}

/// Refuses values below 0 that are stated to be counts.
///
/// # Errors
/// [`Error::Data`] with the element and its least value.
pub fn expect_counts(map: &Map, settings: &Settings) -> Result<()> {
    let are_counts = match settings.noise {
        NoiseModel::Auto => is_counts(&map.unit),
        NoiseModel::Counts => true,
        NoiseModel::Uniform => false,
    };
    let elements = map.elements().iter().zip(map.values().outer_iter()).filter(|_| are_counts);
    for (name, values) in elements {
        let least = values.fold(f32::INFINITY, |least, value| least.min(*value));
        if least < 0.0 {
            return Err(Error::Data(format!(
                "{name}: the least value is {least}, and counts are never below 0: leave the unit open, or give the values as \
                 they were before the blank was subtracted"
            )));
        }
    }
    Ok(())
}

/// Why values that are stated to be counts are none, in words: most are not whole, and many lie closer together than
/// counts do, also those that are corrected for dead time, which moves them apart.
pub fn doubt_of_counts(repaired: &Repaired) -> Option<&'static str> {
    let observed = || repaired.values.iter().zip(&repaired.missing).filter(|(_, missing)| !**missing);
    let tolerance = |value: f64| ROUNDED + DIGITS * value.abs();
    let whole = observed().filter(|(value, _)| (*value - value.round()).abs() <= tolerance(**value)).count();
    if 2 * whole >= observed().count() {
        return None;
    }
    let mut values: Vec<f64> = observed().map(|(value, _)| *value).collect();
    values.sort_by(f64::total_cmp);
    let (mut last, mut steps, mut short) = (values[0], 0, 0);
    for value in values {
        let step = value - last;
        if step > tolerance(value) {
            (last, steps) = (value, steps + 1);
            short += usize::from(step < 1.0 - tolerance(value));
        }
    }
    (short as f64 > SHORT_STEPS * f64::from(steps))
        .then_some("the values are not whole numbers, as counts are: state their unit, or leave it open")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use ndarray::{Array2, Array3};

    fn counts() -> Array2<f32> {
        Array2::from_shape_fn((20, 20), |(i, j)| ((7 * i + 11 * j) % 40 + 20 * (i / 4)) as f32)
    }

    fn doubted(values: &Array2<f32>) -> bool {
        doubt_of_counts(&repair(values.view(), 0.0).unwrap()).is_some()
    }

    #[test]
    fn counts_may_be_corrected_for_dead_time_and_lack_values() {
        assert!(!doubted(&counts()));
        assert!(!doubted(&counts().mapv(|n| n * (1.0 + 2e-3 * n))));
        assert!(!doubted(&counts().mapv(|n| n + 0.004)), "rounded");
        let mut holed = counts();
        holed.slice_mut(ndarray::s![..15, ..]).fill(f32::NAN);
        assert!(!doubted(&holed), "what is filled is not measured");
    }

    #[test]
    fn scaled_and_continuous_values_are_no_counts() {
        assert!(doubted(&counts().mapv(|n| 0.37 * n)));
        assert!(doubted(&counts().mapv(|n| (0.1 * n).sin() + 2.0)));
        let scattered =
            Array2::from_shape_fn((60, 60), |(i, j)| (((i * 60 + j) as f32) * 7.77).sin() * 900.0 + 1000.0);
        assert!(doubted(&scattered));
    }

    #[test]
    fn values_below_zero_are_refused_where_they_are_stated_to_be_counts() {
        let with = |unit: &str, noise: NoiseModel, least: f32| {
            let values = Array3::from_shape_vec((1, 1, 3), vec![4.0, f32::NAN, least]).unwrap();
            let mut map = Map::new(values, vec!["Zn66".into()]).unwrap();
            map.unit = unit.into();
            expect_counts(&map, &Settings { noise, ..Settings::default() })
        };
        let refused = with("Counts", NoiseModel::Auto, -3.0).unwrap_err().to_string();
        assert!(refused.starts_with("Zn66: the least value is -3"), "{refused}");
        assert!(with("", NoiseModel::Counts, -3.0).is_err());
        for (unit, noise, least) in [
            ("counts", NoiseModel::Auto, 0.0),
            ("counts", NoiseModel::Uniform, -3.0),
            ("cps", NoiseModel::Auto, -3.0),
            ("", NoiseModel::Auto, -3.0),
        ] {
            assert!(with(unit, noise, least).is_ok(), "{unit} {least}");
        }
    }

    #[test]
    fn the_step_to_a_known_noise_depends_on_the_unit() {
        for (unit, step) in [
            ("", "state the unit"),
            ("counts", "noise at auto"),
            ("cps", "state dwell_time_s"),
            ("mg/kg", "enhance its counts or cps"),
        ] {
            assert!(step_to_counts(unit).contains(step), "{unit}");
        }
    }
}
