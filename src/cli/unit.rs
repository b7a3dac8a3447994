// SPDX-License-Identifier: MIT OR Apache-2.0
//! Units of values that are stated or that files bring: slips of the two whose noise is known, and names that mean nothing to lamap.

use super::output::note;
use lamap::{Error, Result};

/// Units that are known.
const KNOWN: [&str; 11] = ["counts", "cps", "ppm", "ppb", "ug/g", "µg/g", "mg/kg", "ng/g", "wt%", "%", "ADU"];
/// Ways to write counts per second that the library understands.
const RATES: [&str; 5] = ["counts/s", "counts per second", "counts s-1", "1/s", "hz"];

/// A unit that the user states: any text, but for a slip. Says so where the unit means nothing to lamap.
///
/// # Errors
/// [`Error::InvalidValue`] with what was meant.
pub fn stated(unit: &str) -> Result<String> {
    refuse_slip(unit)?;
    let unit = unit.trim();
    if !is_known(unit) {
        note(&format!("the unit \"{unit}\" is a name to lamap: it says nothing of the noise"));
    }
    Ok(unit.into())
}

/// Refuses what means counts or counts per second, but is written so that their noise would not be used.
///
/// # Errors
/// [`Error::InvalidValue`] with what was meant.
pub fn refuse_slip(unit: &str) -> Result<()> {
    let meant = if is_known(unit.trim()) { None } else { meant(&unit.trim().to_lowercase()) };
    meant.map_or(Ok(()), |expected| {
        Err(Error::InvalidValue { key: "unit".into(), value: unit.into(), expected: expected.into() })
    })
}

fn is_known(unit: &str) -> bool {
    let is = |known: &&str| known.eq_ignore_ascii_case(unit);
    unit.is_empty() || KNOWN.iter().any(is) || RATES.iter().any(is)
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
            assert_eq!(stated(unit).unwrap(), unit);
        }
    }
}
