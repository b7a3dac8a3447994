// SPDX-License-Identifier: MIT OR Apache-2.0
//! Variances of sample and noise by the marginal likelihood of independent modes.
//!
//! -log p = 1/2 sum[ln(s2 d + n2) + z^2 / (s2 d + n2)] + const, with z the datum of a mode and d its variance for unit
//! sample variance. With n2 = ratio s2, the best s2 is closed and one number remains to be searched.

use crate::numeric::logarithm;
use pulp::{Arch, Simd, WithSimd};

/// Bounds of the logarithm of noise variance / sample variance. No laser measures a sample to better than a hundredth of
/// its variation: a map that looks so was smoothed, and its noise is not that of single pixels.
const LOG_RATIO: (f64, f64) = (-9.2, 6.0);
/// Bounds of the logarithm of sample variance over its expected value where the noise is at one of its bounds.
const LOG_VARIANCE: (f64, f64) = (-30.0, 5.0);

/// Least and largest variance that noise may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseBounds {
    pub least: f64,
    pub most: f64,
}

/// What the likelihood chose.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// Variance of the sample.
    pub variance: f64,
    /// Variance of the noise of a datum.
    pub noise_variance: f64,
    /// Share of the data's freedom that a restoration with these uses up, 0 to 1.
    pub used_freedom: UsedFreedom,
    /// Negative log likelihood, up to a constant of the data, in nats.
    pub cost: f64,
}

/// Share of the data's freedom that a restoration uses up, 0 to 1, as a function of the noise that it is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UsedFreedom {
    noise: f64,
    /// Shares at the noise times powers of [`FREEDOM_STEP`], that of the noise itself in the middle.
    shares: [f64; FREEDOM_STEPS],
}

const FREEDOM_STEPS: usize = 17;
const FREEDOM_STEP: f64 = 3.0;

impl UsedFreedom {
    /// Shares around the noise of a map. `share`: that at a noise variance.
    pub fn of(noise: f64, share: impl Fn(f64) -> f64) -> Self {
        let middle = (FREEDOM_STEPS / 2) as i32;
        Self { noise, shares: std::array::from_fn(|k| share(noise * FREEDOM_STEP.powi(k as i32 - middle))) }
    }

    /// The share at the noise of the whole map.
    pub fn whole(&self) -> f64 {
        self.shares[FREEDOM_STEPS / 2]
    }

    /// The same shares on another scale, on which the noise of the whole map has this variance.
    #[must_use]
    pub fn of_noise(self, noise: f64) -> Self {
        Self { noise, ..self }
    }

    /// Shares between these and those of another fit with the same noise.
    #[must_use]
    pub fn towards(self, other: &Self, part: f64) -> Self {
        let share = |k: usize| self.shares[k] + part * (other.shares[k] - self.shares[k]);
        Self { shares: std::array::from_fn(share), ..self }
    }

    /// The share where the noise has this variance.
    pub fn at(&self, noise: f64) -> f64 {
        let middle = (FREEDOM_STEPS / 2) as f64;
        let place = middle + (noise / self.noise).max(f64::MIN_POSITIVE).ln() / FREEDOM_STEP.ln();
        let place = place.clamp(0.0, (FREEDOM_STEPS - 1) as f64);
        let below = (place as usize).min(FREEDOM_STEPS - 2);
        let part = place - below as f64;
        (1.0 - part) * self.shares[below] + part * self.shares[below + 1]
    }
}

/// Modes of nearly the same signal variance: the likelihood needs no more than how many they are and how much they hold.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Number of modes.
    count: f64,
    /// Sum of their signal variances, for unit sample variance.
    signal: f64,
    /// Sum of their squared data.
    power: f64,
}

/// Levels of all modes, ordered by signal variance: 32 to a doubling from 2^-40 on. A level's modes differ by at most 3 %
/// and those below by less than any noise, so that their mean stands for each to 1e-4.
pub struct Modes([Level; LEVELS]);

const LEVELS: usize = 64 * LEVELS_PER_DOUBLING;
const LEVELS_PER_DOUBLING: usize = 32;
/// The least level is that of 2^-40. The upper bits of a number are its binary exponent, more 1023, and then the start
/// of its mantissa: steps of a logarithmic scale, nearly.
const LEAST_LEVEL: usize = (1023 - 40) * LEVELS_PER_DOUBLING;
const LOWER_BITS: u32 = f64::MANTISSA_DIGITS - 1 - LEVELS_PER_DOUBLING.ilog2();

