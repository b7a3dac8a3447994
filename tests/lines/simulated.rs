// SPDX-License-Identifier: MIT OR Apache-2.0
//! Simulated measurements that are written as recordings come back.

use crate::scene::Place;
use lamap::Map;
use lamap::Task;
use lamap::conditions::{Conditions, ScanDirection};
use lamap::files::{Existing, read_lines, write_lines};
use lamap::lines::LineOptions;
use ndarray::Array3;

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
            let written = write_lines(&path, &map, &conditions, Existing::Replace).unwrap();
            assert_eq!(written.len(), if name.ends_with("csv") { 2 } else { 7 });
            let log = written.last().cloned();
            let back =
                read_lines(&[path], &LineOptions { log, ..LineOptions::default() }, &Task::new()).unwrap();
            assert_eq!(back.map.values(), map.values(), "{name}: {:?}", back.map.notes);
            assert_eq!((back.map.unit.as_str(), back.map.elements()), ("counts", map.elements()));
            let (width, height) = back.map.pixel_size_um().unwrap();
            assert!((width / (speed * sweep) - 1.0).abs() < 1e-7 && height == 4.25, "{width} x {height}");
            let c = back.conditions.conditions;
            assert_eq!((c.beam_size_um, c.scan_direction), (Some(6.5), direction));
        }
    }
}
