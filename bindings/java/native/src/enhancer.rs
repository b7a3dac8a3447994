// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancers as handles, and the callback that may cancel them.

use crate::failure::{Failure, Result, native};
use crate::hand::{Elements, Parts, Texts, bytes, map, new_map, new_texts};
use crate::options::{conditions, settings};
use jni::objects::{JByteArray, JClass, JDoubleArray, JObject, JString, JValue};
use jni::{Env, EnvUnowned, jni_sig, jni_str};
use lamap::enhance::{Enhanced, Enhancer, Progress};
use std::sync::Arc;

/// Borrows the enhancer of a handle for a call; it lives on even if another thread frees the handle meanwhile.
fn enhancer(handle: i64) -> Arc<Enhancer> {
    let pointer = handle as usize as *const Enhancer;
    // SAFETY: Java hands out only handles that `enhancerNew` made and `enhancerFree` has not taken back.
    unsafe {
        Arc::increment_strong_count(pointer);
        Arc::from_raw(pointer)
    }
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhancerNew<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    pairs: Texts<'local>,
    model: JByteArray<'local>,
) -> i64 {
    native(env, |env| {
        let settings = settings(env, &pairs)?;
        let enhancer = match bytes(env, &model)? {
            None => Enhancer::new(settings)?,
            Some(model) => Enhancer::with_model(settings, &model)?,
        };
        Ok(Arc::into_raw(Arc::new(enhancer)) as usize as i64)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhancerText<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    handle: i64,
    which: i32,
) -> JString<'local> {
    native(env, |env| {
        let enhancer = enhancer(handle);
        let (device, refusals) = enhancer.device().unwrap_or_default();
        let text = match which {
            0 => enhancer.method().0.to_owned(),
            1 => device,
            _ => [enhancer.method().1.to_owned()]
                .into_iter()
                .chain(refusals)
                .filter(|reason| !reason.is_empty())
                .collect::<Vec<_>>()
                .join("\n"),
        };
        Ok(env.new_string(text)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhancerFree(env: EnvUnowned, _: JClass, handle: i64) {
    native(env, |_| {
        // SAFETY: Java frees each handle once; a call that still runs holds a count of its own.
        drop(unsafe { Arc::from_raw(handle as usize as *const Enhancer) });
        Ok(())
    });
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhance<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    handle: i64,
    values: Elements<'local>,
    lines: i32,
    pixels: i32,
    names: Texts<'local>,
    unit: JString<'local>,
    frame: JDoubleArray<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    progress: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let shape = (lines, pixels);
        let map = map(env, &Parts { values: &values, shape, names: &names, unit: &unit, frame: &frame })?;
        let mut thrown = None;
        let mut step = |step: &Progress<'_>| match told(env, &progress, step) {
            Ok(goes_on) => goes_on,
            Err(failure) => {
                thrown = Some(failure);
                false
            }
        };
        let enhanced = enhancer(handle).enhance(&map, &conditions, &mut step);
        match thrown {
            Some(failure) => Err(failure),
            None => new_enhanced(env, &enhanced?),
        }
    })
}

/// Tells Java how far it is; does it want to go on?
fn told(env: &mut Env<'_>, progress: &JObject<'_>, step: &Progress<'_>) -> Result<bool> {
    if progress.is_null() {
        return Ok(true);
    }
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

fn new_enhanced<'local>(env: &mut Env<'local>, enhanced: &Enhanced) -> Result<JObject<'local>> {
    let report = enhanced.report.to_json();
    let estimate = new_map(env, &enhanced.estimate, &report)?;
    let deviation = new_map(env, &enhanced.sd, &report)?;
    let chi_square = new_map(env, &enhanced.chi_square, &report)?;
    let warnings = new_texts(env, &enhanced.report.warnings)?;
    let report = env.new_string(report)?;
    let arguments = [
        JValue::Object(&estimate),
        JValue::Object(&deviation),
        JValue::Object(&chi_square),
        JValue::Object(&report),
        JValue::Object(&warnings),
    ];
    Ok(env.new_object(
        jni_str!("org/lamap/Enhanced"),
        jni_sig!(
            "(Lorg/lamap/ElementMap;Lorg/lamap/ElementMap;Lorg/lamap/ElementMap;Ljava/lang/String;[Ljava/lang/String;)V"
        ),
        &arguments,
    )?)
}
