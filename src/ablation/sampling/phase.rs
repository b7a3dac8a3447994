// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a beam lies within its pixel: beams that lie alike have the same footprint.

/// Places that differ by less than this share of a pixel are the same.
const STEPS: f64 = 1e9;

/// A place on the grid of pixels: a whole number of pixels and the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Phase {
    /// Pixel.
    pub pixel: i64,
    /// Place within the pixel, 0 to 1, rounded: equal for places that lie alike.
    pub key: u64,
}

impl Phase {
    pub fn of(at_um: f64, pixel_um: f64) -> Self {
        let at = at_um / pixel_um;
        let (pixel, key) = (at.floor(), ((at - at.floor()) * STEPS).round());
        if key < STEPS {
            Self { pixel: pixel as i64, key: key as u64 }
        } else {
            Self { pixel: pixel as i64 + 1, key: 0 }
        }
    }

    /// The place within its pixel, µm.
    pub fn rest_um(&self, pixel_um: f64) -> f64 {
        self.key as f64 / STEPS * pixel_um
    }
}
