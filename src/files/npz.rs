// SPDX-License-Identifier: MIT OR Apache-2.0
//! Archives of numpy arrays: the files of pew2, and plain arrays saved by `numpy.savez`.

use super::archive::{Archive, arrays, header};
use super::errors::format_error;
use super::options::ReadOptions;
use super::pew::{self, FilePass, Pew};
use super::watched::open_watched;
use super::{part, savez};
use crate::error::Result;
use crate::map::Map;
use crate::task::Task;
use std::io::BufReader;
use std::path::Path;
use zip::ZipArchive;

/// Reads a `.npz` file: one of pew2 if it has an array `data` with fields, else its 2-D and 3-D arrays.
///
/// Workbooks of spreadsheets are archives, too.
pub(super) fn read(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    let mut archive = open(path, task)?;
    if archive.index_for_name("xl/workbook.xml").is_some() {
        return workbook(path, options, task);
    }
    if let Some(data) = of_pew(path, &mut archive)? {
        return pew::map(data, options.part.as_deref());
    }
    part::none(options.part.as_deref(), path)?;
    let names = arrays(&archive).map_err(|reason| format_error(path, reason))?;
    savez::read(path, &mut archive, &names, options)
}

/// Reads the passes over one sample that a file of pew2 holds (its class `SRRLaser`), as they lie on the sample.
///
/// # Errors
/// [`crate::Error::Format`] for a file that holds one map, or no map; [`crate::Error::File`]; [`crate::Error::Cancelled`].
pub fn read_passes(path: &Path, task: &Task) -> Result<Vec<FilePass>> {
    let single = || {
        format_error(path, "this file holds a single pass: state where it starts, as 0,0 or 0.5,0.5,turned")
    };
    task.stage("read")?;
    let read = || {
        let data = of_pew(path, &mut open(path, task)?)?.ok_or_else(single)?;
        if data.layers().is_none() { Err(single()) } else { pew::passes(data) }
    };
    task.outcome(read())
}

fn open(path: &Path, task: &Task) -> Result<Archive> {
    let (file, _) = open_watched(path, task)?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| {
        format_error(path, format!("the file is damaged or incomplete ({error}): copy or export it again"))
    })
}

/// What pew2 stored, if the file is one of its own.
fn of_pew(path: &Path, archive: &mut Archive) -> Result<Option<Pew>> {
    let said = |reason| format_error(path, reason);
    if !arrays(archive).map_err(said)?.iter().any(|name| name == "data") {
        return Ok(None);
    }
    let header = header(archive, "data").map_err(said)?;
    if header.fields.is_empty() { Ok(None) } else { Pew::read(path, archive, &header).map(Some) }
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, options: &ReadOptions, task: &Task) -> Result<Map> {
    super::sheet::read(path, options, task)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(path: &Path, _: &ReadOptions, _: &Task) -> Result<Map> {
    Err(format_error(path, "this build reads no spreadsheets: save the sheet as csv"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::npy::tests::{f8, file};
    use super::super::trial::{damage, read as read_as, refusal};
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::SimpleFileOptions;

    pub fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
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
    fn names_of_arrays_state_units() {
        let plane = || file("'<f8'", "False", "(1, 2)", &f8(&[1.0, 2.0]));
        let read = |names: &[&str]| {
            let arrays: Vec<_> = names.iter().map(|name| (*name, plane())).collect();
            let map = read_as("x_ppm.npz", &archive(&arrays)).unwrap();
            (map.elements().join(","), map.unit, map.notes.len())
        };
        assert_eq!(read(&["Na23_CPS"]), ("Na23".into(), "cps".into(), 0));
        assert_eq!(read(&["Na23_CPS", "K39_cps"]), ("Na23,K39".into(), "cps".into(), 0));
        assert_eq!(read(&["Na23_CPS", "K39_ppm"]), ("Na23,K39".into(), String::new(), 1));
        assert_eq!(read(&["Na23_CPS", "Na23_ppm"]), ("Na23_CPS,Na23_ppm".into(), String::new(), 1));
    }

    #[test]
    fn places_beside_values_tell_the_size_of_a_pixel() {
        let plane = |values: &[f64]| file("'<f8'", "False", "(2, 3)", &f8(values));
        let (x, y) = ([0.0, 5.0, 10.0, 0.0, 5.0, 10.0], [7.0, 7.0, 7.0, 17.0, 17.0, 17.0]);
        let values = plane(&[1.0, 2.0, 4.0, 3.0, 9.0, 5.0]);
        let meshed = archive(&[("X_um", plane(&x)), ("Y_um", plane(&y)), ("Ba", values.clone())]);
        let line = |values: &[f64]| file("'<f8'", "False", &format!("({},)", values.len()), &f8(values));
        let axes = archive(&[("x_um", line(&x[..3])), ("y_um", line(&[7.0, 17.0])), ("Ba", values.clone())]);
        for bytes in [meshed, axes] {
            let map = read_as("x.npz", &bytes).unwrap();
            assert_eq!(
                (map.elements(), map.pixel_size_um().unwrap()),
                (&["Ba".to_string()][..], (5.0, 10.0))
            );
            assert_eq!(map.origin_um, (-2.5, 2.0));
        }
        let bent =
            archive(&[("x", line(&[0.0, 5.0, 20.0])), ("y", line(&[7.0, 17.0])), ("Ba", values.clone())]);
        assert!(refusal("x.npz", &bent).contains("x holds places that do not step evenly"));
        let other = archive(&[("x", line(&[0.0, 5.0])), ("y", line(&[7.0, 17.0])), ("Ba", values)]);
        let map = read_as("x.npz", &other).unwrap();
        assert_eq!(map.notes, ["x.npz: arrays that are no maps were left out: x, y"]);
        let beside = [("Ba", plane(&x)), ("Ba_std", plane(&y)), ("time", plane(&y))];
        let map = read_as("x.npz", &archive(&beside)).unwrap();
        assert_eq!(map.elements(), ["Ba"]);
        assert_eq!(map.notes, ["x.npz: arrays that are no maps were left out: Ba_std, time"]);
        let mask = archive(&[("mask", file("'|b1'", "False", "(1, 1)", &[1]))]);
        assert!(refusal("x.npz", &mask).contains("mask: the numpy array holds only true and false"));
    }

    #[test]
    fn archives_without_maps_are_refused_in_a_sentence() {
        assert!(refusal("x.npz", &archive(&[])).contains("no numpy array"));
        assert!(refusal("x.npz", &archive(&[text()])).contains("no array of numbers"));
        let line = file("'<f8'", "False", "(2,)", &f8(&[1.0, 2.0]));
        assert!(refusal("x.npz", &archive(&[("a", line)])).contains("a with 1 axes"));
        let layers = file("[('Na', '<f8')]", "False", "(1, 1, 1)", &f8(&[1.0]));
        assert!(refusal("x.npz", &archive(&[("data", layers)])).contains("the shape (1, 1, 1)"));
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
        damage(&archive(&[data(), text()]), |path| read(path, &ReadOptions::default(), &Task::new()));
    }
}
