// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the names and the content of line files tell: lines that are missing, recorded twice, or those of standards.

use crate::files::paths::file_name;
use crate::lines::{Signal, is_standard};
use std::mem;
use std::path::{Path, PathBuf};

/// What recordings are called: the files of one line each without their ends, else the lines of a table.
pub(super) fn names(files: &[PathBuf], signals: &[Signal]) -> Vec<String> {
    if files.len() == signals.len() {
        return files.iter().map(|file| name(file)).collect();
    }
    signals.iter().map(|signal| signal.name.clone()).collect()
}

/// Leaves out recordings that bear names of standards, beside others that do not; a sentence says which.
pub(super) fn leave_out_standards(signals: &mut Vec<Signal>, names: &mut Vec<String>) -> Option<String> {
    let standards = names.iter().filter(|name| is_standard(name)).count();
    if standards == 0 || standards == names.len() {
        return None;
    }
    let pairs = mem::take(names).into_iter().zip(mem::take(signals));
    let (gone, kept): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| is_standard(name));
    (*names, *signals) = kept.into_iter().unzip();
    let gone: Vec<String> = gone.into_iter().map(|(name, _)| name).collect();
    Some(format!("{} bear names of standards and are left out", gone.join(", ")))
}

/// Sentences on the names of recordings, in their order.
pub(super) fn notes(names: &[String]) -> Vec<String> {
    gaps(names).into_iter().chain(samples(names)).chain(unnumbered(names)).collect()
}

/// The name of a file without its extension; of a line of a batch that of its folder.
fn name(file: &Path) -> String {
    let folder =
        file.parent().filter(|folder| folder.extension().is_some_and(|end| end.eq_ignore_ascii_case("d")));
    file_name(&folder.unwrap_or(file).with_extension(""))
}

/// A sentence on names of which several begin one way and several another: those of two samples.
fn samples(names: &[String]) -> Option<String> {
    let stem = |name: &String| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
    let mut stems: Vec<String> = Vec::new();
    for stem in names.iter().map(stem) {
        // samples may alternate
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    let repeats = |stem: &String| names.iter().filter(|name| name.starts_with(stem.as_str())).count() > 1;
    (stems.len() > 1 && stems.len() < names.len() && stems.iter().all(repeats)).then(|| {
        let words: Vec<String> = stems.iter().map(|stem| format!("\"{stem}\"")).collect();
        format!(
            "the names begin with {}: if they are several samples, give the recordings of one",
            words.join(" and ")
        )
    })
}

/// A sentence on names that no number brings into an order.
fn unnumbered(names: &[String]) -> Option<String> {
    let is_plain = |name: &String| !name.contains(|c: char| c.is_ascii_digit());
    (names.len() > 1 && names.iter().all(is_plain))
        .then(|| format!("the names hold no numbers: the lines are in the order {}", names.join(", ")))
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
    Some(format!("the numbers of the recordings leap from {}: lines may be missing there", words.join(", ")))
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

    fn of(files: &[&str]) -> Vec<String> {
        notes(&files.iter().map(|file| name(Path::new(file))).collect::<Vec<_>>())
    }

    #[test]
    fn missing_lines_several_samples_and_names_without_numbers_are_said() {
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
        let samples = of(&["A_1.csv", "A_2.csv", "B_1.csv", "B_2.csv"]);
        assert!(samples[0].starts_with("the names begin with \"A_\" and \"B_\""), "{samples:?}");
        for names in [
            ["A_1.csv", "A_2.csv", "B_1.csv", "B_2.csv", "A_3.csv"],
            ["A_1.csv", "B_1.csv", "A_2.csv", "B_2.csv", "A_3.csv"],
        ] {
            assert!(
                of(&names).iter().any(|note| note.starts_with("the names begin with \"A_\" and \"B_\":"))
            );
        }
        assert!(of(&["first.csv", "fourth.csv"])[0].contains("in the order first, fourth"));
    }
}
