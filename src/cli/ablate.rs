// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap ablate`: what an instrument would measure of a picture.

use super::conditions::{ConditionArgs, Stated};
use super::input::TextArgs;
use super::passes::PassArgs;
use super::progress::Bar;
use super::{output, settings, table};
use lamap::ablation::{Pass, Quantity, Sample};
use lamap::conditions::Conditions;
use lamap::files::{self, Depth, Existing, WriteOptions};
use lamap::map::square_um;
use lamap::{Error, Map, Result, Task};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The preset whose pairs state the pixel size of their pictures.
const SEED_2019: (&str, f64) = ("seed-2019", 1.0);
/// Pixel sizes that differ by less than this share are the same.
const SAME: f64 = 1e-3;

/// Simulate the measurement of a picture of a sample: laser sampling, Flicker noise, washout, integration, counting
#[derive(clap::Args)]
#[command(after_long_help = settings::help_of_ablate(), after_help = "--help lists all settings and the exit codes.")]
pub struct Args {
    /// Pictures or a map of the sample (TIFF, PNG, text, npz): concentrations on square pixels. Several elements, of one
    /// file or of several, are measured in one pass: they share the Flicker noise of the laser
    #[arg(required = true)]
    image: Vec<PathBuf>,
    /// File for the map in counts: .tif, .csv, .txt, .tsv, or .png (grey = counts up to 65535)
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Write the measurement as recordings of its lines and a laser log, too, for `lamap import`: a folder, or a file .csv for
    /// all lines
    #[arg(long, value_name = "FOLDER_OR_FILE", conflicts_with_all = ["variance", "passes", "pass"])]
    lines: Option<PathBuf>,
    /// Number from which all noise follows
    #[arg(long, value_name = "N", required_unless_present_any = ["expected", "variance"])]
    seed: Option<u64>,
    /// Expected counts without any noise
    #[arg(long, conflicts_with = "seed")]
    expected: bool,
    /// Variance of the counts (counting, Flicker noise, drift and gains of lines, by their laws) instead of a draw
    #[arg(long, conflicts_with_all = ["seed", "expected"])]
    variance: bool,
    #[command(flatten)]
    passes: PassArgs,
    /// Side of a pixel of the picture in µm, if the file does not tell it [default: 1 for seed-2019]
    #[arg(long, value_name = "UM")]
    pixel_um: Option<f64>,
    /// Replace existing files
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
    #[command(flatten)]
    text: TextArgs,
}

pub fn run(args: &Args) -> Result<()> {
    let stated = args.conditions.read()?;
    let sample = args.text.read(&args.image)?;
    let inputs: Vec<PathBuf> = args.image.iter().cloned().chain(args.conditions.files()).collect();
    let outputs = args.passes.outputs(&args.output)?;
    let mut plan = output::Plan::new(args.overwrite, &inputs);
    outputs.iter().try_for_each(|(path, _)| plan.map(path, sample.elements()))?;
    if let Some(path) = &args.lines {
        plan.lines(path)?;
    }
    let pixel_um = pixel_um(args.pixel_um, &sample, &stated)?;
    let quantity = match args.seed {
        Some(seed) => Quantity::Draw { seed },
        None if args.variance => Quantity::Variance,
        None => Quantity::Expected,
    };
    let sample = Sample::on_pixels(&sample, pixel_um);
    let conditions = sample.matched(&stated.conditions)?;
    let existing = output::existing(args.overwrite);
    let mut summaries = Vec::new();
    for (number, (path, pass)) in outputs.iter().enumerate() {
        let pass = pass.map(|pass| (number, pass));
        let map = ablate(&sample, &conditions, pass, quantity)?;
        if let Some(lines) = &args.lines {
            files::write_lines(lines, &map, &conditions, existing)?;
        }
        write(path, &map, &record(args, pixel_um, &conditions, pass.map(|(_, pass)| pass)), existing)?;
        summaries.push(summary(path, &map));
    }
    output::print(&summaries.join("\n"))
}

