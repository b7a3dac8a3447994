// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing the files of maps for C.

use super::map::{LamapMap, LamapValueUnit, read_any};
use super::options::each;
use super::pointer::{exclusive, hand_over, optional_text, shared, slice, take_back, text};
use super::progress::{LamapProgress, listen};
use super::scan::{LamapPass, lent};
use super::sized;
use super::status::{LamapStatus, c_text, guard, guard_text};
use crate::ablation::Pass;
use crate::error::{Error, Result};
use crate::files::{self, FilePass, PointUnit, ReadOptions, WriteOptions};
use crate::map::Map;
use crate::task::Task;
use core::ffi::{c_char, c_void};
use std::ffi::CString;
use std::path::{Path, PathBuf};

/// A map that was read from files. Made by `lamap_file_read` or `lamap_lines_read`, freed by `lamap_file_free`.
/// Threads: it never changes, any number may read it.
pub struct LamapFile {
    map: Map,
    names: Vec<CString>,
    pointers: Vec<*const c_char>,
    unit: CString,
    info: Option<CString>,
    notes: CString,
}

impl LamapFile {
    pub(super) fn new(map: Map, info: Option<&str>) -> Self {
        let names: Vec<CString> = map.elements().iter().map(|name| c_text(name)).collect();
        let pointers = names.iter().map(|name| name.as_ptr()).collect();
        let (unit, notes) = (c_text(&map.unit), c_text(&map.notes.join("\n")));
        Self { unit, info: info.map(c_text), notes, map, names, pointers }
    }

    fn of((map, info): (Map, Option<String>)) -> Self {
        Self::new(map, info.as_deref())
    }

    fn lend(&self) -> LamapMap {
        let (lines, pixels) = self.map.shape();
        LamapMap {
            values: self.map.values().as_ptr(),
            elements: self.names.len(),
            lines,
            pixels,
            pixel_width_um: self.map.pixel_width_um.unwrap_or(f64::NAN),
            pixel_height_um: self.map.pixel_height_um.unwrap_or(f64::NAN),
            value_unit: LamapValueUnit::of(&self.map.unit),
            names: self.pointers.as_ptr(),
            unit: self.unit.as_ptr(),
            origin_x_um: self.map.origin_um.0,
            origin_y_um: self.map.origin_um.1,
            ..LamapMap::EMPTY
        }
    }
}

/// Reads `count` files, or the files of a folder, as one map and stores it in `*out` (NULL after a failure): text
/// images, tables of points, ImageJ TIFF, PNG, pew2 npz. Elements are named by the files.
///
/// `point_unit`: "um" or "mm" reads text files as tables of points with coordinates in this unit; NULL: what the files
/// say.
///
/// # Safety
/// `paths` is NULL (an error) or `count` strings, UTF-8; `point_unit` is NULL or a string; `out` is NULL (an
/// error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_read(
    paths: *const *const c_char,
    count: usize,
    point_unit: *const c_char,
    out: *mut *mut LamapFile,
) -> LamapStatus {
    let read = || {
        // SAFETY: by the section above.
        let (paths, unit) = unsafe { (path_list(paths, count)?, optional_text(point_unit, "point_unit")?) };
        let points = unit.map(parse_point_unit).transpose()?;
        open(&paths, &ReadOptions { points, ..ReadOptions::default() }, &Task::new()).map(LamapFile::of)
    };
    // SAFETY: by the section above.
    guard(|| unsafe { hand_over(out, read) })
}

/// Reads files as `lamap_file_read` does, told what they do not say.
///
/// `options`: "key=value", each in a line of its own, or NULL. Keys: points (um, mm), columns (4 or 4,6), decimal
/// (point, comma), below_detection (refuse, missing, zero, half), layout (detect, image), colours (refuse,
/// luminance), transpose, flip_lines and flip_pixels (yes, no), part (number or name of a sheet of a workbook, of an
/// image of an OME-TIFF or of a pass of pew2), elements_axis (of a numpy array: detect, first, last). `progress` may be
/// NULL; `user` is handed to it.
///
/// # Safety
/// `paths` is NULL (an error) or `count` strings, UTF-8; `options` is NULL or a string; `progress` is NULL or
/// keeps to `LamapProgress`; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_read_with(
    paths: *const *const c_char,
    count: usize,
    options: *const c_char,
    progress: LamapProgress,
    user: *mut c_void,
    out: *mut *mut LamapFile,
) -> LamapStatus {
    let read = || {
        // SAFETY: by the section above.
        let (paths, stated) = unsafe { (path_list(paths, count)?, optional_text(options, "options")?) };
        let mut options = ReadOptions::default();
        each(stated.unwrap_or_default(), |key, value| options.set_text(key, value))?;
        let read = |task: &Task| open(&paths, &options, task);
        // SAFETY: by the section above.
        unsafe { listen(&Task::new(), progress, user, read) }.map(LamapFile::of)
    };
    // SAFETY: by the section above.
    guard(|| unsafe { hand_over(out, read) })
}

