// SPDX-License-Identifier: MIT OR Apache-2.0
//! From line scans to a map: every kind of recording, every way to cut it, and what is refused.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use lamap::conditions::{Conditions, ScanDirection};
use lamap::files::{read_lines, write_lines};
use lamap::lines::{Blank, Cut, Imported, LineOptions, TimeUnit};
use lamap::{Error, Map};
use ndarray::Array3;
use std::fmt::Write as _;
use std::path::PathBuf;
use tempfile::TempDir;

const LOG_HEADER: &str = "Timestamp, Sequence Number, SubPoint Number, Vertix Number, Comment, X, Y, Intended X, Intended Y, \
                          Scan Velocity, Laser State, Laser Rep. Rate, Spot Type, Spot Size";
const SWEEP_S: f64 = 0.5;
const LINES: usize = 5;
const PIXELS: usize = 20;
/// Time of the signal at which the first line begins.
const LAG_S: f64 = 7.05;

/// Value of an element with the laser on: never as low as the blank, and different in every pixel.
fn value(element: usize, line: usize, pixel: usize) -> f32 {
    (100 + 7 * (line * PIXELS + pixel) % 61 * (element + 1) + line) as f32
}

fn blank(reading: usize) -> f32 {
    (reading % 3) as f32
}

/// When a line begins on the clock of the log, s; the pauses differ.
fn begin_s(line: usize) -> f64 {
    line as f64 * (PIXELS as f64 * SWEEP_S + 6.0) + [0.0, 0.5, 0.1, 1.0, 0.5][line]
}

/// The log of a standard of two lines and a map of five, 20 µm/s, 10 µm apart; a line may run back.
fn log(runs_back: impl Fn(usize) -> bool) -> String {
    let mut text = format!("{LOG_HEADER}\n");
    let mut line = |begin_s: f64, name: &str, from: f64, to: f64, y: f64, spot: &str| {
        let moment = |s: f64| {
            let s = s + 30.0;
            format!("2026-01-05 09:{:02}:{:06.3}", (s / 60.0) as u32, s % 60.0)
        };
        let (on, off) = (moment(begin_s), moment(begin_s + (to - from).abs() / 20.0));
        let _ = writeln!(text, "{on},1,1,,{name},{from},{y},,,20,Off,0,,{spot}");
        let _ = writeln!(text, "{on},,,,,{from},{y},,,,On,40,,{spot}");
        let _ = writeln!(text, "{off},,,,,{to},{y},,,,On,40,,{spot}");
        let _ = writeln!(text, "{off},,,,,{to},{y},,,,Off,0,,{spot}");
    };
    for i in 0..LINES {
        let (y, ends) = (100.0 + 10.0 * i as f64, [50.0, 250.0]);
        let (from, to) = if runs_back(i) { (ends[1], ends[0]) } else { (ends[0], ends[1]) };
        line(begin_s(i), &format!("Line 1 (Copy {i})"), from, to, y, "10 x 10");
    }
    for i in 0..2 {
        let begin = begin_s(LINES - 1) + 20.0 + 11.0 * f64::from(i);
        line(begin, "NIST 612", 5000.0, 5060.0, 30.0 * f64::from(i), "30");
    }
    text
}

/// The signal of that log, as (time, values) of each reading.
fn signal() -> Vec<(f64, [f32; 2])> {
    let standard = |i: usize| begin_s(LINES - 1) + 20.0 + 11.0 * i as f64;
    let of = |time: f64, reading: usize| {
        let time = time - LAG_S;
        for line in 0..LINES {
            let pixel = ((time - begin_s(line)) / SWEEP_S).floor();
            if (0.0..PIXELS as f64).contains(&pixel) {
                return [0, 1].map(|element| value(element, line, pixel as usize));
            }
        }
        let in_standard = (0..2).any(|i| (standard(i)..standard(i) + 3.0).contains(&time));
        if in_standard { [150.0, 250.0] } else { [blank(reading); 2] }
    };
    (0..300).map(|i| (0.25 + SWEEP_S * i as f64, of(0.25 + SWEEP_S * i as f64, i))).collect()
}

