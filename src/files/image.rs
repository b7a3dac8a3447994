// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cuts the image out of a table: takes its axes and its counts of rows and columns off.

use super::cell::Cell;
use super::doubt;
use super::errors::format_error;
use super::esri;
use super::grid::STEP_TOLERANCE;
use super::hollow;
use super::label;
use super::name;
use super::numbered;
use super::options::{Layout, ReadOptions};
use super::steps::{AXIS_VALUES, unevenness};
use super::summary;
use super::table::{Corner, Table, quoted};
use super::title;
use super::word;
use crate::error::Result;
use crate::map::Map;
use ndarray::Array3;
use std::path::Path;

/// Fewest values from 1 on that can be told from data; from 0 on, where counts of programs begin, two are enough.
const RUN_VALUES: usize = 4;
/// Fewest rows and columns together of such a table: two of two are too few to tell.
const LARGE: usize = 5;
/// Counts with gaps end below this many times their number.
const DENSE: usize = 2;
/// Largest difference between the steps of a named column that is an axis.
const EVEN_TOLERANCE: f64 = 0.01;
/// The same in three values, or in a slope that was computed.
const EXACT: f64 = 1e-6;

/// Reads a table as an image of one element, shape (1, lines, pixels).
pub(super) fn read(path: &Path, table: &Table, options: &ReadOptions) -> Result<Map> {
    let said = |reason: String| format_error(path, reason);
    let mut notes = table.notes.clone();
    let (skip_row, skip_column) = labels(table, &mut notes).map_err(said)?;
    hollow::judge(table, &mut notes).map_err(said)?;
    notes.extend(hollow::ragged_end(table));
    if options.layout == Layout::Detect {
        refuse_levels(table).map_err(said)?;
        refuse_counts(table, (skip_row, skip_column)).map_err(said)?;
        if !skip_row {
            label::refuse(table, usize::from(skip_column)).map_err(said)?;
        }
        if !skip_row && !skip_column {
            let before = notes.len();
            judge_steps(table, &mut notes).map_err(said)?;
            numbered::refuse(table).map_err(said)?;
            if notes.len() == before {
                notes.extend(doubt::notes(table));
            }
        }
        summary::refuse(table, (usize::from(skip_row), usize::from(skip_column))).map_err(said)?;
    }
    notes.extend(label::on_lines(table, usize::from(skip_column)).filter(|_| !skip_row));
    let (top, left) = (usize::from(skip_row), usize::from(skip_column));
    let (lines, pixels) = (table.lines.len() - top, table.columns - left);
    let rows = (top..table.lines.len()).flat_map(|row| &table.row(row)[left..]);
    let values: Vec<f32> = rows.map(|cell| cell.number() as f32).collect();
    let values = Array3::from_shape_vec((1, lines, pixels), values).map_err(|e| format_error(path, e))?;
    let mut named = name::from_path(path);
    if !table.unit.is_empty() {
        named.unit.clone_from(&table.unit);
    }
    if !esri::is_grid(table) {
        notes.extend(title::apply(table, &mut named));
    }
    let mut map = Map::new(values, vec![named.element]).map_err(|error| format_error(path, error))?;
    map.unit = named.unit;
    map.notes = notes;
    Ok(map)
}

/// Whether the first row and the first column are labels, which are left out with a note.
fn labels(table: &Table, notes: &mut Vec<String>) -> std::result::Result<(bool, bool), String> {
    if has_axes(table) {
        notes.push("the first row and the first column are axes and are left out".into());
        return Ok((true, true));
    }
    if let Corner::Word(word) = &table.corner {
        if is_framed(table) {
            notes.push("the first row and the first column count and are left out".into());
            return Ok((true, true));
        }
        return Err(word::corner(table.lines[0], word));
    }
    if table.has_quoted_labels && !(nameless(table) && counts(table.column(0))) {
        notes.push("the first column stands in quotation marks, as names of rows do, and is left out".into());
        return Ok((false, true));
    }
    if table.columns > 1 && nameless(table) {
        if counts(table.column(0)) {
            notes.push("the first column counts the rows and is left out".into());
            return Ok((false, true));
        }
        if !is_short(table) {
            return Err(format!(
                "column 1 has no name in line {}, where the others have: delete it, or name it too",
                table.heads[table.heads.len() - 1].line
            ));
        }
    }
    if table.corner == Corner::Empty && (is_framed(table) || is_indexed(table)) {
        return match marked(table, (1, 1)) {
            true => {
                notes.push("the first row and the first column count and are left out".into());
                Ok((true, true))
            }
            false => Err(format!(
                "the cells of line {} and of column 1 can be counts or values: delete them, or write nan in the \
                 first cell",
                table.lines[0]
            )),
        };
    }
    Ok((false, false))
}

