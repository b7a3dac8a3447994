// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns and rows that label pixels, sum them up or tell where they lie never become pixels unsaid.

use crate::text::{read, refused, told};
use lamap::Map;
use lamap::Task;
use lamap::files::{DecimalMark, ElementsAxis, Layout, PointUnit, ReadOptions, read_with};

fn values(map: &Map) -> Vec<f32> {
    map.values().iter().copied().collect()
}

fn noted(text: &str, words: &str) -> Map {
    let map = read(text);
    assert!(map.notes.iter().any(|note| note.contains(words)), "{text:?}: {:?}", map.notes);
    map
}

const ROWS: [&str; 4] = ["17,26,31", "47,52,69", "75,83,97", "11,21,38"];

/// Rows of three values below a header, each behind its label.
fn labelled(header: &str, labels: [&str; 4]) -> String {
    let rows = labels.iter().zip(ROWS).map(|(label, row)| format!("{label},{row}\n"));
    format!("{header}\n{}", rows.collect::<String>())
}

#[test]
fn a_named_first_column_with_gaps_or_noise_is_no_pixel() {
    let gaps = ["1", "2", "4", "5"];
    for name in [
        "Line", "Row", "No.", "ID", "Position", "Distance", "Spot", "Sample", "x", "y", "y (um)", "Ba137",
        "Zeile",
    ] {
        let text = labelled(&format!("{name},p1,p2,p3"), gaps);
        refused(&text, &format!("column 1 (\"{name}\")"));
        refused(&text, "state that the file is an image");
        refused(&text.replace(',', ";").replace("17;", "17,5;"), &format!("column 1 (\"{name}\")"));
        let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
        assert_eq!(told("Ba.csv", &text, &image).unwrap().shape(), (4, 4), "{name}");
    }
    let title = labelled("Line scan Ba137,,,", gaps);
    assert_eq!(read(&title).shape(), (4, 4)); // a title above the whole
    refused(&labelled("Line,,,", gaps), "column 1 (\"Line\") labels the rows");
    refused(&labelled("Line,a,b,c", gaps), "column 1 (\"Line\") labels the rows");
    refused(&labelled("y,a,b,c", gaps), "column 1 (\"y\") labels the rows");
    refused(&labelled("y (um),p1,p2,p3", ["0.1", "20.2", "39.9", "60.1"]), "labels the rows");
    refused(&labelled("ablation,p1,p2,p3", ["9.1", "7.2", "4", "1.5"]), "falls from row to row");
    refused(
        &labelled("Sample,Line,p1,p2,p3", ["1,1", "1,2", "1,4", "1,5"]),
        "column 1 (\"Sample\") labels the rows",
    );
    assert_eq!(read(&labelled("p1,p2,p3,p4", gaps)).shape(), (4, 4));
    assert_eq!(read(&labelled("Ba137,p1,p2,p3", ["5", "2", "4", "9"])).shape(), (4, 4));
}

#[test]
fn means_and_sums_are_no_pixels() {
    for name in
        ["Mean", "Average", "Sum", "Total", "SD", "RSD", "RSD (%)", "Min", "Max", "Median", "Mittelwert"]
    {
        let text = labelled(&format!("p1,p2,p3,{name}"), ["7", "4", "9", "2"]);
        refused(&text, &format!("column 4 (\"{name}\") sums up the others: delete it"));
        let indexed = labelled(&format!(",p1,p2,p3,{name}"), ["0,7", "1,4", "2,9", "3,2"]);
        refused(&indexed, &format!("column 5 (\"{name}\") sums up the others"));
        let of_r = format!("\"V1\" \"V2\" \"{name}\"\n\"1\" 17 26 31\n\"2\" 47 52 69\n\"4\" 75 83 97\n");
        refused(&of_r, &format!("column 4 (\"{name}\") sums up the others"));
    }
    let two = labelled("p1,p2,Mean 1,Mean 2", ["7", "4", "9", "2"]);
    refused(&two, "column 3 (\"Mean 1\") sums up the others");
}

#[test]
fn names_of_rows_in_quotation_marks_are_left_out() {
    for header in ["\"V1\" \"V2\" \"V3\"\n", ""] {
        let map =
            noted(&format!("{header}\"1\" 17 26 31\n\"2\" 47 52 69\n\"4\" 75 83 97\n"), "in quotation marks");
        assert_eq!(values(&map), [17.0, 26.0, 31.0, 47.0, 52.0, 69.0, 75.0, 83.0, 97.0]);
    }
    assert_eq!(
        noted("\"1\"\t778113\t829922\n\"2\"\t629633\t1988689\n", "in quotation marks").shape(),
        (2, 2)
    );
    assert_eq!(read("\"1\",\"26\"\n\"2\",\"52\"\n").shape(), (2, 2)); // every cell is quoted
}

