// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables of points (LIBS stage tables): x, y, perhaps z, and values; put on the regular grid of the points.

use super::cell::Cell;
use super::errors::format_error;
use super::grid::Places;
use super::heading::{Coordinates, Names, coordinates, is_sum, is_value, is_yttrium, names, unit_below_um};
use super::options::{PointUnit, ReadOptions};
use super::raster::{self, Raster};
use super::table::Table;
use super::twins;
use crate::error::{Error, Result};
use crate::map::{MAX_VALUES, Map};
use crate::task::Task;
use ndarray::Array3;
use std::collections::HashSet;
use std::path::Path;

/// Columns of a table whose header names no coordinates that may be one of points.
const DETECTED_COLUMNS: std::ops::RangeInclusive<usize> = 3..=12;
/// Fewest rows of such a table.
const DETECTED_ROWS: usize = 9;
/// Part of the points of such a table that must have a neighbour one step away.
const DETECTED_NEIGHBOURS: f64 = 0.8;

/// Whether a table is one of points: by its header, by what the caller said, or by its first two columns, whatever their names.
pub(super) fn is_points(table: &Table, options: &ReadOptions) -> bool {
    if table.columns < 3 {
        return options.points.is_some();
    }
    options.points.is_some() || coordinates(table).is_some() || on_a_grid(table)
}

/// Refuses a table whose columns, but not its first two, hold every place of a grid once: they are coordinates, and no pixels.
pub(super) fn refuse_elsewhere(table: &Table) -> std::result::Result<(), String> {
    let mut pairs = (1..table.columns.saturating_sub(1)).map(|column| [column, column + 1]);
    match pairs.find(|pair| raster_of(table, *pair).is_some_and(|(places, rows)| places == rows)) {
        None => Ok(()),
        Some([x, y]) => Err(format!(
            "columns {} and {} hold every place of a grid once, as coordinates do: name them x and y in the header, or state \
             that the file is an image",
            x + 1,
            y + 1
        )),
    }
}

/// Puts the points on their grid: shape (value columns, places along y, places along x), gaps NaN.
///
/// Values of points on the same place are averaged. Pixel size and origin are in µm; a pixel size stays unknown
/// along an axis with a single place.
pub(super) fn read(path: &Path, table: &Table, options: &ReadOptions, task: &Task) -> Result<Map> {
    if table.columns < 3 {
        return Err(format_error(path, "a table of points needs three columns or more: x, y and values"));
    }
    let axes = coordinates(table).unwrap_or(Coordinates {
        columns: [0, 1],
        in_um: [None, None],
        are_indices: false,
    });
    let in_um = if axes.are_indices && options.points.is_none() {
        None
    } else {
        Some([scale(table, &axes, 0, options)?, scale(table, &axes, 1, options)?])
    };
    let columns = value_columns(path, table, &axes, options)?;
    check_coordinates(path, table, &axes)?;
    let rows = 0..table.lines.len();
    let points: Vec<_> =
        rows.map(|row| (table.number(row, axes.columns[0]), table.number(row, axes.columns[1]))).collect();
    task.check()?;
    let raster = raster::fit(&points).map_err(|reason| format_error(path, reason))?;
    let (x, y) = (raster.x, raster.y);
    if x.count.saturating_mul(y.count).saturating_mul(columns.len()) > MAX_VALUES {
        let reason = format!("a grid of {} x {} places is larger than any map", x.count, y.count);
        return Err(format_error(path, reason));
    }
    task.check()?;
    let values = average(table, &columns, &raster);
    let Names { elements, unit, note } = names(path, table, &columns);
    if let Some(header) = &table.header {
        twins::refuse(&columns, header, &elements).map_err(|reason| format_error(path, reason))?;
    }
    let mut map = Map::new(values, elements).map_err(|error| format_error(path, error))?;
    map.unit = unit;
    map.notes = table.notes.iter().cloned().chain(raster.notes.iter().cloned()).collect();
    map.notes.extend(note);
    map.notes.extend(left_out(table, &columns, &axes));
    map.notes.extend(shared_and_empty(&raster));
    let Some(in_um) = in_um else { return Ok(map) };
    let size_um = |places: &Places, in_um: f64| (places.count > 1).then_some(places.step * in_um);
    (map.pixel_width_um, map.pixel_height_um) = (size_um(&x, in_um[0]), size_um(&y, in_um[1]));
    map.origin_um = ((x.start - x.step / 2.0) * in_um[0], (y.start - y.step / 2.0) * in_um[1]);
    Ok(map)
}

