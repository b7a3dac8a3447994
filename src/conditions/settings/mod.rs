// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of ablation settings: the only place that knows their names, units, ranges and help.
//!
//! [`TABLE`] joins the rows of `scan`, `sample`, `response`, `noise` and `detector`, one [`Param`] for each field of
//! [`Conditions`]; [`CHANNEL`] has those of a channel, which may also state those of [`RESPONSE`].

mod channel;
mod detector;
mod noise;
mod response;
mod sample;
mod scan;

pub use channel::ROWS as CHANNEL;
pub use response::ROWS as RESPONSE;
pub use scan::SPEED_UM_S;

use super::fields::Conditions;
use crate::param::Param;

/// The settings by what they are about.
const PARTS: [&[Param<Conditions>]; 5] =
    [scan::ROWS, sample::ROWS, response::ROWS, noise::ROWS, detector::ROWS];

/// Every setting of [`Conditions`].
pub const TABLE: &[Param<Conditions>] = &ROWS;

const ROWS: [Param<Conditions>; count()] = joined();

const fn count() -> usize {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
}

const fn joined<const N: usize>() -> [Param<Conditions>; N] {
    let mut rows = [PARTS[0][0]; N];
    let (mut at, mut part, mut row) = (0, 0, 0);
    while at < N {
        if row == PARTS[part].len() {
            (part, row) = (part + 1, 0);
        } else {
            rows[at] = PARTS[part][row];
            (at, row) = (at + 1, row + 1);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_sound_and_round_trips() {
        for (i, param) in TABLE.iter().enumerate() {
            assert!(TABLE[..i].iter().all(|other| other.key != param.key), "{} twice", param.key);
            assert!(!param.help.is_empty() && param.help.len() < 120, "{}", param.key);
            let default = (param.get)(&Conditions::default());
            param.check(default).unwrap();
            let (min, max) = param.range();
            for value in [min, max, default] {
                let mut conditions = Conditions::default();
                (param.set)(&mut conditions, value);
                let got = (param.get)(&conditions);
                assert!(got == value || (got.is_nan() && value.is_nan()), "{} = {value}: {got}", param.key);
                let parsed = param.parse(&param.format(value)).unwrap();
                assert!(parsed == value || value.is_nan(), "{}", param.key);
            }
        }
    }

    #[test]
    fn a_key_with_a_unit_ends_in_it() {
        for param in TABLE {
            let unit = param.unit.replace('µ', "u").replace('/', "_").to_lowercase();
            assert!(param.key.ends_with(&unit), "{} [{}]", param.key, param.unit);
        }
    }
}
