// SPDX-License-Identifier: MIT OR Apache-2.0
//! Curves over labelled axes.

use super::canvas::{Canvas, INK, round_length};
use super::colours::Colour;
use super::font;

/// Pixels of a grid step of the font in numbers and labels, and the pitch of lines of text.
const TEXT: f64 = 1.8;
const PITCH: usize = 26;
const GRID: Colour = [222; 3];
/// Room for the numbers left of and below the axes.
const LEFT: f64 = 62.0;
const BELOW: f64 = 62.0;
/// Thickness of curves and axes.
const THICK: f64 = 2.6;
const THIN: f64 = 1.2;

/// A curve of values from 0 to 1.
pub struct Curve {
    pub label: String,
    pub ink: Colour,
    pub points: Vec<(f64, f64)>,
    /// Points that are marked, each with a word.
    pub marks: Vec<((f64, f64), String)>,
    /// Are the words on the left of their points?
    pub words_left: bool,
}

/// Axes from 0 to `x_end` and from 0 to 1.
pub struct Axes<'a> {
    pub x_label: &'a str,
    pub y_label: &'a str,
    pub x_end: f64,
}

/// Draws curves into a rectangle of the canvas: left upper corner, width and height with all labels.
pub fn draw(
    canvas: &mut Canvas,
    corner: (usize, usize),
    size: (usize, usize),
    axes: &Axes<'_>,
    curves: &[Curve],
) {
    let (left, top) = (corner.0 as f64 + LEFT, (corner.1 + PITCH) as f64);
    let (width, height) = (size.0 as f64 - LEFT - 8.0, size.1 as f64 - BELOW - PITCH as f64);
    let at = |(x, y): (f64, f64)| (left + x / axes.x_end * width, top + (1.0 - y) * height);
    grid(canvas, axes, at);
    for curve in curves {
        for pair in curve.points.windows(2) {
            canvas.stroke(at(pair[0]), at(pair[1]), THICK, curve.ink);
        }
        for (point, word) in &curve.marks {
            let (x, y) = at(*point);
            canvas.stroke((x, y), (x, y), 9.0, curve.ink);
            // on the left a falling curve lies above its point, on the right below it
            let (left, top) = if curve.words_left {
                (x - 10.0 - font::width(word, 0.9 * TEXT), y)
            } else {
                (x + 9.0, y - 20.0)
            };
            canvas.text(word, (left.max(0.0) as usize, top.max(0.0) as usize), 0.9 * TEXT, curve.ink);
        }
    }
    // the curves fall from the left: the upper right corner is free
    let widest = curves.iter().map(|curve| font::width(&curve.label, TEXT)).fold(0.0, f64::max);
    for (line, curve) in curves.iter().enumerate() {
        let (x, y) = (left + width - widest - 44.0, top + 22.0 + (line * PITCH) as f64);
        canvas.stroke((x, y), (x + 28.0, y), THICK, curve.ink);
        canvas.text(&curve.label, (x as usize + 40, y as usize - 9), TEXT, INK);
    }
}

fn grid(canvas: &mut Canvas, axes: &Axes<'_>, at: impl Fn((f64, f64)) -> (f64, f64)) {
    let (left, bottom) = at((0.0, 0.0));
    let step = round_length(axes.x_end / 3.0);
    for x in (0..).map(|i| i as f64 * step).take_while(|x| *x <= axes.x_end * (1.0 + 1e-9)) {
        canvas.stroke(at((x, 0.0)), at((x, 1.0)), THIN, GRID);
        let label = format!("{}", (x * 1e6).round() / 1e6);
        let half = font::width(&label, TEXT) / 2.0;
        canvas.text(&label, ((at((x, 0.0)).0 - half).max(0.0) as usize, bottom as usize + 8), TEXT, INK);
    }
    for i in 0..=5 {
        let y = f64::from(i) / 5.0;
        canvas.stroke(at((0.0, y)), at((axes.x_end, y)), THIN, GRID);
        let label = format!("{y:.1}");
        let place = (left - 10.0 - font::width(&label, TEXT)).max(0.0) as usize;
        canvas.text(&label, (place, at((0.0, y)).1 as usize - 8), TEXT, INK);
    }
    canvas.stroke(at((0.0, 0.0)), at((axes.x_end, 0.0)), 2.0, INK);
    canvas.stroke(at((0.0, 0.0)), at((0.0, 1.0)), 2.0, INK);
    let (right, top) = at((axes.x_end, 1.0));
    canvas.text(axes.y_label, (left as usize - 8, top as usize - PITCH), TEXT, INK);
    let width = font::width(axes.x_label, TEXT);
    canvas.text(axes.x_label, ((right - width).max(0.0) as usize, bottom as usize + 8 + PITCH), TEXT, INK);
}
