// SPDX-License-Identifier: MIT OR Apache-2.0
//! What was done and how well it went: the record that goes with every enhanced map.

use super::alternating::is_alternating;
use super::censored;
use super::check::{Check, Decade, Source, correlation};
use super::choice::{Choice, LeftOut};
use super::dead_lines::DeadLines;
use super::element::Element;
use super::estimate::Estimate;
use super::excess::Excess;
use super::noise::{Count, FineNoise, NoiseLaw, contradiction, step_to_counts};
use super::settings::{self, Settings};
use super::together::Shared;
use super::warp::Curve;
use super::width::Width;
use crate::conditions::{self, Conditions};
use ndarray::Array2;
use serde::Serialize;
use std::collections::BTreeMap;

/// Record of one enhancement.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Version of lamap.
    pub version: &'static str,
    /// What the map is.
    pub note: &'static str,
    /// `unet` or `physics`.
    pub method: &'static str,
    /// Why this method, where it was not asked for.
    pub method_reason: String,
    /// Name, version and licence of the model; empty for physics.
    pub model: String,
    /// Device that ran the model; empty for physics.
    pub device: String,
    /// Devices that were tried before and why they refused.
    pub device_refusals: Vec<String>,
    /// ONNX Runtime version and path; empty for physics.
    pub runtime: String,
    /// Measured lines and pixels.
    pub measured_shape: (usize, usize),
    /// Rows and columns of the estimate.
    pub shape: (usize, usize),
    /// Pixel width and height of the estimate in µm.
    pub pixel_um: (f64, f64),
    /// Distance by which the measured map showed the sample too far along the scan; it was removed.
    pub displacement_um: f64,
    /// Conditions of the measurement as stated.
    pub conditions: BTreeMap<&'static str, String>,
    /// Settings of the enhancement.
    pub settings: BTreeMap<&'static str, String>,
    /// What was found for each element.
    pub elements: Vec<ElementReport>,
    /// The passes that were restored together; empty for a single map.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passes: Vec<PassReport>,
    /// What was taken for granted or chosen, in sentences.
    pub notes: Vec<String>,
    /// Sentences that the user should read.
    pub warnings: Vec<String>,
    /// Seconds of each stage.
    pub timings_s: BTreeMap<&'static str, f64>,
}

/// What was found for one element.
#[derive(Debug, Clone, Serialize)]
pub struct ElementReport {
    /// Name.
    pub element: String,
    /// `unet` or `physics`: what gave its estimate.
    pub method: &'static str,
    /// By what that was chosen: how well network and restoration predict pixels left out; `None` where nothing was chosen.
    pub left_out: Option<LeftOut>,
    /// Chi-square of the re-ablated estimate for each degree of freedom that it leaves: about 1 where noise and
    /// conditions are right.
    pub chi_square: f64,
    /// Share of the measurement's freedom that the estimate used up, 0 to 1: how closely it follows the noise. Of a
    /// network it is measured; 0 where the setting `examine` is off.
    pub used_freedom: f64,
    /// What the network's standard deviations were multiplied by, to bring their level nearer to that of the restoration's; 1
    /// for a restoration.
    pub deviation_factor: f64,
    /// Mean of the re-ablated estimate against that of the measurement, less 1.
    pub mean_change: f64,
    /// Values that were missing.
    pub missing_values: usize,
    /// Spikes that were replaced.
    pub spikes: usize,
    /// Pixels that are more than 10 times as bright as all their neighbours, as hot pixels of a detector are.
    pub lone_pixels: usize,
    /// Those that are more than 10 times as bright as all other pixels of the map, too.
    pub hot_pixels: usize,
    /// Does its finest detail hold the noise of a measurement?
    pub fine_noise: FineNoise,
    /// Does each second line seem to run backwards?
    pub alternates: bool,
    /// How far the estimate goes beyond what was measured.
    pub excess: Excess,
    /// Chi-square of each decade of brightness, from dark to bright.
    pub decades: Vec<Decade>,
    /// Correlation of the residuals of neighbouring pixels: near 0 or below where nothing but noise was removed.
    pub residual_neighbours: f64,
    /// The element whose residuals are most like these, and their correlation: near 0 where nothing but noise was removed,
    /// since the counting noise of elements is independent. `None` for a map of one element.
    pub residual_shared: Option<(String, f64)>,
    /// Standard deviation of the noise of a measured pixel, on average, in the map's unit.
    pub noise_sd: f64,
    /// Was the noise taken from counting statistics?
    pub counting_statistics: bool,
    /// What one count is worth in the map's unit, and how that is known; `None` where it is not.
    pub count: Option<Count>,
    /// What one count is worth by the values, where that contradicts what was stated.
    pub contradicted_count: Option<f64>,
    /// Variance of a value as a function of its mean m: readout + counting m + relative m^2.
    pub noise: NoiseLaw,
    /// Share of the noise's variance that grows with the squared signal, as Flicker does, on average.
    pub flicker_share: f64,
    /// The scale on which the map was restored: `linear`, `square_root` or `logarithm`.
    pub scale: Curve,
    /// Value below which that scale is nearly linear, in the map's unit; 0 for a linear one.
    pub scale_offset: f64,
    /// Order of the Matérn prior.
    pub prior_order: f64,
    /// Length of the prior.
    pub prior_length_um: f64,
    /// Standard deviation of the prior in the map's unit.
    pub prior_sd: f64,
    /// Widths of the operator.
    pub widths: Vec<Width>,
    /// What other elements told of it; `None` where it was restored alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
}

