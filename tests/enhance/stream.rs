// SPDX-License-Identifier: MIT OR Apache-2.0
//! A map whose lines arrive one after the other.

use lamap::ablation::simulate;
use lamap::conditions::Conditions;
use lamap::enhance::{Enhanced, Enhancer, MapStream, Method, Planned, Settings};
use lamap::phantom::{Kind, draw};
use lamap::{Error, Map, Task};
use ndarray::{Array2, Array3, ArrayView2, Axis, s, stack};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Share of the range by which a picture may differ from the enhancement of all lines on average: noise and prior were found from half
/// of them.
const PICTURE: f32 = 0.01;
const PICTURE_SD: f32 = 0.1;
const LINES: usize = 70;
const PIXELS: usize = 60;

fn conditions() -> Conditions {
    Conditions {
        beam_size_um: Some(3.0),
        sensitivity_counts: 400.0,
        flicker_rsd: 0.03,
        ..Conditions::default()
    }
}

/// Two elements, the second of them with a hole and a line of nothing.
fn counts() -> Array3<f32> {
    let drawn = |kind, seed| {
        let sample = draw(kind, 3 * LINES, 3 * PIXELS, seed).unwrap();
        simulate(sample.view(), 1.0, &conditions(), seed).unwrap()
    };
    let (first, second) = (drawn(Kind::Grains, 1), drawn(Kind::Cells, 2));
    let mut counts = stack![Axis(0), first, second];
    counts.slice_mut(s![1, 20..23, 30]).fill(f32::NAN);
    counts.slice_mut(s![1, 40, ..]).fill(f32::NAN);
    counts
}

fn enhancer(magnification: f64) -> Arc<Enhancer> {
    let settings = Settings { method: Method::Physics, magnification, ..Settings::default() };
    Arc::new(Enhancer::new(settings, &Task::new()).unwrap())
}

fn planned(lines: usize) -> Planned {
    let elements = vec!["Zn66".into(), "P31".into()];
    Planned {
        elements,
        lines,
        pixels: PIXELS,
        pixel_um: (3.0, 3.0),
        unit: "counts".into(),
        origin_um: (7.0, 0.0),
    }
}

fn stream(magnification: f64) -> MapStream {
    MapStream::open(enhancer(magnification), conditions(), planned(LINES)).unwrap()
}

fn push(stream: &MapStream, counts: &Array3<f32>, lines: std::ops::Range<usize>) {
    for line in lines {
        stream.push_line(line, counts.slice(s![.., line, ..])).unwrap();
    }
}

/// What the batch gives of so many lines.
fn batch(magnification: f64, counts: &Array3<f32>, lines: usize) -> Enhanced {
    let plan = planned(lines);
    let mut map = Map::new(counts.slice(s![.., ..lines, ..]).to_owned(), plan.elements).unwrap();
    map = map.with_pixel_size(3.0, 3.0);
    (map.unit, map.origin_um) = (plan.unit, plan.origin_um);
    enhancer(magnification).enhance(&map, &conditions(), &Task::new()).unwrap()
}

