// SPDX-License-Identifier: MIT OR Apache-2.0
//! A sample of any number of elements, measured in one pass.

use lamap::ablation::{Scan, Wanted, measure_elements, to_concentrations};
use lamap::conditions::{Channel, Conditions};
use lamap::watch::GoesOn;
use lamap::{Error, Map, Result};
use ndarray::{CowArray, Ix3};

/// Sides of a pixel that differ by less than this share make a square.
const SQUARE: f64 = 1e-3;

/// A sample as Java hands it over; its values are checked by the simulation.
pub struct Sample<'a> {
    /// Elements x rows x columns concentrations.
    pub values: CowArray<'a, f32, Ix3>,
    /// One for each element.
    pub names: Vec<String>,
    /// Width and height of a pixel, and the outer corner of pixel (0, 0), in µm.
    pub frame: [f64; 4],
}

/// The map that the conditions give of a sample, at its place on the sample.
///
/// # Errors
/// [`Error::Contradiction`] if the pixels are not square; those of [`measure_elements`].
pub fn measure(sample: Sample, conditions: &Conditions, wanted: Wanted, goes_on: GoesOn) -> Result<Map> {
    let Sample { values: mut samples, names, frame: [pixel_um, height_um, x_um, y_um] } = sample;
    if (pixel_um / height_um - 1.0).abs() > SQUARE {
        return Err(Error::Contradiction(format!(
            "the pixels of the sample are {pixel_um} x {height_um} µm: the simulation needs square ones"
        )));
    }
    let conditions =
        &Conditions { channels: channels_of(&names, &conditions.channels)?, ..conditions.clone() };
    if conditions.mean_concentration != 0.0 {
        let mut scaled = samples.into_owned();
        scaled.outer_iter_mut().try_for_each(|picture| to_concentrations(picture, conditions))?;
        samples = scaled.into();
    }
    let values = measure_elements(samples.view(), pixel_um, conditions, wanted, goes_on)?;
    let (_, rows, columns) = samples.dim();
    let scan = Scan::covering(conditions, columns as f64 * pixel_um, rows as f64 * pixel_um)?;
    let mut map = Map::new(values, names)?.with_pixel_size(scan.pixel_width_um, scan.pixel_height_um);
    let corner_um = scan.corner_um();
    map.origin_um = (x_um + corner_um.0, y_um + corner_um.1);
    map.unit = conditions.unit().into();
    if matches!(wanted, Wanted::Variance) {
        map.unit.push('²');
    }
    Ok(map)
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
