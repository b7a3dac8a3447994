// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is to be done next of a picture that grows, so that it covers the lines that have arrived as soon as may be.

use std::ops::Range;

/// Lines of a band.
const BAND: usize = 16;
/// Lines beyond a band that are restored with it: what lies farther off changes it by less than 1e-2 of the range.
pub const AROUND: usize = 20;
/// So many lines tell the noise and the prior of an element at first. They are found again whenever there are twice as many.
const FIRST: usize = 8;

/// One piece of work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Job {
    /// Find the noise and the prior of an element.
    Find(usize),
    /// Restore a band of an element.
    Restore(usize, usize),
}

/// What has been done of each element of a map that was planned with some lines.
pub struct Bands {
    planned: usize,
    elements: Vec<Done>,
}

struct Done {
    /// Lines from which noise and prior were found last; 0: not yet.
    found_of: usize,
    /// Nothing was measured there yet.
    is_blank: bool,
    bands: Vec<Restored>,
}

/// Of a band when it was restored: the lines that noise and prior were found from, and those that had arrived.
#[derive(Clone, Copy, Default, PartialEq)]
struct Restored {
    found_of: usize,
    lines: usize,
}

impl Bands {
    pub fn new(elements: usize, planned: usize) -> Self {
        let bands = vec![Restored::default(); planned.div_ceil(BAND)];
        let done = || Done { found_of: 0, is_blank: false, bands: bands.clone() };
        Self { planned, elements: (0..elements).map(|_| done()).collect() }
    }

    /// The lines of a band.
    pub fn lines(&self, band: usize) -> Range<usize> {
        BAND * band..(BAND * (band + 1)).min(self.planned)
    }

    /// The next job when so many lines have arrived: first find what nothing is known of, then cover all lines, then find again
    /// what was found from few lines, and at last restore anew what that and later lines change, the newest bands first.
    pub fn next(&self, arrived: usize) -> Option<Job> {
        let find = |may: &dyn Fn(&Done) -> bool| {
            let enough = |done: &Done| arrived >= (2 * done.found_of).max(FIRST.min(self.planned));
            self.elements.iter().position(|done| may(done) && enough(done)).map(Job::Find)
        };
        let restore = |band: usize, is_due: &dyn Fn(Restored, usize) -> bool| {
            let is_due =
                |done: &Done| done.found_of > 0 && !done.is_blank && is_due(done.bands[band], done.found_of);
            self.elements.iter().position(is_due).map(|element| Job::Restore(element, band))
        };
        let bands = 0..arrived.div_ceil(BAND);
        let uncovered = |band: usize| {
            let end = arrived.min(self.lines(band).end);
            restore(band, &|restored, _| restored.lines < end)
        };
        let stale = |band: usize| {
            let lines = self.seen(band, arrived);
            restore(band, &|restored, found_of| restored != Restored { found_of, lines })
        };
        find(&|done| done.found_of == 0)
            .or_else(|| bands.clone().find_map(uncovered))
            .or_else(|| find(&|_| true))
            .or_else(|| bands.rev().find_map(stale))
    }

    /// Noise and prior of an element were found from so many lines, or nothing was measured there.
    pub fn found(&mut self, element: usize, lines: usize, is_blank: bool) {
        let done = &mut self.elements[element];
        (done.found_of, done.is_blank) = (lines, is_blank);
    }

    /// A band was restored when so many lines had arrived.
    pub fn restored(&mut self, element: usize, band: usize, arrived: usize) {
        let lines = self.seen(band, arrived);
        let done = &mut self.elements[element];
        done.bands[band] = Restored { found_of: done.found_of, lines };
    }

    /// How many lines, from the first on, every element shows.
    pub fn shown(&self) -> usize {
        let of = |done: &Done| {
            let mut shown = 0;
            for (band, restored) in done.bands.iter().enumerate() {
                shown = shown.max(restored.lines.min(self.lines(band).end));
                if shown < self.lines(band).end {
                    break;
                }
            }
            shown
        };
        let seen = self.elements.iter().filter(|done| !done.is_blank);
        seen.map(of).min().unwrap_or(0)
    }

    /// The lines that a band is restored from.
    fn seen(&self, band: usize, arrived: usize) -> usize {
        arrived.min(self.lines(band).end + AROUND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Does all there is to do, and says what it was.
    fn worked_off(bands: &mut Bands, arrived: usize) -> Vec<Job> {
        let mut jobs = Vec::new();
        while let Some(job) = bands.next(arrived) {
            match job {
                Job::Find(element) => bands.found(element, arrived, false),
                Job::Restore(element, band) => bands.restored(element, band, arrived),
            }
            jobs.push(job);
        }
        jobs
    }

    #[test]
    fn all_lines_are_covered_first_and_far_bands_stay() {
        let mut bands = Bands::new(2, 100);
        assert_eq!(bands.next(7), None);
        let first = [Job::Find(0), Job::Find(1), Job::Restore(0, 0), Job::Restore(1, 0)];
        assert_eq!(worked_off(&mut bands, 8), first);
        assert_eq!(bands.shown(), 8);
        assert_eq!(worked_off(&mut bands, 15), [Job::Restore(0, 0), Job::Restore(1, 0)]);
        worked_off(&mut bands, 60);
        assert_eq!(bands.shown(), 60);
        // line 60 lies in the band of lines 48 to 63, and within 20 lines of that of lines 32 to 47
        let both = |band| [Job::Restore(0, band), Job::Restore(1, band)];
        assert_eq!(worked_off(&mut bands, 61), [both(3), both(2)].concat());
    }

    #[test]
    fn twice_as_many_lines_are_looked_at_anew() {
        let mut bands = Bands::new(1, 40);
        worked_off(&mut bands, 10);
        assert!(!worked_off(&mut bands, 19).contains(&Job::Find(0)));
        let jobs = [Job::Restore(0, 1), Job::Find(0), Job::Restore(0, 1), Job::Restore(0, 0)];
        assert_eq!(worked_off(&mut bands, 20), jobs);
    }

    #[test]
    fn an_element_without_values_hides_no_other() {
        let mut bands = Bands::new(2, 5);
        bands.found(0, 5, true);
        assert_eq!(worked_off(&mut bands, 5), [Job::Find(1), Job::Restore(1, 0)]);
        assert_eq!(bands.shown(), 5);
    }
}
