// SPDX-License-Identifier: MIT OR Apache-2.0
//! Archives of numpy arrays: the files of pew2, and plain arrays saved by `numpy.savez`.
//!
//! pew2 keeps the elements as fields of `data` (uncalibrated counts) and the scan in `config`: `spotsize` (µm),
//! `speed` (µm/s) and `scantime` (s) of a raster, or the distances of spots in x and y. Its calibration is not
//! applied.

use super::errors::format_error;
use super::npy::{self, Header, Said};
use super::open::open_regular;
use super::options::{ElementsAxis, ReadOptions};
use super::size::{Packing, room};
use super::{number, part};
use crate::error::Result;
use crate::map::Map;
use ndarray::{Array3, ArrayD, Axis, Ix2};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use zip::ZipArchive;

type Archive = ZipArchive<BufReader<File>>;

/// Most arrays of an archive that are looked at.
const MAX_ARRAYS: usize = 4096;

/// Reads a `.npz` file: one of pew2 if it has an array `data` with fields, else its 2-D and 3-D arrays.
///
/// Workbooks of spreadsheets are archives, too.
pub(super) fn read(path: &Path, options: &ReadOptions) -> Result<Map> {
    let said = |reason| format_error(path, reason);
    let (file, _) = open_regular(path)?;
    let mut archive = ZipArchive::new(BufReader::new(file))
        .map_err(|error| format_error(path, format!("the archive is damaged: {error}")))?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return workbook(path, options);
    }
    part::none(options.part.as_deref(), path)?;
    let names = arrays(&archive).map_err(said)?;
    if names.iter().any(|name| name == "data") {
        let header = header(&mut archive, "data").map_err(said)?;
        if !header.fields.is_empty() {
            return pew(path, &mut archive, &header);
        }
    }
    plain(path, &mut archive, &names, options.elements_axis)
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, options: &ReadOptions) -> Result<Map> {
    super::sheet::read(path, options)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(path: &Path, _: &ReadOptions) -> Result<Map> {
    Err(format_error(path, "this build reads no spreadsheets: save the sheet as csv"))
}

/// Names of the arrays, without `.npy`.
fn arrays(archive: &Archive) -> Said<Vec<String>> {
    let names = archive.file_names().filter_map(|name| Some(name.ok()?.strip_suffix(".npy")?.to_string()));
    let names: Vec<String> = names.take(MAX_ARRAYS).collect();
    if names.is_empty() {
        return Err("the archive holds no numpy array; save another kind of spreadsheet as csv".into());
    }
    Ok(names)
}

fn header(archive: &mut Archive, name: &str) -> Said<Header> {
    let mut entry = archive.by_name(&format!("{name}.npy")).map_err(|error| error.to_string())?;
    Header::read(&mut entry).map_err(|reason| format!("{name}: {reason}"))
}

/// Gives each number of an array with the index of its field to `take`.
fn each(archive: &mut Archive, name: &str, take: impl FnMut(usize, f64)) -> Said<Header> {
    let mut entry = archive.by_name(&format!("{name}.npy")).map_err(|error| error.to_string())?;
    // the size in the directory may lie: what bounds an array are the bytes that are stored
    let stored = (entry.compressed_size(), Packing::Compressed);
    let header = Header::read(&mut entry).map_err(|reason| format!("{name}: {reason}"))?;
    header.each(&mut entry, stored, take).map_err(|reason| format!("{name}: {reason}"))?;
    Ok(header)
}

fn pew(path: &Path, archive: &mut Archive, header: &Header) -> Result<Map> {
    let said = |reason| format_error(path, reason);
    let [lines, pixels] = header.shape[..] else {
        let axes = header.shape.len();
        return Err(format_error(
            path,
            format!("data has {axes} axes: only maps of one direction (lines, pixels) are read"),
        ));
    };
    if header.has_arrays {
        return Err(format_error(path, "data has arrays inside fields: save one number for each element"));
    }
    if !header.is_row_major() {
        return Err(format_error(path, "data is stored column by column: save it again with pew2"));
    }
    room(&[header.fields.len() as u64, lines, pixels]).map_err(said)?;
    let mut planes: Vec<Vec<f32>> = vec![Vec::new(); header.fields.len()];
    each(archive, "data", |field, value| planes[field].push(value as f32)).map_err(said)?;
    let mut elements = Vec::new();
    let mut values = Vec::new();
    for (field, plane) in planes.into_iter().enumerate().filter(|(field, _)| !header.is_padding(*field)) {
        elements.push(header.fields[field].clone());
        values.extend(plane);
    }
    unique(path, &elements)?;
    let shape = (elements.len(), lines as usize, pixels as usize);
    let values = Array3::from_shape_vec(shape, values).map_err(|error| format_error(path, error))?;
    let mut map = Map::new(values, elements).map_err(|error| format_error(path, error))?;
    map.unit = "counts".into();
    if archive.index_for_name("config.npy").is_some() {
        (map.pixel_width_um, map.pixel_height_um) = pixel_size(archive).map_err(said)?;
    }
    Ok(map)
}

fn unique(path: &Path, names: &[String]) -> Result<()> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format_error(path, format!("the element {} occurs twice", pair[0]))),
        None => Ok(()),
    }
}

