// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where conditions come from: options, files, laser logs.

use super::{ARGUMENT, FILE, Place, json, measured, read};

#[test]
fn the_pixel_size_is_stated_once_and_never_guessed() {
    let place = Place::new();
    place.write("Ba.csv", "1,2,3\n4,5,6\n7,8,9\n");
    let enhance =
        |options: &str| format!("enhance Ba.csv --output a.tif --method physics --overwrite {options}");
    place.refused(&enhance(""), ARGUMENT, "--pixel-width-um");
    place.refused(&enhance("--pixel-width-um 5"), ARGUMENT, "the pixel height is not known");
    place.refused(&enhance("--pixel-height-um 5"), ARGUMENT, "the pixel width is not known");
    place.refused(&enhance("--pixel-width-um 0 --pixel-height-um 5"), ARGUMENT, "out of range");
    place.refused(&enhance("--set scan_speed_um_s=100 --set line_spacing_um=5"), ARGUMENT, "the pixel width");
    place.done(&enhance("--pixel-width-um 4 --pixel-height-um 6"));
    let map = read(&place.path("a.tif"));
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(1.0), Some(1.5)));
    place.done(&enhance("--pixel-width-um 4 --pixel-height-um 6 --square"));
    assert_eq!(read(&place.path("a.tif")).shape(), (18, 12));
    place.done(&enhance("--set scan_speed_um_s=100 --set acquisition_time_s=0.05 --set line_spacing_um=5"));
    place.refused(
        &enhance("--preset seed-2019 --pixel-width-um 9 --pixel-height-um 5"),
        ARGUMENT,
        "correct one",
    );
}

#[test]
fn an_option_wins_over_the_file_and_says_so() {
    let place = measured();
    let line = "enhance map.tif --output a.tif --method physics --pixel-width-um 4 --pixel-height-um 5";
    let ran = place.run(line);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("pixel width of 5 µm; the 4 µm of the command line"), "{}", ran.err);
    assert!(!ran.err.contains("pixel height"), "{}", ran.err);
    assert_eq!(read(&place.path("a.tif")).pixel_width_um, Some(1.0));
}

#[test]
fn settings_of_both_tables_are_checked() {
    let place = measured();
    let enhance = |options: &str| format!("enhance map.tif --output a.tif --method physics {options}");
    place.refused(&enhance("--set colour=red"), ARGUMENT, "spike_threshold");
    place.refused(&enhance("--set flicker_rsd=7"), ARGUMENT, "out of range 0 to 1");
    place.refused(&enhance("--magnification 99"), ARGUMENT, "magnification = 99");
    place.refused(&enhance("--device gpu"), ARGUMENT, "directml");
    place.refused(&enhance("--preset none"), ARGUMENT, "seed-2019");
    place.refused(&enhance("--element Zr"), ARGUMENT, "the elements are gradients");
    let report =
        "--preset seed-2019 --set noise=uniform --set flicker_rsd=0.02 --magnification 2 --report r.json";
    place.done(&enhance(report));
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!(
        (&report["settings"]["noise"], &report["conditions"]["flicker_rsd"]),
        (&"uniform".into(), &"0.02".into())
    );
    assert_eq!(report["settings"]["magnification"], "2");
}

