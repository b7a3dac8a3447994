// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cells as a fluorescence microscope shows them: single, clustered or as a closed sheet.

use super::blob::{self, Blob};
use super::blur;
use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::{Dice, stated_or};
use super::grains;
use super::noise::{self, Spectrum};
use super::pack::{Pack, Packing};
use super::stain::Stain;
use super::stroke::{Ink, Layer, Walk, wander};
use crate::numeric::portable;
use std::f32::consts::TAU;

/// Cells on a dark background, some of them out of focus.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let stain = Stain::new(dice);
    let drawn = dice.length(6.0, 50.0);
    let radius = stated_or(0.5 * dice.stated.cell_size, drawn);
    let longest = radius * dice.between(0.3, 1.2);
    let spectrum = Spectrum { exponent: dice.between(1.0, 3.2), longest, shortest: dice.scale(1.0, 3.0) };
    let texture = noise::fractal(size, spectrum, dice, |v| v);
    let mut canvas = out_of_focus(size, radius, &stain, &texture, dice);
    let cells = if dice.chance(0.2) {
        sheet(&mut canvas, radius, &stain, &texture, dice)
    } else {
        scattered(&mut canvas, radius, &stain, &texture, dice)
    };
    let mut layer = Layer::new(canvas);
    for cell in cells.iter().take_while(|_| !size.stopped()) {
        strands(&mut layer, cell, &stain, dice);
    }
    let mut canvas = layer.canvas;
    for cell in cells.iter().take_while(|_| !size.stopped()) {
        organelles(&mut canvas, cell, &stain, dice);
    }
    surroundings(&mut canvas, radius, dice);
    canvas
}

/// What lies below the cells in focus: in some pictures further cells, blurred; otherwise nothing.
fn out_of_focus<'t>(
    size: Size<'t>,
    radius: f32,
    stain: &Stain,
    texture: &Canvas,
    dice: &mut Dice,
) -> Canvas<'t> {
    let mut canvas = Canvas::filled(size, 0.0);
    if dice.chance(0.3) {
        scattered(&mut canvas, radius, stain, texture, dice);
        let strength = dice.scale(0.1, 1.0);
        canvas = blur::haze(&canvas, (radius * dice.between(0.1, 0.6)).max(2.0));
        canvas.apply(|v| strength * v);
    }
    canvas
}

/// One cell: outline, nucleus and brightness.
struct Cell {
    body: Blob,
    nucleus: Blob,
    brightness: f32,
}

impl Cell {
    fn new(x: f32, y: f32, radius: f32, stain: &Stain, dice: &mut Dice) -> Self {
        let aspect = 1.0 + (stain.aspect - 1.0) * dice.unit() * 1.5;
        let body = Blob::new(x, y, radius, aspect, stain.wave, 4 + dice.below(12), dice);
        let small = radius * (stain.nucleus_size * dice.around(0.12)).min(0.85);
        let off = 0.25 * (radius - small) * stain.wave.min(0.5);
        let mut nucleus = Blob::new(x, y, small, 1.0 + 0.5 * (aspect - 1.0).min(1.0), 0.05, 6, dice);
        nucleus.x += off * dice.bell();
        nucleus.y += off * dice.bell();
        Self { body, nucleus, brightness: dice.around(stain.spread) }
    }

    fn paint(&self, canvas: &mut Canvas, stain: &Stain, texture: &Canvas) {
        let (pixels, soft) = (canvas.size.pixels, (stain.softness * self.body.radius).max(0.5));
        self.body.paint(canvas, soft, |value, inside, x, y| {
            let cover = coverage::smooth_step(inside.depth / soft);
            if cover > 0.0 {
                let texture = texture.values[y as usize * pixels + x as usize];
                let light = stain.cytoplasm(inside.t, inside.depth, self.away(x, y)) * self.brightness;
                *value = stain.over(*value, cover * light * stain.grain(texture), cover);
            }
        });
        self.paint_nucleus(canvas, stain, texture);
    }

