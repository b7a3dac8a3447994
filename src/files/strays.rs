// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files of a folder that hold no map, such as lists of sources, notes, logs of lasers, and photographs beside tables.

use super::cell::Cell;
use super::kind::{Kind, kind_of};
use super::laser_log::read_laser_log;
use super::options::DecimalMark;
use super::paths::{extension, file_name};
use super::{name, text};
use crate::task::Task;
use std::fs;
use std::path::{Path, PathBuf};

/// The files that may hold maps, and sentences on those that do not; the files that `stated` names may all hold one.
pub(super) fn apart(files: Vec<PathBuf>, stated: &[PathBuf], task: &Task) -> (Vec<PathBuf>, Vec<String>) {
    let of_folder = |file: &PathBuf| !stated.contains(file);
    let reasons: Vec<_> =
        files.iter().map(|file| of_folder(file).then(|| reason(file, task)).flatten()).collect();
    let has_tables = files.iter().zip(&reasons).any(|(file, why)| why.is_none() && is(file, Kind::Text));
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for (file, why) in files.into_iter().zip(reasons) {
        let beside = || (has_tables && of_folder(&file)).then(|| reason_beside_tables(&file)).flatten();
        match why.or_else(beside) {
            Some(why) => notes.push(format!("{} is left out: {why}", file_name(&file))),
            None => kept.push(file),
        }
    }
    (kept, notes)
}

/// Why a file belongs to no map of which other elements are tables: those of one map are files of one kind.
fn reason_beside_tables(path: &Path) -> Option<&'static str> {
    match kind_of(path).ok()? {
        _ if name::from_path(path).known => None,
        Kind::Tiff | Kind::Png => Some("it is a picture beside tables"),
        Kind::Npz if extension(path) == "xlsx" => Some("it is a workbook beside tables"),
        _ => None,
    }
}

fn is(path: &Path, kind: Kind) -> bool {
    kind_of(path).is_ok_and(|found| found == kind)
}

/// Why a file holds no map; `None` for one that may hold a damaged map, as one with the name of an element.
fn reason(path: &Path, task: &Task) -> Option<&'static str> {
    if name::from_path(path).known {
        return None;
    }
    if fs::metadata(path).ok()?.len() == 0 {
        return Some("it is empty");
    }
    if !is(path, Kind::Text) {
        return None;
    }
    let holds_words = are_words(&text::whole(path, &task.quiet()).ok()?);
    let is_log = || read_laser_log(path).is_ok();
    if holds_words { Some("it holds no map") } else { is_log().then_some("it is the log of a laser") }
}

