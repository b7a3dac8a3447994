// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is said of words where numbers should stand: of dates, of grouped numbers, of labels, with the next step.

use super::axis::has_axes;
use super::cell::Cell;
use super::options::DecimalMark;
use super::thousands::GROUPS;

/// Longest part of a word that an error repeats.
const QUOTED: usize = 24;

/// A word of the file in quotation marks, cut where it is long.
pub(super) fn quoted(word: &str) -> String {
    let short: String = word.chars().take(QUOTED).collect();
    let dots = if short.len() < word.len() { "..." } else { "" };
    format!("\"{}{dots}\"", short.escape_debug().to_string().replace("\\'", "'"))
}

/// What is wrong with the word in a row and column (from 0) of a line.
pub(super) fn sentence(line: usize, column: usize, cells: &[&str]) -> String {
    let (word, place) = (quoted(cells[column]), column + 1);
    if is_moment(cells[column]) {
        return format!(
            "{word} in line {line}, column {place} is a moment: signals over time are no map; export one matrix for each \
             element{}",
            if is_short_moment(cells[column]) {
                ", or, if a spreadsheet made it of a number, enter the number again"
            } else {
                ""
            }
        );
    }
    if is_day(cells[column]) {
        return format!(
            "{word} in line {line}, column {place} is not a number but a date: a spreadsheet may have made it of a number; make \
             its cells text and enter the numbers again"
        );
    }
    let digits = cells[column].chars().any(|c| c.is_ascii_digit());
    let signs =
        cells[column].chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c) || GROUPS.contains(&c));
    let mut reason = format!("{word} in line {line}, column {place} is not a number");
    if digits && signs {
        reason += ": write numbers with a decimal point and without groups";
    }
    reason
}

/// The same of a word before a row of numbers above others: it may be the corner of row and column numbers.
pub(super) fn corner(line: usize, word: &str) -> String {
    format!(
        "{} in line {line}, column 1 is not a number: if line {line} and column 1 tell row and column numbers or places, delete \
         them",
        quoted(word)
    )
}

/// What is said of a table in which one column of words stands in every row; `None` if there is no such column.
pub(super) fn in_column(
    heads: &[(usize, Vec<&str>)],
    is_value: impl Fn(&str) -> bool,
) -> Option<(usize, usize, String)> {
    let is_word = |cell: &&str| !cell.is_empty() && !is_value(cell);
    let sole = |cells: &[&str]| {
        let mut words = cells.iter().enumerate().filter(|(_, cell)| is_word(cell)).map(|(column, _)| column);
        let first = words.next()?;
        (words.next().is_none()
            && cells.len() > 1
            && cells.iter().any(|cell| !cell.is_empty() && is_value(cell)))
        .then_some(first)
    };
    let mut rows = heads.iter().filter_map(|(line, cells)| Some((*line, sole(cells)?, cells)));
    let (line, column, cells) = rows.next()?;
    let (_, other, _) = rows.next()?;
    if other != column {
        return None;
    }
    let names = heads.iter().find(|(_, names)| names.len() == cells.len() && names.iter().all(is_word));
    let is_moment = is_moment(cells[column]);
    // moments beside signals are told as such, and moments beside places are only a column too many
    if is_moment && !names.is_some_and(|(_, names)| has_axes(names)) {
        return None;
    }
    let called = names.map_or(String::new(), |(_, names)| format!(" ({})", quoted(names[column])));
    let what = if is_moment { "moments" } else { "words" };
    let reason = format!(
        "column {}{called} holds {what} ({} in line {line}): delete it",
        column + 1,
        quoted(cells[column])
    );
    Some((line, column, reason))
}

/// Whether a word is a number with groups, or with the other decimal mark.
pub(super) fn is_number_otherwise(word: &str) -> bool {
    let plain = word.replace(GROUPS, "");
    [DecimalMark::Point, DecimalMark::Comma].into_iter().any(|mark| Cell::of(&plain, mark).is_number())
}

/// Whether a word tells a time of day or a date: `12:30:01`, `2026-01-05`, `5/1/2026`.
pub(super) fn is_moment(word: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let first = word.split([' ', 'T']).next().unwrap_or_default();
    [':', '-', '/'].into_iter().any(|sign| {
        let parts: Vec<&str> = first.split(sign).collect();
        (parts.len() == 3 || (sign == ':' && parts.len() == 2)) && parts.into_iter().all(digits)
    })
}

/// Whether a moment is one that spreadsheets make of numbers: a day, or `1:30`.
fn is_short_moment(word: &str) -> bool {
    !word.contains(' ') && word.matches(':').count() < 2
}

/// Whether a word is a day or month as spreadsheets show it: `1-Feb`, `Feb-01`, `01. Mrz`, `5.1.`.
fn is_day(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '.', ' ', '/']).filter(|part| !part.is_empty()).collect();
    let [a, b] = parts.as_slice() else { return false };
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_month = |part: &str| {
        let start: String = part.to_lowercase().chars().take(3).collect();
        (3..=5).contains(&part.chars().count()) && MONTHS.contains(&start.as_str())
    };
    (is_number(a) && is_month(b)) || (is_month(a) && is_number(b))
}

/// Months in English, German, French and Spanish, cut as spreadsheets do.
const MONTHS: [&str; 24] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mrz", "mär", "mai",
    "okt", "dez", "jän", "fév", "fev", "avr", "jui", "aoû", "ene",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_spreadsheets_are_told_from_other_words() {
        for word in ["1-Feb", "Feb-01", "01. Mrz", "12/Dec"] {
            assert!(is_day(word), "{word}");
        }
        for word in ["1-2", "Feb", "Ba-137", "1 Fe", "x"] {
            assert!(!is_day(word), "{word}");
        }
        assert!(sentence(3, 1, &["5", "1-Feb"]).contains("line 3, column 2 is not a number but a date"));
        assert!(sentence(3, 1, &["5", "1:30"]).contains("if a spreadsheet made it of a number"));
    }
}
