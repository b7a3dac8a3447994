// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap dataset`: training pairs from folders of pictures.

use super::conditions::ConditionArgs;
use super::progress::Bar;
use super::{interrupt, output, settings};
use lamap::dataset::{self, Draw, Format, MANIFEST, Recipe, Run, Split, SplitBy, Summary};
use lamap::files::Colours;
use lamap::{Error, Result, Task};
use std::path::{Path, PathBuf};

/// Files left out that are listed one by one.
const LISTED: usize = 50;

/// Make training pairs of pictures: each picture, or each tile of it, with its virtually ablated map
///
/// Every file below IN that lamap reads is taken (TIFF, PNG, npy, npz, text). OUT receives images/ (concentrations) and
/// maps/ (counts), within train/, validation/ and test/ if there is a --split, and manifest.jsonl with all that is needed
/// to make each pair again. An interrupted data set is taken up again by the same command: finished pairs are not made
/// again, and new files are added without a change to the others. Files that cannot be used are left out, listed at the
/// end, and the exit code is 10.
#[derive(clap::Args)]
#[command(after_long_help = settings::help_of_ablate(), after_help = "--help lists all settings and the exit codes.")]
pub struct Args {
    /// Files and folders of pictures, with all folders in them
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<PathBuf>,
    /// Folder for the pairs; made if it does not exist
    #[arg(required = true, value_name = "OUT")]
    output: PathBuf,
    /// Number from which everything random follows
    #[arg(long, value_name = "N", required_unless_present = "remake")]
    seed: Option<u64>,
    /// A setting drawn for each pair: key=from..to (uniform), key=from..to:log (log-uniform) or key=a|b|c (a choice);
    /// wins over --preset, --conditions and --set; may be repeated
    #[arg(long, value_name = "KEY=VALUES")]
    draw: Vec<String>,
    /// Pairs of each tile
    #[arg(long, value_name = "N", default_value_t = 1)]
    draws: usize,
    /// Cut pictures into tiles of SxS pixels, side by side from the first line and pixel on; what is left at the end of
    /// lines and of the picture is not used; a picture smaller than a tile is left out [default: the whole picture]
    #[arg(long, value_name = "S")]
    tile: Option<usize>,
    /// Side of a pixel of the pictures in µm; wins over what a file tells
    #[arg(long, value_name = "UM")]
    pixel_um: Option<f64>,
    /// Flip and turn tiles at random before ablation (never after it: a scan has a direction)
    #[arg(long)]
    flips: bool,
    /// Shares of training, validation and test, as 0.8,0.1,0.1; more files never move a file to another part
    #[arg(long, value_name = "A,B,C")]
    split: Option<String>,
    /// What stays together in a part: file, or parent (the files of folders of one name, as for specimens)
    #[arg(long, value_name = "WHAT", default_value = "file", value_parser = split_by)]
    split_by: SplitBy,
    /// tiff: 32-bit values; png: 16 bits, the picture from 0 to image_white of the manifest, counts as they are up to
    /// 65535 (a file with more is left out)
    #[arg(long, value_name = "KIND", default_value = "tiff", value_parser = format)]
    format: Format,
    /// Pictures in colours: refuse (a map has one value for each pixel), or luminance (0.299 R + 0.587 G + 0.114 B)
    #[arg(long, value_name = "WHAT", default_value = "refuse", value_parser = colours)]
    colour: Colours,
    /// Make the pairs of a manifest again, from the same files; they must not have changed
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = [
        "seed", "draw", "draws", "tile", "pixel_um", "flips", "split", "split_by", "format", "colour", "threads", "preset",
        "conditions", "set",
    ])]
    remake: Option<PathBuf>,
    /// Of the manifest, only line N (counted from 1); may be repeated
    #[arg(long, value_name = "N", requires = "remake")]
    only: Vec<usize>,
    /// Files worked on at the same time; 0: one for each core. The pairs do not depend on it
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Begin anew in a folder that holds something: files of the same name are replaced, others stay
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
}

fn split_by(text: &str) -> std::result::Result<SplitBy, String> {
    match text {
        "file" => Ok(SplitBy::File),
        "parent" => Ok(SplitBy::Parent),
        _ => Err("it is file or parent".into()),
    }
}

fn format(text: &str) -> std::result::Result<Format, String> {
    match text {
        "tiff" | "tif" => Ok(Format::Tiff),
        "png" => Ok(Format::Png),
        _ => Err("it is tiff or png".into()),
    }
}

fn colours(text: &str) -> std::result::Result<Colours, String> {
    match text {
        "refuse" => Ok(Colours::Refuse),
        "luminance" => Ok(Colours::Luminance),
        _ => Err("it is refuse or luminance".into()),
    }
}

pub fn run(args: &Args) -> Result<()> {
    if let Some(manifest) = &args.remake {
        return remake(args, manifest);
    }
    let recipe = recipe(args)?;
    let task = interrupt::graceful();
    let run = Run { threads: args.threads, overwrite: args.overwrite };
    let make = |task: &Task| dataset::make(&args.inputs, &args.output, &recipe, run, task);
    let made = Bar::new().follow(&task, make);
    if matches!(made, Err(Error::Cancelled)) {
        output::note("the finished pairs stay: the same command goes on from here");
    }
    tell(&args.output, &made?)
}

fn recipe(args: &Args) -> Result<Recipe> {
    if args.draws == 0 {
        return Err(Error::OutOfRange { key: "draws", value: 0.0, unit: "", min: 1.0, max: 100_000.0 });
    }
    Ok(Recipe {
        conditions: args.conditions.read()?.conditions,
        draws: args.draw.iter().map(|text| Draw::parse(text)).collect::<Result<_>>()?,
        pairs_per_tile: args.draws,
        tile: args.tile,
        pixel_um: args.pixel_um,
        flips: args.flips,
        split: args.split.as_ref().map(|text| Split::parse(text, args.split_by)).transpose()?,
        format: args.format,
        colours: args.colour,
        seed: args.seed.unwrap_or_default(), // stated, or there is a manifest
    })
}

/// The result on standard output; what was left out on standard error.
fn tell(folder: &Path, summary: &Summary) -> Result<()> {
    let Summary { files, made, kept, left_out } = summary;
    let pairs = format!("{}: {} pairs ({made} made, {kept} found finished)", folder.display(), made + kept);
    output::print(&format!("{pairs} of {files} files; {}", folder.join(MANIFEST).display()))?;
    for (path, error) in left_out.iter().take(LISTED) {
        let text = error.to_string();
        let named = text.starts_with(&path.display().to_string());
        output::warning(&if named { text } else { format!("{}: {text}", path.display()) });
    }
    match left_out.len() {
        0 => Ok(()),
        count => Err(Error::Incomplete(format!("{count} of {files} files could not be used (to the end)"))),
    }
}

fn remake(args: &Args, manifest: &Path) -> Result<()> {
    let records = dataset::remake(manifest, &args.only, &args.inputs, &args.output, args.overwrite)?;
    if let Some(other) = records.iter().find(|record| record.version != env!("CARGO_PKG_VERSION")) {
        output::warning(&format!(
            "the manifest was made by lamap {}: this is {}, its numbers may differ",
            other.version,
            env!("CARGO_PKG_VERSION")
        ));
    }
    output::print(&format!("{}: {} pairs made again", args.output.display(), records.len()))
}
