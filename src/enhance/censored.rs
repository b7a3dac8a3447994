// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does the range of the values hide something of the sample?
//!
//! Programs leave out what is below a detection limit. What is left of a dark place is then its brightest values, and the place comes out
//! too bright. Gaps for other reasons lie anywhere; these lie beside dark values, many of which are close to the smallest one. A detector
//! that is saturated gives one value over and over, and an element that was not detected nothing else.

use super::repair::Repaired;
use crate::numeric::neighbours;

/// Seen neighbours of a gap that tells, and least number and share of such gaps among all values.
const LEAST_NEIGHBOURS: usize = 3;
const LEAST_GAPS: usize = 64;
const LEAST_SHARE: f64 = 0.01;
/// So many gaps tell it, spread over the map.
const MOST_GAPS: usize = 1 << 16;
/// Mean rank of what lies beside the gaps among all seen values, 0 to 1, below which they are dark: about .5 for gaps that lie anywhere.
const DARK: f64 = 0.3;
/// The same where the values beside the gaps are cut off below.
const RATHER_DARK: f64 = 0.4;
/// Share of the values beside the gaps in the lowest quarter of their lower half's range from which on they are cut off: .12 and more at a
/// limit among them, less than .1 where they thin out.
const CUT_OFF: f64 = 0.1;
/// So many values that equal the largest, and so many times as many as equal the next smaller one, are no chance.
const LEAST_EQUAL: usize = 16;
const MORE_THAN_NEXT: usize = 4;

/// Share of the values that equal the smallest from which on they were put there, where hardly any other value is there twice.
const REPLACED: f64 = 0.05;
const HARDLY: usize = 2;

/// So few values tell no structure, and no more do values of which each has fewer of its eight neighbours beside it.
const LEAST_SEEN: usize = 64;
const LEAST_BESIDE: f64 = 3.0;

/// What the range of the values of an element tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// How many values were measured.
    seen: usize,
    /// Does a measured pixel stand alone as a rule?
    is_sparse: bool,
    /// Are there values below 0 and none above?
    is_negative: bool,
    /// The only value, if there are several and all are equal.
    constant: Option<f64>,
    /// The largest value and how often it is there, if that is as where a detector is saturated.
    saturated: Option<(f64, usize)>,
    /// The smallest value and how often it is there, if that is as where others were replaced by it.
    replaced: Option<(f64, usize)>,
    /// Do values seem to be missing because they were small?
    is_cut_below: bool,
}

impl Range {
    /// `are_counts`: is it known what one count is worth?
    pub fn of(repaired: &Repaired, are_counts: bool) -> Self {
        let (mut top, mut bottom, mut count, mut are_whole) = (Top::default(), Top::default(), 0, true);
        for value in repaired.observed() {
            top.add(value);
            bottom.add(-value);
            count += 1;
            are_whole &= value.fract() == 0.0;
        }
        let least = -bottom.largest.0;
        let constant = (count > 1 && top.largest.0 == least).then_some(least);
        let may_be_zero = are_counts || are_whole; // nothing was counted there
        let replaced = bottom.replaced(count).filter(|_| !may_be_zero);
        Self {
            seen: count,
            is_sparse: is_sparse(repaired, count),
            is_negative: top.largest.0 <= 0.0 && least < 0.0,
            constant,
            saturated: top.saturated(),
            replaced,
            is_cut_below: is_cut_below(repaired),
        }
    }

    /// Are all values equal?
    pub fn is_constant(&self) -> bool {
        self.constant.is_some()
    }

    /// From this value on a detector gives the same for more.
    pub fn saturated_from(&self) -> Option<f64> {
        self.saturated.map(|(value, _)| value)
    }

    /// What a user should read of it, in words.
    pub fn doubts(&self) -> impl Iterator<Item = String> {
        let few = (self.seen < LEAST_SEEN).then(|| {
            format!(
                "only {} measured, which does not tell noise from structure: enhance a larger map",
                if self.seen == 1 { "1 value was".into() } else { format!("{} values were", self.seen) }
            )
        });
        let gaps = self.is_sparse.then(|| {
            "most neighbours of a measured pixel are missing, so that what lies between is guessed: give the values as they were measured"
                .into()
        });
        let negative =
            self.is_negative.then(|| "no value is above 0: check the blank that was subtracted".into());
        let constant = self.constant.map(|value| {
            format!("every value is {}, so there is nothing to enhance: leave this element out", value as f32)
        });
        let saturated = self.saturated.map(|(value, count)| {
            format!(
                "{count} values equal the largest, {}, as where a detector is saturated, so bright places come out too dark: take no \
                 values from there",
                value as f32
            )
        });
        let cut = self.is_cut_below.then(|| {
            "values are missing where the map is dark, as below a detection limit, so dark places come out too bright: give these \
             values as they were measured"
                .into()
        });
        let replaced = self.replaced.map(|(value, count)| {
            format!(
                "{count} values are exactly {}, as where those below a limit or outside the sample were replaced, so dark places come out \
                 wrong: give them as they were measured, or write nan in their place",
                value as f32
            )
        });
        few.into_iter()
            .chain(gaps)
            .chain(negative)
            .chain(constant)
            .chain(saturated)
            .chain(cut)
            .chain(replaced)
    }
}