#[test]
fn conditions_files_take_the_keys_of_the_table() {
    let place = measured();
    place.write("example.toml", place.done("settings --toml --preset seed-2019"));
    place.write("base.json", r#"{"preset": "seed-2019", "flicker_rsd": 0.02, "edge": "reflect"}"#);
    place.write("typo.toml", "beam_um = 5\n");
    place.write("ours.toml", "magnification = 5\n");
    place.write("broken.toml", "beam_size_um = \n");
    place.write("list.toml", "beam_size_um = [5]\n");
    place.done("ablate truth.tif --output a.tif --conditions example.toml --seed 1");
    assert_eq!(read(&place.path("a.tif")).values(), read(&place.path("map.tif")).values());
    place.done("ablate truth.tif --output b.tif --conditions base.json --seed 1");
    assert_ne!(read(&place.path("b.tif")).values(), read(&place.path("map.tif")).values());
    let ablate = |file: &str| format!("ablate truth.tif --output c.tif --seed 1 --conditions {file}");
    place.refused(&ablate("typo.toml"), ARGUMENT, "typo.toml: there is no setting \"beam_um\"");
    place.refused(&ablate("ours.toml"), ARGUMENT, "--set magnification");
    place.refused(&ablate("broken.toml"), FILE, "broken.toml");
    place.refused(&ablate("list.toml"), ARGUMENT, "list.toml");
    place.refused(&ablate("none.toml"), FILE, "none.toml");
}

#[test]
fn conditions_are_written_and_read_back_with_every_setting() {
    let place = measured();
    place.done("conditions --preset seed-2019 --set flicker_rsd=0.0123 --output a.toml");
    place.done("conditions --conditions a.toml --output b.json");
    place.done("conditions --conditions b.json --output c.toml");
    let file = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    assert_eq!(file("a.toml"), file("c.toml"));
    assert_eq!(file("a.toml").trim(), place.done("conditions --conditions b.json").trim());
    assert!(file("a.toml").contains("[0.1 to 1000 µm]\nbeam_size_um = 5\n"), "{}", file("a.toml"));
    place.refused("conditions --output a.toml", FILE, "--overwrite");
    place.refused("conditions --conditions a.toml --output a.toml --overwrite", ARGUMENT, "is an input");
    place.refused("conditions --output a.txt", ARGUMENT, ".toml or .json");
    place.write("far.toml", "# a comment\nbeam_size_um = 1e9\n");
    place.refused("conditions --conditions far.toml", ARGUMENT, "0.1 to 1000 µm (line 2)");
}

#[test]
fn a_laser_log_states_conditions_and_what_it_does_not_say_is_told() {
    let place = measured();
    let mut log = String::from(
        "\u{feff}Timestamp,X(um),Y(um),Scan Velocity (um/s),Laser State,Laser Rep. Rate (Hz),Spot Size (um)\n",
    );
    for line in 0..3 {
        let y = 10 * line;
        for (x, speed, state) in [(0, "100", "Off"), (0, "", "On"), (500, "", "Off")] {
            log += &format!("2026-01-02 03:04:05.678,{x},{y},{speed},{state},200,10 x 10\r\n");
        }
    }
    place.write("log.csv", &log);
    place.write("other.csv", "a,b\n1,2\n");
    let ran = place.run("conditions --laser-log log.csv --set flicker_rsd=0.1");
    for words in
        ["beam_size_um = 10\n", "scan_speed_um_s = 100\n", "line_spacing_um = 10\n", "flicker_rsd = 0.1\n"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(ran.err.contains("3 lines") && ran.err.contains("not stated: acquisition_time_s"), "{}", ran.err);
    place.done("ablate truth.tif --output a.tif --laser-log log.csv --set acquisition_time_s=0.1 --seed 1");
    assert_eq!(read(&place.path("a.tif")).pixel_width_um, Some(10.0));
    place.refused("conditions --laser-log other.csv", FILE, "laser log");
    place.refused("conditions --laser-log none.csv", FILE, "none.csv");
}

#[test]
fn a_fault_of_the_notation_is_one_sentence_with_line_and_column() {
    let place = Place::new();
    place.write("s.csv", "1,2,3,4\n2,3,4,5\n3,4,5,6\n4,5,6,9\n");
    place.write("c.toml", "scan_speed_um_s = 5\nbeam_size_um = = 5\n");
    let ran = place.run("ablate s.csv --pixel-um 1 --conditions c.toml --output o.tif --seed 1");
    assert_eq!(ran.err.trim_end(), "error: c.toml: line 2, column 16: extra `=`, expected nothing");
}

#[cfg(unix)]
#[test]
fn conditions_are_read_from_regular_files_only() {
    let place = Place::new();
    place.write("s.csv", "1,2\n2,3\n");
    assert!(std::process::Command::new("mkfifo").arg(place.path("pipe.toml")).status().unwrap().success());
    place.refused(
        "ablate s.csv --pixel-um 1 --conditions pipe.toml --output o.tif --seed 1",
        FILE,
        "not a regular file",
    );
}
