// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files of pew2: a map, or the layers of a super-resolution reconstruction, which are passes over one sample.
//!
//! pew2 keeps the elements as fields of `data` (uncalibrated counts) and the scan in `config`: `spotsize` (µm), `speed` (µm/s) and
//! `scantime` (s) of a raster, or the distances of spots in x and y. Its calibration is not applied. Layers (`SRRLaser`) have an axis of
//! their own before lines and pixels; every second one runs down the sample. All begin after the time `warmup` (s), and layer i starts
//! `subpixel_offsets[i]` of a spot to the right and down (an offset and the number of steps in a spot), as pewlib 0.6 to 0.10 take it.

use super::archive::{Archive, each};
use super::errors::format_error;
use super::npy::{Header, Said};
use super::part;
use super::size::room;
use crate::error::Result;
use crate::map::Map;
use ndarray::{Array3, Array4, ArrayView3, Axis, concatenate, s};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One of several passes over a sample, from a file.
#[derive(Debug, Clone)]
pub struct FilePass {
    /// Its map as it lies on the sample.
    pub map: Map,
    /// Where it starts, in pixels along and across its scan, 0 to 1.
    pub offset: (f64, f64),
    /// Do its lines run down the sample?
    pub turned: bool,
}

/// What a file of pew2 holds.
pub(super) struct Pew {
    path: PathBuf,
    elements: Vec<String>,
    /// Shape (elements, layers, lines, pixels); one layer where the file has no axis of layers.
    values: Array4<f32>,
    is_layered: bool,
    /// Numbers of `config` by their names.
    config: HashMap<String, Vec<f64>>,
}

impl Pew {
    /// Reads the arrays `data`, whose header is known, and `config`.
    pub fn read(path: &Path, archive: &mut Archive, header: &Header) -> Result<Self> {
        let said = |reason| format_error(path, reason);
        let (layers, lines, pixels) = match header.shape[..] {
            [lines, pixels] => (1, lines, pixels),
            [layers, lines, pixels] if layers > 1 => (layers, lines, pixels),
            _ => {
                let shape: Vec<String> = header.shape.iter().map(u64::to_string).collect();
                return Err(said(format!("data has the shape ({}): it is no map", shape.join(", "))));
            }
        };
        if header.has_arrays {
            return Err(said("data has arrays inside fields: save one number for each element".into()));
        }
        if !header.is_row_major() {
            return Err(said("data is stored column by column: save it again with pew2".into()));
        }
        room(&[header.fields.len() as u64, layers, lines, pixels]).map_err(said)?;
        let mut planes: Vec<Vec<f32>> = vec![Vec::new(); header.fields.len()];
        each(archive, "data", |field, value| planes[field].push(value as f32)).map_err(said)?;
        let (mut elements, mut values) = (Vec::new(), Vec::new());
        for (field, plane) in planes.into_iter().enumerate().filter(|(field, _)| !header.is_padding(*field)) {
            elements.push(header.fields[field].clone());
            values.extend(plane);
        }
        unique(&elements).map_err(said)?;
        let shape = (elements.len(), layers as usize, lines as usize, pixels as usize);
        let values = Array4::from_shape_vec(shape, values).map_err(|error| said(error.to_string()))?;
        let config = config(archive).map_err(said)?;
        let is_layered = header.shape.len() == 3;
        Ok(Self { path: path.into(), elements, values, is_layered, config })
    }

    /// How many passes the file holds, if it is one of passes.
    pub fn layers(&self) -> Option<usize> {
        self.is_layered.then_some(self.values.len_of(Axis(1)))
    }

    fn first(&self, name: &str) -> Option<f64> {
        self.config.get(name).and_then(|numbers| numbers.first()).copied()
    }

    /// Width and height of a pixel in µm, along the scan and across it; what is not a positive number is not known.
    fn pixel_um(&self) -> (Option<f64>, Option<f64>) {
        let first = |name| self.first(name);
        let spots = self.config.get("spotsize").map_or(&[][..], Vec::as_slice);
        let size = match (first("speed"), first("scantime"), spots) {
            (Some(speed), Some(time), [spot, ..]) => (Some(speed * time), Some(*spot)),
            (_, _, [x, y]) => (Some(*x), Some(*y)),
            (_, _, [x]) => (Some(*x), Some(first("spotsize_y").unwrap_or(*x))),
            _ => (first("x").or(first("spotsize_x")), first("y").or(first("spotsize_y"))),
        };
        let known = |value: Option<f64>| value.filter(|value| value.is_finite() && *value > 0.0);
        (known(size.0), known(size.1))
    }

    fn map_of(&self, values: Array3<f32>, (width, height): (Option<f64>, Option<f64>)) -> Result<Map> {
        let mut map =
            Map::new(values, self.elements.clone()).map_err(|error| format_error(&self.path, error))?;
        map.unit = "counts".into();
        (map.pixel_width_um, map.pixel_height_um) = (width, height);
        Ok(map)
    }
}

