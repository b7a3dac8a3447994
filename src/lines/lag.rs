// SPDX-License-Identifier: MIT OR Apache-2.0
//! By how much the clock of the signal lags that of the laser log: where the signal is on when the laser is.
//!
//! The measure is the correlation of the signal's activity with laser on and off, times the share of the laser's time that
//! the recording covers. It is trusted only where readings with the laser on are above those with the laser off, where no other
//! lag fits nearly as well (a raster looks like itself one line later), and where it is sharp (a sample in the middle of its
//! lines leaves it open).

use super::median::median;
use super::signal::{Signal, activity};
use crate::error::{Error, Result};

/// Smallest chance, of a lag that is trusted, that a reading with the laser on is above one with the laser off.
const TOLD: f64 = 0.8;
/// Share of the best score that the clocks of both files must reach where the signal is too weak to tell.
const CONFIRMED: f64 = 0.9;
/// Smallest share of the laser's time that the recordings must cover.
const COVERED: f64 = 0.5;
/// Share of one line's part in the correlation by which another lag must be worse.
const ANOTHER: f64 = 0.3;
/// Share of one reading's part in the correlation that is not told apart.
const ALIKE: f64 = 0.15;
/// Steps of a line in the search, and steps of a reading in the refinement.
const STEPS: (f64, f64) = (20.0, 10.0);
/// Largest halves, in readings, of a span of lags that fit alike.
const SHARP: f64 = 1.5;
/// Lags to each side that a refinement looks at at once, and that are asked whether they fit as well as the best.
const AROUND: i64 = 1000;
const MOST_ALIKE: usize = 100_000;
/// Most evaluations of a window, and most lags, in one search.
const MOST_WORK: (f64, f64) = (2e7, 1e6);

/// A lag, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lag {
    /// Time of the signal minus time of the log, s; the log's time is 0 where its first line begins.
    pub lag_s: f64,
    /// Correlation of the signal with the laser, at most 1.
    pub correlation: f64,
    /// Whether the clocks of both files stated it and the signal only agreed.
    pub from_clocks: bool,
}

/// Windows in which the laser was on, in s on the clock of the log, for each recording.
pub(super) type Windows = Vec<Vec<(f64, f64)>>;

/// The activity of one recording as a running integral on even steps, so that a window costs two look-ups.
struct Integral {
    begin_s: f64,
    step_s: f64,
    sums: Vec<f64>,
}

impl Integral {
    fn new(times_s: &[f64], activity: &[f64], sweep_s: f64) -> Self {
        let (step_s, begin_s) = (sweep_s / 2.0, times_s[0] - sweep_s / 2.0);
        let end_s = times_s[times_s.len() - 1] + sweep_s / 2.0;
        let count = ((end_s - begin_s) / step_s).round() as usize;
        let (mut sums, mut sum, mut next) = (vec![0.0], 0.0, 0);
        for step in 0..count {
            let middle = begin_s + (step as f64 + 0.5) * step_s;
            while next + 1 < times_s.len() && (times_s[next] + times_s[next + 1]) / 2.0 <= middle {
                next += 1;
            }
            sum += activity[next] * step_s;
            sums.push(sum);
        }
        Self { begin_s, step_s, sums }
    }

    fn end_s(&self) -> f64 {
        self.begin_s + (self.sums.len() - 1) as f64 * self.step_s
    }

    /// Integral from the begin to a time within the recording.
    fn at(&self, time_s: f64) -> f64 {
        let place = (time_s - self.begin_s) / self.step_s;
        let below = (place as usize).min(self.sums.len() - 2);
        let share = place - below as f64;
        self.sums[below] * (1.0 - share) + self.sums[below + 1] * share
    }
}

/// Recordings beside what the laser did.
pub(super) struct Search<'a> {
    integrals: Vec<Integral>,
    windows: &'a Windows,
    total_s: f64,
    on_s: f64,
    mean: f64,
    variance: f64,
    sweep_s: f64,
    line_s: f64,
}

impl<'a> Search<'a> {
    /// `windows` has one list for each signal, none of them empty.
    pub fn new(signals: &[Signal], windows: &'a Windows, sweep_s: f64) -> Self {
        let activity = activity(signals);
        let pairs = signals.iter().zip(&activity);
        let integrals: Vec<Integral> =
            pairs.map(|(signal, activity)| Integral::new(&signal.times_s, activity, sweep_s)).collect();
        let total_s: f64 = integrals.iter().map(|integral| integral.end_s() - integral.begin_s).sum();
        let readings = activity.iter().map(Vec::len).sum::<usize>() as f64;
        let mean =
            integrals.iter().map(|integral| integral.sums[integral.sums.len() - 1]).sum::<f64>() / total_s;
        let variance = activity.iter().flatten().map(|a| (a - mean).powi(2)).sum::<f64>() / readings;
        let mut lengths: Vec<f64> = windows.iter().flatten().map(|(on, off)| off - on).collect();
        let line_s = median(&mut lengths).unwrap_or(0.0);
        Self { integrals, windows, total_s, on_s: lengths.iter().sum(), mean, variance, sweep_s, line_s }
    }

