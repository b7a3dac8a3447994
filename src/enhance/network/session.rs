// SPDX-License-Identifier: MIT OR Apache-2.0
//! One model, loaded and ready to run. With `runtime` the only place that knows `ort`.

use super::card::ModelCard;
use super::device::{Device, DeviceReport};
use super::graph;
use super::runtime::{self, Runtime};
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array4, ArrayView4, Ix4};
use ort::ep;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::session::{RunOptions, Session as OrtSession};
use ort::value::{Outlet, TensorElementType, TensorRef};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// Channels that a model is given: restored map, measured map, standard deviation of the noise.
pub const INPUTS: usize = 3;
/// Channels that a model gives: estimate, log of the Laplace scale of its error.
pub const OUTPUTS: usize = 2;
/// More threads than this are not asked for.
const MAX_THREADS: usize = 256;
/// ONNX files are protobuf messages, which end here.
const MAX_MODEL_BYTES: usize = i32::MAX as usize;

/// A model that keeps the contract `lamap-1`, on a device.
///
/// It may be shared by threads; their runs then take turns.
#[derive(Debug)]
pub struct Session {
    inner: Mutex<OrtSession>,
    card: ModelCard,
    device: DeviceReport,
}

impl Session {
    /// Loads a model from the bytes of its ONNX file. Loads ONNX Runtime first if that has not been done.
    ///
    /// [`Device::Auto`] takes the first device that works and keeps the reasons of the others. `threads`: those of
    /// one run on the CPU; 0 leaves the number to ONNX Runtime.
    ///
    /// # Errors
    /// [`Error::Model`] if the bytes are no ONNX model or the model breaks its contract or has a loop;
    /// [`Error::DeviceUnavailable`] if a certain device was asked for and refuses (there is no silent fallback);
    /// [`Error::RuntimeNotFound`] or [`Error::RuntimeTooOld`].
    pub fn new(model: &[u8], device: Device, threads: usize) -> Result<Self> {
        if model.is_empty() || model.len() > MAX_MODEL_BYTES {
            return Err(Error::Model(format!("the file has {} bytes", model.len())));
        }
        graph::check(model)?;
        let runtime = runtime::load(None)?;
        let mut refusals = Vec::new();
        for &candidate in device.order() {
            match open(runtime, model, candidate, threads) {
                Ok(session) => return Self::checked(session, DeviceReport { used: candidate, refusals }),
                Err(Refusal::Device(reason)) => refusals.push((candidate, reason)),
                Err(Refusal::Model(reason)) => return Err(Error::Model(reason)),
            }
        }
        let reasons: Vec<String> =
            refusals.iter().map(|(device, reason)| format!("{device}: {reason}")).collect();
        Err(Error::DeviceUnavailable(reasons.join("; ")))
    }

    /// Checks the card first: a model of another contract has other inputs, which would only confuse.
    fn checked(session: OrtSession, device: DeviceReport) -> Result<Self> {
        let metadata = shielded(|| metadata(&session)).map_err(Error::Model)?;
        let card = ModelCard::from_metadata(&metadata)?;
        check_outlet("input", session.inputs(), "x", INPUTS).map_err(Error::Model)?;
        check_outlet("output", session.outputs(), "y", OUTPUTS).map_err(Error::Model)?;
        Ok(Self { inner: Mutex::new(session), card, device })
    }

    /// What the model states about itself.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// The device in use and those that refused.
    pub fn device(&self) -> &DeviceReport {
        &self.device
    }