fn csv(header: &str, rows: &[(f64, [f32; 2])]) -> String {
    let rows = rows.iter().map(|(time, [a, b])| format!("{time},{a},{b}\n"));
    header.to_string() + &rows.collect::<String>()
}

/// The readings of each line alone.
fn by_line() -> Vec<Vec<(f64, [f32; 2])>> {
    let readings = |line: usize| {
        (0..PIXELS).map(move |i| (SWEEP_S * (i + 1) as f64, [0, 1].map(|element| value(element, line, i))))
    };
    (0..LINES).map(|line| readings(line).collect()).collect()
}

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn logged(log_text: &str, options: LineOptions) -> lamap::Result<Imported> {
    let place = Place::new();
    let signal = place.write("map.csv", csv("Time [Sec],Mg24,Al27\n", &signal()));
    let log = Some(place.write("log.csv", log_text));
    read_lines(&[signal], &LineOptions { log, ..options })
}

fn says(map: &Map, words: &str) -> bool {
    map.notes.iter().any(|note| note.contains(words))
}

/// Whether a map holds the values of the scene; lines that ran back are turned.
fn is_scene(map: &Map, runs_back: impl Fn(usize) -> bool) -> bool {
    map.values().dim() == (2, LINES, PIXELS)
        && map.values().indexed_iter().all(|((element, line, pixel), found)| {
            let pixel = if runs_back(line) { PIXELS - 1 - pixel } else { pixel };
            *found == value(element, line, pixel)
        })
}

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
fn clocks_that_disagree_by_more_than_a_line_are_named() {
    let place = Place::new();
    let path = place.write("log.csv", log(|_| false));
    let options = LineOptions { log: Some(path), ..LineOptions::default() };
    let begins = |moment: &str| {
        let header = format!("Acquired      : {moment} using Batch a.b\nTime [Sec],Mg24,Al27\n");
        read_lines(&[place.write("a.csv", csv(&header, &signal()))], &options).unwrap()
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
    let imported = read_lines(&[place.write("a.csv", csv("Time,Mg24,Al27\n", &rows))], &options).unwrap();
    assert!(says(&imported.map, "run apart"), "{:?}", imported.map.notes);
}

#[test]
fn a_signal_that_does_not_follow_the_log_is_refused_with_the_next_step() {
    let place = Place::new();
    let noise: Vec<_> =
        signal().iter().enumerate().map(|(i, (t, _))| (*t, [(i * i * 31 % 101) as f32; 2])).collect();
    let path = place.write("a.csv", csv("Time,Mg24,Al27\n", &noise));
    let options = LineOptions { log: Some(place.write("log.csv", log(|_| false))), ..LineOptions::default() };
    let error = read_lines(&[path], &options).unwrap_err().to_string();
    assert!(error.ends_with("state the lag"), "{error}");
}

#[test]
fn recordings_of_every_program_give_the_same_map() {
    let number = |row: &(f64, [f32; 2])| format!("{},{},{}", row.0, row.1[0], row.1[1]);
    let each = |name: &dyn Fn(usize) -> String, text: &dyn Fn(usize, &[String]) -> String| {
        let place = Place::new();
        for (line, rows) in by_line().iter().enumerate() {
            let rows: Vec<String> = rows.iter().map(number).collect();
            place.write(&name(line + 1), text(line, &rows));
        }
        place
    };
    let plain = |n: usize| format!("map/line_{n}.csv");
    let agilent = |header: &'static str| {
        move |line: usize, rows: &[String]| {
            format!(
                "D:\\DATA\\a.b\\{line}.d\nIntensity Vs Time,CPS\nAcquired      : 2020/11/18 14:2{line}:29 using Batch a.b\n\
                 {header}\n{}\n\n\n          Printed:2020/11/18 14:24:47\n",
                rows.join("\n")
            )
        }
    };
    let fin2 = |line: usize, rows: &[String]| {
        format!(
            "Finnigan MAT ELEMENT Raw Data\nFriday, July 04, 2025 11:3{line}:12\na.FIN\n20\n0\n16,16\nCPS\nTime,Mg24,Al27\n{}\n",
            rows.join("\n")
        )
    };
    let element = |_: usize, rows: &[String]| {
        let rows = rows.join("\n").replace(',', "\t");
        format!(
            "Trace for Mass:\tMg24\tAl27\n\t\t\nTime\tIntensity\tIntensity\n[sec]\t[cps]\t[cps]\n\n{rows}\n"
        )
    };
    let perkin = |_: usize, rows: &[String]| {
        format!("Intensity Vs Time, Counts per Second\nTime in Seconds ,Mg/24,Al/27\n\n{}\n", rows.join("\n"))
    };
    let ldr = |_: usize, rows: &[String]| {
        format!(
            "Software:Name=Qtegra;\nConfiguration:Machine=iCAP RQ;\n\nTime,Mg24,Al27,\n,dwell time=0.2;xcal=6,dwell time=0.4;xcal=9,\n{},\n",
            rows.join(",\n")
        )
    };
    let semicolons = |_: usize, rows: &[String]| {
        format!(
            "Zeit der Messung\nElapsed Time (s);Mg24;Al27\n{}\n",
            rows.join("\n").replace(',', ";").replace('.', ",")
        )
    };
    let clock = |_: usize, rows: &[String]| {
        let rows = rows.iter().map(|row| {
            let (time, rest) = row.split_once(',').unwrap();
            format!("00:00:{:04.1},{rest}", time.parse::<f64>().unwrap())
        });
        format!("Time,Mg24,Al27\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let tofwerk = |_: usize, rows: &[String]| {
        let rows = rows.iter().map(|row| {
            let (time, rest) = row.split_once(',').unwrap();
            format!("{rest},{time}")
        });
        format!("'Mg24','Al27',t_elapsed_Buf\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    for (program, place) in [
        ("plain", each(&plain, &|_, rows| format!("Time,Mg24,Al27\n{}\n", rows.join("\n")))),
        ("Agilent", each(&|n| format!("map/{n:03}.d/{n:03}.csv"), &agilent("Time [Sec],Mg24,Al27"))),
        ("FIN2", each(&|n| format!("map/a{n}.FIN2"), &fin2)),
        ("Element2", each(&|n| format!("map/a{n}.txt"), &element)),
        ("PerkinElmer", each(&|n| format!("map/{n}.xl"), &perkin)),
        ("iCAP LDR", each(&|n| format!("map/a_ldr_{n}.csv"), &ldr)),
        ("semicolons", each(&plain, &semicolons)),
        ("h:m:s", each(&plain, &clock)),
        ("TOFWERK", each(&|n| format!("map/IMG_2021.01.01-10h10m1{n}s_AS.csv"), &tofwerk)),
    ] {
        let imported = read_lines(&[place.0.path().join("map")], &LineOptions::default());
        let map = imported.unwrap_or_else(|error| panic!("{program}: {error}")).map;
        assert_eq!(map.elements(), ["Mg24", "Al27"], "{program}");
        assert!(is_scene(&map, |_| false), "{program}: {map:?}");
        let has_unit = ["Agilent", "FIN2", "Element2", "PerkinElmer"].contains(&program);
        assert_eq!(map.unit, if has_unit { "cps" } else { "" }, "{program}");
    }
}

#[test]
fn speed_and_spacing_are_stated_or_follow_from_places() {
    let place = Place::new();
    for (line, rows) in by_line().iter().enumerate() {
        let back = line % 2 == 1;
        let text = rows.iter().enumerate().map(|(i, (time, [a, b]))| {
            let x = 5.0 * (if back { PIXELS - 1 - i } else { i }) as f64;
            format!("{},{x},{},{a},{b}\n", time * 1000.0, 8.0 * line as f64)
        });
        let title = "Timestamp:,2023-01-01T00:00:00.000000\nSpot size:,10.0\nCycle time (ms),x [um],y [um],Mg24,Al27\n";
        place.write(&format!("nu/line_{}.csv", line + 8), title.to_string() + &text.collect::<String>());
    }
    let map = read_lines(&[place.0.path().join("nu")], &LineOptions::default()).unwrap().map;
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(5.0), Some(8.0)));
    assert!(is_scene(&map, |line| line % 2 == 1));
    let text = csv("Time,Mg24,Al27\n", &signal());
    let path = place.write("gaps.csv", text);
    let stated =
        LineOptions { scan_speed_um_s: Some(20.0), line_spacing_um: Some(9.0), ..LineOptions::default() };
    let map = read_lines(&[path], &stated).unwrap().map;
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(10.0), Some(9.0)));
    assert!(
        is_scene(&map, |_| false) && says(&map, "left out, as they are shorter or longer"),
        "{:?}",
        map.notes
    );
}

