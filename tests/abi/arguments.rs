// SPDX-License-Identifier: MIT OR Apache-2.0
//! NULL for every pointer of every function: a refusal in words, never a crash.

use crate::host::*;
use crate::symbols::SYMBOLS;
use std::ffi::CStr;
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
    let tried = concat!(include_str!("arguments.rs"), include_str!("stream.rs"), include_str!("passes.rs"));
    for name in SYMBOLS.lines() {
        assert!(Abi::NAMES.contains(&name), "{name} is missing in host.rs");
        assert!(tried.contains(&format!("{name})(")) || WITHOUT.contains(&name), "{name} is not tried");
    }
}

#[track_caller]
fn null(status: i32, what: &str) {
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
fn null_is_refused_by_scans_and_elements() {
    let (abi, conditions) = (abi(), conditions());
    let (values, mut counts) = (vec![1f32; 100], vec![0f32; 4]);
    let sample = sample_of(values.as_ptr(), (1, 10, 10), 1.0);
    let pass = Pass {
        struct_size: size_of::<Pass>(),
        offset_along: 0.0,
        offset_across: 0.0,
        orthogonal: 0,
        number: 0,
    };
    let pass = &raw const pass;
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_scan)(conditions.0, pass, 10, 10, 1.0, ptr::null_mut()), "scan");
        null((abi.lamap_scan)(NULL, pass, 10, 10, 1.0, ptr::null_mut()), "conditions");
        let short = Pass { struct_size: 1, ..*pass };
        let (out, no_map, user) = (counts.as_mut_ptr(), ptr::null_mut(), ptr::null_mut());
        let wrong = (abi.lamap_ablate)(
            conditions.0,
            &raw const sample,
            &raw const short,
            DRAW,
            0,
            out,
            4,
            None,
            user,
            no_map,
        );
        refused(wrong, INVALID_ARGUMENT, "struct_size");
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
        null((abi.lamap_file_read_with)(ptr::null(), 1, ptr::null(), &raw mut object), "paths");
        null((abi.lamap_file_read_with)(path.as_ptr(), 1, ptr::null(), ptr::null_mut()), "out");
        let size = size_of::<Pass>();
        let mut lies =
            Pass { struct_size: size, offset_along: 0.0, offset_across: 0.0, orthogonal: 0, number: 0 };
        let mut count = 0;
        let pass = |path, pass, count, out| (abi.lamap_file_read_pass)(path, 0, pass, count, out);
        null(pass(ptr::null(), &raw mut lies, &raw mut count, &raw mut object), "path");
        null(pass(path[0], ptr::null_mut(), &raw mut count, &raw mut object), "pass");
        null(pass(path[0], &raw mut lies, ptr::null_mut(), &raw mut object), "count");
        null(pass(path[0], &raw mut lies, &raw mut count, ptr::null_mut()), "out");
        let read = |paths, map, conditions| (abi.lamap_lines_read)(paths, 1, ptr::null(), map, conditions);
        let mut other = ptr::null_mut();
        null(read(ptr::null(), &raw mut object, &raw mut other), "paths");
        null(read(path.as_ptr(), ptr::null_mut(), &raw mut other), "map");
        null(read(path.as_ptr(), &raw mut object, ptr::null_mut()), "conditions");
        null((abi.lamap_file_write)(ptr::null(), ptr::null(), ptr::null()), "path");
        null((abi.lamap_file_write)(path[0], ptr::null(), ptr::null()), "map");
        (abi.lamap_file_free)(NULL);
    }
}

