// SPDX-License-Identifier: MIT OR Apache-2.0
//! The conditions of a measurement and what follows from them.

use super::settings;
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
}

/// Conditions of a line scan with a square beam.
///
/// Fields that are `None` are not stated: a simulation takes the default said at the field, an enhancement
/// estimates beam and response from the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Side of the square beam on the sample; not stated: the line spacing.
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
    /// Time constant of the exponential, or of each stage of the gamma response.
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
        let height = self.line_spacing_um.or(self.beam_size_um).ok_or_else(|| Error::Missing {
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

    /// Pulses that fall into one pixel.
    pub fn dosage(&self) -> f64 {
        self.repetition_rate_hz * self.acquisition_time_s
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
