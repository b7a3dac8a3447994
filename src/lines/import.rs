// SPDX-License-Identifier: MIT OR Apache-2.0
//! From recordings, and a laser log if there is one, to a map with its conditions.

use super::cut::{Row, row};
use super::decimal::decimal;
use super::laser::LaserLine;
use super::median::median;
use super::options::{Blank, Cut, LineOptions};
use super::scan::Scan;
use super::signal::Signal;
use super::{blank, by_log, by_signal};
use crate::conditions::Stated;
use crate::error::{Error, Result};
use crate::map::{MAX_VALUES, Map};
use ndarray::{Array3, s};

/// Sweep times that agree within this share are equal.
const SAME_SWEEP: f64 = 0.01;
/// Largest span of a recording in times that its readings take.
const LONGEST_PAUSES: f64 = 1000.0;
/// Largest part of a map, in readings of the recordings.
const LARGEST: usize = 2;
/// Share within which a product is a shorter decimal number.
const DIGITS: f64 = 1e-12;
/// Part of a pixel by which lines may lie beside one another without a word.
const IN_STEP: f64 = 0.1;
/// Share within which a mean is told.
const TOLD_WITHIN: f64 = 1e-3;
/// Elements whose blank is told in words.
const TOLD: usize = 4;

/// A map made of line scans.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The map; its notes say how it was made.
    pub map: Map,
    /// What is known of the scan, for the enhancement.
    pub conditions: Stated,
    /// Time of the signal at which the first line of the log begins, s; `None` without a log.
    pub lag_s: Option<f64>,
    /// Correlation of the signal with the laser at that lag.
    pub correlation: Option<f64>,
    /// Mean of each element with the laser off; empty where that is not known.
    pub blank: Vec<f64>,
}

/// Makes a map of recordings of the same elements.
///
/// Rows are lines in the order of time, a pixel is a reading; lines that ran back are turned, and where lines differ in length
/// their ends are missing.
///
/// # Errors
/// [`Error::Data`] and [`Error::Contradiction`] if the recordings do not belong together or not to the log;
/// [`Error::Missing`] if lag, pattern, speed or the ends of the lines must be stated; [`Error::InvalidValue`] for an unknown pattern
/// and [`Error::OutOfRange`] for a speed or a distance.
pub fn import(signals: &[Signal], log: Option<&[LaserLine]>, options: &LineOptions) -> Result<Imported> {
    check(options)?;
    let sweep_s = common_sweep(signals)?;
    let (mut scan, lag) = match (how(signals, log, options)?, log) {
        (Cut::Log, Some(log)) if signals.len() == 1 => {
            by_log::cut(&signals[0], log, sweep_s, options).map(|(scan, lag)| (scan, Some(lag)))
        }
        (Cut::Gaps, _) => by_signal::gaps(&signals[0], sweep_s, options).map(|scan| (scan, None)),
        (_, Some(log)) => by_log::join(signals, log, sweep_s, options).map(|(scan, lag)| (scan, Some(lag))),
        (_, None) => by_signal::each(signals, sweep_s, options).map(|scan| (scan, None)),
    }?;
    let pixels = scan.stretches.iter().fold(0usize, |sum, line| sum.saturating_add(line.pixels));
    let readings = signals.iter().map(Signal::readings).sum::<usize>();
    if pixels > LARGEST * readings {
        return Err(Error::Data(format!(
            "the lines have {pixels} pixels, but there are only {readings} readings: log and recordings do not belong together"
        )));
    }
    let blank = if scan.windows.is_empty() { None } else { blank::means(signals, &scan.windows, sweep_s) };
    tell_blank(&mut scan, signals, blank.as_ref(), options.blank)?;
    let blank = blank.map(|(means, _)| means).unwrap_or_default();
    let rows: Vec<Row> =
        scan.stretches.iter().map(|stretch| row(stretch, &signals[stretch.signal], sweep_s)).collect();
    let mut values = assemble(&scan, &rows)?;
    if options.blank == Blank::Subtract {
        for (mut element, mean) in values.outer_iter_mut().zip(&blank) {
            element.mapv_inplace(|value| (f64::from(value) - mean) as f32);
        }
    }
    tell_rows(&mut scan, &rows, sweep_s);
    let mut map = Map::new(values, signals[0].elements.clone())?;
    map.unit.clone_from(&signals[0].unit);
    map.pixel_width_um = scan.scan_speed_um_s.map(|speed| decimal(speed * sweep_s, DIGITS));
    map.pixel_height_um = scan.line_spacing_um;
    map.origin_um = scan.origin_um.unwrap_or_default();
    let conditions = scan.conditions(sweep_s)?;
    map.notes = scan.notes;
    let (lag_s, correlation) = (lag.map(|lag| lag.lag_s), lag.map(|lag| lag.correlation));
    Ok(Imported { map, conditions, lag_s, correlation, blank })
}

