// SPDX-License-Identifier: MIT OR Apache-2.0
//! Does the estimate explain the measurement? Re-ablates it without noise and compares.

use super::element::Element;
use super::noise::step_to_counts;
use super::totals::Totals;
use crate::error::Result;
use ndarray::{Array2, ArrayView2, Axis, Zip, s};
use serde::Serialize;
use std::collections::BTreeMap;

/// Least share of the measurement's freedom that counts as left: with less, the reduction would only amplify rounding.
const LEAST_FREEDOM: f64 = 0.002;

/// Chi-square that is doubted, and by how many of its standard deviations it must be above that.
const LIMIT: f64 = 1.5;
const CLEARLY: f64 = 3.0;

/// Share of the residuals' variance that neighbours share, in units of the noise, from which on structure was removed.
const STRUCTURE: f64 = 0.3;
/// ... and least correlation of neighbouring residuals, which must be above 0 by this many of its standard deviations.
const CORRELATION: f64 = 0.15;
const SURELY: f64 = 5.0;

/// Least share of the freedom by which what the operator may be wrong is reduced: a sample fits an error of the operator less well than
/// noise, and where it fits nearly all of the noise, a hundredth of the value would seem a large chi-square.
const LEAST_FITTED: f64 = 0.2;

/// Change of the sum, relative to it, from which on an estimate has run away.
const RUNAWAY: f64 = 0.25;

/// What the comparison found.
#[derive(Debug, Clone)]
pub struct Check {
    /// Sum of the squared residuals over that of the noise variances, both on the element's scale, reduced by the freedom
    /// used: about 1 if the estimate and the noise explain the measurement, clearly above where the estimate contradicts
    /// it. A pixel counts by its noise: on a linear scale the restoration has one noise level, so that what it smooths
    /// over is much for the small noise of dark pixels beside bright ones, and yet nothing for the map.
    pub chi_square: f64,
    /// The same for each decade of brightness, from that of the noise where nothing is to the brightest.
    pub decades: Vec<Decade>,
    /// Squared residual in units of the noise variance, shape (lines, pixels); NaN where nothing was measured.
    pub chi_square_map: Array2<f32>,
    /// Residual in units of the noise standard deviation, shape (lines, pixels); 0 where nothing was measured.
    pub residuals: Array2<f32>,
    /// Correlation of the residuals of neighbouring pixels.
    pub neighbours: f64,
    /// What was measured in all, and what the estimate gives of it.
    pub totals: Totals,
    /// ... and what the restoration gives.
    restored: Totals,
    /// Sum of the squared residuals, and that of the restoration, in units of the noise.
    squares: (f64, f64),
    /// Chi-square of the doubts: what is within a hundredth of the brightest value nearby is no reason for any, since neither
    /// beam nor washout are known better.
    doubted: f64,
    /// The same in units of all the noise, for a network.
    noises: f64,
    used_freedom: f64,
    /// How many pixels of one noise level would scatter as much as these do.
    equal_pixels: f64,
}

/// The pixels of one decade of brightness.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decade {
    /// Expected values from this on, in the map's unit, to ten times as much.
    pub from: f64,
    /// How many pixels.
    pub pixels: usize,
    /// Their chi-square.
    pub chi_square: f64,
}

impl Check {
    /// What a restoration leaves unexplained, in words, if that is clearly more than it should.
    pub fn doubt_of_restoration(&self) -> Option<String> {
        let freedom = self.equal_pixels * (1.0 - self.used_freedom);
        above(self.doubted, freedom).then(|| {
            format!(
                "the enhanced map explains the measurement worse than noise alone allows (chi-square {:.2}, expected about 1): \
                 check beam size, washout and unit",
                self.chi_square
            )
        })
    }

    /// The same for a network. It is no linear fit and may leave all of the noise: only more than that is doubted.
    pub fn doubt_of_network(&self) -> Option<String> {
        self.unexplained_by_network()
            .map(|unexplained| format!("{unexplained}: compare it with method physics"))
    }

