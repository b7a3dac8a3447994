// SPDX-License-Identifier: MIT OR Apache-2.0
//! What folders hold beside the files that are read: listed, and refused where it may be an element of the map.

use super::errors::file_error;
use super::folders::entries;
use super::name;
use super::paths::{extension, file_name};
use crate::error::Result;
use std::path::{Path, PathBuf};

/// Names that one note lists; what is more is counted.
const LISTED: usize = 8;
/// Endings of files that hold words about a map.
const DOCUMENTS: [&str; 11] =
    ["md", "pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx", "html", "log", "json"];

/// Sentences on what the folders among `stated` hold beside files of the extensions `readable`.
///
/// # Errors
/// [`crate::Error::File`] for a file that is named like an element which is not among the `elements` that were read.
pub(super) fn notes(stated: &[PathBuf], readable: &[&str], elements: &[String]) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for folder in stated.iter().filter(|path| path.is_dir()) {
        let is_read = |path: &PathBuf| {
            stated.contains(path) || (path.is_file() && readable.contains(&extension(path).as_str()))
        };
        let mut left: Vec<PathBuf> = entries(folder)?.into_iter().filter(|path| !is_read(path)).collect();
        left.sort();
        left.iter().try_for_each(|path| refuse_element(path, readable, elements))?;
        notes.extend(listed(&left));
    }
    Ok(notes)
}

/// Refuses to leave out a file that is named like an element of which no other file was read.
fn refuse_element(path: &Path, readable: &[&str], elements: &[String]) -> Result<()> {
    let ending = extension(path);
    let stem = Path::new(path.file_stem().unwrap_or_default());
    let is_packed = readable.contains(&extension(stem).as_str()); // Ni60.csv.gz
    let named = name::from_path(if is_packed { stem } else { path });
    let is_document = DOCUMENTS.contains(&ending.as_str()) || path.is_dir();
    if !named.known || elements.contains(&named.element) || is_document {
        return Ok(());
    }
    let element = named.element;
    let reason = format!(
        "this seems to be the map of {element}, but of a folder no file .{ending} is read ({}): save it as csv, or \
         take it out of the folder",
        readable.join(", ")
    );
    Err(file_error(path, reason))
}

/// A sentence that lists files and folders; `None` if there are none.
fn listed(left: &[PathBuf]) -> Option<String> {
    let name = |path: &PathBuf| format!("{}{}", file_name(path), if path.is_dir() { "/" } else { "" });
    let names: Vec<String> = left.iter().take(LISTED).map(name).collect();
    let more = match left.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let are = if left.len() == 1 { "is" } else { "are" };
    (!left.is_empty())
        .then(|| format!("{}{more} {are} left out: no such files are read of a folder", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use std::fs;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("Ba137.csv"), "1.5,2,3\n4,5,6\n").unwrap();
        names.iter().for_each(|name| fs::write(dir.path().join(name), "1.5,2,3\n4,5,6\n").unwrap());
        dir
    }

    #[test]
    fn what_is_not_read_of_a_folder_is_listed() {
        let dir = folder(&["Ba137.csv.bak", "Ba137.jpg", "notes on Pb.md", ".hidden"]);
        fs::create_dir(dir.path().join("raw")).unwrap();
        let map = read(&[dir.path().to_path_buf()]).unwrap();
        let [note] = map.notes.as_slice() else { panic!("{:?}", map.notes) };
        assert_eq!(
            note,
            "Ba137.csv.bak, Ba137.jpg, notes on Pb.md, raw/ are left out: no such files are read of a folder"
        );
        let many: Vec<String> = (10..20).map(|number| format!("{number}.md")).collect();
        let dir = folder(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(
            read(&[dir.path().to_path_buf()]).unwrap().notes[0].contains("17.md and 2 more are left out")
        );
    }

    #[test]
    fn an_element_is_never_left_out() {
        for name in ["Zn66.xls", "m_Fe57.prn", "Mg24.tab", "Ni60.csv.gz"] {
            let dir = folder(&[name]);
            let refused = read(&[dir.path().to_path_buf()]).unwrap_err().to_string();
            assert!(refused.contains(name) && refused.contains("seems to be the map of"), "{refused}");
        }
    }
}
