// SPDX-License-Identifier: MIT OR Apache-2.0
//! What one count is worth in a map that states no counts: the number of which all its values are multiples.
//!
//! Rates and scaled counts are multiples of one quantum, also after rounding to a few decimals. Rounding alone leaves
//! multiples too, so a quantum counts only where the map scatters as counts of it do. Where much structure is as fine as the pixels, a
//! map scatters more; then the other elements of the same measurement tell.

use super::law::{Count, CountSource};
use super::scatter::Scatter;
use crate::enhance::repair::{Repaired, repair};
use crate::map::Map;
use std::f64::consts::TAU;

/// Values that are looked at, and the least number of them.
const MOST_VALUES: usize = 1 << 15;
/// Values of which the phases are looked at.
const PHASES: usize = 1 << 11;
const LEAST_VALUES: usize = 256;
/// Pixels that share a level, on average, below which values are taken for continuous, and least number of levels.
const LEAST_SHARED: usize = 3;
const LEAST_LEVELS: usize = 6;
/// Mean cosine of the phases of multiples: 1 without rounding, 0 for values that share no quantum.
const LEAST_COHERENCE: f64 = 0.55;
/// Counts are whole to this share, as single precision keeps them, up to so many.
const WHOLE: f64 = 1e-6;
const MOST_COUNTS: f64 = 1e6;
/// Least number of levels of which a divisor tells: true counts of more than 0 and one other value are no multiples of another number.
const SHARED_LEVELS: usize = 3;
/// So many times what was stated a count must be worth, or what is stated what it is worth, to contradict it.
const CONTRADICTS: f64 = 1.5;
/// Steps and span of the search around a first guess.
const STEPS: i32 = 250;
const SPAN: f64 = 0.04;
/// Dispersion that is taken for that of counts, of a quantum that rounding could leave and of another.
const ROUNDED: (f64, f64) = (0.7, 1.35);
const UNROUNDED: (f64, f64) = (0.6, 2.0);

/// Steps of two elements that are one, relative to it, and least number and share of the elements that must agree.
const AGREE: f64 = 0.01;
const LEAST_AGREEING: (usize, f64) = (2, 0.2);
/// Of values up to so many steps it is asked whether they are multiples: of more, corrections of dead time shift the phases.
const NEAR: f64 = 200.0;
/// How many of them there must be, and their coherence.
const LEAST_NEAR: usize = 64;
const ARE_MULTIPLES: f64 = 0.9;

/// A number of which all values of a map are multiples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantum {
    /// The number, in the map's unit.
    pub step: f64,
    /// Does the map scatter as counts worth that much do? Else it is what rounding left.
    pub is_count: bool,
}

/// The number of which all values are multiples; `None` for values that are continuous.
pub fn quantum(repaired: &Repaired) -> Option<Quantum> {
    let values = lower_half(repaired)?;
    let guess = mean_gap(&values)?;
    // levels may be missing among few values: then gaps are multiples of the quantum
    let found = [1.0, 2.0, 3.0].into_iter().map(|share| best_near(guess / share, &values));
    let (step, _) =
        found.filter(|(_, coherence)| *coherence >= LEAST_COHERENCE).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let (least, most) = if is_decimal(step) { ROUNDED } else { UNROUNDED };
    let is_count =
        Scatter::of(repaired).over_counts(step).is_some_and(|ratio| (least..=most).contains(&ratio));
    Some(Quantum { step, is_count })
}

/// The quantum of each element of a map, in which no spikes are looked for.
pub fn of_elements(map: &Map) -> Vec<Option<Quantum>> {
    (0..map.elements().len()).map(|index| quantum(&repair(map.element(index), 0.0)?)).collect()
}

/// What one count is worth in elements of one measurement whose unit is not known, if enough of them surely look like counts of one
/// number. One number that rounding may have left does not tell.
pub fn agreed(quanta: &[Option<Quantum>]) -> Option<f64> {
    let counts = quanta.iter().flatten().filter(|quantum| quantum.is_count);
    let mut steps: Vec<f64> = counts.map(|quantum| quantum.step).filter(|step| !is_decimal(*step)).collect();
    steps.sort_by(f64::total_cmp);
    let middle = *steps.get(steps.len() / 2)?;
    let agreeing = steps.iter().filter(|step| (*step / middle - 1.0).abs() < AGREE).count();
    let (least, share) = LEAST_AGREEING;
    (agreeing >= least && agreeing as f64 >= share * quanta.len() as f64).then_some(middle)
}

/// Are the low values of a map multiples of a number that other elements of the measurement show?
pub fn are_multiples(repaired: &Repaired, step: f64) -> bool {
    let near: Vec<f64> = repaired.observed().filter(|v| (0.5 * step..NEAR * step).contains(v)).collect();
    near.len() >= LEAST_NEAR && coherence(&near, step) >= ARE_MULTIPLES
}

