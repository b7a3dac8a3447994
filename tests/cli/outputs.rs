// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is written, and where nothing may be written.

use super::{ARGUMENT, FILE, Place, measured, ran};
use std::process::Command;

#[test]
fn outputs_are_checked_before_the_work_and_never_overwritten_unasked() {
    let place = measured();
    let enhance = |options: &str| format!("enhance map.tif --method physics --preset seed-2019 {options}");
    place.refused(&enhance("--output none/a.tif"), FILE, "there is no such folder");
    place.refused(&enhance("--output a.xlsx"), ARGUMENT, "xlsx");
    place.refused(&enhance("--output a.tif --report a.txt"), ARGUMENT, ".json");
    place.refused(&enhance("--output a.tif --sd a.tif"), ARGUMENT, "two results");
    place.refused(&enhance("--output map.tif --overwrite"), ARGUMENT, "is an input");
    let before = std::fs::read(place.path("truth.tif")).unwrap();
    place.refused(&enhance("--output truth.tif"), FILE, "--overwrite");
    assert_eq!(std::fs::read(place.path("truth.tif")).unwrap(), before);
    place.refused("phantom cells --size 9x9 --seed 1 --output truth.tif", FILE, "--overwrite");
    place.refused("ablate map.tif --preset seed-2019 --seed 1 --output truth.tif", FILE, "--overwrite");
    place.refused("compare truth.tif truth.tif --figure map.tif", ARGUMENT, ".png");
    assert_eq!(place.names(), ["map.tif", "truth.tif"]);
    place.done("phantom cells --size 9x9 --seed 1 --output truth.tif --overwrite");
    assert_ne!(std::fs::read(place.path("truth.tif")).unwrap(), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file_and_no_rest() {
    let place = measured();
    let before = std::fs::read(place.path("truth.tif")).unwrap();
    // a limit of 4 KiB stands for a full disk; SIGXFSZ is ignored so that the write fails instead
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" phantom cells --size 200x200 --seed 1 --output truth.tif --overwrite";
    let output = Command::new("sh")
        .current_dir(place.0.path())
        .args(["-c", script, env!("CARGO_BIN_EXE_lamap")])
        .output()
        .unwrap();
    let ran = ran(output);
    assert_eq!(ran.code, FILE, "{}", ran.err);
    assert!(ran.err.contains("truth.tif"), "{}", ran.err);
    assert_eq!(std::fs::read(place.path("truth.tif")).unwrap(), before);
    assert_eq!(place.names(), ["map.tif", "truth.tif"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_told_and_a_closed_one_is_not() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command("settings").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(FILE));
    let script = "\"$0\" settings | head -n 1";
    let output = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_lamap")]).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(0), true));
    place.refused("phantom cells --size 9x9 --seed 1 --output /dev/full --overwrite", ARGUMENT, "extension");
}

#[test]
fn the_demo_runs_without_a_runtime_and_twice() {
    let place = Place::new();
    for _ in 0..2 {
        let text = place.done("demo --output shown");
        assert!(text.contains("method physics") && text.contains("enhanced (physics)"), "{text}");
    }
    for name in ["demo.png", "demo-truth.tif", "demo-ablation.tif", "demo-enhanced.tif", "demo-sd.tif"] {
        assert!(place.path("shown").join(name).is_file(), "{name}");
    }
}
