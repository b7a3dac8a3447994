// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser sampling with a rectangular beam: the rows under it collapse into one profile, a prefix sum of the profile
//! then gives each pulse by two look-ups, exact for fractional positions.

use super::acquisition::Acquisition;
use super::choices::Edge;
use super::overlap::Taps;
use super::reach::{Reach, row_of};
use super::scan::Scan;
use super::sums::{accumulate, add_weighted};
use crate::error::Result;
use ndarray::ArrayView2;

/// A sample under a rectangular beam.
pub(crate) struct Boxes<'a> {
    sample: ArrayView2<'a, f32>,
    pixel_um: f64,
    scan: &'a Scan,
    reach: Reach,
    /// The beams on the even and on the odd lines.
    spans: [Vec<Span>; 2],
}

/// Where a beam begins and ends: pixel, and how much of that pixel lies before.
struct Span {
    from: (usize, f64),
    to: (usize, f64),
}

impl<'a> Boxes<'a> {
    /// `sample`: standard layout, square pixels of `pixel_um`.
    ///
    /// # Errors
    /// As [`Reach::of`].
    pub fn new(sample: ArrayView2<'a, f32>, pixel_um: f64, scan: &'a Scan) -> Result<Self> {
        let reach = Reach::of(scan, pixel_um)?;
        let split = |x_um: f64| {
            let at = x_um / pixel_um - reach.first as f64;
            (at as usize, at - at.floor())
        };
        let span = |left: f64| Span { from: split(left), to: split(left + scan.beam.width_um) };
        let odd = if scan.is_regular() { Vec::new() } else { scan.lefts_um(1).map(span).collect() };
        Ok(Self { sample, pixel_um, scan, reach, spans: [scan.lefts_um(0).map(span).collect(), odd] })
    }

    /// Mean concentration under the beam for every pulse of a line.
    ///
    /// `room`: memory that is used again from line to line.
    pub fn line(&self, line: usize, room: &mut Vec<f64>) -> Vec<f64> {
        let integral = self.integral(line, room);
        let scale = self.pixel_um / self.scan.beam.area_um2();
        let up_to = |(i, part): (usize, f64)| integral[i] + part * (integral[i + 1] - integral[i]);
        let odd = usize::from(!self.scan.is_regular() && line % 2 == 1);
        self.spans[odd].iter().map(|span| (up_to(span.to) - up_to(span.from)) * scale).collect()
    }

    /// Integral of the concentration under the beam from the first column in reach on, one value more than columns.
    fn integral<'r>(&self, line: usize, room: &'r mut Vec<f64>) -> &'r [f64] {
        let integral = self.columns(line, room);
        accumulate(&mut integral[1..]);
        integral
    }

    /// What the windows of an acquisition see of the columns of [`Boxes::columns`], for the even and the odd lines.
    pub fn windows(&self, acquisition: &Acquisition) -> [Acquisition; 2] {
        let scale = self.pixel_um / self.scan.beam.area_um2();
        let windows = |spans: &[Span]| {
            acquisition.of_other(|first, shares, weights| {
                let spans = &spans[first..first + shares.len()];
                let start = spans.iter().map(|span| span.from.0).min().unwrap_or(0);
                let end = spans.iter().map(|span| span.to.0 + 2).max().unwrap_or(start);
                weights.resize(end - start, 0.0);
                for (share, span) in shares.iter().zip(spans) {
                    // the weight of a beam rises where it begins and falls where it ends
                    for ((column, part), step) in [(span.from, share * scale), (span.to, -share * scale)] {
                        weights[column - start] += step * (1.0 - part);
                        weights[column - start + 1] += step * part;
                    }
                }
                accumulate(weights);
                weights.pop(); // behind the last beam
                weights.iter_mut().for_each(|weight| *weight = weight.max(0.0)); // what rounding left of a zero
                start + 1
            })
        };
        let odd = if self.spans[1].is_empty() { &self.spans[0] } else { &self.spans[1] };
        [windows(&self.spans[0]), windows(odd)]
    }

    /// Concentration of the rows under the beam, one value for each column in reach after a 0; `room`: as [`Boxes::line`].
    pub fn columns<'r>(&self, line: usize, room: &'r mut Vec<f64>) -> &'r mut [f64] {
        let (top, height) = (self.scan.top_um(line), self.scan.beam.height_um);
        let outside = if self.scan.edge == Edge::Value { self.scan.edge_value } else { 0.0 };
        let under =
            Taps::of_interval(top, top + height, self.pixel_um).inside(self.sample.nrows(), self.scan.edge);
        let beside = height - under.weights.iter().sum::<f64>();
        room.resize(self.sample.ncols() + self.reach.length + 1, 0.0);
        let (profile, columns) = room.split_at_mut(self.sample.ncols());
        profile.fill(if outside == 0.0 { 0.0 } else { outside * beside });
        let rows = (under.start as usize..).map(|row| row_of(&self.sample, row));
        add_weighted(&rows.zip(under.weights.iter().copied()).collect::<Vec<_>>(), profile);
        columns[0] = 0.0;
        self.reach.widen(profile, self.scan, outside * height, &mut columns[1..]);
        columns
    }
}
