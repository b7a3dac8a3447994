// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a report tells of a map beside its numbers.

use super::maps::{conditions, measured, physics, run};
use lamap::conditions::Conditions;
use lamap::enhance::{Enhancer, Level, Method, Report, Settings};
use lamap::{Map, Task};
use ndarray::Array3;

/// Two elements of about 100 and 400 counts; the second has two hot pixels.
fn with_hot_pixels() -> Map {
    let mut values = Array3::from_shape_fn((2, 20, 24), |(element, i, j)| {
        let level = [100.0, 400.0][element];
        (level + 10.0 * ((i * 7 + j * 5) % 3) as f32).round()
    });
    (values[[1, 4, 5]], values[[1, 12, 20]]) = (90_000.0, 70_000.0);
    let mut map = Map::new(values, vec!["Fe56".into(), "Zn66".into()]).unwrap().with_pixel_size(5.0, 5.0);
    map.unit = "counts".into();
    map
}

fn report(spike_threshold: f64) -> Report {
    let settings = Settings { method: Method::Physics, spike_threshold, ..Settings::default() };
    let conditions = Conditions { beam_size_um: Some(5.0), ..Conditions::default() };
    let enhancer = Enhancer::new(settings, &Task::new()).unwrap();
    enhancer.enhance(&with_hot_pixels(), &conditions, &Task::new()).unwrap().report
}

#[test]
fn hot_pixels_are_told_once_and_taken_out_on_request() {
    let told = |report: &Report| -> Vec<String> {
        report.notes.iter().filter(|note| note.contains("single pixels")).cloned().collect()
    };
    let kept = report(0.0);
    assert!(
        matches!(&told(&kept)[..], [note] if note.contains("(Zn66 2)") && note.contains("spike_threshold"))
    );
    let cleaned = report(20.0);
    assert!(told(&cleaned).is_empty());
    assert_eq!((cleaned.elements[0].spikes, cleaned.elements[1].spikes), (0, 2));
}

#[test]
fn what_is_no_measurement_is_not_called_explained() {
    let (map, _) = measured(60, 60);
    let judged = |values: Array3<f32>, unit: &str| {
        let mut made = Map::new(values, map.elements().to_vec()).unwrap().with_pixel_size(4.0, 4.0);
        made.unit = unit.into();
        let report = run(physics(), &made, &Conditions::default()).unwrap().report;
        let is_told = report
            .warnings
            .iter()
            .any(|warning| warning.contains("smoothed, interpolated or enhanced before"));
        (report.verdict(unit).level == Level::Green, is_told)
    };
    assert_eq!(judged(map.values().clone(), "counts"), (true, false));
    let estimate = run(physics(), &map, &conditions()).unwrap().estimate.values().clone();
    let logarithms = map.values().mapv(|counts| (counts + 1.0).log10());
    let repeated =
        Array3::from_shape_fn((2, 60, 60), |(element, i, j)| map.values()[[element, i / 2, j / 2]]);
    for (values, unit) in [(estimate, "µg/g"), (logarithms, "counts"), (repeated, "counts")] {
        assert_eq!(judged(values, unit), (false, true), "{unit}");
    }
}
