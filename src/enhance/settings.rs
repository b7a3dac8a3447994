// SPDX-License-Identifier: MIT OR Apache-2.0
//! How an enhancement is done, and the table of its settings.

use super::network::device::Device;
use super::warp::Curve;
use crate::param::{Kind, Param, open, stated};

/// Which method gives the estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The network where ONNX Runtime is found, else physics; the report says which and why.
    Auto,
    /// The network, started from the physics-based restoration.
    Unet,
    /// The physics-based restoration alone.
    Physics,
}

/// What is known of the noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoiseModel {
    /// Counting statistics where the unit, the dwell time or the values tell them, else found from the map.
    Auto,
    /// Counting statistics: the values are counts.
    Counts,
    /// No counts are assumed: found from the map.
    Uniform,
}

/// The scale on which the sample is taken for a stationary random field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The likelihood chooses.
    Auto,
    /// Values as they are.
    Linear,
    /// Square roots.
    SquareRoot,
    /// Logarithms; the likelihood chooses below what they are linear.
    Logarithm,
}

impl Scale {
    /// Its form; `None` where the likelihood chooses.
    pub(super) fn curve(self) -> Option<Curve> {
        match self {
            Self::Auto => None,
            Self::Linear => Some(Curve::Linear),
            Self::SquareRoot => Some(Curve::SquareRoot),
            Self::Logarithm => Some(Curve::Logarithm),
        }
    }
}

/// What becomes of missing values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They stay missing.
    Keep,
    /// They are estimated from their surroundings.
    Fill,
}

/// Whether what elements have in common is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Where the likelihood surely prefers it and the memory is there.
    Auto,
    /// Where the likelihood surely prefers it; refused where the memory is not there.
    Yes,
    /// Every element is enhanced alone.
    No,
}

/// Settings of an enhancement.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Target pixels per measured pixel along each axis.
    pub magnification: f64,
    /// Square target pixels (the smaller side of a measured pixel, divided by the magnification).
    pub square_pixels: bool,
    /// Network or physics.
    pub method: Method,
    /// Where the network runs.
    pub device: Device,
    /// Threads; 0: one for each core.
    pub threads: usize,
    /// What is known of the noise.
    pub noise: NoiseModel,
    /// Time in which the counts of one value were collected; with a unit of counts per second it tells what a count is worth.
    pub dwell_time_s: Option<f64>,
    /// The scale on which a map is restored.
    pub scale: Scale,
    /// Whether what elements have in common is used.
    pub joint: Joint,
    /// What becomes of missing values.
    pub missing: Missing,
    /// Compare stated beam and washout with what the map prefers.
    pub examine: bool,
    /// Spikes are values this many noise standard deviations from all their neighbours; 0: they are left alone.
    pub spike_threshold: f64,
    /// Side of the network's tiles, in target pixels; 0: chosen.
    pub tile: usize,
    /// Memory that an enhancement may take, MiB; a share of what there is if not stated.
    pub memory_mib: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            magnification: 4.0,
            square_pixels: false,
            method: Method::Auto,
            device: Device::Auto,
            threads: 0,
            noise: NoiseModel::Auto,
            dwell_time_s: None,
            scale: Scale::Auto,
            joint: Joint::No,
            missing: Missing::Keep,
            examine: true,
            spike_threshold: 0.0,
            tile: 0,
            memory_mib: None,
        }
    }
}

