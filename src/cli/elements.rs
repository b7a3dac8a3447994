// SPDX-License-Identifier: MIT OR Apache-2.0
//! The elements of a sample, measured in one pass.

use lamap::ablation::{self, Pass, Scan};
use lamap::conditions::{Channel, Conditions};
use lamap::{Error, Map, Result};
use ndarray::{Array3, CowArray, Ix3};

/// What is to be simulated.
#[derive(Clone, Copy)]
pub enum Wanted {
    /// A measurement with the noise of this seed.
    Draw(u64),
    /// Its mean.
    Expected,
    /// Its variance.
    Variance,
}

/// A sample as concentrations, and the conditions with a channel for each element or none.
pub struct Elements<'a> {
    sample: &'a Map,
    concentrations: CowArray<'a, f32, Ix3>,
    pub conditions: Conditions,
}

impl<'a> Elements<'a> {
    /// The elements of a map; a picture is scaled as the conditions ask for.
    pub fn of(sample: &'a Map, conditions: &Conditions) -> Result<Self> {
        let channels = channels_of(sample.elements(), &conditions.channels)?;
        let conditions = Conditions { channels, ..conditions.clone() };
        let mut concentrations = CowArray::from(sample.values().view());
        if conditions.mean_concentration != 0.0 {
            let mut scaled = concentrations.into_owned();
            for (picture, name) in scaled.outer_iter_mut().zip(sample.elements()) {
                ablation::to_concentrations(picture, &conditions).map_err(|error| named(name, error))?;
            }
            concentrations = scaled.into();
        }
        Ok(Self { sample, concentrations, conditions })
    }

    /// The map of one pass over the whole sample.
    pub fn measure(&self, pixel_um: f64, wanted: Wanted) -> Result<Map> {
        let (samples, conditions) = (self.concentrations.view(), &self.conditions);
        let values = match wanted {
            Wanted::Draw(seed) => ablation::simulate_elements(samples, pixel_um, conditions, seed),
            Wanted::Expected => ablation::expected_elements(samples, pixel_um, conditions),
            Wanted::Variance => ablation::variance_elements(samples, pixel_um, conditions),
        };
        let (rows, columns) = self.sample.shape();
        let values = values.map_err(|error| self.named(error))?;
        let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
        let square = if matches!(wanted, Wanted::Variance) { "²" } else { "" };
        self.map(values, (scan.pixel_width_um, scan.pixel_height_um), scan.corner_um(), square)
    }

    /// The map of pass `number` (from 0) of several; without a seed, its mean.
    pub fn pass(&self, number: usize, pass: &Pass, pixel_um: f64, seed: Option<u64>) -> Result<Map> {
        let map = pass.simulate(number, self.concentrations.view(), pixel_um, &self.conditions, seed);
        let map = map.map_err(|error| self.named(error))?;
        self.map(map.counts, map.pixel_um, map.offset_um, "")
    }

    fn map(
        &self,
        values: Array3<f32>,
        pixel_um: (f64, f64),
        corner_um: (f64, f64),
        power: &str,
    ) -> Result<Map> {
        let names = self.sample.elements().to_vec();
        let mut map = Map::new(values, names)?.with_pixel_size(pixel_um.0, pixel_um.1);
        let origin = self.sample.origin_um;
        map.unit = format!("{}{power}", self.conditions.unit());
        map.origin_um = (origin.0 + corner_um.0, origin.1 + corner_um.1);
        Ok(map)
    }

    fn named(&self, error: Error) -> Error {
        named(&self.sample.elements().join(", "), error)
    }
}

/// An error in the data with the name of what it is found in.
fn named(name: &str, error: Error) -> Error {
    match error {
        Error::Data(text) => Error::Data(format!("{name}: {text}")),
        other => other,
    }
}

/// The channel of each element: by name where one of them has the name of an element, else in their order.
fn channels_of(elements: &[String], channels: &[Channel]) -> Result<Vec<Channel>> {
    let of = |element: &String| channels.iter().find(|channel| channel.name == *element);
    if channels.is_empty() || elements.iter().all(|element| of(element).is_none()) {
        return Ok(channels.to_vec());
    }
    let missing: Vec<_> = elements.iter().filter(|element| of(element).is_none()).cloned().collect();
    if !missing.is_empty() || channels.len() != elements.len() {
        let names = channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Error::Contradiction(format!(
            "the sample has the elements {}, the conditions the channels {names}: state one for each",
            elements.join(", ")
        )));
    }
    Ok(elements.iter().filter_map(of).cloned().collect())
}
