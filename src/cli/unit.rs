// SPDX-License-Identifier: MIT OR Apache-2.0
//! Slips of the two units whose noise is known.

use lamap::enhance::is_known_unit;
use lamap::{Error, Result};

const COUNTS: [&str; 8] = ["counts", "count", "cts", "ct", "cnt", "cnts", "ions", "ion"];
const SECONDS: [&str; 7] = ["s", "sec", "secs", "second", "seconds", "s-1", "sec-1"];
/// Words that may stand beside those.
const BESIDE: [&str; 14] = [
    "per", "1", "-1", "pixel", "px", "point", "pt", "raw", "net", "mean", "median", "average", "avg",
    "signal",
];

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
    match unit {
        "kcps" => return Some("multiply the values by 1000 and state --unit cps"),
        "mcps" => return Some("multiply the values by 1000000 and state --unit cps"),
        _ => {}
    }
    let plain = unit.replace("c.p.s", "cps");
    let words: Vec<&str> = plain
        .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let has = |some: &[&str]| words.iter().any(|word| some.contains(word));
    let is_rate = has(&["cps"]) || has(&SECONDS);
    let of_rate = |word: &str| is_rate && ["cps", "c"].contains(&word);
    let is_known = |word: &&str| {
        COUNTS.contains(word) || SECONDS.contains(word) || BESIDE.contains(word) || of_rate(word)
    };
    let means_counts = words.iter().all(is_known) && (has(&COUNTS) || words.iter().any(|word| of_rate(word)));
    means_counts.then_some(if is_rate { "state --unit cps" } else { "state --unit counts" })
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
            ("cts/sec", "--unit cps"),
            ("cnt/s", "--unit cps"),
            ("count per second", "--unit cps"),
            ("counts s^-1", "--unit cps"),
            ("c.p.s", "--unit cps"),
            ("ions/s", "--unit cps"),
            ("CPS (raw)", "--unit cps"),
            ("cps_mean", "--unit cps"),
            ("Counts [cps]", "--unit cps"),
            ("kcps", "by 1000 and"),
        ] {
            let refused = refuse_slip(unit).unwrap_err().to_string();
            assert!(refused.contains(meant), "{unit}: {refused}");
        }
    }

    #[test]
    fn units_and_other_names_are_taken() {
        for unit in [
            "",
            "counts",
            "Counts",
            "cps",
            "counts/s",
            "Hz",
            "mg/kg",
            "ADU",
            "nA",
            "bananas",
            "c",
            "ms",
            "counts/ms",
            "V s",
        ] {
            assert!(refuse_slip(unit).is_ok(), "{unit}");
        }
    }
}
