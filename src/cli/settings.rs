// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap settings`: the tables of settings, for people, documents and conditions files.

use super::{exit, output};
use lamap::Result;
use lamap::conditions::{self, Channel, Conditions, preset};
use lamap::enhance::{self, Settings};
use lamap::param::Param;
use std::fmt::Write;

/// List every setting with unit, default and range
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// As tables in Markdown
    #[arg(long, conflicts_with = "toml")]
    markdown: bool,
    /// As a conditions file for --conditions
    #[arg(long)]
    toml: bool,
    /// Values of this preset instead of the defaults
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
}

pub fn run(args: &Args) -> Result<()> {
    let conditions = args.preset.as_deref().map_or_else(|| Ok(Conditions::default()), preset)?;
    let (scan, ours) = (conditions::settings::TABLE, enhance::settings::TABLE);
    output::print(&if args.toml {
        conditions.to_toml()
    } else if args.markdown {
        format!(
            "### Scan conditions\n\n{}\n### Channels\n\n{}\n### Enhancement\n\n{}",
            markdown(scan, &conditions),
            markdown(conditions::settings::CHANNEL, &Channel::default()),
            markdown(ours, &Settings::default())
        )
    } else {
        format!(
            "Scan conditions (--set, --conditions):\n{}\nChannels (--channel, [[channel]] in --conditions):\n{}\nEnhancement (--set):\n{}",
            list(scan, &conditions),
            list(conditions::settings::CHANNEL, &Channel::default()),
            list(ours, &Settings::default())
        )
    })
}

/// Help of `lamap enhance`.
pub fn help_of_enhance() -> String {
    format!(
        "Enhancement settings for --set:\n{}\n{}",
        list(enhance::settings::TABLE, &Settings::default()),
        help_of_ablate()
    )
}

/// Help of `lamap ablate`.
pub fn help_of_ablate() -> String {
    let conditions = list(conditions::settings::TABLE, &Conditions::default());
    let channels = list(conditions::settings::CHANNEL, &Channel::default());
    format!(
        "Scan conditions for --set and --conditions:\n{conditions}\nSettings of a channel for --channel; those of the pulse \
         response (pulse_response to washout_definition) may be stated too:\n{channels}\n{}",
        exit::HELP
    )
}

/// One line for each setting, and one for its help.
pub fn list<T>(table: &[Param<T>], object: &T) -> String {
    let mut text = String::new();
    for row in table {
        let default = row.format((row.get)(object));
        let _ = writeln!(text, "  {} = {default}  [{}]\n      {}", row.key, range(row), row.help);
    }
    text
}

fn markdown<T>(table: &[Param<T>], object: &T) -> String {
    let mut text = String::from("| key | unit | default | range | help |\n| --- | --- | --- | --- | --- |\n");
    for row in table {
        let (default, range) = (row.format((row.get)(object)), row.range_text());
        let _ = writeln!(text, "| `{}` | {} | {default} | {range} | {} |", row.key, row.unit, row.help);
    }
    text
}

fn range<T>(row: &Param<T>) -> String {
    format!("{} {}", row.range_text(), row.unit).trim_end().into()
}
