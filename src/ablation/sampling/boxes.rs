// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laser sampling with a rectangular beam: the rows under it collapse into one profile, a prefix sum of the profile
//! then gives each pulse by two look-ups, exact for fractional positions.

use super::extent::{Extent, claim, row_of};
use crate::ablation::acquisition::integration::Acquisition;
use crate::ablation::overlap::Taps;
use crate::ablation::scan::Scan;
use crate::conditions::Edge;
use crate::error::Result;
use crate::numeric::{accumulate, add_weighted};
use ndarray::ArrayView2;
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// Pulses of a run, on average, from which on runs are worth being worked on as such.
const LONG_RUN: usize = 16;

/// A sample under a rectangular beam.
pub(crate) struct Boxes<'a> {
    sample: ArrayView2<'a, f32>,
    pixel_um: f64,
    scan: &'a Scan,
    reach: Extent,
    /// The beams on the even and on the odd lines.
    spans: [Spans; 2],
}

/// Where the beams of a line begin and end.
#[derive(Default)]
struct Spans {
    from: Borders,
    to: Borders,
    /// Pulses whose borders each lie one column after those of the pulse before; none if such runs are short.
    runs: Vec<Range<usize>>,
}

/// For every pulse the column of a border, and how much of that column lies before it.
#[derive(Default)]
struct Borders {
    columns: Vec<usize>,
    parts: Vec<f64>,
}

impl<'a> Boxes<'a> {
    /// `sample`: standard layout, square pixels of `pixel_um`.
    ///
    /// # Errors
    /// As [`Extent::of`].
    pub fn new(sample: ArrayView2<'a, f32>, pixel_um: f64, scan: &'a Scan) -> Result<Self> {
        let reach = Extent::of(scan, pixel_um)?;
        let column = |x_um: f64| x_um / pixel_um - reach.first as f64;
        let spans = |line: usize| {
            let from = scan.lefts_um(line).map(column);
            let to = scan.lefts_um(line).map(|left| column(left + scan.beam.width_um));
            Spans::new(Borders::at(from), Borders::at(to))
        };
        let odd = if scan.is_regular() { Spans::default() } else { spans(1) };
        Ok(Self { sample, pixel_um, scan, reach, spans: [spans(0), odd] })
    }

    /// Mean concentration under the beam for every pulse of a line.
    ///
    /// `scratch`: memory that is used again from line to line.
    pub fn line(&self, line: usize, scratch: &mut Vec<f64>) -> Vec<f64> {
        let integral = self.integral(line, scratch);
        let scale = self.pixel_um / self.scan.beam.area_um2();
        let odd = usize::from(!self.scan.is_regular() && line % 2 == 1);
        let spans = &self.spans[odd];
        if spans.runs.is_empty() {
            let borders = spans.from.iter().zip(spans.to.iter());
            return borders
                .map(|(from, to)| (integral_to(to, integral) - integral_to(from, integral)) * scale)
                .collect();
        }
        let mut amounts = vec![0.0; self.scan.pulses.len()];
        Arch::new().dispatch(Differences { integral, spans, scale, amounts: &mut amounts });
        amounts
    }

    /// Values that a scratch holds.
    pub fn scratch_values(&self) -> usize {
        self.sample.ncols() + self.reach.length + 1
    }

