// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tissue: layers, fibres, vessels, nuclei, granules and folds, perhaps with the outline of an organ.

use super::blob::Blob;
use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::{Dice, stated_or};
use super::grains;
use super::noise::{self, Spectrum};
use super::stroke::{Ink, Layer, Walk, wander};
use crate::numeric::portable;

/// A section of tissue.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let flow = Flow::new(size, dice);
    let layered = dice.chance(0.65) || !dice.stated.layer_thickness.is_nan();
    let mut canvas = if layered { layers(size, &flow, dice) } else { Canvas::filled(size, 0.6) };
    granules(&mut canvas, dice);
    if dice.chance(0.55) {
        bundles(&mut canvas, &flow, dice);
    }
    if dice.chance(0.6) {
        nuclei(&mut canvas, &flow, dice);
    }
    if dice.chance(0.45) {
        vessels(&mut canvas, dice);
    }
    if dice.chance(0.3) {
        folds(&mut canvas, dice);
    }
    if dice.chance(0.35) {
        bright_field(&mut canvas, dice);
    }
    if dice.chance(0.4) {
        outline(&mut canvas, dice);
    }
    canvas
}

/// Turns what was bright dark, as stained tissue in transmitted light.
fn bright_field(canvas: &mut Canvas, dice: &mut Dice) {
    canvas.scale_to_peak();
    let depth = dice.scale(0.5, 3.0);
    canvas.apply(|value| portable::exp(-depth * value));
}

/// A bent coordinate system: tissue follows it.
struct Flow<'t> {
    along: Canvas<'t>,
    across: Canvas<'t>,
}

impl<'t> Flow<'t> {
    fn new(size: Size<'t>, dice: &mut Dice) -> Self {
        let (angle, spacing) = (dice.angle(), dice.length(20.0, 150.0));
        let amount = spacing * dice.scale(0.05, 0.8);
        let (nx, ny) = (portable::cos(angle), portable::sin(angle));
        let shortest = if dice.chance(0.5) { spacing } else { 0.2 * spacing };
        let spectrum = Spectrum { exponent: 4.0, longest: spacing, shortest };
        let mut field = |a: f32, b: f32| {
            let mut field = noise::fractal(size, spectrum, dice, |v| v);
            let straight = Canvas::from_fn(size, |x, y| x * a + y * b);
            field.combine(&straight, |bend, straight| straight + amount * bend);
            field
        };
        Self { along: field(nx, ny), across: field(-ny, nx) }
    }
}

/// Layers of different composition with soft or sharp boundaries.
fn layers<'t>(size: Size<'t>, flow: &Flow, dice: &mut Dice) -> Canvas<'t> {
    let drawn = dice.length(6.0, 90.0);
    let thickness = stated_or(dice.stated.layer_thickness, drawn);
    let (gamma, sharpness) = (dice.scale(0.5, 2.5), dice.scale(1.0, 30.0));
    let levels: Vec<f32> = (0..64).map(|_| portable::powf(0.05 + 0.95 * dice.unit(), gamma)).collect();
    let mut canvas = Canvas::filled(size, 0.0);
    canvas.combine(&flow.across, |_, across| {
        let at = across / thickness;
        let first = at as i32 - i32::from(at < 0.0);
        let t = at - first as f32;
        let level = |i: i32| levels[i.rem_euclid(64) as usize];
        let share = coverage::smooth_step((t - 0.5) * sharpness);
        level(first) * (1.0 - share) + level(first + 1) * share
    });
    canvas
}

/// Granular texture with a 1/f spectrum.
fn granules(canvas: &mut Canvas, dice: &mut Dice) {
    let longest = dice.length(3.0, 100.0);
    let spectrum = Spectrum { exponent: dice.between(1.2, 3.2), ..Spectrum::random(dice, longest) };
    let strength = dice.scale(0.08, 0.8);
    let field = noise::fractal(canvas.size, spectrum, dice, |v| v);
    if dice.chance(0.3) {
        canvas.combine(&field, |value, field| value * portable::exp(strength * field.min(4.0)));
    } else {
        canvas.combine(&field, |value, field| value * (1.0 + strength * field).max(0.0));
    }
}

/// Fibre bundles along the flow.
fn bundles(canvas: &mut Canvas, flow: &Flow, dice: &mut Dice) {
    let (width, aspect, strength) = (dice.scale(1.5, 9.0), dice.scale(4.0, 20.0), dice.scale(0.1, 1.0));
    let (key, ridged) = (dice.key(), dice.chance(0.5));
    let (a, b) = (1.0 / (width * aspect), 1.0 / width);
    let pixels = canvas.size.pixels;
    let fibres = Canvas::from_fn(canvas.size, |x, y| {
        let index = y as usize * pixels + x as usize;
        noise::at(key, flow.along.values[index] * a, flow.across.values[index] * b)
    });
    canvas.combine(&fibres, |value, fibre| {
        let fibre = if ridged { 1.0 - 2.0 * fibre.abs() } else { fibre };
        value * (1.0 + strength * fibre).max(0.0)
    });
}

