// SPDX-License-Identifier: MIT OR Apache-2.0
//! The moments of a measured pulse response, which is linear between its points.

use crate::conditions::ResponseTable;

impl ResponseTable {
    pub(super) fn arrived(&self, time_s: f64) -> f64 {
        let next = self.times_s.partition_point(|&time| time <= time_s);
        if next == 0 || next == self.times_s.len() {
            return if next == 0 { 0.0 } else { 1.0 };
        }
        let (from, to) = (self.times_s[next - 1], self.times_s[next]);
        let (low, high) = (self.cumulative[next - 1], self.cumulative[next]);
        low + (high - low) * (time_s - from) / (to - from)
    }

    pub(super) fn mean_s(&self) -> f64 {
        self.pieces().map(|(share, from, to)| share * (from + to) / 2.0).sum()
    }

    pub(super) fn variance_s2(&self) -> f64 {
        let square = |from: f64, to: f64| (from * from + from * to + to * to) / 3.0;
        self.pieces().map(|(share, from, to)| share * square(from, to)).sum::<f64>() - self.mean_s().powi(2)
    }

    /// Share, beginning and end of every piece of steady signal.
    fn pieces(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let times = self.times_s.windows(2);
        times.zip(self.cumulative.windows(2)).map(|(time, share)| (share[1] - share[0], time[0], time[1]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_linear_between_its_points() {
        let table = ResponseTable { times_s: vec![0.0, 1.0, 3.0], cumulative: vec![0.0, 0.5, 1.0] };
        for (time, share) in
            [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.25), (1.0, 0.5), (2.0, 0.75), (3.0, 1.0), (9.0, 1.0)]
        {
            assert_eq!(table.arrived(time), share, "{time}");
        }
        assert_eq!(table.mean_s(), 0.5 * 0.5 + 0.5 * 2.0);
    }
}