/// Width and height of a pixel in µm from `config`; what is not a positive number is not known.
fn pixel_size(archive: &mut Archive) -> Said<(Option<f64>, Option<f64>)> {
    let mut numbers = Vec::new();
    let header = each(archive, "config", |field, value| numbers.push((field, value)))?;
    let all = |name: &str| -> Vec<f64> {
        let of = |(field, _): &&(usize, f64)| header.fields.get(*field).is_some_and(|other| other == name);
        numbers.iter().filter(of).map(|(_, value)| *value).collect()
    };
    let first = |name: &str| all(name).first().copied();
    let size = match (first("speed"), first("scantime"), all("spotsize").as_slice()) {
        (Some(speed), Some(time), [spot, ..]) => (Some(speed * time), Some(*spot)),
        (_, _, [x, y]) => (Some(*x), Some(*y)),
        (_, _, [x]) => (Some(*x), Some(first("spotsize_y").unwrap_or(*x))),
        _ => (first("x").or(first("spotsize_x")), first("y").or(first("spotsize_y"))),
    };
    let known = |value: Option<f64>| value.filter(|value| value.is_finite() && *value > 0.0);
    Ok((known(size.0), known(size.1)))
}

/// Plain arrays: one of three axes, or one or more of two axes, each an element. Others are not maps.
fn plain(path: &Path, archive: &mut Archive, names: &[String], elements: ElementsAxis) -> Result<Map> {
    let mut maps = Vec::new();
    let (mut axes_seen, mut left_out) = (Vec::new(), Vec::new());
    for name in names {
        left_out.push(name.as_str());
        // text and objects are not maps
        let Ok(header) = header(archive, name) else { continue };
        axes_seen.push(format!("{name} with {} axes", header.shape.len()));
        if header.fields.is_empty() && matches!(header.shape.len(), 2 | 3) {
            maps.push((name, header.shape.iter().copied().fold(1, u64::saturating_mul)));
            left_out.pop();
        }
    }
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
            return Err(format_error(
                path,
                format!(
                    "there is no array of numbers of the shape (lines, pixels) or (elements, lines, pixels); it holds {}",
                    if axes_seen.is_empty() { "none that is read".into() } else { axes_seen.join(", ") }
                ),
            ));
        }
        1 => {
            let (name, values) = found.remove(0);
            // numpy's own names for arrays without one say nothing
            npy::map(path, values, Some(name.as_str()).filter(|name| !name.starts_with("arr_")), elements)?
        }
        _ => stack(path, &found)?,
    };
    map.notes.extend(number::rounded(rounded));
    if !left_out.is_empty() {
        map.notes.push(format!("arrays that are no maps were left out: {}", left_out.join(", ")));
    }
    Ok(map)
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
    let elements = found.iter().map(|(name, _)| name.to_string()).collect();
    Map::new(values, elements).map_err(|error| format_error(path, error))
}

