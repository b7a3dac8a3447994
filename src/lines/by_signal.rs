// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines without a laser log: each recording is one, or the pauses of a recording divide it.

use super::cut::{self, Stretch};
use super::gaps;
use super::median::median;
use super::options::LineOptions;
use super::scan::Scan;
use super::signal::{Signal, Track};
use crate::error::{Error, Result};

/// Places that agree within this share are those of one raster.
const EQUAL: f64 = 0.05;

/// Share of a line and its pause by which a pause is longer than others where a line may lie in it.
const LINE: f64 = 0.7;

/// Every recording is a line, from its first reading to its last.
pub(super) fn each(signals: &[Signal], sweep_s: f64, options: &LineOptions) -> Result<Scan> {
    let mut scan = stated(options);
    let first = signals[0].track;
    scan.stretches = signals
        .iter()
        .enumerate()
        .map(|(signal, recording)| Stretch {
            signal,
            row: signal,
            begin_s: recording.times_s[0],
            pixels: pixels(recording, sweep_s),
            offset: 0,
            is_turned: first.zip(recording.track).is_some_and(|(a, b)| a.is_against(&b)),
        })
        .collect();
    scan.notes
        .push("the lines are whole recordings: what was recorded with the laser off is part of them".into());
    let tracks: Option<Vec<Track>> = signals.iter().map(|signal| signal.track).collect();
    if let Some(tracks) = tracks {
        place(&mut scan, signals, &tracks, sweep_s)?;
    }
    Ok(scan)
}

/// Pixels from the first reading to the last, pauses included.
fn pixels(signal: &Signal, sweep_s: f64) -> usize {
    cut::pixels(&signal.times_s, sweep_s).last().map_or(1, |last| last + 1)
}

/// Takes speed and spacing from the places of the readings.
fn place(scan: &mut Scan, signals: &[Signal], tracks: &[Track], sweep_s: f64) -> Result<()> {
    let speed = |(track, signal): (&Track, &Signal)| {
        let (x, y) = track.vector_um();
        x.hypot(y) / (signal.times_s[signal.readings() - 1] - signal.times_s[0])
    };
    let mut speeds: Vec<f64> = tracks.iter().zip(signals).map(speed).collect();
    let middle = median(&mut speeds).unwrap_or(0.0);
    if middle <= 0.0 || speeds.iter().any(|speed| (speed / middle - 1.0).abs() > EQUAL) {
        return Err(Error::Data("the places of the readings do not step evenly along every line".into()));
    }
    let begin = |track: &Track, turned: bool| if turned { track.to_um } else { track.from_um };
    let (x, y) = tracks[0].vector_um();
    let length = x.hypot(y);
    let begins: Vec<(f64, f64)> =
        tracks.iter().zip(&scan.stretches).map(|(track, line)| begin(track, line.is_turned)).collect();
    let along: Vec<f64> = begins.iter().map(|(px, py)| (px * x + py * y) / length).collect();
    let across: Vec<f64> = begins.iter().map(|(px, py)| (py * x - px * y) / length).collect();
    let least = along.iter().copied().fold(f64::MAX, f64::min);
    let pixel_um = middle * sweep_s;
    let longest = scan.stretches.iter().map(|line| line.pixels).max().unwrap_or(1);
    for (stretch, along) in scan.stretches.iter_mut().zip(&along) {
        stretch.offset = ((along - least) / pixel_um).round() as usize;
        if stretch.offset > longest {
            return Err(Error::Data("the lines do not lie side by side: give those of one raster".into()));
        }
    }
    let mut steps: Vec<f64> = across.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let rounded = |value: f64| (value * 1e6).round() / 1e6;
    scan.scan_speed_um_s.get_or_insert(rounded(middle));
    if let Some(step) = median(&mut steps) {
        let others = steps.iter().filter(|other| (*other / step - 1.0).abs() > EQUAL).count();
        if others > 0 {
            scan.notes.push(format!("{others} of {} distances of lines differ from {step} µm", steps.len()));
        }
        scan.line_spacing_um.get_or_insert(rounded(step));
    }
    Ok(())
}

/// The pauses of one recording divide it.
pub(super) fn gaps(signal: &Signal, sweep_s: f64, options: &LineOptions) -> Result<Scan> {
    let mut scan = stated(options);
    let runs = gaps::find(signal)?;
    let at = |reading: usize| signal.times_s[reading];
    let stretch = |(row, (from, to)): (usize, &(usize, usize))| Stretch {
        signal: 0,
        row,
        begin_s: at(*from),
        pixels: ((at(to - 1) - at(*from)) / sweep_s).round() as usize + 1,
        offset: 0,
        is_turned: false,
    };
    scan.stretches = runs.lines.iter().enumerate().map(stretch).collect();
    let window = |(from, to): &(usize, usize)| (at(*from) - sweep_s / 2.0, at(to - 1) + sweep_s / 2.0);
    let mut windows: Vec<(f64, f64)> = runs.lines.iter().chain(&runs.left_out).map(window).collect();
    windows.sort_by(|a, b| a.0.total_cmp(&b.0));
    scan.windows = vec![windows];
    scan.notes.push(format!(
        "{} lines between the pauses of the signal; a line whose ends are dark seems to begin later",
        runs.lines.len()
    ));
    let lines: Vec<(f64, f64)> = runs.lines.iter().map(window).collect();
    scan.notes.extend(long_pauses(&lines));
    if !runs.left_out.is_empty() {
        let words = |(from, to): &(usize, usize)| format!("{:.1} to {:.1} s", at(*from), at(to - 1));
        let times: Vec<String> = runs.left_out.iter().map(words).collect();
        scan.notes.push(format!("left out, as they are shorter or longer: {}", times.join(", ")));
    }
    Ok(scan)
}

/// A sentence on pauses in which a dark line may lie.
fn long_pauses(lines: &[(f64, f64)]) -> Option<String> {
    let pauses: Vec<f64> = lines.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    let pause_s = median(&mut pauses.clone())?;
    let line_s = median(&mut lines.iter().map(|(from, to)| to - from).collect::<Vec<_>>())?;
    let is_long = |pause: &f64| *pause > pause_s + LINE * (line_s + pause_s);
    let places: Vec<String> =
        (1..).zip(&pauses).filter(|(_, p)| is_long(p)).map(|(i, _)| i.to_string()).collect();
    (!places.is_empty()).then(|| {
        format!(
            "the pauses after the lines {} are long enough for a line that is dark: if there is one, the lines after it lie too close",
            places.join(", ")
        )
    })
}

fn stated(options: &LineOptions) -> Scan {
    let (scan_speed_um_s, line_spacing_um) = (options.scan_speed_um_s, options.line_spacing_um);
    Scan { scan_speed_um_s, line_spacing_um, ..Scan::default() }
}
