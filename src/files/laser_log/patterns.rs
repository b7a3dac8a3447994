// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kinds of lines in a laser log, and which of them is the map's.

use super::LogOptions;
use crate::files::table::counted;
use crate::lines::{LaserLine, is_standard};

/// How many times the lines of the next kind are those of the map, where names do not tell.
const CLEARLY: usize = 3;

/// Lines of a log that share spot, speed and repetition rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The comment on its first line, empty if there is none.
    pub name: String,
    /// How many lines there are.
    pub lines: usize,
    /// The spot as the log states it.
    pub spot: String,
    /// Speed of the stage along a line, µm/s.
    pub scan_speed_um_s: Option<f64>,
    /// Laser pulses in a second.
    pub repetition_rate_hz: Option<f64>,
    /// Whether all lines have names of reference materials.
    pub is_standard: bool,
}

impl Pattern {
    pub(super) fn holds(&self, line: &LaserLine) -> bool {
        (&self.spot, self.scan_speed_um_s, self.repetition_rate_hz)
            == (&line.spot, line.scan_speed_um_s, line.repetition_rate_hz)
    }

    fn words(&self) -> String {
        format!("{} \"{}\" with the spot {}", counted(self.lines, "line"), self.name, self.spot)
    }
}

/// The kinds of lines in the order of their first lines.
pub(super) fn of(lines: &[&LaserLine]) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for line in lines {
        let standard = is_standard(&line.name);
        if let Some(pattern) = patterns.iter_mut().find(|pattern| pattern.holds(line)) {
            pattern.lines += 1;
            pattern.is_standard &= standard;
        } else {
            patterns.push(Pattern {
                name: line.name.clone(),
                lines: 1,
                spot: line.spot.clone(),
                scan_speed_um_s: line.scan_speed_um_s,
                repetition_rate_hz: line.repetition_rate_hz,
                is_standard: standard,
            });
        }
    }
    patterns
}

/// The index of the map's pattern and a sentence on the choice; the error lists all.
pub(super) fn choose(
    patterns: &[Pattern],
    options: &LogOptions,
) -> std::result::Result<(usize, Option<String>), String> {
    let list = || {
        let words = patterns.iter().enumerate().map(|(i, pattern)| format!("{}: {}", i + 1, pattern.words()));
        words.collect::<Vec<_>>().join("; ")
    };
    let chosen = match options.pattern {
        Some(number) if (1..=patterns.len()).contains(&number) => number - 1,
        Some(number) => return Err(format!("there is no pattern {number} in the log ({})", list())),
        None => likely(patterns, options.map_lines).ok_or_else(|| {
            format!("the log holds several kinds of lines ({}): state the pattern of the map", list())
        })?,
    };
    let lines = patterns[chosen].lines;
    let outnumbered = patterns.iter().any(|pattern| pattern.lines > lines);
    let note = match options.map_lines {
        Some(map) if map != lines => {
            Some(format!("the log has {lines} lines of the map, the map has {map} lines"))
        }
        _ if outnumbered => Some(format!("pattern {} is taken for the map ({})", chosen + 1, list())),
        _ => None,
    };
    Ok((chosen, note))
}

/// Chooses the pattern of the map: the only one beside standards, or the one with by far the most lines.
fn likely(patterns: &[Pattern], map_lines: Option<usize>) -> Option<usize> {
    let sole = |wanted: &dyn Fn(&Pattern) -> bool| {
        let mut found = (0..patterns.len()).filter(|i| wanted(&patterns[*i]));
        found.next().filter(|_| found.next().is_none())
    };
    if let Some(lines) = map_lines
        && let Some(same) = sole(&|pattern| pattern.lines == lines)
    {
        return Some(same);
    }
    if let Some(other) = sole(&|pattern| !pattern.is_standard) {
        return Some(other);
    }
    let none_but_standards = patterns.iter().all(|pattern| pattern.is_standard);
    let mut candidates: Vec<usize> =
        (0..patterns.len()).filter(|i| none_but_standards || !patterns[*i].is_standard).collect();
    candidates.sort_by_key(|i| std::cmp::Reverse(patterns[*i].lines));
    match candidates[..] {
        [first, next, ..] if patterns[first].lines < CLEARLY * patterns[next].lines => None,
        [first, ..] => Some(first),
        [] => None,
    }
}
