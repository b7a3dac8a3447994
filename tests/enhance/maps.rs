// SPDX-License-Identifier: MIT OR Apache-2.0
//! The whole road of a map: physics, network, check, report, hostile input.

use lamap::ablation::{concentrations, simulate};
use lamap::conditions::{Conditions, PulseResponse, preset};
use lamap::enhance::{
    CountSource, Curve, Enhanced, Enhancer, Method, Missing, Scale, Settings, network_input,
};
use lamap::phantom::{Kind, draw};
use lamap::{Error, Map, Progress, Task};
use ndarray::{Array2, Array3, Axis, s};

pub(super) fn conditions() -> Conditions {
    Conditions {
        beam_size_um: Some(4.0),
        pulse_response: Some(PulseResponse::Exponential),
        scan_speed_um_s: Some(80.0),
        response_scale_s: 0.02,
        sensitivity_counts: 200.0,
        flicker_rsd: 0.01,
        ..Conditions::default()
    }
}

/// A measured map of two elements in counts, 4 µm pixels, and the expected counts of the sample on 1 µm pixels.
pub(super) fn measured(lines: usize, pixels: usize) -> (Map, Vec<Array2<f32>>) {
    let kinds = [Kind::Grains, Kind::Cells];
    let samples: Vec<_> = kinds.iter().map(|kind| draw(*kind, 4 * lines, 4 * pixels, 11).unwrap()).collect();
    let maps: Vec<_> = samples.iter().map(|s| simulate(s.view(), 1.0, &conditions(), 3).unwrap()).collect();
    let views: Vec<_> = maps.iter().map(|m| m.view()).collect();
    let mut map = Map::new(ndarray::stack(Axis(0), &views).unwrap(), vec!["Fe".into(), "Zn".into()]).unwrap();
    map.unit = "counts".into();
    let truths = samples.iter().map(|s| s * conditions().counts_per_concentration() as f32).collect();
    (map.with_pixel_size(4.0, 4.0), truths)
}

pub(super) fn physics() -> Settings {
    Settings { method: Method::Physics, ..Settings::default() }
}

pub(super) fn run(settings: Settings, map: &Map, conditions: &Conditions) -> Result<Enhanced, Error> {
    Enhancer::new(settings, &Task::new())?.enhance(map, conditions, &Task::new())
}

fn rms(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    (a - b).mapv(|d| f64::from(d) * f64::from(d)).mean().unwrap().sqrt()
}

#[test]
fn arrays_of_any_layout_are_taken() {
    let (map, _) = measured(12, 20);
    let turned = map.values().view().permuted_axes([2, 1, 0]).as_standard_layout().into_owned();
    let column_by_column = turned.permuted_axes([2, 1, 0]);
    assert!(!column_by_column.is_standard_layout());
    let mut same = Map::new(column_by_column.clone(), map.elements().to_vec()).unwrap();
    (same.unit, same.pixel_width_um, same.pixel_height_um) = ("counts".into(), Some(4.0), Some(4.0));
    let [rows, columns] = [&map, &same].map(|map| run(physics(), map, &conditions()).unwrap());
    assert_eq!(rows.estimate, columns.estimate);
    let input = |map| {
        let settings = physics();
        network_input(map, (4.0, 4.0), &conditions(), &settings, &Task::new()).unwrap()
    };
    assert_eq!(input(map.element(0)), input(column_by_column.index_axis(Axis(0), 0)));
}

#[test]
fn an_estimate_that_runs_away_is_made_again_on_a_linear_scale() {
    // nearly empty, and a beam stated three times too wide: on a logarithm the sum grew a million times
    let seed = preset("seed-2019").unwrap();
    let sample = draw(Kind::Cells, 300, 300, 1).unwrap();
    let sample = concentrations(sample.view(), &seed).unwrap();
    let counts = simulate(sample.view(), 1.0, &seed, 1).unwrap();
    let mut map = Map::new(counts.insert_axis(Axis(0)), vec!["P".into()]).unwrap().with_pixel_size(5.0, 5.0);
    map.unit = "counts".into();
    let wide = Conditions { beam_size_um: Some(15.0), ..seed };
    let enhanced = run(physics(), &map, &wide).unwrap();
    let element = &enhanced.report.elements[0];
    assert!(element.mean_change.abs() < 0.05, "{}", element.mean_change);
    assert_eq!(element.scale, Curve::Linear);
}

