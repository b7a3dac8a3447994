// SPDX-License-Identifier: MIT OR Apache-2.0
//! Synthetic samples of known composition: test charts, and random cells, tissue and rocks.
//!
//! [`draw`] takes every kind as it is; a [`Design`] has settings: sizes in µm, spokes, angles, contrast.

mod blob;
mod blur;
mod canvas;
mod cells;
mod charts;
mod coverage;
mod design;
mod dice;
mod fibres;
mod fields;
mod grains;
mod mixed;
mod noise;
mod pack;
mod particles;
mod range;
mod settings;
mod stain;
mod stroke;
mod targets;
mod tissue;
mod veins;
mod zoning;

use crate::error::{Error, Result};
use canvas::{Canvas, Size};
pub use design::Design;
use design::Stated;
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
    /// A random Siemens star.
    Star,
    /// Random line pairs of several periods.
    Lines,
    /// Random slanted edges, squares and discs.
    Edges,
    /// Isolated points at random places.
    Points,
    /// A random one of the natural kinds, or a blend of two.
    Mixed,
    /// A Siemens star of stated size.
    SiemensStar,
    /// Line pairs of stated period.
    LinePairs,
    /// A straight or slanted edge.
    Edge,
    /// A single point, or a grid of points.
    PointGrid,
}

impl Kind {
    /// Every kind, in the order of their listing.
    pub const ALL: [Kind; 18] = [
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
        Kind::SiemensStar,
        Kind::LinePairs,
        Kind::Edge,
        Kind::PointGrid,
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
            Kind::SiemensStar => ("siemens-star", "A Siemens star in the centre, as its settings say."),
            Kind::LinePairs => {
                ("line-pairs", "Line pairs of one period or in groups, as their settings say.")
            }
            Kind::Edge => ("edge", "A straight or slanted edge through the picture, as its settings say."),
            Kind::PointGrid => ("point-grid", "A single point, or a square grid, as its settings say."),
        }
    }

    /// Does the seed change it? The other kinds follow from their settings alone.
    #[must_use]
    pub fn is_random(self) -> bool {
        !matches!(self, Kind::SiemensStar | Kind::LinePairs | Kind::Edge | Kind::PointGrid)
    }

    /// Draws again, with other choices, what came out empty: no cell may have fallen into the picture.
    fn paint(self, size: Size, seed: u64, stated: Stated) -> Canvas {
        let mut canvas = self.attempt(size, seed, 0, stated);
        for attempt in 1..ATTEMPTS {
            if !self.is_random() || self.shows_something(&canvas) {
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

    fn attempt(self, size: Size, seed: u64, attempt: usize, stated: Stated) -> Canvas {
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

/// Draws a sample of known composition with the default settings of its kind, on pixels of 1 µm: see [`Design::draw`].
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
    Design::new(kind).draw(lines, pixels, 1.0, seed)
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
    fn the_maximum_is_one_and_two_seeds_differ_where_they_matter() {
        for kind in Kind::ALL {
            for seed in 0..20 {
                let truth = draw(kind, 64, 96, seed).unwrap();
                assert!(truth.iter().any(|v| *v == 1.0), "{} {seed}", kind.name());
                let other = draw(kind, 64, 96, seed + 100).unwrap();
                assert_eq!(truth != other, kind.is_random(), "{}", kind.name());
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

    /// Networks were trained on these pictures: sums (FNV-1a) of seeds 0 to 3. Elsewhere the last bits of sine and power
    /// are those of another mathematical library.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    #[test]
    fn the_pictures_of_every_random_kind_stay_as_they_are() {
        let pinned: [(&str, u64); 14] = [
            ("grains", 0xce8b236ecfb5d161),
            ("zoning", 0xeb65f6f00908160e),
            ("veins", 0x02d781b8b4a8d5af),
            ("cells", 0x9f6cb78007504026),
            ("tissue", 0x24f78d567b50d72a),
            ("gradients", 0xd5a57cf946465996),
            ("texture", 0xeee676e50ce4559f),
            ("particles", 0x8e338a8b35fee261),
            ("fibres", 0x77804f0161c301f5),
            ("star", 0x264b7467b6a7802b),
            ("lines", 0x4c2f89a2d80d559a),
            ("edges", 0xa543feb734616dee),
            ("points", 0x3ff32ab18603ed99),
            ("mixed", 0x998432701d6a3ad6),
        ];
        for (name, pinned) in pinned {
            let kind = Kind::from_name(name).unwrap();
            let mut sum = 0xcbf2_9ce4_8422_2325_u64;
            for seed in 0..4 {
                for byte in draw(kind, 64, 96, seed).unwrap().iter().flat_map(|v| v.to_le_bytes()) {
                    sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
            assert_eq!(sum, pinned, "{name}: {sum:#018x}");
        }
    }

    #[test]
    fn every_row_of_every_table_is_sound_and_changes_the_picture() {
        for kind in Kind::ALL {
            for (i, row) in kind.settings().iter().enumerate() {
                let name = format!("{} {}", kind.name(), row.key);
                assert!(kind.settings()[..i].iter().all(|other| other.key != row.key), "{name} twice");
                assert!(!row.help.is_empty() && row.help.len() < 120, "{name}");
                let unit = row.unit.replace('µ', "u");
                assert!(row.key.ends_with(&unit), "{name} [{unit}]");
                row.check((row.get)(&Design::new(kind))).unwrap();
                let value = match row.key {
                    "contrast" | "period_ratio" => 0.5,
                    _ if row.unit == "µm" => 9.0,
                    _ => row.range().1.min(3.0),
                };
                let changed = |seed| {
                    let mut design = Design::new(kind);
                    // some settings only show beside another one
                    for (key, text) in [("groups", "3"), ("pitch_um", "20"), ("hot_spot_share", "0.01")] {
                        let _ = design.set(key, text); // most kinds have neither
                    }
                    let before = design.draw(64, 96, 1.0, seed).unwrap();
                    let stated = if row.key == "groups" { 2.0 } else { value };
                    design.set(row.key, &row.format(stated)).unwrap();
                    let after = design.draw(64, 96, 1.0, seed).unwrap();
                    assert!(after.iter().all(|v| (0.0..=1.0).contains(v)), "{name}");
                    before != after
                };
                assert!((0..12).any(changed), "{name}");
            }
        }
    }

    #[test]
    fn absurd_settings_are_refused_and_the_smallest_and_largest_sizes_are_drawn() {
        for kind in Kind::ALL {
            let said = Design::new(kind).set("colour", "red").unwrap_err().to_string();
            assert!(said.contains("colour"), "{said}");
            for row in kind.settings().iter().filter(|row| row.unit == "µm") {
                for value in [1e-3, 2.0, 90_000.0] {
                    let mut design = Design::new(kind);
                    design.set(row.key, &value.to_string()).unwrap();
                    match design.draw(40, 40, 1.0, 3) {
                        Ok(picture) => {
                            assert!(picture.iter().all(|v| (0.0..=1.0).contains(v)), "{}", row.key)
                        }
                        Err(error) => {
                            assert!(error.to_string().starts_with(row.key) && value < 1.0, "{error}")
                        }
                    }
                }
            }
        }
    }
}
