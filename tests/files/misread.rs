// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables that could be read wrongly without a word: they are asked about, refused with the next step, or read with a note.

use crate::text::{read, refused, told};
use lamap::Task;
use lamap::files::{DecimalMark, PointUnit, ReadOptions, read_with};
use std::fmt::Write;

fn um() -> ReadOptions {
    ReadOptions { points: Some(PointUnit::Micrometre), ..ReadOptions::default() }
}

/// Points of a raster of 4 x 3, with the rest of their rows.
fn points(header: &str, separator: &str, rest: impl Fn(usize) -> String) -> String {
    (0..12).fold(format!("{header}\n"), |mut text, i| {
        writeln!(text, "{}{separator}{}{separator}{}", 10 * (i % 4), 20 * (i / 4), rest(i)).unwrap();
        text
    })
}

#[test]
fn grouped_thousands_are_asked_about_in_matrices_and_points() {
    for (text, words) in [
        ("1,200;900\n800;700\n", "the commas can be decimal marks or group thousands"),
        ("1.234;500\n700;800\n", "the points can be decimal marks or group thousands"),
        ("1.234\t500\n700\t800\n", "state the decimal mark"),
        ("\"1,200\",900\n800,700\n", "write numbers with a decimal point and without groups"),
        ("1'234;500;7\n8;9;10\n", "write numbers with a decimal point and without groups"),
    ] {
        refused(text, words);
    }
    let point = ReadOptions { decimal: Some(DecimalMark::Point), ..ReadOptions::default() };
    assert_eq!(told("Ba.csv", "1.234;500\n700;800\n", &point).unwrap().values()[[0, 0, 0]], 1.234);
    let comma = ReadOptions { decimal: Some(DecimalMark::Comma), ..ReadOptions::default() };
    let error = told("Ba.csv", "1.234;500\n700;800\n", &comma).unwrap_err().to_string();
    assert!(error.contains("the points group thousands"), "{error}");
    assert_eq!(read("1.234;5000\n700;800\n").values()[[0, 0, 0]], 1.234);
    refused(
        &points("x [um];y [um];Ba", ";", |i| if i == 0 { "1,200".into() } else { "900".into() }),
        "group thousands",
    );
}

#[test]
fn maps_joined_in_one_table_are_not_read_as_one() {
    for text in [
        "1.5,2,3\n4,5,6.5\n,,\n7,8,9.5\n1,2,7\n",
        "1.5,2,,3,7\n4,5,,6.5,9\n7,1,,8,9.5\n",
        "1.5,2,3\n4,5,6.5\n,,\n,,\n7,8,9.5\n1,2,7\n",
    ] {
        refused(text, "is empty between values, as between two maps in one table");
    }
    for (text, note) in [
        (
            "1.5,2,3\n4,5,6.5\nnan,nan,nan\n7,8,9.5\n1,2,7\n",
            "line 3 is a row of missing values between others",
        ),
        ("1.5,2,nan,3,7\n4,5,nan,6.5,9\n", "column 3 is a column of missing values between others"),
        ("1.5,2,3\n,,\n7,8,9.5\n", "line 2 is a row of missing values"),
    ] {
        let map = read(text);
        assert!(map.notes.len() == 1 && map.notes[0].contains(note), "{text:?}: {:?}", map.notes);
    }
}

#[test]
fn axes_without_names_are_no_values() {
    for (text, words) in [
        ("0,10,20,30\n1.5,7,2,9\n4,5.5,1,8\n", "line 1 steps evenly, as an axis does"),
        ("0.0,0.5,1.0\n1.5,7,2\n4,5.5,1\n", "line 1 steps evenly"),
        ("0,1.5,7\n10,4,5.5\n20,9,1\n", "column 1 steps evenly"),
        ("30,1.5,7\n20,4,5.5\n10,9,1\n0,3,8\n", "column 1 steps evenly"),
        (",10,20\n5,1.5,2\n7,4,3\n", "can be axes or values"),
        (",10,20,30\n5,1.5,2,9\n7,4,3,1\n", "can be axes or values"),
    ] {
        refused(text, words);
    }
    let framed = read(",0,10,20\n0,1.5,2,9\n5,4,3,1\n10,7,3,8\n");
    assert!(framed.shape() == (3, 3) && framed.notes[0].contains("axes"), "{:?}", framed.notes);
    assert_eq!(read("1,2,3\n4,5,6\n7,8,9\n").shape(), (3, 3)); // a slope
}

#[test]
fn a_row_of_units_names_no_element() {
    for units in ["um,um,cps", "[um],[um],[cps]", ",,cps"] {
        let map =
            told("t.csv", &points(&format!("x,y,Ba\n{units}"), ",", |i| format!("{i}.5")), &um()).unwrap();
        assert_eq!((map.elements(), map.unit.as_str()), (&["Ba".to_string()][..], "cps"), "{units}");
    }
    let other = told("t.csv", &points("x,y,Ba\nmm,mm,cps", ",", |i| format!("{i}.5")), &um());
    assert!(matches!(other, Err(lamap::Error::Contradiction(_))), "{other:?}");
}

#[test]
fn columns_of_points_may_be_yttrium_and_wavelengths_and_blank_lines_divide_nothing() {
    for header in ["x [um],y [um],Y,Zr", "X [um],Y [um],Y [ppm],Zr [ppm]"] {
        let map = read(&points(header, ",", |i| format!("{i}.5,{}", i * 7 % 5)));
        assert_eq!(map.elements(), ["Y", "Zr"], "{header}");
    }
    let lines = points("x,y,393.366,422.67,500", ",", |i| format!("{i}.5,{},7.5", i * 7 % 5));
    assert_eq!(told("t.csv", &lines, &um()).unwrap().elements(), ["393.366", "422.67", "500"]);
    let blank =
        read(&points("x [um],y [um],Ba", ",", |i| format!("{i}.5{}", if i % 4 == 3 { "\n" } else { "" })));
    assert!(blank.shape() == (3, 4) && blank.notes[0].contains("2 blank lines"), "{:?}", blank.notes);
}

