// SPDX-License-Identifier: MIT OR Apache-2.0
//! The forward operator of an enhancement: from the conditions where they are stated, otherwise from the map itself.

use super::coverage::{expect_short_washout, expect_small_beam};
use super::grid::Grid;
use super::prior::fit::{Evidence, Fit};
use super::prior::{Kernel, Spectra};
use super::width::{DOUBT_NATS, Width};
use crate::ablation::{Axis, Operator, Scan};
use crate::conditions::{Conditions, PulseResponse};
use crate::error::Result;
use std::ops::Range;

/// Widths that are tried against a stated one, in measured pixels.
const WIDTHS: [f64; 9] = [0.05, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5];
/// How many of them may be chosen where none is stated. A smooth sample looks like a wide beam, and believing in one
/// that is wider than the pixel over-sharpens: that must be stated.
const UNSTATED_WIDTHS: usize = 6;
/// A quarter agrees if it prefers a width by so many nats.
const QUARTER_NATS: f64 = 2.0;

/// The forward operator on a target grid.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Across the lines.
    pub rows: Axis,
    /// Along the scan.
    pub columns: Axis,
    /// The target grid.
    pub grid: Grid,
    /// Distance by which the map shows the sample too far along the scan.
    pub displacement_um: f64,
    /// Spectra of stretches of the axes that are solved; clones share them.
    pub spectra: Spectra,
    conditions: Conditions,
    pixel_um: (f64, f64),
}

/// A window of a map: measured lines and pixels, and the target rows and columns over them.
#[derive(Debug, Clone)]
pub struct Part {
    /// Measured lines.
    pub lines: Range<usize>,
    /// Measured pixels of a line.
    pub pixels: Range<usize>,
    /// Target rows.
    pub rows: Range<usize>,
    /// Target columns.
    pub columns: Range<usize>,
}

impl Forward {
    /// The operator that the conditions state; what is not stated is one pixel wide and without washout. A beam other than a
    /// box is taken as the box of equal variance ([`Conditions::separable`]).
    ///
    /// `shape`: lines and pixels; `pixel_um`: pixel width and height.
    ///
    /// # Errors
    /// As [`Conditions::separable`], [`Scan::of_map`] and [`Conditions::for_pixel_size`]; [`Error::Data`] for a washout that is
    /// far longer than the lines, and for a beam far larger than the map.
    pub fn stated(
        conditions: &Conditions,
        shape: (usize, usize),
        pixel_um: (f64, f64),
        grid: Grid,
    ) -> Result<Self> {
        let conditions = conditions.separable()?.for_pixel_size(pixel_um.0, pixel_um.1)?;
        conditions.check_common_timing()?;
        expect_short_washout(&conditions, shape.1)?;
        let scan = Scan::of_map(&conditions, shape.0, shape.1)?;
        let displacement_um = if timed(&conditions) { scan.displacement_um() } else { 0.0 };
        let (rows, columns) = (
            Axis::across(&scan, grid.pixel_height_um, grid.rows)?.unfolded(),
            scan_columns(&conditions, &scan, &grid)?,
        );
        let spectra = Spectra::default();
        let mut forward = Self { rows, columns, grid, displacement_um, spectra, conditions, pixel_um };
        if forward.conditions.beam_size_um.is_none() {
            forward.rows = forward.rows_of_width(pixel_um.1)?;
        }
        if !timed(&forward.conditions) {
            let width = forward.conditions.beam_size_um.unwrap_or(pixel_um.0);
            forward.columns = forward.columns_of_width(width)?;
        }
        expect_small_beam([&forward.rows, &forward.columns])?;
        Ok(forward)
    }

    /// The window of these measured lines and pixels.
    pub fn part(&self, lines: Range<usize>, pixels: Range<usize>) -> Part {
        let over = |measured: &Range<usize>, all: usize, target: usize| {
            let border = |at: usize| (at as f64 * target as f64 / all as f64).round() as usize;
            border(measured.start)..border(measured.end)
        };
        let rows = over(&lines, self.rows.taps.len(), self.grid.rows);
        let columns = over(&pixels, self.columns.taps.len(), self.grid.columns);
        Part { lines, pixels, rows, columns }
    }

