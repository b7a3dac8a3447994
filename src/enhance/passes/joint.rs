// SPDX-License-Identifier: MIT OR Apache-2.0
//! The road of several passes: registered, restored together, checked one by one.

use super::place::{Axes, Place};
use super::posterior::{Joint, Measured, Prior};
use super::register::Stray;
use super::tangent::Tangent;
use crate::ablation::Pass;
use crate::conditions::Conditions;
use crate::enhance::check::check;
use crate::enhance::choice::Choice;
use crate::enhance::element::Element;
use crate::enhance::enhancer::{Enhanced, Enhancer, claim};
use crate::enhance::estimate::Estimate;
use crate::enhance::fitted::{Fitted, forward};
use crate::enhance::forward::Forward;
use crate::enhance::grid::Grid;
use crate::enhance::keeping;
use crate::enhance::noise::{StatedNoise, expect_measured};
use crate::enhance::prior::likelihood::UsedFreedom;
use crate::enhance::repair::repair;
use crate::enhance::report::{PassReport, Report};
use crate::enhance::restore::Restored;
use crate::enhance::restore::levels::mean_finite;
use crate::enhance::settings::{Method, Scale, Settings};
use crate::error::{Error, Result};
use crate::map::Map;
use crate::task::Task;
use ndarray::Array2;

/// A displacement is believed if the maps prefer it by so many nats.
const SURELY_NATS: f64 = 10.0;
/// Largest share of the freedom of the first pass that counts as used up: what all passes leave of it is known no better.
const MOST_USED_FREEDOM: f64 = 0.8;
/// Sides of pixels of two passes may differ by this share.
const SAME: f64 = 1e-3;

/// The map of one pass, as it lies on the sample.
#[derive(Debug, Clone)]
pub struct MeasuredPass {
    /// What it measured.
    pub map: Map,
    /// Where it starts, and whether its lines run down the sample.
    pub pass: Pass,
}

impl Enhancer {
    /// Enhances several passes over one sample together: shifted by parts of a pixel they tell more than their pixels resolve, and turned
    /// by a right angle each sharpens what the other has smeared.
    ///
    /// The target grid is that of the first pass that is not turned; the maps of all elements lie as the sample does. Beam and washout must
    /// be stated. Where the maps surely tell that a pass lies elsewhere than stated, it is taken from there, and the report says so. The
    /// restoration (`Method::Physics`) does it, also where the method is `auto`, on the scale that the first pass prefers. Missing values are
    /// estimated where another pass has them. Not random; the same for any number of threads.
    ///
    /// # Errors
    /// [`Error::Contradiction`] for passes that do not belong together; [`Error::Missing`] for a beam or washout that is not stated;
    /// [`Error::InvalidValue`] for the method `unet`; those of [`Enhancer::enhance`].
    pub fn enhance_passes(
        &self,
        passes: &[MeasuredPass],
        conditions: &Conditions,
        task: &Task,
    ) -> Result<Enhanced> {
        let passes = in_order(passes)?;
        passes.iter().try_for_each(|pass| expect_measured(&pass.map, &self.settings))?;
        self.expect_physics()?;
        let first = &passes[0].map;
        let forward = forward(conditions, &self.settings, first.shape(), first.pixel_size_um()?)?;
        expect_stated(&forward)?;
        let grid = &forward.grid;
        let values: usize = passes.iter().map(|pass| pass.map.values().len()).sum();
        // measured values of all passes, and some fields of the sample while they are restored
        let beside = (4 * values + 120 * grid.rows * grid.columns) as u64;
        claim(first.elements().len(), first.shape(), &forward, beside, &self.settings)?;
        let mut sought = Sought::stated(&passes)?;
        let road = |index: usize, stated: StatedNoise, report: &mut Report, task: &Task| {
            let road = (conditions, forward.clone());
            let (element, made) = self.restore_passes((&passes, index), stated, road, &mut sought, task)?;
            task.stage("check")?;
            let check = check(&element, made.values.view(), made.used_freedom)?;
            report.add(
                (&first.elements()[index], &first.unit),
                &element,
                &Choice::RESTORATION,
                &made,
                &check,
            );
            Ok(([made.values, made.sd, check.chi_square_map], check.residuals))
        };
        let stated = StatedNoise::of_map(&self.settings, first, conditions);
        let mut enhanced = self.each_element((first, &stated), conditions, &forward, task, road)?;
        enhanced.report.method = "physics";
        enhanced.report.method_reason = "several passes are restored together by physics".into();
        enhanced.report.passes = sought.report();
        Ok(enhanced)
    }

