// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the likelihood says of the width of the operator, and when it contradicts what was stated.

use crate::numeric::two_digits;
use serde::Serialize;

/// A stated width is doubted if another is better by this many nats.
pub const DOUBT_NATS: f64 = 10.0;
/// ... and is narrower by at least this much: less changes no estimate.
const NARROWER: f64 = 1.25;
/// ... or wider by this much: a smooth sample looks more blurred than the beam makes it.
const WIDER: f64 = 1.6;
/// ... and if so many quarters of the map agree: no sample is a random field everywhere.
const LEAST_AGREEING: usize = 4;

/// What the likelihood says of the width of the operator along one axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Width {
    /// `across` the lines or `along` the scan.
    pub axis: &'static str,
    /// Width that the enhancement used: of the box of equal variance.
    pub used_um: f64,
    /// Was it stated in the conditions?
    pub stated: bool,
    /// Width that the likelihood prefers.
    pub preferred_um: f64,
    /// By how many nats it prefers it to the stated width (0 where none was stated).
    pub nats: f64,
    /// How many quarters of the map prefer it too, each by itself: all 4 where the conditions are wrong; one or two where
    /// a few odd places are.
    pub agreeing: usize,
}

impl Width {
    /// A sentence for the user if the map contradicts what was stated.
    pub fn warning(&self) -> Option<String> {
        let ratio = self.preferred_um / self.used_um;
        let is_other = !(1.0 / NARROWER..=WIDER).contains(&ratio);
        let doubted = self.stated && self.nats > DOUBT_NATS && is_other && self.agreeing >= LEAST_AGREEING;
        doubted.then(|| {
            let seems = if self.preferred_um < self.used_um { "sharper" } else { "more blurred" };
            let (along, check) = match self.axis {
                "across" => ("across the lines", "check beam_size_um and line_spacing_um"),
                _ => ("along the scan", "check beam_size_um, scan_speed_um_s and the washout"),
            };
            format!(
                "{along} the map seems to contradict the stated conditions: it looks {seems} (about {} µm) than they say (about {} µm): \
                 {check}",
                two_digits(self.preferred_um),
                two_digits(self.used_um)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_looks_wider_is_doubted_later_than_one_that_looks_sharper() {
        let of = |preferred_um| Width {
            axis: "across",
            used_um: 10.0,
            stated: true,
            preferred_um,
            nats: 50.0,
            agreeing: 4,
        };
        assert_eq!(
            [7.5, 9.0, 15.0, 17.0].map(|width| of(width).warning().is_some()),
            [true, false, false, true]
        );
        assert!(
            of(17.0).warning().unwrap().contains("more blurred (about 17 µm) than they say (about 10 µm)")
        );
    }
}
