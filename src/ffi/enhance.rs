// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement for C.

use super::conditions::LamapConditions;
use super::fork::lacks_threads;
use super::grid::target_grid;
use super::map::{self, LamapMap};
use super::pointer::{Output, exclusive, hand_over, shared, slice, take_back};
use super::progress::{LamapProgress, follow};
use super::report::LamapReport;
use super::settings::LamapSettings;
use super::status::{LamapStatus, c_text, guard, guard_text};
use crate::conditions::Conditions;
use crate::enhance::{Enhanced, Enhancer};
use crate::error::Result;
use crate::task::Task;
use core::ffi::{c_char, c_void};
use std::ffi::CString;
use std::sync::Arc;

/// Enhances maps: made once, used for many. Made by `lamap_enhancer_new`, freed by `lamap_enhancer_free`. Threads:
/// any number may use it at the same time; the network then serves one after the other.
pub struct LamapEnhancer {
    pub(super) enhancer: Arc<Enhancer>,
    place: Place,
}

/// What the enhancer runs on, as C texts.
struct Place {
    device: CString,
    note: CString,
}

/// Makes an enhancer of these settings, which are copied, and stores it in `*out` (NULL after a failure).
///
/// `model`: `model_size` bytes of an ONNX model of contract lamap-1, copied; NULL: the embedded one. Loads ONNX Runtime
/// if the setting "method" needs it and that was not done. `progress` may be NULL; `user` is handed to it; the stage is
/// "load model". After a cancel a model that was loading is freed when it is done. As all work it is refused in a
/// process forked from one that had used lamap: its threads are missing there.
///
/// # Safety
/// `settings` is NULL (an error) or valid; `model` is NULL or `model_size` bytes; `progress` is NULL or keeps
/// to `LamapProgress`; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhancer_new(
    settings: *const LamapSettings,
    model: *const u8,
    model_size: usize,
    progress: LamapProgress,
    user: *mut c_void,
    out: *mut *mut LamapEnhancer,
) -> LamapStatus {
    let make = || {
        // SAFETY: NULL or valid by the section above.
        let settings = unsafe { shared(settings, "settings")? }.0.clone();
        // SAFETY: as above.
        let model = (!model.is_null()).then(|| unsafe { slice(model, model_size, "model") }).transpose()?;
        let new = |task: &Task| match model {
            None => Enhancer::new(settings, task),
            Some(model) => Enhancer::with_model(settings, model, task),
        };
        // SAFETY: as above.
        let enhancer = unsafe { follow(&Task::new(), progress, user, new)? };
        let place = Place::of(&enhancer);
        Ok(LamapEnhancer { enhancer: Arc::new(enhancer), place })
    };
    // SAFETY: as above.
    guard(|| unsafe { hand_over(out, make) })
}

/// The method in use: "unet" or "physics". It is always valid. NULL after a failure.
///
/// # Safety
/// `enhancer` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhancer_method(enhancer: *const LamapEnhancer) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| match unsafe { shared(enhancer, "enhancer")? }.enhancer.method().0 {
        "unet" => Ok(c"unet".as_ptr()),
        _ => Ok(c"physics".as_ptr()),
    })
}

/// The device in use: "cpu", "cuda" or "directml"; empty for physics. It lives as long as the enhancer. NULL after a
/// failure.
///
/// # Safety
/// `enhancer` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhancer_device(enhancer: *const LamapEnhancer) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| Ok(unsafe { shared(enhancer, "enhancer")? }.place.device.as_ptr()))
}

/// Why this method and device: one line for each reason, UTF-8, may be empty. It lives as long as the enhancer. NULL
/// after a failure.
///
/// # Safety
/// `enhancer` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhancer_note(enhancer: *const LamapEnhancer) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| Ok(unsafe { shared(enhancer, "enhancer")? }.place.note.as_ptr()))
}

