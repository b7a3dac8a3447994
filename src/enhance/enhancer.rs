// SPDX-License-Identifier: MIT OR Apache-2.0
//! The whole road of a map: repair, restore, refine, check.

use super::alone::Alone;
use super::check::{Check, check};
use super::choice::Choice;
use super::clock::Clock;
use super::coverage::doubt_of_gaps;
use super::element::Element;
use super::estimate::{CHECK, Estimate, REFINE, Refiner};
use super::fitted::{Fitted, forward};
use super::forward::Forward;
use super::keeping;
use super::network::Network;
use super::noise::{StatedNoise, expect_measured, unknown_unit};
use super::report::{NOTE, Report, conditions_record, settings_record};
use super::restore::{Restored, surroundings_bytes};
use super::settings::{Method, Missing, Scale, Settings, TABLE};
use super::together::{Guided, Shared};
use super::warp::Warp;
use super::workers::Workers;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::map::Map;
use crate::memory;
use crate::task::Task;
use ndarray::{Array2, Array3, ArrayView2, Axis, s};
use std::collections::BTreeMap;

/// Share of the work in which elements are restored alone before they are restored together.
const ALONE: f64 = 0.4;

/// An enhanced map.
#[derive(Debug, Clone)]
pub struct Enhanced {
    /// Estimate on the target grid, in the measured unit; NaN where the value was missing and is kept so.
    pub estimate: Map,
    /// Standard deviation of the estimate's error.
    pub sd: Map,
    /// Squared residuals of the re-ablated estimate in units of the noise variance, on the measured grid.
    pub chi_square: Map,
    /// What was done.
    pub report: Report,
}

/// Enhances maps: made once, used for many maps and from several threads at a time.
pub struct Enhancer {
    pub(super) settings: Settings,
    pub(super) workers: Workers,
    pub(super) network: Option<Network>,
    reason: String,
}

impl Enhancer {
    /// An enhancer with the embedded model (or none, for `Method::Physics`). Its stage is `load model`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for the settings; for `Method::Unet` those of the runtime, the model and the device;
    /// [`Error::Cancelled`].
    pub fn new(settings: Settings, task: &Task) -> Result<Self> {
        Self::build(settings, None, task)
    }

    /// An enhancer with the bytes of an ONNX model of contract `lamap-1`.
    ///
    /// # Errors
    /// As [`Enhancer::new`].
    pub fn with_model(settings: Settings, model: &[u8], task: &Task) -> Result<Self> {
        Self::build(settings, Some(model), task)
    }

    fn build(settings: Settings, model: Option<&[u8]>, task: &Task) -> Result<Self> {
        TABLE.iter().try_for_each(|row| row.check((row.get)(&settings)))?;
        let load = || {
            task.stage("load model")?;
            Network::new(model, &settings, task)
        };
        let (network, reason) = match settings.method {
            Method::Physics => (None, String::new()),
            Method::Unet => (Some(load()?), String::new()),
            Method::Auto => match load() {
                Ok(network) => (Some(network), "ONNX Runtime was found".into()),
                // only a machine without a runtime falls back, and says so; a bad model or device is an error
                Err(error @ (Error::RuntimeNotFound(_) | Error::RuntimeTooOld(_))) => {
                    (None, error.to_string())
                }
                Err(error) => return Err(error),
            },
        };
        Ok(Self { workers: Workers::new(settings.threads)?, settings, network, reason })
    }

    /// The settings in use.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// `unet` or `physics`, and why where it was not asked for.
    pub fn method(&self) -> (&'static str, &str) {
        (if self.network.is_some() { "unet" } else { "physics" }, &self.reason)
    }

    /// Device that runs the network and the refusals of those tried before; `None` for physics.
    pub fn device(&self) -> Option<(String, Vec<String>)> {
        self.network.as_ref().map(|network| (network.device(), network.refusals()))
    }