    /// Distance from the nucleus in radii of the cell.
    fn away(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.nucleus.x, y - self.nucleus.y);
        (dx * dx + dy * dy).sqrt() / self.body.radius
    }

    fn paint_nucleus(&self, canvas: &mut Canvas, stain: &Stain, texture: &Canvas) {
        let light = stain.nucleus * self.brightness;
        let soft = (stain.nucleus_softness * self.nucleus.radius).max(0.5);
        self.nucleus.paint(canvas, soft, |value, inside, x, y| {
            let cover = coverage::smooth_step(inside.depth / soft);
            if cover > 0.0 {
                // another place of the same field: chromatin is not the texture of the cytoplasm
                let grain = stain.chromatin(texture.wrapped(x + 57.0, y + 31.0));
                let dome = (1.0 - stain.dome * 0.6 * inside.t * inside.t).max(0.0);
                *value = *value * (1.0 - cover * stain.nucleus_hides) + cover * light * dome * grain;
            }
        });
    }
}

fn scattered(
    canvas: &mut Canvas,
    radius: f32,
    stain: &Stain,
    texture: &Canvas,
    dice: &mut Dice,
) -> Vec<Cell> {
    let size = canvas.size;
    let drawn = dice.scale(0.05, 0.9);
    let fill = stated_or(dice.stated.cover, drawn);
    let count = dice.count(fill * (size.area() + radius * 400.0) / (3.1 * radius * radius)).max(1);
    let (clustering, spread) = (if dice.chance(0.5) { dice.unit() } else { 0.0 }, dice.between(0.05, 0.4));
    let mut cells: Vec<Cell> = Vec::with_capacity(count);
    for _ in size.each(count) {
        let (mut x, mut y) = grains::place(size, dice);
        if dice.chance(clustering) && !cells.is_empty() {
            let near = &cells[dice.below(cells.len())];
            let (angle, away) = (dice.angle(), radius * dice.between(1.2, 2.2));
            (x, y) = (near.body.x + away * portable::cos(angle), near.body.y + away * portable::sin(angle));
        }
        let cell = Cell::new(x, y, radius * dice.around(spread), stain, dice);
        cell.paint(canvas, stain, texture);
        cells.push(cell);
    }
    cells
}

/// A closed layer of cells with bright or dark membranes.
fn sheet(canvas: &mut Canvas, radius: f32, stain: &Stain, texture: &Canvas, dice: &mut Dice) -> Vec<Cell> {
    let size = canvas.size;
    let (radius, disorder) = (radius.max(6.0), dice.between(0.5, 0.9));
    let spacing = 1.8 * radius;
    let packing = Packing { spacing, disorder, split: 0.0, ..grains::packing(dice, 1.0, 2.0) };
    let bend = grains::bend(size, spacing, dice);
    let pack = Pack::new(size, &packing, bend.as_ref(), dice);
    let levels: Vec<f32> = pack.sites.iter().map(|_| dice.around(stain.spread)).collect();
    *canvas = pack.paint(size, bend.as_ref(), |near| {
        let t = 1.0 - (near.edge / radius).min(1.0);
        let light = near.blend(|cell| levels[cell]) * stain.cytoplasm(t, near.edge, t * 0.8);
        light * stain.grain(texture.values[near.index])
    });
    let mut cells = Vec::new();
    for place in pack.places().take_while(|_| !size.stopped()) {
        if place.0 > -radius
            && place.1 > -radius
            && place.0 < size.pixels as f32 + radius
            && place.1 < size.lines as f32 + radius
        {
            let cell = Cell::new(place.0, place.1, 0.8 * radius, stain, dice);
            cell.paint_nucleus(canvas, stain, texture);
            cells.push(cell);
        }
    }
    cells
}