/// Sentences on places with several points and with none.
fn shared_and_empty(raster: &Raster) -> Vec<String> {
    let mut points = raster.places.clone();
    points.sort_unstable();
    let taken = || points.chunk_by(|a, b| a == b);
    let places = raster.x.count * raster.y.count;
    let (shared, empty) = (taken().filter(|points| points.len() > 1).count(), places - taken().count());
    let said = [
        (shared, format!("{shared} of {places} places have several points, whose values are averaged")),
        (empty, format!("{empty} of {places} places have no point and no value")),
    ];
    said.into_iter().filter(|(count, _)| *count > 0).map(|(_, sentence)| sentence).collect()
}

/// A sentence that lists the columns that became neither coordinates nor elements.
fn left_out(table: &Table, columns: &[usize], axes: &Coordinates) -> Option<String> {
    let others: Vec<String> = (0..table.columns)
        .filter(|column| !columns.contains(column) && !axes.columns.contains(column))
        .map(|column| match table.header.as_ref().map(|names| names[column].as_str()) {
            Some(name) if !name.is_empty() => name.to_string(),
            _ => format!("column {}", column + 1),
        })
        .collect();
    (!others.is_empty()).then(|| format!("columns that are no elements were left out: {}", others.join(", ")))
}

/// What a length of 1 along axis 0 (x) or 1 (y) is in µm, from the header or the options.
fn scale(table: &Table, axes: &Coordinates, axis: usize, options: &ReadOptions) -> Result<f64> {
    let stated = options.points.map(PointUnit::in_um);
    let told = axes.in_um[axis].or_else(|| unit_below_um(table, axes.columns[axis]));
    match (told, stated) {
        (Some(header), Some(stated)) if header != stated => Err(Error::Contradiction(format!(
            "the header of the table gives coordinates of {header} µm, the options of {stated} µm: leave out the option"
        ))),
        (Some(known), _) | (None, Some(known)) => Ok(known),
        (None, None) => Err(Error::Missing {
            what: "the unit of the coordinates of a table of points",
            hint: "state mm or um, or that the file is an image".into(),
        }),
    }
}

/// Columns of values, from 0.
fn value_columns(
    path: &Path,
    table: &Table,
    axes: &Coordinates,
    options: &ReadOptions,
) -> Result<Vec<usize>> {
    if !options.columns.is_empty() {
        return options.columns.iter().map(|column| stated_column(*column, table, axes)).collect();
    }
    let Some(header) = &table.header else { return Ok(vec![if table.columns >= 4 { 3 } else { 2 }]) };
    let value = |name: &str| is_value(name) || is_yttrium(name);
    let wanted = |column: &usize| !axes.columns.contains(column) && value(&header[*column]);
    let mut columns: Vec<usize> = (0..table.columns).filter(wanted).collect();
    if columns.iter().any(|column| !is_sum(&header[*column])) {
        columns.retain(|column| !is_sum(&header[*column]));
    }
    if columns.is_empty() {
        return Err(format_error(path, "the table of points has no column of values: state the columns"));
    }
    Ok(columns)
}

fn stated_column(column: usize, table: &Table, axes: &Coordinates) -> Result<usize> {
    match column.checked_sub(1) {
        Some(index) if index < table.columns && !axes.columns.contains(&index) => Ok(index),
        _ => Err(Error::InvalidValue {
            key: "columns".into(),
            value: column.to_string(),
            expected: format!("a column of values, from 1 to {}, that is not x or y", table.columns),
        }),
    }
}

