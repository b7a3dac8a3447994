// SPDX-License-Identifier: MIT OR Apache-2.0
//! Are values missing because they were small?
//!
//! Programs leave out what is below a detection limit. What is left of a dark place is then its brightest values, and the place comes out
//! too bright. Gaps for other reasons lie anywhere; these lie beside dark values.

use super::repair::Repaired;
use crate::numeric::neighbours;

/// Seen neighbours of a gap that tells, and least number and share of such gaps among all values.
const LEAST_NEIGHBOURS: usize = 3;
const LEAST_GAPS: usize = 64;
const LEAST_SHARE: f64 = 0.01;
/// Mean rank of what lies beside the gaps among all seen values, 0 to 1, below which they are dark: about .5 for gaps that lie anywhere.
const DARK: f64 = 0.3;

/// What a user should read of it, in words, if values seem to be missing because they were small.
pub fn doubt(repaired: &Repaired) -> Option<String> {
    if (repaired.missing_count as f64) < LEAST_SHARE * repaired.values.len() as f64 {
        return None;
    }
    let with_places = || repaired.values.indexed_iter().map(|(at, value)| (at, *value));
    let mut seen: Vec<f64> =
        with_places().filter(|(at, _)| !repaired.missing[*at]).map(|(_, value)| value).collect();
    seen.sort_unstable_by(f64::total_cmp);
    let rank = |value: f64| {
        let (below, up_to) =
            (seen.partition_point(|seen| *seen < value), seen.partition_point(|seen| *seen <= value));
        (below + up_to) as f64 / (2 * seen.len()) as f64
    };
    let ranks: Vec<f64> = with_places()
        .filter(|(at, _)| repaired.missing[*at])
        .filter_map(|(at, _)| beside(repaired, at))
        .map(rank)
        .collect();
    let enough =
        ranks.len() >= LEAST_GAPS && ranks.len() as f64 >= LEAST_SHARE * repaired.values.len() as f64;
    let are_dark = ranks.iter().sum::<f64>() < DARK * ranks.len() as f64;
    (enough && are_dark).then(|| {
        "values are missing where the map is dark, as below a detection limit, so dark places come out too bright: give these values \
         as they were measured"
            .into()
    })
}

/// Middle one of the seen neighbours of a gap, if they are not too few.
fn beside(repaired: &Repaired, at: (usize, usize)) -> Option<f64> {
    let seen = neighbours(repaired.values.dim(), at).filter(|at| !repaired.missing[*at]);
    let mut values: Vec<f64> = seen.map(|at| repaired.values[at]).collect();
    let middle = values.len() / 2;
    (values.len() >= LEAST_NEIGHBOURS).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::repair::repair;
    use crate::stream::{Purpose, Stream};
    use ndarray::Array2;
    use rand_distr::{Distribution, Poisson};

    /// Counts of a sample with waves, without those that are to be left out.
    fn map(is_left_out: impl Fn((usize, usize), f32) -> bool) -> Repaired {
        let values = Array2::from_shape_fn((80, 90), |(i, j)| {
            let mut stream = Stream::new(11, Purpose::Probe, i, j);
            let sample = 9.0 * (1.0 + 0.9 * (i as f64 * 0.2).sin() * (j as f64 * 0.2).cos());
            let counts = Poisson::new(sample).unwrap().sample(&mut stream) as f32;
            if is_left_out((i, j), counts) { f32::NAN } else { counts }
        });
        repair(values.view(), 0.0).unwrap()
    }

    #[test]
    fn what_is_below_a_limit_is_told_and_other_gaps_are_not() {
        assert!(doubt(&map(|_, counts| counts < 4.0)).unwrap().contains("detection limit"));
        assert_eq!(doubt(&map(|(i, j), _| (i * 7 + j * 3) % 13 == 0)), None);
        assert_eq!(doubt(&map(|(i, _), _| i < 20)), None); // a part that was not measured
        assert_eq!(doubt(&map(|_, counts| counts > 15.0)), None);
        assert_eq!(doubt(&map(|_, _| false)), None);
    }
}
