// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions as text, plans, model cards and verdicts.

use crate::host::*;
use std::ffi::{c_char, c_void};
use std::ptr;

/// The text that a call hands out.
fn handed_out(call: impl FnOnce(*mut Object) -> i32) -> String {
    let mut object = ptr::null_mut();
    ok(call(&raw mut object));
    let owned = Owned(object, abi().lamap_text_free);
    // SAFETY: a valid text.
    text(unsafe { (abi().lamap_text_get)(owned.0) }).unwrap()
}

#[test]
fn conditions_travel_as_text() {
    let (abi, conditions) = (abi(), conditions());
    // SAFETY: valid objects and strings.
    let toml = |of: Object| handed_out(|out| unsafe { (abi.lamap_conditions_to_toml)(of, out) });
    let mut object = ptr::null_mut();
    // SAFETY: as above.
    ok(unsafe { (abi.lamap_conditions_from_text)(c(&toml(conditions.0)).as_ptr(), &raw mut object) });
    let back = Owned(object, abi.lamap_conditions_free);
    assert_eq!(toml(back.0), toml(conditions.0));
    // SAFETY: as above.
    let stated = |of: Object| handed_out(|out| unsafe { (abi.lamap_conditions_stated_to_toml)(of, out) });
    let (mut some, mut copy, mut pixel) = (ptr::null_mut(), ptr::null_mut(), (0.0, 0.0));
    let source = c"scan_speed_um_s = 100\nacquisition_time_s = 0.05";
    // SAFETY: as above.
    unsafe {
        ok((abi.lamap_conditions_from_text)(source.as_ptr(), &raw mut some));
        ok((abi.lamap_conditions_copy)(some, &raw mut copy));
        ok((abi.lamap_conditions_set)(copy, c"beam_size_um".as_ptr(), 7.0));
        ok((abi.lamap_conditions_pixel)(copy, &raw mut pixel.0, &raw mut pixel.1));
    }
    let (some, copy) = (Owned(some, abi.lamap_conditions_free), Owned(copy, abi.lamap_conditions_free));
    assert!(pixel.0 == 5.0 && pixel.1.is_nan());
    assert!(stated(copy.0).contains("beam_size_um = 7") && stated(copy.0).lines().count() == 3);
    assert_eq!(stated(some.0).lines().count(), 2);
    for (source, words) in [(c"{\"beam_um\": 5}", "(line 1)"), (c"beam_size_mm = 5", "beam_size_um, in µm")]
    {
        // SAFETY: as above.
        let status = unsafe { (abi.lamap_conditions_from_text)(source.as_ptr(), &raw mut object) };
        refused(status, INVALID_ARGUMENT, words);
        assert!(object.is_null());
    }
}

#[test]
fn a_plan_is_json() {
    let (abi, conditions) = (abi(), conditions());
    // SAFETY: valid objects.
    let plan =
        handed_out(|out| unsafe { (abi.lamap_plan_json)(conditions.0, 500.0, 300.0, 1.0, None, NULL, out) });
    let plan: serde_json::Value = serde_json::from_str(&plan).unwrap();
    assert_eq!((&plan["map"]["lines"], &plan["dosage"]), (&60.into(), &5.0.into()));
    let mut object = ptr::null_mut();
    // SAFETY: as above.
    let status = unsafe { (abi.lamap_plan_json)(conditions.0, 500.0, 0.0, 1.0, None, NULL, &raw mut object) };
    refused(status, INVALID_ARGUMENT, "height_um");
}

#[test]
fn plans_and_phantoms_can_be_cancelled() {
    unsafe extern "C" fn stop(_: *mut c_void, _: f64, _: *const c_char, _: *const c_char) -> i32 {
        1
    }
    let (abi, conditions, mut object, mut out) = (abi(), conditions(), ptr::null_mut(), [-1.0; 9]);
    // SAFETY: valid objects and an array of the stated length.
    unsafe {
        let status =
            (abi.lamap_plan_json)(conditions.0, 500.0, 300.0, 1.0, Some(stop), NULL, &raw mut object);
        assert_eq!((status, object.is_null()), (CANCELLED, true));
        let (kind, pixels) = (c"grains".as_ptr(), out.as_mut_ptr());
        let status =
            (abi.lamap_phantom_designed)(kind, ptr::null(), 3, 3, 1.0, 1, pixels, 9, Some(stop), NULL);
        assert_eq!((status, out), (CANCELLED, [-1.0; 9]));
    }
}

#[test]
fn a_model_card_is_json() {
    let abi = abi();
    // SAFETY: NULL asks for the embedded model.
    let card = handed_out(|out| unsafe { (abi.lamap_model_card)(ptr::null(), 0, out) });
    let card: serde_json::Value = serde_json::from_str(&card).unwrap();
    assert_eq!(card["training"]["draws"]["magnification"], serde_json::json!([2.0, 8.0]));
    let model = std::fs::read(crate::file("tests/data/hostile-contract.onnx")).unwrap();
    let mut object = ptr::null_mut();
    // SAFETY: bytes of the stated length.
    let status = unsafe { (abi.lamap_model_card)(model.as_ptr(), model.len(), &raw mut object) };
    refused(status, MODEL, "contract");
    assert!(object.is_null());
}

#[test]
fn a_verdict_is_three_lines() {
    let element = r#""element": "Ba", "method": "physics", "chi_square": 1, "counting_statistics": false"#;
    let report = c(&format!(r#"{{"elements": [{{{element}}}], "warnings": ["Ba:\n odd: look"]}}"#));
    // SAFETY: valid strings.
    let verdict = |unit| handed_out(|out| unsafe { (abi().lamap_verdict)(report.as_ptr(), unit, out) });
    assert_eq!(verdict(c"ppm".as_ptr()), "amber\nBa:  odd.\nLook.");
    assert!(verdict(ptr::null()).starts_with("amber\nThe unit is not known"));
    let mut object = ptr::null_mut();
    // SAFETY: as above.
    let status = unsafe { (abi().lamap_verdict)(c"[{}]".as_ptr(), ptr::null(), &raw mut object) };
    refused(status, INVALID_DATA, "no report of an enhancement");
}
