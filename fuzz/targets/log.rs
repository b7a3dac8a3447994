// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser logs, and tables of columns.
#![no_main]

mod file;

use lamap::files::{read_columns, read_laser_lines, read_laser_log};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let path = file::file("log.csv", data);
    if let Ok(log) = read_laser_log(&path) {
        assert!(log.conditions().iter().all(|(_, value)| value.is_finite()));
    }
    let _ = read_laser_lines(&path);
    if let Ok(columns) = read_columns(&path) {
        let _ = columns.get("time_s");
    }
});
