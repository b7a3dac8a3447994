// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lines that have arrived and what was made of them, as both threads see it.

use super::bands::{Bands, Job};
use crate::enhance::estimate::Estimate;
use crate::enhance::forward::Part;
use crate::error::{Error, Result};
use ndarray::{Array3, ArrayView2, s};

/// What is known of the sample while lines arrive.
#[derive(Debug, Clone)]
pub struct Latest {
    /// Estimate by the restoration, shape (elements, rows, columns) of the whole target grid, in the measured unit; NaN where nothing is
    /// known yet.
    pub estimate: Array3<f32>,
    /// Standard deviation of its error, of the same shape.
    pub sd: Array3<f32>,
    /// How many lines, from the first on, the estimate of every element covers.
    pub lines: usize,
}

/// Lines and estimates, and what is to be done with them.
pub struct Picture {
    /// Shape (elements, lines, pixels); NaN where a line has not arrived.
    pub lines: Array3<f32>,
    /// How many lines have arrived.
    pub arrived: usize,
    /// Nothing more is to be done: all lines are enhanced together, or the map is given up.
    pub is_closed: bool,
    /// Why the picture grows no more.
    pub failure: Option<Error>,
    pub bands: Bands,
    pub estimate: Array3<f32>,
    pub sd: Array3<f32>,
}

impl Picture {
    /// An empty picture of a map of (elements, lines, pixels) on a target grid of (rows, columns).
    pub fn new((elements, lines, pixels): (usize, usize, usize), (rows, columns): (usize, usize)) -> Self {
        let blank = |rows, columns| Array3::from_elem((elements, rows, columns), f32::NAN);
        Self {
            lines: blank(lines, pixels),
            arrived: 0,
            is_closed: false,
            failure: None,
            bands: Bands::new(elements, lines),
            estimate: blank(rows, columns),
            sd: blank(rows, columns),
        }
    }

    /// Takes line `number`, whose values have the shape (elements, pixels).
    ///
    /// # Errors
    /// [`Error::Contradiction`] if it is not the next one; [`Error::Shape`]; [`Error::Data`] for an infinite value. The lines before stay.
    pub fn push(&mut self, number: usize, values: ArrayView2<'_, f32>) -> Result<()> {
        let (elements, planned, pixels) = self.lines.dim();
        self.expect_next(number, planned)?;
        if values.dim() != (elements, pixels) {
            return Err(Error::Shape {
                what: "the line",
                expected: format!("{elements} elements of {pixels} pixels"),
                found: format!("{} of {}", values.nrows(), values.ncols()),
            });
        }
        if let Some(((element, pixel), value)) = values.indexed_iter().find(|(_, value)| value.is_infinite())
        {
            return Err(Error::Data(format!(
                "line {number} holds {value} at pixel {pixel} of element {element}: use NaN for a missing value"
            )));
        }
        self.lines.slice_mut(s![.., number, ..]).assign(&values);
        self.arrived += 1;
        Ok(())
    }

    fn expect_next(&self, number: usize, planned: usize) -> Result<()> {
        let next = self.arrived;
        let wrong = |what: String| Err(Error::Contradiction(what));
        if number < next {
            return wrong(format!("line {number} has arrived already: line {next} is the next"));
        }
        if next == planned {
            return wrong(format!("all {planned} lines of the plan have arrived: finish the map"));
        }
        if number > next {
            return wrong(format!(
                "line {number} came before line {next}: push each line in turn, as NaN where it was not measured"
            ));
        }
        Ok(())
    }

    /// The next job.
    pub fn next(&self) -> Option<Job> {
        if self.is_closed || self.failure.is_some() { None } else { self.bands.next(self.arrived) }
    }

    /// Puts what was estimated of a part of an element where it belongs: the rows `rows` of the target grid.
    pub fn show(&mut self, element: usize, rows: std::ops::Range<usize>, part: &Part, estimate: &Estimate) {
        let within = rows.start - part.rows.start..rows.end - part.rows.start;
        for (all, new) in [(&mut self.estimate, &estimate.values), (&mut self.sd, &estimate.sd)] {
            all.slice_mut(s![element, rows.clone(), ..]).assign(&new.slice(s![within.clone(), ..]));
        }
    }

    /// A copy of what is known.
    ///
    /// # Errors
    /// Why the picture grows no more, if it does not.
    pub fn latest(&self) -> Result<Latest> {
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None => {
                let lines = self.bands.shown();
                Ok(Latest { estimate: self.estimate.clone(), sd: self.sd.clone(), lines })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn only_the_next_line_is_taken_and_a_bad_one_changes_nothing() {
        let mut picture = Picture::new((2, 3, 4), (6, 8));
        let line = Array2::from_elem((2, 4), 1.0f32);
        let said = |result: Result<()>| result.unwrap_err().to_string();
        picture.push(0, line.view()).unwrap();
        assert_eq!(said(picture.push(0, line.view())), "line 0 has arrived already: line 1 is the next");
        assert!(said(picture.push(2, line.view())).starts_with("line 2 came before line 1: push each line"));
        let short = Array2::from_elem((2, 3), 1.0f32);
        assert!(
            said(picture.push(1, short.view())).contains("expected 2 elements of 4 pixels, found 2 of 3")
        );
        let mut infinite = line.clone();
        infinite[[1, 2]] = f32::INFINITY;
        assert!(
            said(picture.push(1, infinite.view())).starts_with("line 1 holds inf at pixel 2 of element 1")
        );
        assert_eq!(picture.arrived, 1);
        assert!(picture.lines.slice(s![.., 1.., ..]).iter().all(|value| value.is_nan()));
        picture.push(1, line.view()).unwrap();
        picture.push(2, line.view()).unwrap();
        assert!(said(picture.push(3, line.view())).starts_with("all 3 lines of the plan have arrived"));
    }
}
