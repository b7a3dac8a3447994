// SPDX-License-Identifier: MIT OR Apache-2.0
//! Step 5: what the detector makes of the ions (or of the light) of a window.
//!
//! [`Detection`] is the detector of one channel; `counting` draws how many ions arrive.

mod counting;

use crate::conditions::{Conditions, Detector, OutputUnit};
use crate::numeric::portable;

use crate::error::{Error, Result};
use crate::stream::{Purpose, Stream};
use rand_distr::{Distribution, Gamma, LogNormal, StandardNormal};

/// Ions up to which their areas are drawn one by one; the sum of more is drawn as a gamma variate of equal mean and
/// variance (its skewness is then off by less than 1/8 of the spread of one ion).
const ONE_BY_ONE: f64 = 64.0;

/// A detector on one channel.
pub struct Detection<'a> {
    conditions: &'a Conditions,
    dwell_s: f64,
    channel: usize,
}

impl<'a> Detection<'a> {
    /// The detector that the conditions state, open for `dwell_s` in each window.
    ///
    /// # Errors
    /// [`Error::Contradiction`] if the conditions state what this detector has not.
    pub fn new(conditions: &'a Conditions, dwell_s: f64, channel: usize) -> Result<Self> {
        let contradiction = |what: &str| Err(Error::Contradiction(what.into()));
        match conditions.detector {
            Detector::Tof | Detector::Camera if conditions.dead_time_s > 0.0 => contradiction(
                "dead_time_s is that of a counting detector: set detector to counting or dead_time_s to 0",
            ),
            Detector::Camera if conditions.output_unit == OutputUnit::Cps => contradiction(
                "a camera gives digital units: set output_unit to counts or detector to counting or tof",
            ),
            _ => Ok(Self { conditions, dwell_s, channel }),
        }
    }

    /// Mean reading for expected counts; for a camera without clipping and rounding.
    pub fn mean(&self, counts: f64) -> f64 {
        match self.conditions.detector {
            Detector::Camera => self.conditions.detector_gain * counts + self.conditions.detector_offset,
            Detector::Counting | Detector::Tof => self.live(counts) * self.per_count(),
        }
    }

    /// Variance of the reading for expected counts that themselves have a variance.
    pub fn variance(&self, counts: f64, counts_variance: f64) -> f64 {
        let c = self.conditions;
        let shot = match c.detector {
            Detector::Counting => {
                let live = self.live(counts);
                // the dead time compresses variations of the rate by the slope of the live counts
                let slope = if counts > 0.0 { (live / counts).powi(2) } else { 1.0 };
                return (live + slope * slope * counts_variance) * self.per_count().powi(2);
            }
            Detector::Tof => counts * (1.0 + self.area_variance()),
            Detector::Camera => counts * c.excess_noise_factor.powi(2),
        };
        match c.detector {
            Detector::Camera => c.detector_gain.powi(2) * (shot + counts_variance) + c.readout_noise.powi(2),
            _ => (shot + counts_variance) * self.per_count().powi(2),
        }
    }

    /// Replaces the expected counts of a line by what the detector reads.
    ///
    /// # Errors
    /// [`Error::Data`] for an expected count beyond 1e19.
    pub fn read(&self, counts: &mut [f64], seed: u64, line: usize) -> Result<()> {
        if self.conditions.dead_time_s > 0.0 {
            counts.iter_mut().for_each(|counts| *counts = self.live(*counts));
        }
        counting::count(counts, seed, line, self.channel)?;
        let stream = |purpose, pixel| Stream::new(seed, purpose, line, pixel).of_channel(self.channel);
        match self.conditions.detector {
            Detector::Counting => {}
            Detector::Tof => {
                for (pixel, counts) in counts.iter_mut().enumerate().filter(|(_, counts)| **counts > 0.0) {
                    *counts = self.areas(*counts, &mut stream(Purpose::SingleIon, pixel))?;
                }
            }
            Detector::Camera => {
                for (pixel, counts) in counts.iter_mut().enumerate() {
                    *counts = self.amplified(*counts, &mut stream(Purpose::SingleIon, pixel))?;
                    *counts = self.shown(*counts, &mut stream(Purpose::Readout, pixel));
                }
            }
        }
        if self.conditions.output_unit == OutputUnit::Cps {
            counts.iter_mut().for_each(|counts| *counts *= self.per_count());
        }
        Ok(())
    }

    /// Counts of a non-paralyzable detector for the counts that arrive.
    fn live(&self, counts: f64) -> f64 {
        if self.conditions.dead_time_s == 0.0 {
            return counts;
        }
        counts / (1.0 + counts * self.conditions.dead_time_s / self.dwell_s)
    }

    fn per_count(&self) -> f64 {
        match self.conditions.output_unit {
            OutputUnit::Counts => 1.0,
            OutputUnit::Cps => 1.0 / self.dwell_s,
        }
    }

    /// Relative variance of the area of a single ion.
    fn area_variance(&self) -> f64 {
        portable::exp_m1(self.conditions.single_ion_sigma.powi(2))
    }

