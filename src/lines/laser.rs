// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines of a laser log, and the spot they were ablated with.

use super::signal::Track;

/// One line: laser on here, off there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LaserLine {
    /// Place (x, y) where the laser was switched on, µm.
    pub from_um: (f64, f64),
    /// Place where it was switched off, µm.
    pub to_um: (f64, f64),
    /// The moment it was switched on, in s since 1970 on the clock of the laser; `None` where the log does not tell it.
    pub on_s: Option<f64>,
    /// The moment it was switched off.
    pub off_s: Option<f64>,
    /// The spot as the log states it; empty if it does not.
    pub spot: String,
    /// Speed of the stage, µm/s.
    pub scan_speed_um_s: Option<f64>,
    /// Laser pulses in a second.
    pub repetition_rate_hz: Option<f64>,
    /// The comment on the line, empty if there is none.
    pub name: String,
}

impl LaserLine {
    /// A line that begins, and so far ends, at a place.
    pub fn at(place_um: (f64, f64)) -> Self {
        Self { from_um: place_um, to_um: place_um, ..Self::default() }
    }

    /// From the begin to the end, µm.
    pub fn vector_um(&self) -> (f64, f64) {
        self.track().vector_um()
    }

    /// Distance from the begin to the end, µm; 0 for a spot.
    pub fn length_um(&self) -> f64 {
        let (x, y) = self.vector_um();
        x.hypot(y)
    }

    /// Does it run against the other?
    pub fn is_against(&self, other: &LaserLine) -> bool {
        self.track().is_against(&other.track())
    }

    fn track(&self) -> Track {
        Track { from_um: self.from_um, to_um: self.to_um }
    }

    /// The moments of switching on and off, where both are known and in order.
    pub(super) fn window_s(&self) -> Option<(f64, f64)> {
        self.on_s.zip(self.off_s).filter(|(on, off)| off > on)
    }
}

/// Sides of a spot in µm: one number is a diameter, two are the sides of a rectangle; none where it is not stated.
pub fn spot_sides_um(spot: &str) -> Vec<f64> {
    let side = |text: &str| {
        let digits = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.replace(',', ".").parse().ok().filter(|side: &f64| *side > 0.0)
    };
    spot.split(['x', 'X', '×', '*']).filter_map(side).collect()
}

/// Names of reference materials, and of lines beside the map, begin so; in lower case.
const STANDARDS: [&str; 17] = [
    "nist", "srm", "gse", "gsd", "gsc", "bhvo", "bcr", "bir", "mass-1", "macs", "std", "standard", "blank",
    "cal", "ref", "atho", "kl2",
];

/// Whether a name is that of a reference material.
pub fn is_standard(name: &str) -> bool {
    let lower = name.to_lowercase();
    STANDARDS.iter().any(|standard| lower.starts_with(standard))
}
