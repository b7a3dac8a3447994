// SPDX-License-Identifier: MIT OR Apache-2.0
//! The measurement of one or many elements: one pass over the geometry, and over the variations of laser and
//! transport, for all of them.

use super::quantity::Quantity;
use super::samples::{check, check_size};
use crate::ablation::acquisition::integration::Acquisition;
use crate::ablation::acquisition::timing::timings;
use crate::ablation::detector::Detection;
use crate::ablation::noise::drift::{self, Drift};
use crate::ablation::noise::flicker::{self, Factor};
use crate::ablation::noise::variation::Variation;
use crate::ablation::sampling::Sampler;
use crate::ablation::sampling::boxes::Boxes;
use crate::ablation::sampling::extent::claim_on_threads;
use crate::ablation::sampling::scratch::Scratch;
use crate::ablation::sampling::thin::Thin;
use crate::ablation::scan::Scan;
use crate::conditions::{Conditions, FlickerStage};
use crate::error::{Error, Result};
use crate::memory;
use crate::stream::{Purpose, Stream};
use crate::task::Task;
use ndarray::parallel::prelude::*;
use ndarray::{Array3, ArrayView3, ArrayViewMut2, Axis, CowArray, Ix3};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What all lines of a measurement share.
pub struct Setup<'a> {
    samples: CowArray<'a, f32, Ix3>,
    pixel_um: f64,
    conditions: &'a Conditions,
    scan: Scan,
    flicker: Option<Factor>,
    elements: Vec<Element<'a>>,
    /// The common one, then those of channels that differ from it.
    acquisitions: Vec<Acquisition>,
    /// Told the share of the lines that have begun.
    task: Task,
    /// Lines that were begun.
    begun: AtomicUsize,
}

struct Element<'a> {
    sensitivity_counts: f64,
    blank_counts: f64,
    flicker_rsd: f64,
    flicker: Option<Factor>,
    detection: Detection<'a>,
    acquisition: usize,
}

impl Element<'_> {
    fn acquisition<'s>(&self, setup: &'s Setup) -> &'s Acquisition {
        &setup.acquisitions[self.acquisition]
    }

    /// Expected counts of a window for the amount that reaches it, with the gas blank.
    fn counts(&self, amount: f64) -> f64 {
        self.sensitivity_counts * amount + self.blank_counts
    }
}

impl<'a> Setup<'a> {
    /// With the scan that covers the samples.
    ///
    /// # Errors
    /// As [`super::simulate_elements`].
    pub fn new(samples: ArrayView3<'a, f32>, pixel_um: f64, conditions: &'a Conditions) -> Result<Self> {
        check_size(samples, pixel_um)?;
        let (_, rows, columns) = samples.dim();
        let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
        Self::on_scan(samples, pixel_um, conditions, scan)
    }

