// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns of times: which they are, what their unit is, and what their cells mean.

use crate::files::cell::plain;
use crate::files::moment::{moment, time_of_day};
use crate::lines::TimeUnit;

/// Words of which the name of a column of times has one at least.
const NAMES: [&str; 12] = [
    "time",
    "times",
    "elapsed",
    "timestamp",
    "datetime",
    "seconds",
    "sec",
    "elapsedtime",
    "zeit",
    "temps",
    "tiempo",
    "tempo",
];
/// Words that may stand beside them.
const BESIDE: [&str; 21] = [
    "t",
    "of",
    "in",
    "scan",
    "since",
    "start",
    "acquisition",
    "acq",
    "cycle",
    "absolute",
    "relative",
    "run",
    "date",
    "s",
    "ms",
    "min",
    "minutes",
    "milliseconds",
    "buf",
    "h",
    "the",
];
const DAY_S: f64 = 86400.0;
/// Largest step of a column without a unit that is taken for seconds.
const LARGEST_STEP_S: f64 = 10.0;

/// Whether a name is that of a column of times: `Time [Sec]`, `Elapsed Time (s)`, `Cycle time (ms)`, `t_elapsed_Buf`.
pub(super) fn is_time(name: &str) -> bool {
    let lower = name.to_lowercase();
    let bare = lower.split(['(', '[']).next().unwrap_or_default();
    let bare = if bare.trim().is_empty() { lower.trim_matches(['(', '[', ')', ']']) } else { bare };
    let words: Vec<&str> =
        bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_name = |word: &&str| NAMES.contains(word);
    words.iter().any(is_name) && words.iter().all(|word| is_name(word) || BESIDE.contains(word))
}

/// The unit that the name of a column of times, or the cell below it, states.
pub(super) fn unit(name: &str) -> Option<TimeUnit> {
    let lower = name.to_lowercase().replace(' ', "");
    if lower.contains("24*60*60") {
        return Some(TimeUnit::Days); // spreadsheets count days, and programs write how they came to them
    }
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).rev().find_map(|word| match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(TimeUnit::Seconds),
        "ms" | "msec" | "millisecond" | "milliseconds" => Some(TimeUnit::Milliseconds),
        "min" | "mins" | "minute" | "minutes" => Some(TimeUnit::Minutes),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(TimeUnit::Hours),
        "us" | "\u{b5}s" | "\u{3bc}s" | "microseconds" => Some(TimeUnit::Microseconds),
        _ => lower.ends_with("inseconds").then_some(TimeUnit::Seconds),
    })
}

/// What the cells of a column of times are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Written {
    Numbers,
    /// `h:m:s`
    Clock,
    /// Dates with a time of day.
    Moments,
}

impl Written {
    /// How a cell is written; `None` if it is no time.
    pub fn of(cell: &str) -> Option<Self> {
        let kinds = [Self::Numbers, Self::Clock, Self::Moments];
        kinds.into_iter().find(|kind| kind.value(cell).is_some())
    }

    /// The number, or the seconds, of a cell.
    pub fn value(self, cell: &str) -> Option<f64> {
        match self {
            Self::Numbers => number(cell),
            Self::Clock => time_of_day(cell),
            Self::Moments => moment(cell).map(|moment| moment.seconds),
        }
    }
}

/// A finite number with a decimal point or comma.
pub(super) fn number(cell: &str) -> Option<f64> {
    let cell = &*plain(cell);
    let plain = cell.bytes().all(|b| b.is_ascii_digit() || b"+-.,eE".contains(&b));
    let point =
        if cell.contains(',') && !cell.contains('.') { cell.replace(',', ".") } else { cell.to_string() };
    point.parse().ok().filter(|value: &f64| plain && value.is_finite())
}

/// Lets times of day that begin again at midnight go on.
pub(super) fn over_midnight(written: Written, times: &mut [f64]) {
    if written != Written::Clock {
        return;
    }
    for i in 1..times.len() {
        while times[i] < times[i - 1] - DAY_S / 2.0 {
            times[i] += DAY_S;
        }
    }
}

