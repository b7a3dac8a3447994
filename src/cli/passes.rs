// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample: how they are stated and where they are written to.

use lamap::ablation::{Pass, staggered};
use lamap::{Error, Result};
use std::path::{Path, PathBuf};

/// Several passes, for super-resolution reconstruction.
#[derive(clap::Args)]
#[command(next_help_heading = "Passes")]
pub struct PassArgs {
    /// Passes that divide a pixel into N equal steps along the diagonal; each becomes a file, OUTPUT_pass1 and so on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100), conflicts_with_all = ["pass", "variance"])]
    passes: Option<u16>,
    /// One pass: where it starts, in pixels along and across its scan (0 to 1), and whether it is turned by a right
    /// angle, as 0.5,0.5 or 0,0,turned; may be repeated
    #[arg(long, value_name = "X,Y[,turned]", value_parser = pass, conflicts_with = "variance")]
    pass: Vec<Pass>,
}

fn pass(text: &str) -> std::result::Result<Pass, String> {
    let wrong = || "a pass is written 0.5,0.5 or 0,0,turned".to_string();
    let (offsets, orthogonal) = text.strip_suffix(",turned").map_or((text, false), |offsets| (offsets, true));
    let (x, y) = offsets.split_once(',').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse().map_err(|_| wrong());
    Ok(Pass { offset: (number(x)?, number(y)?), orthogonal })
}

/// The file of one pass and how that lies on the sample, or a file that holds all passes and says so itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PassFile {
    pub path: PathBuf,
    pub pass: Option<Pass>,
}

/// Reads `FILE:X,Y[,turned]`, or the name of a file of pew2.
pub fn pass_file(text: &str) -> std::result::Result<PassFile, String> {
    let wrong = "a pass is written FILE:0.5,0.5 or FILE:0,0,turned, and passes of pew2 FILE.npz";
    let stated = text.rsplit_once(':').and_then(|(path, how)| Some((path, pass(how).ok()?)));
    match stated {
        Some((path, pass)) => Ok(PassFile { path: path.into(), pass: Some(pass) }),
        None if text.to_lowercase().ends_with(".npz") => Ok(PassFile { path: text.into(), pass: None }),
        None => Err(wrong.into()),
    }
}

impl PassArgs {
    /// The files to write, each with its pass; one without a pass where none is stated.
    pub fn outputs(&self, path: &Path) -> Result<Vec<(PathBuf, Option<Pass>)>> {
        let passes = self.passes.map_or_else(|| self.pass.clone(), |count| staggered(count.into()));
        if passes.is_empty() {
            return Ok(vec![(path.into(), None)]);
        }
        let (stem, extension) =
            path.file_stem().zip(path.extension()).ok_or_else(|| Error::InvalidValue {
                key: "the file to write".into(),
                value: path.display().to_string(),
                expected: "a name with an extension".into(),
            })?;
        let named = |number: usize| {
            let name = format!("{}_pass{number}.{}", stem.to_string_lossy(), extension.to_string_lossy());
            path.with_file_name(name)
        };
        Ok(passes.into_iter().enumerate().map(|(index, pass)| (named(index + 1), Some(pass))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_have_a_drive() {
        let turned = pass_file("C:\\maps\\b.tif:0.5,0,turned").unwrap();
        assert_eq!(turned.path, PathBuf::from("C:\\maps\\b.tif"));
        assert_eq!(turned.pass, Some(Pass { offset: (0.5, 0.0), orthogonal: true }));
        assert_eq!(pass_file("C:\\maps\\b.npz"), Ok(PassFile { path: "C:\\maps\\b.npz".into(), pass: None }));
        assert!(pass_file("b.tif").is_err() && pass_file("C:\\maps\\b.tif").is_err());
    }
}