    /// With a given scan.
    ///
    /// # Errors
    /// As [`super::simulate_elements`].
    pub fn on_scan(
        samples: ArrayView3<'a, f32>,
        pixel_um: f64,
        conditions: &'a Conditions,
        scan: Scan,
    ) -> Result<Self> {
        check_size(samples, pixel_um)?;
        samples
            .outer_iter()
            .enumerate()
            .try_for_each(|(element, sample)| check(sample, element, samples.dim().0))?;
        let count = samples.len_of(Axis(0));
        if !conditions.channels.is_empty() && conditions.channels.len() != count {
            return Err(Error::Shape {
                what: "the samples",
                expected: format!("{} elements, as the conditions have channels", conditions.channels.len()),
                found: count.to_string(),
            });
        }
        let timings = timings(conditions)?;
        let flicker = Factor::new(conditions.flicker_distribution, conditions.flicker_rsd)?;
        let element = |channel: usize| {
            let own = conditions.channels.get(channel);
            let dwell_s = timings.get(channel).map_or(conditions.acquisition_time_s, |timing| timing.dwell_s);
            let flicker_rsd = own.map_or(0.0, |own| own.flicker_rsd);
            Ok(Element {
                sensitivity_counts: own
                    .and_then(|own| own.sensitivity_counts)
                    .unwrap_or(conditions.sensitivity_counts),
                blank_counts: own.and_then(|own| own.gas_blank_cps).unwrap_or(conditions.gas_blank_cps)
                    * dwell_s,
                flicker_rsd,
                flicker: Factor::new(conditions.flicker_distribution, flicker_rsd)?,
                detection: Detection::new(conditions, dwell_s, channel)?,
                acquisition: scan.channel_exposures.index(channel).map_or(0, |own| own + 1),
            })
        };
        let elements = (0..count).map(element).collect::<Result<_>>()?;
        let exposures = std::iter::once(&scan.exposure).chain(scan.channel_exposures.own());
        let acquisitions = exposures.map(|exposure| Acquisition::new(exposure, scan.pixels)).collect();
        let samples = if samples.is_standard_layout() {
            CowArray::from(samples)
        } else {
            CowArray::from(samples.as_standard_layout().into_owned())
        };
        let (task, begun) = (Task::new(), AtomicUsize::new(0));
        Ok(Self { samples, pixel_um, conditions, scan, flicker, elements, acquisitions, task, begun })
    }

    /// The scan that is measured.
    pub fn scan(&self) -> &Scan {
        &self.scan
    }

    /// What is asked for, as the task wants it done.
    ///
    /// # Errors
    /// As [`super::simulate_elements`]; [`Error::Cancelled`].
    pub fn measure(mut self, quantity: Quantity, task: &Task) -> Result<Array3<f32>> {
        task.stage("ablate")?;
        self.task = task.clone();
        match quantity {
            Quantity::Draw { seed } => self.simulate(seed),
            Quantity::Expected => self.expect(),
            Quantity::Variance => self.variance(),
        }
    }

    /// The measurement with all noise.
    fn simulate(&self, seed: u64) -> Result<Array3<f32>> {
        let drift = Drift::new(self.conditions, &self.scan, seed);
        self.lines(|line, mut released, mut maps| {
            let factors = self.factors(drift.as_ref(), seed, line);
            for (channel, (element, released)) in self.elements.iter().zip(&mut released).enumerate() {
                released.iter_mut().zip(&factors).for_each(|(released, factor)| *released *= factor);
                if let (Some(own), FlickerStage::Pulse) = (element.flicker, self.conditions.flicker_stage) {
                    own.vary(released, &self.scan.pulses, flicker::of_channel(seed, line, channel));
                }
                let mut counts = self.expected(element, released);
                element.detection.read(&mut counts, seed, line)?;
                if self.conditions.flicker_stage == FlickerStage::Pixel {
                    self.vary_pixels(&mut counts, channel, seed, line);
                }
                maps.row_mut(channel).iter_mut().zip(counts).for_each(|(map, value)| *map = value as f32);
            }
            Ok(())
        })
    }

    /// The measurement without noise.
    fn expect(&self) -> Result<Array3<f32>> {
        if self.scan.beam.is_box() && self.conditions.sample_layers == 0.0 {
            return self.expect_at_once();
        }
        self.lines(|_, released, maps| {
            let elements = self.elements.iter().zip(&released);
            self.show(
                elements.map(|(element, released)| element.acquisition(self).integrate(released)),
                maps,
            );
            Ok(())
        })
    }

