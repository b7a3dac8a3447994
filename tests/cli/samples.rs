// SPDX-License-Identifier: MIT OR Apache-2.0
//! Drawn samples and training pairs.

use super::{ARGUMENT, FILE, Place, json, read};

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
    place.refused(&phantom("lines --seed 1 --set spokes=5"), ARGUMENT, "none for the kind lines");
    place.done(&format!("{} --set range_decades=3 --set void_share=0.5", phantom("mixed --seed 1")));
    place.refused(&phantom("mixed --seed 1 --set void_share=1"), ARGUMENT, "out of range 0 to 0.9");
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
