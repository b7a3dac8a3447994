// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of beam and stage: where and when pulses land.

use crate::conditions::choices::{Alignment, BeamShape, ScanDirection, ScanMode, SpotLayout, Tail};
use crate::conditions::fields::Conditions;
use crate::param::{Kind, Param, number, open, stated};

/// Least and largest speed of the stage, in µm/s.
pub const SPEED_UM_S: (f64, f64) = (0.001, 100_000.0);

/// Rows of the table.
pub(super) const ROWS: &[Param<Conditions>] = &[
    Param {
        key: "beam_size_um",
        unit: "µm",
        kind: number(0.1, 1000.0),
        optional: true,
        help: "side or diameter of the beam (spot size); auto: the line spacing in a simulation, estimated in an enhancement",
        get: |c| open(c.beam_size_um),
        set: |c, value| c.beam_size_um = stated(value),
    },
    Param {
        key: "beam_shape",
        unit: "",
        kind: Kind::Choice(&["square", "rectangle", "disc", "super_gaussian", "kernel"]),
        optional: false,
        help: "shape of the beam on the sample; kernel: a measured crater, stated beside the settings",
        get: |c| f64::from(c.beam_shape as u8),
        set: |c, value| {
            c.beam_shape = match value as u8 {
                0 => BeamShape::Square,
                1 => BeamShape::Rectangle,
                2 => BeamShape::Disc,
                3 => BeamShape::SuperGaussian,
                _ => BeamShape::Kernel,
            };
        },
    },
    Param {
        key: "beam_height_um",
        unit: "µm",
        kind: number(0.1, 1000.0),
        optional: true,
        help: "size of a rectangular beam across the lines; auto: as along the scan",
        get: |c| open(c.beam_height_um),
        set: |c, value| c.beam_height_um = stated(value),
    },
    Param {
        key: "beam_order",
        unit: "",
        kind: number(2.0, 20.0),
        optional: false,
        help: "order of a super-Gaussian beam: 2 is a Gaussian, 20 nearly a disc",
        get: |c| c.beam_order,
        set: |c, value| c.beam_order = value,
    },
    Param {
        key: "repetition_rate_hz",
        unit: "Hz",
        kind: number(0.1, 100_000.0),
        optional: false,
        help: "laser pulses in a second",
        get: |c| c.repetition_rate_hz,
        set: |c, value| c.repetition_rate_hz = value,
    },
    Param {
        key: "scan_speed_um_s",
        unit: "µm/s",
        kind: number(SPEED_UM_S.0, SPEED_UM_S.1),
        optional: true,
        help: "speed of the stage along a line; auto: one line spacing (or the map's pixel width) in an acquisition time",
        get: |c| open(c.scan_speed_um_s),
        set: |c, value| c.scan_speed_um_s = stated(value),
    },
    Param {
        key: "line_spacing_um",
        unit: "µm",
        kind: number(0.01, 10_000.0),
        optional: true,
        help: "distance of two lines; auto: the beam size (or the map's pixel height)",
        get: |c| open(c.line_spacing_um),
        set: |c, value| c.line_spacing_um = stated(value),
    },
    Param {
        key: "acquisition_time_s",
        unit: "s",
        kind: number(1e-5, 1000.0),
        optional: false,
        help: "time integrated into one pixel",
        get: |c| c.acquisition_time_s,
        set: |c, value| c.acquisition_time_s = value,
    },
    Param {
        key: "scan_direction",
        unit: "",
        kind: Kind::Choice(&["one_way", "two_way"]),
        optional: false,
        help: "two_way: every second line runs back and is flipped in the map, so that its smear alternates",
        get: |c| f64::from(c.scan_direction as u8),
        set: |c, value| {
            c.scan_direction = if value == 0.0 { ScanDirection::OneWay } else { ScanDirection::TwoWay };
        },
    },
    Param {
        key: "scan_mode",
        unit: "",
        kind: Kind::Choice(&["lines", "spots"]),
        optional: false,
        help: "lines: the stage moves on while the laser fires; spots: it stands at the centre of each pixel",
        get: |c| f64::from(c.scan_mode as u8),
        set: |c, value| c.scan_mode = if value == 0.0 { ScanMode::Lines } else { ScanMode::Spots },
    },
    Param {
        key: "pulses_per_spot",
        unit: "",
        kind: Kind::Whole { min: 1.0, max: 1e6 },
        optional: false,
        help: "laser pulses on each spot where scan_mode is spots",
        get: |c| c.pulses_per_spot,
        set: |c, value| c.pulses_per_spot = value,
    },
    Param {
        key: "spot_layout",
        unit: "",
        kind: Kind::Choice(&["square", "hexagonal"]),
        optional: false,
        help: "hexagonal: the spots of every second line lie half a pixel further along the scan",
        get: |c| f64::from(c.spot_layout as u8),
        set: |c, value| {
            c.spot_layout = if value == 0.0 { SpotLayout::Square } else { SpotLayout::Hexagonal };
        },
    },
    Param {
        key: "alignment",
        unit: "",
        kind: Kind::Choice(&["centred", "seed", "raw"]),
        optional: false,
        help: "centred: the map is not displaced; seed: first shot touches the sample; raw: first shot on the sample",
        get: |c| f64::from(c.alignment as u8),
        set: |c, value| {
            c.alignment = match value as u8 {
                0 => Alignment::Centred,
                1 => Alignment::Seed,
                _ => Alignment::Raw,
            };
        },
    },
    Param {
        key: "tail",
        unit: "",
        kind: Kind::Choice(&["crop", "keep"]),
        optional: false,
        help: "crop: a map as large as the sample; keep: columns beside it until all signal is counted",
        get: |c| f64::from(c.tail as u8),
        set: |c, value| c.tail = if value == 0.0 { Tail::Crop } else { Tail::Keep },
    },
];
