// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers that programs write where a value is missing, such as -9999: a sentence names them, for only the file's maker knows.

use crate::map::Map;

/// Sentences on such numbers, one for each kind of number.
pub(super) fn notes(map: &Map) -> Vec<String> {
    let found = (0..map.elements().len()).filter_map(|element| {
        let (fill, count) = map.mark_of_missing(element)?;
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
