// SPDX-License-Identifier: MIT OR Apache-2.0
//! What those need who train a network of contract lamap-1.

use super::conditions::LamapConditions;
use super::grid::target_grid;
use super::pointer::{Output, exclusive, image, shared};
use super::progress::{LamapProgress, follow};
use super::settings::LamapSettings;
use super::status::{LamapStatus, guard};
use crate::enhance::network_input;
use crate::task::Task;
use core::ffi::c_void;

/// The inputs of a network of contract lamap-1 for one map: `input` receives 3 x rows x columns values (restored map,
/// measured map, standard deviation of the noise), all divided by `*scale`. Where `*offset` is above 0, a value v
/// became offset ln(1 + v / offset) before, as in maps that span decades; where it is 0, values stay as they are.
///
/// `map`: lines x pixels values, NAN where missing: there the restored map stands for the measured one. The setting
/// "noise" decides whether the values are counts ("auto" looks at the values alone here, since a bare array has no
/// unit). `progress` may be NULL; `user` is handed to it. Outputs stay untouched on a failure.
///
/// # Safety
/// `conditions`, `settings`, `scale` and `offset` are NULL (an error) or valid; `map` is NULL (an error) or
/// lines x pixels floats; `input` is NULL (an error) or `input_length` writable floats;
/// `progress` is NULL or keeps to `LamapProgress`.
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
    offset: *mut f64,
    progress: LamapProgress,
    user: *mut c_void,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, settings, map) = unsafe {
            (
                shared(conditions, "conditions")?,
                shared(settings, "settings")?,
                image(map, lines, pixels, "map")?,
            )
        };
        // SAFETY: as above.
        let (input, scale, offset) = unsafe {
            (
                Output::new(input, input_length, "input")?,
                exclusive(scale, "scale")?,
                exclusive(offset, "offset")?,
            )
        };
        let pixel_um = (pixel_width_um, pixel_height_um);
        let grid = target_grid(&settings.0, (lines, pixels), pixel_um)?;
        input.expect(3 * grid.rows * grid.columns)?;
        let (conditions, settings) = (&conditions.0.conditions, &settings.0);
        let make = |task: &Task| network_input(map, pixel_um, conditions, settings, task);
        // SAFETY: as above.
        let made = unsafe { follow(&Task::new(), progress, user, make)? };
        input.fill(made.channels.iter())?;
        (*scale, *offset) = (made.scale, made.offset.unwrap_or(0.0));
        Ok(())
    })
}