/// The map of a file, or the part of it that is stated.
pub(super) fn map(pew: Pew, stated: Option<&str>) -> Result<Map> {
    let Some(count) = pew.layers() else {
        part::none(stated, &pew.path)?;
        let pixel_um = pew.pixel_um();
        return pew.map_of(pew.values.index_axis(Axis(1), 0).to_owned(), pixel_um);
    };
    let names: Vec<String> = (1..=count).map(|number| format!("pass {number}")).collect();
    let path = pew.path.clone();
    let Some(chosen) = part::place(stated, &path, "parts", &names)? else {
        return Err(format_error(
            &path,
            format!(
                "the file holds {count} passes over one sample: enhance them together, or state the part, 1 to {count}"
            ),
        ));
    };
    let FilePass { mut map, offset, turned } = passes(pew)?.swap_remove(chosen);
    let turned = if turned { ",turned" } else { "" };
    map.notes.push(format!(
        "pass {} of {count} starts at {:.4},{:.4}{turned}, in pixels along and across its scan",
        chosen + 1,
        offset.0,
        offset.1
    ));
    Ok(map)
}

/// The passes of a file that has layers.
pub(super) fn passes(pew: Pew) -> Result<Vec<FilePass>> {
    let scan = Scan::of(&pew).map_err(|reason| format_error(&pew.path, reason))?;
    (0..pew.layers().unwrap_or(1)).map(|layer| scan.pass(&pew, layer)).collect()
}

/// What the layers of a file have in common.
struct Scan {
    /// Sides of a pixel along and across the scan, µm.
    pixel_um: (f64, f64),
    /// Pixels of a line before those on the sample, and how many are on it.
    warmup: usize,
    kept: usize,
    /// Where layers start, in spots; the first layer follows the last one.
    starts: Vec<f64>,
}

impl Scan {
    fn of(pew: &Pew) -> Said<Self> {
        let (_, _, lines, pixels) = pew.values.dim();
        let (Some(width), Some(height), Some(time)) =
            (pew.pixel_um().0, pew.pixel_um().1, pew.first("scantime"))
        else {
            return Err("config states no spot size, speed and scan time: the passes have no place".into());
        };
        let warmup = (pew.first("warmup").unwrap_or(0.0) / time).round().max(0.0) as usize;
        // the sample is as wide as the lines of the other direction reach
        let kept = ((lines as f64 * height / width).round() as usize).min(pixels.saturating_sub(warmup));
        if kept == 0 {
            return Err(format!("each line has {pixels} pixels, but the warm-up takes {warmup}"));
        }
        let offsets = pew.config.get("subpixel_offsets").map_or(&[][..], Vec::as_slice);
        let start = |pair: &[f64]| {
            let share = pair[0] / pair[1];
            (0.0..1.0).contains(&share).then_some(share).ok_or_else(|| {
                format!("a layer starts at {} of {} steps of a spot: that is outside it", pair[0], pair[1])
            })
        };
        let starts: Vec<f64> = offsets.chunks_exact(2).map(start).collect::<Said<_>>()?;
        let starts = if starts.is_empty() { vec![0.0] } else { starts };
        Ok(Self { pixel_um: (width, height), warmup, kept, starts })
    }

    /// A layer as it lies on the sample. One that starts behind its first pixel lacks what is before it.
    fn pass(&self, pew: &Pew, layer: usize) -> Result<FilePass> {
        let (width, height) = self.pixel_um;
        let across = self.starts[layer % self.starts.len()];
        let along = across * height / width;
        let lead = along.floor() as usize;
        let on_sample = pew.values.slice(s![.., layer, .., self.warmup..self.warmup + self.kept]);
        let mut values = behind(on_sample, lead).map_err(|error| format_error(&pew.path, error))?;
        let turned = layer % 2 == 1;
        let mut pixel_um = (Some(width), Some(height));
        if turned {
            values = values.permuted_axes([0, 2, 1]);
            pixel_um = (pixel_um.1, pixel_um.0);
        }
        let mut map = pew.map_of(values, pixel_um)?;
        let offset = (along - lead as f64, across);
        let start_um = (offset.0 * width, offset.1 * height);
        map.origin_um = if turned { (start_um.1, start_um.0) } else { start_um };
        Ok(FilePass { map, offset, turned })
    }
}

/// Values behind some pixels of each line that were not measured.
fn behind(values: ArrayView3<'_, f32>, lead: usize) -> std::result::Result<Array3<f32>, ndarray::ShapeError> {
    let (elements, lines, _) = values.dim();
    let missing = Array3::from_elem((elements, lines, lead), f32::NAN);
    concatenate(Axis(2), &[missing.view(), values])
}

fn unique(names: &[String]) -> Said<()> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("the element {} occurs twice", pair[0])),
        None => Ok(()),
    }
}

