// SPDX-License-Identifier: MIT OR Apache-2.0
//! The conditions of a measurement and what follows from them.

use super::channel::{AcquisitionMode, Channel};
use super::crater::Crater;
use super::detector::{Detector, OutputUnit};
use super::flicker::{FlickerDistribution, FlickerStage};
use super::response_table::ResponseTable;
use super::settings;
use super::washout_time::WashoutDefinition;
use crate::error::{Error, Result};
use crate::param;

/// Shape of the detector signal of one pulse over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PulseResponse {
    /// Everything arrives at once.
    None,
    /// One well-mixed volume.
    Exponential,
    /// Gamma (Erlang where the shape is whole): several volumes in a row.
    Gamma,
    /// Two well-mixed volumes of different size in a row.
    Biexponential,
    /// Log-normal.
    Lognormal,
    /// Exponentially modified Gaussian.
    Emg,
    /// Particles (gamma), and a share that travels as gas and comes later (gamma).
    TwoPhase,
    /// Measured: the table of the conditions.
    Table,
}

impl PulseResponse {
    pub(super) const ALL: [Self; 8] = [
        Self::None,
        Self::Exponential,
        Self::Gamma,
        Self::Biexponential,
        Self::Lognormal,
        Self::Emg,
        Self::TwoPhase,
        Self::Table,
    ];
}

/// Where the map lies relative to the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The stage starts early by transport and washout, so that the map is not displaced.
    Centred,
    /// As the 2019 simulations: the first shot just touches the sample, the washout displaces the map.
    Seed,
    /// The first shot lies wholly on the sample, the washout displaces the map.
    Raw,
}

/// What lies outside the picture of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The sample goes on (simulated as its mirror image).
    Reflect,
    /// Nothing.
    Zero,
    /// The outermost pixel goes on.
    Clamp,
    /// A uniform material of concentration `edge_value`.
    Value,
}

/// Shape of the beam on the sample, seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeamShape {
    /// Square of side `beam_size_um`.
    Square,
    /// `beam_size_um` along the scan, `beam_height_um` across the lines.
    Rectangle,
    /// Disc of diameter `beam_size_um`.
    Disc,
    /// Crater of a super-Gaussian beam of diameter `beam_size_um` and order `beam_order`.
    SuperGaussian,
    /// The crater given in the field `crater`.
    Kernel,
}

/// Do neighbouring lines run the same way?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanDirection {
    /// Every line from left to right.
    OneWay,
    /// Every second line from right to left, flipped back in the map: the smear alternates.
    TwoWay,
}

/// Does the stage move while the laser fires?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanMode {
    /// Lines, scanned without a stop.
    Lines,
    /// Single spots: the stage stands at the centre of each pixel.
    Spots,
}

/// How the spots of neighbouring lines lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotLayout {
    /// Below each other.
    Square,
    /// Every second line displaced by half a pixel.
    Hexagonal,
}

/// What becomes of signal that arrives outside the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// It is lost: the map is as large as the sample.
    Crop,
    /// The map has columns before and after the sample until all signal is counted.
    Keep,
}