    /// The operator from a window of the target grid to that of the map.
    pub fn cut(&self, part: &Part) -> Self {
        let grid = Grid { rows: part.rows.len(), columns: part.columns.len(), ..self.grid };
        Self {
            rows: self.rows.part(part.lines.clone(), part.rows.clone()),
            columns: self.columns.part(part.pixels.clone(), part.columns.clone()),
            grid,
            spectra: self.spectra.clone(),
            conditions: self.conditions.clone(),
            ..*self
        }
    }

    /// Bytes that the weights of the operator hold.
    pub fn held_bytes(&self) -> u64 {
        self.rows.held_bytes() + self.columns.held_bytes()
    }

    /// Target pixel sizes (across, along).
    pub fn target_um(&self) -> (f64, f64) {
        (self.grid.pixel_height_um, self.grid.pixel_width_um)
    }

    /// Width of the operator along the axis where it is wider, in measured pixels; 1 where it is not stated.
    pub fn widest_stated_pixels(&self) -> f64 {
        let target_um = self.target_um();
        let across = width_um(&self.rows, target_um.0) / self.pixel_um.1;
        let along = width_um(&self.columns, target_um.1) / self.pixel_um.0;
        if self.is_stated() {
            across.max(along)
        } else if self.conditions.beam_size_um.is_some() {
            across
        } else {
            1.0
        }
    }

    /// Are beam and washout both stated?
    pub fn is_stated(&self) -> bool {
        self.conditions.beam_size_um.is_some() && self.conditions.pulse_response.is_some()
    }

    /// Geometric mean of the sides of a measured pixel.
    pub fn pitch_um(&self) -> f64 {
        (self.pixel_um.0 * self.pixel_um.1).sqrt()
    }

    /// Measured pixel sizes (across, along).
    pub fn measured_um(&self) -> (f64, f64) {
        (self.pixel_um.1, self.pixel_um.0)
    }

    /// Measured line over each target row.
    pub fn lines_over(&self) -> Vec<usize> {
        over(self.grid.rows, self.grid.pixel_height_um, 0.0, self.pixel_um.1, self.rows.taps.len())
    }

    /// Measured pixel over each target column, registered: where the map shows that part of the sample.
    pub fn pixels_over(&self) -> Vec<usize> {
        let (grid, shift) = (&self.grid, self.displacement_um);
        over(grid.columns, grid.pixel_width_um, shift, self.pixel_um.0, self.columns.taps.len())
    }

    /// Both axes (across, along).
    pub fn axes(&self) -> (&Axis, &Axis) {
        (&self.rows, &self.columns)
    }

    /// The operator with everything on the target grid.
    pub fn operator(&self) -> Operator {
        Operator::new(&self.rows, &self.columns)
    }

    /// The operator with the widths that were found from some lines of the map.
    ///
    /// # Errors
    /// As [`Forward::stated`].
    pub fn with_widths_of(mut self, found: Self) -> Result<Self> {
        if self.conditions.beam_size_um.is_none() {
            self.rows = self.rows_of_width(width_um(&found.rows, self.grid.pixel_height_um))?;
        }
        self.columns = found.columns;
        Ok(self)
    }

