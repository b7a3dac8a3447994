// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings of line scans, made maps.

use super::conditions::LamapConditions;
use super::files::{LamapFile, path_list};
use super::options::each;
use super::pointer::{exclusive, optional_text};
use super::progress::{LamapProgress, listen};
use super::status::{LamapStatus, guard};
use crate::files;
use crate::lines::LineOptions;
use crate::task::Task;
use core::ffi::{c_char, c_void};
use core::ptr;

/// Reads recordings of signals over time and makes a map of them: `count` files with all lines or with one each, or
/// folders of such files. Stores the map in `*map`, for `lamap_file_map` and `lamap_file_notes`, and what is known of
/// the scan, for the enhancement, in `*conditions`; both are NULL after a failure.
///
/// `options`: "key=value", each in a line of its own, or NULL. Keys: log (a path to the laser log), pattern (number or
/// name of a raster of the log), cut (detect, log, columns, files, gaps), blank (keep, subtract), lag_s,
/// scan_speed_um_s, line_spacing_um, time_unit (s, ms, us, min, h, d). `progress` may be NULL; `user` is handed to it.
///
/// # Safety
/// `paths` is NULL (an error) or `count` strings, UTF-8; `options` is NULL or a string; `map` and `conditions`
/// are NULL (an error) or point to two pointers; `progress` is NULL or keeps to `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_lines_read(
    paths: *const *const c_char,
    count: usize,
    options: *const c_char,
    progress: LamapProgress,
    user: *mut c_void,
    map: *mut *mut LamapFile,
    conditions: *mut *mut LamapConditions,
) -> LamapStatus {
    guard(|| {
        // SAFETY: by the section above.
        let (map, conditions) = unsafe { (exclusive(map, "map")?, exclusive(conditions, "conditions")?) };
        (*map, *conditions) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: by the section above.
        let (paths, stated) = unsafe { (path_list(paths, count)?, optional_text(options, "options")?) };
        let mut options = LineOptions::default();
        each(stated.unwrap_or_default(), |key, value| options.set_text(key, value))?;
        let read = |task: &Task| files::read_lines(&paths, &options, task);
        // SAFETY: by the section above.
        let imported = unsafe { listen(&Task::new(), progress, user, read)? };
        *map = Box::into_raw(Box::new(LamapFile::new(imported.map, None)));
        *conditions = Box::into_raw(Box::new(LamapConditions(imported.conditions)));
        Ok(())
    })
}
