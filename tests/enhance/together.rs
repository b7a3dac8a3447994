// SPDX-License-Identifier: MIT OR Apache-2.0
//! Elements together: what they share helps the weak ones, and what they do not share is printed into none.

use lamap::ablation::simulate;
use lamap::conditions::Conditions;
use lamap::enhance::{Enhanced, Enhancer, Joint, Method, Missing, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Error, Map, Task};
use ndarray::{Array2, Axis, s};

/// Counts of the brightest places of weak and of strong elements.
const WEAK: f64 = 30.0;
const STRONG: f64 = 3000.0;
/// Border of a target grid that is not compared.
const BORDER: usize = 8;

fn settings(joint: Joint) -> Settings {
    Settings { method: Method::Physics, examine: false, joint, ..Settings::default() }
}

/// Conditions under which a concentration of 1 gives so many counts.
fn conditions(counts: f64) -> Conditions {
    let plain = Conditions { beam_size_um: Some(4.0), sensitivity_counts: 1.0, ..Conditions::default() };
    let sensitivity_counts = counts / plain.counts_per_concentration();
    Conditions { sensitivity_counts, ..plain }
}

fn draws(kind: Kind, seed: u64) -> Array2<f32> {
    draw(kind, 240, 264, seed).unwrap()
}

/// The map of samples on 1 µm pixels in pixels of 4 µm, so many counts where they are 1; and the samples in counts.
fn measured(samples: &[(Array2<f32>, f64)]) -> (Map, Vec<Array2<f32>>) {
    let map = |(number, (sample, counts)): (usize, &(Array2<f32>, f64))| {
        simulate(sample.view(), 1.0, &conditions(*counts), 7 + number as u64).unwrap()
    };
    let maps: Vec<Array2<f32>> = samples.iter().enumerate().map(map).collect();
    let views: Vec<_> = maps.iter().map(|map| map.view()).collect();
    let names = ["A", "B", "C", "D"][..samples.len()].iter().map(|name| (*name).into()).collect();
    let mut map = Map::new(ndarray::stack(Axis(0), &views).unwrap(), names).unwrap();
    map.unit = "counts".into();
    let truths = samples.iter().map(|(sample, counts)| sample * *counts as f32).collect();
    (map.with_pixel_size(4.0, 4.0), truths)
}

/// A weak and two strong elements that are sums of the same two samples.
fn relatives() -> (Map, Vec<Array2<f32>>) {
    let (one, other) = (draws(Kind::Grains, 31), draws(Kind::Veins, 32));
    let mixed = |a: f32, b: f32| &one * a + &other * b;
    measured(&[(mixed(0.7, 0.3), WEAK), (mixed(0.2, 0.8), STRONG), (mixed(0.9, 0.1), STRONG)])
}

fn run(map: &Map, settings: Settings) -> Result<Enhanced, Error> {
    Enhancer::new(settings, &Task::new())?.enhance(map, &conditions(WEAK), &Task::new())
}

fn inner(image: &Array2<f32>) -> Array2<f64> {
    let border = BORDER as isize;
    image.slice(s![border..-border, border..-border]).mapv(f64::from)
}

/// Mean square error of each element.
fn errors(enhanced: &Enhanced, truths: &[Array2<f32>]) -> Vec<f64> {
    let error = |(element, truth): (usize, &Array2<f32>)| {
        let difference = inner(&(&enhanced.estimate.element(element) - truth));
        difference.mapv(|d| d * d).mean().unwrap()
    };
    truths.iter().enumerate().map(error).collect()
}

fn same_bits(a: &Enhanced, b: &Enhanced) -> bool {
    let bits = |map: &Map| map.values().iter().map(|value| value.to_bits()).collect::<Vec<u32>>();
    bits(&a.estimate) == bits(&b.estimate) && bits(&a.sd) == bits(&b.sd)
}

#[test]
fn a_weak_element_gains_by_strong_ones_that_it_shares_structure_with() {
    let (map, truths) = relatives();
    let (alone, together) =
        (run(&map, settings(Joint::No)).unwrap(), run(&map, settings(Joint::Auto)).unwrap());
    let gains: Vec<f64> = errors(&alone, &truths)
        .iter()
        .zip(errors(&together, &truths))
        .map(|(alone, together)| 10.0 * (alone / together).log10())
        .collect();
    assert!(gains[0] > 0.4, "{gains:?}");
    assert!(gains.iter().all(|gain| *gain > -0.05), "{gains:?}");
    let report = &together.report.elements[0];
    let shared = report.together.as_ref().unwrap();
    assert!(shared.nats > 0.0 && shared.share > 0.5 && shared.weight > 0.5, "{shared:?}");
    assert!(shared.guides.iter().all(|guide| ["B", "C"].contains(&guide.element.as_str())), "{shared:?}");
    assert!(together.report.notes.iter().any(|note| note.starts_with("A: restored together with")));
    assert!(alone.report.elements.iter().all(|element| element.together.is_none()));
    // 90 % of a normal distribution lie within 1.645 deviations. Exact sums of others are the hardest case: what the guides leave has next
    // to no variance, and without their errors the intervals covered 5 %
    let (estimate, sd) =
        (inner(&together.estimate.element(0).to_owned()), inner(&together.sd.element(0).to_owned()));
    let within =
        (estimate - inner(&truths[0])).iter().zip(&sd).filter(|(d, sd)| d.abs() < 1.645 * **sd).count();
    let covered = within as f64 / sd.len() as f64;
    assert!((0.6..0.99).contains(&covered), "{covered}");
}

