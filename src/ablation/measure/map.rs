// SPDX-License-Identifier: MIT OR Apache-2.0
//! A map of a sample becomes the map that would be measured of it: with the channel of each element, on its pixels, at its
//! place on the sample, in its unit.

use super::passes::Pass;
use super::quantity::Quantity;
use super::setup::Setup;
use crate::ablation::concentrations::to_concentrations;
use crate::conditions::{Channel, Conditions};
use crate::error::{Error, Result};
use crate::map::{Map, square_um};
use crate::task::Task;
use ndarray::{Array3, CowArray, Ix3};

/// A sample to be ablated.
#[derive(Debug, Clone)]
pub struct Sample<'a> {
    /// Concentrations, shape (elements, rows, columns), finite and >= 0. Where the conditions state a mean concentration,
    /// any pictures: each is scaled to it.
    pub values: CowArray<'a, f32, Ix3>,
    /// One name for each element.
    pub elements: Vec<String>,
    /// Width and height of a pixel, µm; they must be equal.
    pub pixel_um: (f64, f64),
    /// Outer corner (x, y) of pixel (0, 0), µm.
    pub origin_um: (f64, f64),
}

/// What would be measured of a sample under these conditions.
///
/// The elements are measured in one pass: they share the Flicker noise of the laser, the drift and the gains of the lines.
/// Channels that bear the names of elements are theirs, in any order; others belong to the elements in their order. The map
/// has the unit of the conditions, that of [`Quantity::Variance`] squared (`counts²`).
///
/// Random in all streams of the seed for [`Quantity::Draw`]; the same for any number of threads.
///
/// # Errors
/// [`Error::Missing`] and [`Error::Contradiction`] if the pixel size of the sample is not known or not square;
/// [`Error::Contradiction`] if elements and channels do not match; [`Error::Data`] for a concentration that is not finite
/// or negative; those of the conditions; [`Error::Cancelled`].
///
/// ```
/// use lamap::ablation::{Quantity, ablate};
/// use lamap::{Map, Task, conditions::preset};
/// let sample = Map::new(ndarray::Array3::ones((1, 50, 50)), vec!["Zn66".into()])?.with_pixel_size(1.0, 1.0);
/// let conditions = lamap::conditions::Conditions { mean_concentration: 0.0, ..preset("seed-2019")? };
/// let counts = ablate(&sample, &conditions, Quantity::Draw { seed: 42 }, &Task::new())?;
/// assert_eq!((counts.shape(), counts.unit.as_str()), ((10, 10), "counts"));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn ablate(sample: &Map, conditions: &Conditions, quantity: Quantity, task: &Task) -> Result<Map> {
    Sample::new(sample)?.ablate(conditions, quantity, task)
}

impl<'a> Sample<'a> {
    /// The sample that a map shows.
    ///
    /// # Errors
    /// As [`Map::pixel_size_um`].
    pub fn new(map: &'a Map) -> Result<Self> {
        Ok(Self { pixel_um: map.pixel_size_um()?, ..Self::on_pixels(map, 0.0) })
    }

    /// The sample that a map shows, on square pixels of this side whatever the map says, µm.
    pub fn on_pixels(map: &'a Map, side_um: f64) -> Self {
        Self {
            values: map.values().view().into(),
            elements: map.elements().to_vec(),
            pixel_um: (side_um, side_um),
            origin_um: map.origin_um,
        }
    }

    /// The conditions with the channels in the order of the elements.
    ///
    /// # Errors
    /// [`Error::Contradiction`] if elements and channels do not match.
    pub fn matched(&self, conditions: &Conditions) -> Result<Conditions> {
        let channels = channels_of(&self.elements, &conditions.channels)?;
        Ok(Conditions { channels, ..conditions.clone() })
    }

