// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which conditions make the map a linear function of the sample, and which of them an inverse can use.

use crate::ablation::beam::Beam;
use crate::conditions::{BeamShape, Conditions, Edge, ScanDirection, SpotLayout};
use crate::error::{Error, Result};

impl Conditions {
    /// Is the expected map, without the gas blank, a linear function of a sample that can be given by its pixels alone?
    ///
    /// # Errors
    /// [`Error::InvalidValue`] for a thin sample and for `edge = value`.
    pub fn expect_linear(&self) -> Result<()> {
        if self.sample_layers > 0.0 {
            let expected = "it must be 0 (a thick sample) for an operator or an enhancement: the pulses on a thin sample \
                            depend on those before";
            return Err(refused("sample_layers", &self.sample_layers.to_string(), expected));
        }
        if self.edge == Edge::Value {
            let expected = "an operator or an enhancement needs reflect, zero or clamp: subtract edge_value from the \
                            sample and take zero";
            return Err(refused("edge", "value", expected));
        }
        Ok(())
    }

    /// The conditions for an inverse that is a product of rows and columns: the beam becomes the box of equal variance
    /// along each axis (a disc of diameter d the square of side d √3/2). A disc or super-Gaussian without a size
    /// becomes a square without one.
    ///
    /// # Errors
    /// As [`Conditions::expect_linear`]; [`Error::InvalidValue`] for lines that run back or are displaced;
    /// [`Error::Missing`] for a rectangle whose width is not stated.
    pub fn separable(&self) -> Result<Conditions> {
        self.expect_linear()?;
        if self.scan_direction == ScanDirection::TwoWay {
            let expected =
                "an enhancement needs one_way: lines that run back are displaced and smeared the other way";
            return Err(refused("scan_direction", "two_way", expected));
        }
        if self.spot_layout == SpotLayout::Hexagonal {
            let expected = "an enhancement needs square: interpolate the spots onto a square grid first";
            return Err(refused("spot_layout", "hexagonal", expected));
        }
        let square = Conditions { beam_shape: BeamShape::Square, ..self.clone() };
        match (self.beam_shape, self.beam_size_um) {
            (BeamShape::Square, _) | (BeamShape::Rectangle, Some(_)) => Ok(self.clone()),
            (BeamShape::Rectangle, None) if self.beam_height_um.is_some() => Err(Error::Missing {
                what: "the width of the rectangular beam",
                hint: "beam_height_um is stated: state beam_size_um too".into(),
            }),
            (BeamShape::Rectangle | BeamShape::Disc | BeamShape::SuperGaussian, None) => Ok(square),
            (_, size) => {
                let (width, height) = Beam::of(self, size.unwrap_or_default())?.equal_box_um();
                // a box as a setting has the range of one; it stands for the beam only in its variance anyway
                let side = |side: f64| Some(side.clamp(0.1, 1000.0));
                Ok(Conditions {
                    beam_shape: BeamShape::Rectangle,
                    beam_size_um: side(width),
                    beam_height_um: side(height),
                    crater: None,
                    ..square
                })
            }
        }
    }
}

fn refused(key: &str, value: &str, expected: &str) -> Error {
    Error::InvalidValue { key: key.into(), value: value.into(), expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disc_becomes_the_square_of_its_variance() {
        let disc =
            Conditions { beam_shape: BeamShape::Disc, beam_size_um: Some(8.0), ..Conditions::default() };
        let side = disc.separable().unwrap().beam_size_um.unwrap();
        assert!((side * side / 12.0 - 64.0 / 16.0).abs() < 1e-12, "{side}");
        let unsized_disc = Conditions { beam_size_um: None, ..disc };
        assert_eq!(unsized_disc.separable().unwrap(), Conditions::default());
    }

    #[test]
    fn what_has_no_such_inverse_is_refused_by_name() {
        for (key, value) in [
            ("sample_layers", "1"),
            ("edge", "value"),
            ("scan_direction", "two_way"),
            ("spot_layout", "hexagonal"),
        ] {
            let mut conditions = Conditions::default();
            conditions.set(key, value).unwrap();
            let text = conditions.separable().unwrap_err().to_string();
            assert!(text.starts_with(&format!("{key} = \"{value}\"")), "{text}");
        }
    }
}
