// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement with a runtime and a model, or with what is neither.

use super::{FILE, MODEL, json, measured, ran};

/// The ONNX Runtime of this machine, or `None` with a word about it.
fn runtime() -> Option<std::ffi::OsString> {
    let runtime = std::env::var_os("LAMAP_ONNXRUNTIME");
    if runtime.is_none() {
        eprintln!("left out: LAMAP_ONNXRUNTIME names no ONNX Runtime");
    }
    runtime
}

#[test]
fn with_a_runtime_the_network_runs_and_the_report_says_on_what() {
    let Some(runtime) = runtime() else { return };
    let place = measured();
    let run = |line: &str| ran(place.command(line).env("LAMAP_ONNXRUNTIME", &runtime).output().unwrap());
    let line = "enhance map.tif --output a.tif --preset seed-2019 --method unet --device cpu --threads 2 --report r.json";
    let done = run(line);
    assert_eq!(done.code, 0, "{}", done.err);
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!((&report["method"], &report["device"]), (&"unet".into(), &"cpu".into()));
    assert!(!report["runtime"].as_str().unwrap().is_empty());
    let info = json(&run("info --json").out);
    assert_eq!(info["runtime"]["found"], true);
    assert!(info["devices"].as_array().unwrap().iter().any(|d| d["device"] == "cpu" && d["works"] == true));
    let name = info["model"]["name"].as_str().unwrap();
    let named = run(&format!("enhance map.tif --output b.tif --preset seed-2019 --model {name}"));
    assert_eq!(named.code, 0, "{}", named.err);
}

#[test]
fn bytes_that_are_no_model_and_missing_models_are_refused() {
    let Some(runtime) = runtime() else { return };
    let place = measured();
    place.write("wrong.onnx", "not a model");
    place.write("empty.onnx", "");
    for (model, code) in [("wrong.onnx", MODEL), ("empty.onnx", MODEL), ("none.onnx", FILE)] {
        let line = format!("enhance map.tif --output a.tif --preset seed-2019 --model {model}");
        let refused = ran(place.command(&line).env("LAMAP_ONNXRUNTIME", &runtime).output().unwrap());
        assert_eq!(refused.code, code, "{model}: {}", refused.err);
        assert!(!place.path("a.tif").exists());
    }
}

/// A library that writes the file `loaded` as soon as it is opened.
#[cfg(unix)]
const HOSTILE: &str = r#"#include <stdio.h>
__attribute__((constructor)) static void loaded(void) { FILE *file = fopen("loaded", "w"); if (file) fclose(file); }"#;

#[test]
#[cfg(unix)]
fn nothing_of_the_working_folder_is_loaded_unasked() {
    let place = measured();
    place.write("hostile.c", HOSTILE);
    let name = if cfg!(target_os = "macos") { "libonnxruntime.dylib" } else { "libonnxruntime.so" };
    let compile =
        |cc: &mut std::process::Command| cc.args(["-shared", "-fPIC", "hostile.c", "-o", name]).output();
    match compile(std::process::Command::new("cc").current_dir(place.path("."))) {
        Err(_) => return eprintln!("left out: there is no cc"),
        Ok(done) => assert!(done.status.success(), "{done:?}"),
    }
    for folder in [".runtime", "onnxruntime/capi"] {
        std::fs::create_dir_all(place.path(folder)).unwrap();
        std::fs::copy(place.path(name), place.path(folder).join(name)).unwrap();
    }
    for line in ["info", "enhance map.tif --output a.tif --preset seed-2019"] {
        let done = ran(place.command(line).env_remove("LAMAP_ONNXRUNTIME").output().unwrap());
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(!place.path("loaded").exists(), "{line} loaded a library of the working folder");
    }
    let asked =
        ran(place.command("info --runtime .runtime").env_remove("LAMAP_ONNXRUNTIME").output().unwrap());
    assert!(place.path("loaded").exists(), "what is asked for is tried: {} {}", asked.out, asked.err);
}