    /// Enhances every element of a map.
    ///
    /// The target grid is registered: its pixel (0, 0) starts where the sample of the first line and pixel starts.
    /// Not random; the same for any number of threads, by a network up to 1e-6 of the range. The stages of each element are `restore`, `refine, tile 3 of 12`
    /// where a network is at work, and `check`.
    ///
    /// # Errors
    /// [`Error::Missing`] if the pixel size is not known; [`Error::Data`] if an element has no value at all, one below 0 that is
    /// stated to be counts, or numbers such as -9999 that stand for missing ones, or the memory is not there; those of the conditions;
    /// [`Error::Inference`]; [`Error::Cancelled`].
    pub fn enhance(&self, map: &Map, conditions: &Conditions, task: &Task) -> Result<Enhanced> {
        expect_measured(map, &self.settings)?;
        let forward = forward(conditions, &self.settings, map.shape(), map.pixel_size_um()?)?;
        let goes_together = self.goes_together(map, &forward)?;
        let stated = StatedNoise::of_map(&self.settings, map, conditions);
        let mut alone = match goes_together {
            true => Some(self.restore_alone(map, &stated, &forward, &task.part(0.0..ALONE))?),
            false => None,
        };
        let task = &task.part(if alone.is_some() { ALONE } else { 0.0 }..1.0);
        self.each_element((map, &stated), conditions, &forward, task, |index, stated, report, task| {
            self.element((map, index), stated, (forward.clone(), alone.as_mut()), report, task)
        })
    }

    /// Takes each element of a map, of whose noise something is stated, along a road `of` its own, and joins what comes of them:
    /// estimate, deviation, chi-square, and the residuals by which the elements are compared.
    pub(super) fn each_element(
        &self,
        (map, stated): (&Map, &[StatedNoise]),
        conditions: &Conditions,
        forward: &Forward,
        task: &Task,
        mut of: impl FnMut(usize, StatedNoise, &mut Report, &Task) -> Result<([Array2<f32>; 3], Array2<f32>)>,
    ) -> Result<Enhanced> {
        let (grid, names) = (&forward.grid, map.elements());
        let target_um = (grid.pixel_width_um, grid.pixel_height_um);
        let mut report = self.empty_report(map, conditions);
        (report.shape, report.pixel_um) = ((grid.rows, grid.columns), target_um);
        report.displacement_um = forward.displacement_um;
        let mut results = [Layers::new(names.len()), Layers::new(names.len()), Layers::new(names.len())];
        let mut residuals = Vec::new();
        for (index, (name, stated)) in names.iter().zip(stated).enumerate() {
            let (done, left) = of(index, *stated, &mut report, &task.element(names, index))
                .map_err(|error| error.found_in(name))?;
            results.iter_mut().zip(done).for_each(|(layers, layer)| layers.push(layer));
            residuals.push(left);
        }
        report.compare_residuals(&residuals, &map.unit);
        report.note_lone_pixels();
        report.warnings.extend(doubt_of_gaps(conditions, map.pixel_size_um()?.1));
        let [estimate, sd, chi_square] = results.map(Layers::join);
        Ok(Enhanced {
            estimate: map.like(estimate, target_um, &map.unit)?,
            sd: map.like(sd, target_um, &map.unit)?,
            chi_square: map.like(chi_square, map.pixel_size_um()?, "")?,
            report,
        })
    }

