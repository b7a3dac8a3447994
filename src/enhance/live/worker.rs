// SPDX-License-Identifier: MIT OR Apache-2.0
//! The thread behind a map whose lines arrive: it does one job after the other until the map is closed.

use super::bands::{AROUND, Job};
use super::found::Found;
use super::picture::Picture;
use super::stream::Planned;
use crate::conditions::Conditions;
use crate::enhance::enhancer::Enhancer;
use crate::enhance::fitted::forward;
use crate::enhance::forward::{Forward, Part};
use crate::enhance::noise::StatedNoise;
use crate::enhance::window::Side;
use crate::error::{Error, Result, words_of};
use crate::task::Task;
use ndarray::{Array2, s};
use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What both threads share.
pub struct Shared {
    picture: Mutex<Picture>,
    changed: Condvar,
    /// The job at work; cancelled when the map is given up.
    pub task: Task,
}

impl Shared {
    pub fn new(picture: Picture) -> Self {
        Self { picture: Mutex::new(picture), changed: Condvar::new(), task: Task::new() }
    }

    /// The picture, for as long as the guard lives.
    pub fn picture(&self) -> MutexGuard<'_, Picture> {
        self.picture.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the picture and tells the other thread.
    pub fn change<R>(&self, change: impl FnOnce(&mut Picture) -> R) -> R {
        let changed = change(&mut self.picture());
        self.changed.notify_all();
        changed
    }

    /// Waits until something holds of the picture.
    pub fn wait_until(&self, holds: impl Fn(&Picture) -> bool) -> MutexGuard<'_, Picture> {
        let waits = |picture: &mut Picture| !holds(picture);
        self.changed.wait_while(self.picture(), waits).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works on a picture.
pub struct Worker {
    pub shared: Arc<Shared>,
    pub enhancer: Arc<Enhancer>,
    pub conditions: Conditions,
    pub planned: Planned,
    /// The operator of the whole map.
    pub forward: Forward,
    /// What was found of each element.
    pub found: Vec<Option<Found>>,
}

/// A job with the lines that it needs.
struct Piece {
    job: Job,
    /// How many lines had arrived.
    arrived: usize,
    lines: Array2<f32>,
    /// Where they lie, and the target rows that are to be shown.
    place: Option<(Part, Range<usize>)>,
}

impl Worker {
    /// Works until the task is cancelled or something fails, which the picture is told.
    pub fn run(mut self) {
        while let Some(piece) = self.wait() {
            let done = catch_unwind(AssertUnwindSafe(|| self.work(&piece)));
            match done.unwrap_or_else(|panic| Err(fault(&*panic))) {
                Ok(()) => {}
                Err(Error::Cancelled) => return,
                Err(error) => return self.shared.change(|picture| picture.failure = Some(error)),
            }
        }
    }

    /// Waits for a job; `None` if the map was given up.
    fn wait(&self) -> Option<Piece> {
        let task = &self.shared.task;
        let picture = self.shared.wait_until(|picture| task.is_cancelled() || picture.next().is_some());
        let job = picture.next().filter(|_| !task.is_cancelled())?;
        let arrived = picture.arrived;
        let (element, place) = match job {
            Job::Find(element) => (element, None),
            Job::Restore(element, band) => (element, self.place(element, picture.bands.lines(band), arrived)),
        };
        let lines = place.as_ref().map_or(0..arrived, |(part, _)| part.lines.clone());
        let lines = picture.lines.slice(s![element, lines, ..]).to_owned();
        Some(Piece { job, arrived, lines, place })
    }

    /// The part of the map that a band is restored from, and its target rows as far as lines have arrived.
    fn place(&self, element: usize, band: Range<usize>, arrived: usize) -> Option<(Part, Range<usize>)> {
        let forward = &self.found[element].as_ref()?.forward;
        let every = 0..self.planned.pixels;
        let end = forward.part(0..arrived, every.clone()).rows.end;
        let rows = forward.part(band.start..band.end.min(arrived), every.clone()).rows;
        let ratio = forward.measured_um().0 / forward.target_um().0;
        let side = Side { ratio, halo: AROUND as f64, multiple: 1 };
        let (lines, around) = side.around(&rows, arrived, end);
        let part = Part { lines, pixels: every, rows: around, columns: 0..forward.grid.columns };
        Some((part, rows))
    }

    fn work(&mut self, piece: &Piece) -> Result<()> {
        match piece.job {
            Job::Find(element) => self.find(element, piece),
            Job::Restore(element, band) => self.restore(element, band, piece),
        }
    }

    fn find(&mut self, element: usize, piece: &Piece) -> Result<()> {
        let (planned, settings) = (&self.planned, self.enhancer.settings());
        let stated = StatedNoise::new(settings, &planned.unit, &self.conditions, &planned.elements[element]);
        let of_lines = forward(&self.conditions, settings, piece.lines.dim(), planned.pixel_um)?;
        let operators = (of_lines, self.forward.clone());
        let (workers, task) = (&self.enhancer.workers, &self.shared.task);
        let found = Found::of(piece.lines.view(), stated, operators, settings, workers, task)?;
        let is_blank = found.is_none();
        self.found[element] = found;
        self.shared.change(|picture| picture.bands.found(element, piece.arrived, is_blank));
        Ok(())
    }

    fn restore(&self, element: usize, band: usize, piece: &Piece) -> Result<()> {
        let (Some(found), Some((part, rows))) = (&self.found[element], &piece.place) else { return Ok(()) };
        let (settings, workers) = (self.enhancer.settings(), &self.enhancer.workers);
        let estimate = found.restore(piece.lines.view(), part, settings, workers, &self.shared.task)?;
        self.shared.change(|picture| {
            if let Some(estimate) = &estimate {
                picture.show(element, rows.clone(), part, estimate);
            }
            picture.bands.restored(element, band, piece.arrived);
        });
        Ok(())
    }
}

/// What ended the work of a thread that nobody asks.
fn fault(panic: &(dyn Any + Send)) -> Error {
    Error::Data(format!("the picture of the arriving lines failed by a fault in lamap: {}", words_of(panic)))
}
