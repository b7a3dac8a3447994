// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines that a laser log cuts: lag, clocks, lines that ran back, the blank, patterns.

use crate::scene::{
    LAG_S, PIXELS, Place, SWEEP_S, blank, by_line, csv, is_scene, log, logged, says, signal, value,
};
use lamap::Error;
use lamap::Task;
use lamap::conditions::ScanDirection;
use lamap::files::read_lines;
use lamap::lines::{Blank, Cut, LineOptions};

#[test]
fn a_log_cuts_the_signal_at_the_lag_that_is_found() {
    let imported = logged(&log(|_| false), LineOptions::default()).unwrap();
    let map = &imported.map;
    assert!(is_scene(map, |_| false), "{:?} {:?}", map.values().dim(), map.notes);
    assert!((imported.lag_s.unwrap() - LAG_S).abs() < SWEEP_S / 2.0, "{:?}", imported.lag_s);
    assert_eq!(
        (map.pixel_width_um, map.pixel_height_um, map.origin_um),
        (Some(10.0), Some(10.0), (50.0, 95.0))
    );
    assert!(says(map, "left out: 2 \"NIST 612\" (2 lines of 60 µm"), "{:?}", map.notes);
    assert!(says(map, "20 pulses fall into a pixel"));
    let c = &imported.conditions.conditions;
    assert_eq!((c.beam_size_um, c.scan_speed_um_s, c.line_spacing_um), (Some(10.0), Some(20.0), Some(10.0)));
    assert_eq!((c.repetition_rate_hz, c.acquisition_time_s), (40.0, SWEEP_S));
    assert!(!imported.conditions.keys.contains("pulse_response"));
}

#[test]
fn lines_that_ran_back_are_turned_and_this_is_said() {
    let back = |line: usize| line % 2 == 1;
    let imported = logged(&log(back), LineOptions::default()).unwrap();
    assert!(is_scene(&imported.map, back), "{:?}", imported.map.notes);
    assert!(says(&imported.map, "2 of 5 lines ran back and are turned"));
    assert_eq!(imported.conditions.conditions.scan_direction, ScanDirection::TwoWay);
}

#[test]
fn the_blank_is_kept_or_its_mean_is_subtracted_and_values_below_it_stay_negative() {
    let kept = logged(&log(|_| false), LineOptions::default()).unwrap();
    let mean = kept.blank[0];
    assert!(
        (mean - 1.0).abs() < 0.1 && says(&kept.map, "with the laser off) is part of the values"),
        "{mean}"
    );
    let options = LineOptions { blank: Blank::Subtract, ..LineOptions::default() };
    let less = logged(&log(|_| false), options).unwrap();
    assert!(says(&less.map, "was subtracted"));
    let pairs = kept.map.values().iter().zip(less.map.values());
    assert!(pairs.into_iter().all(|(kept, less)| (f64::from(kept - less) - mean).abs() < 1e-4));
}

#[test]
fn a_stated_lag_moves_the_lines_and_a_stated_pattern_is_another_map() {
    let options = LineOptions { lag_s: Some(LAG_S + 2.0 * SWEEP_S), ..LineOptions::default() };
    let moved = logged(&log(|_| false), options).unwrap();
    assert_eq!(moved.map.values()[[0, 0, 0]], value(0, 0, 2));
    for pattern in ["2", "NIST 612", "nist"] {
        let options = LineOptions { pattern: Some(pattern.into()), ..LineOptions::default() };
        let standard = logged(&log(|_| false), options).unwrap();
        assert_eq!(standard.map.shape(), (2, 6));
        assert!(standard.map.element(0).iter().all(|value| *value == 150.0), "{:?}", standard.map);
    }
    let options = LineOptions { pattern: Some("3".into()), ..LineOptions::default() };
    assert!(matches!(logged(&log(|_| false), options), Err(Error::InvalidValue { .. })));
}

#[test]
fn what_is_stated_counts_more_than_what_the_log_tells_and_this_is_said() {
    let stated = LineOptions {
        scan_speed_um_s: Some(10.0),
        line_spacing_um: Some(12.0),
        cut: Cut::Log,
        ..LineOptions::default()
    };
    let map = logged(&log(|_| false), stated).unwrap().map;
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(5.0), Some(12.0)));
    assert!(says(&map, "the log tells a speed of the stage of 20 µm/s: 10 µm/s is used, as stated"));
    assert!(says(&map, "the log tells a distance of lines of 10 µm: 12 µm is used, as stated"));
    // a pattern of one line has no distance of its own
    let one =
        log(|_| false).replace("NIST 612,5000,30,", "NIST 612,5000,9000,").replace("5060,30,", "5060,9000,");
    let alone =
        LineOptions { pattern: Some("2".into()), line_spacing_um: Some(30.0), ..LineOptions::default() };
    let map = logged(&one, alone).unwrap().map;
    assert_eq!((map.shape().0, map.pixel_height_um), (1, Some(30.0)), "{:?}", map.notes);
    for wrong in [0.0, -1.0, f64::NAN, 1e300] {
        let options = LineOptions { scan_speed_um_s: Some(wrong), ..LineOptions::default() };
        let error = logged(&log(|_| false), options).unwrap_err().to_string();
        assert!(error.contains("scan_speed_um_s"), "{error}");
    }
}

