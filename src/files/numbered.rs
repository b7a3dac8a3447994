// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows and columns of numbers that are no values and have no name: masses, numbers of scans, levels of an index.
//!
//! What tells them is how they are written (whole numbers beside values with decimal places), what they can be (masses) or how they
//! follow each other (levels of an index, even steps at the end of a table).

use super::cell::Cell;
use super::steps::{decimals, unevenness, way};
use super::table::Table;
use super::view::View;

/// Most lines of labels one beside the other.
const LEVELS: usize = 2;
/// Decimal places that are zero one after the other, and so not written, are no chance from this many on.
const ZEROS: i32 = 4;
/// Masses of the isotopes that are measured, from lithium to oxides of uranium.
const MASSES: std::ops::RangeInclusive<f64> = 6.0..=260.0;
/// Largest distance of the mass of an isotope from a whole number.
const DEFECT: f64 = 0.12;
/// Fewest numbers that are hardly values by how they follow each other, and fewest steps at the end of a table that are no chance.
const FOLLOWING: usize = 4;
const LAST_STEPS: usize = 5;
/// Largest difference between steps at the end of a table, as a share of their mean.
const EVEN: f64 = 1e-6;

/// Refuses rows and columns of numbers that are no values; the error is a sentence.
pub(super) fn refuse(table: &Table) -> Result<(), String> {
    let [rows, columns] = View::both(table, (0, 0));
    let is_named = table.header.is_some();
    let reason = index_of_one_row(columns).or_else(|| of(rows, is_named)).or_else(|| of(columns, is_named));
    reason.map_or(Ok(()), |reason| Err(format!("{reason}, or state that the file is an image")))
}

/// What is wrong with the first or the last lines, and what to do.
fn of(view: View<'_>, is_named: bool) -> Option<String> {
    let (first, last) = (0, view.count() - 1);
    if let Some(line) = whole_beside_decimals(view) {
        return Some(format!(
            "{} holds whole numbers and all others have decimal places, as where masses or numbers stand beside values: \
             delete it",
            view.name(line)
        ));
    }
    if are_levels(view) {
        let (name, across) = (view.name(first), view.across());
        return Some(format!(
            "{name} and the one after it number the {across}, as levels of an index do: delete both"
        ));
    }
    if !is_named && are_masses(view) && stands_apart(view) {
        return Some(format!("{} rises as masses do: delete it", view.name(first)));
    }
    let alone = last > 1 && is_even(view, last) && !(0..last).any(|line| is_even(view, line));
    alone.then(|| format!("{} steps evenly, as an axis does: delete it", view.name(last)))
}

/// A sentence on a first line that may be masses, where too little tells.
pub(super) fn doubt(table: &Table) -> Option<String> {
    let is_doubtful = |view: &View<'_>| table.header.is_none() && are_masses(*view);
    let [rows, columns] = View::both(table, (0, 0));
    let name = [rows, columns].into_iter().find(is_doubtful).map(|view| view.name(0));
    name.map(|name| format!("{name} rises as masses do and is read as values: delete it if it holds masses"))
}

/// What is wrong with a single row that begins with 0, written as a count, before values that are written with decimal places.
fn index_of_one_row(columns: View<'_>) -> Option<String> {
    let is_index = columns.length() == 1
        && columns.count() > 1
        && columns.cell(0, 0) == Cell::Whole(0.0)
        && (1..columns.count()).all(|column| matches!(columns.cell(column, 0), Cell::Marked(_)));
    is_index.then(|| {
        "the only line begins with 0, as an index does, before values with decimal places: delete it".into()
    })
}

/// The first of the lines at an edge that hold whole numbers where all others have decimal places.
fn whole_beside_decimals(view: View<'_>) -> Option<usize> {
    let count = view.count();
    let is_whole = |line: usize| view.cells(line).all(|cell| matches!(cell, Cell::Whole(_)));
    let varies = |line: usize| view.cells(line).any(|cell| cell != view.cell(line, 0));
    let leading = (0..count.min(LEVELS + 1)).take_while(|line| is_whole(*line)).count();
    let (labels, others) = match leading {
        0 if count > 1 && is_whole(count - 1) => (count - 1..count, 0..count - 1),
        1..=LEVELS => (0..leading, leading..count),
        _ => return None,
    };
    // of several columns of labels the outer one is in order
    let is_sorted = labels.len() == 1 || view.numbers(0).is_sorted();
    let first = labels.start;
    (view.length() > 1 && is_sorted && labels.clone().all(varies) && are_decimal(view, others, labels.len()))
        .then_some(first)
}

/// Whether all values of lines are written with so many decimal places that whole ones beside them are no chance.
fn are_decimal(view: View<'_>, mut lines: std::ops::Range<usize>, labels: usize) -> bool {
    let is_marked = |cell: Cell| !matches!(cell, Cell::Whole(_));
    if lines.is_empty() || !lines.clone().all(|line| view.cells(line).all(is_marked)) {
        return false;
    }
    let marked =
        |line: usize| view.cells(line).filter(|cell| matches!(cell, Cell::Marked(_))).map(Cell::number);
    // a program that writes 17.0 writes every value with a point
    let has_zeros = lines.clone().any(|line| marked(line).any(|value| value > 0.0 && value.fract() == 0.0));
    let places = lines.clone().flat_map(marked).map(decimals).max().unwrap_or(0);
    let zeros = places.saturating_mul((view.length() * labels) as i32);
    lines.any(|line| marked(line).next().is_some()) && (has_zeros || zeros >= ZEROS)
}