/// Fibres inside a cell and processes that leave it.
fn strands(layer: &mut Layer, cell: &Cell, stain: &Stain, dice: &mut Dice) {
    let radius = cell.body.radius;
    for _ in 0..dice.count(stain.fibres * radius * 0.5).min(200) {
        let (x, y) = inside(&cell.body, 0.8, dice);
        let half = 0.5 * stain.fibre_width * dice.around(0.3);
        let length = radius * dice.between(0.3, 1.2);
        let walk = Walk { length, step: 4.0, wander: stain.fibre_wander, half_width: (half, 0.5 * half) };
        let angle = cell.body.angle + stain.fibre_spread * dice.bell();
        layer.draw(&wander(x, y, angle, &walk, dice), cell.brightness * dice.unit(), Ink::Add);
    }
    for _ in 0..dice.count(stain.processes * detail(radius)) {
        let angle = dice.angle();
        let (x, y) = (
            cell.body.x + 0.6 * radius * portable::cos(angle),
            cell.body.y + 0.6 * radius * portable::sin(angle),
        );
        let half = radius * dice.scale(0.04, 0.25);
        let length = radius * dice.scale(0.5, 5.0);
        let walk = Walk { length, step: 3.0, wander: 0.06, half_width: (half, 0.2 * half) };
        layer.draw(&wander(x, y, angle, &walk, dice), 0.7 * cell.brightness, Ink::Add);
    }
}

/// Puncta, vesicles and nucleoli.
fn organelles(canvas: &mut Canvas, cell: &Cell, stain: &Stain, dice: &mut Dice) {
    let area = cell.body.radius * cell.body.radius;
    for _ in 0..dice.count(stain.puncta * area).min(400) {
        let (x, y) = inside(&cell.body, 0.9, dice);
        let sigma = stain.puncta_size * dice.around(0.3);
        blob::spot(
            canvas,
            x,
            y,
            sigma.clamp(0.4, 6.0),
            cell.brightness * stain.puncta_light * dice.around(0.5),
        );
    }
    for _ in 0..dice.count(stain.vesicles * detail(cell.body.radius)) {
        let (x, y) = inside(&cell.body, 0.7, dice);
        let radius = cell.body.radius * dice.scale(0.05, 0.2);
        let vesicle = Blob::new(x, y, radius, 1.0, 0.05, 5, dice);
        vesicle.paint(canvas, 1.0, |value, inside, _, _| {
            *value *= 1.0 - 0.7 * inside.cover;
            *value += stain.vesicle_rim * cell.brightness * coverage::line(inside.depth, 0.6);
        });
    }
    for _ in 0..dice.count(stain.nucleoli * detail(cell.body.radius)) {
        let (x, y) = inside(&cell.nucleus, 0.6, dice);
        let nucleolus = Blob::new(x, y, cell.nucleus.radius * dice.between(0.1, 0.25), 1.3, 0.1, 5, dice);
        nucleolus.paint(canvas, 1.0, |value, inside, _, _| {
            *value *= 1.0 + stain.nucleolus_gain * coverage::smooth_step(inside.depth);
        });
    }
}

/// Share of the inner parts that a cell of this radius shows: in small cells they would be below a pixel.
fn detail(radius: f32) -> f32 {
    (radius / 12.0).powi(2).min(1.0)
}

/// A place inside a blob, within this share of its radius.
fn inside(blob: &Blob, share: f32, dice: &mut Dice) -> (f32, f32) {
    let (angle, rho) = (TAU * dice.unit(), blob.radius * share * dice.unit().sqrt());
    let (u, v) =
        (rho * portable::cos(angle) * blob.aspect.sqrt(), rho * portable::sin(angle) / blob.aspect.sqrt());
    let (cos, sin) = (portable::cos(blob.angle), portable::sin(blob.angle));
    (blob.x + u * cos - v * sin, blob.y + u * sin + v * cos)
}

/// Haze of what is out of focus, and a dim uneven background; often nothing at all.
fn surroundings(canvas: &mut Canvas, radius: f32, dice: &mut Dice) {
    if dice.chance(0.65) {
        let (reach, strength) = (radius * dice.between(0.2, 1.5), dice.scale(0.05, 1.5));
        let haze = blur::haze(canvas, reach.max(2.0));
        canvas.combine(&haze, |sharp, soft| sharp + strength * soft);
    }
    if dice.chance(0.5) {
        let (spacing, level) = (dice.length(10.0, 100.0), dice.scale(0.003, 0.3));
        let field = noise::smooth(canvas.size, spacing, dice);
        canvas.combine(&field, |value, field| value + level * (1.0 + 0.3 * field).max(0.0));
    }
}
