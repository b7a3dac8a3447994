// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packs of touching grains: a power (Laguerre) diagram of random sites, found through buckets.

use super::canvas::{Canvas, Size};
use super::coverage;
use super::dice::Dice;
use crate::numeric::portable;

/// Side of a tile in pixels: grains are looked up per tile, then narrowed down per quarter and per sixteenth.
const TILE: usize = 16;

/// Centre of a grain; `weight` (px²) makes it larger than its neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub x: f32,
    pub y: f32,
    weight: f32,
}

/// How grains are strewn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packing {
    /// Mean distance of grain centres in pixels.
    pub spacing: f32,
    /// 0: a regular lattice, 1: as irregular as it gets.
    pub disorder: f32,
    /// Share of places that hold several small grains instead of one.
    pub split: f32,
    /// Spread of grain sizes, 0 to 1.
    pub unequal: f32,
    /// Length over width of the grains, and its direction.
    pub aspect: f32,
    pub angle: f32,
}

/// Fields that move places by (x, y) px, at most by `extent`.
pub(super) struct Bend<'t> {
    pub x: Canvas<'t>,
    pub y: Canvas<'t>,
    pub reach: f32,
}

/// Random grains that fill a picture.
pub(super) struct Pack {
    pub sites: Vec<Site>,
    starts: Vec<usize>,
    columns: usize,
    rows: usize,
    pitch: f32,
    low: (f32, f32),
    axis: (f32, f32),
    stretch: f32,
}

/// The two grains next to a pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub first: usize,
    pub second: usize,
    /// Distance to the boundary between them in pixels, and how much of the pixel is in `first`.
    pub edge: f32,
    pub share: f32,
    /// Index of the pixel.
    pub index: usize,
}

impl Near {
    /// Value of the pixel from the values of the grains.
    pub fn blend(&self, value: impl Fn(usize) -> f32) -> f32 {
        let first = value(self.first);
        if self.share >= 1.0 { first } else { first * self.share + value(self.second) * (1.0 - self.share) }
    }
}

impl Pack {
    /// Strews grains so that every place of the picture, even bent, lies in one.
    pub fn new(size: Size, packing: &Packing, bend: Option<&Bend>, dice: &mut Dice) -> Self {
        let margin = bend.map_or(0.0, |bend| bend.reach);
        let axis = (portable::cos(packing.angle), portable::sin(packing.angle));
        let stretch = packing.aspect.sqrt();
        let (cx, cy) = size.centre();
        let half = (axis.0.abs() * cx + axis.1.abs() * cy, axis.1.abs() * cx + axis.0.abs() * cy);
        let pitch = packing.spacing.max(1.5);
        let border = margin * stretch + 3.0 * pitch;
        let middle = turn(cx, cy, axis, stretch);
        let (half_u, half_v) = (half.0 / stretch + border, half.1 * stretch + border);
        let columns = (2.0 * half_u / pitch).ceil() as usize;
        let rows = (2.0 * half_v / pitch).ceil() as usize;
        let low = (middle.0 - half_u, middle.1 - half_v);
        let mut pack = Self { sites: Vec::new(), starts: vec![0], columns, rows, pitch, low, axis, stretch };
        for bucket in size.each(columns * rows) {
            pack.strew(bucket, packing, dice);
            pack.starts.push(pack.sites.len());
        }
        pack.starts.resize(columns * rows + 1, pack.sites.len());
        pack
    }

    fn strew(&mut self, bucket: usize, packing: &Packing, dice: &mut Dice) {
        let (i, j) = ((bucket % self.columns) as f32, (bucket / self.columns) as f32);
        let count = if dice.chance(packing.split) { 2 + dice.below(5) } else { 1 };
        let jitter = if count > 1 { 1.0 } else { packing.disorder };
        for _ in 0..count {
            let x = self.low.0 + (i + 0.5 + jitter * (dice.unit() - 0.5)) * self.pitch;
            let y = self.low.1 + (j + 0.5 + jitter * (dice.unit() - 0.5)) * self.pitch;
            let size = packing.unequal * dice.unit() * self.pitch * if count > 1 { 0.3 } else { 0.8 };
            self.sites.push(Site { x, y, weight: size * size });
        }
    }

    /// Grain centres (x, y) in pixels of the picture, without its bending.
    pub fn places(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        self.sites.iter().map(|site| {
            let (u, v) = (site.x * self.stretch, site.y / self.stretch);
            (u * self.axis.0 - v * self.axis.1, u * self.axis.1 + v * self.axis.0)
        })
    }

