// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rectangles of numbers in text: which sign separates, which is the decimal mark, where the header ends.
//!
//! Every way of reading a text is tried on the whole of it. One must give a rectangle of numbers; if several do
//! and they differ, the text is refused rather than misread.

use super::DecimalMark;

/// What stands in the first cell, where a table with axes has nothing or a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Corner {
    Number,
    Empty,
    Word(String),
}

/// Numbers of a text with the header above them.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Names of the columns: the last header line if it has one for each column.
    pub header: Option<Vec<String>>,
    /// First cell of the first header line, unless the line is shorter than the rows.
    pub title: String,
    pub corner: Corner,
    pub columns: usize,
    /// Row after row; missing is NaN; never infinite.
    pub values: Vec<f64>,
    /// Number of the line in the file for each row, from 1.
    pub lines: Vec<usize>,
}

impl Table {
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().skip(column).step_by(self.columns).copied()
    }

    /// Whether commas divide the header of a single column: then they divide its numbers, too.
    fn is_split_header(&self) -> bool {
        self.columns == 1 && self.header.iter().flatten().any(|name| name.contains(','))
    }

    fn same_numbers(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.values.len() == other.values.len()
            && self.values.iter().zip(&other.values).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Separator {
    Sign(char),
    Blanks,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Reading {
    separator: Separator,
    decimal: DecimalMark,
}

/// Why a reading fails; the one with most cells that fails last is the best guess of what was meant.
#[derive(Debug)]
struct Flaw {
    cells: usize,
    line: usize,
    column: usize,
    reason: String,
}

impl Flaw {
    fn rank(&self) -> (usize, usize, usize) {
        (self.cells, self.line, self.column)
    }
}

/// Longest part of a word that an error repeats.
const QUOTED: usize = 24;
/// Markers of spreadsheets that begin like a comment.
const SHEET_ERRORS: [&str; 6] = ["#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?"];

/// Reads the numbers of a text; `decimal` if the caller knows the mark.
///
/// The error is one sentence with line and column.
pub(super) fn parse(text: &str, decimal: Option<DecimalMark>) -> Result<Table, String> {
    let mut tables: Vec<(Reading, Table)> = Vec::new();
    let mut worst: Option<Flaw> = None;
    for reading in readings(text, decimal) {
        let twin = Reading { separator: Separator::Sign('\t'), ..reading };
        if reading.separator == Separator::Blanks && tables.iter().any(|(other, _)| *other == twin) {
            continue; // blanks would lose the empty cells between tabs
        }
        match rectangle(text, reading) {
            Ok(table) if tables.iter().any(|(_, other)| other.same_numbers(&table)) => {}
            Ok(table) if decimal.is_none() && table.is_split_header() => {}
            Ok(table) => tables.push((reading, table)),
            Err(flaw) => {
                if worst.as_ref().is_none_or(|worst| flaw.rank() > worst.rank()) {
                    worst = Some(flaw);
                }
            }
        }
    }
    match tables.len() {
        0 => Err(worst.map_or_else(|| "the file holds no numbers".into(), |flaw| flaw.reason)),
        1 => {
            let (reading, table) = tables.remove(0);
            if decimal.is_none() {
                unlike_thousands(text, reading)?
            }
            Ok(table)
        }
        _ => Err(format!(
            "the commas can be decimal marks or separators ({} or {} columns): state the decimal mark",
            tables[0].1.columns, tables[1].1.columns
        )),
    }
}

fn readings(text: &str, decimal: Option<DecimalMark>) -> Vec<Reading> {
    let signs = [';', '\t', ','].into_iter().filter(|sign| text.contains(*sign)).map(Separator::Sign);
    let mut readings = Vec::new();
    for separator in signs.chain([Separator::Blanks]) {
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            let comma = mark == DecimalMark::Comma;
            let possible = !comma || (text.contains(',') && separator != Separator::Sign(','));
            if possible && decimal.is_none_or(|stated| stated == mark || !text.contains(',')) {
                readings.push(Reading { separator, decimal: mark });
            }
        }
    }
    readings
}

/// Lines that hold something, with their numbers from 1; comments and blank lines are left out.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // files of old Macintosh programs end their lines by CR alone
    let end = if text.contains('\n') { '\n' } else { '\r' };
    text.split(end)
        .enumerate()
        .map(|(i, line)| (i + 1, without_comment(line.trim_matches(['\r', ' ']))))
        .filter(|(_, line)| !line.is_empty())
}

