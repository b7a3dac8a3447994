// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the names and the content of line files tell: lines that are missing, recorded twice, or those of standards.

use crate::files::paths::file_name;
use crate::lines::{Signal, is_standard};
use std::path::{Path, PathBuf};

/// Sentences on files of one line each, in their order.
pub(super) fn notes(files: &[PathBuf]) -> Vec<String> {
    let names: Vec<String> = files.iter().map(|file| name(file)).collect();
    let standards: Vec<&str> = names.iter().map(String::as_str).filter(|name| is_standard(name)).collect();
    let mut notes = Vec::new();
    if !standards.is_empty() && standards.len() < names.len() {
        notes.push(format!(
            "{} have names of standards and are read as lines of the map: give only its own files",
            standards.join(", ")
        ));
    }
    notes.extend(gaps(&names));
    notes
}

/// The name of a file without its extension; of a line of a batch that of its folder.
fn name(file: &Path) -> String {
    let folder =
        file.parent().filter(|folder| folder.extension().is_some_and(|end| end.eq_ignore_ascii_case("d")));
    file_name(&folder.unwrap_or(file).with_extension(""))
}

/// A sentence on numbers that are missing, where nearly all names count by 1.
fn gaps(names: &[String]) -> Option<String> {
    let numbers = varying(names)?;
    let steps: Vec<u64> = numbers.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let is_leap = |step: &&u64| **step != 1;
    let leaps = steps.iter().filter(is_leap).count();
    if leaps == 0 || 2 * leaps >= steps.len() {
        return None;
    }
    let places = numbers.windows(2).filter(|pair| pair[1].saturating_sub(pair[0]) != 1);
    let words: Vec<String> = places.map(|pair| format!("{} to {}", pair[0], pair[1])).collect();
    Some(format!("the numbers of the files leap from {}: lines may be missing there", words.join(", ")))
}

/// The only number in which names differ that are alike otherwise.
fn varying(names: &[String]) -> Option<Vec<u64>> {
    let parts: Vec<(Vec<&str>, Vec<&str>)> = names.iter().map(|name| split(name)).collect();
    let (words, first) = parts.first()?;
    if parts.iter().any(|(other, _)| other != words) {
        return None;
    }
    let differs = |place: &usize| parts.iter().any(|(_, numbers)| numbers[*place] != first[*place]);
    let mut places = (0..first.len()).filter(differs);
    let place = places.next().filter(|_| places.next().is_none())?;
    parts.iter().map(|(_, numbers)| numbers[place].parse().ok()).collect()
}

/// The words and the numbers of a name.
fn split(name: &str) -> (Vec<&str>, Vec<&str>) {
    let is_digit = |c: char| c.is_ascii_digit();
    let of = |sign: &dyn Fn(char) -> bool| name.split(sign).filter(|part| !part.is_empty()).collect();
    (of(&is_digit), of(&|c| !is_digit(c)))
}

/// Sentences on recordings with the same readings as others.
pub(super) fn doubled(signals: &[Signal]) -> Vec<String> {
    let same = |a: &Signal, b: &Signal| {
        a.values.dim() == b.values.dim()
            && a.readings() > 1
            && a.values.iter().zip(&b.values).all(|(a, b)| a.to_bits() == b.to_bits())
    };
    let twin = |(i, signal): (usize, &Signal)| {
        let other = signals[..i].iter().find(|other| same(other, signal))?;
        let varies = signal.values.iter().any(|value| *value != signal.values[[0, 0]]);
        varies.then(|| {
            format!("{} holds the same readings as {}: one of them may be a copy", signal.name, other.name)
        })
    };
    signals.iter().enumerate().filter_map(twin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        notes(&names.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn missing_lines_and_standards_are_said() {
        assert!(of(&["a_1.csv", "a_2.csv", "a_4.csv", "a_5.csv"])[0].contains("leap from 2 to 4"));
        assert!(
            of(&["b.b/001.d/001.csv", "b.b/002.d/002.csv", "b.b/005.d/005.csv", "b.b/006.d/006.csv"])[0]
                .contains("2 to 5")
        );
        for names in [
            &["a_1.csv", "a_2.csv", "a_3.csv"][..],
            &["a_1.csv", "a_3.csv", "a_5.csv"],
            &["a_1.csv", "b_2.csv", "c_9.csv"],
            &["2021-10h11.csv", "2021-10h12.csv", "2021-11h40.csv"],
        ] {
            assert!(of(names).is_empty(), "{names:?}");
        }
        let standard = of(&["line1.csv", "line2.csv", "NIST612.csv"]);
        assert!(
            standard.len() == 1 && standard[0].starts_with("NIST612 have names of standards"),
            "{standard:?}"
        );
    }
}
