// SPDX-License-Identifier: MIT OR Apache-2.0
//! The beam on the sample: how deep one pulse ablates at each place, and how much of that lies on each pixel.
//!
//! [`Beam`] is what the conditions state: a box, a `disc`, a `super_gaussian` or a measured `crater`; each adds itself to a
//! `footprint`, the pixels under the beam.

mod crater;
mod disc;
pub(super) mod footprint;
mod super_gaussian;

use crate::conditions::{BeamShape, Conditions, Crater};
use footprint::Footprint;

use super::overlap::Taps;
use crate::error::{Error, Result};
use ndarray::Array2;
use std::f64::consts::PI;
use super_gaussian::SuperGaussian;

/// A beam; its crater is 1 deep at its deepest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Beam {
    /// Size along the scan.
    pub width_um: f64,
    /// Size across the lines.
    pub height_um: f64,
    profile: Profile,
}

#[derive(Debug, Clone, PartialEq)]
enum Profile {
    Box,
    Disc,
    SuperGaussian(SuperGaussian),
    Kernel(Crater),
}

impl Beam {
    /// The beam that the conditions state; a size that is not stated is `default_um`.
    ///
    /// # Errors
    /// [`Error::Missing`] for a kernel without crater; [`Error::InvalidValue`] and [`Error::Contradiction`] for sizes
    /// that are stated and not used.
    pub fn of(conditions: &Conditions, default_um: f64) -> Result<Self> {
        let shape = conditions.beam_shape;
        if let Some(height) = conditions.beam_height_um.filter(|_| shape != BeamShape::Rectangle) {
            return Err(unused("beam_height_um", &height.to_string(), "beam_shape = rectangle"));
        }
        if conditions.crater.is_some() && shape != BeamShape::Kernel {
            return Err(unused("crater", "given", "beam_shape = kernel"));
        }
        let width_um = conditions.beam_size_um.unwrap_or(default_um);
        let height_um = conditions.beam_height_um.unwrap_or(width_um);
        let profile = match shape {
            BeamShape::Square | BeamShape::Rectangle => Profile::Box,
            BeamShape::Disc => Profile::Disc,
            BeamShape::SuperGaussian => {
                Profile::SuperGaussian(SuperGaussian::new(width_um, conditions.beam_order))
            }
            BeamShape::Kernel => return Self::of_crater(conditions),
        };
        Ok(Self { width_um, height_um, profile })
    }

    fn of_crater(conditions: &Conditions) -> Result<Self> {
        let crater = conditions.crater.clone().ok_or_else(|| Error::Missing {
            what: "the crater of the beam",
            hint: "beam_shape = kernel needs the field `crater` of the conditions, which only a program can set: give \
                   it, or choose another beam_shape"
                .into(),
        })?;
        if let Some(size) = conditions.beam_size_um {
            return Err(Error::Contradiction(format!(
                "beam_size_um = {size} µm is stated, but beam_shape = kernel has the size of its crater: leave it open"
            )));
        }
        let (width_um, height_um) = crater.size_um();
        Ok(Self { width_um, height_um, profile: Profile::Kernel(crater) })
    }

    /// Is the crater the product of a box along the scan and one across the lines?
    pub fn is_box(&self) -> bool {
        self.profile == Profile::Box
    }

    /// Does the crater depend only on the distance from its middle?
    pub fn is_round(&self) -> bool {
        matches!(self.profile, Profile::Disc | Profile::SuperGaussian(_))
    }

    /// Integral of the crater, µm².
    pub fn area_um2(&self) -> f64 {
        match &self.profile {
            Profile::Box => self.width_um * self.height_um,
            Profile::Disc => PI * self.width_um * self.width_um / 4.0,
            Profile::SuperGaussian(crater) => crater.area_um2(),
            Profile::Kernel(crater) => crater.area_um2(),
        }
    }

