// SPDX-License-Identifier: MIT OR Apache-2.0
//! What leaves the program: files that were checked before the work, and text.

use lamap::Task;
use lamap::files::{self, Existing, WriteOptions};
use lamap::{Error, Map, Result};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A text in which files may have put anything: signs that would steer a terminal are shown as escapes.
pub fn shown(text: &str) -> String {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.chars().map(|c| if steers(c) { c.escape_default().to_string() } else { c.to_string() }).collect()
}

/// Sentence on standard error that the user may want to know.
pub fn note(text: &str) {
    eprintln!("note: {}", shown(text));
}

/// Sentence on standard error that the user should read.
pub fn warning(text: &str) {
    eprintln!("warning: {}", shown(text));
}

/// The result, on standard output. A reader that went away (`| head`) is no error.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", shown(text.trim_end())).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(file_error(Path::new("standard output"), error))
        }
        _ => Ok(()),
    }
}

/// The files that a command will write, checked before its work begins.
pub struct Plan {
    overwrite: bool,
    inputs: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Plan {
    /// A plan that never touches the files of `inputs`.
    pub fn new(overwrite: bool, inputs: &[PathBuf]) -> Self {
        Self { overwrite, inputs: inputs.to_vec(), files: Vec::new() }
    }

    /// Checks the file or files that a map of these elements will be written to.
    pub fn map(&mut self, path: &Path, elements: &[String]) -> Result<()> {
        files::output_paths(path, elements)?.into_iter().try_for_each(|path| self.add(path))
    }

    /// Checks a file with one of the extensions.
    pub fn file(&mut self, path: &Path, extensions: &[&str]) -> Result<()> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if !extensions.contains(&extension.as_str()) {
            return Err(Error::InvalidValue {
                key: "the extension of the file to write".into(),
                value: extension,
                expected: format!("use .{}", extensions.join(" or .")),
            });
        }
        self.add(path.to_path_buf())
    }

    /// Checks the files of the lines of a simulated measurement: one `.csv` with its log, or a folder that is new or empty, so
    /// that no line of an older measurement stays in it.
    pub fn lines(&mut self, path: &Path) -> Result<()> {
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            return files::line_paths(path, 1).iter().try_for_each(|path| self.file(path, &["csv"]));
        }
        match std::fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
            Ok(true) => Err(file_error(path, "the folder is not empty: choose another for the lines")),
            Ok(false) => Ok(()),
            Err(_) if path.exists() => Err(file_error(path, "this is no folder: name one, or a file .csv")),
            Err(_) => Ok(()),
        }
    }

    fn add(&mut self, path: PathBuf) -> Result<()> {
        if self.files.iter().any(|other| same(other, &path)) {
            return Err(Error::Contradiction(format!("two results would be written to {}", path.display())));
        }
        if self.inputs.iter().any(|input| same(input, &path)) {
            return Err(Error::Contradiction(format!(
                "{} is an input: choose another output",
                path.display()
            )));
        }
        if path.is_dir() {
            return Err(file_error(&path, "this is a folder"));
        }
        if path.exists() && !self.overwrite {
            return Err(file_error(
                &path,
                "the file exists already: choose another name or state --overwrite",
            ));
        }
        files::probe(&path)?;
        self.files.push(path);
        Ok(())
    }
}

/// Do two paths, of which none needs to exist, mean the same file?
fn same(a: &Path, b: &Path) -> bool {
    let full = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    full(a) == full(b)
}

/// What becomes of files that appeared since they were looked for.
pub fn existing(overwrite: bool) -> Existing {
    if overwrite { Existing::Replace } else { Existing::Refuse }
}

/// Writes a map with its record.
pub fn write_map(path: &Path, map: &Map, info: &str, overwrite: bool) -> Result<Vec<PathBuf>> {
    let existing = existing(overwrite);
    files::write(
        path,
        map,
        &WriteOptions { info: Some(info.into()), existing, ..WriteOptions::default() },
        &Task::new(),
    )
}

/// An error that names a file.
pub fn file_error(path: &Path, reason: impl ToString) -> Error {
    Error::File { path: path.display().to_string(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_steer_a_terminal_are_shown() {
        assert_eq!(shown("Zn\u{1b}[2J: 5 \u{b5}m\n\ta"), "Zn\\u{1b}[2J: 5 \u{b5}m\n\ta");
    }
}
