// SPDX-License-Identifier: MIT OR Apache-2.0
//! Line scans from the command line.

use super::{ARGUMENT, FILE, Place, measured, read};

#[test]
fn lines_of_a_simulation_are_imported_bit_for_bit_and_their_conditions_serve_the_enhancement() {
    let place = measured();
    for lines in ["scan", "scan.csv"] {
        let set = "--set beam_size_um=5 --set acquisition_time_s=0.1 --seed 1 --overwrite";
        place.done(&format!("ablate truth.tif --output map.tif --lines {lines} {set}"));
        let log = if lines == "scan" { String::new() } else { "--log scan.Iolite.csv".into() };
        let out = place.done(&format!("import {lines} {log} --output back.tif --overwrite"));
        assert!(out.contains("lines of") && out.contains("conditions: back.toml"), "{out}");
        let (map, back) = (read(&place.path("map.tif")), read(&place.path("back.tif")));
        assert_eq!(map.values(), back.values(), "{lines}");
        assert_eq!((map.pixel_width_um, map.pixel_height_um), (back.pixel_width_um, back.pixel_height_um));
    }
    place.done("enhance back.tif --conditions back.toml --method physics --output sharp.tif");
    place.refused(
        "ablate truth.tif --output m.tif --lines scan --set beam_size_um=5 --seed 1",
        FILE,
        "not empty",
    );
}

#[test]
fn what_must_be_stated_is_named_with_its_option() {
    let place = Place::new();
    let rows: String = (0..90).map(|i| format!("{i},{i}\n")).collect();
    place.write("a.csv", format!("Time,Mg24\n{rows}"));
    place.refused("import a.csv --output map.tif", ARGUMENT, "--log");
    place.refused("import a.csv --cut nonsense --output map.tif", 2, "cut = \"nonsense\"");
    place.write("ms.csv", "Time,Mg24\n0,1\n500,2\n1000,3\n");
    place.refused("import ms.csv --output map.tif", FILE, "--time-unit");
    place.refused("enhance ms.csv --output sharp.tif", FILE, "lamap import");
    place.write("b.csv", "1,2\n3,4\n");
    place.write("batch.xlsx", [b'P', b'K', 3, 4, 0]);
    place.refused("import batch.xlsx --output map.tif", FILE, "export the signals as csv");
    place.refused("import b.csv --output map.tif", FILE, "no recording");
}
