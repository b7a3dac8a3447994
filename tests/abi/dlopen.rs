// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library does for a host that opened it by path.

use crate::ear::{Ear, check_progress, listen};
use crate::host::*;
use lamap::Task;
use lamap::ablation::{concentrations, expected, simulate, variance};
use lamap::conditions::preset;
use ndarray::Array2;
use std::ffi::c_char;
use std::ptr;
use std::thread;

#[test]
fn the_versions_are_those_of_the_crate_and_the_header() {
    // SAFETY: take nothing.
    let (version, number) = unsafe { (text((abi().lamap_version)()), (abi().lamap_abi_version)()) };
    assert_eq!(version.unwrap(), env!("CARGO_PKG_VERSION"));
    assert_eq!(number, lamap::ffi::LAMAP_ABI_VERSION);
}

#[test]
fn settings_are_read_back_and_stay_as_they_were_after_a_failure() {
    let conditions = conditions();
    let mut value = 0.0;
    // SAFETY: valid arguments.
    unsafe {
        ok((abi().lamap_conditions_set)(conditions.0, c"flicker_rsd".as_ptr(), 0.25));
        refused(
            (abi().lamap_conditions_set)(conditions.0, c"flicker_rsd".as_ptr(), 2.0),
            INVALID_ARGUMENT,
            "range 0 to 1",
        );
        refused(
            (abi().lamap_conditions_set)(conditions.0, c"flicker_rsd".as_ptr(), f64::NAN),
            INVALID_ARGUMENT,
            "range",
        );
        refused(
            (abi().lamap_conditions_set)(conditions.0, c"spot".as_ptr(), 2.0),
            INVALID_ARGUMENT,
            "there is no setting \"spot\"",
        );
        refused((abi().lamap_conditions_set)(conditions.0, c"\xff".as_ptr(), 2.0), INVALID_ARGUMENT, "UTF-8");
        ok((abi().lamap_conditions_get)(conditions.0, c"flicker_rsd".as_ptr(), &raw mut value));
        assert_eq!(value, 0.25);
        ok((abi().lamap_conditions_set_text)(conditions.0, c"beam_size_um".as_ptr(), c"auto".as_ptr()));
        ok((abi().lamap_conditions_get)(conditions.0, c"beam_size_um".as_ptr(), &raw mut value));
        assert!(value.is_nan());
        let settings = settings("physics");
        refused(
            (abi().lamap_settings_set_text)(settings.0, c"method".as_ptr(), c"magic".as_ptr()),
            INVALID_ARGUMENT,
            "physics",
        );
        ok((abi().lamap_settings_get)(settings.0, c"method".as_ptr(), &raw mut value));
        assert_eq!(value, 2.0);
    }
}

#[test]
fn a_simulation_equals_the_rust_one_bit_for_bit() {
    let picture = Array2::from_shape_fn((60, 80), |(i, j)| 3.0 + ((i * 7 + j * 3) % 17) as f32);
    let rust = preset("seed-2019").unwrap();
    let sample = concentrations(picture.view(), &rust).unwrap();
    let conditions = conditions();
    let whole = sample_of(picture.as_ptr(), (1, 60, 80), 1.0);
    let (mut lines, mut pixels) = (0, 0);
    let (mut counts, mut mean, mut variances) = (vec![0f32; 192], vec![0f32; 192], vec![0f32; 192]);
    // SAFETY: arrays of the stated lengths.
    unsafe {
        ok((abi().lamap_ablate_shape)(conditions.0, 60, 80, 1.0, &raw mut lines, &raw mut pixels));
        assert_eq!((lines, pixels), (12, 16));
        let picture = &raw const whole;
        ok(ablate(conditions.0, picture, DRAW, 9, counts.as_mut_ptr(), 192));
        ok(ablate(conditions.0, picture, EXPECTED, 0, mean.as_mut_ptr(), 192));
        ok(ablate(conditions.0, picture, VARIANCE, 0, variances.as_mut_ptr(), 192));
    }
    assert_eq!(counts, simulate(sample.view(), 1.0, &rust, 9).unwrap().into_raw_vec_and_offset().0);
    assert_eq!(mean, expected(sample.view(), 1.0, &rust).unwrap().into_raw_vec_and_offset().0);
    assert_eq!(variances, variance(sample.view(), 1.0, &rust).unwrap().into_raw_vec_and_offset().0);
}

