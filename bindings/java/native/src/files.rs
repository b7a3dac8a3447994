// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing the files of maps.

use crate::failure::native;
use crate::marshal::{Elements, Parts, Texts, map, new_map, text, texts};
use crate::options::read_options;
use crate::progress::follow;
use jni::EnvUnowned;
use jni::objects::{JClass, JDoubleArray, JIntArray, JObject, JString};
use lamap::Task;
use lamap::files::{WriteOptions, prepare, read_info, read_with};
use std::path::{Path, PathBuf};

fn is_tiff(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| extension == "tif" || extension == "tiff")
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_read<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    pairs: Texts<'local>,
    paths: Texts<'local>,
    progress: JObject<'local>,
) -> JObject<'local> {
    native(env, |env| {
        let options = read_options(env, &pairs)?;
        let paths: Vec<PathBuf> = texts(env, &paths)?.into_iter().map(PathBuf::from).collect();
        let read = follow(env, &progress, &Task::new(), |task| read_with(&paths, &options, task))?;
        let info = match paths.as_slice() {
            [only] if is_tiff(only) => read_info(only)?,
            _ => None,
        };
        new_map(env, &read, &info.unwrap_or_default())
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_write<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    path: JString<'local>,
    values: Elements<'local>,
    buffer: JObject<'local>,
    shape: JIntArray<'local>,
    names: Texts<'local>,
    unit: JString<'local>,
    info: JString<'local>,
    frame: JDoubleArray<'local>,
    progress: JObject<'local>,
) {
    native(env, |env| {
        let (path, info) = (text(env, &path)?, text(env, &info)?);
        let parts = Parts {
            values: &values,
            buffer: &buffer,
            shape: &shape,
            names: &names,
            unit: &unit,
            frame: &frame,
        };
        let map = map(env, &parts)?;
        let options = WriteOptions { info: (!info.is_empty()).then_some(info), ..WriteOptions::default() };
        let prepare = |task: &Task| prepare(Path::new(&path), &map, &options, task);
        follow(env, &progress, &Task::new(), prepare)?.place()?;
        Ok(())
    });
}
