// SPDX-License-Identifier: MIT OR Apache-2.0
//! The washout time, as instruments are described by, and the scale of the response that has it.

use super::choices::{PulseResponse, WashoutDefinition};
use super::fields::Conditions;
use crate::error::{Error, Result};
use crate::numeric::gamma;
use crate::numeric::portable;

/// A stated scale and one from the washout time may differ by this much.
const AGREE: f64 = 0.01;

/// Scale of the response: from the washout time if it is stated, else `response_scale_s`.
pub(super) fn scale_s(conditions: &Conditions, kind: PulseResponse) -> Result<f64> {
    let set = conditions.response_scale_s;
    let Some(washout_time_s) = conditions.washout_time_s else {
        return Ok(set);
    };
    let stages = match kind {
        PulseResponse::Exponential => 1.0,
        PulseResponse::Gamma => conditions.response_shape,
        _ => {
            return Err(Error::Contradiction(format!(
                "washout_time_s = {washout_time_s} s gives the scale of an exponential or gamma response: set \
                 pulse_response to one of them, or leave washout_time_s open"
            )));
        }
    };
    let scale_s = washout_time_s / width(stages, conditions.washout_definition)?;
    let default = Conditions::default().response_scale_s;
    if set != default && (set / scale_s - 1.0).abs() > AGREE {
        return Err(Error::Contradiction(format!(
            "washout_time_s = {washout_time_s} s means a scale of {scale_s:.6} s, but response_scale_s = {set} s: state \
             one of them (response_scale_s = {default} s, the default, counts as not stated)"
        )));
    }
    Ok(scale_s)
}

/// Washout time of a gamma response of scale 1.
fn width(stages: f64, definition: WashoutDefinition) -> Result<f64> {
    let level: f64 = match definition {
        WashoutDefinition::Area99 => return Ok(root(|x| gamma(stages, x) - 0.99, 0.0, stages + 5.0)),
        WashoutDefinition::Width1Percent => 0.01,
        WashoutDefinition::Width10Percent => 0.1,
    };
    if stages < 1.0 {
        return Err(Error::Contradiction(format!(
            "a gamma response of response_shape = {stages} (less than 1) has no maximum, so no width at a share of it: \
             state washout_definition = area_99 or response_scale_s"
        )));
    }
    // ln of x^(k-1) e^(-x) against its maximum at k - 1, less ln of the level
    let peak = stages - 1.0;
    let above = |x: f64| {
        (if peak > 0.0 { peak * portable::ln(x / peak) } else { 0.0 }) - (x - peak) - portable::ln(level)
    };
    let rise = if peak > 0.0 { root(above, 0.0, peak) } else { 0.0 };
    Ok(root(|x| -above(x), peak, stages + 5.0) - rise)
}

/// Root of a rising function above `low`, where it is negative; `guess` is somewhere above.
fn root(rising: impl Fn(f64) -> f64, low: f64, guess: f64) -> f64 {
    let (mut low, mut high) = (low, guess);
    while rising(high) < 0.0 {
        high *= 2.0;
    }
    // halving until neighbouring numbers are reached; 200 steps also resolve a root next to 0
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if rising(middle) < 0.0 { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use WashoutDefinition::{Area99, Width1Percent, Width10Percent};

    fn stated(kind: PulseResponse, shape: f64, definition: WashoutDefinition) -> Conditions {
        Conditions {
            pulse_response: Some(kind),
            response_shape: shape,
            washout_time_s: Some(0.5),
            washout_definition: definition,
            ..Conditions::default()
        }
    }

    #[test]
    fn an_exponential_response_has_its_closed_forms() {
        let scale = |definition| {
            scale_s(&stated(PulseResponse::Exponential, 3.0, definition), PulseResponse::Exponential).unwrap()
        };
        assert!((scale(Area99) - 0.5 / 100f64.ln()).abs() < 1e-12);
        assert!((scale(Width1Percent) - 0.5 / 100f64.ln()).abs() < 1e-12);
        assert!((scale(Width10Percent) - 0.5 / 10f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_gamma_response_has_the_washout_time_that_was_stated() {
        for shape in [1.0, 1.2, 3.0, 40.0] {
            let scale = |definition| {
                scale_s(&stated(PulseResponse::Gamma, shape, definition), PulseResponse::Gamma).unwrap()
            };
            assert!((gamma(shape, 0.5 / scale(Area99)) - 0.99).abs() < 1e-12);
            for (definition, level) in [(Width1Percent, 0.01f64), (Width10Percent, 0.1)] {
                // the two points a width apart at which the density is equal lie at the level
                let width = 0.5 / scale(definition);
                let density = |x: f64| (x.max(1e-300).ln() * (shape - 1.0) - x).exp();
                let first = if shape == 1.0 { 0.0 } else { width / ((width / (shape - 1.0)).exp() - 1.0) };
                let peak = if shape == 1.0 { 1.0 } else { density(shape - 1.0) };
                let found = density(first + width) / peak;
                assert!((found / level - 1.0).abs() < 1e-9, "{shape} {level}: {found}");
            }
        }
        let spiky = stated(PulseResponse::Gamma, 0.5, Width1Percent);
        assert!(scale_s(&spiky, PulseResponse::Gamma).unwrap_err().to_string().contains("no maximum"));
    }

    #[test]
    fn a_washout_time_that_contradicts_the_response_is_refused() {
        let base = stated(PulseResponse::Exponential, 3.0, Area99);
        let scaled = |scale| Conditions { response_scale_s: scale, ..base.clone() };
        assert!(scale_s(&scaled(0.108_57), PulseResponse::Exponential).is_ok());
        let text = scale_s(&scaled(0.3), PulseResponse::Exponential).unwrap_err().to_string();
        assert!(text.contains("0.108574 s") && text.contains("0.3 s"), "{text}");
        assert!(scale_s(&base, PulseResponse::Lognormal).is_err());
    }
}