#[test]
fn unrelated_elements_stay_as_they_are_alone_bit_for_bit() {
    let samples = [
        (draws(Kind::Grains, 41), WEAK),
        (draws(Kind::Cells, 42), STRONG),
        (draws(Kind::Veins, 43), STRONG),
        (Array2::from_elem((240, 264), 0.5), STRONG),
    ];
    let (map, _) = measured(&samples);
    let (alone, together) =
        (run(&map, settings(Joint::No)).unwrap(), run(&map, settings(Joint::Yes)).unwrap());
    assert!(same_bits(&alone, &together));
    assert!(together.report.elements.iter().all(|element| element.together.is_none()));
}

#[test]
fn what_only_a_guide_has_is_not_printed_into_an_element() {
    // the element shares its grains with a guide whose veins it has not
    let (grains, veins) = (draws(Kind::Grains, 51), draws(Kind::Veins, 52));
    let (map, truths) = measured(&[
        (grains.clone(), WEAK),
        (&grains * 0.6 + &veins * 0.4, STRONG),
        (&grains * 0.4 + &draws(Kind::Cells, 53) * 0.6, STRONG),
    ]);
    let veins = inner(&veins);
    let veins = &veins - veins.mean().unwrap();
    let printed = |joint: Joint| {
        let enhanced = run(&map, settings(joint)).unwrap();
        let error = inner(&(&enhanced.estimate.element(0) - &truths[0]));
        let slope = (&error * &veins).sum() / (&veins * &veins).sum();
        (slope * veins.mapv(|v| v * v).mean().unwrap().sqrt(), enhanced)
    };
    let ((before, _), (after, together)) = (printed(Joint::No), printed(Joint::Auto));
    let noise = together.report.elements[0].noise_sd;
    assert!(together.report.elements[0].together.is_some());
    assert!((after - before).abs() < 0.15 * noise, "{before} {after} noise {noise}");
}

#[test]
fn threads_and_missing_values_change_nothing_they_should_not() {
    let (map, truths) = relatives();
    let mut values = map.values().clone();
    values.slice_mut(s![0, 10..14, 20..25]).fill(f32::NAN);
    values.slice_mut(s![1, 30.., 40..43]).fill(f32::NAN);
    let map = map.like(values, (4.0, 4.0), "counts").unwrap();
    let with = |joint: Joint, threads: usize, missing| {
        run(&map, Settings { threads, missing, ..settings(joint) }).unwrap()
    };
    let (one, two) = (with(Joint::Auto, 1, Missing::Keep), with(Joint::Auto, 2, Missing::Keep));
    assert!(same_bits(&one, &two));
    let filled = with(Joint::Auto, 0, Missing::Fill);
    assert!(filled.estimate.values().iter().chain(filled.sd.values()).all(|value| value.is_finite()));
    let (alone, together) = (errors(&with(Joint::No, 0, Missing::Fill), &truths), errors(&filled, &truths));
    assert!(together[0] < alone[0], "{alone:?} {together:?}");
}

#[test]
fn a_single_element_and_a_narrow_memory_take_the_road_of_elements_alone() {
    let (map, _) = relatives();
    let mut single = Map::new(map.values().slice(s![..1, .., ..]).to_owned(), vec!["A".into()]).unwrap();
    single.unit = "counts".into();
    let single = single.with_pixel_size(4.0, 4.0);
    let runs = [Joint::No, Joint::Yes].map(|joint| run(&single, settings(joint)).unwrap());
    assert!(same_bits(&runs[0], &runs[1]));
    // 960 x 1056 pixels of three elements: 37 MB alone, 90 MB together
    let narrow = |joint| Settings { magnification: 16.0, memory_mib: Some(50.0), ..settings(joint) };
    let alone = run(&map, narrow(Joint::Auto)).unwrap();
    assert!(alone.report.elements.iter().all(|element| element.together.is_none()));
    assert!(run(&map, narrow(Joint::Yes)).unwrap_err().to_string().contains("memory"));
}