/// Conditions of a scan.
///
/// Fields that are `None` are not stated: a simulation takes the default said at the field, an enhancement
/// estimates beam and response from the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Side or diameter of the beam on the sample; not stated: the line spacing.
    pub beam_size_um: Option<f64>,
    /// Laser pulses in a second.
    pub repetition_rate_hz: f64,
    /// Speed of the stage along a line; not stated: one line spacing in an acquisition time.
    pub scan_speed_um_s: Option<f64>,
    /// Distance of two lines; not stated: the beam size.
    pub line_spacing_um: Option<f64>,
    /// Time integrated into one pixel.
    pub acquisition_time_s: f64,
    /// Washout of the signal of one pulse; not stated: none.
    pub pulse_response: Option<PulseResponse>,
    /// Time constant of the exponential, of each stage of the gamma response (in `TwoPhase`: of the particles), of the
    /// decay of the biexponential and emg responses; median of the log-normal response.
    pub response_scale_s: f64,
    /// Number of stages of the gamma response; may be fractional.
    pub response_shape: f64,
    /// Time from the pulse to its first signal.
    pub transport_delay_s: f64,
    /// Relative standard deviation of the amount ablated from pulse to pulse (Flicker noise).
    pub flicker_rsd: f64,
    /// Expected counts of one pulse on a concentration of 1.
    pub sensitivity_counts: f64,
    /// Background count rate with the laser off.
    pub gas_blank_cps: f64,
    /// Mean to which a picture is scaled after its minimum was subtracted; 0 takes its values as they are.
    pub mean_concentration: f64,
    /// Where the map lies relative to the sample.
    pub alignment: Alignment,
    /// What lies outside the picture.
    pub edge: Edge,
    /// Time constant of the rise of the biexponential response; standard deviation of the Gaussian of the emg response.
    pub response_rise_s: f64,
    /// Centre of the Gaussian of the emg response.
    pub response_center_s: f64,
    /// Standard deviation of the logarithm of time of the log-normal response.
    pub response_sigma: f64,
    /// Share of the signal that travels as gas in the two-phase response.
    pub gas_fraction: f64,
    /// Time by which the gas starts later than the particles.
    pub gas_delay_s: f64,
    /// Time constant of each stage of the gas.
    pub gas_scale_s: f64,
    /// Number of stages of the gas; may be fractional.
    pub gas_shape: f64,
    /// The measured response; used by `PulseResponse::Table`.
    pub response_table: Option<ResponseTable>,
    /// Washout time of an exponential or gamma response; gives its scale in place of `response_scale_s`.
    pub washout_time_s: Option<f64>,
    /// What is meant by `washout_time_s`.
    pub washout_definition: WashoutDefinition,
    /// Distribution of Flicker noise.
    pub flicker_distribution: FlickerDistribution,
    /// Where Flicker noise acts.
    pub flicker_stage: FlickerStage,
    /// Relative standard deviation of a slow drift of the signal.
    pub drift_rsd: f64,
    /// Time after which that drift has forgotten all but 1/e of where it was.
    pub drift_time_s: f64,
    /// Relative standard deviation of the signal from line to line.
    pub line_gain_rsd: f64,
    /// What counts.
    pub detector: Detector,
    /// Time for which the counting detector is blind after an ion (non-paralyzable).
    pub dead_time_s: f64,
    /// Standard deviation of the logarithm of the area of a single ion in a TOF detector.
    pub single_ion_sigma: f64,
    /// Camera: digital units of one count.
    pub detector_gain: f64,
    /// Camera: standard deviation of the noise of reading a pixel, digital units.
    pub readout_noise: f64,
    /// Camera: what it shows without light, digital units.
    pub detector_offset: f64,
    /// Camera: the largest value it shows, digital units; not stated: there is none.
    pub full_scale: Option<f64>,
    /// Unit of the map of a counting or TOF detector.
    pub output_unit: OutputUnit,
    /// How the channels share the acquisition time.
    pub acquisition_mode: AcquisitionMode,
    /// What each element has of its own; empty: all have the values above.
    pub channels: Vec<Channel>,
    /// Concentration outside the picture for [`Edge::Value`].
    pub edge_value: f64,
    /// Shape of the beam.
    pub beam_shape: BeamShape,
    /// Size of a rectangular beam across the lines; not stated: as along the scan.
    pub beam_height_um: Option<f64>,
    /// Order of a super-Gaussian beam.
    pub beam_order: f64,
    /// The crater of [`BeamShape::Kernel`].
    pub crater: Option<Crater>,
    /// Thickness of the sample in craters, 0 for a sample that never wears out. Each pulse removes what is left under
    /// it, at most its crater.
    pub sample_layers: f64,
    /// Do neighbouring lines run the same way?
    pub scan_direction: ScanDirection,
    /// Lines or spots.
    pub scan_mode: ScanMode,
    /// Pulses on each spot.
    pub pulses_per_spot: f64,
    /// How the spots of neighbouring lines lie.
    pub spot_layout: SpotLayout,
    /// What becomes of signal that arrives outside the map.
    pub tail: Tail,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            beam_size_um: None,
            repetition_rate_hz: 100.0,
            scan_speed_um_s: None,
            line_spacing_um: None,
            acquisition_time_s: 0.05,
            pulse_response: None,
            response_scale_s: 0.01,
            response_shape: 3.0,
            transport_delay_s: 0.0,
            flicker_rsd: 0.0,
            sensitivity_counts: 50.0,
            gas_blank_cps: 0.0,
            mean_concentration: 0.0,
            alignment: Alignment::Centred,
            edge: Edge::Reflect,
            response_rise_s: 0.002,
            response_center_s: 0.012,
            response_sigma: 0.4,
            gas_fraction: 0.45,
            gas_delay_s: 0.03,
            gas_scale_s: 0.0078,
            gas_shape: 3.0,
            response_table: None,
            washout_time_s: None,
            washout_definition: WashoutDefinition::Area99,
            flicker_distribution: FlickerDistribution::Lognormal,
            flicker_stage: FlickerStage::Pulse,
            drift_rsd: 0.0,
            drift_time_s: 1.0,
            line_gain_rsd: 0.0,
            detector: Detector::Counting,
            dead_time_s: 0.0,
            single_ion_sigma: 0.45,
            detector_gain: 1.0,
            readout_noise: 0.0,
            detector_offset: 0.0,
            full_scale: None,
            output_unit: OutputUnit::Counts,
            acquisition_mode: AcquisitionMode::Simultaneous,
            channels: Vec::new(),
            edge_value: 0.0,
            beam_shape: BeamShape::Square,
            beam_height_um: None,
            beam_order: 10.0,
            crater: None,
            sample_layers: 0.0,
            scan_direction: ScanDirection::OneWay,
            scan_mode: ScanMode::Lines,
            pulses_per_spot: 1.0,
            spot_layout: SpotLayout::Square,
            tail: Tail::Crop,
        }
    }
}

