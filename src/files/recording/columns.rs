// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the columns of a recording are: times, numbers of lines, places, elements, or what is left out.

use super::clock::{Written, known_unit, unit};
use super::sheet::Sheet;
use crate::files::axis::axis;
use crate::files::heading::{is_value, is_yttrium};
use crate::files::name::{canonical_unit, is_element, is_isotope, length_um};
use crate::files::{suffix, twins};
use crate::lines::TimeUnit;

/// Names of columns that number the lines, in lower case, without blanks and signs.
const LINES: [&str; 9] =
    ["line", "lines", "linenumber", "lineno", "linenr", "lineid", "scanline", "row", "laserlinenumber"];

/// What a column is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Role {
    Time,
    Line,
    /// A coordinate: 0 for x, 1 for y; and its unit in µm.
    Place(usize, f64),
    Element(String),
    /// Neither a name nor a value.
    Empty,
    LeftOut,
}

/// The roles of all columns; the error is a sentence.
pub(super) fn roles(sheet: &Sheet<'_>) -> Result<Vec<Role>, String> {
    let names = &sheet.names.cells;
    let masses = masses(sheet);
    // alone, Y is an element
    let has_places = ["x", "y"].iter().all(|wanted| names.iter().any(|name| axis(name).0 == *wanted));
    let place_of = |place: usize| names.iter().position(|name| axis(name).0 == ["x", "y"][place]);
    let role = |(column, name): (usize, &&str)| {
        let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let (axis, named) = axis(name);
        if column == sheet.time {
            return Role::Time;
        }
        if name.is_empty() && column == 0 && column + 1 < names.len() && sheet.counts(column) {
            return Role::LeftOut; // the index of pandas and R
        }
        if name.is_empty() {
            return Role::Empty;
        }
        if LINES.contains(&letters.as_str()) {
            return Role::Line;
        }
        match (["x", "y"].iter().position(|known| *known == axis), length_um(&named)) {
            // beside the coordinates x and y, Y is an element
            (Some(place), _) if has_places && place_of(place) != Some(column) && is_yttrium(name) => {}
            (Some(place), Some(um)) if has_places => return Role::Place(place, um),
            (Some(_), None) if has_places => return Role::LeftOut,
            _ => {}
        }
        let mass = masses.as_ref().and_then(|masses| masses.get(column));
        match mass {
            Some(mass) => Role::Element(element(mass)),
            None if is_value(name) || is_element(name) || is_yttrium(name) => Role::Element(element(name)),
            None => Role::LeftOut,
        }
    };
    let roles: Vec<Role> = names.iter().enumerate().map(role).collect();
    let (written, elements): (Vec<&str>, Vec<String>) = names
        .iter()
        .zip(&roles)
        .filter_map(
            |(written, role)| {
                if let Role::Element(name) = role { Some((*written, name.clone())) } else { None }
            },
        )
        .unzip();
    let line = sheet.names.line;
    match twins::find(&elements).map(|(first, second)| (written[first], written[second])) {
        Some((first, second)) if first == second => {
            Err(format!("the column {first} occurs twice in line {line}: delete one"))
        }
        Some((first, second)) => {
            Err(format!("the columns {first} and {second} in line {line} hold the same element: delete one"))
        }
        None if elements.is_empty() => Err(format!("line {line} names no element")),
        None => Ok(roles),
    }
}

/// Element2 names the masses in a line of its own, above columns that are all called the same.
fn masses<'a>(sheet: &Sheet<'a>) -> Option<Vec<&'a str>> {
    let is_title =
        |(_, text): &&(usize, &str)| text.trim_start().to_lowercase().starts_with("trace for mass");
    let (_, text) = sheet.above.iter().find(is_title)?;
    let cells = sheet.divide(text);
    (cells.len() == sheet.names.cells.len()).then_some(cells)
}

/// The name of an element as this crate writes it: isotopes without joints, units cut off.
pub(super) fn element(name: &str) -> String {
    let (bare, _) = suffix::split(name);
    let joined = bare.replace([':', '-', '/', '_', ' '], "");
    if is_isotope(&joined) { joined } else { bare }
}

