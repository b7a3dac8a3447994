// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancers as handles.

use crate::buffer::Buffer;
use crate::failure::{Result, native};
use crate::marshal::{
    Elements, Parts, Texts, bytes, map, new_map, new_map_in, new_shape, new_texts, size, text, texts,
};
use crate::options::{conditions, settings};
use crate::progress::follow;
use jni::objects::{JByteArray, JClass, JDoubleArray, JIntArray, JObject, JString, JValue};
use jni::{Env, EnvUnowned, jni_sig, jni_str};
use lamap::enhance::{Enhanced, Enhancer, Grid, Settings, Verdict, join_reports};
use lamap::{Error, Map, Task};
use std::sync::Arc;

/// What the side of a pixel may be.
const PIXEL_UM: (f64, f64) = (1e-3, 1e5);

/// Borrows the enhancer of a handle for a call; it lives on even if another thread frees the handle meanwhile.
pub fn enhancer(handle: i64) -> Arc<Enhancer> {
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
    progress: JObject<'local>,
) -> i64 {
    native(env, |env| {
        let settings = settings(env, &pairs)?;
        let model = bytes(env, &model)?;
        let enhancer = follow(env, &progress, &Task::new(), |task| match model {
            None => Enhancer::new(settings, task),
            Some(model) => Enhancer::with_model(settings, &model, task),
        })?;
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
extern "system" fn Java_org_lamap_Native_outputShape<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    handle: i64,
    lines: i32,
    pixels: i32,
    width_um: f64,
    height_um: f64,
) -> JIntArray<'local> {
    native(env, |env| {
        for (key, value) in [("pixel_width_um", width_um), ("pixel_height_um", height_um)] {
            if !(PIXEL_UM.0..=PIXEL_UM.1).contains(&value) {
                let (min, max) = PIXEL_UM;
                return Err(Error::OutOfRange { key, value, unit: "µm", min, max }.into());
            }
        }
        let grid = Grid::new(enhancer(handle).settings(), size(lines)?, size(pixels)?, width_um, height_um)?;
        new_shape(env, grid.rows, grid.columns)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhance<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    handle: i64,
    values: Elements<'local>,
    buffer: JObject<'local>,
    shape: JIntArray<'local>,
    names: Texts<'local>,
    unit: JString<'local>,
    frame: JDoubleArray<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    progress: JObject<'local>,
    estimate: JObject<'local>,
    deviation: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let parts = Parts {
            values: &values,
            buffer: &buffer,
            shape: &shape,
            names: &names,
            unit: &unit,
            frame: &frame,
        };
        let (map, enhancer) = (map(env, &parts)?, enhancer(handle));
        for buffer in [&estimate, &deviation] {
            check_room(env, buffer, enhancer.settings(), &map)?;
        }
        let task = Task::new();
        task.element(map.elements(), 0).stage("restore")?; // known before the first call
        let enhanced = follow(env, &progress, &task, |task| enhancer.enhance(&map, &conditions, task))?;
        new_enhanced(env, &enhanced, &estimate, &deviation)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_joinReports<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    reports: Texts<'local>,
) -> JString<'local> {
    native(env, |env| {
        let joined = join_reports(&texts(env, &reports)?)?;
        Ok(env.new_string(joined)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_verdict<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    report: JString<'local>,
    unit: JString<'local>,
) -> Texts<'local> {
    native(env, |env| {
        let Verdict { level, sentence, next_step } =
            Verdict::of_report(&text(env, &report)?, &text(env, &unit)?)?;
        new_texts(env, &[level.to_string(), sentence, next_step])
    })
}

/// Refuses a buffer of another length than the estimate of a map has, before any work is done for it.
fn check_room(env: &Env<'_>, buffer: &JObject<'_>, settings: &Settings, map: &Map) -> Result<()> {
    if buffer.is_null() {
        return Ok(());
    }
    let ((lines, pixels), (width_um, height_um)) = (map.shape(), map.pixel_size_um()?);
    let grid = Grid::new(settings, lines, pixels, width_um, height_um)?;
    Buffer::new(env, buffer)?.check((map.elements().len(), grid.rows, grid.columns))
}

/// A new `Enhanced`, its maps in these buffers, or in arrays where one is null.
pub fn new_enhanced<'local>(
    env: &mut Env<'local>,
    enhanced: &Enhanced,
    estimate: &JObject<'_>,
    deviation: &JObject<'_>,
) -> Result<JObject<'local>> {
    let report = enhanced.report.to_json();
    let estimate = new_map_in(env, &enhanced.estimate, &report, estimate)?;
    let deviation = new_map_in(env, &enhanced.sd, &report, deviation)?;
    let chi_square = new_map(env, &enhanced.chi_square, &report)?;
    let notes = new_texts(env, &enhanced.report.notes)?;
    let warnings = new_texts(env, &enhanced.report.warnings)?;
    let report = env.new_string(report)?;
    let arguments = [
        JValue::Object(&estimate),
        JValue::Object(&deviation),
        JValue::Object(&chi_square),
        JValue::Object(&report),
        JValue::Object(&notes),
        JValue::Object(&warnings),
    ];
    Ok(env.new_object(
        jni_str!("org/lamap/Enhanced"),
        jni_sig!(
            "(Lorg/lamap/ElementMap;Lorg/lamap/ElementMap;Lorg/lamap/ElementMap;Ljava/lang/String;[Ljava/lang/String;[Ljava/lang/String;)V"
        ),
        &arguments,
    )?)
}
