// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laws of the geometry of a scan: beams, edges, layouts and thin samples, under random conditions.

use lamap::Error;
use lamap::ablation::{Operator, Scan, expected, simulate};
use lamap::conditions::{
    Alignment, BeamShape, Conditions, Crater, Edge, PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail,
};
use lamap::phantom::{Kind, draw};
use lamap::stream::{Purpose, Stream};
use ndarray::{Array2, array, s};
use rand_core::Rng;

const SHAPES: [BeamShape; 5] =
    [BeamShape::Square, BeamShape::Rectangle, BeamShape::Disc, BeamShape::SuperGaussian, BeamShape::Kernel];
const EDGES: [Edge; 4] = [Edge::Reflect, Edge::Zero, Edge::Clamp, Edge::Value];

/// Random numbers for one trial.
struct Draws(Stream);

impl Draws {
    fn new(law: usize, trial: usize) -> Self {
        Self(Stream::new(2026, Purpose::Phantom, law, trial))
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.next_u32() as usize % choices.len()]
    }

    fn sample(&mut self, rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, columns), |_| self.between(0.0, 3.0) as f32)
    }

    fn conditions(&mut self) -> Conditions {
        let size = self.between(0.2, 12.0);
        let mut conditions = Conditions {
            beam_size_um: Some(size),
            beam_shape: self.one_of(&SHAPES),
            beam_order: self.between(2.0, 20.0),
            line_spacing_um: Some(self.between(1.5, 9.0)),
            scan_speed_um_s: Some(self.between(30.0, 180.0)),
            repetition_rate_hz: self.between(21.0, 150.0),
            pulse_response: Some(self.one_of(&[
                PulseResponse::None,
                PulseResponse::Exponential,
                PulseResponse::Gamma,
            ])),
            transport_delay_s: self.between(0.0, 0.03),
            alignment: self.one_of(&[Alignment::Centred, Alignment::Seed, Alignment::Raw]),
            edge: self.one_of(&EDGES),
            edge_value: self.between(0.0, 2.0),
            scan_direction: self.one_of(&[ScanDirection::OneWay, ScanDirection::TwoWay]),
            scan_mode: self.one_of(&[ScanMode::Lines, ScanMode::Spots]),
            tail: self.one_of(&[Tail::Crop, Tail::Keep]),
            ..Conditions::default()
        };
        if conditions.scan_mode == ScanMode::Spots {
            conditions.spot_layout = self.one_of(&[SpotLayout::Square, SpotLayout::Hexagonal]);
        }
        match conditions.beam_shape {
            BeamShape::Rectangle => conditions.beam_height_um = Some(self.between(0.2, 12.0)),
            BeamShape::Kernel => {
                let depth = Array2::from_shape_fn((3, 4), |_| self.between(0.1, 1.0));
                (conditions.crater, conditions.beam_size_um) =
                    (Some(Crater::new(depth, size / 4.0).unwrap()), None);
            }
            _ => {}
        }
        conditions
    }
}

fn sum(map: &Array2<f32>) -> f64 {
    map.iter().map(|&v| f64::from(v)).sum()
}

fn close(a: &Array2<f32>, b: &Array2<f32>, tolerance: f32, what: &dyn std::fmt::Debug) {
    assert_eq!(a.dim(), b.dim(), "{what:?}");
    for ((place, a), b) in a.indexed_iter().zip(b) {
        assert!((a - b).abs() <= tolerance, "{place:?}: {a} {b} {what:?}");
    }
}

#[test]
fn all_signal_is_counted_where_the_tail_is_kept() {
    // D pulses per pixel of a beam as wide as the pixel partition the sample: sum = kappa D p^2 sum(C) / d^2
    for trial in 0..24 {
        let mut draws = Draws::new(0, trial);
        let (beam, dosage) = (draws.one_of(&[2.0, 4.0, 5.0]), draws.one_of(&[1.0, 2.0, 5.0]));
        let sample = draws.sample(20, 40);
        let conditions = Conditions {
            beam_size_um: Some(beam),
            repetition_rate_hz: dosage / 0.05,
            edge: Edge::Zero,
            tail: Tail::Keep,
            alignment: draws.one_of(&[Alignment::Centred, Alignment::Seed]),
            scan_direction: draws.one_of(&[ScanDirection::OneWay, ScanDirection::TwoWay]),
            pulse_response: Some(draws.one_of(&[PulseResponse::None, PulseResponse::Gamma])),
            transport_delay_s: draws.between(0.0, 0.2),
            ..Conditions::default()
        };
        let map = expected(sample.view(), 1.0, &conditions).unwrap();
        let law = 50.0 * dosage * sum(&sample) / (beam * beam);
        assert!((sum(&map) / law - 1.0).abs() < 1e-6, "{} {law} {conditions:?}", sum(&map));
    }
}

