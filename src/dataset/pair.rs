// SPDX-License-Identifier: MIT OR Apache-2.0
//! A sample at high resolution and its virtually ablated map, made from a record.

use super::picture::{Picture, concentration};
use super::record::Record;
use crate::ablation;
use crate::error::{Error, Result};
use crate::files::{self, WriteOptions};
use crate::map::Map;
use crate::task::Task;
use ndarray::{Array2, Axis, s};
use std::path::Path;

/// Counts that are white in a PNG file.
const WHITE: f32 = 65535.0;

/// A training pair.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The sample: concentrations, pixels of `pixel_um`.
    pub image: Map,
    /// Its measurement: counts.
    pub map: Map,
}

impl Pair {
    /// Makes the pair of a record from its picture; equal records and pictures give equal pairs.
    ///
    /// # Errors
    /// [`Error::Shape`] if the picture is another one; those of [`ablation::simulate`].
    ///
    /// Random: as [`ablation::simulate`] with the record's seed.
    pub fn of(record: &Record, picture: &Picture) -> Result<Self> {
        let conditions = record.conditions()?;
        let sample = sample(record, picture)?;
        let counts = ablation::simulate(sample.view(), record.pixel_um, &conditions, record.seed)?;
        let (width_um, height_um) = conditions.pixel_size_um()?;
        let named = |values: Array2<f32>, width_um, height_um| {
            Map::new(values.insert_axis(Axis(0)), vec![record.element.clone()])
                .map(|map| map.with_pixel_size(width_um, height_um))
        };
        let image = named(sample, record.pixel_um, record.pixel_um)?;
        let mut map = named(counts, width_um, height_um)?;
        map.unit = "counts".into();
        check_greys(record, &map)?;
        Ok(Self { image, map })
    }

    /// Writes both files below a folder; each appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`] if the system refuses.
    pub fn write(&self, record: &Record, folder: &Path) -> Result<()> {
        let white = |value: f32| record.image_white.map(|_| (0.0, value));
        let brightest = record.image_white.map_or(1.0, |white| white as f32);
        for (path, map, range) in
            [(&record.image, &self.image, white(brightest)), (&record.map, &self.map, white(WHITE))]
        {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).map_err(|error| Error::File {
                    path: parent.display().to_string(),
                    reason: error.to_string(),
                })?;
            }
            let options = WriteOptions { info: Some(record.line()), range, ..WriteOptions::default() };
            files::write(&path, map, &options, &Task::new())?;
        }
        Ok(())
    }
}

/// The tile as concentrations, turned.
fn sample(record: &Record, picture: &Picture) -> Result<Array2<f32>> {
    let (values, tile) = (picture.values(), record.tile);
    let fits =
        |first: usize, count: usize, all: usize| first.checked_add(count).is_some_and(|end| end <= all);
    let (lines, pixels) = values.dim();
    if [lines, pixels] != record.picture_size
        || !fits(tile.top, tile.lines, lines)
        || !fits(tile.left, tile.pixels, pixels)
    {
        return Err(Error::Shape {
            what: "the picture",
            expected: format!("{} lines of {} pixels", record.picture_size[0], record.picture_size[1]),
            found: format!("{lines} lines of {pixels} pixels"),
        });
    }
    let cut = values.slice_move(s![tile.top..tile.top + tile.lines, tile.left..tile.left + tile.pixels]);
    let (offset, scale) = (record.value_offset, record.value_scale);
    let turned = record.turn.of(cut).mapv(|value| concentration(value, offset, scale));
    Ok(turned.as_standard_layout().into_owned())
}

/// Counts that 16 bits cannot hold are refused rather than scaled.
fn check_greys(record: &Record, map: &Map) -> Result<()> {
    let most = map.values().iter().copied().fold(0.0, f32::max);
    if record.image_white.is_none() || most <= WHITE {
        return Ok(());
    }
    Err(Error::Data(format!(
        "{most} counts do not fit into a PNG file (up to {WHITE}): write TIFF files, or lower sensitivity_counts"
    )))
}