#[test]
fn scales_that_bend_keep_what_is_smooth_and_bridge_missing_values() {
    let conditions = Conditions { sensitivity_counts: 20.0, ..conditions() };
    let sample = draw(Kind::Gradients, 160, 200, 5).unwrap();
    let truth = &sample * conditions.counts_per_concentration() as f32;
    let map = simulate(sample.view(), 1.0, &conditions, 3).unwrap();
    let gaps = Array2::from_shape_fn(map.dim(), |(i, j)| match (i % 3, j % 3) {
        (1, 1) => f32::NAN,
        _ => map[[i, j]],
    });
    for values in [map, gaps] {
        let missed = |scale: Scale| {
            let map = Map::new(values.clone().insert_axis(Axis(0)), vec!["Fe".into()]).unwrap();
            let mut map = map.with_pixel_size(4.0, 4.0);
            map.unit = "counts".into();
            let settings = Settings { scale, missing: Missing::Fill, ..physics() };
            let enhanced = run(settings, &map, &conditions).unwrap();
            rms(&enhanced.estimate.element(0).to_owned(), &truth)
        };
        let linear = missed(Scale::Linear);
        for scale in [Scale::SquareRoot, Scale::Logarithm] {
            let bent = missed(scale);
            assert!(bent < 1.5 * linear, "{scale:?}: {bent}, linear {linear}");
        }
    }
}

#[test]
fn values_missing_here_and_there_cost_a_smooth_map_of_many_counts_little() {
    let conditions = Conditions { sensitivity_counts: 5000.0, flicker_rsd: 0.0, ..conditions() };
    let sample = draw(Kind::Gradients, 160, 200, 5).unwrap();
    let truth = &sample * conditions.counts_per_concentration() as f32;
    let map = simulate(sample.view(), 1.0, &conditions, 3).unwrap();
    let mut gaps = map.clone();
    gaps.slice_mut(s![1..;3, 1..;3]).fill(f32::NAN);
    for scale in [Scale::Linear, Scale::Logarithm] {
        let [whole, with_gaps] = [&map, &gaps].map(|values| {
            let mut map = Map::new(values.clone().insert_axis(Axis(0)), vec!["Fe".into()]).unwrap();
            map.unit = "counts".into();
            let settings = Settings { scale, missing: Missing::Fill, ..physics() };
            let enhanced = run(settings, &map.with_pixel_size(4.0, 4.0), &conditions).unwrap();
            rms(&enhanced.estimate.element(0).to_owned(), &truth)
        });
        assert!(with_gaps < 1.5 * whole, "{scale:?}: {with_gaps}, of all values {whole}");
    }
}

#[test]
fn the_restoration_is_better_than_the_pixels_and_explains_the_measurement() {
    let (map, truths) = measured(60, 70);
    let enhanced = run(physics(), &map, &conditions()).unwrap();
    assert_eq!(enhanced.estimate.values().dim(), (2, 240, 280));
    for (element, truth) in truths.iter().enumerate() {
        let estimate = enhanced.estimate.element(element).to_owned();
        let pixels = map.element(element);
        let nearest = Array2::from_shape_fn(truth.dim(), |(i, j)| pixels[[i / 4, j / 4]]);
        assert!(rms(&estimate, truth) < 0.8 * rms(&nearest, truth));
        let report = &enhanced.report.elements[element];
        assert!((0.8..1.3).contains(&report.chi_square), "{}: {}", report.element, report.chi_square);
        assert!(report.mean_change.abs() < 0.01, "{}", report.mean_change);
        let sd = enhanced.sd.element(element);
        let within = truth.iter().zip(&estimate).zip(sd.iter());
        let share =
            within.filter(|((t, e), sd)| (*t - *e).abs() < 3.0 * **sd).count() as f64 / truth.len() as f64;
        assert!(share > 0.9, "{share}");
    }
    assert_eq!(enhanced.report.method, "physics");
}

#[test]
fn units_names_pixel_size_and_origin_are_kept() {
    let (mut map, _) = measured(20, 21);
    map.origin_um = (100.0, -7.0);
    let enhanced = run(Settings { magnification: 2.0, ..physics() }, &map, &conditions()).unwrap();
    assert_eq!(enhanced.estimate.elements(), ["Fe", "Zn"]);
    assert_eq!(enhanced.estimate.unit, "counts");
    assert_eq!(enhanced.estimate.pixel_size_um().unwrap(), (2.0, 2.0));
    assert_eq!(enhanced.estimate.origin_um, (100.0, -7.0));
}

