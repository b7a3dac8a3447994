// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values below detection and words for values that are missing: what becomes of them is stated, never guessed.

use super::cell::Cell;
use super::options::BelowDetection;
use super::table::{Table, counted, quoted};

/// Replaces the words of a table as `stated`, with a note for each kind.
///
/// The error is a sentence that names the first of them, unless something was stated.
pub(super) fn substitute(table: &mut Table, stated: BelowDetection) -> Result<(), String> {
    let first = |wanted: fn(&Cell) -> bool| table.cells.iter().position(wanted);
    let limit = first(|cell| matches!(cell, Cell::Below(_)));
    let word = first(|cell| *cell == Cell::Unmeasured);
    if stated == BelowDetection::Refuse {
        return match limit.into_iter().chain(word).min() {
            None => Ok(()),
            Some(at) => Err(refusal(table, at)),
        };
    }
    let counts = replace(&mut table.cells, stated);
    let values = |n| counted(n, "value");
    let mut tell = |count: usize, what: String| {
        if count > 0 {
            table.notes.push(what);
        }
    };
    let into = match stated {
        BelowDetection::Zero => "0",
        BelowDetection::Half => "half of the limit",
        _ => "missing",
    };
    tell(counts.replaced, format!("{} below detection became {into}", values(counts.replaced)));
    let limitless = counts.limitless;
    tell(limitless, format!("{} below detection without a limit became missing", values(limitless)));
    tell(counts.words, format!("{} in the place of values became missing", counted(counts.words, "word")));
    Ok(())
}

#[derive(Default)]
struct Counts {
    replaced: usize,
    /// Values to halve that state no limit.
    limitless: usize,
    /// Words that tell of no detection.
    words: usize,
}

fn replace(cells: &mut [Cell], stated: BelowDetection) -> Counts {
    let mut counts = Counts::default();
    for cell in cells {
        let (new, count) = match (*cell, stated) {
            (Cell::Unmeasured, _) => (Cell::Missing, &mut counts.words),
            (Cell::Below(_), BelowDetection::Zero) => (Cell::Marked(0.0), &mut counts.replaced),
            (Cell::Below(limit), BelowDetection::Half) if limit.is_nan() => {
                (Cell::Missing, &mut counts.limitless)
            }
            (Cell::Below(limit), BelowDetection::Half) => (Cell::Marked(limit / 2.0), &mut counts.replaced),
            (Cell::Below(_), _) => (Cell::Missing, &mut counts.replaced),
            _ => continue,
        };
        *cell = new;
        *count += 1;
    }
    counts
}

fn refusal(table: &Table, at: usize) -> String {
    let (line, column) = (table.lines[at / table.columns], at % table.columns + 1);
    let (word, what) = match table.cells[at] {
        Cell::Below(_) => (&table.words.below, "stands for a value below detection"),
        _ => (&table.words.unmeasured, "stands in the place of a value"),
    };
    let word = quoted(word);
    format!(
        "{word} in line {line}, column {column} {what}: state what such values become: missing, zero or half the limit"
    )
}
