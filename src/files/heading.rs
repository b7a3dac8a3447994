// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of the columns of a table of points: axis, element, unit.

use super::axis::{Heading, axis_of, heading, is_axis};
use super::name::{self, length_um};
use super::signals::is_clock;
use super::suffix;
use super::table::Table;
use std::path::Path;

/// Where x and y are and what a length of 1 is in µm, if the header says so.
pub(super) struct Coordinates {
    pub columns: [usize; 2],
    pub in_um: [Option<f64>; 2],
    /// Whether they count columns and rows instead of telling places.
    pub are_indices: bool,
}

/// Names of columns that count along a line, and from line to line.
const INDICES: [&[&str]; 2] = [&["col", "column", "pixel", "col_index"], &["row", "line", "row_index"]];

/// The columns x and y of a table of three columns or more; `None` if the header does not name them.
pub(super) fn coordinates(table: &Table) -> Option<Coordinates> {
    let headings: Vec<Heading> = table.header.as_ref()?.iter().map(|text| heading(text)).collect();
    if headings.len() < 3 {
        return None;
    }
    let find = |axis: &str| headings.iter().position(|heading| is_axis(heading, axis));
    let index = |names: &[&str]| headings.iter().position(|heading| names.contains(&heading.lower.as_str()));
    if let (Some(x), Some(y)) = (find("x"), find("y")) {
        let in_um = [x, y].map(|column| {
            let heading = &headings[column];
            let unit = if heading.unit.is_empty() { axis_of(&heading.lower).1 } else { &heading.unit };
            length_um(unit)
        });
        return Some(Coordinates { columns: [x, y], in_um, are_indices: false });
    }
    let columns = [index(INDICES[0])?, index(INDICES[1])?];
    Some(Coordinates { columns, in_um: [None, None], are_indices: true })
}

/// The length in µm that a row of units below the names states for a column.
pub(super) fn unit_below_um(table: &Table, column: usize) -> Option<f64> {
    length_um(table.units.as_ref()?[column].trim_matches(['[', ']', '(', ')', ' ']))
}

/// Whether a column holds values and not the height or the scatter of values.
pub(super) fn is_value(name: &str) -> bool {
    let heading = heading(name);
    // Se is selenium
    let is_error = |word: &str| ["SE", "se"].contains(&word);
    !beside(&heading.lower) && !heading.name.split([' ', '_', '.', '-']).any(is_error)
}

/// Whether a column holds the sum of all others, as `TIC` and `Total counts` do.
pub(super) fn is_sum(name: &str) -> bool {
    let lower = of_values(name).name.to_lowercase();
    let mut words = lower.split([' ', '_', '.', '-']).filter(|word| !word.is_empty());
    let begins = words.next().is_some_and(|word| ["total", "sum", "tic"].contains(&word));
    begins && words.all(|word| ["ion", "ions", "current", "signal", "intensity", "count"].contains(&word))
}

/// Whether a column beside that of the coordinate y is the element Y.
pub(super) fn is_yttrium(name: &str) -> bool {
    heading(name).name == "Y"
}

/// What the columns of values are called.
pub(super) struct Names {
    pub elements: Vec<String>,
    /// The unit that all columns share, empty if it is not known.
    pub unit: String,
    /// A sentence on units that they do not share.
    pub note: Option<String>,
}

/// Names of the elements and the unit that all columns share.
pub(super) fn names(path: &Path, table: &Table, columns: &[usize]) -> Names {
    let mut named = name::from_path(path);
    if !table.unit.is_empty() {
        named.unit.clone_from(&table.unit);
    }
    let Some(header) = &table.header else {
        let name = |i: usize| if i == 0 { "value".into() } else { format!("value{}", i + 1) };
        let elements = match columns.len() {
            1 if named.known => vec![named.element],
            count => (0..count).map(name).collect(),
        };
        return Names { elements, unit: named.unit, note: None };
    };
    let headings: Vec<Heading> = columns.iter().map(|column| of_values(&header[*column])).collect();
    // the row of units below the names counts where the names state none
    let below = |column: usize| table.units.as_ref().map_or("", |units| units[column].as_str());
    let mut units: Vec<&str> = Vec::with_capacity(columns.len());
    for (heading, column) in headings.iter().zip(columns) {
        let unit = if heading.unit.is_empty() { below(*column) } else { heading.unit.as_str() };
        let unit = unit.trim_matches(['[', ']', '(', ')', ' ']);
        units.push(name::canonical_unit(unit).unwrap_or(unit));
    }
    let (common, note) = suffix::common(&units);
    // what the columns state counts before what the name of the file does
    let unit = if units.iter().all(|unit| unit.is_empty()) { named.unit } else { common };
    let fallback = |(i, heading): (usize, Heading)| {
        if heading.name.is_empty() { format!("value{}", i + 1) } else { heading.name }
    };
    Names { elements: headings.into_iter().enumerate().map(fallback).collect(), unit, note }
}