#[test]
fn a_simulation_is_followed_cancelled_and_described() {
    let values: Vec<f32> = (0..2 * 60 * 80).map(|i| (i % 17) as f32).collect();
    let names = [c"Ca".as_ptr(), c"Zn".as_ptr()];
    let mut sample = sample_of(values.as_ptr(), (2, 60, 80), 1.0);
    (sample.names, sample.origin_x_um, sample.origin_y_um) = (names.as_ptr(), 100.0, 50.0);
    let (conditions, mut out) = (conditions(), vec![-1f32; 384]);
    let out = out.as_mut_ptr();
    let call = |quantity: i32, ear: &mut Ear, map: &mut Map| {
        let (none, map, user) = (ptr::null(), ptr::from_mut(map), ear.user());
        let sample = &raw const sample;
        // SAFETY: an array of the stated length, and a callback that keeps to its contract.
        unsafe {
            (abi().lamap_ablate)(conditions.0, sample, none, quantity, 1, out, 384, Some(listen), user, map)
        }
    };
    for stop_at in [0.0, 1.0] {
        let (mut ear, mut map) = (Ear::stopping_at(stop_at), no_map());
        assert_eq!(call(DRAW, &mut ear, &mut map), CANCELLED);
        assert_eq!((map.lines, ear.heard.last().unwrap().0), (0, stop_at), "{:?}", ear.heard);
    }
    let (mut ear, mut map) = (Ear::stopping_at(f64::INFINITY), no_map());
    refused(call(3, &mut ear, &mut map), INVALID_ARGUMENT, "LAMAP_QUANTITY_VARIANCE");
    ok(call(VARIANCE, &mut ear, &mut map));
    assert_eq!(ear.heard.last(), Some(&(1.0, String::new(), "ablate".into())));
    assert_eq!((map.elements, map.lines, map.pixels, map.pixel_width_um), (2, 12, 16, 5.0));
    assert_eq!((map.origin_x_um, map.origin_y_um, text(map.unit)), (100.0, 50.0, Some("counts²".into())));
    assert_eq!((map.values, map.names), (out.cast_const(), names.as_ptr()));
    ok(call(DRAW, &mut ear, &mut map));
    assert_eq!((map.value_unit, text(map.unit)), (1, Some("counts".into())));
    sample.pixel_height_um = 1.01;
    // SAFETY: valid arguments.
    let oblong = unsafe { ablate(conditions.0, &raw const sample, DRAW, 1, out, 384) };
    refused(oblong, INVALID_ARGUMENT, "square");
}

#[test]
fn a_phantom_equals_the_rust_one() {
    let mut out = vec![0f32; 30 * 40];
    // SAFETY: an array of the stated length.
    ok(unsafe { (abi().lamap_phantom)(c"cells".as_ptr(), 30, 40, 5, out.as_mut_ptr(), out.len()) });
    let kind = lamap::phantom::Kind::from_name("cells").unwrap();
    assert_eq!(out, lamap::phantom::draw(kind, 30, 40, 5).unwrap().into_raw_vec_and_offset().0);
}

#[test]
fn a_phantom_with_settings_equals_the_rust_one() {
    let mut design = lamap::phantom::Design::new(lamap::phantom::Kind::Cells);
    design.set("cell_size_um", "12").unwrap();
    design.set("range_decades", "3").unwrap();
    let mut out = vec![0f32; 30 * 40];
    let draw = |settings: *const c_char, out: &mut [f32]| {
        let (kind, length) = (c"cells".as_ptr(), out.len());
        // SAFETY: strings, and an array of the stated length.
        unsafe {
            (abi().lamap_phantom_designed)(
                kind,
                settings,
                30,
                40,
                0.5,
                5,
                out.as_mut_ptr(),
                length,
                None,
                ptr::null_mut(),
            )
        }
    };
    ok(draw(c" cell_size_um=12  range_decades=3 ".as_ptr(), &mut out));
    assert_eq!(out, design.draw(30, 40, 0.5, 5, &Task::new()).unwrap().into_raw_vec_and_offset().0);
    ok(draw(std::ptr::null(), &mut out));
    let plain = lamap::phantom::Design::new(lamap::phantom::Kind::Cells);
    assert_eq!(out, plain.draw(30, 40, 0.5, 5, &Task::new()).unwrap().into_raw_vec_and_offset().0);
}