/// Refuses a first row of counts behind several empty cells, below which columns label the rows, as levels of an index do.
fn refuse_levels(table: &Table) -> std::result::Result<(), String> {
    let row = table.row(0);
    let empty = row.iter().take_while(|cell| **cell == Cell::Empty).count();
    let filled = |column: usize| table.column(column).skip(1).all(|cell| cell != Cell::Empty);
    if empty < 2 || table.lines.len() < 2 || !counts(row[empty..].iter().copied()) || !(0..empty).all(filled)
    {
        return Ok(());
    }
    Err(format!(
        "line {} counts the columns behind {empty} empty cells, below which columns label the rows: delete that line and \
         these columns, or state that the file is an image",
        table.lines[0]
    ))
}

/// Whether the header names all columns but the first, as pandas and R write it.
fn nameless(table: &Table) -> bool {
    let empty = |name: &str| name.is_empty() || name.to_lowercase().starts_with("unnamed");
    let named = |names: &[String]| {
        empty(&names[0]) && names.len() > 1 && names[1..].iter().all(|name| !name.is_empty())
    };
    table.header.as_ref().is_some_and(|names| named(names)) || is_short(table)
}

/// Whether the last header line has one name less than there are columns.
fn is_short(table: &Table) -> bool {
    table.heads.last().is_some_and(|head| head.cells.len() + 1 == table.columns)
}

/// Whether the first row and the first column count columns and rows, beside an empty corner.
fn is_framed(table: &Table) -> bool {
    table.lines.len() > 1
        && table.columns > 1
        && counts(table.row(0)[1..].iter().copied())
        && counts(table.column(0).skip(1))
}

/// Whether the first row and column are rising whole numbers beside an empty corner, those of one side hardly with gaps: what
/// is left of counts where rows or columns were taken out.
fn is_indexed(table: &Table) -> bool {
    let (row, column): (Vec<Cell>, Vec<Cell>) =
        (table.row(0)[1..].to_vec(), table.column(0).skip(1).collect());
    let rises = |cells: &[Cell]| {
        let whole = cells.iter().all(|cell| matches!(cell, Cell::Whole(_)));
        cells.len() > 1 && whole && cells.windows(2).all(|pair| pair[0].number() < pair[1].number())
    };
    let is_dense = |cells: &[Cell]| cells[cells.len() - 1].number() < (DENSE * cells.len()) as f64;
    rises(&row) && rises(&column) && (is_dense(&row) || is_dense(&column))
}

/// Whether cells are 0, 1, 2, ... or 1, 2, 3, ..., without decimal places.
fn counts(cells: impl Iterator<Item = Cell>) -> bool {
    let mut first = None;
    cells.enumerate().all(|(i, cell)| match cell {
        Cell::Whole(value) => {
            let start = *first.get_or_insert(value);
            (start == 0.0 || start == 1.0) && value == start + i as f64
        }
        _ => false,
    })
}

/// Whether all values from a row and column on have decimal places, as programs write measured numbers; counts have none.
fn marked(table: &Table, (top, left): (usize, usize)) -> bool {
    let mut values = (top..table.lines.len()).flat_map(|row| &table.row(row)[left..]).peekable();
    values.peek().is_some() && values.all(|cell| !matches!(cell, Cell::Whole(_)))
}

/// Refuses rows and columns that count or step evenly where nothing says that they are no values.
///
/// `row`, `column`: whether the first ones are left out already.
fn refuse_counts(table: &Table, (row, column): (bool, bool)) -> std::result::Result<(), String> {
    if !row && !column && is_counted_row(table) {
        let line = table.lines[0];
        return Err(format!("line {line} counts the columns: delete it, or state that the file is an image"));
    }
    if table.is_all_that_is_left && counts(table.cells.iter().copied()) {
        return Err(
            "the only numbers count rows or columns, and all other cells are empty: this is no map".into()
        );
    }
    if column || table.columns < 2 {
        return Ok(());
    }
    if is_counted_column(table) {
        return Err("column 1 counts the rows: delete it, or state that the file is an image".into());
    }
    match table.header.as_ref().map(|names| names[0].as_str()).filter(|name| !name.is_empty()) {
        Some(name) if is_stepping_column(table) => Err(format!(
            "column 1 ({}) steps evenly: the table holds signals along it, not a map; export one matrix for each \
             element, or state that the file is an image",
            quoted(name)
        )),
        _ => Ok(()),
    }
}

