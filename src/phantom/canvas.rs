// SPDX-License-Identifier: MIT OR Apache-2.0
//! The picture while it is drawn. Pixel (line, pixel) covers x = pixel..pixel + 1, y = line..line + 1.

use super::coverage;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::Array2;
use std::ops::Range;

/// Lines and pixels of a picture, both at least 1, and the task that draws it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size<'t> {
    pub lines: usize,
    pub pixels: usize,
    /// Long loops end early once it is cancelled: what they leave is thrown away.
    pub task: &'t Task,
}

impl<'t> Size<'t> {
    /// Was the drawing cancelled?
    pub fn stopped(self) -> bool {
        self.task.is_cancelled()
    }

    /// The numbers below `count`, until the drawing is cancelled.
    pub fn each(self, count: usize) -> impl Iterator<Item = usize> + 't {
        (0..count).take_while(move |_| !self.stopped())
    }

    /// Area in pixels.
    pub fn area(self) -> f32 {
        self.lines as f32 * self.pixels as f32
    }

    /// Centre (x, y).
    pub fn centre(self) -> (f32, f32) {
        (0.5 * self.pixels as f32, 0.5 * self.lines as f32)
    }
}

/// Values of a picture, row by row.
#[derive(Debug, Clone)]
pub(super) struct Canvas<'t> {
    pub size: Size<'t>,
    pub values: Vec<f32>,
}

impl<'t> Canvas<'t> {
    pub fn filled(size: Size<'t>, value: f32) -> Self {
        // zeros cost nothing until they are touched
        let value = if size.stopped() { 0.0 } else { value };
        Self { size, values: vec![value; size.lines * size.pixels] }
    }

    /// The value of each pixel as a function of its centre (x, y).
    pub fn from_fn(size: Size<'t>, mut value: impl FnMut(f32, f32) -> f32) -> Self {
        let mut values = Vec::with_capacity(size.lines * size.pixels);
        for line in size.each(size.lines) {
            values.extend((0..size.pixels).map(|pixel| value(pixel as f32 + 0.5, line as f32 + 0.5)));
        }
        if size.stopped() { Self::filled(size, 0.0) } else { Self { size, values } }
    }

    pub fn apply(&mut self, change: impl Fn(f32) -> f32) {
        let size = self.size;
        let rows = self.values.chunks_exact_mut(size.pixels).take_while(|_| !size.stopped());
        rows.flatten().for_each(|value| *value = change(*value));
    }

    /// Changes each value by the value of `other` at the same place.
    pub fn combine(&mut self, other: &Canvas, change: impl Fn(f32, f32) -> f32) {
        let size = self.size;
        let rows = self.values.chunks_exact_mut(size.pixels).zip(other.values.chunks_exact(size.pixels));
        for (row, others) in rows.take_while(|_| !size.stopped()) {
            row.iter_mut().zip(others).for_each(|(value, other)| *value = change(*value, *other));
        }
    }

    /// Smallest and largest value.
    pub fn range(&self) -> (f32, f32) {
        let rows = self.values.chunks_exact(self.size.pixels).take_while(|_| !self.size.stopped());
        rows.flatten().fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(*v), high.max(*v)))
    }

    /// Stretches the values to 0..=1; a constant becomes 1.
    pub fn stretch(&mut self) {
        let (low, high) = self.range();
        let factor = if high > low { 1.0 / (high - low) } else { 0.0 };
        let base = if high > low { 0.0 } else { 1.0 };
        self.apply(|value| base + (value - low) * factor);
    }

    /// Cuts off what is below zero and scales the maximum to 1; nothing stays nothing.
    pub fn scale_to_peak(&mut self) {
        let peak = self.range().1;
        let scale = if peak > 1e-20 { peak } else { f32::INFINITY };
        self.apply(|value| (value / scale).clamp(0.0, 1.0)); // a division: it gives exactly 1 at the peak
    }

    /// Lines and pixels whose centres may lie within `extent` of (x, y).
    pub fn window(&self, x: f32, y: f32, reach_x: f32, reach_y: f32) -> (Range<usize>, Range<usize>) {
        let span = |at: f32, reach: f32, end: usize| {
            let first = (at - reach - 0.5).floor().max(0.0) as usize;
            first.min(end)..((at + reach + 0.5).ceil().max(0.0) as usize).min(end)
        };
        (span(y, reach_y, self.size.lines), span(x, reach_x, self.size.pixels))
    }

    /// Changes the values of a window; `change` gets the value and the centre (x, y) of its pixel.
    pub fn visit(
        &mut self,
        window: (Range<usize>, Range<usize>),
        mut change: impl FnMut(&mut f32, f32, f32),
    ) {
        let size = self.size;
        for line in window.0.take_while(|_| !size.stopped()) {
            let row = &mut self.values[line * self.size.pixels..][window.1.clone()];
            for (offset, value) in row.iter_mut().enumerate() {
                change(value, (window.1.start + offset) as f32 + 0.5, line as f32 + 0.5);
            }
        }
    }

    /// Value at (x, y), linear between pixel centres, constant beyond the border.
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let (x0, x1, u) = coverage::bracket(x - 0.5, self.size.pixels);
        let (y0, y1, v) = coverage::bracket(y - 0.5, self.size.lines);
        let (top, bottom) = (y0 * self.size.pixels, y1 * self.size.pixels);
        let upper = self.values[top + x0] * (1.0 - u) + self.values[top + x1] * u;
        let lower = self.values[bottom + x0] * (1.0 - u) + self.values[bottom + x1] * u;
        upper * (1.0 - v) + lower * v
    }

    /// Value of the pixel that holds (x, y), repeated periodically beyond the border.
    pub fn wrapped(&self, x: f32, y: f32) -> f32 {
        let line = (y.max(0.0) as usize) % self.size.lines;
        self.values[line * self.size.pixels + (x.max(0.0) as usize) % self.size.pixels]
    }

    /// The finished picture.
    pub fn into_array(self) -> Result<Array2<f32>> {
        Array2::from_shape_vec((self.size.lines, self.size.pixels), self.values)
            .map_err(|error| Error::Data(format!("the phantom could not be stored: {error}")))
    }
}