#[test]
fn a_grid_of_esri_states_its_missing_values_and_its_size() {
    let grid = |rows: usize| {
        format!(
            "ncols 3\nnrows {rows}\nxllcorner 0.0\nyllcorner 0.0\ncellsize 5\nNODATA_value -9999\n1.5 -9999 3\n4 5 -9999\n"
        )
    };
    let map = told("Ba.asc", &grid(2), &ReadOptions::default()).unwrap();
    assert_eq!(map.values().iter().filter(|value| value.is_nan()).count(), 2);
    assert!(map.notes[0].contains("2 values of -9999"), "{:?}", map.notes);
    let cut = told("Ba.asc", &grid(3), &ReadOptions::default()).unwrap_err().to_string();
    assert!(cut.contains("states 3 rows of 3 columns, but there are 2 of 3"), "{cut}");
}

#[test]
fn numbers_in_other_signs_are_read_and_large_ones_are_said_to_be_rounded() {
    let map = read("1.5D+02,\u{2212}3.5\n7.25,16777217\n");
    assert_eq!((map.values()[[0, 0, 0]], map.values()[[0, 0, 1]]), (150.0, -3.5));
    assert_eq!(map.notes, ["Ba.csv: 1 whole number is above 16777216 and rounded to single precision"]);
}

#[test]
fn refusals_tell_what_to_do() {
    refused("line1,1.5,2\nline2,3,4\n", "column 1 holds words (\"line1\" in line 1): delete it");
    refused("\"V42\",\"V43\"\n1.5,2\n4,5\n", "state that the file is an image");
    assert_eq!(read("\"a, b\",\"c\"\n1.5,2\n4,5.5\n").shape(), (2, 2));
}

#[test]
fn refusals_name_the_cell_and_the_next_step() {
    for (text, words) in [
        (
            "5,7\n3,1-Feb\n",
            "\"1-Feb\" in line 2, column 2 is not a number but a date: a spreadsheet may have made it",
        ),
        ("5,7\n3,1:30\n", "enter the number again"),
        ("1.5,2\n3,1e39\n", "1e39 in line 2, column 2 is larger than single precision holds"),
        ("5;OVER\n3;4\n", "\"OVER\" in line 1, column 2 stands in the place of a value: state what"),
        ("5,7\n>5E6,4\n", "\">5E6\" in line 2, column 1 stands in the place of a value: state what"),
        ("5;n.n.\n3;4\n", "stands for a value below detection"),
        ("5;n.b.\n3;4\n", "stands in the place of a value"),
        (
            "1\u{a0}385\t2\u{a0}500\n3\u{a0}000\t4\u{a0}000\n",
            "385\" in line 1, column 1 is not a number: write numbers",
        ),
        ("row,0\n0,906.5\n1,663.5\n", "row and column numbers or places, delete them"),
        ("2'761.4;3'789\n5;6\n", "\"3'789\" in line 1, column 2 is not a number: write numbers"),
    ] {
        refused(text, words);
    }
}

#[test]
fn grouped_thousands_beside_a_decimal_mark_are_read_and_said() {
    for (text, expected) in [
        ("407,65;951,38;1 297,49\n1 407,65;951,38;1 297,5\n", [407.65_f32, 951.38, 1297.49]),
        ("2'761.4;3'789.5;8\n3'269.99;5;7\n", [2761.4, 3789.5, 8.0]),
        ("1\u{202f}385,5\t2,5\t3\n4\t5\t6\n", [1385.5, 2.5, 3.0]),
    ] {
        let map = read(text);
        assert_eq!(map.values().iter().copied().take(3).collect::<Vec<_>>(), expected, "{text:?}");
        assert!(map.notes[0].contains("with grouped thousands"), "{:?}", map.notes);
    }
}

#[test]
fn comments_of_matlab_and_texts_under_other_names_are_known() {
    assert_eq!(read("% drift 1,2,3\n1.5,2\n3,4\n").shape(), (2, 2));
    let map = told("Ba137.tif", "1.5,2\n3,4\n", &ReadOptions::default()).unwrap();
    assert_eq!(map.notes, ["Ba137.tif: this is text: name it .csv, not .tif"]);
}

#[test]
fn hexagonal_spots_are_called_so() {
    let text = (0..48).fold("x [um],y [um],Ba\n".to_string(), |mut text, i| {
        let (x, y) = (20 * (i % 8) + 10 * (i / 8 % 2), 17 * (i / 8));
        writeln!(text, "{x},{y},{i}.5").unwrap();
        text
    });
    let map = read(&text);
    assert!(map.notes[0].contains("spot_layout=hexagonal"), "{:?}", map.notes);
}

#[test]
fn files_that_lock_workbooks_are_left_out_of_folders() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("Ba137.csv"), "1.5,2\n3,4\n").unwrap();
    std::fs::write(dir.path().join("~$Ba137.xlsx"), [5, 0, 1]).unwrap();
    let map = read_with(&[dir.path().into()], &ReadOptions::default(), &Task::new()).unwrap();
    assert_eq!(map.elements(), ["Ba137"]);
    assert_eq!(map.notes, ["Ba137.xlsx is open in a spreadsheet: what is not saved there is not read"]);
}
