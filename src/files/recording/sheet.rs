// SPDX-License-Identifier: MIT OR Apache-2.0
//! A text of signals as rows of cells: which sign divides them, and in which row the columns have their names.

use super::clock::{Written, is_time, number};
use crate::files::lines::{Text, divide};
use crate::task::Task;

/// Most lines in which the names of the columns are looked for.
const HEADERS: usize = 200;
/// Most rows of units and settings between the names and the first reading.
const BELOW: usize = 4;

/// A row with its number in the file, from 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row<'a> {
    pub line: usize,
    pub cells: Vec<&'a str>,
}

/// Rows of a text, divided as the row of names is.
pub(super) struct Sheet<'a> {
    /// Lines above the names, undivided.
    pub above: Vec<(usize, &'a str)>,
    pub names: Row<'a>,
    /// Place of the column of times.
    pub time: usize,
    /// How its cells are written.
    pub written: Written,
    /// Rows of units and settings between the names and the first reading.
    pub below: Vec<Row<'a>>,
    rest: Vec<(usize, &'a str)>,
    pub separator: char,
    task: &'a Task,
}

/// Lines with their numbers; CR, LF and CR LF end them.
pub(super) fn lines(text: Text<'_>) -> Vec<(usize, &str)> {
    text.ended().enumerate().map(|(i, line)| (i + 1, line)).collect()
}

/// Cells of a line; a quoted cell may hold the separator.
pub(super) fn cells(line: &str, separator: char) -> Vec<&str> {
    divide(line, separator).into_iter().map(bare).collect()
}

/// A cell without blanks and quotation marks around it.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = cell.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.trim();
        }
    }
    cell
}

impl<'a> Sheet<'a> {
    /// Finds the row of names: one that has a column of times, above a row with as many cells and a time in that column.
    pub fn new(text: Text<'a>) -> Option<Self> {
        let lines = lines(text);
        (0..lines.len().min(HEADERS)).find_map(|at| Self::at(&lines, at, text.task))
    }

