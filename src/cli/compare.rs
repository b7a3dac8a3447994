// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap compare`: scores of maps against the truth, and a figure.

use super::colours::Palette;
use super::input::TextArgs;
use super::score::{Scored, Truth, decimals};
use super::{exit, output, table};
use lamap::compare::Scores;
use lamap::{Error, Map, Result, files};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const DEFINITIONS: &str = "\
Definitions (t: truth, m: map on the grid of the truth; border and missing values left out):
  PSNR   10 log10(peak^2 / mean((m - t)^2)) in dB
         peak: range of t, or 255 if the truth is a PNG file of 8 bits
  SSIM   structural similarity, uniform 7x7 window, sample covariances, data range: range of t
  NRMSE  |m - t| / |t|, Euclidean norms
  fit    the same after gain and offset of m were fitted to t by least squares

A map on another grid is brought to that of the truth by pixel sizes and origins: bicubic
(Catmull-Rom) where it is coarser, averaged where it is finer.
";

/// Compare maps with the truth: PSNR, SSIM and NRMSE, raw and after an intensity fit
#[derive(clap::Args)]
#[command(after_help = format!("{DEFINITIONS}\n{}", exit::HELP))]
pub struct Args {
    /// The truth
    truth: PathBuf,
    /// Maps to compare with it
    #[arg(required = true)]
    maps: Vec<PathBuf>,
    /// Picture of all maps side by side (.png); of the first element
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
    /// Colours of the figure: viridis or grey
    #[arg(long, value_enum, default_value_t = Palette::Viridis, hide_possible_values = true)]
    colours: Palette,
    /// Scores as JSON
    #[arg(long)]
    json: bool,
    /// Pixels at each side of the truth that are left out
    #[arg(long, value_name = "N", default_value_t = 10)]
    border: usize,
    /// How far the maps show the sample too far along the scan, in µm, map by map: 4.35,0; those left: 0 (registered)
    #[arg(long, value_name = "UM", value_delimiter = ',', allow_negative_numbers = true)]
    shift_um: Vec<f64>,
    /// Maps are registered with the truth: no shift (the default)
    #[arg(long, conflicts_with = "shift_um")]
    registered: bool,
    /// Side of a pixel of the truth in µm, if the file does not tell it
    #[arg(long, value_name = "UM")]
    pixel_um: Option<f64>,
    /// Side of a pixel of the maps in µm, if a file does not tell it and its size is not that of the truth
    #[arg(long, value_name = "UM")]
    map_pixel_um: Option<f64>,
    /// Replace an existing figure
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    text: TextArgs,
}

pub fn run(args: &Args) -> Result<()> {
    let inputs: Vec<PathBuf> = std::iter::once(&args.truth).chain(&args.maps).cloned().collect();
    let mut plan = output::Plan::new(args.overwrite, &inputs);
    args.figure.iter().try_for_each(|path| plan.file(path, &["png"]))?;
    args.check()?;
    let truth = Truth {
        map: read(&args.text, &args.truth, args.pixel_um)?,
        border: args.border,
        peak: is_eight_bit_png(&args.truth).then_some(255.0),
    };
    let mut scored = Vec::new();
    for (index, path) in args.maps.iter().enumerate() {
        let map = read(&args.text, path, None)?;
        let map = if map.shape() == truth.map.shape() { map } else { with_pixel(map, args.map_pixel_um)? };
        let shift_um = args.shift_um.get(index).copied().unwrap_or(0.0);
        scored.extend(truth.score(&path.display().to_string(), &map, shift_um)?);
    }
    if let Some(path) = &args.figure {
        let first: Vec<&Scored> = scored.iter().filter(|s| s.element == scored[0].element).collect();
        files::write_bytes(path, &truth.figure(&first, args.colours)?, output::existing(args.overwrite))?;
    }
    output::print(&if args.json { record(&truth, args, &scored) } else { text(&scored) })
}

impl Args {
    fn check(&self) -> Result<()> {
        if self.shift_um.len() > self.maps.len() {
            return Err(Error::Contradiction(format!(
                "--shift-um states {} shifts for {} maps",
                self.shift_um.len(),
                self.maps.len()
            )));
        }
        match self.shift_um.iter().find(|shift| !shift.is_finite()) {
            Some(shift) => {
                Err(Error::OutOfRange { key: "shift_um", value: *shift, unit: "µm", min: -1e5, max: 1e5 })
            }
            None => Ok(()),
        }
    }
}

fn read(text: &TextArgs, path: &Path, pixel_um: Option<f64>) -> Result<Map> {
    with_pixel(text.read(&[path.to_path_buf()])?, pixel_um)
}

/// A pixel size for a map whose file has none.
fn with_pixel(map: Map, pixel_um: Option<f64>) -> Result<Map> {
    match pixel_um {
        Some(um) if map.pixel_width_um.is_none() && map.pixel_height_um.is_none() => {
            let map = map.with_pixel_size(um, um);
            map.pixel_size_um().map(|_| map)
        }
        _ => Ok(map),
    }
}

/// Does a PNG file have 8 bits or fewer for a value? The size and then the bits follow the name of its first block.
fn is_eight_bit_png(path: &Path) -> bool {
    let mut head = [0; 25];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && head.starts_with(b"\x89PNG\r\n\x1a\n") && head[24] <= 8
}

/// A table of all scores.
pub fn text(scored: &[Scored]) -> String {
    let mut rows =
        vec![table::row(["map", "element", "PSNR/dB", "SSIM", "NRMSE", "fit: PSNR/dB", "SSIM", "NRMSE"])];
    for Scored { name, element, comparison, .. } in scored {
        let scores = [cells(&comparison.raw), cells(&comparison.fitted)].concat();
        rows.push([vec![name.clone(), element.clone()], scores].concat());
    }
    table::aligned(&rows, 2)
}

/// A table of the scores after the fit, for maps in other units than the truth.
pub fn fitted_text(scored: &[Scored]) -> String {
    let mut rows = vec![table::row(["after intensity fit", "PSNR/dB", "SSIM", "NRMSE"])];
    rows.extend(scored.iter().map(|s| [vec![s.name.clone()], cells(&s.comparison.fitted)].concat()));
    table::aligned(&rows, 1)
}

fn cells(scores: &Scores) -> Vec<String> {
    vec![format!("{:.2}", scores.psnr_db), decimals(scores.ssim), format!("{:.4}", scores.nrmse)]
}

fn record(truth: &Truth, args: &Args, scored: &[Scored]) -> String {
    let map = |s: &Scored| -> Value {
        json!({
            "file": s.name, "element": s.element, "shift_um": s.shift_um, "pixels": s.comparison.pixels,
            "raw": s.comparison.raw, "fitted": s.comparison.fitted,
            "gain": s.comparison.gain, "offset": s.comparison.offset,
        })
    };
    let record = json!({
        "truth": args.truth.display().to_string(), "border": truth.border, "peak": truth.peak,
        "maps": scored.iter().map(map).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&record).unwrap_or_default()
}
