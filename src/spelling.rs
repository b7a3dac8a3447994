// SPDX-License-Identifier: MIT OR Apache-2.0
//! What someone may have meant who misspelt a word.

/// Least likeness of two words of which one may be a slip of the other: 1 less the changes for each letter of the longer one.
const LIKE: f64 = 0.6;
/// Letters from which on the begin of a word stands for it.
const LEAST_BEGIN: usize = 3;

/// Words of those who know a thing by another name, and the known word.
const SPOKEN: [(&str, &str); 3] = [("gpu", "auto"), ("nvidia", "cuda"), ("dml", "directml")];

/// The known word that was probably meant; `None` where no word is near. Case and what joins the parts of a word do not count.
pub(crate) fn closest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(given);
    let known: Vec<(&str, String)> = known.into_iter().map(|word| (word, plain(word))).collect();
    let begins = |begin: &str, whole: &str| begin.len() >= LEAST_BEGIN && whole.starts_with(begin);
    let spoken = SPOKEN.iter().find(|(word, _)| *word == wanted).map(|(_, meant)| *meant);
    let equal = known.iter().find(|(_, word)| *word == wanted || spoken == Some(word));
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
    let longest = a.chars().count().max(b.chars().count()).max(1);
    1.0 - strsim::osa_distance(a, b) as f64 / longest as f64
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
        let devices = ["auto", "cpu", "cuda", "directml"];
        for (given, meant) in [("GPU", "auto"), ("nvidia", "cuda"), ("cuda:0", "cuda"), ("dml", "directml")] {
            assert_eq!(closest(given, devices), Some(meant), "{given}");
        }
    }
}
