// SPDX-License-Identifier: MIT OR Apache-2.0
//! From paths to one map: folders, kinds of files, and several files side by side.

use super::errors::{file_error, format_error};
use super::folders::{entries, expand, locked};
use super::kind::{Kind, kind_of};
use super::options::ReadOptions;
use super::paths::{extension, file_name};
use super::size::room;
use super::{fill, npy, npz, part, picture, places, strays, text, tiff_read, twins, unread};
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Extensions, in lower case, of the files that are taken from a folder.
pub const READABLE: &[&str] = &[
    "csv",
    "txt",
    "tsv",
    "dat",
    "asc",
    "tif",
    "tiff",
    "png",
    "npz",
    "npy",
    #[cfg(feature = "xlsx")]
    "xlsx",
];

/// Reads one map from one file, from several files (one element each), or from the files of a folder.
///
/// Values: shape (elements, lines, pixels), missing values NaN. The names of the elements come from the file
/// where it has names (TIFF labels and channels, npz fields, headers of tables), else from the file name (`23Na.csv`,
/// `RM03 Dy163_ppm matrix.csv`), with the unit if the name states one. The pixel size is known only where the
/// file states it in a unit of length: ImageJ and OME-TIFF, pew2 npz, tables of points. Files of a folder that hold no map, such as
/// lists of sources, are left out, and the notes list them; one that is named like an element never is.
///
/// # Errors
/// [`Error::File`] if a file cannot be opened; [`Error::Format`], with the place, if it is not what it should be;
/// [`Error::Missing`] if a table of points does not tell the unit of its coordinates;
/// [`Error::Contradiction`] and [`Error::Shape`] if the files do not belong together.
pub fn read(paths: &[PathBuf]) -> Result<Map> {
    read_with(paths, &ReadOptions::default(), &Task::new())
}

/// [`read`], told what the files do not say. A `task` that is cancelled ends it within 0.5 s.
///
/// # Errors
/// Those of [`read`]; [`Error::InvalidValue`] if an option does not fit the file; [`Error::Cancelled`].
pub fn read_with(paths: &[PathBuf], options: &ReadOptions, task: &Task) -> Result<Map> {
    let files = expand(paths, folder)?;
    let mut map = match task.outcome(read_files(&files, options, task)) {
        Ok(map) => map,
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        Err(error) => without_strays(files, paths, options, task).unwrap_or(Err(error))?,
    };
    map.notes.extend(locked(paths));
    let others = unread::notes(paths, READABLE, map.elements())?;
    map.notes.extend(others);
    task.outcome(Ok(map))
}

/// Reads once more, without the files of folders that hold no map; `None` if there are none of these, or no others.
fn without_strays(
    files: Vec<PathBuf>,
    stated: &[PathBuf],
    options: &ReadOptions,
    task: &Task,
) -> Option<Result<Map>> {
    let (files, notes) = strays::apart(files, stated, task);
    let read = || {
        let mut map = task.outcome(read_files(&files, options, task))?;
        map.notes.extend(notes.iter().cloned());
        Ok(map)
    };
    (!files.is_empty() && !notes.is_empty()).then(read)
}

fn read_files(files: &[PathBuf], options: &ReadOptions, task: &Task) -> Result<Map> {
    let Some(first) = files.first() else {
        return Err(Error::Data("no file was given to read: name files or a folder".into()));
    };
    let kind = kind_of(first)?;
    for file in &files[1..] {
        if kind_of(file)? != kind {
            return Err(Error::Contradiction(format!(
                "{} and {} are of different kinds: give files of one kind",
                first.display(),
                file.display()
            )));
        }
    }
    if files.len() == 1 {
        // without the copy that joining takes
        task.stage("read")?;
        return finish(read_file(first, kind, options, task)?, options, |reason| format_error(first, reason));
    }
    let mut maps = Vec::with_capacity(files.len());
    let mut values = 0;
    let count = files.len();
    for (number, file) in (1..).zip(files) {
        task.stage(&format!("read, file {number} of {count}"))?;
        let part = task.nth(number - 1, count);
        let map = read_file(file, kind, options, &part)?;
        values += map.values().len() as u64;
        room(&[values]).map_err(|reason| format_error(file, reason))?;
        maps.push(map);
    }
    for (file, map) in files.iter().zip(&maps).skip(1) {
        fits((first, &maps[0]), (file, map))?;
    }
    same_names(files, &maps)?;
    finish(Map::join(maps)?, options, Error::Data)
}

/// What concerns all elements of a map: places among them, numbers for missing values, one of them twice, and how it lies.
fn finish(map: Map, options: &ReadOptions, error: impl Fn(String) -> Error) -> Result<Map> {
    let mut map = places::take_out(map, options).map_err(error)?;
    map.notes.extend(fill::notes(&map));
    map.notes.extend(twins::note(map.elements()));
    options.orientation.apply(map)
}

/// The files of a folder that can be read, sorted by name.
fn folder(path: &Path) -> Result<Vec<PathBuf>> {
    let is_readable = |file: &PathBuf| file.is_file() && READABLE.contains(&extension(file).as_str());
    let mut files: Vec<PathBuf> = entries(path)?.into_iter().filter(is_readable).collect();
    if files.is_empty() {
        return Err(file_error(path, format!("the folder holds no file to read ({})", READABLE.join(", "))));
    }
    files.sort();
    Ok(files)
}