#[test]
fn null_is_refused_by_simulations() {
    let (abi, conditions) = (abi(), conditions());
    let sample: Vec<f32> = (0..100).map(|i| i as f32).collect();
    let (mut counts, mut n) = (vec![0f32; 4], 0usize);
    let (sample, out, n) = (sample.as_ptr(), counts.as_mut_ptr(), &raw mut n);
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_ablate_shape)(NULL, 10, 10, 1.0, n, n), "conditions");
        null((abi.lamap_ablate_shape)(conditions.0, 10, 10, 1.0, ptr::null_mut(), n), "lines");
        null((abi.lamap_ablate_shape)(conditions.0, 10, 10, 1.0, n, ptr::null_mut()), "pixels");
        let of = |rows, columns| sample_of(sample, (1, rows, columns), 1.0);
        let (whole, huge, empty) = (of(10, 10), of(usize::MAX, 2), of(0, 10));
        let nothing = Map { values: ptr::null(), ..whole };
        let (whole, huge, empty, nothing) =
            (&raw const whole, &raw const huge, &raw const empty, &raw const nothing);
        for quantity in [DRAW, EXPECTED, VARIANCE] {
            null(ablate(NULL, whole, quantity, 0, out, 4), "conditions");
            null(ablate(conditions.0, ptr::null(), quantity, 0, out, 4), "sample");
            null(ablate(conditions.0, nothing, quantity, 0, out, 4), "sample.values");
            null(ablate(conditions.0, whole, quantity, 0, ptr::null_mut(), 4), "values");
        }
        refused(ablate(conditions.0, whole, EXPECTED, 0, out, 3), INVALID_ARGUMENT, "expected 4 values");
        refused(ablate(conditions.0, huge, DRAW, 0, out, 4), INVALID_ARGUMENT, "sample");
        refused(ablate(conditions.0, empty, DRAW, 0, out, 4), INVALID_ARGUMENT, "sample");
        refused((abi.lamap_ablate_shape)(conditions.0, 0, 10, 1.0, n, n), INVALID_ARGUMENT, "sample");
        refused(
            (abi.lamap_ablate_shape)(conditions.0, 10, 10, f64::INFINITY, n, n),
            INVALID_ARGUMENT,
            "pixel_um",
        );
        null((abi.lamap_phantom)(ptr::null(), 2, 2, 0, out, 4), "kind");
        null((abi.lamap_phantom)(c"cells".as_ptr(), 2, 2, 0, ptr::null_mut(), 4), "out");
        refused(
            (abi.lamap_phantom)(c"cells".as_ptr(), 2, 3, 0, out, 4),
            INVALID_ARGUMENT,
            "expected 6 values",
        );
        refused((abi.lamap_phantom)(c"cats".as_ptr(), 2, 2, 0, out, 4), INVALID_ARGUMENT, "cells");
        refused(
            (abi.lamap_phantom)(c"cells".as_ptr(), usize::MAX, 3, 0, out, 4),
            INVALID_ARGUMENT,
            "phantom",
        );
        let designed = |kind, settings: &CStr, pixel_um, out| {
            (abi.lamap_phantom_designed)(kind, settings.as_ptr(), 2, 2, pixel_um, 0, out, 4, None, NULL)
        };
        let cells = c"cells".as_ptr();
        null(designed(ptr::null(), c"", 1.0, out), "kind");
        null(designed(cells, c"", 1.0, ptr::null_mut()), "out");
        refused(designed(cells, c"range_decades", 1.0, out), INVALID_ARGUMENT, "key=value");
        refused(designed(cells, c"range_decades=9", 1.0, out), INVALID_ARGUMENT, "0 to 5");
        refused(designed(cells, c"", f64::NAN, out), INVALID_ARGUMENT, "pixel_um");
    }
}

#[test]
fn null_is_refused_by_enhancements() {
    let (abi, conditions, settings, enhancer) =
        (abi(), conditions(), settings("physics"), enhancer("physics"));
    let measured = measured();
    let mut map_to_fill = measured.map;
    let (map, mut estimate, mut object, mut n) = (&raw const measured.map, vec![0f32; LENGTH], NULL, 0usize);
    let (out, n) = (estimate.as_mut_ptr(), &raw mut n);
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_map_init)(ptr::null_mut(), size_of::<Map>()), "map");
        refused((abi.lamap_map_init)(&raw mut map_to_fill, 3), INVALID_ARGUMENT, "struct_size");
        null((abi.lamap_output_shape)(NULL, 2, 2, 1.0, 1.0, n, n), "settings");
        null((abi.lamap_output_shape)(settings.0, 2, 2, 1.0, 1.0, ptr::null_mut(), n), "rows");
        null((abi.lamap_output_shape)(settings.0, 2, 2, 1.0, 1.0, n, ptr::null_mut()), "columns");
        refused((abi.lamap_output_shape)(settings.0, 0, 2, 1.0, 1.0, n, n), INVALID_ARGUMENT, "map");
        refused(
            (abi.lamap_output_shape)(settings.0, 2, 2, f64::NAN, 1.0, n, n),
            INVALID_ARGUMENT,
            "pixel_width_um",
        );
        null((abi.lamap_enhancer_new)(NULL, ptr::null(), 0, None, NULL, &raw mut object), "settings");
        null((abi.lamap_enhancer_new)(settings.0, ptr::null(), 0, None, NULL, ptr::null_mut()), "out");
        for function in [abi.lamap_enhancer_method, abi.lamap_enhancer_device, abi.lamap_enhancer_note] {
            assert!(function(NULL).is_null() && last().contains("enhancer = \"NULL\""));
        }
        assert_eq!(text((abi.lamap_enhancer_method)(enhancer.0)).unwrap(), "physics");
        assert_eq!(text((abi.lamap_enhancer_device)(enhancer.0)).unwrap(), "");
        assert_eq!(text((abi.lamap_enhancer_note)(enhancer.0)).unwrap(), "");
        let none = ptr::null_mut();
        null(
            (abi.lamap_enhance)(NULL, conditions.0, map, out, none, LENGTH, None, NULL, ptr::null_mut()),
            "enhancer",
        );
        null(
            (abi.lamap_enhance)(enhancer.0, NULL, map, out, none, LENGTH, None, NULL, &raw mut object),
            "conditions",
        );
        null(
            (abi.lamap_enhance)(
                enhancer.0,
                conditions.0,
                ptr::null(),
                out,
                none,
                LENGTH,
                None,
                NULL,
                &raw mut object,
            ),
            "map",
        );
        null(
            (abi.lamap_enhance)(
                enhancer.0,
                conditions.0,
                map,
                none,
                none,
                LENGTH,
                None,
                NULL,
                &raw mut object,
            ),
            "estimate",
        );
        refused(
            (abi.lamap_enhance)(enhancer.0, conditions.0, map, out, out, 5, None, NULL, &raw mut object),
            INVALID_ARGUMENT,
            "1536 values",
        );
    }
    assert!(object.is_null());
}