/// Many small nuclei, denser in some layers.
fn nuclei(canvas: &mut Canvas, flow: &Flow, dice: &mut Dice) {
    let radius = dice.length(1.0, 6.0);
    let (gain, offset) =
        if dice.chance(0.6) { (1.0, dice.between(0.2, 1.5)) } else { (dice.between(0.1, 0.7), 0.0) };
    let (aspect, thickness, key) = (dice.scale(1.0, 2.5), dice.length(10.0, 60.0), dice.key());
    let (patchy, soft) = (dice.unit(), dice.scale(0.5, 1.5));
    let share = dice.scale(0.02, 0.5);
    let count = dice.count(canvas.size.area() * share / (3.0 * radius * radius));
    for _ in canvas.size.each(count) {
        let (x, y) = grains::place(canvas.size, dice);
        let layer = noise::at(key, flow.across.sample(x, y) / thickness, 0.5);
        if dice.chance(patchy) && layer < 0.0 {
            continue;
        }
        let light = offset * dice.around(0.3);
        let nucleus = Blob::new(x, y, radius * dice.around(0.25), aspect, 0.08, 6, dice);
        nucleus.paint(canvas, soft, |value, inside, _, _| {
            let cover = coverage::smooth_step(inside.depth / soft);
            *value = *value * (1.0 - cover * (1.0 - gain)) + cover * light;
        });
    }
}

/// Vessels: round cuts with an empty lumen and a wall, and branching ones along the section.
fn vessels(canvas: &mut Canvas, dice: &mut Dice) {
    let radius = dice.length(2.0, 25.0);
    let (wall, wall_light) = (dice.scale(0.5, 4.0), dice.between(0.0, 1.5));
    let lumen = if dice.chance(0.7) { 0.0 } else { dice.between(0.5, 1.5) };
    let share = dice.scale(0.005, 0.1);
    for _ in canvas.size.each(1 + dice.count(canvas.size.area() * share / (3.0 * radius * radius))) {
        let (x, y) = grains::place(canvas.size, dice);
        let wave = dice.between(0.02, 0.3);
        let vessel = Blob::new(x, y, radius * dice.around(0.5), dice.scale(1.0, 3.0), wave, 9, dice);
        vessel.paint(canvas, wall + 1.0, |value, inside, _, _| {
            let ring = coverage::line(inside.depth + wall * 0.5, 0.5 * wall);
            *value += (lumen - *value) * inside.cover + wall_light * ring * (1.0 - inside.cover);
        });
    }
    if dice.chance(0.4) {
        capillaries(canvas, wall_light, dice);
    }
}

fn capillaries(canvas: &mut Canvas, light: f32, dice: &mut Dice) {
    let half = 0.5 * dice.length(1.0, 6.0);
    let mut layer = Layer::empty(canvas.size);
    for _ in canvas.size.each(1 + dice.count(canvas.size.area() / 8_000.0)) {
        let (x, y) = grains::place(canvas.size, dice);
        let length = dice.length(30.0, 200.0);
        let walk = Walk { length, step: 4.0, wander: 0.08, half_width: (half, 0.4 * half) };
        let trunk = wander(x, y, dice.angle(), &walk, dice);
        layer.draw(&trunk, 1.0, Ink::Cover);
        for node in trunk.iter().step_by(6) {
            let twig = Walk { length: 0.4 * length, half_width: (0.6 * node.half_width, 0.3), ..walk };
            layer.draw(&wander(node.x, node.y, dice.angle(), &twig, dice), 1.0, Ink::Cover);
        }
    }
    canvas.combine(&layer.canvas, |value, cover| value + (light - value) * cover);
}

/// Wide bright folds and dark tears.
fn folds(canvas: &mut Canvas, dice: &mut Dice) {
    let factor = if dice.chance(0.5) { dice.between(0.3, 1.5) } else { -dice.between(0.5, 1.0) };
    let mut layer = Layer::empty(canvas.size);
    for _ in canvas.size.each(1 + dice.count(canvas.size.area() / 25_600.0)) {
        let (x, y) = grains::place(canvas.size, dice);
        let half = 0.5 * dice.length(1.5, 10.0);
        let walk =
            Walk { length: dice.length(40.0, 200.0), step: 5.0, wander: 0.04, half_width: (half, 0.3) };
        layer.draw(&wander(x, y, dice.angle(), &walk, dice), 1.0, Ink::Cover);
    }
    canvas.combine(&layer.canvas, |value, cover| value * (1.0 + factor * cover));
}

/// The edge of the section: nothing outside, perhaps a rim, holes where the field dips.
fn outline(canvas: &mut Canvas, dice: &mut Dice) {
    let longest = dice.length(40.0, 300.0);
    let shortest = longest * dice.scale(0.03, 0.5);
    let field = noise::fractal(canvas.size, Spectrum { exponent: 4.0, longest, shortest }, dice, |v| v);
    let level = dice.between(-1.2, 0.3);
    // steepness such that the edge is a pixel or a few wide
    let steep = longest * dice.scale(0.05, 0.6);
    let rim = if dice.chance(0.4) { dice.between(0.2, 1.5) } else { 0.0 };
    let outside = if dice.chance(0.6) { 0.0 } else { canvas.range().1 * dice.unit() };
    canvas.combine(&field, |value, field| {
        let depth = (field - level) * steep;
        let inside = coverage::smooth_step(depth);
        value * inside * (1.0 + rim / (1.0 + 0.1 * depth * depth)) + outside * (1.0 - inside)
    });
}
