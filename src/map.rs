// SPDX-License-Identifier: MIT OR Apache-2.0
//! Elemental maps: what was measured, and where.

use crate::error::{Error, Result};
use ndarray::{Array3, ArrayView2, Axis};

/// Negative numbers that stand for missing values, in a map that holds no others below zero.
const NEGATIVE: [f32; 7] = [-9999.0, -99999.0, -999.0, -999.25, -99.0, -32768.0, -999_999.0];
/// Numbers as large as these, far above all others, do so, too.
const LARGE: f32 = 1e30;
/// How far above: more than any range of measured values.
const ABOVE: f32 = 1e6;

/// Largest number of values of one map or result; a guard against absurd sizes in damaged files.
pub const MAX_VALUES: usize = 1 << 33;

/// Pixel sizes that make sense, in µm.
const PIXEL_UM: (f64, f64) = (1e-3, 1e5);

/// Sides of a pixel that differ by less than this share make a square.
const SQUARE: f64 = 1e-3;

/// The side of square pixels of this width and height, µm. `what`: whose pixels they are.
///
/// # Errors
/// [`Error::Contradiction`] if they are not square.
pub fn square_um(what: &str, (width_um, height_um): (f64, f64)) -> Result<f64> {
    if (width_um / height_um - 1.0).abs() > SQUARE {
        return Err(Error::Contradiction(format!(
            "the pixels of the {what} are {width_um} x {height_um} µm: the simulation needs square ones"
        )));
    }
    Ok(width_um)
}

/// A pixel size that makes sense.
///
/// # Errors
/// [`Error::OutOfRange`] for another one.
pub fn expect_pixel_um(key: &'static str, value: f64) -> Result<f64> {
    let (min, max) = PIXEL_UM;
    if (min..=max).contains(&value) {
        Ok(value)
    } else {
        Err(Error::OutOfRange { key, value, unit: "µm", min, max })
    }
}

/// One or more elemental maps of the same area.
///
/// Values: shape (elements, lines, pixels), `f32`; a missing value is NaN; infinities are not allowed.
/// Along a line (pixels) is the scan direction x; from line to line is y.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    values: Array3<f32>,
    elements: Vec<String>,
    /// Width of a pixel along the scan, in µm; `None` where it is not known.
    pub pixel_width_um: Option<f64>,
    /// Distance of two lines, in µm; `None` where it is not known.
    pub pixel_height_um: Option<f64>,
    /// Outer corner (x, y) of pixel (0, 0) on the sample, in µm.
    pub origin_um: (f64, f64),
    /// Unit of the values, e.g. `counts`, `cps`, `ug/g`; empty where it is not known.
    pub unit: String,
    /// Sentences on what was left out, replaced or chosen when the map was read.
    pub notes: Vec<String>,
}

impl Map {
    /// A map of values of shape (elements, lines, pixels) with one name for each element.
    ///
    /// # Errors
    /// [`Error::Data`] if there is no element, line or pixel or a value is infinite;
    /// [`Error::Shape`] if the number of names differs.
    pub fn new(values: Array3<f32>, elements: Vec<String>) -> Result<Self> {
        let (n, lines, pixels) = values.dim();
        if values.is_empty() {
            return Err(Error::Data(format!(
                "the map is empty ({n} elements, {lines} lines, {pixels} pixels)"
            )));
        }
        if elements.len() != n {
            return Err(Error::Shape {
                what: "the list of element names",
                expected: n.to_string(),
                found: elements.len().to_string(),
            });
        }
        if let Some(((e, i, j), v)) = values.indexed_iter().find(|(_, v)| v.is_infinite()) {
            let name = &elements[e];
            return Err(Error::Data(format!(
                "the map of {name} holds {v} at line {i}, pixel {j}: use NaN for a missing value"
            )));
        }
        // all that follows goes row by row
        let values =
            if values.is_standard_layout() { values } else { values.as_standard_layout().into_owned() };
        Ok(Self {
            values,
            elements,
            pixel_width_um: None,
            pixel_height_um: None,
            origin_um: (0.0, 0.0),
            unit: String::new(),
            notes: Vec::new(),
        })
    }

    /// The same map with its pixel size in µm (along the scan, from line to line).
    #[must_use]
    pub fn with_pixel_size(mut self, width_um: f64, height_um: f64) -> Self {
        self.pixel_width_um = Some(width_um);
        self.pixel_height_um = Some(height_um);
        self
    }

    /// All values, shape (elements, lines, pixels).
    pub fn values(&self) -> &Array3<f32> {
        &self.values
    }

    /// Names of the elements, in the order of the values.
    pub fn elements(&self) -> &[String] {
        &self.elements
    }

