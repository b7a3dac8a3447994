// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of files: their extensions, and one for each element.

use super::name;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// One path for each element: `name_Element.ext` for several, `path` itself for one, unless that is a matrix which would lose its name.
pub(super) fn element_paths(path: &Path, elements: &[String]) -> Result<Vec<PathBuf>> {
    if let [only] = elements
        && !(is_nameless_matrix(path) && name::is_element(only))
    {
        return Ok(vec![path.to_path_buf()]);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let named = |element: &String| {
        let safe: String = element.chars().map(|c| if forbidden(c) { '-' } else { c }).collect();
        path.with_file_name(format!("{stem}_{safe}.{}", extension(path)))
    };
    let paths: Vec<PathBuf> = elements.iter().map(named).collect();
    // file systems of Windows and macOS do not tell capital letters apart
    let folded = |path: &PathBuf| path.to_string_lossy().to_lowercase();
    for (i, path) in paths.iter().enumerate() {
        if paths[..i].iter().any(|other| folded(other) == folded(path)) {
            return Err(Error::Contradiction(format!(
                "two elements would be written to {}: rename one or write a TIFF file",
                path.display()
            )));
        }
    }
    Ok(paths)
}

/// Whether a file is called a matrix (`RM03_ppm matrix.csv`), as programs that read one for each element tell them, and names none.
fn is_nameless_matrix(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    stem.split(['_', ' ']).next_back() == Some("matrix") && !name::from_path(path).known
}

fn forbidden(c: char) -> bool {
    c.is_control() || "/\\:*?\"<>|".contains(c)
}

/// The name of a file without its folder.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The extension of a name, in lower case.
pub(super) fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_file_can_have_are_made_harmless_and_must_stay_different() {
        let names = ["Mg/Ca".to_string(), "../up".to_string()];
        let paths = element_paths(Path::new("out/map.csv"), &names).unwrap();
        assert_eq!(paths, [PathBuf::from("out/map_Mg-Ca.csv"), PathBuf::from("out/map_..-up.csv")]);
        assert!(element_paths(Path::new("map.csv"), &["a/b".into(), "A:B".into()]).is_err());
    }

    #[test]
    fn a_matrix_is_named_like_its_only_element_unless_it_is_already() {
        for (path, element, written) in [
            ("RM03_ppm matrix.csv", "Dy163", "RM03_ppm matrix_Dy163.csv"),
            ("RM03 Dy163_ppm matrix.csv", "Dy163", "RM03 Dy163_ppm matrix.csv"),
            ("RM03_ppm matrix.csv", "map", "RM03_ppm matrix.csv"),
            ("RM03.csv", "Dy163", "RM03.csv"),
        ] {
            assert_eq!(element_paths(Path::new(path), &[element.into()]).unwrap(), [PathBuf::from(written)]);
        }
    }
}