fn read_file(path: &Path, kind: Kind, options: &ReadOptions, task: &Task) -> Result<Map> {
    // a damaged file must stay an error even where a decoder has a bug
    if matches!(kind, Kind::Text | Kind::Png | Kind::Npy) {
        part::none(options.part.as_deref(), path)?;
    }
    let read = AssertUnwindSafe(|| match kind {
        Kind::Text => text::read(path, options, task),
        Kind::Tiff => tiff_read::read(path, options, task),
        Kind::Png => picture::read(path, options.colours, task),
        Kind::Npz => npz::read(path, options, task),
        Kind::Npy => npy::read(path, options, task),
    });
    let mut map = catch_unwind(read)
        .unwrap_or_else(|_| Err(format_error(path, "the file is damaged: its decoder failed")))?;
    let misnamed = kind == Kind::Text && PICTURES.contains(&extension(path).as_str());
    map.notes.extend(misnamed.then(|| format!("this is text: name it .csv, not .{}", extension(path))));
    Ok(with_name(path, map))
}

/// Extensions of pictures and arrays, which text seldom has.
const PICTURES: [&str; 6] = ["tif", "tiff", "png", "npy", "npz", "xlsx"];

/// The notes of a map say which file they are on.
fn with_name(path: &Path, mut map: Map) -> Map {
    let name = file_name(path);
    map.notes.iter_mut().for_each(|note| *note = format!("{name}: {note}"));
    map
}

fn fits((first, expected): (&Path, &Map), (file, map): (&Path, &Map)) -> Result<()> {
    let words =
        |path: &Path, (lines, pixels)| format!("{lines} lines of {pixels} pixels in {}", path.display());
    if map.shape() != expected.shape() {
        return Err(Error::Shape {
            what: "a map of the set",
            expected: words(first, expected.shape()),
            found: words(file, map.shape()),
        });
    }
    let place = |map: &Map| (map.pixel_width_um, map.pixel_height_um, map.origin_um);
    if place(map) != place(expected) || map.unit != expected.unit {
        return Err(Error::Contradiction(format!(
            "{} and {} differ in unit, pixel size or origin: read them one by one",
            first.display(),
            file.display()
        )));
    }
    Ok(())
}

fn same_names(files: &[PathBuf], maps: &[Map]) -> Result<()> {
    for (i, map) in maps.iter().enumerate() {
        for (file, other) in files.iter().zip(maps).take(i) {
            if let Some(twice) = map.elements().iter().find(|element| other.elements().contains(element)) {
                return Err(Error::Contradiction(format!(
                    "{} and {} both hold {twice}: give files of one sample",
                    file.display(),
                    files[i].display()
                )));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use std::fs;

    fn files(list: &[(&str, &[u8])]) -> (tempfile::TempDir, Vec<PathBuf>) {
        let dir = tempfile::tempdir().unwrap();
        let paths = list.iter().map(|(name, bytes)| {
            let path = dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        });
        let paths = paths.collect();
        (dir, paths)
    }

    fn message(result: Result<Map>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_folder_is_one_sample_with_its_elements_sorted_and_other_files_left_out() {
        let (dir, _) = files(&[
            ("RM03 Dy163_ppm matrix.csv", b"1.5,2\n3,4\n"),
            ("RM03 Ba137_ppm matrix.csv", b"5.5,6\n7,8\n"),
            (".hidden.csv", b"x"),
            ("notes.md", b"hello"),
        ]);
        let map = read(&[dir.path().to_path_buf()]).unwrap();
        assert_eq!(map.elements(), ["Ba137", "Dy163"]);
        assert_eq!(map.unit, "ppm");
        assert_eq!(map.values()[[1, 1, 0]], 3.0);
        assert_eq!((map.pixel_width_um, map.pixel_height_um), (None, None));
        assert_eq!(map.notes, ["notes.md is left out: no such files are read of a folder"]);
    }

    #[test]
    fn files_that_do_not_belong_together_are_named() {
        let (_dir, paths) = files(&[
            ("Ba.csv", b"1.5,2\n3,4\n"),
            ("Ca.csv", b"1.5,2\n"),
            ("Zn_ppm.csv", b"1.5,2\n3,4\n"),
            ("s_Ba.csv", b"1.5,2\n3,4\n"),
            ("Na.npy", b"\x93NUMPY"),
        ]);
        for (second, word) in [(1, "size"), (2, "unit"), (3, "both hold Ba"), (4, "different kinds")] {
            let text = message(read(&[paths[0].clone(), paths[second].clone()]));
            let name = paths[second].file_name().unwrap().to_string_lossy().to_string();
            assert!(text.contains("Ba.csv") && text.contains(&name) && text.contains(word), "{text}");
        }
    }

    #[test]
    fn nothing_empty_folders_missing_empty_and_special_files_are_plain_errors() {
        let (dir, paths) = files(&[("empty.csv", b"")]);
        assert!(message(read(&[])).contains("no file"));
        assert!(message(read(&[dir.path().join("none.csv")])).contains("none.csv"));
        assert!(message(read(&paths)).contains("empty.csv: the file is empty"));
        let sub = dir.path().join("folder");
        fs::create_dir(&sub).unwrap();
        assert!(message(read(&[sub])).contains("no file to read"));
        #[cfg(unix)]
        assert!(message(read(&[PathBuf::from("/dev/zero")])).contains("regular"));
    }

    #[test]
    fn bytes_without_meaning_are_never_a_panic() {
        let mut random = trial::noise(7);
        let heads: [&[u8]; 6] =
            [b"", b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x93NUMPY\x01\0"];
        for head in heads {
            for length in 0..60 {
                let mut bytes = head.to_vec();
                bytes.extend(random.by_ref().take(length * 7));
                let (_dir, paths) = files(&[("x.csv", &bytes)]);
                let _ = read(&paths);
            }
        }
    }
}
