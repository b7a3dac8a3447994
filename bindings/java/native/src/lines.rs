// SPDX-License-Identifier: MIT OR Apache-2.0
//! From recordings of line scans to maps.

use crate::failure::{Result, native};
use crate::marshal::{Texts, new_map, new_texts, text, texts};
use crate::options::line_options;
use crate::progress::follow;
use jni::objects::{JClass, JObject, JString, JValue};
use jni::{Env, EnvUnowned, jni_sig, jni_str};
use lamap::Task;
use lamap::conditions::{Stated, settings::TABLE};
use lamap::files::{is_recording, read_laser_lines, read_lines};
use lamap::lines::Imported;
use std::path::{Path, PathBuf};

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_readLines<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    pairs: Texts<'local>,
    paths: Texts<'local>,
    progress: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let options = line_options(env, &pairs)?;
        let paths: Vec<PathBuf> = texts(env, &paths)?.into_iter().map(PathBuf::from).collect();
        let imported = follow(env, &progress, &Task::new(), |task| read_lines(&paths, &options, task))?;
        new_line_scans(env, &imported)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_isRecording<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    path: JString<'local>,
) -> bool {
    native(env, |env| Ok(is_recording(Path::new(&text(env, &path)?))))
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_isLaserLog<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    path: JString<'local>,
) -> bool {
    native(env, |env| Ok(read_laser_lines(Path::new(&text(env, &path)?)).is_ok()))
}

/// Key and value of what is stated.
fn pairs(stated: &Stated) -> Vec<String> {
    let rows = TABLE.iter().filter(|row| stated.keys.contains(row.key));
    rows.flat_map(|row| [row.key.to_owned(), row.format((row.get)(&stated.conditions))]).collect()
}

fn new_line_scans<'local>(env: &mut Env<'local>, imported: &Imported) -> Result<JObject<'local>> {
    let map = new_map(env, &imported.map, "")?;
    let conditions = new_texts(env, &pairs(&imported.conditions))?;
    let arguments = [JValue::Object(&map), JValue::Object(&conditions)];
    Ok(env.new_object(
        jni_str!("org/lamap/LineScans"),
        jni_sig!("(Lorg/lamap/ElementMap;[Ljava/lang/String;)V"),
        &arguments,
    )?)
}
