// SPDX-License-Identifier: MIT OR Apache-2.0
//! The unit that follows an element in the name of a column or an array: `Na23_CPS`, `Ca43 (cps)`, `Mg_ppm_m24`, `Al_ppm mean`; and that
//! of a line of its own: `Unit,ppm`.

use super::name::{canonical_unit, of_mass};

/// Words for a value that stands for several readings; they say nothing about the element.
const MEANS: [&str; 4] = ["mean", "median", "average", "avg"];
/// Signs between an element and the words behind it.
const JOINTS: [char; 7] = [' ', '_', ',', '(', ')', '[', ']'];
/// Most words of a unit: `counts per second`.
const UNIT_WORDS: usize = 3;

/// The element that a name states, and its unit; the name as it stands, and no unit, where it does not end with one known unit, beside
/// which a mass (`m24`) and `mean` may stand.
pub(super) fn split(name: &str) -> (String, &'static str) {
    bare(name).unwrap_or_else(|| (name.to_string(), ""))
}

/// The name without its unit; `None` where it states none, or two, or a mass that is not that of the element.
pub(super) fn bare(name: &str) -> Option<(String, &'static str)> {
    let (mut rest, mut unit, mut mass) = (name.trim(), None, None);
    loop {
        if let Some((before, known)) = cut_unit(rest) {
            if unit.is_some_and(|unit| unit != known) {
                return None;
            }
            (rest, unit) = (before, Some(known));
            continue;
        }
        match cut_words(rest, 1) {
            Some((before, word)) if MEANS.contains(&word.to_lowercase().as_str()) => rest = before,
            Some((before, word)) if mass.is_none() && is_mass(word) => (rest, mass) = (before, Some(word)),
            _ => break,
        }
    }
    let element = match mass {
        Some(mass) => of_mass(rest, mass)?,
        None => rest.to_string(),
    };
    Some((element, unit?))
}

/// The unit that columns share, empty if they share none; and a sentence where they state units and share none.
pub(super) fn common(units: &[&str]) -> (String, Option<String>) {
    let mut different: Vec<&str> = Vec::new();
    units.iter().for_each(|unit| {
        if !different.contains(unit) {
            different.push(unit);
        }
    });
    if let [unit] = different[..] {
        return (unit.to_string(), None);
    }
    let is_stated = different.iter().any(|unit| canonical_unit(unit).is_some());
    let called: Vec<&str> =
        different.into_iter().map(|unit| if unit.is_empty() { "none" } else { unit }).collect();
    let note =
        || format!("the columns state different units ({}): that of the map is not known", called.join(", "));
    (String::new(), is_stated.then(note))
}

/// The unit that a line states and nothing else: `Unit,ppm`, `Units: counts per second`.
pub(super) fn stated_unit(cells: &[&str]) -> Option<String> {
    let line = cells.iter().filter(|cell| !cell.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let (key, unit) = line.split_once([' ', ':', '='])?;
    let unit = unit.trim_matches([' ', ':', '=', '[', ']', '(', ')']);
    let known = canonical_unit(&unit.replace(' ', "_"));
    let is_word = !unit.is_empty() && !unit.contains(' ');
    let is_unit = ["unit", "units"].contains(&key.to_lowercase().as_str()) && (known.is_some() || is_word);
    is_unit.then(|| known.unwrap_or(unit).into())
}

fn cut_unit(text: &str) -> Option<(&str, &'static str)> {
    (1..=UNIT_WORDS).rev().find_map(|count| {
        let (before, words) = cut_words(text, count)?;
        Some((before, canonical_unit(&words.replace(' ', "_"))?))
    })
}

/// What stands before the last words of a text, and these; `None` if nothing stands before them.
fn cut_words(text: &str, count: usize) -> Option<(&str, &str)> {
    let text = text.trim_end_matches([' ', ')', ']']);
    let (start, joint) = text.rmatch_indices(JOINTS).nth(count - 1)?;
    let before = text[..start].trim_end_matches([' ', '_', ',', '(', '[']);
    (!before.is_empty()).then_some((before, &text[start + joint.len()..]))
}

/// Whether a word is a mass as iolite writes it: `m24`.
fn is_mass(word: &str) -> bool {
    word.strip_prefix('m').is_some_and(|mass| !mass.is_empty() && mass.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_unit_behind_an_element_is_taken_off() {
        for (name, element, unit) in [
            ("Na23_CPS", "Na23", "cps"),
            ("Na23_ppm", "Na23", "ppm"),
            ("Ca43 (cps)", "Ca43", "cps"),
            ("Ca43 [counts per second]", "Ca43", "cps"),
            ("Ca43 cps", "Ca43", "cps"),
            ("Na23_CPS (cps)", "Na23", "cps"),
            ("Fe57_counts", "Fe57", "counts"),
            ("Ba, ppm", "Ba", "ppm"),
            ("Ca48_ug_g", "Ca48", "ug/g"),
            ("Ca48 µg/g", "Ca48", "ug/g"),
            ("SiO2_wt%", "SiO2", "wt%"),
            ("SiO2 wt. %", "SiO2", "wt%"),
            ("Mg24_ppm_m24", "Mg24", "ppm"),
            ("Mg_ppm_m24", "Mg24", "ppm"),
            ("Al_ppm mean", "Al", "ppm"),
            ("Al27 (ppm) mean", "Al27", "ppm"),
            ("Al27(MR)_CPS", "Al27(MR)", "cps"),
            ("[197Au]+ (cps)", "[197Au]+", "cps"),
            ("[23Na]_CPS", "[23Na]", "cps"),
        ] {
            assert_eq!(split(name), (element.into(), unit), "{name}");
        }
    }

    #[test]
    fn a_line_may_state_the_unit() {
        for (cells, unit) in [
            (&["Unit", "ppm"][..], Some("ppm")),
            (&["unit:", "CPS", "", ""], Some("cps")),
            (&["Units: counts per second"], Some("cps")),
            (&["Unit=nA"], Some("nA")),
            (&["Unit [µg/g]"], Some("ug/g")),
            (&["Unit"], None),
            (&["Unit", "of", "x"], None),
            (&["United", "ppm"], None),
            (&["Ba", "ppm"], None),
        ] {
            assert_eq!(stated_unit(cells).as_deref(), unit, "{cells:?}");
        }
    }

    #[test]
    fn other_names_stay_as_they_are() {
        for name in [
            "Na23",
            "Mg/Ca",
            "CPS",
            "counts",
            "(cps)",
            "Na23_mean",
            "Al27_CPS_2SE",
            "Na23_cps_ppm",
            "Na23_CPS (ppm)",
            "Mg24_ppm_m25",
            "Total_ppm_m24",
            "Mg24_m24",
            "Al27(MR)",
            "Line_1",
            "µ_é",
            "",
        ] {
            assert_eq!(split(name), (name.into(), ""), "{name}");
        }
    }

    #[test]
    fn different_units_are_said_and_none_is_taken() {
        assert_eq!(common(&["cps", "cps"]), ("cps".into(), None));
        assert_eq!(common(&["", ""]), (String::new(), None));
        assert_eq!(common(&["a", "b"]), (String::new(), None));
        let (unit, note) = common(&["cps", "", "ppm"]);
        assert!(unit.is_empty() && note.unwrap().contains("different units (cps, none, ppm)"));
    }
}
