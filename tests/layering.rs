// SPDX-License-Identifier: MIT OR Apache-2.0
//! The layers of the crate hold: lower ones never name higher ones, and each dangerous thing has one place.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code of a file without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn lower_layers_never_name_higher_ones() {
    let rules: [(&str, &[&str]); 5] = [
        ("ablation", &["crate::enhance", "crate::files", "crate::dataset", "crate::ffi", "std::fs"]),
        (
            "phantom",
            &["crate::ablation", "crate::enhance", "crate::files", "crate::dataset", "crate::ffi", "std::fs"],
        ),
        ("enhance", &["crate::files", "crate::dataset", "crate::ffi"]),
        ("files", &["crate::ablation", "crate::enhance", "crate::dataset", "crate::ffi"]),
        ("dataset", &["crate::enhance", "crate::phantom", "crate::ffi"]),
    ];
    for (layer, forbidden) in rules {
        for (path, text) in sources(&root().join(layer)) {
            for name in forbidden {
                assert!(!code(&text).contains(name), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn only_session_stop_and_runtime_name_ort_and_only_ffi_and_the_probe_of_runtimes_are_unsafe() {
    for (path, text) in sources(&root()) {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let may_name_ort = ["enhance/session.rs", "enhance/stop.rs"].contains(&name.as_str())
            || name.starts_with("enhance/runtime/");
        let names_ort =
            ["use ort", " ort::", "(ort::", "&ort::", "<ort::"].iter().any(|n| code(&text).contains(n));
        assert!(may_name_ort || !names_ort, "{name} names ort");
        let may_be_unsafe = name.starts_with("ffi/") || name == "enhance/runtime/probe.rs";
        assert!(may_be_unsafe || !code(&text).contains("unsafe {"), "{name} is unsafe");
    }
}

#[test]
fn a_panic_never_ends_the_host() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert!(!manifest.replace(' ', "").contains("panic=\"abort\""));
}
