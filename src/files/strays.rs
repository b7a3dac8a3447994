// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files of a folder that hold no map, such as lists of sources, notes and logs of lasers.

use super::cell::Cell;
use super::kind::{Kind, kind_of};
use super::laser_log::read_laser_log;
use super::options::DecimalMark;
use super::paths::file_name;
use super::{name, text};
use std::fs;
use std::path::{Path, PathBuf};

/// The files that may hold maps, and sentences on those that do not; the files that `stated` names may all hold one.
pub(super) fn apart(files: Vec<PathBuf>, stated: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for file in files {
        let why = if stated.contains(&file) { None } else { reason(&file) };
        match why {
            Some(why) => notes.push(format!("{} is left out: {why}", file_name(&file))),
            None => kept.push(file),
        }
    }
    (kept, notes)
}

/// Why a file holds no map; `None` for one that may hold a damaged map, as one with the name of an element.
fn reason(path: &Path) -> Option<&'static str> {
    if name::from_path(path).known {
        return None;
    }
    if fs::metadata(path).ok()?.len() == 0 {
        return Some("it is empty");
    }
    if kind_of(path).ok()? != Kind::Text {
        return None;
    }
    let holds_words = are_words(&text::whole(path).ok()?);
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

    fn folder(list: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        list.iter().for_each(|(name, text)| fs::write(dir.path().join(name), text).unwrap());
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
        assert_eq!(reason(&path), None);
        let (_dir, path) = file("a.csv", b"1,<LOD,n.d.\n<LOD,-,2\n");
        assert_eq!(reason(&path), None);
    }
}
