// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 2: the amount ablated varies from pulse to pulse (Flicker noise).

use crate::ablation::scan::firing::Pulse;
use crate::conditions::FlickerDistribution;
use crate::error::{Error, Result};
use crate::numeric::exponentials;
use crate::numeric::portable;
use crate::stream::{Purpose, Stream, Streams};
use rand_distr::{Distribution, Gamma, StandardNormal};

/// Largest relative standard deviation of the normal distribution: more would be cut off at 0 and change mean and
/// deviation (at this value by less than 1e-6).
const MAX_NORMAL_RSD: f64 = 0.2;

/// A random factor of mean 1.
#[derive(Debug, Clone, Copy)]
pub enum Factor {
    Lognormal { sigma: f64 },
    Gamma(Gamma<f64>),
    Normal { rsd: f64 },
}

impl Factor {
    /// The factor of this relative standard deviation; `None` if that is 0.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if the distribution has no such deviation.
    pub fn new(distribution: FlickerDistribution, rsd: f64) -> Result<Option<Self>> {
        let out_of_range =
            |max| Error::OutOfRange { key: "flicker_rsd", value: rsd, unit: "", min: 0.0, max };
        Ok(match distribution {
            _ if rsd == 0.0 => None,
            FlickerDistribution::Lognormal => Some(Self::lognormal(rsd)),
            FlickerDistribution::Gamma => {
                Some(Self::Gamma(Gamma::new(1.0 / (rsd * rsd), rsd * rsd).map_err(|_| out_of_range(1.0))?))
            }
            FlickerDistribution::Normal if rsd > MAX_NORMAL_RSD => return Err(out_of_range(MAX_NORMAL_RSD)),
            FlickerDistribution::Normal => Some(Self::Normal { rsd }),
        })
    }

    /// A log-normal factor of this relative standard deviation.
    pub fn lognormal(rsd: f64) -> Self {
        Self::Lognormal { sigma: portable::ln_1p(rsd * rsd).sqrt() }
    }

    pub fn draw(&self, stream: &mut Stream) -> f64 {
        let normal = |stream: &mut Stream| -> f64 { StandardNormal.sample(stream) };
        match self {
            Self::Lognormal { sigma } => portable::exp(sigma * normal(stream) - sigma * sigma / 2.0),
            Self::Gamma(gamma) => gamma.sample(stream),
            Self::Normal { rsd } => loop {
                let factor = 1.0 + rsd * normal(stream);
                if factor > 0.0 {
                    return factor;
                }
            },
        }
    }

    /// Multiplies the values of the pulses of a line by factors of their own.
    ///
    /// Two pulses share one stream, and with it one block of random bits: pulse 2n takes the first, pulse 2n + 1 the
    /// second draw, so the draws do not depend on where a line begins.
    pub fn vary(&self, values: &mut [f64], pulses: &[Pulse], stream: impl Fn(usize) -> Stream) {
        let pair_of = |pulse: Option<&Pulse>| pulse.map_or(0, |pulse| pulse.number >> 1);
        let (first, last) = (pair_of(pulses.first()), pair_of(pulses.last()));
        let streams = Streams::from(stream(first as usize), (last - first) as usize + 1);
        let mut factors = Vec::with_capacity(values.len());
        for pair in pulses.chunk_by(|a, b| a.number >> 1 == b.number >> 1) {
            let mut stream = streams.get((pair_of(pair.first()) - first) as usize);
            let draws = [self.exponent(&mut stream), self.exponent(&mut stream)];
            factors.extend(pair.iter().map(|pulse| draws[(pulse.number & 1) as usize]));
        }
        if matches!(self, Self::Lognormal { .. }) {
            exponentials(&mut factors);
        }
        values.iter_mut().zip(&factors).for_each(|(value, factor)| *value *= factor);
    }

    /// A factor; its logarithm for distributions that are drawn as one.
    fn exponent(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Lognormal { sigma } => {
                let normal: f64 = StandardNormal.sample(stream);
                sigma * normal - sigma * sigma / 2.0
            }
            _ => self.draw(stream),
        }
    }
}

