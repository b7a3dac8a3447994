// SPDX-License-Identifier: MIT OR Apache-2.0
//! How C follows long calls and cancels them.

use super::fork::may_start_threads;
use super::status::c_text;
use crate::error::Result;
use crate::task::{Progress, Task};
use core::ffi::{c_char, c_void};

/// Told how far a long call is: `fraction` rises from 0 to 1; `element` is a name of the map, or empty; `stage` says
/// what is being done: "load model", "ablate", or "restore", "refine, tile 3 of 12" (while a network is at work) and
/// "check"; "read", "read, file 3 of 12" and "write". The texts are valid during the call. Return 0 to go on, anything
/// else to cancel. It is called on the thread that called lamap, at least every 0.5 seconds, and must return: no
/// exception, no longjmp.
pub type LamapProgress = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        fraction: f64,
        element: *const c_char,
        stage: *const c_char,
    ) -> i32,
>;

/// Runs work that C follows; without a function on this thread, as nobody can cancel it. Refused in a fork.
///
/// # Safety
/// `progress` is NULL or keeps to [`LamapProgress`].
pub(super) unsafe fn follow<R: Send>(
    task: &Task,
    progress: LamapProgress,
    user: *mut c_void,
    work: impl FnOnce(&Task) -> Result<R> + Send,
) -> Result<R> {
    may_start_threads()?;
    // SAFETY: promised by the caller.
    unsafe { listen(task, progress, user, work) }
}

/// [`follow`] for work that needs no other threads, and so goes on in a fork.
///
/// # Safety
/// `progress` is NULL or keeps to [`LamapProgress`].
pub(super) unsafe fn listen<R: Send>(
    task: &Task,
    progress: LamapProgress,
    user: *mut c_void,
    work: impl FnOnce(&Task) -> Result<R> + Send,
) -> Result<R> {
    let Some(call) = progress else { return work(task) };
    let mut listener = |progress: &Progress<'_>| {
        let (element, stage) = (c_text(progress.element), c_text(progress.stage));
        // SAFETY: promised by the caller; the texts live until the call returns.
        unsafe { call(user, progress.fraction, element.as_ptr(), stage.as_ptr()) == 0 }
    };
    task.follow(&mut listener, work)
}
