// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines cut by a laser log: when and where each of them was ablated.

use super::cut::Stretch;
use super::drift;
use super::lag::{Lag, Search, Windows, unknown};
use super::laser::LaserLine;
use super::median::median;
use super::options::LineOptions;
use super::raster::{self, Raster, rasters};
use super::scan::{Scan, Spot};
use super::signal::Signal;
use crate::error::{Error, Result};

/// A speed that differs by more than this share from length over time is not believed.
const SPEED: f64 = 0.05;
/// Share by which a stated number may differ from the log's without a word.
const ROUNDED: f64 = 1e-6;
/// Largest map in lengths of its longest line.
const LONGEST: usize = 4;

/// The chosen raster and all else that the log holds.
struct Chosen<'a> {
    log: &'a [LaserLine],
    raster: Raster,
    notes: Vec<String>,
}

impl<'a> Chosen<'a> {
    fn new(log: &'a [LaserLine], options: &LineOptions) -> Result<Self> {
        let mut rasters = rasters(log);
        let place = raster::choose(&rasters, log, options.pattern.as_deref())?;
        let words = |place: usize| format!("{} {}", place + 1, raster::words(&rasters[place], log));
        let mut notes = Vec::new();
        let mut others: Vec<String> = (0..rasters.len()).filter(|i| *i != place).map(words).collect();
        let spots = log.iter().filter(|line| line.length_um() == 0.0).count();
        if spots > 0 {
            others.push(format!("{spots} spots"));
        }
        if !others.is_empty() {
            let map = words(place);
            notes.push(format!("the map is pattern {map} of the log; left out: {}", others.join("; ")));
        }
        let raster = rasters.swap_remove(place);
        notes.extend(raster.missing(log));
        notes.extend(raster.detours(log));
        Ok(Self { log, raster, notes })
    }

    fn lines(&self) -> impl Iterator<Item = &'a LaserLine> + '_ {
        self.raster.lines.iter().map(|place| &self.log[*place])
    }

    /// The place of each line among all that were ablated for the map, those that others replace with them.
    fn among_repeated(&self) -> Vec<usize> {
        let gone = |line: usize| self.raster.repeated.iter().filter(|(gone, _)| *gone < line).count();
        self.raster.lines.iter().enumerate().map(|(place, line)| place + gone(*line)).collect()
    }

    /// The scan without its lines. What is stated counts more than what the log tells.
    fn scan(&self, options: &LineOptions) -> Result<Scan> {
        let mut notes = self.notes.clone();
        let Some(first) = self.lines().next() else {
            return Err(Error::Data("the log holds no line".into()));
        };
        let mut taken: Vec<f64> = self
            .lines()
            .filter_map(|line| line.window_s().map(|(on, off)| line.length_um() / (off - on)))
            .collect();
        let taken = median(&mut taken);
        let scan_speed_um_s = match (first.scan_speed_um_s, taken) {
            (Some(stated), Some(taken)) if (taken / stated - 1.0).abs() > SPEED => {
                notes.push(format!(
                    "the log states {stated} µm/s, its lines took {taken:.3} µm/s by length and time: the latter is used"
                ));
                Some(taken)
            }
            (stated, taken) => stated.or(taken),
        };
        let spot = Spot::of(first);
        if spot.is_none() {
            notes.push("the log states no size of the spot".into());
        }
        let scan_speed_um_s =
            either(options.scan_speed_um_s, scan_speed_um_s, "speed of the stage", "µm/s", &mut notes);
        let spacing = self.raster.line_spacing_um;
        let line_spacing_um = either(options.line_spacing_um, spacing, "distance of lines", "µm", &mut notes);
        let repetition_rate_hz = first.repetition_rate_hz;
        let (origin_um, direction) = self.direction(line_spacing_um);
        notes.extend(direction);
        Ok(Scan {
            scan_speed_um_s,
            line_spacing_um,
            repetition_rate_hz,
            spot,
            origin_um,
            notes,
            ..Scan::default()
        })
    }

