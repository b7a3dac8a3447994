// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over the same sample, displaced by parts of a pixel or turned by a right angle: what a
//! super-resolution reconstruction is made from (Westerhausen et al. 2019, PMC7232986).

use super::quantity::Quantity;
use super::setup::Setup;
use crate::ablation::scan::Scan;
use crate::conditions::Conditions;
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array, ArrayView2, ArrayView3, Axis, Dimension, Ix2, Ix3};

/// How one pass lies on the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pass {
    /// Where it starts, in pixels of the map along and across its own scan; 0 to 1.
    pub offset: (f64, f64),
    /// Do its lines run down the sample instead of along its rows?
    pub orthogonal: bool,
}

/// The map of one pass, of one element or (`Ix3`) of several.
#[derive(Debug, Clone, PartialEq)]
pub struct PassMap<D: Dimension = Ix2> {
    /// Counts; shape (lines, pixels), for an orthogonal pass (pixels, lines): as it lies on the sample. Elements first.
    pub counts: Array<f32, D>,
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
/// `sample` and `pixel_um` as for [`simulate`](crate::ablation::simulate). Pass `i` draws from the seed `seed + i 2^32`, so the first pass
/// without offset is that of [`simulate`](crate::ablation::simulate).
///
/// # Errors
/// As [`simulate`](crate::ablation::simulate); [`Error::OutOfRange`] for an offset outside 0 to 1; [`Error::InvalidValue`] for
/// `sample_layers`: passes over a thin sample would find what others have left.
pub fn simulate_passes(
    sample: ArrayView2<'_, f32>,
    pixel_um: f64,
    conditions: &Conditions,
    passes: &[Pass],
    seed: Option<u64>,
) -> Result<Vec<PassMap>> {
    let quantity = seed.map_or(Quantity::Expected, |seed| Quantity::Draw { seed });
    let simulate = |(number, pass): (usize, &Pass)| {
        let (sample, quantity) = (sample.insert_axis(Axis(0)), quantity.of_number(number));
        let map = pass.measure(sample, pixel_um, conditions, quantity, &Task::new())?;
        let counts = map.counts.index_axis_move(Axis(0), 0);
        Ok(PassMap { counts, offset_um: map.offset_um, pixel_um: map.pixel_um })
    };
    passes.iter().enumerate().map(simulate).collect()
}

impl Pass {
    /// Looks at the offsets.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for one outside 0 to 1.
    pub fn validate(&self) -> Result<()> {
        for (key, value) in
            [("pass offset along the scan", self.offset.0), ("pass offset across", self.offset.1)]
        {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::OutOfRange { key, value, unit: "pixels", min: 0.0, max: 1.0 });
            }
        }
        Ok(())
    }

    /// The scan of this pass over a sample of this width and height.
    ///
    /// # Errors
    /// As [`Scan::covering`]; [`Error::OutOfRange`] for an offset outside 0 to 1.
    pub fn scan(&self, conditions: &Conditions, (width_um, height_um): (f64, f64)) -> Result<Scan> {
        self.validate()?;
        let size_um = if self.orthogonal { (height_um, width_um) } else { (width_um, height_um) };
        let (width, height) = conditions.pixel_size_um()?;
        Scan::covering_from(conditions, size_um, (self.offset.0 * width, self.offset.1 * height))
    }

    /// What this pass measures of every element, shape (elements, rows, columns).
    ///
    /// `samples` and `pixel_um` as for [`super::measure_elements`]; passes over one sample need different seeds
    /// ([`Quantity::of_number`]).
    ///
    /// # Errors
    /// As [`simulate_passes`] and [`super::measure_elements`].
    pub fn measure(
        &self,
        samples: ArrayView3<'_, f32>,
        pixel_um: f64,
        conditions: &Conditions,
        quantity: Quantity,
        task: &Task,
    ) -> Result<PassMap<Ix3>> {
        if conditions.sample_layers > 0.0 {
            return Err(Error::InvalidValue {
                key: "sample_layers".into(),
                value: conditions.sample_layers.to_string(),
                expected: "0 (a thick sample) for several passes".into(),
            });
        }
        let (_, rows, columns) = samples.dim();
        let scan = self.scan(conditions, (columns as f64 * pixel_um, rows as f64 * pixel_um))?;
        let (corner_um, size_um) = (scan.corner_um(), (scan.pixel_width_um, scan.pixel_height_um));
        let samples = if self.orthogonal { samples.permuted_axes([0, 2, 1]) } else { samples };
        let counts = Setup::on_scan(samples, pixel_um, conditions, scan)?.measure(quantity, task)?;
        Ok(if self.orthogonal {
            let counts = counts.permuted_axes([0, 2, 1]).as_standard_layout().into_owned();
            PassMap { counts, offset_um: (corner_um.1, corner_um.0), pixel_um: (size_um.1, size_um.0) }
        } else {
            PassMap { counts, offset_um: corner_um, pixel_um: size_um }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::simulate;
    use crate::conditions::preset;
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
        let raw = Conditions { alignment: crate::conditions::Alignment::Raw, ..inner };
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
