// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tables of phantom settings, one for each kind: the only place that knows their names, units, ranges and help.

use super::design::Design;
use super::kind::Kind;
use crate::param::{self, Param};

/// A row whose value is this field.
macro_rules! row {
    ($key:literal, $field:ident, $unit:literal, $kind:expr, $optional:literal, $help:literal) => {
        Param {
            key: $key,
            unit: $unit,
            kind: $kind,
            optional: $optional,
            help: $help,
            get: |design| design.stated.$field,
            set: |design, value| design.stated.$field = value,
        }
    };
}

/// The rows of a natural kind, then those that all of them have.
macro_rules! natural {
    ($($row:expr),* $(,)?) => {
        &[$($row,)* RANGE_DECADES, HOT_SPOT_SHARE, HOT_SPOT_FACTOR, VOID_SHARE]
    };
}

const LENGTH: param::Kind = param::Kind::Number { min: 1e-3, max: 1e6 };
const ANGLE: param::Kind = param::Kind::Number { min: -360.0, max: 360.0 };
const SHARE: param::Kind = param::Kind::Number { min: 0.001, max: 1.0 };

const CONTRAST: Param<Design> = row!(
    "contrast",
    contrast,
    "",
    SHARE,
    false,
    "(bright - dark) / (bright + dark) of the concentrations; bright is 1"
);

const RANGE_DECADES: Param<Design> = row!(
    "range_decades",
    range_decades,
    "",
    param::Kind::Number { min: 0.0, max: 5.0 },
    false,
    "concentrations c, 0 to 1, become 10^(range_decades (c - 1)); 0: they stay as drawn"
);
const HOT_SPOT_SHARE: Param<Design> = row!(
    "hot_spot_share",
    hot_spot_share,
    "",
    param::Kind::Number { min: 0.0, max: 0.05 },
    false,
    "area of hot spots of 1 to 4 px over that of the picture"
);
const HOT_SPOT_FACTOR: Param<Design> = row!(
    "hot_spot_factor",
    hot_spot_factor,
    "",
    param::Kind::Number { min: 1.0, max: 1e4 },
    false,
    "brightest hot spot over the brightest of the rest; the other spots lie between"
);
const VOID_SHARE: Param<Design> = row!(
    "void_share",
    void_share,
    "",
    param::Kind::Number { min: 0.0, max: 0.9 },
    false,
    "area of irregular holes, where nothing is, over that of the picture"
);

const STAR: &[Param<Design>] = &[
    row!(
        "spokes",
        spokes,
        "",
        param::Kind::Whole { min: 1.0, max: 1000.0 },
        false,
        "number of bright spokes"
    ),
    row!("diameter_um", diameter, "µm", LENGTH, true, "diameter of the star; auto: 0.96 of the smaller side"),
    row!(
        "angle_deg",
        angle,
        "deg",
        ANGLE,
        false,
        "where the first bright spoke begins, clockwise from the scan direction"
    ),
    CONTRAST,
];

const LINE_PAIRS: &[Param<Design>] = &[
    row!(
        "period_um",
        period,
        "µm",
        LENGTH,
        false,
        "width of a line pair (a bright and a dark line), of the first group"
    ),
    row!(
        "groups",
        groups,
        "",
        param::Kind::Whole { min: 1.0, max: 100.0 },
        false,
        "bands of equal height, each with its own period"
    ),
    row!("period_ratio", period_ratio, "", SHARE, false, "period of a group over that of the group before"),
    row!("bright_share", bright_share, "", SHARE, false, "width of the bright line over the period"),
    row!(
        "angle_deg",
        angle,
        "deg",
        ANGLE,
        false,
        "0: the lines stand across the scan direction; 90: along it"
    ),
    CONTRAST,
];

const EDGE: &[Param<Design>] = &[
    row!(
        "angle_deg",
        angle,
        "deg",
        ANGLE,
        false,
        "slant of the edge; 0: straight across the scan direction, 90: along it"
    ),
    row!(
        "offset_um",
        offset,
        "µm",
        param::Kind::Number { min: -1e6, max: 1e6 },
        false,
        "distance of the edge from the centre of the picture, positive towards the bright side"
    ),
    CONTRAST,
];

const POINT_GRID: &[Param<Design>] = &[
    row!("diameter_um", diameter, "µm", LENGTH, true, "diameter of a point; auto: a square of one pixel"),
    row!(
        "pitch_um",
        pitch,
        "µm",
        LENGTH,
        true,
        "distance of the points of a square grid; auto: a single one in the centre"
    ),
    row!("angle_deg", angle, "deg", ANGLE, false, "turn of the grid about the centre of the picture"),
    CONTRAST,
];

