// SPDX-License-Identifier: MIT OR Apache-2.0
//! What Java is told while work goes on, and what it answers.

use crate::failure::{Failure, Result};
use jni::objects::{JObject, JValue};
use jni::{Env, jni_sig, jni_str};
use lamap::{Progress, Task};

/// Runs work that an object of `org.lamap.Progress` follows; where that is null, on this thread, as nobody can cancel it.
///
/// An exception of the object cancels the work and goes before all else.
pub fn follow<T: Send>(
    env: &mut Env<'_>,
    progress: &JObject<'_>,
    task: &Task,
    work: impl FnOnce(&Task) -> lamap::Result<T> + Send,
) -> Result<T> {
    if progress.is_null() {
        return Ok(work(task)?);
    }
    let mut thrown = None;
    let mut listener = |step: &Progress<'_>| {
        told(env, progress, step).unwrap_or_else(|failure| {
            thrown = Some(failure);
            false
        })
    };
    let done = task.follow(&mut listener, work);
    thrown.map_or(Ok(()), Err)?;
    Ok(done?)
}

fn told(env: &mut Env<'_>, progress: &JObject<'_>, step: &Progress<'_>) -> Result<bool> {
    env.with_local_frame(8, |env| {
        let (element, stage) = (env.new_string(step.element)?, env.new_string(step.stage)?);
        let arguments = [JValue::Double(step.fraction), JValue::Object(&element), JValue::Object(&stage)];
        let answer = env.call_method(
            progress,
            jni_str!("step"),
            jni_sig!("(DLjava/lang/String;Ljava/lang/String;)Z"),
            &arguments,
        )?;
        answer.z().map_err(Failure::from)
    })
}
