// SPDX-License-Identifier: MIT OR Apache-2.0
//! The picture of a plan: a Siemens star and what would be measured of it, and the contrast over frequency.

use super::canvas::{Canvas, INK};
use super::colours::{Colour, Palette};
use super::figure::{scaled, share};
use super::plot::{self, Axes, Curve};
use super::table::length;
use lamap::Result;
use lamap::ablation::{Transfer, simulate};
use lamap::conditions::Conditions;
use lamap::phantom::{Kind, draw as draw_phantom};
use lamap::plan::{Measurement, Plan, Resolution};
use ndarray::{Array2, ArrayView2};

/// Longest side of a picture, and the margin around everything.
const SIDE: usize = 480;
const MARGIN: usize = 24;
/// Pixels of a grid step of the font, and the pitch of lines of text: titles, numbers.
const TITLE: (f64, usize) = (2.3, 38);
const TEXT: (f64, usize) = (1.8, 28);
const INKS: [Colour; 3] = [[33, 102, 172], [27, 120, 55], [178, 88, 9]];
/// Pixels along a side of the star, and its spokes (bright and dark in turn).
const STAR: usize = 720;
const SPOKES: f64 = 36.0;
/// The rim of the star has this many times the finest wavelength that is still seen.
const RIM: f64 = 5.0;
/// Most of the star's pixels that a beam may be smaller than.
const BEAM_PIXELS: f64 = 4.0;
/// Seed of the noise: the figure is one measurement of many.
const SEED: u64 = 1;
/// Points of a curve.
const POINTS: usize = 300;

/// A picture with a title; values from 0 to 1 are shown.
struct Picture {
    title: String,
    values: Array2<f32>,
    /// Width and height of the area, µm.
    area_um: (f64, f64),
}

/// A sample and the side of its pixels.
pub struct Sample<'a> {
    pub name: &'a str,
    pub values: ArrayView2<'a, f32>,
    pub pixel_um: f64,
}

/// The figure as the bytes of a PNG file.
pub fn draw(
    plan: &Plan,
    conditions: &Conditions,
    measurement: &Measurement,
    sample: Option<&Sample<'_>>,
    palette: Palette,
) -> Result<Vec<u8>> {
    let mut pictures = star(plan, conditions, measurement)?;
    if let Some(sample) = sample {
        let largest = sample.values.iter().copied().fold(0.0, f32::max);
        pictures.extend(pair(sample, conditions, f64::from(largest))?);
    }
    // the upper row is as high as the star, the lower one as the sample
    let lower = pictures.get(2).map_or(0, |picture| TITLE.1 + picture.size().0 + MARGIN);
    let upper = TITLE.1 + SIDE + MARGIN;
    let mut canvas = Canvas::new(MARGIN + 3 * (SIDE + MARGIN), MARGIN + upper + lower);
    for (i, picture) in pictures.iter().enumerate() {
        picture.draw(&mut canvas, (MARGIN + i % 2 * (SIDE + MARGIN), MARGIN + i / 2 * upper), palette);
    }
    let (left, lines) = (MARGIN + 2 * (SIDE + MARGIN), numbers(plan));
    let height = TITLE.1 + SIDE - lines.len() * TEXT.1;
    canvas.text("Contrast that is kept", (left, MARGIN), TITLE.0, INK);
    curves(&mut canvas, (left, MARGIN + TITLE.1), (SIDE, height - TITLE.1 - 8), plan, conditions)?;
    for (line, text) in lines.iter().enumerate() {
        canvas.text(text, (left, MARGIN + height + line * TEXT.1), TEXT.0, INK);
    }
    canvas.png()
}

/// The star and its measurement, wide enough that its rim is resolved and its centre is not.
fn star(plan: &Plan, conditions: &Conditions, measurement: &Measurement) -> Result<Vec<Picture>> {
    let [along, across, _] = plan.resolution;
    let finest = (along.tenth_um * across.tenth_um).sqrt();
    let beam = conditions.spelled_out()?.beam_size_um.unwrap_or(finest);
    let radius_um = RIM * finest * SPOKES / std::f64::consts::TAU;
    let pixel_um = (2.0 * radius_um / STAR as f64).min(beam / BEAM_PIXELS);
    let concentration = if measurement.concentration > 0.0 { measurement.concentration } else { 1.0 };
    let values = draw_phantom(Kind::Star, STAR, STAR, 0)?.mapv(|v| v * concentration as f32);
    pair(&Sample { name: "Siemens star", values: values.view(), pixel_um }, conditions, concentration)
}

