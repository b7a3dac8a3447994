// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known of this copy of lamap: version, ONNX Runtime, devices, models.

use crate::failure::native;
use crate::marshal::{Texts, bytes, new_texts, text};
use jni::EnvUnowned;
use jni::objects::{JByteArray, JClass, JString};
use lamap::enhance::runtime;
use lamap::enhance::{ModelCard, devices, embedded_card};
use lamap::ffi::lamap_version;
use std::ffi::CStr;
use std::path::Path;

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_version<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
) -> JString<'local> {
    // SAFETY: the text is static.
    let version = unsafe { CStr::from_ptr(lamap_version()) };
    native(env, |env| Ok(env.new_string(version.to_string_lossy())?))
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_loadRuntime<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    path: JString<'local>,
) {
    native(env, |env| {
        let path = text(env, &path)?;
        runtime::load((!path.is_empty()).then_some(Path::new(&path)))?;
        Ok(())
    });
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_runtime<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
) -> JString<'local> {
    native(env, |env| {
        let words = runtime::loaded()
            .map_or_else(String::new, |loaded| format!("{} ({})", loaded.version, loaded.path.display()));
        Ok(env.new_string(words)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_devices<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
) -> Texts<'local> {
    native(env, |env| {
        let reason =
            |works: lamap::Result<()>| works.err().map_or_else(String::new, |error| error.to_string());
        let pairs: Vec<String> = devices()?
            .into_iter()
            .flat_map(|(device, works)| [device.name().to_owned(), reason(works)])
            .collect();
        new_texts(env, &pairs)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_modelCard<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    model: JByteArray<'local>,
) -> JString<'local> {
    native(env, |env| {
        let card = match bytes(env, &model)? {
            None => embedded_card()?,
            Some(model) => ModelCard::of_model(&model)?,
        };
        Ok(env.new_string(card.to_json())?)
    })
}
