// SPDX-License-Identifier: MIT OR Apache-2.0
//! What laboratories have is read rightly or refused with the place: no row, column or word changes its meaning unsaid.

use crate::text::{read, refused, told};
use lamap::Map;
use lamap::files::{BelowDetection, Layout, PointUnit, ReadOptions};
use std::fmt::Write;

fn rows(map: &Map) -> Vec<Vec<f32>> {
    map.element(0).outer_iter().map(|row| row.to_vec()).collect()
}

#[test]
fn a_blank_line_inside_a_matrix_is_named() {
    refused("4.5,1\n\n2,3\n", "line 2 is blank between rows of values");
    refused("4.5,1\n6,7\n\n\n2,3\n", "line 3 is blank");
    // programs that end lines twice put one after every row
    let doubled = read("4.5,1\r\n\r\n6,7\r\n\r\n2,3\r\n\r\n");
    assert_eq!(rows(&doubled), [[4.5, 1.0], [6.0, 7.0], [2.0, 3.0]]);
    assert_eq!(doubled.notes, ["Ba.csv: 2 blank lines between the rows, from line 2, left out"]);
    assert!(read("4.5,1\n6,7\n\n").notes.is_empty());
}

#[test]
fn separators_at_edges_make_no_rows_or_columns_and_this_is_said() {
    for (text, note) in [
        ("4.5,1\n6,7\n,\n", "line 3 holds only separators"),
        ("4.5,1,\n6,7,\n,,\n", "the last column is empty in every line"),
        (",4.5,1\n,6,7\n", "the first column is empty in every line"),
        ("4.5;1;;\n6;7;;\n", "the last 2 columns are empty"),
    ] {
        let map = read(text);
        assert_eq!(rows(&map), [[4.5, 1.0], [6.0, 7.0]], "{text:?}");
        assert!(map.notes.iter().any(|said| said.contains(note)), "{:?}", map.notes);
    }
}

#[test]
fn rows_stay_rows_whatever_signs_end_their_lines() {
    let map = read("4.5,1\r6,7\n2,3\r\n8,9");
    assert_eq!(rows(&map), [[4.5, 1.0], [6.0, 7.0], [2.0, 3.0], [8.0, 9.0]]);
}

#[test]
fn errors_of_spreadsheets_are_no_comments() {
    for word in ["#WERT!", "#DIV/0!", "#NV", "#N/A", "#BEZUG!", "#VALEUR!"] {
        for separator in [";", "\t"] {
            let text = format!("4,5{separator}1,5\n{word}{separator}2,5\n6,5{separator}7,5\n");
            refused(&text, &format!("\"{word}\" in line 2, column 1 stands in the place of a value"));
            let missing = ReadOptions { below_detection: BelowDetection::Missing, ..ReadOptions::default() };
            let map = told("Ba.csv", &text, &missing).unwrap();
            assert_eq!((map.shape(), map.values()[[0, 1, 1]]), ((3, 2), 2.5));
            assert!(map.values()[[0, 1, 0]].is_nan());
            assert_eq!(map.notes, ["Ba.csv: 1 word in the place of values became missing"]);
        }
    }
}

#[test]
fn values_below_detection_become_what_was_stated() {
    let text = "<LOD,n.d.\n<0.5,3\n4,5.5\n";
    refused(text, "\"<LOD\" in line 1, column 1 stands for a value below detection");
    let value = |stated| {
        let options = ReadOptions { below_detection: stated, ..ReadOptions::default() };
        let map = told("Ba.csv", text, &options).unwrap();
        assert_eq!((map.shape(), map.values()[[0, 2, 1]]), ((3, 2), 5.5));
        (map.values()[[0, 0, 0]], map.values()[[0, 1, 0]], map.notes)
    };
    let missing = value(BelowDetection::Missing);
    assert!(missing.0.is_nan() && missing.1.is_nan());
    assert_eq!(missing.2, ["Ba.csv: 3 values below detection became missing"]);
    assert_eq!(value(BelowDetection::Zero).1, 0.0);
    let half = value(BelowDetection::Half);
    assert!(half.0.is_nan() && half.1 == 0.25);
    assert_eq!(half.2.len(), 2);
    assert!(read("NA,nan\n,1.5\n").values().iter().filter(|value| value.is_nan()).count() == 3);
}