    /// Runs the model once. `task` cancels it within one layer.
    ///
    /// `x`: shape (N, [`INPUTS`], H, W), finite; H and W are multiples of the card's `multiple`.
    /// Returns shape (N, [`OUTPUTS`], H, W), finite.
    ///
    /// # Errors
    /// [`Error::Shape`] or [`Error::Data`] if `x` is not so; [`Error::Model`] if the output has another size;
    /// [`Error::Inference`] if the run fails or its output is not finite; [`Error::Cancelled`].
    pub fn run(&self, x: ArrayView4<'_, f32>, task: &Task) -> Result<Array4<f32>> {
        self.check_input(x)?;
        let x = x.as_standard_layout();
        let mut session = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // of this run alone, so that a request to stop never reaches a later one
        let options = Arc::new(RunOptions::new().map_err(|error| Error::Inference(sentence(&error)))?);
        let of_run = Arc::clone(&options);
        let running = task.on_cancel(move || {
            let _ = of_run.terminate(); // it fails only for a NULL handle
        })?;
        let y = shielded(|| infer(&mut session, x.view(), &options));
        drop((running, session));
        let y = y.map_err(|reason| task.check().err().unwrap_or(Error::Inference(reason)))?;
        check_output(x.view(), y)
    }

    fn check_input(&self, x: ArrayView4<'_, f32>) -> Result<()> {
        let (n, channels, height, width) = x.dim();
        let multiple = self.card.multiple;
        let fits = |side: usize| side > 0 && side.is_multiple_of(multiple);
        if n == 0 || channels != INPUTS || !fits(height) || !fits(width) {
            return Err(Error::Shape {
                what: "the input of the model",
                expected: format!(
                    "(tiles, {INPUTS}, height, width) with sides that are multiples of {multiple}"
                ),
                found: format!("{:?}", x.dim()),
            });
        }
        if x.iter().any(|value| !value.is_finite()) {
            return Err(Error::Data("the input of the model holds NaN or infinity".into()));
        }
        Ok(())
    }
}

/// Why a model could not be opened.
enum Refusal {
    Device(String),
    Model(String),
}

/// Opens the model on one device, with no fallback to another.
fn open(
    runtime: &Runtime,
    model: &[u8],
    device: Device,
    threads: usize,
) -> std::result::Result<OrtSession, Refusal> {
    let provider = match device {
        Device::Auto | Device::Cpu => None,
        Device::Cuda => Some(ep::CUDA::default().build().error_on_failure()),
        Device::DirectMl => Some(ep::DirectML::default().build().error_on_failure()),
    };
    let Some(provider) = provider else {
        return shielded(|| builder(runtime, threads)?.commit_from_memory(model).map_err(|e| sentence(&e)))
            .map_err(Refusal::Model);
    };
    let mut builder = shielded(|| {
        builder(runtime, threads)?.with_execution_providers([provider]).map_err(|error| sentence(&error))
    })
    .map_err(Refusal::Device)?;
    shielded(|| builder.commit_from_memory(model).map_err(|error| sentence(&error))).map_err(|reason| {
        // Is the device to blame or the model? The CPU runs every model that is sound.
        match open(runtime, model, Device::Cpu, threads) {
            Err(Refusal::Model(reason)) => Refusal::Model(reason),
            _ => Refusal::Device(reason),
        }
    })
}

/// The settings of every session.
///
/// Spinning threads would slow down the host's user interface. Memory patterns cost much memory for no gain in
/// speed, and DirectML needs them off, as it needs sequential execution.
fn builder(runtime: &Runtime, threads: usize) -> std::result::Result<SessionBuilder, String> {
    let failed = |error: ort::Error<SessionBuilder>| sentence(&error);
    OrtSession::builder(runtime.environment())
        .map_err(|error| sentence(&error))?
        .with_log_level(ort::logging::LogLevel::Fatal)
        .map_err(failed)?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(failed)?
        .with_parallel_execution(false)
        .map_err(failed)?
        .with_memory_pattern(false)
        .map_err(failed)?
        .with_intra_op_spinning(false)
        .map_err(failed)?
        .with_intra_threads(threads.min(MAX_THREADS))
        .map_err(failed)?
        .with_config_entry("session.load_model_format", "ONNX") // never ONNX Runtime's own format
        .map_err(failed)
}

fn metadata(session: &OrtSession) -> std::result::Result<BTreeMap<String, String>, String> {
    let metadata = session.metadata().map_err(|error| sentence(&error))?;
    let keys = metadata.custom_keys().map_err(|error| sentence(&error))?;
    Ok(keys.into_iter().filter_map(|key| metadata.custom(&key).map(|value| (key, value))).collect())
}

