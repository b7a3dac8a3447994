// SPDX-License-Identifier: MIT OR Apache-2.0
//! ONNX Runtime and the network through the C ABI. One test, since a process has one runtime for its whole life.

use crate::ear::{Ear, check_progress, listen};
use crate::host::*;
use std::ptr;

#[test]
fn the_runtime_is_found_and_the_network_runs() {
    let abi = abi();
    // SAFETY: take nothing.
    let loaded = || unsafe {
        [(abi.lamap_runtime_version)(), (abi.lamap_runtime_path)(), (abi.lamap_runtime_found_by)()]
    };
    assert!(loaded().iter().all(|text| text.is_null()), "NULL before a load");
    refused_libraries();
    let Some(path) = std::env::var_os("LAMAP_ONNXRUNTIME") else {
        return eprintln!("left out: LAMAP_ONNXRUNTIME does not name an ONNX Runtime library");
    };
    let path = c(path.to_str().unwrap());
    // SAFETY: a valid string, then NULL.
    unsafe {
        ok((abi.lamap_runtime_load)(path.as_ptr()));
        ok((abi.lamap_runtime_load)(ptr::null()));
    }
    let [version, file, found_by] = loaded().map(|pointer| text(pointer).unwrap());
    assert!(version.starts_with("1.") && file.contains("onnxruntime"), "{version} {file}");
    assert_eq!(found_by, "argument");
    refused_models();
    a_load_that_is_cancelled();
    devices();
    an_enhancement();
}

fn refused_libraries() {
    let junk = tempfile::NamedTempFile::new().unwrap();
    let library = crate::cdylib();
    let cases = [
        ("/there/is/no/libonnxruntime.so", "No such file"),
        (junk.path().to_str().unwrap(), ""),
        (library.to_str().unwrap(), "not ONNX Runtime"),
    ];
    for (path, words) in cases {
        // SAFETY: a valid string.
        refused(
            unsafe { (abi().lamap_runtime_load)(c(path).as_ptr()) },
            RUNTIME_NOT_FOUND,
            if cfg!(unix) { words } else { "" },
        );
    }
    // SAFETY: a valid string.
    refused(unsafe { (abi().lamap_runtime_load)(c"\xff".as_ptr()) }, INVALID_ARGUMENT, "UTF-8");
}

fn refused_models() {
    let settings = settings("unet");
    let try_it = |model: &[u8]| {
        let mut object = ptr::dangling_mut();
        // SAFETY: bytes of the stated length.
        let status = unsafe {
            (abi().lamap_enhancer_new)(settings.0, model.as_ptr(), model.len(), None, NULL, &raw mut object)
        };
        if status == OK {
            drop(Owned(object, abi().lamap_enhancer_free));
        } else {
            assert!(object.is_null() && !last().is_empty());
        }
        status
    };
    for bytes in [&b""[..], b"\0", b"not a model", &[0xff; 4096]] {
        assert_eq!(try_it(bytes), MODEL, "{}", last());
    }
    let mut tried = 0;
    for entry in std::fs::read_dir(crate::file("tests/data")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("hostile-") && !["hostile-size.onnx", "hostile-nan.onnx"].contains(&name.as_str())
        {
            assert_eq!(try_it(&std::fs::read(&path).unwrap()), MODEL, "{name}: {}", last());
            tried += 1;
        }
    }
    assert!(tried > 10);
    let good = std::fs::read(crate::file("tests/data/identity-lamap1.onnx")).unwrap();
    assert_eq!(try_it(&good), OK, "{}", last());
    for length in (0..good.len()).step_by(53) {
        try_it(&good[..length]);
    }
}

fn a_load_that_is_cancelled() {
    let (settings, mut object) = (settings("unet"), ptr::dangling_mut());
    let mut ear = Ear { stop_in: "load model", ..Ear::stopping_at(f64::INFINITY) };
    // SAFETY: valid arguments; the ear lives until the call returns.
    let status = unsafe {
        (abi().lamap_enhancer_new)(settings.0, ptr::null(), 0, Some(listen), ear.user(), &raw mut object)
    };
    assert_eq!((status, object.is_null()), (CANCELLED, true));
    assert_eq!(ear.heard.last().unwrap().2, "load model");
}

fn devices() {
    let mut report = ptr::null_mut();
    // SAFETY: a valid pointer.
    ok(unsafe { (abi().lamap_device_report)(&raw mut report) });
    let report = Owned(report, abi().lamap_text_free);
    // SAFETY: a valid text.
    let json = text(unsafe { (abi().lamap_text_get)(report.0) }).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let names: Vec<&str> =
        json.as_array().unwrap().iter().map(|device| device["device"].as_str().unwrap()).collect();
    assert_eq!(names, ["cpu", "cuda", "directml"]);
    for device in json.as_array().unwrap() {
        assert_eq!(device["works"], device["reason"] == "", "{device}");
    }
    assert_eq!(json[0]["works"], true, "{json}");
}

fn an_enhancement() {
    let (measured, enhancer) = (measured(), enhancer("unet"));
    let note = |enhancer: &Owned| {
        // SAFETY: a valid enhancer.
        unsafe {
            [
                (abi().lamap_enhancer_method)(enhancer.0),
                (abi().lamap_enhancer_device)(enhancer.0),
                (abi().lamap_enhancer_note)(enhancer.0),
            ]
        }
        .map(|pointer| text(pointer).unwrap())
    };
    assert_eq!(note(&enhancer), ["unet", "cpu", ""]);
    let mut ear = Ear::stopping_at(f64::INFINITY);
    let (enhanced, report) = enhance(&enhancer, &raw const measured.map, Some(listen), ear.user()).unwrap();
    check_progress(&ear);
    let refining = ear.heard.iter().find(|(_, _, stage)| stage.starts_with("refine")).unwrap().0;
    let mut ear = Ear::stopping_at(refining);
    let status = enhance(&enhancer, &raw const measured.map, Some(listen), ear.user()).err();
    assert_eq!(status, Some(CANCELLED), "a cancel within the network");
    assert!(enhanced.estimate.iter().chain(&enhanced.deviation).all(|value| value.is_finite()));
    assert!(enhanced.deviation.iter().all(|value| *value > 0.0));
    // SAFETY: a valid report.
    let json: serde_json::Value =
        serde_json::from_str(&text(unsafe { (abi().lamap_report_json)(report.0) }).unwrap()).unwrap();
    assert_eq!((json["method"].as_str(), json["device"].as_str()), (Some("unet"), Some("cpu")));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let again = enhance(&enhancer, &raw const measured.map, None, ptr::null_mut()).unwrap().0;
                assert_eq!(again, enhanced);
            });
        }
    });
    let automatic = self::enhancer_of_auto();
    let [method, device, why] = note(&automatic);
    assert_eq!(method, "unet");
    assert!(device == "cpu" || device == "cuda", "{device}");
    assert!(why.starts_with("ONNX Runtime was found"), "{why}");
    assert!(device == "cuda" || why.contains("cuda: "), "{why}");
}

fn enhancer_of_auto() -> Owned {
    let (settings, mut object) = (settings("auto"), ptr::null_mut());
    // SAFETY: valid arguments.
    unsafe {
        ok((abi().lamap_settings_set_text)(settings.0, c"device".as_ptr(), c"auto".as_ptr()));
        ok((abi().lamap_enhancer_new)(settings.0, ptr::null(), 0, None, NULL, &raw mut object));
    }
    Owned(object, abi().lamap_enhancer_free)
}