impl Conditions {
    /// Sets a setting by name from text, e.g. `set("beam_size_um", "5")`.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::OutOfRange`], [`Error::InvalidValue`]; the conditions stay as they were.
    pub fn set(&mut self, key: &str, text: &str) -> Result<()> {
        param::set_text(settings::TABLE, self, key, text)
    }

    /// Checks every setting against its range, for conditions that were filled in field by field.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for the first setting that is out of its range.
    pub fn validate(&self) -> Result<()> {
        settings::TABLE.iter().try_for_each(|param| param.check((param.get)(self)))
    }

    /// The conditions as they apply to a map of this pixel size.
    ///
    /// A scan speed or line spacing that is not stated follows from the pixel size.
    ///
    /// # Errors
    /// [`Error::Contradiction`] if the stated speed or spacing give another pixel size (by more than 1 %).
    pub fn for_pixel_size(&self, width_um: f64, height_um: f64) -> Result<Conditions> {
        let mut fitted = self.clone();
        let speed = fitted.scan_speed_um_s.get_or_insert(width_um / self.acquisition_time_s);
        agree(
            "the pixel width",
            width_um,
            *speed * self.acquisition_time_s,
            "scan_speed_um_s x acquisition_time_s",
        )?;
        let spacing = fitted.line_spacing_um.get_or_insert(height_um);
        agree("the pixel height", height_um, *spacing, "line_spacing_um")?;
        Ok(fitted)
    }

    /// Pixel width and height of the map in µm.
    ///
    /// # Errors
    /// [`Error::Missing`] if neither beam nor line spacing is stated.
    pub fn pixel_size_um(&self) -> Result<(f64, f64)> {
        let crater = self.crater.as_ref().map(|crater| crater.size_um().1);
        let beam = self.beam_height_um.or(self.beam_size_um).or(crater);
        let height = self.line_spacing_um.or(beam).ok_or_else(|| Error::Missing {
            what: "the line spacing",
            hint: "state line_spacing_um or beam_size_um".into(),
        })?;
        Ok((self.scan_speed_um_s.map_or(height, |speed| speed * self.acquisition_time_s), height))
    }

