// SPDX-License-Identifier: MIT OR Apache-2.0
//! Stopping a run of the network from any thread.

use super::session::sentence;
use crate::error::{Error, Result};
use ort::session::RunOptions;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A request to stop, which any thread may make. Its clones are one and the same.
///
/// It stays raised: use a new one for each call.
#[derive(Clone, Default)]
pub struct StopFlag(Arc<Stop>);

#[derive(Default)]
struct Stop {
    raised: AtomicBool,
    running: Mutex<Vec<Arc<RunOptions>>>,
}

impl StopFlag {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks all work under this flag to stop: what runs now, within one layer of the model, and what comes later.
    pub fn stop(&self) {
        self.0.raised.store(true, Ordering::SeqCst);
        for options in self.running().iter() {
            // It can fail only for a NULL handle; the flag above stops the next tile in any case.
            let _ = options.terminate();
        }
    }

    /// Was it asked to stop?
    pub fn is_stopped(&self) -> bool {
        self.0.raised.load(Ordering::SeqCst)
    }

    /// Registers a run. Under the lock either this sees the flag or `stop` sees the run: no request is lost.
    pub(super) fn begin(&self) -> Result<Running<'_>> {
        let options = RunOptions::new().map_err(|error| Error::Inference(sentence(&error)))?;
        let options = Arc::new(options);
        let mut running = self.running();
        if self.is_stopped() {
            return Err(Error::Cancelled);
        }
        running.push(Arc::clone(&options));
        Ok(Running { flag: self, options })
    }

    pub(super) fn running(&self) -> MutexGuard<'_, Vec<Arc<RunOptions>>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for StopFlag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopFlag").field("stopped", &self.is_stopped()).finish_non_exhaustive()
    }
}

/// One run under a flag; its options are its own, so that a request to stop never reaches a later run.
pub(super) struct Running<'a> {
    flag: &'a StopFlag,
    pub(super) options: Arc<RunOptions>,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.flag.running().retain(|options| !Arc::ptr_eq(options, &self.options));
    }
}
