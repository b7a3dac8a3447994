// SPDX-License-Identifier: MIT OR Apache-2.0
//! Planning a measurement: what conditions will give, before any sample is ablated.
//!
//! [`plan`] takes a [`Measurement`], has the numbers of the [`Plan`] made (`figures`: size, smear, resolution, with `signal` for
//! counts and noise and `ripple` for pulses that do not keep step with the windows), repeats them for other rates, speeds
//! and beams (`changes`) and says in sentences what was assumed and what is wrong (`warnings`).

mod changes;
mod figures;
mod measurement;
mod ripple;
mod signal;
mod warnings;

pub use figures::{Change, Plan, Resolution, Smear};
pub use measurement::{MapSize, Measurement};
pub use ripple::Ripple;
pub use signal::Signal;

use crate::conditions::Conditions;
use crate::error::Result;
use crate::task::Task;
use figures::{displacement_um, figures};

/// Share of the work that the figures take; the rest makes them again for each change.
const FIGURES: f64 = 1.0 / 7.0;

/// Plans a measurement: what the conditions will give of it, in numbers and in words. Not random.
///
/// # Errors
/// [`crate::Error::Missing`] if neither beam nor line spacing is stated; [`crate::Error::OutOfRange`] for a condition or a number
/// of the measurement; [`crate::Error::Data`] for an absurd number of pulses; [`crate::Error::Cancelled`]. The stage of
/// the task is `plan`.
///
/// ```
/// use lamap::conditions::preset;
/// use lamap::{Task, plan::{Measurement, plan}};
/// let plan = plan(&preset("seed-2019")?, &Measurement { area_um: Some((500.0, 300.0)), ..Measurement::default() }, &Task::new())?;
/// assert_eq!((plan.dosage, plan.pixel_um), (5.0, (5.0, 5.0)));
/// assert_eq!(plan.map.map(|map| (map.lines, map.pixels, map.time_s)), Some((60, 100, 300.0)));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn plan(conditions: &Conditions, measurement: &Measurement, task: &Task) -> Result<Plan> {
    measurement.validate(conditions)?;
    task.stage("plan")?;
    let spelled_out = conditions.spelled_out()?;
    let mut plan = figures(&spelled_out, measurement, task)?;
    plan.displacement_um = displacement_um(&spelled_out, plan.map)?;
    task.at(FIGURES)?;
    plan.assumed = warnings::assumed(conditions, &spelled_out);
    plan.changes = changes::around(&spelled_out, measurement, &task.part(FIGURES..1.0))?;
    plan.warnings = warnings::of(&plan, &spelled_out, measurement);
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::{PulseResponse, preset};
    use crate::error::Error;

    /// A quadrupole behind a classical cell: 99 % of the signal within 0.5 s.
    fn classic() -> Conditions {
        Conditions {
            beam_size_um: Some(20.0),
            repetition_rate_hz: 20.0,
            scan_speed_um_s: Some(80.0),
            acquisition_time_s: 0.25,
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: 0.5 / 100f64.ln(),
            flicker_rsd: 0.03,
            ..Conditions::default()
        }
    }

    #[test]
    fn the_numbers_of_the_seed_are_those_of_its_pairs() {
        let plan = plan(&preset("seed-2019").unwrap(), &Measurement::default(), &Task::new()).unwrap();
        assert!((plan.displacement_um - 4.357).abs() < 0.02, "{}", plan.displacement_um);
        assert!((plan.smear.sd_um - 1.35).abs() < 0.005, "{}", plan.smear.sd_um);
        assert!((plan.signal.counts - 250.0).abs() < 1e-9);
        assert!((plan.signal.averaged_pulses - 3.577).abs() < 0.001, "{}", plan.signal.averaged_pulses);
        assert!((plan.signal.flicker_noise - 0.00378).abs() < 1e-5, "{}", plan.signal.flicker_noise);
        assert!(plan.warnings.iter().any(|warning| warning.contains("alignment")), "{:?}", plan.warnings);
        assert_eq!(plan.changes.len(), 6);
    }

    #[test]
    fn a_slow_cell_is_told_with_its_remedy() {
        let measurement = Measurement { dwell_time_s: Some(0.045), ..Measurement::default() };
        let plan = plan(&classic(), &measurement, &Task::new()).unwrap();
        assert!((plan.smear.washout_time_s - 0.5).abs() < 1e-5 && (plan.smear.sd_um - 8.69).abs() < 0.01);
        let smear = plan.warnings.iter().find(|warning| warning.contains("washout")).unwrap();
        assert!(smear.contains("8.69 µm") && smear.contains("lower scan_speed_um_s to 53.2"), "{smear}");
        assert!(plan.warnings.iter().any(|w| w.contains("ripple")), "{:?}", plan.warnings);
        assert!(plan.to_json().contains("\"dosage\": 5.0"));
    }

    #[test]
    fn without_washout_the_resolution_is_that_of_the_boxes() {
        let conditions = Conditions { beam_size_um: Some(10.0), ..Conditions::default() };
        let [along, across, oblique] =
            plan(&conditions, &Measurement::default(), &Task::new()).unwrap().resolution;
        // sinc(u) = 0.5 at u = 0.60335, 0.1 at u = 0.90795; sinc^2(u) = 0.5 at u = 0.44295
        assert!((across.half_um - 10.0 / 0.60335).abs() < 1e-3, "{}", across.half_um);
        assert!((across.tenth_um - 10.0 / 0.90795).abs() < 1e-3, "{}", across.tenth_um);
        assert!((along.half_um - 10.0 / 0.44295).abs() < 1e-2, "{}", along.half_um);
        assert!(oblique.half_um > 0.0 && oblique.half_um < along.half_um);
    }

    #[test]
    fn gaps_and_missing_words_are_told() {
        let sparse = Conditions {
            beam_size_um: Some(10.0),
            line_spacing_um: Some(15.0),
            repetition_rate_hz: 5.0,
            scan_speed_um_s: Some(100.0),
            acquisition_time_s: 0.1,
            ..Conditions::default()
        };
        let plan =
            plan(&sparse, &Measurement { concentration: 1e-3, ..Measurement::default() }, &Task::new())
                .unwrap();
        for words in ["line_spacing_um to 10", "10 µm between the pulses", "0.5 pulses", "per cent"] {
            assert!(plan.warnings.iter().any(|w| w.contains(words)), "{words}: {:#?}", plan.warnings);
        }
        assert!(plan.assumed.iter().any(|sentence| sentence.contains("pulse_response")));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        let conditions = classic();
        for (measurement, key) in [
            (Measurement { area_um: Some((0.0, 5.0)), ..Measurement::default() }, "width_um"),
            (Measurement { area_um: Some((5.0, f64::NAN)), ..Measurement::default() }, "height_um"),
            (Measurement { concentration: -1.0, ..Measurement::default() }, "concentration"),
            (Measurement { dwell_time_s: Some(0.3), ..Measurement::default() }, "dwell_time_s"),
            (Measurement { line_change_s: f64::INFINITY, ..Measurement::default() }, "line_change_s"),
        ] {
            assert!(
                plan(&conditions, &measurement, &Task::new()).unwrap_err().to_string().starts_with(key),
                "{key}"
            );
        }
        assert!(matches!(
            plan(&Conditions::default(), &Measurement::default(), &Task::new()),
            Err(Error::Missing { .. })
        ));
    }

    #[test]
    fn a_task_that_is_cancelled_ends_a_plan() {
        let task = Task::new();
        task.cancel();
        let cancelled = plan(&classic(), &Measurement::default(), &task);
        assert!(matches!(cancelled, Err(Error::Cancelled)), "{cancelled:?}");
    }
}