#[cfg(test)]
mod tests {
    use super::super::npy::tests::{f8, file};
    use super::super::trial::{damage, read as read_as, refusal};
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in arrays {
            zip.start_file(format!("{name}.npy"), SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Two elements of 1 line and 3 pixels, as pew2 writes them.
    fn data() -> (&'static str, Vec<u8>) {
        let body = f8(&[1.0, 10.0, 2.0, f64::NAN, 3.0, 30.0]);
        ("data", file("[('Na23', '<f8'), ('Ba137', '<f8')]", "False", "(1, 3)", &body))
    }

    fn text() -> (&'static str, Vec<u8>) {
        ("header", file("'<U3'", "False", "()", b"a\0\0\0b\0\0\0c\0\0\0"))
    }

    #[test]
    fn files_of_pew2_give_elements_counts_and_pixel_size() {
        let raster = "[('spotsize', '<f8'), ('speed', '<f8'), ('scantime', '<f8')]";
        let raster = ("config", file(raster, "False", "()", &f8(&[35.0, 140.0, 0.25])));
        let spots = ("config", file("[('spotsize', '<f8')]", "False", "(2,)", &f8(&[20.0, 30.0])));
        let xy = ("config", file("[('x', '<f8'), ('y', '<f8')]", "False", "()", &f8(&[20.0, 30.0])));
        // as versions before 0.7 kept both sizes, in one field
        let pair = ("config", file("[('spotsize', '<f8', (2,))]", "False", "()", &f8(&[15.0, 25.0])));
        let cases = [(raster, 35.0, 35.0), (spots, 20.0, 30.0), (xy, 20.0, 30.0), (pair, 15.0, 25.0)];
        for (config, width, height) in cases {
            let map = read_as("a.npz", &archive(&[text(), data(), config])).unwrap();
            assert_eq!(map.elements(), ["Na23", "Ba137"]);
            assert_eq!(map.element(0).row(0).to_vec(), [1.0, 2.0, 3.0]);
            assert!(map.values()[[1, 0, 1]].is_nan());
            assert_eq!((map.pixel_size_um().unwrap(), map.unit.as_str()), ((width, height), "counts"));
        }
        let still = "[('spotsize', '<f8'), ('speed', '<f8'), ('scantime', '<f8')]";
        let still = ("config", file(still, "False", "()", &f8(&[35.0, 0.0, 0.25])));
        assert_eq!(read_as("a.npz", &archive(&[data(), still])).unwrap().pixel_width_um, None);
    }

    #[test]
    fn plain_arrays_are_maps_too() {
        let plane = |v: f64| file("'<f8'", "False", "(1, 2)", &f8(&[v, v]));
        let map = read_as("Ba_ppm.npz", &archive(&[("arr_0", plane(5.0))])).unwrap();
        assert_eq!((map.elements(), map.unit.as_str()), (&["Ba".to_string()][..], "ppm"));
        let map = read_as("x.npz", &archive(&[text(), ("Na", plane(1.0)), ("K", plane(2.0))])).unwrap();
        assert_eq!((map.elements(), map.values()[[1, 0, 0]]), (&["Na".to_string(), "K".into()][..], 2.0));
        let cube = file("'<f8'", "False", "(2, 1, 2)", &f8(&[1.0, 2.0, 3.0, 4.0]));
        assert_eq!(read_as("x.npz", &archive(&[("arr_0", cube.clone())])).unwrap().shape(), (1, 2));
        assert!(refusal("x.npz", &archive(&[("a", plane(1.0)), ("b", cube)])).contains("a and b"));
        assert_eq!(read_as("x.npz", &archive(&[("Na", plane(1.0))])).unwrap().elements(), ["Na"]);
    }

    #[test]
    fn archives_without_maps_are_refused_in_a_sentence() {
        assert!(refusal("x.npz", &archive(&[])).contains("no numpy array"));
        assert!(refusal("x.npz", &archive(&[text()])).contains("no array of numbers"));
        let line = file("'<f8'", "False", "(2,)", &f8(&[1.0, 2.0]));
        assert!(refusal("x.npz", &archive(&[("a", line)])).contains("a with 1 axes"));
        let layers = file("[('Na', '<f8')]", "False", "(1, 1, 1)", &f8(&[1.0]));
        assert!(refusal("x.npz", &archive(&[("data", layers)])).contains("3 axes"));
        let arrays = file("[('Na', '<f8', (2,))]", "False", "(1, 1)", &f8(&[1.0, 2.0]));
        assert!(refusal("x.npz", &archive(&[("data", arrays)])).contains("arrays inside fields"));
        let twins = file("[('Na', '<f8'), ('Na', '<f8')]", "False", "(1, 1)", &f8(&[1.0, 2.0]));
        assert!(refusal("x.npz", &archive(&[("data", twins)])).contains("Na occurs twice"));
    }

    #[test]
    fn bombs_and_lies_about_the_size_end_before_memory_is_taken() {
        let bomb = file("'<f8'", "False", "(46340, 46340)", &vec![0; 1 << 20]);
        assert!(refusal("x.npz", &archive(&[("a", bomb)])).contains("cannot hold"));
        let short = file("'<f8'", "False", "(100, 100)", &f8(&[1.0; 100]));
        assert!(refusal("x.npz", &archive(&[("a", short)])).contains("cut off"));
    }

    #[test]
    fn damaged_archives_are_never_a_panic() {
        damage(&archive(&[data(), text()]), |path| read(path, &ReadOptions::default()));
    }
}
