// SPDX-License-Identifier: MIT OR Apache-2.0
//! Slips of the two units whose noise is known.

use lamap::enhance::is_known_unit;
use lamap::{Error, Result};

/// Refuses what means counts or counts per second, but is written so that their noise would not be used.
///
/// # Errors
/// [`Error::InvalidValue`] with what was meant.
pub fn refuse_slip(unit: &str) -> Result<()> {
    let meant = if is_known_unit(unit) { None } else { meant(&unit.trim().to_lowercase()) };
    meant.map_or(Ok(()), |expected| {
        Err(Error::InvalidValue { key: "unit".into(), value: unit.into(), expected: expected.into() })
    })
}

/// What to state instead of a slip, in lower case.
fn meant(unit: &str) -> Option<&'static str> {
    let per = unit.replace(" per ", "/").replace(' ', "");
    let (what, each) = per.split_once('/').unwrap_or((&per, ""));
    let is_count = ["count", "counts", "ct", "cts", "cnt", "cnts"].contains(&what);
    let is_second = ["s", "sec", "secs", "second", "seconds"].contains(&each);
    match (what, each) {
        ("kcps", "") => Some("multiply the values by 1000 and state --unit cps"),
        ("mcps", "") => Some("multiply the values by 1000000 and state --unit cps"),
        _ if is_second && (is_count || what == "c") => Some("state --unit cps"),
        _ if is_count && ["", "pixel", "px", "point", "pt"].contains(&each) => Some("state --unit counts"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_counts_are_refused_with_what_was_meant() {
        for (unit, meant) in [
            ("count", "--unit counts"),
            ("Cts", "--unit counts"),
            ("cnts", "--unit counts"),
            ("counts/pixel", "--unit counts"),
            ("counts per pixel", "--unit counts"),
            ("cts/s", "--unit cps"),
            ("c/s", "--unit cps"),
            ("counts/sec", "--unit cps"),
            ("counts per sec", "--unit cps"),
            ("kcps", "by 1000 and"),
        ] {
            let refused = refuse_slip(unit).unwrap_err().to_string();
            assert!(refused.contains(meant), "{unit}: {refused}");
        }
    }

    #[test]
    fn units_and_other_names_are_taken() {
        for unit in ["", "counts", "Counts", "cps", "counts/s", "Hz", "mg/kg", "ADU", "nA", "bananas", "c"] {
            assert!(refuse_slip(unit).is_ok(), "{unit}");
        }
    }
}
