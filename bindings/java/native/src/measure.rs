// SPDX-License-Identifier: MIT OR Apache-2.0
//! A sample of any number of elements, measured in one pass.

use lamap::ablation::{
    Channel, Conditions, Scan, expected_elements, simulate_elements, to_concentrations, variance_elements,
};
use lamap::{Error, Map, Result};
use ndarray::CowArray;

/// Sides of a pixel that differ by less than this share make a square.
const SQUARE: f64 = 1e-3;

/// What is to be simulated.
pub enum Wanted {
    /// A measurement with the noise of this seed.
    Draw(u64),
    /// Its mean.
    Expected,
    /// Its variance.
    Variance,
}

/// The map that the conditions give of a sample, at its place on the sample.
///
/// # Errors
/// [`Error::Missing`] and [`Error::Contradiction`] if the pixels are of no known size or not square; those of the
/// simulation.
pub fn measure(sample: &Map, conditions: &Conditions, wanted: Wanted) -> Result<Map> {
    let channels = channels_of(sample.elements(), &conditions.channels)?;
    let conditions = &Conditions { channels, ..conditions.clone() };
    let pixel_um = side(sample)?;
    let mut samples = CowArray::from(sample.values());
    if conditions.mean_concentration != 0.0 {
        let mut pictures = samples.into_owned();
        pictures.outer_iter_mut().try_for_each(|picture| to_concentrations(picture, conditions))?;
        samples = pictures.into();
    }
    let values = match wanted {
        Wanted::Draw(seed) => simulate_elements(samples.view(), pixel_um, conditions, seed),
        Wanted::Expected => expected_elements(samples.view(), pixel_um, conditions),
        Wanted::Variance => variance_elements(samples.view(), pixel_um, conditions),
    }?;
    let (rows, columns) = sample.shape();
    let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    let names = sample.elements().to_vec();
    let mut map = Map::new(values, names)?.with_pixel_size(scan.pixel_width_um, scan.pixel_height_um);
    let (origin, corner) = (sample.origin_um, scan.corner_um());
    map.origin_um = (origin.0 + corner.0, origin.1 + corner.1);
    map.unit = conditions.unit().into();
    if matches!(wanted, Wanted::Variance) {
        map.unit.push('²');
    }
    Ok(map)
}

fn side(sample: &Map) -> Result<f64> {
    let (width, height) = sample.pixel_size_um()?;
    if (width / height - 1.0).abs() > SQUARE {
        return Err(Error::Contradiction(format!(
            "the pixels of the sample are {width} x {height} µm: the simulation needs square ones"
        )));
    }
    Ok(width)
}

/// The channels in the order of the elements that they name; as they stand where they name none.
fn channels_of(elements: &[String], channels: &[Channel]) -> Result<Vec<Channel>> {
    let of = |element: &String| channels.iter().find(|channel| channel.name == *element).cloned();
    let found: Vec<Channel> = elements.iter().filter_map(of).collect();
    match found.len() {
        0 => Ok(channels.to_vec()),
        all if all == elements.len() && all == channels.len() => Ok(found),
        _ => Err(Error::Contradiction(format!(
            "the elements {} do not have one channel each: the conditions have {}",
            elements.join(", "),
            channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>().join(", ")
        ))),
    }
}