/// What other elements told of an element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Together {
    /// The elements that guided it.
    pub guides: Vec<Guidance>,
    /// Coefficients in all, products of guides included.
    pub coefficients: usize,
    /// By how many nats its measurement prefers to be restored with them, less the price of the coefficients.
    pub nats: f64,
    /// Share of what its map shows beyond its noise that they tell, 0 to 1.
    pub share: f64,
    /// How far that is believed on average, 0 to 1: not where the brightness of a place is such that the measurement speaks against it.
    pub weight: f64,
}

/// One element that guided another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guidance {
    /// The guide.
    pub element: String,
    /// What one of its standard deviations adds, in standard deviations of the guided element's prior alone, both on their scales; 0 where
    /// it has a part in products only.
    pub coefficient: f64,
}

/// One of several passes over a sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassReport {
    /// Do its lines run down the sample?
    pub turned: bool,
    /// Where it begins on the sample, µm to the right and down from the first pass, as stated.
    pub start_um: (f64, f64),
    /// How far it lies from there, µm to the right and down, as found from the maps; (0, 0) where they do not tell.
    pub displaced_um: (f64, f64),
    /// By how many nats the maps of the first element prefer where they seem to lie.
    pub nats: f64,
    /// Chi-square of the estimate of each element, ablated again along this pass: about 1 or below is good.
    pub chi_square: Vec<f64>,
}

/// What every enhanced map is.
pub const NOTE: &str =
    "estimate of the sample from the measured map and the stated conditions; not a measurement";

/// Every setting of the conditions as text.
pub fn conditions_record(conditions: &Conditions) -> BTreeMap<&'static str, String> {
    conditions::settings::TABLE.iter().map(|row| (row.key, row.format((row.get)(conditions)))).collect()
}

/// Every setting of the enhancement as text.
pub fn settings_record(settings: &Settings) -> BTreeMap<&'static str, String> {
    settings::TABLE.iter().map(|row| (row.key, row.format((row.get)(settings)))).collect()
}

/// Correlation of the residuals of two elements, beyond what Flicker explains, from which on both lack the same structure.
const COMMON: f64 = 0.2;

impl Report {
    /// Adds what was found for an element of this name and unit, and what a user should read of it.
    pub(super) fn add(
        &mut self,
        (name, unit): (&str, &str),
        element: &Element,
        choice: &Choice,
        estimate: &Estimate,
        check: &Check,
    ) {
        let by_network = choice.network.is_some();
        let rests_on = match (element.count, by_network) {
            (None, _) => Source::UnknownNoise,
            (_, true) => Source::Network,
            (_, false) => Source::Restoration,
        };
        let unexplained = if by_network { check.doubt_of_network() } else { check.doubt_of_restoration() };
        let widest = element.forward.widest_stated_pixels();
        let range = censored::Range::of(&element.repaired, element.count.is_some());
        let mut fine_noise = FineNoise::of(&element.repaired, range.saturated_from(), element.count, widest);
        fine_noise.doubted &= !range.is_constant(); // a map without contrast lacks all noise
        let not_measured = fine_noise.doubt(element.count);
        let counted = element.count.filter(|_| !range.is_constant());
        let contradicted_count = counted.and_then(|count| contradiction(&element.repaired, count));
        let other_count =
            element.count.zip(contradicted_count).map(|(count, worth)| count.contradicted_by(worth));
        let alternates = is_alternating(&element.repaired);
        let excess = Excess::of(&element.repaired, &estimate.values);
        let lone = element.repaired.lone_pixels(|mean| element.law.variance(mean).sqrt());
        let turned = alternates.then(|| {
            "each second line seems to run backwards, as where the laser goes to and fro: turn these lines round"
                .into()
        });
        let widths = element.widths.iter().filter_map(Width::warning);
        let doubts = turned.into_iter().chain(other_count).chain(not_measured).chain(lone.doubt());
        let doubts = doubts.chain(element.repaired.doubt_of_spikes()).chain(range.doubts());
        let dead_lines = DeadLines::of(&element.repaired).map(|dead| dead.doubt());
        let doubts = doubts.chain(dead_lines).chain(excess.doubt()).chain(widths).chain(unexplained);
        let doubts = doubts.chain(check.doubt_of_structure(rests_on, unit));
        self.warnings.extend(doubts.map(|doubt| format!("{name}: {doubt}")));
        let counts = element.count.and_then(|count| count.note());
        let chosen =
            choice.restored_because.iter().map(|why| format!("{why}, so the restoration is the estimate"));
        self.notes.extend(counts.into_iter().chain(chosen).map(|note| format!("{name}: {note}")));
        self.elements.push(ElementReport {
            element: name.into(),
            method: if by_network { "unet" } else { "physics" },
            left_out: choice.left_out,
            chi_square: check.chi_square,
            used_freedom: estimate.used_freedom,
            mean_change: check.totals.change(),
            missing_values: element.repaired.missing_count,
            spikes: element.repaired.spike_count,
            lone_pixels: lone.count,
            hot_pixels: lone.hot,
            fine_noise,
            alternates,
            excess,
            deviation_factor: estimate.deviation_factor,
            noise_sd: element.mean_noise_sd(),
            counting_statistics: element.count.is_some(),
            count: element.count,
            contradicted_count,
            noise: element.law,
            flicker_share: element.flicker_share(),
            scale: element.warp.curve,
            scale_offset: if element.warp.is_linear() { 0.0 } else { element.warp.offset },
            decades: check.decades.clone(),
            residual_neighbours: check.neighbours,
            residual_shared: None,
            prior_order: element.fit.kernel.order,
            prior_length_um: element.fit.kernel.length_um,
            prior_sd: element
                .warp
                .deviation(element.warp.forward(element.mean()), element.fit.variance.sqrt()),
            widths: element.widths.clone(),
            together: None,
        });
    }

