// SPDX-License-Identifier: MIT OR Apache-2.0
//! A callback that keeps what it hears and cancels when it is told to.

use crate::host::*;
use std::ffi::{c_char, c_void};
use std::ptr;
use std::thread::{self, ThreadId};

/// What a callback heard, and when it wants to stop.
pub struct Ear {
    pub heard: Vec<(f64, String, String)>,
    pub threads: Vec<ThreadId>,
    pub stop_at: f64,
    /// The stage it cancels in; empty: none.
    pub stop_in: &'static str,
}

impl Ear {
    pub fn stopping_at(stop_at: f64) -> Self {
        Self { heard: Vec::new(), threads: Vec::new(), stop_at, stop_in: "" }
    }

    pub fn user(&mut self) -> *mut c_void {
        ptr::from_mut(self).cast()
    }
}

pub unsafe extern "C" fn listen(
    user: *mut c_void,
    fraction: f64,
    element: *const c_char,
    stage: *const c_char,
) -> i32 {
    // SAFETY: the test hands its ear over.
    let ear = unsafe { &mut *user.cast::<Ear>() };
    let stage = text(stage).unwrap();
    let stops = fraction >= ear.stop_at || (!stage.is_empty() && stage == ear.stop_in);
    ear.heard.push((fraction, text(element).unwrap(), stage));
    ear.threads.push(thread::current().id());
    i32::from(stops)
}

pub fn check_progress(ear: &Ear) {
    let fractions: Vec<f64> = ear.heard.iter().map(|(fraction, ..)| *fraction).collect();
    assert_eq!((fractions.first(), fractions.last()), (Some(&0.0), Some(&1.0)));
    assert!(fractions.is_sorted(), "{fractions:?}");
    assert!(fractions.iter().any(|f| (0.1..0.9).contains(f)));
    assert!(ear.threads.iter().all(|id| *id == thread::current().id()));
    let stages = ear.heard.iter().map(|(_, _, stage)| stage.split(", tile").next().unwrap_or_default());
    assert!(stages.into_iter().all(|stage| ["restore", "refine", "check"].contains(&stage)));
    assert!(["1", "2"].iter().all(|name| ear.heard.iter().any(|(_, element, _)| element == name)));
}