    /// The corner of the map where it lies as the sample on the stage, else a sentence on how it lies.
    fn direction(&self, spacing: Option<f64>) -> (Option<(f64, f64)>, Option<String>) {
        let Some(first) = self.lines().next() else { return (None, None) };
        let (x, y) = first.vector_um();
        let rows = self.raster.rows(self.log);
        let by_row = || self.lines().zip(&rows);
        let top = by_row().min_by_key(|(_, row)| **row).map_or(first, |(line, _)| line);
        let bottom = by_row().max_by_key(|(_, row)| **row).map_or(top, |(line, _)| line);
        let (step_x, step_y) = (bottom.from_um.0 - top.from_um.0, bottom.from_um.1 - top.from_um.1);
        let axis = |x: f64, y: f64| {
            let sign = |v: f64| if v < 0.0 { "-" } else { "+" };
            if x.abs() >= y.abs() { format!("{}x", sign(x)) } else { format!("{}y", sign(y)) }
        };
        let has_steps = self.raster.lines.len() > 1;
        let (along, beside) =
            (axis(x, y), if x.abs() >= y.abs() { axis(0.0, step_y) } else { axis(step_x, 0.0) });
        if along == "+x" && (beside == "+y" || !has_steps) {
            let left = self.lines().map(|line| line.from_um.0.min(line.to_um.0)).fold(f64::MAX, f64::min);
            return (Some((left, top.from_um.1 - spacing.unwrap_or(0.0) / 2.0)), None);
        }
        let note = format!(
            "the first line runs along {along} and the lines follow each other along {beside} of the stage: rows and pixels \
             keep that order"
        );
        (None, Some(note))
    }

    /// Where each line lies in the map: pixels, offset and whether it is turned.
    fn layout(&self, scan_speed_um_s: Option<f64>, sweep_s: f64) -> Result<Vec<Stretch>> {
        let Some(first) = self.lines().next() else { return Ok(Vec::new()) };
        let pixel_um = sweep_s
            * scan_speed_um_s.ok_or_else(|| Error::Missing {
                what: "the width of a pixel",
                hint: "the log does not tell how fast its lines ran: state the speed of the stage".into(),
            })?;
        let (length, (x, y)) = (first.length_um(), first.vector_um());
        let along = |(px, py): (f64, f64)| (px * x + py * y) / length;
        let begin = |line: &LaserLine| along(line.from_um).min(along(line.to_um));
        let least = self.lines().map(begin).fold(f64::MAX, f64::min);
        let layout: Vec<Stretch> = self
            .lines()
            .zip(self.raster.rows(self.log))
            .map(|(line, row)| Stretch {
                signal: 0,
                row,
                begin_s: 0.0,
                pixels: ((line.length_um() / pixel_um).round() as usize).max(1),
                offset: ((begin(line) - least) / pixel_um).round() as usize,
                is_turned: line.is_against(first),
            })
            .collect();
        let longest = layout.iter().map(|line| line.pixels).max().unwrap_or(1);
        match layout.iter().find(|line| line.offset / LONGEST > longest) {
            Some(_) => {
                Err(Error::Data("the lines of the pattern do not lie side by side: choose another".into()))
            }
            None => Ok(layout),
        }
    }
}

/// What is stated, else what the log tells; a sentence where they differ.
fn either(
    stated: Option<f64>,
    told: Option<f64>,
    what: &str,
    unit: &str,
    notes: &mut Vec<String>,
) -> Option<f64> {
    if let (Some(stated), Some(told)) = (stated, told)
        && (stated / told - 1.0).abs() > ROUNDED
    {
        notes.push(format!("the log tells a {what} of {told} {unit}: {stated} {unit} is used, as stated"));
    }
    stated.or(told)
}

