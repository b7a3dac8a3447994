// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several elements, channels, craters, response tables and passes: as in Rust.

use crate::host::*;
use lamap::ablation::{
    Pass as RustPass, Quantity, Scan as RustScan, expected_elements, simulate_elements, variance_elements,
};
use lamap::conditions::{
    Channel, Conditions, Crater, PulseResponse, Response, ResponseTable, Stated, Tail, preset,
};
use ndarray::{Array3, array};
use std::ptr;

/// Conditions without the scaling of pictures, as an object of C and in Rust.
fn pair() -> (Owned, Conditions) {
    let object = conditions();
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_conditions_set)(object.0, c"mean_concentration".as_ptr(), 0.0) });
    (object, Conditions { mean_concentration: 0.0, ..preset("seed-2019").unwrap() })
}

fn samples() -> Array3<f32> {
    Array3::from_shape_fn((2, 30, 40), |(e, i, j)| ((i * 7 + j * 3 + e) % 11) as f32)
}

/// What a call writes of the samples into an array of this length.
fn filled(length: usize, call: impl FnOnce(*const Map, *mut f32) -> i32) -> Vec<f32> {
    let (samples, mut out) = (samples(), vec![0.0; length]);
    let samples = sample_of(samples.as_ptr(), (2, 30, 40), 1.0);
    ok(call(&raw const samples, out.as_mut_ptr()));
    out
}

#[test]
fn elements_are_measured_in_one_pass_through_their_channels() {
    let (abi, (object, mut rust)) = (abi(), pair());
    // SAFETY: valid arguments.
    unsafe {
        ok((abi.lamap_channel_add)(object.0, c"Zn66".as_ptr()));
        ok((abi.lamap_channel_add)(object.0, c"Cd111".as_ptr()));
        refused((abi.lamap_channel_add)(object.0, c"Zn66".as_ptr()), INVALID_ARGUMENT, "no other channel");
        ok((abi.lamap_channel_set)(object.0, 0, c"sensitivity_counts".as_ptr(), 7.0));
        refused((abi.lamap_channel_set)(object.0, 0, c"dwell".as_ptr(), 7.0), INVALID_ARGUMENT, "dwell_s");
        refused((abi.lamap_channel_set)(object.0, 2, c"dwell_s".as_ptr(), 7.0), INVALID_ARGUMENT, "below 2");
        let slow = c"{\"response_scale_s\": 0.02}".as_ptr();
        ok((abi.lamap_channel_set_text)(object.0, c"Cd111".as_ptr(), slow));
        let wrong = c"dwell = 1".as_ptr();
        refused((abi.lamap_channel_set_text)(object.0, c"Hg".as_ptr(), wrong), INVALID_ARGUMENT, "dwell_s");
        let (mut number, mut name) = (0.0, ptr::null_mut());
        ok((abi.lamap_channel_get)(object.0, 0, c"sensitivity_counts".as_ptr(), &raw mut number));
        ok((abi.lamap_channel_name)(object.0, 1, &raw mut name));
        let name = Owned(name, abi.lamap_text_free);
        assert_eq!(((abi.lamap_channel_count)(object.0), number), (2, 7.0));
        assert_eq!(text((abi.lamap_text_get)(name.0)).unwrap(), "Cd111");
    }
    let response = Response::new(&Conditions { response_scale_s: 0.02, ..rust.clone() }).unwrap();
    rust.channels = vec![
        Channel { name: "Zn66".into(), sensitivity_counts: Some(7.0), ..Channel::default() },
        Channel { name: "Cd111".into(), response: Some(response), ..Channel::default() },
    ];
    let (samples, length) = (samples(), 2 * 6 * 8);
    // SAFETY: arrays of the stated lengths.
    let counts = filled(length, |samples, out| unsafe { ablate(object.0, samples, DRAW, 5, out, length) });
    assert_eq!(counts, simulate_elements(samples.view(), 1.0, &rust, 5).unwrap().into_raw_vec_and_offset().0);
    // SAFETY: as above.
    let means = filled(length, |samples, out| unsafe { ablate(object.0, samples, EXPECTED, 0, out, length) });
    assert_eq!(means, expected_elements(samples.view(), 1.0, &rust).unwrap().into_raw_vec_and_offset().0);
    // SAFETY: as above.
    let variances =
        filled(length, |samples, out| unsafe { ablate(object.0, samples, VARIANCE, 0, out, length) });
    assert_eq!(variances, variance_elements(samples.view(), 1.0, &rust).unwrap().into_raw_vec_and_offset().0);
    // SAFETY: as above.
    let few = unsafe {
        let few = sample_of(samples.as_ptr(), (1, 60, 40), 1.0);
        ablate(object.0, &raw const few, DRAW, 5, ptr::dangling_mut(), 96)
    };
    refused(few, INVALID_ARGUMENT, "2 elements");
}

