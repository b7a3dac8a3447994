// SPDX-License-Identifier: MIT OR Apache-2.0
//! Small tables of text.

/// Rows of cells in columns; the first `left` columns are set left, the others right.
pub fn aligned(rows: &[Vec<String>], left: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let cell = |(column, text): (usize, &String)| {
        if column < left {
            format!("{text:<w$}", w = widths[column])
        } else {
            format!("{text:>w$}", w = widths[column])
        }
    };
    let line = |row: &Vec<String>| row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ");
    rows.iter().map(|row| line(row).trim_end().to_string() + "\n").collect()
}

/// A row of cells.
pub fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(String::from).into()
}

/// A number with four significant digits.
pub fn short(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = value.abs().log10().floor() as i32;
    if !(-4..9).contains(&digits) {
        return format!("{value:.3e}");
    }
    format!("{value:.*}", usize::try_from(3 - digits).unwrap_or(0))
}

/// A length as short as it can be told with four digits.
pub fn length(value: f64) -> String {
    let text = short(value);
    if text.contains(['.']) && !text.contains('e') {
        return text.trim_end_matches('0').trim_end_matches('.').into();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let text = aligned(&[row(["a", "b", "c"]), row(["long", "1", "22"])], 1);
        assert_eq!(text, "a     b   c\nlong  1  22\n");
    }

    #[test]
    fn four_digits_are_kept() {
        assert_eq!(short(1234.56), "1235");
        assert_eq!(short(0.012345), "0.01235");
        assert_eq!(short(1.0), "1.000");
        assert_eq!(short(-3e-7), "-3.000e-7");
        assert_eq!(short(f64::INFINITY), "inf");
        assert_eq!([1.0, 1.25, 4.3571, 100.0].map(length), ["1", "1.25", "4.357", "100"]);
    }
}
