// SPDX-License-Identifier: MIT OR Apache-2.0
//! Paints a kind of phantom.

use super::canvas::{Canvas, Size};
use super::dice::Dice;
use super::kind::Kind;
use super::stated::Stated;
use super::{cells, charts, fibres, fields, grains, mixed, particles, targets, tissue, veins, zoning};

/// How often a picture is drawn until there is something on it.
pub(super) const ATTEMPTS: usize = 8;
/// Least mean of a mixed picture: a nearly empty one teaches a network nothing.
const LEAST_MEAN: f32 = 0.006;
/// A picture with fewer pixels than this may show a single value.
const LEAST_AREA: f32 = 64.0;

impl Kind {
    /// Draws again, with other choices, what came out empty: no cell may have fallen into the picture.
    pub(super) fn paint<'t>(self, size: Size<'t>, seed: u64, stated: Stated) -> Canvas<'t> {
        let mut canvas = self.attempt(size, seed, 0, stated);
        for attempt in 1..ATTEMPTS {
            if !self.is_random() || size.stopped() || self.shows_something(&canvas) {
                break;
            }
            canvas = self.attempt(size, seed, attempt, stated);
        }
        canvas
    }

    fn shows_something(self, canvas: &Canvas) -> bool {
        let (low, high) = canvas.range();
        let least = if self == Kind::Mixed { LEAST_MEAN * high * canvas.size.area() } else { 0.0 };
        let varies = low < 0.98 * high && canvas.values.iter().sum::<f32>() >= least;
        high > 0.0 && (varies || canvas.size.area() < LEAST_AREA)
    }

    fn attempt<'t>(self, size: Size<'t>, seed: u64, attempt: usize, stated: Stated) -> Canvas<'t> {
        let dice = &mut Dice::new(seed, self as usize, attempt, stated);
        let mut canvas = match self {
            Kind::Grains => grains::paint(size, dice),
            Kind::Zoning => zoning::paint(size, dice),
            Kind::Veins => veins::paint(size, dice),
            Kind::Cells => cells::paint(size, dice),
            Kind::Tissue => tissue::paint(size, dice),
            Kind::Gradients => fields::gradients(size, dice),
            Kind::Texture => fields::texture(size, dice),
            Kind::Particles => particles::paint(size, dice),
            Kind::Fibres => fibres::paint(size, dice),
            Kind::Star => charts::star(size, seed, dice),
            Kind::Lines => charts::lines(size, dice),
            Kind::Edges => charts::edges(size, dice),
            Kind::Points => charts::points(size, dice),
            Kind::Mixed => mixed::paint(size, dice),
            Kind::SiemensStar => return targets::siemens_star(size, &stated),
            Kind::LinePairs => return targets::line_pairs(size, &stated),
            Kind::Edge => return targets::edge(size, &stated),
            Kind::PointGrid => return targets::point_grid(size, &stated),
        };
        if !matches!(self, Kind::Star | Kind::Lines | Kind::Edges | Kind::Points | Kind::Mixed) {
            mixed::lens(&mut canvas, dice);
        }
        canvas
    }
}