/// Checks what a model declares of its only input or output: name, type, (N, `channels`, H, W) with free N, H, W.
fn check_outlet(
    kind: &str,
    outlets: &[Outlet],
    name: &str,
    channels: usize,
) -> std::result::Result<(), String> {
    let [outlet] = outlets else {
        return Err(format!("it has {} {kind}s, the contract asks for one", outlets.len()));
    };
    let found = sentence(outlet.dtype());
    if outlet.name() != name {
        return Err(format!(
            "its {kind} is called {:?}, the contract asks for {name:?}",
            sentence(&outlet.name())
        ));
    }
    if outlet.dtype().tensor_type() != Some(TensorElementType::Float32) {
        return Err(format!("its {kind} is {found}, the contract asks for 32-bit floating point numbers"));
    }
    const FREE: i64 = -1;
    let shape: &[i64] = outlet.dtype().tensor_shape().map_or(&[], |shape| shape);
    let fits = match *shape {
        [n, c, height, width] => {
            (n == FREE || n == 1) && (c == FREE || c == channels as i64) && height == FREE && width == FREE
        }
        [] => kind == "output", // its size was not declared: it is checked after each run
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(format!(
        "its {kind} is {found}, the contract asks for (N, {channels}, H, W) with free height and width"
    ))
}

fn infer(
    session: &mut OrtSession,
    x: ArrayView4<'_, f32>,
    options: &RunOptions,
) -> std::result::Result<Array4<f32>, String> {
    let input = TensorRef::from_array_view(x).map_err(|error| sentence(&error))?;
    let outputs = session.run_with_options(ort::inputs![input], options).map_err(|error| sentence(&error))?;
    let y = outputs[0].try_extract_array::<f32>().map_err(|error| sentence(&error))?;
    let found = format!("its output has the size {:?}, which is not of the contract", y.shape());
    Ok(y.into_dimensionality::<Ix4>().map_err(|_| found)?.to_owned())
}

fn check_output(x: ArrayView4<'_, f32>, y: Array4<f32>) -> Result<Array4<f32>> {
    let (n, _, height, width) = x.dim();
    let expected = (n, OUTPUTS, height, width);
    if y.dim() != expected {
        return Err(Error::Model(format!(
            "its output has the size {:?} where the contract asks for {expected:?}",
            y.dim()
        )));
    }
    if y.iter().any(|value| !value.is_finite()) {
        return Err(Error::Inference("the output of the model holds NaN or infinity".into()));
    }
    Ok(y)
}

/// Turns a panic of `ort`, which some unusual models cause, into a reason.
fn shielded<T>(work: impl FnOnce() -> std::result::Result<T, String>) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("it has something that ort cannot handle".into()))
}

