// SPDX-License-Identifier: MIT OR Apache-2.0
//! The task: what work tells it, how it is cancelled, and its parts.

use crate::error::{Error, Result};
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Long work, or a part of it, as all who have to do with it share it: cheap to clone, usable from any thread.
///
/// Its clones and parts are cancelled together. A cancelled task stays so: make a new one for each call.
#[derive(Clone)]
pub struct Task {
    pub(super) shared: Arc<Shared>,
    /// What the work of this part is of the whole; `None`: nobody is told of it.
    range: Option<(f64, f64)>,
}

/// What a task and its parts have in common.
#[derive(Default)]
pub(super) struct Shared {
    pub cancelled: AtomicBool,
    /// Bits of the highest share told: positive numbers are ordered as their bits.
    pub highest: AtomicU64,
    pub said: Mutex<Said>,
    /// Something was said or heard, the work ended, or the task was cancelled.
    pub changed: Condvar,
    hooks: Mutex<Vec<(u64, Hook)>>,
}

/// What is called when a task is cancelled.
type Hook = Arc<dyn Fn() + Send + Sync>;

/// The words that go with the share, and who has heard them.
#[derive(Default)]
pub(super) struct Said {
    pub element: String,
    pub index: (usize, usize),
    pub stage: String,
    /// How many stages have begun, and how many of them the listener was told.
    pub begun: u64,
    pub heard: u64,
    pub listeners: usize,
}

impl Task {
    /// A task that nobody has cancelled yet.
    pub fn new() -> Self {
        Self { shared: Arc::default(), range: Some((0.0, 1.0)) }
    }

    /// Asks the work to stop: it returns [`Error::Cancelled`] soon. Any thread may ask.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::SeqCst);
        // called without the lock: a hook may end the work, which removes it
        let hooks: Vec<Hook> = locked(&self.shared.hooks).iter().map(|(_, hook)| Arc::clone(hook)).collect();
        hooks.iter().for_each(|hook| hook());
        let _said = locked(&self.shared.said);
        self.shared.changed.notify_all();
    }

    /// Was it asked to stop?
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::SeqCst)
    }

    /// Is the work to go on?
    ///
    /// # Errors
    /// [`Error::Cancelled`] if not.
    pub fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// What work gave. Of work that was cancelled meanwhile nothing is left, be it a part of what was asked for or an error.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; those of the work.
    pub fn outcome<T>(&self, done: Result<T>) -> Result<T> {
        self.check()?;
        done
    }

    /// Tells the share of this part that is done, 0 to 1. A listener is told the highest share of the whole, soon.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the work is not to go on.
    pub fn at(&self, share: f64) -> Result<()> {
        if let Some((from, to)) = self.range {
            let whole = from + share.clamp(0.0, 1.0) * (to - from);
            self.shared.highest.fetch_max(whole.max(0.0).to_bits(), Ordering::Relaxed);
        }
        self.check()
    }

    /// Tells what is done from now on. The work goes on when the listener, if there is one, has heard it: so it can
    /// cancel before a stage begins.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the work is not to go on.
    pub fn stage(&self, stage: &str) -> Result<()> {
        if self.range.is_some() {
            let mut said = locked(&self.shared.said);
            said.stage = stage.into();
            said.begun += 1;
            let this = said.begun;
            self.shared.changed.notify_all();
            while said.listeners > 0 && said.heard < this && !self.is_cancelled() {
                said = self.shared.changed.wait(said).unwrap_or_else(PoisonError::into_inner);
            }
        }
        self.check()
    }

    /// The part of the work from one share of this part to another.
    #[must_use]
    pub fn part(&self, shares: Range<f64>) -> Self {
        let within = |(from, to): (f64, f64)| {
            let at = |share: f64| from + share * (to - from);
            (at(shares.start), at(shares.end))
        };
        Self { shared: Arc::clone(&self.shared), range: self.range.map(within) }
    }

    /// The part for number `index`, from 0, of `count` pieces of work that take equally long.
    #[must_use]
    pub fn nth(&self, index: usize, count: usize) -> Self {
        let count = count.max(1) as f64;
        self.part(index as f64 / count..(index + 1) as f64 / count)
    }

    /// The part for element `index` of several that take equally long. It is at work from the next stage on.
    #[must_use]
    pub fn element(&self, names: &[String], index: usize) -> Self {
        if self.range.is_some() {
            let mut said = locked(&self.shared.said);
            said.element = names.get(index).cloned().unwrap_or_default();
            said.index = (index, names.len());
        }
        self.nth(index, names.len())
    }

    /// A part that tells no listener; it is cancelled with the whole.
    #[must_use]
    pub fn quiet(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), range: None }
    }

    /// Calls `hook` if the task is cancelled while what is returned lives: for work that cannot ask by itself, as a call
    /// into another library. It may be called on any thread.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if that has already happened.
    pub fn on_cancel(&self, hook: impl Fn() + Send + Sync + 'static) -> Result<OnCancel> {
        let mut hooks = locked(&self.shared.hooks);
        // under the lock either this sees the request or the request sees the hook
        self.check()?;
        let number = hooks.last().map_or(0, |(last, _)| last + 1);
        hooks.push((number, Arc::new(hook)));
        Ok(OnCancel { shared: Arc::clone(&self.shared), number })
    }
}

impl Default for Task {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cancelled = self.is_cancelled();
        f.debug_struct("Task")
            .field("cancelled", &cancelled)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// A hook of [`Task::on_cancel`], which is removed when this is dropped.
pub struct OnCancel {
    shared: Arc<Shared>,
    number: u64,
}

impl Drop for OnCancel {
    fn drop(&mut self) {
        locked(&self.shared.hooks).retain(|(number, _)| *number != self.number);
    }
}

/// Takes a lock even if a thread panicked while it held it.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn parts_share_the_whole_and_quiet_ones_tell_nothing() {
        let task = Task::new();
        let share = || f64::from_bits(task.shared.highest.load(Ordering::Relaxed));
        let names = ["a", "b", "c", "d"].map(String::from);
        let third = task.element(&names, 2);
        third.part(0.2..0.6).at(0.5).unwrap();
        assert!((share() - 0.6).abs() < 1e-12);
        third.at(0.0).unwrap();
        third.quiet().part(0.0..1.0).at(1.0).unwrap();
        third.quiet().stage("unheard").unwrap();
        assert!((share() - 0.6).abs() < 1e-12);
        assert_eq!(locked(&task.shared.said).stage, "");
        task.at(f64::NAN).unwrap();
        task.at(7.0).unwrap();
        assert_eq!(share(), 1.0);
    }

    #[test]
    fn any_thread_cancels_and_hooks_are_called_while_they_live() {
        let (task, calls) = (Task::new(), Arc::new(AtomicUsize::new(0)));
        let hook = |task: &Task| {
            let calls = Arc::clone(&calls);
            task.on_cancel(move || {
                calls.fetch_add(1, Ordering::SeqCst);
            })
        };
        let kept = hook(&task).unwrap();
        drop(hook(&task.part(0.0..0.5)).unwrap());
        let result = thread::scope(|scope| {
            let clone = task.clone();
            scope.spawn(move || {
                thread::sleep(Duration::from_millis(20));
                clone.cancel();
            });
            loop {
                task.quiet().check()?;
                thread::yield_now();
            }
        });
        let result: Result<()> = result;
        assert_eq!((result, task.stage("more")), (Err(Error::Cancelled), Err(Error::Cancelled)));
        while calls.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        drop(kept);
        assert!(hook(&task).is_err());
        assert_eq!(calls.load(Ordering::SeqCst), 1);
    }
}
