// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several passes over one sample, restored together.

use lamap::ablation::{Pass, simulate_passes, staggered};
use lamap::conditions::{Conditions, PulseResponse};
use lamap::enhance::{Curve, Enhanced, Enhancer, MeasuredPass, Method, Scale, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Error, Map, Task};
use ndarray::Array2;

const STRAIGHT: Pass = Pass { offset: (0.0, 0.0), orthogonal: false };
const TURNED: Pass = Pass { offset: (0.0, 0.0), orthogonal: true };
/// Target pixels of a side, of 1 µm; measured ones have 5 µm.
const SIDE: usize = 150;

/// A beam of 5 µm with a washout of three pixels.
fn conditions(counts: f64) -> Conditions {
    Conditions {
        beam_size_um: Some(5.0),
        pulse_response: Some(PulseResponse::Exponential),
        response_scale_s: 0.1,
        scan_speed_um_s: Some(100.0),
        acquisition_time_s: 0.05,
        repetition_rate_hz: 100.0,
        flicker_rsd: 0.0,
        sensitivity_counts: counts,
        ..Conditions::default()
    }
}

fn sample(kind: Kind, seed: u64) -> Array2<f32> {
    draw(kind, SIDE, SIDE, seed).unwrap()
}

fn measured(sample: &Array2<f32>, counts: f64, passes: &[Pass], seed: u64) -> Vec<MeasuredPass> {
    let maps = simulate_passes(sample.view(), 1.0, &conditions(counts), passes, Some(seed)).unwrap();
    let with = |(map, pass): (lamap::ablation::PassMap, &Pass)| {
        let values = map.counts.insert_axis(ndarray::Axis(0));
        let mut of_pass =
            Map::new(values, vec!["Zn66".into()]).unwrap().with_pixel_size(map.pixel_um.0, map.pixel_um.1);
        of_pass.unit = "counts".into();
        MeasuredPass { map: of_pass, pass: *pass }
    };
    maps.into_iter().zip(passes).map(with).collect()
}

fn enhancer() -> Enhancer {
    let settings = Settings { method: Method::Physics, magnification: 5.0, ..Settings::default() };
    Enhancer::new(settings, &Task::new()).unwrap()
}

fn enhanced(passes: &[MeasuredPass], counts: f64) -> Enhanced {
    let (enhancer, conditions) = (enhancer(), conditions(counts));
    match passes {
        [single] => enhancer.enhance(&single.map, &conditions, &Task::new()).unwrap(),
        several => enhancer.enhance_passes(several, &conditions, &Task::new()).unwrap(),
    }
}

/// Peak signal to noise ratio in dB of an estimate of a sample, away from the border.
fn psnr(result: &Enhanced, sample: &Array2<f32>) -> f64 {
    let inner = ndarray::s![10..SIDE - 10, 10..SIDE - 10];
    let (estimate, truth) = (result.estimate.element(0), sample.slice(inner));
    let estimate = estimate.slice(inner);
    let counts_of_one = (&estimate * &truth).sum() / (&truth * &truth).sum();
    let apart = &estimate / counts_of_one - truth;
    let error = f64::from(apart.mapv(|d| d * d).mean().unwrap());
    let range = truth.fold(0.0f32, |most, v| most.max(*v)) - truth.fold(1.0f32, |least, v| least.min(*v));
    10.0 * (f64::from(range).powi(2) / error).log10()
}

#[test]
fn passes_tell_more_than_one_with_as_many_counts() {
    let gain = |passes: &[Pass], kind, seed| {
        let (sample, counts) = (sample(kind, seed), 400.0);
        let all = counts * passes.len() as f64;
        let one = psnr(&enhanced(&measured(&sample, all, &[STRAIGHT], seed), all), &sample);
        let together = psnr(&enhanced(&measured(&sample, counts, passes, seed), counts), &sample);
        println!("{} passes, {kind:?}: {one:.2} dB, together {together:.2} dB", passes.len());
        together - one
    };
    // on four samples crossing passes gained 0.1 to 1.4 dB, diagonal ones 0.3 to 1.3 dB
    assert!(gain(&[STRAIGHT, TURNED], Kind::Grains, 13) > 0.8);
    assert!(gain(&staggered(4), Kind::Cells, 14) > 0.2);
    // a smooth sample tells passes nothing more; what is known of it spans many powers of ten
    assert!(gain(&[STRAIGHT, TURNED], Kind::Mixed, 101) > -1.0);
}

