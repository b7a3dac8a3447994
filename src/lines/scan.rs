// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines of a recording with what is known of the scan, on the way to a map.

use super::cut::Stretch;
use super::laser::{LaserLine, spot_sides_um};
use crate::conditions::Stated;
use crate::error::Result;

/// Lines and the scan that they belong to.
#[derive(Debug, Clone, Default)]
pub(super) struct Scan {
    pub stretches: Vec<Stretch>,
    /// Times with the laser on in each signal; empty where they are not known.
    pub windows: Vec<Vec<(f64, f64)>>,
    pub scan_speed_um_s: Option<f64>,
    pub line_spacing_um: Option<f64>,
    pub repetition_rate_hz: Option<f64>,
    /// Size of the spot along the scan and across the lines; `None` if it is not known.
    pub spot: Option<Spot>,
    /// Place of the outer corner of the map's first pixel, where the map lies as the sample does.
    pub origin_um: Option<(f64, f64)>,
    pub notes: Vec<String>,
}

/// The spot as seen by the scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spot {
    Disc(f64),
    Rectangle { along: f64, across: f64 },
}

impl Spot {
    /// The spot of a line: the first side that a log states lies along x.
    pub fn of(line: &LaserLine) -> Option<Self> {
        let (x, y) = line.vector_um();
        match spot_sides_um(&line.spot)[..] {
            [diameter] => Some(Self::Disc(diameter)),
            [a, b] if x.abs() >= y.abs() => Some(Self::Rectangle { along: a, across: b }),
            [a, b] => Some(Self::Rectangle { along: b, across: a }),
            _ => None,
        }
    }
}

impl Scan {
    /// What is known as conditions; nothing else is stated.
    pub fn conditions(&self, sweep_s: f64) -> Result<Stated> {
        let mut stated = Stated::nothing();
        let mut set =
            |key: &str, value: Option<String>| value.map_or(Ok(()), |value| stated.set(key, &value));
        let number = |value: Option<f64>| value.map(|value| value.to_string());
        set("acquisition_time_s", number(Some(sweep_s)))?;
        set("scan_speed_um_s", number(self.scan_speed_um_s))?;
        set("line_spacing_um", number(self.line_spacing_um))?;
        set("repetition_rate_hz", number(self.repetition_rate_hz))?;
        match self.spot {
            Some(Spot::Disc(diameter)) => {
                set("beam_size_um", number(Some(diameter)))?;
                set("beam_shape", Some("disc".into()))?;
            }
            Some(Spot::Rectangle { along, across }) if along == across => {
                set("beam_size_um", number(Some(along)))?;
                set("beam_shape", Some("square".into()))?;
            }
            Some(Spot::Rectangle { along, across }) => {
                set("beam_size_um", number(Some(along)))?;
                set("beam_shape", Some("rectangle".into()))?;
                set("beam_height_um", number(Some(across)))?;
            }
            None => {}
        }
        if self.stretches.iter().any(|stretch| stretch.is_turned) {
            set("scan_direction", Some("two_way".into()))?;
        }
        Ok(stated)
    }
}
