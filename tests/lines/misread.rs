// SPDX-License-Identifier: MIT OR Apache-2.0
//! Recordings that could be read wrongly without a word: they are refused with the next step, or read with a note.

use crate::scene::{LINES, Place, SWEEP_S, by_line, csv, is_scene, log, logged, says, value};
use lamap::Task;
use lamap::files::read_lines;
use lamap::lines::{Imported, LineOptions};
use std::path::PathBuf;

/// A file for each line of the scene, changed by its number.
fn folder(place: &Place, text: impl Fn(usize, String) -> String) -> PathBuf {
    for (line, rows) in by_line().iter().enumerate() {
        place.write(&format!("map/line_{}.csv", line + 1), text(line, csv("Time,Mg24,Al27\n", rows)));
    }
    place.0.path().join("map")
}

fn read(path: PathBuf) -> Imported {
    read_lines(std::slice::from_ref(&path), &LineOptions::default(), &Task::new())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(text: &str) -> String {
    let place = Place::new();
    read_lines(&[place.write("a.csv", text)], &LineOptions::default(), &Task::new()).unwrap_err().to_string()
}

#[test]
fn grouped_thousands_and_unknown_units_of_time_are_refused_with_the_next_step() {
    for (text, words) in [
        ("Time;Mg24\n0;1,200\n1;900\n2;800\n", "the commas can be decimal marks or group thousands"),
        ("Time;Mg24\n0;1.234\n1;500\n2;800\n", "the points can be decimal marks or group thousands"),
        (
            "Time,Mg24\n0.5,\"1,200\"\n1.0,900\n1.5,7\n",
            "\"1,200\" and \"0.5\" have different decimal marks or groups",
        ),
        ("Time,Mg24\n0,1'234\n1,900\n", "\"1'234\" in line 2"),
        ("Time [ns],Mg24\n0,5\n1,9\n2,7\n", "the unit ns of the times is not known: state the unit of time"),
    ] {
        let error = refusal(text);
        assert!(error.contains(words), "{text:?}: {error}");
    }
}

#[test]
fn columns_before_and_beside_the_times_have_their_meaning() {
    let place = Place::new();
    let index = |_: usize, text: String| {
        let rows = text.lines().enumerate();
        let row =
            |(i, row): (usize, &str)| if i == 0 { format!(",{row}\n") } else { format!("{},{row}\n", i - 1) };
        rows.map(row).collect()
    };
    let imported = read(folder(&place, index));
    assert!(
        is_scene(&imported.map, |_| false)
            && says(&imported.map, "columns left out: the first, without a name")
    );
    let swapped = |line: usize, text: String| {
        if line != 3 {
            return text;
        }
        let turned = |row: &str| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{},{},{}\n", cells[0], cells[2], cells[1])
        };
        text.lines().map(turned).collect()
    };
    let imported = read(folder(&place, swapped));
    assert!(
        is_scene(&imported.map, |_| false)
            && says(&imported.map, "line_4.csv has its columns in another order")
    );
    for header in ["Zeit [s],Mg24,Al27", "Temps,Mg24,Al27", "ElapsedTime,Mg24,Al27"] {
        let named = |_: usize, text: String| text.replace("Time,Mg24,Al27", header);
        assert!(is_scene(&read(folder(&place, named)).map, |_| false), "{header}");
    }
    let midnight = |_: usize, text: String| {
        let row = |row: &str| match row.split_once(',') {
            Some(("Time", _)) => format!("{row}\n"),
            Some((time, rest)) => {
                let s = (86_395.0 + time.parse::<f64>().unwrap()) % 86_400.0;
                format!("{:02}:{:02}:{:04.1},{rest}\n", (s / 3600.0) as u32, (s / 60.0) as u32 % 60, s % 60.0)
            }
            None => String::new(),
        };
        text.lines().map(row).collect()
    };
    assert!(is_scene(&read(folder(&place, midnight)).map, |_| false));
}

