// SPDX-License-Identifier: MIT OR Apache-2.0
//! NULL, and sizes that cannot be, for every pointer of the functions that compute: a refusal in words, never a crash.

use crate::arguments::null;
use crate::host::*;
use std::ffi::CStr;
use std::ptr;

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