    /// Why the restoration should be the estimate instead of what a network made of it, in words, if it should: the network leaves
    /// more than the noise unexplained or loses some of what was measured, and the restoration is nearer to it.
    pub fn refusal_of_network(&self) -> Option<String> {
        let lost = (!self.totals.are_kept(1.0) && self.restored.are_clearly_nearer_than(&self.totals))
            .then(|| format!("the network changes the mean by {:+.1} %", 100.0 * self.totals.change()));
        let (of_network, of_restoration) = self.squares;
        self.unexplained_by_network().filter(|_| of_restoration < of_network).or(lost)
    }

    /// Does the estimate hold much more or much less than was measured? On a scale that bends, a restoration can run away where the
    /// operator is stated too wide.
    pub fn has_run_away(&self) -> bool {
        self.totals.change().abs() > RUNAWAY && !self.totals.are_kept(SURELY)
    }

    fn unexplained_by_network(&self) -> Option<String> {
        let noises = self.noises;
        above(noises, self.equal_pixels)
            .then(|| format!("the network leaves {noises:.2} times the noise of the measurement unexplained"))
    }

    /// Structure that the estimate lacks, in words, if neighbouring residuals have the same sign clearly too often.
    /// `by`: what made the estimate; `unit`: that of the values.
    pub fn doubt_of_structure(&self, by: Source, unit: &str) -> Option<String> {
        let pixels = self.residuals.len().max(1) as f64;
        let power = self.residuals.iter().map(|r| f64::from(*r).powi(2)).sum::<f64>() / pixels;
        let sure = self.neighbours > CORRELATION.max(SURELY / (2.0 * pixels).sqrt());
        let next = match by {
            Source::UnknownNoise => {
                &format!("{}, so that noise can be told from structure", step_to_counts(unit))
            }
            Source::Network => "compare it with method physics",
            Source::Restoration => "check beam size and washout",
        };
        (sure && self.neighbours * power > STRUCTURE)
            .then(|| format!("the enhanced map lacks structure that the measured map has: {next}"))
    }
}

/// What an estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A noise that was found from the map alone.
    UnknownNoise,
    /// Known counts and a network.
    Network,
    /// Known counts and the restoration.
    Restoration,
}

/// Is a reduced chi-square of so many degrees of freedom too large? Its standard deviation is (2 / freedom)^1/2.
fn above(chi_square: f64, freedom: f64) -> bool {
    chi_square > LIMIT + CLEARLY * (2.0 / freedom.max(f64::MIN_POSITIVE)).sqrt()
}

