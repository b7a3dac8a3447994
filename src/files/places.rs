// SPDX-License-Identifier: MIT OR Apache-2.0
//! Places of pixels that stand beside values: planes named X and Y, as `numpy.savez(file, X=X, Y=Y, Ba=Ba)` leaves them, or one array
//! for each axis.
//!
//! Where they step evenly they tell the size of a pixel and are no elements; else the map is refused.

use super::axis::axis;
use super::name::length_um;
use super::options::{Layout, ReadOptions};
use super::steps::unevenness;
use crate::error::Result;
use crate::map::Map;
use ndarray::{ArrayView2, Axis};

/// Largest difference of a step from the mean one, as a share of it.
const EVEN: f64 = 0.05;

/// The places along one axis and what their array is called.
pub(super) struct Places {
    pub name: String,
    pub values: Vec<f64>,
}

/// Takes planes of places out of a map and sets the size of its pixels; the error is a sentence.
pub(super) fn take_out(map: Map, options: &ReadOptions) -> std::result::Result<Map, String> {
    if options.layout == Layout::Image || map.elements().len() < 2 {
        return Ok(map);
    }
    let of = |wanted: &str| map.elements().iter().position(|name| axis(name).0 == wanted);
    let (Some(x), Some(y)) = (of("x"), of("y")) else { return Ok(told(map)) };
    let name = |plane: usize| map.elements()[plane].clone();
    if map.elements().len() == 2 {
        return Err(format!(
            "{} and {} are places, and there are no values beside them: add these, or state that the file is an image",
            name(x),
            name(y)
        ));
    }
    let plane = |plane: usize| map.element(plane);
    if along_pixels(plane(y)).is_some() && along_pixels(plane(x).reversed_axes()).is_some() {
        return Err(format!(
            "{} runs from line to line and {} along the lines: save the arrays with x along the last axis, or state that the \
             file is an image",
            name(x),
            name(y)
        ));
    }
    let places = [(x, plane(x)), (y, plane(y).reversed_axes())].map(|(place, plane)| {
        along_pixels(plane)
            .map(|values| Places { name: name(place), values })
            .ok_or_else(|| uneven(&name(place)))
    });
    let [x_places, y_places] = places;
    let (x_places, y_places) = (x_places?, y_places?);
    let is_height = |plane: usize| axis(&map.elements()[plane]).0 == "z";
    let mut keep: Vec<usize> = (0..map.elements().len()).filter(|plane| ![x, y].contains(plane)).collect();
    let heights: Vec<usize> = keep.iter().copied().filter(|plane| is_height(*plane)).collect();
    // a single z beside x and y is the value
    let is_value = heights.len() == keep.len();
    keep.retain(|plane| is_value || !heights.contains(plane));
    let mut kept = only(&map, &keep).map_err(|error| error.to_string())?;
    if !is_value && !heights.is_empty() {
        let names: Vec<String> = heights.into_iter().map(name).collect();
        kept.notes.push(format!("arrays of heights were left out: {}", names.join(", ")));
    }
    set(&mut kept, &x_places, &y_places, options)?;
    Ok(kept)
}

/// Sets the size of pixels and the origin of a map by the places of its pixels and lines; the error is a sentence.
pub(super) fn set(
    map: &mut Map,
    x: &Places,
    y: &Places,
    options: &ReadOptions,
) -> std::result::Result<(), String> {
    let of = |places: &Places| -> std::result::Result<(f64, Option<f64>, Option<f64>), String> {
        let values = &places.values;
        let step = step(values).ok_or_else(|| uneven(&places.name))?;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        Ok((least - step.unwrap_or(0.0) / 2.0, step, in_um(&places.name, options)?))
    };
    let ((left, width, x_um), (top, height, y_um)) = (of(x)?, of(y)?);
    let names = format!("{} and {}", x.name, y.name);
    let (Some(x_um), Some(y_um)) = (x_um, y_um) else {
        map.notes.push(format!(
            "{names} are places of pixels and no elements; their unit is not told: state mm or um for the size of a pixel"
        ));
        return Ok(());
    };
    map.pixel_width_um = map.pixel_width_um.or(width.map(|step| step * x_um));
    map.pixel_height_um = map.pixel_height_um.or(height.map(|step| step * y_um));
    map.origin_um = (left * x_um, top * y_um);
    map.notes.push(format!("{names} are places of pixels and no elements: they tell the size of a pixel"));
    let falls = |places: &&Places| places.values.first() > places.values.last();
    map.notes.extend([x, y].into_iter().filter(falls).map(|places| {
        format!("{} falls from pixel to pixel or line to line: the values keep their order", places.name)
    }));
    Ok(())
}

/// A sentence on planes without such names that step evenly along pixels and along lines.
fn told(mut map: Map) -> Map {
    let steps = |plane: &ArrayView2<'_, f32>| {
        along_pixels(plane.view()).and_then(|values| step(&values)).flatten().is_some()
    };
    let planes = || (0..map.elements().len()).map(|plane| map.element(plane));
    let x = planes().position(|plane| steps(&plane));
    let y = planes().position(|plane| steps(&plane.reversed_axes()));
    if let (Some(x), Some(y)) = (x, y) {
        let note = format!(
            "{} and {} step evenly along pixels and lines, as places do, and are read as elements",
            map.elements()[x],
            map.elements()[y]
        );
        map.notes.push(note);
    }
    map
}