/// Refuses a speed or a distance out of the range that conditions have for it.
fn check(options: &LineOptions) -> Result<()> {
    let mut stated = Stated::nothing();
    for (key, value) in
        [("scan_speed_um_s", options.scan_speed_um_s), ("line_spacing_um", options.line_spacing_um)]
    {
        value.map_or(Ok(()), |value| stated.set(key, &value.to_string()))?;
    }
    Ok(())
}

/// Refuses recordings of other elements, units or sweep times; gives the sweep time.
fn common_sweep(signals: &[Signal]) -> Result<f64> {
    let Some(first) = signals.first() else { return Err(Error::Data("there is no recording".into())) };
    let mut sweeps = Vec::with_capacity(signals.len());
    for signal in signals {
        if signal.elements != first.elements || signal.unit != first.unit {
            let words = |signal: &Signal| format!("{} {}", signal.elements.join(", "), signal.unit);
            return Err(Error::Contradiction(format!(
                "{} records {}, {} records {}: give recordings of the same elements",
                first.name,
                words(first).trim_end(),
                signal.name,
                words(signal).trim_end()
            )));
        }
        let (sweep_s, readings) = (signal.sweep_s()?, signal.readings());
        let span_s = signal.times_s[readings - 1] - signal.times_s[0];
        if !(sweep_s > 0.0 && span_s <= LONGEST_PAUSES * readings as f64 * sweep_s) {
            return Err(Error::Data(format!(
                "the times of {} leap: give a recording without such pauses",
                signal.name
            )));
        }
        sweeps.push(sweep_s);
    }
    let middle = median(&mut sweeps.clone()).unwrap_or(0.0);
    let differs = |(sweep, signal): &(&f64, &Signal)| {
        // the mean of a few coarse times is coarse itself
        let rounding = signal.unit_s().unwrap_or(0.0) / (signal.readings() - 1) as f64;
        (*sweep - middle).abs() > SAME_SWEEP * middle + rounding
    };
    match sweeps.iter().zip(signals).find(differs) {
        Some((sweep, signal)) => Err(Error::Contradiction(format!(
            "{} has a reading every {sweep} s, most recordings every {middle} s: give those of one method",
            signal.name
        ))),
        None => Ok(middle),
    }
}

/// The way to cut, checked against what there is.
fn how(signals: &[Signal], log: Option<&[LaserLine]>, options: &LineOptions) -> Result<Cut> {
    let one = signals.len() == 1;
    let refuse = |reason: String| Err(Error::Contradiction(reason));
    match (options.cut, log.is_some()) {
        (Cut::Detect, true) if one => Ok(Cut::Log),
        (Cut::Detect, false) if one => Ok(Cut::Gaps),
        (Cut::Detect, _) => Ok(Cut::Files),
        (Cut::Log, false) => Err(Error::Missing {
            what: "the laser log",
            hint: "cut by columns, files or gaps, or state the laser log".into(),
        }),
        (Cut::Columns | Cut::Files, _) if one => refuse(format!(
            "{} is one recording without a column that numbers lines: cut it by the log or by gaps",
            signals[0].name
        )),
        (Cut::Gaps, _) if !one => {
            refuse(format!("there are {} recordings: gaps cut only one", signals.len()))
        }
        (cut, _) => Ok(cut),
    }
}

