// SPDX-License-Identifier: MIT OR Apache-2.0
//! From line scans to a map: recordings of signals over time, and the log of the laser that made them.
//!
//! A [`Signal`] is one recording; a [`LaserLine`] is one line of a laser log. `raster` finds which lines of a log belong together
//! and chooses the map's, `repeats` puts lines that were ablated again or late at their places, `lag` and `drift` lay the clock of the log over that of the signal. `by_log` and `by_signal` (with
//! `gaps`) say where each line lies in a recording, as a `Scan`; `cut` takes the readings, `blank` the mean of those
//! with the laser off, and [`import()`] puts map, conditions and notes together. No file is touched here:
//! [`crate::files::read_lines`] reads recordings and logs and calls it.

mod blank;
mod by_log;
mod by_signal;
mod cut;
mod decimal;
mod drift;
mod gaps;
mod import;
mod lag;
mod laser;
mod median;
mod options;
mod raster;
mod repeats;
mod scan;
mod signal;

pub use import::{Imported, import};
pub use laser::{LaserLine, is_standard, spot_sides_um};
pub use options::{Blank, Cut, LineOptions, TimeUnit};
pub use raster::{Raster, rasters};
pub use signal::{Signal, Track};
