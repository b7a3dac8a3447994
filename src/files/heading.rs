// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of the columns of a table of points: axis, element, unit.

use super::name::{self, length_um};
use super::table::Table;
use std::path::Path;

/// A column name such as `x [mm]`: name without unit, in lower case, and the unit as written.
struct Heading {
    name: String,
    lower: String,
    unit: String,
}

/// Where x and y are and what a length of 1 is in µm, if the header says so.
pub(super) struct Coordinates {
    pub columns: [usize; 2],
    pub in_um: [Option<f64>; 2],
}

/// The columns x and y of a table of three columns or more; `None` if the header does not name them.
pub(super) fn coordinates(table: &Table) -> Option<Coordinates> {
    let headings: Vec<Heading> = table.header.as_ref()?.iter().map(|text| heading(text)).collect();
    let find = |axis: &str| headings.iter().position(|heading| axis_of(&heading.lower).0 == axis);
    let columns = [find("x")?, find("y")?];
    let in_um = columns.map(|column| {
        let heading = &headings[column];
        let unit = if heading.unit.is_empty() { axis_of(&heading.lower).1 } else { &heading.unit };
        length_um(unit)
    });
    (headings.len() > 2).then_some(Coordinates { columns, in_um })
}

/// Whether a column holds values and not the height or the scatter of values.
pub(super) fn is_value(name: &str) -> bool {
    !beside(&heading(name).lower)
}

/// Names of the elements and the unit that all columns share.
pub(super) fn names(path: &Path, table: &Table, columns: &[usize]) -> (Vec<String>, String) {
    let named = name::from_path(path);
    let Some(header) = &table.header else {
        if named.known && columns.len() == 1 {
            return (vec![named.element], named.unit);
        }
        let name = |i: usize| if i == 0 { "value".into() } else { format!("value{}", i + 1) };
        return ((0..columns.len()).map(name).collect(), named.unit);
    };
    let headings: Vec<Heading> = columns.iter().map(|column| heading(&header[*column])).collect();
    let unit = &headings[0].unit;
    let common = if headings.iter().all(|heading| heading.unit == *unit) { unit.as_str() } else { "" };
    let unit = name::canonical_unit(common).unwrap_or(common);
    let unit = if unit.is_empty() { named.unit } else { unit.to_string() };
    let fallback = |(i, heading): (usize, Heading)| {
        if heading.name.is_empty() { format!("value{}", i + 1) } else { heading.name }
    };
    (headings.into_iter().enumerate().map(fallback).collect(), unit)
}

fn heading(text: &str) -> Heading {
    let open = text.find(['[', '(']).unwrap_or(text.len());
    let (name, unit) = text.split_at(open);
    let unit = unit.trim_matches(['[', ']', '(', ')', ' ']).to_string();
    Heading { name: name.trim().into(), lower: name.trim().to_lowercase(), unit }
}

/// Axis and unit of a name such as `x`, `pos_x`, `X position` or `y_mm`.
fn axis_of(lower: &str) -> (&str, &str) {
    let (mut axis, mut unit) = ("", "");
    for word in lower.split([' ', '_', '-', '/']).filter(|word| !word.is_empty()) {
        match word {
            "x" | "y" | "z" if axis.is_empty() => axis = word,
            "xpos" | "posx" => axis = "x",
            "ypos" | "posy" => axis = "y",
            "pos" | "position" | "coord" | "coordinate" | "stage" => {}
            other if length_um(other).is_some() => unit = other,
            _ => return ("", ""),
        }
    }
    (axis, unit)
}

/// Columns that accompany values: height, scatter.
fn beside(lower: &str) -> bool {
    let words = ["std", "stdev", "stddev", "sd", "rsd", "sigma", "err", "error", "rel"];
    axis_of(lower).0 == "z" || lower.split([' ', '_', '.', '-']).any(|word| words.contains(&word))
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
            ("xenon", "", ""),
            ("x ray", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(axis_of(name), (axis, unit), "{name}");
        }
        assert!(is_value("Mg/Ca") && is_value("Ba [counts]"));
        assert!(!is_value("z [mm]") && !is_value("rel.std") && !is_value("Mg_sd") && !is_value("Error"));
    }
}
