// SPDX-License-Identifier: MIT OR Apache-2.0
//! The slight blur of a microscope, and wide haze.

use super::canvas::{Canvas, Size};
use crate::numeric::portable;

/// Blurs by a Gaussian of standard deviation `sigma` px (cut at three sigma); the border value goes on beyond it.
pub(super) fn gaussian(canvas: &mut Canvas, sigma: f32) {
    let half = (3.0 * sigma).ceil() as usize;
    let raw: Vec<f32> = (0..=half).map(|i| portable::exp(-0.5 * (i as f32 / sigma).powi(2))).collect();
    let total = 2.0 * raw.iter().sum::<f32>() - 1.0;
    let weights: Vec<f32> = raw.iter().map(|w| w / total).collect();
    along_lines(canvas, &weights);
    across_lines(canvas, &weights);
}

fn along_lines(canvas: &mut Canvas, weights: &[f32]) {
    let (n, half) = (canvas.size.pixels, weights.len() - 1);
    let mut padded = vec![0.0; n + 2 * half];
    let size = canvas.size;
    for row in canvas.values.chunks_exact_mut(n).take_while(|_| !size.stopped()) {
        padded[..half].fill(row[0]);
        padded[half..half + n].copy_from_slice(row);
        padded[half + n..].fill(row[n - 1]);
        scale(row, &padded[half..], weights[0]);
        for (k, weight) in weights.iter().enumerate().skip(1) {
            add(row, &padded[half - k..], *weight);
            add(row, &padded[half + k..], *weight);
        }
    }
}

fn across_lines(canvas: &mut Canvas, weights: &[f32]) {
    let (n, last) = (canvas.size.pixels, canvas.size.lines - 1);
    let size = canvas.size;
    if size.stopped() {
        return;
    }
    let before = canvas.values.clone();
    for (line, row) in canvas.values.chunks_exact_mut(n).enumerate().take_while(|_| !size.stopped()) {
        scale(row, &before[line * n..], weights[0]);
        for (k, weight) in weights.iter().enumerate().skip(1) {
            add(row, &before[line.saturating_sub(k) * n..], *weight);
            add(row, &before[(line + k).min(last) * n..], *weight);
        }
    }
}

fn scale(row: &mut [f32], source: &[f32], weight: f32) {
    row.iter_mut().zip(source).for_each(|(value, source)| *value = weight * source);
}

fn add(row: &mut [f32], source: &[f32], weight: f32) {
    row.iter_mut().zip(source).for_each(|(value, source)| *value += weight * source);
}

/// A copy blurred over about `extent` px: mean of blocks, smoothly interpolated between block centres.
pub(super) fn haze<'t>(canvas: &Canvas<'t>, reach: f32) -> Canvas<'t> {
    let block = (reach.round() as usize).max(1);
    let mut coarse = block_means(canvas, block);
    gaussian(&mut coarse, 0.8);
    let step = 1.0 / block as f32;
    Canvas::from_fn(canvas.size, |x, y| coarse.sample(x * step, y * step))
}

fn block_means<'t>(canvas: &Canvas<'t>, block: usize) -> Canvas<'t> {
    let (lines, pixels) = (canvas.size.lines.div_ceil(block), canvas.size.pixels.div_ceil(block));
    let size = Size { lines, pixels, ..canvas.size };
    let mut coarse = Canvas::filled(size, 0.0);
    let mut counts = Canvas::filled(size, 0.0);
    for (line, row) in canvas.values.chunks_exact(canvas.size.pixels).enumerate() {
        let start = line / block * size.pixels;
        for (index, part) in row.chunks(block).enumerate() {
            coarse.values[start + index] += part.iter().sum::<f32>();
            counts.values[start + index] += part.len() as f32;
        }
    }
    coarse.combine(&counts, |sum, count| sum / count);
    coarse
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Task;

    #[test]
    fn blur_keeps_a_constant_and_the_sum_of_a_point() {
        let size = Size { lines: 21, pixels: 17, task: &Task::new() };
        let mut flat = Canvas::filled(size, 0.7);
        gaussian(&mut flat, 1.1);
        assert!(flat.values.iter().all(|v| (v - 0.7).abs() < 1e-5));
        let mut point = Canvas::filled(size, 0.0);
        point.values[10 * 17 + 8] = 1.0;
        gaussian(&mut point, 1.1);
        assert!((point.values.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