/// The text of ONNX Runtime as part of one of our sentences: on one line, not endless, no full stop.
pub(super) fn sentence(text: &dyn fmt::Display) -> String {
    const LONGEST: usize = 400;
    let text: String = text.to_string().chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::thread;
    use std::time::{Duration, Instant};

    macro_rules! model {
        ($name:literal) => {
            include_bytes!(concat!("../../../tests/data/", $name, ".onnx")).as_slice()
        };
    }
    pub(in super::super) use model;

    /// A session on the CPU, or `None` where there is no ONNX Runtime.
    pub fn session(model: &[u8]) -> Option<Session> {
        runtime::for_tests()?;
        Some(Session::new(model, Device::Cpu, 1).unwrap())
    }

    fn input(height: usize, width: usize) -> Array4<f32> {
        Array4::from_shape_fn((1, INPUTS, height, width), |(_, c, i, j)| (c * 100 + i * 10 + j) as f32 * 0.01)
    }

    fn refusal(model: &[u8]) -> Option<String> {
        runtime::for_tests()?;
        let error = Session::new(model, Device::Cpu, 1).unwrap_err();
        assert!(matches!(error, Error::Model(_)), "{error:?}");
        let text = error.to_string();
        assert!(!text.contains('\n') && text.len() < 600, "{text}");
        Some(text)
    }

    #[test]
    fn a_model_runs_and_its_card_is_read() {
        let Some(session) = session(model!("identity-lamap1")) else { return };
        let x = input(5, 7);
        let y = session.run(x.view(), &Task::new()).unwrap();
        assert_eq!(y.dim(), (1, OUTPUTS, 5, 7));
        for ((_, _, i, j), &value) in x.indexed_iter().filter(|((_, c, ..), _)| *c == 0) {
            assert_eq!(y[[0, 0, i, j]], value);
            assert!((y[[0, 1, i, j]] - (x[[0, 2, i, j]] + 0.01).ln()).abs() < 1e-6);
        }
        assert_eq!(session.card().name, "identity-lamap1");
    }

    #[test]
    fn views_with_strides_and_several_tiles_give_the_same() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        let x = input(8, 8);
        let y = session.run(x.view(), &Task::new()).unwrap();
        let turned = x.clone().permuted_axes([0, 1, 3, 2]).as_standard_layout().into_owned();
        assert_eq!(session.run(turned.view().permuted_axes([0, 1, 3, 2]), &Task::new()).unwrap(), y);
        let two = ndarray::concatenate![ndarray::Axis(0), x, x];
        assert_eq!(
            session.run(two.view(), &Task::new()).unwrap().index_axis(ndarray::Axis(0), 1),
            y.index_axis(ndarray::Axis(0), 0)
        );
    }

    #[test]
    fn a_wrong_input_is_refused_before_the_run() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        for shape in [(0, 3, 4, 4), (1, 2, 4, 4), (1, 3, 0, 4), (1, 3, 4, 6)] {
            let error = session.run(Array4::zeros(shape).view(), &Task::new()).unwrap_err();
            assert!(matches!(error, Error::Shape { .. }), "{error}");
        }
        for bad in [f32::NAN, f32::INFINITY] {
            let error = session.run(Array4::from_elem((1, 3, 4, 4), bad).view(), &Task::new()).unwrap_err();
            assert_eq!(error.to_string(), "the input of the model holds NaN or infinity");
        }
    }

    #[test]
    fn a_device_that_is_not_here_is_refused_and_auto_takes_the_cpu() {
        if runtime::for_tests().is_none() {
            return;
        }
        let model = model!("identity-lamap1");
        let auto = Session::new(model, Device::Auto, 1).unwrap();
        if auto.device().used != Device::Cpu {
            println!("skipped: this machine has {}", auto.device().used);
            return;
        }
        let devices: Vec<Device> = auto.device().refusals.iter().map(|(device, _)| *device).collect();
        assert_eq!(devices, [Device::Cuda, Device::DirectMl]);
        for (device, reason) in &auto.device().refusals {
            let error = Session::new(model, *device, 1).unwrap_err();
            assert_eq!(error.to_string(), format!("the device is not available: {device}: {reason}"));
            assert!(reason.len() > 20 && !reason.contains('\n') && !reason.ends_with('.'), "{reason}");
        }
        assert_eq!(Session::new(model, Device::Cpu, 0).unwrap().device().refusals, []);
    }

    #[test]
    fn bytes_that_are_no_model_are_refused() {
        let model = model!("identity-lamap1");
        let mut state = 1_u32;
        let random: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(2000)
        .collect();
        let cases: [&[u8]; 6] = [b"", b"x", b"not a model", &random, &random[..100], &[0; 1000]];
        for bytes in cases {
            if refusal(bytes).is_none() {
                return;
            }
        }
        for end in (1..model.len()).step_by(7) {
            // A file cut between two fields may still be a model; its card or its graph is then incomplete.
            refusal(&model[..end]);
        }
    }

    #[test]
    fn damaged_models_never_panic() {
        let Some(_) = runtime::for_tests() else { return };
        let model = model!("blur-lamap1");
        for position in 0..model.len() {
            let mut damaged = model.to_vec();
            damaged[position] ^= 1 << (position % 8);
            if let Ok(session) = Session::new(&damaged, Device::Cpu, 1) {
                let side = session.card().multiple;
                let _ = session.run(Array4::ones((1, INPUTS, side, side)).view(), &Task::new());
            }
        }
    }

    #[test]
    fn each_broken_contract_is_told_in_a_sentence() {
        let cases = [
            (model!("hostile-contract"), "it keeps the contract \"lamap-2\""),
            (model!("hostile-no-contract"), "its metadata do not state lamap.contract"),
            (model!("hostile-no-halo"), "its metadata do not state lamap.halo"),
            (model!("hostile-two-inputs"), "it has 2 inputs, the contract asks for one"),
            (
                model!("hostile-two-channels"),
                "its input is Tensor<f32>(N, 2, H, W), the contract asks for (N, 3, H, W)",
            ),
            (model!("hostile-four-channels"), "its input is Tensor<f32>(N, 4, H, W)"),
            (model!("hostile-int"), "its input is Tensor<i64>(N, 3, H, W), the contract asks for 32-bit"),
            (model!("hostile-double"), "its input is Tensor<f64>(N, 3, H, W), the contract asks for 32-bit"),
            (model!("hostile-fixed-size"), "with free height and width"),
            (model!("hostile-huge"), "1099511627776"),
            (model!("hostile-one-output-channel"), "its output is Tensor<f32>(N, 1, H, W)"),
            (model!("hostile-name"), "estimate"),
            (model!("hostile-initializer"), ""),
            (model!("hostile-external"), ""),
        ];
        for (model, expected) in cases {
            let Some(text) = refusal(model) else { return };
            println!("{text}");
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn an_output_of_the_wrong_size_or_not_finite_is_refused() {
        let Some(wrong) = session(model!("hostile-size")) else { return };
        let error = wrong.run(input(8, 6).view(), &Task::new()).unwrap_err();
        let expected = "its output has the size (1, 2, 4, 3) where the contract asks for (1, 2, 8, 6)";
        assert_eq!(error, Error::Model(expected.into()));
        let nan = session(model!("hostile-nan")).unwrap();
        let error = nan.run(input(8, 6).view(), &Task::new()).unwrap_err();
        assert_eq!(error, Error::Inference("the output of the model holds NaN or infinity".into()));
    }

    #[test]
    fn a_run_is_stopped_from_another_thread_and_the_session_stays_usable() {
        let Some(session) = session(model!("slow-lamap1")) else { return };
        for _ in 0..2 {
            let task = Task::new();
            let begin = Instant::now();
            let result = thread::scope(|scope| {
                let clone = task.clone();
                scope.spawn(move || {
                    thread::sleep(Duration::from_millis(100));
                    clone.cancel();
                });
                session.run(input(4, 4).view(), &task)
            });
            assert_eq!(result.unwrap_err(), Error::Cancelled);
            assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        }
    }

    #[test]
    fn a_stop_before_the_run_is_not_lost_and_does_not_stick_to_the_session() {
        let Some(session) = session(model!("identity-lamap1")) else { return };
        let task = Task::new();
        task.cancel();
        assert_eq!(session.run(input(4, 4).view(), &task).unwrap_err(), Error::Cancelled);
        session.run(input(4, 4).view(), &Task::new()).unwrap();
    }

    #[test]
    fn eight_threads_share_a_session() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        let expected = session.run(input(16, 24).view(), &Task::new()).unwrap();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        assert_eq!(session.run(input(16, 24).view(), &Task::new()).unwrap(), expected);
                    }
                });
            }
        });
    }

    #[test]
    fn a_panic_inside_becomes_a_reason() {
        let result = shielded::<()>(|| panic!("for the test"));
        assert_eq!(result.unwrap_err(), "it has something that ort cannot handle");
    }

    #[test]
    fn a_long_text_becomes_one_short_line() {
        assert_eq!(sentence(&"two\n  \u{7}\tlines."), "two lines");
        assert!(sentence(&"ä".repeat(5000)).len() < 1000);
    }
}
