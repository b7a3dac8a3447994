// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers that programs write where a value is missing, such as -9999: a sentence names them, for only the file's maker knows.

use crate::map::Map;
use ndarray::ArrayView2;

/// Negative numbers that stand for missing values, in a map that holds no others below zero.
const NEGATIVE: [f32; 7] = [-9999.0, -99999.0, -999.0, -999.25, -99.0, -32768.0, -999_999.0];
/// Numbers as large as these, far above all others, do so, too.
const LARGE: f32 = 1e30;
/// How far above: more than any range of measured values.
const ABOVE: f32 = 1e6;

/// Sentences on such numbers, one for each kind of number.
pub(super) fn notes(map: &Map) -> Vec<String> {
    let found = (0..map.elements().len()).filter_map(|element| {
        let (fill, count) = fill(map.element(element))?;
        Some((element, fill, count))
    });
    let mut told: Vec<(f32, usize, String)> = Vec::new();
    for (element, fill, count) in found {
        match told.iter_mut().find(|(other, ..)| *other == fill) {
            Some((_, counts, _)) => *counts += count,
            None => told.push((fill, count, map.elements()[element].clone())),
        }
    }
    let sentence = |(fill, count, name): (f32, usize, String)| {
        let (what, they) = if count == 1 { ("value is", "it stands") } else { ("values are", "they stand") };
        format!(
            "{count} {what} {fill} (the first in {name}) and read as such: write nan if {they} for missing ones"
        )
    };
    told.into_iter().map(sentence).collect()
}

/// The number that seems to stand for missing values in a plane, and how often it does.
fn fill(plane: ArrayView2<'_, f32>) -> Option<(f32, usize)> {
    let range = |values: &mut dyn Iterator<Item = f32>| {
        values.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
            (least.min(value), most.max(value))
        })
    };
    let (least, most) = range(&mut plane.iter().copied());
    let fill = if NEGATIVE.contains(&least) {
        least
    } else if most >= LARGE {
        most
    } else {
        return None;
    };
    let count = plane.iter().filter(|value| **value == fill).count();
    let (least, most) = range(&mut plane.iter().copied().filter(|value| *value != fill));
    let stands_apart = if fill < 0.0 { least >= 0.0 } else { most < fill / ABOVE };
    (stands_apart && least.is_finite()).then_some((fill, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    fn noted(values: [f32; 4]) -> Vec<String> {
        let values = Array3::from_shape_vec((1, 2, 2), values.to_vec()).unwrap();
        notes(&Map::new(values, vec!["Ba".into()]).unwrap())
    }

    #[test]
    fn numbers_for_missing_values_are_named() {
        assert!(noted([1.5, -9999.0, 3.0, -9999.0])[0].starts_with("2 values are -9999 (the first in Ba)"));
        assert_eq!(noted([1.5, 1e30, 3.0, f32::NAN]).len(), 1);
        for values in
            [[1.5, -9999.0, -3.0, 4.0], [-9999.0; 4], [1.5, -98.0, 3.0, 4.0], [1e29, 1e30, 3.0, 4.0]]
        {
            assert!(noted(values).is_empty(), "{values:?}");
        }
    }
}
