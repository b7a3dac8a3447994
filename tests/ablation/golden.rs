// SPDX-License-Identifier: MIT OR Apache-2.0
//! Expected counts and variances agree with those of an independent model; tests/golden/README.md says how it works.

use lamap::ablation::{expected_elements, variance_elements};
use lamap::conditions::Conditions;
use ndarray::{Array2, Array3, ArrayView2, Axis};
use serde_json::Value;
use std::path::Path;

/// Largest difference as a share of the mean: maps are kept in single precision.
const TOLERANCE: f64 = 2e-6;
/// The same where both models integrate a crater numerically.
const QUADRATURE: f64 = 1e-4;

fn sample() -> Array2<f32> {
    Array2::from_shape_fn((23, 35), |(i, j)| ((7 * i * i + 3 * j * j + 5 * i * j) % 13) as f32)
}

fn map(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = serde_json::from_value(value.clone()).unwrap();
    Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
}

#[track_caller]
fn agree(name: &str, found: ArrayView2<'_, f32>, golden: &Value, tolerance: f64) {
    let golden = map(golden);
    assert_eq!(found.dim(), golden.dim(), "{name}");
    let scale = golden.mean().unwrap();
    for ((place, golden), found) in golden.indexed_iter().zip(found) {
        let difference = (f64::from(*found) - golden).abs() / scale;
        assert!(difference < tolerance, "{name} at {place:?}: {found} instead of {golden}");
    }
}

#[test]
fn the_simulation_agrees_with_an_independent_model() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let golden: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let conditions = Conditions::from_json(&golden["conditions"].to_string()).unwrap();
        // the golden map is that of the last channel
        let elements = conditions.channels.len().max(1);
        let samples: Array3<f32> = ndarray::stack(Axis(0), &vec![sample().view(); elements]).unwrap();
        let pixel_um = golden["pixel_um"].as_f64().unwrap();
        let tolerance = if name == "super-gaussian" { QUADRATURE } else { TOLERANCE };
        let means = expected_elements(samples.view(), pixel_um, &conditions).unwrap();
        agree(&name, means.index_axis(Axis(0), elements - 1), &golden["expected"], tolerance);
        if !golden["variance"].is_null() {
            let variances = variance_elements(samples.view(), pixel_um, &conditions).unwrap();
            agree(&name, variances.index_axis(Axis(0), elements - 1), &golden["variance"], tolerance);
        }
        compared += 1;
    }
    assert_eq!(compared, 7);
}
