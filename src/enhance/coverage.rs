// SPDX-License-Identifier: MIT OR Apache-2.0
//! Beams, washouts and distances of lines under which a map holds little or nothing of the sample.

use crate::ablation::Axis;
use crate::conditions::{Conditions, Response};
use crate::error::{Error, Result};

/// A washout that lasts longer than so many lines leaves nothing of a line to be restored.
const MOST_LINES: f64 = 100.0;
/// A beam so many times as large as the map, in both directions, leaves nothing of it to be restored.
const MOST_MAPS: f64 = 10.0;
/// Lines so many beam sizes apart leave most of the sample unmeasured.
const MOST_APART: f64 = 2.5;

/// Refuses a washout that is far longer than the lines.
///
/// # Errors
/// [`Error::Data`].
pub fn expect_short_washout(conditions: &Conditions, pixels: usize) -> Result<()> {
    let (end_s, line_s) = (Response::new(conditions)?.end_s(), pixels as f64 * conditions.acquisition_time_s);
    if end_s <= MOST_LINES * line_s {
        return Ok(());
    }
    Err(Error::Data(format!(
        "the signal of a pulse lasts {:.0} s and a line of the map {line_s} s, less than a hundredth of that: check the washout",
        end_s.ceil()
    )))
}

/// Says so where the lines lie so far apart that most of the sample was not measured. `spacing_um`: their distance.
pub fn doubt_of_gaps(conditions: &Conditions, spacing_um: f64) -> Option<String> {
    let apart = spacing_um / conditions.beam_height_um.or(conditions.beam_size_um)?;
    (apart > MOST_APART).then(|| {
        format!(
            "the lines lie {apart:.1} beam sizes apart, so that most of the sample was not measured: check beam size and pixel size"
        )
    })
}

/// Refuses a beam that is far larger than the map in both directions.
///
/// # Errors
/// [`Error::Data`].
pub fn expect_small_beam(axes: [&Axis; 2]) -> Result<()> {
    let maps = axes.map(|axis| axis.reach() as f64 / axis.length.max(1) as f64);
    let maps = maps[0].min(maps[1]);
    if maps <= MOST_MAPS {
        return Ok(());
    }
    Err(Error::Data(format!(
        "a pixel of the map sees {maps:.0} times its height and width of the sample: check beam size and pixel size"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::forward::Forward;
    use crate::enhance::grid::Grid;
    use crate::enhance::settings::Settings;

    #[test]
    fn a_beam_far_larger_than_the_map_is_refused() {
        let under = |beam_um: f64, shape: (usize, usize)| {
            let conditions = Conditions { beam_size_um: Some(beam_um), ..Conditions::default() };
            let grid = Grid::new(&Settings::default(), shape.0, shape.1, 5.0, 5.0)?;
            Forward::stated(&conditions, shape, (5.0, 5.0), grid)
        };
        assert!(under(180.0, (4, 4)).is_ok());
        assert!(under(300.0, (4, 100)).is_ok(), "a map of few lines");
        let refused = under(300.0, (4, 4)).unwrap_err().to_string();
        assert!(refused.contains("sees 15 times its height and width"), "{refused}");
    }

    #[test]
    fn lines_far_apart_are_told() {
        let under = |beam_um: f64| Conditions { beam_size_um: Some(beam_um), ..Conditions::default() };
        assert!(
            doubt_of_gaps(&under(2.0), 5.0).is_none() && doubt_of_gaps(&Conditions::default(), 5.0).is_none()
        );
        let doubt = doubt_of_gaps(&under(1.0), 5.0).unwrap();
        assert!(doubt.starts_with("the lines lie 5.0 beam sizes apart"), "{doubt}");
    }
}