fn without_comment(line: &str) -> &str {
    let sheet_error = |rest: &str| SHEET_ERRORS.iter().any(|error| rest.starts_with(error));
    let mut previous = ' ';
    for (at, c) in line.char_indices() {
        if c == '#' && previous.is_whitespace() && !sheet_error(&line[at..]) {
            return line[..at].trim_end_matches(' ');
        }
        previous = c;
    }
    line
}

fn cells(line: &str, separator: Separator) -> Vec<&str> {
    match separator {
        Separator::Sign(sign) => line.split(sign).map(|cell| unquoted(cell.trim())).collect(),
        Separator::Blanks => line.split_whitespace().map(unquoted).collect(),
    }
}

fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map_or(cell, str::trim)
}

/// A number; an empty cell or `nan` is NaN, `inf` infinite, anything else `None`.
fn number(cell: &str, decimal: DecimalMark) -> Option<f64> {
    let plain = cell.trim_start_matches(['+', '-']);
    if plain.is_empty() && cell.is_empty() || plain.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    if plain.eq_ignore_ascii_case("inf") || plain.eq_ignore_ascii_case("infinity") {
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

fn rectangle(text: &str, reading: Reading) -> Result<Table, Flaw> {
    let mut head: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut table = Table {
        header: None,
        title: String::new(),
        corner: Corner::Number,
        columns: 0,
        values: Vec::new(),
        lines: Vec::new(),
    };
    let mut all_end_empty = true;
    for (line, content) in lines(text) {
        let cells = cells(content, reading.separator);
        if cells.is_empty() {
            continue; // only tabs, read as blanks
        }
        if table.lines.is_empty() {
            if cells.iter().any(|cell| number(cell, reading.decimal).is_none()) {
                if let (true, Some(column)) = (only_numbers(content), first_word(&cells, reading.decimal)) {
                    return Err(word_flaw(line, column, &cells));
                }
                head.push((line, cells));
                continue;
            }
            begin(&mut table, &mut head, &cells, reading)?;
            all_end_empty = cells.last().is_some_and(|cell| cell.is_empty());
        }
        all_end_empty &= cells.last().is_some_and(|cell| cell.is_empty());
        push(&mut table, line, &cells, reading.decimal)?;
    }
    if table.lines.is_empty() {
        let (line, word) = head.first().map_or((0, ""), |(line, cells)| (*line, cells[0]));
        let reason = if word.is_empty() {
            "the file holds no numbers".into()
        } else {
            format!("the file holds no rows of numbers: line {line} begins with {}", quoted(word))
        };
        return Err(Flaw { cells: 0, line: 0, column: 0, reason });
    }
    if all_end_empty && table.columns > 1 {
        drop_last_column(&mut table);
    }
    if let Some((_, cells)) = head.first().filter(|(_, cells)| cells.len() >= table.columns) {
        table.title = cells[0].to_string();
    }
    table.header = head.pop().and_then(|(_, cells)| names(&cells, table.columns));
    Ok(table)
}

/// Whether a line would be numbers with some other separator: such a line is no header.
fn only_numbers(line: &str) -> bool {
    let mut pieces = line.split([',', ';', '\t', ' ']).map(|piece| piece.trim_matches('"'));
    pieces.all(|piece| number(piece, DecimalMark::Point).is_some())
}

fn first_word(cells: &[&str], decimal: DecimalMark) -> Option<usize> {
    cells.iter().position(|cell| number(cell, decimal).is_none())
}

/// Judges the header when the first row of numbers is met; a row of axis values becomes the first row.
fn begin(
    table: &mut Table,
    head: &mut Vec<(usize, Vec<&str>)>,
    row: &[&str],
    reading: Reading,
) -> Result<(), Flaw> {
    table.columns = row.len();
    table.corner = if row[0].is_empty() { Corner::Empty } else { Corner::Number };
    let is_number = |cell: &&&str| !cell.is_empty() && number(cell, reading.decimal).is_some();
    if let Some((line, cells)) = head.pop_if(|(_, cells)| {
        cells.len() == row.len()
            && cells.len() > 3
            && cells[1..].iter().filter(is_number).count() == cells.len() - 1
    }) {
        table.corner = Corner::Word(cells[0].to_string());
        let mut axis = cells;
        axis[0] = "";
        push(table, line, &axis, reading.decimal)?;
    }
    for (line, cells) in head.iter().filter(|(_, cells)| cells.len() == row.len()) {
        let numbers = cells.iter().filter(is_number).count();
        let words = cells.iter().filter(|cell| !cell.is_empty()).count() - numbers;
        let stray = first_word(cells, reading.decimal);
        if let (true, Some(column)) = (words <= numbers, stray) {
            return Err(word_flaw(*line, column, cells));
        }
    }
    Ok(())
}

fn push(table: &mut Table, line: usize, cells: &[&str], decimal: DecimalMark) -> Result<(), Flaw> {
    for (column, cell) in cells.iter().enumerate() {
        match number(cell, decimal) {
            Some(value) if value.is_infinite() => {
                let reason = format!(
                    "{} in line {line}, column {} is infinite: use nan for a missing value",
                    quoted(cell),
                    column + 1
                );
                return Err(Flaw { cells: cells.len(), line, column, reason });
            }
            Some(value) => table.values.push(value),
            None => return Err(word_flaw(line, column, cells)),
        }
    }
    if cells.len() != table.columns {
        let first = table.lines.first().copied().unwrap_or(line);
        let reason = format!(
            "line {line} has {} where line {first} has {}",
            counted(cells.len(), "column"),
            table.columns
        );
        return Err(Flaw { cells: cells.len().max(table.columns), line, column: cells.len(), reason });
    }
    table.lines.push(line);
    Ok(())
}

fn word_flaw(line: usize, column: usize, cells: &[&str]) -> Flaw {
    let reason = format!("{} in line {line}, column {} is not a number", quoted(cells[column]), column + 1);
    Flaw { cells: cells.len(), line, column, reason }
}

/// A separator at the end of each line makes a column that is not one.
fn drop_last_column(table: &mut Table) {
    let columns = table.columns;
    let mut index = 0;
    table.values.retain(|_| {
        index += 1;
        index % columns != 0
    });
    table.columns -= 1;
}

fn names(cells: &[&str], columns: usize) -> Option<Vec<String>> {
    let trailing = cells.len() == columns + 1 && cells.last().is_some_and(|cell| cell.is_empty());
    (cells.len() == columns || trailing).then(|| cells[..columns].iter().map(ToString::to_string).collect())
}

/// Refuses decimal commas that are all followed by three digits, where they may group thousands.
///
/// With semicolons they are decimal marks: where a list is separated by `;`, numbers have decimal commas.
fn unlike_thousands(text: &str, reading: Reading) -> Result<(), String> {
    if reading.decimal == DecimalMark::Point || reading.separator == Separator::Sign(';') {
        return Ok(());
    }
    let mut with_comma =
        lines(text).flat_map(|(_, line)| cells(line, reading.separator)).filter(|cell| cell.contains(','));
    if with_comma.all(grouped) {
        return Err(
            "the commas can be decimal marks or group thousands (1,234): state the decimal mark".into()
        );
    }
    Ok(())
}

fn grouped(cell: &str) -> bool {
    let Some((whole, rest)) = cell.trim_start_matches(['+', '-']).split_once(',') else { return false };
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && rest.len() == 3
        && rest.bytes().all(|b| b.is_ascii_digit())
}

fn quoted(word: &str) -> String {
    let short: String = word.chars().take(QUOTED).collect();
    let dots = if short.len() < word.len() { "..." } else { "" };
    format!("\"{}{dots}\"", short.escape_debug())
}

fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("{n} {noun}") } else { format!("{n} {noun}s") }
}
