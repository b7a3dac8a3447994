// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps whose lines arrive one after the other, by the C ABI.

use crate::host::*;
use std::ptr;
use std::time::{Duration, Instant};

/// Longest time that a small picture may take on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// The measured map, without values.
fn plan(measured: &Measured) -> Map {
    Map { values: ptr::null(), ..measured.map }
}

fn open(enhancer: Object, conditions: Object, plan: *const Map) -> Owned {
    let mut object = ptr::null_mut();
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_stream_open)(enhancer, conditions, plan, &raw mut object) });
    Owned(object, abi().lamap_stream_free)
}

/// The values of a line, element by element.
fn line(measured: &Measured, number: usize) -> Vec<f32> {
    let of = |element: usize| &measured.values[(element * LINES + number) * PIXELS..][..PIXELS];
    (0..ELEMENTS).flat_map(of).copied().collect()
}

fn push(stream: &Owned, measured: &Measured, number: usize) -> i32 {
    let values = line(measured, number);
    let map = Map { values: values.as_ptr(), lines: 1, ..measured.map };
    // SAFETY: valid arguments.
    unsafe { (abi().lamap_stream_push_line)(stream.0, number, &raw const map) }
}

fn latest(stream: &Owned, estimate: &mut [f32], lines: &mut usize) -> i32 {
    let (none, length) = (ptr::null_mut(), estimate.len());
    // SAFETY: an array of the stated length.
    unsafe { (abi().lamap_stream_latest)(stream.0, estimate.as_mut_ptr(), none, length, lines) }
}

fn finish(stream: &Owned, estimate: &mut [f32], progress: Progress) -> i32 {
    let (none, length) = (ptr::null_mut(), estimate.len());
    // SAFETY: as above.
    unsafe {
        (abi().lamap_stream_finish)(
            stream.0,
            estimate.as_mut_ptr(),
            none,
            length,
            progress,
            NULL,
            ptr::null_mut(),
        )
    }
}

#[test]
fn lines_become_a_picture_and_then_the_enhanced_map() {
    let (measured, conditions) = (measured(), conditions());
    let enhancer = enhancer("physics");
    let stream = open(enhancer.0, conditions.0, &plan(&measured));
    let mut whole = vec![0f32; LENGTH];
    // SAFETY: valid arguments.
    ok(unsafe {
        let (map, out, none) = (&raw const measured.map, whole.as_mut_ptr(), ptr::null_mut());
        (abi().lamap_enhance)(enhancer.0, conditions.0, map, out, none, LENGTH, None, NULL, ptr::null_mut())
    });
    drop((enhancer, conditions)); // the stream holds what it needs
    let (mut estimate, mut shown) = (vec![0f32; LENGTH], 7);
    ok(latest(&stream, &mut estimate, &mut shown));
    assert!(shown == 0 && estimate.iter().all(|value| value.is_nan()));
    (0..LINES).for_each(|number| ok(push(&stream, &measured, number)));
    let begun = Instant::now();
    while shown < LINES {
        assert!(begun.elapsed() < SOON);
        std::thread::sleep(Duration::from_millis(10));
        ok(latest(&stream, &mut estimate, &mut shown));
    }
    assert!(estimate.iter().all(|value| value.is_finite()));
    ok(finish(&stream, &mut estimate, None));
    assert_eq!(estimate, whole);
}

/// Cancels at once.
unsafe extern "C" fn stop(
    _: *mut core::ffi::c_void,
    _: f64,
    _: *const core::ffi::c_char,
    _: *const core::ffi::c_char,
) -> i32 {
    1
}

#[test]
fn what_is_wrong_is_refused_and_what_has_arrived_stays() {
    let (measured, conditions, enhancer) = (measured(), conditions(), enhancer("physics"));
    let stream = open(enhancer.0, conditions.0, &plan(&measured));
    let mut estimate = vec![-1f32; LENGTH / LINES * 2];
    refused(finish(&stream, &mut estimate, None), INVALID_DATA, "no line has arrived");
    (0..2).for_each(|number| ok(push(&stream, &measured, number)));
    refused(push(&stream, &measured, 0), INVALID_ARGUMENT, "line 0 has arrived already");
    refused(push(&stream, &measured, 5), INVALID_ARGUMENT, "line 5 came before line 2");
    // SAFETY: valid arguments.
    let whole = unsafe { (abi().lamap_stream_push_line)(stream.0, 2, &raw const measured.map) };
    refused(whole, INVALID_ARGUMENT, "expected 1 line, found 12 lines");
    refused(finish(&stream, &mut [-1.0; 5], None), INVALID_ARGUMENT, "found 5 values");
    refused(finish(&stream, &mut estimate, Some(stop)), CANCELLED, "");
    refused(latest(&stream, &mut estimate, &mut 0), INVALID_ARGUMENT, "1536 values");
    assert!(estimate.iter().all(|value| *value == -1.0), "outputs stay untouched");
    ok(finish(&stream, &mut estimate, None));
    assert!(estimate.iter().all(|value| value.is_finite()));
}

#[test]
fn null_is_refused() {
    let (abi, measured, conditions, enhancer) = (abi(), measured(), conditions(), enhancer("physics"));
    let (plan, mut object) = (plan(&measured), 1 as Object);
    let unknown = Map { pixel_width_um: f64::NAN, ..plan };
    let (none, out) = (ptr::null(), &raw mut object);
    let null = |status, what: &str| refused(status, INVALID_ARGUMENT, &format!("{what} = \"NULL\""));
    // SAFETY: NULL or valid.
    unsafe {
        null((abi.lamap_stream_open)(NULL, conditions.0, &raw const plan, out), "enhancer");
        assert!(object.is_null());
        null((abi.lamap_stream_open)(enhancer.0, NULL, &raw const plan, out), "conditions");
        null((abi.lamap_stream_open)(enhancer.0, conditions.0, none, out), "plan");
        null((abi.lamap_stream_open)(enhancer.0, conditions.0, &raw const plan, ptr::null_mut()), "out");
        let status = (abi.lamap_stream_open)(enhancer.0, conditions.0, &raw const unknown, out);
        refused(status, INVALID_ARGUMENT, "pixel_width_um");
        null((abi.lamap_stream_push_line)(NULL, 0, &raw const measured.map), "stream");
        let stream = open(enhancer.0, conditions.0, &raw const plan);
        null((abi.lamap_stream_push_line)(stream.0, 0, none), "line");
        let line = Map { lines: 1, ..plan };
        null((abi.lamap_stream_push_line)(stream.0, 0, &raw const line), "line.values");
        let nothing = ptr::null_mut();
        null((abi.lamap_stream_latest)(stream.0, nothing, nothing, LENGTH, ptr::null_mut()), "estimate");
        null((abi.lamap_stream_latest)(NULL, nothing, nothing, LENGTH, ptr::null_mut()), "stream");
        (abi.lamap_stream_free)(NULL);
    }
}
