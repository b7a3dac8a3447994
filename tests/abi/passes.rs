// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, by the C ABI.

use crate::host::*;
use std::ptr;

fn pass(orthogonal: i32) -> Pass {
    Pass { struct_size: size_of::<Pass>(), offset_along: 0.0, offset_across: 0.0, orthogonal, number: 0 }
}

fn enhance(
    enhancer: Object,
    conditions: Object,
    maps: *const *const Map,
    passes: *const *const Pass,
    estimate: *mut f32,
) -> i32 {
    let (none, length) = (ptr::null_mut(), LENGTH);
    // SAFETY: NULL, or two of each and an array of the stated length.
    unsafe {
        (abi().lamap_enhance_passes)(
            enhancer,
            conditions,
            maps,
            passes,
            2,
            estimate,
            none,
            length,
            None,
            NULL,
            ptr::null_mut(),
        )
    }
}

#[test]
fn two_passes_are_enhanced_together() {
    let (measured, conditions, enhancer) = (measured(), conditions(), enhancer("physics"));
    let (map, straight, turned) = (&raw const measured.map, pass(0), pass(1));
    let (maps, passes) = ([map, map], [&raw const straight, &raw const straight]);
    let mut estimate = vec![-1f32; LENGTH];
    ok(enhance(enhancer.0, conditions.0, maps.as_ptr(), passes.as_ptr(), estimate.as_mut_ptr()));
    assert!(estimate.iter().all(|value| value.is_finite() && *value != -1.0));
    let all_turned = [&raw const turned, &raw const turned];
    let status = enhance(enhancer.0, conditions.0, maps.as_ptr(), all_turned.as_ptr(), estimate.as_mut_ptr());
    refused(status, INVALID_ARGUMENT, "every pass is turned");
}

#[test]
fn null_is_refused() {
    let (measured, conditions, enhancer) = (measured(), conditions(), enhancer("physics"));
    let (map, straight) = (&raw const measured.map, pass(0));
    let (maps, passes) = ([map, ptr::null()], [&raw const straight, &raw const straight]);
    let (all_maps, no_pass) = ([map, map], [&raw const straight, ptr::null()]);
    let mut estimate = vec![-1f32; LENGTH];
    let (e, c, out, none) = (enhancer.0, conditions.0, estimate.as_mut_ptr(), ptr::null_mut());
    let null = |status, what: &str| refused(status, INVALID_ARGUMENT, &format!("{what} = \"NULL\""));
    null(enhance(NULL, c, all_maps.as_ptr(), passes.as_ptr(), out), "enhancer");
    null(enhance(e, NULL, all_maps.as_ptr(), passes.as_ptr(), out), "conditions");
    null(enhance(e, c, ptr::null(), passes.as_ptr(), out), "maps");
    null(enhance(e, c, all_maps.as_ptr(), ptr::null(), out), "passes");
    null(enhance(e, c, maps.as_ptr(), passes.as_ptr(), out), "map");
    null(enhance(e, c, all_maps.as_ptr(), passes.as_ptr(), none), "estimate");
    assert!(estimate.iter().all(|value| *value == -1.0), "outputs stay untouched");
    ok(enhance(e, c, all_maps.as_ptr(), no_pass.as_ptr(), out)); // NULL lies straight, as for lamap_ablate
}
