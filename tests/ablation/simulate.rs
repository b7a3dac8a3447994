// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laws that a simulated scan obeys, each with its tolerance, and hostile input.

use lamap::Error;
use lamap::ablation::{concentrations, expected, simulate};
use lamap::conditions::{Alignment, Conditions, Edge, PulseResponse, preset};
use lamap::phantom::{Kind, draw};
use ndarray::{Array2, s};

fn uniform(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_elem((rows, columns), 1.0)
}

fn seed() -> Conditions {
    Conditions { mean_concentration: 0.0, ..preset("seed-2019").unwrap() }
}

#[test]
fn a_uniform_sample_gives_dosage_times_sensitivity() {
    let map = expected(uniform(60, 120).view(), 1.0, &seed()).unwrap();
    assert!((map[[5, 12]] - 250.0).abs() < 1e-3, "{}", map[[5, 12]]);
    let blank = Conditions { gas_blank_cps: 40.0, ..seed() };
    let with_blank = expected(uniform(60, 120).view(), 1.0, &blank).unwrap();
    assert!((with_blank[[5, 12]] - 252.0).abs() < 1e-3, "40 cps in 0.05 s are 2 counts");
}

#[test]
fn the_expected_map_is_linear_in_concentration() {
    let (a, b) = (draw(Kind::Cells, 80, 90, 1).unwrap(), draw(Kind::Veins, 80, 90, 2).unwrap());
    let both = expected((&a * 2.0 + &b * 3.0).view(), 1.0, &seed()).unwrap();
    let (a, b) = (expected(a.view(), 1.0, &seed()).unwrap(), expected(b.view(), 1.0, &seed()).unwrap());
    for ((both, a), b) in both.iter().zip(&a).zip(&b) {
        assert!((both - 2.0 * a - 3.0 * b).abs() < 1e-3 * 250.0);
    }
}

#[test]
fn a_square_beam_that_tiles_the_sample_conserves_its_amount() {
    // full lead-in and enough lead-out: the sample fades out to zero long before the scan ends
    let mut sample = Array2::zeros((50, 400));
    sample.slice_mut(s![10..40, 150..200]).fill(2.0f32);
    let conditions = Conditions { edge: Edge::Zero, alignment: Alignment::Centred, ..seed() };
    let map = expected(sample.view(), 1.0, &conditions).unwrap();
    let amount = 50.0 * 5.0 * f64::from(sample.sum()) / 25.0; // kappa x dosage x sum / beam area
    let counted: f64 = map.iter().map(|v| f64::from(*v)).sum();
    assert!((counted / amount - 1.0).abs() < 1e-6, "{counted} {amount}");
}

#[test]
fn the_map_of_a_point_lies_where_its_alignment_says() {
    let mut sample = Array2::zeros((25, 300));
    sample[[12, 150]] = 1000.0f32;
    let centroid = |conditions: &Conditions| {
        let map = expected(sample.view(), 1.0, conditions).unwrap();
        let line = map.row(2);
        let moment: f32 = line.iter().enumerate().map(|(j, v)| (j as f32 + 0.5) * 5.0 * v).sum();
        moment / line.sum()
    };
    assert!((centroid(&seed()) - 150.5 - 4.357).abs() < 0.1);
    assert!((centroid(&Conditions { alignment: Alignment::Centred, ..seed() }) - 150.5).abs() < 0.1);
}

#[test]
fn counts_have_the_variance_of_poisson_and_flicker() {
    // 12 000 pixels: five standard errors of a variance ratio are 5 x sqrt(2/n) = 6.5 %
    let quiet = Conditions { flicker_rsd: 0.0, ..seed() };
    let dispersion = |conditions: &Conditions, seed| {
        let map = simulate(uniform(500, 600).view(), 1.0, conditions, seed).unwrap();
        let inner = map.slice(s![.., 10..]).mapv(f64::from);
        let mean = inner.mean().unwrap();
        (mean, inner.mapv(|v| (v - mean) * (v - mean)).mean().unwrap() / mean)
    };
    let (mean, ratio) = dispersion(&quiet, 3);
    assert!((mean - 250.0).abs() < 5.0 * (250.0f64 / 11_000.0).sqrt(), "{mean}");
    assert!((ratio - 1.0).abs() < 0.065, "{ratio}");
    // Var = mu + rsd^2 kappa^2 S0 with S0 = 3.577 for this response
    let loud = Conditions { flicker_rsd: 0.1, ..seed() };
    let (_, ratio) = dispersion(&loud, 4);
    assert!((ratio - (1.0 + 0.01 * 50.0 * 50.0 * 3.577 / 250.0)).abs() < 0.1, "{ratio}");
}

