// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap show` tells what was read, and writes it.

use super::{ARGUMENT, FILE, Place, read};

/// The rows of a table as words.
fn rows(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn what_is_read_is_told_for_each_element() {
    let place = Place::new();
    place.write("Ba137_ppm.csv", "1.5,2,\n4,nan,6.5\n");
    place.write("Sr88_ppm.csv", "10,20,30\n40,50,60\n");
    let ran = place.run("show Ba137_ppm.csv Sr88_ppm.csv --pixel-width-um 20");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("2 lines of 3 pixels; pixel width 20 µm, line distance unknown; unit: ppm\n"),
        "{}",
        ran.out
    );
    let rows = rows(&ran.out);
    assert_eq!(rows[2], ["Ba137", "2", "x", "3", "1.500", "3.500", "6.500", "2"]);
    assert_eq!(rows[3], ["Sr88", "2", "x", "3", "10.00", "35.00", "60.00", "0"]);
    assert_eq!(place.names(), ["Ba137_ppm.csv", "Sr88_ppm.csv"]);
}

#[test]
fn notes_and_questions_of_reading_are_told_and_the_map_is_written() {
    let place = Place::new();
    place.write("Ba137.csv", "1.5,2,\n4,5,\n");
    let ran = place.run("show Ba137.csv --output map.tif");
    assert!(ran.code == 0 && ran.err.contains("note: Ba137.csv: the last column is empty"), "{}", ran.err);
    let map = read(&place.path("map.tif"));
    assert_eq!(
        (map.elements(), map.shape(), map.values()[[0, 1, 1]]),
        (&["Ba137".to_string()][..], (2, 2), 5.0)
    );
    place.refused("show Ba137.csv --output map.tif", FILE, "exists already");
    place.refused("show Ba137.csv --output map.xlsx", ARGUMENT, ".csv");
    place.write("Sr.csv", "p1,p2,Mean\n1.5,2,1.75\n4,5,4.5\n");
    place.refused("show Sr.csv", FILE, "(--as-image)");
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 2), }\n";
    let mut cube = b"\x93NUMPY\x01\0".to_vec();
    cube.extend((header.len() as u16).to_le_bytes());
    cube.extend(header.bytes().chain(0..24));
    place.write("cube.npy", cube);
    place.refused("show cube.npy", FILE, "first or last (--elements-axis)");
    assert!(place.done("show cube.npy --elements-axis last").starts_with("3 lines of 4 pixels"));
}
