// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap conditions`: the scan conditions of presets, files, logs and settings as one file.

use super::conditions::{ConditionArgs, notation};
use super::{exit, output};
use lamap::conditions::Notation;
use lamap::{Result, files};
use std::path::PathBuf;

/// Write scan conditions to a file for --conditions, with unit, range and help of every setting
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// File to write: .toml, or .json; without it, TOML is printed
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
}

pub fn run(args: &Args) -> Result<()> {
    let conditions = args.conditions.read()?.conditions;
    let Some(path) = &args.output else { return output::print(&conditions.to_toml()) };
    output::Plan::new(args.overwrite, &args.conditions.files()).file(path, &["toml", "json"])?;
    let text = match notation(path) {
        Notation::Toml => conditions.to_toml(),
        Notation::Json => conditions.to_json() + "\n",
    };
    files::write_bytes(path, text.as_bytes(), output::existing(args.overwrite))?;
    output::print(&format!("conditions: {}", path.display()))
}
