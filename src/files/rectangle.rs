// SPDX-License-Identifier: MIT OR Apache-2.0
//! One way of reading a text as a rectangle of numbers: where the header ends, and what breaks the rectangle.

use super::axis::{are_units, has_axes};
use super::cell::Cell;
use super::lines::{Content, Text, lines};
use super::options::DecimalMark;
use super::suffix::stated_unit;
use super::table::{Corner, Head, Reading, Table, Words, cells, counted, quoted};
use super::thousands::GROUPS;
use super::word::{self, is_moment, is_number_otherwise};

/// Why a reading fails; the one with most cells that fails last is the best guess of what was meant.
#[derive(Debug)]
pub(super) struct Flaw {
    cells: usize,
    line: usize,
    column: usize,
    pub reason: String,
}

impl Flaw {
    pub fn rank(&self) -> (usize, usize, usize) {
        (self.cells, self.line, self.column)
    }
}

/// A table that grows line by line.
struct Growing<'a> {
    reading: Reading,
    table: Table,
    heads: Vec<(usize, Vec<&'a str>)>,
    /// Lines of separators alone that no row of numbers and no header has followed yet.
    hollow: Vec<(usize, Vec<&'a str>)>,
    blank_before: usize,
    /// Blank lines after the last row.
    blank: Vec<usize>,
    /// The blank lines of each gap between rows.
    gaps: Vec<Vec<usize>>,
    comments: Vec<usize>,
    commented: bool,
    /// How many numbers have signs that group their thousands.
    grouped: usize,
}

pub(super) fn rectangle(text: Text<'_>, reading: Reading) -> Result<Table, Flaw> {
    let mut growing = Growing::new(reading);
    for (line, content) in lines(text) {
        match content {
            Content::Blank => growing.blank(line),
            Content::Comment(text) => growing.comment(line, text),
            Content::Cells(content) => {
                let cells = cells(content, reading.separator);
                if cells.is_empty() { growing.blank(line) } else { growing.line(line, content, cells)? }
            }
        }
    }
    growing.finish()
}

impl<'a> Growing<'a> {
    fn new(reading: Reading) -> Self {
        let table = Table {
            heads: Vec::new(),
            remarks: Vec::new(),
            header: None,
            units: None,
            unit: String::new(),
            corner: Corner::Number,
            has_quoted_labels: true,
            columns: 0,
            is_all_that_is_left: false,
            cells: Vec::new(),
            words: Words::default(),
            lines: Vec::new(),
            notes: Vec::new(),
        };
        let (heads, hollow, blank, gaps, comments) = Default::default();
        Self {
            reading,
            table,
            heads,
            hollow,
            blank_before: 0,
            blank,
            gaps,
            comments,
            commented: false,
            grouped: 0,
        }
    }

    fn blank(&mut self, line: usize) {
        if self.table.lines.is_empty() {
            self.blank_before += 1;
        } else {
            self.blank.push(line);
        }
    }

    fn comment(&mut self, line: usize, text: &str) {
        self.commented = true;
        if self.table.lines.is_empty() {
            self.table.remarks.push(Head { line, cells: vec![text.to_string()] });
        } else {
            self.comments.push(line);
        }
    }

    fn of(&self, text: &str) -> Cell {
        Cell::of(text, self.reading.decimal)
    }

    fn line(&mut self, line: usize, content: &'a str, cells: Vec<&'a str>) -> Result<(), Flaw> {
        if self.table.lines.is_empty() {
            if let Some(word) = cells.iter().position(|cell| !self.of(cell).is_value()) {
                if only_values(content) {
                    return Err(word_flaw(line, word, &cells));
                }
                self.heads.append(&mut self.hollow);
                self.heads.push((line, cells));
                return Ok(());
            }
            if cells.iter().all(|cell| cell.is_empty()) {
                self.hollow.push((line, cells));
                return Ok(());
            }
            self.begin(&cells)?;
            for (line, cells) in std::mem::take(&mut self.hollow) {
                self.push(line, &cells)?;
            }
        }
        self.table.has_quoted_labels &= is_quoted_label(content, &cells);
        self.push(line, &cells)
    }

    /// Judges the header when the first row of numbers is met; a row of axis values becomes the first row.
    fn begin(&mut self, row: &[&str]) -> Result<(), Flaw> {
        self.table.columns = row.len();
        self.table.corner = if row[0].is_empty() { Corner::Empty } else { Corner::Number };
        let decimal = self.reading.decimal;
        let is_number = |cell: &&str| Cell::of(cell, decimal).is_number();
        let is_axis = |cells: &Vec<&str>| {
            cells.len() == row.len() && cells.len() > 3 && cells[1..].iter().all(is_number)
        };
        if let Some((line, mut axis)) = self.heads.pop_if(|(_, cells)| is_axis(cells)) {
            self.table.corner = Corner::Word(axis[0].to_string());
            axis[0] = "";
            self.push(line, &axis)?;
        }
        // names of coordinates are a header, whatever the others are called
        let alike = self.heads.iter().filter(|(_, cells)| cells.len() == row.len() && !has_axes(cells));
        for (line, cells) in alike {
            if let Some(column) = broken_row(cells, decimal) {
                return Err(broken_flaw(*line, column, cells, decimal));
            }
        }
        Ok(())
    }

    fn push(&mut self, line: usize, cells: &[&str]) -> Result<(), Flaw> {
        for (column, text) in cells.iter().enumerate() {
            let cell = self.of(text);
            if cell.number().is_infinite() {
                let reason = format!(
                    "{} in line {line}, column {} is infinite: use nan for a missing value",
                    quoted(text),
                    column + 1
                );
                return Err(Flaw { cells: cells.len(), line, column, reason });
            }
            if !cell.is_value() {
                return Err(word_flaw(line, column, cells));
            }
            self.table.words.keep(cell, text);
            self.grouped += usize::from(cell.is_number() && text.contains(GROUPS));
            self.table.cells.push(cell);
        }
        if cells.len() != self.table.columns {
            let first = self.table.lines.first().copied().unwrap_or(line);
            let reason = format!(
                "line {line} has {} where line {first} has {}",
                counted(cells.len(), "column"),
                self.table.columns
            );
            let most = cells.len().max(self.table.columns);
            return Err(Flaw { cells: most, line, column: cells.len(), reason });
        }
        self.table.lines.push(line);
        if !self.blank.is_empty() {
            self.gaps.push(std::mem::take(&mut self.blank));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Table, Flaw> {
        if self.table.lines.is_empty() {
            return Err(self.without_rows());
        }
        self.judge_gaps()?;
        let around = self.blank.len() + if self.heads.is_empty() { self.blank_before } else { 0 };
        if self.table.columns == 1 && around > 0 {
            // an empty cell of a single column is a blank line
            let count = counted(around, "blank line");
            self.table.notes.push(format!("{count} before or after the only column left out"));
        }
        if self.grouped > 0 {
            let count = counted(self.grouped, "number");
            self.table
                .notes
                .push(format!("{count} with grouped thousands (1 234,5) read without the groups"));
        }
        let last = self.table.lines.last().copied().unwrap_or_default();
        self.comments.retain(|line| *line < last);
        if let Some(first) = self.comments.first() {
            let count = counted(self.comments.len(), "line");
            self.table
                .notes
                .push(format!("{count} of comments between the rows, from line {first}, left out"));
        }
        let mut table = self.table;
        if let Some(at) = self.heads.iter().position(|(_, cells)| stated_unit(cells).is_some()) {
            table.unit = stated_unit(&self.heads.remove(at).1).unwrap_or_default();
        }
        let of = |(_, cells): &(usize, Vec<&str>)| names(cells, table.columns);
        table.header = self.heads.last().and_then(of);
        // a row of units below the names gives them no other names
        if let Some(units) = table.header.take_if(|cells| are_units(cells)) {
            table.header = self.heads.iter().rev().nth(1).and_then(of);
            table.units = Some(units);
        }
        let head = |(line, cells): (usize, Vec<&str>)| Head {
            line,
            cells: cells.iter().map(ToString::to_string).collect(),
        };
        table.heads = self.heads.into_iter().map(head).collect();
        Ok(table)
    }

    fn without_rows(self) -> Flaw {
        if let Some((line, column, reason)) = word::in_column(&self.heads, |cell| self.of(cell).is_value()) {
            return Flaw {
                cells: self.heads.last().map_or(0, |(_, cells)| cells.len()),
                line,
                column,
                reason,
            };
        }
        for (line, cells) in &self.heads {
            let values = cells.iter().filter(|cell| self.of(cell).is_number()).count();
            if let (true, Some(moment)) = (values > 0, cells.iter().position(|cell| is_moment(cell))) {
                return word_flaw(*line, moment, cells);
            }
        }
        let number_otherwise = |cells: &[&str]| {
            cells.iter().position(|cell| self.of(cell) == Cell::Text && is_number_otherwise(cell))
        };
        let mut numbers = self
            .heads
            .iter()
            .filter_map(|(line, cells)| Some(word_flaw(*line, number_otherwise(cells)?, cells)));
        if let Some(flaw) = numbers.next() {
            return flaw;
        }
        drop(numbers);
        let words = |(line, cells): &(usize, Vec<&'a str>)| {
            cells.iter().find(|cell| !cell.is_empty()).map(|word| (*line, *word))
        };
        let (line, word) = self.heads.iter().find_map(words).unwrap_or_default();
        let reason = if word.is_empty() {
            "the file holds no numbers".into()
        } else {
            format!("the file holds no rows of numbers: line {line} begins with {}", quoted(word))
        };
        Flaw { cells: 0, line: 0, column: 0, reason }
    }

    /// A blank line between rows may be a line of the map that was lost.
    ///
    /// It means nothing in files with comments, where such lines are said to be skipped, and where one follows every
    /// row, as programs do that end lines twice.
    fn judge_gaps(&mut self) -> Result<(), Flaw> {
        // points lie where their coordinates tell
        let are_points = self.heads.iter().any(|(_, cells)| has_axes(cells));
        let Some(first) = self.gaps.first().map(|gap| gap[0]) else { return Ok(()) };
        let rows = self.table.lines.len();
        let doubled = rows > 2
            && self.table.columns > 1
            && self.gaps.len() == rows - 1
            && self.gaps.iter().all(|gap| gap.len() == 1);
        if doubled || self.commented || are_points {
            let count = counted(self.gaps.iter().map(Vec::len).sum(), "blank line");
            self.table.notes.push(format!("{count} between the rows, from line {first}, left out"));
            return Ok(());
        }
        let reason = format!(
            "line {first} is blank between rows of values: delete it, or write a row of missing values (nan) there"
        );
        Err(Flaw { cells: self.table.columns, line: first, column: self.table.columns, reason })
    }
}

/// The first word of a line that is rather a row with words in it than names of columns.
fn broken_row(cells: &[&str], decimal: DecimalMark) -> Option<usize> {
    let of = |cell: &&str| Cell::of(cell, decimal);
    let word = cells.iter().position(|cell| !of(cell).is_value())?;
    let count = |wanted: fn(Cell) -> bool| cells.iter().filter(|cell| wanted(of(cell))).count();
    let (words, numbers) = (count(|cell| cell == Cell::Text), count(Cell::is_number));
    // names of columns may be whole numbers; values have decimal places or limits
    let values = count(|cell| matches!(cell, Cell::Marked(_) | Cell::Below(_) | Cell::Unmeasured));
    let otherwise = words > 0 && cells.iter().all(|cell| of(cell) != Cell::Text || is_number_otherwise(cell));
    let repeated = cells.len() > 2
        && cells.iter().all(|cell| *cell == cells[0])
        && !cells[0].starts_with(['[', '('])
        && super::name::canonical_unit(cells[0]).is_none();
    (words <= numbers || otherwise || (cells.len() > 2 && values > 0) || repeated).then_some(word)
}

/// Whether the first cell, a whole number, and no other stands in quotation marks, as R writes names of rows.
fn is_quoted_label(line: &str, cells: &[&str]) -> bool {
    let is_whole = !cells[0].is_empty() && cells[0].bytes().all(|b| b.is_ascii_digit());
    cells.len() > 1 && is_whole && line.starts_with('"') && line.matches('"').count() == 2
}

/// Whether a line would be values with some other separator: such a line is no header.
fn only_values(line: &str) -> bool {
    let mut pieces = line.split([',', ';', '\t', ' ']).map(|piece| piece.trim_matches('"'));
    pieces.all(|piece| Cell::of(piece, DecimalMark::Point).is_value())
}

fn word_flaw(line: usize, column: usize, cells: &[&str]) -> Flaw {
    Flaw { cells: cells.len(), line, column, reason: word::sentence(line, column, cells) }
}

/// The flaw of a row with a word above other rows; a single word before numbers may be the corner of their axes.
fn broken_flaw(line: usize, column: usize, cells: &[&str], decimal: DecimalMark) -> Flaw {
    let is_number = |cell: &&str| Cell::of(cell, decimal).is_number();
    let is_corner = column == 0 && cells.len() > 1 && cells[1..].iter().all(is_number);
    let is_name = cells[0].chars().all(|c| !c.is_ascii_digit());
    let flaw = word_flaw(line, column, cells);
    // a reading that leaves nothing but the corner unread is the best
    let line_of_corner = usize::MAX;
    if is_corner && is_name {
        Flaw { reason: word::corner(line, cells[0]), line: line_of_corner, ..flaw }
    } else {
        flaw
    }
}

fn names(cells: &[&str], columns: usize) -> Option<Vec<String>> {
    let trailing = cells.len() == columns + 1 && cells.last().is_some_and(|cell| cell.is_empty());
    (cells.len() == columns || trailing).then(|| cells[..columns].iter().map(ToString::to_string).collect())
}
