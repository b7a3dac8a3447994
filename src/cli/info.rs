// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap info`: what this program can do on this machine.

use super::{exit, output, runtime, table};
use lamap::conditions::PRESETS;
use lamap::enhance::{CONTRACT, ModelCard, devices, embedded_card};
use lamap::phantom::Kind;
use lamap::{Error, Result};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// Tell version, ONNX Runtime, devices, model, presets and phantoms
#[derive(clap::Args)]
#[command(after_help = exit::HELP)]
pub struct Args {
    /// As JSON
    #[arg(long)]
    json: bool,
    /// ONNX Runtime library or its folder; else LAMAP_ONNXRUNTIME, beside lamap, the system
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let runtime = runtime::load(args.runtime.as_deref());
    let devices = runtime.as_ref().map_or(Ok(Vec::new()), |_| devices())?;
    let devices: Vec<_> = devices
        .into_iter()
        .map(|(device, answer)| (device.name(), answer.err().map(|error| refusal(device.name(), &error))))
        .collect();
    let runtime = runtime.map_err(|error| error.to_string());
    let card = embedded_card()?;
    if args.json {
        let record = record(&runtime, &devices, &card);
        return output::print(&serde_json::to_string_pretty(&record).unwrap_or_default());
    }
    output::print(&text(&runtime, &devices, &card))
}

/// The reason without what its line says already.
fn refusal(device: &str, error: &Error) -> String {
    let reason = match error {
        Error::DeviceUnavailable(reason) => reason.clone(),
        other => other.to_string(),
    };
    reason.strip_prefix(&format!("{device}: ")).map_or(reason.clone(), String::from)
}

type Found = std::result::Result<runtime::Loaded, String>;
type Devices = [(&'static str, Option<String>)];

fn record(runtime: &Found, devices: &Devices, card: &ModelCard) -> Value {
    let runtime = match runtime {
        Ok(found) => json!({
            "found": true, "version": found.runtime.version, "path": found.runtime.path.display().to_string(),
            "found_by": found.found_by,
        }),
        Err(reason) => json!({ "found": false, "reason": reason }),
    };
    let device = |(name, refusal): &(&str, Option<String>)| json!({ "device": name, "works": refusal.is_none(), "refusal": refusal });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "runtime": runtime,
        "devices": devices.iter().map(device).collect::<Vec<_>>(),
        "model": {
            "name": card.name, "version": card.version, "licence": card.licence, "contract": CONTRACT,
            "multiple": card.multiple, "halo": card.halo,
        },
        "presets": PRESETS.iter().map(|p| json!({ "name": p.name, "help": p.help, "source": p.source })).collect::<Vec<_>>(),
        "phantoms": Kind::ALL.iter().map(|k| json!({ "name": k.name(), "help": k.help() })).collect::<Vec<_>>(),
    })
}

fn text(runtime: &Found, devices: &Devices, card: &ModelCard) -> String {
    let mut text = format!("lamap         {}\n", env!("CARGO_PKG_VERSION"));
    let _ = match runtime {
        Ok(found) => writeln!(
            text,
            "ONNX Runtime  {} ({}), found by: {}",
            found.runtime.version,
            found.runtime.path.display(),
            found.found_by
        ),
        Err(reason) => {
            writeln!(text, "ONNX Runtime  none: {reason}\n              (--method physics needs none)")
        }
    };
    for (index, (name, refusal)) in devices.iter().enumerate() {
        let label = if index == 0 { "devices" } else { "" };
        let _ = writeln!(text, "{label:<13} {name}: {}", refusal.as_deref().unwrap_or("works"));
    }
    let _ = writeln!(
        text,
        "model         {} {} (embedded, contract {CONTRACT}, halo {} pixels, {})",
        card.name, card.version, card.halo, card.licence
    );
    let list = |rows: Vec<[&str; 2]>| {
        table::aligned(
            &rows.into_iter().map(|[name, help]| table::row(["  ", name, help])).collect::<Vec<_>>(),
            3,
        )
    };
    let _ = writeln!(text, "\nPresets:\n{}", list(PRESETS.iter().map(|p| [p.name, p.help]).collect()));
    let _ = writeln!(text, "Phantoms:\n{}", list(Kind::ALL.iter().map(|k| [k.name(), k.help()]).collect()));
    text
}
