// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plans of a measurement.

use super::{ARGUMENT, FILE, json, measured};

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
