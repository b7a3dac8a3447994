// SPDX-License-Identifier: MIT OR Apache-2.0
//! How near a map is to the truth: PSNR, SSIM and NRMSE, raw and after an affine intensity fit.
//!
//! Definitions, `t` being the truth and `m` the map on the truth's grid, both without the border:
//!
//! * PSNR = 10 log10(peak² / mean((m - t)²)), in dB; peak: the range of `t` unless stated (255 for 8-bit pictures);
//!   infinite if both are the same.
//! * SSIM (Wang et al. 2004, doi:10.1109/TIP.2003.819861): the mean over all uniform windows of 7 x 7 pixels that lie
//!   inside, sample (co)variances (divided by 48), K1 = 0.01, K2 = 0.03, data range: the range of `t`. These are the
//!   defaults of scikit-image.
//! * NRMSE = |m - t| / |t|, Euclidean norms.
//! * Fitted: the same three for `gain m + offset`, the least-squares fit to `t`. It takes away units and
//!   backgrounds: counts can be compared with concentrations.
//!
//! A pixel that is NaN in the truth or the map is left out, and so is every window that holds one.
//!
//! `resample` brings a map onto the grid of the truth; the scores follow here, that of structure in `ssim`.
//! A map on another grid is brought to that of the truth first, see [`resample`].

mod resample;
mod ssim;

pub use resample::{Grid, Kernel, resample};

use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2, Zip, s};
use serde::Serialize;

/// Three numbers for the distance of a map from the truth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Scores {
    /// Peak signal to noise ratio in dB; infinite (`null` in JSON) if both are the same.
    pub psnr_db: f64,
    /// Structural similarity; `None` where no window of 7 x 7 pixels fits.
    pub ssim: Option<f64>,
    /// Root mean square error over the Euclidean norm of the truth.
    pub nrmse: f64,
}

/// All that a comparison gives.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Of the values as they are.
    pub raw: Scores,
    /// After the affine fit.
    pub fitted: Scores,
    /// Factor of the fit.
    pub gain: f64,
    /// Offset of the fit, in the unit of the truth.
    pub offset: f64,
    /// Pixels compared.
    pub pixels: usize,
}

/// Compares a map with the truth on the same grid, `border` pixels at each side left out.
///
/// Shape of both: (lines, pixels). `peak`: that of the PSNR; `None`: the range of the truth.
///
/// # Errors
/// [`Error::Shape`] if the sizes differ; [`Error::Data`] if nothing is left to compare or the truth has no contrast.
///
/// ```
/// let truth = ndarray::Array2::from_shape_fn((20, 20), |(i, j)| (i + j) as f32);
/// let same = lamap::compare::compare(truth.view(), truth.view(), 2, None)?;
/// assert_eq!((same.raw.psnr_db, same.raw.nrmse), (f64::INFINITY, 0.0));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn compare(
    truth: ArrayView2<'_, f32>,
    map: ArrayView2<'_, f32>,
    border: usize,
    peak: Option<f64>,
) -> Result<Comparison> {
    let (truth, map) = inner(truth, map, border)?;
    let pixels = truth.iter().filter(|value| !value.is_nan()).count();
    let low = truth.iter().copied().fold(f64::INFINITY, f64::min);
    let high = truth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if pixels == 0 {
        return Err(Error::Data("no pixel is left to compare: lower the border".into()));
    }
    if high <= low {
        return Err(Error::Data("the truth has no contrast where it is compared".into()));
    }
    let range = high - low;
    let (gain, offset) = affine_fit(&truth, &map, pixels as f64);
    let scored = |map: &Array2<f64>| scores(&truth, map, range, peak.unwrap_or(range));
    let fitted = scored(&map.mapv(|value| gain * value + offset));
    Ok(Comparison { raw: scored(&map), fitted, gain, offset, pixels })
}

/// Both without the border, NaN where one of them is.
fn inner(
    truth: ArrayView2<'_, f32>,
    map: ArrayView2<'_, f32>,
    border: usize,
) -> Result<(Array2<f64>, Array2<f64>)> {
    let (lines, pixels) = truth.dim();
    if map.dim() != truth.dim() {
        return Err(Error::Shape {
            what: "the map to compare",
            expected: format!("{lines} lines of {pixels} pixels"),
            found: format!("{} lines of {} pixels", map.nrows(), map.ncols()),
        });
    }
    if lines.min(pixels) <= border.saturating_mul(2) {
        return Err(Error::Data(format!(
            "a border of {border} pixels leaves nothing of {lines} lines of {pixels} pixels: lower it"
        )));
    }
    let part = s![border..lines - border, border..pixels - border];
    let (mut truth, mut map) = (truth.slice(part).mapv(f64::from), map.slice(part).mapv(f64::from));
    Zip::from(&mut truth).and(&mut map).for_each(|t, m| {
        if t.is_nan() || m.is_nan() {
            (*t, *m) = (f64::NAN, f64::NAN);
        }
    });
    Ok((truth, map))
}

