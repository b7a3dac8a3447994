// SPDX-License-Identifier: MIT OR Apache-2.0
//! What changes if the repetition rate, the scan speed or the beam is halved or doubled.

use super::figures::{Change, Plan, figures};
use super::measurement::Measurement;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::task::Task;

type Varied = (&'static str, f64, Conditions);

/// The changes around conditions that are spelled out; those out of a setting's range, that contradict other settings, or
/// that fire more pulses than a line takes, are left out.
pub(super) fn around(conditions: &Conditions, measurement: &Measurement, task: &Task) -> Result<Vec<Change>> {
    let varied = [0.5, 2.0]
        .map(|factor| [rate(conditions, factor), speed(conditions, factor), beam(conditions, factor)]);
    let [halved, doubled] = varied;
    let pairs = halved.into_iter().zip(doubled).flat_map(|(halved, doubled)| [halved, doubled]);
    let sound: Vec<Varied> =
        pairs.filter(|(_, value, varied)| value.is_finite() && varied.validate().is_ok()).collect();
    let count = sound.len() as f64;
    let changes = sound.into_iter().enumerate().filter_map(|(done, (key, value, conditions))| {
        let figures = task.at(done as f64 / count).and_then(|()| figures(&conditions, measurement, task));
        match figures {
            Err(Error::Contradiction(_) | Error::Data(_)) => None,
            figures => Some(figures.map(|figures| Change::new(key, value, &figures))),
        }
    });
    changes.collect()
}

fn rate(conditions: &Conditions, factor: f64) -> Varied {
    let value = conditions.repetition_rate_hz * factor;
    ("repetition_rate_hz", value, Conditions { repetition_rate_hz: value, ..conditions.clone() })
}

fn speed(conditions: &Conditions, factor: f64) -> Varied {
    let value = conditions.scan_speed_um_s.unwrap_or(f64::NAN) * factor;
    ("scan_speed_um_s", value, Conditions { scan_speed_um_s: Some(value), ..conditions.clone() })
}

/// The lines keep their distance in beams; the counts of a pulse go with the ablated area.
fn beam(conditions: &Conditions, factor: f64) -> Varied {
    let value = conditions.beam_size_um.unwrap_or(f64::NAN) * factor;
    let changed = Conditions {
        beam_size_um: Some(value),
        beam_height_um: conditions.beam_height_um.map(|height| height * factor),
        line_spacing_um: conditions.line_spacing_um.map(|spacing| spacing * factor),
        sensitivity_counts: conditions.sensitivity_counts * factor * factor,
        ..conditions.clone()
    };
    ("beam_size_um", value, changed)
}

impl Change {
    fn new(key: &'static str, value: f64, plan: &Plan) -> Self {
        let [along, across, _] = plan.resolution;
        Self {
            key,
            value,
            dosage: plan.dosage,
            pixel_um: plan.pixel_um,
            time_s: plan.map.map(|map| map.time_s),
            tenth_um: (along.tenth_um, across.tenth_um),
            counts: plan.signal.counts,
            noise: plan.signal.noise,
        }
    }
}
