// SPDX-License-Identifier: MIT OR Apache-2.0
//! What changes if the repetition rate, the scan speed or the beam is halved or doubled.

use super::{Plan, Task, figures};
use crate::ablation::conditions::Conditions;
use crate::error::Result;
use serde::Serialize;

/// The main numbers of a plan with one condition changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Which condition.
    pub key: &'static str,
    /// Its value.
    pub value: f64,
    /// Pulses in an acquisition time.
    pub dosage: f64,
    /// Width (along the scan) and height of a pixel, µm.
    pub pixel_um: (f64, f64),
    /// Time of the map, s, where the area is known.
    pub time_s: Option<f64>,
    /// Wavelength with a tenth of the contrast, µm: along the scan, across the lines.
    pub tenth_um: (f64, f64),
    /// Expected counts of the sample in a pixel.
    pub counts: f64,
    /// Relative standard deviation of a pixel.
    pub noise: f64,
}

type Varied = (&'static str, f64, Conditions);

/// The changes around conditions that are spelled out; those out of a setting's range are left out.
pub(super) fn around(conditions: &Conditions, task: &Task) -> Result<Vec<Change>> {
    let varied = [0.5, 2.0]
        .map(|factor| [rate(conditions, factor), speed(conditions, factor), beam(conditions, factor)]);
    let [halved, doubled] = varied;
    let pairs = halved.into_iter().zip(doubled).flat_map(|(halved, doubled)| [halved, doubled]);
    pairs
        .filter(|(_, _, conditions)| conditions.validate().is_ok())
        .map(|(key, value, conditions)| Ok(Change::new(key, value, &figures(&conditions, task)?)))
        .collect()
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