    /// Integral of the concentration under the beam from the first column in reach on, one value more than columns.
    fn integral<'r>(&self, line: usize, scratch: &'r mut Vec<f64>) -> &'r [f64] {
        let integral = self.columns(line, scratch);
        accumulate(&mut integral[1..]);
        integral
    }

    /// What the windows of an acquisition see of the columns of [`Boxes::columns`], for the even and the odd lines.
    ///
    /// # Errors
    /// [`crate::Error::Data`] if that is more than the memory takes.
    pub fn windows(&self, acquisition: &Acquisition) -> Result<[Acquisition; 2]> {
        let columns = |pulses: Range<usize>| self.spans[0].columns(pulses).len();
        let values: usize = acquisition.pulses().map(columns).sum();
        claim(2 * (values * size_of::<f64>()) as u64)?;
        let scale = self.pixel_um / self.scan.beam.area_um2();
        let windows = |spans: &Spans| {
            acquisition.of_other(|first, shares, weights| {
                let pulses = first..first + shares.len();
                // the weight of a beam rises where it begins and falls where it ends
                let steps = [(&spans.from, scale), (&spans.to, -scale)];
                let Range { start, end } = spans.columns(pulses.clone());
                weights.resize(end - start, 0.0);
                for (pulse, share) in pulses.zip(shares) {
                    for (borders, scale) in steps {
                        let (column, part) = (borders.columns[pulse] - start, borders.parts[pulse]);
                        weights[column] += share * scale * (1.0 - part);
                        weights[column + 1] += share * scale * part;
                    }
                }
                accumulate(weights);
                weights.pop(); // behind the last beam
                weights.iter_mut().for_each(|weight| *weight = weight.max(0.0)); // what rounding left of a zero
                start + 1
            })
        };
        let odd = if self.scan.is_regular() { &self.spans[0] } else { &self.spans[1] };
        Ok([windows(&self.spans[0]), windows(odd)])
    }

    /// Concentration of the rows under the beam, one value for each column in reach after a 0; `scratch`: as [`Boxes::line`].
    pub fn columns<'r>(&self, line: usize, scratch: &'r mut Vec<f64>) -> &'r mut [f64] {
        let (top, height) = (self.scan.top_um(line), self.scan.beam.height_um);
        let outside = if self.scan.edge == Edge::Value { self.scan.edge_value } else { 0.0 };
        let under =
            Taps::of_interval(top, top + height, self.pixel_um).inside(self.sample.nrows(), self.scan.edge);
        let beside = height - under.weights.iter().sum::<f64>();
        scratch.resize(self.scratch_values(), 0.0);
        let (profile, columns) = scratch.split_at_mut(self.sample.ncols());
        profile.fill(if outside == 0.0 { 0.0 } else { outside * beside });
        let rows = (under.start as usize..).map(|row| row_of(&self.sample, row));
        add_weighted(&rows.zip(under.weights.iter().copied()).collect::<Vec<_>>(), profile);
        columns[0] = 0.0;
        self.reach.widen(profile, self.scan, outside * height, &mut columns[1..]);
        columns
    }
}

impl Spans {
    /// The columns under the beams of these pulses, and one behind the last.
    fn columns(&self, pulses: Range<usize>) -> Range<usize> {
        let start = self.from.columns[pulses.clone()].iter().min().copied().unwrap_or(0);
        let end = self.to.columns[pulses].iter().max().map_or(start, |last| last + 2);
        start..end
    }

    fn new(from: Borders, to: Borders) -> Self {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for pulse in 0..from.columns.len() {
            let follows = |borders: &Borders| borders.columns[pulse] == borders.columns[pulse - 1] + 1;
            match runs.last_mut() {
                Some(run) if follows(&from) && follows(&to) => run.end += 1,
                _ => runs.push(pulse..pulse + 1),
            }
        }
        if runs.len() * LONG_RUN > from.columns.len() {
            runs.clear();
        }
        Self { from, to, runs }
    }
}

impl Borders {
    fn at(places: impl Iterator<Item = f64>) -> Self {
        let (columns, parts) = places.map(|at| (at as usize, at - at.floor())).unzip();
        Self { columns, parts }
    }

    fn iter(&self) -> impl Iterator<Item = (usize, f64)> {
        self.columns.iter().copied().zip(self.parts.iter().copied())
    }
}

fn integral_to((column, part): (usize, f64), integral: &[f64]) -> f64 {
    integral[column] + part * (integral[column + 1] - integral[column])
}

/// The differences between the integral at the end and at the beginning of each beam, times `scale`; compiled for each
/// kind of vector unit.
struct Differences<'a> {
    integral: &'a [f64],
    spans: &'a Spans,
    scale: f64,
    amounts: &'a mut [f64],
}

impl WithSimd for Differences<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { integral, spans, scale, amounts } = self;
        for run in &spans.runs {
            let count = run.len();
            let at = |borders: &Borders| &integral[borders.columns[run.start]..][..count + 1];
            let (from, to) = (at(&spans.from), at(&spans.to));
            let [before, after] =
                [&spans.from, &spans.to].map(|borders| &borders.parts[run.start..][..count]);
            let amounts = &mut amounts[run.start..][..count];
            for i in 0..count {
                let start = from[i] + before[i] * (from[i + 1] - from[i]);
                let end = to[i] + after[i] * (to[i + 1] - to[i]);
                amounts[i] = (end - start) * scale;
            }
        }
    }
}
