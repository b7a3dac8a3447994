// SPDX-License-Identifier: MIT OR Apache-2.0
//! Slips of users, which are answered with what was meant.

use super::{ARGUMENT, DATA, Place, measured};

const ENHANCE: &str = "enhance map.tif --output a.tif --method physics --magnification 2";

#[test]
fn an_unknown_word_is_answered_with_the_one_that_was_meant() {
    let place = measured();
    let refused =
        |options: &str, words: &str| place.refused(&format!("{ENHANCE} {options}"), ARGUMENT, words);
    refused("--set beam_size=20", "did you mean beam_size_um?");
    refused("--set spike_treshold=20", "did you mean spike_threshold?");
    refused("--preset seed2019", "did you mean seed-2019 (");
    refused("--preset seed-2019 --set method=fysics", "did you mean physics (one of auto, unet, physics)?");
    let kind = "phantom celss --size 9x9 --seed 1 --output k.tif";
    place.refused(kind, ARGUMENT, "did you mean cells (one of grains, ");
    refused("--preset seed-2019 --unit cts", "state --unit counts");
    refused("--preset seed-2019 --unit counts/sec", "state --unit cps");
}

#[test]
fn a_unit_that_is_a_name_alone_is_said() {
    let place = measured();
    let with = |unit: &str| place.run(&format!("{ENHANCE} --preset seed-2019 --overwrite --unit {unit}")).err;
    assert!(with("bananas").contains("note: the unit \"bananas\" is only a name to lamap"));
    assert!(!with("ppm").contains("is only a name"));
}

#[test]
fn a_map_that_is_enhanced_already_is_refused() {
    let place = measured();
    place.done(&format!("{ENHANCE} --preset seed-2019 --sd sd.tif"));
    for file in ["a.tif", "sd.tif"] {
        let again = format!("enhance {file} --output b.tif --preset seed-2019 --method physics");
        place.refused(&again, DATA, "this map is enhanced already: enhance the measured map");
    }
    std::fs::create_dir(place.path("maps")).unwrap();
    std::fs::rename(place.path("a.tif"), place.path("maps/a.tif")).unwrap();
    place.refused("enhance maps --output b.tif --preset seed-2019 --method physics", DATA, "a.tif: this map");
}

#[test]
fn values_that_cannot_be_counts_are_refused() {
    let place = Place::new();
    let rows = |of: fn(usize) -> f64| -> String {
        let row =
            |i: usize| (0..24).map(|j| of((7 * i + 11 * j) % 40).to_string()).collect::<Vec<_>>().join(",");
        (0..24).map(|i| row(i) + "\n").collect()
    };
    place.write("below_counts.csv", rows(|n| n as f64 - 20.0));
    let enhance = |file: &str| {
        format!(
            "enhance {file} --output {file}.tif --preset seed-2019 --method physics --magnification 2 --set examine=no"
        )
    };
    place.refused(&enhance("below_counts.csv"), DATA, "the least value is -20, and counts are never below 0");
}
