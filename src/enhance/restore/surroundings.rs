// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much memory the sample takes that a beam sees around a map, while that is restored on a scale that bends.

use super::posterior::WHOLE;
use super::strip::Strip;
use crate::ablation::Axis;
use crate::enhance::forward::Forward;

/// Bytes for each target pixel; a map of 3 x 7 pixels under a beam of 17 000 target pixels took 5.7 GB.
const BYTES: f64 = 20.0;

/// Bytes for what lies beyond the pixels of the tiles that so many threads work on; 0: one thread for each core.
pub fn surroundings_bytes(forward: &Forward, threads: usize) -> u64 {
    let sides = |axis: &Axis| {
        let measured = axis.taps.len().max(1);
        let within = (measured.min(WHOLE) * axis.length) as f64 / measured as f64;
        (within, within + axis.reach() as f64)
    };
    let ((rows, all_rows), (columns, all_columns)) = (sides(&forward.rows), sides(&forward.columns));
    let tiles = Strip::count(forward.columns.taps.len(), WHOLE);
    let threads = if threads == 0 { rayon::current_num_threads() } else { threads };
    (BYTES * tiles.min(threads) as f64 * (all_rows * all_columns - rows * columns)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Conditions;
    use crate::enhance::grid::Grid;
    use crate::enhance::settings::Settings;

    fn mib(pixels: usize, beam_um: f64, threads: usize) -> u64 {
        let conditions = Conditions { beam_size_um: Some(beam_um), ..Conditions::default() };
        let grid = Grid::new(&Settings::default(), 200, pixels, 1.0, 1.0).unwrap();
        let forward = Forward::stated(&conditions, (200, pixels), (1.0, 1.0), grid).unwrap();
        surroundings_bytes(&forward, threads) >> 20
    }

    #[test]
    fn a_beam_far_wider_than_its_pixels_takes_memory() {
        assert!(mib(200, 2.0, 4) < 2, "{}", mib(200, 2.0, 4));
        let wide = mib(160, 500.0, 4);
        assert!((100..200).contains(&wide), "{wide}");
        assert_eq!(mib(1000, 500.0, 4), 4 * wide, "one tile for each thread");
    }
}
