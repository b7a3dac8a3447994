// SPDX-License-Identifier: MIT OR Apache-2.0
//! The kinds of phantoms, their names and what each shows.

use crate::error::{Error, Result};
use crate::spelling::expected;

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
            expected: expected(
                name,
                Self::ALL.map(Self::name),
                format!("one of {}", Self::ALL.map(Self::name).join(", ")),
            ),
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
}
