// SPDX-License-Identifier: MIT OR Apache-2.0
//! Line scans: byte 0 the options, then recording and laser log with a line `=====` between.

use crate::file::file;
use lamap::Task;
use lamap::files::read_lines;
use lamap::lines::LineOptions;

const BORDER: &[u8] = b"=====\n";
const OPTIONS: [(&str, &str); 8] = [
    ("cut", "gaps"),
    ("cut", "columns"),
    ("cut", "log"),
    ("blank", "subtract"),
    ("lag_s", "1.5"),
    ("scan_speed_um_s", "20"),
    ("line_spacing_um", "10"),
    ("time_unit", "s"),
];

pub fn run(data: &[u8]) {
    let [stated, bytes @ ..] = data else { return };
    let border = bytes.windows(BORDER.len()).position(|part| part == BORDER);
    let (signal, log) = border.map_or((bytes, None), |at| (&bytes[..at], Some(&bytes[at + BORDER.len()..])));
    let mut options = LineOptions::default();
    for (bit, (key, value)) in OPTIONS.iter().enumerate() {
        if stated >> bit & 1 == 1 {
            options.set_text(key, value).expect("the options are those that there are");
        }
    }
    options.log = log.map(|log| file("log.csv", log));
    let Ok(made) = read_lines(&[file("signal.csv", signal)], &options, &Task::new()) else { return };
    assert!(!made.map.values().iter().any(|value| value.is_infinite()));
    let toml = made.conditions.to_toml();
    let back = lamap::conditions::Stated::from_text(&toml, lamap::conditions::Notation::Toml);
    assert!(back.is_ok(), "{:?}\n{toml}", back.err());
}
