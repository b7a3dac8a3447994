// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement of a window for C.

use super::conditions::LamapConditions;
use super::enhance::{LamapEnhancer, Outputs, borrow};
use super::map::{self, LamapMap};
use super::pointer::product;
use super::progress::{LamapProgress, follow};
use super::status::{LamapStatus, guard};
use crate::enhance::Window;
use crate::task::Task;
use core::ffi::c_void;

/// Enhances a window of a map of one element as `lamap_enhance` does the whole, up to 1e-3 of its range: for maps
/// whose enhancement is too large for one machine. Noise, prior and open conditions are found from the whole map.
///
/// The window has `rows` x `columns` pixels from row `first_row` and column `first_column` of the target grid on (see
/// `lamap_output_shape`); `estimate` and `deviation`, unless NULL, receive as many values. `high`: the 99.5th
/// percentile of what the method "physics" gives of the whole map, by which the inputs of a network are scaled; NAN:
/// that of the window. The level of a network's deviation is found from the window alone. Not random. After a failure
/// or a cancel both arrays are untouched. `progress` may be NULL; `user` is handed to it.
///
/// # Safety
/// `enhancer` and `conditions` are NULL (an error) or valid; `map` is NULL (an error) or as `LamapMap` says;
/// `estimate` is NULL (an error) or `length` writable floats, `deviation` is NULL or the same; `progress` is
/// NULL or keeps to `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhance_window(
    enhancer: *const LamapEnhancer,
    conditions: *const LamapConditions,
    map: *const LamapMap,
    first_row: usize,
    first_column: usize,
    rows: usize,
    columns: usize,
    high: f64,
    estimate: *mut f32,
    deviation: *mut f32,
    length: usize,
    progress: LamapProgress,
    user: *mut c_void,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (enhancer, conditions) = unsafe { borrow(enhancer, conditions)? };
        // SAFETY: as above.
        let outputs = unsafe { Outputs::new(estimate, deviation, length, core::ptr::null_mut())? };
        outputs.expect(product(&[rows, columns], "the window")?)?;
        // SAFETY: as above.
        let map = unsafe { map::read(map)? };
        let window = Window {
            rows: first_row..first_row.saturating_add(rows),
            columns: first_column..first_column.saturating_add(columns),
        };
        let high = (!high.is_nan()).then_some(high);
        let task = Task::new();
        // known before the first call
        task.element(map.elements(), 0).stage("restore")?;
        let enhance = |task: &Task| enhancer.enhance_window(&map, conditions, &window, high, task);
        // SAFETY: as above.
        let (values, sd) = unsafe { follow(&task, progress, user, enhance)? };
        outputs.fill(values.iter(), sd.iter())
    })
}