/// The largest value and the next smaller one, and how often they are there.
struct Top {
    largest: (f64, usize),
    next: (f64, usize),
}

impl Default for Top {
    fn default() -> Self {
        Self { largest: (f64::NEG_INFINITY, 0), next: (f64::NEG_INFINITY, 0) }
    }
}

impl Top {
    fn add(&mut self, value: f64) {
        if value > self.largest.0 {
            (self.largest, self.next) = ((value, 1), self.largest);
        } else if value == self.largest.0 {
            self.largest.1 += 1;
        } else if value > self.next.0 {
            self.next = (value, 1);
        } else if value == self.next.0 {
            self.next.1 += 1;
        }
    }

    /// The smallest value and how often it is there, if others were replaced by it: of negated values, of which there are so many.
    fn replaced(&self, count: usize) -> Option<(f64, usize)> {
        let ((value, equal), next) = (self.largest, self.next.1);
        let is_much = equal >= LEAST_EQUAL && equal as f64 > REPLACED * count as f64;
        (is_much && (1..=HARDLY).contains(&next)).then_some((0.0 - value, equal))
    }

    /// The largest value and how often it is there, if that is no chance.
    fn saturated(&self) -> Option<(f64, usize)> {
        let (count, next) = (self.largest.1, self.next.1);
        (next > 0 && count >= LEAST_EQUAL && count >= MORE_THAN_NEXT * next).then_some(self.largest)
    }
}

/// Are most neighbours of the measured pixels, of which there are so many, missing? Around a part of any shape that was measured they are not.
fn is_sparse(repaired: &Repaired, count: usize) -> bool {
    if repaired.missing_count < count {
        return false;
    }
    let measured = repaired.missing.indexed_iter().filter(|(_, missing)| !**missing);
    let beside = measured.map(|(at, _)| seen_beside(repaired, at).count()).sum::<usize>();
    (beside as f64) < LEAST_BESIDE * count as f64
}

/// Are values missing because they were small?
fn is_cut_below(repaired: &Repaired) -> bool {
    let least_gaps = LEAST_SHARE * repaired.values.len() as f64;
    if (repaired.missing_count as f64) < least_gaps {
        return false;
    }
    let mut seen: Vec<f64> = repaired.observed().collect();
    seen.sort_unstable_by(f64::total_cmp);
    let rank = |value: f64| {
        let (below, up_to) =
            (seen.partition_point(|seen| *seen < value), seen.partition_point(|seen| *seen <= value));
        (below + up_to) as f64 / (2 * seen.len()) as f64
    };
    let step = repaired.missing_count.div_ceil(MOST_GAPS);
    let gaps = repaired.missing.indexed_iter().filter(|(_, missing)| **missing).step_by(step);
    let beside: Vec<Vec<f64>> =
        gaps.map(|(at, _)| beside(repaired, at)).filter(|values| values.len() >= LEAST_NEIGHBOURS).collect();
    if beside.len() < LEAST_GAPS || ((step * beside.len()) as f64) < least_gaps {
        return false;
    }
    let ranks: f64 = beside.iter().map(|values| rank(values[values.len() / 2])).sum();
    let mean_rank = ranks / beside.len() as f64;
    mean_rank < DARK || mean_rank < RATHER_DARK && is_cut_off(beside.concat(), seen[0])
}

/// Do values thin out towards the smallest one of all, which is above 0, no more than within a limit?
fn is_cut_off(mut values: Vec<f64>, smallest: f64) -> bool {
    values.sort_unstable_by(f64::total_cmp);
    let quarter = smallest + (values[values.len() / 2] - smallest) / 4.0;
    let share = values.partition_point(|value| *value <= quarter) as f64 / values.len() as f64;
    smallest > 0.0 && share >= CUT_OFF
}

/// The measured values beside a pixel.
fn seen_beside(repaired: &Repaired, at: (usize, usize)) -> impl Iterator<Item = f64> + '_ {
    let seen = neighbours(repaired.values.dim(), at).filter(|at| !repaired.missing[*at]);
    seen.map(|at| repaired.values[at])
}