#[test]
fn oblong_pixels_become_square_on_request() {
    let (map, _) = measured(20, 20);
    let map = map.with_pixel_size(2.0, 4.0);
    let beam = Conditions {
        beam_size_um: Some(4.0),
        pulse_response: Some(PulseResponse::None),
        ..Conditions::default()
    };
    let square = run(Settings { square_pixels: true, magnification: 2.0, ..physics() }, &map, &beam).unwrap();
    assert_eq!(square.estimate.shape(), (80, 40));
    assert_eq!(square.estimate.pixel_size_um().unwrap(), (1.0, 1.0));
}

#[test]
fn missing_values_stay_missing_unless_they_are_to_be_filled() {
    let (map, _) = measured(30, 30);
    let mut values = map.values().clone();
    values[[0, 10, 12]] = f32::NAN;
    let mut holed = Map::new(values, map.elements().to_vec()).unwrap().with_pixel_size(4.0, 4.0);
    holed.unit = "counts".into();
    let kept = run(physics(), &holed, &conditions()).unwrap();
    let missing = kept.estimate.values().iter().filter(|v| v.is_nan()).count();
    assert_eq!(missing, 16, "one measured pixel of the first element");
    assert!(kept.estimate.values()[[0, 41, 49]].is_nan() && kept.sd.values()[[0, 41, 49]].is_nan());
    assert_eq!(kept.report.elements[0].missing_values, 1);
    let filled = run(Settings { missing: Missing::Fill, ..physics() }, &holed, &conditions()).unwrap();
    assert!(filled.estimate.values().iter().all(|v| v.is_finite()));
}

#[test]
fn an_unstated_beam_is_estimated_and_a_wrong_one_is_doubted() {
    let (map, _) = measured(70, 70);
    let blind = run(physics(), &map, &Conditions::default()).unwrap();
    let across = &blind.report.elements[0].widths[0];
    assert!(!across.stated && (2.0..6.5).contains(&across.used_um), "{across:?}");
    let wrong = Conditions { beam_size_um: Some(10.0), ..conditions() };
    let doubted = run(physics(), &map, &wrong).unwrap();
    assert!(
        doubted.report.warnings.iter().any(|w| w.contains("contradict the stated")),
        "{:?}",
        doubted.report.warnings
    );
}

#[test]
fn threads_do_not_change_the_result() {
    let (map, _) = measured(40, 40);
    let with = |threads| run(Settings { threads, ..physics() }, &map, &conditions()).unwrap();
    let (one, four) = (with(1), with(4));
    assert_eq!(one.estimate, four.estimate);
    assert_eq!(one.sd, four.sd);
}

#[test]
fn progress_rises_to_one_and_cancels() {
    let (map, _) = measured(20, 20);
    let enhancer = Enhancer::new(physics(), &Task::new()).unwrap();
    let mut seen = vec![];
    let follow = |listener: &mut dyn FnMut(&Progress<'_>) -> bool| {
        Task::new().follow(listener, |task| enhancer.enhance(&map, &conditions(), task))
    };
    let mut told = |progress: &Progress<'_>| {
        seen.push(progress.fraction);
        true
    };
    follow(&mut told).unwrap();
    assert!(
        seen.windows(2).all(|w| w[0] <= w[1]) && seen[0] == 0.0 && *seen.last().unwrap() == 1.0,
        "{seen:?}"
    );
    seen.dedup(); // it is asked as often as the time allows while the map is examined
    for last in &seen[..seen.len() - 1] {
        let stopped = follow(&mut |progress| progress.fraction < *last);
        assert_eq!(stopped.unwrap_err(), Error::Cancelled);
    }
}

#[test]
fn progress_never_falls_on_a_map_of_several_tiles() {
    let (map, _) = measured(170, 12);
    let mut seen = vec![];
    let settings = Settings { magnification: 1.0, ..physics() };
    let mut told = |progress: &Progress<'_>| {
        seen.push((progress.index.0, progress.fraction));
        true
    };
    let enhancer = Enhancer::new(settings, &Task::new()).unwrap();
    Task::new().follow(&mut told, |task| enhancer.enhance(&map, &conditions(), task)).unwrap();
    assert!(seen.windows(2).all(|w| w[0].1 <= w[1].1), "{seen:?}");
}

