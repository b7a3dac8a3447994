// SPDX-License-Identifier: MIT OR Apache-2.0
//! The threads of one enhancement. Callbacks stay on the caller's thread; only the work inside `run` moves.

use crate::error::{Error, Result};

/// A set of threads; results never depend on how many there are.
pub struct Workers {
    pool: Option<rayon::ThreadPool>,
}

impl Workers {
    /// `threads` threads; 0: those of the process, one for each core.
    ///
    /// # Errors
    /// [`Error::Data`] if the system gives no threads.
    pub fn new(threads: usize) -> Result<Self> {
        if threads == 0 {
            return Ok(Self { pool: None });
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Self {
            pool: Some(pool.map_err(|e| Error::Data(format!("cannot start {threads} threads: {e}")))?),
        })
    }

    /// Runs parallel work on these threads.
    pub fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}
