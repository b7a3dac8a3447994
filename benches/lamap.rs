// SPDX-License-Identifier: MIT OR Apache-2.0
//! One benchmark for each public verb at the sizes that users have: `cargo bench`.

use divan::Bencher;
use lamap::ablation::{Scan, expected, simulate, simulate_elements};
use lamap::conditions::{BeamShape, Conditions, preset};
use lamap::enhance::{Enhancer, Method, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Map, Task};
use ndarray::{Array2, Axis};

fn main() {
    divan::main();
}

fn sample(side: usize) -> Array2<f32> {
    draw(Kind::Cells, side, side, 1).expect("a phantom")
}

fn conditions() -> Conditions {
    preset("seed-2019").expect("a preset")
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

#[divan::bench(args = [(512, 1), (512, 2), (4096, 1), (4096, 2)], sample_count = 15)]
fn simulate_all_noise(bencher: Bencher, (side, threads): (usize, usize)) {
    let (sample, conditions, pool) = (sample(side), conditions(), pool(threads));
    bencher.bench_local(|| pool.install(|| simulate(sample.view(), 1.0, &conditions, 1)));
}

#[divan::bench(args = [512, 4096], sample_count = 15)]
fn simulate_without_noise(bencher: Bencher, side: usize) {
    let (sample, conditions, pool) = (sample(side), conditions(), pool(1));
    bencher.bench_local(|| pool.install(|| expected(sample.view(), 1.0, &conditions)));
}

#[divan::bench(args = [1, 10], sample_count = 15)]
fn simulate_elements_of_512(bencher: Bencher, elements: usize) {
    let (sample, conditions, pool) = (sample(512), conditions(), pool(1));
    let samples = vec![sample.view(); elements];
    let samples = ndarray::stack(Axis(0), &samples).expect("samples of one shape");
    bencher.bench_local(|| pool.install(|| simulate_elements(samples.view(), 1.0, &conditions, 1)));
}

#[divan::bench(args = [512, 4096], sample_count = 15)]
fn plan_the_scan(bencher: Bencher, side: usize) {
    let conditions = conditions();
    bencher.bench_local(|| Scan::covering(&conditions, side as f64, side as f64));
}

#[divan::bench(args = [BeamShape::Square, BeamShape::Disc, BeamShape::SuperGaussian], sample_count = 5)]
fn beam_of_20_um_at_5_um_pitch_on_4096(bencher: Bencher, beam_shape: BeamShape) {
    let conditions = Conditions {
        beam_shape,
        beam_size_um: Some(20.0),
        line_spacing_um: Some(5.0),
        scan_speed_um_s: Some(100.0),
        ..Conditions::default()
    };
    let (sample, pool) = (sample(4096), pool(1));
    bencher.bench_local(|| pool.install(|| expected(sample.view(), 1.0, &conditions)));
}

#[divan::bench(args = [("physics", 1), ("unet", 1), ("unet", 2)], sample_count = 15)]
fn enhance_103_to_515(bencher: Bencher, (method, threads): (&str, usize)) {
    let counts = simulate(sample(512).view(), 1.0, &conditions(), 1).expect("a map");
    let map =
        Map::new(counts.insert_axis(Axis(0)), vec!["X".into()]).expect("a map").with_pixel_size(5.0, 5.0);
    let method = if method == "physics" { Method::Physics } else { Method::Unet };
    let settings = Settings { magnification: 5.0, method, threads, examine: false, ..Settings::default() };
    let Ok(enhancer) = Enhancer::new(settings, &Task::new()) else {
        eprintln!("skipped: no ONNX Runtime (LAMAP_ONNXRUNTIME)");
        return;
    };
    bencher.bench_local(|| enhancer.enhance(&map, &conditions(), &Task::new()));
}

/// A line of 1000 pixels of 10 elements, taken while the picture behind is at work on those before.
#[divan::bench(sample_count = 40)]
fn take_a_line_of_1000_pixels_of_10_elements(bencher: Bencher) {
    let settings = Settings { method: Method::Physics, ..Settings::default() };
    let enhancer = std::sync::Arc::new(Enhancer::new(settings, &Task::new()).expect("an enhancer"));
    let planned = lamap::enhance::Planned {
        elements: (0..10).map(|element| element.to_string()).collect(),
        lines: 100,
        pixels: 1000,
        pixel_um: (5.0, 5.0),
        unit: "counts".into(),
        origin_um: (0.0, 0.0),
    };
    let stream = lamap::enhance::MapStream::open(enhancer, conditions(), planned).expect("a stream");
    let line = sample(1000).slice_move(ndarray::s![..10, ..]).mapv(|value| 1000.0 * value);
    let mut number = 0;
    bencher.bench_local(|| {
        stream.push_line(number, line.view()).expect("a line");
        number += 1;
    });
}
