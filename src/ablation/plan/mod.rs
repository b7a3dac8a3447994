// SPDX-License-Identifier: MIT OR Apache-2.0
//! Planning a measurement: what conditions will give, before any sample is ablated.

mod changes;
mod ripple;
mod signal;
mod warnings;

pub use changes::Change;
pub use ripple::Ripple;
pub use signal::Signal;

use super::conditions::Conditions;
use super::scan::Scan;
use super::settings::TABLE;
use super::transfer::Transfer;
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Pixels of the line on which displacement and noise are looked at where the size of the map is not known.
const PIXELS: usize = 64;
/// Contrasts at which the resolution is told: easily seen, and barely.
const CONTRASTS: (f64, f64) = (0.5, 0.1);

/// What is to be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Width (along the scan) and height of the area, µm; `None`: not decided.
    pub area_um: Option<(f64, f64)>,
    /// Concentration for which counts and noise are told, >= 0.
    pub concentration: f64,
    /// Time of the acquisition time that is spent on the isotope of interest, s; `None`: all of it.
    pub dwell_time_s: Option<f64>,
    /// Time between the end of a line and the start of the next, s.
    pub line_change_s: f64,
}

impl Default for Task {
    fn default() -> Self {
        Self { area_um: None, concentration: 1.0, dwell_time_s: None, line_change_s: 0.0 }
    }
}

/// What conditions will give of a task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Every condition as text; those not stated as they are taken.
    pub conditions: BTreeMap<&'static str, String>,
    /// Sentences on what was not stated and how it was taken.
    pub assumed: Vec<String>,
    /// Pulses in an acquisition time.
    pub dosage: f64,
    /// Distance of two pulses along a line, µm.
    pub pulse_distance_um: f64,
    /// Width (along the scan) and height of a pixel, µm.
    pub pixel_um: (f64, f64),
    /// Lines, pixels and time, where the area is known.
    pub map: Option<MapSize>,
    /// Distance by which the map shows the sample too far along the scan, µm.
    pub displacement_um: f64,
    /// Spread of the signal by the washout.
    pub smear: Smear,
    /// Along the scan, across the lines, and at 45 degrees.
    pub resolution: [Resolution; 3],
    /// Shortest wavelengths that pixels and lines can show (two pixels, two lines), µm.
    pub sampling_um: (f64, f64),
    /// Counts and noise of a pixel.
    pub signal: Signal,
    /// Ripple of a uniform sample, from pulses and windows that do not keep step.
    pub ripple: Ripple,
    /// What other rates, speeds and beams would give.
    pub changes: Vec<Change>,
    /// Sentences with the number that is wrong and the remedy.
    pub warnings: Vec<String>,
}

/// Size of a map and the time it takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MapSize {
    /// Lines.
    pub lines: usize,
    /// Pixels of a line.
    pub pixels: usize,
    /// Time of all lines with their changes, s.
    pub time_s: f64,
    /// Laser pulses of all pixels.
    pub pulses: f64,
}

/// Spread of the signal of one pulse along the scan.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Smear {
    /// Standard deviation, s.
    pub sd_s: f64,
    /// Time until 99 % of the signal have arrived after its first, s.
    pub washout_time_s: f64,
    /// Travel of the stage in `sd_s`, µm.
    pub sd_um: f64,
    /// Travel of the stage in `washout_time_s`, µm.
    pub washout_um: f64,
}

/// Longest wavelengths at which the contrast falls to a half and to a tenth, in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resolution {
    /// Direction in which the waves run, degrees from the scan.
    pub angle_degrees: f64,
    /// Wavelength with half the contrast, µm.
    pub half_um: f64,
    /// Wavelength with a tenth of the contrast, µm: finer structure is hardly seen.
    pub tenth_um: f64,
}

