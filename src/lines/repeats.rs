// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines that were aborted and repeated, or ablated out of order: the places in the log tell where in a raster they belong.
//!
//! Of two lines at one place the longer one counts, and the first of two that are as long. Whole passes over one area stay apart.

use super::laser::LaserLine;
use super::raster::{Raster, across, is_of_a_kind, offset};

/// Share of its length that the longer of two lines at one place has more where the other was aborted.
const ABORTED: f64 = 0.05;
/// Part of the shorter of two lines at one place that the other covers where it repeats it; else they are parts of one line.
const COVERED: f64 = 0.5;
/// Distance from a place in steps, within which a line lies there.
const NEAR: f64 = 0.25;
/// Rasters that share more than one in this many of their places are passes over one area.
const FEW: usize = 3;

/// Joins rasters of which one repeats or completes lines of the other, and leaves one line at each place.
pub(super) fn join(rasters: &mut Vec<Raster>, log: &[LaserLine]) {
    let mut first = 0;
    while first < rasters.len() {
        settle(&mut rasters[first], log);
        let mut next = first + 1;
        while next < rasters.len() {
            if !belongs(&rasters[first], &rasters[next], log) {
                next += 1;
                continue;
            }
            let other = rasters.remove(next);
            let raster = &mut rasters[first];
            raster.line_spacing_um = raster.line_spacing_um.or(other.line_spacing_um);
            raster.lines.extend(other.lines);
            raster.lines.sort_unstable();
            settle(raster, log);
            next = first + 1;
        }
        first += 1;
    }
}

/// Whether a raster repeats or completes lines of one that began before.
fn belongs(raster: &Raster, other: &Raster, log: &[LaserLine]) -> bool {
    let (Some(first), Some(next)) = (raster.lines.first(), other.lines.first()) else { return false };
    let Some(step) = raster.line_spacing_um.or(other.line_spacing_um) else { return false };
    let is_alike = !raster.is_standard && !other.is_standard && is_of_a_kind(&log[*first], &log[*next]);
    let agrees = other.line_spacing_um.is_none_or(|own| (own / step - 1.0).abs() <= NEAR);
    if !is_alike || !agrees {
        return false;
    }
    let place = |line: &usize| across(&log[*first], &log[*line]) / step;
    let places: Vec<f64> = raster.lines.iter().map(place).collect();
    let known: Vec<&LaserLine> = raster.lines.iter().map(|line| &log[*line]).collect();
    let fits = other.lines.iter().map(|line| Fit::new(&known, &places, &log[*line], place(line)));
    let Some(fits) = fits.collect::<Option<Vec<Fit>>>() else { return false };
    // beside the ends lies a single line that was left for later, and what goes on after the line that was repeated or resumed
    let reach = if fits.len() == 1 { 1.0 + NEAR } else { NEAR };
    let goes_on = known.last().is_some_and(|last| across(last, &log[*next]).abs() <= NEAR * step);
    let shared = fits.iter().filter(|fit| fit.is_repeat).count();
    fits.iter().any(|fit| fit.is_needed)
        && (goes_on || fits.iter().all(|fit| fit.beyond <= reach))
        && FEW * shared <= places.len() + fits.len() - shared
}

/// How a line lies among those of a raster.
struct Fit {
    /// Steps beyond the ends of the raster; negative between them.
    beyond: f64,
    /// Whether it lies on another line, and whether it is longer than that or lies on none.
    is_repeat: bool,
    is_needed: bool,
}

impl Fit {
    /// `places`: those of the lines, in steps. `None` for a line that lies beside the raster, or between the steps of it.
    fn new(lines: &[&LaserLine], places: &[f64], line: &LaserLine, place: f64) -> Option<Self> {
        let distance = |i: &usize| (places[*i] - place).abs();
        let nearest = (0..places.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let least = places.iter().copied().fold(f64::INFINITY, f64::min);
        let most = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (steps, beyond) = (distance(&nearest), (least - place).max(place - most));
        let is_on_step = beyond > 1.0 + NEAR || (steps - steps.round()).abs() <= NEAR;
        let is_repeat = steps <= NEAR && covers(lines[nearest], line);
        let is_needed = !is_repeat || is_longer(line, lines[nearest]);
        (is_on_step && lie_side_by_side(lines[nearest], line)).then_some(Self {
            beyond,
            is_repeat,
            is_needed,
        })
    }
}

/// Leaves one line at each place of a raster.
fn settle(raster: &mut Raster, log: &[LaserLine]) {
    let Some(step) = raster.line_spacing_um else { return };
    let mut kept: Vec<usize> = Vec::with_capacity(raster.lines.len());
    for line in std::mem::take(&mut raster.lines) {
        let twin = kept.iter_mut().find(|other| is_at_one_place(&log[**other], &log[line], step));
        match twin {
            None => kept.push(line),
            Some(twin) if is_longer(&log[line], &log[*twin]) => {
                raster.repeated.push((*twin, line));
                *twin = line;
            }
            Some(twin) => raster.repeated.push((line, *twin)),
        }
    }
    kept.sort_unstable();
    raster.lines = kept;
}

fn is_at_one_place(line: &LaserLine, other: &LaserLine, step: f64) -> bool {
    across(line, other).abs() <= NEAR * step && covers(line, other)
}

fn is_longer(line: &LaserLine, other: &LaserLine) -> bool {
    line.length_um() * (1.0 - ABORTED) > other.length_um()
}

fn lie_side_by_side(line: &LaserLine, other: &LaserLine) -> bool {
    offset(line, other).0.abs() < (line.length_um() + other.length_um()) / 2.0 * (1.0 + ABORTED)
}

/// Whether one of two lines covers much of the other, seen along them.
fn covers(line: &LaserLine, other: &LaserLine) -> bool {
    let (a, b) = (line.length_um(), other.length_um());
    let common = (a + b) / 2.0 - offset(line, other).0.abs();
    common.min(a).min(b) >= COVERED * a.min(b)
}

impl Raster {
    /// Sentences on lines that were ablated again or out of order.
    pub(super) fn detours(&self, log: &[LaserLine]) -> Vec<String> {
        let rows = self.rows(log);
        let row = |line: usize| self.lines.iter().position(|other| *other == line).map(|i| rows[i] + 1);
        let (aborted, whole): (Vec<_>, Vec<_>) =
            self.repeated.iter().partition(|(gone, used)| is_longer(&log[*used], &log[*gone]) && gone < used);
        let of = |pairs: &[&(usize, usize)]| list(pairs.iter().filter_map(|(_, used)| row(*used)));
        let late = (1..rows.len())
            .filter(|i| rows[..*i].iter().any(|before| before > &rows[*i]))
            .map(|i| rows[i] + 1);
        [
            (list(late), "ablated out of order: they are put at their places"),
            (of(&aborted), "aborted and ablated again: the repeats are used"),
            (of(&whole), "ablated again: those that came first, or are longer, are used"),
        ]
        .into_iter()
        .filter_map(|(lines, what)| Some(format!("the lines {} of the map were {what}", lines?)))
        .collect()
    }
}

/// Most lines that a sentence lists.
const LISTED: usize = 8;

/// Numbers of lines, each once, in words; `None` if there are none.
fn list(lines: impl Iterator<Item = usize>) -> Option<String> {
    let mut lines: Vec<usize> = lines.collect();
    lines.sort_unstable();
    lines.dedup();
    let more =
        if lines.len() > LISTED { format!(" and {} others", lines.len() - LISTED) } else { String::new() };
    let words: Vec<String> = lines.iter().take(LISTED).map(usize::to_string).collect();
    (!words.is_empty()).then(|| words.join(", ") + &more)
}

#[cfg(test)]
mod tests {
    use super::super::raster::rasters;
    use super::*;

