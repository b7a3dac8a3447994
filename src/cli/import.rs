// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap import`: from line scans to a map.

use super::input::with_option;
use super::{exit, output};
use lamap::Result;
use lamap::Task;
use lamap::files::{self, read_lines};
use lamap::lines::{Blank, Cut, Imported, LineOptions, TimeUnit};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Make a map of signals over time: one file for all lines, or one for each, with the log of the laser or without
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// Recordings (csv and text of Agilent, Thermo, PerkinElmer, Nu, TOFWERK, Iolite, or any table with a column of times), or
    /// folders of them (Agilent batches too)
    #[arg(required = true)]
    signal: Vec<PathBuf>,
    /// File for the map: .tif, .csv, .txt, .tsv or .png
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// File for the conditions of the scan (TOML), for --conditions of the other commands [default: the map's name with .toml]
    #[arg(long, value_name = "FILE")]
    conditions: Option<PathBuf>,
    /// Laser log (Iolite format); one in a folder of recordings is found there
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Which lines of the log are the map's, by number or name, where it holds several patterns
    #[arg(long, value_name = "NAME|NUMBER")]
    pattern: Option<String>,
    /// What divides the recordings into lines: log, columns, files or gaps [default: the log, else the files, else the gaps]
    #[arg(long, value_name = "WHAT", value_parser = by_name(Cut::from_name))]
    cut: Option<Cut>,
    /// What becomes of the signal with the laser off: keep or subtract its mean [default: keep]
    #[arg(long, value_name = "WHAT", value_parser = by_name(Blank::from_name))]
    blank: Option<Blank>,
    /// Time of the signal at which the first line of the log begins, in s [default: found by correlation]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    lag: Option<f64>,
    /// Speed of the stage in µm/s, where no log tells it
    #[arg(long, value_name = "UM_S")]
    scan_speed_um_s: Option<f64>,
    /// Distance of two lines in µm, where no log tells it
    #[arg(long, value_name = "UM")]
    line_spacing_um: Option<f64>,
    /// Unit of a column of times that does not state it: s, ms, us, min, h or d
    #[arg(long, value_name = "UNIT", value_parser = by_name(TimeUnit::from_name))]
    time_unit: Option<TimeUnit>,
    /// Replace existing files
    #[arg(long)]
    overwrite: bool,
}

fn by_name<T>(from_name: fn(&str) -> Result<T>) -> impl Fn(&str) -> std::result::Result<T, String> + Clone {
    move |text| from_name(text).map_err(|error| error.to_string())
}

pub fn run(args: &Args) -> Result<()> {
    let options = LineOptions {
        log: args.log.clone(),
        pattern: args.pattern.clone(),
        cut: args.cut.unwrap_or_default(),
        blank: args.blank.unwrap_or_default(),
        lag_s: args.lag,
        scan_speed_um_s: args.scan_speed_um_s,
        line_spacing_um: args.line_spacing_um,
        time_unit: args.time_unit,
    };
    let conditions = args.conditions.clone().unwrap_or_else(|| args.output.with_extension("toml"));
    let inputs: Vec<PathBuf> = args.signal.iter().chain(&args.log).cloned().collect();
    let imported =
        read_lines(&args.signal, &options, &Task::new()).map_err(|error| with_option(error, &OPTIONS))?;
    let mut plan = output::Plan::new(args.overwrite, &inputs);
    plan.map(&args.output, imported.map.elements())?;
    plan.file(&conditions, &["toml"])?;
    imported.map.notes.iter().for_each(|text| output::note(text));
    output::write_map(&args.output, &imported.map, &record(&inputs, &imported), args.overwrite)?;
    files::write_bytes(
        &conditions,
        imported.conditions.to_toml().as_bytes(),
        output::existing(args.overwrite),
    )?;
    output::print(&summary(&args.output, &conditions, &imported))
}

/// What an error asks to be stated, and the option that states it.
const OPTIONS: [(&str, &str); 5] = [
    ("state the lag", "--lag SECONDS"),
    ("state the speed of the stage", "--scan-speed-um-s"),
    ("state the laser log", "--log FILE"),
    ("state the pattern by its number or name", "--pattern"),
    ("state the unit of time", "--time-unit s, ms, us, min, h or d"),
];

fn record(inputs: &[PathBuf], imported: &Imported) -> String {
    let inputs: Vec<String> = inputs.iter().map(|path| path.display().to_string()).collect();
    let record = json!({
        "version": env!("CARGO_PKG_VERSION"), "note": "imported line scans", "input": inputs.join(", "),
        "lag_s": imported.lag_s, "correlation": imported.correlation, "notes": imported.map.notes,
    });
    serde_json::to_string_pretty(&record).unwrap_or_default()
}

fn summary(path: &Path, conditions: &Path, imported: &Imported) -> String {
    let map = &imported.map;
    let (lines, pixels) = map.shape();
    let size = match (map.pixel_width_um, map.pixel_height_um) {
        (Some(width), Some(height)) => format!(" of {width} x {height} µm"),
        (Some(width), None) => format!(" of {width} µm along the scan; the distance of lines is not known"),
        (None, Some(height)) => format!("; lines {height} µm apart, the speed of the stage is not known"),
        (None, None) => "; speed of the stage and distance of lines are not known".into(),
    };
    let elements = map.elements().join(", ");
    format!(
        "{}: {lines} lines of {pixels} pixels{size}\nelements: {elements}\nconditions: {}",
        path.display(),
        conditions.display()
    )
}