    /// What would be measured of it: see [`ablate`].
    ///
    /// # Errors
    /// As [`ablate`].
    pub fn ablate(&self, conditions: &Conditions, quantity: Quantity, task: &Task) -> Result<Map> {
        let (values, conditions, side_um) = self.prepared(conditions)?;
        let setup = Setup::new(values.view(), side_um, &conditions).map_err(|error| self.named(error))?;
        let scan = setup.scan();
        let (pixel_um, corner_um) = ((scan.pixel_width_um, scan.pixel_height_um), scan.corner_um());
        let measured = setup.measure(quantity, task).map_err(|error| self.named(error))?;
        self.map(measured, pixel_um, corner_um, conditions.unit(), quantity)
    }

    /// What pass `number` (from 0) of several would measure of it: see [`ablate`] and [`Pass`].
    ///
    /// # Errors
    /// As [`ablate`] and [`Pass::measure`].
    pub fn ablate_pass(
        &self,
        conditions: &Conditions,
        (number, pass): (usize, &Pass),
        quantity: Quantity,
        task: &Task,
    ) -> Result<Map> {
        let (values, conditions, side_um) = self.prepared(conditions)?;
        let measured = pass.measure(values.view(), side_um, &conditions, quantity.of_number(number), task);
        let measured = measured.map_err(|error| self.named(error))?;
        self.map(measured.counts, measured.pixel_um, measured.offset_um, conditions.unit(), quantity)
    }

    /// Concentrations, conditions with a channel for each element or none, and the side of a pixel.
    fn prepared(&self, conditions: &Conditions) -> Result<(CowArray<'_, f32, Ix3>, Conditions, f64)> {
        let side_um = square_um("sample", self.pixel_um)?;
        let conditions = self.matched(conditions)?;
        let mut values = CowArray::from(self.values.view());
        if conditions.mean_concentration != 0.0 {
            let mut scaled = values.into_owned();
            for (picture, name) in scaled.outer_iter_mut().zip(&self.elements) {
                to_concentrations(picture, &conditions).map_err(|error| error.found_in(name))?;
            }
            values = scaled.into();
        }
        Ok((values, conditions, side_um))
    }

    fn map(
        &self,
        values: Array3<f32>,
        pixel_um: (f64, f64),
        corner_um: (f64, f64),
        unit: &str,
        quantity: Quantity,
    ) -> Result<Map> {
        let mut map = Map::new(values, self.elements.clone())?.with_pixel_size(pixel_um.0, pixel_um.1);
        map.origin_um = (self.origin_um.0 + corner_um.0, self.origin_um.1 + corner_um.1);
        map.unit = if quantity == Quantity::Variance { format!("{unit}²") } else { unit.into() };
        Ok(map)
    }

    fn named(&self, error: Error) -> Error {
        error.found_in(&self.elements.join(", "))
    }
}