    /// A line at a place in steps of 20 µm, from one x to another.
    fn line(place: i32, from: f64, to: f64) -> LaserLine {
        let y = 20.0 * f64::from(place);
        LaserLine {
            to_um: (to, y),
            spot: "20".into(),
            scan_speed_um_s: Some(10.0),
            ..LaserLine::at((from, y))
        }
    }

    /// Rows of the first raster of whole lines, and of the lines of other lengths among them, with its sentences.
    fn read(log: &[LaserLine]) -> (usize, Vec<usize>, Vec<usize>, Vec<String>) {
        let found = rasters(log);
        (found.len(), found[0].lines.clone(), found[0].rows(log), found[0].detours(log))
    }

    fn whole(places: &[i32]) -> Vec<LaserLine> {
        places.iter().map(|place| line(*place, 0.0, 300.0)).collect()
    }

    #[test]
    fn the_repeat_takes_the_place_of_the_line_that_was_aborted() {
        for at in 0..5 {
            let mut log = whole(&[0, 1, 2, 3, 4, 5]);
            log.insert(at, line(at as i32, 0.0, 110.0));
            let (count, lines, rows, notes) = read(&log);
            assert_eq!((count, rows), (1, vec![0, 1, 2, 3, 4, 5]), "{at}");
            assert!(!lines.contains(&at) && notes.len() == 1, "{at}: {notes:?}");
            assert!(notes[0].contains(&format!("the lines {} of the map were aborted", at + 1)), "{notes:?}");
        }
        let mut log = whole(&[0, 1, 3, 4, 5, 2]);
        log.insert(2, line(2, 0.0, 110.0));
        let (_, lines, rows, notes) = read(&log);
        assert_eq!((lines, rows), (vec![0, 1, 3, 4, 5, 6], vec![0, 1, 3, 4, 5, 2]));
        assert_eq!(notes.len(), 2, "{notes:?}");
    }

    #[test]
    fn lines_out_of_order_lie_at_their_places() {
        for places in [[0, 1, 3, 4, 5, 2], [1, 2, 3, 4, 5, 0], [0, 2, 1, 3, 4, 5], [5, 4, 2, 1, 0, 3]] {
            let (count, _, rows, notes) = read(&whole(&places));
            let falls = places[0] == 5;
            let expected: Vec<usize> =
                places.iter().map(|p| if falls { 5 - p } else { *p } as usize).collect();
            assert_eq!((count, rows), (1, expected), "{places:?}");
            assert!(notes[0].contains("out of order"), "{notes:?}");
        }
        let (_, _, rows, notes) = read(&whole(&[0, 1, 2, 3, 4, 5]));
        assert_eq!((rows, notes.len()), (vec![0, 1, 2, 3, 4, 5], 0));
    }

    #[test]
    fn a_line_that_was_resumed_is_one_row_and_whole_passes_stay_apart() {
        let mut log = whole(&[0, 1, 2, 3]);
        log.splice(1..2, [line(1, 0.0, 120.0), line(1, 120.0, 300.0)]);
        assert_eq!(read(&log).2, [0, 1, 1, 2, 3]);
        let passes = whole(&[0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]);
        assert_eq!(read(&passes).0, 2);
        let (count, lines, _, notes) = read(&whole(&[0, 1, 2, 3, 2, 1, 0]));
        assert_eq!((count, lines), (1, vec![0, 1, 2, 3]));
        assert!(notes[0].contains("the lines 1, 2, 3 of the map were ablated again"), "{notes:?}");
    }
}