/// Ablates a sample and shows how far that is. `pass`: one of several, with its number from 0.
pub fn ablate(
    sample: &Sample,
    conditions: &Conditions,
    pass: Option<(usize, Pass)>,
    quantity: Quantity,
) -> Result<Map> {
    Bar::new().follow(&Task::new(), |task| match &pass {
        None => sample.ablate(conditions, quantity, task),
        Some((number, pass)) => sample.ablate_pass(conditions, (*number, pass), quantity, task),
    })
}

/// Side of a pixel of the picture: the option, else the file, else the preset.
pub fn pixel_um(option: Option<f64>, sample: &Map, stated: &Stated) -> Result<f64> {
    let file = (sample.pixel_width_um, sample.pixel_height_um);
    let preset = stated.preset.as_deref() == Some(SEED_2019.0);
    match (option, file) {
        (Some(option), (Some(file), _)) if (option / file - 1.0).abs() > SAME => {
            output::note(&format!(
                "the file states pixels of {file} µm; the {option} µm of the command line are used"
            ));
            Ok(option)
        }
        (Some(option), _) => Ok(option),
        (None, (Some(width), Some(height))) => square_um("picture", (width, height)),
        (None, (Some(width), _)) => Ok(width),
        _ if preset => Ok(SEED_2019.1),
        _ => Err(Error::Missing {
            what: "the pixel size of the picture",
            hint: "the file does not tell it: state --pixel-um".into(),
        }),
    }
}

/// Writes the counts; a PNG keeps them as they are where 8 or 16 bits can.
fn write(path: &Path, map: &Map, info: &str, existing: Existing) -> Result<()> {
    let most = map.values().iter().copied().fold(0.0, f32::max);
    let png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    let (range, depth) = match most {
        _ if most <= 255.0 => (Some((0.0, 255.0)), Depth::Eight),
        _ if most <= 65535.0 => (Some((0.0, 65535.0)), Depth::Sixteen),
        _ => (None, Depth::Sixteen),
    };
    if png && range.is_none() {
        output::warning("counts above 65535 do not fit into a PNG file: the greys are scaled");
    }
    if png {
        output::note("a PNG file keeps neither unit nor pixel size, and whole numbers only");
    }
    files::write(path, map, &WriteOptions { info: Some(info.into()), range, depth, existing }, &Task::new())
        .map(|_| ())
}

fn record(args: &Args, pixel_um: f64, conditions: &Conditions, pass: Option<Pass>) -> String {
    let conditions: Value = serde_json::from_str(&conditions.to_json()).unwrap_or_default();
    let inputs: Vec<_> = args.image.iter().map(|path| path.display().to_string()).collect();
    let pass = pass.map(|pass| json!({"offset_pixels": pass.offset, "orthogonal": pass.orthogonal}));
    let record = json!({
        "version": env!("CARGO_PKG_VERSION"), "note": "simulated measurement", "input": inputs.join(", "),
        "pixel_um": pixel_um, "seed": args.seed, "expected": args.expected,
        "variance": args.variance, "pass": pass, "conditions": conditions,
    });
    serde_json::to_string_pretty(&record).unwrap_or_default()
}

fn summary(path: &Path, map: &Map) -> String {
    let mut rows = vec![table::row(["element", &format!("mean {}", map.unit), "largest"])];
    for (index, name) in map.elements().iter().enumerate() {
        let values = map.element(index);
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64;
        let largest = f64::from(values.iter().copied().fold(0.0, f32::max));
        rows.push(table::row([name, &table::short(mean), &table::short(largest)]));
    }
    let (lines, pixels) = map.shape();
    let size = [map.pixel_width_um, map.pixel_height_um].map(|size| size.unwrap_or(f64::NAN));
    let title =
        format!("{}: {lines} lines of {pixels} pixels of {} x {} µm", path.display(), size[0], size[1]);
    format!("{title}\n{}", table::aligned(&rows, 1))
}
