// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers with decimal commas that commas divide as well: `12,05,3,25` is 12.05 and 3.25.

use super::table::counted;

/// Fewest cells whose lengths are telling.
const TELLING: usize = 20;

/// A sentence on rows of cells between commas, every second of which looks like the decimals of the one before.
///
/// They all have one number of digits where the others have not, or some begin with a 0 as no whole number does.
pub(super) fn are_divided(rows: &[(usize, Vec<&str>)]) -> Option<String> {
    let pairs: Vec<(usize, &str, &str)> = rows
        .iter()
        .flat_map(|(line, cells)| cells.chunks(2).map(|pair| (*line, pair[0], *pair.get(1).unwrap_or(&""))))
        .collect();
    let is_number = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    if !pairs.iter().all(|(_, whole, rest)| is_number(whole.trim_start_matches('-')) && is_number(rest)) {
        return None;
    }
    let has_zero = |cell: &str| cell.len() > 1 && cell.starts_with('0');
    if pairs.iter().any(|(_, whole, _)| has_zero(whole.trim_start_matches('-'))) {
        return None;
    }
    let places = pairs.first()?.2.len();
    let are_alike = pairs.len() >= TELLING && pairs.iter().all(|(_, _, rest)| rest.len() == places);
    let others = pairs.iter().filter(|(_, whole, _)| whole.len() != places).count();
    let is_fixed = are_alike && 2 * others >= pairs.len();
    let example =
        pairs.iter().find(|(_, _, rest)| has_zero(rest)).or_else(|| pairs.first().filter(|_| is_fixed))?;
    let (line, whole, rest) = example;
    Some(format!(
        "the commas can be decimal marks as well as separators ({whole},{rest} in line {line}): write semicolons between \
         the {} of a row, or, if all are whole numbers, state the decimal mark",
        counted(rows.first()?.1.len() / 2, "number")
    ))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{read, refusal};

    #[test]
    fn decimals_that_seem_to_be_columns_are_asked_for() {
        let fixed: String =
            (0..12).map(|row| format!("{},{},{},{}\n", row * 9, row % 10, row * 7 + 3, 5)).collect();
        for text in ["1,5,12,05\n3,25,0,125\n", &fixed, "-1,05,2,5\n3,2,4,1\n"] {
            let told = refusal("Ba137.csv", text.as_bytes());
            assert!(told.contains("decimal marks as well as separators"), "{told}");
        }
    }

    #[test]
    fn whole_numbers_are_read_as_they_stand() {
        let counts: String =
            (0..12).map(|row| format!("{},{},{},{}\n", row * 9, row * 3, row * 7 + 3, 15)).collect();
        for text in [
            "1,5,12,5\n3,25,0,125\n",
            &counts,
            "01,05,02,05\n03,02,04,01\n",
            "1,05,2\n3,04,5\n",
            "1.5,05\n2.5,06\n",
        ] {
            assert!(read("Ba137.csv", text.as_bytes()).is_ok(), "{text}");
        }
    }
}
