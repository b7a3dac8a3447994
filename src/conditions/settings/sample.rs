// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of the sample and of what lies outside its picture.

use crate::conditions::choices::Edge;
use crate::conditions::fields::Conditions;
use crate::param::{Kind, Param, number};

/// Rows of the table.
pub(super) const ROWS: &[Param<Conditions>] = &[
    Param {
        key: "mean_concentration",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "mean to which a picture is scaled after its minimum was subtracted; 0: values as they are",
        get: |c| c.mean_concentration,
        set: |c, value| c.mean_concentration = value,
    },
    Param {
        key: "edge",
        unit: "",
        kind: Kind::Choice(&["reflect", "zero", "clamp", "value"]),
        optional: false,
        help: "outside the picture: reflect: the sample goes on; zero: nothing; clamp: its rim; value: edge_value",
        get: |c| f64::from(c.edge as u8),
        set: |c, value| {
            c.edge = match value as u8 {
                0 => Edge::Reflect,
                1 => Edge::Zero,
                2 => Edge::Clamp,
                _ => Edge::Value,
            };
        },
    },
    Param {
        key: "edge_value",
        unit: "",
        kind: number(0.0, 1e9),
        optional: false,
        help: "concentration outside the picture where edge is value",
        get: |c| c.edge_value,
        set: |c, value| c.edge_value = value,
    },
    Param {
        key: "sample_layers",
        unit: "",
        kind: number(0.0, 1e6),
        optional: false,
        help: "thickness of the sample in craters, used up pulse by pulse; 0: so thick that it never wears out",
        get: |c| c.sample_layers,
        set: |c, value| c.sample_layers = value,
    },
];