#[test]
fn a_thin_sample_is_ablated_to_the_last_layer() {
    for trial in 0..24 {
        let mut draws = Draws::new(1, trial);
        let (shape, layers) =
            (draws.one_of(&[BeamShape::Square, BeamShape::Disc]), draws.one_of(&[1.0, 2.0]));
        let (sample, size) = (draws.sample(24, 30), draws.between(7.0, 9.0));
        let conditions = Conditions {
            beam_shape: shape,
            beam_size_um: Some(size),
            // so near to each other that every place is covered twice
            line_spacing_um: Some(2.0),
            scan_speed_um_s: Some(40.0),
            sample_layers: layers,
            edge: Edge::Zero,
            tail: Tail::Keep,
            ..Conditions::default()
        };
        let map = expected(sample.view(), 1.0, &conditions).unwrap();
        let area = if shape == BeamShape::Disc { std::f64::consts::PI / 4.0 } else { 1.0 } * size * size;
        let law = 50.0 * layers * sum(&sample) / area;
        assert!((sum(&map) / law - 1.0).abs() < 1e-6, "{} {law} {conditions:?}", sum(&map));
    }
}

#[test]
fn a_sample_of_many_layers_is_a_thick_one() {
    for trial in 0..20 {
        let mut draws = Draws::new(2, trial);
        let (sample, conditions) = (draws.sample(14, 19), draws.conditions());
        let thick = expected(sample.view(), 1.3, &conditions).unwrap();
        let layers = Conditions { sample_layers: 1e6, ..conditions.clone() };
        close(&expected(sample.view(), 1.3, &layers).unwrap(), &thick, 2e-3, &conditions);
    }
}

#[test]
fn the_second_pass_over_a_thin_line_finds_nothing() {
    let conditions = Conditions {
        beam_size_um: Some(6.0),
        line_spacing_um: Some(2.0),
        sample_layers: 1.0,
        edge: Edge::Zero,
        ..Conditions::default()
    };
    let map = expected(Array2::ones((12, 60)).view(), 1.0, &conditions).unwrap();
    // the beam of the first line covers 4 µm of the sample, that of each other one 2 fresh ones
    assert!((map[[2, 10]] / map[[1, 10]] - 1.0).abs() < 1e-5);
    assert!((map[[0, 10]] / map[[1, 10]] - 2.0).abs() < 1e-5, "{} {}", map[[0, 10]], map[[1, 10]]);
    // and that of the last one none
    assert!(map[[5, 10]] == 0.0, "{map}");
}

#[test]
fn a_flat_square_crater_is_a_square_beam() {
    for trial in 0..40 {
        let mut draws = Draws::new(3, trial);
        let (sample, mut square) = (draws.sample(17, 23), draws.conditions());
        let size = draws.between(0.2, 30.0);
        (square.beam_shape, square.beam_size_um, square.crater) = (BeamShape::Square, Some(size), None);
        square.beam_height_um = None;
        let crater = Crater::new(Array2::ones((3, 3)), size / 3.0).unwrap();
        let kernel = Conditions {
            beam_shape: BeamShape::Kernel,
            crater: Some(crater),
            beam_size_um: None,
            ..square.clone()
        };
        let pixel_um = draws.one_of(&[1.0, 0.37, 5.0]);
        let boxes = expected(sample.view(), pixel_um, &square).unwrap();
        close(&expected(sample.view(), pixel_um, &kernel).unwrap(), &boxes, 1e-3, &square);
    }
}

#[test]
fn finer_pixels_of_the_same_sample_change_nothing() {
    for trial in 0..30 {
        let mut draws = Draws::new(4, trial);
        let (coarse, conditions) = (draws.sample(12, 15), draws.conditions());
        let fine = Array2::from_shape_fn((24, 30), |(i, j)| coarse[[i / 2, j / 2]]);
        let a = expected(coarse.view(), 2.0, &conditions).unwrap();
        let b = expected(fine.view(), 1.0, &conditions).unwrap();
        let tolerance = if conditions.beam_shape == BeamShape::SuperGaussian { 0.03 } else { 2e-3 };
        close(&a, &b, tolerance, &conditions);
    }
}

