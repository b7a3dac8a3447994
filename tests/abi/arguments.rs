// SPDX-License-Identifier: MIT OR Apache-2.0
//! NULL for every pointer of every function: a refusal in words, never a crash. Those that compute are in `computing`.

use crate::host::*;
use crate::symbols::SYMBOLS;
use std::ptr;

/// Functions without a pointer.
const WITHOUT: [&str; 10] = [
    "lamap_abi_version",
    "lamap_last_error",
    "lamap_param_count",
    "lamap_preset_count",
    "lamap_preset_help",
    "lamap_preset_name",
    "lamap_runtime_found_by",
    "lamap_runtime_path",
    "lamap_runtime_version",
    "lamap_version",
];

#[test]
fn every_function_is_tried_here() {
    let tried = concat!(
        include_str!("arguments.rs"),
        include_str!("computing.rs"),
        include_str!("stream.rs"),
        include_str!("passes.rs")
    );
    for name in SYMBOLS.lines() {
        assert!(Abi::NAMES.contains(&name), "{name} is missing in host.rs");
        assert!(tried.contains(&format!("{name})(")) || WITHOUT.contains(&name), "{name} is not tried");
    }
}

/// A status that refuses NULL for an argument.
#[track_caller]
pub fn null(status: i32, what: &str) {
    refused(status, INVALID_ARGUMENT, &format!("{what} = \"NULL\""));
}

#[test]
fn null_is_refused_by_conditions_and_settings() {
    let (abi, conditions, settings) = (abi(), conditions(), settings("physics"));
    let key = c"flicker_rsd".as_ptr();
    let (mut object, mut number) = (NULL, 0.0);
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_conditions_new)(ptr::null_mut()), "out");
        null((abi.lamap_conditions_preset)(ptr::null(), &raw mut object), "name");
        null((abi.lamap_conditions_preset)(c"seed-2019".as_ptr(), ptr::null_mut()), "out");
        object = ptr::dangling_mut();
        refused(
            (abi.lamap_conditions_preset)(c"none".as_ptr(), &raw mut object),
            INVALID_ARGUMENT,
            "seed-2019",
        );
        assert!(object.is_null(), "NULL after a failure");
        null((abi.lamap_conditions_from_text)(ptr::null(), &raw mut object), "source");
        null((abi.lamap_conditions_from_text)(c"".as_ptr(), ptr::null_mut()), "out");
        null((abi.lamap_conditions_to_toml)(NULL, &raw mut object), "conditions");
        null((abi.lamap_conditions_to_toml)(conditions.0, ptr::null_mut()), "out");
        null((abi.lamap_plan_json)(NULL, 0.0, 0.0, 1.0, None, NULL, &raw mut object), "conditions");
        null((abi.lamap_plan_json)(conditions.0, 0.0, 0.0, 1.0, None, NULL, ptr::null_mut()), "out");
        null((abi.lamap_model_card)(ptr::null(), 0, ptr::null_mut()), "out");
        null((abi.lamap_conditions_set)(NULL, key, 0.1), "conditions");
        null((abi.lamap_conditions_set)(conditions.0, ptr::null(), 0.1), "key");
        null((abi.lamap_conditions_set_text)(NULL, key, c"0".as_ptr()), "conditions");
        null((abi.lamap_conditions_set_text)(conditions.0, ptr::null(), c"0".as_ptr()), "key");
        null((abi.lamap_conditions_set_text)(conditions.0, key, ptr::null()), "value");
        null((abi.lamap_conditions_get)(NULL, key, &raw mut number), "conditions");
        null((abi.lamap_conditions_get)(conditions.0, ptr::null(), &raw mut number), "key");
        null((abi.lamap_conditions_get)(conditions.0, key, ptr::null_mut()), "value");
        null((abi.lamap_conditions_copy)(NULL, &raw mut object), "conditions");
        null((abi.lamap_conditions_copy)(conditions.0, ptr::null_mut()), "out");
        null((abi.lamap_conditions_stated_to_toml)(NULL, &raw mut object), "conditions");
        null((abi.lamap_conditions_stated_to_toml)(conditions.0, ptr::null_mut()), "out");
        let n = &raw mut number;
        null((abi.lamap_conditions_pixel)(NULL, n, n), "conditions");
        null((abi.lamap_conditions_pixel)(conditions.0, ptr::null_mut(), n), "width_um");
        null((abi.lamap_conditions_pixel)(conditions.0, n, ptr::null_mut()), "height_um");
        null((abi.lamap_settings_new)(ptr::null_mut()), "out");
        null((abi.lamap_settings_set)(NULL, c"tile".as_ptr(), 1.0), "settings");
        null((abi.lamap_settings_set)(settings.0, ptr::null(), 1.0), "key");
        null((abi.lamap_settings_set_text)(NULL, c"tile".as_ptr(), c"1".as_ptr()), "settings");
        null((abi.lamap_settings_set_text)(settings.0, ptr::null(), c"1".as_ptr()), "key");
        null((abi.lamap_settings_set_text)(settings.0, c"tile".as_ptr(), ptr::null()), "value");
        null((abi.lamap_settings_get)(NULL, c"tile".as_ptr(), &raw mut number), "settings");
        null((abi.lamap_settings_get)(settings.0, ptr::null(), &raw mut number), "key");
        null((abi.lamap_settings_get)(settings.0, c"tile".as_ptr(), ptr::null_mut()), "value");
    }
}