/// The name of a column of values and its unit.
fn of_values(text: &str) -> Heading {
    match suffix::bare(text) {
        Some((name, unit)) => Heading { lower: name.to_lowercase(), name, unit: unit.into() },
        None => heading(text),
    }
}

/// Words of columns of scatter.
const SCATTER: [&str; 25] = [
    "std",
    "stdev",
    "stddev",
    "sd",
    "rsd",
    "sigma",
    "err",
    "error",
    "rel",
    "1se",
    "2se",
    "3se",
    "1sd",
    "2sd",
    "3sd",
    "1sigma",
    "2sigma",
    "3sigma",
    "unc",
    "uncertainty",
    "lod",
    "loq",
    "dl",
    "mdl",
    "ci",
];
/// Words of columns that count, time or name the points.
const BOOKKEEPING: [&str; 41] = [
    "start",
    "end",
    "stop",
    "push",
    "pushes",
    "duration",
    "id",
    "no",
    "number",
    "nr",
    "point",
    "spot",
    "shot",
    "shots",
    "sequence",
    "seq",
    "scan",
    "row",
    "col",
    "column",
    "line",
    "pixel",
    "date",
    "unnamed",
    "mask",
    "masks",
    "laser",
    "temp",
    "temperature",
    "pressure",
    "flag",
    "flags",
    "position",
    "pos",
    "label",
    "class",
    "quality",
    "valid",
    "sample",
    "name",
    "comment",
];

/// Columns that accompany values: height and other coordinates, scatter, bookkeeping.
fn beside(lower: &str) -> bool {
    let mut words = lower.split([' ', '_', '.', '-', ':', '#']).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_none() || !axis_of(lower).0.is_empty() || is_clock(lower) {
        return true;
    }
    let all: Vec<&str> = words.collect();
    let books = |word: &&str| BOOKKEEPING.contains(word);
    // digits alone are names of lines of a spectrum
    let counted = |word: &&str| books(word) || word.bytes().all(|b| b.is_ascii_digit());
    all.iter().any(|word| is_scatter(word)) || (all.iter().any(books) && all.iter().all(counted))
}

/// Whether a word is one of scatter, as iolite writes it too: `Int2SE` within the readings, `Prop2SE` with that of the references.
fn is_scatter(word: &str) -> bool {
    let bare = ["int", "prop"].iter().find_map(|of| word.strip_prefix(of));
    SCATTER.contains(&bare.unwrap_or(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_told_from_elements() {
        for (name, axis, unit) in [
            ("x", "x", ""),
            ("pos_x", "x", ""),
            ("y_mm", "y", "mm"),
            ("stage x position", "x", ""),
            ("z/um", "z", "um"),
            ("x coord.", "x", ""),
            ("distance y", "y", ""),
            ("xenon", "", ""),
            ("x ray", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(axis_of(name), (axis, unit), "{name}");
        }
        assert!(is_value("Mg/Ca") && is_value("Ba [counts]"));
        for name in [
            "Start_push",
            "End_push",
            "Pushes_duration",
            "Time",
            "Index",
            "Spot No.",
            "X position",
            "Unnamed: 0",
            "",
        ] {
            assert!(!is_value(name), "{name}");
        }
        assert!(
            is_value("80ArAr(ArAr80Di)") && is_value("Spot size") && is_value("I") && is_value("393.366")
        );
        assert!(!is_value("z [mm]") && !is_value("rel.std") && !is_value("Mg_sd") && !is_value("Error"));
        assert!(["TIC", "Total counts", "Total_wt%", "Sum", "total ion current"].into_iter().all(is_sum));
        assert!(!["Ba", "Sum Ba", "Total Fe", "Fe total", "totals"].into_iter().any(is_sum));
        assert!(!is_value("Al27_CPS_Int2SE") && !is_value("Mg_ppm_m24_Prop2SE") && is_value("Na23_CPS"));
    }
}