#[test]
fn a_cancelled_task_ends_before_anything_is_done() {
    let (map, _) = measured(10, 10);
    let task = Task::new();
    task.cancel();
    let stopped = Enhancer::new(physics(), &Task::new()).unwrap().enhance(&map, &conditions(), &task);
    assert_eq!(stopped.unwrap_err(), Error::Cancelled);
}

#[test]
fn tiny_and_odd_maps_are_enhanced() {
    for (lines, pixels) in [(1, 1), (1, 40), (40, 1), (2, 3)] {
        for value in [0.0, 5.0, -3.0, 1e-30, 1e30] {
            let mut values = Array3::from_elem((1, lines, pixels), value);
            values[[0, 0, 0]] *= 1.5;
            let map = Map::new(values, vec!["X".into()]).unwrap().with_pixel_size(4.0, 4.0);
            let enhanced = run(physics(), &map, &Conditions::default()).unwrap();
            assert_eq!(enhanced.estimate.shape(), (4 * lines, 4 * pixels));
            assert!(enhanced.estimate.values().iter().all(|v| v.is_finite()), "{lines} x {pixels}, {value}");
        }
    }
}

#[test]
fn hostile_maps_are_refused_with_a_sentence() {
    let nan = Map::new(Array3::from_elem((1, 5, 5), f32::NAN), vec!["Ba".into()])
        .unwrap()
        .with_pixel_size(4.0, 4.0);
    assert_eq!(
        run(physics(), &nan, &Conditions::default()).unwrap_err().to_string(),
        "Ba: every value is missing"
    );
    let (mut map, _) = measured(5, 5);
    map.pixel_width_um = None;
    assert!(matches!(run(physics(), &map, &conditions()), Err(Error::Missing { .. })));
    let huge = Map::new(Array3::zeros((1, 9000, 9000)), vec!["Ba".into()]).unwrap().with_pixel_size(4.0, 4.0);
    let error =
        run(Settings { magnification: 16.0, ..physics() }, &huge, &Conditions::default()).unwrap_err();
    assert!(error.to_string().contains("lower the magnification"), "{error}");
    assert!(Enhancer::new(Settings { magnification: f64::NAN, ..physics() }, &Task::new()).is_err());
    let (map, _) = measured(5, 5);
    let other = Conditions { line_spacing_um: Some(9.0), ..conditions() };
    assert!(matches!(run(physics(), &map, &other), Err(Error::Contradiction(_))));
}

#[test]
fn the_network_improves_on_the_restoration_of_phantoms_it_never_saw() {
    if std::env::var_os("LAMAP_ONNXRUNTIME").is_none() {
        eprintln!("skipped: LAMAP_ONNXRUNTIME does not name an ONNX Runtime");
        return;
    }
    let (map, truths) = measured(80, 80);
    let restored = run(physics(), &map, &conditions()).unwrap();
    let settings = Settings { method: Method::Unet, ..Settings::default() };
    let refined = run(settings.clone(), &map, &conditions()).unwrap();
    let mut ratios = 0.0;
    for (element, truth) in truths.iter().enumerate() {
        let (before, after) =
            (restored.estimate.element(element).to_owned(), refined.estimate.element(element).to_owned());
        ratios += (rms(&after, truth) / rms(&before, truth)).ln();
        let report = &refined.report.elements[element];
        let range = 0.7 * (1.0 - report.used_freedom)..1.3;
        assert!(
            range.contains(&report.chi_square),
            "{}: {} not in {range:?}",
            report.element,
            report.chi_square
        );
    }
    assert!(ratios < 0.0, "the network made both elements together worse: {ratios}");
    assert_eq!((refined.report.method, refined.report.device.as_str()), ("unet", "cpu"));
    let tiled = run(Settings { tile: 160, ..settings }, &map, &conditions()).unwrap();
    let range = truths[0].iter().copied().fold(0.0f32, f32::max);
    for (a, b) in tiled.estimate.values().iter().zip(refined.estimate.values()) {
        assert!((a - b).abs() <= 1e-4 * range, "tiles show: {a} {b}");
    }
}

