// SPDX-License-Identifier: MIT OR Apache-2.0
//! A progress bar on standard error, only where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use lamap::{Progress, Result, Task};

const STEPS: u64 = 1000;
const TEMPLATE: &str = "{bar:30} {percent:>3} %  {msg}  {eta} left";

/// Shows element, stage and time left; hidden where standard error is no terminal.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new() -> Self {
        let bar = ProgressBar::new(STEPS);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Shows how far the work is until it ends.
    pub fn follow<R: Send>(self, task: &Task, work: impl FnOnce(&Task) -> Result<R> + Send) -> Result<R> {
        let mut show = |progress: &Progress<'_>| {
            let (index, count) = progress.index;
            let of = if count == 0 {
                String::new()
            } else {
                format!("{} ({} of {count}), ", progress.element, index + 1)
            };
            self.0.set_message(format!("{of}{}", progress.stage));
            self.0.set_position((progress.fraction * STEPS as f64) as u64);
            true
        };
        task.follow(&mut show, work)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
