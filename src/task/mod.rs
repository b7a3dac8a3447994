// SPDX-License-Identifier: MIT OR Apache-2.0
//! Long work that others follow and cancel.
//!
//! Every long call of this crate takes a [`Task`]. The work tells it how far it is ([`Task::at`], [`Task::stage`]) and
//! gets [`crate::Error::Cancelled`] back as soon as somebody has called [`Task::cancel`]. A caller who only wants the result hands over
//! `&Task::new()`. One who follows the work calls [`Task::follow`]: the work then runs on a thread of its own, and a
//! listener is asked on the thread of the caller, also while a single step takes long.
//!
//! ```
//! use lamap::ablation::{Quantity, measure_elements};
//! use lamap::{Task, conditions::preset};
//!
//! let (sample, conditions) = (ndarray::Array3::ones((1, 50, 50)), preset("seed-2019")?);
//! let mut listener = |progress: &lamap::Progress| progress.fraction <= 1.0; // `false` cancels
//! let counts = Task::new().follow(&mut listener, |task| {
//!     measure_elements(sample.view(), 1.0, &conditions, Quantity::Draw { seed: 42 }, task)
//! })?;
//! assert_eq!(counts.dim(), (1, 10, 10));
//! # Ok::<(), lamap::Error>(())
//! ```
//!
//! `handle` has the task itself, `follow` the listener's side of it.

mod follow;
mod handle;

pub use follow::Progress;
pub use handle::{OnCancel, Task};
