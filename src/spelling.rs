// SPDX-License-Identifier: MIT OR Apache-2.0
//! What someone may have meant who misspelt a word.

/// Least likeness of two words of which one may be a slip of the other: 1 less the changes for each letter of the longer one.
const LIKE: f64 = 0.6;
/// Letters from which on the begin of a word stands for it.
const LEAST_BEGIN: usize = 3;

/// The known word that was probably meant; `None` where no word is near. Case and what joins the parts of a word do not count.
pub(crate) fn closest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(given);
    let known: Vec<(&str, String)> = known.into_iter().map(|word| (word, plain(word))).collect();
    let begins = |begin: &str, whole: &str| begin.len() >= LEAST_BEGIN && whole.starts_with(begin);
    let equal = known.iter().find(|(_, word)| *word == wanted);
    let begun = || known.iter().find(|(_, word)| begins(word, &wanted) || begins(&wanted, word));
    let like = || {
        let likeness = known.iter().map(|known| (known, likeness(&wanted, &known.1)));
        let near = likeness.filter(|(_, likeness)| *likeness >= LIKE);
        near.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(known, _)| known)
    };
    equal.or_else(begun).or_else(like).map(|(word, _)| *word)
}

/// What is expected in the place of a word that is none of some: the one that was probably meant, and `all` that may be.
pub(crate) fn expected<'a>(given: &str, words: impl IntoIterator<Item = &'a str>, all: String) -> String {
    match closest(given, words) {
        Some(near) => format!("did you mean {near} ({all})?"),
        None => all,
    }
}

fn plain(word: &str) -> String {
    word.to_lowercase().chars().filter(|letter| !" -_./".contains(*letter)).collect()
}

fn likeness(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    1.0 - changes(&a, &b) as f64 / a.len().max(b.len()).max(1) as f64
}

/// Fewest letters that are put in, left out, changed, or swapped with the next, to make one word of the other.
fn changes(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            let is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            row.push(if is_swapped { least.min(rows[i - 2][j - 2] + 1) } else { least });
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_lead_to_the_word_that_was_meant() {
        let keys = ["beam_size_um", "beam_shape", "scan_speed_um_s", "physics", "unet", "auto", "seed-2019"];
        for (given, meant) in [
            ("beam_size", "beam_size_um"),
            ("beamsize_um", "beam_size_um"),
            ("beam", "beam_size_um"),
            ("beam_um", "beam_size_um"),
            ("scan_speed_mm_s", "scan_speed_um_s"),
            ("fysics", "physics"),
            ("Unte", "unet"),
            ("seed2019", "seed-2019"),
        ] {
            assert_eq!(closest(given, keys), Some(meant), "{given}");
        }
        for given in ["spot", "", "xy", "aut5678"] {
            assert_eq!(closest(given, keys), None, "{given}");
        }
    }

    #[test]
    fn a_swap_is_one_change() {
        let changes =
            |a: &str, b: &str| changes(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(changes("unet", "unte"), 1);
        assert_eq!(changes("fysics", "physics"), 2);
        assert_eq!(changes("", "auto"), 4);
    }
}