/// Refuses a unit in brackets that is not known, as that of `Time [ns]`.
pub(super) fn known_unit(name: &str) -> Result<Option<TimeUnit>, String> {
    let known = unit(name);
    let inner = name.split_once(['[', '(']).map(|(_, rest)| rest.trim_matches([']', ')', ' ']));
    match inner.filter(|inner| known.is_none() && inner.chars().any(char::is_alphabetic) && !is_time(inner)) {
        Some(inner) => Err(format!("the unit {inner} of the times is not known: state the unit of time")),
        None => Ok(known),
    }
}

/// Length of the unit of a column in s; the error says what to state.
pub(super) fn in_s(
    written: Written,
    stated: Option<TimeUnit>,
    named: Option<TimeUnit>,
    values: &[f64],
) -> Result<f64, String> {
    if written != Written::Numbers {
        return Ok(1.0);
    }
    if let Some(unit) = named.or(stated) {
        return match stated.filter(|stated| *stated != unit) {
            Some(_) => Err("the header states another unit of time: leave out the stated one".into()),
            None => Ok(unit.in_s()),
        };
    }
    let mut steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    match steps.get(steps.len() / 2) {
        Some(step) if *step > LARGEST_STEP_S => {
            Err(format!("the column of times steps by {step} and has no unit: state the unit of time"))
        }
        _ => Ok(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_times_are_known_by_their_names() {
        for (name, expected) in [
            ("Time", None),
            ("Time [Sec]", Some(TimeUnit::Seconds)),
            ("Elapsed Time (s)", Some(TimeUnit::Seconds)),
            ("Time in Seconds", Some(TimeUnit::Seconds)),
            ("Time_s", Some(TimeUnit::Seconds)),
            ("[sec]", Some(TimeUnit::Seconds)),
            ("Cycle time (ms)", Some(TimeUnit::Milliseconds)),
            ("Time of scan[ms/(24*60*60*1000)]", Some(TimeUnit::Days)),
            ("t_elapsed_Buf", None),
            ("Timestamp", None),
            ("Zeit [s]", Some(TimeUnit::Seconds)),
            ("Temps", None),
            ("ElapsedTime", None),
            ("Time [min]", Some(TimeUnit::Minutes)),
        ] {
            assert!(is_time(name), "{name}");
            assert_eq!(unit(name), expected, "{name}");
        }
        for name in ["Intensity Vs Time", "Dwell time", "Mg24", "s", "min", "", "Times New", "Sm147"] {
            assert!(!is_time(name), "{name}");
        }
    }

    #[test]
    fn units_in_brackets_must_be_known_and_clocks_go_on_at_midnight() {
        for (name, known) in
            [("Time [ns]", false), ("Time (ticks)", false), ("Time [s]", true), ("Time (rel. time)", false)]
        {
            assert_eq!(known_unit(name).is_ok(), known, "{name}");
        }
        let mut times = [86398.0, 86399.0, 0.0, 1.0];
        over_midnight(Written::Clock, &mut times);
        assert_eq!(times, [86398.0, 86399.0, 86400.0, 86401.0]);
        assert_eq!(
            (number("1.5D+02"), number("\u{2212}3"), number("1'234")),
            (Some(150.0), Some(-3.0), None)
        );
    }

    #[test]
    fn a_column_without_unit_is_seconds_only_where_that_is_likely() {
        assert_eq!(in_s(Written::Numbers, None, None, &[0.0, 0.5, 1.0]), Ok(1.0));
        assert!(
            in_s(Written::Numbers, None, None, &[0.0, 500.0, 1000.0]).unwrap_err().ends_with("unit of time")
        );
        assert_eq!(in_s(Written::Numbers, Some(TimeUnit::Milliseconds), None, &[0.0, 500.0]), Ok(1e-3));
        assert!(in_s(Written::Numbers, Some(TimeUnit::Minutes), Some(TimeUnit::Seconds), &[]).is_err());
        assert_eq!(Written::of("00:01:02.5"), Some(Written::Clock));
        assert_eq!(Written::of("2026-01-05 09:00:00"), Some(Written::Moments));
        assert_eq!(
            (Written::of("1,5"), Written::of("inf"), Written::of("x")),
            (Some(Written::Numbers), None, None)
        );
    }
}
