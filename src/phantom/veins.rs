// SPDX-License-Identifier: MIT OR Apache-2.0
//! Veins, fractures, dendrites and inclusions in a matrix.

use super::canvas::{Canvas, Size};
use super::dice::{Dice, stated_or};
use super::noise::{self, Spectrum};
use super::stroke::{Ink, Layer, Node, Walk, wander};
use super::{fields, grains};
use crate::numeric::portable;

/// Curved bodies of 1 to 10 px width over a smooth or textured matrix.
pub(super) fn paint<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let mut canvas = matrix(size, dice);
    grains::inclusions(&mut canvas, dice);
    let drawn = dice.weighted(&[0.4, 0.25, 0.35]);
    match stated_or(dice.stated.vein_form, drawn as f32) as usize {
        0 => veins(&mut canvas, dice),
        1 => cracks(&mut canvas, dice),
        _ => dendrites(&mut canvas, dice),
    }
    if dice.chance(0.25) {
        cracks(&mut canvas, dice);
    }
    grains::inclusions(&mut canvas, dice);
    canvas
}

fn matrix<'t>(size: Size<'t>, dice: &mut Dice) -> Canvas<'t> {
    let (level, strength) = (portable::powf(dice.unit(), 1.5), dice.scale(0.03, 1.0));
    let mut canvas = match dice.below(4) {
        0 => return Canvas::filled(size, 0.5 * level * level),
        1 => fields::gradients(size, dice),
        2 => grains::paint(size, dice),
        _ => {
            let longest = dice.length(5.0, 80.0);
            let spectrum = Spectrum::random(dice, longest);
            noise::fractal(size, spectrum, dice, |v| v)
        }
    };
    canvas.stretch();
    canvas.apply(|v| level * (1.0 - strength + strength * v));
    canvas
}

fn veins(canvas: &mut Canvas, dice: &mut Dice) {
    let (drawn, spread) = (dice.length(0.8, 8.0), dice.between(0.0, 1.5));
    let width = stated_or(dice.stated.vein_width, drawn);
    let (main, wandering) = (dice.angle(), dice.scale(0.01, 0.2));
    let value = brightness(dice);
    let density = dice.scale(1.0, 12.0) / 25_600.0;
    let count = 1 + dice.count(canvas.size.area() * density);
    draw_on(canvas, |layer| {
        for _ in layer.canvas.size.each(count) {
            let (x, y) = grains::place(layer.canvas.size, dice);
            let half = 0.5 * width * dice.around(0.4);
            let length = dice.length(60.0, 400.0);
            let walk = Walk { length, step: 4.0, wander: wandering, half_width: (half, half * dice.unit()) };
            let angle = main + spread * dice.bell();
            for turn in [0.0, std::f32::consts::PI] {
                let nodes = swelling(wander(x, y, angle + turn, &walk, dice), dice);
                layer.draw(&nodes, value * dice.around(0.1), Ink::Cover);
            }
        }
    });
}

/// Lets the width of a path swell and shrink.
fn swelling(mut nodes: Vec<Node>, dice: &mut Dice) -> Vec<Node> {
    let (key, strength) = (dice.key(), dice.unit() * 0.6);
    for (i, node) in nodes.iter_mut().enumerate() {
        node.half_width *= (1.0 + strength * noise::at(key, i as f32 * 0.17, 0.5)).max(0.1);
    }
    nodes
}

/// Jagged fractures with branches.
pub(super) fn cracks(canvas: &mut Canvas, dice: &mut Dice) {
    let drawn = dice.scale(0.4, 3.0);
    let half = 0.5 * stated_or(dice.stated.vein_width, drawn);
    let (piece, jagged) = (dice.length(4.0, 15.0), dice.between(0.05, 0.25));
    let value = if dice.chance(0.7) { 0.0 } else { brightness(dice) };
    let density = dice.scale(0.5, 6.0) / 25_600.0;
    let count = 1 + dice.count(canvas.size.area() * density);
    draw_on(canvas, |layer| {
        for _ in layer.canvas.size.each(count) {
            let (x, y) = grains::place(layer.canvas.size, dice);
            let walk = Walk {
                length: dice.length(40.0, 300.0),
                step: piece,
                wander: jagged,
                half_width: (half, 0.3 * half),
            };
            let nodes = wander(x, y, dice.angle(), &walk, dice);
            layer.draw(&nodes, value, Ink::Cover);
            branches(layer, &nodes, &walk, value, dice);
        }
    });
}

