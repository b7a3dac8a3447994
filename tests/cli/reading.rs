// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line asks, says and keeps of files that are read.

use super::{DATA, FILE, Place, json, ran};
use std::fmt::Write;

/// A matrix of 12 lines and 16 pixels with this word as its first value and a separator at the end of each line.
fn matrix(word: &str) -> String {
    (0..12).fold(String::new(), |mut text, i| {
        let values = (0..16).map(|j| format!("{}.5", (i * 37 + j * 11) % 53 + 20)).collect::<Vec<_>>();
        let row = if i == 0 { format!("{word},{}", values[1..].join(",")) } else { values.join(",") };
        writeln!(text, "{row},").unwrap();
        text
    })
}

const ENHANCE: &str =
    "--preset seed-2019 --magnification 2 --method physics --report r.json --overwrite --output";

#[test]
fn what_was_left_out_is_printed_once_and_kept_in_the_report() {
    let place = Place::new();
    place.write("Ba.csv", matrix("30.5"));
    let ran = place.run(&format!("enhance Ba.csv {ENHANCE} a.tif"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = "Ba.csv: the last column is empty in every line and is left out";
    assert_eq!(ran.err.matches(said).count(), 1, "{}", ran.err);
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!(report["notes"][0], said);
    assert_eq!((&report["measured_shape"][0], &report["measured_shape"][1]), (&12.into(), &16.into()));
}

#[test]
fn options_that_an_error_asks_for_are_named() {
    let place = Place::new();
    place.write("Ba.csv", matrix("<0.5"));
    let enhance = |options: &str| format!("enhance Ba.csv {options} {ENHANCE} a.tif");
    place.refused(&enhance(""), FILE, "\"<0.5\" in line 1, column 1");
    place.refused(&enhance(""), FILE, "(--below-detection missing, zero or half)");
    for what in ["missing", "zero", "half"] {
        let ran = place.run(&enhance(&format!("--below-detection {what}")));
        assert!(ran.code == 0 && ran.err.contains("1 value below detection became"), "{}", ran.err);
    }
    place.write("Ba.csv", "0,1,2,3\n7.5,1.5,9.5,2.5\n");
    place.refused(&enhance(""), FILE, "(--as-image)");
}

#[test]
fn a_map_is_turned_as_stated() {
    let place = Place::new();
    place.write("Ba.csv", matrix("30.5"));
    let ran = place.run(&format!("enhance Ba.csv --transpose --flip-lines --flip-pixels {ENHANCE} a.tif"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!((&report["measured_shape"][0], &report["measured_shape"][1]), (&16.into(), &12.into()));
}

#[test]
fn the_kind_of_line_in_a_laser_log_is_asked_for_and_its_lines_are_compared() {
    let place = Place::new();
    place.write("Ba.csv", matrix("30.5"));
    let mut log = String::from(
        "Comment,X(um),Y(um),Scan Velocity (um/s),Laser State,Laser Rep. Rate (Hz),Spot Size (um)\n",
    );
    for (name, spot, lines) in [("a", 40, 6), ("b", 10, 5)] {
        for line in 0..lines {
            for (x, state) in [(0, "Off"), (0, "On"), (500, "Off")] {
                writeln!(log, "{name},{x},{},100,{state},200,{spot}", spot * line).unwrap();
            }
        }
    }
    place.write("log.csv", log);
    place.refused("conditions --laser-log log.csv", FILE, "2: 5 lines \"b\"");
    place.refused("conditions --laser-log log.csv", FILE, "(--laser-pattern N)");
    assert!(place.done("conditions --laser-log log.csv --laser-pattern 2").contains("beam_size_um = 10\n"));
    let options = "--laser-log log.csv --laser-pattern 2 --set acquisition_time_s=0.1 --method physics";
    let ran = place.run(&format!("enhance Ba.csv {options} --output a.tif"));
    assert!(ran.err.contains("the log has 5 lines of the map, the map has 12"), "{}", ran.err);
}

#[test]
fn what_needs_more_memory_than_is_allowed_is_refused_with_both_numbers() {
    let place = Place::new();
    let limited = |line: &str| ran(place.command(line).env("LAMAP_MEMORY_MIB", "1").output().unwrap());
    let row = "1,2,3,4,5,6,7,8,9,10\n";
    place.write("large.csv", row.repeat(10_000));
    let read =
        limited("enhance large.csv --method physics --pixel-width-um 5 --pixel-height-um 5 --output a.tif");
    assert_eq!(read.code, FILE, "{}", read.err);
    assert!(read.err.contains("the table needs 2 MiB of memory, and lamap may use 1 MiB"), "{}", read.err);
    place.write("small.csv", row.repeat(100));
    let line = "enhance small.csv --method physics --pixel-width-um 5 --pixel-height-um 5 --output a.tif";
    let finer = limited(&format!("{line} --magnification 16"));
    assert_eq!(finer.code, DATA, "{}", finer.err);
    assert!(finer.err.contains("1600 x 160 pixels needs") && finer.err.contains("lower the magnification"));
    assert_eq!(limited(&format!("{line} --magnification 2")).code, 0);
    // a beam over 500 rows of 560 pixels of a sample of 60 x 60
    place.done("phantom cells --size 60x60 --seed 1 --output cells.tif");
    let wide = "--set beam_shape=disc --set beam_size_um=50 --set line_spacing_um=2";
    let ablated = limited(&format!("ablate cells.tif --seed 1 --pixel-um 0.1 {wide} --output counts.tif"));
    assert_eq!(ablated.code, DATA, "{}", ablated.err);
    assert!(ablated.err.contains("under the beams of a line needs"), "{}", ablated.err);
}
