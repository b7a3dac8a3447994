// SPDX-License-Identifier: MIT OR Apache-2.0
//! What one cell of a text table holds: a number, nothing, a word for a value that is missing, or text.

use super::name::is_element;
use super::options::DecimalMark;
use super::thousands::{GROUPS, grouped};
use std::borrow::Cow;

/// Meaning of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// A number written with digits alone.
    Whole(f64),
    /// A number with a decimal mark or an exponent.
    Marked(f64),
    Empty,
    /// `nan` or `NA`: missing, and nothing more is said.
    Missing,
    /// Below detection: `<0.5` with its limit, or `<LOD`, `n.d.` without (NaN).
    Below(f64),
    /// A word or an error of a spreadsheet in the place of a value: `-`, `n.a.`, `#DIV/0!`.
    Unmeasured,
    Text,
}

/// Ways to write NaN, in lower case and without sign.
const NAN: [&str; 6] = ["nan", "nan(ind)", "nan(snan)", "1.#qnan", "1.#ind", "1.#snan"];
/// Words for values below detection, in lower case, without dots, blanks and `<`.
const BELOW: [&str; 19] = [
    "nd",
    "nn",
    "bd",
    "bdl",
    "bld",
    "lod",
    "blod",
    "loq",
    "bloq",
    "bql",
    "lld",
    "blld",
    "dl",
    "mdl",
    "bmdl",
    "notdetected",
    "belowdetection",
    "belowlod",
    "belowdl",
];
/// Words for values that were not measured or too large for the detector, in lower case.
const UNMEASURED: [&str; 19] = [
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    ".",
    "n.a.",
    "n/a",
    "<na>",
    "null",
    "none",
    "n.b.",
    "n. b.",
    "over",
    "overflow",
    "overrange",
    "over range",
    "ovr",
    "saturated",
    "sat",
];
/// Errors of spreadsheets that do not end in a mark, in lower case and without `#`.
const BARE_ERRORS: [&str; 6] = ["n/a", "nv", "n/d", "n/b", "n/disp", "\u{43d}/\u{434}"];

impl Cell {
    pub fn of(text: &str, decimal: DecimalMark) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if let Some(value) = number(text, decimal) {
            let whole = text.bytes().all(|b| b.is_ascii_digit());
            return if whole { Self::Whole(value) } else { Self::Marked(value) };
        }
        let lower = text.to_lowercase();
        if text == "NA" || NAN.contains(&lower.trim_start_matches(['+', '-'])) {
            return Self::Missing;
        }
        if UNMEASURED.contains(&lower.as_str()) || is_sheet_error(&lower) || is_above(text, decimal) {
            return Self::Unmeasured;
        }
        below(text, &lower, decimal).map_or(Self::Text, Self::Below)
    }

    /// Whether the cell stands for a value, be it missing.
    pub fn is_value(self) -> bool {
        self != Self::Text
    }

    /// The number; of a value below detection its limit; NaN if there is none.
    pub fn number(self) -> f64 {
        match self {
            Self::Whole(value) | Self::Marked(value) | Self::Below(value) => value,
            _ => f64::NAN,
        }
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Whole(_) | Self::Marked(_))
    }
}

/// Whether a word tells that a value is above a limit, as of a detector that is saturated: `>5E6`.
fn is_above(text: &str, decimal: DecimalMark) -> bool {
    text.strip_prefix('>').is_some_and(|limit| number(limit.trim(), decimal).is_some_and(f64::is_finite))
}

/// Whether a word in lower case is an error as spreadsheets of any language show it, or a column too narrow for its number.
pub(super) fn is_sheet_error(lower: &str) -> bool {
    lower.strip_prefix('#').is_some_and(|rest| {
        rest.ends_with(['!', '?'])
            || BARE_ERRORS.contains(&rest)
            || (rest.len() > 1 && rest.chars().all(|c| c == '#'))
    })
}

fn below(text: &str, lower: &str, decimal: DecimalMark) -> Option<f64> {
    let plain = lower.replace(['.', ' '], "");
    match lower.strip_prefix(['<', '\u{2264}']) {
        Some(_) if BELOW.contains(&plain.trim_start_matches(['<', '\u{2264}'])) => Some(f64::NAN),
        Some(limit) => number(limit.trim(), decimal).filter(|limit| limit.is_finite()),
        // Nd is an element
        None => (BELOW.contains(&plain.as_str()) && !is_element(text)).then_some(f64::NAN),
    }
}