/// Every setting of [`Settings`].
pub const TABLE: &[Param<Settings>] = &[
    Param {
        key: "magnification",
        unit: "",
        kind: Kind::Number { min: 1.0, max: 16.0 },
        optional: false,
        help: "target pixels per measured pixel along each axis",
        get: |s| s.magnification,
        set: |s, value| s.magnification = value,
    },
    Param {
        key: "square_pixels",
        unit: "",
        kind: Kind::Choice(&["no", "yes"]),
        optional: false,
        help: "square target pixels: the smaller side of a measured pixel divided by the magnification",
        get: |s| f64::from(u8::from(s.square_pixels)),
        set: |s, value| s.square_pixels = value == 1.0,
    },
    Param {
        key: "method",
        unit: "",
        kind: Kind::Choice(&["auto", "unet", "physics"]),
        optional: false,
        help: "unet: network started from the restoration; physics: the restoration alone; auto: unet where it can run",
        get: |s| f64::from(s.method as u8),
        set: |s, value| {
            s.method = match value as u8 {
                0 => Method::Auto,
                1 => Method::Unet,
                _ => Method::Physics,
            };
        },
    },
    Param {
        key: "device",
        unit: "",
        kind: Kind::Choice(&["auto", "cpu", "cuda", "directml"]),
        optional: false,
        help: "where the network runs; auto: the first of CUDA, DirectML and CPU that works",
        get: |s| f64::from(s.device as u8),
        set: |s, value| s.device = Device::ALL[value as usize],
    },
    Param {
        key: "threads",
        unit: "",
        kind: Kind::Whole { min: 0.0, max: 1024.0 },
        optional: false,
        help: "threads; 0: one for each core",
        get: |s| s.threads as f64,
        set: |s, value| s.threads = value as usize,
    },
    Param {
        key: "noise",
        unit: "",
        kind: Kind::Choice(&["auto", "counts", "uniform"]),
        optional: false,
        help: "auto: the statistics of counts where unit, dwell time or values tell them, else found from the map; counts: the \
               values are counts; uniform: no counts are assumed",
        get: |s| f64::from(s.noise as u8),
        set: |s, value| {
            s.noise = match value as u8 {
                0 => NoiseModel::Auto,
                1 => NoiseModel::Counts,
                _ => NoiseModel::Uniform,
            };
        },
    },
    Param {
        key: "dwell_time_s",
        unit: "s",
        kind: Kind::Number { min: 1e-7, max: 1e4 },
        optional: true,
        help: "time in which the counts of one value were collected; in a map in cps it gives the statistics of counts; auto: \
               that of the element's channel, else found from the values",
        get: |s| open(s.dwell_time_s),
        set: |s, value| s.dwell_time_s = stated(value),
    },
    Param {
        key: "scale",
        unit: "",
        kind: Kind::Choice(&["auto", "linear", "square_root", "logarithm"]),
        optional: false,
        help: "scale on which the sample is taken for a stationary random field: a logarithm keeps faint and bright parts of \
               maps that span decades; auto: the likelihood chooses",
        get: |s| f64::from(s.scale as u8),
        set: |s, value| {
            s.scale = match value as u8 {
                0 => Scale::Auto,
                1 => Scale::Linear,
                2 => Scale::SquareRoot,
                _ => Scale::Logarithm,
            };
        },
    },
    Param {
        key: "joint",
        unit: "",
        kind: Kind::Choice(&["auto", "yes", "no"]),
        optional: false,
        help: "yes: elements are restored together, each guided by the others where its measurement surely prefers that: weak \
               ones gain, strong ones may lose up to 0.1 dB; auto: only where the memory suffices; no: each alone",
        get: |s| f64::from(s.joint as u8),
        set: |s, value| {
            s.joint = match value as u8 {
                0 => Joint::Auto,
                1 => Joint::Yes,
                _ => Joint::No,
            };
        },
    },
    Param {
        key: "missing",
        unit: "",
        kind: Kind::Choice(&["keep", "fill"]),
        optional: false,
        help: "missing values (NaN): keep: they stay missing; fill: they are estimated",
        get: |s| f64::from(s.missing as u8),
        set: |s, value| s.missing = if value == 0.0 { Missing::Keep } else { Missing::Fill },
    },
    Param {
        key: "examine",
        unit: "",
        kind: Kind::Choice(&["no", "yes"]),
        optional: false,
        help: "yes: stated beam and washout are compared with what the map prefers and doubts reported; how closely a network \
               follows the noise is measured for the chi-square",
        get: |s| f64::from(u8::from(s.examine)),
        set: |s, value| s.examine = value == 1.0,
    },
    Param {
        key: "spike_threshold",
        unit: "",
        kind: Kind::Number { min: 0.0, max: 1000.0 },
        optional: false,
        help: "a value this many noise standard deviations from all its neighbours is a spike, replaced; 0: none is",
        get: |s| s.spike_threshold,
        set: |s, value| s.spike_threshold = value,
    },
    Param {
        key: "tile",
        unit: "pixels",
        kind: Kind::Whole { min: 0.0, max: 4096.0 },
        optional: false,
        help: "side of the network's tiles in target pixels; 0: chosen",
        get: |s| s.tile as f64,
        set: |s, value| s.tile = value as usize,
    },
    Param {
        key: "memory_mib",
        unit: "MiB",
        kind: Kind::Number { min: 16.0, max: 1e8 },
        optional: true,
        help: "memory that an enhancement may take: what needs more is refused before it begins; auto: three quarters of what \
               the machine or its container has",
        get: |s| open(s.memory_mib),
        set: |s, value| s.memory_mib = stated(value),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_sound_and_round_trips() {
        for (i, param) in TABLE.iter().enumerate() {
            assert!(TABLE[..i].iter().all(|other| other.key != param.key), "{} twice", param.key);
            let (min, max) = param.range();
            for value in [min, max, (param.get)(&Settings::default())] {
                let mut settings = Settings::default();
                (param.set)(&mut settings, value);
                let read = param.parse(&param.format(value)).unwrap();
                for found in [(param.get)(&settings), read] {
                    assert!(found == value || found.is_nan() && value.is_nan(), "{}: {found}", param.key);
                }
            }
        }
    }
}
