// SPDX-License-Identifier: MIT OR Apache-2.0
//! Synthetic samples of known composition: test charts, and random cells, tissue and rocks.
//!
//! [`draw`] takes every [`Kind`] as it is; a [`Design`] has settings: sizes in µm, spokes, angles, contrast (`settings`).
//! `paint` rolls the `dice` for a kind and has its module draw on a `canvas`: the test charts in `charts` and `targets`, the
//! others in a module of their name, from `blob`, `stroke`, `pack`, `stain`, `blur` and random fields (`noise`). `range`
//! then gives the picture its decades, hot spots and voids.

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
mod kind;
mod mixed;
mod noise;
mod pack;
mod paint;
mod particles;
mod range;
mod settings;
mod stain;
mod stated;
mod stroke;
mod targets;
mod tissue;
mod veins;
mod zoning;

pub use design::{Design, MAX_SIDE};
pub use kind::Kind;

use crate::error::Result;
use crate::task::Task;
use ndarray::Array2;

/// Draws a sample of known composition with the default settings of its kind, on pixels of 1 µm: see [`Design::draw`].
///
/// # Errors
/// [`crate::Error::OutOfRange`] if a side is 0 or above [`MAX_SIDE`].
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
    Design::new(kind).draw(lines, pixels, 1.0, seed, &Task::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn every_kind_can_be_cancelled_at_any_time() {
        for kind in Kind::ALL {
            for wait_ms in [1, 5, 25] {
                let task = Task::new();
                let drawn = thread::scope(|scope| {
                    scope.spawn(|| {
                        thread::sleep(Duration::from_millis(wait_ms));
                        task.cancel();
                    });
                    Design::new(kind).draw(2000, 2000, 1.0, 7, &task)
                });
                // a chart may be finished by then
                assert!(matches!(drawn, Ok(_) | Err(Error::Cancelled)), "{} after {wait_ms} ms", kind.name());
                assert!(matches!(Design::new(kind).draw(9, 9, 1.0, 7, &task), Err(Error::Cancelled)));
            }
        }
    }

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

    /// Networks were trained on these pictures: sums (FNV-1a) of seeds 0 to 3, the same on every system.
    #[test]
    fn the_pictures_of_every_random_kind_stay_as_they_are() {
        let pinned: [(&str, u64); 14] = [
            ("grains", 0x31d851937290ed35),
            ("zoning", 0x125ea73f1eaa61a0),
            ("veins", 0x9937ceacb6d400fd),
            ("cells", 0x19edc4921e0a692b),
            ("tissue", 0x00c2e702b77863bd),
            ("gradients", 0xf01ee1a134a5c0fb),
            ("texture", 0x643bce8129b1ed7a),
            ("particles", 0x4a98b3effcf5b0d1),
            ("fibres", 0x991c5b5881ec34ea),
            ("star", 0xa9b25a340a301418),
            ("lines", 0x343aa7b73885e193),
            ("edges", 0xa543feb734616dee),
            ("points", 0x3ff32ab18603ed99),
            ("mixed", 0xec6dff0c5b33bbe5),
        ];
        let found = pinned.map(|(name, _)| {
            let kind = Kind::from_name(name).unwrap();
            let values = (0..4).flat_map(|seed| draw(kind, 64, 96, seed).unwrap());
            let bytes = values.flat_map(f32::to_le_bytes);
            let add = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            (name, bytes.fold(0xcbf2_9ce4_8422_2325_u64, add))
        });
        assert_eq!(found, pinned, "{found:#x?}");
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
                    let before = design.draw(64, 96, 1.0, seed, &Task::new()).unwrap();
                    let stated = if row.key == "groups" { 2.0 } else { value };
                    design.set(row.key, &row.format(stated)).unwrap();
                    let after = design.draw(64, 96, 1.0, seed, &Task::new()).unwrap();
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
                    match design.draw(40, 40, 1.0, 3, &Task::new()) {
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
