// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps go through files and keep what is known of them.

use crate::ear::{Ear, listen};
use crate::host::*;
use std::ffi::c_char;
use std::ptr;
use tempfile::tempdir;

const FILE: i32 = 9;

fn read(path: &str, point_unit: Option<&str>) -> Result<Owned, i32> {
    let (path, unit) = (c(path), point_unit.map(c));
    let mut object = ptr::null_mut();
    let paths = [path.as_ptr()];
    let unit = unit.as_ref().map_or(ptr::null(), |unit| unit.as_ptr());
    // SAFETY: valid arguments.
    match unsafe { (abi().lamap_file_read)(paths.as_ptr(), 1, unit, &raw mut object) } {
        OK => Ok(Owned(object, abi().lamap_file_free)),
        status => {
            assert!(object.is_null(), "NULL after a failure");
            Err(status)
        }
    }
}

fn empty() -> Map {
    // SAFETY: a structure of numbers and pointers may be zero; `lamap_map_init` fills it.
    let mut map = unsafe { std::mem::zeroed::<Map>() };
    // SAFETY: as large as stated.
    ok(unsafe { (abi().lamap_map_init)(&raw mut map, size_of::<Map>()) });
    map
}

fn described(file: &Owned) -> Map {
    let mut map = empty();
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_file_map)(file.0, &raw mut map) });
    map
}

fn write(path: &str, map: &Map, info: Option<&str>) -> i32 {
    let (path, info) = (c(path), info.map(c));
    let info = info.as_ref().map_or(ptr::null(), |i| i.as_ptr());
    // SAFETY: valid arguments.
    unsafe { (abi().lamap_file_write)(path.as_ptr(), map, info, None, ptr::null_mut()) }
}

#[test]
fn what_is_cancelled_reads_nothing_and_leaves_the_files_as_they_were() {
    let folder = tempdir().unwrap();
    let path = c(&folder.path().join("map.csv").display().to_string());
    let values = [1.5f32, 2.0];
    let map = Map { values: values.as_ptr(), elements: 1, lines: 1, pixels: 2, ..empty() };
    let written = |ear: &mut Ear| {
        // SAFETY: valid arguments.
        unsafe {
            (abi().lamap_file_write)(path.as_ptr(), &raw const map, ptr::null(), Some(listen), ear.user())
        }
    };
    for mut ear in [Ear { stop_in: "write", ..Ear::stopping_at(2.0) }, Ear::stopping_at(1.0)] {
        refused(written(&mut ear), CANCELLED, "cancelled");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
    let mut ear = Ear::stopping_at(2.0);
    ok(written(&mut ear));
    let read = |ear: &mut Ear| {
        let (mut object, paths) = (ptr::null_mut(), [path.as_ptr()]);
        // SAFETY: valid arguments.
        let status = unsafe {
            (abi().lamap_file_read_with)(
                paths.as_ptr(),
                1,
                ptr::null(),
                Some(listen),
                ear.user(),
                &raw mut object,
            )
        };
        (status, Owned(object, abi().lamap_file_free))
    };
    let (status, file) = read(&mut Ear { stop_in: "read", ..Ear::stopping_at(2.0) });
    refused(status, CANCELLED, "cancelled");
    assert!(file.0.is_null());
    let (status, file) = read(&mut ear);
    ok(status);
    assert_eq!(described(&file).pixels, 2);
    let stages: Vec<&str> = ear.heard.iter().map(|(_, _, stage)| stage.as_str()).collect();
    assert!(stages.contains(&"write") && stages.contains(&"read"), "{stages:?}");
}

#[test]
fn a_map_comes_back_from_a_file_as_it_was() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("map.tif").display().to_string();
    let values = [1.0, 2.0, f32::NAN, 4.0, 5.0, 6.5, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0];
    let (ca, sr, unit) = (c("Ca44"), c("Sr88"), c("ug/g"));
    let names: [*const c_char; 2] = [ca.as_ptr(), sr.as_ptr()];
    let map = Map {
        values: values.as_ptr(),
        elements: 2,
        lines: 2,
        pixels: 3,
        pixel_width_um: 4.0,
        pixel_height_um: 8.0,
        names: names.as_ptr(),
        unit: unit.as_ptr(),
        origin_x_um: 12.0,
        origin_y_um: -8.0,
        ..empty()
    };
    ok(write(&path, &map, Some("a record")));
    let file = read(&path, None).unwrap();
    let back = described(&file);
    assert_eq!((back.elements, back.lines, back.pixels), (2, 2, 3));
    assert_eq!((back.pixel_width_um, back.pixel_height_um), (4.0, 8.0));
    assert_eq!((back.origin_x_um, back.origin_y_um), (12.0, -8.0));
    // SAFETY: the map says how many values and names there are, and lives as long as the file.
    let (values_back, names_back) =
        unsafe { (std::slice::from_raw_parts(back.values, 12), std::slice::from_raw_parts(back.names, 2)) };
    assert!(values_back.iter().zip(&values).all(|(a, b)| a == b || (a.is_nan() && b.is_nan())));
    assert_eq!(names_back.iter().map(|&name| text(name).unwrap()).collect::<Vec<_>>(), ["Ca44", "Sr88"]);
    assert_eq!(text(back.unit).unwrap(), "ug/g");
    // SAFETY: valid arguments.
    assert_eq!(text(unsafe { (abi().lamap_file_info)(file.0) }).unwrap(), "a record");
}