/// The unit of the values, as the names of their columns, the rows below them and titles state it, empty if they do not; and a
/// sentence where the names state several.
pub(super) fn value_unit<'a>(
    sheet: &Sheet<'_>,
    names: impl Iterator<Item = &'a str>,
) -> (String, Option<String>) {
    let named: Vec<&str> = names.map(|name| suffix::split(name).1).filter(|unit| !unit.is_empty()).collect();
    if !named.is_empty() {
        return suffix::common(&named);
    }
    let cells = sheet.below.iter().flat_map(|row| &row.cells);
    let below = cells.clone().find_map(|cell| canonical_unit(cell.trim_matches(['[', ']', '(', ')'])));
    let title = sheet.above.iter().find_map(|(_, text)| {
        let lower = text.to_lowercase();
        let words = || lower.split(|c: char| !c.is_alphanumeric());
        let rate = lower.contains("counts per second") || words().any(|word| word == "cps");
        rate.then_some("cps")
    });
    (below.or(title).unwrap_or_default().to_string(), None)
}

/// The unit of time that the name of the column or a cell below it states; an error if none is stated and it is not known.
pub(super) fn time_unit(sheet: &Sheet<'_>, stated: Option<TimeUnit>) -> Result<Option<TimeUnit>, String> {
    let below = sheet.below.iter().filter_map(|row| row.cells.get(sheet.time).copied());
    let cells = || std::iter::once(sheet.names.cells[sheet.time]).chain(below.clone());
    if let (None, Written::Numbers) = (stated, sheet.written) {
        cells().try_for_each(|cell| known_unit(cell).map(|_| ()))?;
    }
    Ok(cells().find_map(unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::lines::Text;
    use crate::task::Task;

    #[test]
    fn isotopes_are_named_without_joints_and_units() {
        for (name, expected) in [
            ("P:31", "P31"),
            ("Mg/25", "Mg25"),
            ("Na23 (cps)", "Na23"),
            ("Na23_CPS", "Na23"),
            ("P:31_ppm", "P31"),
            ("Mg_ppm_m24", "Mg24"),
            ("P31 -> 47", "P31 -> 47"),
            ("Al27(MR)", "Al27(MR)"),
            ("[197Au]+", "[197Au]+"),
            ("A", "A"),
        ] {
            assert_eq!(element(name), expected);
        }
    }

    #[test]
    fn columns_have_roles() {
        let task = Task::new();
        let sheet = |text| Sheet::new(Text { text, task: &task });
        let first = sheet("Line,Time (ms),x [um],y [um],Index,Mg24,\n1,2,3,4,5,6,\n").unwrap();
        let expected = [
            Role::Line,
            Role::Time,
            Role::Place(0, 1.0),
            Role::Place(1, 1.0),
            Role::LeftOut,
            Role::Element("Mg24".into()),
            Role::Empty,
        ];
        assert_eq!(roles(&first).unwrap(), expected);
        let twice = sheet("Time,Mg24,Mg:24\n1,2,3\n").unwrap();
        assert!(roles(&twice).unwrap_err().contains("Mg24 and Mg:24 in line 1 hold the same element"));
        let copied = sheet("Time,Mg24,Mg24.1\n1,2,3\n").unwrap();
        assert!(roles(&copied).unwrap_err().contains("Mg24 and Mg24.1 in line 1 hold the same element"));
    }

    #[test]
    fn names_of_columns_state_the_unit_of_the_values() {
        let unit = |names: &str, below: &str| {
            let text = format!("Time,{names}\n{below}1,2,3\n2,3,4\n");
            let task = Task::new();
            let sheet = Sheet::new(Text { text: &text, task: &task }).unwrap();
            let names: Vec<&str> = sheet.names.cells[1..].to_vec();
            value_unit(&sheet, names.into_iter())
        };
        for names in ["Na23_CPS,Mg24_CPS", "Na23 (cps),Mg24 [cps]", "Na23 cps,Mg24", "Na_CPS_m23,Mg24"] {
            assert_eq!(unit(names, ""), ("cps".into(), None), "{names}");
        }
        assert_eq!(unit("Na23,Mg24", "s,ppm,ppm\n"), ("ppm".into(), None));
        let (several, note) = unit("Na23_CPS,Mg24_ppm", "s,ppm,ppm\n");
        assert!(several.is_empty() && note.unwrap().contains("different units (cps, ppm)"));
    }
}