/// Root mean square difference of two elements over the range of the second, where both are known.
fn apart(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> f32 {
    assert_eq!(a.dim(), b.dim());
    let both: Vec<(f32, f32)> =
        a.iter().copied().zip(b.iter().copied()).filter(|(a, b)| !(a + b).is_nan()).collect();
    let (low, high) =
        both.iter().fold((f32::MAX, f32::MIN), |(low, high), (_, b)| (low.min(*b), high.max(*b)));
    let squares: f32 = both.iter().map(|(a, b)| (a - b).powi(2)).sum();
    (squares / both.len() as f32).sqrt() / (high - low)
}

#[test]
fn the_end_is_the_enhancement_of_all_lines() {
    let counts = counts();
    let stream = stream(3.0);
    push(&stream, &counts, 0..LINES);
    let (end, whole) = (stream.finish(&Task::new()).unwrap(), batch(3.0, &counts, LINES));
    let bits = |map: &Map| map.values().mapv(f32::to_bits);
    assert!(bits(&end.estimate) == bits(&whole.estimate));
    assert!(bits(&end.sd) == bits(&whole.sd));
    assert_eq!((end.estimate.origin_um, &*end.estimate.unit), ((7.0, 0.0), "counts"));
}

#[test]
fn a_picture_grows_and_is_near_the_enhancement_of_what_has_arrived() {
    let counts = counts();
    for (magnification, arrivals) in [(2.0, vec![6, 33, 64, LINES]), (2.5, vec![33])] {
        let (stream, mut before) = (stream(magnification), 0);
        for lines in arrivals {
            push(&stream, &counts, before..lines);
            before = lines;
            let latest = stream.settled().unwrap();
            let rows = (lines as f64 * magnification).round() as usize;
            assert_eq!(
                latest.estimate.dim(),
                (2, (LINES as f64 * magnification) as usize, (PIXELS as f64 * magnification) as usize)
            );
            assert!(latest.estimate.slice(s![.., rows.., ..]).iter().all(|value| value.is_nan()));
            if lines == 6 {
                assert_eq!(latest.lines, 0, "too few to tell noise and prior");
                continue;
            }
            assert_eq!(latest.lines, lines);
            let whole = batch(magnification, &counts, lines);
            for element in 0..2 {
                for (ours, all, most) in
                    [(&latest.estimate, &whole.estimate, PICTURE), (&latest.sd, &whole.sd, PICTURE_SD)]
                {
                    let ours = ours.slice(s![element, ..all.shape().0, ..]);
                    let apart = apart(ours, all.element(element));
                    assert!(apart < most, "x{magnification} {lines} lines, element {element}: {apart}");
                }
                let holes = |map: ArrayView2<'_, f32>| map.mapv(f32::is_nan);
                assert_eq!(
                    holes(latest.estimate.slice(s![element, ..whole.estimate.shape().0, ..])),
                    holes(whole.estimate.element(element))
                );
            }
        }
    }
}

#[test]
fn a_run_that_breaks_off_gives_what_has_arrived() {
    let counts = counts();
    let stream = stream(2.0);
    assert_eq!(stream.finish(&Task::new()).unwrap_err(), Error::Data("no line has arrived".into()));
    push(&stream, &counts, 0..25);
    let refused = stream.push_line(27, counts.slice(s![.., 27, ..])).unwrap_err().to_string();
    assert!(refused.starts_with("line 27 came before line 25"), "{refused}");
    let cancelled = Task::new();
    cancelled.cancel();
    assert_eq!(stream.finish(&cancelled).unwrap_err(), Error::Cancelled);
    push(&stream, &counts, 25..26);
    let end = stream.finish(&Task::new()).unwrap();
    let bits = |map: &Map| map.values().mapv(f32::to_bits);
    assert!(bits(&end.estimate) == bits(&batch(2.0, &counts, 26).estimate));
}

#[test]
fn an_element_of_nothing_stays_empty_and_the_others_are_shown() {
    let mut counts = counts();
    counts.slice_mut(s![1, .., ..]).fill(f32::NAN);
    let stream = stream(2.0);
    push(&stream, &counts, 0..LINES);
    let latest = stream.settled().unwrap();
    assert_eq!(latest.lines, LINES);
    assert!(latest.estimate.slice(s![0, .., ..]).iter().all(|value| value.is_finite()));
    assert!(latest.estimate.slice(s![1, .., ..]).iter().all(|value| value.is_nan()));
}

#[test]
fn what_cannot_be_enhanced_is_refused_before_the_first_line() {
    let open = |planned| MapStream::open(enhancer(4.0), conditions(), planned).err().unwrap().to_string();
    assert!(open(Planned { lines: 0, ..planned(9) }).contains("2 elements, 0 lines, 60 pixels"));
    assert!(open(Planned { pixel_um: (0.0, 3.0), ..planned(9) }).contains("pixel_width_um = 0 µm"));
    assert!(
        open(Planned { lines: 200_000, pixels: 20_000, ..planned(9) }).contains("lower the magnification")
    );
}

#[test]
fn counts_below_zero_are_refused_as_they_arrive() {
    let stream = MapStream::open(enhancer(4.0), conditions(), planned(9)).unwrap();
    let line = |value: f32| Array2::from_elem((2, 60), value);
    stream.push_line(0, line(3.0).view()).unwrap();
    let refused = stream.push_line(1, line(-5.0).view()).unwrap_err().to_string();
    assert!(refused.contains("the least value is -5, and counts are never below 0"), "{refused}");
    assert_eq!(stream.arrived(), 1);
}

#[test]
fn a_stream_that_is_dropped_gives_up_at_once() {
    let counts = Array2::from_shape_fn((2, 400), |(element, pixel)| (element * 100 + pixel % 50) as f32);
    let plan = Planned { pixels: 400, ..planned(400) };
    let stream = MapStream::open(enhancer(4.0), conditions(), plan).unwrap();
    (0..400).for_each(|line| stream.push_line(line, counts.view()).unwrap());
    let begun = Instant::now();
    drop(stream);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
