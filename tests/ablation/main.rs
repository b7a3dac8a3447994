// SPDX-License-Identifier: MIT OR Apache-2.0
//! The physics of virtual ablation: laws, golden values, geometry, channels, transfer.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

mod channels;
mod geometry;
mod golden;
mod signal;
mod simulate;
mod transfer;

use lamap::conditions::PulseResponse;

/// All kinds of pulse responses.
const RESPONSES: [PulseResponse; 8] = [
    PulseResponse::None,
    PulseResponse::Exponential,
    PulseResponse::Gamma,
    PulseResponse::Biexponential,
    PulseResponse::Lognormal,
    PulseResponse::Emg,
    PulseResponse::TwoPhase,
    PulseResponse::Table,
];
