// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pulse response as data: its shape and its delay.

use super::response_table::ResponseTable;

/// Distribution of the time between the first possible and the actual arrival of the signal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// Everything at once.
    None,
    /// A row of well-mixed volumes; one of them is exponential.
    Gamma { stages: f64, scale_s: f64 },
    /// Two well-mixed volumes of different size in a row.
    Biexponential { rise_s: f64, decay_s: f64 },
    /// Log-normal.
    Lognormal { median_s: f64, sigma: f64 },
    /// A Gaussian behind a well-mixed volume (exponentially modified Gaussian).
    Emg { center_s: f64, width_s: f64, tail_s: f64 },
    /// Particles, and a share that travels as gas and comes later.
    TwoPhase { particles: Box<Shape>, gas: Box<Shape>, gas_fraction: f64, gas_delay_s: f64 },
    /// Measured.
    Table(ResponseTable),
}

/// Unit-area response of one pulse, with its transport delay.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Time from a pulse to its first signal.
    pub(crate) delay_s: f64,
    pub(crate) shape: Shape,
}