/// The stream of Flicker noise that all channels of a line share.
pub fn common(seed: u64, line: usize) -> impl Fn(usize) -> Stream {
    move |pair| Stream::new(seed, Purpose::Flicker, line, pair)
}

/// The stream of Flicker noise of one channel alone.
pub fn of_channel(seed: u64, line: usize, channel: usize) -> impl Fn(usize) -> Stream {
    move |pair| Stream::new(seed, Purpose::ChannelFlicker, line, pair).of_channel(channel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma as GammaLaw, LogNormal, Normal};

    fn draws(distribution: FlickerDistribution, rsd: f64, count: i64) -> Vec<f64> {
        let pulses =
            (-7..count - 7).map(|number| Pulse { number, fired_s: 0.0, left_um: 0.0 }).collect::<Vec<_>>();
        let mut values = vec![1.0; pulses.len()];
        Factor::new(distribution, rsd).unwrap().unwrap().vary(&mut values, &pulses, common(11, 3));
        values
    }

    /// Largest distance of the empirical from the true distribution, times the root of the number of draws.
    fn kolmogorov(mut values: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let distance = |(i, &v): (usize, &f64)| {
            let p = cdf(v);
            (p - i as f64 / n).abs().max(((i + 1) as f64 / n - p).abs())
        };
        values.iter().enumerate().map(distance).fold(0.0, f64::max) * n.sqrt()
    }

    #[test]
    fn draws_follow_their_distribution() {
        // Kolmogorov's distance exceeds 1.95 with probability 0.001
        for rsd in [0.01, 0.1, 0.2] {
            let sigma = (1.0f64 + rsd * rsd).ln().sqrt();
            let lognormal = LogNormal::new(-sigma * sigma / 2.0, sigma).unwrap();
            let gamma = GammaLaw::new(1.0 / (rsd * rsd), 1.0 / (rsd * rsd)).unwrap();
            let normal = Normal::new(1.0, rsd).unwrap();
            for (distribution, distance) in [
                (
                    FlickerDistribution::Lognormal,
                    kolmogorov(draws(FlickerDistribution::Lognormal, rsd, 40_000), |x| lognormal.cdf(x)),
                ),
                (
                    FlickerDistribution::Gamma,
                    kolmogorov(draws(FlickerDistribution::Gamma, rsd, 40_000), |x| gamma.cdf(x)),
                ),
                (
                    FlickerDistribution::Normal,
                    kolmogorov(draws(FlickerDistribution::Normal, rsd, 40_000), |x| normal.cdf(x)),
                ),
            ] {
                assert!(distance < 1.95, "{distribution:?} {rsd}: {distance}");
            }
        }
    }

    #[test]
    fn neighbours_are_independent() {
        let values = draws(FlickerDistribution::Lognormal, 0.1, 40_000);
        for lag in [1, 2, 3] {
            let pairs = values.iter().zip(&values[lag..]);
            let r = pairs.map(|(a, b)| (a - 1.0) * (b - 1.0)).sum::<f64>() / 0.01 / values.len() as f64;
            assert!(r.abs() < 4.0 / 200.0, "{lag}: {r}");
        }
    }

    #[test]
    fn a_draw_does_not_depend_on_where_the_line_begins() {
        let whole = draws(FlickerDistribution::Gamma, 0.3, 40);
        let pulses = (4..20).map(|number| Pulse { number, fired_s: 0.0, left_um: 0.0 }).collect::<Vec<_>>();
        let mut part = vec![1.0; 16];
        Factor::new(FlickerDistribution::Gamma, 0.3).unwrap().unwrap().vary(
            &mut part,
            &pulses,
            common(11, 3),
        );
        assert_eq!(part, whole[11..27]);
    }

    #[test]
    fn a_normal_distribution_that_would_be_cut_off_is_refused() {
        let text = Factor::new(FlickerDistribution::Normal, 0.3).unwrap_err().to_string();
        assert_eq!(text, "flicker_rsd = 0.3 is out of range 0 to 0.2");
    }
}