/// Plans a measurement: what the conditions will give of the task, in numbers and in words. Not random.
///
/// # Errors
/// [`Error::Missing`] if neither beam nor line spacing is stated; [`Error::OutOfRange`] for a condition or a number
/// of the task; [`Error::Data`] for an absurd number of pulses.
///
/// ```
/// use lamap::ablation::{Task, plan, preset};
/// let plan = plan(&preset("seed-2019")?, &Task { area_um: Some((500.0, 300.0)), ..Task::default() })?;
/// assert_eq!((plan.dosage, plan.pixel_um), (5.0, (5.0, 5.0)));
/// assert_eq!(plan.map.map(|map| (map.lines, map.pixels, map.time_s)), Some((60, 100, 300.0)));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn plan(conditions: &Conditions, task: &Task) -> Result<Plan> {
    task.validate(conditions)?;
    let spelled_out = conditions.spelled_out()?;
    let mut plan = figures(&spelled_out, task)?;
    plan.assumed = warnings::assumed(conditions, &spelled_out);
    plan.changes = changes::around(&spelled_out, task)?;
    plan.warnings = warnings::of(&plan, &spelled_out, task);
    Ok(plan)
}

/// The numbers of a plan.
fn figures(conditions: &Conditions, task: &Task) -> Result<Plan> {
    let transfer = Transfer::new(conditions)?;
    let (spread, speed_um_s) = (transfer.spread(), transfer.speed_um_s());
    let pixel_um = conditions.pixel_size_um()?;
    let map = task.map(conditions)?;
    let scan = Scan::of_map(conditions, 1, map.map_or(PIXELS, |map| map.pixels))?;
    let (sd_s, washout_time_s) = (spread.sd_s(), spread.time_s(0.99));
    Ok(Plan {
        conditions: TABLE.iter().map(|row| (row.key, row.format((row.get)(conditions)))).collect(),
        assumed: Vec::new(),
        dosage: conditions.dosage(),
        pulse_distance_um: speed_um_s / conditions.repetition_rate_hz,
        pixel_um,
        map,
        displacement_um: scan.displacement_um(),
        smear: Smear {
            sd_s,
            washout_time_s,
            sd_um: sd_s * speed_um_s,
            washout_um: washout_time_s * speed_um_s,
        },
        resolution: [0.0, 90.0, 45.0].map(|angle| resolution(&transfer, angle)),
        sampling_um: (2.0 * pixel_um.0, 2.0 * pixel_um.1),
        signal: Signal::new(conditions, task)?,
        ripple: Ripple::new(conditions, task, spread, speed_um_s),
        changes: Vec::new(),
        warnings: Vec::new(),
    })
}

fn resolution(transfer: &Transfer, angle_degrees: f64) -> Resolution {
    let at = |contrast| transfer.wavelength_um(angle_degrees * PI / 180.0, contrast);
    Resolution { angle_degrees, half_um: at(CONTRASTS.0), tenth_um: at(CONTRASTS.1) }
}

impl Task {
    fn validate(&self, conditions: &Conditions) -> Result<()> {
        let within = |key, value: f64, unit, min, max| {
            let fits = (min..=max).contains(&value);
            if fits { Ok(()) } else { Err(Error::OutOfRange { key, value, unit, min, max }) }
        };
        if let Some((width, height)) = self.area_um {
            within("width_um", width, "µm", 1e-3, 1e7)?;
            within("height_um", height, "µm", 1e-3, 1e7)?;
        }
        within("concentration", self.concentration, "", 0.0, 1e12)?;
        within("line_change_s", self.line_change_s, "s", 0.0, 1e4)?;
        self.dwell_time_s
            .map_or(Ok(()), |dwell| within("dwell_time_s", dwell, "s", 1e-6, conditions.acquisition_time_s))
    }

    fn map(&self, conditions: &Conditions) -> Result<Option<MapSize>> {
        let Some((width_um, height_um)) = self.area_um else { return Ok(None) };
        let Scan { lines, pixels, .. } = Scan::covering(conditions, width_um, height_um)?;
        let line_s = pixels as f64 * conditions.acquisition_time_s;
        Ok(Some(MapSize {
            lines,
            pixels,
            time_s: lines as f64 * line_s + (lines - 1) as f64 * self.line_change_s,
            pulses: lines as f64 * line_s * conditions.repetition_rate_hz,
        }))
    }
}

impl Plan {
    /// The plan as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::{PulseResponse, preset};

    /// A quadrupole behind a classical cell: 99 % of the signal within 0.5 s.
    fn classic() -> Conditions {
        Conditions {
            beam_size_um: Some(20.0),
            repetition_rate_hz: 20.0,
            scan_speed_um_s: Some(80.0),
            acquisition_time_s: 0.25,
            pulse_response: Some(PulseResponse::Exponential),
            response_scale_s: 0.5 / 100f64.ln(),
            flicker_rsd: 0.03,
            ..Conditions::default()
        }
    }

