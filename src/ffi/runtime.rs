// SPDX-License-Identifier: MIT OR Apache-2.0
//! ONNX Runtime and the devices for C.

use super::pointer::{hand_over, optional_text};
use super::status::{LamapStatus, c_text, guard, guard_text};
use super::text::LamapText;
use crate::enhance::{Device, Enhancer, Method, Settings};
use crate::error::{Error, Result};
use crate::task::Task;
use core::ffi::c_char;
use std::ffi::CString;
use std::path::Path;
use std::ptr;
use std::sync::OnceLock;

/// Loads ONNX Runtime from a library file or its folder; from the usual places if `path` is NULL: the environment
/// variable LAMAP_ONNXRUNTIME, the folder of lamap, the system. Enhancers do the latter by themselves.
///
/// A failure may be followed by another try; the first success lasts until the process ends, and another library is
/// then refused. Threads: any.
///
/// # Safety
/// `path` is NULL or a string, UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_runtime_load(path: *const c_char) -> LamapStatus {
    // SAFETY: NULL or valid by the section above.
    guard(|| library::load(unsafe { optional_text(path, "path")? }.map(Path::new)))
}

/// Version of the loaded ONNX Runtime, e.g. "1.23.2"; NULL before one is loaded. It stays valid, as the two below.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_runtime_version() -> *const c_char {
    loaded_text(0)
}

/// File of the loaded ONNX Runtime; NULL before one is loaded.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_runtime_path() -> *const c_char {
    loaded_text(1)
}

/// How it was found: "argument", "environment variable", "beside the library" or "system"; NULL before one is loaded.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_runtime_found_by() -> *const c_char {
    loaded_text(2)
}

/// Tries the embedded model on each device and stores what came of it in `*out` (NULL after a failure), as JSON:
/// [{"device": "cpu", "works": true, "reason": ""}, ...]. Free it with `lamap_text_free`. Takes seconds.
///
/// # Safety
/// `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_device_report(out: *mut *mut LamapText) -> LamapStatus {
    // SAFETY: NULL or valid by the section above.
    guard(|| unsafe { hand_over(out, || device_report().map(|report| LamapText(c_text(&report)))) })
}

fn loaded_text(index: usize) -> *const c_char {
    static TEXTS: OnceLock<[CString; 3]> = OnceLock::new();
    guard_text(|| {
        let Some(loaded) = library::loaded() else { return Ok(ptr::null()) };
        Ok(TEXTS.get_or_init(|| loaded.map(|text| c_text(&text)))[index].as_ptr())
    })
}

fn device_report() -> Result<String> {
    library::load(None)?;
    let devices: Vec<serde_json::Value> = Device::ALL
        .into_iter()
        .filter(|device| *device != Device::Auto)
        .map(|device| {
            let settings = Settings { method: Method::Unet, device, ..Settings::default() };
            let reason = match Enhancer::new(settings, &Task::new()) {
                Ok(_) => String::new(),
                Err(Error::DeviceUnavailable(reason)) => reason,
                Err(error) => error.to_string(),
            };
            serde_json::json!({"device": device.name(), "works": reason.is_empty(), "reason": reason})
        })
        .collect();
    Ok(serde_json::Value::from(devices).to_string())
}

/// ONNX Runtime in a build with the network.
#[cfg(feature = "enhance")]
mod library {
    use crate::enhance::runtime;
    use crate::error::Result;
    use std::path::Path;

    pub fn load(path: Option<&Path>) -> Result<()> {
        runtime::load(path).map(drop)
    }

    /// Version, path and how it was found.
    pub fn loaded() -> Option<[String; 3]> {
        let texts =
            |r: &runtime::Runtime| [r.version.clone(), r.path.display().to_string(), r.found_by.clone()];
        runtime::loaded().map(texts)
    }
}

/// A build without the network has no use for ONNX Runtime.
#[cfg(not(feature = "enhance"))]
mod library {
    use crate::error::{Error, Result};
    use std::path::Path;

    pub fn load(_: Option<&Path>) -> Result<()> {
        Err(Error::RuntimeNotFound("this build of lamap has no network (feature \"enhance\")".into()))
    }

    pub fn loaded() -> Option<[String; 3]> {
        None
    }
}
