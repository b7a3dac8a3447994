// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap plan`: what scan conditions will give, before anything is ablated.

use super::ablate::pixel_um;
use super::colours::Palette;
use super::conditions::{ConditionArgs, Stated};
use super::input::TextArgs;
use super::plan_figure::{self, Sample};
use super::table::{aligned, length, row, short};
use super::{output, settings};
use lamap::plan::{Change, Measurement, Plan, plan};
use lamap::{Map, Result, Task, ablation, files};
use ndarray::Array2;
use std::fmt::Write;
use std::path::PathBuf;

/// Tell what scan conditions will give: pixels, time, resolution, counts, noise, and what is wrong with them
#[derive(clap::Args)]
#[command(after_long_help = settings::help_of_ablate(), after_help = "--help lists all settings and the exit codes.")]
pub struct Args {
    /// Picture or map of the sample: gives the area, and the figure shows what would be measured of its first element
    image: Option<PathBuf>,
    /// Width of the area along the scan, µm
    #[arg(long, value_name = "UM", requires = "height_um", conflicts_with = "image")]
    width_um: Option<f64>,
    /// Height of the area, µm
    #[arg(long, value_name = "UM", requires = "width_um")]
    height_um: Option<f64>,
    /// Concentration for which counts and noise are told [default: the mean of the picture, else 1]
    #[arg(long, value_name = "C")]
    concentration: Option<f64>,
    /// Time of the acquisition time spent on the isotope, s, where isotopes are measured one after the other
    #[arg(long, value_name = "S")]
    dwell_time_s: Option<f64>,
    /// Time from the end of a line to the start of the next, s
    #[arg(long, value_name = "S", default_value_t = 0.0)]
    line_change_s: f64,
    /// Side of a pixel of the picture in µm, if the file does not tell it [default: 1 for seed-2019]
    #[arg(long, value_name = "UM")]
    pixel_um: Option<f64>,
    /// Print the plan as JSON
    #[arg(long)]
    json: bool,
    /// Picture of what a Siemens star (and the sample) would look like, and of the contrast over frequency (.png)
    #[arg(long, value_name = "FILE")]
    figure: Option<PathBuf>,
    /// Colours of the figure
    #[arg(long, value_enum, default_value_t = Palette::Grey)]
    colours: Palette,
    /// Replace an existing file
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    conditions: ConditionArgs,
    #[command(flatten)]
    text: TextArgs,
}

pub fn run(args: &Args) -> Result<()> {
    let stated = args.conditions.read()?;
    let inputs: Vec<PathBuf> = args.image.iter().cloned().chain(args.conditions.files()).collect();
    let mut outputs = output::Plan::new(args.overwrite, &inputs);
    args.figure.iter().try_for_each(|path| outputs.file(path, &["png"]))?;
    let sample = args.sample(&stated)?;
    let measurement = args.measurement(sample.as_ref());
    let plan = plan(&stated.conditions, &measurement, &Task::new())?;
    if let Some(path) = &args.figure {
        let sample = sample.as_ref().map(|(name, values, pixel_um)| Sample {
            name,
            values: values.view(),
            pixel_um: *pixel_um,
        });
        let bytes =
            plan_figure::draw(&plan, &stated.conditions, &measurement, sample.as_ref(), args.colours)?;
        files::write_bytes(path, &bytes, output::existing(args.overwrite))?;
    }
    output::print(&if args.json { plan.to_json() } else { text(&plan) })
}

/// Name, concentrations and side of a pixel of the sample.
type Drawn = (String, Array2<f32>, f64);

impl Args {
    fn sample(&self, stated: &Stated) -> Result<Option<Drawn>> {
        let Some(path) = &self.image else { return Ok(None) };
        let map: Map = self.text.read(std::slice::from_ref(path))?;
        let pixel_um = pixel_um(self.pixel_um, &map, stated)?;
        let values = ablation::concentrations(map.element(0), &stated.conditions)?;
        Ok(Some((map.elements()[0].clone(), values, pixel_um)))
    }

    fn measurement(&self, sample: Option<&Drawn>) -> Measurement {
        let area = sample.map(|(_, values, pixel_um)| {
            (values.ncols() as f64 * pixel_um, values.nrows() as f64 * pixel_um)
        });
        let mean = sample.and_then(|(_, values, _)| values.mapv(f64::from).mean());
        Measurement {
            area_um: area.or(self.width_um.zip(self.height_um)),
            concentration: self.concentration.or(mean).unwrap_or(1.0),
            dwell_time_s: self.dwell_time_s,
            line_change_s: self.line_change_s,
        }
    }
}

