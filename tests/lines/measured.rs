// SPDX-License-Identifier: MIT OR Apache-2.0
//! Real measurements, if `LAMAP_LINE_SCANS` names a folder with `laicpms_garnet_ilaps` and `laicpms_tissue`;
//! otherwise these tests are skipped.

use lamap::Task;
use lamap::files::read_lines;
use lamap::lines::LineOptions;
use std::path::PathBuf;

/// A folder of real measurements.
fn real(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LAMAP_LINE_SCANS").map(PathBuf::from) else {
        eprintln!("skipped: LAMAP_LINE_SCANS names no folder of line scans");
        return None;
    };
    Some(folder.join(name))
}

#[test]
fn a_real_garnet_becomes_a_map_of_its_25_elements() {
    let Some(folder) = real("laicpms_garnet_ilaps") else { return };
    let log = Some(folder.join("mapa1.Iolite.csv"));
    let signal = [folder.join("mapa1c_data.csv")];
    let imported = read_lines(&signal, &LineOptions { log, ..LineOptions::default() }, &Task::new()).unwrap();
    let map = &imported.map;
    assert_eq!((map.elements().len(), map.shape()), (25, (60, 65)));
    assert_eq!((map.pixel_width_um, map.pixel_height_um), (Some(40.0), Some(40.0)));
    assert!((imported.lag_s.unwrap() - 12.3).abs() < 0.5, "{:?}", imported.lag_s);
    assert!(map.values().iter().all(|value| value.is_finite()));
    let without = read_lines(&signal, &LineOptions::default(), &Task::new()).unwrap().map;
    assert_eq!(without.shape().0, 60);
}

#[test]
fn real_tables_of_tissue_have_their_lines_side_by_side() {
    let Some(folder) = real("laicpms_tissue") else { return };
    for (name, shape) in [("C1SA1", (200, 219)), ("C1SB1", (160, 222)), ("C2SA1", (200, 225))] {
        let path = folder.join(format!("LA_Data_{name}.csv"));
        let imported = read_lines(&[path], &LineOptions::default(), &Task::new()).unwrap();
        assert_eq!(
            (imported.map.elements(), imported.map.shape()),
            (&["P31", "Fe57", "Zn64", "Zn66"].map(String::from)[..], shape)
        );
        assert_eq!(imported.conditions.conditions.acquisition_time_s, 0.33);
    }
}
