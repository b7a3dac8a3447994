// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser logs, and tables of columns.

use crate::file::file;
use lamap::files::{read_columns, read_laser_lines, read_laser_log};

pub fn run(data: &[u8]) {
    let path = file("log.csv", data);
    if let Ok(log) = read_laser_log(&path) {
        assert!(log.conditions().iter().all(|(_, value)| value.is_finite()));
    }
    let _ = read_laser_lines(&path);
    if let Ok(columns) = read_columns(&path) {
        let _ = columns.get("time_s");
    }
}