#[test]
fn columns_number_the_lines_or_stand_side_by_side() {
    let place = Place::new();
    let mut numbered = "Line,Time,Mg24,Al27\n".to_string();
    for (line, rows) in by_line().iter().enumerate() {
        for (time, [a, b]) in rows {
            let _ = writeln!(numbered, "{},{time},{a},{b}", line + 1);
        }
    }
    let names: String = (1..=LINES).map(|n| format!(",Set A_{n:03}").repeat(2)).collect();
    let mut beside =
        format!("Time of scan[ms/(24*60*60*1000)]{names}\n{}\n", ",10/9/2019 1:38:04 PM".repeat(2 * LINES));
    let _ = writeln!(beside, "{}", ",Mg:24,Al:27".repeat(LINES));
    let mut runs = format!(";;;;{}\n;;;;{}\n", "s;".repeat(LINES), "line;".repeat(LINES));
    for i in 0..PIXELS {
        let _ = write!(beside, "{:.12}", SWEEP_S * i as f64 / 86400.0);
        for rows in by_line() {
            let _ = write!(beside, ",{},{}", rows[i].1[0], rows[i].1[1]);
        }
        beside.push('\n');
    }
    for (element, name) in ["24Mg", "27Al"].iter().enumerate() {
        for i in 0..PIXELS {
            let _ = writeln!(
                runs,
                "MainRuns;{i};{name};Time;{}",
                format!("{};", SWEEP_S * i as f64).repeat(LINES)
            );
        }
        for i in 0..PIXELS {
            let cells: String = by_line().iter().map(|rows| format!("{};", rows[i].1[element])).collect();
            let _ = writeln!(runs, "MainRuns;{i};{name};Counter;{cells}");
        }
    }
    for (name, text) in [("numbered.csv", numbered), ("beside.csv", beside), ("qtegra.csv", runs)] {
        let imported = read_lines(&[place.write(name, text)], &LineOptions::default()).unwrap();
        assert!(is_scene(&imported.map, |_| false), "{name}: {:?}", imported.map);
        assert_eq!(imported.conditions.conditions.acquisition_time_s, SWEEP_S, "{name}");
    }
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
    let imported = read_lines(&files, &LineOptions { log, ..LineOptions::default() }).unwrap();
    assert!(is_scene(&imported.map, |_| false), "{:?}", imported.map.notes);
    assert_eq!(imported.map.pixel_width_um, Some(10.0));
    let short = csv("Time,Mg24,Al27\n", &by_line()[0][..PIXELS - 3]);
    let whole = place.write("a.csv", csv("Time,Mg24,Al27\n", &by_line()[1]));
    let map = read_lines(&[whole, place.write("b.csv", short)], &LineOptions::default()).unwrap().map;
    assert_eq!(map.shape(), (2, PIXELS));
    assert!((PIXELS - 3..PIXELS).all(|pixel| map.element(0)[[1, pixel]].is_nan()));
    assert!(says(&map, "17 to 20 pixels: the ends of 1 of 2 lines are missing values"), "{:?}", map.notes);
}

