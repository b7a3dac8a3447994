// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the lines above a matrix say of it: a title such as `Zn66 (cps)` or `map of Zn66 in ppm`, in words or in a comment.

use super::name::{self, Named};
use super::table::{Head, Table, quoted};

/// Words of a title that say nothing about element and unit.
const FILLERS: [&str; 14] = [
    "map",
    "image",
    "matrix",
    "of",
    "in",
    "the",
    "element",
    "isotope",
    "unit",
    "units",
    "values",
    "signal",
    "intensity",
    "concentration",
];
/// Signs around the words of a title.
const SIGNS: [char; 13] = [' ', '\t', '_', ',', ';', ':', '=', '(', ')', '[', ']', '"', '\''];

/// Element and unit of a matrix: those of a title fill in what the name of its file does not state, and its unit wins.
///
/// Returns sentences on lines that are left out, and on an element that both state in different ways.
pub(super) fn apply(table: &Table, named: &mut Named) -> Vec<String> {
    let mut notes = Vec::new();
    let lines = table.heads.iter().filter(|head| is_title(head, table.columns)).chain(&table.remarks);
    let mut left: Vec<&Head> = Vec::new();
    for line in lines {
        match stated(&words(&line.cells)) {
            Some((element, unit)) => {
                notes.extend(element.as_deref().and_then(|element| take(element, line, named)));
                if let Some(unit) = unit {
                    named.unit = unit;
                }
            }
            None if !table.remarks.contains(line) => left.push(line),
            None => {}
        }
    }
    notes.extend(left_out(&left));
    notes
}

/// Takes the element of a title; a sentence where the name of the file states another.
fn take(element: &str, line: &Head, named: &mut Named) -> Option<String> {
    if !named.known {
        (named.element, named.known) = (element.to_string(), true);
        return None;
    }
    (named.element != element).then(|| {
        format!(
            "line {} says {element}, but the name of the file says {}, which is taken",
            line.line, named.element
        )
    })
}

/// Whether a line above the numbers has no cell for each of their columns, as names have.
fn is_title(head: &Head, columns: usize) -> bool {
    let filled = head.cells.iter().filter(|cell| !cell.is_empty()).count();
    filled == 1 || head.cells.len() + 1 < columns
}

fn words(cells: &[String]) -> Vec<&str> {
    cells
        .iter()
        .flat_map(|cell| cell.trim_start_matches(['#', '%']).split(SIGNS))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Element and unit of words that are these and nothing else, at most one of each.
fn stated(words: &[&str]) -> Option<(Option<String>, Option<String>)> {
    let is_filler = |word: &str| FILLERS.contains(&word.to_lowercase().as_str());
    let telling: Vec<&str> = words.iter().copied().filter(|word| !is_filler(word)).collect();
    let (unit, of_unit) = name::unit(&telling);
    let rest: Vec<&str> =
        (0..telling.len()).filter(|at| !of_unit.contains(at)).map(|at| telling[at]).collect();
    let unit = (!unit.is_empty()).then_some(unit);
    match rest[..] {
        [] if unit.is_some() => Some((None, unit)),
        [element] if name::is_element(element) => Some((Some(element.to_string()), unit)),
        _ => None,
    }
}

fn left_out(lines: &[&Head]) -> Option<String> {
    let text = |head: &Head| quoted(&head.cells.join(" ")).to_string();
    match lines {
        [] => None,
        [line] => Some(format!("line {} is left out: {}", line.line, text(line))),
        [first, .., last] => Some(format!(
            "lines {} to {} above the numbers are left out, the first of them {}",
            first.line,
            last.line,
            text(first)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::read;

    #[test]
    fn a_title_states_element_and_unit() {
        for (title, element, unit) in [
            ("Zn66 (cps)", "Zn66", "cps"),
            ("Fe57_ppm", "Fe57", "ppm"),
            ("map of Zn66 in ppm", "Zn66", "ppm"),
            ("# Zn66, counts per second", "Zn66", "cps"),
            ("# unit: counts", "a", "counts"),
            ("% P [µg/g]", "P", "ug/g"),
            ("Zn", "Zn", ""),
            ("Zn66,,", "Zn66", ""),
        ] {
            let map = read("a.csv", format!("{title}\n1.5,2,3\n4,5,6\n").as_bytes()).unwrap();
            assert_eq!((map.elements()[0].as_str(), map.unit.as_str()), (element, unit), "{title}");
            assert!(map.notes.is_empty(), "{:?}", map.notes);
        }
        let map = read("Ba137_ppm.csv", b"unit: cps\nBa137\n1.5,2\n3,4\n").unwrap();
        assert_eq!((map.elements()[0].as_str(), map.unit.as_str()), ("Ba137", "cps"));
    }

    #[test]
    fn other_lines_are_said_and_nothing_is_taken_of_them() {
        for (text, note) in [
            ("Sample 7\n1.5,2\n3,4\n", "a.csv: line 1 is left out: \"Sample 7\""),
            ("Sample 7\nof Zn66 and Ba137\n1.5,2\n3,4\n", "lines 1 to 2 above the numbers are left out"),
        ] {
            let map = read("a.csv", text.as_bytes()).unwrap();
            assert_eq!(map.elements(), ["a"]);
            assert!(map.notes.len() == 1 && map.notes[0].contains(note), "{:?}", map.notes);
        }
        let map = read("Ba137.csv", b"Zn66\n1.5,2\n3,4\n").unwrap();
        assert_eq!(map.elements(), ["Ba137"]);
        assert!(
            map.notes[0].contains("line 1 says Zn66, but the name of the file says Ba137"),
            "{:?}",
            map.notes
        );
    }
}