    fn element(
        &self,
        (map, index): (&Map, usize),
        stated: StatedNoise,
        (forward, mut alone): (Forward, Option<&mut Alone>),
        report: &mut Report,
        task: &Task,
    ) -> Result<([Array2<f32>; 3], Array2<f32>)> {
        let mut clock = Clock::start(&mut report.timings_s);
        task.stage("restore")?;
        let fit = |forward: Forward, settings: &Settings| {
            keeping::fitted(map.element(index), stated, forward, settings, &self.workers, task)
        };
        let fitted = match alone.as_mut().and_then(|alone| alone.take(index)) {
            Some(fitted) => fitted,
            None => fit(forward.clone(), &self.settings)?,
        };
        let guided = |fitted: &Fitted| match &alone {
            None => Ok(None),
            Some(alone) => alone.guided(fitted, index, &self.workers, task),
        };
        let with = guided(&fitted)?;
        clock.lap("fit");
        let mut choice = self.choose(&fitted, with.as_ref(), task)?;
        clock.lap("choose");
        let with = with.filter(|_| choice.network.is_none());
        let restored = || alone.as_ref().map(|alone| alone.restored(index));
        let mut made = self.make((fitted, restored(), with), &choice, &mut clock, task)?;
        // what was fitted is found again in both cases: held meanwhile, it would weigh on every map
        if self.settings.method == Method::Auto
            && let Some(restoration) = choice.reconsidered(&made.check)
        {
            choice = restoration;
            let fitted = fit(forward.clone(), &self.settings)?;
            let with = guided(&fitted)?;
            made = self.make((fitted, restored(), with), &choice, &mut clock, &task.quiet())?;
        }
        // a network that was asked for by name answers for itself
        let may_be_replaced = choice.network.is_none() || self.settings.method == Method::Auto;
        let bends = self.settings.scale == Scale::Auto && !made.element.warp.is_linear();
        if bends && may_be_replaced && made.check.has_run_away() {
            let fitted = fit(forward, &Settings { scale: Scale::Linear, ..self.settings.clone() })?;
            choice = self.choose(&fitted, None, task)?;
            made = self.make((fitted, None, None), &choice, &mut clock, &task.quiet())?;
        }
        let Made { element, mut estimate, check, shared } = made;
        report.add((&map.elements()[index], &map.unit), &element, &choice, &estimate, &check);
        shared.iter().for_each(|shared| report.add_shared(map.elements(), shared));
        if self.settings.missing == Missing::Keep && element.repaired.missing_count > 0 {
            hide_missing(&element, map.element(index), [&mut estimate.values, &mut estimate.sd]);
        }
        Ok(([estimate.values, estimate.sd, check.chi_square_map], check.residuals))
    }

    /// Restores an element, with its guides if there are any, has it refined if that was chosen, and checks it. With the element comes as
    /// what it was restored alone, if that is known.
    fn make(
        &self,
        (fitted, restored, guided): (Fitted, Option<Restored>, Option<Guided>),
        choice: &Choice,
        clock: &mut Clock,
        task: &Task,
    ) -> Result<Made> {
        let workers = &self.workers;
        let share = if self.network.is_some() { REFINE } else { CHECK };
        let restoring = task.part(0.0..share);
        let (mut element, shared) = match (restored, guided) {
            (Some(restored), Some(guided)) => {
                let (element, shared) = guided.restore((fitted, restored), workers, &restoring)?;
                (element, Some(shared))
            }
            (Some(restored), None) => (fitted.with(restored)?, None),
            (None, _) => (fitted.restore(workers, &restoring)?, None),
        };
        clock.lap("restore");
        let estimate = match self.network.as_ref().zip(choice.network) {
            None => Estimate::restored(&mut element),
            Some((network, scale)) => {
                let probe = self.settings.examine;
                let refinery = Refiner { network, scale, probe, workers, high: None, task };
                Estimate::refined(&mut element, &refinery, clock)?
            }
        };
        task.at(CHECK)?;
        task.stage("check")?;
        let check = check(&element, estimate.values.view(), estimate.used_freedom)?;
        clock.lap("check");
        Ok(Made { element, estimate, check, shared })
    }

    /// What gives the estimate of an element. `guided`: the element with what others tell of it.
    pub(super) fn choose(&self, fitted: &Fitted, guided: Option<&Guided>, task: &Task) -> Result<Choice> {
        let Some(network) = &self.network else { return Ok(Choice::RESTORATION) };
        if !self.settings.examine {
            return Ok(Choice::blind(fitted));
        }
        let task = &task.quiet();
        let may_restore = self.settings.method == Method::Auto;
        let mut sample = |element: Element, scale: Warp| Refiner::sample(network, task, element, scale);
        Choice::of((fitted, guided), &self.workers, may_restore, task, &mut sample)
    }

