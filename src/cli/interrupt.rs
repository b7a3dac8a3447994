// SPDX-License-Identifier: MIT OR Apache-2.0
//! Ctrl-C and the request to end (SIGTERM): nothing is left half-written, and the exit code is 130.

use lamap::{Error, Result, Task, files};
use std::sync::OnceLock;

/// The exit code of a program that was stopped.
pub const CODE: u8 = 130;

/// Work that ends by itself when it is cancelled, and keeps what is done.
static GRACEFUL: OnceLock<Task> = OnceLock::new();

/// A task that the first request to stop cancels; the second ends the program.
pub fn graceful() -> Task {
    GRACEFUL.get_or_init(Task::new).clone()
}

fn stop() {
    if let Some(task) = GRACEFUL.get().filter(|task| !task.is_cancelled()) {
        return task.cancel();
    }
    files::discard_drafts();
    eprintln!("\nerror: cancelled");
    std::process::exit(i32::from(CODE))
}

/// From now on the program can be stopped at any time. Not by SIGHUP: a program that `nohup` started goes on without its
/// terminal.
#[cfg(unix)]
pub fn catch() -> Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Error::Data(format!("Ctrl-C cannot be caught: {error}")))?;
    std::thread::spawn(move || signals.forever().for_each(|_| stop()));
    Ok(())
}

/// From now on the program can be stopped at any time.
#[cfg(windows)]
pub fn catch() -> Result<()> {
    ctrlc::set_handler(stop).map_err(|error| Error::Data(format!("Ctrl-C cannot be caught: {error}")))
}
