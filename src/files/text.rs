// SPDX-License-Identifier: MIT OR Apache-2.0
//! Text images: one element as rows of numbers.

use super::cell::Cell;
use super::errors::{file_error, format_error};
use super::laser_log::is_laser_log;
use super::lines::Text;
use super::options::{Layout, ReadOptions};
use super::paths::file_name;
use super::table::Table;
use super::watched::open_watched;
use super::{below, esri, image, name, number, points, signals, surfer, table};
use crate::error::{Error, Result};
use crate::map::Map;
use crate::memory;
use crate::task::Task;
use std::io::Read;
use std::path::Path;

/// Bytes held for each byte of a text while it is read: itself, and the number that it is a part of.
const HELD: u64 = 8;
pub(super) const NO_MAP: &str =
    "this is neither a text file nor a known kind of map: use csv, tif, png, npz or npy";
const OLD_WORKBOOK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Reads a text file: a table of points where it is one, else an image of one element, shape (1, lines, pixels).
pub(super) fn read(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    let whole = whole(path, &task.part(0.0..0.1))?;
    let text = Text { text: &whole, task: &task.part(0.1..0.9) };
    if is_laser_log(&whole) {
        return Err(format_error(
            path,
            "this is the log of a laser: read it with the recordings of its lines",
        ));
    }
    if surfer::is_grid(&text) {
        refuse_columns(path, &options.columns)?;
        return surfer::read(path, text);
    }
    let table = table::parse(text, options.decimal).map_err(|reason| format_error(path, reason))?;
    drop(whole);
    task.check()?;
    map(path, table, options, task)
}

/// The text of a whole file.
pub(super) fn whole(path: &Path, task: &Task) -> Result<String> {
    whole_or(path, NO_MAP, task)
}

/// The text of a whole file; `no_text` is the error for a file in another encoding.
pub(super) fn whole_or(path: &Path, no_text: &'static str, task: &Task) -> Result<String> {
    let (file, length) = open_watched(path, task)?;
    let needs = |needs| format_error(path, format!("the table {needs}"));
    memory::claim(length.saturating_mul(HELD)).map_err(needs)?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).map_err(|error| file_error(path, error))?;
    decode(bytes, no_text).map_err(|reason| format_error(path, reason))
}

/// The text of a file that holds settings or conditions, which may be empty.
///
/// # Errors
/// [`crate::Error::File`] if it cannot be opened or is no regular file; [`crate::Error::Format`] if it is no text.
pub fn read_text(path: &Path) -> Result<String> {
    let is_empty = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() == 0);
    if is_empty { Ok(String::new()) } else { whole_or(path, "this is no text", &Task::new()) }
}

/// The map in a table of numbers.
pub(super) fn map(path: &Path, mut table: Table, options: &ReadOptions, task: &Task) -> Result<Map> {
    esri::apply(&mut table).map_err(|reason| format_error(path, reason))?;
    refuse_overflow(&table, &name::from_path(path).element).map_err(|reason| format_error(path, reason))?;
    tell_rounded(&mut table);
    let is_points = options.layout == Layout::Detect && points::is_points(&table, options);
    if !is_points {
        refuse_columns(path, &options.columns)?;
        if options.layout == Layout::Detect {
            signals::refuse(&table).map_err(|reason| format_error(path, reason))?;
            points::refuse_elsewhere(&table).map_err(|reason| format_error(path, reason))?;
        }
    }
    task.check()?;
    below::substitute(&mut table, options.below_detection).map_err(|reason| format_error(path, reason))?;
    if is_points { points::read(path, &table, options, task) } else { image::read(path, &table, options) }
}

/// Refuses a number that single precision does not hold.
fn refuse_overflow(table: &Table, element: &str) -> std::result::Result<(), String> {
    let is_too_large = |cell: &Cell| (cell.number() as f32).is_infinite();
    let Some(at) = table.cells.iter().position(is_too_large) else { return Ok(()) };
    Err(format!(
        "the map of {element} holds inf: {:e} in line {}, column {} is larger than single precision holds (3.4e38)",
        table.cells[at].number(),
        table.lines[at / table.columns],
        at % table.columns + 1
    ))
}

/// Maps are of single precision, in which whole numbers of eight digits and more are rounded.
fn tell_rounded(table: &mut Table) {
    let rounded = |cell: &&Cell| matches!(cell, Cell::Whole(value) if f64::from(*value as f32) != *value);
    let count = table.cells.iter().filter(rounded).count();
    table.notes.extend(number::rounded(count));
}

/// Columns are chosen of points only: an image that lost some would be a map of another size.
fn refuse_columns(path: &Path, columns: &[usize]) -> Result<()> {
    let Some(first) = columns.first() else { return Ok(()) };
    let expected = format!("{} is no table of points, of which columns can be chosen", file_name(path));
    Err(Error::InvalidValue { key: "columns".into(), value: first.to_string(), expected })
}