/// The numbers of `config` by their names; a field may hold several.
fn config(archive: &mut Archive) -> Said<HashMap<String, Vec<f64>>> {
    let mut named: HashMap<String, Vec<f64>> = HashMap::new();
    if archive.index_for_name("config.npy").is_none() {
        return Ok(named);
    }
    let mut numbers = Vec::new();
    let header = each(archive, "config", |field, value| numbers.push((field, value)))?;
    for (field, value) in numbers {
        if let Some(name) = header.fields.get(field) {
            named.entry(name.clone()).or_default().push(value);
        }
    }
    Ok(named)
}

#[cfg(test)]
mod tests {
    use super::super::npy::tests::{f8, file};
    use super::super::npz::read_passes;
    use super::super::npz::tests::archive;
    use super::super::options::ReadOptions;
    use super::super::read_with;
    use super::super::trial::{file as on_disk, refusal};
    use crate::task::Task;

    const CONFIG: &str = "[('spotsize', '<f8'), ('speed', '<f8'), ('scantime', '<f8'), ('warmup', '<f8'), \
                          ('subpixel_offsets', '<f8', (2, 2))]";

    /// Two layers of 2 lines of 6 pixels of 10 x 20 µm: value 100 layer + 10 line + pixel.
    fn layers(config: &[f64]) -> Vec<u8> {
        let values: Vec<f64> =
            (0..24).map(|i| f64::from(100 * (i / 12) + 10 * (i / 6 % 2) + i % 6)).collect();
        let data = file("[('P31', '<f8')]", "False", "(2, 2, 6)", &f8(&values));
        archive(&[("data", data), ("config", file(CONFIG, "False", "()", &f8(config)))])
    }

    #[test]
    fn layers_of_pew2_lie_on_the_sample_after_the_warm_up() {
        let (_dir, path) = on_disk("srr.npz", &layers(&[20.0, 40.0, 0.25, 0.25, 0.0, 2.0, 1.0, 2.0]));
        let passes = read_passes(&path, &Task::new()).unwrap();
        let [straight, turned] = &passes[..] else { panic!("{}", passes.len()) };
        assert_eq!(straight.map.element(0), ndarray::array![[1.0, 2.0, 3.0, 4.0], [11.0, 12.0, 13.0, 14.0]]);
        assert_eq!((straight.offset, straight.turned), ((0.0, 0.0), false));
        assert_eq!(straight.map.pixel_size_um().unwrap(), (10.0, 20.0));
        // half a spot of 20 µm is a whole pixel along the scan: one that was not measured
        assert_eq!((turned.offset, turned.turned), ((0.0, 0.5), true));
        assert_eq!((straight.map.origin_um, turned.map.origin_um), ((0.0, 0.0), (10.0, 0.0)));
        assert_eq!(turned.map.shape(), (5, 2));
        assert!(turned.map.element(0).row(0).iter().all(|value| value.is_nan()));
        assert_eq!(turned.map.element(0).column(1).to_vec()[1..], [111.0, 112.0, 113.0, 114.0]);
        assert_eq!(turned.map.pixel_size_um().unwrap(), (20.0, 10.0));
    }

    #[test]
    fn a_pass_is_read_by_its_number() {
        let bytes = layers(&[20.0, 80.0, 0.25, 0.0, 0.0, 2.0, 1.0, 2.0]);
        assert!(refusal("srr.npz", &bytes).contains("holds 2 passes over one sample"));
        let (_dir, path) = on_disk("srr.npz", &bytes);
        let part = |number: &str| {
            read_with(
                std::slice::from_ref(&path),
                &ReadOptions { part: Some(number.into()), ..ReadOptions::default() },
                &Task::new(),
            )
        };
        let second = part("2").unwrap();
        assert_eq!((second.shape(), second.notes[0].contains("0.5000,0.5000,turned")), ((2, 2), true));
        assert!(part("3").unwrap_err().to_string().contains("2: pass 2"));
    }

    #[test]
    fn layers_without_a_place_are_refused() {
        for (config, words) in [
            ([20.0, 0.0, 0.25, 0.0, 0.0, 2.0, 1.0, 2.0], "no spot size, speed and scan time"),
            ([20.0, 80.0, 0.25, 9.0, 0.0, 2.0, 1.0, 2.0], "the warm-up takes 36"),
            ([20.0, 80.0, 0.25, 0.0, 0.0, 0.0, 1.0, 2.0], "0 of 0 steps"),
            ([20.0, 80.0, 0.25, 0.0, 0.0, 2.0, 3.0, 2.0], "3 of 2 steps"),
        ] {
            let (_dir, path) = on_disk("srr.npz", &layers(&config));
            let reason = read_passes(&path, &Task::new()).unwrap_err();
            assert!(reason.to_string().contains(words), "{reason}");
        }
    }
}
