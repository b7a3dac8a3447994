// SPDX-License-Identifier: MIT OR Apache-2.0
//! Loading a model onto a device.

use super::device::{Device, DeviceReport};
use super::graph;
use super::runtime::{self, Runtime};
use super::shield::{sentence, shielded};
use crate::error::{Error, Result};
use crate::task::Task;
use ort::ep;
use ort::session::Session as OrtSession;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use std::sync::mpsc;
use std::thread;

/// Largest number of threads that ONNX Runtime is asked for.
const MAX_THREADS: usize = 256;

/// Largest ONNX file: a protobuf message holds no more.
const MAX_MODEL_BYTES: usize = i32::MAX as usize;

/// Loads a model from the bytes of its ONNX file, on the first device of `device` that works, and ONNX Runtime before it.
///
/// ONNX Runtime cannot be asked to stop while it loads. It loads on a thread of its own, which a cancelled caller leaves to
/// end alone.
///
/// # Errors
/// Those of [`super::session::Session::new`], without those of the contract.
pub fn load(model: &[u8], device: Device, threads: usize, task: &Task) -> Result<(OrtSession, DeviceReport)> {
    if model.is_empty() || model.len() > MAX_MODEL_BYTES {
        return Err(Error::Model(format!("the file has {} bytes", model.len())));
    }
    graph::check(model)?;
    let model = model.to_vec();
    let (loaded, first) = mpsc::channel();
    let cancelled = loaded.clone();
    let waiting = task.on_cancel(move || {
        let _ = cancelled.send(Err(Error::Cancelled)); // it fails only once nobody waits any more
    })?;
    thread::Builder::new()
        .name("lamap-load".into())
        .spawn(move || {
            let _ = loaded.send(try_devices(&model, device, threads)); // as above
        })
        .map_err(|error| Error::Inference(format!("no thread could be started: {error}")))?;
    let result = first.recv().unwrap_or_else(|_| Err(Error::Inference("the model did not load".into())));
    drop(waiting);
    result
}

/// Opens the model on the first device that works.
fn try_devices(model: &[u8], device: Device, threads: usize) -> Result<(OrtSession, DeviceReport)> {
    let runtime = runtime::load(None)?;
    let mut refusals = Vec::new();
    for &candidate in device.order() {
        match open(runtime, model, candidate, threads) {
            Ok(session) => return Ok((session, DeviceReport { used: candidate, refusals })),
            Err(Refusal::Device(reason)) => refusals.push((candidate, reason)),
            Err(Refusal::Model(reason)) => return Err(Error::Model(reason)),
        }
    }
    let reasons: Vec<String> =
        refusals.iter().map(|(device, reason)| format!("{device}: {reason}")).collect();
    Err(Error::DeviceUnavailable(reasons.join("; ")))
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

#[cfg(test)]
mod tests {
    use super::super::runtime;
    use super::super::session::{Session, tests::model};
    use super::*;
    use crate::task::Task;

    #[test]
    fn a_device_that_is_not_here_is_refused_and_auto_takes_the_cpu() {
        if runtime::for_tests().is_none() {
            return;
        }
        let model = model!("identity-lamap1");
        let auto = Session::new(model, Device::Auto, 1, &Task::new()).unwrap();
        if auto.device().used != Device::Cpu {
            println!("skipped: this machine has {}", auto.device().used);
            return;
        }
        let devices: Vec<Device> = auto.device().refusals.iter().map(|(device, _)| *device).collect();
        assert_eq!(devices, [Device::Cuda, Device::DirectMl]);
        for (device, reason) in &auto.device().refusals {
            let error = Session::new(model, *device, 1, &Task::new()).unwrap_err();
            let told = format!(
                "the device is not available: {device}: {reason}; the device auto is the first that works"
            );
            assert_eq!(error.to_string(), told);
            assert!(reason.len() > 20 && !reason.contains('\n') && !reason.ends_with('.'), "{reason}");
        }
        assert_eq!(Session::new(model, Device::Cpu, 0, &Task::new()).unwrap().device().refusals, []);
    }

    #[test]
    fn a_cancelled_load_gives_no_session_and_the_next_one_works() {
        if runtime::for_tests().is_none() {
            return;
        }
        let (task, model) = (Task::new(), model!("slow-lamap1"));
        let mut cancel = |_: &crate::Progress<'_>| false;
        let stopped = task.follow(&mut cancel, |task| load(model, Device::Cpu, 1, task).map(drop));
        assert_eq!(stopped, Err(Error::Cancelled));
        task.cancel();
        assert_eq!(load(model, Device::Cpu, 1, &task).map(drop), Err(Error::Cancelled));
        assert!(load(model, Device::Cpu, 1, &Task::new()).is_ok());
    }
}
