// SPDX-License-Identifier: MIT OR Apache-2.0
//! What Java is told while work goes on, and what it answers.

use crate::failure::{Failure, Result};
use jni::objects::{JObject, JValue};
use jni::{Env, jni_sig, jni_str};
use lamap::Error;

/// An object of `org.lamap.Progress`, or null: then nobody listens.
pub struct Listener<'a, 'local> {
    progress: &'a JObject<'local>,
    thrown: Option<Failure>,
    cancelled: bool,
}

impl<'a, 'local> Listener<'a, 'local> {
    /// Nothing was told yet.
    pub fn new(progress: &'a JObject<'local>) -> Self {
        Self { progress, thrown: None, cancelled: false }
    }

    /// Tells how far it is; is it to go on? After a no nothing is told any more.
    pub fn goes_on(&mut self, env: &mut Env<'_>, fraction: f64, element: &str, stage: &str) -> bool {
        if self.cancelled || self.progress.is_null() {
            return !self.cancelled;
        }
        match told(env, self.progress, fraction, element, stage) {
            Ok(goes_on) => self.cancelled = !goes_on,
            Err(failure) => (self.thrown, self.cancelled) = (Some(failure), true),
        }
        !self.cancelled
    }

    /// What comes of the work: an exception of the listener goes before all, and whoever cancels wants no result.
    pub fn outcome<T>(self, done: lamap::Result<T>) -> Result<T> {
        match self.thrown {
            Some(failure) => Err(failure),
            None if self.cancelled => Err(Error::Cancelled.into()),
            None => Ok(done?),
        }
    }
}

fn told(
    env: &mut Env<'_>,
    progress: &JObject<'_>,
    fraction: f64,
    element: &str,
    stage: &str,
) -> Result<bool> {
    env.with_local_frame(8, |env| {
        let (element, stage) = (env.new_string(element)?, env.new_string(stage)?);
        let arguments = [JValue::Double(fraction), JValue::Object(&element), JValue::Object(&stage)];
        let answer = env.call_method(
            progress,
            jni_str!("step"),
            jni_sig!("(DLjava/lang/String;Ljava/lang/String;)Z"),
            &arguments,
        )?;
        answer.z().map_err(Failure::from)
    })
}
