// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line as its users meet it: the built program, files in temporary folders, exit codes.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const ARGUMENT: i32 = 3;
const DATA: i32 = 4;
const FILE: i32 = 5;
const RUNTIME: i32 = 6;
const MODEL: i32 = 7;

/// A temporary folder in which the program runs.
struct Place(TempDir);

/// What a run left.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lamap"));
        command.current_dir(self.0.path()).args(line.split_whitespace());
        command
    }

    /// Runs a line of arguments without ONNX Runtime: the variable names nothing that could be loaded.
    fn run(&self, line: &str) -> Ran {
        ran(self.command(line).env("LAMAP_ONNXRUNTIME", self.path("no-runtime")).output().unwrap())
    }

    /// Runs what must succeed; gives the standard output.
    fn done(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        ran.out
    }

    /// Runs what must fail with this code and words on standard error, and leave standard output empty.
    fn refused(&self, line: &str, code: i32, words: &str) {
        let ran = self.run(line);
        assert_eq!(ran.code, code, "{line}: {}", ran.err);
        assert!(ran.err.contains(words), "{line}: {}", ran.err);
        assert_eq!(ran.out, "", "{line}");
    }

    /// Names of all files, sorted.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn read(path: &Path) -> lamap::Map {
    lamap::files::read(&[path.to_path_buf()]).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// A folder with a small sample and its measurement.
fn measured() -> Place {
    let place = Place::new();
    place.done("phantom gradients --size 200x150 --seed 2 --output truth.tif");
    place.done("ablate truth.tif --output map.tif --preset seed-2019 --seed 1");
    place
}