/// What one count is worth by the values, if they surely are counts worth another number than was stated.
pub fn contradiction(repaired: &Repaired, stated: Count) -> Option<f64> {
    if stated.source == CountSource::Values {
        return None;
    }
    let counted = match common_divisor(repaired, stated.worth) {
        Some(divisor) => divisor as f64 * stated.worth,
        None => match quantum(repaired).filter(|quantum| quantum.is_count) {
            Some(quantum) => quantum.step,
            // rounding leaves multiples of less than a count
            None => {
                smallest(repaired).filter(|step| *step > stated.worth && are_multiples(repaired, *step))?
            }
        },
    };
    let ratio = counted / stated.worth;
    (!(1.0 / CONTRADICTS..=CONTRADICTS).contains(&ratio)).then_some(counted)
}

/// The smallest value above 0: one count, where a map has pixels of so few.
fn smallest(repaired: &Repaired) -> Option<f64> {
    repaired.observed().filter(|value| *value > 0.0).min_by(f64::total_cmp)
}

/// The largest whole number that divides all values in units of `worth`; `None` if they are not whole there, or have few levels.
fn common_divisor(repaired: &Repaired, worth: f64) -> Option<u64> {
    let step = repaired.values.len().div_ceil(MOST_VALUES).max(1);
    let (mut divisor, mut levels, mut positive) = (0u64, Vec::new(), 0);
    for value in repaired.observed().step_by(step) {
        let counts = value / worth;
        let whole = counts.round();
        if (counts - whole).abs() > WHOLE * whole.max(1.0) || !(0.0..MOST_COUNTS).contains(&whole) {
            return None;
        }
        divisor = gcd(divisor, whole as u64);
        positive += usize::from(whole > 0.0);
        if levels.len() < SHARED_LEVELS && !levels.contains(&(whole as u64)) {
            levels.push(whole as u64);
        }
    }
    (levels.len() >= SHARED_LEVELS && positive >= LEAST_NEAR).then_some(divisor)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The lower half of the observed values, sorted; high ones have too many multiples below them. `None` if they are few or
/// some are negative.
fn lower_half(repaired: &Repaired) -> Option<Vec<f64>> {
    let step = repaired.values.len().div_ceil(MOST_VALUES).max(1);
    let mut values: Vec<f64> = repaired.observed().step_by(step).collect();
    values.sort_by(f64::total_cmp);
    values.truncate(values.len() / 2 + 1);
    (values.len() >= LEAST_VALUES && values[0] >= 0.0).then_some(values)
}

/// Mean distance of the levels; `None` if the values have no levels.
fn mean_gap(values: &[f64]) -> Option<f64> {
    let mut levels = values.to_vec();
    levels.dedup_by(|a, b| (*a - *b).abs() <= 1e-6 * b.abs());
    let gaps = levels.len().saturating_sub(1);
    let range = levels.last()? - levels[0];
    (gaps + 1 >= LEAST_LEVELS && values.len() >= LEAST_SHARED * levels.len()).then(|| range / gaps as f64)
}

/// The quantum around a guess with the highest coherence.
fn best_near(guess: f64, values: &[f64]) -> (f64, f64) {
    let tried = (-STEPS..=STEPS).map(|step| guess * (1.0 + SPAN * f64::from(step) / f64::from(STEPS)));
    let best = tried.map(|quantum| (quantum, coherence(values, quantum))).max_by(|a, b| a.1.total_cmp(&b.1));
    best.expect("quanta are tried")
}

/// Mean cosine of the phases of some values.
fn coherence(values: &[f64], quantum: f64) -> f64 {
    let some = values.iter().step_by(values.len().div_ceil(PHASES).max(1));
    let sum: f64 = some.clone().map(|value| (TAU * (value / quantum).fract()).cos()).sum();
    sum / some.count() as f64
}

/// Is it a power of ten, as rounding leaves?
fn is_decimal(quantum: f64) -> bool {
    let power = quantum.log10();
    (power - power.round()).abs() < 0.004
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use crate::stream::{Purpose, Stream};
    use ndarray::Array2;
    use rand_distr::{Distribution, Normal, Poisson};

    /// A map of counts around `mean`, each worth `quantum`, rounded to `step` (0: not at all).
    fn map(mean: f64, quantum: f64, step: f64) -> Repaired {
        let values = Array2::from_shape_fn((60, 70), |(i, j)| {
            let mut stream = Stream::new(7, Purpose::Probe, i, j);
            let slow = 1.0 + 0.5 * (i as f64 * 0.1).sin();
            let value = quantum * Poisson::new(mean * slow).unwrap().sample(&mut stream);
            (if step > 0.0 { (value / step).round() * step } else { value }) as f32
        });
        repair(values.view(), 0.0).unwrap()
    }

    #[test]
    fn scaled_counts_are_found_also_when_rounded() {
        for (mean, step, rounding) in
            [(20.0, 0.025, 0.0), (20.0, 0.025, 0.01), (5.0, 20.0, 0.0), (60.0, 1.0, 0.0)]
        {
            let found = quantum(&map(mean, step, rounding)).unwrap();
            assert!((found.step / step - 1.0).abs() < 1e-2 && found.is_count, "{step} {rounding}: {found:?}");
        }
    }

    #[test]
    fn rounded_values_that_scatter_otherwise_are_no_counts() {
        // noise of variance 1 around 5, rounded to 0.1: counts worth 0.1 would have a variance of 0.5
        let values = Array2::from_shape_fn((60, 70), |(i, j)| {
            let mut stream = Stream::new(7, Purpose::Probe, i, j);
            let value: f64 = Normal::new(5.0, 1.0).unwrap().sample(&mut stream);
            ((value * 10.0).round() / 10.0) as f32
        });
        let rounded = quantum(&repair(values.view(), 0.0).unwrap()).unwrap();
        assert!((rounded.step / 0.1 - 1.0).abs() < 2e-3 && !rounded.is_count, "{rounded:?}");
    }

    #[test]
    fn counts_that_are_worth_more_than_was_stated_contradict_it() {
        let stated = |worth, source| Count { worth, source };
        let rates = map(20.0, 100.0, 0.0);
        let worth = |count| contradiction(&rates, count);
        for count in [
            stated(10.0, CountSource::Time),
            stated(1.0, CountSource::Unit),
            stated(1000.0, CountSource::Time),
        ] {
            assert!((worth(count).unwrap() - 100.0).abs() < 1.0, "{count:?}");
        }
        for silent in [stated(100.0, CountSource::Time), stated(10.0, CountSource::Values)] {
            assert_eq!(worth(silent), None);
        }
        // corrected for dead time, which moves the bright ones off the multiples
        let corrected = map(2000.0, 100.0, 1.0).values.mapv(|rate| (rate / (1.0 - 1e-7 * rate)) as f32);
        let faint = map(3.0, 100.0, 0.0).values.mapv(|rate| rate as f32);
        let mixed = Array2::from_shape_fn(faint.dim(), |at| if at.0 < 9 { faint[at] } else { corrected[at] });
        let told =
            contradiction(&repair(mixed.view(), 0.0).unwrap(), stated(1.0, CountSource::Time)).unwrap();
        assert!((told / 100.0 - 1.0).abs() < 0.01, "{told}");
        // many zeros and waves as fine as a pixel: only the divisor tells
        let rare =
            Array2::from_shape_fn((60, 70), |(i, j)| 10.0 * ((i * j) % 7) as f32 * ((i + j) % 5 / 4) as f32);
        let rare = repair(rare.view(), 0.0).unwrap();
        assert_eq!(contradiction(&rare, stated(1.0, CountSource::Unit)), Some(10.0));
        for mean in [0.1, 3.0, 20.0, 400.0, 1e5] {
            assert_eq!(contradiction(&map(mean, 1.0, 0.0), stated(1.0, CountSource::Unit)), None, "{mean}");
        }
    }

    #[test]
    fn elements_of_one_measurement_tell_of_each_other() {
        let counts = |mean: f64| map(mean, 20.0, 0.0).values.mapv(|value| value as f32);
        // bright grains of a pixel each: no neighbours are alike
        let spots = counts(3.0).mapv_into(|value| value * if value > 60.0 { 50.0 } else { 1.0 });
        let named = |planes: &[Array2<f32>]| {
            let views: Vec<_> = planes.iter().map(|plane| plane.view()).collect();
            let names = (0..planes.len()).map(|i| i.to_string()).collect();
            Map::new(ndarray::stack(ndarray::Axis(0), &views).unwrap(), names).unwrap()
        };
        let step = agreed(&of_elements(&named(&[counts(5.0), counts(20.0), spots.clone()]))).unwrap();
        assert!((step / 20.0 - 1.0).abs() < 1e-2, "{step}");
        assert!(are_multiples(&repair(spots.view(), 0.0).unwrap(), step));
        assert!(!are_multiples(&map(5.0, 17.0, 0.0), step));
        assert_eq!(agreed(&of_elements(&named(&[counts(5.0), spots]))), None);
        let rounded = map(20.0, 0.1, 0.0).values.mapv(|value| value as f32);
        assert_eq!(agreed(&of_elements(&named(&[rounded.clone(), rounded]))), None);
    }

    #[test]
    fn continuous_and_constant_values_have_none() {
        let waves = Array2::from_shape_fn((60, 70), |(i, j)| (i as f32 * 0.37 + j as f32).sin() + 2.0);
        for values in [waves, Array2::zeros((50, 50)), Array2::ones((1, 1))] {
            assert_eq!(quantum(&repair(values.view(), 0.0).unwrap()), None);
        }
    }
}
