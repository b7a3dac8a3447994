// SPDX-License-Identifier: MIT OR Apache-2.0
//! The record of an enhancement for C.

use super::pointer::{Output, exclusive, hand_over, nth, optional_text, shared, take_back, text};
use super::status::{LamapStatus, c_text, guard, guard_text};
use super::text::LamapText;
use crate::enhance::{Enhanced, Verdict};
use crate::map::Map;
use core::ffi::c_char;
use std::ffi::CString;

/// What was done to a map and how well it went. Made by `lamap_enhance`, freed by `lamap_report_free`. Threads: it
/// never changes, any number may read it.
pub struct LamapReport {
    json: CString,
    warnings: Vec<CString>,
    chi_square: Vec<f64>,
    chi_square_map: Map,
}

impl LamapReport {
    pub(super) fn new(enhanced: Enhanced) -> Self {
        let report = enhanced.report;
        Self {
            json: c_text(&report.to_json()),
            warnings: report.warnings.iter().map(|warning| c_text(warning)).collect(),
            chi_square: report.elements.iter().map(|element| element.chi_square).collect(),
            chi_square_map: enhanced.chi_square,
        }
    }
}

/// The whole report as JSON, UTF-8. It lives as long as the report. NULL after a failure.
///
/// # Safety
/// `report` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_json(report: *const LamapReport) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| Ok(unsafe { shared(report, "report")? }.json.as_ptr()))
}

/// Number of warnings that the user should read; 0 after a failure.
///
/// # Safety
/// `report` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_warning_count(report: *const LamapReport) -> usize {
    let mut count = 0;
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        count = unsafe { shared(report, "report")? }.warnings.len();
        Ok(())
    });
    count
}

/// Warning `index`, counted from 0: a sentence, UTF-8, that lives as long as the report. NULL if there is none.
///
/// # Safety
/// `report` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_warning(report: *const LamapReport, index: usize) -> *const c_char {
    // SAFETY: NULL or valid by the section above.
    guard_text(|| Ok(nth(&unsafe { shared(report, "report")? }.warnings, index)?.as_ptr()))
}

/// Reduced chi-square of element `element`, counted from 0: the enhanced map is ablated again and compared with the
/// measured one. About 1 or below is good; clearly above 1, the map contradicts the measurement.
///
/// # Safety
/// `report` and `chi_square` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_chi_square(
    report: *const LamapReport,
    element: usize,
    chi_square: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (report, chi_square) =
            unsafe { (shared(report, "report")?, exclusive(chi_square, "chi_square")?) };
        *chi_square = *nth(&report.chi_square, element)?;
        Ok(())
    })
}

/// The same for each measured pixel: `chi_square` receives elements x lines x pixels values, NAN where nothing was
/// measured. It stays untouched on a failure.
///
/// # Safety
/// `report` is NULL (an error) or valid; `chi_square` is NULL (an error) or `length` writable floats.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_chi_square_map(
    report: *const LamapReport,
    chi_square: *mut f32,
    length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (report, out) =
            unsafe { (shared(report, "report")?, Output::new(chi_square, length, "chi_square")?) };
        out.fill(report.chi_square_map.values().iter())
    })
}

/// What a report means for someone who looks at the map, as three lines in `*out` (NULL after a failure): `green`,
/// `amber` or `red`; what was found; what to do about it.
///
/// `report`: text of `lamap_report_json`, or `lamap_file_info` of an enhanced map. `unit`: that of the measured values;
/// NULL: not known.
///
/// # Safety
/// `report` is NULL (an error) or a string; `unit` is NULL or one; `out` is NULL (an error) or points to a
/// pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_verdict(
    report: *const c_char,
    unit: *const c_char,
    out: *mut *mut LamapText,
) -> LamapStatus {
    let make = || {
        // SAFETY: NULL or valid by the section above.
        let (report, unit) = unsafe { (text(report, "report")?, optional_text(unit, "unit")?) };
        let Verdict { level, sentence, next_step } = Verdict::of_report(report, unit.unwrap_or_default())?;
        let lines = [level.to_string(), sentence, next_step].map(|line| line.replace('\n', " "));
        Ok(LamapText(c_text(&lines.join("\n"))))
    };
    // SAFETY: as above.
    guard(|| unsafe { hand_over(out, make) })
}

/// Frees a report; NULL is allowed.
///
/// # Safety
/// `report` is NULL or came from lamap, was not freed and is not in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_report_free(report: *mut LamapReport) {
    // SAFETY: by the section above.
    unsafe { take_back(report) }
}
