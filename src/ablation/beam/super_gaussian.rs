// SPDX-License-Identifier: MIT OR Apache-2.0
//! The crater of a super-Gaussian beam.

use super::footprint::Footprint;
use crate::numeric::portable;
use std::f64::consts::PI;

/// Intervals of the table of the crater law: linear between its points, the error stays below 1e-5 of the depth.
const INTERVALS: usize = 4096;
/// Panels of the quadrature across the beam, with the nodes of [`NODES`] each: on the rim, where the crater ends with a
/// kink, a pixel an eighth as wide as the beam is exact to 1e-4 of its area, others to far less.
const PANELS: f64 = 40.0;
/// Gauss-Legendre nodes on -1..1 and their weights.
const NODES: [(f64, f64); 4] = [
    (-0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
    (-0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_85),
];

/// Crater of depth (exp(-2 (r/R)^n) - e^-2) / (1 - e^-2) within the radius R, where a beam of order n reaches the
/// threshold of ablation at 1/e² of its fluence (doi:10.1039/d4ja00288a).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SuperGaussian {
    radius_um: f64,
    /// Depth at equal steps of (r/R)², 0 to 1.
    depth: Vec<f64>,
}

impl SuperGaussian {
    pub fn new(diameter_um: f64, order: f64) -> Self {
        let threshold = portable::exp(-2.0f64);
        let depth = |i: usize| {
            let square = i as f64 / INTERVALS as f64;
            (portable::exp(-2.0 * portable::powf(square, order / 2.0)) - threshold).max(0.0)
                / (1.0 - threshold)
        };
        Self { radius_um: diameter_um / 2.0, depth: (0..=INTERVALS).map(depth).collect() }
    }

    /// Integral of the depth, µm².
    pub fn area_um2(&self) -> f64 {
        PI * self.radius_um * self.radius_um * self.mean(|_| 1.0)
    }

    /// Variance along either axis, µm².
    pub fn variance_um2(&self) -> f64 {
        self.radius_um * self.radius_um / 2.0 * self.mean(|square| square) / self.mean(|_| 1.0)
    }

    /// Integral of depth times `factor` over (r/R)² from 0 to 1.
    fn mean(&self, factor: impl Fn(f64) -> f64) -> f64 {
        let points = self.depth.iter().enumerate();
        let sum: f64 = points.map(|(i, depth)| depth * factor(i as f64 / INTERVALS as f64)).sum();
        (sum - self.depth[0] * factor(0.0) / 2.0) / INTERVALS as f64
    }

    fn at(&self, square: f64) -> f64 {
        let at = square * INTERVALS as f64;
        let i = at as usize;
        if i >= INTERVALS {
            return 0.0;
        }
        self.depth[i] + (at - i as f64) * (self.depth[i + 1] - self.depth[i])
    }

    /// Adds the crater with its middle at (`x`, `y`): integrals over each pixel, scaled to the exact total.
    pub fn add_to(&self, footprint: &mut Footprint, (x, y): (f64, f64), pixel_um: f64) {
        let (rows, columns) = footprint.weights.dim();
        let (across, along) = (
            self.nodes(footprint.row, rows, y, pixel_um),
            self.nodes(footprint.column, columns, x, pixel_um),
        );
        for down in &across {
            let mut row = footprint.weights.row_mut(down.pixel);
            for right in &along {
                row[right.pixel] += down.weight * right.weight * self.at(down.square + right.square);
            }
        }
        let sum = footprint.weights.sum();
        footprint.weights *= self.area_um2() / sum;
    }

    fn nodes(&self, first: i64, count: usize, centre: f64, pixel_um: f64) -> Vec<Node> {
        let mut nodes = Vec::new();
        for pixel in 0..count {
            let edge = |i: i64| (i as f64 * pixel_um - centre).clamp(-self.radius_um, self.radius_um);
            let (from, to) = (edge(first + pixel as i64), edge(first + pixel as i64 + 1));
            let panels = (PANELS * (to - from) / (2.0 * self.radius_um)).ceil();
            let half = (to - from) / panels / 2.0;
            for panel in 0..panels as usize {
                let middle = from + (2 * panel + 1) as f64 * half;
                nodes.extend(NODES.iter().map(|(node, weight)| Node {
                    pixel,
                    square: ((middle + node * half) / self.radius_um).powi(2),
                    weight: weight * half,
                }));
            }
        }
        nodes
    }
}

/// A node of the quadrature along one axis.
struct Node {
    pixel: usize,
    /// (distance from the middle / R)².
    square: f64,
    weight: f64,
}
