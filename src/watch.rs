// SPDX-License-Identifier: MIT OR Apache-2.0
//! Long work that can be cancelled: it runs on a thread of its own, while the caller's thread is asked whether to go on.

use crate::error::{Error, Result};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Time between two questions.
const BETWEEN: Duration = Duration::from_millis(20);

/// Asked by work of any thread, which tells the share of it that is done, whether to go on.
pub type GoesOn<'a> = &'a (dyn Fn(f64) -> bool + Sync);

/// Runs `work`. Until it ends, `ask` is told on this thread, again and again, the share of it that is done, 0 to 1 and
/// never falling; `false` cancels, as soon as the work asks whether to go on.
///
/// # Errors
/// [`Error::Cancelled`]; those of the work.
pub fn watched<R: Send>(
    ask: &mut dyn FnMut(f64) -> bool,
    work: impl FnOnce(GoesOn) -> Result<R> + Send,
) -> Result<R> {
    let (stopped, highest) = (AtomicBool::new(false), AtomicU64::new(0));
    let goes_on = |share: f64| {
        highest.fetch_max(share.max(0.0).to_bits(), Ordering::Relaxed); // positive numbers are ordered as their bits
        !stopped.load(Ordering::Relaxed)
    };
    thread::scope(|scope| {
        let (end, ended) = channel::<()>();
        let worker = scope.spawn(|| {
            let _end = end; // dropped when the work ends, however it ends
            work(&goes_on)
        });
        while ended.recv_timeout(BETWEEN) == Err(RecvTimeoutError::Timeout) {
            if !ask(f64::from_bits(highest.load(Ordering::Relaxed)).min(1.0)) {
                stopped.store(true, Ordering::Relaxed);
                break;
            }
        }
        let done = worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        if stopped.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { done }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_gives_its_result_and_is_asked_on_the_thread_of_the_caller() {
        let here = thread::current().id();
        let mut told = vec![];
        let mut ask = |share| {
            assert_eq!(thread::current().id(), here);
            told.push(share);
            true
        };
        let done = watched(&mut ask, |goes_on| {
            for step in [0.5, 0.25] {
                assert!(goes_on(step));
                thread::sleep(4 * BETWEEN);
            }
            Ok(7)
        });
        assert_eq!(done, Ok(7));
        assert!(!told.is_empty() && told.iter().all(|share| *share == 0.5 || *share == 0.0), "{told:?}");
    }

    #[test]
    fn work_that_is_cancelled_stops_when_it_asks() {
        let done = watched(&mut |_| false, |goes_on| {
            while goes_on(0.0) {
                thread::sleep(BETWEEN);
            }
            Ok(())
        });
        assert_eq!(done, Err(Error::Cancelled));
    }

    #[test]
    fn a_failure_is_that_of_the_work() {
        let failed: Result<()> = watched(&mut |_| true, |_| Err(Error::Data("none".into())));
        assert_eq!(failed, Err(Error::Data("none".into())));
    }
}
