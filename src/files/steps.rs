// SPDX-License-Identifier: MIT OR Apache-2.0
//! How the values of a row or column follow each other, in even steps and which way, and how many digits they have.

/// Fewest values whose steps can be told to be those of an axis.
pub(super) const AXIS_VALUES: usize = 3;

/// The largest difference between a step and the mean step, and the mean step without its sign; NaN where a value is missing, `None`
/// where the values are too few or lead nowhere.
pub(super) fn unevenness(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < AXIS_VALUES {
        return None;
    }
    let step = (values[values.len() - 1] - values[0]) / (values.len() - 1) as f64;
    let beside = values.windows(2).map(|pair| (pair[1] - pair[0] - step).abs());
    let largest = beside.max_by(f64::total_cmp)?;
    (step != 0.0).then_some((largest, step.abs()))
}

/// Whether values rise strictly, or fall strictly, in a word.
pub(super) fn way(values: &[f64]) -> Option<&'static str> {
    let all = |holds: fn(f64, f64) -> bool| values.windows(2).all(|pair| holds(pair[0], pair[1]));
    match () {
        () if all(|a, b| a < b) => Some("rises"),
        () if all(|a, b| a > b) => Some("falls"),
        () => None,
    }
}

/// Digits behind the decimal point that a number needs.
pub(super) fn decimals(value: f64) -> i32 {
    let text = value.to_string();
    text.split_once('.').map_or(0, |(_, digits)| digits.len() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_behind_the_point_are_counted() {
        assert_eq!([7.0, 0.25, 1e-7, 1e30, -2.5].map(decimals), [0, 2, 7, 0, 1]);
    }

    #[test]
    fn uneven_and_missing_steps_are_told() {
        assert_eq!(unevenness(&[0.0, 1.0, 4.0]), Some((1.0, 2.0)));
        assert_eq!(unevenness(&[6.0, 4.0, 2.0]), Some((0.0, 2.0)));
        assert!(unevenness(&[0.0, f64::NAN, 4.0]).is_some_and(|(largest, _)| largest.is_nan()));
        assert!(unevenness(&[0.0, 1.0]).is_none() && unevenness(&[1.0, 5.0, 1.0]).is_none());
        assert_eq!(
            [way(&[1.0, 2.0]), way(&[2.0, 1.0]), way(&[1.0, 1.0])],
            [Some("rises"), Some("falls"), None]
        );
        assert_eq!(way(&[1.0, f64::NAN, 3.0]), None);
    }
}