    /// Width and height of the box of equal variance along each axis: that of a disc of diameter d has sides d √3/2.
    pub fn equal_box_um(&self) -> (f64, f64) {
        let side = |variance: f64| (12.0 * variance).sqrt();
        match &self.profile {
            Profile::Box => (self.width_um, self.height_um),
            Profile::Disc => (side(self.width_um.powi(2) / 16.0), side(self.height_um.powi(2) / 16.0)),
            Profile::SuperGaussian(crater) => (side(crater.variance_um2()), side(crater.variance_um2())),
            Profile::Kernel(crater) => {
                let (along, across) = crater.variance_um2();
                (side(along), side(across))
            }
        }
    }

    /// The footprint of the beam with its centre at (`x`, `y`) µm on square pixels.
    pub fn footprint(&self, (x, y): (f64, f64), pixel_um: f64) -> Footprint {
        let (left, top) = (x - self.width_um / 2.0, y - self.height_um / 2.0);
        let along = Taps::of_interval(left, left + self.width_um, pixel_um);
        let across = Taps::of_interval(top, top + self.height_um, pixel_um);
        let shape = (across.weights.len(), along.weights.len());
        let mut footprint =
            Footprint { row: across.start, column: along.start, weights: Array2::zeros(shape) };
        match &self.profile {
            Profile::Box => {
                let weight = |((i, j), weight): ((usize, usize), &mut f64)| {
                    *weight = across.weights[i] * along.weights[j];
                };
                footprint.weights.indexed_iter_mut().for_each(weight);
            }
            Profile::Disc => disc::add_to(&mut footprint, (x, y), self.width_um / 2.0, pixel_um),
            Profile::SuperGaussian(crater) => crater.add_to(&mut footprint, (x, y), pixel_um),
            Profile::Kernel(crater) => crater.add_to(&mut footprint, (x, y), pixel_um),
        }
        footprint
    }
}

