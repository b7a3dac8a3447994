// SPDX-License-Identifier: MIT OR Apache-2.0
//! Synthetic samples of known composition: test charts, and random cells, tissue and rocks.

mod blob;
mod blur;
mod canvas;
mod cells;
mod charts;
mod coverage;
mod dice;
mod fibres;
mod fields;
mod grains;
mod mixed;
mod noise;
mod pack;
mod particles;
mod stain;
mod stroke;
mod tissue;
mod veins;
mod zoning;

use crate::error::{Error, Result};
use canvas::{Canvas, Size};
use dice::Dice;
use ndarray::Array2;

/// Largest number of lines and of pixels of a phantom.
pub const MAX_SIDE: usize = 20_000;

/// How often a picture is drawn until there is something on it.
const ATTEMPTS: usize = 8;
/// Least mean of a mixed picture: a nearly empty one teaches a network nothing.
const LEAST_MEAN: f32 = 0.006;
/// A picture with fewer pixels than this may show a single value.
const LEAST_AREA: f32 = 64.0;

/// What a phantom shows.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Packed mineral grains, each of one composition.
    Grains,
    /// Crystals with growth zones, sectors and rims.
    Zoning,
    /// Veins, fractures, dendrites and inclusions in a matrix.
    Veins,
    /// Cells with nuclei, vesicles and filaments on a dark background.
    Cells,
    /// Layers, fibres, vessels and granules with soft boundaries.
    Tissue,
    /// Slow changes, large blobs, steps and ramps.
    Gradients,
    /// Random fields with a power-law spectrum.
    Texture,
    /// Small bright spots on a low background.
    Particles,
    /// Networks of thin filaments.
    Fibres,
    /// A Siemens star.
    Star,
    /// Line pairs of several periods.
    Lines,
    /// Slanted edges, squares and discs.
    Edges,
    /// Isolated points.
    Points,
    /// A random one of the natural kinds, or a blend of two.
    Mixed,
}

impl Kind {
    /// Every kind, in the order of their listing.
    pub const ALL: [Kind; 14] = [
        Kind::Grains,
        Kind::Zoning,
        Kind::Veins,
        Kind::Cells,
        Kind::Tissue,
        Kind::Gradients,
        Kind::Texture,
        Kind::Particles,
        Kind::Fibres,
        Kind::Star,
        Kind::Lines,
        Kind::Edges,
        Kind::Points,
        Kind::Mixed,
    ];

    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        self.texts().0
    }

    /// What it shows, in one sentence.
    pub fn help(self) -> &'static str {
        self.texts().1
    }

    /// The kind of this name.
    ///
    /// # Errors
    /// [`Error::InvalidValue`] with all names if there is none.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| Error::InvalidValue {
            key: "kind".into(),
            value: name.into(),
            expected: format!("one of {}", Self::ALL.map(Self::name).join(", ")),
        })
    }

    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Kind::Grains => {
                ("grains", "Packed mineral grains, each of one composition, with sharp boundaries.")
            }
            Kind::Zoning => ("zoning", "Crystals with oscillatory growth zones, sectors, rims and cracks."),
            Kind::Veins => {
                ("veins", "Veins, fractures, dendrites and inclusions in a smooth or textured matrix.")
            }
            Kind::Cells => ("cells", "Cells with nuclei, vesicles and filaments on a dark background."),
            Kind::Tissue => ("tissue", "Tissue with layers, fibres, vessels, nuclei and granular texture."),
            Kind::Gradients => ("gradients", "Slow changes, large blobs, steps and ramps."),
            Kind::Texture => {
                ("texture", "Random fields with a power-law spectrum, also ridged or cut at a level.")
            }
            Kind::Particles => {
                ("particles", "Small bright spots, single or in clusters, on a low background.")
            }
            Kind::Fibres => ("fibres", "Networks of thin filaments of varying brightness."),
            Kind::Star => ("star", "A Siemens star; seed 0 gives 36 spokes in the centre."),
            Kind::Lines => ("lines", "Line pairs of several periods in both directions."),
            Kind::Edges => ("edges", "Slanted edges, squares and discs."),
            Kind::Points => ("points", "Isolated points far apart from each other."),
            Kind::Mixed => {
                ("mixed", "A random natural kind, or a blend of two, with a random intensity curve.")
            }
        }
    }

    /// Draws again, with other choices, what came out empty: no cell may have fallen into the picture.
    fn paint(self, size: Size, seed: u64) -> Canvas {
        let mut canvas = self.attempt(size, seed, 0);
        for attempt in 1..ATTEMPTS {
            if self.shows_something(&canvas) {
                break;
            }
            canvas = self.attempt(size, seed, attempt);
        }
        canvas
    }

    fn shows_something(self, canvas: &Canvas) -> bool {
        let (low, high) = canvas.range();
        let least = if self == Kind::Mixed { LEAST_MEAN * high * canvas.size.area() } else { 0.0 };
        let varies = low < 0.98 * high && canvas.values.iter().sum::<f32>() >= least;
        high > 0.0 && (varies || canvas.size.area() < LEAST_AREA)
    }

    fn attempt(self, size: Size, seed: u64, attempt: usize) -> Canvas {
        let dice = &mut Dice::new(seed, self as usize, attempt);
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
        };
        if !matches!(self, Kind::Star | Kind::Lines | Kind::Edges | Kind::Points | Kind::Mixed) {
            mixed::lens(&mut canvas, dice);
        }
        canvas
    }
}

