// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the rows of a laser log to the lines that were ablated: each a [`LaserLine`].

use crate::files::cell::plain;
use crate::files::lines::divide;
use crate::files::moment::moment;
use crate::files::name::length_um;
use crate::files::table::quoted;
use crate::files::thousands::can_group;
use crate::lines::LaserLine;

pub(super) fn cells(row: &str, separator: char) -> Vec<String> {
    divide(row, separator).into_iter().map(|cell| cell.trim().trim_matches('"').trim().to_string()).collect()
}

/// Where the columns are that matter, and what a length in them is in µm.
pub(super) struct Columns {
    x: (usize, f64),
    y: (usize, f64),
    state: usize,
    speed: Option<(usize, f64)>,
    rate: Option<usize>,
    spot: Option<usize>,
    name: Option<usize>,
    time: Option<usize>,
}

impl Columns {
    pub fn new(header: &[String]) -> std::result::Result<Self, String> {
        let find = |names: &[&str]| {
            header.iter().position(|cell| names.contains(&split_unit(cell).0.as_str())).map(|column| {
                let unit = split_unit(&header[column]).1;
                let length = unit.split('/').next().unwrap_or_default();
                (column, length_um(length).unwrap_or(1.0))
            })
        };
        let need = |names: &[&str]| {
            find(names).ok_or_else(|| {
                format!("a laser log has a column \"{}\"; there are: {}", names[0], header.join(", "))
            })
        };
        Ok(Self {
            x: need(&["x"])?,
            y: need(&["y"])?,
            state: need(&["laser state"])?.0,
            speed: find(&["scan velocity", "scan speed"]),
            rate: find(&["laser rep. rate", "laser rep rate", "repetition rate"]).map(|(column, _)| column),
            spot: find(&["spot size"]).map(|(column, _)| column),
            name: find(&["comment", "name", "sample name"]).map(|(column, _)| column),
            time: find(&["timestamp", "time", "date"]).map(|(column, _)| column),
        })
    }

    /// Whether the commas of places may group thousands.
    fn may_group(&self, rows: &[Vec<String>]) -> bool {
        let places = rows.iter().flat_map(|row| [row.get(self.x.0), row.get(self.y.0)]).flatten();
        can_group(places.map(String::as_str), ',', true)
    }

    /// Every stretch from where the laser is switched on to where it is switched off. Cells left empty keep the
    /// value of the row before.
    ///
    /// The error names a place that is no number. The sentences are on rows out of order and on a last line that is not ended.
    pub fn lines(
        &self,
        rows: impl Iterator<Item = Vec<String>>,
        decimal_comma: bool,
    ) -> Result<(Vec<LaserLine>, Vec<String>), String> {
        let number = |row: &[String], column: usize| {
            let cell = row.get(column)?;
            let cell = if decimal_comma { cell.replace(',', ".") } else { cell.clone() };
            let cell = plain(&cell);
            cell.parse::<f64>().ok().filter(|value| value.is_finite())
        };
        let (mut lines, mut open): (Vec<LaserLine>, Option<LaserLine>) = (Vec::new(), None);
        let (mut speed, mut name) = (None, String::new());
        let rows: Vec<Vec<String>> = rows.collect();
        if decimal_comma && self.may_group(&rows) {
            return Err("the commas can be decimal marks or group thousands (1,234): write the places of the laser log with \
                        a decimal point and without groups"
                .into());
        }
        let (rows, sorted) = self.in_order_of_time(rows);
        for (i, row) in rows.into_iter().enumerate() {
            for column in [self.x.0, self.y.0] {
                let cell = row.get(column).map_or("", String::as_str);
                if number(&row, column).is_none() && cell.contains(|c: char| c.is_ascii_digit()) {
                    return Err(format!(
                        "{} in row {} of the laser log is no place: write numbers with a decimal point and without groups",
                        quoted(cell),
                        i + 2
                    ));
                }
            }
            if let Some(stated) = self.name.and_then(|column| row.get(column)).filter(|cell| !cell.is_empty())
            {
                name.clone_from(stated);
            }
            let place = (number(&row, self.x.0), number(&row, self.y.0));
            let (Some(x), Some(y)) = place else { continue };
            let place = (x * self.x.1, y * self.y.1);
            let time = self.time.and_then(|column| Some(moment(row.get(column)?)?.seconds));
            let stated = self.speed.and_then(|(column, um)| Some(number(&row, column)? * um));
            speed = stated.filter(|speed| *speed > 0.0).or(speed);
            if row.get(self.state).is_some_and(|state| state.eq_ignore_ascii_case("on")) {
                let line = open.get_or_insert_with(|| LaserLine { on_s: time, ..LaserLine::at(place) });
                let rate = self.rate.and_then(|column| number(&row, column)).filter(|rate| *rate > 0.0);
                let spot = self.spot.and_then(|column| row.get(column)).filter(|spot| !spot.is_empty());
                (line.to_um, line.scan_speed_um_s) = (place, speed);
                line.repetition_rate_hz = rate.or(line.repetition_rate_hz);
                line.off_s = time;
                line.name.clone_from(&name);
                line.spot = spot.unwrap_or(&line.spot).clone();
            } else if let Some(line) = open.take() {
                // the row that switches off may be the first to tell where the line ends
                lines.push(LaserLine { to_um: place, off_s: time.or(line.off_s), ..line });
                speed = None;
            }
        }
        let note = open.as_ref().map(|line| {
            let became = if line.length_um() > 0.0 { "is taken to end there" } else { "is left out" };
            format!("the log ends while the laser is on: its last line {became}")
        });
        lines.extend(open.filter(|line| line.length_um() > 0.0));
        Ok((lines, sorted.into_iter().chain(note).collect()))
    }

    /// Rows in the order of their times, and a sentence where that is another than the log's: the laser has one order.
    fn in_order_of_time(&self, mut rows: Vec<Vec<String>>) -> (Vec<Vec<String>>, Option<String>) {
        let time = |row: &Vec<String>| moment(row.get(self.time?)?).map(|moment| moment.seconds);
        let Some(times) = rows.iter().map(time).collect::<Option<Vec<f64>>>() else { return (rows, None) };
        if times.is_sorted() {
            return (rows, None);
        }
        if times.iter().rev().is_sorted() {
            rows.reverse(); // so that events of one moment are turned too
        } else {
            let mut timed: Vec<(f64, Vec<String>)> = times.into_iter().zip(rows).collect();
            timed.sort_by(|a, b| a.0.total_cmp(&b.0));
            rows = timed.into_iter().map(|(_, row)| row).collect();
        }
        (rows, Some("the rows of the log are not in the order of time: they were sorted by it".into()))
    }
}

/// Name of a column in lower case and its unit: `Spot Size (um)` is `spot size` and `um`.
fn split_unit(cell: &str) -> (String, String) {
    let (name, unit) = cell.split_once(['(', '[']).unwrap_or((cell, ""));
    (name.trim().to_lowercase(), unit.trim_end_matches([')', ']']).trim().to_string())
}
