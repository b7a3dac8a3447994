// SPDX-License-Identifier: MIT OR Apache-2.0
//! Was a line not measured?
//!
//! Where the laser misses a line, a recording holds one value throughout, mostly 0, between lines that hold others.

use super::repair::Repaired;

/// Least measured pixels of a line that tell.
const LEAST_PIXELS: usize = 8;
/// Probability below which it is no chance that a line has one value throughout.
const CHANCE: f64 = 1e-6;

/// The first line that seems not to have been measured, counted from 1, its value, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeadLines {
    first: usize,
    value: f64,
    count: usize,
}

impl DeadLines {
    /// Those of a map; `None` where there are none.
    pub fn of(repaired: &Repaired) -> Option<Self> {
        let lines = repaired.values.nrows();
        let mut found = (1..lines.saturating_sub(1)).filter_map(|line| Some((line, dead(repaired, line)?)));
        let (line, value) = found.next()?;
        Some(Self { first: line + 1, value, count: 1 + found.count() })
    }

    /// What a user should read of it, in words.
    pub fn doubt(&self) -> String {
        let others =
            if self.count > 1 { format!(", and so are {} more", self.count - 1) } else { String::new() };
        format!(
            "line {} is {} throughout and the lines beside it are not{others}, as where the laser missed it: write nan in its place",
            self.first, self.value as f32
        )
    }
}

/// The only value of a line, if it is rare in both lines beside it.
fn dead(repaired: &Repaired, line: usize) -> Option<f64> {
    let seen = |line: usize| {
        let pixels = repaired.values.row(line).into_iter().zip(repaired.missing.row(line));
        pixels.filter(|(_, missing)| !**missing).map(|(value, _)| *value)
    };
    let value = seen(line).next()?;
    let pixels = seen(line).count();
    if pixels < LEAST_PIXELS || seen(line).any(|other| other != value) {
        return None;
    }
    let share = |line: usize| {
        let (equal, all) = (seen(line).filter(|other| *other == value).count(), seen(line).count());
        if all == 0 { 1.0 } else { equal as f64 / all as f64 }
    };
    let likeliest = share(line - 1).max(share(line + 1));
    (likeliest.powi(pixels as i32) < CHANCE).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use ndarray::{Array2, s};

    fn of(map: &Array2<f32>) -> Option<DeadLines> {
        DeadLines::of(&repair(map.view(), 0.0).unwrap())
    }

    #[test]
    fn a_line_that_was_missed_is_told_and_an_empty_margin_is_not() {
        let mut map = Array2::from_shape_fn((20, 30), |(i, j)| ((7 * i + 3 * j) % 5) as f32);
        assert_eq!(of(&map), None);
        map.slice_mut(s![..4, ..]).fill(0.0);
        assert_eq!(of(&map), None);
        map.row_mut(9).fill(0.0);
        map.row_mut(12).fill(f32::NAN);
        assert_eq!(of(&map), Some(DeadLines { first: 10, value: 0.0, count: 1 }));
        map.row_mut(15).fill(3.0);
        assert!(
            of(&map)
                .unwrap()
                .doubt()
                .starts_with("line 10 is 0 throughout and the lines beside it are not, and so are 1 more")
        );
    }

    #[test]
    fn narrow_maps_tell_nothing() {
        assert_eq!(
            of(&Array2::from_shape_fn((9, 7), |(i, j)| if i == 4 { 0.0 } else { (1 + i + j) as f32 })),
            None
        );
    }
}