/// Cells whose concentrations span three decades, `bright` counts of a pulse in the brightest, as 4 µm pixels of `scale` a
/// count, and the truth in that unit.
fn wide_range(bright: f64, scale: f32) -> (Map, Array2<f32>) {
    let sample = draw(Kind::Cells, 240, 260, 11).unwrap().mapv(|c| 10f32.powf(3.0 * (c - 1.0)));
    let conditions = Conditions { sensitivity_counts: bright, ..conditions() };
    let counts = simulate(sample.view(), 1.0, &conditions, 3).unwrap() * scale;
    let map = Map::new(counts.insert_axis(Axis(0)), vec!["Zn".into()]).unwrap().with_pixel_size(4.0, 4.0);
    let truth = sample * (conditions.counts_per_concentration() as f32 * scale);
    (map, truth)
}

/// Root mean square difference of the logarithms of two images, inside a border.
fn log_error(a: &Array2<f32>, b: &Array2<f32>, least: f32) -> f64 {
    let inside = ndarray::s![8..a.nrows() - 8, 8..a.ncols() - 8];
    let logarithm = |image: &Array2<f32>| image.slice(inside).mapv(|v| v.max(least).log10());
    rms(&logarithm(a), &logarithm(b))
}

#[test]
fn faint_and_bright_parts_of_three_decades_are_restored() {
    let (mut map, truth) = wide_range(10_000.0, 1.0);
    map.unit = "counts".into();
    let of = |scale: Scale| run(Settings { scale, ..physics() }, &map, &conditions()).unwrap();
    let (auto, linear) = (of(Scale::Auto), of(Scale::Linear));
    let error = |enhanced: &Enhanced| log_error(&enhanced.estimate.element(0).to_owned(), &truth, 1.0);
    let pixels = map.element(0).to_owned();
    let nearest = Array2::from_shape_fn(truth.dim(), |(i, j)| pixels[[i / 4, j / 4]]);
    assert!(error(&auto) < 0.7 * error(&linear), "{} {}", error(&auto), error(&linear));
    let of_pixels = log_error(&nearest, &truth, 1.0);
    assert!(error(&auto) < 0.9 * of_pixels, "{} {of_pixels}", error(&auto));
    let element = &auto.report.elements[0];
    assert_eq!((element.scale, linear.report.elements[0].scale), (Curve::Logarithm, Curve::Linear));
    assert!(auto.estimate.values().iter().all(|value| *value >= 0.0));
    assert!(element.decades.len() >= 3 && element.decades.iter().all(|decade| decade.pixels > 0));
    assert!(auto.report.warnings.is_empty(), "{:?}", auto.report.warnings);
}

#[test]
fn intervals_hold_in_every_decade_of_brightness() {
    let (mut map, truth) = wide_range(10_000.0, 1.0);
    map.unit = "counts".into();
    let enhanced = run(physics(), &map, &conditions()).unwrap();
    let (estimate, sd) = (enhanced.estimate.element(0), enhanced.sd.element(0));
    for decade in 1..4 {
        let within = truth.indexed_iter().filter(|(_, t)| t.log10().floor() as i32 == decade);
        let held = within.map(|(at, t)| (t - estimate[at]).abs() <= 1.645 * sd[at]);
        let (held, all) = held.fold((0, 0), |(held, all), holds| (held + usize::from(holds), all + 1));
        let share = f64::from(held as u32) / f64::from(all as u32);
        assert!((0.8..=0.99).contains(&share), "decade {decade}: {share} of {all}");
    }
}

#[test]
fn a_map_in_cps_is_enhanced_as_its_counts_are() {
    let (mut counts, _) = wide_range(500.0, 1.0);
    counts.unit = "counts".into();
    let of_counts = run(physics(), &counts, &conditions()).unwrap();
    let (mut rates, _) = wide_range(500.0, 25.0);
    rates.unit = "cps".into();
    let stated = Settings { dwell_time_s: Some(0.04), ..physics() };
    let of_rates = run(stated, &rates, &conditions()).unwrap();
    let count = of_rates.report.elements[0].count.unwrap();
    assert_eq!((count.worth, count.source), (25.0, CountSource::Time));
    let scaled = of_counts.estimate.values() * 25.0;
    let worst = (of_rates.estimate.values() - &scaled).fold(0.0f32, |worst, d| worst.max(d.abs()));
    assert!(worst < 2e-3 * scaled.fold(0.0f32, |most, v| most.max(*v)), "{worst}");
}
