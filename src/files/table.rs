// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rectangles of numbers in text: which sign separates, which is the decimal mark.
//!
//! Every way of reading a text is tried on the whole of it. One must give a rectangle of numbers; if several do
//! and they differ, the text is refused rather than misread.

use super::cell::Cell;
use super::divided::are_divided;
use super::edges;
use super::lines::{Content, Text, divide, divide_at_blanks, lines};
use super::options::DecimalMark;
use super::rectangle::{Flaw, rectangle};
use super::thousands::{can_group, grouped};
pub(super) use super::word::quoted;

/// What stands in the first cell, where a table with axes has nothing or a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Corner {
    Number,
    Empty,
    Word(String),
}

/// A line above the numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    /// Number of the line in the file, from 1.
    pub line: usize,
    pub cells: Vec<String>,
}

/// The first words in the place of values, as an error repeats them; empty where there are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub below: String,
    pub unmeasured: String,
}

/// Numbers of a text with the header above them.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// All lines above the numbers.
    pub heads: Vec<Head>,
    /// Comments above the numbers.
    pub remarks: Vec<Head>,
    /// Names of the columns: the last header line if it has one for each column.
    pub header: Option<Vec<String>>,
    /// Units of the columns, where a row of them stands below the names.
    pub units: Option<Vec<String>>,
    /// What a line of its own above the numbers states as the unit of the values; empty where there is none.
    pub unit: String,
    pub corner: Corner,
    /// Whether the first cell of every row, a whole number, and no other of them stands in quotation marks.
    pub has_quoted_labels: bool,
    pub columns: usize,
    /// Whether the only column or row is what was left beside empty ones.
    pub is_all_that_is_left: bool,
    /// Row after row.
    pub cells: Vec<Cell>,
    pub words: Words,
    /// Number of the line in the file for each row, from 1.
    pub lines: Vec<usize>,
    /// Sentences on what was left out.
    pub notes: Vec<String>,
}

impl Words {
    pub fn keep(&mut self, cell: Cell, text: &str) {
        let first = match cell {
            Cell::Below(_) => &mut self.below,
            Cell::Unmeasured => &mut self.unmeasured,
            _ => return,
        };
        if first.is_empty() {
            first.push_str(text);
        }
    }
}

