// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap compare`: scores of maps against the truth, and a figure.

use super::colours::Palette;
use super::figure::{self, Panel, Style};
use super::{exit, output, table};
use lamap::compare::{Comparison, Grid, Kernel, Scores, compare, resample};
use lamap::{Error, Map, Result, files};
use ndarray::Array2;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Pixel sizes that differ by less than this share are the same.
const SAME: f64 = 1e-6;
/// What the figure shows, as its last line says.
pub const CAPTION: &str = "Colours from 1 to 99.5 % of the truth. Maps and scores after the affine intensity fit; scores without the border.";

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
}

/// The truth, and how maps are compared with it.
pub struct Truth {
    pub map: Map,
    pub border: usize,
    /// Peak of the PSNR; `None`: the range of the truth.
    pub peak: Option<f64>,
}

/// One element of one map, compared.
pub struct Scored {
    pub name: String,
    pub element: String,
    pub shape: (usize, usize),
    /// Pixel width and height in µm, if known.
    pub pixel_um: Option<(f64, f64)>,
    pub shift_um: f64,
    /// On the grid of the truth, in its unit.
    pub values: Array2<f32>,
    /// The same with the nearest pixel, if the map is coarser than the truth.
    pub blocks: Option<Array2<f32>>,
    pub comparison: Comparison,
}

