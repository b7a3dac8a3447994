// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plain arrays of an archive, as `numpy.savez` writes them: elements, places of their pixels, and what accompanies them.

use super::archive::{Archive, each, header};
use super::axis::axis;
use super::errors::format_error;
use super::heading::is_value;
use super::npy::{self, Header, Said};
use super::number;
use super::options::{Layout, ReadOptions};
use super::places::{self, Places};
use super::size::{Packing, room};
use super::{suffix, twins};
use crate::error::Result;
use crate::map::Map;
use ndarray::{ArrayD, Axis, Ix2};
use std::path::Path;

/// What the arrays of an archive can be.
#[derive(Default)]
struct Survey<'a> {
    /// Arrays of two or three axes, with their numbers of values.
    maps: Vec<(&'a String, u64)>,
    /// Arrays of one axis that are named x and y.
    places: [Option<&'a String>; 2],
    left_out: Vec<&'a str>,
    /// All arrays in words.
    seen: Vec<String>,
}

impl<'a> Survey<'a> {
    fn of(archive: &mut Archive, names: &'a [String]) -> Self {
        let mut survey = Self::default();
        for name in names {
            let header = match header(archive, name) {
                Ok(header) => header,
                // text, masks and objects are not maps
                Err(reason) => {
                    survey.seen.push(reason);
                    survey.left_out.push(name);
                    continue;
                }
            };
            survey.seen.push(format!("{name} with {} axes", header.shape.len()));
            let place = ["x", "y"].iter().position(|wanted| axis(name).0 == *wanted);
            match (header.fields.len(), header.shape.len(), place) {
                (0, 2 | 3, _) => {
                    survey.maps.push((name, header.shape.iter().copied().fold(1, u64::saturating_mul)));
                }
                (0, 1, Some(place)) => survey.places[place] = Some(name),
                _ => survey.left_out.push(name),
            }
        }
        survey
    }

    /// Leaves out arrays named after scatter, times and bookkeeping, where others hold values; those of places are judged later.
    fn leave_out_beside(&mut self) {
        if self.maps.iter().any(|(name, _)| is_value(name)) {
            let (kept, beside) =
                self.maps.drain(..).partition(|(name, _)| is_value(name) || !axis(name).0.is_empty());
            self.maps = kept;
            self.left_out.extend(beside.into_iter().map(|(name, _)| name.as_str()));
        }
    }
}

/// Plain arrays: one of three axes, or one or more of two axes, each an element. Others are not maps.
pub(super) fn read(
    path: &Path,
    archive: &mut Archive,
    names: &[String],
    options: &ReadOptions,
) -> Result<Map> {
    let mut survey = Survey::of(archive, names);
    if options.layout == Layout::Detect {
        survey.leave_out_beside();
    }
    let Survey { maps, places, mut left_out, seen } = survey;
    let said = |reason| format_error(path, reason);
    let all = maps.iter().fold(0u64, |sum, (_, values)| sum.saturating_add(*values));
    if maps.len() > 1 {
        room(&[all]).map_err(said)?;
    }
    let mut rounded = 0;
    let read = maps.into_iter().map(|(name, _)| {
        let (values, here) = array(archive, name).map_err(said)?;
        rounded += here;
        Ok((name, values))
    });
    let mut found: Vec<(&String, ArrayD<f32>)> = read.collect::<Result<_>>()?;
    let mut map = match found.len() {
        0 => {
            return Err(said(format!(
                "there is no array of numbers of the shape (lines, pixels) or (elements, lines, pixels); it holds {}",
                seen.join(", ")
            )));
        }
        1 => {
            let (name, values) = found.remove(0);
            // numpy's own names for arrays without one say nothing
            let named = Some(name).filter(|name| !name.starts_with("arr_")).map(|name| suffix::split(name));
            let mut map =
                npy::map(path, values, named.as_ref().map(|(element, _)| element.as_str()), options)?;
            if let Some((_, unit)) = named.filter(|(_, unit)| !unit.is_empty()) {
                map.unit = unit.into();
            }
            map
        }
        _ => stack(path, &found)?,
    };
    map.notes.extend(number::rounded(rounded));
    match places {
        [Some(x), Some(y)] if options.layout == Layout::Detect => {
            let placed = set_places(archive, &mut map, [x, y], options).map_err(said)?;
            left_out.extend([x, y].into_iter().filter(|_| !placed).map(String::as_str));
        }
        _ => left_out.extend(places.into_iter().flatten().map(String::as_str)),
    }
    if !left_out.is_empty() {
        map.notes.push(format!("arrays that are no maps were left out: {}", left_out.join(", ")));
    }
    Ok(map)
}

/// Gives a map the places of its pixels and lines; `false` where their arrays are of other lengths.
fn set_places(
    archive: &mut Archive,
    map: &mut Map,
    names: [&String; 2],
    options: &ReadOptions,
) -> Said<bool> {
    let mut read = |name: &String| {
        let mut values = Vec::new();
        each(archive, name, |_, value| values.push(value))?;
        Ok::<_, String>(Places { name: name.clone(), values })
    };
    let (x, y) = (read(names[0])?, read(names[1])?);
    if (y.values.len(), x.values.len()) != map.shape() {
        return Ok(false);
    }
    places::set(map, &x, &y, options).map(|()| true)
}

fn array(archive: &mut Archive, name: &str) -> Said<(ArrayD<f32>, usize)> {
    let mut entry = archive.by_name(&format!("{name}.npy")).map_err(|error| error.to_string())?;
    let stored = entry.compressed_size();
    let header = Header::read(&mut entry).map_err(|reason| format!("{name}: {reason}"))?;
    header.plain(&mut entry, stored, Packing::Compressed).map_err(|reason| format!("{name}: {reason}"))
}

fn stack(path: &Path, found: &[(&String, ArrayD<f32>)]) -> Result<Map> {
    let (first, expected) = &found[0];
    let mut planes = Vec::new();
    for (name, values) in found {
        match values.view().into_dimensionality::<Ix2>() {
            Ok(plane) if values.shape() == expected.shape() => planes.push(plane),
            _ => {
                let reason = format!("the arrays {first} and {name} are not maps of the same size");
                return Err(format_error(path, reason));
            }
        }
    }
    let values = ndarray::stack(Axis(0), &planes).map_err(|error| format_error(path, error))?;
    let names: Vec<String> = found.iter().map(|(name, _)| name.to_string()).collect();
    let (elements, units): (Vec<String>, Vec<&str>) = names.iter().map(|name| suffix::split(name)).unzip();
    let (unit, note) = suffix::common(&units);
    // one element in two units stays apart by its units
    let elements = if twins::find(&elements).is_none() { elements } else { names };
    let mut map = Map::new(values, elements).map_err(|error| format_error(path, error))?;
    map.unit = unit;
    map.notes.extend(note);
    Ok(map)
}