    #[test]
    fn the_numbers_of_the_seed_are_those_of_its_pairs() {
        let plan = plan(&preset("seed-2019").unwrap(), &Task::default()).unwrap();
        assert!((plan.displacement_um - 4.357).abs() < 0.02, "{}", plan.displacement_um);
        assert!((plan.smear.sd_um - 1.35).abs() < 0.005, "{}", plan.smear.sd_um);
        assert!((plan.signal.counts - 250.0).abs() < 1e-9);
        assert!((plan.signal.averaged_pulses - 3.577).abs() < 0.001, "{}", plan.signal.averaged_pulses);
        assert!((plan.signal.flicker_noise - 0.00378).abs() < 1e-5, "{}", plan.signal.flicker_noise);
        assert!(plan.warnings.iter().any(|warning| warning.contains("alignment")), "{:?}", plan.warnings);
        assert_eq!(plan.changes.len(), 6);
    }

    #[test]
    fn a_slow_cell_is_told_with_its_remedy() {
        let task = Task { dwell_time_s: Some(0.045), ..Task::default() };
        let plan = plan(&classic(), &task).unwrap();
        assert!((plan.smear.washout_time_s - 0.5).abs() < 1e-5 && (plan.smear.sd_um - 8.69).abs() < 0.01);
        let smear = plan.warnings.iter().find(|warning| warning.contains("washout")).unwrap();
        assert!(smear.contains("8.69 µm") && smear.contains("lower scan_speed_um_s to 53.2"), "{smear}");
        assert!(plan.warnings.iter().any(|w| w.contains("ripple")), "{:?}", plan.warnings);
        assert!(plan.to_json().contains("\"dosage\": 5.0"));
    }

    #[test]
    fn without_washout_the_resolution_is_that_of_the_boxes() {
        let conditions = Conditions { beam_size_um: Some(10.0), ..Conditions::default() };
        let [along, across, oblique] = plan(&conditions, &Task::default()).unwrap().resolution;
        // sinc(u) = 0.5 at u = 0.60335, 0.1 at u = 0.90795; sinc^2(u) = 0.5 at u = 0.44295
        assert!((across.half_um - 10.0 / 0.60335).abs() < 1e-3, "{}", across.half_um);
        assert!((across.tenth_um - 10.0 / 0.90795).abs() < 1e-3, "{}", across.tenth_um);
        assert!((along.half_um - 10.0 / 0.44295).abs() < 1e-2, "{}", along.half_um);
        assert!(oblique.half_um > 0.0 && oblique.half_um < along.half_um);
    }

    #[test]
    fn gaps_and_missing_words_are_told() {
        let sparse = Conditions {
            beam_size_um: Some(10.0),
            line_spacing_um: Some(15.0),
            repetition_rate_hz: 5.0,
            scan_speed_um_s: Some(100.0),
            acquisition_time_s: 0.1,
            ..Conditions::default()
        };
        let plan = plan(&sparse, &Task { concentration: 1e-3, ..Task::default() }).unwrap();
        for words in ["line_spacing_um to 10", "10 µm between the pulses", "0.5 pulses", "per cent"] {
            assert!(plan.warnings.iter().any(|w| w.contains(words)), "{words}: {:#?}", plan.warnings);
        }
        assert!(plan.assumed.iter().any(|sentence| sentence.contains("pulse_response")));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        let conditions = classic();
        for (task, key) in [
            (Task { area_um: Some((0.0, 5.0)), ..Task::default() }, "width_um"),
            (Task { area_um: Some((5.0, f64::NAN)), ..Task::default() }, "height_um"),
            (Task { concentration: -1.0, ..Task::default() }, "concentration"),
            (Task { dwell_time_s: Some(0.3), ..Task::default() }, "dwell_time_s"),
            (Task { line_change_s: f64::INFINITY, ..Task::default() }, "line_change_s"),
        ] {
            assert!(plan(&conditions, &task).unwrap_err().to_string().starts_with(key), "{key}");
        }
        assert!(matches!(plan(&Conditions::default(), &Task::default()), Err(Error::Missing { .. })));
    }
}
