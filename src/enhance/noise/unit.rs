// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the unit of the values says of their noise, and values that contradict it.

use crate::enhance::settings::{NoiseModel, Settings};
use crate::error::{Error, Result};
use crate::map::Map;
use ndarray::{ArrayView, Dimension};

/// Counts may lie so far below 0: a detector that measures charge subtracts its baseline, whose noise is less than an ion's signal.
const BASELINE: f32 = 1.0;

/// Ways to write counts per second.
const RATES: [&str; 6] = ["cps", "counts/s", "counts per second", "counts s-1", "1/s", "hz"];
/// Units of values that are no counts.
const OTHERS: [&str; 9] = ["ppm", "ppb", "ug/g", "µg/g", "mg/kg", "ng/g", "wt%", "%", "ADU"];

/// Is it the unit of counts?
pub fn is_counts(unit: &str) -> bool {
    unit.trim().eq_ignore_ascii_case("counts")
}

/// Is it a unit of counts per second?
pub fn is_rate(unit: &str) -> bool {
    is_one_of(unit, &RATES)
}

/// Is it a unit that tells whether values are counts?
pub fn is_known_unit(unit: &str) -> bool {
    is_counts(unit) || is_rate(unit) || is_one_of(unit, &OTHERS)
}

/// Says so where a unit is stated that is none to lamap.
pub fn unknown_unit(unit: &str) -> Option<String> {
    let unit = unit.trim();
    (!unit.is_empty() && !is_known_unit(unit)).then(|| {
        format!("the unit \"{unit}\" is only a name to lamap: if the values are counts or cps, state that as their unit")
    })
}

fn is_one_of(unit: &str, units: &[&str]) -> bool {
    units.iter().any(|known| known.eq_ignore_ascii_case(unit.trim()))
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

/// Refuses values that nobody measured: numbers that stand for missing ones, and values clearly below 0 that are stated to be counts.
///
/// # Errors
/// [`Error::Data`] with the element and the value.
pub fn expect_measured(map: &Map, settings: &Settings) -> Result<()> {
    for (element, name) in map.elements().iter().enumerate() {
        if let Some((mark, count)) = map.mark_of_missing(element) {
            let are = if count == 1 { "is" } else { "are" };
            return Err(Error::Data(format!(
                "{name}: {count} of its values {are} {mark}, far from all others, as where that stands for missing ones: write nan in their \
                 place"
            )));
        }
    }
    expect_counts(map.elements().iter().zip(map.values().outer_iter()), &map.unit, settings)
}

/// Refuses values clearly below 0 that are stated to be counts.
///
/// # Errors
/// [`Error::Data`] with the element and the value.
pub fn expect_counts<'a, D: Dimension>(
    elements: impl Iterator<Item = (&'a String, ArrayView<'a, f32, D>)>,
    unit: &str,
    settings: &Settings,
) -> Result<()> {
    let are_counts = match settings.noise {
        NoiseModel::Auto => is_counts(unit),
        NoiseModel::Counts => true,
        NoiseModel::Uniform => false,
    };
    for (name, values) in elements.filter(|_| are_counts) {
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
    fn numbers_that_stand_for_missing_values_are_refused() {
        let map = |values: [f32; 4]| {
            Map::new(Array3::from_shape_vec((1, 2, 2), values.to_vec()).unwrap(), vec!["Ba".into()]).unwrap()
        };
        let refused = |values| expect_measured(&map(values), &Settings::default()).map_err(|e| e.to_string());
        let sentence = refused([1.0, -999.0, 3.0, 4.0]).unwrap_err();
        assert!(sentence.starts_with("Ba: 1 of its values is -999, far from all others"), "{sentence}");
        assert!(refused([1.0, 1e30, 1e30, 4.0]).is_err());
        assert!(refused([1.0, -999.0, -3.0, 4.0]).is_ok() && refused([1.0, f32::NAN, 3.0, 4.0]).is_ok());
    }

    #[test]
    fn values_below_zero_are_refused_where_they_are_stated_to_be_counts() {
        let with = |unit: &str, noise: NoiseModel, least: f32| {
            let values = Array3::from_shape_vec((1, 1, 3), vec![4.0, f32::NAN, least]).unwrap();
            let mut map = Map::new(values, vec!["Zn66".into()]).unwrap();
            map.unit = unit.into();
            expect_measured(&map, &Settings { noise, ..Settings::default() })
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
    fn units_that_are_only_names_are_told() {
        for unit in ["", " ", "Counts", "HZ", "counts s-1", "wt%", "µg/g", "adu"] {
            assert_eq!(unknown_unit(unit), None, "{unit}");
        }
        let told = unknown_unit(" bananas ").unwrap();
        assert!(told.starts_with("the unit \"bananas\" is only a name to lamap"), "{told}");
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
