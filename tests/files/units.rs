// SPDX-License-Identifier: MIT OR Apache-2.0
//! Units in the names of columns: they become the unit of the map, and what is left is the element that channels are matched with.

use crate::text::{read, refused, told};
use lamap::Map;
use lamap::Task;
use lamap::files::{ReadOptions, read_lines};
use lamap::lines::{Cut, LineOptions};
use std::fmt::Write;
use std::path::PathBuf;

/// A table of 4 x 3 points with these columns beside the places.
fn points(columns: &[&str]) -> String {
    (0..12).fold(format!("x [um],y [um],{}\n", columns.join(",")), |mut text, i| {
        write!(text, "{},{}", 10 * (i % 4), 20 * (i / 4)).unwrap();
        (0..columns.len()).for_each(|column| write!(text, ",{}.5", (i * 7 + column) % 13).unwrap());
        text + "\n"
    })
}

/// Two line scans, side by side in one recording, whose elements are called so.
fn lines_side_by_side(elements: &str) -> Map {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("scan.csv");
    let rows: String =
        (0..6).map(|i| format!("{i}.5,{},{},{},{}\n", 3 * i, 20 - i, 3 * i + 1, 20 - i)).collect();
    let head = format!("Time [s],Line 1,Line 1,Line 2,Line 2\n,{elements},{elements}\n");
    std::fs::write(&path, head + &rows).unwrap();
    import(&[path], Cut::Columns)
}

/// The line scans of a recording with these columns beside the times.
fn lines(columns: &str) -> Map {
    let dir = tempfile::tempdir().unwrap();
    let files = [0, 1].map(|line| {
        let path = dir.path().join(format!("line_{line}.csv"));
        let rows: String = (0..6).map(|i| format!("{i}.5,{},{}\n", 3 * i + line, 20 - i)).collect();
        std::fs::write(&path, format!("Time [s],{columns}\n{rows}")).unwrap();
        path
    });
    import(&files, Cut::Files)
}

fn import(files: &[PathBuf], cut: Cut) -> Map {
    let options = LineOptions {
        cut,
        scan_speed_um_s: Some(10.0),
        line_spacing_um: Some(10.0),
        ..LineOptions::default()
    };
    read_lines(files, &options, &Task::new()).unwrap().map
}

#[test]
fn a_unit_behind_an_element_is_that_of_the_map() {
    for (header, element, unit) in [
        ("Na23_CPS", "Na23", "cps"),
        ("Na23_ppm", "Na23", "ppm"),
        ("Ca43 (cps)", "Ca43", "cps"),
        ("Ca43 cps", "Ca43", "cps"),
        ("Fe57_counts", "Fe57", "counts"),
        ("Mg24_ppm_m24", "Mg24", "ppm"),
        ("Mg_ppm_m24", "Mg24", "ppm"),
        ("Al_ppm mean", "Al", "ppm"),
        ("Ba_ug/g", "Ba", "ug/g"),
        ("SiO2_wt%", "SiO2", "wt%"),
        ("Y_ppm", "Y", "ppm"),
        ("Mg/Ca", "Mg/Ca", ""),
        ("Na23_mean", "Na23_mean", ""),
    ] {
        let map = read(&points(&[header]));
        assert_eq!((map.elements(), map.unit.as_str()), (&[element.to_string()][..], unit), "{header}");
        assert!(map.notes.is_empty(), "{:?}", map.notes);
    }
}

#[test]
fn however_a_unit_is_written_the_map_is_the_same() {
    let stated = read(&points(&["Na23 (cps)", "Mg24 (cps)"]));
    for columns in [["Na23_CPS", "Mg24_CPS"], ["Na23 cps", "Mg24 [counts/s]"], ["Na_CPS_m23", "Mg24_cps"]] {
        let map = read(&points(&columns));
        assert_eq!((map.elements(), &map.unit), (stated.elements(), &stated.unit), "{columns:?}");
        assert_eq!(map.values(), stated.values());
    }
    let stated = lines("Na23 (cps),Mg24 (cps)");
    assert_eq!((stated.unit.as_str(), stated.elements()), ("cps", &["Na23".to_string(), "Mg24".into()][..]));
    for map in [lines("Na23_CPS,Mg24_CPS"), lines_side_by_side("Na_CPS_m23,Mg24_CPS")] {
        assert_eq!(
            (map.elements(), &map.unit, map.values()),
            (stated.elements(), &stated.unit, stated.values())
        );
    }
}

#[test]
fn scatter_of_a_unit_is_left_out() {
    for scatter in
        ["Al27_CPS_Int2SE", "Al27_CPS_Prop2SE", "Al27_CPS_2SE", "Al27_CPS_LOD", "Al_CPS_m27_Int2SE"]
    {
        let map = read(&points(&["Al27_CPS", scatter]));
        assert_eq!((map.elements(), map.unit.as_str()), (&["Al27".to_string()][..], "cps"), "{scatter}");
        assert_eq!(map.notes, [format!("Ba.csv: columns that are no elements were left out: {scatter}")]);
    }
    let map = lines("Al27_CPS,Al27_CPS_Int2SE");
    assert_eq!((map.elements(), map.unit.as_str()), (&["Al27".to_string()][..], "cps"));
}

#[test]
fn different_units_are_said_and_none_is_chosen() {
    for (columns, said) in [
        (["Na23_CPS", "Mg24_ppm"], "different units (cps, ppm)"),
        (["Na23_CPS", "Beam"], "different units (cps, none)"),
    ] {
        let text = points(&columns);
        for name in ["t.csv", "t_ppm.csv"] {
            let map = told(name, &text, &ReadOptions::default()).unwrap();
            assert!(
                map.unit.is_empty() && map.notes.iter().any(|note| note.contains(said)),
                "{:?}",
                map.notes
            );
        }
    }
    let map = lines("Na23_CPS,Mg24_ppm");
    assert!(map.unit.is_empty() && map.notes.iter().any(|note| note.contains("different units (cps, ppm)")));
    refused(&points(&["Na23_CPS", "Na23_ppm"]), "(\"Na23_CPS\") and 4 (\"Na23_ppm\") hold the same element");
}

#[test]
fn elements_with_units_beside_each_other_are_no_pixels() {
    refused("Mg_ppm_m24,Al_ppm_m27\n1.5,2\n3,4\n", "the columns are signals over time or of elements");
}
