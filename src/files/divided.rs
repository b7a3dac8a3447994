// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers with decimal commas that commas divide as well: `12,05,3,25` is 12.05 and 3.25.

/// Fewest cells whose lengths are telling.
const TELLING: usize = 20;

/// A sentence on rows of cells between commas, every second of which looks like the decimals of the one before.
///
/// They all have one number of digits where the others have not, or some begin with a 0 as no whole number does.
pub(super) fn are_divided<'a>(rows: impl Iterator<Item = (usize, Vec<&'a str>)>) -> Option<String> {
    let is_number = |cell: &str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    let has_zero = |cell: &str| cell.len() > 1 && cell.starts_with('0');
    let (mut pairs, mut others, mut are_alike) = (0, 0, true);
    let (mut first, mut with_zero) = (None, None);
    for (line, cells) in rows {
        for pair in cells.chunks(2) {
            let [whole, rest] = *pair else { return None };
            let digits = whole.trim_start_matches('-');
            if !is_number(digits) || !is_number(rest) || has_zero(digits) {
                return None;
            }
            let (_, _, places) = *first.get_or_insert((line, (whole, rest), rest.len()));
            if with_zero.is_none() && has_zero(rest) {
                with_zero = Some((line, (whole, rest), places));
            }
            are_alike &= rest.len() == places;
            others += usize::from(digits.len() != places);
            pairs += 1;
        }
    }
    let is_fixed = are_alike && pairs >= TELLING && 2 * others >= pairs;
    let (line, (whole, rest), _) = with_zero.or(first.filter(|_| is_fixed))?;
    Some(format!(
        "the commas can be decimal marks as well as separators ({whole},{rest} in line {line}): write semicolons between \
         the numbers, or, if all are whole, state the decimal mark"
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
            "a,b,c,d\n1,05,2,5\n3,2,4,1\n",
        ] {
            assert!(read("Ba137.csv", text.as_bytes()).is_ok(), "{text}");
        }
    }
}