#[test]
fn zero_stays_zero() {
    let map = simulate(Array2::zeros((20, 20)).view(), 1.0, &seed(), 1).unwrap();
    assert!(map.iter().all(|v| *v == 0.0));
}

#[test]
fn the_same_seed_gives_the_same_counts_whatever_the_threads() {
    let sample = draw(Kind::Mixed, 130, 170, 9).unwrap();
    let with = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate(sample.view(), 1.0, &preset("seed-2019").unwrap(), seed).unwrap())
    };
    assert_eq!(with(1, 7), with(5, 7));
    assert_ne!(with(1, 7), with(1, 8));
}

#[test]
fn switching_flicker_off_leaves_the_counting_draws() {
    // where flicker changes the expected counts by next to nothing, the same uniform draws give the same counts
    let tiny = Conditions { flicker_rsd: 1e-12, ..seed() };
    let none = Conditions { flicker_rsd: 0.0, ..seed() };
    let sample = draw(Kind::Grains, 60, 60, 1).unwrap();
    assert_eq!(
        simulate(sample.view(), 1.0, &tiny, 5).unwrap(),
        simulate(sample.view(), 1.0, &none, 5).unwrap()
    );
}

#[test]
fn these_counts_stay_as_they_are() {
    // a change here is a change of everybody's numbers: it belongs under "Value-breaking" in the CHANGELOG
    let sample = Array2::from_shape_fn((10, 25), |(i, j)| ((i * 7 + j * 3) % 11) as f32 / 5.0);
    let map = simulate(sample.view(), 1.0, &seed(), 42).unwrap();
    assert_eq!(
        map.into_raw_vec_and_offset().0,
        [53.0, 249.0, 240.0, 256.0, 251.0, 63.0, 213.0, 286.0, 268.0, 233.0]
    );
}

#[test]
fn fractional_positions_are_exact() {
    // the same sample drawn with pixels half the size gives the same map
    let coarse = draw(Kind::Grains, 40, 60, 3).unwrap();
    let fine = Array2::from_shape_fn((80, 120), |(i, j)| coarse[[i / 2, j / 2]]);
    let conditions = Conditions {
        beam_size_um: Some(3.7),
        line_spacing_um: Some(2.9),
        pulse_response: Some(PulseResponse::Exponential),
        repetition_rate_hz: 73.0,
        ..Conditions::default()
    };
    let (a, b) = (
        expected(coarse.view(), 1.0, &conditions).unwrap(),
        expected(fine.view(), 0.5, &conditions).unwrap(),
    );
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-3));
}

#[test]
fn hostile_samples_are_refused_with_their_place() {
    let with = |value: f32| {
        let mut sample = uniform(9, 9);
        sample[[4, 5]] = value;
        simulate(sample.view(), 1.0, &seed(), 1).unwrap_err().to_string()
    };
    for value in [f32::NAN, f32::INFINITY, -1.0] {
        assert!(with(value).contains("row 4, column 5"), "{}", with(value));
    }
    assert!(matches!(simulate(uniform(0, 5).view(), 1.0, &seed(), 1), Err(Error::Data(_))));
    assert!(matches!(simulate(uniform(5, 5).view(), f64::NAN, &seed(), 1), Err(Error::OutOfRange { .. })));
    assert_eq!(simulate(uniform(1, 1).view(), 1.0, &seed(), 1).unwrap().dim(), (1, 1));
    let absurd = Conditions { repetition_rate_hz: 1e5, scan_speed_um_s: Some(0.001), ..seed() };
    assert!(simulate(uniform(50, 50).view(), 1.0, &absurd, 1).is_err());
    assert!(matches!(
        simulate(uniform(5, 5).view(), 1.0, &Conditions::default(), 1),
        Err(Error::Missing { .. })
    ));
    let scaled = preset("seed-2019").unwrap();
    assert!(matches!(concentrations(uniform(5, 5).view(), &scaled), Err(Error::Data(_))));
}
