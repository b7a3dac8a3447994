// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap demo`: the whole road on a drawn sample, with a figure.

use super::colours::Palette;
use super::conditions::Stated;
use super::score::{Scored, Truth};
use super::{ablate, compare, enhance, exit, output, runtime, verdict};
use lamap::ablation::{Quantity, Sample};
use lamap::enhance::{Enhanced, Enhancer, Settings};
use lamap::files::{self, Existing};
use lamap::phantom::{Kind, draw};
use lamap::{Map, Result, Task};
use ndarray::Axis;
use std::path::{Path, PathBuf};

/// The sample: kind, side in pixels, side of a pixel in µm, seed.
const SAMPLE: (Kind, usize, f64, u64) = (Kind::Cells, 512, 1.0, 7);
const PRESET: &str = "seed-2019";
const SEED: u64 = 1;
const MAGNIFICATION: f64 = 5.0;
const BORDER: usize = 10;

/// Draw a sample, ablate it virtually, enhance the map, and compare it with plain bicubic enlargement
///
/// Writes demo.png, demo-truth.tif, demo-ablation.tif, demo-enhanced.tif and demo-sd.tif; those of an earlier demo are
/// replaced.
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// Folder to write to; made if it does not exist
    #[arg(long, short, value_name = "DIR", default_value = "demo")]
    output: PathBuf,
    /// ONNX Runtime library or its folder; else LAMAP_ONNXRUNTIME, beside lamap, the system
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let names = ["demo.png", "demo-truth.tif", "demo-ablation.tif", "demo-enhanced.tif", "demo-sd.tif"];
    let paths = names.map(|name| args.output.join(name));
    std::fs::create_dir_all(&args.output).map_err(|error| output::file_error(&args.output, error))?;
    let mut plan = output::Plan::new(true, &[]);
    paths.iter().try_for_each(|path| plan.file(path, &["png", "tif"]))?;
    runtime::prepare(args.runtime.as_deref())?;
    let enhancer =
        Enhancer::new(Settings { magnification: MAGNIFICATION, ..Settings::default() }, &Task::new())?;
    enhance::tell_method(&enhancer);
    let stated = Stated::preset(PRESET)?;
    let truth = sample()?;
    let measured =
        ablate::ablate(&Sample::new(&truth)?, &stated.conditions, None, Quantity::Draw { seed: SEED })?;
    let enhanced = enhance::enhance(&enhancer, &measured, &stated)?;
    write(&paths, &truth, &measured, &enhanced)?;
    let truth = Truth { map: truth, border: BORDER, peak: None };
    let scored = score(&truth, &measured, &enhanced)?;
    files::write_bytes(
        &paths[0],
        &truth.figure(&[&scored[1], &scored[2]], Palette::Viridis)?,
        Existing::Replace,
    )?;
    let summary = enhance::summary(&paths[3], &enhanced.report);
    let verdict = verdict::line(&enhanced.report.verdict(&measured.unit));
    let scores = compare::fitted_text(&scored);
    output::print(&format!("{summary}\n{verdict}\n{scores}\nfigure: {}", paths[0].display()))
}

fn sample() -> Result<Map> {
    let (kind, side, pixel_um, seed) = SAMPLE;
    let values = draw(kind, side, side, seed)?.insert_axis(Axis(0));
    Ok(Map::new(values, vec![kind.name().into()])?.with_pixel_size(pixel_um, pixel_um))
}

fn write(paths: &[PathBuf; 5], truth: &Map, measured: &Map, enhanced: &Enhanced) -> Result<()> {
    let report = enhanced.report.to_json();
    let note = format!("lamap {} demo", env!("CARGO_PKG_VERSION"));
    let maps: [(&Path, &Map, &str); 4] = [
        (&paths[1], truth, &note),
        (&paths[2], measured, &note),
        (&paths[3], &enhanced.estimate, &report),
        (&paths[4], &enhanced.sd, &report),
    ];
    maps.into_iter().try_for_each(|(path, map, info)| output::write_map(path, map, info, true).map(|_| ()))
}

/// Bicubic as it is, bicubic with the known displacement removed, and the estimate.
fn score(truth: &Truth, measured: &Map, enhanced: &Enhanced) -> Result<Vec<Scored>> {
    let shift_um = enhanced.report.displacement_um;
    let mut scored = truth.score("bicubic", measured, 0.0)?;
    scored.extend(truth.score("bicubic, displacement removed", measured, shift_um)?);
    scored.extend(truth.score(&format!("enhanced ({})", enhanced.report.method), &enhanced.estimate, 0.0)?);
    Ok(scored)
}