#[test]
fn an_enhancement_equals_the_rust_one_and_tells_how_far_it_is() {
    let (measured, enhancer) = (measured(), enhancer("physics"));
    let mut ear = Ear::stopping_at(f64::INFINITY);
    let (enhanced, report) = enhance(&enhancer, &raw const measured.map, Some(listen), ear.user()).unwrap();
    let values = ndarray::Array3::from_shape_vec((ELEMENTS, LINES, PIXELS), measured.values.clone()).unwrap();
    let mut map = lamap::Map::new(values, vec!["1".into(), "2".into()]).unwrap().with_pixel_size(5.0, 5.0);
    map.unit = "counts".into();
    let mut settings = lamap::enhance::Settings { magnification: 2.0, threads: 1, ..Default::default() };
    (settings.method, settings.device) = (lamap::enhance::Method::Physics, lamap::enhance::Device::Cpu);
    let rust = lamap::enhance::Enhancer::new(settings, &lamap::Task::new()).unwrap();
    let rust = rust.enhance(&map, &preset("seed-2019").unwrap(), &lamap::Task::new()).unwrap();
    assert_eq!(enhanced.estimate, rust.estimate.values().iter().copied().collect::<Vec<_>>());
    assert_eq!(enhanced.deviation, rust.sd.values().iter().copied().collect::<Vec<_>>());
    check_report(&report, &rust);
    check_progress(&ear);
}

fn check_report(report: &Owned, rust: &lamap::enhance::Enhanced) {
    let (mut chi_square, mut map) = (0.0, vec![0f32; ELEMENTS * LINES * PIXELS]);
    // SAFETY: valid arguments.
    unsafe {
        ok((abi().lamap_report_chi_square)(report.0, 1, &raw mut chi_square));
        ok((abi().lamap_report_chi_square_map)(report.0, map.as_mut_ptr(), map.len()));
        assert_eq!(chi_square, rust.report.elements[1].chi_square);
        assert_eq!(map, rust.chi_square.values().iter().copied().collect::<Vec<_>>());
        assert_eq!((abi().lamap_report_warning_count)(report.0), rust.report.warnings.len());
        for (i, warning) in rust.report.warnings.iter().enumerate() {
            assert_eq!(text((abi().lamap_report_warning)(report.0, i)).as_ref(), Some(warning));
        }
        let json: serde_json::Value =
            serde_json::from_str(&text((abi().lamap_report_json)(report.0)).unwrap()).unwrap();
        assert_eq!(json["method"], "physics");
        refused(
            (abi().lamap_report_chi_square)(report.0, 2, &raw mut chi_square),
            INVALID_ARGUMENT,
            "below 2",
        );
        refused(
            (abi().lamap_report_chi_square_map)(report.0, map.as_mut_ptr(), 3),
            INVALID_ARGUMENT,
            "384 values",
        );
        assert!((abi().lamap_report_warning)(report.0, 1000).is_null());
    }
}

#[test]
fn a_cancel_at_any_time_leaves_the_outputs_untouched() {
    let (measured, enhancer) = (measured(), enhancer("physics"));
    for stop_at in [0.0, 0.3, 0.99, 1.0] {
        let mut ear = Ear::stopping_at(stop_at);
        let status = enhance(&enhancer, &raw const measured.map, Some(listen), ear.user()).err();
        assert_eq!(status, Some(CANCELLED), "{stop_at}");
        assert_eq!(last(), "cancelled");
        assert!(
            ear.heard.iter().filter(|(fraction, ..)| *fraction >= stop_at).count() == 1,
            "called after a cancel"
        );
    }
    assert!(
        enhance(&enhancer, &raw const measured.map, None, ptr::null_mut()).is_ok(),
        "usable after a cancel"
    );
}