/// Cuts one recording.
pub(super) fn cut(
    signal: &Signal,
    log: &[LaserLine],
    sweep_s: f64,
    options: &LineOptions,
) -> Result<(Scan, Lag)> {
    let chosen = Chosen::new(log, options)?;
    let mut scan = chosen.scan(options)?;
    let (zero_s, windows) = windows(log)?;
    let signals = std::slice::from_ref(signal);
    let all: Windows = vec![windows.clone()];
    if let Some(pixels) = coarse(&windows, sweep_s) {
        scan.notes.push(format!(
            "the log tells times in whole seconds: lines lie up to {pixels:.1} pixels beside one another"
        ));
    }
    let search = Search::new(signals, &all, sweep_s);
    let clocks_s = signal.began_s.map(|began| zero_s - began);
    let lag = lag_of(&search, clocks_s, options, &mut scan.notes)?;
    let line_s = windows[0].1 - windows[0].0;
    if let Some(clocks_s) = clocks_s.filter(|clocks_s| (clocks_s - lag.lag_s).abs() > line_s) {
        scan.notes.push(format!(
            "the clocks of log and signal disagree by {:.1} s, more than a line: the signal decides",
            lag.lag_s - clocks_s
        ));
    }
    let follow = options.lag_s.is_none() && !lag.from_clocks;
    let drift = if follow { drift::of(&search, &windows, lag.lag_s, sweep_s)? } else { None };
    if let Some(drift) = drift {
        let more = if drift.total_s.abs() > line_s { ", more than a line" } else { "" };
        scan.notes.push(format!(
            "the clocks of log and signal run apart by {:.2} s from the first line to the last{more}: the lag follows",
            drift.total_s
        ));
    }
    let at = |time: f64| time + drift.map_or(lag.lag_s, |drift| drift.at(time));
    scan.stretches = chosen.layout(scan.scan_speed_um_s, sweep_s)?;
    for (stretch, line) in scan.stretches.iter_mut().zip(chosen.lines()) {
        let Some((on, _)) = line.window_s() else { return Err(untimed()) };
        stretch.begin_s = at(on - zero_s) + sweep_s / 2.0;
    }
    scan.windows = vec![windows.into_iter().map(|(on, off)| (at(on), at(off))).collect()];
    if follow {
        expect_whole(signal, &scan.windows[0])?;
    }
    Ok((scan, lag))
}

/// Refuses a lag by which lines of the log lie before or behind the recording. Where a line is missing within the recording the others
/// fit such a lag as well.
fn expect_whole(signal: &Signal, windows: &[(f64, f64)]) -> Result<()> {
    let (begin, end) = (signal.times_s[0], signal.times_s[signal.readings() - 1]);
    // of a line that is there at least half is
    let middle = |(on, off): &(f64, f64)| (on + off) / 2.0;
    let before = windows.iter().filter(|line| middle(line) < begin).count();
    let behind = windows.iter().filter(|line| middle(line) > end).count();
    let (count, place) = match (before, behind) {
        (0, 0) => return Ok(()),
        (0, behind) => (behind, "last"),
        (before, _) => (before, "first"),
    };
    Err(unknown(format!(
        "the {place} {count} of {} lines of the log would lie outside the recording, so that lines may be missing in it: state the \
         lag if they are not",
        windows.len()
    )))
}

