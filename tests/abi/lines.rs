// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings of line scans become a map and conditions.

use crate::host::*;
use std::fmt::Write as _;
use std::path::Path;
use std::ptr;
use tempfile::tempdir;

const FILE: i32 = 9;

/// Files of two lines, three readings of two elements, a reading every 0.5 s.
fn write_lines(folder: &Path) {
    for line in 0..2 {
        let mut text = String::from("Time (s),Mg24,Ca44\n");
        for reading in 0..3 {
            let value = 10 * line + reading;
            writeln!(text, "{},{value},{}", 0.5 * f64::from(reading), 100 + value).unwrap();
        }
        std::fs::write(folder.join(format!("line {line}.csv")), text).unwrap();
    }
}

fn read(folder: &Path, options: &str) -> Result<(Owned, Owned), i32> {
    let (path, options) = (c(&folder.display().to_string()), c(options));
    let (mut map, mut conditions) = (ptr::null_mut(), ptr::null_mut());
    let paths = [path.as_ptr()];
    // SAFETY: valid arguments.
    let status = unsafe {
        (abi().lamap_lines_read)(
            paths.as_ptr(),
            1,
            options.as_ptr(),
            None,
            ptr::null_mut(),
            &raw mut map,
            &raw mut conditions,
        )
    };
    if status != OK {
        assert!(map.is_null() && conditions.is_null(), "NULL after a failure");
        return Err(status);
    }
    Ok((Owned(map, abi().lamap_file_free), Owned(conditions, abi().lamap_conditions_free)))
}

#[test]
fn a_folder_of_lines_becomes_a_map_with_its_conditions() {
    let folder = tempdir().unwrap();
    write_lines(folder.path());
    let options = "scan_speed_um_s = 20\n\nline_spacing_um=15\n";
    let (file, conditions) = read(folder.path(), options).unwrap_or_else(|_| panic!("{}", last()));
    // SAFETY: a structure of numbers and pointers may be zero; `lamap_map_init` fills it.
    let mut map = unsafe { std::mem::zeroed::<Map>() };
    // SAFETY: valid arguments.
    unsafe {
        ok((abi().lamap_map_init)(&raw mut map, size_of::<Map>()));
        ok((abi().lamap_file_map)(file.0, &raw mut map));
    }
    assert_eq!((map.elements, map.lines, map.pixels), (2, 2, 3));
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (10.0, 15.0));
    // SAFETY: the map lives as long as the file.
    let values = unsafe { std::slice::from_raw_parts(map.values, 12) };
    assert_eq!(values[..6], [0.0, 1.0, 2.0, 10.0, 11.0, 12.0]);
    let (mut width, mut height) = (0.0, 0.0);
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_conditions_pixel)(conditions.0, &raw mut width, &raw mut height) });
    assert_eq!((width, height), (10.0, 15.0));
}

#[test]
fn options_and_recordings_that_do_not_fit_are_refused_in_words() {
    let folder = tempdir().unwrap();
    write_lines(folder.path());
    for (options, word) in [
        ("scan_speed_um_s", "key=value"),
        ("speed=3", "scan_speed_um_s"),
        ("cut=columns and rows", "gaps"),
        ("lag_s=soon", "number"),
    ] {
        refused(read(folder.path(), options).err().unwrap(), INVALID_ARGUMENT, word);
    }
    refused(
        read(folder.path(), "log=/no such folder/a log.csv").err().unwrap(),
        FILE,
        "/no such folder/a log.csv",
    );
    refused(read(&folder.path().join("none"), "").err().unwrap(), FILE, "none");
}