/// UTF-8 or UTF-16 with or without byte order mark, else Latin-1.
///
/// `no_text`: the error for all other bytes.
pub(super) fn decode(bytes: Vec<u8>, no_text: &'static str) -> std::result::Result<String, &'static str> {
    if bytes.starts_with(OLD_WORKBOOK) {
        return Err("this is a workbook of Excel 97 to 2003 (.xls): save it as .xlsx or csv");
    }
    if let [0xff, 0xfe, rest @ ..] = bytes.as_slice() {
        return utf16(rest, u16::from_le_bytes);
    }
    if let [0xfe, 0xff, rest @ ..] = bytes.as_slice() {
        return utf16(rest, u16::from_be_bytes);
    }
    if bytes.contains(&0) {
        return match blank_halves(&bytes) {
            Some(unit) => utf16(&bytes, unit),
            None => Err(no_text),
        };
    }
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect());
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// The order of bytes of a text in UTF-16 without a mark: one half of nearly all of its characters, which are those of numbers, is zero.
fn blank_halves(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let zeros = |half: usize| bytes.iter().skip(half).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second, most) = (zeros(0), zeros(1), bytes.len() / 2 * 9 / 10);
    match () {
        () if bytes.len() % 2 == 1 => None,
        () if first == 0 && second > most => Some(u16::from_le_bytes),
        () if second == 0 && first > most => Some(u16::from_be_bytes),
        () => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> std::result::Result<String, &'static str> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<std::result::Result<_, _>>().map_err(|_| "the text is damaged UTF-16")
}

#[cfg(test)]
mod tests {
    use super::super::trial::{read as read_as, refusal};
    use super::super::{DecimalMark, ReadOptions, read_with, trial};
    use crate::task::Task;

    fn rows(text: impl AsRef<[u8]>) -> Vec<Vec<f32>> {
        let map = read_as("Ba.csv", text.as_ref()).unwrap();
        map.element(0).outer_iter().map(|row| row.to_vec()).collect()
    }

    fn refused(text: impl AsRef<[u8]>, word: &str) {
        let message = refusal("Ba.csv", text.as_ref());
        assert!(message.contains(word), "{message}");
    }

    #[test]
    fn every_separator_gives_the_same_rectangle() {
        for text in [
            "1.5,2,3\n4,5,6\n",
            "1.5;2;3\n4;5;6",
            "1.5\t2\t3\r\n4\t5\t6\r\n",
            "1.5 2  3\n 4 5 6 \n",
            "1.5, 2, 3\n4, 5, 6\n",
            "1.5,2,3,\n4,5,6,\n",
            "\u{feff}1.5,2,3\n4,5,6\n",
            "# made by hand\n1.5,2,3 # first\n\n4,5,6\n",
            "1.5,2,3\r4,5,6\r",
            "a,b,c\n1.5,2,3\n4,5,6\n",
            "Sample 7;3\nSpot 5\n1.5;2;3\n4;5;6\n",
            "\"1.5\",\"2\",\"3\"\n4,5,6\n",
            "1.5e0,+2,3.\n4,5.00E+00,6\n",
        ] {
            assert_eq!(rows(text), [[1.5, 2.0, 3.0], [4.0, 5.0, 6.0]], "{text:?}");
        }
    }

    #[test]
    fn decimal_commas_are_seen_with_every_other_separator() {
        for text in ["1,5;2,5\n3,25;4\n", "1,5\t2,5\n3,25\t4\n", "1,5 2,5\n3,25 4\n", "1,5;2,5;\n3,25;4;\n"] {
            assert_eq!(rows(text), [[1.5, 2.5], [3.25, 4.0]], "{text:?}");
        }
        assert_eq!(rows("1,234;5,678\n"), [[1.234, 5.678]]);
        assert_eq!(rows("1,5 2,5"), [[1.5, 2.5]]);
    }

    #[test]
    fn columns_of_an_image_cannot_be_chosen() {
        let options = ReadOptions { columns: vec![2], ..ReadOptions::default() };
        let (_dir, path) = trial::file("Ba.csv", b"1.5,2\n4,5\n");
        let error = read_with(&[path], &options, &Task::new()).unwrap_err().to_string();
        assert!(error.contains("Ba.csv is no table of points"), "{error}");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused_until_the_mark_is_stated() {
        refused("1,5\n2,5\n", "state the decimal mark");
        refused("1,5\n\n2,5\n\n3,5\n", "state the decimal mark");
        refused("1,234 5,678\n", "state the decimal mark");
        refused("1,234,567;2\n", "not a number");
        refused("1.234,5;2,5\n", "not a number");
        for (mark, text, expected) in [
            (DecimalMark::Comma, "1,5\n2,5\n", vec![1.5, 2.5]),
            (DecimalMark::Point, "1,5\n2,5\n", vec![1.0, 5.0, 2.0, 5.0]),
            (DecimalMark::Comma, "1,234 5,678\n", vec![1.234, 5.678]),
            (DecimalMark::Comma, "1;2\n3;4\n", vec![1.0, 2.0, 3.0, 4.0]),
        ] {
            let (_dir, path) = trial::file("Ba.csv", text.as_bytes());
            let options = ReadOptions { decimal: Some(mark), ..ReadOptions::default() };
            let map = read_with(&[path], &options, &Task::new()).unwrap();
            assert_eq!(map.values().iter().copied().collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn missing_values_are_nan_and_stay_in_their_place() {
        let values = rows("1.5,,nan\n,NaN,6\n\t\n".replace('\t', ",,"));
        let finite: Vec<Vec<bool>> =
            values.iter().map(|row| row.iter().map(|v| v.is_finite()).collect()).collect();
        assert_eq!(finite, [[true, false, false], [false, false, true], [false; 3]]);
        assert!(rows("1.5\t\t3\n\t\t\n")[1].iter().all(|v| v.is_nan()));
        assert!(rows("nan\n")[0][0].is_nan());
    }

    #[test]
    fn mistakes_are_named_with_line_and_column() {
        refused("1.5,2,3\n4,oops,6\n", "\"oops\" in line 2, column 2");
        refused("1.5,2,abc,4\n1,2,3,4\n", "\"abc\" in line 1, column 3");
        refused("# c\n1.5,2,3\n\n4,5\n", "line 4 has 2 columns where line 2 has 3");
        refused("1.5,inf\n", "line 1, column 2 is infinite");
        refused("1.5,1e999\n", "infinite");
        refused("1.5,1e39\n", "Ba.csv: the map of Ba holds inf");
        refused("1.5,2\n#N/A,3\n", "\"#N/A\" in line 2, column 1");
        refused("only words\n", "no rows of numbers");
        refused("# nothing\n\n", "no numbers");
        refused(" \n\n", "no numbers");
        refused(b"1,2\0\x01\x02", "neither a text file");
        refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "save it as .xlsx or csv");
        refused("\"1,5\",\"2,5\"\n", "not a number");
    }

    #[test]
    fn a_line_scan_is_not_taken_for_a_map() {
        refused("Time [Sec],Na23,Mg24\n0.1,5,6\n0.2,7,8\n", "signals over time");
        refused("Na23,Mg24\n5,6\n7,8\n", "signals over time");
        refused("Time of scan,Sample 1,Sample 1\n,P:31,Fe:57\n0.0,5,6\n0.2,7,8\n", "signals over time");
        refused("Time of scan,Sample 1,Sample 1\n,one,two\n0.0,5,6\n0.2,7,8\n", "signals over time");
    }

    #[test]
    fn axes_are_dropped_only_with_an_empty_corner_or_a_word_and_equal_steps() {
        let with_axes = "y\\x,0,10,20\n0,1,2,3\n5,4,5,6\n10,7,8,9\n";
        assert_eq!(rows(with_axes), [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]);
        assert_eq!(rows(with_axes.replace("y\\x", "")).len(), 3);
        assert_eq!(rows(with_axes.replace("y\\x", "0")).len(), 4);
        assert!(rows(with_axes.replace("y\\x", "").replace("20\n", "25\n"))[0][0].is_nan());
        refused(with_axes.replace("20\n", "25\n"), "\"y\\\\x\" in line 1, column 1");
        assert_eq!(read_as("Ba.csv", with_axes.as_bytes()).unwrap().pixel_width_um, None);
    }

    #[test]
    fn latin_1_and_utf_16_are_read() {
        assert_eq!(rows(b"size \xb5m\n1.5,2\n"), [[1.5, 2.0]]);
        let wide = |swap: bool| -> Vec<u8> {
            let units = "\u{feff}1,5\t2\n".encode_utf16();
            units.flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        assert_eq!(rows(wide(false)), [[1.5, 2.0]]);
        assert_eq!(rows(wide(true)), [[1.5, 2.0]]);
        assert_eq!([rows(&wide(false)[2..]), rows(&wide(true)[2..])], [[[1.5, 2.0]], [[1.5, 2.0]]]);
    }

    #[test]
    fn one_pixel_one_line_and_one_column_are_maps() {
        assert_eq!(rows("7"), [[7.0]]);
        assert_eq!(rows("7 8 9"), [[7.0, 8.0, 9.0]]);
        assert_eq!(rows("7\n8.5\n"), [[7.0], [8.5]]);
    }

    #[test]
    fn damaged_text_is_never_a_panic() {
        trial::damage(b"y,0,1,2\n0;1,5,\t2#\n\"3\",nan,inf\xff\n", |path| {
            super::read(path, &ReadOptions::default(), &Task::new())
        });
    }
}