/// Refuses a first row or column that steps evenly, as axes do, where it has no name; beside an empty corner the notes tell.
fn judge_steps(table: &Table, notes: &mut Vec<String>) -> std::result::Result<(), String> {
    let (rows, columns) = (table.lines.len(), table.columns);
    if rows < 2 || columns < 2 {
        return Ok(());
    }
    let (row, column) = (numbers(table.row(0).iter().copied()), numbers(table.column(0)));
    let line = table.lines[0];
    let no_row = |from: usize| !(from..rows).any(|row| is_even(&numbers(table.row(row).iter().copied())));
    let no_column = |from: usize| !(from..columns).any(|column| is_even(&numbers(table.column(column))));
    let asked = |what: &str| {
        Err(format!("{what} steps evenly, as an axis does: delete it, or state that the file is an image"))
    };
    if is_even(&row) && no_row(1) && rows + columns >= LARGE {
        return asked(&format!("line {line}"));
    }
    if is_even(&column) && no_column(1) && rows + columns >= LARGE {
        return asked("column 1");
    }
    let is_short = |rest: &[f64]| rest.len() < AXIS_VALUES && rest.windows(2).all(|pair| pair[0] < pair[1]);
    let (beside, below) = (&row[1..], &column[1..]);
    let complete = !row[1..].iter().chain(below).any(|value| value.is_nan());
    let framed = (is_even(beside) && no_row(1)) || (is_even(below) && no_column(1));
    if table.corner == Corner::Empty && complete && is_short(beside) && is_short(below)
        || table.corner == Corner::Empty && framed && (is_short(beside) || is_short(below))
    {
        return Err(format!(
            "the cells of line {line} and of column 1 can be axes or values: delete them, or write nan in the first cell"
        ));
    }
    if framed && rows + columns >= LARGE {
        notes.push(format!(
            "line {line} or column 1 steps evenly beside its first cell and is read as values"
        ));
    }
    Ok(())
}

/// Whether values step evenly, a few of them exactly.
fn is_even(values: &[f64]) -> bool {
    let tolerance = if values.len() > AXIS_VALUES { EVEN_TOLERANCE } else { EXACT };
    steps_within(values, tolerance)
}

fn is_counted_row(table: &Table) -> bool {
    let is_slope = |row| steps_within(&numbers(table.row(row).iter().copied()), EXACT);
    let sole = || !(1..table.lines.len()).any(is_slope);
    table.lines.len() > 1
        && counts(table.row(0).iter().copied())
        && (marked(table, (1, 0)) || (is_run(table.row(0)[0], table.columns, table.lines.len()) && sole()))
}

fn is_counted_column(table: &Table) -> bool {
    table.lines.len() > 1
        && counts(table.column(0))
        && (marked(table, (0, 1))
            || (is_run(table.row(0)[0], table.lines.len(), table.columns) && is_sole_slope(table)))
}

fn is_stepping_column(table: &Table) -> bool {
    let tolerance = if table.lines.len() > AXIS_VALUES { EVEN_TOLERANCE } else { EXACT };
    steps_within(&numbers(table.column(0)), tolerance) && is_sole_slope(table)
}

/// Whether no column but the first steps evenly, as all columns of a computed slope do.
fn is_sole_slope(table: &Table) -> bool {
    !(1..table.columns).any(|column| steps_within(&numbers(table.column(column)), EXACT))
}

fn numbers(cells: impl Iterator<Item = Cell>) -> Vec<f64> {
    cells.map(Cell::number).collect()
}

/// Whether so many counts from this one on, beside so many rows or columns, are hardly values.
fn is_run(first: Cell, count: usize, beside: usize) -> bool {
    count >= RUN_VALUES || (first == Cell::Whole(0.0) && count >= 2 && count + beside >= LARGE)
}

/// Whether the first row and column are axes: nothing or a word in the corner, and equal steps along both.
fn has_axes(table: &Table) -> bool {
    table.corner != Corner::Number
        && steps_within(&numbers(table.row(0)[1..].iter().copied()), STEP_TOLERANCE)
        && steps_within(&numbers(table.column(0).skip(1)), STEP_TOLERANCE)
}

/// Whether values step evenly, each step within a share of their mean.
fn steps_within(values: &[f64], tolerance: f64) -> bool {
    unevenness(values).is_some_and(|(largest, step)| largest <= tolerance * step)
}
