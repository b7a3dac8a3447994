// SPDX-License-Identifier: MIT OR Apache-2.0
//! The scale on which a sample is taken for a stationary random field.
//!
//! Concentrations that span decades vary where they are high far more than where they are low; on a scale that compresses
//! high values they vary alike. A scale is `c ((1 + y/c)^p - 1) / p` for a value y above 0: linear for p = 1, a square root
//! for p = 1/2, and `c ln(1 + y/c)` for p = 0 (Box and Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x, with its slope
//! 1 at 0). Below 0 values go on as a straight line, so that negative noise stays as it is; places there stand for values
//! that are never below minus the offset, so that no estimate is far below 0.

use serde::Serialize;

/// Form of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// Values as they are.
    Linear,
    /// Square roots.
    SquareRoot,
    /// Logarithms.
    Logarithm,
}

/// A scale: increasing, with a slope that does not rise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Warp {
    /// Its form.
    pub curve: Curve,
    /// Value below which it is nearly linear, in the map's unit; positive.
    pub offset: f64,
    /// One unit of the scale near 0, in the map's unit.
    pub unit: f64,
    /// Places stand for no value below this, in the map's unit.
    pub least: f64,
}

/// Largest logarithm of 1 + y/c: beyond it single precision ends.
pub const MOST_LOG: f64 = 80.0;
/// Place of a square root, in units of its offset, below which values stay as they are.
const LEAST_ROOT: f64 = -2.0;

impl Warp {
    /// Values as they are, in units of `unit`.
    pub fn linear(unit: f64) -> Self {
        Self { curve: Curve::Linear, offset: 1.0, unit, least: f64::NEG_INFINITY }
    }

    /// A value on the scale.
    pub fn forward(&self, value: f64) -> f64 {
        let x = value / self.offset;
        let scaled = match self.curve {
            _ if x <= 0.0 => x,
            Curve::Linear => x,
            Curve::SquareRoot => 2.0 * ((1.0 + x).sqrt() - 1.0),
            Curve::Logarithm => x.ln_1p(),
        };
        scaled * (self.offset / self.unit)
    }

    /// The value at a place of the scale.
    pub fn inverse(&self, place: f64) -> f64 {
        self.at(place).0
    }

    /// The value at a place of the scale, and the slope of values over places there.
    pub fn at(&self, place: f64) -> (f64, f64) {
        let scaled = place * (self.unit / self.offset);
        let exponential = if self.curve == Curve::Logarithm { scaled.min(MOST_LOG).exp() } else { 0.0 };
        self.value_and_slope(scaled, exponential)
    }

    /// The value at a place, and the slope of values over places there. `scaled`: the place in units of the offset;
    /// `exponential`: that of it, where the curve is a logarithm.
    #[inline(always)]
    pub fn value_and_slope(&self, scaled: f64, exponential: f64) -> (f64, f64) {
        let (value, slope) = match self.curve {
            Curve::Linear => (scaled, 1.0),
            Curve::SquareRoot => {
                let scaled = scaled.max(LEAST_ROOT);
                (scaled * (1.0 + 0.25 * scaled), 1.0 + 0.5 * scaled)
            }
            Curve::Logarithm => (exponential - 1.0, exponential),
        };
        ((value * self.offset).max(self.least), slope * self.unit)
    }

    /// Slope of the scale at a value.
    pub fn slope(&self, value: f64) -> f64 {
        let x = (value / self.offset).max(0.0);
        let slope = match self.curve {
            Curve::Linear => 1.0,
            Curve::SquareRoot => 1.0 / (1.0 + x).sqrt(),
            Curve::Logarithm => 1.0 / (1.0 + x),
        };
        slope / self.unit
    }

    /// Half the distance of the values one standard deviation `sd` of the scale above and below a place.
    pub fn deviation(&self, place: f64, sd: f64) -> f64 {
        0.5 * (self.inverse(place + sd) - self.inverse(place - sd))
    }

    /// Do equal steps of the scale mean equal steps of values?
    pub fn is_linear(&self) -> bool {
        self.curve == Curve::Linear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVES: [Curve; 3] = [Curve::Linear, Curve::SquareRoot, Curve::Logarithm];

    #[test]
    fn places_give_back_their_values() {
        for curve in CURVES {
            let warp = Warp { curve, offset: 0.1, unit: 3.0, least: f64::NEG_INFINITY };
            for value in [0.0, 1e-6, 0.1, 1.6, 1700.0] {
                let back = warp.inverse(warp.forward(value));
                assert!((back - value).abs() <= 1e-12 * value.abs().max(1.0), "{curve:?} {value} {back}");
            }
        }
    }

    #[test]
    fn negative_values_lie_on_a_line_and_no_place_is_far_below_zero() {
        for curve in [Curve::SquareRoot, Curve::Logarithm] {
            let warp = Warp { curve, offset: 4.0, unit: 0.5, least: f64::NEG_INFINITY };
            assert_eq!(warp.forward(-3.0), -6.0);
            assert!(
                (-1000..0).all(|place| (-4.0..0.0).contains(&warp.inverse(f64::from(place)))),
                "{curve:?}"
            );
        }
    }

    #[test]
    fn slopes_are_those_of_the_scale() {
        for curve in CURVES {
            let warp = Warp { curve, offset: 4.0, unit: 0.5, least: f64::NEG_INFINITY };
            for value in [-3.0, 0.5, 8.0, 5000.0] {
                let step = 1e-5;
                let found = (warp.forward(value + step) - warp.forward(value - step)) / (2.0 * step);
                assert!((found / warp.slope(value) - 1.0).abs() < 1e-4, "{curve:?} {value}");
            }
        }
    }

    #[test]
    fn a_deviation_grows_with_the_value() {
        let warp = Warp { curve: Curve::Logarithm, offset: 1.0, unit: 1.0, least: f64::NEG_INFINITY };
        let at = |value: f64| warp.deviation(warp.forward(value), 0.1);
        assert!((at(999.0) / at(99.0) - 10.0).abs() < 1e-9);
        assert!((Warp::linear(2.0).deviation(7.0, 0.1) - 0.2).abs() < 1e-15);
    }
}
