// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions by name.

use super::conditions::{Alignment, Conditions, Edge, PulseResponse};
use crate::error::{Error, Result};

/// Conditions with a name, what they stand for and where they come from.
pub struct Preset {
    /// Name.
    pub name: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// DOI of the source.
    pub source: &'static str,
    /// The conditions.
    pub conditions: fn() -> Conditions,
}

/// All presets.
pub const PRESETS: &[Preset] = &[Preset {
    name: "seed-2019",
    help: "5 µm square beam, 100 Hz, 100 µm/s, as the public image pairs of nikadilli/elemental-imageing-enhancement \
           (simulated after van Elteren et al. 2019, doi:10.1039/c9ja00166b); response fitted to those pairs",
    source: "10.1039/c9ja00166b",
    conditions: seed_2019,
}];

fn seed_2019() -> Conditions {
    Conditions {
        beam_size_um: Some(5.0),
        repetition_rate_hz: 100.0,
        scan_speed_um_s: Some(100.0),
        line_spacing_um: Some(5.0),
        acquisition_time_s: 0.05,
        pulse_response: Some(PulseResponse::Gamma),
        response_scale_s: 8.464e-3,
        response_shape: 2.542,
        transport_delay_s: 7.01e-3,
        flicker_rsd: 0.01,
        sensitivity_counts: 50.0,
        gas_blank_cps: 0.0,
        mean_concentration: 1.0,
        alignment: Alignment::Seed,
        edge: Edge::Zero,
        ..Conditions::default()
    }
}

/// The conditions of a preset.
///
/// # Errors
/// [`Error::InvalidValue`], which lists the names there are.
pub fn preset(name: &str) -> Result<Conditions> {
    let found = PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| Error::InvalidValue {
        key: "preset".into(),
        value: name.into(),
        expected: format!("one of {}", PRESETS.iter().map(|p| p.name).collect::<Vec<_>>().join(", ")),
    })?;
    Ok((found.conditions)())
}