fn text(plan: &Plan) -> String {
    let mut text = aligned(&lines(plan), 2);
    let _ = writeln!(text, "\nIf one condition is halved or doubled:\n{}", changes(plan));
    let list = |title: &str, sentences: &[String]| {
        let sentences: String = sentences.iter().map(|sentence| format!("- {sentence}\n")).collect();
        if sentences.is_empty() { sentences } else { format!("{title}:\n{sentences}\n") }
    };
    text += &list("Taken for granted", &plan.assumed);
    text += &list("Warnings", &plan.warnings);
    text
}

fn lines(plan: &Plan) -> Vec<Vec<String>> {
    let (signal, smear, ripple) = (plan.signal, plan.smear, plan.ripple);
    let percent = |share: f64| length(100.0 * share);
    let (width, height) = plan.pixel_um;
    let resolution = |i: usize| {
        let at = plan.resolution[i];
        format!("{} and {} µm", length(at.half_um), length(at.tenth_um))
    };
    let mut rows = vec![
        row(["pixel", &format!("{} x {} µm (along the scan x line spacing)", length(width), length(height))]),
        row([
            "dosage",
            &format!(
                "{} pulses in a pixel, {} µm apart",
                length(plan.dosage),
                length(plan.pulse_distance_um)
            ),
        ]),
    ];
    if let Some(map) = plan.map {
        let size = format!("{} lines of {} pixels, {} pulses", map.lines, map.pixels, map.pulses.round());
        rows.push(row(["map", &format!("{size}, {}", duration(map.time_s))]));
    }
    let displaced = format!("{} µm along the scan", length((plan.displacement_um * 1e3).round() / 1e3 + 0.0));
    let washout =
        format!("{} µm standard deviation, {} µm for 99 %", length(smear.sd_um), length(smear.washout_um));
    let counts = format!("{} at a concentration of {}", length(signal.counts), length(signal.concentration));
    let blank = format!("{counts}, gas blank {}", length(signal.blank_counts));
    let noise = format!(
        "{} % of a pixel (counting {} %, Flicker {} %)",
        percent(signal.noise),
        percent(signal.counting_noise),
        percent(signal.flicker_noise)
    );
    rows.extend([
        row(["displacement", &displaced]),
        row(["washout", &washout]),
        row(["resolution", "wavelength with 50 % and 10 % of the contrast"]),
        row(["  along the scan", &resolution(0)]),
        row(["  across the lines", &resolution(1)]),
        row(["  at 45 degrees", &resolution(2)]),
        row(["counts", &blank]),
        row(["noise", &noise]),
        row(["ripple", &format!("{} % on a uniform sample", length((1e5 * ripple.rsd).round() / 1e3))]),
    ]);
    rows
}

fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < 120.0 => (s, "s"),
        s if s < 7200.0 => (s / 60.0, "min"),
        s => (s / 3600.0, "h"),
    };
    format!("{} {unit}", length(value))
}

fn changes(plan: &Plan) -> String {
    let titles = row(["", "dosage", "pixel µm", "time", "along µm", "across µm", "counts", "noise %"]);
    let line = |change: &Change| {
        row([
            &format!("  {} = {}", change.key, length(change.value)),
            &length(change.dosage),
            &format!("{} x {}", length(change.pixel_um.0), length(change.pixel_um.1)),
            &change.time_s.map_or("-".into(), duration),
            &short(change.tenth_um.0),
            &short(change.tenth_um.1),
            &short(change.counts),
            &short(100.0 * change.noise),
        ])
    };
    let [along, across, _] = plan.resolution;
    let now = row([
        "  as planned",
        &length(plan.dosage),
        &format!("{} x {}", length(plan.pixel_um.0), length(plan.pixel_um.1)),
        &plan.map.map_or("-".into(), |map| duration(map.time_s)),
        &short(along.tenth_um),
        &short(across.tenth_um),
        &short(plan.signal.counts),
        &short(100.0 * plan.signal.noise),
    ]);
    let rows: Vec<_> = [titles, now].into_iter().chain(plan.changes.iter().map(line)).collect();
    aligned(&rows, 1)
        + "  (along, across: wavelength with 10 % of the contrast; with the beam, line spacing and counts change)\n"
}
