// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every setting of a phantom, stated or open.

use super::kind::Kind;

/// Every setting of every kind; NaN where it is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stated {
    pub spokes: f64,
    pub diameter: f64,
    pub angle: f64,
    pub contrast: f64,
    pub period: f64,
    pub groups: f64,
    pub period_ratio: f64,
    pub bright_share: f64,
    pub offset: f64,
    pub pitch: f64,
    pub grain_size: f64,
    pub phases: f64,
    pub crystal_size: f64,
    pub zone_period: f64,
    pub vein_form: f64,
    pub vein_width: f64,
    pub cell_size: f64,
    pub cover: f64,
    pub layer_thickness: f64,
    pub gradient_form: f64,
    pub feature_size: f64,
    pub longest: f64,
    pub particle_size: f64,
    pub fibre_width: f64,
    pub range_decades: f64,
    pub hot_spot_share: f64,
    pub hot_spot_factor: f64,
    pub void_share: f64,
}

impl Stated {
    /// The settings before any is stated; natural kinds draw those that stay open.
    pub fn of(kind: Kind) -> Self {
        const OPEN: f64 = f64::NAN;
        Self {
            spokes: 36.0,
            diameter: OPEN,
            // the slant of ISO 12233: every phase of the pixel grid occurs along the edge
            angle: if kind == Kind::Edge { 5.0 } else { 0.0 },
            contrast: 1.0,
            period: 10.0,
            groups: 1.0,
            period_ratio: 0.7,
            bright_share: 0.5,
            offset: 0.0,
            pitch: OPEN,
            grain_size: OPEN,
            phases: OPEN,
            crystal_size: OPEN,
            zone_period: OPEN,
            vein_form: OPEN,
            vein_width: OPEN,
            cell_size: OPEN,
            cover: OPEN,
            layer_thickness: OPEN,
            gradient_form: OPEN,
            feature_size: OPEN,
            longest: OPEN,
            particle_size: OPEN,
            fibre_width: OPEN,
            range_decades: 0.0,
            hot_spot_share: 0.0,
            hot_spot_factor: 100.0,
            void_share: 0.0,
        }
    }
}
