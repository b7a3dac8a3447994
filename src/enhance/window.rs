// SPDX-License-Identifier: MIT OR Apache-2.0
//! A window of the target grid, enhanced as within the whole map: for maps whose enhancement does not fit into memory or
//! is shared by several machines.
//!
//! Noise, prior and open conditions are found from the whole measured map, which is small against the target grid; then
//! only the window and what influences it are restored and refined.

use super::clock::Clock;
use super::enhancer::{Enhancer, hide_missing};
use super::estimate::{Estimate, REFINE, Refiner};
use super::fitted::forward;
use super::forward::{Forward, Part};
use super::keeping;
use super::noise::{StatedNoise, expect_measured};
use super::settings::Missing;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use ndarray::{Array2, s};
use std::collections::BTreeMap;
use std::ops::Range;

/// Surroundings of a window in measured pixels: beyond it a measured pixel has less influence than 1e-3 of the range.
const HALO: f64 = 40.0;
/// Share of a target pixel by which a border of measured pixels may miss one of target pixels.
const EXACT: f64 = 1e-6;

/// Rows and columns of the target grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Target rows.
    pub rows: Range<usize>,
    /// Target columns.
    pub columns: Range<usize>,
}

impl Enhancer {
    /// Estimate and standard deviation of a window, as [`Enhancer::enhance`] gives them of the whole map of one element,
    /// up to 1e-3 of its range on a linear scale; on one that bends up to 1e-2 by the restoration and 3e-2 by a network.
    ///
    /// Of several elements together ([`super::Joint`]) a window knows nothing: it is enhanced as its element alone.
    ///
    /// `high`: the 99.5th percentile of the whole map's restoration ([`super::Method::Physics`]), by which the inputs of a
    /// network are scaled; that of the window if `None`. The level of a network's standard deviation is found from the window
    /// alone. Not random. The stages are those of [`Enhancer::enhance`] without the check.
    ///
    /// # Errors
    /// [`Error::Shape`] if the map has several elements or the window is empty or not inside the target grid; those of
    /// [`Enhancer::enhance`].
    pub fn enhance_window(
        &self,
        map: &Map,
        conditions: &Conditions,
        window: &Window,
        high: Option<f64>,
        task: &Task,
    ) -> Result<(Array2<f32>, Array2<f32>)> {
        let forward = forward(conditions, &self.settings, map.shape(), map.pixel_size_um()?)?;
        check(map, &forward, window)?;
        expect_measured(map, &self.settings)?;
        let part = self.part(&forward, window);
        let task = &task.element(map.elements(), 0);
        task.stage("restore")?;
        let stated = StatedNoise::new(&self.settings, &map.unit, conditions, &map.elements()[0]);
        let whole = map.element(0);
        let fitted = keeping::fitted(whole, stated, forward, &self.settings, &self.workers, task)?;
        let choice = self.choose(&fitted, None, task)?;
        let mut element = fitted.part(&part).restore(&self.workers, &task.part(0.0..REFINE))?;
        let mut estimate = match self.network.as_ref().zip(choice.network) {
            None => Estimate::restored(&mut element),
            Some((network, scale)) => {
                let refinery = Refiner { network, scale, probe: false, workers: &self.workers, high, task };
                let mut timings = BTreeMap::new();
                Estimate::refined(&mut element, &refinery, &mut Clock::start(&mut timings))?
            }
        };
        if self.settings.missing == Missing::Keep && element.repaired.missing_count > 0 {
            let measured = whole.slice_move(s![part.lines.clone(), part.pixels.clone()]);
            hide_missing(&element, measured, [&mut estimate.values, &mut estimate.sd]);
        }
        let within = |all: &Range<usize>, part: &Range<usize>| all.start - part.start..all.end - part.start;
        let inner = s![within(&window.rows, &part.rows), within(&window.columns, &part.columns)];
        Ok((estimate.values.slice(inner).to_owned(), estimate.sd.slice(inner).to_owned()))
    }

    /// The window with all that influences it.
    fn part(&self, forward: &Forward, window: &Window) -> Part {
        let (multiple, reach) = self.network.as_ref().map_or((1, 0), |network| network.grid_and_reach());
        let ((across, along), measured) = (forward.target_um(), forward.measured_um());
        let halo = |um: f64, target: f64| HALO + (reach as f64 * target + forward.displacement_um.abs()) / um;
        let rows = Side { ratio: measured.0 / across, halo: halo(measured.0, across), multiple };
        let columns = Side { ratio: measured.1 / along, halo: halo(measured.1, along), multiple };
        let (lines, rows) = rows.around(&window.rows, forward.rows.taps.len(), forward.grid.rows);
        let (pixels, columns) =
            columns.around(&window.columns, forward.columns.taps.len(), forward.grid.columns);
        Part { lines, pixels, rows, columns }
    }
}

