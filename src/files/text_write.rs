// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing text images.

use super::atomic::Draft;
use super::options::Existing;
use super::paths::element_paths;
use super::prepared::Prepared;
use crate::error::Result;
use crate::map::Map;
use crate::task::Task;
use ndarray::ArrayView2;
use std::io::{self, Write};
use std::path::Path;

/// Writes one text image for each element.
pub(super) fn prepare(
    path: &Path,
    map: &Map,
    separator: char,
    existing: Existing,
    task: &Task,
) -> Result<Prepared> {
    let paths = element_paths(path, map.elements())?;
    Prepared::of_each(paths, task, |i, path, task| {
        Draft::write(path, existing, task, |file| rows(file, map.element(i), separator, task))
    })
}

/// The shortest digits that give the same `f32` again; always with a point, so that `1,5` stays two numbers.
fn rows(file: &mut impl Write, values: ArrayView2<f32>, separator: char, task: &Task) -> io::Result<()> {
    for (number, line) in values.outer_iter().enumerate() {
        task.at(number as f64 / values.nrows() as f64).map_err(io::Error::other)?;
        for (pixel, value) in line.iter().enumerate() {
            if pixel > 0 {
                write!(file, "{separator}")?;
            }
            if value.is_nan() { write!(file, "nan")? } else { write!(file, "{value:?}")? }
        }
        writeln!(file)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{WriteOptions, read, trial, write as write_file};
    use super::*;
    use ndarray::Array3;

    fn same(a: &Map, b: &Map) -> bool {
        a.values().iter().zip(b.values()).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
    }

    #[test]
    fn what_was_written_is_read_back_bit_by_bit() {
        let dir = tempfile::tempdir().unwrap();
        let mut random = trial::noise(3);
        let mut bits = || f32::from_bits(u32::from_le_bytes(std::array::from_fn(|_| random.next().unwrap())));
        let values =
            Array3::from_shape_fn((2, 20, 2), |_| Some(bits()).filter(|v| !v.is_infinite()).unwrap_or(1.0));
        let map = Map::new(values, vec!["Ba137".into(), "Na23".into()]).unwrap();
        for name in ["map.csv", "map.tsv", "map.txt"] {
            let written =
                write_file(&dir.path().join(name), &map, &WriteOptions::default(), &Task::new()).unwrap();
            assert!(written[1].ends_with(name.replace('.', "_Na23.")), "{written:?}");
            let back = read(&written).unwrap();
            assert_eq!(back.elements(), map.elements());
            assert!(same(&back, &map));
        }
    }

    #[test]
    fn whole_numbers_one_pixel_one_line_and_missing_values_are_not_misread() {
        let dir = tempfile::tempdir().unwrap();
        for values in [
            Array3::from_elem((1, 1, 1), 7.0),
            Array3::from_shape_fn((1, 3, 2), |(_, i, j)| (i + 5 * j) as f32),
            Array3::from_elem((1, 1, 5), f32::NAN),
            Array3::from_elem((1, 5, 1), f32::NAN),
            Array3::from_elem((1, 2, 2), 1e-30),
        ] {
            let map = Map::new(values, vec!["Ba".into()]).unwrap();
            let written =
                write_file(&dir.path().join("Ba.csv"), &map, &WriteOptions::default(), &Task::new()).unwrap();
            let back = read(&written).unwrap();
            assert_eq!((back.shape(), back.elements()), (map.shape(), map.elements()));
            assert!(same(&back, &map));
        }
    }

    #[test]
    fn no_file_is_left_if_one_of_several_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let map = Map::new(Array3::zeros((2, 2, 2)), vec!["Ba".into(), "Ca".into()]).unwrap();
        std::fs::create_dir(dir.path().join("m_Ca.csv")).unwrap();
        let error =
            write_file(&dir.path().join("m.csv"), &map, &WriteOptions::default(), &Task::new()).unwrap_err();
        assert!(error.to_string().contains("m_Ca.csv"), "{error}");
        assert!(!dir.path().join("m_Ba.csv").exists());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    /// A limit of the file size makes the system refuse like a full disk does; it holds for a whole process.
    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_the_old_file() {
        const CHILD: &str = "LAMAP_TEST_FULL_DISK";
        if let Ok(folder) = std::env::var(CHILD) {
            let map = Map::new(Array3::from_elem((1, 300, 300), 0.123_456), vec!["Ba".into()]).unwrap();
            for name in ["Ba.csv", "Ba.tif"] {
                let error =
                    write_file(&Path::new(&folder).join(name), &map, &WriteOptions::default(), &Task::new())
                        .unwrap_err();
                assert!(error.to_string().contains(name), "{error}");
            }
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        for name in ["Ba.csv", "Ba.tif"] {
            std::fs::write(dir.path().join(name), "old").unwrap();
        }
        let this = std::env::current_exe().unwrap();
        let name = "files::text_write::tests::a_full_disk_leaves_the_old_file";
        let status = std::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" --exact \"$1\" >/dev/null 2>&1"])
            .args([this.as_os_str(), name.as_ref()])
            .env(CHILD, dir.path())
            .status()
            .unwrap();
        assert!(status.success());
        for name in ["Ba.csv", "Ba.tif"] {
            assert_eq!(std::fs::read_to_string(dir.path().join(name)).unwrap(), "old");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}