    /// Sum of the areas of `ions` ions, each log-normal of mean 1.
    fn areas(&self, ions: f64, stream: &mut Stream) -> Result<f64> {
        let sigma = self.conditions.single_ion_sigma;
        if sigma == 0.0 {
            return Ok(ions);
        }
        let broken = |e: &dyn std::fmt::Display| Error::Data(format!("the areas of {ions} ions: {e}"));
        if ions <= ONE_BY_ONE {
            let area = LogNormal::new(-sigma * sigma / 2.0, sigma).map_err(|e| broken(&e))?;
            return Ok((0..ions as usize).map(|_| area.sample(stream)).sum());
        }
        let spread = self.area_variance();
        Ok(Gamma::new(ions / spread, spread).map_err(|e| broken(&e))?.sample(stream))
    }

    /// Sum of the gains of `electrons`, each gamma distributed with mean 1 (exponential, as in an EMCCD, for a factor of
    /// the root of 2).
    fn amplified(&self, electrons: f64, stream: &mut Stream) -> Result<f64> {
        let spread = self.conditions.excess_noise_factor.powi(2) - 1.0;
        if spread <= 0.0 || electrons == 0.0 {
            return Ok(electrons);
        }
        let broken = |e| Error::Data(format!("the gains of {electrons} electrons: {e}"));
        Ok(Gamma::new(electrons / spread, spread).map_err(broken)?.sample(stream))
    }

    /// What a camera shows of this many counts.
    fn shown(&self, counts: f64, stream: &mut Stream) -> f64 {
        let c = self.conditions;
        let noise: f64 = StandardNormal.sample(stream);
        let value = c.detector_gain * counts + c.readout_noise * noise + c.detector_offset;
        value.clamp(0.0, c.full_scale.unwrap_or(f64::INFINITY)).round()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(conditions: &Conditions, mean: f64) -> (f64, f64) {
        let mut counts = vec![mean; 200_000];
        Detection::new(conditions, 0.05, 0).unwrap().read(&mut counts, 9, 1).unwrap();
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        (mean, counts.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n)
    }

    /// Mean and variance must be those that the laws give, within `tolerance` of the variance.
    fn agrees(conditions: &Conditions, counts: f64, tolerance: f64) {
        let (mean, variance) = moments(conditions, counts);
        let detection = Detection::new(conditions, 0.05, 0).unwrap();
        let law = detection.variance(counts, 0.0);
        assert!((mean - detection.mean(counts)).abs() < 5.0 * (law / 200_000.0).sqrt(), "{counts}: {mean}");
        assert!((variance / law - 1.0).abs() < tolerance, "{counts}: {variance} {law}");
    }

    #[test]
    fn a_tof_detector_has_its_index_of_dispersion() {
        for sigma in [0.2, 0.45, 0.95] {
            let tof =
                Conditions { detector: Detector::Tof, single_ion_sigma: sigma, ..Conditions::default() };
            let detection = Detection::new(&tof, 0.05, 0).unwrap();
            assert!((detection.variance(1.0, 0.0) - (sigma * sigma).exp()).abs() < 1e-12);
            for counts in [0.3, 20.0, 64.0, 300.0] {
                agrees(&tof, counts, if counts < 1.0 { 0.06 } else { 0.025 });
            }
        }
    }

    #[test]
    fn a_dead_time_loses_counts() {
        let slow = Conditions { dead_time_s: 1e-5, ..Conditions::default() };
        let detection = Detection::new(&slow, 0.05, 0).unwrap();
        assert!((detection.mean(5000.0) - 2500.0).abs() < 1e-9, "half of the time is dead");
        agrees(&slow, 500.0, 0.02);
    }

    #[test]
    fn a_camera_has_gain_noise_offset_and_full_scale() {
        let camera = Conditions {
            detector: Detector::Camera,
            detector_gain: 3.0,
            readout_noise: 5.0,
            detector_offset: 100.0,
            ..Conditions::default()
        };
        agrees(&camera, 40.0, 0.02);
        for excess_noise_factor in [1.1, 2f64.sqrt(), 2.0] {
            agrees(&Conditions { excess_noise_factor, ..camera.clone() }, 40.0, 0.03);
        }
        let clipped = Conditions { full_scale: Some(200.0), ..camera };
        let mut counts = vec![200.0; 50];
        Detection::new(&clipped, 0.05, 0).unwrap().read(&mut counts, 1, 0).unwrap();
        assert!(counts.iter().all(|v| *v == 200.0));
    }

    #[test]
    fn counts_per_second_are_counts_divided_by_the_dwell_time() {
        let cps = Conditions { output_unit: OutputUnit::Cps, ..Conditions::default() };
        let (mut counts, mut rates) = (vec![30.0; 100], vec![30.0; 100]);
        Detection::new(&Conditions::default(), 0.05, 0).unwrap().read(&mut counts, 1, 0).unwrap();
        Detection::new(&cps, 0.05, 0).unwrap().read(&mut rates, 1, 0).unwrap();
        assert!(counts.iter().zip(&rates).all(|(counts, rate)| (counts * 20.0 - rate).abs() < 1e-9));
        agrees(&cps, 30.0, 0.02);
    }

    #[test]
    fn what_a_detector_has_not_is_refused() {
        let dead = Conditions { detector: Detector::Tof, dead_time_s: 1e-8, ..Conditions::default() };
        assert!(Detection::new(&dead, 0.05, 0).is_err());
        let cps =
            Conditions { detector: Detector::Camera, output_unit: OutputUnit::Cps, ..Conditions::default() };
        assert!(Detection::new(&cps, 0.05, 0).is_err());
    }
}