#[test]
fn words_that_are_not_known_are_no_header() {
    refused("below,below,below\nbelow,below,3.5\n4,5,6\n", "\"below\" in line");
    refused("1.5,2.5,bad\n4,5,6\n", "\"bad\" in line 1, column 3");
}

#[test]
fn counts_of_rows_and_columns_are_no_pixels() {
    for text in [
        ",0,1\n0,4.5,1.5\n1,6.5,7.5\n",                       // pandas
        "\"\",\"V1\",\"V2\"\n\"1\",4.5,1.5\n\"2\",6.5,7.5\n", // R, write.csv
        "\"V1\" \"V2\"\n\"1\" 4.5 1.5\n\"2\" 6.5 7.5\n",      // R, write.table
        "Unnamed: 0,a,b\n0,4.5,1.5\n1,6.5,7.5\n",
    ] {
        let map = read(text);
        assert_eq!(rows(&map), [[4.5, 1.5], [6.5, 7.5]], "{text:?}");
        assert_eq!(map.notes.len(), 1, "{text:?}");
    }
    refused("0,1,2\n4.5,1.5,3.5\n", "line 1 counts the columns");
    refused("0,4.5\n1,1.5\n", "column 1 counts the rows");
    refused("0,1,2,3\n14,5,9,7\n2,8,1,6\n", "line 1 counts the columns");
    refused("depth,a,b\n0.5,7,1\n1.0,6,9\n1.5,2,8\n", "column 1 (\"depth\") steps evenly");
    let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
    assert_eq!(told("Ba.csv", "0,1,2\n4.5,1.5,3.5\n", &image).unwrap().shape(), (2, 3));
    assert_eq!(read("0,1,2,3\n4,5,6,7\n").shape(), (2, 4)); // a slope is an image
    assert_eq!(read("0;1\n7;4\n").shape(), (2, 2)); // too little to tell
}

#[test]
fn what_is_broken_between_its_own_separators_is_not_read_with_blanks() {
    refused("1.5\t\t3\n4\t5\n", "line 2 has 2 columns where line 1 has 3");
    refused("1.5\t\t3.5\n4.5\t5.5\n\t7.5\t8.5\n", "line 2 has 2 columns");
    refused("1 234\t2 500\n3 000\t4 000\n", "\"1 234\" in line 1, column 1 is not a number");
    refused("1 234,2 500\n3 000,4 000\n", "group thousands (1 234)");
    assert_eq!(rows(&read("1,5 2,5\n3,25 4\n")), [[1.5, 2.5], [3.25, 4.0]]);
}

#[test]
fn a_first_row_of_grouped_numbers_is_no_header() {
    for group in ['\u{a0}', '\u{202f}', '\u{2009}', '\''] {
        let row = "1 234;1 100;1 050".replace(' ', &group.to_string());
        refused(&format!("{row}\n900;800;700\n600;500;400\n"), "in line 1, column 1 is not a number");
        let mixed = row.replacen(&format!("1{group}100"), "999", 1);
        refused(&format!("{mixed}\n900;800;700\n"), "in line 1, column 1 is not a number");
    }
    assert_eq!(read("a 1;b 2;c 3\n900;800;700\n600;500;400\n").shape(), (2, 3));
}

#[test]
fn an_image_that_is_stated_to_be_one_is_read_whatever_its_columns_are_called() {
    let text = "\"V1\",\"V42\",\"V43\"\n1.5,2,3\n4,5,6\n"; // R calls columns so, and V42 is vanadium
    refused(text, "signals over time or of elements");
    let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
    assert_eq!(told("Ba.csv", text, &image).unwrap().shape(), (2, 3));
}

#[test]
fn counts_per_second_in_a_name_are_no_counts() {
    let map = told("Ba137 counts per second.csv", "1.5,2\n3,4\n", &ReadOptions::default()).unwrap();
    assert_eq!((map.elements()[0].as_str(), map.unit.as_str()), ("Ba137", "cps"));
}

#[test]
fn points_under_unknown_names_are_asked_about() {
    let place = |i: usize, j: usize| (20.0 * i as f64, 20.0 * j as f64);
    for header in ["Easting,Northing,Ba", "i,j,Ba", "x,y,Ba\n,,cps"] {
        refused(&points(header, place), "state mm or um, or that the file is an image");
    }
}

