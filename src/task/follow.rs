// SPDX-License-Identifier: MIT OR Apache-2.0
//! Following work: it runs on a thread of its own, while the listener is asked on the thread of the caller.

use super::handle::{Said, Shared, Task, locked};
use crate::error::Result;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Longest time between two questions to a listener that has time for them.
const BETWEEN: Duration = Duration::from_millis(20);

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// Share of the whole work that is done, 0 to 1; it never falls.
    pub fraction: f64,
    /// Name of the element at work; empty where the work has no elements or has not begun.
    pub element: &'a str,
    /// Its number, from 0, and how many there are.
    pub index: (usize, usize),
    /// What is being done, e.g. `restore`, or `refine, tile 3 of 12`; may be empty.
    pub stage: &'a str,
}

impl Task {
    /// Runs `work` on a thread of its own and asks `listener` on this thread how to go on, until it says `false`, which
    /// cancels: before the work begins, at every stage, at least every 0.5 s in between unless it takes longer itself,
    /// and once more when the work has succeeded. Whoever cancels gets no result, even if there is one.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`]; those of the work.
    pub fn follow<R: Send>(
        &self,
        listener: &mut dyn FnMut(&Progress<'_>) -> bool,
        work: impl FnOnce(&Self) -> Result<R> + Send,
    ) -> Result<R> {
        self.ask(listener)?;
        let ended = AtomicBool::new(false);
        let done = thread::scope(|scope| {
            let listening = Listening::begin(&self.shared);
            let worker = scope.spawn(|| {
                let _ending = Ending(&self.shared, &ended); // however the work ends
                work(self)
            });
            let mut abandoned = Abandoned(Some(self));
            while !ended.load(Ordering::SeqCst) {
                if listening.wait(&ended) && !self.is_cancelled() {
                    let _ = self.ask(listener); // the work sees it and ends
                }
            }
            abandoned.0 = None;
            worker.join().unwrap_or_else(|panic| resume_unwind(panic))
        });
        let done = self.outcome(done)?;
        self.at(1.0)?;
        self.ask(listener)?;
        Ok(done)
    }

    /// Asks a listener whether to go on.
    fn ask(&self, listener: &mut dyn FnMut(&Progress<'_>) -> bool) -> Result<()> {
        self.check()?;
        let (element, index, stage, begun) = {
            let said = locked(&self.shared.said);
            (said.element.clone(), said.index, said.stage.clone(), said.begun)
        };
        let fraction = f64::from_bits(self.shared.highest.load(Ordering::Relaxed)).min(1.0);
        if !listener(&Progress { fraction, element: &element, index, stage: &stage }) {
            self.cancel();
        }
        let mut said = locked(&self.shared.said);
        said.heard = said.heard.max(begun);
        self.shared.changed.notify_all();
        drop(said);
        self.check()
    }
}

/// Somebody listens: stages wait until they are heard.
struct Listening<'a>(&'a Shared);

impl<'a> Listening<'a> {
    fn begin(shared: &'a Shared) -> Self {
        locked(&shared.said).listeners += 1;
        Self(shared)
    }

    /// Waits for something to be told: a stage, or that it is time. False at the end of the work.
    fn wait(&self, ended: &AtomicBool) -> bool {
        let said = locked(&self.0.said);
        let heard = |said: &Said| said.begun == said.heard || self.0.cancelled.load(Ordering::SeqCst);
        let idle = |said: &mut Said| heard(said) && !ended.load(Ordering::SeqCst);
        drop(self.0.changed.wait_timeout_while(said, BETWEEN, idle));
        !ended.load(Ordering::SeqCst)
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        locked(&self.0.said).listeners -= 1;
        self.0.changed.notify_all();
    }
}

/// Says that the work has ended.
struct Ending<'a>(&'a Shared, &'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let _said = locked(&self.0.said);
        self.1.store(true, Ordering::SeqCst);
        self.0.changed.notify_all();
    }
}

/// Cancels work whose listener panics: its thread is waited for.
struct Abandoned<'a>(Option<&'a Task>);

impl Drop for Abandoned<'_> {
    fn drop(&mut self) {
        self.0.inspect(|task| task.cancel());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn the_listener_is_asked_on_the_thread_of_the_caller_while_one_step_takes_long() {
        let here = thread::current().id();
        let mut told = vec![];
        let mut listener = |progress: &Progress<'_>| {
            assert_eq!(thread::current().id(), here);
            told.push(progress.fraction);
            true
        };
        let done = Task::new().follow(&mut listener, |task| {
            assert_ne!(thread::current().id(), here);
            for share in [0.5, 0.25] {
                task.at(share)?;
                thread::sleep(4 * BETWEEN);
            }
            Ok(7)
        });
        assert_eq!(done, Ok(7));
        assert!(told.len() >= 6 && told[0] == 0.0 && told.last() == Some(&1.0), "{told:?}");
        assert!(told[1..told.len() - 1].iter().all(|share| [0.0, 0.5].contains(share)), "{told:?}");
    }

    #[test]
    fn every_stage_is_heard_before_its_work_begins() {
        let (names, working) = (["Ca".to_string(), "Zn".to_string()], AtomicUsize::new(0));
        let mut heard = vec![];
        let mut listener = |progress: &Progress<'_>| {
            let words = format!("{} {:?} {}", progress.element, progress.index, progress.stage);
            if heard.last() != Some(&words) {
                heard.push(words);
            }
            progress.stage != "check" || progress.index.0 == 0
        };
        let cancelled = Task::new().follow(&mut listener, |task| {
            for index in 0..2 {
                let task = task.element(&names, index);
                for stage in ["restore", "check"] {
                    task.stage(stage)?;
                    working.fetch_add(1, Ordering::SeqCst);
                }
            }
            Ok(())
        });
        assert_eq!((cancelled, working.into_inner()), (Err(Error::Cancelled), 3));
        let all =
            [" (0, 0) ", "Ca (0, 2) restore", "Ca (0, 2) check", "Zn (1, 2) restore", "Zn (1, 2) check"];
        assert_eq!(heard, all);
    }

    #[test]
    fn a_no_at_the_end_takes_the_result_away_and_one_at_the_beginning_saves_the_work() {
        let last = Task::new().follow(&mut |progress| progress.fraction < 1.0, |_| Ok(()));
        assert_eq!(last, Err(Error::Cancelled));
        let first = Task::new().follow(&mut |_| false, |_| -> Result<()> { panic!("there is no work") });
        assert_eq!(first, Err(Error::Cancelled));
    }

    #[test]
    fn failures_and_panics_arrive_and_a_listener_that_panics_ends_the_work() {
        let failed: Result<()> = Task::new().follow(&mut |_| true, |_| Err(Error::Data("none".into())));
        assert_eq!(failed, Err(Error::Data("none".into())));
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let panics = |listener: &mut dyn FnMut(&Progress<'_>) -> bool, broken: bool| {
            let work = |task: &Task| -> Result<()> {
                assert!(!broken, "work");
                loop {
                    task.stage("on")?;
                }
            };
            catch_unwind(AssertUnwindSafe(|| Task::new().follow(listener, work))).is_err()
        };
        let of_work = panics(&mut |_| true, true);
        let of_listener = panics(&mut |progress| progress.stage.is_empty() || panic!("listener"), false);
        std::panic::set_hook(hook);
        assert!(of_work && of_listener);
    }
}