#[test]
fn a_uniform_sample_that_goes_on_looks_the_same_under_every_beam() {
    for trial in 0..40 {
        let mut draws = Draws::new(5, trial);
        let mut conditions =
            Conditions { alignment: Alignment::Centred, tail: Tail::Crop, ..draws.conditions() };
        (conditions.edge_value, conditions.pulse_response) = (1.0, Some(PulseResponse::None));
        conditions.edge = draws.one_of(&[Edge::Reflect, Edge::Clamp, Edge::Value]);
        conditions.repetition_rate_hz = 60.0;
        let map = expected(Array2::ones((13, 21)).view(), 1.0, &conditions).unwrap();
        let full = conditions.counts_per_concentration() as f32;
        assert!(map.iter().all(|v| (v - full).abs() < 1e-3 * full), "{map} {full} {conditions:?}");
    }
}

#[test]
fn lines_that_run_back_see_the_mirrored_sample() {
    for trial in 0..20 {
        let mut draws = Draws::new(6, trial);
        let mut conditions = Conditions { scan_direction: ScanDirection::TwoWay, ..draws.conditions() };
        (conditions.spot_layout, conditions.scan_speed_um_s) = (SpotLayout::Square, Some(80.0));
        conditions.tail = Tail::Crop;
        let symmetric =
            conditions.crater.as_ref().map(|_| Crater::new(array![[1.0, 2.0, 1.0]], 1.0).unwrap());
        conditions.crater = symmetric;
        // 8 whole pixels of 4 µm
        let sample = draws.sample(20, 32);
        let mirrored = sample.slice(s![.., ..;-1]).to_owned();
        let two_way = expected(sample.view(), 1.0, &conditions).unwrap();
        let one_way = Conditions { scan_direction: ScanDirection::OneWay, ..conditions.clone() };
        let forth = expected(sample.view(), 1.0, &one_way).unwrap();
        let back = expected(mirrored.view(), 1.0, &one_way).unwrap();
        for ((line, pixel), value) in two_way.indexed_iter() {
            let alone = if line % 2 == 0 { forth[[line, pixel]] } else { back[[line, 7 - pixel]] };
            assert!((value - alone).abs() < 1e-3, "{line} {pixel}: {value} {alone} {conditions:?}");
        }
    }
}

#[test]
fn spots_see_what_lies_under_them() {
    // a beam as large as the pixel, on the centre of each, without washout: block means
    let sample = Draws::new(7, 0).sample(12, 20);
    let spots = Conditions {
        beam_size_um: Some(4.0),
        scan_mode: ScanMode::Spots,
        pulses_per_spot: 3.0,
        repetition_rate_hz: 100.0,
        transport_delay_s: 0.02,
        ..Conditions::default()
    };
    let map = expected(sample.view(), 1.0, &spots).unwrap();
    for ((i, j), value) in map.indexed_iter() {
        let block = sample.slice(s![4 * i..4 * i + 4, 4 * j..4 * j + 4]).mean().unwrap();
        assert!((value - 150.0 * block).abs() < 1e-3, "{value} {block}");
    }
    let hexagonal = Conditions { spot_layout: SpotLayout::Hexagonal, ..spots.clone() };
    let shifted = expected(sample.view(), 1.0, &hexagonal).unwrap();
    assert_eq!(shifted.row(0), map.row(0));
    let block = sample.slice(s![4..8, 2..6]).mean().unwrap();
    assert!((shifted[[1, 0]] - 150.0 * block).abs() < 1e-3);
    let hurried = Conditions { pulses_per_spot: 6.0, ..spots };
    assert!(matches!(expected(sample.view(), 1.0, &hurried), Err(Error::Contradiction(_))));
    let lines = Conditions { scan_mode: ScanMode::Lines, ..hexagonal };
    assert!(expected(sample.view(), 1.0, &lines).unwrap_err().to_string().contains("scan_mode"));
}

#[test]
fn what_is_cut_off_below_and_behind_changes_no_other_pixel() {
    for trial in 0..20 {
        let mut draws = Draws::new(8, trial);
        let mut conditions = Conditions { scan_direction: ScanDirection::OneWay, ..draws.conditions() };
        (conditions.tail, conditions.line_spacing_um) = (Tail::Crop, Some(4.0));
        (conditions.scan_speed_um_s, conditions.alignment) = (Some(80.0), Alignment::Seed);
        let sample = draws.sample(60, 80);
        let whole = simulate(sample.view(), 1.0, &conditions, 5).unwrap();
        let part = simulate(sample.slice(s![..40, ..60]), 1.0, &conditions, 5).unwrap();
        assert_eq!(part.slice(s![..7, ..12]), whole.slice(s![..7, ..12]), "{conditions:?}");
    }
}

