// SPDX-License-Identifier: MIT OR Apache-2.0
//! The target grid: registered with the sample, finer than the measured map.

use super::settings::Settings;
use crate::error::{Error, Result};
use crate::map::MAX_VALUES;

/// Grid on which the estimate is given. Target pixel (0, 0) starts where the first line and pixel start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Target rows.
    pub rows: usize,
    /// Target columns.
    pub columns: usize,
    /// Height of a target pixel.
    pub pixel_height_um: f64,
    /// Width of a target pixel.
    pub pixel_width_um: f64,
}

impl Grid {
    /// The grid for a map of `lines` x `pixels` of this pixel size.
    ///
    /// # Errors
    /// [`Error::Data`] if the result would be absurdly large.
    pub fn new(
        settings: &Settings,
        lines: usize,
        pixels: usize,
        width_um: f64,
        height_um: f64,
    ) -> Result<Self> {
        let (mut pixel_width_um, mut pixel_height_um) =
            (width_um / settings.magnification, height_um / settings.magnification);
        if settings.square_pixels {
            pixel_width_um = pixel_width_um.min(pixel_height_um);
            pixel_height_um = pixel_width_um;
        }
        let count = |n: usize, measured: f64, target: f64| (n as f64 * measured / target).round().max(1.0);
        let (rows, columns) =
            (count(lines, height_um, pixel_height_um), count(pixels, width_um, pixel_width_um));
        if rows * columns > MAX_VALUES as f64 {
            return Err(Error::Data(format!(
                "the enhanced map would have {rows} x {columns} pixels: lower the magnification"
            )));
        }
        Ok(Self { rows: rows as usize, columns: columns as usize, pixel_height_um, pixel_width_um })
    }
}
