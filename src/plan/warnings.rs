// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is wrong with conditions, in sentences that name the number and the remedy.

use super::figures::Plan;
use super::measurement::Measurement;
use crate::conditions::{Alignment, Conditions};

/// Standard deviation of a box of width 1.
const BOX_SD: f64 = 0.288_675_134_594_812_9;
/// Distances and dosages that agree within this share are equal.
const EQUAL: f64 = 1e-6;
/// Share of a pixel by which a map may be displaced, and relative ripple and noise that pass without a word.
const DISPLACED: f64 = 0.1;
const RIPPLE: f64 = 0.01;
const NOISE: f64 = 0.2;
/// Ratio of the sides of a pixel beyond which it is long.
const LONG: f64 = 1.5;
/// Time of a map, s, beyond which instruments drift.
const LONG_TIME_S: f64 = 24.0 * 3600.0;

/// What is wrong with a plan.
pub(super) fn of(plan: &Plan, conditions: &Conditions, measurement: &Measurement) -> Vec<String> {
    let sentences = [
        smear(plan, conditions),
        displacement(plan, conditions),
        pulse_gaps(plan, conditions),
        line_gaps(conditions),
        few_pulses(plan, conditions),
        ripple(plan, conditions, measurement),
        noise(plan, conditions),
        long_pixels(plan),
        long_time(plan),
    ];
    sentences.into_iter().flatten().collect()
}

