// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signs between digits that may be decimal marks or group thousands: `1,234` and `1.234`.

/// Signs that group the thousands of a number.
pub(super) const GROUPS: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'];

/// Whether a number is written in groups of three digits: `1,234`, `12.345.678`.
pub(super) fn grouped(cell: &str, sign: char) -> bool {
    let Some((whole, rest)) = cell.trim_start_matches(['+', '-']).split_once(sign) else { return false };
    let is_group = |group: &str| group.len() == 3 && is_whole(group);
    (1..=3).contains(&whole.len())
        && is_whole(whole)
        && !whole.starts_with('0')
        && rest.split(sign).all(is_group)
}

fn is_whole(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a sign may group the thousands of all numbers that have it.
///
/// A whole number of four digits without it shows that nothing is grouped. `beside_whole`: whether small whole numbers must
/// stand beside them, as they do where thousands are grouped and seldom where all numbers have decimal places.
pub(super) fn can_group<'a>(cells: impl Iterator<Item = &'a str>, sign: char, beside_whole: bool) -> bool {
    let (mut any, mut whole) = (false, false);
    for cell in cells {
        if is_whole(cell) {
            if cell.len() > 3 {
                return false;
            }
            whole = true;
        } else if cell.contains(sign) {
            if !grouped(cell, sign) {
                return false;
            }
            any = true;
        }
    }
    any && (whole || !beside_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_from_decimal_places_by_what_stands_beside_them() {
        for (text, sign, beside_whole, expected) in [
            ("1,200 900", ',', true, true),
            ("1,234 5,678", ',', false, true),
            ("1,234 5,678", ',', true, false),
            ("1,200 5000", ',', false, false),
            ("0,200 900", ',', false, false),
            ("1,20 900", ',', false, false),
            ("1.234 500", '.', true, true),
            ("12.345.678 -1.234 9", '.', true, true),
            ("1.5e3 500", '.', true, false),
        ] {
            assert_eq!(can_group(text.split(' '), sign, beside_whole), expected, "{text}");
        }
    }
}