#[test]
fn what_is_no_recording_is_refused_in_one_sentence() {
    let place = Place::new();
    let options = LineOptions::default();
    for (text, words) in [
        ("", "the file is empty"),
        ("1,2\n3,4\n", "this is no recording"),
        ("Time,Mg24\n", "this is no recording"),
        ("Time,Mg24\n0,1\n1,x\n", "\"x\" in line 3, column 2 (Mg24) is neither"),
        ("Time,Mg24\n0,1\n1,inf\n", "\"inf\" in line 3"),
        ("Time,Mg24\n0,1\n1,1e39\n", "line 3"),
        ("Time,Mg24,Al27\n0,1,2\n1,2\n", "line 3 has 2 columns"),
        ("Time,Mg24\n0,1\n1,2\n0.5,3\n", "does not rise from line 3 to line 4"),
        ("Time,Mg24\n0,1\n0,2\n", "does not rise"),
        ("Time,Mg24\n0,1\n1,2\nsum,3\n", "\"sum\" in line 4"),
        ("Time,Mg24,Mg24\n0,1,2\n1,2,3\n", "Mg24 occurs twice"),
        ("Time,Mg24\n0,1\n", "a single reading"),
        ("Time,Mg24\n0,1\n1,2\n2,1\n3,1\n1e9,4\n", "leap"),
        ("Time,Mg24\n0,1\n500,2\n1000,3\n", "--time-unit"),
        ("Time,Mg24\n0,1\n1,2\n2,3\n", "--log"),
        ("Line,Time,Mg24\n1,0,1\n2,0,2\n1,1,3\n", "line 1 of the scan goes on in line 4"),
    ] {
        let error = read_lines(&[place.write("a.csv", text)], &options).unwrap_err().to_string();
        assert!(
            error.contains(words) && !error.trim_end().ends_with('.') && !error.contains('\n'),
            "{text:?}: {error}"
        );
    }
    let milliseconds =
        LineOptions { time_unit: Some(TimeUnit::Milliseconds), cut: Cut::Files, ..options.clone() };
    let path = place.write("a.csv", "Time,Mg24\n0,1\n500,2\n");
    assert!(
        read_lines(std::slice::from_ref(&path), &milliseconds)
            .unwrap_err()
            .to_string()
            .contains("one recording")
    );
    let other = place.write("b.csv", "Time,Al27\n0,1\n5,2\n");
    let error = read_lines(&[path, other], &options).unwrap_err().to_string();
    assert!(error.contains("--time-unit"), "{error}");
    let [a, b] = ["Time,Mg24\n0,1\n1,2\n", "Time,Al27\n0,1\n1,2\n"]
        .map(|text| place.write(&format!("{}.csv", text.len() + usize::from(text.contains("Al"))), text));
    assert!(matches!(read_lines(&[a, b], &options), Err(Error::Contradiction(_))));
    let cut = LineOptions { cut: Cut::Log, ..LineOptions::default() };
    assert!(matches!(
        read_lines(&[place.write("c.csv", csv("Time,a,b\n", &signal()))], &cut),
        Err(Error::Missing { .. })
    ));
}