#[test]
fn threads_change_nothing() {
    for trial in 0..12 {
        let mut draws = Draws::new(9, trial);
        let (sample, mut conditions) = (draws.sample(60, 50), draws.conditions());
        conditions.sample_layers = draws.one_of(&[0.0, 0.0, 1.5]);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| simulate(sample.view(), 1.0, &conditions, 3).unwrap())
        };
        assert_eq!(with(1), with(3), "{conditions:?}");
    }
}

#[test]
fn the_operator_is_the_expected_map_and_its_adjoint_the_adjoint() {
    for trial in 0..30 {
        let mut draws = Draws::new(10, trial);
        let mut conditions = draws.conditions();
        conditions.edge = draws.one_of(&[Edge::Reflect, Edge::Zero, Edge::Clamp]);
        let sample = draws.sample(13, 22);
        let operator = Operator::of(&conditions, (13, 22), 0.9).unwrap();
        let (map, applied) =
            (expected(sample.view(), 0.9, &conditions).unwrap(), operator.apply(sample.view()).unwrap());
        let scale = conditions.counts_per_concentration();
        close(&applied.mapv(|v| (v * scale) as f32), &map, 2e-3, &conditions);
        let other = draws.sample(map.nrows(), map.ncols()).mapv(f64::from);
        let left = (&applied * &other).sum();
        let right = (&operator.adjoint(other.view()).unwrap() * &sample.mapv(f64::from)).sum();
        assert!((left - right).abs() < 1e-8 * left.abs().max(1.0), "{left} {right} {conditions:?}");
    }
    let thin = Conditions { sample_layers: 1.0, beam_size_um: Some(2.0), ..Conditions::default() };
    assert!(matches!(Operator::of(&thin, (5, 5), 1.0), Err(Error::InvalidValue { .. })));
}

#[test]
fn every_size_of_sample_and_beam_is_measured_or_refused() {
    for (trial, (size, pixel_um)) in
        [(0.1, 100.0), (1000.0, 5.0), (1000.0, 1e-3), (0.1, 1e-3), (3.0, 1e5)].into_iter().enumerate()
    {
        for shape in SHAPES {
            for (rows, columns) in [(1, 1), (1, 7), (5, 1)] {
                let mut draws = Draws::new(11, trial);
                let spacing = (pixel_um * draws.between(0.3, 2.0)).clamp(0.01, 10_000.0);
                let kernel = shape == BeamShape::Kernel;
                let conditions = Conditions {
                    beam_shape: shape,
                    beam_size_um: (!kernel).then_some(size),
                    crater: kernel.then(|| Crater::new(array![[1.0, 0.0], [0.5, 1.0]], size / 2.0).unwrap()),
                    line_spacing_um: Some(spacing),
                    edge: draws.one_of(&EDGES),
                    tail: Tail::Crop,
                    ..Conditions::default()
                };
                match expected(draws.sample(rows, columns).view(), pixel_um, &conditions) {
                    Ok(map) => assert!(map.iter().all(|v| v.is_finite() && *v >= 0.0), "{conditions:?}"),
                    Err(error) => {
                        assert!(matches!(error, Error::Data(_) | Error::Shape { .. }), "{error}")
                    }
                }
            }
        }
    }
}

#[test]
fn a_kept_tail_tells_where_the_sample_begins() {
    let conditions = Conditions {
        beam_size_um: Some(5.0),
        pulse_response: Some(PulseResponse::Exponential),
        response_scale_s: 0.03,
        tail: Tail::Keep,
        ..Conditions::default()
    };
    let scan = Scan::covering(&conditions, 100.0, 20.0).unwrap();
    assert!(scan.lead >= 1 && scan.pixels > 20 + scan.lead, "{} {}", scan.lead, scan.pixels);
    let sample = draw(Kind::Grains, 20, 100, 3).unwrap();
    let cropped = Conditions { tail: Tail::Crop, edge: Edge::Zero, ..conditions.clone() };
    let kept = Conditions { edge: Edge::Zero, ..conditions.clone() };
    let (kept, cropped) =
        (expected(sample.view(), 1.0, &kept).unwrap(), expected(sample.view(), 1.0, &cropped).unwrap());
    close(&kept.slice(s![.., scan.lead..scan.lead + 20]).to_owned(), &cropped, 1e-3, &"crop");
    assert!(Scan::of_map(&conditions, 4, 20).unwrap_err().to_string().contains("tail"));
}
