// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, enhanced together, for C.

use super::conditions::LamapConditions;
use super::enhance::{LamapEnhancer, Outputs, borrow};
use super::grid::target_grid;
use super::map::{self, LamapMap};
use super::pointer::slice;
use super::progress::{LamapProgress, follow};
use super::report::LamapReport;
use super::scan::{self, LamapPass};
use super::status::{LamapStatus, guard};
use crate::enhance::MeasuredPass;
use crate::error::Result;
use crate::task::Task;
use core::ffi::c_void;

/// Enhances `count` passes over one sample together, as `lamap_enhance` does a single map: shifted by parts of a pixel
/// they tell more than their pixels resolve, and turned by a right angle each sharpens what the other has smeared.
///
/// `maps` and `passes`: one pointer for each pass; the maps lie as the sample does, with equal elements. The grid is
/// that of the first pass that is not turned, and `length` follows from it. Beam and washout must be stated. Where the
/// maps surely tell that a pass lies elsewhere than stated, it is taken from there, which the report tells
/// ("passes"). The restoration does it; the method "unet" is refused.
///
/// # Safety
/// `maps` and `passes` are NULL (an error) or `count` pointers: each map NULL (an error) or as `LamapMap` says,
/// each pass NULL (straight, without offset) or valid; the rest is as for `lamap_enhance`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhance_passes(
    enhancer: *const LamapEnhancer,
    conditions: *const LamapConditions,
    maps: *const *const LamapMap,
    passes: *const *const LamapPass,
    count: usize,
    estimate: *mut f32,
    deviation: *mut f32,
    length: usize,
    progress: LamapProgress,
    user: *mut c_void,
    report: *mut *mut LamapReport,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let outputs = unsafe { Outputs::new(estimate, deviation, length, report)? };
        // SAFETY: as above.
        let (enhancer, conditions) = unsafe { borrow(enhancer, conditions)? };
        // SAFETY: as above.
        let (maps, passes) = unsafe { (slice(maps, count, "maps")?, slice(passes, count, "passes")?) };
        // SAFETY: as above.
        let read = |(map, pass): (&*const LamapMap, &*const LamapPass)| unsafe {
            Ok(MeasuredPass { map: map::read(*map)?, pass: scan::read(*pass)?.0 })
        };
        let passes = maps.iter().zip(passes).map(read).collect::<Result<Vec<MeasuredPass>>>()?;
        if let Some(first) = passes.iter().find(|pass| !pass.pass.orthogonal) {
            let grid = target_grid(enhancer.settings(), first.map.shape(), first.map.pixel_size_um()?)?;
            outputs.expect(first.map.elements().len() * grid.rows * grid.columns)?;
        }
        let enhance = |task: &Task| enhancer.enhance_passes(&passes, conditions, task);
        // SAFETY: as above.
        let enhanced = unsafe { follow(&Task::new(), progress, user, enhance)? };
        // SAFETY: as above.
        unsafe { outputs.take(enhanced) }
    })
}