fn check_coordinates(path: &Path, table: &Table, axes: &Coordinates) -> Result<()> {
    for (column, axis) in axes.columns.iter().zip(["x", "y"]) {
        if let Some(row) = table.column(*column).position(|cell| !cell.is_number()) {
            let reason = format!("the point in line {} has no {axis}", table.lines[row]);
            return Err(format_error(path, reason));
        }
    }
    Ok(())
}

fn average(table: &Table, columns: &[usize], raster: &Raster) -> Array3<f32> {
    let (width, size) = (raster.x.count, raster.x.count * raster.y.count);
    let mut sums = vec![0.0; columns.len() * size];
    let mut counts = vec![0u32; sums.len()];
    for (row, (x, y)) in raster.places.iter().enumerate() {
        let known = columns.iter().map(|column| table.number(row, *column)).enumerate();
        for (element, value) in known.filter(|(_, value)| !value.is_nan()) {
            let index = element * size + y * width + x;
            sums[index] += value;
            counts[index] += 1;
        }
    }
    Array3::from_shape_fn((columns.len(), raster.y.count, width), |(element, line, pixel)| {
        let index = element * size + line * width + pixel;
        if counts[index] == 0 { f32::NAN } else { (sums[index] / f64::from(counts[index])) as f32 }
    })
}

/// Whether the first two columns of a table are the coordinates of a raster.
pub(super) fn on_a_grid(table: &Table) -> bool {
    raster_of(table, [0, 1]).is_some()
}