#[test]
fn damaged_recordings_and_logs_are_never_a_panic() {
    let place = Place::new();
    let (text, log) = (csv("Time [Sec],Mg24,Al27\n", &signal()).into_bytes(), log(|_| true).into_bytes());
    let mut random = 7u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for round in 0..60 {
        let (mut text, mut log) = (text.clone(), log.clone());
        for _ in 0..=round % 7 {
            let bytes = if next(2) == 0 { &mut text } else { &mut log };
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = b",;\t\n\"0159-.eE\xff"[next(13)],
                1 => bytes.truncate(at),
                _ => drop(bytes.splice(at..at, *b"9999")),
            }
            if bytes.is_empty() {
                bytes.push(b'\n');
            }
        }
        let (signal, log) = (place.write("a.csv", text), Some(place.write("log.csv", log)));
        let _ = read_lines(std::slice::from_ref(&signal), &LineOptions { log, ..LineOptions::default() });
        let _ = read_lines(&[signal], &LineOptions::default());
    }
}

#[test]
fn a_simulated_measurement_comes_back_bit_for_bit() {
    let place = Place::new();
    let values =
        Array3::from_shape_fn((2, 6, 33), |(e, i, j)| ((e + 1) * (i * 37 + j * 11) % 97) as f32 * 1.1);
    for (number, (direction, speed, sweep)) in [
        (ScanDirection::OneWay, 50.0, 0.1),
        (ScanDirection::TwoWay, 33.3, 0.0207),
        (ScanDirection::OneWay, 7.0, 1.0 / 3.0),
    ]
    .into_iter()
    .enumerate()
    {
        let conditions = Conditions {
            beam_size_um: Some(6.5),
            scan_speed_um_s: Some(speed),
            acquisition_time_s: sweep,
            line_spacing_um: Some(4.25),
            scan_direction: direction,
            ..Conditions::default()
        };
        let map = Map::new(values.clone(), vec!["Mg24".into(), "Al27".into()]).unwrap();
        let mut map = map.with_pixel_size(speed * sweep, 4.25);
        map.unit = "counts".into();
        map.origin_um = (12.0, 30.0);
        for name in [format!("{number}"), format!("{number}.csv")] {
            let path = place.0.path().join(&name);
            let written = write_lines(&path, &map, &conditions).unwrap();
            assert_eq!(written.len(), if name.ends_with("csv") { 2 } else { 7 });
            let log = written.last().cloned();
            let back = read_lines(&[path], &LineOptions { log, ..LineOptions::default() }).unwrap();
            assert_eq!(back.map.values(), map.values(), "{name}: {:?}", back.map.notes);
            assert_eq!((back.map.unit.as_str(), back.map.elements()), ("counts", map.elements()));
            let (width, height) = back.map.pixel_size_um().unwrap();
            assert!((width / (speed * sweep) - 1.0).abs() < 1e-7 && height == 4.25, "{width} x {height}");
            let c = back.conditions.conditions;
            assert_eq!((c.beam_size_um, c.scan_direction), (Some(6.5), direction));
        }
    }
}