#[test]
fn making_an_enhancer_is_followed_and_cancelled() {
    let settings = settings("physics");
    for (stop_at, expected) in [(0.0, CANCELLED), (f64::INFINITY, OK)] {
        let (mut ear, mut object) = (Ear::stopping_at(stop_at), ptr::dangling_mut());
        // SAFETY: valid arguments; the ear lives until the call returns.
        let status = unsafe {
            (abi().lamap_enhancer_new)(settings.0, ptr::null(), 0, Some(listen), ear.user(), &raw mut object)
        };
        assert_eq!(status, expected);
        assert_eq!(object.is_null(), status == CANCELLED);
        assert!(!ear.heard.is_empty());
        drop(Owned(object, abi().lamap_enhancer_free));
    }
}

#[test]
fn eight_threads_on_one_enhancer_give_equal_results_and_have_their_own_messages() {
    let (measured, enhancer) = (&measured(), &enhancer("physics"));
    let (alone, _) = enhance(enhancer, &raw const measured.map, None, ptr::null_mut()).unwrap();
    thread::scope(|scope| {
        for number in 0..8 {
            let alone = &alone;
            scope.spawn(move || {
                let key = c(&format!("key{number}"));
                // SAFETY: a valid string.
                let status = unsafe { (abi().lamap_conditions_set)(conditions().0, key.as_ptr(), 1.0) };
                assert_eq!(status, INVALID_ARGUMENT);
                assert_eq!(
                    &enhance(enhancer, &raw const measured.map, None, ptr::null_mut()).unwrap().0,
                    alone
                );
                assert!(last().contains(&format!("\"key{number}\"")), "{}", last());
            });
        }
    });
    thread::spawn(|| assert_eq!(last(), "", "a new thread has no message")).join().unwrap();
}

#[test]
fn names_and_the_deviation_and_the_report_may_be_left_out_and_names_are_used() {
    let (mut measured, enhancer) = (measured(), enhancer("physics"));
    let texts = [c("Ba137"), c("µ-Ca")];
    let names = texts.each_ref().map(|name| name.as_ptr());
    measured.map.names = names.as_ptr();
    let mut ear = Ear::stopping_at(f64::INFINITY);
    let (enhanced, _) = enhance(&enhancer, &raw const measured.map, Some(listen), ear.user()).unwrap();
    assert!(ear.heard.iter().any(|(_, element, _)| element == "µ-Ca"));
    let mut estimate = vec![0f32; LENGTH];
    // SAFETY: an array of the stated length.
    ok(unsafe {
        let out = estimate.as_mut_ptr();
        let (null, map) = (ptr::null_mut(), &raw const measured.map);
        (abi().lamap_enhance)(
            enhancer.0,
            conditions().0,
            map,
            out,
            ptr::null_mut(),
            LENGTH,
            None,
            null,
            ptr::null_mut(),
        )
    });
    assert_eq!(estimate, enhanced.estimate);
}

#[test]
fn a_shorter_and_a_longer_map_work_and_unknown_fields_are_refused() {
    let (measured, enhancer) = (measured(), enhancer("physics"));
    let (whole, _) = enhance(&enhancer, &raw const measured.map, None, ptr::null_mut()).unwrap();
    let mut older = measured.map;
    older.struct_size = std::mem::offset_of!(Map, names);
    older.names = ptr::dangling(); // not to be looked at
    assert_eq!(enhance(&enhancer, &raw const older, None, ptr::null_mut()).unwrap().0, whole);

    #[repr(C)]
    struct Newer {
        map: Map,
        more: [u64; 8],
    }
    let mut newer = Newer { map: measured.map, more: [7; 8] };
    let size = size_of::<Newer>();
    // SAFETY: the structure is as long as stated.
    ok(unsafe { (abi().lamap_map_init)((&raw mut newer).cast(), size) });
    assert_eq!((newer.map.struct_size, newer.more), (size, [0; 8]));
    newer.map = Map { struct_size: size, ..measured.map };
    assert_eq!(enhance(&enhancer, (&raw const newer).cast(), None, ptr::null_mut()).unwrap().0, whole);
    newer.more[7] = 1;
    refused(
        enhance(&enhancer, (&raw const newer).cast(), None, ptr::null_mut()).err().unwrap(),
        INVALID_ARGUMENT,
        "does not know",
    );
}

