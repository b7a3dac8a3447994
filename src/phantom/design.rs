// SPDX-License-Identifier: MIT OR Apache-2.0
//! A kind of phantom with its settings.

use super::canvas::Size;
use super::kind::Kind;
use super::range;
use super::stated::Stated;
use crate::error::{Error, Result};
use crate::memory;
use crate::param;
use crate::task::Task;
use ndarray::Array2;

/// Largest number of lines and of pixels of a phantom.
pub const MAX_SIDE: usize = 20_000;
/// Bytes held for each pixel while a phantom is painted.
const PIXEL_BYTES: u64 = 16;

/// What is to be drawn: a kind, and the settings of that kind. Lengths are in µm.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    kind: Kind,
    pub(super) stated: Stated,
}

impl Design {
    /// A kind with its default settings.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, stated: Stated::of(kind) }
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Sets a setting of the kind from text, e.g. `set("spokes", "36")`.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::OutOfRange`], [`Error::InvalidValue`]; the design stays as it was.
    pub fn set(&mut self, key: &str, text: &str) -> Result<()> {
        if self.kind.settings().is_empty() {
            let known = format!("none for the kind {}", self.kind.name());
            return Err(Error::UnknownKey { key: key.into(), known });
        }
        param::set_text(self.kind.settings(), self, key, text)
    }

    /// Draws a sample of known composition on pixels of `pixel_um` µm.
    ///
    /// Returns shape (lines, pixels), 0..=1, relative concentration. Test charts have 1 where they are bright, and in each
    /// pixel the mean over its area; of the other kinds the maximum is 1 unless nothing was drawn. Sizes that are not
    /// stated are random and in pixels: a larger picture shows more of them, not larger ones.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if a side is 0 or above [`MAX_SIDE`], or for a pixel size outside 0.001 to 100000 µm; [`Error::Data`] if the
    /// memory is not there; [`Error::Cancelled`].
    ///
    /// Random: the `Phantom` streams of `seed`, see [`Kind::is_random`]; a setting that is stated changes no other choice.
    ///
    /// ```
    /// use lamap::Task;
    /// use lamap::phantom::{Design, Kind};
    /// let mut star = Design::new(Kind::SiemensStar);
    /// star.set("spokes", "24")?;
    /// assert_eq!(star.draw(64, 96, 0.5, 0, &Task::new())?.dim(), (64, 96));
    /// # Ok::<(), lamap::Error>(())
    /// ```
    pub fn draw(
        &self,
        lines: usize,
        pixels: usize,
        pixel_um: f64,
        seed: u64,
        task: &Task,
    ) -> Result<Array2<f32>> {
        for (key, value) in [("lines", lines), ("pixels", pixels)] {
            if !(1..=MAX_SIDE).contains(&value) {
                let (value, max) = (value as f64, MAX_SIDE as f64);
                return Err(Error::OutOfRange { key, value, unit: "", min: 1.0, max });
            }
        }
        if !(1e-3..=1e5).contains(&pixel_um) {
            let (key, unit) = ("pixel_um", "µm");
            return Err(Error::OutOfRange { key, value: pixel_um, unit, min: 1e-3, max: 1e5 });
        }
        self.check_sizes(pixel_um)?;
        let needs = |needs| Error::Data(format!("a phantom of {lines} x {pixels} pixels {needs}"));
        memory::claim(PIXEL_BYTES * (lines * pixels) as u64).map_err(needs)?;
        let stated = self.in_pixels(pixel_um);
        task.stage("draw")?;
        let mut canvas = self.kind.paint(Size { lines, pixels, task }, seed, stated);
        task.check()?;
        if self.kind.is_random() {
            canvas.scale_to_peak();
            range::widen(&mut canvas, self.kind, seed, stated);
            task.check()?;
        }
        canvas.into_array()
    }

    /// Structures far below a pixel would be countless and leave nothing to see.
    fn check_sizes(&self, pixel_um: f64) -> Result<()> {
        for row in self.kind.settings() {
            let (value, min) = ((row.get)(self), least_pixels(row.key) * pixel_um);
            if value < min {
                return Err(Error::OutOfRange {
                    key: row.key,
                    value,
                    unit: row.unit,
                    min,
                    max: row.range().1,
                });
            }
        }
        Ok(())
    }

    /// The settings with every length in pixels.
    fn in_pixels(&self, pixel_um: f64) -> Stated {
        let mut scaled = self.clone();
        for row in self.kind.settings().iter().filter(|row| row.unit == "µm") {
            (row.set)(&mut scaled, (row.get)(self) / pixel_um);
        }
        scaled.stated
    }
}

/// Least size in pixels of what a setting describes.
fn least_pixels(key: &str) -> f64 {
    match key {
        "grain_size_um" | "crystal_size_um" | "cell_size_um" | "layer_thickness_um" | "feature_size_um"
        | "longest_um" => 2.0,
        "pitch_um" => 1.0,
        "zone_period_um" | "vein_width_um" | "particle_size_um" | "fibre_width_um" => 0.25,
        _ => f64::NEG_INFINITY,
    }
}
