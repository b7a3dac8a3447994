// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps whose lines still arrive, for C.

use super::conditions::LamapConditions;
use super::enhance::{LamapEnhancer, Outputs, borrow};
use super::fork::{lacks_threads, may_start_threads};
use super::grid::target_grid;
use super::lent;
use super::map::{self, LamapMap};
use super::pointer::{exclusive, hand_over, shared, take_back};
use super::progress::{LamapProgress, follow};
use super::report::LamapReport;
use super::sized;
use super::status::{LamapStatus, guard};
use crate::enhance::MapStream;
use crate::error::Error;
use crate::task::Task;
use core::ffi::c_void;
use ndarray::Axis;
use std::sync::Arc;

/// A map whose lines arrive one after the other, as an instrument measures them: a thread behind it restores what is
/// there. Made by `lamap_stream_open`, freed by `lamap_stream_free`. Threads: any number may use it at the same time,
/// e.g. one that takes lines and one that draws.
pub struct LamapStream(MapStream);

/// Begins a map and stores it in `*out` (NULL after a failure).
///
/// `plan`: elements, lines (at most), pixels, pixel size, names, unit and origin of the map; its values may be NULL.
/// `conditions` are copied; what they leave open is estimated from the lines. The memory of the whole map and its
/// enhancement is counted at once, and refused here if it is not there. The enhancer may be freed before the map.
///
/// # Safety
/// `enhancer` and `conditions` are NULL (an error) or valid; `plan` is NULL (an error) or as `LamapMap` says
/// but for its values; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_stream_open(
    enhancer: *const LamapEnhancer,
    conditions: *const LamapConditions,
    plan: *const LamapMap,
    out: *mut *mut LamapStream,
) -> LamapStatus {
    let open = || {
        // SAFETY: NULL or valid by the section above.
        let (enhancer, conditions) = unsafe { borrow(enhancer, conditions)? };
        // SAFETY: as above.
        let planned = unsafe { map::planned(plan)? };
        may_start_threads()?;
        Ok(LamapStream(MapStream::open(Arc::clone(enhancer), conditions.clone(), planned)?))
    };
    // SAFETY: as above.
    guard(|| unsafe { hand_over(out, open) })
}

/// Takes line `number`, from 0 on: no more than a copy, whatever the thread behind does.
///
/// `line`: a map of one line with the elements and pixels of the plan, of any number type and order; the rest of it is
/// not looked at. Lines come in turn; one that was not measured is all NAN. A line that is not the next one is refused
/// with LAMAP_STATUS_INVALID_ARGUMENT, and what has arrived stays.
///
/// # Safety
/// `stream` is NULL (an error) or valid; `line` is NULL (an error) or as `LamapMap` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_stream_push_line(
    stream: *const LamapStream,
    number: usize,
    line: *const LamapMap,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (stream, line) =
            unsafe { (&shared(stream, "stream")?.0, sized::read(line, LamapMap::EMPTY, "line")?) };
        may_start_threads()?;
        if line.lines != 1 {
            let (expected, found) = ("1 line".into(), format!("{} lines", line.lines));
            return Err(Error::Shape { what: "the line", expected, found });
        }
        // SAFETY: as above.
        let values = unsafe { lent::values(&line, "line.values")? };
        stream.push_line(number, values.index_axis(Axis(1), 0))
    })
}

/// What is known now, by the restoration: it may lag behind the lines. `estimate` and, unless NULL, `deviation` receive
/// `length` = elements x rows x columns values of the planned map (see `lamap_output_shape`), NAN where nothing is
/// known yet; `*lines`, unless NULL, how many lines, from the first on, all elements show. A failure changes nothing.
///
/// # Safety
/// `stream` is NULL (an error) or valid; `estimate` is NULL (an error) or `length` writable floats,
/// `deviation` is NULL or the same; `lines` is NULL or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_stream_latest(
    stream: *const LamapStream,
    estimate: *mut f32,
    deviation: *mut f32,
    length: usize,
    lines: *mut usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let stream = unsafe { &shared(stream, "stream")?.0 };
        // SAFETY: as above.
        let outputs = unsafe { Outputs::new(estimate, deviation, length, core::ptr::null_mut())? };
        may_start_threads()?;
        let latest = stream.latest()?;
        outputs.fill(latest.estimate.iter(), latest.sd.iter())?;
        if lines.is_null() {
            return Ok(());
        }
        // SAFETY: as above.
        *unsafe { exclusive(lines, "lines")? } = latest.lines;
        Ok(())
    })
}

/// Enhances all lines that have arrived, as `lamap_enhance` does: fewer than planned where a run was broken off.
/// `length`: elements x rows x columns of a map of so many lines; the other arguments are those of `lamap_enhance`.
/// After a failure or a cancel more lines may be taken, and it may be called again.
///
/// # Safety
/// `stream` is NULL (an error) or valid; the rest is as for `lamap_enhance`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_stream_finish(
    stream: *const LamapStream,
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
        let stream = unsafe { &shared(stream, "stream")?.0 };
        let (planned, arrived) = (stream.planned(), stream.arrived());
        if arrived > 0 {
            let grid = target_grid(stream.settings(), (arrived, planned.pixels), planned.pixel_um)?;
            outputs.expect(planned.elements.len() * grid.rows * grid.columns)?;
        }
        // SAFETY: as above.
        let enhanced = unsafe { follow(&Task::new(), progress, user, |task| stream.finish(task))? };
        // SAFETY: as above.
        unsafe { outputs.take(enhanced) }
    })
}

/// Gives a map up, if it is not finished, and frees it; NULL is allowed. In a process forked from the one that made it
/// nothing is done.
///
/// # Safety
/// `stream` is NULL or came from lamap, was not freed and is not used by a running call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_stream_free(stream: *mut LamapStream) {
    if lacks_threads() {
        return; // its thread would be waited for
    }
    // SAFETY: by the section above.
    unsafe { take_back(stream) }
}
