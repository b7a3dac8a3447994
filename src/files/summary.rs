// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows and columns without a name that sum up the others: sums, means and standard deviations at the edges of a table.
//!
//! Each of their values must be what the others give, within the digits that are written, and so many of them that chance is ruled out.

use super::steps::decimals;
use super::table::Table;
use super::view::View;
use std::collections::HashSet;
use std::ops::Range;

/// Largest chance that values which sum up nothing look as if they did.
const CHANCE: f64 = 1e-6;
/// Lines at the end of a table that are looked at: a mean, a deviation and a relative one.
const LAST: usize = 3;
/// Share by which computed values may differ.
const ROUNDING: f64 = 1e-9;

/// What a line may hold of the others: its name, how it is computed, and the power of the root of their number by which roundings of
/// the others show in it.
type Kind = (&'static str, fn(&[f64]) -> f64, i32);

const KINDS: [Kind; 3] = [("sums", sum, 1), ("means", mean, -1), ("standard deviations", deviation, -1)];

/// Refuses a table whose last lines or first line sum up the others; the error is a sentence.
///
/// `corner`: the row and column at which the values begin.
pub(super) fn refuse(table: &Table, corner: (usize, usize)) -> Result<(), String> {
    for view in View::both(table, corner) {
        let count = view.count();
        let last = (count.saturating_sub(LAST)..count).rev().map(|line| (line, 0..line, "before"));
        for (line, others, side) in last.chain([(0, 1..count, "after")]) {
            let Some(what) = kind(view, line, &others) else { continue };
            return Err(format!(
                "{} holds the {what} of the {} {side} it: delete it, or state that the file is an image",
                view.name(line),
                view.lines()
            ));
        }
    }
    Ok(())
}

/// What a line holds of the others, if it does.
fn kind(view: View<'_>, line: usize, others: &Range<usize>) -> Option<&'static str> {
    if others.len() < 2 || view.length() < 2 {
        return None;
    }
    let holds = |kind: &Kind| {
        let mut told = HashSet::new();
        let mut product = 1.0;
        for place in 0..view.length() {
            let numbers = others.clone().map(|other| view.cell(other, place).number());
            let known: Vec<f64> = numbers.filter(|number| !number.is_nan()).collect();
            let value = view.cell(line, place).number();
            let Some(chance) = chance(value, &known, kind) else { return false };
            // equal places, as of patterns, tell no more than one
            if told.insert(value.to_bits()) {
                product *= chance;
            }
        }
        product < CHANCE
    };
    KINDS.iter().find(|kind| holds(kind)).map(|(what, ..)| *what)
}

/// The chance that a value equals what is computed of others as well as this one does; `None` where it does not.
fn chance(value: f64, others: &[f64], (_, compute, power): &Kind) -> Option<f64> {
    if others.is_empty() {
        return value.is_nan().then_some(1.0);
    }
    let computed = compute(others);
    let distance = (value - computed).abs();
    let half_a_digit = |digits: i32| 0.5 * 10f64.powi(-digits);
    let root = (others.len() as f64).sqrt();
    if distance.is_nan() || distance > half_a_digit(0) + root {
        return None; // no digits are counted where the first look tells
    }
    // the others may have been rounded after they were summed up
    let digits = others.iter().map(|other| decimals(*other)).max().unwrap_or(0);
    let rounded = if digits == 0 { 0.0 } else { 2.0 * half_a_digit(digits) * root.powi(*power) };
    let within = half_a_digit(decimals(value)) + rounded + ROUNDING * computed.abs();
    let least = others.iter().copied().fold(f64::INFINITY, f64::min);
    let most = others.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // a sum lies beyond its parts
    let range = if *power > 0 { (most - least).max(computed.abs()) } else { most - least };
    let by_chance = if most > least { (2.0 * within / range).min(1.0) } else { 1.0 };
    (distance <= within).then_some(by_chance)
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

fn mean(values: &[f64]) -> f64 {
    sum(values) / values.len() as f64
}

/// The standard deviation of a sample.
fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::lines::Text;
    use super::super::table::parse;
    use super::*;
    use crate::task::Task;

    fn judged(text: &str) -> Result<(), String> {
        refuse(&parse(Text { text, task: &Task::new() }, None).unwrap(), (0, 0))
    }

    #[test]
    fn sums_means_and_deviations_at_the_edges_are_named() {
        for (text, words) in [
            (
                "17,26,31,74\n47,52,69,168\n75,83,97,255\n11,21,38,70\n",
                "column 4 holds the sums of the columns before",
            ),
            (
                "17.5,26.5,32\n47,52,69.75\n80.5,81,97\n48.333,53.167,66.25\n",
                "line 4 holds the means of the lines before",
            ),
            (
                "25.333,17.5,26.5,32\n56.25,47,52,69.75\n86.167,80.5,81,97\n",
                "column 1 holds the means of the columns after",
            ),
            ("17,26,31,7.095\n47,52,69,11.533\n75,83,97,11.136\n", "column 4 holds the standard deviations"),
            ("17,26,31,24.667,7.095\n47,52,69,56,11.533\n75,83,97,85,11.136\n", "column 4 holds the means"),
        ] {
            let reason = judged(text).unwrap_err();
            assert!(reason.starts_with(words), "{text:?}: {reason}");
        }
    }

    #[test]
    fn missing_values_are_left_out_of_a_mean() {
        assert!(judged("17.5,nan,32,24.75\n47,52,69.75,56.25\n80.5,81,97,86.167\n").is_err());
    }

    #[test]
    fn values_that_chance_explains_are_no_summary() {
        for text in [
            "0,0,0,0\n0,0,0,0\n7,7,7,7\n",
            "1,2,3\n2,3,5\n",
            "0,1,1\n1,0,1\n1,1,2\n0,0,0\n",
            "10,11,10\n11,12,11\n10,12,11\n11,13,12\n",
            "1.5,2.5,3.5\n2.5,3.5,4.5\n",
            "0,0,0,0\n0,0,0,0\n100,100,100,100\n100,100,100,100\n",
        ] {
            assert_eq!(judged(text), Ok(()), "{text:?}");
        }
    }
}