/// Enhances a map. `estimate` receives elements x rows x columns values (rows and columns of `lamap_output_shape`) in
/// the unit of the map, NAN where the value was missing; `deviation`, unless NULL, the standard deviation of their
/// error; `*report`, unless `report` is NULL, what was done (free it with `lamap_report_free`).
///
/// `conditions` are those of the measurement; what they leave open is estimated. `length`: elements x rows x columns.
/// `progress` may be NULL; `user` is handed to it. Not random. After a failure or a cancel both arrays are untouched
/// and `*report` is NULL.
///
/// # Safety
/// `enhancer` and `conditions` are NULL (an error) or valid; `map` is NULL (an error) or as `LamapMap` says;
/// `estimate` is NULL (an error) or `length` writable floats, `deviation` is NULL or the same; `report` is NULL or
/// points to a pointer; `progress` is NULL or a function that keeps to `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhance(
    enhancer: *const LamapEnhancer,
    conditions: *const LamapConditions,
    map: *const LamapMap,
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
        let map = unsafe { map::read(map)? };
        let grid = target_grid(enhancer.settings(), map.shape(), map.pixel_size_um()?)?;
        outputs.expect(map.elements().len() * grid.rows * grid.columns)?;
        let task = Task::new();
        // known before the first call
        task.element(map.elements(), 0).stage("restore")?;
        // SAFETY: as above.
        let enhanced =
            unsafe { follow(&task, progress, user, |task| enhancer.enhance(&map, conditions, task))? };
        // SAFETY: as above.
        unsafe { outputs.take(enhanced) }
    })
}

/// Borrows what every enhancement needs.
///
/// # Safety
/// As [`shared`].
pub(super) unsafe fn borrow<'a>(
    enhancer: *const LamapEnhancer,
    conditions: *const LamapConditions,
) -> Result<(&'a Arc<Enhancer>, &'a Conditions)> {
    // SAFETY: promised by the caller.
    let (enhancer, conditions) =
        unsafe { (shared(enhancer, "enhancer")?, shared(conditions, "conditions")?) };
    Ok((&enhancer.enhancer, &conditions.0.conditions))
}

/// Where the result of an enhancement goes.
pub(super) struct Outputs {
    estimate: Output,
    deviation: Option<Output>,
    report: *mut *mut LamapReport,
}

impl Outputs {
    /// Takes the arrays, of which the deviation may be NULL, and sets `*report` to NULL, if there is one.
    ///
    /// # Safety
    /// `report` is NULL or points to a pointer; the arrays are as for [`Output::new`].
    pub(super) unsafe fn new(
        estimate: *mut f32,
        deviation: *mut f32,
        length: usize,
        report: *mut *mut LamapReport,
    ) -> Result<Self> {
        if !report.is_null() {
            // SAFETY: promised by the caller.
            *unsafe { exclusive(report, "report")? } = core::ptr::null_mut();
        }
        // SAFETY: as above.
        let output = |pointer, what| unsafe { Output::new(pointer, length, what) };
        let deviation = (!deviation.is_null()).then(|| output(deviation, "deviation")).transpose()?;
        Ok(Self { estimate: output(estimate, "estimate")?, deviation, report })
    }

    /// Refuses arrays of another length.
    pub(super) fn expect(&self, length: usize) -> Result<()> {
        self.estimate.expect(length)
    }

    /// Hands the result over.
    ///
    /// # Safety
    /// As [`Outputs::new`].
    pub(super) unsafe fn take(self, enhanced: Enhanced) -> Result<()> {
        let report = self.report;
        self.fill(enhanced.estimate.values().iter(), enhanced.sd.values().iter())?;
        if report.is_null() {
            return Ok(());
        }
        // SAFETY: promised by the caller.
        unsafe { hand_over(report, || Ok(LamapReport::new(enhanced))) }
    }

    /// Fills the arrays alone.
    pub(super) fn fill<'a>(
        self,
        estimate: impl ExactSizeIterator<Item = &'a f32>,
        deviation: impl ExactSizeIterator<Item = &'a f32>,
    ) -> Result<()> {
        self.estimate.fill(estimate)?;
        self.deviation.map_or(Ok(()), |output| output.fill(deviation))
    }
}

/// Frees an enhancer; NULL is allowed. In a process forked from the one that made it nothing is done.
///
/// # Safety
/// `enhancer` is NULL or came from lamap, was not freed and is not used by a running call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_enhancer_free(enhancer: *mut LamapEnhancer) {
    if lacks_threads() {
        return; // its threads would be waited for
    }
    // SAFETY: by the section above.
    unsafe { take_back(enhancer) }
}

impl Place {
    fn of(enhancer: &Enhancer) -> Self {
        let (device, refusals) = enhancer.device().unwrap_or_default();
        let mut reasons = vec![enhancer.method().1.to_owned()];
        reasons.extend(refusals);
        reasons.retain(|reason| !reason.is_empty());
        Self { device: c_text(&device), note: c_text(&reasons.join("\n")) }
    }
}