    /// Correlation at a lag, and the share of the laser's time within the recordings.
    fn correlation(&self, lag_s: f64) -> (f64, f64) {
        let (mut on_s, mut sum) = (0.0, 0.0);
        for (integral, windows) in self.integrals.iter().zip(self.windows) {
            let (begin, end) = (integral.begin_s, integral.end_s());
            for (on, off) in windows {
                let (on, off) = ((on + lag_s).clamp(begin, end), (off + lag_s).clamp(begin, end));
                if off > on {
                    on_s += off - on;
                    sum += integral.at(off) - integral.at(on);
                }
            }
        }
        let share = on_s / self.total_s;
        let spread = (self.variance * share * (1.0 - share)).sqrt();
        if spread <= 0.0 {
            return (0.0, 0.0);
        }
        ((sum / self.total_s - self.mean * share) / spread, on_s / self.on_s)
    }

    fn score(&self, lag_s: f64) -> f64 {
        let (correlation, covered) = self.correlation(lag_s);
        if covered < COVERED { 0.0 } else { correlation * covered }
    }

    /// The chance that a step with the laser on has more signal than one with the laser off (area under the curve).
    fn told(&self, lag_s: f64) -> f64 {
        let mut steps: Vec<(f64, bool)> = Vec::new();
        for (integral, windows) in self.integrals.iter().zip(self.windows) {
            for step in 1..integral.sums.len() {
                let time = integral.begin_s + (step as f64 - 0.5) * integral.step_s - lag_s;
                let next = windows.partition_point(|(on, _)| *on <= time);
                let is_on = next.checked_sub(1).is_some_and(|last| time < windows[last].1);
                steps.push((integral.sums[step] - integral.sums[step - 1], is_on));
            }
        }
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut off_below, mut won, mut from) = (0.0, 0.0, 0);
        // differences of sums that agree to ten digits are ties
        let tied = |a: f64, b: f64| (a - b).abs() <= 1e-10;
        while from < steps.len() {
            let to = from + steps[from..].iter().take_while(|step| tied(step.0, steps[from].0)).count();
            let on = steps[from..to].iter().filter(|step| step.1).count() as f64;
            let off = (to - from) as f64 - on;
            won += on * (off_below + off / 2.0);
            off_below += off;
            from = to;
        }
        let on = steps.len() as f64 - off_below;
        if on * off_below > 0.0 { won / (on * off_below) } else { 0.0 }
    }

    /// The lags at which a recording and its windows overlap, in even steps.
    fn lags(&self) -> (f64, f64, usize) {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for (integral, windows) in self.integrals.iter().zip(self.windows) {
            least = least.min(integral.begin_s - windows[windows.len() - 1].1);
            most = most.max(integral.end_s() - windows[0].0);
        }
        let step = (self.sweep_s / 2.0).max(self.line_s / STEPS.0);
        let work = (most - least) / step * self.windows.iter().map(Vec::len).sum::<usize>() as f64;
        let step = step * (work / MOST_WORK.0).max((most - least) / step / MOST_WORK.1).max(1.0);
        (least, step, ((most - least) / step) as usize + 1)
    }

    /// Finds the lag. `clocks_s` is the one that the clocks of both files state, where they do.
    ///
    /// # Errors
    /// [`Error::Missing`] if the signal does not follow the laser or leaves the lag open.
    pub fn find(&self, clocks_s: Option<f64>) -> Result<Lag> {
        let (least, step, count) = self.lags();
        let scores: Vec<f64> = (0..count).map(|i| self.score(least + i as f64 * step)).collect();
        let at = |i: usize| least + i as f64 * step;
        let best = (0..count).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0);
        let peak = self.refine(at(best), step);
        let (best_score, correlation) = (self.score(peak), self.correlation(peak).0);
        if self.told(peak) < TOLD {
            if let Some(clocks_s) =
                clocks_s.filter(|clocks_s| self.score(*clocks_s) >= CONFIRMED * best_score)
            {
                let correlation = self.correlation(clocks_s).0;
                return Ok(Lag { lag_s: clocks_s, correlation, from_clocks: true });
            }
            return Err(unknown(format!(
                "the signal does not follow the laser of the log (correlation {correlation:.2}): state the lag"
            )));
        }
        let (from, to) = self.plateau(peak, best_score);
        let lag_s = (from + to) / 2.0;
        let lines = self.windows.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let alike = best_score * (1.0 - ANOTHER / lines);
        let rival = (0..count)
            .filter(|i| (at(*i) - lag_s).abs() > self.line_s / 2.0)
            .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
            .map(|rival| self.refine(at(rival), step))
            .filter(|rival| self.score(*rival) >= alike);
        let open = (to - from) / 2.0 > SHARP * self.sweep_s;
        if let Some(clocks_s) = clocks_s {
            let agrees = (clocks_s - lag_s).abs() <= self.sweep_s;
            let undecided =
                (rival.is_some() || open) && self.score(clocks_s) >= alike.min(self.least_alike(best_score));
            if agrees || undecided {
                let correlation = self.correlation(clocks_s).0;
                return Ok(Lag { lag_s: clocks_s, correlation, from_clocks: true });
            }
        }
        match rival {
            Some(rival) => Err(unknown(format!(
                "the signal follows the laser of the log as well {:.2} s as {:.2} s behind it: state the lag",
                lag_s, rival
            ))),
            None if open => Err(unknown(format!(
                "every lag from {from:.2} to {to:.2} s fits, as the sample does not reach the ends of the lines: state \
                 the lag"
            ))),
            None => Ok(Lag { lag_s, correlation, from_clocks: false }),
        }
    }

    /// The best lag within two steps of one, to a tenth of a reading.
    fn refine(&self, near_s: f64, step_s: f64) -> f64 {
        let fine = self.sweep_s / STEPS.1;
        let best = |near_s: f64, around: i64, step: f64| {
            let lags = (-around..=around).map(|i| near_s + i as f64 * step);
            lags.max_by(|a, b| self.score(*a).total_cmp(&self.score(*b))).unwrap_or(near_s)
        };
        let (mut near_s, mut reach_s) = (near_s, 2.0 * step_s);
        // lines of hours have steps of minutes
        while reach_s / fine > AROUND as f64 {
            let step = reach_s / AROUND as f64;
            (near_s, reach_s) = (best(near_s, AROUND, step), 2.0 * step);
        }
        best(near_s, (reach_s / fine).ceil() as i64, fine)
    }

    /// Score below which a lag is told from the best one.
    fn least_alike(&self, best: f64) -> f64 {
        best * (1.0 - ALIKE * self.sweep_s / self.line_s)
    }

    /// The lags around the best that fit as well as it does.
    fn plateau(&self, peak: f64, best: f64) -> (f64, f64) {
        let (fine, alike) = (self.sweep_s / STEPS.1, self.least_alike(best));
        let most = ((self.line_s / fine).ceil() as usize).min(MOST_ALIKE);
        let end = |sign: f64| {
            let alike = (1..=most).take_while(|i| self.score(peak + sign * *i as f64 * fine) >= alike);
            peak + sign * alike.last().unwrap_or(0) as f64 * fine
        };
        (end(-1.0), end(1.0))
    }

    /// The lags of some windows of the first recording alone, within a reach on both sides of a lag, that fit as well as the best.
    pub fn near<'w>(&'w self, windows: &'w [(f64, f64)], lag_s: f64, reach_s: f64) -> Near<'w> {
        let fine = self.sweep_s / STEPS.1;
        let around = (reach_s / fine) as i64;
        let gains: Vec<f64> =
            (-around..=around).map(|step| self.gain(windows, lag_s + step as f64 * fine)).collect();
        let best = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let fits = |i: &usize| gains[*i] >= self.least_alike(best);
        let (first, last) = ((0..gains.len()).find(fits), (0..gains.len()).rev().find(fits));
        let at = |place: Option<usize>| lag_s + (place.unwrap_or(0) as f64 - around as f64) * fine;
        Near { search: self, windows, best, from_s: at(first), to_s: at(last) }
    }

    /// The activity of the first recording in these windows.
    fn gain(&self, windows: &[(f64, f64)], lag_s: f64) -> f64 {
        let integral = &self.integrals[0];
        let inside = |time: f64| integral.at((time + lag_s).clamp(integral.begin_s, integral.end_s()));
        windows.iter().map(|(on, off)| inside(*off) - inside(*on)).sum()
    }

    /// By how much the activity with the laser on is above that with the laser off.
    fn contrast(&self, lag_s: f64) -> f64 {
        let all: f64 = self.integrals.iter().map(|integral| integral.sums[integral.sums.len() - 1]).sum();
        let on = self.gain(&self.windows[0], lag_s);
        on / self.on_s - (all - on) / (self.total_s - self.on_s)
    }

    /// Correlation at a stated lag.
    pub fn stated(&self, lag_s: f64) -> Lag {
        Lag { lag_s, correlation: self.correlation(lag_s).0, from_clocks: false }
    }
}

