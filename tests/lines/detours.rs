// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lines that were aborted and repeated, or ablated out of order, lie where the log tells.

use crate::scene::{LAG_S, Place, SWEEP_S, blank, csv, log, says, value};
use lamap::Task;
use lamap::files::read_lines;
use lamap::lines::{Imported, LineOptions};
use std::fmt::Write as _;

/// Pixels of a whole line.
const WHOLE: usize = 20;

/// When a stroke begins on the clock of the log, s; the pauses differ.
fn begin_s(stroke: usize) -> f64 {
    stroke as f64 * (WHOLE as f64 * SWEEP_S + 6.0) + [0.0, 0.5, 0.1, 1.0, 0.5, 0.2, 0.8][stroke]
}

/// A log of strokes of 20 µm/s, each with its place in steps of 10 µm and its number of pixels.
fn log_of(strokes: &[(usize, usize)]) -> String {
    let header = log(|_| false).lines().next().unwrap().to_string();
    strokes.iter().enumerate().fold(header + "\n", |mut text, (stroke, (place, pixels))| {
        let moment = |s: f64| format!("2026-01-05 09:{:02}:{:06.3}", (s / 60.0) as u32, s % 60.0);
        let (on, off) = (moment(begin_s(stroke)), moment(begin_s(stroke) + *pixels as f64 * SWEEP_S));
        let (y, to) = (100 + 10 * place, 50 + 10 * pixels);
        for (time, x, state) in
            [(&on, 50, "Off,0"), (&on, 50, "On,40"), (&off, to, "On,40"), (&off, to, "Off,0")]
        {
            writeln!(text, "{time},1,1,,Line 1 (Copy {stroke}),{x},{y},,,20,{state},,10 x 10").unwrap();
        }
        text
    })
}

/// The map of such strokes, whose values are those of the scene's lines of the same numbers.
fn map(strokes: &[(usize, usize)]) -> Imported {
    let at = |reading: usize| {
        let time = SWEEP_S * (reading as f64 + 0.5);
        for (stroke, (_, pixels)) in strokes.iter().enumerate() {
            let pixel = ((time - LAG_S - begin_s(stroke)) / SWEEP_S).floor();
            if (0.0..*pixels as f64).contains(&pixel) {
                return (time, [0, 1].map(|element| value(element, stroke, pixel as usize)));
            }
        }
        (time, [blank(reading); 2])
    };
    let readings: Vec<_> = (0..300).map(at).collect();
    let place = Place::new();
    let path = place.write("map.csv", csv("Time [Sec],Mg24,Al27\n", &readings));
    let log = Some(place.write("log.csv", log_of(strokes)));
    read_lines(&[path], &LineOptions { log, ..LineOptions::default() }, &Task::new()).unwrap()
}

/// Whether the rows of a map hold these strokes.
fn holds(imported: &Imported, strokes: &[usize]) -> bool {
    let values = imported.map.values();
    values.dim() == (2, strokes.len(), WHOLE)
        && values
            .indexed_iter()
            .all(|((element, row, pixel), found)| *found == value(element, strokes[row], pixel))
}

#[test]
fn lines_out_of_order_lie_where_the_log_tells() {
    for (places, rows) in [
        ([0, 1, 3, 4, 2], [0, 1, 4, 2, 3]),
        ([1, 2, 3, 4, 0], [4, 0, 1, 2, 3]),
        ([0, 2, 1, 3, 4], [0, 2, 1, 3, 4]),
    ] {
        let imported = map(&places.map(|place| (place, WHOLE)));
        assert!(holds(&imported, &rows), "{places:?}: {:?}", imported.map.notes);
        assert!(says(&imported.map, "ablated out of order: they are put at their places"));
        assert_eq!((imported.map.pixel_height_um, imported.map.origin_um), (Some(10.0), (50.0, 95.0)));
    }
}

#[test]
fn the_repeat_of_an_aborted_line_takes_its_place() {
    for (strokes, rows) in [
        ([(0, WHOLE), (1, 9), (1, WHOLE), (2, WHOLE), (3, WHOLE)], [0, 2, 3, 4]),
        ([(0, WHOLE), (1, 9), (2, WHOLE), (3, WHOLE), (1, WHOLE)], [0, 4, 2, 3]),
        ([(0, 9), (0, WHOLE), (1, WHOLE), (2, WHOLE), (3, WHOLE)], [1, 2, 3, 4]),
    ] {
        let imported = map(&strokes);
        assert!(holds(&imported, &rows), "{strokes:?}: {:?}", imported.map.notes);
        assert!(says(&imported.map, "of the map were aborted and ablated again: the repeats are used"));
    }
}
