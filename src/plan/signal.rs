// SPDX-License-Identifier: MIT OR Apache-2.0
//! Counts of a pixel and their noise.

use super::measurement::{Measurement, PIXELS};
use crate::ablation::{Detection, Scan};
use crate::conditions::{Alignment, Conditions};
use crate::error::Result;
use serde::Serialize;

/// Counts and noise of a pixel on a uniform sample of the measurement's concentration.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Signal {
    /// Concentration.
    pub concentration: f64,
    /// Expected counts of the sample in the dwell time.
    pub counts: f64,
    /// Expected counts of the gas blank.
    pub blank_counts: f64,
    /// Pulses as Flicker noise counts them: the sum of the squared shares of all pulses in a window.
    pub averaged_pulses: f64,
    /// Standard deviation by counting and detector, relative to the reading less that of the blank.
    pub counting_noise: f64,
    /// Standard deviation by Flicker noise, relative to `counts`.
    pub flicker_noise: f64,
    /// Both together; its inverse is the signal to noise ratio. Infinite (null in JSON) without counts.
    pub noise: f64,
}

impl Signal {
    /// Mean `mu = kappa C D` and variance `mu + blank + rsd^2 kappa^2 C^2 S_0` with the exact `S_0` of the exposure.
    pub(super) fn new(conditions: &Conditions, measurement: &Measurement) -> Result<Self> {
        let window_s = measurement.dwell_time_s.unwrap_or(conditions.acquisition_time_s);
        let share = window_s / conditions.acquisition_time_s;
        let pulse = conditions.sensitivity_counts * measurement.concentration;
        let counts = pulse * conditions.dosage() * share;
        let blank_counts = conditions.gas_blank_cps * window_s;
        let averaged_pulses = averaged_pulses(conditions, window_s)?;
        let detection = Detection::new(conditions, window_s, 0)?;
        let read = detection.mean(counts + blank_counts) - detection.mean(blank_counts);
        let counting = detection.variance(counts + blank_counts, 0.0).sqrt() / read;
        let flicker = conditions.flicker_rsd * pulse * averaged_pulses.sqrt() / counts;
        Ok(Self {
            concentration: measurement.concentration,
            counts,
            blank_counts,
            averaged_pulses,
            counting_noise: if counts > 0.0 { counting } else { f64::INFINITY },
            flicker_noise: if counts > 0.0 { flicker } else { 0.0 },
            noise: if counts > 0.0 { counting.hypot(flicker) } else { f64::INFINITY },
        })
    }
}

/// `S_0`: sum over all pulses of their squared share in a window, the mean over the phases of pulses and windows. It is
/// the dosage without washout and smaller with it, as washout averages over pulses.
fn averaged_pulses(conditions: &Conditions, window_s: f64) -> Result<f64> {
    let speed = conditions.pixel_size_um()?.0 / conditions.acquisition_time_s;
    let steady = Conditions {
        alignment: Alignment::Centred,
        acquisition_time_s: window_s,
        scan_speed_um_s: Some(speed),
        ..conditions.clone()
    };
    let scan = Scan::of_map(&steady, 1, PIXELS)?;
    let squares = scan.exposure.iter().flat_map(|(_, shares)| shares).map(|share| share * share);
    Ok(squares.sum::<f64>() / PIXELS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::PulseResponse;

    /// `S_0` in closed form for an exponential response and whole dosages, first pulse at the start of a window.
    fn closed(dosage: f64, period: f64, tau: f64) -> f64 {
        let (q, e) = ((-period / tau).exp(), (-dosage * period / tau).exp());
        let u = period;
        let s1 = (-u / tau).exp() * (1.0 - e) / (1.0 - q);
        let s2 = (-2.0 * u / tau).exp() * (1.0 - e * e) / (1.0 - q * q);
        dosage - 2.0 * s1 + 2.0 * s2 / (1.0 + e)
    }

    #[test]
    fn pulses_are_averaged_as_the_closed_form_says() {
        for (tau, acquisition_time_s) in [(0.02, 0.05), (0.005, 0.05), (0.001, 0.01), (0.2, 0.04)] {
            let conditions = Conditions {
                beam_size_um: Some(5.0),
                pulse_response: Some(PulseResponse::Exponential),
                response_scale_s: tau,
                acquisition_time_s,
                ..Conditions::default()
            };
            let expected = closed(conditions.dosage(), 0.01, tau);
            let found = averaged_pulses(&conditions, acquisition_time_s).unwrap();
            assert!((found / expected - 1.0).abs() < 1e-6, "{tau}: {found}, not {expected}");
        }
        assert!((closed(5.0, 0.01, 0.02) - 3.238_489_214).abs() < 1e-9);
    }
}
