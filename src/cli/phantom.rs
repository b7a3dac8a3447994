// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap phantom`: samples of known composition.

use super::conditions::pair;
use super::{exit, output, settings, table};
use lamap::files::{self, WriteOptions};
use lamap::map::expect_pixel_um;
use lamap::phantom::{Design, Kind};
use lamap::{Error, Map, Result, Task};
use ndarray::Axis;
use std::path::PathBuf;

/// Draw a sample of known composition: values 0 to 1, the same for the same kind, size and seed
#[derive(clap::Args)]
#[command(after_help = exit::HELP, after_long_help = help())]
pub struct Args {
    /// What to draw; `lamap phantom --help` lists the kinds
    kind: String,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: (usize, usize),
    /// Another number gives another sample; not needed for charts that follow from their settings alone
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A setting of the kind, as spokes=24; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// File to write: .tif (values, pixel size), .csv, .txt, .tsv or .png (0 black, 1 white)
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Side of a pixel in µm
    #[arg(long, value_name = "UM", default_value_t = 1.0)]
    pixel_um: f64,
    /// Replace an existing file
    #[arg(long)]
    overwrite: bool,
}

fn help() -> String {
    let kind = |kind: &Kind| table::row([&format!("  {}", kind.name()), kind.help()]);
    let kinds = table::aligned(&Kind::ALL.iter().map(kind).collect::<Vec<_>>(), 2);
    let tables = Kind::ALL.iter().filter(|kind| !kind.settings().is_empty()).map(|kind| {
        format!(
            "Settings of {} for --set:\n{}",
            kind.name(),
            settings::list(kind.settings(), &Design::new(*kind))
        )
    });
    format!("Kinds:\n{kinds}\n{}\n{}", tables.collect::<Vec<_>>().join("\n"), exit::HELP)
}

fn size(text: &str) -> std::result::Result<(usize, usize), String> {
    let (width, height) =
        text.split_once(['x', 'X', '×']).ok_or("a size is written WIDTHxHEIGHT, as 512x512")?;
    let number =
        |text: &str| text.trim().parse().map_err(|_| format!("\"{text}\" is not a number of pixels"));
    Ok((number(width)?, number(height)?))
}

pub fn run(args: &Args) -> Result<()> {
    let kind = Kind::from_name(&args.kind)?;
    expect_pixel_um("pixel_um", args.pixel_um)?;
    let mut design = Design::new(kind);
    args.set.iter().try_for_each(|(key, value)| design.set(key, value))?;
    let seed = args.seed.or((!kind.is_random()).then_some(0)).ok_or_else(|| Error::Missing {
        what: "the seed of the sample",
        hint: format!("{} is random: state --seed", kind.name()),
    })?;
    let names = [kind.name().to_string()];
    output::Plan::new(args.overwrite, &[]).map(&args.output, &names)?;
    let (pixels, lines) = args.size;
    let values = design.draw(lines, pixels, args.pixel_um, seed, &Task::new())?.insert_axis(Axis(0));
    let map = Map::new(values, names.into())?.with_pixel_size(args.pixel_um, args.pixel_um);
    let set: String = args.set.iter().map(|(key, value)| format!(", {key}={value}")).collect();
    let info = format!("phantom {} of lamap {}, seed {seed}{set}", kind.name(), env!("CARGO_PKG_VERSION"));
    let options = WriteOptions {
        info: Some(info),
        range: Some((0.0, 1.0)),
        existing: output::existing(args.overwrite),
        ..WriteOptions::default()
    };
    files::write(&args.output, &map, &options, &Task::new())?;
    output::print(&format!(
        "{}: {lines} lines of {pixels} pixels of {} µm, mean {}",
        args.output.display(),
        args.pixel_um,
        table::short(f64::from(map.values().mean().unwrap_or(f32::NAN)))
    ))
}
