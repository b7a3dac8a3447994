// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables of signals over time, one column for each isotope: they would pass for images of nonsense.

use super::name::{is_element, is_isotope};
use super::suffix;
use super::table::{Head, Table, quoted};

/// Words of column names that count or time the rows.
const CLOCKS: [&str; 14] = [
    "time",
    "times",
    "timestamp",
    "elapsed",
    "dwell",
    "cycle",
    "cycles",
    "index",
    "seconds",
    "elapsedtime",
    "zeit",
    "temps",
    "tiempo",
    "tempo",
];
/// Titles that programs write above signals.
const TITLES: [&str; 2] = ["trace for mass", "intensity vs time"];

/// Refuses a table whose header lines tell of time or of several elements; the error is a sentence with the evidence.
pub(super) fn refuse(table: &Table) -> Result<(), String> {
    let Some((head, word)) = table.heads.iter().find_map(|head| Some((head, evidence(head, table.columns)?)))
    else {
        return Ok(());
    };
    let (word, line) = (quoted(word), head.line);
    let next = if counts_columns(head) {
        "export one matrix for each element, or, if the names only count the columns (V1, V2, ...), state that the file is \
         an image"
    } else {
        "export one matrix for each element, name the columns of coordinates x and y, or import them as line scans"
    };
    Err(format!(
        "the columns are signals over time or of elements ({word} in line {line}), not the pixels of a map: {next}"
    ))
}

/// Whether all names are a letter and a number, as R calls columns without names.
fn counts_columns(head: &Head) -> bool {
    let mut names = head.cells.iter().filter(|name| !name.is_empty());
    names.all(|name| name.strip_prefix('V').is_some_and(|rest| rest.parse::<u32>().is_ok()))
}

/// The cell of a header line that shows that rows are moments or columns are elements.
fn evidence(head: &Head, columns: usize) -> Option<&str> {
    let find = |is: &dyn Fn(&str) -> bool| head.cells.iter().map(String::as_str).find(|cell| is(cell));
    let title = |cell: &str| TITLES.iter().any(|title| cell.to_lowercase().starts_with(title));
    let dwell = |cell: &str| head.cells.len() > 1 && cell.to_lowercase().contains("dwell");
    let names = head.cells.len() + 1 >= columns && head.cells.len() <= columns + 2;
    let clock = |cell: &str| names && is_clock(cell);
    find(&title).or_else(|| find(&dwell)).or_else(|| find(&clock)).or_else(|| {
        let several = head.cells.iter().filter(|cell| is_signal(cell)).count() >= 2;
        find(&|cell| several && is_signal(cell))
    })
}

/// Whether the name of a column counts or times the rows: `Elapsed Time (s)`, `[Index]`, `Time_s`.
pub(super) fn is_clock(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| CLOCKS.contains(&word)) || ["[sec]", "[s]", "(sec)", "sec"].contains(&lower.as_str())
}

/// Whether a name is that of an element or isotope, however programs dress it: `[197Au]+`, `Al27(MR)`, `P31 -> 47`.
fn is_signal(name: &str) -> bool {
    let inner = name.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(inner, _)| inner);
    let name = inner.unwrap_or(name);
    let end = name.find(['(', '[', '>', '\u{2192}', '|']).unwrap_or(name.len());
    let core = name[..end].trim_end_matches([' ', '-', '+', '=']).trim();
    let joined = core.replace([':', '-', '_'], "");
    if is_element(core) || is_isotope(&joined) {
        return true;
    }
    let first = core.split([' ', '_']).next().unwrap_or_default();
    is_isotope(first) || is_element(&suffix::split(core).0)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{read, refusal};
    use super::*;

    #[test]
    fn names_of_signals_are_known_in_every_dress() {
        for name in [
            "[197Au]+",
            "Al27(MR)",
            "P31 -> 47",
            "P:31",
            "31P",
            "Na",
            "Na23 (cps)",
            "Ba_ppm",
            "Na23_CPS",
            "Mg_ppm_m24",
            "Al_ppm mean",
            "31P | 47",
            "Fe-57",
        ] {
            assert!(is_signal(name), "{name}");
        }
        for name in ["Line 1", "In vivo", "a", "V1", "Sample 7", "x (um)", "", "0", "B100"] {
            assert!(!is_signal(name), "{name}");
        }
        for name in
            ["Elapsed Time (s)", "Time of scan", "[sec]", "Time_s", "Index", "Cycle #", "Timestamp", "Dwell"]
        {
            assert!(is_clock(name), "{name}");
        }
        assert!(!is_clock("Line 1") && !is_clock("Sometimes") && !is_clock("Seconded"));
    }

    #[test]
    fn signals_over_time_of_every_program_are_refused_with_their_line() {
        for (text, word, line) in [
            ("Elapsed Time (s),Line 1,Line 2\n0.0,3.5,6\n0.5,7.5,8\n1.0,9,1\n", "Elapsed Time (s)", 1),
            (
                "Trace for Mass:\tMg24(MR)\tFe56(MR)\n\t\t\nTime\tIntensity\tIntensity\n[sec]\t[cps]\t[cps]\n\n1.2\t22.5\t3\n2.4\t25\t4\n",
                "Trace for Mass:",
                1,
            ),
            (
                "Made by:x;\n\nTime,23Na,88Sr,\n,dwell time=0.2;xcal=6,dwell time=0.4;xcal=9,\n0.2,20,0,\n1.2,18,2.5,\n",
                "Time",
                3,
            ),
            (
                "Intensity Vs Time, Counts Per Second\r\nTime in Seconds ,K39\r\n0.,5.,\r\n0.1,7.,\r\n",
                "Intensity Vs Time",
                1,
            ),
            ("[23Na]+,[197Au]+\n1,2\n3,4\n", "[23Na]+", 1),
            ("index,[197Au]+\n1,2\n2,4\n", "index", 1),
        ] {
            let message = refusal("Ba.csv", text.as_bytes());
            assert!(message.contains("signals over time"), "{message}");
            assert!(message.contains(&format!("(\"{word}\" in line {line})")), "{message}");
        }
        let moments = refusal("Ba.csv", b"when,a,b\n2026-01-05 09:00:01,1,2\n2026-01-05 09:00:02,3,4\n");
        assert!(moments.contains("line 2, column 1 is a moment"), "{moments}");
    }

    #[test]
    fn a_title_above_an_image_may_tell_of_time() {
        let map = read("Ba.csv", b"Dwell time 0.1 s\nTime 12:30\n1.5,2,3\n4,5,6.5\n").unwrap();
        assert_eq!(map.shape(), (2, 3));
    }
}