#[test]
fn places_with_several_points_or_none_are_counted() {
    let map = read("x [um],y [um],Ba\n0,0,1\n10,0,2\n0,10,3\n10,10,4\n10,10,8\n20,0,1\n");
    assert_eq!(map.element(0)[[1, 1]], 6.0);
    let said = [
        "Ba.csv: 1 of 6 places have several points, whose values are averaged",
        "Ba.csv: 1 of 6 places have no point and no value",
    ];
    assert_eq!(map.notes, said);
}

#[test]
fn every_second_line_may_lie_half_a_step_further_for_any_number_of_lines_and_pitch() {
    let map =
        read(&points("x [um],y [um],Ba", |i, j| (20.0 * i as f64 + 10.0 * (j % 2) as f64, 30.0 * j as f64)));
    assert_eq!((map.shape(), map.pixel_size_um().unwrap()), ((6, 9), (20.0, 30.0)));
    let five: String =
        points("x [um],y [um],Ba", |i, j| (20.0 * i as f64 + 10.0 * (j % 2) as f64, 30.0 * j as f64))
            .lines()
            .take(46)
            .fold(String::new(), |text, line| text + line + "\n");
    assert_eq!(read(&five).shape(), (5, 9));
}

/// A table of 9 x 6 points with this header; x and y by the function, values by the index.
fn points(header: &str, place: fn(usize, usize) -> (f64, f64)) -> String {
    (0..54).fold(format!("{header}\n"), |mut text, i| {
        let (x, y) = place(i % 9, i / 9);
        writeln!(text, "{x:.3},{y:.3},{}.5", i * 7 % 13).unwrap();
        text
    })
}

fn straight(pixel: usize, line: usize) -> (f64, f64) {
    (15.0 * pixel as f64, 30.0 * line as f64)
}

#[test]
fn coordinates_are_known_by_all_usual_names() {
    for header in [
        "X coord. (um),Y coord. (um),Ba",
        "Distance X (um),Distance Y (um),Ba",
        "x [µm],y [µm],Ba",
        "Stage X Position (microns),Stage Y Position (microns),Ba",
        "X_um,Y_um,Ba",
    ] {
        let map = read(&points(header, straight));
        assert_eq!((map.elements(), map.shape()), (&["Ba".to_string()][..], (6, 9)), "{header}");
        assert_eq!(map.pixel_size_um().unwrap(), (15.0, 30.0), "{header}");
    }
    let counted = read(&points("col,row,Ba", |pixel, line| (pixel as f64, line as f64)));
    assert_eq!((counted.shape(), counted.pixel_width_um), ((6, 9), None));
}

#[test]
fn a_raster_of_displaced_lines_has_the_steps_of_its_lines() {
    let map = read(&points("X (um),Y (um),Ba", |pixel, line| {
        (15.0 * pixel as f64 + 0.4 * line as f64, 30.0 * line as f64)
    }));
    assert_eq!(map.shape(), (6, 9));
    assert!((map.pixel_width_um.unwrap() - 15.0).abs() < 0.1 && map.values().iter().all(|v| v.is_finite()));
    assert!(map.notes[0].contains("displaced"), "{:?}", map.notes);
    let far = points("X (um),Y (um),Ba", |pixel, line| {
        (15.0 * pixel as f64 + 3.0 * line as f64, 30.0 * line as f64)
    });
    refused(&far, "places (");
}

#[test]
fn bookkeeping_columns_are_listed_and_no_elements() {
    let mut text = String::from("Start_push\tEnd_push\tPushes_duration\tX\tY\tZ\t141Pr-CD38(Pr141Di)\n");
    for i in 0..12 {
        writeln!(text, "{}\t{}\t150\t{}\t{}\t{i}\t{}.25", 150 * i, 150 * i + 150, i % 4, i / 4, i * 5 % 7)
            .unwrap();
    }
    assert!(told("a.txt", &text, &ReadOptions::default()).is_err(), "the unit is asked for");
    let um = ReadOptions { points: Some(PointUnit::Micrometre), ..ReadOptions::default() };
    let map = told("a.txt", &text, &um).unwrap();
    assert_eq!(
        (map.elements(), map.shape(), map.unit.as_str()),
        (&["141Pr-CD38".to_string()][..], (3, 4), "")
    );
    assert_eq!(
        map.notes,
        ["a.txt: columns that are no elements were left out: Start_push, End_push, Pushes_duration, Z"]
    );
}