impl Default for Modes {
    fn default() -> Self {
        Self([Level::default(); LEVELS])
    }
}

impl Modes {
    /// Adds a mode: its signal variance for unit sample variance, and the square of its datum.
    pub fn add(&mut self, signal: f64, power: f64) {
        let place = (signal.to_bits() >> LOWER_BITS) as usize;
        let level = &mut self.0[place.saturating_sub(LEAST_LEVEL).min(LEVELS - 1)];
        level.count += 1.0;
        level.signal += signal;
        level.power += power;
    }

    /// The likelihood of all modes added.
    pub fn likelihood(&self) -> Likelihood {
        let mut likelihood = Likelihood::default();
        for level in self.0.iter().filter(|level| level.count > 0.0) {
            likelihood.count += level.count;
            likelihood.counts.push(level.count);
            likelihood.signals.push(level.signal / level.count);
            likelihood.powers.push(level.power);
        }
        likelihood
    }
}

/// What the data say of variances: for each level how many modes it has, their mean signal and the sum of their squares.
#[derive(Default)]
pub struct Likelihood {
    /// Number of all modes.
    count: f64,
    counts: Vec<f64>,
    signals: Vec<f64>,
    powers: Vec<f64>,
}

impl Likelihood {
    /// The best variances of sample and noise.
    pub fn best(&self, noise: NoiseBounds) -> Best {
        let free = |log_ratio: f64| self.profiled(log_ratio.exp());
        let (log_ratio, _) = minimise(|x| free(x).1, LOG_RATIO);
        let (variance, cost) = free(log_ratio);
        let noise_variance = variance * log_ratio.exp();
        let bound = noise_variance.clamp(noise.least, noise.most);
        if bound == noise_variance {
            return self.at(variance, noise_variance, cost);
        }
        let centre = (bound / log_ratio.exp()).max(variance).ln();
        let range = (centre + LOG_VARIANCE.0, centre + LOG_VARIANCE.1);
        let (log_variance, cost) = minimise(|x| self.cost(x.exp(), bound), range);
        self.at(log_variance.exp(), bound, cost)
    }

    fn at(&self, variance: f64, noise_variance: f64, cost: f64) -> Best {
        let share = |noise: f64| {
            let used =
                |(count, signal): (&f64, &f64)| count * variance * signal / (variance * signal + noise);
            let used = self.counts.iter().zip(&self.signals).map(used).sum::<f64>();
            used / self.count.max(1.0)
        };
        let used_freedom = UsedFreedom::of(noise_variance, share);
        Best { variance, noise_variance, used_freedom, cost }
    }

    /// Best sample variance for a noise ratio, and the cost there.
    fn profiled(&self, ratio: f64) -> (f64, f64) {
        let (n, (logs, sum)) = (self.count, self.sums(1.0, ratio));
        let variance = (sum / n).max(f64::MIN_POSITIVE);
        (variance, 0.5 * (logs + n * variance.ln() + n))
    }

    fn cost(&self, variance: f64, noise: f64) -> f64 {
        let (logs, squares) = self.sums(variance, noise);
        0.5 * (logs + squares)
    }

    /// Sums of the logarithms of the modes' variances, and of their squared data over these.
    fn sums(&self, variance: f64, noise: f64) -> (f64, f64) {
        Arch::new().dispatch(Sums { likelihood: self, variance, noise })
    }
}

/// The work of [`Likelihood::sums`], compiled for each kind of vector unit.
struct Sums<'a> {
    likelihood: &'a Likelihood,
    variance: f64,
    noise: f64,
}

/// Sums that are kept side by side.
const LANES: usize = 16;

impl WithSimd for Sums<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> (f64, f64) {
        let Likelihood { counts, signals, powers, .. } = self.likelihood;
        let [(counts, last_counts), (signals, last_signals), (powers, last_powers)] =
            [counts, signals, powers].map(|values| values.as_chunks::<LANES>());
        let (mut logs, mut squares) = ([0.0; LANES], [0.0; LANES]);
        for ((counts, signals), powers) in counts.iter().zip(signals).zip(powers) {
            for lane in 0..LANES {
                let total = self.variance * signals[lane] + self.noise;
                logs[lane] += counts[lane] * logarithm(total);
                squares[lane] += powers[lane] / total;
            }
        }
        let (mut log, mut square) = (logs.iter().sum(), squares.iter().sum());
        for ((count, signal), power) in last_counts.iter().zip(last_signals).zip(last_powers) {
            let total = self.variance * signal + self.noise;
            log += count * logarithm(total);
            square += power / total;
        }
        (log, square)
    }
}

