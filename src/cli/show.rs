// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap show`: what was read of files, before anything is made of it.

use super::input::InputArgs;
use super::{enhance, exit, output, table, verdict};
use lamap::enhance::Verdict;
use lamap::{Map, Result};
use ndarray::ArrayView2;
use serde_json::json;
use std::path::PathBuf;

/// Tell what is read of files: elements, size, pixel size, unit, range, missing values, and of an enhanced map the verdict; or write
/// the map as it is read
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// Measured map: a file, one file for each element, or a folder of them (TIFF, text, points, PNG, npz)
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// File for the map as it is read: .tif, .csv, .txt, .tsv or .png
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace existing files
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    reading: InputArgs,
}

pub fn run(args: &Args) -> Result<()> {
    let map = args.reading.read(&args.input)?;
    if let Some(path) = &args.output {
        let mut plan = output::Plan::new(args.overwrite, &args.input);
        plan.map(path, map.elements())?;
        output::write_map(path, &map, &record(&args.input, &map), args.overwrite)?;
    }
    output::print(&summary(&map))?;
    if let [path] = &args.input[..]
        && let Some(record) = enhance::record_in(path)
        && let Ok(verdict) = Verdict::of_report(&record, &map.unit)
    {
        output::print(&verdict::line(&verdict))?;
    }
    Ok(())
}

/// What a TIFF file keeps of the reading.
fn record(input: &[PathBuf], map: &Map) -> String {
    let input: Vec<String> = input.iter().map(|path| path.display().to_string()).collect();
    let record = json!({ "version": env!("CARGO_PKG_VERSION"), "input": input, "notes": map.notes });
    serde_json::to_string_pretty(&record).unwrap_or_default()
}

/// Size and unit of the map, and a row for each element.
fn summary(map: &Map) -> String {
    let (lines, pixels) = map.shape();
    let size = |what: &str, length: Option<f64>| match length {
        Some(length) => format!("{what} {} µm", table::length(length)),
        None => format!("{what} unknown"),
    };
    let unit = if map.unit.is_empty() { "not told" } else { &map.unit };
    let title = format!(
        "{lines} lines of {pixels} pixels; {}, {}; unit: {unit}",
        size("pixel width", map.pixel_width_um),
        size("line distance", map.pixel_height_um)
    );
    let mut rows = vec![table::row(["element", "lines x pixels", "least", "mean", "largest", "missing"])];
    rows.extend(map.elements().iter().enumerate().map(|(index, name)| line(name, map.element(index))));
    format!("{title}\n{}", table::aligned(&rows, 1))
}

fn line(element: &str, values: ArrayView2<f32>) -> Vec<String> {
    let known = || values.iter().copied().filter(|value| !value.is_nan()).map(f64::from);
    let count = known().count();
    let of = |value: f64| if count == 0 { "-".into() } else { table::short(value) };
    vec![
        element.into(),
        format!("{} x {}", values.nrows(), values.ncols()),
        of(known().fold(f64::INFINITY, f64::min)),
        of(known().sum::<f64>() / count as f64),
        of(known().fold(f64::NEG_INFINITY, f64::max)),
        (values.len() - count).to_string(),
    ]
}