#[test]
fn a_log_that_states_no_speed_tells_it_by_length_and_time() {
    let no_speed: String = log(|_| false).lines().map(|line| without_speed(line) + "\n").collect();
    let map = logged(&no_speed, LineOptions::default()).unwrap().map;
    assert_eq!(map.pixel_width_um, Some(10.0), "its lines take the time that their speed takes");
}

/// A row of a log without its column of speeds.
fn without_speed(row: &str) -> String {
    let mut cells: Vec<&str> = row.split(',').collect();
    if !row.starts_with("Timestamp") {
        cells[9] = "";
    }
    cells.join(",")
}

#[test]
fn clocks_that_disagree_by_more_than_a_line_are_named() {
    let place = Place::new();
    let path = place.write("log.csv", log(|_| false));
    let options = LineOptions { log: Some(path), ..LineOptions::default() };
    let begins = |moment: &str| {
        let header = format!("Acquired      : {moment} using Batch a.b\nTime [Sec],Mg24,Al27\n");
        read_lines(&[place.write("a.csv", csv(&header, &signal()))], &options, &Task::new()).unwrap()
    };
    let apart = begins("2026-01-05 08:58:00");
    assert!(says(&apart.map, "the clocks of log and signal disagree by -14"), "{:?}", apart.map.notes);
    assert!(is_scene(&apart.map, |_| false));
    let close = begins("2026-01-05 09:00:22");
    assert!(!says(&close.map, "disagree") && is_scene(&close.map, |_| false), "{:?}", close.map.notes);
}

#[test]
fn clocks_that_run_apart_are_followed() {
    let place = Place::new();
    let log = Some(place.write("log.csv", log(|_| false)));
    // lines only, on a clock that runs 1.5 % fast
    let rows: Vec<_> = signal().into_iter().map(|(time, values)| (time * 1.015, values)).collect();
    let options = LineOptions { log, ..LineOptions::default() };
    let imported =
        read_lines(&[place.write("a.csv", csv("Time,Mg24,Al27\n", &rows))], &options, &Task::new()).unwrap();
    assert!(says(&imported.map, "run apart"), "{:?}", imported.map.notes);
}

#[test]
fn a_signal_that_does_not_follow_the_log_is_refused_with_the_next_step() {
    let place = Place::new();
    let noise: Vec<_> =
        signal().iter().enumerate().map(|(i, (t, _))| (*t, [(i * i * 31 % 101) as f32; 2])).collect();
    let path = place.write("a.csv", csv("Time,Mg24,Al27\n", &noise));
    let options = LineOptions { log: Some(place.write("log.csv", log(|_| false))), ..LineOptions::default() };
    let error = read_lines(&[path], &options, &Task::new()).unwrap_err().to_string();
    assert!(error.ends_with("state the lag"), "{error}");
}

#[test]
fn files_take_their_geometry_from_the_log_and_lines_of_other_lengths_are_padded() {
    let place = Place::new();
    let mut files = Vec::new();
    for (line, rows) in by_line().iter().enumerate() {
        let before = (0..6).map(|i| (SWEEP_S * i as f64, [blank(i); 2]));
        let on = rows.iter().map(|(time, values)| (time + 2.5, *values));
        let after = (0..6).map(|i| (13.0 + SWEEP_S * i as f64, [blank(i); 2]));
        let all: Vec<_> = before.chain(on).chain(after).collect();
        files.push(place.write(&format!("{line}.csv"), csv("Time,Mg24,Al27\n", &all)));
    }
    let log = Some(place.write("log.csv", log(|_| false)));
    let imported = read_lines(&files, &LineOptions { log, ..LineOptions::default() }, &Task::new()).unwrap();
    assert!(is_scene(&imported.map, |_| false), "{:?}", imported.map.notes);
    assert_eq!(imported.map.pixel_width_um, Some(10.0));
    let short = csv("Time,Mg24,Al27\n", &by_line()[0][..PIXELS - 3]);
    let whole = place.write("a.csv", csv("Time,Mg24,Al27\n", &by_line()[1]));
    let map =
        read_lines(&[whole, place.write("b.csv", short)], &LineOptions::default(), &Task::new()).unwrap().map;
    assert_eq!(map.shape(), (2, PIXELS));
    assert!((PIXELS - 3..PIXELS).all(|pixel| map.element(0)[[1, pixel]].is_nan()));
    assert!(says(&map, "17 to 20 pixels: the ends of 1 of 2 lines are missing values"), "{:?}", map.notes);
}
