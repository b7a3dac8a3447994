// SPDX-License-Identifier: MIT OR Apache-2.0
//! One element twice: copies of a column, values in two units, or an isotope that is written in two ways.

use super::name::is_isotope;
use super::table::quoted;
use std::collections::{HashMap, HashSet};

/// The first two names that are those of one element.
pub(super) fn find(elements: &[String]) -> Option<(usize, usize)> {
    let known: HashSet<&str> = elements.iter().map(String::as_str).collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    elements.iter().enumerate().find_map(|(place, element)| {
        let other = first.insert(key(element, &known), place)?;
        Some((other, place))
    })
}

/// Refuses columns of a table of points that hold one element; `headings` are the names as the table has them, `elements` those
/// without units.
pub(super) fn refuse(columns: &[usize], headings: &[String], elements: &[String]) -> Result<(), String> {
    let Some((first, second)) = find(elements) else { return Ok(()) };
    let [first, second] = [columns[first], columns[second]];
    Err(format!(
        "columns {} ({}) and {} ({}) hold the same element: state the columns, one of them",
        first + 1,
        quoted(&headings[first]),
        second + 1,
        quoted(&headings[second])
    ))
}

/// A sentence on arrays, files or slices of one element.
pub(super) fn note(elements: &[String]) -> Option<String> {
    let (first, second) = find(elements)?;
    Some(format!("{} and {} name the same element: both are read", elements[first], elements[second]))
}

/// The element without the number that pandas adds to a name that it has met before (`Ba.1`); isotopes begin with their symbol.
fn key(element: &str, known: &HashSet<&str>) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // lines of a spectrum are called by numbers with a point
    let is_copy =
        |base: &str, copy: &str| is_number(copy) && known.contains(base) && base.parse::<f64>().is_err();
    let base = element.rsplit_once('.').filter(|(base, copy)| is_copy(base, copy));
    let name = base.map_or(element, |(base, _)| base);
    if !is_isotope(name) {
        return name.to_string();
    }
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    letters.chain(name.chars().filter(char::is_ascii_digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_that_stands_twice_is_found() {
        let twins = |names: [&str; 3]| find(&names.map(String::from));
        for names in
            [["Ba", "Ca", "Ba"], ["Ba", "Ca", "Ba.1"], ["Ba137", "Ca", "137Ba"], ["Ba-137", "Ca", "Ba137"]]
        {
            assert_eq!(twins(names), Some((0, 2)), "{names:?}");
        }
        for names in [["Ba137", "Ba138", "Ba"], ["393", "393.366", "39.3"], ["Mg.Ca", "Mg", "Ca"]] {
            assert_eq!(twins(names), None, "{names:?}");
        }
    }
}