/// Whether a text has fewer numbers, and words for missing ones, than other words.
fn are_words(text: &str) -> bool {
    let pieces = text.split([',', ';', '\t', ' ', '\r', '\n']).map(|piece| piece.trim_matches('"'));
    let (mut numbers, mut words) = (0, 0);
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        if Cell::of(piece, DecimalMark::Point).is_value() { numbers += 1 } else { words += 1 }
    }
    numbers < words || numbers == 0
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::trial::file;
    use super::*;

    const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n";
    const SCAN: &[u8] = b"II*\0\x08\0\0\0";
    const BOOK: &[u8] = b"PK\x03\x04";

    fn folder<T: AsRef<[u8]>>(list: &[(&str, T)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        list.iter().for_each(|(name, bytes)| fs::write(dir.path().join(name), bytes).unwrap());
        dir
    }

    #[test]
    fn files_without_a_map_are_left_out_of_a_folder_and_listed() {
        let dir = folder(&[
            ("Ba137.csv", "1.5,2,3\n4,5,6\n"),
            ("SOURCES.tsv", "file\tsource\nBa137.csv\tthe web\n"),
            ("log.csv", "time,event,line\n12:00:01,start,1\n12:00:09,end,1\n"),
            ("readme.txt", ""),
        ]);
        let map = read(&[dir.path().to_path_buf()]).unwrap();
        assert_eq!(map.elements(), ["Ba137"]);
        assert_eq!(
            map.notes,
            [
                "SOURCES.tsv is left out: it holds no map",
                "log.csv is left out: it holds no map",
                "readme.txt is left out: it is empty"
            ]
        );
        let refused = read(&[dir.path().join("Ba137.csv"), dir.path().join("SOURCES.tsv")]).unwrap_err();
        assert!(refused.to_string().contains("SOURCES.tsv: the file holds no rows"), "{refused}");
    }

    #[test]
    fn damaged_maps_and_folders_without_any_are_refused() {
        for (list, words) in [
            (&[("Ba137.csv", "1.5,2\n4,5\n"), ("a.csv", "1,2,3\n4,5\n")][..], "a.csv"),
            (&[("Ba137.csv", "1.5,2\n4,5\n"), ("Zn66.csv", "")], "Zn66.csv: the file is empty"),
            (&[("Ba137.csv", "1.5,2\n4,5\n"), ("Zn66.csv", "lost\n")], "Zn66.csv: the file holds no rows"),
            (&[("notes.txt", "hello\n")], "notes.txt: the file holds no rows"),
        ] {
            let dir = folder(list);
            let refused = read(&[dir.path().to_path_buf()]).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn maps_with_names_of_rows_or_words_for_missing_values_are_none_of_them() {
        let (_dir, path) = file("a.csv", b"line one,1,2,3\nline two,4,5,6\n");
        assert_eq!(reason(&path, &Task::new()), None);
        let (_dir, path) = file("a.csv", b"1,<LOD,n.d.\n<LOD,-,2\n");
        assert_eq!(reason(&path, &Task::new()), None);
    }

    #[test]
    fn pictures_and_workbooks_beside_tables_are_left_out_unless_they_are_stated_or_named_like_an_element() {
        let tables: [(&str, &[u8]); 2] = [("Ba137.csv", b"1.5,2\n4,5\n"), ("Zn66.csv", b"1,2\n3,4.5\n")];
        let others = [("photo.png", PHOTO), ("scan.tif", SCAN), ("notes.xlsx", BOOK)];
        let dir = folder(&[&tables[..], &others[..]].concat());
        let map = read(&[dir.path().to_path_buf()]).unwrap();
        assert_eq!(map.elements(), ["Ba137", "Zn66"]);
        assert_eq!(
            map.notes,
            [
                "notes.xlsx is left out: it is a workbook beside tables",
                "photo.png is left out: it is a picture beside tables",
                "scan.tif is left out: it is a picture beside tables",
            ]
        );
        let stated = read(&[dir.path().to_path_buf(), dir.path().join("photo.png")]).unwrap_err();
        assert!(stated.to_string().contains("photo.png are of different kinds"), "{stated}");
        for name in ["Dy163.png", "m_Na23.npz"] {
            let dir = folder(&[tables[0], (name, if name.ends_with("png") { PHOTO } else { BOOK })]);
            let refused = read(&[dir.path().to_path_buf()]).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains("different kinds"), "{refused}");
        }
    }

    #[test]
    fn pictures_without_tables_are_all_read() {
        for list in
            [&[("a.png", PHOTO), ("b.tif", SCAN)][..], &[("a.tif", SCAN), ("SOURCES.tsv", &b"of\tit\n"[..])]]
        {
            let files: Vec<PathBuf> = list.iter().map(|(name, _)| PathBuf::from(name)).collect();
            let dir = folder(list);
            let paths = files.iter().map(|file| dir.path().join(file)).collect();
            let (kept, _) = apart(paths, &[dir.path().to_path_buf()], &Task::new());
            let pictures = files.iter().filter(|file| extension(file) != "tsv");
            assert!(
                kept.iter().map(|file| file_name(file)).eq(pictures.map(|file| file_name(file))),
                "{kept:?}"
            );
        }
    }
}
