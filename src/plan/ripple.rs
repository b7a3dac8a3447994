// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pulses and windows that do not keep step: a uniform sample shows stripes.

use super::measurement::Measurement;
use crate::ablation::Spread;
use crate::conditions::Conditions;
use crate::numeric::sinc;
use serde::Serialize;

/// Beats slower than this share of the repetition rate are taken to stand still.
const STANDING: f64 = 1e-9;
/// A harmonic whose share of the variance is below this ends the sum.
const NEGLIGIBLE: f64 = 1e-9;
const MAX_HARMONICS: usize = 20_000;

/// Ripple of a uniform sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ripple {
    /// Time of a window, s: the dwell time on the isotope, or the acquisition time.
    pub window_s: f64,
    /// Relative standard deviation for phases of pulses and windows left to chance.
    pub rsd: f64,
    /// Distance of two stripes along the scan, µm; `None` where the phase stands still and the ripple is one error of
    /// the level instead.
    pub period_um: Option<f64>,
}

impl Ripple {
    /// `sqrt(2 sum_h sinc^2(h f t) |h(h f)|^2)` over the harmonics of the repetition rate f, for windows of length t:
    /// zero for a whole number of pulses in a window, small where the washout is longer than a pulse period.
    pub(super) fn new(
        conditions: &Conditions,
        measurement: &Measurement,
        spread: &Spread,
        speed_um_s: f64,
    ) -> Self {
        let rate = conditions.repetition_rate_hz;
        let window_s = measurement.dwell_time_s.unwrap_or(conditions.acquisition_time_s);
        let mut variance = 0.0;
        for harmonic in (1..=MAX_HARMONICS).map(|h| h as f64) {
            let kept = spread.transfer(harmonic * rate).powi(2);
            variance += 2.0 * sinc(harmonic * rate * window_s).powi(2) * kept;
            if kept < NEGLIGIBLE * (harmonic * rate * window_s).powi(2) {
                break;
            }
        }
        let beat_hz = (rate - conditions.dosage().round() / conditions.acquisition_time_s).abs();
        Self {
            window_s,
            rsd: variance.sqrt(),
            period_um: (beat_hz > STANDING * rate).then_some(speed_um_s / beat_hz),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{PulseResponse, Response};

    fn conditions(rate: f64, window_s: f64, tau: f64) -> Conditions {
        Conditions {
            repetition_rate_hz: rate,
            acquisition_time_s: window_s,
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: tau,
            ..Conditions::default()
        }
    }

    /// Relative standard deviation over many windows, pulse by pulse.
    fn counted(conditions: &Conditions) -> f64 {
        let response = Response::new(conditions).unwrap();
        let (window, period) = (conditions.acquisition_time_s, 1.0 / conditions.repetition_rate_hz);
        let windows: Vec<f64> = (0..2000)
            .map(|j| {
                let (from, to) = (j as f64 * window, (j + 1) as f64 * window);
                let (first, last) = ((from - response.end_s()) / period, to / period);
                (first.floor() as i64..=last.ceil() as i64)
                    .map(|k| {
                        response.arrived(to - k as f64 * period) - response.arrived(from - k as f64 * period)
                    })
                    .sum()
            })
            .collect();
        let mean = windows.iter().sum::<f64>() / windows.len() as f64;
        (windows.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / windows.len() as f64).sqrt() / mean
    }

    #[test]
    fn the_ripple_is_that_of_counted_pulses() {
        for (rate, window_s, tau) in [(100.0, 0.024_31, 0.02), (50.0, 0.033_07, 0.004), (20.0, 0.2603, 0.05)]
        {
            let conditions = conditions(rate, window_s, tau);
            let spread = Spread::new(&Response::new(&conditions).unwrap());
            let ripple = Ripple::new(&conditions, &Measurement::default(), &spread, 1.0);
            let counted = counted(&conditions);
            assert!((ripple.rsd / counted - 1.0).abs() < 0.03, "{rate} Hz: {} {counted}", ripple.rsd);
        }
    }

    #[test]
    fn whole_pulses_do_not_ripple_and_the_beat_gives_the_stripes() {
        let whole = conditions(100.0, 0.05, 0.004);
        let spread = Spread::new(&Response::new(&whole).unwrap());
        let ripple = Ripple::new(&whole, &Measurement::default(), &spread, 100.0);
        assert!(ripple.rsd < 1e-9 && ripple.period_um.is_none(), "{ripple:?}");
        let beating = conditions(101.0, 0.05, 0.004);
        let period = Ripple::new(&beating, &Measurement::default(), &spread, 100.0).period_um.unwrap();
        assert!((period - 100.0).abs() < 1e-6, "1 Hz at 100 µm/s: {period}");
    }

    #[test]
    fn without_washout_the_ripple_is_that_of_a_number_that_is_up_to_one_off() {
        // 2 or 3 pulses for 2.5 on average, half each: relative standard deviation 0.5 / 2.5
        let conditions = Conditions { pulse_response: None, ..conditions(100.0, 0.025, 0.0) };
        let spread = Spread::new(&Response::new(&conditions).unwrap());
        let rsd = Ripple::new(&conditions, &Measurement::default(), &spread, 1.0).rsd;
        assert!((rsd - 0.2).abs() < 1e-4, "{rsd}");
    }
}
