// SPDX-License-Identifier: MIT OR Apache-2.0
//! Takes lines while they arrive, shows what is known, and ends with the enhancement of all.

use super::picture::{Latest, Picture};
use super::worker::{Shared, Worker};
use crate::conditions::Conditions;
use crate::enhance::enhancer::{Enhanced, Enhancer, claim};
use crate::enhance::fitted::forward;
use crate::enhance::noise::expect_counts;
use crate::enhance::settings::Settings;
use crate::error::{Error, Result};
use crate::map::{Map, expect_pixel_um};
use crate::task::Task;
use ndarray::{Array3, ArrayView2, s};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// A map that is going to be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Names of the elements.
    pub elements: Vec<String>,
    /// How many lines there will be at most.
    pub lines: usize,
    /// Pixels of a line.
    pub pixels: usize,
    /// Width and height of a pixel in µm.
    pub pixel_um: (f64, f64),
    /// Unit of the values; empty where it is not known.
    pub unit: String,
    /// Outer corner (x, y) of pixel (0, 0) on the sample, in µm.
    pub origin_um: (f64, f64),
}

impl Planned {
    /// A map with these values.
    fn with(&self, values: Array3<f32>) -> Result<Map> {
        let mut map =
            Map::new(values, self.elements.clone())?.with_pixel_size(self.pixel_um.0, self.pixel_um.1);
        (map.unit, map.origin_um) = (self.unit.clone(), self.origin_um);
        Ok(map)
    }
}

/// A map whose lines arrive one after the other.
///
/// A thread of its own restores what has arrived, band by band. Taking a line costs no more than copying it.
/// Lines in a wrong order are refused, and what has arrived stays. Dropped before the end, it gives up.
///
/// ```
/// use lamap::Task;
/// use lamap::conditions::Conditions;
/// use lamap::enhance::{Enhancer, MapStream, Method, Planned, Settings};
/// use ndarray::Array2;
/// use std::sync::Arc;
///
/// let settings = Settings { method: Method::Physics, ..Settings::default() };
/// let enhancer = Arc::new(Enhancer::new(settings, &Task::new())?);
/// let (unit, origin_um) = ("counts".into(), (0.0, 0.0));
/// let planned = Planned { elements: vec!["Zn66".into()], lines: 12, pixels: 20, pixel_um: (5.0, 5.0), unit, origin_um };
/// let stream = MapStream::open(enhancer, Conditions::default(), planned)?;
/// for line in 0..12 {
///     let counts = Array2::from_shape_fn((1, 20), |(_, pixel)| (pixel * line) as f32);
///     stream.push_line(line, counts.view())?;
///     println!("{} lines are shown", stream.latest()?.lines);
/// }
/// assert_eq!(stream.finish(&Task::new())?.estimate.shape(), (48, 80));
/// # Ok::<(), lamap::Error>(())
/// ```
pub struct MapStream {
    shared: Arc<Shared>,
    enhancer: Arc<Enhancer>,
    conditions: Conditions,
    planned: Planned,
    worker: Option<JoinHandle<()>>,
}

impl MapStream {
    /// Begins a map. `conditions`: of its measurement; what they leave open is estimated from the lines.
    ///
    /// # Errors
    /// Those of [`Enhancer::enhance`] for the conditions, the size of the map and its memory, which is claimed at once;
    /// [`Error::Data`] if the system gives no thread.
    pub fn open(enhancer: Arc<Enhancer>, conditions: Conditions, planned: Planned) -> Result<Self> {
        let (elements, lines, pixels) = (planned.elements.len(), planned.lines, planned.pixels);
        if elements == 0 || lines == 0 || pixels == 0 {
            return Err(Error::Data(format!(
                "the map is empty ({elements} elements, {lines} lines, {pixels} pixels)"
            )));
        }
        expect_pixel_um("pixel_width_um", planned.pixel_um.0)?;
        expect_pixel_um("pixel_height_um", planned.pixel_um.1)?;
        let settings = enhancer.settings();
        let forward = forward(&conditions, settings, (lines, pixels), planned.pixel_um)?;
        let grid = forward.grid;
        let beside =
            (elements as u64).saturating_mul((4 * lines * pixels + 8 * grid.rows * grid.columns) as u64);
        claim(elements, (lines, pixels), &forward, beside, settings)?;
        let picture = Picture::new((elements, lines, pixels), (grid.rows, grid.columns));
        let shared = Arc::new(Shared::new(picture));
        let worker = Worker {
            shared: Arc::clone(&shared),
            enhancer: Arc::clone(&enhancer),
            conditions: conditions.clone(),
            planned: planned.clone(),
            forward,
            found: (0..elements).map(|_| None).collect(),
        };
        let worker = thread::Builder::new().name("lamap-stream".into()).spawn(move || worker.run());
        let worker = worker.map_err(|error| Error::Data(format!("the system gives no thread: {error}")))?;
        Ok(Self { shared, enhancer, conditions, planned, worker: Some(worker) })
    }

    /// Takes line `number`, from 0, whose values have the shape (elements, pixels); NaN where missing.
    ///
    /// # Errors
    /// [`Error::Contradiction`] if it is not the next line; [`Error::Shape`]; [`Error::Data`] for an infinite value, and for one below 0 where they
    /// are counts. What has arrived stays.
    pub fn push_line(&self, number: usize, values: ArrayView2<'_, f32>) -> Result<()> {
        let elements = self.planned.elements.iter().zip(values.outer_iter());
        expect_counts(elements, &self.planned.unit, self.settings())?;
        self.shared.change(|picture| picture.push(number, values))
    }

    /// The map as it was planned.
    pub fn planned(&self) -> &Planned {
        &self.planned
    }

    /// The settings of the enhancement.
    pub fn settings(&self) -> &Settings {
        self.enhancer.settings()
    }

    /// How many lines have arrived.
    pub fn arrived(&self) -> usize {
        self.shared.picture().arrived
    }

    /// What is known now, by the restoration; it may lag behind the lines.
    ///
    /// # Errors
    /// Why the picture grows no more, if it does not: the lines still arrive.
    pub fn latest(&self) -> Result<Latest> {
        self.shared.picture().latest()
    }

    /// What is known when all lines that have arrived are taken into account.
    ///
    /// # Errors
    /// As [`MapStream::latest`].
    pub fn settled(&self) -> Result<Latest> {
        self.shared.wait_until(|picture| picture.next().is_none()).latest()
    }

    /// Enhances all lines that have arrived, as [`Enhancer::enhance`] does: fewer than planned where a run was broken off. Lines may
    /// go on arriving after an error.
    ///
    /// # Errors
    /// [`Error::Data`] if no line has arrived; those of [`Enhancer::enhance`].
    pub fn finish(&self, task: &Task) -> Result<Enhanced> {
        let values = self.shared.change(|picture| {
            picture.is_closed = true; // its thread would slow this down
            picture.lines.slice(s![.., ..picture.arrived, ..]).to_owned()
        });
        let map = if values.is_empty() {
            Err(Error::Data("no line has arrived".into()))
        } else {
            self.planned.with(values)
        };
        let done = map.and_then(|map| self.enhancer.enhance(&map, &self.conditions, task));
        if done.is_err() {
            self.shared.change(|picture| picture.is_closed = false);
        }
        done
    }
}

impl Drop for MapStream {
    fn drop(&mut self) {
        self.shared.task.cancel();
        self.shared.change(|_| ()); // wakes the thread
        if let Some(worker) = self.worker.take() {
            let _ = worker.join(); // it catches its panics
        }
    }
}