/// A sample and a measurement of it, both as shares of `brightest`.
fn pair(sample: &Sample<'_>, conditions: &Conditions, brightest: f64) -> Result<Vec<Picture>> {
    let counts = simulate(sample.values, sample.pixel_um, conditions, SEED)?;
    let blank = conditions.gas_blank_cps * conditions.acquisition_time_s;
    let bright = conditions.counts_per_concentration() * brightest;
    let (width, height) = conditions.pixel_size_um()?;
    let side = |pixels: usize, um: f64| pixels as f64 * um;
    let (rows, columns) = sample.values.dim();
    let (lines, pixels) = counts.dim();
    Ok(vec![
        Picture {
            title: sample.name.into(),
            values: sample.values.mapv(|v| (f64::from(v) / brightest) as f32),
            area_um: (side(columns, sample.pixel_um), side(rows, sample.pixel_um)),
        },
        Picture {
            title: format!("as measured, {lines} lines"),
            values: counts.mapv(|v| ((f64::from(v) - blank) / bright) as f32),
            area_um: (side(pixels, width), side(lines, height)),
        },
    ])
}

impl Picture {
    /// Height and width in pixels of the figure.
    fn size(&self) -> (usize, usize) {
        let (width_um, height_um) = self.area_um;
        let zoom = SIDE as f64 / width_um.max(height_um);
        let pixels = |um: f64| ((um * zoom).round() as usize).clamp(1, SIDE);
        (pixels(height_um), pixels(width_um))
    }

    fn draw(&self, canvas: &mut Canvas, (x, y): (usize, usize), palette: Palette) {
        let size = self.size();
        canvas.text(&self.title, (x, y), TITLE.0, INK);
        canvas.map(&scaled(self.values.view(), size), (x, y + TITLE.1), |v| {
            palette.colour(share(v, (0.0, 1.0)))
        });
        canvas.scale_bar((x, y + TITLE.1 + size.0), size.1, self.area_um.0 / size.1 as f64);
    }
}

/// Contrast over spatial frequency along the scan, across the lines and between.
fn curves(
    canvas: &mut Canvas,
    corner: (usize, usize),
    size: (usize, usize),
    plan: &Plan,
    conditions: &Conditions,
) -> Result<()> {
    let transfer = Transfer::new(conditions)?;
    let finest = plan.resolution.iter().map(|resolution| resolution.tenth_um).fold(f64::INFINITY, f64::min);
    let x_end = 1.25 * PER_MM / finest;
    let labels = ["along the scan", "across the lines", "between (45 degrees)"];
    let curve = |i: usize| {
        let Resolution { angle_degrees, half_um, tenth_um } = plan.resolution[i];
        let (sin, cos) = angle_degrees.to_radians().sin_cos();
        let at = |x: f64| (x, transfer.at(x / PER_MM * cos, x / PER_MM * sin));
        let mark = |um: f64, contrast| ((PER_MM / um, contrast), format!("{} µm", length(um)));
        Curve {
            label: labels[i].into(),
            ink: INKS[i],
            points: (0..=POINTS).map(|j| at(x_end * j as f64 / POINTS as f64)).collect(),
            words_left: i == 0,
            // the words of the third curve would lie on those of the others
            marks: if i < 2 { vec![mark(half_um, 0.5), mark(tenth_um, 0.1)] } else { Vec::new() },
        }
    };
    let axes = Axes { x_label: "periods per mm", y_label: "contrast", x_end };
    plot::draw(canvas, corner, size, &axes, &[curve(0), curve(1), curve(2)]);
    Ok(())
}

const PER_MM: f64 = 1000.0;

fn numbers(plan: &Plan) -> Vec<String> {
    let (width, height) = plan.pixel_um;
    let signal = plan.signal;
    vec![
        format!("pixel {} x {} µm, {} pulses", length(width), length(height), length(plan.dosage)),
        format!(
            "washout {} µm (99 %), map displaced by {} µm",
            length(plan.smear.washout_um),
            length((plan.displacement_um * 1e3).round() / 1e3 + 0.0)
        ),
        format!(
            "{} counts at a concentration of {}: noise {} %",
            length(signal.counts),
            length(signal.concentration),
            length(100.0 * signal.noise)
        ),
    ]
}