    fn expect_physics(&self) -> Result<()> {
        if self.settings.method == Method::Unet {
            return Err(Error::InvalidValue {
                key: "method".into(),
                value: "unet".into(),
                expected: "physics or auto for several passes".into(),
            });
        }
        Ok(())
    }

    /// Restores one element; where its passes lie is found by the first element that tells.
    fn restore_passes(
        &self,
        (passes, index): (&[&MeasuredPass], usize),
        stated: StatedNoise,
        (conditions, forward): (&Conditions, Forward),
        sought: &mut Sought,
        task: &Task,
    ) -> Result<(Element, Estimate)> {
        task.stage("restore")?;
        let (grid, workers) = (forward.grid, &self.workers);
        let first = passes[0].map.element(index);
        let fitted = keeping::fitted(first, stated, forward, &self.settings, workers, &task.part(0.0..0.2))?;
        let mut measured = Vec::new();
        for (pass, place) in passes.iter().zip(&sought.places) {
            let Some(repaired) = repair(pass.map.element(index), self.settings.spike_threshold) else {
                return Err(Error::Data("every value of a pass is missing".into()));
            };
            let seen = repaired.missing.mapv(|missing| f64::from(u8::from(!missing)));
            measured.push(Measured { values: repaired.values, seen, axes: place.axes(conditions, &grid)? });
        }
        if index == 0 {
            let settings = Settings { scale: Scale::Linear, examine: false, ..self.settings.clone() };
            let linear = Fitted::of(first, stated, fitted.forward.clone(), &settings, workers, task)?;
            let found = (conditions, &grid);
            sought.find(&mut measured, prior_of(&linear), found, &task.part(0.2..0.5))?;
        }
        let joint = Joint::new(prior_of(&fitted), &measured, task);
        let alone = || Ok(fitted.clone().restore_mean(workers, &task.quiet())?.restored.mean);
        let places = joint.mode(alone, &task.part(0.5..0.9))?;
        for (chi_square, misfit) in sought.chi_square.iter_mut().zip(joint.misfits(&places)) {
            chi_square.push(misfit);
        }
        let mean = joint.target(&places, (grid.rows, grid.columns));
        finished(fitted, &joint, mean)
    }
}

/// The element with the sample of all passes, and its estimate.
fn finished(mut fitted: Fitted, joint: &Joint, mean: Array2<f32>) -> Result<(Element, Estimate)> {
    let noise_variance = fitted.fit.noise_variance;
    fitted.fit.used_freedom = UsedFreedom::of(noise_variance, |noise| {
        joint.used_freedom(noise / noise_variance).min(MOST_USED_FREEDOM)
    });
    let sd = Array2::zeros(mean.dim());
    let mut element = fitted.with(Restored { mean, sd })?;
    let (deviation, level) = (joint.deviation(), mean_finite(element.noise.view()).unwrap_or(1.0));
    let (rows, columns) = (element.forward.lines_over(), element.forward.pixels_over());
    let (scale, law) = (element.warp, element.law);
    element.restored.sd = Array2::from_shape_fn((rows.len(), columns.len()), |(i, j)| {
        let noise = law.variance_on(&scale, element.expected[[rows[i], columns[j]]]);
        deviation(noise / level) as f32
    });
    let estimate = Estimate::restored(&mut element);
    Ok((element, estimate))
}

fn prior_of(fitted: &Fitted) -> Prior {
    let Fitted { scaled, fit, forward, .. } = fitted;
    Prior {
        kernel: fit.kernel,
        variance: fit.variance,
        noise_variance: fit.noise_variance,
        mean: scaled.mean,
        warp: scaled.warp,
        law: fitted.law,
        spacing_um: forward.target_um(),
    }
}

/// Where passes lie, and how well their maps are explained.
struct Sought {
    places: Vec<Place>,
    nats: Vec<f64>,
    chi_square: Vec<Vec<f64>>,
}

impl Sought {
    /// Passes where they were stated to lie.
    fn stated(passes: &[&MeasuredPass]) -> Result<Self> {
        let origin_um = passes[0].start_um()?;
        let places = passes.iter().map(|pass| pass.place(origin_um)).collect::<Result<Vec<Place>>>()?;
        Ok(Self { nats: vec![0.0; places.len()], chi_square: vec![vec![]; places.len()], places })
    }

