// SPDX-License-Identifier: MIT OR Apache-2.0
//! Colour maps: grey, and viridis (Smith and van der Walt 2015, CC0) as a few control points.

/// A colour: red, green, blue.
pub type Colour = [u8; 3];

/// For missing values: neither on the grey nor on the viridis scale.
pub const MISSING: Colour = [214, 96, 77];

/// Evenly spaced points of viridis; between them lines are off by less than 4 of 255.
const VIRIDIS: [Colour; 9] = [
    [68, 1, 84],
    [71, 44, 122],
    [59, 81, 139],
    [44, 113, 142],
    [33, 144, 141],
    [39, 173, 129],
    [92, 200, 99],
    [170, 220, 50],
    [253, 231, 37],
];

/// Which colours show a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Palette {
    /// Perceptually even, from dark violet to yellow
    Viridis,
    /// From black to white
    Grey,
}

impl Palette {
    /// The colour of a share from 0 to 1; those outside take the ends.
    pub fn colour(self, share: f64) -> Colour {
        if share.is_nan() {
            return MISSING;
        }
        let share = share.clamp(0.0, 1.0);
        match self {
            Palette::Grey => [(share * 255.0).round() as u8; 3],
            Palette::Viridis => {
                let place = share * (VIRIDIS.len() - 1) as f64;
                let first = (place as usize).min(VIRIDIS.len() - 2);
                mix(VIRIDIS[first], VIRIDIS[first + 1], place - first as f64)
            }
        }
    }
}

/// A colour between two.
pub fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    std::array::from_fn(|i| (f64::from(a[i]) + (f64::from(b[i]) - f64::from(a[i])) * share).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_and_missing_values_have_their_colours() {
        assert_eq!((Palette::Viridis.colour(-1.0), Palette::Viridis.colour(2.0)), (VIRIDIS[0], VIRIDIS[8]));
        assert_eq!(Palette::Grey.colour(1.0), [255; 3]);
        assert_eq!(Palette::Grey.colour(f64::NAN), MISSING);
    }
}
