// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation, plans and phantoms.

use crate::failure::native;
use crate::hand::{Texts, image, new_map, size, text};
use crate::options::conditions;
use jni::EnvUnowned;
use jni::objects::{JClass, JFloatArray, JObject, JString};
use lamap::Map;
use lamap::ablation::{Scan, Task, concentrations, expected, plan, simulate};
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
    sample: JFloatArray<'local>,
    rows: i32,
    columns: i32,
    pixel_um: f64,
    seed: i64,
    without_noise: bool,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let picture = image(env, &sample, rows, columns)?;
        let sample = concentrations(picture.view(), &conditions)?;
        let counts = if without_noise {
            expected(sample.view(), pixel_um, &conditions)?
        } else {
            simulate(sample.view(), pixel_um, &conditions, seed as u64)?
        };
        let scan = Scan::covering(&conditions, f64::from(columns) * pixel_um, f64::from(rows) * pixel_um)?;
        let mut map = single(counts, "1")?.with_pixel_size(scan.pixel_width_um, scan.pixel_height_um);
        map.unit = "counts".into();
        new_map(env, &map, "")
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
