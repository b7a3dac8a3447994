// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exports of Thermo Qtegra (iCAP): every sample is a line, in columns or in rows.
//!
//! In columns each row begins with `MainRuns`, the number of the reading, the element and what is told (`Time`, `Counter`), and
//! has a value for each sample. In rows these four stand above the columns, and a row holds a sample.

use super::clock::number;
use super::groups;
use super::plain::{rises, value};
use super::sheet::{cells, lines};
use crate::files::lines::Text;
use crate::lines::Signal;
use ndarray::Array2;

const RUNS: &str = "MainRuns";
/// What a column of counts is called, the best first.
const COUNTS: [&str; 3] = ["Counter", "Y", "Analog"];

/// A cell of the table, whichever way it lies.
struct Entry<'a> {
    line: usize,
    sample: usize,
    reading: usize,
    element: &'a str,
    kind: &'a str,
    cell: &'a str,
}

/// The lines of an export of Qtegra; `None` if it is another file.
pub(super) fn read(text: Text<'_>) -> Option<Result<Vec<Signal>, String>> {
    let rows = lines(text);
    let first = rows.iter().find(|(_, line)| !line.trim().is_empty())?.1;
    let separator = first.chars().next().filter(|c| [',', ';', '\t'].contains(c))?;
    let divided = |at: usize| rows.get(at).map(|(_, line)| cells(line, separator)).unwrap_or_default();
    if divided(0).contains(&RUNS) {
        return Some(in_rows(&rows, separator).and_then(|entries| {
            groups::refuse(entries.iter().map(|entry| entry.cell), separator)?;
            signals(&entries, &names_of_rows(&rows, separator))
        }));
    }
    let begins = |(_, line): &&(usize, &str)| cells(line, separator)[0] == RUNS;
    rows.iter().take(8).find(begins)?;
    let names = divided(0).into_iter().skip(4).map(str::to_string).collect::<Vec<_>>();
    Some(in_columns(&rows, separator).and_then(|entries| {
        groups::refuse(entries.iter().map(|entry| entry.cell), separator)?;
        signals(&entries, &names)
    }))
}

fn in_columns<'a>(rows: &[(usize, &'a str)], separator: char) -> Result<Vec<Entry<'a>>, String> {
    let mut entries = Vec::new();
    for (line, text) in rows {
        let cells = cells(text, separator);
        let [RUNS, reading, element, kind, values @ ..] = cells.as_slice() else { continue };
        let reading = reading.parse().map_err(|_| format!("line {line} has no number of a reading"))?;
        let entry =
            |(sample, cell): (usize, &&'a str)| Entry { line: *line, sample, reading, element, kind, cell };
        let count =
            if values.last().is_some_and(|last| last.is_empty()) { values.len() - 1 } else { values.len() };
        entries.extend(values[..count].iter().enumerate().map(entry));
    }
    Ok(entries)
}

fn in_rows<'a>(rows: &[(usize, &'a str)], separator: char) -> Result<Vec<Entry<'a>>, String> {
    let head: Vec<Vec<&str>> = rows.iter().take(4).map(|(_, text)| cells(text, separator)).collect();
    let [runs, readings, elements, kinds] = head.as_slice() else {
        return Err("the four lines above the samples are not complete".into());
    };
    let mut entries = Vec::new();
    for (sample, (line, text)) in rows[4..].iter().filter(|(_, text)| !text.trim().is_empty()).enumerate() {
        let values = cells(text, separator);
        for (column, _) in runs.iter().enumerate().filter(|(_, cell)| **cell == RUNS) {
            let at = |cells: &[&'a str]| cells.get(column).copied().unwrap_or_default();
            let (Some(cell), Ok(reading)) = (values.get(column), at(readings).parse()) else {
                return Err(format!("line {line} or the lines above it end before column {}", column + 1));
            };
            entries.push(Entry {
                line: *line,
                sample,
                reading,
                element: at(elements),
                kind: at(kinds),
                cell,
            });
        }
    }
    Ok(entries)
}

fn names_of_rows(rows: &[(usize, &str)], separator: char) -> Vec<String> {
    let samples = rows.iter().skip(4).filter(|(_, text)| !text.trim().is_empty());
    samples.map(|(_, text)| cells(text, separator).get(1).copied().unwrap_or_default().to_string()).collect()
}

fn signals(entries: &[Entry<'_>], names: &[String]) -> Result<Vec<Signal>, String> {
    let kind = COUNTS.into_iter().find(|kind| entries.iter().any(|entry| entry.kind == *kind));
    let kind = kind.ok_or("no counts were exported: export the column Counter")?;
    let mut elements: Vec<&str> = Vec::new();
    for entry in entries {
        if !elements.contains(&entry.element) {
            elements.push(entry.element);
        }
    }
    let samples = entries.iter().map(|entry| entry.sample + 1).max().unwrap_or(0);
    let readings = entries.iter().map(|entry| entry.reading + 1).max().unwrap_or(0);
    if readings > entries.len() {
        return Err("the numbers of the readings do not follow each other".into());
    }
    let mut times = Array2::from_elem((samples, readings), f64::NAN);
    let mut values = vec![Array2::from_elem((elements.len(), readings), f32::NAN); samples];
    for entry in entries {
        let place = elements.iter().position(|element| *element == entry.element).unwrap_or(0);
        if entry.kind == "Time" && place == 0 {
            let wrong = || format!("\"{}\" in line {} is no time", entry.cell, entry.line);
            let time = if entry.cell.is_empty() { Some(f64::NAN) } else { number(entry.cell) };
            times[[entry.sample, entry.reading]] = time.ok_or_else(wrong)?;
        } else if entry.kind == kind {
            let wrong = || format!("\"{}\" in line {} is not a number", entry.cell, entry.line);
            values[entry.sample][[place, entry.reading]] = value(entry.cell).ok_or_else(wrong)?;
        }
    }
    let signal = |(sample, values): (usize, Array2<f32>)| {
        // a shorter line ends where its times do
        let times_s: Vec<f64> =
            times.row(sample).iter().copied().take_while(|time| time.is_finite()).collect();
        if times_s.is_empty() {
            return Err("no times were exported: export the column Time".to_string());
        }
        rises(&times_s, &[])?;
        let values = values.slice_move(ndarray::s![.., ..times_s.len()]);
        let number = format!("sample {}", sample + 1);
        let name = names.get(sample).filter(|name| !name.is_empty()).cloned().unwrap_or(number);
        let (elements, unit) =
            (elements.iter().map(|name| super::columns::element(name)).collect(), String::new());
        Ok(Signal { name, elements, times_s, values, unit, began_s: None, track: None })
    };
    values.into_iter().enumerate().map(signal).collect()
}