    /// Estimates the widths that are not stated, examines those that are, and fits the prior.
    ///
    /// # Errors
    /// As [`Forward::stated`]; [`crate::Error::Cancelled`].
    pub fn examine(&mut self, evidence: &Evidence) -> Result<(Fit, Vec<Width>)> {
        let (target_um, stated) =
            (self.target_um(), (self.conditions.beam_size_um.is_some(), timed(&self.conditions)));
        let mut fit = self.widths_and_prior(evidence, stated)?;
        let rows = choose(
            |width| self.rows_of_width(width * self.pixel_um.1),
            |axis| Ok(evidence.fit(fit.kernel, (axis, &self.columns), target_um)?.cost),
            stated.0,
        )?;
        let columns = choose(
            |width| self.columns_of_width(width * self.pixel_um.0),
            |axis| Ok(evidence.fit(fit.kernel, (&self.rows, axis), target_um)?.cost),
            stated.1,
        )?;
        let nats = (fit.cost - rows.1, fit.cost - columns.1);
        let preferred = (rows.0.clone(), columns.0.clone());
        let agreeing = |doubted: bool, axes| {
            if doubted { self.agreeing(evidence, fit.kernel, axes) } else { Ok(0) }
        };
        let agreeing = (
            agreeing(stated.0 && nats.0 > DOUBT_NATS, (&preferred.0, &self.columns))?,
            agreeing(stated.1 && nats.1 > DOUBT_NATS, (&self.rows, &preferred.1))?,
        );
        if !stated.0 {
            self.rows = rows.0;
        }
        if !stated.1 {
            self.columns = columns.0;
        }
        if stated != (true, true) {
            fit = evidence.best(self.pitch_um(), self.axes(), target_um)?;
        }
        let report = |axis, used: &Axis, preferred: &Axis, stated, nats: f64, agreeing, um| Width {
            axis,
            used_um: width_um(used, um),
            stated,
            preferred_um: width_um(if stated { preferred } else { used }, um),
            nats: if stated { nats.max(0.0) } else { 0.0 },
            agreeing,
        };
        let widths = vec![
            report("across", &self.rows, &preferred.0, stated.0, nats.0, agreeing.0, target_um.0),
            report("along", &self.columns, &preferred.1, stated.1, nats.1, agreeing.1, target_um.1),
        ];
        Ok((fit, widths))
    }

    /// How many quarters of the map prefer other axes, each by itself.
    fn agreeing(&self, evidence: &Evidence, kernel: Kernel, axes: (&Axis, &Axis)) -> Result<usize> {
        let mut agreeing = 0;
        for quarter in evidence.quarters() {
            let cost = |axes| Ok(quarter.fit(kernel, axes, self.target_um())?.cost);
            agreeing += usize::from(cost(axes)? + QUARTER_NATS < cost(self.axes())?);
        }
        Ok(agreeing)
    }

    /// Chooses one common width (in pixels) for the axes that are not stated together with the prior: a wide beam on
    /// a rough sample and a narrow one on a smooth sample look much alike, so neither may be chosen first.
    fn widths_and_prior(&mut self, evidence: &Evidence, stated: (bool, bool)) -> Result<Fit> {
        let mut best: Option<(Fit, Axis, Axis)> = None;
        let widths = if stated == (true, true) { &WIDTHS[..1] } else { &WIDTHS[..UNSTATED_WIDTHS] };
        for &width in widths {
            let rows =
                if stated.0 { self.rows.clone() } else { self.rows_of_width(width * self.pixel_um.1)? };
            let columns =
                if stated.1 { self.columns.clone() } else { self.columns_of_width(width * self.pixel_um.0)? };
            let fit = evidence.best(self.pitch_um(), (&rows, &columns), self.target_um())?;
            if best.as_ref().is_none_or(|(lowest, _, _)| fit.cost < lowest.cost) {
                best = Some((fit, rows, columns));
            }
        }
        let (fit, rows, columns) = best.expect("there are widths");
        (self.rows, self.columns) = (rows, columns);
        Ok(fit)
    }

    fn rows_of_width(&self, width_um: f64) -> Result<Axis> {
        let (grid, n, edge) = (&self.grid, self.rows.taps.len(), self.conditions.edge);
        let axis = Axis::boxes(n, self.pixel_um.1, width_um, 0.0, grid.pixel_height_um, grid.rows, edge)?;
        Ok(axis.unfolded())
    }

