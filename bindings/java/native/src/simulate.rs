// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation, plans and phantoms for Java.

use crate::failure::{Failure, native};
use crate::marshal::{Elements, Parts, Texts, new_map, new_map_in, new_shape, sample, size, text};
use crate::options::conditions;
use crate::progress::follow;
use jni::EnvUnowned;
use jni::objects::{JClass, JDoubleArray, JIntArray, JObject, JString};
use lamap::ablation::{Quantity, Scan};
use lamap::phantom::{Kind, draw};
use lamap::plan::{Measurement, plan};
use lamap::{Map, Task};
use ndarray::{Array2, Axis};

fn single(values: Array2<f32>, name: &str) -> lamap::Result<Map> {
    Map::new(values.insert_axis(Axis(0)), vec![name.to_owned()])
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_ablateShape<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    rows: i32,
    columns: i32,
    pixel_um: f64,
) -> JIntArray<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let side_um = |count| Ok::<f64, Failure>(size(count)? as f64 * pixel_um);
        let scan = Scan::covering(&conditions, side_um(columns)?, side_um(rows)?)?;
        new_shape(env, scan.lines, scan.pixels)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_ablate<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    values: Elements<'local>,
    buffer: JObject<'local>,
    shape: JIntArray<'local>,
    names: Texts<'local>,
    frame: JDoubleArray<'local>,
    quantity: i32,
    seed: i64,
    progress: JObject<'local>,
    counts: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let unit = JString::null();
        let parts = Parts {
            values: &values,
            buffer: &buffer,
            shape: &shape,
            names: &names,
            unit: &unit,
            frame: &frame,
        };
        let sample = sample(env, &parts)?;
        let quantity = match quantity {
            0 => Quantity::Draw { seed: seed as u64 },
            1 => Quantity::Expected,
            _ => Quantity::Variance,
        };
        let task = Task::new();
        task.stage("ablate")?; // known before the first call
        let map = follow(env, &progress, &task, |task| sample.ablate(&conditions, quantity, task))?;
        new_map_in(env, &map, "", &counts)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_plan<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    width_um: f64,
    height_um: f64,
) -> JString<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let area_um = (width_um != 0.0 || height_um != 0.0).then_some((width_um, height_um));
        let plan =
            plan(&conditions, &Measurement { area_um, ..Measurement::default() }, &Task::new())?.to_json();
        Ok(env.new_string(plan)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_phantom<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    kind: JString<'local>,
    rows: i32,
    columns: i32,
    seed: i64,
) -> JObject<'local> {
    native(env, |env| {
        let kind = text(env, &kind)?;
        let values = draw(Kind::from_name(&kind)?, size(rows)?, size(columns)?, seed as u64)?;
        new_map(env, &single(values, &kind)?, "")
    })
}
