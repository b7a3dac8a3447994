// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a TIFF file says beside the pixels, and what follows for the map.

use super::imagej::{Description, METADATA, METADATA_SIZES, Metadata};
use super::npy::Said;
use super::number::Number;
use super::ome::Ome;
use super::part;
use super::tiff_read::Source;
use crate::error::Result;
use crate::map::Map;
use std::path::Path;
use tiff::decoder::ifd::Value;
use tiff::tags::{ByteOrder, Tag};

/// What the file says beside the pixels.
#[derive(Default)]
pub(super) struct Notes {
    pub description: Option<Description>,
    pub metadata: Metadata,
    /// The images of an OME-TIFF; empty for another file.
    images: Vec<Ome>,
    /// Which of them is read.
    image: usize,
    /// Pixels per unit of length in x and y.
    resolution: [Option<f64>; 2],
    /// The value that stands for a missing one (GDAL and programs of ESRI).
    no_data: Option<f32>,
}

/// Tag in which GDAL keeps, as text, the value that stands for a missing one.
const NO_DATA: u16 = 42113;
/// Longest text that is read.
const MAX_TEXT: usize = 1 << 26;

/// A text of the current directory: UTF-8, else Latin-1, as programs write the sign of micro.
pub(super) fn text(source: &mut Source, tag: Tag) -> Option<String> {
    let mut directory = source.image_ifd();
    let length = usize::try_from(directory.find_entry(tag)?.count()).ok()?.min(MAX_TEXT);
    let mut bytes = vec![0; length];
    directory.find_tag_bytes(tag, &mut bytes, 0).ok()??;
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(end);
    Some(
        String::from_utf8(bytes)
            .unwrap_or_else(|error| error.as_bytes().iter().map(|b| char::from(*b)).collect()),
    )
}

impl Notes {
    /// Notes that are damaged are left out; pixels can do without.
    pub fn read(source: &mut Source) -> Self {
        let words = text(source, Tag::ImageDescription).unwrap_or_default();
        let description = Description::parse(&words);
        let no_data = text(source, Tag::Unknown(NO_DATA)).and_then(|text| text.trim().parse().ok());
        let resolution = [Tag::XResolution, Tag::YResolution].map(|tag| match source.find_tag(tag) {
            Ok(Some(Value::Rational(n, d))) if n > 0 && d > 0 => Some(f64::from(n) / f64::from(d)),
            _ => None,
        });
        if description.is_none() {
            let images = Ome::parse(&words).unwrap_or_default();
            return Self { images, resolution, no_data, ..Self::default() };
        }
        let sizes = source.get_tag_u64_vec(Tag::Unknown(METADATA_SIZES)).unwrap_or_default();
        let bytes = source.get_tag_u8_vec(Tag::Unknown(METADATA)).unwrap_or_default();
        let big = source.byte_order() == ByteOrder::BigEndian;
        let metadata = Metadata::decode(&sizes, &bytes, big);
        Self { description, metadata, resolution, no_data, ..Self::default() }
    }

    /// Chooses the image that is stated by name or number; the first where none is.
    pub fn choose(&mut self, part: Option<&str>, path: &Path) -> Result<()> {
        if self.images.is_empty() {
            return part::none(part, path);
        }
        self.image = part::place(part, path, "images", &self.names())?.unwrap_or(0);
        Ok(())
    }

    fn names(&self) -> Vec<String> {
        let named =
            |image: &Ome| if image.name.is_empty() { "without name".into() } else { image.name.clone() };
        self.images.iter().map(named).collect()
    }

    /// The image that is read.
    fn ome(&self) -> Option<&Ome> {
        self.images.get(self.image)
    }

    /// Applies the straight line by which ImageJ gives 8 and 16-bit values a meaning.
    pub fn calibrate(&self, number: Number, values: &mut [f32]) -> Said<()> {
        let Some(description) = &self.description else { return Ok(()) };
        let function = description.number("cf");
        if number.bytes > 2 || matches!(function, None | Some(20.0)) {
            return Ok(());
        }
        let (Some(0.0), Some(c0), Some(c1)) = (function, description.number("c0"), description.number("c1"))
        else {
            return Err("the values have a curved calibration: convert the map to 32 bits in ImageJ".into());
        };
        values.iter_mut().for_each(|value| *value = (c0 + c1 * f64::from(*value)) as f32);
        Ok(())
    }

    /// Where the slices of the chosen one of several images begin, and how many they are; `None` if there is one image.
    pub fn range(&self) -> Option<(u64, u64)> {
        self.ome().filter(|_| self.images.len() > 1).map(|image| (image.first, image.planes))
    }