/// Draws a sample of known composition.
///
/// Returns shape (lines, pixels), 0..=1, relative concentration; the maximum is 1 unless nothing was drawn.
/// Sizes of structures are random and in pixels: a larger picture shows more of them, not larger ones.
///
/// # Errors
/// [`Error::OutOfRange`] if a side is 0 or above [`MAX_SIDE`].
///
/// Random: the `Phantom` streams of `seed`; the same kind, size and seed give the same picture.
///
/// ```
/// use lamap::phantom::{Kind, draw};
/// let truth = draw(Kind::Cells, 64, 96, 7)?;
/// assert_eq!(truth.dim(), (64, 96));
/// # Ok::<(), lamap::Error>(())
/// ```
pub fn draw(kind: Kind, lines: usize, pixels: usize, seed: u64) -> Result<Array2<f32>> {
    for (key, value) in [("lines", lines), ("pixels", pixels)] {
        if !(1..=MAX_SIDE).contains(&value) {
            return Err(Error::OutOfRange {
                key,
                value: value as f64,
                unit: "",
                min: 1.0,
                max: MAX_SIDE as f64,
            });
        }
    }
    let mut canvas = kind.paint(Size { lines, pixels }, seed);
    canvas.scale_to_peak();
    canvas.into_array()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_finite_bounded_and_repeats_at_any_size() {
        for kind in Kind::ALL {
            for (lines, pixels) in [(1, 1), (1, 50), (50, 1), (64, 96)] {
                for seed in 0..8 {
                    let truth = draw(kind, lines, pixels, seed).unwrap();
                    assert_eq!(truth.dim(), (lines, pixels));
                    assert!(
                        truth.iter().all(|v| (0.0..=1.0).contains(v)),
                        "{} {lines}x{pixels}",
                        kind.name()
                    );
                    assert_eq!(truth, draw(kind, lines, pixels, seed).unwrap());
                }
            }
        }
    }

    #[test]
    fn the_maximum_is_one_and_two_seeds_differ() {
        for kind in Kind::ALL {
            for seed in 0..20 {
                let truth = draw(kind, 64, 96, seed).unwrap();
                assert!(truth.iter().any(|v| *v == 1.0), "{} {seed}", kind.name());
                assert_ne!(truth, draw(kind, 64, 96, seed + 100).unwrap(), "{}", kind.name());
            }
        }
    }

    #[test]
    fn names_lead_back_to_their_kind_and_an_unknown_one_lists_them() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()).unwrap(), kind);
            assert!(kind.help().ends_with('.'));
        }
        let message = Kind::from_name("clouds").unwrap_err().to_string();
        assert!(message.contains("clouds") && message.contains("grains, zoning"), "{message}");
    }

    #[test]
    fn no_lines_or_too_many_pixels_is_an_error() {
        assert!(draw(Kind::Cells, 0, 5, 1).is_err());
        assert!(draw(Kind::Cells, 5, 0, 1).is_err());
        assert!(draw(Kind::Star, 5, MAX_SIDE + 1, 1).is_err());
    }

    #[test]
    fn the_default_star_looks_the_same_upside_down() {
        let star = draw(Kind::Star, 64, 64, 0).unwrap();
        let turned = star.slice(ndarray::s![..;-1, ..;-1]);
        assert!(star.iter().zip(turned).all(|(a, b)| (a - b).abs() < 1e-3));
    }
}