pub fn run(args: &Args) -> Result<()> {
    let inputs: Vec<PathBuf> = std::iter::once(&args.truth).chain(&args.maps).cloned().collect();
    let mut plan = output::Plan::new(args.overwrite, &inputs);
    args.figure.iter().try_for_each(|path| plan.file(path, &["png"]))?;
    args.check()?;
    let truth = Truth {
        map: read(&args.truth, args.pixel_um)?,
        border: args.border,
        peak: is_eight_bit_png(&args.truth).then_some(255.0),
    };
    let mut scored = Vec::new();
    for (index, path) in args.maps.iter().enumerate() {
        let map = read(path, None)?;
        let map = if map.shape() == truth.map.shape() { map } else { with_pixel(map, args.map_pixel_um)? };
        let shift_um = args.shift_um.get(index).copied().unwrap_or(0.0);
        scored.extend(truth.score(&path.display().to_string(), &map, shift_um)?);
    }
    if let Some(path) = &args.figure {
        let first: Vec<&Scored> = scored.iter().filter(|s| s.element == scored[0].element).collect();
        files::write_bytes(path, &truth.figure(&first, args.colours)?)?;
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

fn read(path: &Path, pixel_um: Option<f64>) -> Result<Map> {
    with_pixel(files::read(&[path.to_path_buf()])?, pixel_um)
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

impl Truth {
    /// Compares every element of the truth with that of the map.
    pub fn score(&self, name: &str, map: &Map, shift_um: f64) -> Result<Vec<Scored>> {
        let (from, to) = self.grids(name, map, shift_um)?;
        let elements = self.map.elements();
        let map_pixel_um = map.pixel_size_um().ok();
        let score = |(index, element): (usize, &String)| -> Result<Scored> {
            let map = map.element(partner(element, elements.len(), map, name)?);
            let values = if from == to { map.to_owned() } else { resample(map, &from, &to, Kernel::Cubic) };
            let comparison = compare(self.map.element(index).view(), values.view(), self.border, self.peak)
                .map_err(|error| within(name, error))?;
            let coarser = from.pixel_um.0 > to.pixel_um.0 * (1.0 + SAME)
                || from.pixel_um.1 > to.pixel_um.1 * (1.0 + SAME);
            // blocks show the map as it was measured, not shifted
            let measured = Grid { origin_um: (from.origin_um.0 + shift_um, from.origin_um.1), ..from };
            let blocks = coarser.then(|| resample(map, &measured, &to, Kernel::Nearest));
            Ok(Scored {
                name: name.into(),
                element: element.clone(),
                shape: from.shape,
                pixel_um: map_pixel_um,
                shift_um,
                values,
                blocks,
                comparison,
            })
        };
        elements.iter().enumerate().map(score).collect()
    }

    /// Where the pixels of map and truth lie.
    fn grids(&self, name: &str, map: &Map, shift_um: f64) -> Result<(Grid, Grid)> {
        let unit = |map: &Map| Grid { shape: map.shape(), pixel_um: (1.0, 1.0), origin_um: (0.0, 0.0) };
        let known = |map: &Map| map.pixel_width_um.is_some() && map.pixel_height_um.is_some();
        let both = known(map) && known(&self.map);
        let same = map.shape() == self.map.shape();
        let (mut from, to) = match (both, same) {
            (true, _) => (Grid::of(map)?, Grid::of(&self.map)?),
            (false, true) if shift_um == 0.0 => (unit(map), unit(&self.map)),
            (false, true) if known(&self.map) => (Grid::of(&self.map)?, Grid::of(&self.map)?),
            _ => {
                return Err(Error::Missing {
                    what: "the pixel size",
                    hint: format!(
                        "{name} and the truth have other sizes or a shift: state --pixel-um and --map-pixel-um"
                    ),
                });
            }
        };
        from.origin_um.0 -= shift_um;
        Ok((from, to))
    }

    /// The maps side by side, the truth last; one coarse and one fine map: ablation, bicubic, enhanced, truth.
    pub fn figure(&self, scored: &[&Scored], palette: Palette) -> Result<Vec<u8>> {
        let mut panels = match scored {
            [coarse, fine] if coarse.blocks.is_some() && fine.blocks.is_none() => {
                vec![blocks(coarse), panel("bicubic", coarse), panel("enhanced", fine)]
            }
            _ => scored.iter().map(|scored| panel(&stem(&scored.name), scored)).collect(),
        };
        let pixel_um = self.map.pixel_size_um().ok();
        let index =
            self.map.elements().iter().position(|e| scored.iter().any(|s| s.element == *e)).unwrap_or(0);
        panels.push(Panel {
            title: "truth".into(),
            numbers: vec![size(self.map.shape(), pixel_um)],
            values: self.map.element(index).to_owned(),
        });
        figure::draw(&panels, &Style { palette, pixel_um, caption: CAPTION })
    }
}

/// The element of the map that goes with one of the truth: of the same name, or the only one.
fn partner(element: &str, wanted: usize, map: &Map, name: &str) -> Result<usize> {
    let only = wanted == 1 && map.elements().len() == 1;
    let found = map.elements().iter().position(|other| other == element).or(only.then_some(0));
    found.ok_or_else(|| {
        Error::Contradiction(format!(
            "{name} has no element {element}: it holds {}",
            map.elements().join(", ")
        ))
    })
}

fn within(name: &str, error: Error) -> Error {
    match error {
        Error::Data(text) => Error::Data(format!("{name}: {text}")),
        other => other,
    }
}

fn fitted(scored: &Scored, values: &Array2<f32>) -> Array2<f32> {
    let Comparison { gain, offset, .. } = scored.comparison;
    values.mapv(|value| (f64::from(value) * gain + offset) as f32)
}

fn panel(title: &str, scored: &Scored) -> Panel {
    let Scores { psnr_db, ssim, nrmse } = scored.comparison.fitted;
    let shift = if scored.shift_um == 0.0 {
        String::new()
    } else {
        format!(" (shifted back by {} µm)", table::length(scored.shift_um))
    };
    Panel {
        title: format!("{title}{shift}"),
        numbers: vec![format!("PSNR {psnr_db:.2} dB"), format!("SSIM {}   NRMSE {nrmse:.4}", decimals(ssim))],
        values: fitted(scored, &scored.values),
    }
}

/// The coarse map as it was measured.
fn blocks(scored: &Scored) -> Panel {
    let values = fitted(scored, scored.blocks.as_ref().unwrap_or(&scored.values));
    Panel { title: "ablation".into(), numbers: vec![size(scored.shape, scored.pixel_um)], values }
}

fn size((lines, pixels): (usize, usize), pixel_um: Option<(f64, f64)>) -> String {
    let of = pixel_um.map_or(String::new(), |(width, height)| {
        format!(" of {} x {} µm", table::length(width), table::length(height))
    });
    format!("{pixels} x {lines} pixels{of}")
}

fn stem(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(|| name.into(), |stem| stem.to_string_lossy().into_owned())
}

fn decimals(ssim: Option<f64>) -> String {
    ssim.map_or_else(|| "-".into(), |ssim| format!("{ssim:.4}"))
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
