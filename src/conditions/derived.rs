// SPDX-License-Identifier: MIT OR Apache-2.0
//! What follows from the conditions of a measurement.

use super::choices::{AcquisitionMode, BeamShape, Detector, OutputUnit, PulseResponse, ScanMode};
use super::fields::Conditions;
use super::settings::SPEED_UM_S;
use crate::error::{Error, Result};
use crate::numeric::six_digits;

impl Conditions {
    /// The conditions as they apply to a map of this pixel size.
    ///
    /// A scan speed or line spacing that is not stated follows from the pixel size.
    ///
    /// # Errors
    /// [`Error::Contradiction`] if the stated speed or spacing give another pixel size (by more than 1 %).
    pub fn for_pixel_size(&self, width_um: f64, height_um: f64) -> Result<Conditions> {
        let mut fitted = self.clone();
        self.expect_speed(width_um)?;
        let speed = fitted.scan_speed_um_s.get_or_insert(width_um / self.acquisition_time_s);
        let stated_um = *speed * self.acquisition_time_s;
        let default = self.default_time();
        let from = || {
            format!("scan_speed_um_s = {speed} x acquisition_time_s = {}{default}", self.acquisition_time_s)
        };
        agree("the pixel width", width_um, stated_um, from)?;
        let spacing = fitted.line_spacing_um.get_or_insert(height_um);
        agree("the pixel height", height_um, *spacing, || "line_spacing_um".into())?;
        Ok(fitted)
    }

    /// Refuses a pixel width from which, in the time of a pixel, a speed would follow that no stage has.
    fn expect_speed(&self, width_um: f64) -> Result<()> {
        let speed = width_um / self.acquisition_time_s;
        if self.scan_speed_um_s.is_some() || (SPEED_UM_S.0..=SPEED_UM_S.1).contains(&speed) {
            return Ok(());
        }
        Err(Error::Contradiction(format!(
            "a pixel width of {width_um} µm in {} s (acquisition_time_s{}) is a scan speed of {} µm/s, which no stage \
             has ({} to {}): check the pixel size, which is in µm, or state the time",
            self.acquisition_time_s,
            self.default_time(),
            six_digits(speed),
            SPEED_UM_S.0,
            SPEED_UM_S.1
        )))
    }

    /// Says so where the time of a pixel was not stated.
    fn default_time(&self) -> &'static str {
        if self.has_default_time() { ", its default" } else { "" }
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
            // a kernel has the size of its crater
            beam_size_um: self.beam_size_um.or((self.beam_shape != BeamShape::Kernel).then_some(height)),
            scan_speed_um_s: self.scan_speed_um_s.or(Some(width / self.acquisition_time_s)),
            line_spacing_um: Some(height),
            ..self.clone()
        })
    }

    /// Is a washout stated in seconds, and neither the speed of the stage nor the time of a pixel?
    pub(crate) fn lacks_speed(&self) -> bool {
        let smears = self.pulse_response.is_some_and(|response| response != PulseResponse::None);
        smears
            && self.scan_mode == ScanMode::Lines
            && self.scan_speed_um_s.is_none()
            && self.has_default_time()
    }

    /// Is the time of a pixel the default, which counts as not stated?
    fn has_default_time(&self) -> bool {
        self.acquisition_time_s == Self::default().acquisition_time_s
    }

    /// Unit of the map that a simulation gives.
    pub fn unit(&self) -> &'static str {
        match (self.detector, self.output_unit) {
            (Detector::Camera, _) => "ADU",
            (_, OutputUnit::Counts) => "counts",
            (_, OutputUnit::Cps) => "cps",
        }
    }

    /// What a pixel reads on average while the laser is off, in that unit.
    pub fn blank(&self) -> f64 {
        match (self.detector, self.output_unit) {
            (Detector::Camera, _) => self.detector_offset,
            (_, OutputUnit::Cps) => self.gas_blank_cps,
            (_, OutputUnit::Counts) => self.gas_blank_cps * self.acquisition_time_s,
        }
    }

    /// Are single ions counted?
    pub(crate) fn counts_ions(&self) -> bool {
        self.detector == Detector::Counting
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

fn agree(what: &str, measured: f64, stated: f64, from: impl Fn() -> String) -> Result<()> {
    if (stated / measured - 1.0).abs() <= 0.01 {
        return Ok(());
    }
    Err(Error::Contradiction(format!(
        "{what} is {measured} µm, but the conditions state {} µm ({}): correct one of them",
        six_digits(stated),
        from()
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
    fn a_pixel_size_that_no_stage_can_make_is_refused_as_that() {
        for (width, words) in [
            (20_000.0, "width of 20000 µm in 0.05 s (acquisition_time_s, its default)"),
            (1e-6, "which no stage has"),
        ] {
            let text = Conditions::default().for_pixel_size(width, 5.0).unwrap_err().to_string();
            assert!(text.contains(words) && text.contains("check the pixel size"), "{text}");
        }
    }

    #[test]
    fn a_pixel_size_that_contradicts_the_conditions_is_refused() {
        let stated = Conditions { line_spacing_um: Some(10.0), ..Conditions::default() };
        let text = stated.for_pixel_size(5.0, 5.0).unwrap_err().to_string();
        assert!(text.contains("pixel height is 5 µm") && text.contains("10 µm"), "{text}");
        // the time was not stated: the sentence shows what was taken for it
        let fast = Conditions { scan_speed_um_s: Some(70.0), ..Conditions::default() };
        let text = fast.for_pixel_size(10.0, 10.0).unwrap_err().to_string();
        assert!(text.contains("scan_speed_um_s = 70 x acquisition_time_s = 0.05, its default)"), "{text}");
    }
}
