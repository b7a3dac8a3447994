// SPDX-License-Identifier: MIT OR Apache-2.0
//! Workbooks of spreadsheets (.xlsx): the first sheet with numbers, read as the same sheet saved as text is.

use super::cell::{Cell, is_sheet_error};
use super::errors::format_error;
use super::lines::Text;
use super::options::{DecimalMark, ReadOptions};
use super::watched::{Watched, open_watched};
use super::word::is_number_otherwise;
use super::{part, table, text};
use crate::error::Result;
use crate::map::Map;
use crate::task::Task;
use calamine::{Data, DataRef, Reader, Xlsx};
use std::collections::HashSet;
use std::io::{BufReader, Read, copy, sink};
use std::path::Path;
use zip::ZipArchive;

/// Most bytes of a workbook after it is unpacked.
const MAX_BYTES: u64 = 1 << 29;
/// Most places of a sheet for one cell that holds something.
const MAX_SPARSE: u64 = 1000;

type Workbook = Xlsx<BufReader<Watched>>;
type Said<T> = std::result::Result<T, String>;

/// A cell that holds something: row, column, text.
type Filled = (u32, u32, String);

/// Reads the first sheet that holds numbers.
pub(super) fn read(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    let said = |reason| format_error(path, reason);
    bounded(path, &task.quiet())?;
    let (file, _) = open_watched(path, &task.part(0.0..0.5))?;
    let damaged = |error: calamine::XlsxError| {
        format_error(path, format!("the workbook is damaged ({error}): open and save it again"))
    };
    let mut workbook: Workbook = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    let names = workbook.sheet_names();
    let stated = part::place(options.part.as_deref(), path, "sheets", &names)?;
    for name in stated.map_or(&names[..], |place| &names[place..=place]) {
        let Some(sheet) = sheet(&mut workbook, name).map_err(said)? else { continue };
        let with_cell = |reason| format!("in the sheet {name}: {reason}{}", sheet.number_as_text);
        let text = Text { text: &sheet.text, task: &task.part(0.5..1.0) };
        let table = table::parse_sheet(text).map_err(|reason| said(with_cell(reason)))?;
        let mut map = text::map(path, table, options, task)?;
        if names.len() > 1 {
            let list = names.join(", ");
            map.notes.push(format!("the workbook has {} sheets ({list}); {name} is read", names.len()));
        }
        return Ok(map);
    }
    let what = stated.map_or("workbook".into(), |place| format!("sheet {}", names[place]));
    Err(format_error(path, format!("the {what} holds no numbers")))
}

/// Refuses a workbook that would fill the memory.
fn bounded(path: &Path, task: &Task) -> Result<()> {
    let damaged =
        |error| format_error(path, format!("the workbook is damaged ({error}): open and save it again"));
    let (file, _) = open_watched(path, task)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(error.to_string()))?;
    let mut total = 0;
    for i in 0..archive.len() {
        // the sizes in the directory may lie
        let entry = archive.by_index(i).map_err(|error| damaged(error.to_string()))?;
        total += copy(&mut entry.take(MAX_BYTES), &mut sink()).map_err(|error| damaged(error.to_string()))?;
        if total >= MAX_BYTES {
            return Err(format_error(path, "the workbook is larger than any map: save the sheet as csv"));
        }
    }
    Ok(())
}

/// The cells of a sheet with numbers.
struct Sheet {
    /// Lines of cells with tabs between.
    text: String,
    /// What is said of the first cell that holds a number as text with a decimal comma or groups.
    number_as_text: String,
}

