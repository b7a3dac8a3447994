// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line of lamap: one file for each subcommand, beside what they share.
//!
//! `input`, `unit`, `conditions` and `settings` turn arguments into what the library takes; `output`, `table`, `progress` and `exit` say
//! what came of it; figures are put together in `figure` and `plan_figure` from `canvas`, `plot`, `font` and `colours`.
//!
//! Results go to standard output, everything else (progress, notes, warnings, errors) to standard error.

mod ablate;
mod canvas;
mod colours;
mod compare;
mod conditions;
mod dataset;
mod demo;
mod enhance;
mod exit;
mod figure;
mod font;
mod import;
mod info;
mod input;
mod interrupt;
mod output;
mod passes;
mod phantom;
mod plan;
mod plan_figure;
mod plot;
mod progress;
mod runtime;
mod score;
mod settings;
mod show;
mod table;
mod unit;
mod verdict;
mod write_conditions;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Virtual laser ablation and enhancement of elemental maps (LA-ICP-MS, LIBS)
#[derive(Parser)]
#[command(name = "lamap", version, after_help = exit::HELP, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Import(import::Args),
    Show(show::Args),
    Enhance(Box<enhance::Args>),
    Ablate(ablate::Args),
    Plan(plan::Args),
    Conditions(write_conditions::Args),
    Compare(compare::Args),
    Phantom(phantom::Args),
    Dataset(Box<dataset::Args>),
    Info(info::Args),
    Settings(settings::Args),
    Demo(demo::Args),
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let run = || match command {
        Command::Import(args) => import::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Enhance(args) => enhance::run(&args),
        Command::Ablate(args) => ablate::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Conditions(args) => write_conditions::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Phantom(args) => phantom::run(&args),
        Command::Dataset(args) => dataset::run(&args),
        Command::Info(args) => info::run(&args),
        Command::Settings(args) => settings::run(&args),
        Command::Demo(args) => demo::run(&args),
    };
    exit::code(std::panic::catch_unwind(|| interrupt::catch().and_then(|()| run())))
}