#[test]
fn null_is_refused_by_channels_and_tables() {
    let (abi, conditions) = (abi(), conditions());
    let key = c"dwell_s".as_ptr();
    let (mut object, mut number, numbers) = (NULL, 0.0, [0.0, 1.0]);
    // SAFETY: NULL or valid.
    unsafe {
        assert_eq!((abi.lamap_channel_count)(NULL), 0);
        null((abi.lamap_channel_add)(NULL, c"Zn66".as_ptr()), "conditions");
        null((abi.lamap_channel_add)(conditions.0, ptr::null()), "name");
        null((abi.lamap_channel_name)(NULL, 0, &raw mut object), "conditions");
        null((abi.lamap_channel_name)(conditions.0, 0, ptr::null_mut()), "out");
        null((abi.lamap_channel_set)(NULL, 0, key, 1.0), "conditions");
        null((abi.lamap_channel_set)(conditions.0, 0, ptr::null(), 1.0), "key");
        null((abi.lamap_channel_get)(NULL, 0, key, &raw mut number), "conditions");
        null((abi.lamap_channel_get)(conditions.0, 0, ptr::null(), &raw mut number), "key");
        null((abi.lamap_channel_get)(conditions.0, 0, key, ptr::null_mut()), "value");
        null((abi.lamap_channel_set_text)(NULL, c"Zn".as_ptr(), c"".as_ptr()), "conditions");
        null((abi.lamap_channel_set_text)(conditions.0, ptr::null(), c"".as_ptr()), "name");
        null((abi.lamap_channel_set_text)(conditions.0, c"Zn".as_ptr(), ptr::null()), "settings");
        null((abi.lamap_conditions_set_crater)(NULL, numbers.as_ptr(), 1, 2, 1.0), "conditions");
        null((abi.lamap_conditions_set_crater)(conditions.0, ptr::null(), 1, 2, 1.0), "depth");
        let pointer = numbers.as_ptr();
        null((abi.lamap_conditions_set_response_table)(NULL, pointer, pointer, 2), "conditions");
        null((abi.lamap_conditions_set_response_table)(conditions.0, ptr::null(), pointer, 2), "times_s");
        null((abi.lamap_conditions_set_response_table)(conditions.0, pointer, ptr::null(), 2), "cumulative");
    }
}