    /// Finds where passes lie, from what the first pass says of the sample on a linear scale. A displacement is believed if both together
    /// are surely more probable with it: alone, what the first pass does not resolve looks like one.
    fn find(
        &mut self,
        measured: &mut [Measured],
        prior: Prior,
        (conditions, grid): (&Conditions, &Grid),
        task: &Task,
    ) -> Result<()> {
        let alone = Joint::new(prior, &measured[..1], task);
        let places = alone.places(&Tangent::uniform(&alone), task)?.0;
        let sample = alone.target(&places, (grid.rows, grid.columns)) * prior.warp.unit as f32;
        for number in 1..measured.len() {
            let (values, seen) = (measured[number].values.view(), measured[number].seen.view());
            let stray = Stray { place: self.places[number], values, seen };
            let displaced_um = stray.displaced(&sample, conditions, grid)?;
            let place = Place { displaced_um, ..self.places[number] };
            let pair = |axes: Axes| -> Result<f64> {
                let second = Measured { axes, ..measured[number].clone() };
                let both = [measured[0].clone(), second];
                let joint = Joint::new(prior, &both, task);
                Ok(joint.places(&Tangent::uniform(&joint), task)?.1)
            };
            let axes = place.axes(conditions, grid)?;
            self.nats[number] = pair(measured[number].axes.clone())? - pair(axes.clone())?;
            if self.nats[number] > SURELY_NATS {
                (self.places[number], measured[number].axes) = (place, axes);
            }
        }
        Ok(())
    }

    fn report(self) -> Vec<PassReport> {
        let of = |((place, nats), chi_square): ((&Place, f64), Vec<f64>)| {
            let Place { turned, start_um, displaced_um, .. } = *place;
            PassReport { turned, start_um, displaced_um, nats, chi_square }
        };
        self.places.iter().zip(self.nats).zip(self.chi_square).map(of).collect()
    }
}

impl MeasuredPass {
    /// Where it begins on the sample, to the right and down.
    fn start_um(&self) -> Result<(f64, f64)> {
        let (along, across) = self.pass.offset;
        let steps = if self.pass.orthogonal { (across, along) } else { (along, across) };
        let pixel_um = self.map.pixel_size_um()?;
        Ok((steps.0 * pixel_um.0, steps.1 * pixel_um.1))
    }

    /// Where it lies on the grid of the pass that begins at `origin_um`.
    fn place(&self, origin_um: (f64, f64)) -> Result<Place> {
        let start = self.start_um()?;
        Ok(Place {
            turned: self.pass.orthogonal,
            start_um: (start.0 - origin_um.0, start.1 - origin_um.1),
            shape: self.map.shape(),
            pixel_um: self.map.pixel_size_um()?,
            displaced_um: (0.0, 0.0),
        })
    }
}

/// The passes, that whose grid is used first.
fn in_order(passes: &[MeasuredPass]) -> Result<Vec<&MeasuredPass>> {
    let wrong = |what: String| Err(Error::Contradiction(what));
    if passes.len() < 2 {
        return wrong("state at least two passes, or enhance a single map".into());
    }
    let Some(first) = passes.iter().position(|pass| !pass.pass.orthogonal) else {
        return wrong("every pass is turned: state the one as not turned that gives the grid".into());
    };
    passes.iter().try_for_each(|pass| pass.pass.validate())?;
    let mut ordered: Vec<&MeasuredPass> = passes.iter().collect();
    ordered[..=first].rotate_right(1);
    let (map, pixel_um) = (&ordered[0].map, ordered[0].map.pixel_size_um()?);
    for (number, pass) in ordered.iter().enumerate().skip(1) {
        if pass.map.elements() != map.elements() || pass.map.unit != map.unit {
            return wrong(format!("pass {} has other elements or another unit than the first", number + 1));
        }
        let own = pass.map.pixel_size_um()?;
        let own = if pass.pass.orthogonal { (own.1, own.0) } else { own };
        let apart = |a: f64, b: f64| (a / b - 1.0).abs() > SAME;
        if apart(own.0, pixel_um.0) || apart(own.1, pixel_um.1) {
            return wrong(format!(
                "the pixels of pass {} measure {} x {} µm along and across its scan, those of the first {} x {} µm",
                number + 1,
                own.0,
                own.1,
                pixel_um.0,
                pixel_um.1
            ));
        }
    }
    Ok(ordered)
}

fn expect_stated(forward: &Forward) -> Result<()> {
    if forward.is_stated() {
        return Ok(());
    }
    Err(Error::Missing {
        what: "the beam or the washout",
        hint:
            "state beam_size_um and pulse_response (none, if there is no washout): several passes need both"
                .into(),
    })
}
