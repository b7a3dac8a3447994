// SPDX-License-Identifier: MIT OR Apache-2.0
//! One model, loaded and ready to run.

use super::card::ModelCard;
use super::contract;
use super::device::{Device, DeviceReport};
use super::load::load;
use super::shield::{sentence, shielded};
use crate::error::{Error, Result};
use crate::task::Task;
use ndarray::{Array4, ArrayView4, Ix4};
use ort::session::{RunOptions, Session as OrtSession};
use ort::value::TensorRef;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// [`Error::RuntimeNotFound`] or [`Error::RuntimeTooOld`]; [`Error::Cancelled`].
    pub fn new(model: &[u8], device: Device, threads: usize, task: &Task) -> Result<Self> {
        let (session, device) = load(model, device, threads, task)?;
        // the card first: a model of another contract has other inputs, which would only confuse
        let metadata = shielded(|| metadata(&session)).map_err(Error::Model)?;
        let card = ModelCard::from_metadata(&metadata)?;
        contract::check_declared(&session)?;
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
        contract::check_input(x, self.card.multiple)?;
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
        contract::check_output(x.view(), y)
    }
}

fn metadata(session: &OrtSession) -> std::result::Result<BTreeMap<String, String>, String> {
    let metadata = session.metadata().map_err(|error| sentence(&error))?;
    let keys = metadata.custom_keys().map_err(|error| sentence(&error))?;
    Ok(keys.into_iter().filter_map(|key| metadata.custom(&key).map(|value| (key, value))).collect())
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

#[cfg(test)]
pub(super) mod tests {
    use super::super::contract::{INPUTS, OUTPUTS};
    use super::super::runtime;
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
        Some(Session::new(model, Device::Cpu, 1, &Task::new()).unwrap())
    }

    pub fn input(height: usize, width: usize) -> Array4<f32> {
        Array4::from_shape_fn((1, INPUTS, height, width), |(_, c, i, j)| (c * 100 + i * 10 + j) as f32 * 0.01)
    }

    pub fn refusal(model: &[u8]) -> Option<String> {
        runtime::for_tests()?;
        let error = Session::new(model, Device::Cpu, 1, &Task::new()).unwrap_err();
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
            if let Ok(session) = Session::new(&damaged, Device::Cpu, 1, &Task::new()) {
                let side = session.card().multiple;
                let _ = session.run(Array4::ones((1, INPUTS, side, side)).view(), &Task::new());
            }
        }
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
}
