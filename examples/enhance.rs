// SPDX-License-Identifier: MIT OR Apache-2.0
//! Simulates a measured map, enhances it and says how well that went: `cargo run --release --example enhance`.

use lamap::ablation::simulate;
use lamap::conditions::preset;
use lamap::enhance::{Enhancer, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Map, Progress, Result, Task};
use ndarray::Axis;

fn main() -> Result<()> {
    let sample = draw(Kind::Cells, 250, 250, 1)?;
    let conditions = preset("seed-2019")?;
    let counts = simulate(sample.view(), 1.0, &conditions, 42)?;

    let mut map = Map::new(counts.insert_axis(Axis(0)), vec!["Zn".into()])?.with_pixel_size(5.0, 5.0);
    map.unit = "counts".into();

    // method "auto": the network where ONNX Runtime is found, otherwise physics; the report says which and why
    let enhancer = Enhancer::new(Settings { magnification: 5.0, ..Settings::default() }, &Task::new())?;
    let mut show = |progress: &Progress<'_>| {
        eprint!("\r{} {:3.0} %", progress.stage, 100.0 * progress.fraction);
        true
    };
    let enhanced = Task::new().follow(&mut show, |task| enhancer.enhance(&map, &conditions, task))?;
    let report = &enhanced.report;
    eprintln!();
    println!("{:?} by {} {}", enhanced.estimate.shape(), report.method, report.method_reason);
    println!("reduced chi-square {:.2}", report.elements[0].chi_square);
    Ok(())
}