    fn empty_report(&self, map: &Map, conditions: &Conditions) -> Report {
        let (method, reason) = self.method();
        let text = |get: fn(&Network) -> String| self.network.as_ref().map_or_else(String::new, get);
        Report {
            version: env!("CARGO_PKG_VERSION"),
            note: NOTE,
            method,
            method_reason: reason.into(),
            model: text(Network::model),
            device: text(Network::device),
            device_refusals: self.network.as_ref().map_or_else(Vec::new, Network::refusals),
            runtime: text(|_| Network::runtime()),
            measured_shape: map.shape(),
            shape: (0, 0),
            pixel_um: (0.0, 0.0),
            displacement_um: 0.0,
            conditions: conditions_record(conditions),
            settings: settings_record(&self.settings),
            elements: Vec::new(),
            passes: Vec::new(),
            notes: map.notes.iter().cloned().chain(unknown_unit(&map.unit)).collect(),
            warnings: Vec::new(),
            timings_s: BTreeMap::new(),
        }
    }
}

/// An element with its estimate, compared with the measurement.
struct Made {
    element: Element,
    estimate: Estimate,
    check: Check,
    shared: Option<Shared>,
}

/// Layers of a result; a single one is not copied, since it can be hundreds of megabytes.
struct Layers {
    count: usize,
    single: Option<Array2<f32>>,
    stack: Array3<f32>,
    filled: usize,
}

impl Layers {
    fn new(count: usize) -> Self {
        Self { count, single: None, stack: Array3::zeros((0, 0, 0)), filled: 0 }
    }

    fn push(&mut self, layer: Array2<f32>) {
        if self.count == 1 {
            self.single = Some(layer);
            return;
        }
        if self.filled == 0 {
            self.stack = Array3::zeros((self.count, layer.nrows(), layer.ncols()));
        }
        self.stack.slice_mut(s![self.filled, .., ..]).assign(&layer);
        self.filled += 1;
    }

    fn join(self) -> Array3<f32> {
        self.single.map_or(self.stack, |layer| layer.insert_axis(Axis(0)))
    }
}

/// Refuses an enhancement that needs more memory than there is: estimates and deviations of all elements, one of both twice
/// while several elements are joined, what the work takes for each measured pixel, the operator, the sample that the beam sees around the
/// map, and the bytes that the caller holds beside.
pub(super) fn claim(
    elements: usize,
    (lines, pixels): (usize, usize),
    forward: &Forward,
    beside: u64,
    settings: &Settings,
) -> Result<()> {
    const WORK: u64 = 60; // bytes, measured on maps of 6 million pixels
    let (count, grid) = (elements as u64, &forward.grid);
    let (measured, target) = ((lines * pixels) as u64, (grid.rows * grid.columns) as u64);
    let held = if elements > 1 { 12 * count } else { 8 };
    let bytes = target.saturating_mul(held).saturating_add(measured.saturating_mul(4 * count + WORK));
    let bytes = bytes.saturating_add(beside).saturating_add(forward.held_bytes());
    let around =
        if settings.scale == Scale::Linear { 0 } else { surroundings_bytes(forward, settings.threads) };
    let step = if around > bytes {
        "check beam size, washout and pixel size"
    } else {
        "lower the magnification or enhance fewer elements"
    };
    let bytes = bytes.saturating_add(around);
    memory::claim_within(settings.memory_mib.map(|mib| mib as u64), bytes).map_err(|needs| {
        let (rows, columns) = (grid.rows, grid.columns);
        Error::Data(format!("a map of {elements} elements of {rows} x {columns} pixels {needs}: {step}"))
    })
}

/// Hides what was estimated where nothing was measured. `measured`: the map of the element.
pub(super) fn hide_missing(element: &Element, measured: ArrayView2<'_, f32>, layers: [&mut Array2<f32>; 2]) {
    let (rows, columns) = (element.forward.lines_over(), element.forward.pixels_over());
    for layer in layers {
        for ((i, j), value) in layer.indexed_iter_mut() {
            if measured[[rows[i], columns[j]]].is_nan() {
                *value = f32::NAN;
            }
        }
    }
}
