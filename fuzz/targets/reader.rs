// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files of maps. Byte 0 is the kind, byte 1 the options, the rest is the file: what is read is sound, and what is written of it
//! is read back bit by bit.

use crate::file::file;
use lamap::Map;
use lamap::Task;
use lamap::files::{ReadOptions, WriteOptions, read, read_info, read_with, write};

const KINDS: [&str; 7] = ["csv", "txt", "tsv", "tif", "png", "npz", "xlsx"];
const OPTIONS: [(&str, &str); 8] = [
    ("points", "um"),
    ("colours", "luminance"),
    ("decimal", "comma"),
    ("layout", "image"),
    ("below_detection", "half"),
    ("transpose", "yes"),
    ("flip_lines", "yes"),
    ("part", "1"),
];
/// Larger maps are not written.
const SMALL: usize = 4096;

pub fn run(data: &[u8]) {
    let [kind, stated, bytes @ ..] = data else { return };
    let path = file(&format!("map.{}", KINDS[usize::from(*kind) % KINDS.len()]), bytes);
    let mut options = ReadOptions::default();
    for (bit, (key, value)) in OPTIONS.iter().enumerate() {
        if stated >> bit & 1 == 1 {
            options.set_text(key, value).expect("the options are those that there are");
        }
    }
    let _ = read_info(&path);
    let Ok(map) = read_with(std::slice::from_ref(&path), &options, &Task::new()) else { return };
    check(&map);
    if map.values().len() <= SMALL {
        let copy = path.with_file_name("copy.tif");
        if write(&copy, &map, &WriteOptions::default(), &Task::new()).is_ok() {
            let back = read(&[copy]).expect("what was written is read");
            assert!(same(&map, &back));
        }
    }
}

fn check(map: &Map) {
    assert!(!map.values().iter().any(|value| value.is_infinite()));
    assert_eq!(map.elements().len(), map.values().dim().0);
    for side in [map.pixel_width_um, map.pixel_height_um].into_iter().flatten() {
        assert!(side.is_finite() && side > 0.0, "a pixel of {side} µm");
    }
    assert!(map.origin_um.0.is_finite() && map.origin_um.1.is_finite());
}

fn same(a: &Map, b: &Map) -> bool {
    let equal = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
    a.values().dim() == b.values().dim() && a.values().iter().zip(b.values()).all(equal)
}