#[test]
fn yttrium_beside_coordinates_is_an_element() {
    let text = "Time,x [um],y [um],Y,Zr90\n0,0,5,7,8\n1,10,5,9,3\n2,20,5,6,4\n";
    let place = Place::new();
    let paths =
        [place.write("a.csv", text), place.write("b.csv", text.replace(",5,", ",15,").replace(",7,", ",1,"))];
    let map = read_lines(&paths, &LineOptions::default(), &Task::new()).unwrap().map;
    assert_eq!(
        (map.elements(), map.pixel_size_um().unwrap()),
        (&["Y".to_string(), "Zr90".into()][..], (10.0, 10.0))
    );
}

#[test]
fn files_that_are_missing_doubled_or_empty_are_said() {
    let place = Place::new();
    let path = folder(&place, |_, text| text);
    std::fs::remove_file(path.join("line_2.csv")).unwrap();
    std::fs::copy(path.join("line_3.csv"), path.join("line_6.csv")).unwrap();
    std::fs::copy(path.join("line_1.csv"), path.join("NIST612.csv")).unwrap();
    place.write("map/line_7.csv", "");
    place.write("map/~$line_7.csv", "x");
    let map = read(path).map;
    assert_eq!(map.shape().0, LINES);
    for words in [
        "leap from 1 to 3",
        "NIST612 bear names of standards and are left out",
        "line_6.csv holds the same readings as line_3.csv",
        "line_7.csv is empty: its line is missing",
    ] {
        assert!(says(&map, words), "{words}: {:?}", map.notes);
    }
}

#[test]
fn late_readings_shift_nothing() {
    let place = Place::new();
    let late = |_: usize, text: String| {
        let row = |(i, row): (usize, &str)| match row.split_once(',') {
            Some((time, rest)) if [4, 11].contains(&i) => {
                format!("{},{rest}\n", time.parse::<f64>().unwrap() + 0.6 * SWEEP_S)
            }
            _ => format!("{row}\n"),
        };
        text.lines().enumerate().map(row).collect()
    };
    let map = read(folder(&place, late)).map;
    assert!(is_scene(&map, |_| false), "{:?} {:?}", map.values().dim(), map.notes);
}

#[test]
fn times_rounded_coarsely_keep_their_columns_and_their_mean() {
    let place = Place::new();
    for line in 0..3 {
        let rows = (0..400).map(|i| format!("{:.2},{}\n", 0.0137 * f64::from(i + 1), i * 7 % 31 + line));
        place.write(&format!("map/{line}.csv"), "Time,Mg24\n".to_string() + &rows.collect::<String>());
    }
    let imported = read(place.0.path().join("map"));
    assert_eq!(imported.map.shape(), (3, 400));
    assert!(imported.map.values().iter().all(|value| value.is_finite()));
    let sweep_s = imported.conditions.conditions.acquisition_time_s;
    assert!((sweep_s / 0.0137 - 1.0).abs() < 1e-3, "{sweep_s}");
}

#[test]
fn a_log_without_its_last_row_or_one_of_its_lines_is_said_and_keeps_its_pattern() {
    let whole = log(|_| false);
    let last = whole.lines().count() - 1;
    let cut: String = whole.lines().take(last).map(|line| format!("{line}\n")).collect();
    let map = logged(&cut, LineOptions::default()).unwrap().map;
    assert!(says(&map, "the log ends while the laser is on") && is_scene(&map, |_| false), "{:?}", map.notes);
    let without: String = whole
        .lines()
        .enumerate()
        .filter(|(i, _)| !(9..13).contains(i))
        .map(|(_, l)| format!("{l}\n"))
        .collect();
    let map = logged(&without, LineOptions::default()).unwrap().map;
    assert_eq!((map.shape().0, map.pixel_height_um), (LINES, Some(10.0)), "{:?}", map.notes);
    assert!(map.values()[[0, 2, 5]].is_nan());
    assert_eq!(map.values()[[0, 3, 5]], value(0, 3, 5));
    assert!(says(&map, "lines are missing in the log after the lines 2 of the map"), "{:?}", map.notes);
    let macintosh = logged(&whole.replace('\n', "\r"), LineOptions::default()).unwrap().map;
    assert!(is_scene(&macintosh, |_| false));
}
