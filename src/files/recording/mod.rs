// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings of signals over time, as instruments export them, read into [`Signal`]s and made a map.
//!
//! `folder` finds the files of a folder, `sheet` divides a text into rows with names, `clock` and `columns` say what the columns are. `plain`
//! reads one recording, or one for each number of a column; `beside` tables with the lines side by side; `qtegra` exports of
//! Thermo iCAP; `groups` refuses numbers that may be grouped, `numbering` says which lines may be missing. [`read_lines`] hands all of it, with the laser log, to [`import()`]; [`is_recording`] tells whether it can;
//! [`write_lines`] goes the other way.

mod beside;
mod clock;
mod columns;
mod folder;
mod groups;
mod numbering;
mod plain;
mod qtegra;
mod sheet;
mod write;

pub use write::{line_paths, write_lines};

use super::errors::format_error;
use super::folders::{expand, locked};
use super::laser_log::{is_laser_log, laser_lines_with_notes};
use super::lines::Text;
use super::paths::file_name;
use super::{name, text};
use crate::error::{Error, Result};
use crate::lines::{Imported, LineOptions, Signal, import};
use crate::task::Task;
use ndarray::Axis;
use sheet::Sheet;
use std::path::{Path, PathBuf};

const NO_TEXT: &str = "line scans are read from text: export the signals as csv";

/// Reads recordings of line scans and makes a map of them.
///
/// `paths` are one file with all lines, or one for each line, or folders of such files (Agilent batches too). Signals: csv and
/// text with a column of times (s, ms, min, h:m:s, dates), Agilent, Thermo iCAP and Element, PerkinElmer, Nu and TOFWERK
/// exports, tables with the lines side by side. A laser log among the files is taken for the log unless one is stated.
///
/// # Errors
/// [`Error::File`] if a file cannot be opened; [`Error::Format`], with the place, if it is not what it should be;
/// [`Error::Cancelled`], within 0.5 s, once `task` is cancelled; those of [`import()`].
pub fn read_lines(paths: &[PathBuf], options: &LineOptions, task: &Task) -> Result<Imported> {
    task.outcome(read(paths, options, task))
}

fn read(paths: &[PathBuf], options: &LineOptions, task: &Task) -> Result<Imported> {
    let (mut signals, mut notes) = (Vec::new(), Vec::new());
    let mut log = options.log.clone();
    let files = expand(paths, folder::folder)?;
    let mut lines = Vec::new();
    let count = files.len();
    for (number, path) in (1..).zip(files.iter().cloned()) {
        task.stage(&format!("read, file {number} of {count}"))?;
        let part = task.nth(number - 1, count);
        if options.log.as_ref().is_some_and(|log| same(log, &path)) {
            continue;
        }
        if files.len() > 1 && std::fs::metadata(&path).is_ok_and(|about| about.len() == 0) {
            notes.push(format!("{} is empty: its line is missing in the map", file_name(&path)));
            continue;
        }
        let text = text::whole_or(&path, NO_TEXT, &part.part(0.0..0.2))?;
        if is_laser_log(&text) {
            match log {
                None => notes.push(format!("{} is taken for the laser log", file_name(&path))),
                Some(log) => {
                    let reason =
                        format!("this is a laser log too, beside {}: state one of them", log.display());
                    return Err(format_error(&path, reason));
                }
            }
            log = Some(path);
            continue;
        }
        let (found, left_out) = recordings(&path, Text { text: &text, task: &part.part(0.2..1.0) }, options)
            .map_err(|reason| format_error(&path, reason))?;
        signals.extend(found);
        lines.push(path.clone());
        for note in left_out {
            let note = format!("{}: {note}", file_name(&path));
            // what holds for every file of a scan is said once
            if !notes.iter().any(|known| known.split(": ").nth(1) == note.split(": ").nth(1)) {
                notes.push(note);
            }
        }
    }
    if signals.is_empty() {
        let given = log.map_or_else(
            || "no recording was given to read: name files or a folder".into(),
            |log| format!("{} is a laser log: name the recordings too", file_name(&log)),
        );
        return Err(Error::Data(given));
    }
    notes.extend(locked(paths));
    let mut names = numbering::names(&lines, &signals);
    notes.extend(numbering::leave_out_standards(&mut signals, &mut names));
    notes.extend(numbering::notes(&names));
    notes.extend(numbering::doubled(&signals));
    align(&mut signals, &mut notes);
    order(&mut signals, &mut notes);
    let log = log.map(|log| laser_lines_with_notes(&log)).transpose()?;
    let log = log.map(|(lines, note)| {
        notes.extend(note);
        lines
    });
    let mut imported = import(&signals, log.as_deref(), options)?;
    imported.map.notes.splice(0..0, notes);
    Ok(imported)
}

/// Whether a file holds signals over time, or a folder such files, so that [`read_lines`] is to read it. Of a folder the first
/// file that is no laser log tells.
pub fn is_recording(path: &Path) -> bool {
    let files = expand(&[path.to_path_buf()], folder::folder).unwrap_or_default();
    let mut texts = files.iter().filter_map(|file| text::whole(file, &Task::new()).ok());
    let first = texts.find(|text| !is_laser_log(text));
    first.is_some_and(|text| {
        let text = Text { text: &text, task: &Task::new() };
        qtegra::read(text).is_some() || Sheet::new(text).is_some()
    })
}

/// The recordings of a text, and what was left out.
fn recordings(path: &Path, text: Text<'_>, options: &LineOptions) -> plain::Found {
    if let Some(signals) = qtegra::read(text) {
        return signals.map(|signals| (signals, Vec::new()));
    }
    let sheet = Sheet::new(text).ok_or(
        "this is no recording: it needs a line of names with a column of times (Time, Elapsed Time (s), ...) and elements",
    )?;
    let named = name::from_path(path);
    let element = named.known.then_some(named.element.as_str());
    if let Some(found) = beside::read(&sheet, element, options.time_unit) {
        return found;
    }
    plain::read(&sheet, &file_name(path), options.time_unit)
}

/// Puts the elements of every recording in the order of the first one, where they are the same.
fn align(signals: &mut [Signal], notes: &mut Vec<String>) {
    let Some((first, others)) = signals.split_first_mut() else { return };
    for signal in others {
        if signal.elements == first.elements || signal.elements.len() != first.elements.len() {
            continue;
        }
        let place = |name: &String| signal.elements.iter().position(|other| other == name);
        let Some(places) = first.elements.iter().map(place).collect::<Option<Vec<usize>>>() else { continue };
        signal.values = signal.values.select(Axis(0), &places);
        signal.elements.clone_from(&first.elements);
        notes.push(format!(
            "{} has its columns in another order: they are put in that of {}",
            signal.name, first.name
        ));
    }
}

/// Puts recordings whose moments are all known in the order of time.
fn order(signals: &mut [Signal], notes: &mut Vec<String>) {
    let moment = |signal: &Signal| signal.began_s.map(|began| began + signal.times_s[0]);
    if signals.iter().any(|signal| moment(signal).is_none()) {
        return;
    }
    let in_order = |pair: &[Signal]| moment(&pair[0]) <= moment(&pair[1]);
    if !signals.windows(2).all(in_order) {
        signals.sort_by(|a, b| moment(a).partial_cmp(&moment(b)).unwrap_or(std::cmp::Ordering::Equal));
        notes.push("the recordings are in the order of their times, which is not that of their names".into());
    }
}

fn same(a: &Path, b: &Path) -> bool {
    let full = |path: &Path| path.canonicalize().ok();
    full(a).is_some() && full(a) == full(b)
}
