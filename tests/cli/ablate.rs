// SPDX-License-Identifier: MIT OR Apache-2.0
//! Virtual ablation from the command line.

use super::{ARGUMENT, DATA, FILE, Place, measured, read};
use lamap::Task;

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
    lamap::files::write(&place.path("both.tif"), &both, &lamap::files::WriteOptions::default(), &Task::new())
        .unwrap();
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
    let conditions = lamap::conditions::preset("seed-2019").unwrap();
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
    let written = lamap::conditions::Conditions::from_json(&written).unwrap();
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
    let written = lamap::conditions::Conditions::from_toml(&written).unwrap();
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
