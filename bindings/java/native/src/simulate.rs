// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation, plans and phantoms for Java.

use crate::failure::native;
use crate::hand::{self, Elements, Parts, Texts, new_map, size, stack, text};
use crate::measure::{Sample, Wanted, measure};
use crate::options::conditions;
use jni::EnvUnowned;
use jni::objects::{JClass, JDoubleArray, JObject, JString};
use lamap::Map;
use lamap::ablation::{Task, plan};
use lamap::phantom::{Kind, draw};
use ndarray::{Array2, Axis};

fn single(values: Array2<f32>, name: &str) -> lamap::Result<Map> {
    Map::new(values.insert_axis(Axis(0)), vec![name.to_owned()])
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_ablate<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    values: Elements<'local>,
    rows: i32,
    columns: i32,
    names: Texts<'local>,
    frame: JDoubleArray<'local>,
    wanted: i32,
    seed: i64,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let (shape, unit) = ((rows, columns), JString::null());
        let parts = Parts { values: &values, shape, names: &names, unit: &unit, frame: &frame };
        let sample = Sample {
            values: stack(env, &parts)?,
            names: hand::names(env, &parts)?,
            frame: hand::frame(env, &parts)?,
        };
        let wanted = match wanted {
            0 => Wanted::Draw(seed as u64),
            1 => Wanted::Expected,
            _ => Wanted::Variance,
        };
        new_map(env, &measure(sample, &conditions, wanted)?, "")
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
        let plan = plan(&conditions, &Task { area_um, ..Task::default() })?.to_json();
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