/// Lags that fit some lines.
pub(super) struct Near<'a> {
    search: &'a Search<'a>,
    windows: &'a [(f64, f64)],
    best: f64,
    /// The least and the largest of them, s.
    pub from_s: f64,
    pub to_s: f64,
}

impl Near<'_> {
    /// By how many readings a line is displaced at another lag, as far as lines as bright as all tell.
    pub fn displaced(&self, lag_s: f64) -> f64 {
        let reading = self.search.contrast(lag_s) * self.search.sweep_s * self.windows.len() as f64;
        (self.best - self.search.gain(self.windows, lag_s)) / reading
    }
}

pub(super) fn unknown(hint: String) -> Error {
    Error::Missing { what: "the lag between log and signal", hint }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Lines of 8 s every 11 s that begin 5.3 s into the signal; `shape` gives the signal by the place in the line, 0 to 1.
    fn scene(lines: usize, shape: impl Fn(f64) -> f64) -> (Vec<Signal>, Windows) {
        let windows: Vec<(f64, f64)> = (0..lines).map(|i| (11.0 * i as f64, 11.0 * i as f64 + 8.0)).collect();
        let times_s: Vec<f64> = (0..(lines * 11 + 20) * 2).map(|i| 0.5 * i as f64).collect();
        let value = |time: f64| {
            let inside = windows.iter().find(|(on, off)| (on + 5.3..off + 5.3).contains(&time));
            inside.map_or(0.0, |(on, _)| shape((time - 5.3 - on) / 8.0)) as f32
        };
        let values = Array2::from_shape_fn((1, times_s.len()), |(_, i)| value(times_s[i]));
        let (elements, unit) = (vec!["Mg24".to_string()], String::new());
        let signal = Signal { name: "a".into(), elements, times_s, values, unit, began_s: None, track: None };
        (vec![signal], vec![windows])
    }

    #[test]
    fn a_lag_is_found_to_less_than_half_a_reading() {
        for lines in [1, 2, 30] {
            let (signals, windows) = scene(lines, |share| 0.6 + 0.4 * (9.0 * share).sin());
            let lag = Search::new(&signals, &windows, 0.5).find(None).unwrap();
            assert!((lag.lag_s - 5.3).abs() < 0.25 && lag.correlation > 0.7, "{lines}: {lag:?}");
        }
    }

    #[test]
    fn a_signal_that_leaves_the_lag_open_asks_for_it() {
        let words = |(signals, windows): (Vec<Signal>, Windows)| {
            Search::new(&signals, &windows, 0.5).find(None).unwrap_err().to_string()
        };
        let middle = words(scene(9, |share| f64::from(u8::from((0.15..0.85).contains(&share)))));
        assert!(middle.contains("every lag from"), "{middle}");
        let (mut signals, windows) = scene(9, |_| 1.0);
        signals[0].values = Array2::from_shape_fn((1, signals[0].readings()), |(_, i)| (i * i % 7) as f32);
        assert!(words((signals, windows)).contains("does not follow"));
        let (mut signals, windows) = scene(9, |_| 1.0);
        let last = signals[0].times_s.iter().position(|time| *time > 5.3 + 7.5 * 11.0).unwrap();
        signals[0].values.slice_mut(ndarray::s![.., last..]).fill(0.0);
        let shifted = words((signals, windows));
        assert!(shifted.contains("as well"), "{shifted}");
    }

    #[test]
    fn clocks_decide_where_the_signal_cannot_but_do_not_overrule_it() {
        let (signals, windows) = scene(9, |share| f64::from(u8::from((0.4..0.6).contains(&share))));
        let search = Search::new(&signals, &windows, 0.5);
        assert_eq!(search.find(Some(5.0)).unwrap().lag_s, 5.0);
        assert!(search.find(Some(15.0)).is_err());
        let (signals, windows) = scene(9, |_| 1.0);
        let lag = Search::new(&signals, &windows, 0.5).find(Some(40.0)).unwrap();
        assert!((lag.lag_s - 5.3).abs() < 0.25 && !lag.from_clocks);
    }
}
