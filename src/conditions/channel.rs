// SPDX-License-Identifier: MIT OR Apache-2.0
//! Channels: what each element of a measurement has of its own.

use super::response::Response;

/// What one element has of its own; everything else is common to all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Channel {
    /// Name, e.g. `Zn66`; for messages.
    pub name: String,
    /// Expected counts of one pulse on a concentration of 1; not stated: as the conditions say.
    pub sensitivity_counts: Option<f64>,
    /// Background count rate with the laser off; not stated: as the conditions say.
    pub gas_blank_cps: Option<f64>,
    /// Flicker noise of this channel alone, on top of that of the laser, which all channels share.
    pub flicker_rsd: f64,
    /// Time spent on this channel in each acquisition time (sequential); not stated: an equal part of what the others
    /// leave.
    pub dwell_s: Option<f64>,
    /// Time lost after it, before the next channel (sequential).
    pub settling_s: f64,
    /// Pulse response of this channel; not stated: that of the conditions.
    pub response: Option<Response>,
}