/// Places and points of the raster whose coordinates are two columns; `None` if they are none.
fn raster_of(table: &Table, columns: [usize; 2]) -> Option<(usize, usize)> {
    let rows = table.lines.len();
    if !DETECTED_COLUMNS.contains(&table.columns) || rows < DETECTED_ROWS {
        return None;
    }
    if columns.iter().any(|column| table.column(*column).any(|cell| !cell.is_number())) {
        return None;
    }
    let fit = |column: usize| Places::fit(table.column(column).map(Cell::number));
    let (x, y) = (fit(columns[0])?, fit(columns[1])?);
    let size = x.count.saturating_mul(y.count);
    if x.count < 2 || y.count < 2 || size < rows || size > rows.saturating_mul(raster::MAX_PLACES_PER_POINT) {
        return None;
    }
    let place =
        |row: usize| (x.index(table.number(row, columns[0])).0, y.index(table.number(row, columns[1])).0);
    let taken: HashSet<_> = (0..rows).map(place).collect();
    let touches = |(x, y): &&(usize, usize)| {
        taken.contains(&(x + 1, *y))
            || taken.contains(&(*x, y + 1))
            || x.checked_sub(1).is_some_and(|x| taken.contains(&(x, *y)))
            || y.checked_sub(1).is_some_and(|y| taken.contains(&(*x, y)))
    };
    let touching = taken.iter().filter(touches).count() as f64;
    (taken.len() == rows && touching >= DETECTED_NEIGHBOURS * rows as f64).then_some((size, rows))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{self, read as read_as, refusal};
    use super::super::{Layout, read_with};
    use super::*;
    use std::fmt::Write;

    fn told(text: &str, options: ReadOptions) -> Result<Map> {
        let (_dir, path) = trial::file("shell.csv", text.as_bytes());
        read_with(&[path], &options, &Task::new())
    }

    fn mm(columns: &[usize]) -> ReadOptions {
        ReadOptions {
            points: Some(PointUnit::Millimetre),
            columns: columns.to_vec(),
            ..ReadOptions::default()
        }
    }

    /// A raster of 5 x 4 points of 0.03 mm without the point (2, 1): x, y, z, value, scatter.
    fn raster(noise: f64) -> String {
        (0..20).filter(|i| *i != 7).fold(String::new(), |mut text, i| {
            let (x, y) = (i % 5, i / 5);
            let shift = noise * f64::from(i * 7 % 5 - 2) / 2.0;
            let (sx, sy) = (-1.2 + 0.03 * f64::from(x) + shift, 4.0 + 0.03 * f64::from(y) - shift);
            writeln!(text, "{sx:.5},{sy:.5},-1.00{i},{}.5,0.1", 10 * y + x).unwrap();
            text
        })
    }

    fn is_the_raster(map: &Map) {
        assert_eq!(map.shape(), (4, 5));
        assert!(map.values()[[0, 1, 2]].is_nan());
        assert_eq!(map.values().iter().filter(|v| v.is_nan()).count(), 1);
        assert_eq!((map.values()[[0, 0, 0]], map.values()[[0, 3, 4]]), (0.5, 34.5));
        let (width, height) = map.pixel_size_um().unwrap();
        assert!((width - 30.0).abs() < 0.05 && (height - 30.0).abs() < 0.05, "{width} {height}");
        assert!(
            (map.origin_um.0 + 1215.0).abs() < 0.2 && (map.origin_um.1 - 3985.0).abs() < 0.2,
            "{:?}",
            map.origin_um
        );
    }

    #[test]
    fn a_header_makes_a_table_of_points_with_units_names_and_without_scatter() {
        for header in [
            "x [mm],y [mm],z [mm],Mg/Ca,std",
            "X(mm),Y(mm),z,Mg/Ca,rel.std",
            "\"x_mm\",\"y_mm\",Z,Mg/Ca,Mg_sd",
        ] {
            let map = read_as("shell.csv", format!("{header}\r\n{}", raster(0.0)).as_bytes()).unwrap();
            is_the_raster(&map);
            assert_eq!(map.elements(), ["Mg/Ca"]);
        }
        let text = "x (µm);y (µm);Ba [counts];Ca [counts]\n0;0;1,5;2\n10;0;3;4\n0;20;5;6\n";
        let map = read_as("t.txt", text.as_bytes()).unwrap();
        assert_eq!(map.elements(), ["Ba", "Ca"]);
        assert_eq!(
            (map.pixel_size_um().unwrap(), map.origin_um, map.unit.as_str()),
            ((10.0, 20.0), (-5.0, -10.0), "counts")
        );
        assert_eq!((map.values()[[0, 0, 0]], map.values()[[1, 1, 0]]), (1.5, 6.0));
        assert!(map.values()[[0, 1, 1]].is_nan());
    }

    #[test]
    fn the_sum_of_the_other_columns_is_no_element_unless_it_is_all_there_is() {
        let points = "0,0,1.5,2\n10,0,3,4\n0,20,5,6\n10,20,7,8\n";
        for (header, elements) in
            [("Ba,Total counts", &["Ba"][..]), ("TIC,Ba", &["Ba"]), ("Sum,TIC", &["Sum", "TIC"])]
        {
            let map = read_as("t.csv", format!("x (µm),y (µm),{header}\n{points}").as_bytes()).unwrap();
            assert_eq!(map.elements(), elements);
            assert_eq!(map.notes.is_empty(), elements.len() == 2, "{:?}", map.notes);
        }
    }

    #[test]
    fn without_a_header_points_are_recognised_but_their_unit_is_asked_for() {
        let error = told(&raster(0.0), ReadOptions::default()).unwrap_err();
        assert!(matches!(error, Error::Missing { .. }) && error.to_string().contains("mm or um"), "{error}");
        let map = told(&raster(0.0), mm(&[])).unwrap();
        is_the_raster(&map);
        assert_eq!(map.elements(), ["value"]);
        let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
        assert_eq!(told(&raster(0.0), image).unwrap().shape(), (19, 5));
        let three: String =
            raster(0.0).lines().map(|l| l.rsplitn(3, ',').nth(2).unwrap().to_string() + "\n").collect();
        assert_eq!(told(&three, mm(&[])).unwrap().values()[[0, 0, 0]], -1.0);
    }

    #[test]
    fn two_noisy_passes_over_the_same_points_are_averaged() {
        let second: String = raster(-1e-4).replace(".5,0.1", ".7,0.1");
        let map = told(&(raster(1e-4) + &second), mm(&[])).unwrap();
        assert_eq!(map.shape(), (4, 5));
        assert!((map.values()[[0, 3, 4]] - 34.6).abs() < 1e-5 && map.values()[[0, 1, 2]].is_nan());
        assert!((map.pixel_size_um().unwrap().0 - 30.0).abs() < 0.05);
    }

    #[test]
    fn columns_can_be_chosen_and_must_exist() {
        let map = told(&raster(0.0), mm(&[4, 5])).unwrap();
        assert_eq!(map.elements(), ["value", "value2"]);
        assert_eq!(map.values()[[1, 0, 0]], 0.1);
        for column in [0, 1, 2, 6] {
            assert!(matches!(told(&raster(0.0), mm(&[column])), Err(Error::InvalidValue { .. })), "{column}");
        }
    }

    #[test]
    fn a_header_without_unit_asks_for_it_and_another_unit_is_a_contradiction() {
        let text = format!("x,y,z,Ba,std\n{}", raster(0.0));
        assert!(matches!(told(&text, ReadOptions::default()), Err(Error::Missing { .. })));
        is_the_raster(&told(&text, mm(&[])).unwrap());
        let text = text.replace("x,y", "x[um],y[um]");
        assert!(matches!(told(&text, mm(&[])), Err(Error::Contradiction(_))));
    }

    #[test]
    fn images_of_few_columns_stay_images() {
        let mut random = trial::noise(5);
        let mut next = || f64::from(random.next().unwrap());
        let narrow: String = (0..30).map(|_| format!("{},{},{}.5\n", next(), next(), next())).collect();
        assert_eq!(read_as("Ba.csv", narrow.as_bytes()).unwrap().shape(), (30, 3));
        let smooth: String = (0..30).map(|i| format!("{i}.5,{},{}\n", i * i, i + 2)).collect();
        assert_eq!(read_as("Ba.csv", smooth.as_bytes()).unwrap().shape(), (30, 3));
    }

    #[test]
    fn points_without_a_grid_are_refused() {
        let text = "x[mm],y[mm],Ba\n0,0,1\n1,0.37,2\n1.61,1,3\n2.72,1.93,4\n";
        assert!(refusal("t.csv", text.as_bytes()).contains("regular grid along x"));
        let text = "x[mm],y[mm],Ba\n0,0,1\n0,,2\n";
        assert!(refusal("t.csv", text.as_bytes()).contains("line 3 has no y"));
        let far = "x[mm],y[mm],Ba\n0,0,1\n1,1,2\n99999,99999,3\n";
        assert!(refusal("t.csv", far.as_bytes()).contains("scattered"));
        assert!(told("1,2.5\n3,4\n", mm(&[])).unwrap_err().to_string().contains("three columns"));
    }

    #[test]
    fn areas_far_apart_are_not_averaged_into_single_places() {
        let areas: String = (0..81)
            .map(|i| format!("{},{},1\n", i % 9 + 2000 * (i % 9 / 3), i / 9 + 2000 * (i / 27)))
            .collect();
        assert!(
            refusal("t.csv", format!("x[um],y[um],Ba\n{areas}").as_bytes())
                .contains("81 different points fall on 9")
        );
    }

    #[test]
    fn a_single_line_of_points_has_no_known_line_distance() {
        let map = read_as("t.csv", b"x[mm],y[mm],Ba\n0,7,1\n0.5,7,2\n1,7,3\n").unwrap();
        assert_eq!(
            (map.pixel_width_um, map.pixel_height_um, map.origin_um),
            (Some(500.0), None, (-250.0, 7000.0))
        );
    }
}
