// SPDX-License-Identifier: MIT OR Apache-2.0
//! One sample, one seed, one model: the library and the command line give the same bytes. `tests/e2e/README.md` names
//! where the other ways into the library are compared with the command line.

use lamap::ablation::{simulate_elements, to_concentrations};
use lamap::conditions::Stated;
use lamap::enhance::{Enhancer, Method, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Map, Task, files};
use ndarray::Axis;
use std::path::Path;
use std::process::Command;

const MODEL: &[u8] = include_bytes!("../data/identity-lamap1.onnx");

fn lamap(folder: &Path, arguments: &str) {
    let done = Command::new(env!("CARGO_BIN_EXE_lamap"))
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(done.status.success(), "{arguments}: {}", String::from_utf8_lossy(&done.stderr));
}

fn read(folder: &Path, name: &str) -> Map {
    files::read(&[folder.join(name)]).unwrap()
}

/// The map that the seed 42 gives of a phantom, made by the library.
fn measured() -> (Map, lamap::conditions::Conditions) {
    let conditions = Stated::preset("seed-2019").unwrap().conditions;
    let mut sample = draw(Kind::Cells, 80, 80, 1).unwrap().insert_axis(Axis(0));
    to_concentrations(sample.index_axis_mut(Axis(0), 0), &conditions).unwrap();
    let counts = simulate_elements(sample.view(), 1.0, &conditions, 42).unwrap();
    let mut map = Map::new(counts, vec!["sample".into()]).unwrap().with_pixel_size(5.0, 5.0);
    map.unit = "counts".into();
    (map, conditions)
}

fn compare(method: Method, options: &str) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    std::fs::write(at.join("model.onnx"), MODEL).unwrap();
    lamap(at, "phantom cells --size 80x80 --seed 1 --output sample.tif");
    lamap(at, "ablate sample.tif --preset seed-2019 --seed 42 --output measured.tif");
    lamap(at, &format!("enhance measured.tif --preset seed-2019 {options} --output enhanced.tif"));
    let (map, conditions) = measured();
    assert_eq!(read(at, "measured.tif").values(), map.values());
    let settings = Settings { method, ..Settings::default() };
    let enhancer = Enhancer::with_model(settings, MODEL, &Task::new()).unwrap();
    let enhanced = enhancer.enhance(&map, &conditions, &lamap::Task::new()).unwrap();
    assert_eq!(read(at, "enhanced.tif").values(), enhanced.estimate.values());
}

#[test]
fn the_library_and_the_program_restore_alike() {
    compare(Method::Physics, "--method physics");
}

#[test]
fn the_library_and_the_program_refine_alike() {
    if std::env::var_os("LAMAP_ONNXRUNTIME").is_none() {
        return eprintln!("left out: LAMAP_ONNXRUNTIME names no ONNX Runtime");
    }
    compare(Method::Unet, "--method unet --model model.onnx");
}