    fn columns_of_width(&self, width_um: f64) -> Result<Axis> {
        let (grid, n, lines) = (&self.grid, self.columns.taps.len(), self.rows.taps.len());
        if self.conditions.pulse_response.is_some() && self.conditions.beam_size_um.is_none() {
            // the washout is known, the beam is not
            let conditions = Conditions { beam_size_um: Some(width_um.max(0.1)), ..self.conditions.clone() };
            return scan_columns(&conditions, &Scan::of_map(&conditions, lines, n)?, grid);
        }
        let (shift, edge) = (-self.displacement_um, self.conditions.edge);
        let axis = Axis::boxes(n, self.pixel_um.0, width_um, shift, grid.pixel_width_um, grid.columns, edge)?;
        Ok(axis.unfolded())
    }
}

/// Measured pixel over the middle of each of `count` target pixels.
fn over(count: usize, target_um: f64, shift_um: f64, measured_um: f64, measured: usize) -> Vec<usize> {
    let at = |i: usize| ((i as f64 + 0.5) * target_um + shift_um) / measured_um;
    (0..count).map(|i| (at(i).max(0.0) as usize).min(measured - 1)).collect()
}

/// Are beam and washout stated, so that the signal along the scan is known?
fn timed(conditions: &Conditions) -> bool {
    conditions.beam_size_um.is_some() && conditions.pulse_response.is_some()
        || conditions.pulse_response.is_some_and(|response| response != PulseResponse::None)
}

fn scan_columns(conditions: &Conditions, scan: &Scan, grid: &Grid) -> Result<Axis> {
    Ok(Axis::along(scan, conditions.dosage(), grid.pixel_width_um, grid.columns)?.unfolded())
}

/// The best of the tried widths by cost.
fn choose(
    axis: impl Fn(f64) -> Result<Axis>,
    cost: impl Fn(&Axis) -> Result<f64>,
    stated: bool,
) -> Result<(Axis, f64)> {
    let mut best: Option<(Axis, f64)> = None;
    for &width in &WIDTHS[..if stated { WIDTHS.len() } else { UNSTATED_WIDTHS }] {
        let candidate = axis(width)?;
        let cost = cost(&candidate)?;
        if best.as_ref().is_none_or(|(_, lowest)| cost < *lowest) {
            best = Some((candidate, cost));
        }
    }
    Ok(best.expect("there are widths"))
}

/// Width of the box that has the variance of the axis' middle pixel.
fn width_um(axis: &Axis, target_um: f64) -> f64 {
    let taps = &axis.taps[axis.taps.len() / 2];
    let total: f64 = taps.weights.iter().sum();
    let moment = |power: i32, centre: f64| {
        let terms =
            taps.weights.iter().enumerate().map(|(i, weight)| weight * (i as f64 - centre).powi(power));
        terms.sum::<f64>() / total
    };
    let centre = moment(1, 0.0);
    // a box inside one target pixel has no variance on the grid: its true width is known only to that pixel
    (12.0 * moment(2, centre)).sqrt().max(1.0) * target_um
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::settings::Settings;

    /// The operator of a map of 20 x 20 pixels of 5 µm under a beam of this size.
    fn forward(beam_um: f64, washout_s: f64) -> Result<Forward> {
        let conditions = Conditions {
            beam_size_um: Some(beam_um),
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: washout_s,
            ..Conditions::default()
        };
        let grid = Grid::new(&Settings::default(), 20, 20, 5.0, 5.0)?;
        Forward::stated(&conditions, (20, 20), (5.0, 5.0), grid)
    }

    #[test]
    fn a_washout_far_longer_than_the_lines_is_refused() {
        assert!(forward(5.0, 0.5).is_ok());
        let refused = forward(5.0, 200.0).unwrap_err().to_string();
        assert!(refused.contains("check the washout"), "{refused}");
    }

    #[test]
    fn a_beam_over_millions_of_target_pixels_is_refused() {
        let (rows, columns) = (40_000, 10);
        let grid = Grid { rows, columns, pixel_height_um: 0.02, pixel_width_um: 0.02 };
        let conditions = Conditions { beam_size_um: Some(1000.0), ..Conditions::default() };
        let refused =
            Forward::stated(&conditions, (rows, columns), (0.02, 0.02), grid).unwrap_err().to_string();
        assert!(refused.contains("lower beam_size_um"), "{refused}");
    }
}
