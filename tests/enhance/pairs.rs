// SPDX-License-Identifier: MIT OR Apache-2.0
//! The public image pairs of nikadilli/elemental-imageing-enhancement (high resolution 512 x 512, virtually ablated
//! 103 x 103), if `LAMAP_PAIRS` names a folder with `cellsHR` and `cellsLR`; otherwise these tests are skipped.

use lamap::Task;
use lamap::ablation::{concentrations, expected};
use lamap::conditions::preset;
use lamap::enhance::{Enhancer, Method, Settings};
use lamap::files::read;
use ndarray::{Array2, s};
use std::path::PathBuf;

/// Correlation of the expected with the published map, and multiple of the mean of 250 counts, of each pair.
const PAIRS: [(&str, f64, f64); 6] = [
    ("B02_s1_w1", 0.99741, 1.0),
    ("B02_s1_w2", 0.99985, 100.0),
    ("B02_s1_w3", 0.99794, 10.0),
    ("B02_s1_w4", 0.99966, 100.0),
    ("B02_s1_w5", 0.99915, 10.0),
    ("B02_s1_w6", 0.98728, 1.0),
];
/// Mean PSNR of the numpy reference of the restoration on these pairs.
const REFERENCE_PSNR: f64 = 36.42;

fn pair(name: &str) -> Option<(Array2<f32>, Array2<f32>)> {
    let Some(folder) = std::env::var_os("LAMAP_PAIRS").map(PathBuf::from) else {
        eprintln!("skipped: LAMAP_PAIRS names no folder of image pairs");
        return None;
    };
    let picture = |kind: &str| {
        let map = read(&[folder.join(kind).join(format!("{name}.png"))]).unwrap();
        map.element(0).to_owned()
    };
    Some((picture("cellsHR"), picture("cellsLR")))
}

fn correlation(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    let centred = |x: &Array2<f64>| x - x.mean().unwrap();
    let (a, b) = (centred(a), centred(b));
    (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt()
}

#[test]
fn the_simulation_gives_the_published_maps_to_their_noise() {
    let conditions = preset("seed-2019").unwrap();
    for (name, listed, multiple) in PAIRS {
        let Some((sample, map)) = pair(name) else { return };
        let sample = concentrations(sample.view(), &conditions).unwrap();
        let expected = expected(sample.view(), 1.0, &conditions).unwrap().mapv(f64::from);
        let map = map.mapv(f64::from) + 0.5; // the export rounds down
        let correlation = correlation(&expected, &map);
        assert!(correlation >= listed - 2e-4, "{name}: {correlation}");
        let scale = (&expected * &map).sum() / (&expected * &expected).sum();
        // quantisation, counting with the gain of the export, Flicker of 0.44 % a pixel
        let square =
            |m: f64, y: f64| (y - m) * (y - m) / (1.0 / 12.0 + scale / multiple * m + (0.0044 * m).powi(2));
        let terms = expected.iter().zip(&map).map(|(m, y)| square(scale * m, *y));
        let chi_square = terms.sum::<f64>() / map.len() as f64;
        println!("{name}: correlation {correlation:.5}, chi-square of a pixel {chi_square:.3}");
        assert!((0.95..1.06).contains(&chi_square), "{name}: {chi_square}");
    }
}

/// PSNR after an intensity fit, 10 pixels of border left out.
fn psnr(estimate: &Array2<f32>, truth: &Array2<f32>) -> f64 {
    let inner = |x: &Array2<f32>| x.slice(s![10..502, 10..502]).mapv(f64::from);
    let (x, y) = (inner(estimate), inner(truth));
    let residual = 1.0 - correlation(&x, &y).powi(2);
    let variance = y.var(0.0);
    10.0 * (255.0f64.powi(2) / (residual * variance)).log10()
}

fn scores(method: Method) -> Option<Vec<f64>> {
    let conditions = preset("seed-2019").unwrap();
    let settings = Settings { method, magnification: 5.0, examine: false, ..Settings::default() };
    let enhancer = Enhancer::new(settings, &Task::new()).unwrap();
    let score = |(name, _, _): &(&str, f64, f64)| {
        let (sample, map) = pair(name)?;
        let map = lamap::Map::new(map.insert_axis(ndarray::Axis(0)), vec!["X".into()])
            .unwrap()
            .with_pixel_size(5.0, 5.0);
        let enhanced = enhancer.enhance(&map, &conditions, &lamap::Task::new()).unwrap();
        Some(psnr(&enhanced.estimate.element(0).to_owned(), &sample))
    };
    PAIRS.iter().map(score).collect()
}

#[test]
fn the_restoration_reaches_the_numpy_reference_and_the_network_does_not_fall_behind_it() {
    let Some(physics) = scores(Method::Physics) else { return };
    let mean = physics.iter().sum::<f64>() / 6.0;
    assert!(mean > REFERENCE_PSNR - 0.1, "{mean}: {physics:?}");
    if std::env::var_os("LAMAP_ONNXRUNTIME").is_none() {
        eprintln!("skipped: LAMAP_ONNXRUNTIME does not name an ONNX Runtime");
        return;
    }
    let network = scores(Method::Unet).unwrap();
    assert!(network.iter().zip(&physics).all(|(n, p)| n > &(p - 0.1)), "{network:?} after {physics:?}");
}