/// The cells of a sheet; `None` if it holds no number.
fn sheet(workbook: &mut Workbook, name: &str) -> Said<Option<Sheet>> {
    let damaged = |error: calamine::XlsxError| {
        format!("the sheet {name} is damaged ({error}): open and save the workbook again")
    };
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(None), // a chart
        Err(error) => return Err(damaged(error)),
    };
    let (mut cells, mut numbers, mut stored) = (Vec::new(), 0, HashSet::new());
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let ((row, column), value) = (cell.get_position(), cell.get_value());
        if !matches!(value, DataRef::Empty) {
            stored.insert((row, column));
        }
        let is_number = matches!(value, DataRef::Int(_) | DataRef::Float(_));
        let words = words(value.clone().into());
        // numbers may be stored as text
        numbers +=
            usize::from(is_number || words.contains(|c: char| c.is_ascii_digit()) && is_numeric(&words));
        if !words.is_empty() {
            cells.push((row, column, words));
        }
    }
    drop(reader);
    refuse_unstored(workbook, name, &stored)?;
    if numbers == 0 {
        return Ok(None);
    }
    let number_as_text = number_as_text(&cells);
    Ok(Some(Sheet { text: lines(name, cells)?, number_as_text }))
}

fn number_as_text(cells: &[Filled]) -> String {
    let is_point = |words: &str| Cell::of(words, DecimalMark::Point).is_value();
    let first = cells.iter().find(|(_, _, words)| !is_point(words) && is_number_otherwise(words));
    first.map_or(String::new(), |(row, column, words)| {
        let what = if words.contains(',') { "a decimal comma" } else { "grouped thousands" };
        format!(
            "; cell {} is text with {what}: let the spreadsheet make numbers of such cells",
            address(*row, *column)
        )
    })
}

/// A cell as spreadsheets call it, from its row and column from 0: `A1`, `AB12`.
fn address(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (String::new(), column + 1);
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

fn is_numeric(words: &str) -> bool {
    [DecimalMark::Point, DecimalMark::Comma].into_iter().any(|mark| Cell::of(words, mark).is_number())
}

/// Refuses formulas without a value: programs that write workbooks, but no spreadsheet, leave them so.
fn refuse_unstored(workbook: &mut Workbook, name: &str, stored: &HashSet<(u32, u32)>) -> Said<()> {
    let Ok(formulas) = workbook.worksheet_formula(name) else { return Ok(()) };
    let Some((row, column)) = formulas.start() else { return Ok(()) };
    let mut places = formulas.used_cells().map(|(i, j, _)| (row + i as u32, column + j as u32));
    match places.find(|place| !stored.contains(place)) {
        None => Ok(()),
        Some((row, column)) => Err(format!(
            "row {}, column {} of the sheet {name} is a formula without a value: open the workbook in a spreadsheet and save it",
            row + 1,
            column + 1
        )),
    }
}

fn words(value: Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Error(error) => error.to_string(),
        // spreadsheets make 5.1 the fifth of January: not the number of days by which they keep it
        Data::DateTime(day) => format!("a date ({day})"),
        Data::DateTimeIso(text) | Data::DurationIso(text) => format!("a date ({text})"),
        Data::String(text) => {
            let text = text.replace(['\t', '\n', '\r'], " ").trim().to_string();
            if is_sheet_error(&text.to_lowercase()) { text } else { text.replace('#', "no.") }
        }
        other => other.to_string(),
    }
}