impl Table {
    pub fn row(&self, row: usize) -> &[Cell] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    pub fn column(&self, column: usize) -> impl Iterator<Item = Cell> + '_ {
        self.cells.iter().skip(column).step_by(self.columns).copied()
    }

    /// The number in a row and column; NaN where there is none.
    pub fn number(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.columns + column].number()
    }

    /// Whether commas divide the header of a single column: then they divide its numbers, too.
    fn is_split_header(&self) -> bool {
        self.columns == 1 && self.header.iter().flatten().any(|name| name.contains(','))
    }

    fn same_numbers(&self, other: &Self) -> bool {
        let same = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
        self.columns == other.columns
            && self.cells.len() == other.cells.len()
            && self.cells.iter().zip(&other.cells).all(|(a, b)| same(a.number(), b.number()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Separator {
    Sign(char),
    /// A comma and a blank, between numbers with decimal commas.
    CommaBlank,
    Blanks,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    pub separator: Separator,
    pub decimal: DecimalMark,
}

/// Reads the numbers of a text; `decimal` if the caller knows the mark.
///
/// The error is one sentence with line and column. If the task of the text is cancelled, table and error mean nothing.
pub(super) fn parse(text: Text<'_>, decimal: Option<DecimalMark>) -> Result<Table, String> {
    parse_as(text, decimal, readings(text, decimal))
}

/// Reads the cells of a sheet, with tabs between and decimal points.
pub(super) fn parse_sheet(text: Text<'_>) -> Result<Table, String> {
    let reading = Reading { separator: Separator::Sign('\t'), decimal: DecimalMark::Point };
    parse_as(text, Some(DecimalMark::Point), vec![reading])
}

fn parse_as(text: Text<'_>, decimal: Option<DecimalMark>, readings: Vec<Reading>) -> Result<Table, String> {
    let (task, count, quiet) = (text.task, readings.len(), text.task.quiet());
    let text = text.of(&quiet);
    let mut tables: Vec<(Reading, Table)> = Vec::new();
    let mut worst: Option<Flaw> = None;
    for (number, reading) in readings.into_iter().enumerate() {
        let part = task.nth(number, count);
        let twin = Reading { separator: Separator::Sign('\t'), ..reading };
        if reading.separator == Separator::Blanks && tables.iter().any(|(other, _)| *other == twin) {
            continue; // blanks would lose the empty cells between tabs
        }
        match rectangle(text.of(&part), reading) {
            // what those signs divide is broken, and blanks would move its cells
            Ok(table) if reading.separator == Separator::Blanks && has_signs(text, &table) => {}
            Ok(table) if tables.iter().any(|(_, other)| other.same_numbers(&table)) => {}
            Ok(table) if decimal.is_none() && table.is_split_header() => {}
            Ok(table) => tables.push((reading, table)),
            // blanks within the cells between tabs would be blamed
            Err(_) if reading.separator == Separator::Blanks && text.contains('\t') && worst.is_some() => {}
            // and so would commas within them
            Err(_) if reading.separator == Separator::Sign(',') && are_decimal(text) && worst.is_some() => {}
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
            let (reading, mut table) = tables.remove(0);
            unlike_thousands(text, reading, &table, decimal)?;
            if decimal.is_none() {
                unlike_blank_thousands(text, reading)?;
                unlike_one_column(text, reading, &table)?;
                unlike_decimals(text, reading, &table)?;
            }
            edges::trim(&mut table);
            table.notes.extend(maybe_thousands(text, reading, &table, decimal));
            Ok(table)
        }
        _ => Err(format!(
            "the commas can be decimal marks or separators ({} or {} columns): state the decimal mark",
            tables[0].1.columns, tables[1].1.columns
        )),
    }
}

fn readings(text: Text<'_>, decimal: Option<DecimalMark>) -> Vec<Reading> {
    let signs = [';', '\t', ','].into_iter().filter(|sign| text.contains(*sign)).map(Separator::Sign);
    let mut readings = Vec::new();
    let comma_blank = text.contains(", ").then_some(Separator::CommaBlank);
    for separator in signs.chain(comma_blank).chain([Separator::Blanks]) {
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            let comma = mark == DecimalMark::Comma;
            let possible = !comma || (text.contains(',') && separator != Separator::Sign(','));
            let possible = possible && (comma || separator != Separator::CommaBlank);
            if possible && decimal.is_none_or(|stated| stated == mark || !text.contains(',')) {
                readings.push(Reading { separator, decimal: mark });
            }
        }
    }
    readings
}

pub(super) fn cells(line: &str, separator: Separator) -> Vec<&str> {
    match separator {
        Separator::Sign(sign) => divide(line, sign).into_iter().map(|cell| unquoted(cell.trim())).collect(),
        Separator::CommaBlank => line.split(", ").map(|cell| unquoted(cell.trim())).collect(),
        Separator::Blanks => divide_at_blanks(line).into_iter().map(unquoted).collect(),
    }
}

fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map_or(cell, str::trim)
}

/// Whether tabs, or semicolons, stand between commas, one of which each number may have: these are decimal marks or group thousands.
fn are_decimal(text: Text<'_>) -> bool {
    let most = ['\t', ';'].map(|sign| text.matches(sign).count()).into_iter().max().unwrap_or(0);
    most > 0 && most + lines(text).count() >= text.matches(',').count()
}

/// Whether tabs or semicolons stand in the rows of numbers.
fn has_signs(text: Text<'_>, table: &Table) -> bool {
    filled(text)
        .any(|(number, line)| table.lines.binary_search(&number).is_ok() && line.contains(['\t', ';']))
}

/// The lines that hold cells, with their numbers.
fn filled(text: Text<'_>) -> impl Iterator<Item = (usize, &str)> {
    lines(text).filter_map(|(number, content)| match content {
        Content::Cells(line) => Some((number, line)),
        _ => None,
    })
}

/// Refuses blanks between numbers with decimal commas that may be commas between numbers whose thousands blanks group.
fn unlike_blank_thousands(text: Text<'_>, reading: Reading) -> Result<(), String> {
    if reading != (Reading { separator: Separator::Blanks, decimal: DecimalMark::Comma }) {
        return Ok(());
    }
    let cells = filled(text).flat_map(|(_, line)| cells(line, Separator::Sign(',')));
    let mut with_blank = cells.filter(|cell| cell.contains(' ')).peekable();
    if with_blank.peek().is_some() && with_blank.all(|cell| grouped(cell, ' ')) {
        return Err(
            "the blanks can separate columns or group thousands (1 234): write the numbers without groups"
                .into(),
        );
    }
    Ok(())
}

/// Refuses two columns between commas that may be one of decimal commas: the blank lines beside them may be its missing values.
fn unlike_one_column(text: Text<'_>, reading: Reading, table: &Table) -> Result<(), String> {
    let is_pair = reading.separator == Separator::Sign(',') && table.columns == 2;
    if !is_pair || !lines(text).any(|(_, content)| matches!(content, Content::Blank)) {
        return Ok(());
    }
    let joined = filled(text).map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    parse(Text { text: &joined, ..text }, None).map(|_| ())
}

/// Refuses columns between commas of which every second may hold the decimals of the one before.
fn unlike_decimals(text: Text<'_>, reading: Reading, table: &Table) -> Result<(), String> {
    // names that commas divide into as many columns tell that commas do the same below
    let can_be = reading.separator == Separator::Sign(',') && table.columns.is_multiple_of(2);
    if !can_be || table.header.is_some() {
        return Ok(());
    }
    let rows = filled(text).filter(|(number, _)| table.lines.binary_search(number).is_ok());
    are_divided(rows.map(|(number, line)| (number, cells(line, reading.separator)))).map_or(Ok(()), Err)
}

/// Refuses decimal marks that may group thousands.
///
/// With semicolons, commas are decimal marks where all numbers have them: where a list is separated by `;`, so it is written.
fn unlike_thousands(
    text: Text<'_>,
    reading: Reading,
    table: &Table,
    stated: Option<DecimalMark>,
) -> Result<(), String> {
    let rows = || filled(text).filter(|(number, _)| table.lines.binary_search(number).is_ok());
    let of_rows = || rows().flat_map(|(_, line)| cells(line, reading.separator));
    let semicolons = reading.separator == Separator::Sign(';');
    let ask = |signs: &str, example: &str| {
        format!("the {signs} can be decimal marks or group thousands ({example}): state the decimal mark")
    };
    match (reading.decimal, stated) {
        (DecimalMark::Comma, None) if can_group(of_rows(), ',', semicolons) => Err(ask("commas", "1,234")),
        (DecimalMark::Point, None)
            if (semicolons || reading.separator == Separator::Sign('\t'))
                && can_group(of_rows(), '.', true) =>
        {
            Err(ask("points", "1.234"))
        }
        (DecimalMark::Point, Some(DecimalMark::Comma)) if can_group(of_rows(), '.', false) => {
            Err("the points group thousands (1.234): write the numbers without groups".into())
        }
        _ => Ok(()),
    }
}

/// Whether every second column holds three digits, and some others fewer, as where blanks group thousands and divide numbers.
fn are_blank_groups(table: &Table) -> bool {
    let all = |column: usize, holds: fn(Cell) -> bool| table.column(column).all(holds);
    let has_three_digits = |cell: Cell| (100.0..1000.0).contains(&cell.number());
    let begins = |cell: Cell| matches!(cell, Cell::Whole(value) if value < 1000.0);
    let has_fewer = |cell: Cell| cell.number() < 100.0;
    let of = |first: usize| (first..table.columns).step_by(2);
    table.columns.is_multiple_of(2)
        && of(0).all(|column| all(column, begins))
        && of(1).all(|column| all(column, has_three_digits))
        && of(0).any(|column| all(column, has_fewer))
}

/// A sentence on decimal marks that all stand before three digits, beside semicolons: where lists are so separated, points group
/// thousands and commas are decimal marks.
fn maybe_thousands(
    text: Text<'_>,
    reading: Reading,
    table: &Table,
    stated: Option<DecimalMark>,
) -> Option<String> {
    let rows = filled(text).filter(|(number, _)| table.lines.binary_search(number).is_ok());
    if stated.is_none() && reading.separator == Separator::Blanks && are_blank_groups(table) {
        return Some(
            "every second number has three digits: if blanks group thousands (1 234), write the numbers without groups".into(),
        );
    }
    let mut of_rows = rows.flat_map(|(_, line)| cells(line, reading.separator));
    let semicolons = reading.separator == Separator::Sign(';');
    (stated.is_none() && semicolons && reading.decimal == DecimalMark::Point && table.cells.len() > 1)
        .then(|| can_group(&mut of_rows, '.', false))
        .filter(|can| *can)
        .map(|_| {
            "three digits follow every point: the points are read as decimal marks; where they group thousands, write the \
             numbers without groups"
                .into()
        })
}

pub(super) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("{n} {noun}") } else { format!("{n} {noun}s") }
}
