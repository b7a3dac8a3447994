// SPDX-License-Identifier: MIT OR Apache-2.0
//! Settings of one channel. A channel may also have those of the pulse response.

use crate::conditions::channel::Channel;
use crate::param::{Param, number, open, stated};

/// Every setting of a [`Channel`].
pub const ROWS: &[Param<Channel>] = &[
    Param {
        key: "sensitivity_counts",
        unit: "counts",
        kind: number(1e-9, 1e12),
        optional: true,
        help: "expected counts of one pulse on a concentration of 1; auto: as the conditions say",
        get: |c| open(c.sensitivity_counts),
        set: |c, value| c.sensitivity_counts = stated(value),
    },
    Param {
        key: "gas_blank_cps",
        unit: "cps",
        kind: number(0.0, 1e9),
        optional: true,
        help: "background count rate with the laser off; auto: as the conditions say",
        get: |c| open(c.gas_blank_cps),
        set: |c, value| c.gas_blank_cps = stated(value),
    },
    Param {
        key: "flicker_rsd",
        unit: "",
        kind: number(0.0, 1.0),
        optional: false,
        help: "Flicker noise of this channel alone, on top of that of the laser",
        get: |c| c.flicker_rsd,
        set: |c, value| c.flicker_rsd = value,
    },
    Param {
        key: "dwell_s",
        unit: "s",
        kind: number(1e-6, 1000.0),
        optional: true,
        help: "time on this channel in each acquisition time (sequential); auto: an equal part of what is left",
        get: |c| open(c.dwell_s),
        set: |c, value| c.dwell_s = stated(value),
    },
    Param {
        key: "settling_s",
        unit: "s",
        kind: number(0.0, 1000.0),
        optional: false,
        help: "time lost after this channel, before the next one (sequential)",
        get: |c| c.settling_s,
        set: |c, value| c.settling_s = value,
    },
];
