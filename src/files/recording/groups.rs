// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers of a recording whose signs may be decimal marks or group thousands are refused: no option states which.

use super::clock::number;
use crate::files::table::quoted;
use crate::files::thousands::{can_group, grouped};

const NEXT: &str = "write the numbers with a decimal point and without groups";

/// Judges all cells of readings together; `separator` is the sign between them.
pub(super) fn refuse<'a>(
    cells: impl Iterator<Item = &'a str> + Clone,
    separator: char,
) -> Result<(), String> {
    let numbers = cells.filter(|cell| number(cell).is_some() || grouped(cell, ',') || grouped(cell, '.'));
    let with = |sign: char| numbers.clone().find(|cell| cell.contains(sign));
    if let (Some(comma), Some(point)) = (with(','), with('.')) {
        return Err(format!(
            "{} and {} have different decimal marks or groups: {NEXT}",
            quoted(comma),
            quoted(point)
        ));
    }
    let ask = |signs: &str, example: &str| {
        Err(format!("the {signs} can be decimal marks or group thousands ({example}): {NEXT}"))
    };
    if can_group(numbers.clone(), ',', separator == ';') {
        return ask("commas", "1,234");
    }
    if separator != ',' && can_group(numbers.clone(), '.', true) {
        return ask("points", "1.234");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_refused_and_decimal_marks_are_not() {
        for (cells, separator, refused) in [
            ("0 1,200 1 900", ';', true),
            ("0 1,200 1 900", ',', true),
            ("0.5 1,200 1.0 900", ',', true),
            ("0 1.234 1 500", ';', true),
            ("0,5 1.234 1,0 500", ';', true),
            ("0,5 1,234 1,0 2,345", ';', false),
            ("0.5 1.234 1.0 500", ';', false),
            ("0 1.234 1 500", ',', false),
            ("1 1200 2 900", ';', false),
            ("24.07.2025 1,5 25.07.2025 2,5", ';', false),
        ] {
            assert_eq!(refuse(cells.split(' '), separator).is_err(), refused, "{cells}");
        }
    }
}