/// Reads one of several passes over one sample from a file of pew2, as it lies on the sample, and stores it in `*out`
/// (NULL after a failure). `*pass` becomes how it lies, as `lamap_enhance_passes` takes it, and `*count` how many
/// passes the file holds.
///
/// `number`: of the pass, from 0. `progress` may be NULL; `user` is handed to it.
///
/// # Safety
/// `path` is NULL (an error) or a string, UTF-8; `pass` is NULL (an error) or a structure whose `struct_size`
/// was set; `count` and `out` are NULL (an error) or point to a number and to a pointer; `progress` is NULL or keeps to
/// `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_read_pass(
    path: *const c_char,
    number: usize,
    pass: *mut LamapPass,
    count: *mut usize,
    progress: LamapProgress,
    user: *mut c_void,
    out: *mut *mut LamapFile,
) -> LamapStatus {
    let read = || {
        // SAFETY: by the section above.
        let (path, size) = unsafe { (text(path, "path")?, shared(pass, "pass")?.struct_size) };
        // SAFETY: as above.
        let count = unsafe { exclusive(count, "count")? };
        let read = |task: &Task| one_pass(Path::new(path), number, task);
        // SAFETY: as above.
        let (read, passes) = unsafe { listen(&Task::new(), progress, user, read)? };
        let lies = Pass { offset: read.offset, orthogonal: read.turned };
        // SAFETY: as above.
        unsafe { sized::write(pass, size, &lent(&lies, number, size), "pass")? };
        *count = passes;
        Ok(LamapFile::new(read.map, None))
    };
    // SAFETY: by the section above.
    guard(|| unsafe { hand_over(out, read) })
}

/// A pass of a file by its number from 0, and how many there are.
fn one_pass(path: &Path, number: usize, task: &Task) -> Result<(FilePass, usize)> {
    let mut passes = files::read_passes(path, task)?;
    if number >= passes.len() {
        let max = (passes.len() - 1) as f64;
        return Err(Error::OutOfRange { key: "number", value: number as f64, unit: "", min: 0.0, max });
    }
    let count = passes.len();
    Ok((passes.swap_remove(number), count))
}

/// # Safety
/// `paths` is NULL (an error) or `count` strings.
pub(super) unsafe fn path_list(paths: *const *const c_char, count: usize) -> Result<Vec<PathBuf>> {
    // SAFETY: by the section above.
    let paths = unsafe { slice(paths, count, "paths")? };
    // SAFETY: as above.
    paths.iter().map(|&path| unsafe { text(path, "paths") }.map(PathBuf::from)).collect()
}

/// The map, and the free text of a single TIFF file.
fn open(paths: &[PathBuf], options: &ReadOptions, task: &Task) -> Result<(Map, Option<String>)> {
    let map = files::read_with(paths, options, task)?;
    let info = match paths {
        [only] if is_tiff(only) => files::read_info(only)?,
        _ => None,
    };
    Ok((map, info))
}

/// Describes the map that was read. `*map` borrows from `file`; a pixel size that the files do not tell is NAN.
///
/// # Safety
/// `file` is NULL (an error) or valid; `map` is NULL (an error) or was filled by `lamap_map_init`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_map(file: *const LamapFile, map: *mut LamapMap) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let file = unsafe { shared(file, "file")? };
        // SAFETY: as above; only its size is taken from it.
        let struct_size = unsafe { sized::read(map, LamapMap::EMPTY, "map")? }.struct_size;
        let lent = LamapMap { struct_size, ..file.lend() };
        // SAFETY: as above.
        unsafe { sized::write(map, struct_size, &lent, "map") }
    })
}

/// Free text that a TIFF file carries, e.g. the record of an enhancement as JSON; empty if there is none. It lives as
/// long as `file`. NULL after a failure.
///
/// # Safety
/// `file` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_info(file: *const LamapFile) -> *const c_char {
    guard_text(|| {
        // SAFETY: NULL or valid by the section above.
        let file = unsafe { shared(file, "file")? };
        Ok(file.info.as_ref().map_or(c"".as_ptr(), |info| info.as_ptr()))
    })
}

/// Sentences, a line for each, on what was left out, replaced or chosen when the files were read; empty if there are
/// none. They live as long as `file`. NULL after a failure.
///
/// # Safety
/// `file` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_notes(file: *const LamapFile) -> *const c_char {
    guard_text(|| {
        // SAFETY: NULL or valid by the section above.
        let file = unsafe { shared(file, "file")? };
        Ok(file.notes.as_ptr())
    })
}

/// Frees a map that was read; NULL is allowed.
///
/// # Safety
/// `file` is NULL or came from lamap, was not freed and is not in use.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_free(file: *mut LamapFile) {
    // SAFETY: by the section above.
    unsafe { take_back(file) }
}

/// Writes a map; the extension of `path` tells the kind: tif, tiff, csv, txt, tsv or png. A file appears whole or not
/// at all, and not after a cancel. A pixel size of NAN is not known and not written.
///
/// `info`: free text kept in a TIFF file, or NULL. `progress` may be NULL; `user` is handed to it.
///
/// # Safety
/// `path` is NULL (an error) or a string, UTF-8; `map` is NULL (an error) or as `LamapMap` says; `info` is NULL
/// or a string; `progress` is NULL or keeps to `LamapProgress`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_file_write(
    path: *const c_char,
    map: *const LamapMap,
    info: *const c_char,
    progress: LamapProgress,
    user: *mut c_void,
) -> LamapStatus {
    guard(|| {
        // SAFETY: by the section above.
        let (path, map, info) =
            unsafe { (text(path, "path")?, read_any(map)?, optional_text(info, "info")?) };
        let options = WriteOptions { info: info.map(str::to_owned), ..WriteOptions::default() };
        let prepare = |task: &Task| files::prepare(Path::new(path), &map, &options, task);
        // SAFETY: by the section above.
        unsafe { listen(&Task::new(), progress, user, prepare)? }.place().map(|_| ())
    })
}

fn parse_point_unit(text: &str) -> Result<PointUnit> {
    match text {
        "um" | "µm" => Ok(PointUnit::Micrometre),
        "mm" => Ok(PointUnit::Millimetre),
        other => Err(Error::InvalidValue {
            key: "point_unit".into(),
            value: other.into(),
            expected: "um or mm".into(),
        }),
    }
}

fn is_tiff(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    path.is_file() && (extension == "tif" || extension == "tiff")
}
