// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of columns that stand for coordinates, and the units in them.

use super::name::{self, is_isotope, length_um};

/// A column name such as `x [mm]`: name without unit, in lower case, and the unit as written.
pub(super) struct Heading {
    pub name: String,
    pub lower: String,
    pub unit: String,
}

/// Whether names of columns name both coordinates.
pub(super) fn has_axes(names: &[&str]) -> bool {
    let named = |axis: &str| names.iter().any(|name| is_axis(&heading(name), axis));
    named("x") && named("y")
}

/// Whether a column is named after an axis; with a unit of values, Y is an element.
pub(super) fn is_axis(heading: &Heading, axis: &str) -> bool {
    axis_of(&heading.lower).0 == axis && name::canonical_unit(&heading.unit).is_none()
}

/// Whether cells are units of lengths and values, with or without brackets, and nothing else.
pub(super) fn are_units(cells: &[String]) -> bool {
    let bare = |cell: &str| cell.trim_matches(['[', ']', '(', ')', ' ']).to_string();
    let is_unit = |cell: &String| {
        let unit = bare(cell);
        name::canonical_unit(&unit).is_some() || (length_um(&unit).is_some() && !name::is_element(&unit))
    };
    cells.iter().any(is_unit) && cells.iter().all(|cell| bare(cell).is_empty() || is_unit(cell))
}

pub(super) fn heading(text: &str) -> Heading {
    let open = text.find(['[', '(']).unwrap_or(text.len());
    let (name, unit) = text.split_at(open);
    let unit = unit.trim_matches(['[', ']', '(', ')', ' ']);
    // imaging mass cytometry repeats the isotope there: 141Pr-CD38(Pr141Di)
    let unit = if is_isotope(unit.trim_end_matches("Di")) { "" } else { unit };
    Heading { name: name.trim().into(), lower: name.trim().to_lowercase(), unit: unit.into() }
}

/// The axis that a column is named after (`x`, `y`, `z`, or empty) and its unit as written.
pub(super) fn axis(name: &str) -> (String, String) {
    let heading = heading(name);
    let (axis, unit) = axis_of(&heading.lower);
    let unit = if heading.unit.is_empty() { unit } else { &heading.unit };
    (axis.to_string(), unit.to_string())
}

/// Axis and unit of a name such as `x`, `pos_x`, `X position`, `Distance X` or `y_mm`.
pub(super) fn axis_of(lower: &str) -> (&str, &str) {
    let (mut axis, mut unit) = ("", "");
    for word in lower.split([' ', '_', '-', '/', '.', ',']).filter(|word| !word.is_empty()) {
        match word {
            "x" | "y" | "z" if axis.is_empty() => axis = word,
            "xpos" | "posx" | "xcoord" | "coordx" | "easting" | "lon" | "longitude" if axis.is_empty() => {
                axis = "x"
            }
            "ypos" | "posy" | "ycoord" | "coordy" | "northing" | "lat" | "latitude" if axis.is_empty() => {
                axis = "y"
            }
            other if AROUND_AXES.contains(&other) => {}
            other if length_um(other).is_some() => unit = other,
            _ => return ("", ""),
        }
    }
    (axis, unit)
}

/// Words that programs put beside the letter of an axis.
const AROUND_AXES: [&str; 19] = [
    "pos",
    "position",
    "coord",
    "coords",
    "coordinate",
    "coordinates",
    "stage",
    "distance",
    "dist",
    "intended",
    "actual",
    "centroid",
    "center",
    "centre",
    "location",
    "loc",
    "axis",
    "laser",
    "sample",
];
