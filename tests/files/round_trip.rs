// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing through the public interface, and on real measurements where they are at hand.

use lamap::Task;
use lamap::files::{PointUnit, ReadOptions, WriteOptions, read, read_info, read_with, write};
use lamap::{Error, Map};
use ndarray::Array3;
use std::path::{Path, PathBuf};

fn map() -> Map {
    let values =
        Array3::from_shape_fn(
            (2, 40, 60),
            |(e, i, j)| {
                if i == j { f32::NAN } else { (1000 * e + i * j) as f32 * 0.37 }
            },
        );
    let mut map = Map::new(values, vec!["Na23".into(), "Ba137".into()]).unwrap().with_pixel_size(35.0, 12.5);
    map.unit = "cps".into();
    map
}

fn same(a: &Map, b: &Map) -> bool {
    a.shape() == b.shape()
        && a.values().iter().zip(b.values()).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

#[test]
fn a_map_goes_through_every_kind_of_file() {
    let dir = tempfile::tempdir().unwrap();
    let options = WriteOptions { info: Some("{\"seed\": 7}".into()), ..WriteOptions::default() };
    for name in ["a.tif", "b.csv", "c.tsv"] {
        let written = write(&dir.path().join(name), &map(), &options, &Task::new()).unwrap();
        let mut back = read(&written).unwrap();
        assert!(name == "a.tif" || back.elements() == ["Na23", "Ba137"]);
        assert!(same(&map(), &back), "{name}");
        back.pixel_width_um.get_or_insert(35.0);
        assert_eq!(back.pixel_width_um, Some(35.0));
    }
    assert_eq!(read_info(&dir.path().join("a.tif")).unwrap(), options.info);
    assert_eq!(write(&dir.path().join("d.png"), &map(), &options, &Task::new()).unwrap().len(), 2);
}

#[test]
fn a_large_stack_is_written_slice_by_slice() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.tif");
    let values = Array3::from_shape_fn((3, 700, 900), |(e, i, j)| (e * 1_000_000 + i * 900 + j) as f32);
    let large = Map::new(values, vec!["a".into(), "b".into(), "c".into()]).unwrap();
    write(&path, &large, &WriteOptions::default(), &Task::new()).unwrap();
    assert!(same(&large, &read(&[path]).unwrap()));
}

/// Folder of published measurements, which are not part of this repository.
fn measurements() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("LAMAP_MEASUREMENTS")?);
    folder.is_dir().then_some(folder)
}

#[test]
fn published_libs_tables_and_text_images_are_read() {
    let Some(folder) = measurements() else { return }; // set LAMAP_MEASUREMENTS to run
    let ba = read(&[folder.join("star/20_micron_Ba.csv")]).unwrap();
    assert_eq!((ba.elements(), ba.shape()), (&["Ba".to_string()][..], (268, 285)));
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("libs_shells")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            shell(&path);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

fn shell(path: &Path) {
    let error = read(&[path.to_path_buf()]).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    let options = ReadOptions { points: Some(PointUnit::Millimetre), ..ReadOptions::default() };
    let map = read_with(&[path.to_path_buf()], &options, &Task::new()).unwrap();
    let (width, height) = map.pixel_size_um().unwrap();
    let step = if path.to_string_lossy().contains("30_") { 30.0 } else { 100.0 };
    assert!(
        (width - step).abs() < 0.1 && (height - step).abs() < 0.1,
        "{}: {width} {height}",
        path.display()
    );
    let points = std::fs::read_to_string(path).unwrap().lines().count();
    let filled = map.values().iter().filter(|value| value.is_finite()).count();
    assert!(filled == points, "{}: {filled} of {points} points", path.display());
}
