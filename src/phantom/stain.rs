// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a fluorescent stain marks in a cell: the choices that all cells of one picture share.

use super::dice::Dice;

/// Brightness of the parts of a cell and what they look like.
pub(super) struct Stain {
    pub body: f32,
    pub rim: f32,
    pub rim_width: f32,
    /// 0: flat, 1: brightest in the middle.
    pub dome: f32,
    /// Fall of brightness away from the nucleus, per cell radius.
    pub perinuclear: f32,
    /// Width of the soft edge relative to the radius, of the cell and of the nucleus.
    pub softness: f32,
    pub nucleus_softness: f32,
    pub nucleus: f32,
    pub nucleus_hides: f32,
    pub nucleus_size: f32,
    pub texture: f32,
    pub clumps: f32,
    pub aspect: f32,
    pub wave: f32,
    /// Spread of brightness from cell to cell (of its logarithm).
    pub spread: f32,
    /// Cells add up where they overlap; otherwise the later covers the earlier.
    pub adds: bool,
    pub puncta: f32,
    pub puncta_size: f32,
    pub puncta_light: f32,
    pub vesicles: f32,
    pub vesicle_rim: f32,
    pub nucleoli: f32,
    pub nucleolus_gain: f32,
    pub fibres: f32,
    pub fibre_width: f32,
    pub fibre_wander: f32,
    pub fibre_spread: f32,
    pub processes: f32,
}

impl Stain {
    /// A random stain: of the nucleus, the cytoplasm, the membrane, fibres, puncta or all at once.
    pub fn new(dice: &mut Dice) -> Self {
        let mut stain = Self::general(dice);
        match dice.weighted(&[0.25, 0.2, 0.15, 0.15, 0.1, 0.15]) {
            0 => stain.only_nucleus(dice),
            1 => (stain.nucleus, stain.nucleus_hides) = (0.0, dice.between(0.3, 1.0)),
            2 => (stain.rim, stain.body) = (dice.between(0.5, 3.0), dice.unit() * 0.4),
            3 => (stain.fibres, stain.body) = (dice.between(0.5, 3.0), dice.unit() * 0.4),
            4 => (stain.puncta, stain.body) = (dice.scale(0.01, 0.15), dice.unit() * 0.3),
            _ => {}
        }
        stain
    }

    fn general(dice: &mut Dice) -> Self {
        Self {
            body: dice.between(0.2, 1.0),
            rim: if dice.chance(0.3) { dice.unit() } else { 0.0 },
            rim_width: dice.scale(0.6, 4.0),
            dome: dice.unit(),
            perinuclear: if dice.chance(0.5) { dice.between(0.0, 4.0) } else { 0.0 },
            softness: dice.scale(0.02, 0.5),
            nucleus_softness: dice.scale(0.02, 0.3),
            nucleus: dice.between(0.0, 1.5),
            nucleus_hides: dice.unit(),
            nucleus_size: dice.between(0.3, 0.65),
            texture: if dice.chance(0.8) { dice.scale(0.03, 0.7) } else { 0.0 },
            clumps: if dice.chance(0.8) { dice.scale(0.02, 0.5) } else { 0.0 },
            aspect: dice.scale(1.0, 3.5),
            wave: dice.scale(0.02, 0.35),
            spread: dice.scale(0.05, 1.0),
            adds: dice.chance(0.5),
            puncta: if dice.chance(0.3) { dice.scale(0.003, 0.05) } else { 0.0 },
            puncta_size: dice.scale(0.45, 2.0),
            puncta_light: dice.scale(0.2, 2.0),
            vesicles: if dice.chance(0.25) { dice.between(0.0, 8.0) } else { 0.0 },
            vesicle_rim: if dice.chance(0.4) { dice.unit() } else { 0.0 },
            nucleoli: if dice.chance(0.5) { dice.between(0.0, 4.0) } else { 0.0 },
            nucleolus_gain: dice.between(-0.8, 1.0),
            fibres: if dice.chance(0.2) { dice.unit() } else { 0.0 },
            fibre_width: dice.scale(0.5, 2.5),
            fibre_wander: dice.scale(0.01, 0.15),
            fibre_spread: if dice.chance(0.6) { dice.between(0.05, 0.4) } else { 3.0 },
            processes: if dice.chance(0.25) { dice.between(0.5, 6.0) } else { 0.0 },
        }
    }

    fn only_nucleus(&mut self, dice: &mut Dice) {
        self.body = if dice.chance(0.6) { 0.0 } else { 0.05 };
        (self.rim, self.puncta, self.fibres, self.vesicles, self.processes) = (0.0, 0.0, 0.0, 0.0, 0.0);
        (self.nucleus, self.nucleus_size) = (1.0, dice.between(0.5, 0.85));
    }

    /// Brightness of the cytoplasm at stage `t` (0 centre, 1 outline), `depth` px below the membrane and
    /// `away` radii from the nucleus.
    pub fn cytoplasm(&self, t: f32, depth: f32, away: f32) -> f32 {
        let dome = 1.0 - self.dome * (t * t).min(1.0);
        let near = if self.perinuclear > 0.0 { 1.0 / (1.0 + self.perinuclear * away * away) } else { 1.0 };
        let rim = if self.rim > 0.0 { self.rim / (1.0 + (depth / self.rim_width).powi(2)) } else { 0.0 };
        self.body * dome * near + rim
    }

    /// Factor of the cytoplasm's texture at this value of a field of unit variance.
    pub fn grain(&self, field: f32) -> f32 {
        (1.0 + self.texture * field).max(0.0)
    }

    /// Factor of the chromatin's texture.
    pub fn chromatin(&self, field: f32) -> f32 {
        (1.0 + self.clumps * field).max(0.0)
    }

    /// Brightness where `light` lies over what was there.
    pub fn over(&self, below: f32, light: f32, cover: f32) -> f32 {
        if self.adds { below + light } else { below * (1.0 - cover) + light }
    }
}
