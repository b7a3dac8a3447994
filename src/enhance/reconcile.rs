// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a network's estimate leaves unexplained of the measurement, beyond the noise, is restored and added to it.
//!
//! x' = x + K A^T (A K A^T + 1)^-1 (y - A x), all in units of the noise, with a covariance K of the network's error chosen
//! by marginal likelihood: where the network agrees with the measurement within its noise, as it does at usual counts, K
//! is nothing and so is the correction.

use super::element::Element;
use super::fit::{Evidence, Fit};
use super::likelihood::Noise;
use super::restore::{Prepared, add_restored};
use super::workers::Workers;
use crate::error::Result;
use crate::watch::GoesOn;
use ndarray::Array2;

/// The likelihood must prefer a correction by this many nats.
const CLEAR_NATS: f64 = 10.0;

/// Brings an estimate on the target grid to terms with the measurement. Returns the covariance of the correction in
/// units of the noise, or `None` if none was needed.
///
/// # Errors
/// [`crate::Error::Shape`] if the estimate is not on the target grid; [`crate::Error::Cancelled`], after which the
/// estimate is of no use.
pub fn reconcile(
    element: &Element,
    estimate: &mut Array2<f32>,
    workers: &Workers,
    goes_on: GoesOn,
) -> Result<Option<Fit>> {
    let forward = &element.forward;
    let noise_sd = element.noise_variance.mapv(f64::sqrt);
    // in units of each pixel's own noise, so that dark parts count as much as bright ones; zero where it is infinite
    let residual = (&element.repaired.values - &forward.operator().apply(estimate.view())?) / &noise_sd;
    let (missing, spectra) = (&element.repaired.missing, forward.spectra.clone());
    let evidence = Evidence::new(residual.view(), missing, Noise::Known(1.0), spectra, goes_on);
    let fit = workers.run(|| evidence.best(forward.pitch_um(), forward.axes(), forward.target_um()))?;
    if evidence.noise_alone(1.0) - fit.cost < CLEAR_NATS {
        return Ok(None);
    }
    let noise = noise_sd.mapv(|sd| if sd.is_finite() { 1.0 } else { f64::INFINITY });
    let map = Prepared { residual: residual.view(), mean: 0.0, noise: noise.view(), unit: 1.0 };
    let (lines, pixels) = (forward.lines_over(), forward.pixels_over());
    let finite = |sd: f64| if sd.is_finite() { sd } else { element.fit.noise_variance.sqrt() };
    let unit = |row: usize, column: usize| finite(noise_sd[[lines[row], pixels[column]]]) as f32;
    add_restored(&map, forward, &fit, workers, &mut |share| goes_on(share), &unit, estimate)?;
    Ok(Some(fit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::{Conditions, simulate};
    use crate::enhance::check::check;
    use crate::enhance::element::{forward, restore_element};
    use crate::enhance::settings::Settings;
    use crate::phantom::{Kind, draw};

    /// A restored element of counts, and the sample in the same unit.
    fn element() -> (Element, Array2<f32>) {
        let conditions =
            Conditions { beam_size_um: Some(3.0), sensitivity_counts: 400.0, ..Conditions::default() };
        let sample = draw(Kind::Cells, 180, 180, 3).unwrap();
        let map = simulate(sample.view(), 1.0, &conditions, 1).unwrap();
        let truth = &sample * (map.mean().unwrap() / sample.mean().unwrap());
        let settings = Settings { magnification: 3.0, examine: false, ..Settings::default() };
        let forward = forward(&conditions, &settings, map.dim(), (3.0, 3.0)).unwrap();
        let workers = Workers::new(1).unwrap();
        let element = restore_element(map.view(), true, forward, &settings, &workers, &mut |_| true).unwrap();
        (element, truth)
    }

    #[test]
    fn an_estimate_that_explains_the_measurement_stays_as_it_is() {
        let (element, truth) = element();
        let mut estimate = truth.clone();
        let correction = reconcile(&element, &mut estimate, &Workers::new(1).unwrap(), &|_| true).unwrap();
        assert!(correction.is_none());
        assert_eq!(estimate, truth);
    }

    #[test]
    fn what_an_estimate_missed_is_added() {
        let (element, truth) = element();
        let mut estimate = truth.clone();
        estimate.slice_mut(ndarray::s![60..90, 60..90]).mapv_inplace(|value| 0.7 * value);
        let chi_square = |estimate: &Array2<f32>| check(&element, estimate.view(), 0.0).unwrap().chi_square;
        let error = |estimate: &Array2<f32>| (estimate - &truth).mapv(|e| e * e).sum();
        let before = (chi_square(&estimate), error(&estimate));
        let correction = reconcile(&element, &mut estimate, &Workers::new(1).unwrap(), &|_| true).unwrap();
        assert!(correction.is_some());
        assert!(chi_square(&estimate) < before.0, "{} {}", chi_square(&estimate), before.0);
        assert!(error(&estimate) < 0.7 * before.1, "{} {}", error(&estimate), before.1);
    }
}
