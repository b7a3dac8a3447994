// SPDX-License-Identifier: MIT OR Apache-2.0
//! Scores and figures of finished maps.

use super::{ARGUMENT, DATA, FILE, Place, json, measured, read};
use lamap::Task;

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
    place.write("truth.csv", "0.0,1.0\n2.0,4.0\n");
    place.write("map.csv", "0.0,1.0\n2.0,6.0\n");
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
    lamap::files::write(&place.path("p.png"), &map, &options, &Task::new()).unwrap();
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
