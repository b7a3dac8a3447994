// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a virtual measurement gives of several elements, as a task that can be followed and cancelled.

use super::setup::Setup;
use crate::conditions::Conditions;
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array3, ArrayView3};

/// What a virtual measurement gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// One measurement, with all noise: [`super::simulate_elements`].
    Draw {
        /// Number from which all noise follows.
        seed: u64,
    },
    /// The mean of all measurements, without noise: [`super::expected_elements`].
    Expected,
    /// The variance of all measurements: [`super::variance_elements`].
    Variance,
}

impl Quantity {
    /// The quantity for number `number` of several measurements: each draws noise of its own.
    #[must_use]
    pub fn of_number(self, number: usize) -> Self {
        match self {
            Self::Draw { seed } => Self::Draw { seed: seed.wrapping_add((number as u64) << 32) },
            other => other,
        }
    }
}

/// The measurement of several elements, shape (elements, lines, pixels), as the functions that [`Quantity`] names give it.
///
/// `task` is told the share of the lines that have begun, on any thread.
///
/// # Errors
/// [`crate::Error::Cancelled`]; as [`super::simulate_elements`].
pub fn measure_elements(
    samples: ArrayView3<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    quantity: Quantity,
    task: &Task,
) -> Result<Array3<f32>> {
    Setup::new(samples, pixel_um, conditions)?.measure(quantity, task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::measure::elements::{expected_elements, simulate_elements, variance_elements};
    use crate::conditions::preset;

    #[test]
    fn it_gives_what_the_plain_functions_give() {
        let samples = Array3::from_shape_fn((2, 60, 60), |(e, i, j)| (1 + e + (i * j) % 7) as f32);
        let conditions = Conditions { mean_concentration: 0.0, ..preset("seed-2019").unwrap() };
        let measured = |quantity| measure_elements(samples.view(), 1.0, &conditions, quantity, &Task::new());
        let view = samples.view();
        assert_eq!(measured(Quantity::Draw { seed: 7 }), simulate_elements(view, 1.0, &conditions, 7));
        assert_eq!(measured(Quantity::Expected), expected_elements(view, 1.0, &conditions));
        assert_eq!(measured(Quantity::Variance), variance_elements(view, 1.0, &conditions));
    }
}