    /// A picture of the grains; `bend` makes their boundaries wavy.
    pub fn paint<'t>(
        &self,
        size: Size<'t>,
        bend: Option<&Bend>,
        mut value: impl FnMut(&Near) -> f32,
    ) -> Canvas<'t> {
        let mut canvas = Canvas::filled(size, 0.0);
        let mut places = Vec::new();
        let [mut coarse, mut medium, mut fine] = [const { Vec::new() }; 3];
        for top in (0..size.lines).step_by(TILE).take_while(|_| !size.stopped()) {
            for left in (0..size.pixels).step_by(TILE) {
                self.tile(size, (top, left), bend, &mut places);
                self.around(&Bounds::of(&places), &mut coarse);
                for quarter in places.chunks(TILE * TILE / 4) {
                    Bounds::of(quarter).narrow(&mut coarse, &mut medium);
                    for part in quarter.chunks(TILE * TILE / 16) {
                        Bounds::of(part).narrow(&mut medium, &mut fine);
                        for place in part {
                            canvas.values[place.index] = value(&self.nearest(place, &fine));
                        }
                    }
                }
            }
        }
        canvas
    }

    /// Places of the pixels of a tile, quarter by quarter; beyond the border the last pixel is repeated.
    fn tile(&self, size: Size, (top, left): (usize, usize), bend: Option<&Bend>, places: &mut Vec<Place>) {
        places.clear();
        for step in 0..TILE * TILE {
            let line = (top + every_second_bit(step >> 1)).min(size.lines - 1);
            let pixel = (left + every_second_bit(step)).min(size.pixels - 1);
            let index = line * size.pixels + pixel;
            let (bx, by) = bend.map_or((0.0, 0.0), |bend| (bend.x.values[index], bend.y.values[index]));
            let (u, v) = turn(pixel as f32 + 0.5 + bx, line as f32 + 0.5 + by, self.axis, self.stretch);
            places.push(Place { u, v, index });
        }
    }

    /// All sites that may be first or second nearest to a place within the bounds.
    fn around(&self, bounds: &Bounds, out: &mut Vec<Candidate>) {
        let reach = bounds.half + 2.2 * self.pitch;
        let column = |u: f32| (((u - self.low.0) / self.pitch).max(0.0) as usize).min(self.columns - 1);
        let row = |v: f32| (((v - self.low.1) / self.pitch).max(0.0) as usize).min(self.rows - 1);
        let (left, right) = (column(bounds.u - reach), column(bounds.u + reach));
        out.clear();
        for j in row(bounds.v - reach)..=row(bounds.v + reach) {
            let span = self.starts[j * self.columns + left]..self.starts[j * self.columns + right + 1];
            out.extend(span.map(|id| Candidate { site: self.sites[id], id, away: 0.0 }));
        }
    }

    fn nearest(&self, place: &Place, candidates: &[Candidate]) -> Near {
        let (mut first, mut second) = ((f32::MAX, 0), (f32::MAX, 0));
        for Candidate { site, id, .. } in candidates {
            let (du, dv) = (place.u - site.x, place.v - site.y);
            let power = du * du + dv * dv - site.weight;
            if power < second.0 {
                second = (power, *id);
                if power < first.0 {
                    std::mem::swap(&mut first, &mut second);
                }
            }
        }
        let (edge, share) = self.boundary(first, second);
        Near { first: first.1, second: second.1, edge, share, index: place.index }
    }

    fn boundary(&self, first: (f32, usize), second: (f32, usize)) -> (f32, f32) {
        let (a, b) = (&self.sites[first.1], &self.sites[second.1]);
        let (nu, nv) = ((b.x - a.x) / self.stretch, (b.y - a.y) * self.stretch);
        let slope = (nu * nu + nv * nv).sqrt().max(1e-6);
        let edge = 0.5 * (second.0 - first.0) / slope;
        if edge > 0.71 {
            return (edge, 1.0);
        }
        let (nx, ny) = (nu * self.axis.0 - nv * self.axis.1, nu * self.axis.1 + nv * self.axis.0);
        (edge, coverage::half_plane(edge, nx / slope, ny / slope))
    }
}

/// A pixel's place in the pack.
struct Place {
    u: f32,
    v: f32,
    index: usize,
}

#[derive(Clone, Copy)]
struct Candidate {
    site: Site,
    id: usize,
    /// Distance from the middle of the bounds last looked at.
    away: f32,
}

/// A circle around some places.
struct Bounds {
    u: f32,
    v: f32,
    half: f32,
}

impl Bounds {
    fn of(places: &[Place]) -> Self {
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        let (less, more) =
            (|a: f32, b: f32| if b < a { b } else { a }, |a: f32, b: f32| if b > a { b } else { a });
        for place in places {
            low = (less(low.0, place.u), less(low.1, place.v));
            high = (more(high.0, place.u), more(high.1, place.v));
        }
        let (du, dv) = (high.0 - low.0, high.1 - low.1);
        Self { u: 0.5 * (low.0 + high.0), v: 0.5 * (low.1 + high.1), half: 0.5 * (du * du + dv * dv).sqrt() }
    }

    /// Keeps the candidates that can be first or second nearest to a place within the bounds.
    fn narrow(&self, from: &mut [Candidate], out: &mut Vec<Candidate>) {
        let (mut best, mut second) = (f32::MAX, f32::MAX);
        for candidate in from.iter_mut() {
            let (du, dv) = (candidate.site.x - self.u, candidate.site.y - self.v);
            candidate.away = (du * du + dv * dv).sqrt();
            let far = candidate.away + self.half;
            let far = far * far - candidate.site.weight;
            if far < second {
                second = far.max(best);
                best = best.min(far);
            }
        }
        out.clear();
        out.extend(from.iter().filter(|candidate| {
            let close = candidate.away - self.half;
            close <= 0.0 || close * close - candidate.site.weight <= second
        }));
    }
}

/// Bits 0, 2, 4 and 6 of `step`, closed up: the path of a Z-order curve along one axis.
fn every_second_bit(step: usize) -> usize {
    (step & 1) | (step >> 1 & 2) | (step >> 2 & 4) | (step >> 3 & 8)
}

fn turn(x: f32, y: f32, axis: (f32, f32), stretch: f32) -> (f32, f32) {
    ((x * axis.0 + y * axis.1) / stretch, (y * axis.0 - x * axis.1) * stretch)
}