/// Compares an estimate on the target grid with the measurement of its element.
///
/// `used_freedom`: share of the measurement's freedom that the estimate used up, by which the sum is reduced: that
/// of the closed-form restoration is known, that of a network is measured.
///
/// # Errors
/// [`crate::Error::Shape`] if the estimate is not on the target grid.
pub fn check(element: &Element, estimate: ArrayView2<'_, f32>, used_freedom: f64) -> Result<Check> {
    let expected = element.forward.operator().apply(estimate)?;
    let (measured, warp) = (&element.repaired.values, element.warp);
    let mut chi_square_map = Array2::from_elem(measured.dim(), f32::NAN);
    let mut residuals = Array2::zeros(measured.dim());
    let (mut whole, mut decades) = (Sums::default(), BTreeMap::<i32, Sums>::new());
    let (mut squared_variances, mut squares_of_restoration) = (0.0, 0.0);
    let nearby = brightest_nearby(&element.expected);
    let (mut doubted, mut noises) = (Sums::default(), Sums::default());
    let freedom_left = (1.0 - used_freedom).max(LEAST_FREEDOM);
    let dark = element.law.variance(0.0).sqrt(); // decades below the noise tell nothing
    // the freedom that a network uses is known for the whole map; it is shared out as that of the restoration
    let share = used_freedom / element.fit.used_freedom.whole().max(f64::MIN_POSITIVE);
    for (at, variance) in element.noise.indexed_iter().filter(|(_, variance)| variance.is_finite()) {
        let variance = variance.max(f64::MIN_POSITIVE);
        let slope = warp.slope(element.expected[at]);
        let residual = (measured[at] - expected[at]) * slope;
        chi_square_map[at] = (residual * residual / variance).min(f64::from(f32::MAX)) as f32;
        residuals[at] = (residual / variance.sqrt()) as f32;
        let noise = if warp.is_linear() { element.fit.noise_variance } else { variance };
        let left = variance * (1.0 - share * element.fit.used_freedom.at(noise)).max(LEAST_FREEDOM);
        whole.add(residual * residual, variance);
        let tolerance = (KNOWN_TO * nearby[at] * slope).powi(2);
        doubted
            .add(residual * residual, variance * freedom_left + tolerance * freedom_left.max(LEAST_FITTED));
        noises.add(residual * residual, variance + tolerance);
        let sums = decades.entry(decade(element.expected[at], dark)).or_default();
        sums.add(residual * residual, left);
        squared_variances += variance * variance;
        squares_of_restoration += ((measured[at] - element.expected[at]) * slope).powi(2);
    }
    let (mut totals, mut restored) = (Totals::default(), Totals::default());
    totals.add(element, &expected);
    restored.add(element, &element.expected);
    Ok(Check {
        chi_square: whole.chi_square() / freedom_left,
        doubted: doubted.chi_square(),
        noises: noises.chi_square(),
        decades: decades.iter().map(|(decade, sums)| sums.of(*decade)).collect(),
        chi_square_map,
        neighbours: correlation_of_neighbours(&residuals),
        residuals,
        totals,
        restored,
        squares: (whole.squares, squares_of_restoration),
        used_freedom,
        equal_pixels: whole.variances * whole.variances / squared_variances.max(f64::MIN_POSITIVE),
    })
}

/// Relative error of the operator that raises no doubt, and half a side of the surroundings it is relative to, in pixels.
const KNOWN_TO: f64 = 0.01;
const NEARBY: usize = 2;

/// The largest value around each.
fn brightest_nearby(values: &Array2<f64>) -> Array2<f64> {
    let along = |values: &Array2<f64>, axis: Axis| {
        let mut largest = values.clone();
        for (mut to, from) in largest.lanes_mut(axis).into_iter().zip(values.lanes(axis)) {
            for (i, to) in to.iter_mut().enumerate() {
                let around = from.slice(s![i.saturating_sub(NEARBY)..(i + NEARBY + 1).min(from.len())]);
                *to = around.fold(f64::NEG_INFINITY, |most, value| most.max(*value));
            }
        }
        largest
    };
    along(&along(values, Axis(0)), Axis(1))
}

/// Least decade that is told apart, whatever the noise.
const LEAST_DECADE: i32 = -12;

/// The power of ten of a value. What is darker than `dark` belongs to the decade of that.
fn decade(value: f64, dark: f64) -> i32 {
    let value = value.max(dark);
    if value > 0.0 { (value.log10().floor() as i32).max(LEAST_DECADE) } else { LEAST_DECADE }
}

/// Sums over pixels.
#[derive(Default)]
struct Sums {
    pixels: usize,
    squares: f64,
    variances: f64,
}

impl Sums {
    fn add(&mut self, square: f64, variance: f64) {
        self.pixels += 1;
        self.squares += square;
        self.variances += variance;
    }

    fn chi_square(&self) -> f64 {
        self.squares / self.variances.max(f64::MIN_POSITIVE)
    }

    fn of(&self, decade: i32) -> Decade {
        let from = if decade == LEAST_DECADE { 0.0 } else { 10f64.powi(decade) };
        Decade { from, pixels: self.pixels, chi_square: self.chi_square() }
    }
}

/// Correlation of each value with its neighbours below and to the right.
fn correlation_of_neighbours(values: &Array2<f32>) -> f64 {
    let (mut products, mut squares) = (0.0, 0.0);
    let mut add = |a: ArrayView2<f32>, b: ArrayView2<f32>| {
        Zip::from(a).and(b).for_each(|a, b| {
            let (a, b) = (f64::from(*a), f64::from(*b));
            products += a * b;
            squares += 0.5 * (a * a + b * b);
        });
    };
    add(values.slice(s![..-1, ..]), values.slice(s![1.., ..]));
    add(values.slice(s![.., ..-1]), values.slice(s![.., 1..]));
    products / squares.max(f64::MIN_POSITIVE)
}