/// The values of every line of a plane, where all are the same.
fn along_pixels(plane: ArrayView2<'_, f32>) -> Option<Vec<f64>> {
    let first = plane.row(0);
    let line: Vec<f64> = first.iter().map(|value| f64::from(*value)).collect();
    let tolerance = step(&line).flatten().map_or(0.0, |step| EVEN * step);
    let same = |(a, b): (&f32, &f32)| f64::from((a - b).abs()) <= tolerance;
    let varies = line.len() == 1 || line.windows(2).any(|pair| pair[0] != pair[1]);
    (varies && plane.outer_iter().all(|other| other.iter().zip(&first).all(same))).then_some(line)
}

/// The even step between values, without its sign, `Some(None)` where there is a single one; `None` if they are not even.
fn step(values: &[f64]) -> Option<Option<f64>> {
    match values {
        [_] => Some(None),
        [a, b] => Some(Some((b - a).abs())).filter(|_| a != b),
        _ => unevenness(values).filter(|(largest, step)| *largest <= EVEN * step).map(|(_, step)| Some(step)),
    }
}

fn uneven(name: &str) -> String {
    format!(
        "{name} holds places that do not step evenly: put the values on a regular grid, or state that the file is an image"
    )
}

/// What a length of 1 is in µm, from the name or the options.
fn in_um(name: &str, options: &ReadOptions) -> std::result::Result<Option<f64>, String> {
    let (told, stated) = (length_um(&axis(name).1), options.points.map(|unit| unit.in_um()));
    match (told, stated) {
        (Some(told), Some(stated)) if told != stated => {
            Err(format!("{name} gives places of {told} µm, the options of {stated} µm: leave out the option"))
        }
        _ => Ok(told.or(stated)),
    }
}

/// The map of some of its elements.
fn only(map: &Map, keep: &[usize]) -> Result<Map> {
    let elements = keep.iter().map(|plane| map.elements()[*plane].clone()).collect();
    let mut kept = Map::new(map.values().select(Axis(0), keep), elements)?;
    (kept.pixel_width_um, kept.pixel_height_um) = (map.pixel_width_um, map.pixel_height_um);
    (kept.origin_um, kept.unit, kept.notes) = (map.origin_um, map.unit.clone(), map.notes.clone());
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array3;

    /// Planes X, Y and one of values of 3 lines of 4 pixels; `place` gives x and y of a line and pixel.
    fn map(names: [&str; 3], place: impl Fn(usize, usize) -> (f32, f32)) -> Map {
        let value = |(plane, line, pixel): (usize, usize, usize)| match plane {
            0 => place(line, pixel).0,
            1 => place(line, pixel).1,
            _ => (7 * line + 5 * pixel % 3) as f32,
        };
        Map::new(Array3::from_shape_fn((3, 3, 4), value), names.map(String::from).to_vec()).unwrap()
    }

    fn even(line: usize, pixel: usize) -> (f32, f32) {
        (100.0 + 10.0 * pixel as f32, 50.0 - 20.0 * line as f32)
    }

    #[test]
    fn even_places_tell_the_size_of_a_pixel_and_are_no_elements() {
        let taken = take_out(map(["X_um", "Y_um", "Ba"], even), &ReadOptions::default()).unwrap();
        assert_eq!(taken.elements(), ["Ba"]);
        assert_eq!((taken.pixel_size_um().unwrap(), taken.origin_um), ((10.0, 20.0), (95.0, 0.0)));
        assert!(taken.notes.iter().any(|note| note.contains("Y_um falls")), "{:?}", taken.notes);
        let unknown = take_out(map(["X", "Y", "Z"], even), &ReadOptions::default()).unwrap();
        assert_eq!((unknown.elements(), unknown.pixel_width_um), (&["Z".to_string()][..], None));
        assert!(unknown.notes[0].contains("state mm or um"), "{:?}", unknown.notes);
    }

    #[test]
    fn uneven_places_are_refused_and_an_image_keeps_its_planes() {
        let bent = |line: usize, pixel: usize| ((pixel * pixel) as f32, line as f32);
        let shaken = |line: usize, pixel: usize| ((10 * pixel + line) as f32, line as f32);
        let turned = |line: usize, pixel: usize| (line as f32, pixel as f32);
        for (place, words) in [
            (bent as fn(usize, usize) -> (f32, f32), "do not step evenly"),
            (shaken, "do not step evenly"),
            (turned, "X runs from line to line"),
        ] {
            let reason = take_out(map(["X", "Y", "Ba"], place), &ReadOptions::default()).unwrap_err();
            assert!(reason.contains(words), "{reason}");
            let image = ReadOptions { layout: Layout::Image, ..ReadOptions::default() };
            assert_eq!(take_out(map(["X", "Y", "Ba"], place), &image).unwrap().elements().len(), 3);
        }
    }

    #[test]
    fn planes_without_names_that_seem_places_are_told() {
        let noted =
            take_out(map(["element 1", "element 2", "element 3"], even), &ReadOptions::default()).unwrap();
        assert!(noted.elements().len() == 3 && noted.notes[0].contains("as places do"), "{:?}", noted.notes);
        let yttrium = take_out(
            map(["Ba", "Y", "Zr"], |line, pixel| (pixel as f32, (line * pixel) as f32)),
            &ReadOptions::default(),
        );
        assert_eq!(yttrium.unwrap().notes.len(), 0);
    }
}
