// SPDX-License-Identifier: MIT OR Apache-2.0
//! A virtual measurement that can be stopped.

use super::setup::Setup;
use crate::conditions::Conditions;
use crate::error::Result;
use crate::watch::GoesOn;
use ndarray::{Array3, ArrayView3};

/// What is wanted of a virtual measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// One with the noise of this seed: [`super::simulate_elements`].
    Draw(u64),
    /// Its mean: [`super::expected_elements`].
    Mean,
    /// Its variance: [`super::variance_elements`].
    Variance,
}

/// The measurement of several elements, shape (elements, lines, pixels), as the functions that [`Wanted`] names give it.
///
/// `goes_on` is told the share of the lines that are done and asked for each of them, on any thread, whether to go on.
///
/// # Errors
/// [`crate::Error::Cancelled`]; as [`super::simulate_elements`].
pub fn measure_elements(
    samples: ArrayView3<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    wanted: Wanted,
    goes_on: GoesOn,
) -> Result<Array3<f32>> {
    let mut setup = Setup::new(samples, pixel_um, conditions)?;
    setup.goes_on = goes_on;
    match wanted {
        Wanted::Draw(seed) => setup.simulate(seed),
        Wanted::Mean => setup.expect(),
        Wanted::Variance => setup.variance(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::measure::elements::{expected_elements, simulate_elements, variance_elements};
    use crate::conditions::preset;
    use crate::error::Error;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn it_gives_what_the_plain_functions_give() {
        let samples = Array3::from_shape_fn((2, 60, 60), |(e, i, j)| (1 + e + (i * j) % 7) as f32);
        let conditions = Conditions { mean_concentration: 0.0, ..preset("seed-2019").unwrap() };
        let measured = |wanted| measure_elements(samples.view(), 1.0, &conditions, wanted, &|_| true);
        let view = samples.view();
        assert_eq!(measured(Wanted::Draw(7)), simulate_elements(view, 1.0, &conditions, 7));
        assert_eq!(measured(Wanted::Mean), expected_elements(view, 1.0, &conditions));
        assert_eq!(measured(Wanted::Variance), variance_elements(view, 1.0, &conditions));
    }

    #[test]
    fn it_stops_within_a_line() {
        let samples = Array3::from_elem((1, 400, 20), 1.0);
        for sample_layers in [0.0, 2.0] {
            let conditions = Conditions { beam_size_um: Some(4.0), sample_layers, ..Conditions::default() };
            let asked = AtomicUsize::new(0);
            let goes_on = |share: f64| asked.fetch_add(1, Ordering::SeqCst) < 3 && share < 1.0;
            let stopped = measure_elements(samples.view(), 1.0, &conditions, Wanted::Mean, &goes_on);
            assert_eq!(stopped, Err(Error::Cancelled));
            assert!(asked.into_inner() < 60, "it has 100 lines");
        }
    }
}
