// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much contrast of the sample a measurement keeps: the transfer of beam, window and washout.
//!
//! [`Transfer`] is the product of three: that of the `beam`, that of the window it travels in, and that of the pulse response.

mod beam;

use super::beam::Beam;
use super::response::Spread;
use crate::conditions::{Conditions, Response, ScanMode};
use crate::error::Result;
use crate::numeric::portable;
use crate::numeric::sinc;
use beam::BeamTransfer;

/// Steps in which the first frequency of a contrast is searched, per length of the whole blur; fewer in a fuzz target, as in [`Spread`].
const STEPS: f64 = if cfg!(fuzzing) { 16.0 } else { 256.0 };

/// The modulation transfer function of conditions.
///
/// A pattern `1 + cos(2 pi (nu_x x + nu_y y))`, x along the scan, is measured with the contrast
/// `|g(nu_x, nu_y)| |sinc(w nu_x)| |h(v nu_x)|`: beam, pixel width `w` (the travel in a window) and pulse response at
/// scan speed `v`. Pulses are taken to lie so close that the beam averages over them.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    beam: BeamTransfer,
    beam_um: f64,
    /// What the stage travels in a window: nothing where it stands at spots.
    travel_um: f64,
    pixel_width_um: f64,
    speed_um_s: f64,
    spread: Spread,
}

impl Transfer {
    /// The transfer of conditions; what is not stated is taken as a simulation takes it.
    ///
    /// # Errors
    /// [`Error::Missing`](crate::Error::Missing) if neither beam nor line spacing is stated;
    /// [`Error::OutOfRange`](crate::Error::OutOfRange).
    pub fn new(conditions: &Conditions) -> Result<Self> {
        let conditions = conditions.spelled_out()?;
        let (pixel_width_um, pixel_height_um) = conditions.pixel_size_um()?;
        let beam = Beam::of(&conditions, pixel_height_um)?;
        Ok(Self {
            beam_um: beam.width_um.max(beam.height_um),
            beam: BeamTransfer::of(&beam),
            travel_um: if conditions.scan_mode == ScanMode::Spots { 0.0 } else { pixel_width_um },
            pixel_width_um,
            speed_um_s: pixel_width_um / conditions.acquisition_time_s,
            spread: Spread::new(&Response::new(&conditions)?),
        })
    }

    /// Contrast, 0 to 1, at a wave vector in periods per µm: along the scan, across the lines.
    pub fn at(&self, nu_x: f64, nu_y: f64) -> f64 {
        self.beam.at(nu_x, nu_y) * self.window_transfer(nu_x) * self.spread.transfer(self.speed_um_s * nu_x)
    }

    /// Longest wavelength, µm, at which the contrast falls to `contrast` (0 to 1) for waves that run at `angle` from
    /// the scan direction, rad.
    pub fn wavelength_um(&self, angle: f64, contrast: f64) -> f64 {
        let (x, y) = (portable::cos(angle).abs(), portable::sin(angle).abs());
        let blur = self.beam_um + x * (self.pixel_width_um + self.speed_um_s * self.spread.sd_s());
        let above = |nu: f64| self.at(nu * x, nu * y) > contrast;
        let (mut low, mut step) = (0.0, 1.0 / (STEPS * blur));
        while above(low + step) {
            low += step;
            // far above the first fall of any beam, steps may grow with the frequency
            step = step.max(low / STEPS);
        }
        for _ in 0..40 {
            step /= 2.0;
            if above(low + step) {
                low += step;
            }
        }
        1.0 / low.max(f64::MIN_POSITIVE)
    }

    /// The pulse response over time.
    pub fn spread(&self) -> &Spread {
        &self.spread
    }

    /// Scan speed, µm/s.
    pub fn speed_um_s(&self) -> f64 {
        self.speed_um_s
    }

    fn window_transfer(&self, nu_x: f64) -> f64 {
        sinc(self.travel_um * nu_x).abs()
    }
}

/// Contrast, 0 to 1, that conditions keep of a pattern with this wave vector in periods per µm; see [`Transfer`].
///
/// # Errors
/// As [`Transfer::new`].
///
/// ```
/// use lamap::ablation::transfer;
/// use lamap::conditions::preset;
/// let across = transfer(&preset("seed-2019")?, 0.0, 1.0 / 10.0)?; // a period of two beams
/// assert!((across - 2.0 / std::f64::consts::PI).abs() < 1e-12);
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn transfer(conditions: &Conditions, nu_x: f64, nu_y: f64) -> Result<f64> {
    Ok(Transfer::new(conditions)?.at(nu_x, nu_y))
}