fn check(map: &Map, forward: &Forward, window: &Window) -> Result<()> {
    let (rows, columns) = (forward.grid.rows, forward.grid.columns);
    let inside = |range: &Range<usize>, all: usize| range.start < range.end && range.end <= all;
    if map.elements().len() == 1 && inside(&window.rows, rows) && inside(&window.columns, columns) {
        return Ok(());
    }
    Err(Error::Shape {
        what: "the window",
        expected: format!("a part of {rows} rows and {columns} columns of a map of one element"),
        found: format!(
            "rows {:?}, columns {:?} of {} elements",
            window.rows,
            window.columns,
            map.elements().len()
        ),
    })
}

/// One side of a window.
pub(super) struct Side {
    /// Target pixels in a measured one.
    pub ratio: f64,
    /// Surroundings in measured pixels.
    pub halo: f64,
    /// What a part must begin at a multiple of, in target pixels, so that a network sees the same grid.
    pub multiple: usize,
}

impl Side {
    /// Measured and target pixels of the smallest part that holds a window and its surroundings and begins where a
    /// measured pixel and a target pixel begin.
    pub fn around(
        &self,
        window: &Range<usize>,
        measured: usize,
        target: usize,
    ) -> (Range<usize>, Range<usize>) {
        let wished = (window.start as f64 / self.ratio - self.halo).max(0.0) as usize;
        let begins = |at: &usize| {
            let pixel = *at as f64 * self.ratio;
            (pixel - pixel.round()).abs() < EXACT && (pixel.round() as usize).is_multiple_of(self.multiple)
        };
        let first = (0..=wished.min(measured - 1)).rev().find(begins).unwrap_or(0);
        let last = ((window.end as f64 / self.ratio + self.halo).ceil() as usize).min(measured);
        let end = if last == measured { target } else { (last as f64 * self.ratio) as usize };
        (first..last, (first as f64 * self.ratio).round() as usize..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::enhance::{Method, Settings};
    use crate::phantom::{Kind, draw};

    fn settings() -> Settings {
        Settings { magnification: 2.0, method: Method::Physics, ..Settings::default() }
    }

    fn measured() -> (Map, Conditions) {
        let conditions =
            Conditions { beam_size_um: Some(3.0), sensitivity_counts: 100.0, ..Conditions::default() };
        let sample = draw(Kind::Cells, 660, 720, 3).unwrap();
        let counts = simulate(sample.view(), 1.0, &conditions, 1).unwrap();
        let mut map = Map::new(counts.insert_axis(ndarray::Axis(0)), vec!["Ca44".into()])
            .unwrap()
            .with_pixel_size(3.0, 3.0);
        map.unit = "counts".into();
        (map, conditions)
    }

    #[test]
    fn windows_are_those_of_the_whole() {
        let (map, conditions) = measured();
        let enhancer = Enhancer::new(settings(), &Task::new()).unwrap();
        let whole = enhancer.enhance(&map, &conditions, &Task::new()).unwrap();
        let range =
            whole.estimate.values().iter().fold((f32::MAX, f32::MIN), |r, v| (r.0.min(*v), r.1.max(*v)));
        for window in [
            Window { rows: 0..100, columns: 0..150 },
            Window { rows: 171..299, columns: 150..333 },
            Window { rows: 299..440, columns: 400..480 },
        ] {
            let (estimate, sd) =
                enhancer.enhance_window(&map, &conditions, &window, None, &Task::new()).unwrap();
            let place = s![window.rows.clone(), window.columns.clone()];
            for (part, all) in [(estimate, whole.estimate.element(0)), (sd, whole.sd.element(0))] {
                let worst = (&part - &all.slice(place)).fold(0.0, |worst: f32, d| worst.max(d.abs()));
                assert!(worst < 1e-2 * (range.1 - range.0), "{window:?}: {worst}");
            }
        }
    }

    #[test]
    fn a_part_begins_on_both_grids() {
        let side = Side { ratio: 2.5, halo: 40.0, multiple: 16 };
        let (measured, target) = side.around(&(300..400), 400, 1000);
        assert_eq!((measured.start, target.start), (64, 160));
        assert_eq!((measured.end, target.end), (200, 500));
    }

    #[test]
    fn a_window_outside_is_refused() {
        let (map, conditions) = measured();
        let enhancer = Enhancer::new(settings(), &Task::new()).unwrap();
        for rows in [5..5, 430..441] {
            let window = Window { rows, columns: 0..10 };
            let refused = enhancer.enhance_window(&map, &conditions, &window, None, &Task::new());
            assert!(matches!(refused, Err(Error::Shape { .. })));
        }
    }
}
