// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions by name.

use super::choices::{Alignment, BeamShape, Detector, Edge, PulseResponse, ScanMode};
use super::fields::Conditions;
use crate::error::{Error, Result};
use crate::spelling::expected;

/// Conditions with a name, what they stand for and where they come from.
pub struct Preset {
    /// Name.
    pub name: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// DOI of the source; empty where there is none.
    pub source: &'static str,
    /// The conditions.
    pub conditions: fn() -> Conditions,
}

/// All presets. They leave the sensitivity open, since each element has its own.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "seed-2019",
        help: "5 µm square beam, 100 Hz, 100 µm/s, as the public image pairs of nikadilli/elemental-imageing-enhancement \
               (simulated after van Elteren et al. 2019, doi:10.1039/c9ja00166b); response fitted to those pairs",
        source: "10.1039/c9ja00166b",
        conditions: seed_2019,
    },
    Preset {
        name: "tof-fast",
        help: "5 µm square beam, 500 Hz, one pulse a pixel, washout of 1 ms and a time-of-flight detector, as in the fast \
               mapping of Burger et al. 2015, doi:10.1021/acs.analchem.5b01196",
        source: "10.1021/acs.analchem.5b01196",
        conditions: tof_fast,
    },
    Preset {
        name: "tof-fast-d5",
        help: "as tof-fast at 1000 Hz with five pulses a pixel",
        source: "10.1021/acs.analchem.5b01196",
        conditions: tof_fast_d5,
    },
    Preset {
        name: "tof-2025",
        help: "20 µm super-Gaussian beam of order 10, 1000 Hz, ten pulses a pixel, the washout of particles measured for \
               the virtual mapping of 2025, doi:10.1039/d4ja00288a",
        source: "10.1039/d4ja00288a",
        conditions: tof_2025,
    },
    Preset {
        name: "tof-2025-twophase",
        help: "as tof-2025 for an element of which 45 % travels as gas, 30 ms later",
        source: "10.1039/d4ja00288a",
        conditions: tof_2025_twophase,
    },
    Preset {
        name: "quad-classic",
        help: "20 µm round beam, 20 Hz, 80 µm/s, a cell that washes out in 0.5 s and a counting detector; one element, \
               typical values without a source",
        source: "",
        conditions: quad_classic,
    },
    Preset {
        name: "libs",
        help: "10 µm round spots side by side, one pulse each, no washout, plasma fluctuations of 10 % and a camera; \
               noise as doi:10.1039/c5ja00139k divides it, values typical",
        source: "10.1039/c5ja00139k",
        conditions: libs,
    },
];

fn tof_fast() -> Conditions {
    Conditions {
        beam_size_um: Some(5.0),
        repetition_rate_hz: 500.0,
        scan_speed_um_s: Some(2500.0),
        line_spacing_um: Some(5.0),
        acquisition_time_s: 0.002,
        pulse_response: Some(PulseResponse::Gamma),
        response_scale_s: 1.2e-4,
        response_shape: 3.0,
        flicker_rsd: 0.05,
        detector: Detector::Tof,
        single_ion_sigma: 0.5,
        ..Conditions::default()
    }
}

fn tof_fast_d5() -> Conditions {
    Conditions {
        repetition_rate_hz: 1000.0,
        scan_speed_um_s: Some(1000.0),
        acquisition_time_s: 0.005,
        ..tof_fast()
    }
}

fn tof_2025() -> Conditions {
    Conditions {
        beam_shape: BeamShape::SuperGaussian,
        beam_order: 10.0,
        beam_size_um: Some(20.0),
        repetition_rate_hz: 1000.0,
        scan_speed_um_s: Some(2000.0),
        line_spacing_um: Some(20.0),
        acquisition_time_s: 0.01,
        pulse_response: Some(PulseResponse::Gamma),
        response_scale_s: 1.2e-3,
        response_shape: 6.0,
        transport_delay_s: 0.01,
        flicker_rsd: 0.05,
        detector: Detector::Tof,
        ..Conditions::default()
    }
}

fn tof_2025_twophase() -> Conditions {
    Conditions {
        pulse_response: Some(PulseResponse::TwoPhase),
        gas_fraction: 0.45,
        gas_delay_s: 0.03,
        gas_scale_s: 7.8e-3,
        gas_shape: 3.0,
        ..tof_2025()
    }
}

fn quad_classic() -> Conditions {
    Conditions {
        beam_shape: BeamShape::Disc,
        beam_size_um: Some(20.0),
        repetition_rate_hz: 20.0,
        scan_speed_um_s: Some(80.0),
        line_spacing_um: Some(20.0),
        acquisition_time_s: 0.25,
        pulse_response: Some(PulseResponse::Exponential),
        response_scale_s: 0.1086,
        flicker_rsd: 0.03,
        gas_blank_cps: 50.0,
        dead_time_s: 3.5e-8,
        ..Conditions::default()
    }
}

fn libs() -> Conditions {
    Conditions {
        beam_shape: BeamShape::Disc,
        beam_size_um: Some(10.0),
        scan_mode: ScanMode::Spots,
        repetition_rate_hz: 100.0,
        line_spacing_um: Some(10.0),
        acquisition_time_s: 0.01,
        pulse_response: Some(PulseResponse::None),
        flicker_rsd: 0.1,
        detector: Detector::Camera,
        readout_noise: 5.0,
        ..Conditions::default()
    }
}

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
        expected: {
            let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
            expected(name, names.iter().copied(), format!("one of {}", names.join(", ")))
        },
    })?;
    Ok((found.conditions)())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::plan::plan;

    #[test]
    fn every_preset_simulates_and_plans() {
        let sample = ndarray::Array2::from_shape_fn((60, 60), |(i, j)| (1 + (i / 9 + j / 7) % 3) as f32);
        for preset in PRESETS {
            let conditions = (preset.conditions)();
            let map = simulate(sample.view(), 2.0, &conditions, 1).unwrap();
            assert!(map.iter().all(|value| value.is_finite()) && map.iter().any(|value| *value > 0.0));
            let planned =
                plan(&conditions, &crate::plan::Measurement::default(), &crate::Task::new()).unwrap();
            assert!(
                planned.resolution.iter().all(|r| r.tenth_um.is_finite() && r.tenth_um > 0.0),
                "{}",
                preset.name
            );
        }
    }
}