    /// [`Setup::expect`] for a rectangular beam on a thick sample: as no pulse varies, beam, washout and integration are
    /// one sum over columns.
    fn expect_at_once(&self) -> Result<Array3<f32>> {
        let boxes = |sample| Boxes::new(sample, self.pixel_um, &self.scan);
        let boxes = self.samples.outer_iter().map(boxes).collect::<Result<Vec<_>>>()?;
        let windows =
            self.acquisitions.iter().map(|seen| boxes[0].windows(seen)).collect::<Result<Vec<_>>>()?;
        let signal = |line: usize, scratches: &mut [Scratch]| {
            let elements = self.elements.iter().zip(&boxes).zip(scratches);
            let signal = |((element, boxes), scratch): ((&Element, &Boxes), &mut Scratch)| {
                windows[element.acquisition][line % 2].integrate(boxes.columns(line, &mut scratch.values))
            };
            elements.map(signal).collect()
        };
        let held = boxes.iter().map(Boxes::scratch_values).sum();
        self.thick_lines(held, signal, |_, amounts, maps| {
            self.show(amounts.into_iter(), maps);
            Ok(())
        })
    }

    /// Shows what reaches the windows of each element, without noise.
    fn show(&self, amounts: impl Iterator<Item = Vec<f64>>, mut maps: ArrayViewMut2<'_, f32>) {
        for ((element, amounts), map) in self.elements.iter().zip(amounts).zip(maps.rows_mut()) {
            for (map, amount) in map.into_iter().zip(amounts) {
                *map = element.detection.mean(element.counts(amount)) as f32;
            }
        }
    }

    /// The variance of the measurement.
    fn variance(&self) -> Result<Array3<f32>> {
        self.lines(|_, released, mut maps| {
            for (channel, (element, released)) in self.elements.iter().zip(&released).enumerate() {
                let counts = self.expected(element, released);
                let variation = Variation::new(self.conditions, element.flicker_rsd);
                let seen = element.acquisition(self).seen(released);
                let row = maps.row_mut(channel);
                for ((map, counts), (shares, released)) in row.into_iter().zip(counts).zip(seen) {
                    let of_pulses =
                        element.sensitivity_counts.powi(2) * variation.of_pulses(shares, released);
                    let variance = element.detection.variance(counts, of_pulses);
                    *map = variation.of_pixel(element.detection.mean(counts), variance) as f32;
                }
            }
            Ok(())
        })
    }