#[test]
fn craters_and_response_tables_are_those_of_rust() {
    let (abi, (object, rust)) = (abi(), pair());
    let (depth, times, shares) =
        (array![[0.0, 1.0], [2.0, 4.0], [1.0, 1.0]], [0.0, 0.02, 0.05], [0.0, 0.7, 1.0]);
    // SAFETY: arrays of the stated lengths.
    unsafe {
        ok((abi.lamap_conditions_set)(object.0, c"beam_size_um".as_ptr(), f64::NAN));
        ok((abi.lamap_conditions_set_crater)(object.0, depth.as_ptr(), 3, 2, 2.0));
        ok((abi.lamap_conditions_set_response_table)(object.0, times.as_ptr(), shares.as_ptr(), 3));
        refused(
            (abi.lamap_conditions_set_response_table)(object.0, shares.as_ptr(), times.as_ptr(), 3),
            INVALID_ARGUMENT,
            "0 to 1",
        );
        assert_ne!((abi.lamap_conditions_set_crater)(object.0, depth.as_ptr(), 3, 2, 0.0), OK);
    }
    let rust = Conditions { beam_size_um: None, ..rust };
    let mut stated = Stated { conditions: rust, ..Stated::nothing() };
    stated.set_crater(Crater::new(depth, 2.0).unwrap());
    stated.set_response_table(ResponseTable { times_s: times.into(), cumulative: shares.into() }).unwrap();
    assert_eq!(stated.conditions.pulse_response, Some(PulseResponse::Table));
    // SAFETY: arrays of the stated lengths.
    let means = filled(2 * 6 * 8, |samples, out| unsafe { ablate(object.0, samples, EXPECTED, 0, out, 96) });
    let rust = expected_elements(samples().view(), 1.0, &stated.conditions).unwrap();
    assert_eq!(means, rust.into_raw_vec_and_offset().0);
}

#[test]
fn a_scan_and_its_passes_are_those_of_rust() {
    let (abi, (object, rust)) = (abi(), pair());
    let rust = Conditions { tail: Tail::Keep, ..rust };
    let pass = Pass {
        struct_size: size_of::<Pass>(),
        offset_along: 0.5,
        offset_across: 0.25,
        orthogonal: 1,
        number: 2,
    };
    // SAFETY: zeros are allowed in every field.
    let mut scan: Scan = unsafe { std::mem::zeroed() };
    scan.struct_size = size_of::<Scan>();
    let mut single = scan;
    // SAFETY: valid arguments.
    unsafe {
        ok((abi.lamap_conditions_set_text)(object.0, c"tail".as_ptr(), c"keep".as_ptr()));
        ok((abi.lamap_scan)(object.0, &raw const pass, 30, 40, 1.0, &raw mut scan));
        ok((abi.lamap_scan)(object.0, ptr::null(), 30, 40, 1.0, &raw mut single));
        for wrong in [Pass { orthogonal: 2, ..pass }, Pass { offset_along: 1.5, ..pass }] {
            assert_eq!(
                (abi.lamap_scan)(object.0, &raw const wrong, 30, 40, 1.0, &raw mut scan),
                INVALID_ARGUMENT,
                "{}",
                last()
            );
        }
    }
    let plain = RustScan::covering(&rust, 40.0, 30.0).unwrap();
    assert_eq!((single.rows, single.columns, single.lead), (plain.lines, plain.pixels, plain.lead));
    assert_eq!((single.displacement_um, single.dosage), (plain.displacement_um(), 5.0));
    let counts = filled(2 * scan.rows * scan.columns, |samples, out| {
        let length = 2 * scan.rows * scan.columns;
        // SAFETY: arrays of the stated lengths.
        unsafe {
            let (pass, map, user) = (&raw const pass, ptr::null_mut(), ptr::null_mut());
            (abi.lamap_ablate)(object.0, samples, pass, DRAW, 9, out, length, None, user, map)
        }
    });
    let same = RustPass { offset: (0.5, 0.25), orthogonal: true };
    let quantity = Quantity::Draw { seed: 9 }.of_number(2);
    let map = same.measure(samples().view(), 1.0, &rust, quantity, &lamap::Task::new()).unwrap();
    assert_eq!((scan.origin_x_um, scan.origin_y_um), map.offset_um);
    assert_eq!((scan.rows, scan.columns), (map.counts.dim().1, map.counts.dim().2));
    assert_eq!(counts, map.counts.into_raw_vec_and_offset().0);
}
