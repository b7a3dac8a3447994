// SPDX-License-Identifier: MIT OR Apache-2.0
//! Training, validation and test: which part a file belongs to never depends on the other files.

use super::chance::{key, unit};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Shares may miss the sum 1 by this much.
const ROUNDING: f64 = 1e-9;

/// A part of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What a network learns from.
    Train,
    /// What decides when to stop and which network to take.
    Validation,
    /// What the network is judged by.
    Test,
}

impl Part {
    /// Its name, and that of its folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// What stays together in one part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SplitBy {
    /// The pairs of one file; files of the same content stay together.
    #[default]
    File,
    /// The files of one folder (of those of the same name), as for the sections of one specimen.
    Parent,
}

/// Shares of training, validation and test.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    shares: [f64; 3],
    by: SplitBy,
}

impl Split {
    /// A split into these shares of training, validation and test, each 0 to 1.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] if a share is not a number from 0 to 1 or their sum is not 1.
    pub fn new(shares: [f64; 3], by: SplitBy) -> Result<Self> {
        let sum = shares.iter().sum::<f64>();
        if shares.iter().all(|share| (0.0..=1.0).contains(share)) && (sum - 1.0).abs() <= ROUNDING {
            return Ok(Self { shares, by });
        }
        Err(Error::InvalidValue {
            key: "split".into(),
            value: shares.map(|share| share.to_string()).join(","),
            expected: "three shares from 0 to 1 for training, validation and test, of sum 1: 0.8,0.1,0.1"
                .into(),
        })
    }

    /// Reads `0.8,0.1,0.1`.
    ///
    /// # Errors
    /// As [`Split::new`].
    pub fn parse(text: &str, by: SplitBy) -> Result<Self> {
        let shares: Vec<f64> =
            text.split(',').map(|share| share.trim().parse().unwrap_or(f64::NAN)).collect();
        // what is not three numbers is told with the text as it was given
        let refused = || Error::InvalidValue {
            key: "split".into(),
            value: text.into(),
            expected: "three shares for training, validation and test, of sum 1: 0.8,0.1,0.1".into(),
        };
        let shares = shares.try_into().map_err(|_| refused())?;
        Self::new(shares, by).map_err(|_| refused())
    }

    /// The part of a file with this digest in a folder of this name.
    pub(super) fn part(&self, seed: u64, sha256: &str, folder: &str) -> Part {
        let group = match self.by {
            SplitBy::File => sha256,
            SplitBy::Parent => folder,
        };
        let at = unit(key("lamap split", seed, group));
        match self.shares {
            [train, ..] if at < train => Part::Train,
            [train, validation, _] if at < train + validation => Part::Validation,
            // a share of nothing stays nothing even where the sum rounds below 1
            [train, validation, 0.0] => {
                if validation > 0.0 || train == 0.0 {
                    Part::Validation
                } else {
                    Part::Train
                }
            }
            _ => Part::Test,
        }
    }

    /// As text: shares and what stays together.
    pub(super) fn text(&self) -> String {
        let by = if self.by == SplitBy::File { "file" } else { "parent" };
        format!("{} by {by}", self.shares.map(|share| share.to_string()).join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_folders_stay_together() {
        let split = Split::parse("0.8, 0.1, 0.1", SplitBy::File).unwrap();
        let parts: Vec<Part> = (0..5000).map(|i| split.part(1, &i.to_string(), "")).collect();
        let share = |part| parts.iter().filter(|p| **p == part).count() as f64 / 5000.0;
        assert!((share(Part::Train) - 0.8).abs() < 0.02 && (share(Part::Test) - 0.1).abs() < 0.015);
        let by_parent = Split::new([0.4, 0.3, 0.3], SplitBy::Parent).unwrap();
        assert!((0..50).all(|i| by_parent.part(1, &i.to_string(), "a") == by_parent.part(1, "", "a")));
        let none = Split::new([1.0, 0.0, 0.0], SplitBy::File).unwrap();
        assert!((0..500).all(|i| none.part(1, &i.to_string(), "") == Part::Train));
    }

    #[test]
    fn shares_that_are_no_split_are_refused() {
        for text in ["0.8,0.2", "0.8,0.1,0.2", "1.2,-0.1,-0.1", "a,b,c", "", "nan,0,1"] {
            assert!(
                Split::parse(text, SplitBy::File).unwrap_err().to_string().contains("of sum 1"),
                "{text}"
            );
        }
    }
}