    /// Adds to the element added last what others told of it. `names`: those of all elements.
    pub(super) fn add_shared(&mut self, names: &[String], shared: &Shared) {
        let Some(element) = self.elements.last_mut() else { return };
        let guidance = |(guide, coefficient): &(usize, f64)| Guidance {
            element: names[*guide].clone(),
            coefficient: *coefficient,
        };
        let guides: Vec<Guidance> = shared.guides.iter().map(guidance).collect();
        let told: Vec<&str> = guides.iter().map(|guide| guide.element.as_str()).collect();
        let (name, share, weight) = (&element.element, 100.0 * shared.share, 100.0 * shared.weight);
        self.notes.push(format!(
            "{name}: restored together with {}, which tell {share:.0} % of what it shows beyond its noise; used to {weight:.0} %, as far \
             as its own map agrees",
            told.join(", ")
        ));
        element.together = Some(Together {
            guides,
            coefficients: shared.terms,
            nats: shared.nats,
            share: shared.share,
            weight: shared.weight,
        });
    }

    /// Tells where the map shows what may be hot pixels.
    pub(super) fn note_lone_pixels(&mut self) {
        let lone = self.elements.iter().filter(|element| element.lone_pixels > 0);
        let pixels: Vec<String> =
            lone.map(|element| format!("{} {}", element.element, element.lone_pixels)).collect();
        if !pixels.is_empty() {
            self.notes.push(format!(
                "single pixels are more than 10 times as bright as all their neighbours ({}): if the detector made them, set \
                 spike_threshold = 20",
                pixels.join(", ")
            ));
        }
    }

    /// Compares the residuals of each element with those of all others, whose counting noise is independent. `unit`: that of the values.
    pub(super) fn compare_residuals(&mut self, residuals: &[Array2<f32>], unit: &str) {
        let count = residuals.len();
        let mut correlations = Array2::from_elem((count, count), f64::NEG_INFINITY);
        for (i, j) in (0..count).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let shared = correlation(&residuals[j], &residuals[i]);
            (correlations[[i, j]], correlations[[j, i]]) = (shared, shared);
        }
        for i in 0..count {
            let others = correlations.row(i).into_iter().copied().enumerate().filter(|(j, _)| *j != i);
            let Some((j, shared)) = others.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
            let other = &self.elements[j];
            let by_flicker = (self.elements[i].flicker_share * other.flicker_share).sqrt();
            if shared > by_flicker + COMMON {
                let next = if self.elements[i].counting_statistics {
                    "so it is no counting noise: state by how much the yield of the laser varies (flicker_rsd, line_gain_rsd)"
                } else {
                    &format!("so it is structure: {}", step_to_counts(unit))
                };
                let (name, other) = (&self.elements[i].element, &other.element);
                self.warnings
                    .push(format!("{name}: what was removed as noise is found in {other} too, {next}"));
            }
            self.elements[i].residual_shared = Some((other.element.clone(), shared));
        }
    }

    /// The record as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