#[test]
fn what_a_file_does_not_tell_is_not_guessed() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("Ba138_counts.csv"), "1.5,2\n3,4\n").unwrap();
    let folder_read = read(&folder.path().display().to_string(), None);
    let map = described(&folder_read.unwrap_or_else(|_| panic!("{}", last())));
    assert!(map.pixel_width_um.is_nan() && map.pixel_height_um.is_nan());
    let again = folder.path().join("again.csv").display().to_string();
    let file = read(&folder.path().join("Ba138_counts.csv").display().to_string(), None).unwrap();
    ok(write(&again, &described(&file), None));
    assert_eq!(std::fs::read_to_string(again).unwrap(), "1.5,2.0\n3.0,4.0\n");
}

#[test]
fn options_say_what_files_do_not_and_notes_what_became_of_them() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("Ba.csv");
    std::fs::write(&path, "<1,2.5,\n3,4,\n5,6,\n").unwrap();
    let (path, mut object) = (c(&path.display().to_string()), ptr::null_mut());
    let paths = [path.as_ptr()];
    // SAFETY: valid arguments.
    let mut with = |options: &str| unsafe {
        (abi().lamap_file_read_with)(
            paths.as_ptr(),
            1,
            c(options).as_ptr(),
            None,
            ptr::null_mut(),
            &raw mut object,
        )
    };
    assert_eq!(with(""), FILE);
    assert!(last().contains("below detection"), "{}", last());
    for wrong in ["transpose", "transpose=maybe", "mirror=yes"] {
        assert_ne!(with(wrong), OK, "{wrong}");
    }
    ok(with("below_detection=half\ntranspose=yes"));
    let file = Owned(object, abi().lamap_file_free);
    let map = described(&file);
    assert_eq!((map.lines, map.pixels), (2, 3));
    // SAFETY: the map lives as long as the file.
    assert_eq!(unsafe { std::slice::from_raw_parts(map.values, 6) }, [0.5, 3.0, 5.0, 2.5, 4.0, 6.0]);
    // SAFETY: valid arguments.
    let notes = text(unsafe { (abi().lamap_file_notes)(file.0) }).unwrap();
    assert_eq!(notes.lines().count(), 2, "{notes}");
}

#[test]
fn points_take_the_unit_that_is_stated() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("points.csv");
    std::fs::write(&path, "0,0,1\n0.1,0,2\n0,0.1,3\n0.1,0.1,4\n").unwrap();
    let map = described(&read(&path.display().to_string(), Some("mm")).unwrap());
    assert_eq!((map.lines, map.pixels), (2, 2));
    assert!((map.pixel_width_um - 100.0).abs() < 1e-6, "{}", map.pixel_width_um);
}

#[test]
fn bad_paths_and_maps_are_refused_in_words() {
    let folder = tempdir().unwrap();
    let missing = folder.path().join("missing.tif").display().to_string();
    refused(read(&missing, None).err().unwrap(), FILE, "missing.tif");
    refused(read(&missing, Some("inch")).err().unwrap(), INVALID_ARGUMENT, "um or mm");
    let one = [1.0f32];
    let map = Map { values: one.as_ptr(), lines: 1, pixels: 1, ..empty() };
    let target = folder.path().join("map.xyz").display().to_string();
    refused(write(&target, &map, None), INVALID_ARGUMENT, "xyz");
    let target = folder.path().join("map.tif").display().to_string();
    refused(write(&target, &Map { pixel_width_um: -1.0, ..map }, None), INVALID_ARGUMENT, "pixel_width_um");
    refused(write(&target, &Map { origin_x_um: f64::NAN, ..map }, None), INVALID_ARGUMENT, "origin_x_um");
    assert!(!std::path::Path::new(&target).exists());
    let mut object = ptr::null_mut();
    // SAFETY: NULL is allowed to be refused.
    let status = unsafe { (abi().lamap_file_read)(ptr::null(), 1, ptr::null(), &raw mut object) };
    refused(status, INVALID_ARGUMENT, "NULL");
}