fn unused(key: &str, value: &str, needed: &str) -> Error {
    Error::InvalidValue { key: key.into(), value: value.into(), expected: format!("it needs {needed}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, Stream};
    use rand_core::Rng;

    fn beam(shape: BeamShape, size_um: f64) -> Beam {
        let conditions =
            Conditions { beam_shape: shape, beam_size_um: Some(size_um), ..Conditions::default() };
        Beam::of(&conditions, 1.0).unwrap()
    }

    fn draws(line: usize) -> impl FnMut(f64, f64) -> f64 {
        let mut stream = Stream::new(3, Purpose::Phantom, line, 0);
        move |low, high| low + (high - low) * f64::from(stream.next_u32()) / f64::from(u32::MAX)
    }

    /// Integral of `depth` over a pixel, by 700 x 700 midpoints.
    fn brute(depth: impl Fn(f64) -> f64, (x, y): (f64, f64), (row, column): (i64, i64), pixel: f64) -> f64 {
        let at = |first: i64, i: usize| (first as f64 + (i as f64 + 0.5) / 700.0) * pixel;
        let nodes = (0..700 * 700).map(|i| depth((at(column, i % 700) - x).hypot(at(row, i / 700) - y)));
        nodes.sum::<f64>() * (pixel / 700.0).powi(2)
    }

    #[test]
    fn the_pixels_of_a_disc_add_up_to_its_area() {
        let mut draw = draws(0);
        for _ in 0..200 {
            let (size, pixel) = (draw(0.1, 40.0), draw(0.3, 3.0));
            let footprint = beam(BeamShape::Disc, size).footprint((draw(-9.0, 9.0), draw(-9.0, 9.0)), pixel);
            let area = PI * size * size / 4.0;
            assert!((footprint.weights.sum() / area - 1.0).abs() < 1e-12, "{size} on {pixel}");
        }
    }

    #[test]
    fn each_pixel_of_a_disc_agrees_with_brute_force() {
        let mut draw = draws(1);
        for size in [0.4, 3.0, 5.3] {
            let centre = (draw(-1.0, 1.0), draw(-1.0, 1.0));
            let footprint = beam(BeamShape::Disc, size).footprint(centre, 1.0);
            for ((i, j), weight) in footprint.weights.indexed_iter() {
                let place = (footprint.row + i as i64, footprint.column + j as i64);
                let counted = brute(|r| f64::from(r <= size / 2.0), centre, place, 1.0);
                assert!((weight - counted).abs() < 1e-4, "{weight} {counted}");
            }
        }
    }

    #[test]
    fn each_pixel_of_a_super_gaussian_agrees_with_brute_force() {
        for (order, size) in [(2.0, 3.3), (10.0, 4.3), (20.0, 3.0), (10.0, 0.3)] {
            let conditions = Conditions {
                beam_shape: BeamShape::SuperGaussian,
                beam_size_um: Some(size),
                beam_order: order,
                ..Conditions::default()
            };
            let (beam, centre, e2) = (Beam::of(&conditions, 1.0).unwrap(), (0.31, -0.77), (-2.0f64).exp());
            let depth = |r: f64| ((-2.0 * (2.0 * r / size).powf(order)).exp() - e2).max(0.0) / (1.0 - e2);
            let footprint = beam.footprint(centre, 1.0);
            for ((i, j), weight) in footprint.weights.indexed_iter() {
                let place = (footprint.row + i as i64, footprint.column + j as i64);
                let counted = brute(depth, centre, place, 1.0);
                assert!((weight - counted).abs() < 1e-4, "order {order}: {weight} {counted}");
            }
            assert!((footprint.weights.sum() / beam.area_um2() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_crater_keeps_its_volume_and_its_place() {
        let crater = Crater::new(ndarray::array![[0.0, 2.0, 0.0], [1.0, 4.0, 0.0]], 1.5).unwrap();
        let (area, variance) = (crater.area_um2(), crater.variance_um2());
        let conditions =
            Conditions { beam_shape: BeamShape::Kernel, crater: Some(crater), ..Conditions::default() };
        let beam = Beam::of(&conditions, 1.0).unwrap();
        let aligned = beam.footprint((2.25, 1.5), 1.5);
        assert_eq!((aligned.row, aligned.column), (0, 0));
        assert!(
            (aligned.weights[[1, 1]] - 2.25).abs() < 1e-12 && (aligned.weights[[0, 1]] - 1.125).abs() < 1e-12
        );
        for centre in [(0.0, 0.0), (3.3, -7.9)] {
            assert!((beam.footprint(centre, 0.7).weights.sum() - area).abs() < 1e-12);
        }
        assert!((beam.equal_box_um().0.powi(2) / 12.0 - variance.0).abs() < 1e-12);
    }

    #[test]
    fn the_equal_box_has_the_variance_of_the_beam() {
        let side = beam(BeamShape::Disc, 8.0).equal_box_um().0;
        assert!((side - 8.0 * 3.0f64.sqrt() / 2.0).abs() < 1e-12);
        let wide = beam(BeamShape::SuperGaussian, 8.0).footprint((0.0, 0.0), 0.05);
        let at = |j: usize| ((wide.column + j as i64) as f64 + 0.5) * 0.05;
        let moment: f64 = wide.weights.indexed_iter().map(|((_, j), w)| w * at(j).powi(2)).sum();
        let variance = moment / wide.weights.sum();
        assert!(
            (beam(BeamShape::SuperGaussian, 8.0).equal_box_um().0.powi(2) / 12.0 - variance).abs() < 1e-3
        );
    }

    #[test]
    fn what_a_beam_does_not_use_is_refused() {
        let high = Conditions { beam_height_um: Some(3.0), ..Conditions::default() };
        assert!(Beam::of(&high, 1.0).unwrap_err().to_string().contains("beam_shape = rectangle"));
        let bare = Conditions { beam_shape: BeamShape::Kernel, ..Conditions::default() };
        assert!(Beam::of(&bare, 1.0).unwrap_err().to_string().contains("crater"));
        let crater = Crater::new(ndarray::array![[1.0]], 2.0).unwrap();
        let unused = Conditions { crater: Some(crater.clone()), ..Conditions::default() };
        assert!(Beam::of(&unused, 1.0).is_err());
        let both = Conditions {
            beam_shape: BeamShape::Kernel,
            crater: Some(crater),
            beam_size_um: Some(2.0),
            ..bare
        };
        assert!(matches!(Beam::of(&both, 1.0), Err(Error::Contradiction(_))));
    }
}
