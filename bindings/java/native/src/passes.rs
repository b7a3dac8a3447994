// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, enhanced together.

use crate::enhancer::{enhancer, new_enhanced};
use crate::failure::{Result, native};
use crate::marshal::{Elements, Parts, Texts, map};
use crate::options::conditions;
use crate::progress::follow;
use jni::objects::{JClass, JDoubleArray, JIntArray, JObject, JObjectArray, JString};
use jni::{Env, EnvUnowned};
use lamap::Task;
use lamap::ablation::Pass;
use lamap::enhance::MeasuredPass;

/// How a pass lies: where it starts along and across its scan, and 1 if it is turned.
const PLACE: usize = 3;

type Array<'local, T> = JObjectArray<'local, T>;

/// The parts of the `ElementMap` of each pass.
struct Maps<'a, 'local> {
    values: &'a Array<'local, Elements<'local>>,
    buffers: &'a Array<'local, JObject<'local>>,
    shapes: &'a Array<'local, JIntArray<'local>>,
    names: &'a Array<'local, Texts<'local>>,
    units: &'a Texts<'local>,
    frames: &'a Array<'local, JDoubleArray<'local>>,
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_enhancePasses<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    handle: i64,
    values: Array<'local, Elements<'local>>,
    buffers: Array<'local, JObject<'local>>,
    shapes: Array<'local, JIntArray<'local>>,
    names: Array<'local, Texts<'local>>,
    units: Texts<'local>,
    frames: Array<'local, JDoubleArray<'local>>,
    places: JDoubleArray<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    progress: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let conditions = conditions(env, &base, &pairs)?;
        let maps = Maps {
            values: &values,
            buffers: &buffers,
            shapes: &shapes,
            names: &names,
            units: &units,
            frames: &frames,
        };
        let passes = (0..units.len(env)?)
            .map(|number| maps.pass(env, number, &places))
            .collect::<Result<Vec<MeasuredPass>>>()?;
        let (enhancer, task) = (enhancer(handle), Task::new());
        if let Some(first) = passes.first() {
            task.element(first.map.elements(), 0).stage("restore")?; // known before the first call
        }
        let enhanced =
            follow(env, &progress, &task, |task| enhancer.enhance_passes(&passes, &conditions, task))?;
        new_enhanced(env, &enhanced, &JObject::null(), &JObject::null())
    })
}

impl Maps<'_, '_> {
    /// One pass; what the virtual machine hands over for it is given back before the next.
    fn pass(&self, env: &mut Env<'_>, number: usize, places: &JDoubleArray<'_>) -> Result<MeasuredPass> {
        let mut place = [0.0; PLACE];
        places.get_region(env, (PLACE * number) as i32, &mut place)?; // a Java array is never longer
        let map = env.with_local_frame(16, |env| -> Result<lamap::Map> {
            let parts = Parts {
                values: &self.values.get_element(env, number)?,
                buffer: &self.buffers.get_element(env, number)?,
                shape: &self.shapes.get_element(env, number)?,
                names: &self.names.get_element(env, number)?,
                unit: &self.units.get_element(env, number)?,
                frame: &self.frames.get_element(env, number)?,
            };
            map(env, &parts)
        })?;
        let [along, across, turned] = place;
        Ok(MeasuredPass { map, pass: Pass { offset: (along, across), orthogonal: turned != 0.0 } })
    }
}