#[test]
fn null_is_refused_by_files() {
    let abi = abi();
    let (path, mut object) = ([c"a.tif".as_ptr()], NULL);
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_file_read)(ptr::null(), 1, ptr::null(), &raw mut object), "paths");
        null((abi.lamap_file_read)(path.as_ptr(), 1, ptr::null(), ptr::null_mut()), "out");
        null((abi.lamap_file_map)(NULL, ptr::null_mut()), "file");
        assert!((abi.lamap_file_info)(NULL).is_null());
        assert!((abi.lamap_file_notes)(NULL).is_null());
        null(
            (abi.lamap_file_read_with)(ptr::null(), 1, ptr::null(), None, ptr::null_mut(), &raw mut object),
            "paths",
        );
        null(
            (abi.lamap_file_read_with)(path.as_ptr(), 1, ptr::null(), None, ptr::null_mut(), ptr::null_mut()),
            "out",
        );
        let size = size_of::<Pass>();
        let mut lies =
            Pass { struct_size: size, offset_along: 0.0, offset_across: 0.0, orthogonal: 0, number: 0 };
        let mut count = 0;
        let pass = |path, pass, count, out| {
            (abi.lamap_file_read_pass)(path, 0, pass, count, None, ptr::null_mut(), out)
        };
        null(pass(ptr::null(), &raw mut lies, &raw mut count, &raw mut object), "path");
        null(pass(path[0], ptr::null_mut(), &raw mut count, &raw mut object), "pass");
        null(pass(path[0], &raw mut lies, ptr::null_mut(), &raw mut object), "count");
        null(pass(path[0], &raw mut lies, &raw mut count, ptr::null_mut()), "out");
        let read = |paths, map, conditions| {
            (abi.lamap_lines_read)(paths, 1, ptr::null(), None, ptr::null_mut(), map, conditions)
        };
        let mut other = ptr::null_mut();
        null(read(ptr::null(), &raw mut object, &raw mut other), "paths");
        null(read(path.as_ptr(), ptr::null_mut(), &raw mut other), "map");
        null(read(path.as_ptr(), &raw mut object, ptr::null_mut()), "conditions");
        null((abi.lamap_file_write)(ptr::null(), ptr::null(), ptr::null(), None, ptr::null_mut()), "path");
        null((abi.lamap_file_write)(path[0], ptr::null(), ptr::null(), None, ptr::null_mut()), "map");
        (abi.lamap_file_free)(NULL);
    }
}

#[test]
fn null_is_refused_by_reports_texts_and_tables() {
    let abi = abi();
    let (mut number, mut value) = (0.0, 0f32);
    // SAFETY: NULL or valid.
    unsafe {
        assert!((abi.lamap_report_json)(NULL).is_null() && last().contains("report = \"NULL\""));
        assert_eq!((abi.lamap_report_warning_count)(NULL), 0);
        assert!((abi.lamap_report_warning)(NULL, 0).is_null() && last().contains("report = \"NULL\""));
        null((abi.lamap_report_chi_square)(NULL, 0, &raw mut number), "report");
        null((abi.lamap_report_chi_square_map)(NULL, &raw mut value, 1), "report");
        let mut object = ptr::dangling_mut();
        null((abi.lamap_verdict)(ptr::null(), ptr::null(), &raw mut object), "report");
        assert!(object.is_null(), "NULL after a failure");
        null((abi.lamap_verdict)(c"{}".as_ptr(), ptr::null(), ptr::null_mut()), "out");
        assert!((abi.lamap_text_get)(NULL).is_null() && last().contains("text = \"NULL\""));
        null((abi.lamap_param_get)(0, 0, ptr::null_mut()), "param");
        null((abi.lamap_device_report)(ptr::null_mut()), "out");
    }
}

#[test]
fn null_may_be_freed() {
    let abi = abi();
    // SAFETY: NULL is allowed.
    unsafe {
        (abi.lamap_conditions_free)(NULL);
        (abi.lamap_settings_free)(NULL);
        (abi.lamap_enhancer_free)(NULL);
        (abi.lamap_report_free)(NULL);
        (abi.lamap_text_free)(NULL);
    }
}

#[test]
fn a_missing_runtime_is_told() {
    // NULL would search; crate::network tries that where it is allowed
    let missing = c"/there/is/no/libonnxruntime.so".as_ptr();
    // SAFETY: a valid string.
    let status = unsafe { (abi().lamap_runtime_load)(missing) };
    assert!(
        [RUNTIME_NOT_FOUND, INVALID_ARGUMENT].contains(&status),
        "not found, or another one is loaded already"
    );
}