/// Gain and offset that bring the map nearest to the truth; a map without contrast has the gain 0.
fn affine_fit(truth: &Array2<f64>, map: &Array2<f64>, n: f64) -> (f64, f64) {
    let valid = || truth.iter().zip(map).filter(|(t, _)| !t.is_nan());
    let (st, sm) = valid().fold((0.0, 0.0), |(st, sm), (t, m)| (st + t, sm + m));
    let (mean_t, mean_m) = (st / n, sm / n);
    let (cov, var) = valid().fold((0.0, 0.0), |(cov, var), (t, m)| {
        (cov + (t - mean_t) * (m - mean_m), var + (m - mean_m) * (m - mean_m))
    });
    let gain = if var > 0.0 { cov / var } else { 0.0 };
    (gain, mean_t - gain * mean_m)
}

fn scores(truth: &Array2<f64>, map: &Array2<f64>, range: f64, peak: f64) -> Scores {
    let valid = || truth.iter().zip(map).filter(|(t, _)| !t.is_nan());
    let n = valid().count() as f64;
    let error: f64 = valid().map(|(t, m)| (m - t) * (m - t)).sum();
    let norm: f64 = valid().map(|(t, _)| t * t).sum();
    Scores {
        psnr_db: 10.0 * (peak * peak * n / error).log10(),
        ssim: ssim::mean(truth.view(), map.view(), range),
        nrmse: (error / norm).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn psnr_and_nrmse_of_four_pixels_worked_by_hand() {
        // errors 0 0 0 2: mean square 1, range 4, norm of the truth sqrt(0 + 1 + 4 + 16)
        let (truth, map) = (array![[0.0f32, 1.0], [2.0, 4.0]], array![[0.0f32, 1.0], [2.0, 6.0]]);
        let raw = compare(truth.view(), map.view(), 0, None).unwrap().raw;
        assert!((raw.psnr_db - 10.0 * 16f64.log10()).abs() < 1e-12);
        assert!((raw.nrmse - (4f64 / 21.0).sqrt()).abs() < 1e-12);
        assert_eq!(raw.ssim, None);
        let stated = compare(truth.view(), map.view(), 0, Some(255.0)).unwrap().raw;
        assert!((stated.psnr_db - 20.0 * 255f64.log10()).abs() < 1e-12);
    }

    #[test]
    fn the_fit_takes_away_gain_and_offset() {
        let truth = Array2::from_shape_fn((9, 8), |(i, j)| (i * i + 3 * j) as f32);
        let found = compare(truth.view(), truth.mapv(|v| 4.0 * v + 7.0).view(), 0, None).unwrap();
        assert!((found.gain - 0.25).abs() < 1e-12 && (found.offset + 1.75).abs() < 1e-12);
        assert!(found.fitted.nrmse < 1e-12 && found.raw.nrmse > 1.0);
        assert!((found.fitted.ssim.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn border_and_missing_pixels_are_left_out() {
        let truth = Array2::from_shape_fn((12, 12), |(i, j)| (i * j) as f32);
        let mut map = truth.clone();
        (map[[0, 5]], map[[6, 6]]) = (1e6, f32::NAN);
        let found = compare(truth.view(), map.view(), 1, None).unwrap();
        assert_eq!((found.pixels, found.raw.nrmse), (99, 0.0));
    }

    #[test]
    fn nothing_to_compare_is_an_error() {
        let flat = Array2::<f32>::zeros((5, 5));
        assert!(compare(flat.view(), flat.view(), 0, None).unwrap_err().to_string().contains("contrast"));
        assert!(compare(flat.view(), flat.view(), 3, None).unwrap_err().to_string().contains("border of 3"));
        assert!(compare(flat.view(), flat.slice(s![..4, ..]), 0, None).is_err());
        let missing = flat.mapv(|_| f32::NAN);
        assert!(compare(missing.view(), flat.view(), 0, None).is_err());
    }
}
