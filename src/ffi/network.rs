// SPDX-License-Identifier: MIT OR Apache-2.0
//! What those need who train a network of contract lamap-1.

use super::conditions::LamapConditions;
use super::pointer::{copy_out, exclusive, expect_length, image, shared, slice_mut};
use super::settings::LamapSettings;
use super::status::{LamapStatus, guard};
use crate::enhance::{Grid, NoiseModel, network_input};

/// Rows and columns of the enhanced map of a map of `lines` x `pixels` of this pixel size.
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
        let (settings, rows, columns) =
            unsafe { (shared(settings, "settings")?, exclusive(rows, "rows")?, exclusive(columns, "columns")?) };
        let grid = Grid::new(&settings.0, lines, pixels, pixel_width_um, pixel_height_um)?;
        (*rows, *columns) = (grid.rows, grid.columns);
        Ok(())
    })
}

/// The inputs of a network of contract lamap-1 for one map: `input` receives 3 x rows x columns values (restored map,
/// measured map, standard deviation of the noise), all divided by `*scale`.
///
/// `map`: lines x pixels values, NAN where missing. The setting "noise" decides whether the values are counts ("auto"
/// takes them for no counts here, since a bare array has no unit). Outputs stay untouched on a failure.
///
/// # Safety
/// `conditions`, `settings` and `scale` are NULL (an error) or valid; `map` is NULL (an error) or lines x pixels
/// floats; `input` is NULL (an error) or `input_length` writable floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_network_input(
    conditions: *const LamapConditions,
    settings: *const LamapSettings,
    map: *const f32,
    lines: usize,
    pixels: usize,
    pixel_width_um: f64,
    pixel_height_um: f64,
    input: *mut f32,
    input_length: usize,
    scale: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, settings, map) =
            unsafe { (shared(conditions, "conditions")?, shared(settings, "settings")?, image(map, lines, pixels, "map")?) };
        // SAFETY: as above.
        let (out, scale) = unsafe { (slice_mut(input, input_length, "input")?, exclusive(scale, "scale")?) };
        let counts = settings.0.noise == NoiseModel::Counts;
        let pixel_um = (pixel_width_um, pixel_height_um);
        let (channels, divisor) = network_input(map, pixel_um, counts, &conditions.0, &settings.0)?;
        expect_length("input", channels.len(), out.len())?;
        copy_out(channels.iter(), out);
        *scale = divisor;
        Ok(())
    })
}