/// Correlation of the residuals of two elements, whose counting noise is independent.
pub fn correlation(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    let mut sums = [0.0; 3];
    Zip::from(a).and(b).for_each(|a, b| {
        let (a, b) = (f64::from(*a), f64::from(*b));
        sums = [sums[0] + a * b, sums[1] + a * a, sums[2] + b * b];
    });
    sums[0] / (sums[1] * sums[2]).sqrt().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(chi_square: f64, used_freedom: f64, equal_pixels: f64) -> Check {
        Check {
            chi_square,
            decades: Vec::new(),
            chi_square_map: Array2::zeros((1, 1)),
            residuals: Array2::zeros((1, 1)),
            neighbours: 0.0,
            totals: Totals::default(),
            restored: Totals::default(),
            squares: (2.0, 1.0),
            doubted: chi_square,
            noises: chi_square * (1.0 - used_freedom),
            used_freedom,
            equal_pixels,
        }
    }

    #[test]
    fn the_restoration_is_doubted_where_its_residuals_are_clearly_too_large() {
        // 1000 pixels with half of their freedom left: 1.5 + 3 (2 / 500)^1/2 = 1.69
        assert!(found(1.65, 0.5, 1000.0).doubt_of_restoration().is_none());
        assert!(found(1.75, 0.5, 1000.0).doubt_of_restoration().unwrap().contains("chi-square 1.75"));
    }

    #[test]
    fn structure_is_missed_where_neighbours_are_left_alike() {
        let with = |neighbours: f64, residual: f32| Check {
            neighbours,
            residuals: Array2::from_elem((40, 40), residual),
            ..found(1.0, 0.5, 1000.0)
        };
        for (by, next) in [
            (Source::UnknownNoise, "state the unit"),
            (Source::Network, "compare it with method physics"),
            (Source::Restoration, "check beam size"),
        ] {
            assert!(with(0.5, 1.0).doubt_of_structure(by, "").unwrap().contains(next));
            assert!(with(0.1, 9.0).doubt_of_structure(by, "").is_none(), "hardly alike");
            assert!(with(0.5, 0.5).doubt_of_structure(by, "").is_none(), "alike, but within the noise");
        }
    }

    #[test]
    fn a_few_bright_pixels_or_hardly_any_freedom_left_raise_no_doubt() {
        assert!(found(3.0, 0.5, 10.0).doubt_of_restoration().is_none());
        assert!(found(3.0, 0.995, 1000.0).doubt_of_restoration().is_none());
    }

    #[test]
    fn a_network_is_doubted_where_it_leaves_more_than_the_noise() {
        assert!(found(10.0, 0.9, 1000.0).doubt_of_network().is_none());
        assert!(found(20.0, 0.9, 1000.0).doubt_of_network().unwrap().contains("2.00 times the noise"));
    }

    #[test]
    fn a_network_is_refused_where_the_restoration_explains_or_keeps_more() {
        let unexplained = found(20.0, 0.9, 1000.0);
        assert!(unexplained.refusal_of_network().unwrap().contains("2.00 times the noise"));
        assert_eq!(Check { squares: (1.0, 2.0), ..unexplained }.refusal_of_network(), None);
        let totals = |expected| Totals { measured: 1000.0, expected, variance: 100.0 };
        let with = |network, restoration| Check {
            totals: totals(network),
            restored: totals(restoration),
            ..found(1.0, 0.5, 1000.0)
        };
        assert!(with(700.0, 980.0).refusal_of_network().unwrap().contains("the mean by -30.0 %"));
        assert_eq!(with(945.0, 1000.0).refusal_of_network(), None, "kept");
        assert_eq!(with(700.0, 600.0).refusal_of_network(), None, "the restoration loses more");
    }
}