/// The channel of each element: by name where one of them has the name of an element, else in their order.
fn channels_of(elements: &[String], channels: &[Channel]) -> Result<Vec<Channel>> {
    let of = |element: &String| channels.iter().find(|channel| channel.name == *element);
    let found: Vec<Channel> = elements.iter().filter_map(of).cloned().collect();
    match found.len() {
        0 => Ok(channels.to_vec()),
        all if all == elements.len() && all == channels.len() => Ok(found),
        _ => Err(Error::Contradiction(format!(
            "the sample has the elements {}, the conditions the channels {}: state one for each",
            elements.join(", "),
            channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ablation::{expected_elements, simulate_elements};

    fn sample() -> Map {
        let values = Array3::from_shape_fn((2, 30, 40), |(e, i, j)| ((i * 7 + j * 3 + 5 * e) % 11) as f32);
        let mut map = Map::new(values, vec!["Ca".into(), "Zn".into()]).unwrap().with_pixel_size(1.0, 1.0005);
        map.origin_um = (100.0, 50.0);
        map
    }

    fn conditions(channels: &[(&str, f64)]) -> Conditions {
        let channel = |(name, counts): &(&str, f64)| Channel {
            name: (*name).into(),
            sensitivity_counts: Some(*counts),
            ..Channel::default()
        };
        let channels = channels.iter().map(channel).collect();
        Conditions { beam_size_um: Some(5.0), channels, ..Conditions::default() }
    }

    fn run(map: &Map, conditions: &Conditions, quantity: Quantity) -> Result<Map> {
        ablate(map, conditions, quantity, &Task::new())
    }

    #[test]
    fn a_map_has_its_place_pixels_and_unit() {
        let (map, conditions) = (sample(), conditions(&[]));
        let measured = run(&map, &conditions, Quantity::Draw { seed: 3 }).unwrap();
        assert_eq!(*measured.values(), simulate_elements(map.values().view(), 1.0, &conditions, 3).unwrap());
        assert_eq!(measured.pixel_size_um(), Ok((5.0, 5.0)));
        assert_eq!((measured.origin_um, measured.unit.as_str()), ((100.0, 50.0), "counts"));
        assert_eq!(run(&map, &conditions, Quantity::Variance).unwrap().unit, "counts²");
    }

    #[test]
    fn channels_belong_to_the_elements_they_name_and_else_to_those_in_their_order() {
        let map = sample();
        let expected = |channels: &[(&str, f64)]| {
            expected_elements(map.values().view(), 1.0, &conditions(channels)).unwrap()
        };
        for (channels, in_order) in [
            ([("Zn", 2.0), ("Ca", 8.0)], [("Ca", 8.0), ("Zn", 2.0)]),
            ([("a", 2.0), ("b", 8.0)], [("a", 2.0), ("b", 8.0)]),
        ] {
            let measured = run(&map, &conditions(&channels), Quantity::Expected).unwrap();
            assert_eq!(*measured.values(), expected(&in_order));
        }
        for channels in
            [&[("Zn", 2.0), ("Mg", 8.0)][..], &[("Zn", 2.0)], &[("Ca", 1.0), ("Zn", 1.0), ("Mg", 1.0)]]
        {
            let error = run(&map, &conditions(channels), Quantity::Expected).unwrap_err().to_string();
            assert!(error.contains("elements Ca, Zn") && error.contains("state one for each"), "{error}");
        }
    }

    #[test]
    fn pixels_must_be_square_and_pictures_are_scaled() {
        let oblong = sample().with_pixel_size(1.0, 1.002);
        let error = run(&oblong, &conditions(&[]), Quantity::Expected).unwrap_err().to_string();
        assert!(error.contains("1 x 1.002 µm") && error.contains("square"), "{error}");
        let mean = Conditions { mean_concentration: 2.0, ..conditions(&[]) };
        let measured = run(&sample(), &mean, Quantity::Expected).unwrap();
        let scaled = measured.values().mean().unwrap()
            / run(&sample(), &conditions(&[]), Quantity::Expected).unwrap().values().mean().unwrap();
        assert!((scaled / (2.0 / sample().values().mean().unwrap()) - 1.0).abs() < 0.01, "{scaled}");
        let flat = Map::new(Array3::ones((1, 20, 20)), vec!["Sr".into()]).unwrap().with_pixel_size(1.0, 1.0);
        let error = run(&flat, &mean, Quantity::Expected).unwrap_err().to_string();
        assert!(error.starts_with("Sr: ") && error.contains("contrast"), "{error}");
    }

    #[test]
    fn a_first_pass_without_offset_is_the_plain_map_and_a_turned_one_lies_on_the_sample() {
        let (map, conditions, quantity) = (sample(), conditions(&[]), Quantity::Draw { seed: 9 });
        let sample = Sample::new(&map).unwrap();
        let pass = Pass { offset: (0.0, 0.0), orthogonal: false };
        let first = sample.ablate_pass(&conditions, (0, &pass), quantity, &Task::new()).unwrap();
        assert_eq!(first, run(&map, &conditions, quantity).unwrap());
        let turned = Pass { offset: (0.4, 0.2), orthogonal: true };
        let turned = sample.ablate_pass(&conditions, (1, &turned), quantity, &Task::new()).unwrap();
        assert_eq!(turned.origin_um, (101.0, 52.0));
    }
}
