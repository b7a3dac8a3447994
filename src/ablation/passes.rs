// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over the same sample, displaced by parts of a pixel or turned by a right angle: what a
//! super-resolution reconstruction is made from (Westerhausen et al. 2019, PMC7232986).

use super::conditions::Conditions;
use super::elements::Setup;
use super::scan::Scan;
use crate::error::{Error, Result};
use ndarray::{Array2, ArrayView2, Axis};

/// How one pass lies on the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// Where it starts, in pixels of the map along and across its own scan; 0 to 1.
    pub offset: (f64, f64),
    /// Do its lines run down the sample instead of along its rows?
    pub orthogonal: bool,
}

/// The map of one pass.
#[derive(Debug, Clone, PartialEq)]
pub struct PassMap {
    /// Counts; shape (lines, pixels), for an orthogonal pass (pixels, lines): as it lies on the sample.
    pub counts: Array2<f32>,
    /// Outer corner (x, y) of pixel (0, 0) on the sample.
    pub offset_um: (f64, f64),
    /// Pixel width and height on the sample.
    pub pixel_um: (f64, f64),
}

/// `count` passes that divide a pixel into equal parts, displaced along the diagonal: offsets 0/count, 1/count, ...
pub fn staggered(count: usize) -> Vec<Pass> {
    let pass =
        |i: usize| Pass { offset: (i as f64 / count as f64, i as f64 / count as f64), orthogonal: false };
    (0..count).map(pass).collect()
}

/// Simulates each pass over a thick sample: counts with all noise, or expected counts where there is no seed.
///
/// `sample` and `pixel_um` as for [`super::simulate`]. Pass `i` draws from the seed `seed + i 2^32`, so the first pass
/// without offset is that of [`super::simulate`].
///
/// # Errors
/// As [`super::simulate`]; [`Error::OutOfRange`] for an offset outside 0 to 1; [`Error::InvalidValue`] for
/// `sample_layers`: passes over a thin sample would find what others have left.
pub fn simulate_passes(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    passes: &[Pass],
    seed: Option<u64>,
) -> Result<Vec<PassMap>> {
    if conditions.sample_layers > 0.0 {
        return Err(Error::InvalidValue {
            key: "sample_layers".into(),
            value: conditions.sample_layers.to_string(),
            expected: "0 (a thick sample) for several passes".into(),
        });
    }
    let simulate = |(index, pass): (usize, &Pass)| {
        let seed = seed.map(|seed| seed.wrapping_add((index as u64) << 32));
        pass.simulate(sample, pixel_um, conditions, seed)
    };
    passes.iter().enumerate().map(simulate).collect()
}

impl Pass {
    fn simulate(
        &self,
        sample: ArrayView2<'_, f32>,
        pixel_um: f64,
        conditions: &Conditions,
        seed: Option<u64>,
    ) -> Result<PassMap> {
        for (key, value) in
            [("pass offset along the scan", self.offset.0), ("pass offset across", self.offset.1)]
        {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::OutOfRange { key, value, unit: "pixels", min: 0.0, max: 1.0 });
            }
        }
        let sample = if self.orthogonal { sample.reversed_axes() } else { sample };
        let (width, height) = conditions.pixel_size_um()?;
        let mut offset_um = (self.offset.0 * width, self.offset.1 * height);
        let size_um = (sample.ncols() as f64 * pixel_um, sample.nrows() as f64 * pixel_um);
        let scan = Scan::covering_from(conditions, size_um, offset_um)?;
        let lead = scan.lead as f64;
        let setup = Setup::on_scan(sample.insert_axis(Axis(0)), pixel_um, conditions, scan)?;
        let maps = seed.map_or_else(|| setup.expect(), |seed| setup.simulate(seed))?;
        let counts = maps.index_axis_move(Axis(0), 0);
        offset_um.0 -= lead * width;
        Ok(if self.orthogonal {
            let counts = counts.reversed_axes().as_standard_layout().into_owned();
            PassMap { counts, offset_um: (offset_um.1, offset_um.0), pixel_um: (height, width) }
        } else {
            PassMap { counts, offset_um, pixel_um: (width, height) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::{preset, simulate};
    use ndarray::Array2;

    fn sample() -> Array2<f32> {
        Array2::from_shape_fn((40, 60), |(i, j)| ((i * 7 + j * 3) % 11) as f32)
    }

    fn conditions() -> Conditions {
        preset("seed-2019").unwrap()
    }

    #[test]
    fn the_first_pass_is_a_plain_simulation_and_the_others_draw_anew() {
        let maps = simulate_passes(sample().view(), 1.0, &conditions(), &staggered(2), Some(3)).unwrap();
        assert_eq!(maps[0].counts, simulate(sample().view(), 1.0, &conditions(), 3).unwrap());
        assert_eq!((maps[1].offset_um, maps[1].pixel_um), ((2.5, 2.5), (5.0, 5.0)));
        assert_ne!(maps[0].counts, maps[1].counts);
    }

    #[test]
    fn a_displaced_pass_is_a_plain_one_of_the_sample_without_that_strip() {
        let pass = Pass { offset: (0.4, 0.6), orthogonal: false };
        let inner = Conditions { transport_delay_s: 0.0, pulse_response: None, ..conditions() };
        let raw = Conditions { alignment: crate::ablation::Alignment::Raw, ..inner };
        let maps = simulate_passes(sample().view(), 1.0, &raw, &[pass], None).unwrap();
        let cut = sample().slice(ndarray::s![3.., 2..]).to_owned();
        let plain = crate::ablation::expected(cut.view(), 1.0, &raw).unwrap();
        for ((i, j), value) in plain.indexed_iter() {
            assert!((maps[0].counts[[i, j]] - value).abs() < 1e-3);
        }
    }

    #[test]
    fn an_orthogonal_pass_is_a_plain_one_of_the_turned_sample() {
        let pass = Pass { offset: (0.0, 0.0), orthogonal: true };
        let map = &simulate_passes(sample().view(), 1.0, &conditions(), &[pass], Some(1)).unwrap()[0];
        let turned = simulate(sample().reversed_axes().view(), 1.0, &conditions(), 1).unwrap();
        assert_eq!(map.counts, turned.reversed_axes());
    }

    #[test]
    fn passes_that_cannot_be_are_refused() {
        let with = |offset: f64, conditions: &Conditions| {
            let pass = Pass { offset: (offset, 0.0), orthogonal: false };
            simulate_passes(sample().view(), 1.0, conditions, &[pass], None)
        };
        for offset in [-0.1, 1.5, f64::NAN] {
            assert!(matches!(with(offset, &conditions()), Err(Error::OutOfRange { .. })));
        }
        let thin = Conditions { sample_layers: 1.0, ..conditions() };
        assert!(with(0.0, &thin).unwrap_err().to_string().contains("thick"));
    }
}