#[test]
fn a_map_that_is_none_is_refused() {
    let (measured, enhancer) = (measured(), enhancer("physics"));
    let try_it = |change: &dyn Fn(&mut Map)| {
        let mut map = measured.map;
        change(&mut map);
        enhance(&enhancer, &raw const map, None, ptr::null_mut()).err().unwrap()
    };
    for size in [0, 7, 4097, usize::MAX] {
        refused(try_it(&|map| map.struct_size = size), INVALID_ARGUMENT, "struct_size");
    }
    for unit in [-1, 3, i32::MAX] {
        refused(try_it(&|map| map.value_unit = unit), INVALID_ARGUMENT, "enum");
    }
    refused(try_it(&|map| map.values = ptr::null()), INVALID_ARGUMENT, "map.values = \"NULL\"");
    refused(try_it(&|map| map.values = map.values.wrapping_byte_add(1)), INVALID_ARGUMENT, "misaligned");
    refused(try_it(&|map| map.lines = 0), INVALID_ARGUMENT, "map has the wrong size");
    refused(try_it(&|map| map.lines = usize::MAX), INVALID_ARGUMENT, "map has the wrong size");
    refused(try_it(&|map| map.lines = 1), INVALID_ARGUMENT, "estimate has the wrong size");
    refused(try_it(&|map| map.pixel_width_um = f64::NAN), INVALID_ARGUMENT, "pixel_width_um");
    refused(try_it(&|map| map.pixel_height_um = 0.0), INVALID_ARGUMENT, "pixel_height_um");
    let bad = [c"Ba".as_ptr(), c"\xff".as_ptr()];
    refused(try_it(&|map| map.names = bad.as_ptr()), INVALID_ARGUMENT, "UTF-8");
    let missing = [c"Ba".as_ptr(), ptr::null()];
    refused(try_it(&|map| map.names = missing.as_ptr()), INVALID_ARGUMENT, "NULL");
    let infinite = vec![f32::INFINITY; measured.values.len()];
    refused(try_it(&|map| map.values = infinite.as_ptr()), INVALID_DATA, "inf");
    let nothing = vec![f32::NAN; measured.values.len()];
    assert_eq!(try_it(&|map| map.values = nothing.as_ptr()), INVALID_DATA, "{}", last());
}

#[test]
fn a_sample_that_is_none_is_refused() {
    let conditions = conditions();
    let mut counts = vec![-1f32; 192];
    let mut try_it = |sample: &[f32], pixel_um: f64, length: usize| {
        let sample = sample_of(sample.as_ptr(), (1, 60, 80), pixel_um);
        // SAFETY: arrays of at least the stated lengths.
        unsafe { ablate(conditions.0, &raw const sample, DRAW, 1, counts.as_mut_ptr(), length) }
    };
    let mut sample = vec![1f32; 60 * 80];
    refused(try_it(&sample, 1.0, 192), INVALID_DATA, "without contrast");
    sample[0] = 0.0;
    refused(try_it(&sample, 1.0, 191), INVALID_ARGUMENT, "values has the wrong size: expected 192");
    refused(try_it(&sample, f64::NAN, 192), INVALID_ARGUMENT, "pixel_width_um");
    refused(try_it(&sample, 1e5, 192), INVALID_ARGUMENT, "wrong size");
    sample[1] = f32::NAN;
    assert_eq!(try_it(&sample, 1.0, 192), INVALID_DATA, "{}", last());
    assert!(counts.iter().all(|value| *value == -1.0));
}
