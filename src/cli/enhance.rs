// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lamap enhance`: a finer, denoised and registered estimate of the sample, with its uncertainty and a check.

use super::conditions::{ConditionArgs, Stated};
use super::input::{InputArgs, OPTIONS, pixel_size_from, with_option};
use super::output::{self, Plan};
use super::passes::{PassFile, pass_file};
use super::progress::Bar;
use super::{runtime, settings, table, unit, verdict};
use lamap::ablation::Pass;
use lamap::enhance::{
    ElementReport, Enhanced, Enhancer, MeasuredPass, Method, PassReport, Report, Settings, embedded_card,
    is_record,
};
use lamap::files::FilePass;
use lamap::{Error, Map, Result, Task, files, param};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Largest model file that is read.
const MAX_MODEL_BYTES: u64 = i32::MAX as u64;

/// Estimate the sample on a finer grid from a measured map and its scan conditions
///
/// The estimate is registered with the sample, denoised, and comes with a standard deviation and a check against the
/// measurement. It is an estimate, not a measurement.
#[derive(clap::Args)]
#[command(after_long_help = settings::help_of_enhance(), after_help = "--help lists all settings and the exit codes.")]
pub struct Args {
    /// Measured map: a file, one file for each element, or a folder of them (TIFF, text, points, PNG, npz)
    #[arg(required_unless_present = "pass")]
    input: Vec<PathBuf>,
    /// One of several passes over the sample, which are enhanced together: its file, as it lies on the sample, where it starts,
    /// in pixels along and across its scan (0 to 1), and whether it is turned by a right angle; repeat it for each. A file of pew2
    /// that holds several (.npz) says all that itself
    #[arg(long, value_name = "FILE[:X,Y[,turned]]", value_parser = pass_file, conflicts_with = "input")]
    pass: Vec<PassFile>,
    /// File for the estimate: .tif keeps names, pixel size, unit and report; also .csv, .txt, .tsv, .png
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// File for the standard deviation of the estimate
    #[arg(long, value_name = "FILE")]
    sd: Option<PathBuf>,
    /// File for the squared residuals of each measured pixel in units of the noise variance
    #[arg(long, value_name = "FILE")]
    chi_square: Option<PathBuf>,
    /// File for the report (.json)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Replace existing files
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    how: HowArgs,
    #[command(flatten)]
    conditions: ConditionArgs,
    #[command(flatten)]
    reading: InputArgs,
}

/// Options that stand for settings of the enhancement, and what the network needs.
#[derive(clap::Args)]
#[command(next_help_heading = "Enhancement")]
struct HowArgs {
    /// Target pixels per measured pixel along each axis, 1 to 16 [default: 4]
    #[arg(long, short, value_name = "M")]
    magnification: Option<String>,
    /// Square target pixels: the smaller side of a measured pixel divided by the magnification
    #[arg(long)]
    square: bool,
    /// auto (unet where ONNX Runtime is found), unet or physics [default: auto]
    #[arg(long, value_name = "NAME")]
    method: Option<String>,
    /// Model: the name of the embedded one (`lamap info`) or an ONNX file
    #[arg(long, value_name = "NAME|FILE")]
    model: Option<PathBuf>,
    /// auto, cpu, cuda or directml [default: auto]
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// Threads; 0: one for each core [default: 0]
    #[arg(long, value_name = "N")]
    threads: Option<String>,
    /// ONNX Runtime library or its folder; else LAMAP_ONNXRUNTIME, beside lamap, the system
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let mut settings = Settings::default();
    let stated = args.conditions.read_with(&mut settings)?;
    args.how.apply(&mut settings)?;
    let passes = args.read(&stated)?;
    let map = &passes[0].map;
    args.conditions.compare_lines(map)?;
    args.check_outputs(map)?;
    let enhancer = args.how.enhancer(settings)?;
    let enhanced = if args.pass.is_empty() {
        tell_method(&enhancer);
        enhance(&enhancer, map, &stated)?
    } else {
        let together = |task: &Task| enhancer.enhance_passes(&passes, &stated.conditions, task);
        Bar::new().follow(&Task::new(), together)?
    };
    args.write(&enhanced)?;
    let said_at_reading = |text: &&String| map.notes.contains(text);
    enhanced.report.notes.iter().filter(|text| !said_at_reading(text)).for_each(|text| output::note(text));
    enhanced.report.warnings.iter().for_each(|text| output::warning(text));
    output::print(&summary(&args.output, &enhanced.report))?;
    enhanced
        .report
        .passes
        .iter()
        .enumerate()
        .try_for_each(|(number, pass)| output::print(&of_pass(number, pass)))?;
    output::print(&verdict::line(&enhanced.report.verdict(&map.unit)))
}