/// Whether the first two lines are levels of an index: the same count twice, or groups and the numbers within them.
fn are_levels(view: View<'_>) -> bool {
    let length = view.length();
    if view.count() <= LEVELS || length < FOLLOWING {
        return false;
    }
    let whole = |line: usize| {
        let value = |cell| if let Cell::Whole(value) = cell { Some(value) } else { None };
        view.cells(line).map(value).collect::<Option<Vec<f64>>>()
    };
    let (Some(outer), Some(inner)) = (whole(0), whole(1)) else { return false };
    // all lines of a slope are alike
    let is_doubled = outer == inner && whole(2).is_none_or(|third| third != outer);
    let start = inner[0];
    let stays = |i: &usize| outer[*i] == outer[i - 1];
    let follows = |i: usize| {
        let counts_on = inner[i] == inner[i - 1] + 1.0;
        if stays(&i) { counts_on } else { outer[i] == outer[i - 1] + 1.0 && (counts_on || inner[i] == start) }
    };
    let inside = (1..length).filter(stays).count();
    let are_groups = inside > 1 && inside + 1 < length;
    [outer[0], start].into_iter().all(|first| first == 0.0 || first == 1.0)
        && (are_groups || is_doubled)
        && (1..length).all(follows)
}

/// Whether the first line rises strictly through numbers that can be masses.
fn are_masses(view: View<'_>) -> bool {
    let first = view.numbers(0);
    let is_mass = |value: &f64| MASSES.contains(value) && (value - value.round()).abs() <= DEFECT;
    view.count() > 1 && first.len() > 1 && first.iter().all(is_mass) && way(&first) == Some("rises")
}

/// Whether the other lines are no masses: their values are larger or smaller than these, and most of them do not rise.
fn stands_apart(view: View<'_>) -> bool {
    let first = view.numbers(0);
    let values = || (1..view.count()).flat_map(move |line| view.cells(line)).map(Cell::number);
    let most = values().fold(f64::NEG_INFINITY, f64::max);
    let rising = || (1..view.count()).filter(|line| way(&view.numbers(*line)) == Some("rises")).count();
    first.len() >= FOLLOWING && (most > *MASSES.end() || most < first[0]) && 2 * rising() < view.count() - 1
}

/// Whether the values of a line, five or more, step evenly.
fn is_even(view: View<'_>, line: usize) -> bool {
    view.length() >= LAST_STEPS
        && unevenness(&view.numbers(line)).is_some_and(|(largest, step)| largest <= EVEN * step)
}

#[cfg(test)]
mod tests {
    use super::super::lines::Text;
    use super::super::table::parse;
    use super::*;
    use crate::task::Task;

    fn judged(text: &str) -> Result<(), String> {
        refuse(&parse(Text { text, task: &Task::new() }, None).unwrap())
    }

    #[test]
    fn masses_and_numbers_beside_decimal_values_are_named() {
        for (text, words) in [
            ("23,24\n1.25,7.5\n3.75,2.25\n", "line 1 holds whole numbers"),
            ("208,24,27\n1.25,7.5,3.1\n", "line 1 holds whole numbers"),
            ("24,24,27\n1.25,7.0,3.1\n", "line 1 holds whole numbers"),
            ("12,1.25,7.5\n7,3.75,2.25\n17,0.5,9.5\n", "column 1 holds whole numbers"),
            ("1.25,7.5,4\n3.75,2.25,9\n0.5,9.5,2\n", "column 3 holds whole numbers"),
            ("23,24,27,44\n1052,88,9134,12\n997,140,8876,7\n", "line 1 rises as masses do"),
            ("22.98977,23.98504,26.98154,43.95548\n52,8,34,12\n97,40,76,309\n", "line 1 rises as masses do"),
            ("0,17.5,26.25\n", "the only line begins with 0"),
        ] {
            let reason = judged(text).unwrap_err();
            assert!(reason.starts_with(words), "{text:?}: {reason}");
        }
    }

    #[test]
    fn levels_of_an_index_and_steps_at_the_end_are_named() {
        let levels = |of: fn(u32) -> (u32, u32)| {
            (0..6)
                .map(|i| format!("{},{},{},{}\n", of(i).0, of(i).1, i * 7 % 5 + 3, i * 5 % 7))
                .collect::<String>()
        };
        for of in [
            (|i| (i / 3, i % 3)) as fn(u32) -> (u32, u32),
            |i| (1 + i / 2, 1 + i % 2),
            |i| (i, i),
            |i| (i / 3, i),
        ] {
            assert!(
                judged(&levels(of))
                    .unwrap_err()
                    .starts_with("column 1 and the one after it number the lines")
            );
        }
        assert!(
            judged("17,26,0\n47,12,5\n5,9,10\n8,31,15\n6,2,20\n")
                .unwrap_err()
                .starts_with("column 3 steps evenly")
        );
    }

    #[test]
    fn images_are_no_labels() {
        for text in [
            "0,0,0\n1.25,7.5,3.1\n2.5,4.75,1.5\n",
            "0,1.25\n0,7.5\n0,3.25\n",
            "5,1.5\n7,2.5\n",
            "17,26,31\n47,52,69\n11,21,12\n",
            "23,24,27,44\n47,52,69,12\n11,21,12,40\n",
            "5,7,1.5\n2,9,2.5\n8,1,3.25\n4,4,7.75\n",
            "0,0,0\n1,1,1\n2,2,2\n3,3,3\n4,4,4\n",
            "0,0,0,0\n0,0,1,2\n1,3,2,5\n4,9,7,2\n",
        ] {
            assert_eq!(judged(text), Ok(()), "{text:?}");
        }
    }
}