fn assemble(scan: &Scan, rows: &[Row]) -> Result<Array3<f32>> {
    let elements = rows.first().map_or(0, |row| row.values.nrows());
    let pixels = scan.stretches.iter().map(|line| line.offset + line.pixels).max().unwrap_or(0);
    let lines = scan.stretches.iter().map(|line| line.row + 1).max().unwrap_or(0);
    let size = elements.saturating_mul(lines).saturating_mul(pixels);
    if size > MAX_VALUES {
        return Err(Error::Data(format!("a map of {lines} lines of {pixels} pixels is too large")));
    }
    let mut values = Array3::from_elem((elements, lines, pixels), f32::NAN);
    for (stretch, row) in scan.stretches.iter().zip(rows) {
        let range = stretch.offset..stretch.offset + stretch.pixels;
        values.slice_mut(s![.., stretch.row, range]).assign(&row.values);
    }
    Ok(values)
}

fn tell_blank(
    scan: &mut Scan,
    signals: &[Signal],
    blank: Option<&(Vec<f64>, usize)>,
    wanted: Blank,
) -> Result<()> {
    let unknown = |mean: &f64| mean.is_nan();
    let Some((means, readings)) = blank.filter(|(means, _)| !means.iter().any(unknown)) else {
        return match wanted {
            Blank::Keep => Ok(()),
            Blank::Subtract => Err(Error::Missing {
                what: "the gas blank",
                hint: "no readings with the laser off are known: keep the blank, or state the laser log"
                    .into(),
            }),
        };
    };
    let pairs = signals[0].elements.iter().zip(means).take(TOLD);
    let mut words: Vec<String> =
        pairs.map(|(name, mean)| format!("{name} {}", decimal(*mean, TOLD_WITHIN))).collect();
    if means.len() > TOLD {
        words.push("...".into());
    }
    let (unit, means) = (signals[0].unit.as_str(), words.join(", "));
    let done = if wanted == Blank::Keep { "is part of the values" } else { "was subtracted" };
    scan.notes.push(
        format!("the gas blank ({means} {unit}, mean of {readings} readings with the laser off) {done}")
            .replace(" ,", ","),
    );
    Ok(())
}

/// What the rows of the map do not show.
fn tell_rows(scan: &mut Scan, rows: &[Row], sweep_s: f64) {
    let count = rows.len();
    let pixels = scan.stretches.iter().map(|line| line.offset + line.pixels).max().unwrap_or(0);
    let short = scan.stretches.iter().filter(|line| line.pixels < pixels).count();
    if short > 0 {
        let lengths = scan.stretches.iter().map(|line| line.pixels);
        let (least, most) = (lengths.clone().min().unwrap_or(0), lengths.max().unwrap_or(0));
        scan.notes.push(format!(
            "the lines have {least} to {most} pixels: the ends of {short} of {count} lines are missing values"
        ));
    }
    let holes: usize = rows.iter().map(|row| row.missing).sum();
    if holes > 0 {
        let lines = rows.iter().filter(|row| row.missing > 0).count();
        scan.notes.push(format!(
            "{holes} pixels of {lines} lines have no reading, as the recording pauses or ends there: they are missing values"
        ));
    }
    let turned = scan.stretches.iter().filter(|line| line.is_turned).count();
    if turned > 0 {
        scan.notes.push(format!("{turned} of {count} lines ran back and are turned"));
    }
    let phases = || rows.iter().map(|row| row.phase);
    let spread = phases().fold(f64::MIN, f64::max) - phases().fold(f64::MAX, f64::min);
    if spread > IN_STEP {
        scan.notes.push(format!(
            "pixels are readings as they are: as the lines do not begin in step with them, lines lie up to {spread:.1} pixels \
             beside one another"
        ));
    }
    if let Some(rate) = scan.repetition_rate_hz {
        scan.notes
            .push(format!("{} pulses fall into a pixel of {sweep_s} s", decimal(rate * sweep_s, DIGITS)));
    }
}