/// Folder of real measurements, absent outside of the workshop.
fn real(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/eval").join(name);
    path.is_dir().then_some(path)
}

#[test]
fn a_real_garnet_becomes_a_map_of_its_25_elements() {
    let Some(folder) = real("laicpms_garnet_ilaps") else { return };
    let log = Some(folder.join("mapa1.Iolite.csv"));
    let signal = [folder.join("mapa1c_data.csv")];
    let imported = read_lines(&signal, &LineOptions { log, ..LineOptions::default() }).unwrap();
    let map = &imported.map;
    assert_eq!((map.elements().len(), map.shape()), (25, (60, 65)));
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(40.0), Some(40.0)));
    assert!((imported.lag_s.unwrap() - 12.3).abs() < 0.5, "{:?}", imported.lag_s);
    assert!(map.values().iter().all(|value| value.is_finite()));
    let without = read_lines(&signal, &LineOptions::default()).unwrap().map;
    assert_eq!(without.shape().0, 60);
}

#[test]
fn real_tables_of_tissue_have_their_lines_side_by_side() {
    let Some(folder) = real("laicpms_tissue") else { return };
    for (name, shape) in [("C1SA1", (200, 219)), ("C1SB1", (160, 222)), ("C2SA1", (200, 225))] {
        let path = folder.join(format!("LA_Data_{name}.csv"));
        let imported = read_lines(&[path], &LineOptions::default()).unwrap();
        assert_eq!(
            (imported.map.elements(), imported.map.shape()),
            (&["P31", "Fe57", "Zn64", "Zn66"].map(String::from)[..], shape)
        );
        assert_eq!(imported.conditions.conditions.acquisition_time_s, 0.33);
    }
}