/// What was not stated and how it is taken.
pub(super) fn assumed(stated: &Conditions, taken: &Conditions) -> Vec<String> {
    let length = |key: &str, stated: Option<f64>, taken: Option<f64>, unit: &str| {
        let taken = taken.filter(|_| stated.is_none())?;
        Some(format!("{key} is not stated: {} {unit} are taken", number(taken)))
    };
    let response = stated.pulse_response.is_none();
    [
        length("beam_size_um", stated.beam_size_um, taken.beam_size_um, "µm"),
        length("line_spacing_um", stated.line_spacing_um, taken.line_spacing_um, "µm"),
        length("scan_speed_um_s", stated.scan_speed_um_s, taken.scan_speed_um_s, "µm/s"),
        response.then(|| "pulse_response is not stated: the plan knows no washout".into()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn smear(plan: &Plan, conditions: &Conditions) -> Option<String> {
    let beam = conditions.beam_size_um?;
    let (smear, blur) = (plan.smear, beam * BOX_SD);
    (smear.sd_um > blur).then(|| {
        format!(
            "the washout ({} s for 99 %) spreads the signal along the scan with a standard deviation of {} µm, the beam of \
             {} µm only with {} µm: lower scan_speed_um_s to {} or use a faster cell",
            number(smear.washout_time_s),
            number(smear.sd_um),
            number(beam),
            number(blur),
            number(blur / smear.sd_s)
        )
    })
}

fn displacement(plan: &Plan, conditions: &Conditions) -> Option<String> {
    let displaced = plan.displacement_um.abs() > DISPLACED * plan.pixel_um.0;
    (displaced && conditions.alignment != Alignment::Centred).then(|| {
        format!(
            "the map shows the sample {} µm too far along the scan ({} pixels): set alignment = centred, or start the \
             lines that much earlier",
            number(plan.displacement_um),
            number(plan.displacement_um / plan.pixel_um.0)
        )
    })
}

fn pulse_gaps(plan: &Plan, conditions: &Conditions) -> Option<String> {
    let beam = conditions.beam_size_um?;
    let gap = plan.pulse_distance_um - beam;
    (gap > EQUAL * beam).then(|| {
        format!(
            "{} µm between the pulses of a line are never ablated (they are {} µm apart, the beam is {} µm): raise \
             repetition_rate_hz to {} or lower scan_speed_um_s to {}",
            number(gap),
            number(plan.pulse_distance_um),
            number(beam),
            number(conditions.repetition_rate_hz * plan.pulse_distance_um / beam),
            number(beam * conditions.repetition_rate_hz)
        )
    })
}

fn line_gaps(conditions: &Conditions) -> Option<String> {
    let (beam, spacing) = (conditions.beam_size_um?, conditions.line_spacing_um?);
    (spacing > beam * (1.0 + EQUAL)).then(|| {
        format!(
            "strips of {} µm between the lines are never ablated: lower line_spacing_um to {}",
            number(spacing - beam),
            number(beam)
        )
    })
}

fn few_pulses(plan: &Plan, conditions: &Conditions) -> Option<String> {
    (plan.dosage < 1.0 - EQUAL).then(|| {
        format!(
            "a pixel gets only {} pulses: raise repetition_rate_hz to {} or acquisition_time_s to {}",
            number(plan.dosage),
            number(1.0 / conditions.acquisition_time_s),
            number(1.0 / conditions.repetition_rate_hz)
        )
    })
}

fn ripple(plan: &Plan, conditions: &Conditions, measurement: &Measurement) -> Option<String> {
    let ripple = plan.ripple;
    let pulses = ripple.window_s * conditions.repetition_rate_hz;
    let key = if measurement.dwell_time_s.is_some() { "the dwell time" } else { "acquisition_time_s" };
    (ripple.rsd > RIPPLE).then(|| {
        let what = match ripple.period_um {
            Some(period) => {
                format!("stripes of {} % (ripple) every {} µm along the scan", percent(ripple.rsd), number(period))
            }
            None => format!(
                "an error of its level of {} % (ripple) that differs from line to line",
                percent(ripple.rsd)
            ),
        };
        format!(
            "{} pulses fall into a window of {} s, so that even a uniform sample gets {what}: change {key} to {} s, a whole \
             number of pulses",
            number(pulses),
            number(ripple.window_s),
            number(pulses.round().max(1.0) / conditions.repetition_rate_hz)
        )
    })
}

fn noise(plan: &Plan, conditions: &Conditions) -> Option<String> {
    let signal = plan.signal;
    (signal.noise > NOISE && signal.counts > 0.0).then(|| {
        let remedy = if signal.counting_noise > signal.flicker_noise {
            format!(
                "raise the dosage (now {}), widen the beam (now {} µm) or bin pixels",
                number(plan.dosage),
                number(conditions.beam_size_um.unwrap_or(f64::NAN))
            )
        } else {
            format!("raise the dosage (now {}): Flicker noise averages over pulses", number(plan.dosage))
        };
        format!(
            "{} counts in a pixel at a concentration of {} have a noise of {} per cent: {remedy}",
            number(signal.counts),
            number(signal.concentration),
            percent(signal.noise)
        )
    })
}

fn long_pixels(plan: &Plan) -> Option<String> {
    let (width, height) = plan.pixel_um;
    (width.max(height) > LONG * width.min(height)).then(|| {
        format!(
            "pixels are {} x {} µm: for square ones the stage must travel {} µm in an acquisition time",
            number(width),
            number(height),
            number(height)
        )
    })
}

fn long_time(plan: &Plan) -> Option<String> {
    let time_s = plan.map?.time_s;
    (time_s > LONG_TIME_S).then(|| {
        format!(
            "the map takes {} hours: divide it, or expect drift of the instrument",
            number(time_s / 3600.0)
        )
    })
}

fn percent(share: f64) -> String {
    number(100.0 * share)
}

/// A number with three significant digits, without zeros at its end.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let power = 2 - value.abs().log10().floor() as i32;
    if power <= 0 {
        return format!("{value:.0}");
    }
    let text = format!("{value:.*}", power as usize);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_short() {
        let numbers = [0.0, 1234.5, 20.0, 8.687, 0.01, 0.108_57, 1e-5, -2.71];
        assert_eq!(numbers.map(number), ["0", "1234", "20", "8.69", "0.01", "0.109", "0.00001", "-2.71"]);
    }
}
