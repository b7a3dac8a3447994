// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the program says of itself: help, settings, its model and presets.

use super::{Place, json};
use std::process::Command;

#[test]
fn every_help_text_ends_with_the_exit_codes_and_names_the_settings() {
    let place = Place::new();
    let commands = [
        "",
        "import",
        "show",
        "enhance",
        "ablate",
        "plan",
        "conditions",
        "compare",
        "phantom",
        "dataset",
        "info",
        "settings",
        "demo",
    ];
    for command in commands {
        let help = place.done(&format!("{command} --help"));
        assert!(help.trim_end().ends_with("130  cancelled"), "{command}");
    }
    let help = place.done("enhance --help");
    for row in lamap::conditions::settings::TABLE {
        assert!(help.contains(&format!("{} = ", row.key)), "{}", row.key);
    }
    assert!(help.contains("spike_threshold = 0  [0 to 1000]"), "{help}");
}

#[test]
fn a_line_that_cannot_be_understood_is_a_usage_error() {
    let place = Place::new();
    for line in [
        "",
        "polish",
        "phantom cells --size 5 --seed 1 --output a.tif",
        "import",
        "enhance",
        "ablate a --output b.tif",
        "ablate a --output b.tif --variance --seed 1",
        "enhance a.tif --output b.tif --set magnification",
        "phantom cells --size 5x5 --seed -1 --output a.tif",
    ] {
        assert_eq!(place.run(line).code, 2, "{line}");
    }
}

#[test]
fn info_tells_model_presets_and_why_there_is_no_runtime() {
    let place = Place::new();
    let info = json(&place.done("info --json"));
    assert_eq!((&info["runtime"]["found"], &info["model"]["contract"]), (&false.into(), &"lamap-1".into()));
    assert!(info["runtime"]["reason"].as_str().unwrap().contains("no-runtime"));
    assert!(info["model"]["halo"].is_u64() && info["presets"][0]["name"] == "seed-2019");
    let text = place.done("info");
    assert!(text.contains("mixed") && text.contains("ONNX Runtime  none"), "{text}");
}

#[test]
fn the_tables_of_settings_are_complete() {
    let place = Place::new();
    let (list, markdown) = (place.done("settings"), place.done("settings --markdown"));
    let keys = lamap::conditions::settings::TABLE.iter().map(|row| row.key);
    for key in keys.chain(lamap::enhance::settings::TABLE.iter().map(|row| row.key)) {
        assert!(list.contains(&format!("  {key} = ")) && markdown.contains(&format!("| `{key}` |")), "{key}");
    }
    assert!(markdown.lines().filter(|line| line.starts_with('|')).all(|line| line.matches('|').count() == 6));
}

#[test]
fn the_readme_holds_the_settings_tables() {
    let out = Command::new(env!("CARGO_BIN_EXE_lamap")).args(["settings", "--markdown"]).output().unwrap();
    let tables = String::from_utf8(out.stdout).unwrap();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains(tables.trim()), "README.md: paste the output of `lamap settings --markdown`");
}