fn branches(layer: &mut Layer, nodes: &[Node], walk: &Walk, value: f32, dice: &mut Dice) {
    let rate = dice.between(0.0, 0.2);
    for pair in nodes.windows(2) {
        if dice.chance(rate) {
            let heading = portable::atan2(pair[1].y - pair[0].y, pair[1].x - pair[0].x);
            let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
            let angle = heading + side * dice.between(0.4, 1.3);
            let half = 0.7 * pair[0].half_width;
            let twig =
                Walk { length: walk.length * dice.unit() * 0.4, half_width: (half, 0.3 * half), ..*walk };
            layer.draw(&wander(pair[0].x, pair[0].y, angle, &twig, dice), value, Ink::Cover);
        }
    }
}

/// Trunks with side arms at a fixed angle that grow shorter towards the tip.
fn dendrites(canvas: &mut Canvas, dice: &mut Dice) {
    let (length, arm_angle) = (dice.length(20.0, 120.0), dice.between(0.6, 1.6));
    let (drawn, pitch) = (dice.length(1.0, 4.0), dice.scale(1.8, 4.0));
    let half = 0.5 * stated_or(dice.stated.vein_width, drawn);
    let (value, arms) = (brightness(dice), 1 + dice.below(6));
    let density = dice.scale(0.1, 0.5) / (length * length);
    let count = 1 + dice.count(canvas.size.area() * density);
    let tree = Tree { arm_angle, pitch, value };
    draw_on(canvas, |layer| {
        for _ in layer.canvas.size.each(count) {
            let (x, y) = grains::place(layer.canvas.size, dice);
            let first = dice.angle();
            for arm in 0..arms {
                let angle = first + std::f32::consts::TAU * arm as f32 / arms as f32;
                tree.grow(
                    layer,
                    Node { x, y, half_width: half },
                    angle,
                    length * dice.between(0.6, 1.0),
                    2,
                    dice,
                );
            }
        }
    });
}

struct Tree {
    arm_angle: f32,
    pitch: f32,
    value: f32,
}

impl Tree {
    fn grow(&self, layer: &mut Layer, root: Node, angle: f32, length: f32, orders: usize, dice: &mut Dice) {
        let step = (self.pitch * 2.5 * root.half_width).max(2.5);
        let walk = Walk { length, step, wander: 0.02, half_width: (root.half_width, 0.3 * root.half_width) };
        let nodes = wander(root.x, root.y, angle, &walk, dice);
        layer.draw(&nodes, self.value, Ink::Cover);
        if orders == 0 || length < 4.0 * step {
            return;
        }
        for (i, node) in nodes.iter().enumerate().skip(1) {
            let left = 1.0 - i as f32 / nodes.len() as f32;
            for side in [-1.0, 1.0] {
                let arm = 0.5 * length * left * dice.between(0.5, 1.0);
                let thinner = Node { half_width: 0.7 * node.half_width, ..*node };
                self.grow(layer, thinner, angle + side * self.arm_angle, arm, orders - 1, dice);
            }
        }
    }
}

fn brightness(dice: &mut Dice) -> f32 {
    if dice.chance(0.7) { dice.between(0.6, 2.0) } else { dice.unit() * 0.3 }
}

fn draw_on(canvas: &mut Canvas, mut draw: impl FnMut(&mut Layer)) {
    let empty = Canvas { size: canvas.size, values: Vec::new() };
    let mut layer = Layer::new(std::mem::replace(canvas, empty));
    draw(&mut layer);
    *canvas = layer.canvas;
}
