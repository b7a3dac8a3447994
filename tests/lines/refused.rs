// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is no recording, and damaged files.

use crate::scene::{Place, csv, log, signal};
use lamap::Error;
use lamap::Task;
use lamap::files::{is_recording, read, read_lines};
use lamap::lines::{Cut, LineOptions, TimeUnit};

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
        ("Time,Mg24\n0,1\n500,2\n1000,3\n", "state the unit of time"),
        ("Time,Mg24\n0,1\n1,2\n2,3\n", "state the laser log"),
        ("Line,Time,Mg24\n1,0,1\n2,0,2\n1,1,3\n", "line 1 of the scan goes on in line 4"),
    ] {
        let error =
            read_lines(&[place.write("a.csv", text)], &options, &Task::new()).unwrap_err().to_string();
        assert!(
            error.contains(words) && !error.trim_end().ends_with('.') && !error.contains('\n'),
            "{text:?}: {error}"
        );
    }
    let milliseconds =
        LineOptions { time_unit: Some(TimeUnit::Milliseconds), cut: Cut::Files, ..options.clone() };
    let path = place.write("a.csv", "Time,Mg24\n0,1\n500,2\n");
    assert!(
        read_lines(std::slice::from_ref(&path), &milliseconds, &Task::new())
            .unwrap_err()
            .to_string()
            .contains("one recording")
    );
    let other = place.write("b.csv", "Time,Al27\n0,1\n5,2\n");
    let error = read_lines(&[path, other], &options, &Task::new()).unwrap_err().to_string();
    assert!(error.contains("state the unit of time"), "{error}");
    let [a, b] = ["Time,Mg24\n0,1\n1,2\n", "Time,Al27\n0,1\n1,2\n"]
        .map(|text| place.write(&format!("{}.csv", text.len() + usize::from(text.contains("Al"))), text));
    assert!(matches!(read_lines(&[a, b], &options, &Task::new()), Err(Error::Contradiction(_))));
    let cut = LineOptions { cut: Cut::Log, ..LineOptions::default() };
    assert!(matches!(
        read_lines(&[place.write("c.csv", csv("Time,a,b\n", &signal()))], &cut, &Task::new()),
        Err(Error::Missing { .. })
    ));
}

#[test]
fn maps_logs_and_what_is_not_there_are_no_recordings() {
    let place = Place::new();
    for text in ["1,2\n3,4\n", "", &log(|_| false), "Ba\n1,2\n3,4\n"] {
        assert!(!is_recording(&place.write("a.csv", text)), "{text}");
    }
    assert!(!is_recording(&place.0.path().join("none.csv")));
    place.write("b.csv", csv("Time,a,b\n", &signal()));
    place.write("a.csv", log(|_| false));
    assert!(is_recording(place.0.path()), "the log beside it does not hide it");
}

#[test]
fn a_laser_log_alone_is_called_one() {
    let place = Place::new();
    let path = place.write("log.csv", log(|_| false));
    let alone = read_lines(std::slice::from_ref(&path), &LineOptions::default(), &Task::new()).unwrap_err();
    assert_eq!(alone.to_string(), "log.csv is a laser log: name the recordings too");
    let as_map = read(&[path]).unwrap_err().to_string();
    assert!(
        as_map.ends_with("this is the log of a laser: read it with the recordings of its lines"),
        "{as_map}"
    );
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
        let _ = read_lines(
            std::slice::from_ref(&signal),
            &LineOptions { log, ..LineOptions::default() },
            &Task::new(),
        );
        let _ = read_lines(&[signal], &LineOptions::default(), &Task::new());
    }
}
