// SPDX-License-Identifier: MIT OR Apache-2.0
//! How far what others tell of an element is believed: not where its own measurement speaks against it.
//!
//! A drift may explain most of a map and yet miss its brightest phase, of which the prior of the rest, found from all places, then
//! expects too little. So each class of brightness has a weight of its own: 0 is the element alone, 1 the element with its guides. The
//! best weight would bring what is expected of the measured pixels nearest to their values without noise. Those are not known, but the
//! distance is (Stein 1981, doi:10.1214/aos/1176345632): that from the measurement, and twice what the estimate follows of the
//! noise, which is seen where random signs are added to the measurement (Ramani et al. 2008, doi:10.1109/TIP.2008.2001404).

use crate::enhance::fitted::Fitted;
use crate::enhance::noise::NoiseLaw;
use crate::enhance::prior::fit::windows;
use crate::enhance::restore::restore_mean;
use crate::enhance::scale::Scaled;
use crate::enhance::workers::Workers;
use crate::error::Result;
use crate::stream::{Purpose, Stream};
use crate::task::Task;
use ndarray::{Array2, Zip};
use rand_core::Rng;

/// Step of the signs, in standard deviations of the noise.
const STEP: f64 = 0.5;
/// Classes of brightness are this factor wide, and have at least so many pixels.
const CLASS: f64 = 3.0;
const LEAST_PIXELS: usize = 64;
/// A weight is lowered by so many of its standard deviations.
const SURELY: f64 = 2.0;
/// Weights below this in every class change nothing that could be seen.
const LEAST: f64 = 0.1;

/// Weights by brightness.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Value that is added before logarithms are taken, in the map's unit.
    dark: f64,
    /// Logarithm of brightness, rising, and the weight there.
    nodes: Vec<(f64, f64)>,
}

impl Weights {
    /// The weights that the measurement prefers. `together`: the element with all that its guides tell. Not random: the signs are always
    /// the same.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`].
    pub fn of(alone: &Fitted, together: &Fitted, workers: &Workers, task: &Task) -> Result<Self> {
        let law = surest(alone);
        let dark = dark(&law);
        let mut pixels = Vec::new();
        for (lines, places) in windows(alone.scaled.residual.dim()) {
            let part = alone.forward.part(lines.clone(), places.clone());
            let (alone, together) = (alone.part(&part), together.part(&part));
            let see = |fitted: &Fitted| seen(fitted, workers, task);
            let expected = see(&alone)?;
            let signs = Array2::from_shape_fn(expected.dim(), |(i, j)| {
                let mut stream = Stream::new(0, Purpose::Probe, lines.start + i, places.start + j);
                if stream.next_u32() & 1 == 0 { 1.0 } else { -1.0 }
            });
            let steps = Zip::from(&signs).and(&expected).map_collect(|sign, expected| {
                sign * STEP * law.variance(*expected).max(f64::MIN_POSITIVE).sqrt()
            });
            let followed = |fitted: &Fitted, before: &Array2<f64>| -> Result<Array2<f64>> {
                let after = see(&stepped(fitted, &steps)?)?;
                Ok((after - before) * &steps / (STEP * STEP))
            };
            let guided = see(&together)?;
            let less = followed(&together, &guided)? - followed(&alone, &expected)?;
            for (at, _) in alone.repaired.missing.indexed_iter().filter(|(_, missing)| !**missing) {
                pixels.push(Pixel {
                    brightness: (expected[at].max(0.0) + dark).ln(),
                    change: guided[at] - expected[at],
                    unexplained: alone.repaired.values[at] - expected[at],
                    followed: less[at],
                    variance: law.variance(expected[at]),
                });
            }
        }
        Ok(Self { dark, nodes: classes(pixels).iter().map(|class| node(class)).collect() })
    }

    /// Is hardly anything believed anywhere?
    pub fn are_none(&self) -> bool {
        self.nodes.iter().all(|(_, weight)| *weight < LEAST)
    }

    /// The weight where the element alone has this value.
    pub fn at(&self, value: f64) -> f64 {
        let brightness = (value.max(0.0) + self.dark).ln();
        let above = self.nodes.iter().position(|(node, _)| *node >= brightness);
        match above {
            Some(0) => self.nodes[0].1,
            Some(above) => {
                let ((low, from), (high, to)) = (self.nodes[above - 1], self.nodes[above]);
                from + (to - from) * (brightness - low) / (high - low).max(f64::MIN_POSITIVE)
            }
            None => self.nodes.last().map_or(0.0, |(_, weight)| *weight),
        }
    }

    /// Values between those of the element alone and those with its guides.
    pub fn between(&self, alone: &Array2<f32>, together: &Array2<f32>) -> Array2<f32> {
        Zip::from(alone).and(together).par_map_collect(|alone, together| {
            let weight = self.at(f64::from(*alone)) as f32;
            alone + weight * (together - alone)
        })
    }
}

/// The least noise that the map may have: what was found beyond counting may be structure, and noise that is overrated would
/// have guides smooth what was measured.
fn surest(fitted: &Fitted) -> NoiseLaw {
    let relative = if fitted.count.is_some() { 0.0 } else { fitted.law.relative };
    NoiseLaw { relative, ..fitted.law }
}