/// Where a pass was found, and how well it is explained.
fn of_pass(number: usize, pass: &PassReport) -> String {
    let chi_square: Vec<String> =
        pass.chi_square.iter().map(|chi_square| format!("{chi_square:.2}")).collect();
    format!(
        "pass {}{}: from {:.2}, {:.2} µm, found {:+.2}, {:+.2} µm beside that; chi-square {}",
        number + 1,
        if pass.turned { ", turned" } else { "" },
        pass.start_um.0,
        pass.start_um.1,
        pass.displaced_um.0,
        pass.displaced_um.1,
        chi_square.join(", ")
    )
}

/// Enhances with a progress bar.
pub fn enhance(enhancer: &Enhancer, map: &Map, stated: &Stated) -> Result<Enhanced> {
    Bar::new().follow(&Task::new(), |task| enhancer.enhance(map, &stated.conditions, task))
}

/// Says which method runs where that was not asked for.
pub fn tell_method(enhancer: &Enhancer) {
    if let ("physics", reason) = enhancer.method()
        && !reason.is_empty()
    {
        output::note(&format!("the physics method runs, without the network: {reason}"));
    }
}

impl HowArgs {
    /// Writes the options over the settings: an option of its own wins over `--set`.
    fn apply(&self, settings: &mut Settings) -> Result<()> {
        let square = self.square.then(|| "yes".to_string());
        let options = [
            ("magnification", &self.magnification),
            ("square_pixels", &square),
            ("method", &self.method),
            ("device", &self.device),
            ("threads", &self.threads),
        ];
        let stated = options.iter().filter_map(|(key, text)| text.as_ref().map(|text| (key, text)));
        for (key, text) in stated {
            param::set_text(lamap::enhance::settings::TABLE, settings, key, text)?;
        }
        Ok(())
    }

    fn enhancer(&self, settings: Settings) -> Result<Enhancer> {
        if settings.method == Method::Physics {
            let unused = [("--model", &self.model), ("--runtime", &self.runtime)];
            for (name, _) in unused.iter().filter(|(_, value)| value.is_some()) {
                output::note(&format!("{name} is not used by the physics method"));
            }
            return Enhancer::new(settings, &Task::new());
        }
        let model = self.model.as_deref().map_or(Ok(None), model)?;
        runtime::prepare(self.runtime.as_deref())?;
        Bar::new().follow(&Task::new(), |task| match model {
            None => Enhancer::new(settings, task),
            Some(bytes) => Enhancer::with_model(settings, &bytes, task),
        })
    }
}

/// The bytes of a model file; `None` for the embedded one.
fn model(name: &Path) -> Result<Option<Vec<u8>>> {
    let embedded = embedded_card()?.name;
    if name.to_str() == Some(embedded.as_str()) {
        return Ok(None);
    }
    let unreadable = |reason: String| {
        output::file_error(
            name,
            format!("{reason} (it is neither a model file nor the embedded model {embedded})"),
        )
    };
    let about = std::fs::metadata(name).map_err(|error| unreadable(error.to_string()))?;
    if !about.is_file() {
        return Err(unreadable("this is not a regular file".into()));
    }
    if about.len() > MAX_MODEL_BYTES {
        return Err(Error::Model(format!("{} has {} bytes", name.display(), about.len())));
    }
    std::fs::read(name).map(Some).map_err(|error| unreadable(error.to_string()))
}

impl Args {
    /// The passes; a single map is one that lies straight.
    fn read(&self, stated: &Stated) -> Result<Vec<MeasuredPass>> {
        if self.pass.is_empty() {
            let straight = Pass { offset: (0.0, 0.0), orthogonal: false };
            return Ok(vec![self.read_pass(&self.input, straight, stated)?]);
        }
        let mut passes = Vec::new();
        for file in &self.pass {
            match file.pass {
                Some(pass) => passes.push(self.read_pass(std::slice::from_ref(&file.path), pass, stated)?),
                None => {
                    passes.extend(files::read_passes(&file.path, &Task::new())?.into_iter().map(measured))
                }
            }
        }
        Ok(passes)
    }

    /// A map whose pixel size is known.
    fn read_pass(&self, files: &[PathBuf], pass: Pass, stated: &Stated) -> Result<MeasuredPass> {
        files.iter().try_for_each(|path| refuse_enhanced(path))?;
        let mut map = self.reading.read(files)?;
        unit::refuse_slip(&map.unit)?;
        let is_open = map.pixel_width_um.is_none() && map.pixel_height_um.is_none();
        pixel_size_from(&mut map, stated);
        if is_open && pass.orthogonal {
            std::mem::swap(&mut map.pixel_width_um, &mut map.pixel_height_um); // conditions say them along and across the scan
        }
        map.pixel_size_um().map_err(|error| with_option(error, &OPTIONS))?;
        Ok(MeasuredPass { map, pass })
    }

