// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the rows of a laser log to the lines that were ablated.

use crate::files::name::length_um;

/// One line: laser on here, off there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub spot: String,
    pub speed: Option<f64>,
    pub rate: Option<f64>,
    /// The comment on it, empty if there is none.
    pub name: String,
}

pub(super) fn cells(row: &str, separator: char) -> Vec<String> {
    row.split(separator).map(|cell| cell.trim().trim_matches('"').trim().to_string()).collect()
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
        })
    }

    /// Every stretch from where the laser is switched on to where it is switched off. Cells left empty keep the
    /// value of the row before.
    pub fn lines(&self, rows: impl Iterator<Item = Vec<String>>, decimal_comma: bool) -> Vec<Line> {
        let number = |row: &[String], column: usize| {
            let cell = row.get(column)?;
            let cell = if decimal_comma { cell.replace(',', ".") } else { cell.clone() };
            cell.parse::<f64>().ok().filter(|value| value.is_finite())
        };
        let (mut lines, mut open): (Vec<Line>, Option<Line>) = (Vec::new(), None);
        let (mut speed, mut name) = (None, String::new());
        for row in rows {
            if let Some(stated) = self.name.and_then(|column| row.get(column)).filter(|cell| !cell.is_empty())
            {
                name.clone_from(stated);
            }
            let place = (number(&row, self.x.0), number(&row, self.y.0));
            let (Some(x), Some(y)) = place else { continue };
            let place = (x * self.x.1, y * self.y.1);
            let stated = self.speed.and_then(|(column, um)| Some(number(&row, column)? * um));
            speed = stated.filter(|speed| *speed > 0.0).or(speed);
            if row.get(self.state).is_some_and(|state| state.eq_ignore_ascii_case("on")) {
                let line = open.get_or_insert_with(|| Line::at(place));
                let rate = self.rate.and_then(|column| number(&row, column)).filter(|rate| *rate > 0.0);
                let spot = self.spot.and_then(|column| row.get(column)).filter(|spot| !spot.is_empty());
                (line.to, line.speed, line.rate) = (place, speed, rate.or(line.rate));
                line.name.clone_from(&name);
                line.spot = spot.unwrap_or(&line.spot).clone();
            } else if let Some(line) = open.take() {
                // the row that switches off may be the first to tell where the line ends
                lines.push(Line { to: place, ..line });
                speed = None;
            }
        }
        lines.extend(open.filter(|line| line.length() > 0.0));
        lines
    }
}

/// Name of a column in lower case and its unit: `Spot Size (um)` is `spot size` and `um`.
fn split_unit(cell: &str) -> (String, String) {
    let (name, unit) = cell.split_once(['(', '[']).unwrap_or((cell, ""));
    (name.trim().to_lowercase(), unit.trim_end_matches([')', ']']).trim().to_string())
}

impl Line {
    fn at(place: (f64, f64)) -> Self {
        Self { from: place, to: place, spot: String::new(), speed: None, rate: None, name: String::new() }
    }

    pub fn vector(&self) -> (f64, f64) {
        (self.to.0 - self.from.0, self.to.1 - self.from.1)
    }

    pub fn length(&self) -> f64 {
        let (x, y) = self.vector();
        x.hypot(y)
    }

    pub fn against(&self, other: &Line) -> bool {
        let ((ax, ay), (bx, by)) = (self.vector(), other.vector());
        ax * bx + ay * by < 0.0
    }
}