#[test]
fn every_help_text_ends_with_the_exit_codes_and_names_the_settings() {
    let place = Place::new();
    let commands = [
        "",
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
    for row in lamap::ablation::settings::TABLE {
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
fn a_phantom_has_the_stated_size_and_pixels_and_repeats() {
    let place = Place::new();
    place.done("phantom cells --size 30x20 --seed 4 --output a.tif --pixel-um 0.5");
    place.done("phantom cells --size 30x20 --seed 4 --output b.tif --pixel-um 0.5");
    let map = read(&place.path("a.tif"));
    assert_eq!(
        (map.shape(), map.pixel_width_um, map.elements()),
        ((20, 30), Some(0.5), &["cells".to_string()][..])
    );
    assert_eq!(map, read(&place.path("b.tif")));
    place.done("phantom cells --size 1x1 --seed 4 --output one.png");
    place.refused("phantom clouds --size 9x9 --seed 4 --output c.tif", ARGUMENT, "grains, zoning");
    place.refused("phantom cells --size 0x9 --seed 4 --output c.tif", ARGUMENT, "pixels = 0");
    place.refused("phantom cells --size 999999x999999 --seed 4 --output c.tif", ARGUMENT, "out of range");
    place.refused("phantom cells --size 9x9 --seed 4 --output c.tif --pixel-um nan", ARGUMENT, "pixel_um");
    assert_eq!(place.names(), ["a.tif", "b.tif", "one.png"]);
}

#[test]
fn a_phantom_takes_the_settings_of_its_kind() {
    let place = Place::new();
    place.done("phantom line-pairs --size 8x2 --pixel-um 0.5 --set period_um=4 --output a.csv");
    assert_eq!(read(&place.path("a.csv")).element(0).row(0).to_vec(), [0., 0., 0., 0., 1., 1., 1., 1.]);
    let phantom = |what: &str| format!("phantom {what} --size 9x9 --output b.csv");
    place.refused(&phantom("siemens-star --set spokes=0"), ARGUMENT, "out of range 1 to 1000");
    place.refused(&phantom("siemens-star --set period_um=5"), ARGUMENT, "spokes, diameter_um");
    place.refused(&phantom("mixed --seed 1 --set spokes=5"), ARGUMENT, "none for the kind mixed");
    place.refused(&phantom("cells"), ARGUMENT, "state --seed");
    let help = place.done("phantom --help");
    assert!(help.contains("Settings of siemens-star for --set:\n  spokes = 36  [1 to 1000]"), "{help}");
}

#[test]
fn training_pairs_are_made_resumed_and_made_again() {
    let place = Place::new();
    std::fs::create_dir(place.path("in")).unwrap();
    place.done("phantom cells --size 70x50 --seed 1 --output in/a.tif");
    let line = "dataset in out --seed 3 --tile 24 --draw beam_size_um=2..9:log --split 0.8,0.1,0.1 --flips";
    assert!(place.done(line).starts_with("out: 4 pairs (4 made, 0 found finished) of 1 files"));
    assert!(place.done(line).starts_with("out: 4 pairs (0 made, 4 found finished)"));
    place.refused(&format!("{line} --format png"), ARGUMENT, "format = \"tif\", not \"png\"");
    place.done("dataset in again --remake out/manifest.jsonl --only 2");
    let manifest = std::fs::read_to_string(place.path("out/manifest.jsonl")).unwrap();
    let map = json(manifest.lines().nth(1).unwrap())["map"].as_str().unwrap().to_string();
    let bytes = |folder: &str| std::fs::read(place.path(folder).join(&map)).unwrap();
    assert_eq!(bytes("out"), bytes("again"));
    place.write("in/b.png", "no picture");
    let ran = place.run(line);
    assert_eq!(
        (ran.code, ran.err.contains("b.png"), ran.out.contains("4 pairs")),
        (10, true, true),
        "{}",
        ran.err
    );
    place.refused("dataset in out2 --seed 3", ARGUMENT, "line_spacing_um or beam_size_um");
    place.refused("dataset in out2 --seed 3 --draw beam=1..2", ARGUMENT, "beam_size_um");
    place.refused("dataset none out2 --seed 3 --preset seed-2019", FILE, "none");
    place.write("mine/x.txt", "");
    place.refused("dataset in mine --seed 3 --preset seed-2019", FILE, "--overwrite");
    assert_eq!(place.run("dataset in out").code, 2);
    assert_eq!(place.run("dataset in out --seed 3 --remake out/manifest.jsonl").code, 2);
}

#[test]
fn an_ablated_map_has_counts_a_pixel_size_and_the_seed_decides() {
    let place = measured();
    let map = read(&place.path("map.tif"));
    assert_eq!((map.shape(), map.pixel_width_um, map.unit.as_str()), ((30, 40), Some(5.0), "counts"));
    assert!(map.values().iter().all(|v| v.fract() == 0.0));
    place.done("ablate truth.tif --output same.tif --preset seed-2019 --seed 1");
    place.done("ablate truth.tif --output other.tif --preset seed-2019 --seed 2");
    assert_eq!(map.values(), read(&place.path("same.tif")).values());
    assert_ne!(map.values(), read(&place.path("other.tif")).values());
}

#[test]
fn expected_counts_need_no_seed_and_a_png_keeps_whole_counts() {
    let place = measured();
    place.done("ablate truth.tif --output mean.tif --preset seed-2019 --expected");
    let (map, mean) = (read(&place.path("map.tif")), read(&place.path("mean.tif")));
    assert!(mean.values().iter().any(|v| v.fract() != 0.0));
    let (counted, expected) = (map.values().sum(), mean.values().sum());
    assert!((counted / expected - 1.0).abs() < 0.01, "{counted} {expected}");
    place.done("ablate truth.tif --output map.png --preset seed-2019 --seed 1");
    assert_eq!(read(&place.path("map.png")).values(), map.values());
    place.done("ablate truth.tif --output variance.tif --preset seed-2019 --variance");
    let variance = read(&place.path("variance.tif"));
    // counting alone has the variance of the mean, Flicker noise adds to it
    assert!(variance.values().iter().zip(mean.values()).all(|(variance, mean)| variance >= mean));
}

/// Two files of one element each, and one that holds both.
fn two_elements(place: &Place) {
    place.done("phantom cells --size 40x40 --seed 1 --output Ba.csv");
    place.done("phantom grains --size 40x40 --seed 2 --output Ca.csv");
    let both =
        lamap::files::read(&[place.path("Ba.csv"), place.path("Ca.csv")]).unwrap().with_pixel_size(1.0, 1.0);
    lamap::files::write(&place.path("both.tif"), &both, &lamap::files::WriteOptions::default()).unwrap();
}

#[test]
fn several_elements_are_measured_in_one_pass() {
    let place = Place::new();
    two_elements(&place);
    place.done("ablate both.tif --output map.tif --preset seed-2019 --seed 7");
    place.done("ablate Ba.csv Ca.csv --output files.tif --preset seed-2019 --seed 7");
    place.done("ablate Ba.csv --output first.tif --preset seed-2019 --seed 7");
    let map = read(&place.path("map.tif"));
    assert_eq!(map.elements(), ["Ba", "Ca"]);
    assert_eq!(map.values(), read(&place.path("files.tif")).values());
    assert_eq!(map.element(0), read(&place.path("first.tif")).element(0));
    let conditions = lamap::ablation::preset("seed-2019").unwrap();
    let mut both = read(&place.path("both.tif")).values().to_owned();
    for picture in both.outer_iter_mut() {
        lamap::ablation::to_concentrations(picture, &conditions).unwrap();
    }
    let expected = lamap::ablation::simulate_elements(both.view(), 1.0, &conditions, 7).unwrap();
    assert_eq!(map.values(), expected, "the elements share the Flicker noise of the laser");
    place.done("ablate both.tif --output map.csv --preset seed-2019 --seed 7");
    place.refused("ablate both.tif --output map.csv --preset seed-2019 --seed 7", FILE, "map_Ba.csv");
}

#[test]
fn channels_come_from_files_and_options_and_go_by_name() {
    let place = Place::new();
    two_elements(&place);
    let preset = "--preset seed-2019 --set mean_concentration=0";
    place.write(
        "channels.toml",
        "preset = \"seed-2019\"\nmean_concentration = 0\n[[channel]]\nname = \"Ca\"\nsensitivity_counts = 100\n\
         [[channel]]\nname = \"Ba\"\ngas_blank_cps = 2000\n",
    );
    place.done(&format!("ablate both.tif --output plain.tif {preset} --expected"));
    place.done("ablate both.tif --output file.tif --conditions channels.toml --expected");
    place.done(&format!(
        "ablate both.tif --output options.tif {preset} --expected --channel Ba:gas_blank_cps=2000 --channel Ca:sensitivity_counts=100"
    ));
    let (plain, file) = (read(&place.path("plain.tif")), read(&place.path("file.tif")));
    assert_eq!(file.values(), read(&place.path("options.tif")).values());
    for (element, factor, blank) in [(0, 1.0, 100.0), (1, 2.0, 0.0)] {
        for (plain, own) in plain.element(element).iter().zip(file.element(element)) {
            assert!((own - factor * plain - blank).abs() < 1e-3 * (1.0 + own), "{element}: {plain} {own}");
        }
    }
    place.done("conditions --conditions channels.toml --channel Ca:dwell_s=0.01 --output all.json");
    let written = std::fs::read_to_string(place.path("all.json")).unwrap();
    let written = lamap::ablation::Conditions::from_json(&written).unwrap();
    assert_eq!((written.channels.len(), written.channels[0].dwell_s), (2, Some(0.01)));
    let ablate = "ablate both.tif --output no.tif --expected --conditions channels.toml";
    place.refused(&format!("{ablate} --channel Ba:dwell=1"), ARGUMENT, "dwell of channel Ba");
    place.refused(&format!("{ablate} --channel Sr:flicker_rsd=0.1"), ARGUMENT, "state one for each");
    place.refused("ablate both.tif --output no.tif --preset seed-2019 --expected --channel X:", DATA, "2");
}

#[test]
fn a_crater_and_a_response_come_from_files() {
    let place = Place::new();
    place.done("phantom cells --size 40x40 --seed 1 --output a.tif");
    let base = "--preset seed-2019 --set pulse_response=none --expected --pixel-um 1";
    place.write("crater.csv", "1,1,1,1,1\n".repeat(5));
    place.done(&format!("ablate a.tif --output square.tif {base}"));
    let crater = format!("ablate a.tif --output kernel.tif {base} --crater crater.csv --crater-cell-um 1");
    place.refused(&crater, ARGUMENT, "has the size of its crater");
    place.done(&format!("ablate a.tif --output kernel.tif {base} --set beam_size_um=auto --crater crater.csv --crater-cell-um 1"));
    let (square, kernel) = (read(&place.path("square.tif")), read(&place.path("kernel.tif")));
    assert!(square.values().iter().zip(kernel.values()).all(|(a, b)| (a - b).abs() < 1e-3 * (1.0 + a)));
    place.write("signal.csv", "time_s,signal\n0,1\n0.05,1\n");
    place.write("cumulative.csv", "time_s;cumulative\n0;0\n0.05;1\n");
    let base = base.replace("--set pulse_response=none ", "");
    for name in ["signal", "cumulative"] {
        place.done(&format!("ablate a.tif --output {name}.tif {base} --response-table {name}.csv"));
    }
    assert_eq!(read(&place.path("signal.tif")).values(), read(&place.path("cumulative.tif")).values());
    place.done(
        "conditions --response-table signal.csv --crater crater.csv --crater-cell-um 1 --output both.toml",
    );
    let written = std::fs::read_to_string(place.path("both.toml")).unwrap();
    let written = lamap::ablation::Conditions::from_toml(&written).unwrap();
    assert_eq!(written.crater.unwrap().size_um(), (5.0, 5.0));
    assert_eq!(written.response_table.unwrap().cumulative, [0.0, 1.0]);
    place.write("wrong.csv", "time_s,cumulative\n0,0\n0.05,2\n");
    place.write("names.csv", "t,s\n0,0\n0.05,2\n");
    let ablate = format!("ablate a.tif --output no.tif {base}");
    place.refused(&format!("{ablate} --crater crater.csv"), ARGUMENT, "--crater-cell-um");
    place.refused(&format!("{ablate} --response-table wrong.csv"), ARGUMENT, "wrong.csv");
    place.refused(&format!("{ablate} --response-table names.csv"), FILE, "there are: t, s");
    let unused = format!("{ablate} --response-table signal.csv --set pulse_response=none");
    place.refused(&unused, ARGUMENT, "--response-table is of no use");
}

#[test]
fn each_pass_becomes_a_file_with_its_place_on_the_sample() {
    let place = Place::new();
    place.done("phantom cells --size 40x60 --seed 1 --pixel-um 1 --output a.tif");
    place.done("ablate a.tif --output map.tif --preset seed-2019 --seed 3 --passes 2");
    place.done("ablate a.tif --output plain.tif --preset seed-2019 --seed 3");
    let (first, second) = (read(&place.path("map_pass1.tif")), read(&place.path("map_pass2.tif")));
    assert_eq!(first.values(), read(&place.path("plain.tif")).values());
    assert_eq!((second.origin_um, second.pixel_width_um), ((2.5, 2.5), Some(5.0)));
    assert!(!place.path("map.tif").exists());
    let turned = "ablate a.tif --output t.tif --preset seed-2019 --expected --pass 0,0 --pass 0,0.5,turned";
    place.done(turned);
    assert_eq!(read(&place.path("t_pass2.tif")).origin_um, (2.5, 0.0));
    place.refused(turned, FILE, "t_pass1.tif");
    let ablate = "ablate a.tif --output no.tif --preset seed-2019 --expected";
    place.refused(&format!("{ablate} --pass 0,1.5"), ARGUMENT, "out of range 0 to 1");
    for line in ["--pass 0", "--passes 0", "--passes 2 --pass 0,0"] {
        assert_eq!(place.run(&format!("{ablate} {line}")).code, 2, "{line}");
    }
}

#[test]
fn a_picture_without_pixel_size_asks_for_it() {
    let place = Place::new();
    place.done("phantom cells --size 40x40 --seed 1 --output a.csv");
    place.refused("ablate a.csv --output b.tif --set beam_size_um=5 --seed 1", ARGUMENT, "--pixel-um");
    place.done("ablate a.csv --output b.tif --set beam_size_um=5 --seed 1 --pixel-um 1");
    place.refused(
        "ablate a.csv --output c.tif --seed 1 --pixel-um 1",
        ARGUMENT,
        "line_spacing_um or beam_size_um",
    );
    place.refused(
        "ablate a.csv --output c.tif --seed 1 --pixel-um 0 --preset seed-2019",
        ARGUMENT,
        "pixel_um",
    );
}

#[test]
fn physics_explains_the_measurement_and_beats_bicubic() {
    let place = measured();
    let line = "enhance map.tif --output fine.tif --preset seed-2019 --magnification 5 --method physics \
                --sd sd.tif --chi-square chi.tif --report report.json";
    assert!(place.done(line).contains("chi-square"));
    let report = json(&std::fs::read_to_string(place.path("report.json")).unwrap());
    let chi_square = report["elements"][0]["chi_square"].as_f64().unwrap();
    assert!((0.5..1.3).contains(&chi_square), "{chi_square}");
    assert_eq!(report["input_files"][0], "map.tif");
    assert_eq!(report["output_files"]["sd"], "sd.tif");
    let info = lamap::files::read_info(&place.path("fine.tif")).unwrap().unwrap();
    assert_eq!(json(&info), report);
    let fine = read(&place.path("fine.tif"));
    assert_eq!((fine.shape(), fine.pixel_width_um, fine.unit.as_str()), ((150, 200), Some(1.0), "counts"));
    assert_eq!(fine.elements(), ["gradients"]);
    assert_eq!(read(&place.path("sd.tif")).shape(), (150, 200));
    assert_eq!(read(&place.path("chi.tif")).shape(), (30, 40));
    let shift = report["displacement_um"].as_f64().unwrap();
    let scores = json(&place.done(&format!("compare truth.tif map.tif fine.tif --json --shift-um {shift}")));
    let psnr = |i: usize| scores["maps"][i]["fitted"]["psnr_db"].as_f64().unwrap();
    assert!(psnr(1) > psnr(0) + 0.5, "bicubic {} dB, physics {} dB", psnr(0), psnr(1));
}

#[test]
fn without_runtime_auto_says_so_and_unet_is_an_error() {
    let place = measured();
    let auto = place.run("enhance map.tif --output fine.tif --preset seed-2019 --report r.json");
    assert_eq!(auto.code, 0, "{}", auto.err);
    let said: Vec<_> = auto.err.lines().filter(|line| line.contains("physics method runs")).collect();
    assert!(said.len() == 1 && said[0].contains("LAMAP_ONNXRUNTIME"), "{}", auto.err);
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!(report["method"], "physics");
    assert!(report["method_reason"].as_str().unwrap().contains("ONNX Runtime"));
    let unet = "enhance map.tif --output b.tif --preset seed-2019 --method unet";
    place.refused(unet, RUNTIME, "--method physics");
    let named = "enhance map.tif --output b.tif --preset seed-2019 --runtime nowhere";
    place.refused(named, RUNTIME, "nowhere");
    assert!(!place.path("b.tif").exists());
}

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
fn a_plan_tells_numbers_warnings_and_what_it_took_for_granted() {
    let place = measured();
    let text = place.done("plan --preset seed-2019 --width-um 500 --height-um 300");
    for words in
        ["60 lines of 100 pixels", "4.357 µm", "7.474 µm", "alignment = centred", "beam_size_um = 2.5"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let plan = json(&place.done("plan truth.tif --preset seed-2019 --json"));
    assert_eq!((&plan["map"]["lines"], &plan["map"]["pixels"]), (&30.into(), &40.into()));
    assert!((plan["signal"]["counts"].as_f64().unwrap() - 250.0).abs() < 1e-3, "{}", plan["signal"]);
    let bare = place.done("plan --set beam_size_um=10");
    assert!(bare.contains("no washout") && bare.contains("line_spacing_um is not stated"), "{bare}");
    place.refused("plan", ARGUMENT, "line_spacing_um or beam_size_um");
    place.refused("plan --preset seed-2019 --dwell-time-s 1", ARGUMENT, "dwell_time_s = 1 s is out of range");
    place.refused("plan --preset seed-2019 --concentration nan", ARGUMENT, "concentration");
    assert_eq!(place.run("plan --preset seed-2019 --width-um 5").code, 2);
}

#[test]
fn the_figure_of_a_plan_shows_star_and_sample() {
    let place = measured();
    place.done("plan --preset seed-2019 --figure star.png");
    place.done("plan truth.tif --preset seed-2019 --figure both.png --colours viridis");
    let height =
        |name: &str| u32::from_be_bytes(std::fs::read(place.path(name)).unwrap()[20..24].try_into().unwrap());
    assert!(height("both.png") > height("star.png") + 300);
    place.refused("plan --preset seed-2019 --figure star.png", FILE, "--overwrite");
    place.refused("plan --preset seed-2019 --figure star.tif", ARGUMENT, ".png");
}

#[test]
fn maps_that_cannot_be_used_are_refused_in_a_sentence() {
    let place = measured();
    let whole = std::fs::read(place.path("map.tif")).unwrap();
    place.write("cut.tif", &whole[..whole.len() / 2]);
    place.write("empty.csv", "");
    place.write("words.csv", "one two\nthree four\n");
    place.write("nan.csv", "nan,nan\nnan,nan\n");
    place.write("minus.csv", "1,2\n3,-4\n");
    let enhance = |file: &str| {
        format!("enhance {file} --output a.tif --method physics --pixel-width-um 5 --pixel-height-um 5")
    };
    for (file, code) in
        [("none.tif", FILE), ("cut.tif", FILE), ("empty.csv", FILE), ("words.csv", FILE), ("nan.csv", DATA)]
    {
        let words = if code == DATA { "every value is missing" } else { file };
        place.refused(&enhance(file), code, words);
    }
    for file in ["nan.csv", "minus.csv"] {
        place.refused(
            &format!("ablate {file} --output a.tif --preset seed-2019 --set mean_concentration=0 --seed 1"),
            DATA,
            "concentration",
        );
    }
    place.refused(&enhance("map.tif truth.tif"), DATA, "lines of");
    assert!(!place.path("a.tif").exists());
}

#[test]
fn one_pixel_one_line_and_missing_values_are_enhanced() {
    let place = Place::new();
    place.write("Ba.csv", "7\n");
    place.write("Ca.csv", "1,2,3,4,5,6,7,8\n");
    place.write("Mg.csv", "1\n2\n3\n4\n");
    place.write("Sr.csv", "9,8,7\n6,nan,4\n3,2,1\n");
    for (file, size) in [("Ba", (4, 4)), ("Ca", (4, 32)), ("Mg", (16, 4)), ("Sr", (12, 12))] {
        place.done(&format!(
            "enhance {file}.csv --output {file}.tif --method physics --unit counts --pixel-width-um 5 --pixel-height-um 5"
        ));
        assert_eq!(read(&place.path(&format!("{file}.tif"))).shape(), size);
    }
    assert!(read(&place.path("Sr.tif")).values()[[0, 6, 6]].is_nan());
}

#[test]
fn a_result_that_would_be_absurdly_large_is_refused_before_the_work() {
    let place = Place::new();
    place.write("a.csv", format!("{}\n", vec!["1"; 300].join(",")).repeat(300));
    let line = "enhance a.csv --output a.tif --method physics --magnification 16 --square \
                --pixel-width-um 0.01 --pixel-height-um 1000";
    place.refused(line, DATA, "lower the magnification");
}

#[test]
fn outputs_are_checked_before_the_work_and_never_overwritten_unasked() {
    let place = measured();
    let enhance = |options: &str| format!("enhance map.tif --method physics --preset seed-2019 {options}");
    place.refused(&enhance("--output none/a.tif"), FILE, "the folder does not exist");
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
fn identical_maps_score_perfectly_and_json_keeps_every_number() {
    let place = measured();
    place.done("phantom gradients --size 200x150 --seed 2 --output copy.tif");
    let text = place.done("compare truth.tif copy.tif");
    assert!(text.contains("inf  1.0000  0.0000"), "{text}");
    let scores = json(&place.done("compare truth.tif copy.tif --json"));
    let map = &scores["maps"][0];
    assert_eq!(
        (&map["raw"]["nrmse"], &map["raw"]["ssim"], &map["pixels"]),
        (&0.0.into(), &1.0.into(), &(180 * 130).into())
    );
    assert!(map["raw"]["psnr_db"].is_null());
}

#[test]
fn scores_of_a_small_map_are_those_worked_by_hand() {
    let place = Place::new();
    // errors 0 0 0 2, range 4, peak 255 for the picture of 8 bits
    place.write("truth.csv", "0,1.0\n2,4.0\n");
    place.write("map.csv", "0,1.0\n2,6.0\n");
    let scores = json(&place.done("compare truth.csv map.csv --json --border 0"));
    let raw = &scores["maps"][0]["raw"];
    assert!((raw["psnr_db"].as_f64().unwrap() - 10.0 * 16f64.log10()).abs() < 1e-9);
    assert!((raw["nrmse"].as_f64().unwrap() - (4f64 / 21.0).sqrt()).abs() < 1e-9);
    assert!(raw["ssim"].is_null());
    place.refused("compare truth.csv map.csv", DATA, "border of 10");
    place.write("commas.csv", "0,1\n2,4\n");
    place.refused("compare commas.csv map.csv --border 0", FILE, "--decimal");
    let told = json(&place.done("compare commas.csv map.csv --border 0 --json --decimal point"));
    assert_eq!(told["maps"][0]["raw"], *raw);
    place.done("phantom cells --size 60x60 --seed 1 --output p.csv");
    let map = read(&place.path("p.csv"));
    let options = lamap::files::WriteOptions { depth: lamap::files::Depth::Eight, ..Default::default() };
    lamap::files::write(&place.path("p.png"), &map, &options).unwrap();
    assert_eq!(json(&place.done("compare p.png p.csv --json"))["peak"], 255.0);
    assert!(json(&place.done("compare p.csv p.png --json"))["peak"].is_null());
}

#[test]
fn a_figure_shows_maps_of_other_grids_and_asks_for_their_pixels() {
    let place = measured();
    place.done("enhance map.tif --output fine.tif --preset seed-2019 --method physics --magnification 5");
    place.done("compare truth.tif map.tif fine.tif --figure f.png --shift-um 4.36");
    let figure = std::fs::read(place.path("f.png")).unwrap();
    let width = u32::from_be_bytes(figure[16..20].try_into().unwrap());
    assert_eq!(width, 4 * (400 + 20) + 20);
    place.refused("compare truth.tif map.tif --figure f.png", FILE, "--overwrite");
    place.done("compare truth.tif map.tif --figure f.png --overwrite --colours grey");
    place.done("ablate truth.tif --output map.csv --preset seed-2019 --seed 1");
    place.refused("compare truth.tif map.csv", ARGUMENT, "--map-pixel-um");
    place.done("compare truth.tif map.csv --map-pixel-um 5");
    place.refused("compare truth.tif none.tif", FILE, "none.tif");
    place.refused("compare truth.tif map.tif --shift-um 1,2", ARGUMENT, "2 shifts for 1 maps");
    place.refused("compare map.tif fine.tif --border 99", DATA, "border");
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
    let keys = lamap::ablation::settings::TABLE.iter().map(|row| row.key);
    for key in keys.chain(lamap::enhance::settings::TABLE.iter().map(|row| row.key)) {
        assert!(list.contains(&format!("  {key} = ")) && markdown.contains(&format!("| `{key}` |")), "{key}");
    }
    assert!(markdown.lines().filter(|line| line.starts_with('|')).all(|line| line.matches('|').count() == 6));
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

#[test]
fn a_folder_beside_the_work_is_found_as_runtime() {
    let Some(runtime) = runtime() else { return };
    let place = Place::new();
    let folder = place.path(".runtime");
    std::fs::create_dir(&folder).unwrap();
    let name = if cfg!(windows) { "onnxruntime.dll" } else { "libonnxruntime.so" };
    if cfg!(target_os = "macos") || !Path::new(&runtime).is_file() {
        return eprintln!("left out: the runtime is not a single file of this name");
    }
    std::fs::copy(&runtime, folder.join(name)).unwrap();
    let found = ran(place.command("info --json").env_remove("LAMAP_ONNXRUNTIME").output().unwrap());
    assert!(json(&found.out)["runtime"]["found_by"].as_str().unwrap().contains(".runtime"), "{}", found.out);
}

#[test]
fn the_readme_holds_the_settings_tables() {
    let out = Command::new(env!("CARGO_BIN_EXE_lamap")).args(["settings", "--markdown"]).output().unwrap();
    let tables = String::from_utf8(out.stdout).unwrap();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains(tables.trim()), "README.md: paste the output of `lamap settings --markdown`");
}