    /// Runs `measure` on each line: what its pulses release of each element, without variation, becomes the
    /// (elements, pixels) of the line. On all threads, or line after line where the sample wears out.
    fn lines(
        &self,
        measure: impl Fn(usize, Vec<Vec<f64>>, ArrayViewMut2<'_, f32>) -> Result<()> + Sync,
    ) -> Result<Array3<f32>> {
        let samples = self.samples.outer_iter();
        if self.conditions.sample_layers == 0.0 {
            let thick = |sample| Sampler::new(sample, self.pixel_um, &self.scan);
            let thick = samples.map(thick).collect::<Result<Vec<_>>>()?;
            let amounts = |line: usize, scratches: &mut [Scratch]| {
                thick.iter().zip(scratches).map(|(thick, scratch)| thick.line(line, scratch)).collect()
            };
            let held = thick.iter().map(Sampler::scratch_values).sum();
            return self.thick_lines(held, amounts, measure);
        }
        let layers = self.conditions.sample_layers;
        let thin = |sample| Thin::new(sample, self.elements.len(), self.pixel_um, &self.scan, layers);
        let mut thin = samples.map(thin).collect::<Result<Vec<_>>>()?;
        let mut maps = self.no_counts()?;
        for (line, maps) in maps.axis_iter_mut(Axis(1)).enumerate() {
            let amounts = thin.iter_mut().map(|thin| thin.line(line, &self.task)).collect::<Result<_>>()?;
            self.on_line(line, amounts, maps, &measure)?;
        }
        Ok(maps)
    }

    /// The lines of a thick sample, of which `amounts` gives what they find of each element; on all threads, whose
    /// scratches hold `held` values each.
    fn thick_lines(
        &self,
        held: usize,
        amounts: impl Fn(usize, &mut [Scratch]) -> Vec<Vec<f64>> + Sync,
        measure: impl Fn(usize, Vec<Vec<f64>>, ArrayViewMut2<'_, f32>) -> Result<()> + Sync,
    ) -> Result<Array3<f32>> {
        claim_on_threads((size_of::<f64>() * held) as u64)?;
        let mut maps = self.no_counts()?;
        let lines = maps.axis_iter_mut(Axis(1)).into_par_iter().enumerate();
        let scratches = || self.elements.iter().map(|_| Scratch::default()).collect::<Vec<_>>();
        lines.try_for_each_init(scratches, |scratches, (line, maps)| {
            self.on_line(line, amounts(line, scratches), maps, &measure)
        })?;
        Ok(maps)
    }

    /// Runs `measure` on the amounts and on a line whose pixels are in the order of their time.
    fn on_line(
        &self,
        line: usize,
        amounts: Vec<Vec<f64>>,
        mut maps: ArrayViewMut2<'_, f32>,
        measure: &impl Fn(usize, Vec<Vec<f64>>, ArrayViewMut2<'_, f32>) -> Result<()>,
    ) -> Result<()> {
        let share = self.begun.fetch_add(1, Ordering::Relaxed) as f64 / self.scan.lines as f64;
        self.task.at(share)?;
        if self.scan.runs_back(line) {
            maps.invert_axis(Axis(1));
        }
        measure(line, amounts, maps)
    }

    fn no_counts(&self) -> Result<Array3<f32>> {
        let shape = (self.elements.len(), self.scan.lines, self.scan.pixels);
        let values = (shape.0 as u64).saturating_mul(shape.1 as u64).saturating_mul(shape.2 as u64);
        let needs = |needs| Error::Data(format!("a map of {} x {} pixels {needs}", shape.1, shape.2));
        memory::claim(values.saturating_mul(4)).map_err(needs)?;
        Ok(Array3::zeros(shape))
    }

    /// Expected counts of the pixels of a line, of whose pulses this much is released, with the gas blank.
    fn expected(&self, element: &Element, released: &[f64]) -> Vec<f64> {
        let mut counts = element.acquisition(self).integrate(released);
        counts.iter_mut().for_each(|counts| *counts = element.counts(*counts));
        counts
    }

    /// The variation of the pulses of a line that all elements share.
    fn factors(&self, drift: Option<&Drift>, seed: u64, line: usize) -> Vec<f64> {
        let mut factors = vec![drift::line_gain(self.conditions, seed, line); self.scan.pulses.len()];
        if let (Some(flicker), FlickerStage::Pulse) = (self.flicker, self.conditions.flicker_stage) {
            flicker.vary(&mut factors, &self.scan.pulses, flicker::common(seed, line));
        }
        if let Some(drift) = drift {
            drift.apply(&mut factors, line);
        }
        factors
    }

    /// Flicker noise of the finished pixels of a line.
    fn vary_pixels(&self, counts: &mut [f64], channel: usize, seed: u64, line: usize) {
        let stages =
            [(self.flicker, Purpose::Flicker), (self.elements[channel].flicker, Purpose::ChannelFlicker)];
        for (factor, purpose) in stages.into_iter().filter_map(|(factor, purpose)| Some((factor?, purpose))) {
            for (pixel, counts) in counts.iter_mut().enumerate() {
                *counts *= factor.draw(&mut Stream::new(seed, purpose, line, pixel).of_channel(channel));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancelled_measurement_begins_no_further_line() {
        let samples = Array3::from_elem((1, 400, 20), 1.0);
        for sample_layers in [0.0, 2.0] {
            let conditions = Conditions { beam_size_um: Some(4.0), sample_layers, ..Conditions::default() };
            let setup = Setup::new(samples.view(), 1.0, &conditions).unwrap();
            let measured = AtomicUsize::new(0);
            let stopped = setup.lines(|_, _, _| {
                if measured.fetch_add(1, Ordering::SeqCst) == 3 {
                    setup.task.cancel();
                }
                Ok(())
            });
            assert_eq!(stopped, Err(Error::Cancelled));
            assert!(measured.into_inner() < 60, "it has 100 lines");
        }
    }
}