    /// Makes the value that stands for a missing one NaN; a sentence on how many were.
    pub fn blank(&self, values: &mut [f32]) -> Option<String> {
        let no_data = self.no_data?;
        let missing = values.iter_mut().filter(|value| **value == no_data);
        let count = missing.map(|value| *value = f32::NAN).count();
        (count > 0)
            .then(|| format!("{count} values of {no_data}, which the file states to be none, are missing"))
    }

    /// Names of the elements: the first lines of the labels, the channels of OME or the names of pages, made different
    /// where they are not. `pages`: those of each slice, empty where it has none.
    pub fn elements(&self, pages: &[String], file: String) -> Vec<String> {
        let slices = pages.len();
        let mut names: Vec<String> = Vec::with_capacity(slices);
        let channels = self.ome().map(|ome| &ome.channels).filter(|channels| channels.len() == slices);
        let own = if self.metadata.labels.is_empty() { pages } else { &self.metadata.labels };
        let labels = channels.map_or(own, Vec::as_slice);
        for i in 0..slices {
            let label = labels.get(i).and_then(|label| label.lines().next()).unwrap_or_default().trim();
            let name = match label {
                "" if slices == 1 => file.clone(),
                "" => format!("slice {}", i + 1),
                label => label.to_string(),
            };
            names.push(name);
        }
        let mut seen = std::collections::HashSet::new();
        for (i, name) in names.iter_mut().enumerate() {
            if !seen.insert(name.clone()) {
                *name = format!("{name} (slice {})", i + 1);
                seen.insert(name.clone());
            }
        }
        names
    }

    /// A sentence on slices that the file calls depths or times, where no labels say that they are elements.
    fn depths(&self, slices: usize) -> Option<String> {
        let stated = |key| self.description.as_ref().and_then(|text| text.number(key)).unwrap_or(1.0) as u64;
        let along = match self.ome() {
            Some(ome) => ome.depths,
            None if self.metadata.labels.iter().any(|label| !label.trim().is_empty()) => 1,
            None => stated("slices").saturating_mul(stated("frames")),
        };
        (along > 1 && slices > 1).then(|| {
            format!(
                "the file calls its slices depths or times ({along}): each of the {slices} is read as an element; save one \
                 of them alone if they are none"
            )
        })
    }

    /// Gives a map the pixel size, origin and unit.
    pub fn place(&self, map: &mut Map) {
        map.notes.extend(self.depths(map.elements().len()));
        if let Some(ome) = self.ome() {
            (map.pixel_width_um, map.pixel_height_um) = ome.pixel_um;
            if self.images.len() > 1 {
                let (count, names) = (self.images.len(), self.names().join(", "));
                map.notes.push(format!(
                    "the file holds {count} images ({names}); number {} is read",
                    self.image + 1
                ));
            }
        }
        let Some(description) = &self.description else { return };
        let units = description.units_um();
        let size = |unit: Option<f64>, resolution: Option<f64>| Some(unit? / resolution?);
        map.pixel_width_um = size(units.0, self.resolution[0]);
        map.pixel_height_um = size(units.1, self.resolution[1]);
        let origin =
            |size: Option<f64>, key: &str| -> Option<f64> { Some(-size? * description.number(key)?) };
        map.origin_um = (
            origin(map.pixel_width_um, "xorigin").unwrap_or(0.0),
            origin(map.pixel_height_um, "yorigin").unwrap_or(0.0),
        );
        map.unit = description.value_unit().into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_labels_become_different_names() {
        let labels = ["Ba\nmeasured", "Ba", ""].map(String::from).to_vec();
        let notes = Notes { metadata: Metadata { info: None, labels }, ..Notes::default() };
        assert_eq!(
            notes.elements(&vec![String::new(); 4], "f".into()),
            ["Ba", "Ba (slice 2)", "slice 3", "slice 4"]
        );
    }

    #[test]
    fn channels_of_ome_are_elements_where_every_slice_is_one() {
        let ome = Ome { channels: vec!["Ca44".into(), "Zn66".into()], ..Ome::default() };
        let notes = Notes { images: vec![ome], ..Notes::default() };
        assert_eq!(notes.elements(&vec![String::new(); 2], "f".into()), ["Ca44", "Zn66"]);
        assert_eq!(notes.elements(&vec![String::new(); 3], "f".into()), ["slice 1", "slice 2", "slice 3"]);
    }
}