    fn at(lines: &[(usize, &'a str)], at: usize, task: &'a Task) -> Option<Self> {
        let (line, text) = lines[at];
        let separator = [';', '\t', ','].into_iter().max_by_key(|sign| text.matches(*sign).count())?;
        let names = cells(text, separator);
        let time = names.iter().position(|name| is_time(name)).filter(|_| names.len() > 1)?;
        // a label and a moment beside it are a title
        let is_moment = |name: &&str| matches!(Written::of(name), Some(Written::Clock | Written::Moments));
        if names[time].ends_with(':') || names.iter().any(is_moment) {
            return None;
        }
        let (mut below, mut from) = (Vec::new(), at + 1);
        while let Some((place, text)) = lines.get(from).filter(|_| below.len() <= BELOW) {
            let row = Row { line: *place, cells: cells(text, separator) };
            let written = row.cells.get(time).and_then(|cell| Written::of(cell));
            let is_reading = row.cells.len().abs_diff(names.len()) <= 1
                && row.cells.iter().enumerate().any(|(i, cell)| i != time && is_valuelike(cell));
            if let Some(written) = written.filter(|_| is_reading) {
                let (above, rest) = (lines[..at].to_vec(), lines[from..].to_vec());
                return Some(Self {
                    above,
                    names: Row { line, cells: names },
                    time,
                    written,
                    below,
                    rest,
                    separator,
                    task,
                });
            }
            // names of times below are the names
            if row.cells.get(time).is_some_and(|cell| is_time(cell) && !is_unit(cell)) {
                return None;
            }
            if !text.trim().is_empty() {
                below.push(row);
            }
            from += 1;
        }
        None
    }

    /// Whether the cells of a column are 0, 1, 2, ... or 1, 2, 3, ...
    pub fn counts(&self, column: usize) -> bool {
        let rows = self.rows().map(|(_, text)| cells(text, self.separator));
        let numbers = rows.filter_map(|row| row.get(column)?.parse::<usize>().ok());
        let numbers: Vec<usize> = numbers.collect();
        numbers
            .first()
            .is_some_and(|first| *first < 2 && numbers.iter().enumerate().all(|(i, n)| *n == first + i))
    }

    /// A line divided as the row of names.
    pub fn divide(&self, text: &'a str) -> Vec<&'a str> {
        cells(text, self.separator)
    }

    /// The lines below the names, which end early once the task is cancelled.
    fn rows(&self) -> impl Iterator<Item = &(usize, &'a str)> + Clone + '_ {
        self.rest.iter().take_while(|_| !self.task.is_cancelled())
    }

    /// All cells below the names.
    pub fn values(&self) -> impl Iterator<Item = &'a str> + Clone + '_ {
        self.rows().flat_map(|(_, text)| cells(text, self.separator))
    }

    /// The rows of readings. The error is a sentence with the line: a row of another length, or text after the readings that is
    /// no footer.
    pub fn readings(&self) -> impl Iterator<Item = Result<Row<'a>, String>> + '_ {
        let first = self.rest.first().map_or(0, |(_, text)| cells(text, self.separator).len());
        self.rows()
            .filter(|(_, text)| !text.trim().trim_matches([self.separator, ' ']).is_empty())
            .filter(|(_, text)| !is_footer(text))
            .map(move |(line, text)| {
                let cells = cells(text, self.separator);
                if cells.len() != first {
                    return Err(format!(
                        "line {line} has {} columns where the readings above have {first}: the file may be cut off",
                        cells.len()
                    ));
                }
                Ok(Row { line: *line, cells })
            })
    }
}

/// Whether a cell is a number, or one that is written otherwise: its row is to be refused, not passed over.
fn is_valuelike(cell: &str) -> bool {
    number(cell).is_some() || cell.starts_with(|c: char| c.is_ascii_digit() || c == '<')
}

/// Whether a cell is a unit of time alone: `[sec]`.
fn is_unit(cell: &str) -> bool {
    let bare = cell.trim_matches(['[', ']', '(', ')', ' ']).to_lowercase();
    ["s", "sec", "seconds"].contains(&bare.as_str())
}

/// What programs write below the readings.
fn is_footer(text: &str) -> bool {
    text.trim_start().to_lowercase().starts_with("printed:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_below_titles_and_above_units() {
        for (text, line, time, below, rows) in [
            ("Time,Mg24\n0,5\n1,6\n", 1, 0, 0, 2),
            (
                "D:\\a.d\nIntensity Vs Time,CPS\nAcquired : 2020/11/18 14:24:29\nTime [Sec],P31\n0.5,3\n1,2\n\n  Printed:2020\n",
                4,
                0,
                0,
                2,
            ),
            ("Trace for Mass:\tAl27\n\t\nTime\tIntensity\n[sec]\t[cps]\n\n1.2\t3\n", 3, 0, 1, 1),
            ("A:x;\n\nTime,31P,\n,dwell time=0.2;x=6,\n0.2,20,\n1.2,18,\n", 3, 0, 1, 2),
            ("'A','B',t_elapsed_Buf\n1,0.1,0.1\n", 1, 2, 0, 1),
            ("Timestamp:,2023-01-01T00:00:00\nSpot:,9\nCycle time (ms),x [um],A\n2000,0,1\n", 3, 0, 0, 1),
            ("Zeit;b\nTime;Mg24\n0,5;3\n1;2,5\n", 2, 0, 0, 2),
        ] {
            let task = Task::new();
            let sheet = Sheet::new(Text { text, task: &task }).unwrap();
            assert_eq!((sheet.names.line, sheet.time, sheet.below.len()), (line, time, below), "{text}");
            assert_eq!(sheet.readings().filter(Result::is_ok).count(), rows, "{text}");
        }
        for text in ["", "a,b\n1,2\n", "Time,Mg24\n", "Time\n1\n2\n", "Acquisition time,12:00\nSweeps,3\n"] {
            assert!(Sheet::new(Text { text, task: &Task::new() }).is_none(), "{text}");
        }
    }

    #[test]
    fn a_quoted_cell_holds_the_separator() {
        assert_eq!(cells("\"a, b\",2,'c'", ','), ["a, b", "2", "c"]);
    }
}