const GRAINS: &[Param<Design>] = natural![
    row!(
        "grain_size_um",
        grain_size,
        "µm",
        LENGTH,
        true,
        "mean distance of grains; auto: random, 4 to 60 px"
    ),
    row!(
        "phases",
        phases,
        "",
        param::Kind::Whole { min: 1.0, max: 50.0 },
        true,
        "number of minerals; auto: random, 2 to 6"
    ),
];

const ZONING: &[Param<Design>] = natural![
    row!(
        "crystal_size_um",
        crystal_size,
        "µm",
        LENGTH,
        true,
        "mean diameter of crystals; auto: random, 20 to 180 px"
    ),
    row!(
        "zone_period_um",
        zone_period,
        "µm",
        LENGTH,
        true,
        "width of an oscillation of growth; auto: random, 2 to 25 px"
    ),
    row!(
        "cover",
        cover,
        "",
        param::Kind::Number { min: 0.01, max: 5.0 },
        true,
        "area of all crystals over that of the picture; auto: random, 0.3 to 1.3"
    ),
];

const VEINS: &[Param<Design>] = natural![
    row!(
        "form",
        vein_form,
        "",
        param::Kind::Choice(&["veins", "cracks", "dendrites"]),
        true,
        "what runs through the matrix; auto: random"
    ),
    row!(
        "vein_width_um",
        vein_width,
        "µm",
        LENGTH,
        true,
        "mean width of veins, cracks or trunks; auto: random, 0.4 to 8 px"
    ),
];

const CELLS: &[Param<Design>] = natural![
    row!("cell_size_um", cell_size, "µm", LENGTH, true, "mean diameter of cells; auto: random, 12 to 100 px"),
    row!(
        "cover",
        cover,
        "",
        param::Kind::Number { min: 0.01, max: 5.0 },
        true,
        "area of scattered cells over that of the picture; auto: random, 0.05 to 0.9"
    ),
];

const TISSUE: &[Param<Design>] = natural![row!(
    "layer_thickness_um",
    layer_thickness,
    "µm",
    LENGTH,
    true,
    "thickness of the layers; auto: random, 6 to 90 px, or no layers"
)];

const GRADIENTS: &[Param<Design>] = natural![
    row!(
        "form",
        gradient_form,
        "",
        param::Kind::Choice(&["ramp", "blobs", "steps", "waves"]),
        true,
        "what changes; auto: one to three of them at random"
    ),
    row!(
        "feature_size_um",
        feature_size,
        "µm",
        LENGTH,
        true,
        "standard deviation of blobs, spacing of waves; auto: random, 5 to 100 px"
    ),
];

const TEXTURE: &[Param<Design>] = natural![row!(
    "longest_um",
    longest,
    "µm",
    LENGTH,
    true,
    "longest wave of the field; auto: random, 2.5 to 160 px"
)];

const PARTICLES: &[Param<Design>] = natural![row!(
    "particle_size_um",
    particle_size,
    "µm",
    LENGTH,
    true,
    "mean diameter of particles; auto: random, 1 to 5 px"
)];

const FIBRES: &[Param<Design>] = natural![row!(
    "fibre_width_um",
    fibre_width,
    "µm",
    LENGTH,
    true,
    "width of filaments; auto: random, 0.5 to 4 px"
)];

const MIXED: &[Param<Design>] = natural![];

impl Kind {
    /// The settings of the kind; the random charts have none.
    #[must_use]
    pub fn settings(self) -> &'static [Param<Design>] {
        match self {
            Kind::Grains => GRAINS,
            Kind::Zoning => ZONING,
            Kind::Veins => VEINS,
            Kind::Cells => CELLS,
            Kind::Tissue => TISSUE,
            Kind::Gradients => GRADIENTS,
            Kind::Texture => TEXTURE,
            Kind::Particles => PARTICLES,
            Kind::Fibres => FIBRES,
            Kind::Mixed => MIXED,
            Kind::SiemensStar => STAR,
            Kind::LinePairs => LINE_PAIRS,
            Kind::Edge => EDGE,
            Kind::PointGrid => POINT_GRID,
            Kind::Star | Kind::Lines | Kind::Edges | Kind::Points => &[],
        }
    }
}