#[test]
fn passes_keep_what_is_faint_on_the_scale_that_the_first_prefers() {
    let sample = sample(Kind::Cells, 102).mapv(|value| 1000f32.powf(value - 1.0)); // three decades
    let passes = measured(&sample, 400.0, &[STRAIGHT, TURNED], 102);
    let missed = |scale: Scale| {
        let settings = Settings { scale, ..enhancer().settings().clone() };
        let enhancer = Enhancer::new(settings, &Task::new()).unwrap();
        let result = enhancer.enhance_passes(&passes, &conditions(400.0), &Task::new()).unwrap();
        let (estimate, factor) =
            (result.estimate.element(0), result.estimate.element(0).sum() / sample.sum());
        let logarithm = |value: f32| (value.max(0.0) + 0.01).ln();
        let apart = ndarray::Zip::from(estimate)
            .and(&sample)
            .map_collect(|estimate, value| (logarithm(estimate / factor) - logarithm(*value)).powi(2));
        (result.report.elements[0].scale, apart.mean().unwrap().sqrt())
    };
    let ((preferred, of_preferred), (linear, of_linear)) = (missed(Scale::Auto), missed(Scale::Linear));
    println!("{preferred:?} {of_preferred:.3}, {linear:?} {of_linear:.3}");
    assert!(preferred != Curve::Linear && linear == Curve::Linear);
    assert!(of_preferred < 0.8 * of_linear);
}

#[test]
fn a_displaced_pass_is_found_and_told() {
    let sample = sample(Kind::Cells, 5);
    let mut passes =
        measured(&sample, 400.0, &[STRAIGHT, Pass { offset: (0.5, 0.25), orthogonal: false }], 3);
    passes[1].pass.offset = (0.2, 0.25); // stated 1.5 µm too far to the left
    let result = enhanced(&passes, 400.0);
    let second = &result.report.passes[1];
    println!("{:?}", result.report.passes);
    assert!((second.displaced_um.0 - 1.5).abs() < 0.3 && second.displaced_um.1.abs() < 0.3, "{second:?}");
    assert!(second.nats > 10.0 && second.chi_square[0] < 1.3, "{second:?}");
}

#[test]
fn passes_that_do_not_belong_together_are_refused() {
    let sample = sample(Kind::Cells, 5);
    let passes = measured(&sample, 400.0, &[STRAIGHT, TURNED], 3);
    let refused = |passes: &[MeasuredPass], conditions: &Conditions| {
        enhancer().enhance_passes(passes, conditions, &Task::new()).unwrap_err().to_string()
    };
    let known = conditions(400.0);
    assert!(refused(&passes[..1], &known).contains("at least two passes"));
    assert!(refused(&[passes[1].clone(), passes[1].clone()], &known).contains("every pass is turned"));
    let mut other = passes.clone();
    other[1].map.pixel_width_um = Some(7.0);
    assert!(refused(&other, &known).contains("pass 2 measure"));
    let open = Conditions { beam_size_um: None, ..known.clone() };
    assert!(refused(&passes, &open).contains("state beam_size_um"));
    let mut unit = passes.clone();
    unit[1].map.unit = "cps".into();
    assert!(refused(&unit, &known).contains("another unit"));
    let far = Pass { offset: (1.5, 0.0), orthogonal: false };
    let far = [passes[0].clone(), MeasuredPass { pass: far, ..passes[0].clone() }];
    assert!(matches!(
        enhancer().enhance_passes(&far, &known, &Task::new()),
        Err(Error::OutOfRange { key: "pass offset along the scan", .. })
    ));
}