/// Gives recordings of one line each the places of the log's lines.
pub(super) fn join(
    signals: &[Signal],
    log: &[LaserLine],
    sweep_s: f64,
    options: &LineOptions,
) -> Result<(Scan, Lag)> {
    let chosen = Chosen::new(log, options)?;
    let mut scan = chosen.scan(options)?;
    let count = chosen.raster.lines.len();
    // files of the map's lines, or of everything that the log holds
    let files: Vec<usize> = match signals.len() {
        n if n == count => (0..n).collect(),
        n if n == log.len() => chosen.raster.lines.clone(),
        n if n == count + chosen.raster.repeated.len() => chosen.among_repeated(),
        n => {
            return Err(Error::Contradiction(format!(
                "there are {n} recordings, and the log holds {count} lines of the map among {}: give those of the map",
                log.len()
            )));
        }
    };
    if files.len() < signals.len() {
        scan.notes.push(format!("{} recordings of other lines are left out", signals.len() - files.len()));
    }
    let window =
        |line: &LaserLine| line.window_s().map(|(on, off)| vec![(0.0, off - on)]).ok_or_else(untimed);
    let windows: Windows = chosen.lines().map(window).collect::<Result<_>>()?;
    let map: Vec<Signal> = files.iter().map(|file| signals[*file].clone()).collect();
    let search = Search::new(&map, &windows, sweep_s);
    let lag = lag_of(&search, clocks(&map, &chosen), options, &mut scan.notes)?;
    scan.stretches = chosen.layout(scan.scan_speed_um_s, sweep_s)?;
    scan.windows = vec![Vec::new(); signals.len()];
    for ((stretch, file), window) in scan.stretches.iter_mut().zip(&files).zip(&windows) {
        (stretch.signal, stretch.begin_s) = (*file, lag.lag_s + sweep_s / 2.0);
        scan.windows[*file] = vec![(lag.lag_s, lag.lag_s + window[0].1)];
    }
    // only recordings of the map's own lines tell the blank
    for (file, windows) in scan.windows.iter_mut().enumerate().filter(|(_, windows)| windows.is_empty()) {
        windows.push((f64::NEG_INFINITY, signals[file].times_s.last().map_or(0.0, |last| last + sweep_s)));
    }
    Ok((scan, lag))
}

/// The lag of every recording that the clocks of both files state, where they do.
fn clocks(map: &[Signal], chosen: &Chosen<'_>) -> Option<f64> {
    let lags = map.iter().zip(chosen.lines()).map(|(signal, line)| Some(line.on_s? - signal.began_s?));
    let lags: Vec<f64> = lags.collect::<Option<_>>()?;
    Some(lags.iter().sum::<f64>() / lags.len() as f64)
}

/// The moment at which the log's first line begins, and all times with the laser on from then.
fn windows(log: &[LaserLine]) -> Result<(f64, Vec<(f64, f64)>)> {
    let mut windows: Vec<(f64, f64)> = log.iter().filter_map(LaserLine::window_s).collect();
    windows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let zero_s = windows.first().ok_or_else(untimed)?.0;
    Ok((zero_s, windows.into_iter().map(|(on, off)| (on - zero_s, off - zero_s)).collect()))
}

/// How many pixels a second has, where the log tells no fractions of seconds.
fn coarse(windows: &[(f64, f64)], sweep_s: f64) -> Option<f64> {
    let is_whole =
        windows.len() > 2 && windows.iter().all(|(on, off)| on.fract() == 0.0 && off.fract() == 0.0);
    (is_whole && sweep_s < 1.0).then(|| 1.0 / sweep_s)
}

fn untimed() -> Error {
    Error::Data("the log does not tell when its lines begin and end: its timestamps cannot be read".into())
}

/// The lag that is stated, else found, and a sentence on it.
fn lag_of(
    search: &Search<'_>,
    clocks_s: Option<f64>,
    options: &LineOptions,
    notes: &mut Vec<String>,
) -> Result<Lag> {
    let lag = match options.lag_s {
        Some(lag_s) => search.stated(lag_s),
        None => search.find(clocks_s)?,
    };
    let how = match (options.lag_s, lag.from_clocks) {
        (Some(_), _) => "as stated",
        (None, true) => "by the clocks of both, which the signal confirms",
        (None, false) => "found by correlation",
    };
    notes.push(format!(
        "lag {:.3} s, {how}: the first line of the log begins there in the signal (correlation {:.2})",
        lag.lag_s, lag.correlation
    ));
    Ok(lag)
}
