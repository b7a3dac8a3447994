// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the unit of the values says of their noise, and values that contradict it.

use crate::enhance::settings::{NoiseModel, Settings};
use crate::error::{Error, Result};
use crate::map::Map;

/// Counts may lie so far below 0: a detector that measures charge subtracts its baseline, whose noise is less than an ion's signal.
const BASELINE: f32 = 1.0;

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

/// Refuses values clearly below 0 that are stated to be counts.
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
        if least < -BASELINE {
            return Err(Error::Data(format!(
                "{name}: the least value is {least}, and counts are never below 0: leave the unit open, or give the values as \
                 they were before the blank was subtracted"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

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
            ("counts", NoiseModel::Auto, -0.4),
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