    /// Every file that is read.
    fn inputs(&self) -> Vec<PathBuf> {
        self.input.iter().chain(self.pass.iter().map(|file| &file.path)).cloned().collect()
    }

    fn check_outputs(&self, map: &Map) -> Result<()> {
        let inputs = self.inputs();
        let mut plan = Plan::new(self.overwrite, &inputs);
        for path in [Some(&self.output), self.sd.as_ref(), self.chi_square.as_ref()].into_iter().flatten() {
            plan.map(path, map.elements())?;
        }
        self.report.iter().try_for_each(|path| plan.file(path, &["json"]))
    }

    fn write(&self, enhanced: &Enhanced) -> Result<()> {
        let record = self.record(&enhanced.report)?;
        let maps = [
            (Some(&self.output), &enhanced.estimate),
            (self.sd.as_ref(), &enhanced.sd),
            (self.chi_square.as_ref(), &enhanced.chi_square),
        ];
        for (path, map) in maps {
            path.map_or(Ok(Vec::new()), |path| output::write_map(path, map, &record, self.overwrite))?;
        }
        self.report.iter().try_for_each(|path| {
            files::write_bytes(path, record.as_bytes(), output::existing(self.overwrite))
        })
    }

    /// The report with the names of all files, as JSON.
    fn record(&self, report: &Report) -> Result<String> {
        let failed = |error: serde_json::Error| Error::Data(format!("the report cannot be written: {error}"));
        let mut record = serde_json::to_value(report).map_err(failed)?;
        let name = |path: &PathBuf| Value::from(path.display().to_string());
        record["input_files"] = self.inputs().iter().map(name).collect();
        record["output_files"] = json!({
            "estimate": name(&self.output),
            "sd": self.sd.as_ref().map(name),
            "chi_square": self.chi_square.as_ref().map(name),
            "report": self.report.as_ref().map(name),
        });
        serde_json::to_string_pretty(&record).map_err(failed)
    }
}

fn measured(pass: FilePass) -> MeasuredPass {
    MeasuredPass { map: pass.map, pass: Pass { offset: pass.offset, orthogonal: pass.turned } }
}

/// Refuses a TIFF file, or a folder of them, that an enhancement made, as the record in it tells. What else may be wrong with it is
/// found when it is read.
fn refuse_enhanced(path: &Path) -> Result<()> {
    let inside = || std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = if path.is_dir() { inside().collect() } else { vec![path.to_path_buf()] };
    match files.iter().find(|path| record_in(path).is_some()) {
        None => Ok(()),
        Some(path) => Err(Error::Data(format!(
            "{}: this map is enhanced already: enhance the measured map it was made of",
            path.display()
        ))),
    }
}

/// The record of an enhancement in a TIFF file.
pub fn record_in(path: &Path) -> Option<String> {
    let extension = path.extension()?;
    let is_tiff = ["tif", "tiff"].iter().any(|tiff| extension.eq_ignore_ascii_case(tiff));
    if is_tiff { files::read_info(path).ok()?.filter(|info| is_record(info)) } else { None }
}

/// What was done, and a line for each element.
pub fn summary(path: &Path, report: &Report) -> String {
    let (shape, pixel) = (report.shape, report.pixel_um);
    let by = if report.model.is_empty() {
        String::new()
    } else {
        format!(", {} on {}", report.model, report.device)
    };
    let title = format!(
        "{}: {} lines of {} pixels of {} x {} µm, method {}{by}",
        path.display(),
        shape.0,
        shape.1,
        table::length(pixel.0),
        table::length(pixel.1),
        report.method
    );
    let mut rows = vec![table::row([
        "element",
        "method",
        "chi-square",
        "mean change",
        "missing",
        "spikes",
        "operator across, along / µm",
    ])];
    rows.extend(report.elements.iter().map(line));
    format!("{title}\n{}", table::aligned(&rows, 2))
}

fn line(element: &ElementReport) -> Vec<String> {
    let width = |width: &lamap::enhance::Width| {
        format!("{} {}", table::short(width.used_um), if width.stated { "stated" } else { "estimated" })
    };
    let widths = element.widths.iter().map(width).collect::<Vec<_>>().join(", ");
    vec![
        element.element.clone(),
        element.method.into(),
        format!("{:.2}", element.chi_square),
        percent(element.mean_change),
        element.missing_values.to_string(),
        element.spikes.to_string(),
        if widths.is_empty() { "as stated".into() } else { widths },
    ]
}

/// A signed share in percent; nothing has no sign of its own.
fn percent(share: f64) -> String {
    let text = format!("{:+.2} %", 100.0 * share);
    if text == "-0.00 %" { "+0.00 %".into() } else { text }
}
