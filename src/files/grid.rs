// SPDX-License-Identifier: MIT OR Apache-2.0
//! The regular grid under measured coordinates: start, step and number of places along one axis.

/// Largest distance of a point from its place, in steps.
pub(super) const STEP_TOLERANCE: f64 = 0.05;
/// Two candidates for a step closer than this are the same.
const CANDIDATE_SPREAD: f64 = 0.01;
/// How often a step must separate neighbours to outweigh smaller differences.
const REPEATS: usize = 2;
/// Most places along an axis.
const MAX_PLACES: f64 = 1e6;

/// Places along one axis: `start + step * index`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Places {
    pub start: f64,
    /// Positive; zero if there is only one place.
    pub step: f64,
    pub count: usize,
}

impl Places {
    /// Finds the step for which every coordinate lies within [`STEP_TOLERANCE`] of a place.
    ///
    /// Coordinates of stages carry noise, so the step is fitted to all of them. Small differences are noise if
    /// a larger step fits and repeats, that is if it separates neighbours at least twice; two areas far apart do
    /// not make a step of their distance. `None` if no step fits.
    /// All coordinates must be finite. Several equal coordinates are one place.
    pub fn fit(coordinates: impl Iterator<Item = f64>) -> Option<Self> {
        Self::fit_within(coordinates, STEP_TOLERANCE)
    }

    /// [`Self::fit`] with another largest distance from a place, in steps.
    pub fn fit_within(coordinates: impl Iterator<Item = f64>, tolerance: f64) -> Option<Self> {
        let mut sorted: Vec<f64> = coordinates.collect();
        sorted.sort_by(f64::total_cmp);
        let (first, last) = (*sorted.first()?, *sorted.last()?);
        // below this, a difference is the rounding of the numbers
        let resolution = 1e-9 * (last - first).max(first.abs()).max(last.abs());
        if last - first <= resolution {
            return Some(Self { start: first, step: 0.0, count: 1 });
        }
        let differences = sorted.windows(2).map(|pair| pair[1] - pair[0]);
        let mut steps: Vec<f64> = differences.filter(|step| *step > resolution).collect();
        steps.sort_by(|a, b| b.total_cmp(a));
        steps.dedup_by(|a, b| (*b - *a) < CANDIDATE_SPREAD * *b);
        let mut smallest = None;
        for step in steps.into_iter().filter(|step| (last - first) / step < MAX_PLACES) {
            match regular(&sorted, step, tolerance) {
                Some((places, neighbours)) if neighbours >= REPEATS => return Some(places),
                Some((places, _)) => smallest = Some(places),
                None => {}
            }
        }
        smallest
    }

    /// Index of the place of a coordinate, and its distance from it in steps.
    pub fn index(&self, coordinate: f64) -> (usize, f64) {
        if self.step == 0.0 {
            return (0, 0.0);
        }
        let position = (coordinate - self.start) / self.step;
        let index = position.round().clamp(0.0, (self.count - 1) as f64);
        (index as usize, (position - index).abs())
    }
}

/// The line through (index, coordinate) of all points if they lie on it, and how many steps have length 1.
fn regular(sorted: &[f64], step: f64, tolerance: f64) -> Option<(Places, usize)> {
    let start = sorted[0];
    let (mut index, mut sums, mut neighbours) = (0.0, [0.0; 4], 0);
    for (i, coordinate) in sorted.iter().enumerate() {
        // from neighbour to neighbour, so that the error of the step does not add up
        let steps = ((coordinate - sorted[i.saturating_sub(1)]) / step).round();
        index += steps;
        neighbours += usize::from(steps == 1.0);
        let from_start = coordinate - start;
        for (sum, term) in sums.iter_mut().zip([index, from_start, index * index, index * from_start]) {
            *sum += term;
        }
    }
    let (n, [k, c, kk, kc]) = (sorted.len() as f64, sums);
    let step = (n * kc - k * c) / (n * kk - k * k);
    if !(step.is_finite() && step > 0.0) {
        return None;
    }
    let places = Places { start: start + (c - step * k) / n, step, count: index as usize + 1 };
    let near = sorted.iter().all(|coordinate| places.index(*coordinate).1 <= tolerance);
    near.then_some((places, neighbours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_noise_and_repeats_do_not_change_the_step() {
        let coordinates = (0..300).filter(|i| i % 7 != 3).flat_map(|i| {
            let noise = 1e-4 * (f64::from(i * 37 % 11) / 5.0 - 1.0);
            [-3.5 + 0.03 * f64::from(i) + noise, -3.5 + 0.03 * f64::from(i) - noise]
        });
        let places = Places::fit(coordinates).unwrap();
        assert_eq!(places.count, 300);
        assert!((places.step - 0.03).abs() < 1e-6 && (places.start + 3.5).abs() < 1e-4, "{places:?}");
    }

    #[test]
    fn the_distance_of_two_areas_is_not_the_step() {
        let places = Places::fit([0.0, 1.0, 2.0, 3.0, 4.0, 1000.0, 1001.0, 1002.0].into_iter()).unwrap();
        assert_eq!((places.step.round(), places.count), (1.0, 1003));
    }

    #[test]
    fn one_place_has_no_step_and_irregular_points_have_no_grid() {
        assert_eq!(Places::fit([2.0, 2.0].into_iter()), Some(Places { start: 2.0, step: 0.0, count: 1 }));
        assert_eq!(Places::fit([0.0, 1.0, 1.61, 2.72, 3.19, 4.67].into_iter()), None);
        assert_eq!(Places::fit(std::iter::empty()), None);
    }
}