    /// The conditions with the beam, speed and line spacing that a simulation takes where they are not stated.
    ///
    /// # Errors
    /// [`Error::Missing`] if neither beam nor line spacing is stated; [`Error::OutOfRange`].
    pub fn spelled_out(&self) -> Result<Conditions> {
        self.validate()?;
        let (width, height) = self.pixel_size_um()?;
        Ok(Conditions {
            beam_size_um: self.beam_size_um.or(Some(height)),
            scan_speed_um_s: self.scan_speed_um_s.or(Some(width / self.acquisition_time_s)),
            line_spacing_um: Some(height),
            ..self.clone()
        })
    }

    /// Unit of the map that a simulation gives.
    pub fn unit(&self) -> &'static str {
        match (self.detector, self.output_unit) {
            (Detector::Camera, _) => "ADU",
            (_, OutputUnit::Counts) => "counts",
            (_, OutputUnit::Cps) => "cps",
        }
    }

    /// Refuses channels with a timing or response of their own, for what knows only one operator for all elements.
    ///
    /// # Errors
    /// [`Error::Contradiction`].
    pub(crate) fn check_common_timing(&self) -> Result<()> {
        let own = self.channels.iter().find(|channel| channel.response.is_some());
        match (self.acquisition_mode, own) {
            (AcquisitionMode::Simultaneous, None) => Ok(()),
            (AcquisitionMode::Sequential, _) => Err(Error::Contradiction(
                "channels of a sequential acquisition have windows of their own: enhance maps of simultaneous ones, \
                 or set acquisition_mode to simultaneous and acquisition_time_s to what one element's map was made with"
                    .into(),
            )),
            (_, Some(channel)) => Err(Error::Contradiction(format!(
                "channel {} has a pulse response of its own: enhance its map alone, with conditions that state it",
                channel.name
            ))),
        }
    }

    /// Pulses that fall into one pixel.
    pub fn dosage(&self) -> f64 {
        match self.scan_mode {
            ScanMode::Lines => self.repetition_rate_hz * self.acquisition_time_s,
            ScanMode::Spots => self.pulses_per_spot,
        }
    }

    /// Expected counts of a pixel on a uniform sample of concentration 1, without the gas blank.
    pub fn counts_per_concentration(&self) -> f64 {
        self.sensitivity_counts * self.dosage()
    }
}

fn agree(what: &str, measured: f64, stated: f64, from: &str) -> Result<()> {
    if (stated / measured - 1.0).abs() <= 0.01 {
        return Ok(());
    }
    Err(Error::Contradiction(format!(
        "{what} is {measured} µm, but the conditions state {stated} µm ({from}): correct one of them"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_stated_follows_from_the_pixel_size() {
        let fitted = Conditions::default().for_pixel_size(4.0, 5.0).unwrap();
        assert_eq!(fitted.scan_speed_um_s, Some(80.0));
        assert_eq!(fitted.pixel_size_um().unwrap(), (4.0, 5.0));
    }

    #[test]
    fn a_pixel_size_that_contradicts_the_conditions_is_refused() {
        let stated = Conditions { line_spacing_um: Some(10.0), ..Conditions::default() };
        let text = stated.for_pixel_size(5.0, 5.0).unwrap_err().to_string();
        assert!(text.contains("pixel height is 5 µm") && text.contains("10 µm"), "{text}");
    }

    #[test]
    fn a_setting_out_of_range_is_refused_and_changes_nothing() {
        let mut conditions = Conditions::default();
        let text = conditions.set("flicker_rsd", "7").unwrap_err().to_string();
        assert_eq!(text, "flicker_rsd = 7 is out of range 0 to 1");
        assert_eq!(conditions, Conditions::default());
        assert!(Conditions { acquisition_time_s: f64::NAN, ..conditions }.validate().is_err());
    }
}