/// The seen neighbours of a gap, sorted.
fn beside(repaired: &Repaired, at: (usize, usize)) -> Vec<f64> {
    let mut values: Vec<f64> = seen_beside(repaired, at).collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use crate::stream::{Purpose, Stream};
    use ndarray::Array2;
    use rand_distr::{Distribution, Poisson};

    /// Counts of a sample with waves of a height, without those that are to be left out, and no larger than a limit.
    fn map(height: f64, largest: f32, is_left_out: impl Fn((usize, usize), f32) -> bool) -> Range {
        let values = Array2::from_shape_fn((80, 90), |(i, j)| {
            let mut stream = Stream::new(11, Purpose::Probe, i, j);
            let sample = 9.0 * (1.0 + height * (i as f64 * 0.2).sin() * (j as f64 * 0.2).cos());
            let counts = Poisson::new(sample).unwrap().sample(&mut stream) as f32;
            if is_left_out((i, j), counts) { f32::NAN } else { counts.min(largest) }
        });
        Range::of(&repair(values.view(), 0.0).unwrap(), false)
    }

    fn told(range: Range) -> String {
        range.doubts().collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_below_a_limit_is_told_and_other_gaps_are_not() {
        let all = f32::INFINITY;
        assert!(told(map(0.9, all, |_, counts| counts < 4.0)).contains("detection limit"));
        assert!(told(map(0.5, all, |_, counts| counts < 6.0)).contains("detection limit"));
        assert_eq!(told(map(0.9, all, |(i, j), _| (i * 7 + j * 3) % 13 == 0)), "");
        assert_eq!(told(map(0.9, all, |(i, _), _| i < 20)), ""); // a part that was not measured
        assert_eq!(told(map(0.9, all, |_, counts| counts > 15.0)), "");
        assert_eq!(told(map(0.9, all, |_, _| false)), "");
    }

    #[test]
    fn a_saturated_detector_is_told_and_rare_counts_are_not() {
        let saturated = map(0.9, 11.0, |_, _| false);
        assert!(told(saturated).contains("values equal the largest, 11, as where a detector is saturated"));
        assert_eq!(saturated.saturated_from(), Some(11.0));
        assert_eq!(told(map(0.9, f32::INFINITY, |(i, j), counts| i + j > 3 && counts > 9.0)), ""); // discrete, cut off
        let rare =
            Array2::from_shape_fn((80, 90), |(i, j)| if (7 * i + 3 * j) % 61 == 0 { 1.0 } else { 0.0 });
        assert_eq!(told(Range::of(&repair(rare.view(), 0.0).unwrap(), false)), "");
    }

    #[test]
    fn values_that_were_replaced_or_are_few_are_told() {
        let noise =
            |i: usize, j: usize| ((97 * i + 31 * j) as f32 * 0.71).sin() * ((13 * i + 57 * j) as f32).cos();
        let of = |map: Array2<f32>| told(Range::of(&repair(map.view(), 0.0).unwrap(), false));
        let cut = of(Array2::from_shape_fn((40, 50), |(i, j)| noise(i, j).max(0.0)));
        assert!(cut.contains("values are exactly 0, as where those below a limit"), "{cut}");
        let counts = of(Array2::from_shape_fn((40, 50), |(i, j)| (900.0 * noise(i, j)).max(0.0).round()));
        assert_eq!(counts, "", "bright parts among pixels without a count");
        assert_eq!(of(Array2::from_shape_fn((40, 50), |(i, j)| 2.0 + noise(i, j))), "");
        let strip = of(Array2::from_shape_fn((40, 50), |(i, j)| if i < 36 { f32::NAN } else { noise(i, j) }));
        assert_eq!(strip, "");
        let is_left_out = |i: usize, j: usize| !(i * 7 + j * 13 + i * j).is_multiple_of(4);
        let sparse =
            Array2::from_shape_fn((40, 50), |(i, j)| if is_left_out(i, j) { f32::NAN } else { noise(i, j) });
        assert!(of(sparse).starts_with("most neighbours of a measured pixel are missing"));
        let few = of(Array2::from_shape_fn((4, 5), |(i, j)| noise(i, j)));
        assert!(few.starts_with("only 20 values were measured"), "{few}");
        let negative = of(Array2::from_shape_fn((40, 50), |(i, j)| noise(i, j) - 2.0));
        assert!(negative.starts_with("no value is above 0"), "{negative}");
    }

    #[test]
    fn an_element_that_was_not_detected_is_told() {
        let of = |map: Array2<f32>| told(Range::of(&repair(map.view(), 0.0).unwrap(), false));
        assert!(of(Array2::zeros((9, 9))).starts_with("every value is 0, so there is nothing to enhance"));
        assert!(of(Array2::from_elem((1, 9), 0.1)).contains("every value is 0.1,"));
        assert!(!of(Array2::from_elem((1, 1), 5.0)).contains("every value"));
    }
}
