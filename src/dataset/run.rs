// SPDX-License-Identifier: MIT OR Apache-2.0
//! All pairs of all pictures, on several threads.

use super::folder;
use super::journal::Journal;
use super::pair::Pair;
use super::picture::Picture;
use super::plan;
use super::recipe::Recipe;
use super::record::Record;
use super::source::{self, Listed};
use crate::error::{Error, Result};
use crate::task::Task;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// How the pairs are made; nothing of it changes a pair.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// Threads, each at work on one file at a time; 0: one for each core.
    pub threads: usize,
    /// Begin anew in a folder that holds something: files of the same name are replaced, others stay.
    pub overwrite: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Files found.
    pub files: usize,
    /// Pairs made now.
    pub made: usize,
    /// Pairs that were finished before.
    pub kept: usize,
    /// Files that could not be used, or not to the end, with the reason; sorted by path.
    pub left_out: Vec<(PathBuf, Error)>,
}

/// Makes the pairs of all pictures below `inputs` in the folder `out`, and its manifest.
///
/// A folder with an unfinished data set of the same recipe is taken up again: finished pairs are recognised and not made
/// again, new files are added. A file that cannot be used does not stop the work; it is listed in the summary.
/// `task` is told the share of the files that are done, and after each pair and file a stage such as
/// `3 of 20 files, 12 pairs`; if it is cancelled, the pairs finished until then stay.
///
/// # Errors
/// Those of [`Recipe::validate`]; [`Error::File`] if there is no file to read, or `out` cannot be written or holds
/// something else; [`Error::Contradiction`] if it holds a data set of another recipe; [`Error::Cancelled`].
///
/// Random: see [`super`]; the same for any number of threads.
pub fn make(inputs: &[PathBuf], out: &Path, recipe: &Recipe, run: Run, task: &Task) -> Result<Summary> {
    recipe.validate()?;
    let files = source::list(inputs, out)?;
    folder::prepare(out, recipe, run.overwrite)?;
    let journal = Journal::open(out)?;
    folder::sweep(out);
    let work = Work {
        recipe,
        out,
        journal,
        task,
        files,
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        pairs: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        result: Mutex::default(),
        failed: Mutex::default(),
    };
    work.on_threads(run.threads)?;
    work.finish()
}

/// What the threads share.
struct Work<'a> {
    recipe: &'a Recipe,
    out: &'a Path,
    journal: Journal,
    task: &'a Task,
    files: Vec<Listed>,
    next: AtomicUsize,
    done: AtomicUsize,
    pairs: AtomicUsize,
    stop: AtomicBool,
    result: Mutex<(Summary, Vec<Record>)>,
    failed: Mutex<Option<Error>>,
}

/// Why a file is not done to its end.
enum Halt {
    /// The file cannot be used; the others can.
    LeaveOut(Error),
    /// Nothing more can be done.
    Stop(Error),
}

impl Work<'_> {
    /// Each thread takes the next file until there is none. A file stays on its thread: so no more pictures are in memory
    /// than there are threads, and small tiles do not pay for being shared out.
    fn on_threads(&self, threads: usize) -> Result<()> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if threads == 0 { cores } else { threads }.min(self.files.len().max(1));
        let single = || rayon::ThreadPoolBuilder::new().num_threads(1).build();
        let pools = (0..threads).map(|_| single()).collect::<std::result::Result<Vec<_>, _>>();
        let pools = pools.map_err(|error| Error::Data(format!("cannot start {threads} threads: {error}")))?;
        std::thread::scope(|scope| {
            for pool in &pools {
                scope.spawn(|| pool.install(|| self.take_files()));
            }
        });
        Ok(())
    }

    fn take_files(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let Some(file) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) else { return };
            match self.file(file) {
                Ok(()) => {}
                Err(Halt::LeaveOut(error)) => {
                    locked(&self.result).0.left_out.push((file.path.clone(), error))
                }
                Err(Halt::Stop(error)) => {
                    self.stop.store(true, Ordering::Relaxed);
                    locked(&self.failed).get_or_insert(error);
                    return;
                }
            }
            self.done.fetch_add(1, Ordering::Relaxed);
            if self.tell().is_err() {
                return;
            }
        }
    }

    fn file(&self, file: &Listed) -> std::result::Result<(), Halt> {
        let (source, map) = file.read(self.recipe.colours).map_err(Halt::LeaveOut)?;
        for index in 0..map.elements().len() {
            let picture = Picture::new(map.element(index).to_owned()).map_err(Halt::LeaveOut)?;
            let records =
                plan::records(self.recipe, &source, &map, index, &picture).map_err(Halt::LeaveOut)?;
            if records.first().is_some_and(|record| self.journal.outdated(record)) {
                return Err(Halt::LeaveOut(Error::Contradiction(
                    "the file has changed since its pairs were made: choose another folder or state --overwrite".into(),
                )));
            }
            records.into_iter().try_for_each(|record| self.pair(record, &picture))?;
        }
        Ok(())
    }

    fn pair(&self, record: Record, picture: &Picture) -> std::result::Result<(), Halt> {
        let finished = self.journal.holds(&record);
        if !finished {
            let pair = Pair::of(&record, picture).map_err(Halt::LeaveOut)?;
            pair.write(&record, self.out).and_then(|()| self.journal.add(&record)).map_err(Halt::Stop)?;
        }
        self.pairs.fetch_add(1, Ordering::Relaxed);
        let mut result = locked(&self.result);
        let count = if finished { &mut result.0.kept } else { &mut result.0.made };
        *count += 1;
        result.1.push(record);
        drop(result);
        self.tell()
    }

    /// Tells how far the work is; an error if it is to stop.
    fn tell(&self) -> std::result::Result<(), Halt> {
        let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        let (done, all, pairs) = (count(&self.done), self.files.len(), count(&self.pairs));
        let told = self.task.at(done as f64 / all.max(1) as f64);
        let told = told.and_then(|()| self.task.stage(&format!("{done} of {all} files, {pairs} pairs")));
        if self.stop.load(Ordering::Relaxed) || told.is_err() {
            self.stop.store(true, Ordering::Relaxed);
            locked(&self.failed).get_or_insert(Error::Cancelled);
            return Err(Halt::Stop(Error::Cancelled));
        }
        Ok(())
    }

    fn finish(self) -> Result<Summary> {
        if let Some(error) = locked(&self.failed).take() {
            return Err(error);
        }
        let (mut summary, records) = self.result.into_inner().unwrap_or_else(PoisonError::into_inner);
        summary.files = self.files.len();
        summary.left_out.sort_by(|a, b| a.0.cmp(&b.0));
        self.journal.finish(records)?;
        Ok(summary)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
