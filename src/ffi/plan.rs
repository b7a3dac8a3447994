// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plans of a measurement for C.

use super::conditions::LamapConditions;
use super::pointer::{hand_over, shared};
use super::progress::{LamapProgress, follow};
use super::status::{LamapStatus, c_text, guard};
use super::text::LamapText;
use crate::plan::{Measurement, plan};
use crate::task::Task;
use core::ffi::c_void;

/// What the conditions will give of an area (both sides 0: not decided) at a concentration, as JSON in `*out` (NULL
/// after a failure): pixels, time, resolution, counts, noise, warnings.
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `progress` is NULL or keeps to `LamapProgress`; `out` is NULL (an
/// error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_plan_json(
    conditions: *const LamapConditions,
    width_um: f64,
    height_um: f64,
    concentration: f64,
    progress: LamapProgress,
    user: *mut c_void,
    out: *mut *mut LamapText,
) -> LamapStatus {
    guard(|| {
        let make = || {
            // SAFETY: NULL or valid by the section above.
            let conditions = unsafe { shared(conditions, "conditions")? };
            let area_um = (width_um != 0.0 || height_um != 0.0).then_some((width_um, height_um));
            let measurement = Measurement { area_um, concentration, ..Measurement::default() };
            let work = |task: &Task| plan(&conditions.0.conditions, &measurement, task);
            // SAFETY: as above.
            let plan = unsafe { follow(&Task::new(), progress, user, work)? };
            Ok(LamapText(c_text(&plan.to_json())))
        };
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}
