// SPDX-License-Identifier: MIT OR Apache-2.0
//! The target grid of an enhancement for C.

use super::pointer::{exclusive, product, shared};
use super::settings::LamapSettings;
use super::status::{LamapStatus, guard};
use crate::enhance::{Grid, Settings};
use crate::error::Result;
use crate::map::expect_pixel_um;

/// Rows and columns of the enhanced map of a map of `lines` x `pixels` pixels of this size.
///
/// # Safety
/// `settings`, `rows` and `columns` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_output_shape(
    settings: *const LamapSettings,
    lines: usize,
    pixels: usize,
    pixel_width_um: f64,
    pixel_height_um: f64,
    rows: *mut usize,
    columns: *mut usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (settings, rows, columns) = unsafe {
            (shared(settings, "settings")?, exclusive(rows, "rows")?, exclusive(columns, "columns")?)
        };
        let grid = target_grid(&settings.0, (lines, pixels), (pixel_width_um, pixel_height_um))?;
        (*rows, *columns) = (grid.rows, grid.columns);
        Ok(())
    })
}

/// The grid after a check of the sizes.
pub(super) fn target_grid(settings: &Settings, shape: (usize, usize), pixel_um: (f64, f64)) -> Result<Grid> {
    product(&[shape.0, shape.1], "the map")?;
    expect_pixel_um("pixel_width_um", pixel_um.0)?;
    expect_pixel_um("pixel_height_um", pixel_um.1)?;
    Grid::new(settings, shape.0, shape.1, pixel_um.0, pixel_um.1)
}