#[test]
fn indices_of_rows_and_columns_that_were_taken_out_are_asked_about() {
    for row in [",0,1", ",0,3"] {
        refused(&format!("{row}\n0,17,26\n3,47,52\n7,75,83\n"), "can be counts or values");
    }
    for row in [",0,1,3", ",0,1,2"] {
        refused(&format!("{row}\n0,17,26,31\n3,47,52,69\n7,75,83,97\n"), "can be counts or values");
        let map =
            noted(&format!("{row}\n0,1.5,2.5,3.5\n3,4.5,5.5,6.5\n7,7.5,8.5,9.5\n"), "count and are left out");
        assert_eq!((map.shape(), values(&map)[0]), ((3, 3), 1.5));
    }
    let map = noted("row,0,1,2\n0,906.0,421.0,514.0\n1,663.0,8.0,93.0\n", "count and are left out");
    assert_eq!((map.shape(), values(&map)[0]), ((2, 3), 906.0));
    refused(
        "Line,1,2,3\n1,17,26,31\n2,47,52,69\n4,75,83,97\n",
        "row and column numbers or places, delete them",
    );
    refused("y;0,0;5,0\n0,0;;75,531\n20,0;5,52;10,686\n", "row and column numbers or places, delete them");
    refused("y,0,5\n0,17,26\n3,47,52\n", "row and column numbers or places, delete them");
}

/// A table of 3 x 3 points: two coordinates by the index and a value, in this order of columns.
fn points(header: &str, order: [usize; 3]) -> String {
    let row = |i: usize| {
        let cells = [format!("{}", 20 * (i % 3)), format!("{}", 30 * (i / 3)), format!("{}.25", i * 7 % 9)];
        order.map(|column| cells[column].clone()).join(",") + "\n"
    };
    format!("{header}\n{}", (0..9).map(row).collect::<String>())
}

#[test]
fn coordinates_are_found_by_name_wherever_they_stand() {
    let um = ReadOptions { points: Some(PointUnit::Micrometre), ..ReadOptions::default() };
    for (header, order) in [
        ("Ba137,lon,lat", [2, 0, 1]),
        ("Ba137,Easting,Northing", [2, 0, 1]),
        ("Northing,Easting,Ba137", [1, 0, 2]),
        ("Latitude,Longitude,Ba137", [1, 0, 2]),
    ] {
        let text = points(header, order);
        refused(&text, "state mm or um");
        let map = told("t.csv", &text, &um).unwrap();
        assert_eq!(
            (map.elements(), map.pixel_size_um().unwrap()),
            (&["Ba137".to_string()][..], (20.0, 30.0))
        );
        assert_eq!(values(&map)[..4], [0.25, 7.25, 5.25, 3.25], "{header}");
    }
    let named = read(&points("Ba137,\"X, um\",\"Y, um\"", [2, 0, 1]));
    assert_eq!(named.pixel_size_um().unwrap(), (20.0, 30.0));
    refused(&points("Ba137,across,down", [2, 0, 1]), "columns 2 and 3 hold every place of a grid once");
}

#[test]
fn a_row_of_units_tells_the_unit_of_places() {
    let map = read(&points("X,Y,Ba137\num,um,ppm", [0, 1, 2]));
    assert_eq!((map.pixel_size_um().unwrap(), map.unit.as_str()), ((20.0, 30.0), "ppm"));
}

#[test]
fn what_accompanies_values_is_left_out_alike() {
    let table = points("X (um),Y (um),Ba137", [0, 1, 2]);
    for name in [
        "Ba137_2SE",
        "Ba137_LOD",
        "err",
        "RSD",
        "mask",
        "Laser",
        "Temp",
        "Flags",
        "Position",
        "Ba137 1sigma",
        "Ba137_SE",
    ] {
        let text: String = table.lines().enumerate().fold(String::new(), |text, (i, line)| {
            text + line + "," + &(if i == 0 { name.into() } else { format!("0.{i}") }) + "\n"
        });
        let map = noted(&text, &format!("left out: {name}"));
        assert_eq!(map.elements(), ["Ba137"], "{name}");
    }
    assert_eq!(read(&points("X (um),Y (um),Se", [0, 1, 2])).elements(), ["Se"]);
    refused(&table.replace(",0.25", ",1e39"), "1e39 in line 2, column 3 is larger");
}

