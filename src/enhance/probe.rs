// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of the measurement's freedom does an estimate use up, that is, how closely does it follow the noise?
//!
//! For a linear restoration this is the trace of its matrix. For a network it is measured with random signs b (Ramani
//! et al. 2008, doi:10.1109/TIP.2008.2001404): the mean of b (A x(y + h b) - A x(y)) / h, with h in units of the noise.
//! A best estimate leaves the share `1 - used` of the noise unexplained (Tweedie's formula), which the chi-square is to
//! be compared with. A few windows of the map stand for all of it.

use super::element::Element;
use super::forward::{Forward, Part};
use super::restore::restore_mean;
use super::restore::tile::Prepared;
use super::warp::Warp;
use super::workers::Workers;
use crate::error::Result;
use crate::stream::{Purpose, Stream};
use crate::task::Task;
use ndarray::{Array2, ArrayView2};
use rand_core::Rng;
use std::ops::Range;

/// Wished side of a window in target pixels, and its least side in measured ones.
const SIDE: f64 = 144.0;
const LEAST_SIDE: usize = 8;
/// Most windows along each axis.
const WINDOWS: usize = 2;
/// What the network makes of so many target pixels next to a window's border depends on the border.
pub const MARGIN: i64 = 8;
/// Step in units of the noise: small against what bends a network, large against its rounding.
const STEP: f64 = 0.25;

/// Share of the measurement's freedom, 0 to 1, that an estimate of an element uses up.
///
/// Not random: the signs are always the same. `estimate`: what is made of a restored element, on its target grid.
///
/// # Errors
/// Those of `estimate`; [`crate::Error::Cancelled`].
pub fn used_freedom(
    element: &Element,
    workers: &Workers,
    task: &Task,
    estimate: &mut dyn FnMut(Element) -> Result<Array2<f32>>,
) -> Result<f64> {
    let (mut followed, mut stepped_by) = (0.0, 0.0);
    for part in parts(&element.forward) {
        task.check()?;
        let plain = element.part(&part);
        let steps = steps(&part, plain.noise.view());
        let (forward, warp, expected) = (plain.forward.clone(), plain.warp, plain.expected.clone());
        let difference =
            warp.values(&estimate(stepped(&plain, &steps, workers, task)?)?) - warp.values(&estimate(plain)?);
        let mut seen = forward.operator().apply(difference.view())?;
        seen.zip_mut_with(&expected, |seen, expected| *seen *= warp.slope(*expected));
        let (rows, columns) = (forward.rows.seeing_only(MARGIN), forward.columns.seeing_only(MARGIN));
        for ((i, j), step) in steps.indexed_iter() {
            if rows[i] && columns[j] {
                followed += step * seen[[i, j]];
                stepped_by += step * step;
            }
        }
    }
    Ok((followed / f64::max(stepped_by, f64::MIN_POSITIVE)).clamp(0.0, 1.0))
}

/// Windows spread over the map.
pub fn parts(forward: &Forward) -> Vec<Part> {
    let along = |measured: usize, target: usize| -> Vec<Range<usize>> {
        let side = ((SIDE * measured as f64 / target as f64) as usize).max(LEAST_SIDE).min(measured);
        let count = if 2 * measured < 3 * side { 1 } else { WINDOWS };
        let gap = (measured - side) as f64 / (count + 1) as f64;
        (1..=count).map(|k| (k as f64 * gap) as usize).map(|start| start..start + side).collect()
    };
    let rows = along(forward.rows.taps.len(), forward.grid.rows);
    let columns = along(forward.columns.taps.len(), forward.grid.columns);
    rows.iter().flat_map(|i| columns.iter().map(|j| forward.part(i.clone(), j.clone()))).collect()
}

/// Steps of random sign on the element's scale; none where nothing was measured.
fn steps(part: &Part, noise: ArrayView2<f64>) -> Array2<f64> {
    Array2::from_shape_fn(noise.dim(), |(i, j)| {
        let variance = noise[[i, j]];
        let mut stream = Stream::new(0, Purpose::Probe, part.lines.start + i, part.pixels.start + j);
        let sign = if stream.next_u32() & 1 == 0 { 1.0 } else { -1.0 };
        if variance.is_finite() { sign * STEP * variance.sqrt() } else { 0.0 }
    })
}

/// Restores the element again after these steps were added to its measurement.
fn stepped(element: &Element, steps: &Array2<f64>, workers: &Workers, task: &Task) -> Result<Element> {
    let mut element = element.clone();
    let map = Prepared {
        residual: steps.view(),
        values: steps.view(),
        mean: 0.0,
        drift: None,
        noise: element.noise.view(),
        law: element.law,
        warp: Warp::linear(1.0),
    };
    element.restored.mean += &restore_mean(&map, &element.forward, &element.fit, workers, task)?;
    let warp = element.warp;
    element
        .repaired
        .values
        .zip_mut_with(steps, |value, step| *value = warp.inverse(warp.forward(*value) + step));
    Ok(element)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::conditions::Conditions;
    use crate::enhance::fitted::{forward, tests::restored};
    use crate::enhance::settings::Settings;
    use crate::error::Error;
    use crate::phantom::{Kind, draw};

    fn element() -> Element {
        let conditions = Conditions {
            beam_size_um: Some(3.0),
            sensitivity_counts: 60.0,
            flicker_rsd: 0.03,
            ..Conditions::default()
        };
        let sample = draw(Kind::Cells, 300, 360, 3).unwrap();
        let map = simulate(sample.view(), 1.0, &conditions, 1).unwrap();
        let settings = Settings { magnification: 3.0, examine: false, ..Settings::default() };
        let forward = forward(&conditions, &settings, map.dim(), (3.0, 3.0)).unwrap();
        restored(map.view(), forward, &settings)
    }

    #[test]
    fn the_freedom_of_the_restoration_is_that_of_its_closed_form() {
        let (element, workers) = (element(), Workers::new(1).unwrap());
        let probed =
            used_freedom(&element, &workers, &Task::new(), &mut |element| Ok(element.restored.mean)).unwrap();
        let known = element.fit.used_freedom.whole();
        // 4 windows of 48 x 48 pixels: the signs leave sqrt(2 / 9216) = 0.015 at most
        assert!((probed - known).abs() < 0.04, "{probed} {known}");
    }

    #[test]
    fn an_estimate_that_ignores_the_measurement_uses_none() {
        let (element, workers) = (element(), Workers::new(1).unwrap());
        let flat = &mut |element: Element| Ok(Array2::ones(element.restored.mean.dim()));
        assert_eq!(used_freedom(&element, &workers, &Task::new(), flat).unwrap(), 0.0);
    }

    #[test]
    fn it_stops_when_told() {
        let (element, workers, task) = (element(), Workers::new(1).unwrap(), Task::new());
        task.cancel();
        let stopped = used_freedom(&element, &workers, &task, &mut |element| Ok(element.restored.mean));
        assert!(matches!(stopped, Err(Error::Cancelled)));
    }
}