/// A number with the signs that are read: the minus of word processors and the exponent of Fortran (`1.5D+02`) are others.
pub(super) fn plain(cell: &str) -> Cow<'_, str> {
    if !cell.contains(['\u{2212}', 'd', 'D']) {
        return Cow::Borrowed(cell);
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = cell.replace('\u{2212}', "-");
    match plain.split_once(['d', 'D']) {
        Some((number, power)) if power.strip_prefix(['+', '-']).is_some_and(digits) => {
            Cow::Owned(format!("{number}e{power}"))
        }
        _ => Cow::Owned(plain),
    }
}

/// A number whose thousands are grouped beside a decimal mark (`1 297,49`, `2'761.4`), without the groups.
///
/// Without a decimal mark a group may be two numbers, or decimal places. Blanks group only beside decimal commas.
fn ungrouped(cell: &str, decimal: DecimalMark) -> Option<String> {
    let mark = if decimal == DecimalMark::Comma { ',' } else { '.' };
    let (whole, fraction) = cell.split_once(mark)?;
    let sign = whole.chars().find(|c| GROUPS.contains(c))?;
    let may_group = sign != ' ' || decimal == DecimalMark::Comma;
    (may_group && grouped(whole, sign)).then(|| format!("{}{mark}{fraction}", whole.replace(sign, "")))
}

/// A number; `inf` is infinite.
fn number(cell: &str, decimal: DecimalMark) -> Option<f64> {
    let cell = &*plain(cell);
    if cell.contains(GROUPS) {
        return number(&ungrouped(cell, decimal)?, decimal);
    }
    let unsigned = cell.trim_start_matches(['+', '-']);
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Some(f64::INFINITY);
    }
    if !cell.bytes().all(|b| b.is_ascii_digit() || b"+-.,eE".contains(&b)) {
        return None;
    }
    match (decimal, cell.split_once(',')) {
        (_, None) if decimal == DecimalMark::Comma && cell.contains('.') => None,
        (_, None) => cell.parse().ok(),
        (DecimalMark::Point, _) => None,
        (DecimalMark::Comma, Some((whole, rest))) => {
            // a digit on both sides, or it is a separator beside a blank
            let digits = whole.ends_with(|c: char| c.is_ascii_digit())
                && rest.starts_with(|c: char| c.is_ascii_digit());
            if digits && !cell.contains('.') { format!("{whole}.{rest}").parse().ok() } else { None }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Cell {
        Cell::of(text, DecimalMark::Point)
    }

    #[test]
    fn numbers_and_words_for_missing_values_are_told_apart() {
        assert_eq!(
            (of("12"), of("1.5"), of("1e3")),
            (Cell::Whole(12.0), Cell::Marked(1.5), Cell::Marked(1000.0))
        );
        for (text, value) in [("1.5D+02", 150.0), ("2d-1", 0.2), ("\u{2212}3", -3.0), ("1e\u{2212}1", 0.1)] {
            assert_eq!(of(text), Cell::Marked(value), "{text}");
        }
        for text in ["nan", "NaN", "-nan(ind)", "NA", "1.#QNAN"] {
            assert_eq!(of(text), Cell::Missing, "{text}");
        }
        for text in
            ["-", "--", "n.a.", "N/A", "#N/A", "#WERT!", "#NAME?", "#DIV/0!", "#NV", "#¡VALOR!", "####"]
        {
            assert_eq!(of(text), Cell::Unmeasured, "{text}");
        }
        for text in ["<LOD", "< LOD", "n.d.", "ND", "b.d.l.", "BDL", "<DL", "not detected"] {
            assert!(matches!(of(text), Cell::Below(limit) if limit.is_nan()), "{text}");
        }
        for text in ["OVER", ">1000", "> 5E6", "n.b.", "saturated"] {
            assert_eq!(of(text), Cell::Unmeasured, "{text}");
        }
        assert!(matches!(of("n.n."), Cell::Below(limit) if limit.is_nan()));
        let comma = |text: &str| Cell::of(text, DecimalMark::Comma);
        assert_eq!((comma("1 297,49"), of("2'761.4")), (Cell::Marked(1297.49), Cell::Marked(2761.4)));
        for text in ["1 297", "2'761", "12 97,49", "1 2975,5"] {
            assert_eq!(comma(text), Cell::Text, "{text}");
        }
        assert_eq!(of("1 297.49"), Cell::Text);
        assert_eq!((of("<0.5"), of("< 2")), (Cell::Below(0.5), Cell::Below(2.0)));
        assert_eq!(Cell::of("<0,5", DecimalMark::Comma), Cell::Below(0.5));
        for text in ["Nd", "Na", "x", "<b>", "#1", "# a", "<0.5 ppm", "1'234", "1D2", "D+02"] {
            assert_eq!(of(text), Cell::Text, "{text}");
        }
    }
}