    /// The number that seems to stand for missing values of an element, such as -9999, and how often it does.
    ///
    /// # Panics
    /// If there is no such element.
    pub fn mark_of_missing(&self, element: usize) -> Option<(f32, usize)> {
        let plane = self.element(element);
        let range = |values: &mut dyn Iterator<Item = f32>| {
            values.fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), value| {
                (least.min(value), most.max(value))
            })
        };
        let (least, most) = range(&mut plane.iter().copied());
        let fill = if NEGATIVE.contains(&least) {
            least
        } else if most >= LARGE {
            most
        } else {
            return None;
        };
        let count = plane.iter().filter(|value| **value == fill).count();
        let (least, most) = range(&mut plane.iter().copied().filter(|value| *value != fill));
        let stands_apart = if fill < 0.0 { least >= 0.0 } else { most < fill / ABOVE };
        (stands_apart && least.is_finite()).then_some((fill, count))
    }

    /// Values of one element, shape (lines, pixels).
    ///
    /// # Panics
    /// If there is no such element.
    pub fn element(&self, index: usize) -> ArrayView2<'_, f32> {
        self.values.index_axis(Axis(0), index)
    }

    /// Number of lines and of pixels in a line.
    pub fn shape(&self) -> (usize, usize) {
        (self.values.dim().1, self.values.dim().2)
    }

    /// Pixel width and height in µm.
    ///
    /// # Errors
    /// [`Error::Missing`] if they are not known; [`Error::OutOfRange`] if they are not positive numbers.
    pub fn pixel_size_um(&self) -> Result<(f64, f64)> {
        let hint =
            "the file does not tell it: state pixel_width_um and pixel_height_um, or the scan conditions";
        let known = |value: Option<f64>, what, key| {
            expect_pixel_um(key, value.ok_or_else(|| Error::Missing { what, hint: hint.into() })?)
        };
        Ok((
            known(self.pixel_width_um, "the pixel width", "pixel_width_um")?,
            known(self.pixel_height_um, "the pixel height", "pixel_height_um")?,
        ))
    }

    /// Other values of the same elements and place, shape (elements, rows, columns), with pixels of this width and height.
    ///
    /// # Errors
    /// Those of [`Map::new`].
    pub fn like(&self, values: Array3<f32>, (width_um, height_um): (f64, f64), unit: &str) -> Result<Map> {
        let mut like = Map::new(values, self.elements.clone())?.with_pixel_size(width_um, height_um);
        (like.unit, like.origin_um) = (unit.into(), self.origin_um);
        Ok(like)
    }

    /// Joins maps of the same area, unit and pixel size into one with all their elements.
    ///
    /// # Errors
    /// [`Error::Data`] if there is none; [`Error::Shape`] if their sizes differ;
    /// [`Error::Contradiction`] if their pixel sizes, units or element names clash.
    pub fn join(maps: Vec<Map>) -> Result<Map> {
        let Some(first) = maps.first() else { return Err(Error::Data("there is no map to join".into())) };
        let (size, pixel, unit) =
            (first.shape(), (first.pixel_width_um, first.pixel_height_um), first.unit.clone());
        let origin = first.origin_um;
        let words = |(lines, pixels): (usize, usize)| format!("{lines} lines of {pixels} pixels");
        for map in &maps {
            if map.shape() != size {
                return Err(Error::Shape {
                    what: "a map of the set",
                    expected: words(size),
                    found: words(map.shape()),
                });
            }
            if (map.pixel_width_um, map.pixel_height_um) != pixel || map.unit != unit {
                return Err(Error::Contradiction(format!(
                    "the maps of {} and {} differ in pixel size or unit",
                    first.elements[0], map.elements[0]
                )));
            }
        }
        let elements: Vec<String> = maps.iter().flat_map(|map| map.elements.iter().cloned()).collect();
        if let Some(twice) = elements.iter().enumerate().find(|(i, e)| elements[..*i].contains(e)) {
            return Err(Error::Contradiction(format!("the element {} occurs twice", twice.1)));
        }
        let views: Vec<_> = maps.iter().map(|map| map.values.view()).collect();
        let values = ndarray::concatenate(Axis(0), &views).map_err(|e| Error::Data(e.to_string()))?;
        Ok(Map {
            values,
            elements,
            pixel_width_um: pixel.0,
            pixel_height_um: pixel.1,
            origin_um: origin,
            unit,
            notes: maps.iter().flat_map(|map| map.notes.iter().cloned()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    fn named(name: &str, pixels: usize) -> Map {
        Map::new(Array3::zeros((1, 2, pixels)), vec![name.into()]).unwrap()
    }

    #[test]
    fn infinities_and_empty_maps_are_refused() {
        let mut values = Array3::zeros((1, 2, 2));
        values[[0, 1, 0]] = f32::INFINITY;
        assert!(
            Map::new(values, vec!["Ba".into()]).unwrap_err().to_string().contains("Ba holds inf at line 1")
        );
        assert!(Map::new(Array3::zeros((1, 0, 3)), vec!["Ba".into()]).is_err());
    }

    #[test]
    fn joining_keeps_the_order_and_refuses_other_sizes_and_twins() {
        let both = Map::join(vec![named("Ba", 3), named("Ca", 3)]).unwrap();
        assert_eq!(both.elements(), ["Ba", "Ca"]);
        assert!(Map::join(vec![named("Ba", 3), named("Ca", 4)]).is_err());
        assert!(Map::join(vec![named("Ba", 3), named("Ba", 3)]).is_err());
    }
}