/// Standard deviation of the noise where nothing is: darker values are not told apart.
fn dark(law: &NoiseLaw) -> f64 {
    law.variance(0.0).max(f64::MIN_POSITIVE).sqrt()
}

/// What the measured pixels would show of a restored element.
fn seen(fitted: &Fitted, workers: &Workers, task: &Task) -> Result<Array2<f64>> {
    let places = restore_mean(&fitted.prepared(), &fitted.forward, &fitted.fit, workers, &task.quiet())?;
    fitted.forward.operator().apply(fitted.scaled.warp.values(&places).view())
}

/// An element after these steps were added to its measurement.
fn stepped(fitted: &Fitted, steps: &Array2<f64>) -> Result<Fitted> {
    let mut stepped = fitted.clone();
    stepped.repaired.values += steps;
    let Fitted { repaired, forward, scaled, .. } = &stepped;
    let next = match &scaled.drift {
        None => Scaled::around(repaired, forward, scaled.warp, scaled.mean),
        Some(drift) => scaled.drifting(repaired, forward, drift.clone())?,
    };
    stepped.scaled = next;
    Ok(stepped)
}

/// A measured pixel under two estimates.
struct Pixel {
    /// Logarithm of brightness.
    brightness: f64,
    /// What the guides change of its expected value.
    change: f64,
    /// What the element alone leaves unexplained.
    unexplained: f64,
    /// How much more the estimate with guides follows the noise, in units of its variance times that.
    followed: f64,
    variance: f64,
}

/// Pixels by brightness, from dark to bright; those of a class that is too small belong to the one below.
fn classes(mut pixels: Vec<Pixel>) -> Vec<Vec<Pixel>> {
    pixels.sort_by(|a, b| a.brightness.total_cmp(&b.brightness));
    let Some(first) = pixels.first() else { return Vec::new() };
    let (least, width) = (first.brightness, CLASS.ln());
    let mut classes: Vec<(usize, Vec<Pixel>)> = Vec::new();
    for pixel in pixels {
        let number = ((pixel.brightness - least) / width) as usize;
        match classes.last_mut() {
            Some((last, class)) if *last == number || class.len() < LEAST_PIXELS => {
                *last = number;
                class.push(pixel);
            }
            _ => classes.push((number, vec![pixel])),
        }
    }
    let mut classes: Vec<Vec<Pixel>> = classes.into_iter().map(|(_, class)| class).collect();
    if classes.len() > 1
        && let Some(small) = classes.pop_if(|class| class.len() < LEAST_PIXELS)
        && let Some(last) = classes.last_mut()
    {
        last.extend(small);
    }
    classes
}

/// Mean brightness of a class, and the weight that its pixels surely prefer.
fn node(class: &[Pixel]) -> (f64, f64) {
    let sum = |of: &dyn Fn(&Pixel) -> f64| class.iter().map(of).sum::<f64>();
    let brightness = sum(&|pixel| pixel.brightness) / class.len().max(1) as f64;
    let squares = sum(&|pixel| pixel.change * pixel.change);
    if squares.is_nan() || squares <= 0.0 {
        return (brightness, 0.0);
    }
    let gain = sum(&|pixel| pixel.change * pixel.unexplained - pixel.followed);
    let variance =
        sum(&|pixel| pixel.variance * pixel.change * pixel.change + pixel.followed * pixel.followed);
    (brightness, ((gain - SURELY * variance.sqrt()) / squares).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of one brightness: what is measured lies at `at`, from the estimate alone (0) to that with guides (1), and scatters by noise of 1.
    fn class(brightness: f64, at: f64) -> Vec<Pixel> {
        let noise = |i: usize| 1.4 * ((i * i) as f64 * 0.77).sin();
        let pixel = |i: usize| {
            let change = if i.is_multiple_of(2) { 0.5 } else { -0.5 };
            Pixel { brightness, change, unexplained: at * change + noise(i), followed: 0.0, variance: 1.0 }
        };
        (0..4000).map(pixel).collect()
    }

    #[test]
    fn a_weight_is_where_the_measurement_lies_less_what_is_not_sure() {
        let weight = |at: f64| node(&class(0.0, at)).1;
        assert!((0.75..1.0).contains(&weight(1.0)) && (0.25..0.5).contains(&weight(0.5)));
        assert_eq!((weight(0.0), weight(-1.0)), (0.0, 0.0));
        let mut followed = class(0.0, 1.0);
        followed.iter_mut().for_each(|pixel| pixel.followed = 0.25); // what is won is only noise that is followed more
        assert_eq!(node(&followed).1, 0.0);
    }

    #[test]
    fn classes_are_told_apart_and_small_ones_joined() {
        let bright = class(3.0, 0.0).into_iter().take(10);
        let pixels = class(0.0, 1.0).into_iter().chain(class(2.0, 0.0)).chain(bright).collect();
        let classes = classes(pixels);
        assert_eq!(classes.iter().map(Vec::len).collect::<Vec<_>>(), [4000, 4010]);
        let weights = Weights { dark: 1.0, nodes: classes.iter().map(|class| node(class)).collect() };
        assert!(weights.at(0.0) > 0.75 && weights.at(1e6) == 0.0 && !weights.are_none());
        let halfway = weights.at((1.0f64).exp() - 1.0);
        assert!((0.3..0.6).contains(&halfway), "{halfway}");
    }
}