#[test]
fn columns_of_words_beside_places_are_named() {
    refused(
        "X (um),Y (um),class\n0,0,gt\n20,0,qz\n0,20,gt\n",
        "column 3 (\"class\") holds words (\"gt\" in line 2): delete it",
    );
    refused(
        "Timestamp,X (um),Y (um),Ba\n2026-01-05 09:00:01,0,0,1\n2026-01-05 09:00:02,20,0,2\n",
        "column 1 (\"Timestamp\") holds moments",
    );
}

#[test]
fn what_cannot_be_decided_is_said() {
    noted("Line 1,Line 2,Line 3\n17,26,31\n47,52,69\n75,83,97\n11,15,12\n", "state transpose");
    noted("1 297,5 2 345,5\n3 456,5 4 567,5\n", "if blanks group thousands");
    noted("1 234 5 678\n2 345 6 789\n", "if blanks group thousands");
    noted("12.345;23.456\n34.567;45.678\n", "three digits follow every point");
    noted(
        "1767603600.1,11,25\n1767603600.6,32,14\n1767603601.2,5,61\n",
        "rises like times (seconds since 1970)",
    );
    noted(
        "46027.41670,11,25\n46027.41671,32,14\n46027.41673,5,61\n",
        "rises like times (days of a spreadsheet)",
    );
    noted(
        "0.061,11,25,7\n0.602,32,14,9\n1.063,5,61,8\n1.661,7,9,12\n2.060,4,5,61\n",
        "column 1 alone rises or falls",
    );
    noted("1,11,25\n2,32,14\n4,5,61\n5,7,9\n8,4,5\n9,2,7\n", "column 1 alone rises or falls");
    assert!(read("1,11,25\n2,32,14\n4,5,61\n").notes.is_empty()); // too little to tell
    for corner in ["0", "nan"] {
        let text = format!(
            "{corner},51600.2,51605.1,51610.3,51615\n31200.1,17,26,31,8\n31220.3,47,52,69,5\n31239.8,75,83,97,6\n"
        );
        assert_eq!(noted(&text, "rise or fall beside their first cell, as axes do").shape(), (4, 5));
    }
}

#[test]
fn a_comma_and_a_blank_may_stand_between_decimal_commas() {
    let text = "1,5, 2,7\n3,1, 4,9\n";
    refused(text, "state the decimal mark");
    let with = |mark| ReadOptions { decimal: Some(mark), ..ReadOptions::default() };
    assert_eq!(values(&told("Ba.csv", text, &with(DecimalMark::Comma)).unwrap()), [1.5, 2.7, 3.1, 4.9]);
    assert_eq!(told("Ba.csv", text, &with(DecimalMark::Point)).unwrap().shape(), (2, 4));
    assert_eq!(read("1, 5, 7\n3, 1, 2\n").shape(), (2, 3));
}

/// A numpy array of this shape, with the place of a value in the file as its value.
fn array(shape: [usize; 3], axis: ElementsAxis) -> lamap::Result<Map> {
    let [a, b, c] = shape;
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({a}, {b}, {c}), }}\n");
    let mut bytes = b"\x93NUMPY\x01\0".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.bytes());
    bytes.extend((0..a * b * c).flat_map(|i| (i as f32).to_le_bytes()));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cube.npy");
    std::fs::write(&path, bytes).unwrap();
    read_with(&[path], &ReadOptions { elements_axis: axis, ..ReadOptions::default() }, &Task::new())
}

#[test]
fn the_axis_of_the_elements_is_asked_for_where_sizes_do_not_tell() {
    for shape in [[60, 65, 25], [30, 30, 20], [6, 9, 2], [12, 12, 12], [40, 50, 10], [20, 60, 25]] {
        let error = array(shape, ElementsAxis::Detect).unwrap_err().to_string();
        assert!(error.ends_with("state which axis is the elements, first or last"), "{error}");
        assert_eq!(array(shape, ElementsAxis::First).unwrap().elements().len(), shape[0]);
        let last = array(shape, ElementsAxis::Last).unwrap();
        assert_eq!((last.elements().len(), last.shape()), (shape[2], (shape[0], shape[1])));
        assert_eq!(last.values()[[1, 0, 1]], (shape[2] + 1) as f32);
    }
    let first = array([2, 6, 9], ElementsAxis::Detect).unwrap();
    assert_eq!(first.notes, ["cube.npy: the first axis of the array of 2 x 6 x 9 is taken as the elements"]);
    assert_eq!(array([6, 9, 1], ElementsAxis::Detect).unwrap().shape(), (6, 9));
}