#[test]
fn null_is_refused_by_windows() {
    let (abi, conditions, enhancer) = (abi(), conditions(), enhancer("physics"));
    let measured = measured();
    let (map, mut estimate, none) = (&raw const measured.map, vec![0f32; 12], ptr::null_mut());
    let out = estimate.as_mut_ptr();
    let (c, e) = (conditions.0, enhancer.0);
    // SAFETY: NULL or valid.
    let window = |enhancer, conditions, map, first_row: usize, estimate, length: usize| unsafe {
        let (user, high) = (ptr::null_mut(), f64::NAN);
        (abi.lamap_enhance_window)(
            enhancer, conditions, map, first_row, 0, 3, 4, high, estimate, none, length, None, user,
        )
    };
    null(window(NULL, c, map, 0, out, 12), "enhancer");
    null(window(e, NULL, map, 0, out, 12), "conditions");
    null(window(e, c, ptr::null(), 0, out, 12), "map");
    null(window(e, c, map, 0, none, 12), "estimate");
    refused(window(e, c, map, 0, out, 5), INVALID_ARGUMENT, "12 values");
    refused(window(e, c, map, usize::MAX, out, 12), INVALID_ARGUMENT, "the window");
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
fn null_is_refused_by_the_inputs_of_a_network() {
    let (abi, conditions, settings, measured) = (abi(), conditions(), settings("physics"), measured());
    let (mut input, mut scale, mut offset) = (vec![-1f32; 3 * LENGTH / 2], -1.0, -1.0);
    let (map, out, length) = (measured.values.as_ptr(), input.as_mut_ptr(), input.len());
    let (scale_out, offset_out) = (&raw mut scale, &raw mut offset);
    let call = |conditions, settings, map, out, length, scale, offset| {
        // SAFETY: NULL or valid.
        unsafe {
            (abi.lamap_network_input)(
                conditions,
                settings,
                map,
                LINES,
                PIXELS,
                5.0,
                5.0,
                out,
                length,
                scale,
                offset,
                None,
                ptr::null_mut(),
            )
        }
    };
    let (no_map, no_out, no_number) = (ptr::null(), ptr::null_mut(), ptr::null_mut());
    null(call(NULL, settings.0, map, out, length, scale_out, offset_out), "conditions");
    null(call(conditions.0, NULL, map, out, length, scale_out, offset_out), "settings");
    null(call(conditions.0, settings.0, no_map, out, length, scale_out, offset_out), "map");
    null(call(conditions.0, settings.0, map, no_out, length, scale_out, offset_out), "input");
    null(call(conditions.0, settings.0, map, out, length, no_number, offset_out), "scale");
    null(call(conditions.0, settings.0, map, out, length, scale_out, no_number), "offset");
    refused(call(conditions.0, settings.0, map, out, 1, scale_out, offset_out), INVALID_ARGUMENT, "input");
    assert!(
        input.iter().all(|value| *value == -1.0) && (scale, offset) == (-1.0, -1.0),
        "outputs stay untouched"
    );
    ok(call(conditions.0, settings.0, map, out, length, scale_out, offset_out));
    assert!(input.iter().all(|value| value.is_finite()) && input.iter().any(|value| *value != -1.0));
    assert!(scale > 0.0 && offset >= 0.0);
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