/// Lines of cells with tabs between; rows above the first cell are comments, so that numbers of lines are those of rows.
fn lines(name: &str, mut cells: Vec<Filled>) -> Said<String> {
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    let first_row = cells[0].0;
    let last_row = cells[cells.len() - 1].0;
    let columns = cells.iter().map(|cell| cell.1);
    let (Some(first), Some(last)) = (columns.clone().min(), columns.max()) else { return Ok(String::new()) };
    let size = u64::from(last_row - first_row + 1) * u64::from(last - first + 1);
    if size > MAX_SPARSE * cells.len() as u64 {
        return Err(format!("the {} cells of the sheet {name} lie scattered: they are no map", cells.len()));
    }
    let mut text = "#\n".repeat(first_row as usize);
    let mut rest = cells.into_iter().peekable();
    for row in first_row..=last_row {
        for column in first..=last {
            if column > first {
                text.push('\t');
            }
            while let Some((_, _, words)) = rest.next_if(|cell| (cell.0, cell.1) <= (row, column)) {
                text.push_str(&words);
            }
        }
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{damage, read as read_as, refusal};
    use super::super::{BelowDetection, ReadOptions, read_with, trial};
    use crate::task::Task;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    /// A sheet: its name, and of each cell the place, the type of the format and the value.
    type Sheet<'a> = (&'a str, &'a [(&'a str, &'a str, &'a str)]);

    fn workbook(sheets: &[Sheet]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, text: String| {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        add(
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
             Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>"
                .into(),
        );
        let (mut list, mut links) = (String::new(), String::new());
        for (i, (name, cells)) in sheets.iter().enumerate() {
            let id = i + 1;
            list += &format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
            links += &format!(
                "<Relationship Id=\"rId{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
                 worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
            );
            let cell = |(place, kind, value): &(&str, &str, &str)| match *kind {
                "text" => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
                "formula" => format!("<c r=\"{place}\"><f>{value}</f></c>"),
                kind => format!("<c r=\"{place}\" t=\"{kind}\"><v>{value}</v></c>"),
            };
            let row = |place: &str| place.trim_start_matches(char::is_alphabetic).to_string();
            let rows = cells.chunk_by(|a, b| row(a.0) == row(b.0)).map(|cells| {
                format!("<row r=\"{}\">{}</row>", row(cells[0].0), cells.iter().map(cell).collect::<String>())
            });
            let rows: String = rows.collect();
            add(
                &format!("xl/worksheets/sheet{id}.xml"),
                format!(
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}\
                     </sheetData></worksheet>"
                ),
            );
        }
        add(
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets>\
                 </workbook>"
            ),
        );
        add(
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}\
                 </Relationships>"
            ),
        );
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn formulas_without_a_value_are_refused() {
        let cells = [("A1", "formula", "B1*2"), ("B1", "n", "2")];
        let error = refusal("Ba.xlsx", &workbook(&[("Ba", &cells)]));
        assert!(error.contains("row 1, column 1") && error.contains("formula without a value"), "{error}");
    }

    #[test]
    fn the_first_sheet_with_numbers_is_a_map() {
        let cells = [("B3", "n", "1.5"), ("C3", "n", "2"), ("B4", "n", "3"), ("C4", "n", "4.25")];
        let bytes = workbook(&[("notes", &[("A1", "text", "by hand")]), ("Ba137", &cells)]);
        let map = read_as("Ba137_ppm.xlsx", &bytes).unwrap();
        assert_eq!((map.elements(), map.unit.as_str()), (&["Ba137".to_string()][..], "ppm"));
        assert_eq!(map.values().iter().copied().collect::<Vec<_>>(), [1.5, 2.0, 3.0, 4.25]);
        assert_eq!(map.notes, ["Ba137_ppm.xlsx: the workbook has 2 sheets (notes, Ba137); Ba137 is read"]);
        let (_dir, path) = trial::file("Ba.xlsx", &bytes);
        let of = |part: &str| {
            read_with(
                std::slice::from_ref(&path),
                &ReadOptions { part: Some(part.into()), ..ReadOptions::default() },
                &Task::new(),
            )
        };
        assert_eq!(of("2").unwrap().values(), of("Ba137").unwrap().values());
        let refused = |part: &str| of(part).unwrap_err().to_string();
        assert!(refused("notes").contains("the sheet notes holds no numbers"));
        assert!(refused("Sr").contains("the sheets of Ba.xlsx are 1: notes, 2: Ba137"), "{}", refused("Sr"));
        let (_dir, plain) = trial::file("Ba.csv", b"1,2\n3,4\n");
        let options = ReadOptions { part: Some("1".into()), ..ReadOptions::default() };
        assert!(read_with(&[plain], &options, &Task::new()).unwrap_err().to_string().contains("no parts"));
    }

    #[test]
    fn numbers_that_are_stored_as_text_are_numbers() {
        let text = |value: &'static str| workbook(&[("a", &[("A1", "text", value), ("B1", "text", "2.5")])]);
        assert_eq!(read_as("Ba.xlsx", &text("1.5")).unwrap().values()[[0, 0, 0]], 1.5);
        let comma = refusal("Ba.xlsx", &text("1,5"));
        assert!(
            comma.contains("\"1,5\" in line 1, column 1 is not a number: write numbers with a decimal point"),
            "{comma}"
        );
    }

    #[test]
    fn cells_of_text_with_decimal_commas_are_named_as_in_the_sheet() {
        let cells =
            [("B2", "text", "105,25"), ("C2", "n", "268.5"), ("B3", "n", "1.5"), ("C3", "text", "7,5")];
        let error = refusal("Ba.xlsx", &workbook(&[("a", &cells)]));
        assert!(
            error.contains("cell B2 is text with a decimal comma") && error.contains("\"105,25\""),
            "{error}"
        );
        assert_eq!([super::address(0, 25), super::address(11, 27)], ["Z1", "AB12"]);
    }

    #[test]
    fn maps_on_both_sides_of_an_empty_row_are_asked_about() {
        let cells: Vec<(String, &str, &str)> = [1, 2, 5, 6]
            .into_iter()
            .flat_map(|row| {
                ["A", "B", "C"]
                    .map(|column| (format!("{column}{row}"), "n", if row == 2 { "1.5" } else { "7.25" }))
            })
            .collect();
        let cells: Vec<(&str, &str, &str)> = cells.iter().map(|(a, b, c)| (a.as_str(), *b, *c)).collect();
        let two = refusal("Ba.xlsx", &workbook(&[("a", &cells)]));
        assert!(two.contains("line 3 is empty between values"), "{two}");
    }

    #[test]
    fn workbooks_of_a_folder_are_read() {
        let (dir, _path) =
            trial::file("Ba137.xlsx", &workbook(&[("a", &[("A1", "n", "1"), ("B1", "n", "2")])]));
        assert_eq!(
            read_with(&[dir.path().into()], &ReadOptions::default(), &Task::new()).unwrap().elements(),
            ["Ba137"]
        );
    }

    #[test]
    fn errors_words_and_gaps_are_judged_as_in_text() {
        let cells = [("A1", "n", "1.5"), ("B1", "e", "#DIV/0!"), ("A3", "n", "2.5"), ("B3", "n", "3.5")];
        let bytes = workbook(&[("a", &cells)]);
        assert!(refusal("Ba.xlsx", &bytes).contains("\"#DIV/0!\" in line 1, column 2"));
        let (_dir, path) = trial::file("Ba.xlsx", &bytes);
        let options = ReadOptions { below_detection: BelowDetection::Missing, ..ReadOptions::default() };
        let map = read_with(&[path], &options, &Task::new()).unwrap();
        assert_eq!((map.shape(), map.values()[[0, 2, 1]]), ((3, 2), 3.5));
        let words = workbook(&[(
            "a",
            &[("A1", "n", "1"), ("B1", "n", "2"), ("A2", "n", "3"), ("B2", "text", "#odd")],
        )]);
        assert!(refusal("Ba.xlsx", &words).contains("\"no.odd\" in line 2, column 2"));
    }

    #[test]
    fn what_is_no_map_is_refused() {
        let far = workbook(&[("a", &[("A1", "n", "1"), ("XFD1048576", "n", "2")])]);
        assert!(refusal("Ba.xlsx", &far).contains("scattered"));
        assert!(refusal("Ba.xlsx", &workbook(&[("a", &[])])).contains("no numbers"));
        damage(&far, |path| super::read(path, &ReadOptions::default(), &Task::new()));
    }
}