/// Minimum of a smooth function on an interval: a coarse grid, then golden sections around its best point.
fn minimise(f: impl Fn(f64) -> f64, (low, high): (f64, f64)) -> (f64, f64) {
    const STEPS: usize = 14;
    const SECTIONS: usize = 12;
    let step = (high - low) / STEPS as f64;
    let start = (0..=STEPS)
        .map(|i| low + i as f64 * step)
        .map(|x| (x, f(x)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .expect("the grid is not empty");
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = ((start.0 - step).max(low), (start.0 + step).min(high));
    let (mut c, mut d) = (b - golden * (b - a), a + golden * (b - a));
    let (mut fc, mut fd) = (f(c), f(d));
    for _ in 0..SECTIONS {
        if fc < fd {
            (b, d, fd) = (d, c, fc);
            c = b - golden * (b - a);
            fc = f(c);
        } else {
            (a, c, fc) = (c, d, fd);
            d = a + golden * (b - a);
            fd = f(d);
        }
    }
    [start, (c, fc), (d, fd)].into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).expect("three points")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimum_is_found() {
        let (x, y) = minimise(|x| (x - 1.234) * (x - 1.234) + 2.0, LOG_RATIO);
        assert!((x - 1.234).abs() < 0.02 && (y - 2.0).abs() < 1e-3);
    }

    /// Modes whose signals span all that maps have, with random squares.
    fn modes() -> Vec<(f64, f64)> {
        let wave = |i: i32| 0.5 + 0.5 * f64::from(i * i).sin();
        (0..4000)
            .map(|i| (10f64.powf(4.0 - 0.004 * f64::from(i)), wave(i) + 1e3 * wave(i) * 0.999f64.powi(i)))
            .collect()
    }

    #[test]
    fn levels_have_the_likelihood_of_their_modes() {
        let modes = modes();
        let mut levels = Modes::default();
        modes.iter().for_each(|(signal, power)| levels.add(*signal, *power));
        let likelihood = levels.likelihood();
        for (variance, noise) in [(1.0, 1e-4), (30.0, 1.0), (1e-3, 0.1)] {
            let exact: f64 =
                modes.iter().map(|(s, p)| (variance * s + noise).ln() + p / (variance * s + noise)).sum();
            let found = likelihood.cost(variance, noise);
            assert!((found - 0.5 * exact).abs() < 0.05 + 1e-4 * exact.abs(), "{found} {}", 0.5 * exact);
        }
    }

    #[test]
    fn the_smallest_and_largest_signals_have_a_level() {
        let mut levels = Modes::default();
        for signal in [0.0, f64::MIN_POSITIVE, 1e-13, 1e9, f64::MAX / 4.0] {
            levels.add(signal, 1.0);
        }
        let likelihood = levels.likelihood();
        assert_eq!((likelihood.count, likelihood.counts.len()), (5.0, 2));
    }

    #[test]
    fn noise_stays_within_its_bounds() {
        let mut levels = Modes::default();
        for i in 0..400 {
            levels.add(if i < 100 { 10.0 } else { 0.0 }, if i < 100 { 45.0 } else { 5.0 }); // 4 x 10 + 5
        }
        let likelihood = levels.likelihood();
        let best = |least: f64, most: f64| likelihood.best(NoiseBounds { least, most });
        let free = best(0.0, f64::INFINITY);
        assert!((free.noise_variance - 5.0).abs() < 0.1 && (free.variance - 4.0).abs() < 0.1);
        for (bounded, noise) in [(best(8.0, 9.0), 8.0), (best(0.5, 1.0), 1.0)] {
            assert_eq!(bounded.noise_variance, noise);
            assert!((10.0 * bounded.variance + noise - 45.0).abs() < 1.0, "{bounded:?}");
            assert!(bounded.cost > free.cost);
        }
    }
}
