// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laws of the signal: responses, variance, drift, channels, detectors; each with its tolerance.

use crate::RESPONSES;
use lamap::Error;
use lamap::ablation::{
    expected, expected_elements, simulate, simulate_elements, variance, variance_elements,
};
use lamap::conditions::{
    AcquisitionMode, Alignment, Channel, Conditions, Detector, Edge, FlickerDistribution, FlickerStage,
    OutputUnit, PulseResponse, Response, ResponseTable, WashoutDefinition,
};
use ndarray::{Array2, Array3, Axis, s};

fn uniform(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_elem((rows, columns), 1.0)
}

fn with_response(response: PulseResponse) -> Conditions {
    Conditions {
        beam_size_um: Some(5.0),
        pulse_response: Some(response),
        response_table: Some(ResponseTable {
            times_s: vec![0.002, 0.01, 0.04],
            cumulative: vec![0.0, 0.7, 1.0],
        }),
        ..Conditions::default()
    }
}

#[test]
fn every_response_keeps_all_counts_and_the_place() {
    // an object far from the edges; the scan runs on until the washout is over
    let mut sample = Array2::zeros((10, 600));
    sample.slice_mut(s![.., 200..220]).fill(3.0f32);
    for response in RESPONSES {
        let conditions = Conditions { edge: Edge::Zero, ..with_response(response) };
        let map = expected(sample.view(), 1.0, &conditions).unwrap();
        let counted: f64 = map.iter().map(|v| f64::from(*v)).sum();
        let amount = 50.0 * 5.0 * f64::from(sample.sum()) / 25.0;
        assert!((counted / amount - 1.0).abs() < 1e-5, "{response:?}: {counted} {amount}");
        let line = map.row(0);
        let moment: f32 = line.iter().enumerate().map(|(j, v)| (j as f32 + 0.5) * 5.0 * v).sum();
        assert!((moment / line.sum() - 210.0).abs() < 0.1, "{response:?} lies at {}", moment / line.sum());
    }
}

#[test]
fn the_variance_of_many_maps_is_the_law() {
    // a uniform sample, so the pixels of all lines are draws of one law: 300 lines of 60 pixels
    let base = with_response(PulseResponse::Gamma);
    let loud = Conditions { flicker_rsd: 0.15, ..base.clone() };
    let cases = [
        loud.clone(),
        Conditions { detector: Detector::Tof, single_ion_sigma: 0.6, ..loud.clone() },
        Conditions { flicker_distribution: FlickerDistribution::Gamma, ..loud.clone() },
        Conditions { flicker_stage: FlickerStage::Pixel, gas_blank_cps: 1000.0, ..loud.clone() },
        Conditions { drift_rsd: 0.1, drift_time_s: 0.05, ..loud.clone() },
        Conditions { dead_time_s: 2e-5, ..loud.clone() },
        Conditions { output_unit: OutputUnit::Cps, ..loud.clone() },
        Conditions { detector: Detector::Camera, detector_gain: 4.0, readout_noise: 30.0, ..loud },
    ];
    for conditions in cases {
        let sample = uniform(1500, 300);
        let map = simulate(sample.view(), 1.0, &conditions, 8).unwrap().mapv(f64::from);
        let law = variance(sample.view(), 1.0, &conditions).unwrap().mapv(f64::from);
        let mean = expected(sample.view(), 1.0, &conditions).unwrap().mapv(f64::from);
        let found = (&map - &mean).mapv(|v| v * v).mean().unwrap();
        let ratio = found / law.mean().unwrap();
        // 18 000 pixels, neighbours a little alike: five standard errors
        assert!((ratio - 1.0).abs() < 0.09, "{ratio} for {conditions:?}");
    }
}

#[test]
fn gains_of_lines_and_drift_have_their_deviations() {
    let base = Conditions { sensitivity_counts: 1e6, ..with_response(PulseResponse::None) };
    let lines = Conditions { line_gain_rsd: 0.04, ..base.clone() };
    let map = simulate(uniform(5000, 20).view(), 1.0, &lines, 3).unwrap();
    let gains = map.mean_axis(Axis(1)).unwrap().mapv(|v| f64::from(v) / 5e6);
    let deviation = gains.mapv(|v| (v - 1.0).powi(2)).mean().unwrap().sqrt();
    assert!((deviation - 0.04).abs() < 5.0 * 0.04 / 2000f64.sqrt(), "{deviation}");
    assert!((gains.mean().unwrap() - 1.0).abs() < 5.0 * 0.04 / 1000f64.sqrt());
}

#[test]
fn one_source_of_noise_never_changes_the_draws_of_another() {
    // next to nothing of each source: if it took draws from counting, the counts would differ
    let quiet = with_response(PulseResponse::Gamma);
    let tiny = 1e-13;
    let sample = uniform(60, 90);
    let counts = |conditions: &Conditions| simulate(sample.view(), 1.0, conditions, 5).unwrap();
    for conditions in [
        Conditions { flicker_rsd: tiny, ..quiet.clone() },
        Conditions { drift_rsd: tiny, ..quiet.clone() },
        Conditions { line_gain_rsd: tiny, ..quiet.clone() },
        Conditions { detector: Detector::Tof, single_ion_sigma: 0.0, ..quiet.clone() },
        Conditions { detector: Detector::Camera, readout_noise: tiny, ..quiet.clone() },
    ] {
        assert_eq!(counts(&conditions), counts(&quiet), "{conditions:?}");
    }
}

fn elements() -> Array3<f32> {
    Array3::from_shape_fn((3, 40, 60), |(e, i, j)| ((i * 7 + j * (3 + e)) % 11) as f32 / 5.0)
}

fn noisy() -> Conditions {
    Conditions {
        flicker_rsd: 0.1,
        drift_rsd: 0.05,
        line_gain_rsd: 0.02,
        ..with_response(PulseResponse::Gamma)
    }
}

#[test]
fn the_first_of_many_elements_is_that_element_alone() {
    let samples = elements();
    let together = simulate_elements(samples.view(), 1.0, &noisy(), 4).unwrap();
    let alone = simulate(samples.index_axis(Axis(0), 0), 1.0, &noisy(), 4).unwrap();
    assert_eq!(together.index_axis(Axis(0), 0), alone);
    // with the values of the conditions as its channel nothing changes
    let channels = vec![Channel::default(); 3];
    let stated = Conditions { channels, ..noisy() };
    assert_eq!(simulate_elements(samples.view(), 1.0, &stated, 4).unwrap(), together);
}

#[test]
fn elements_share_the_laser_and_count_alone() {
    let samples = Array3::ones((2, 500, 300));
    let correlation = |conditions: &Conditions| {
        let maps = simulate_elements(samples.view(), 1.0, conditions, 6).unwrap().mapv(f64::from);
        let centred = |e| {
            let map = maps.index_axis(Axis(0), e).to_owned();
            let mean = map.mean().unwrap();
            map - mean
        };
        let (a, b) = (centred(0), centred(1));
        (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt()
    };
    let counting = with_response(PulseResponse::None);
    assert!(correlation(&counting).abs() < 4.0 / 6000f64.sqrt(), "counting is independent");
    let bright = Conditions { sensitivity_counts: 1e7, flicker_rsd: 0.1, ..counting.clone() };
    assert!(correlation(&bright) > 0.99, "Flicker noise is shared");
    let own = Channel { sensitivity_counts: Some(1e7), flicker_rsd: 0.1, ..Channel::default() };
    let own = Conditions { channels: vec![own; 2], ..counting };
    assert!(correlation(&own).abs() < 4.0 / 6000f64.sqrt(), "Flicker noise of a channel is its own");
}

#[test]
fn many_elements_do_not_depend_on_threads() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| simulate_elements(elements().view(), 1.0, &noisy(), 4).unwrap())
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn sequential_channels_are_skewed_along_the_scan() {
    // an object seen by two channels half an acquisition time apart: half a pixel
    let mut sample = Array3::zeros((2, 5, 400));
    sample.slice_mut(s![.., .., 150..170]).fill(1.0f32);
    let conditions = Conditions {
        repetition_rate_hz: 1000.0,
        acquisition_mode: AcquisitionMode::Sequential,
        channels: vec![Channel { dwell_s: Some(0.02), settling_s: 0.005, ..Channel::default() }; 2],
        ..with_response(PulseResponse::Exponential)
    };
    let maps = expected_elements(sample.view(), 1.0, &conditions).unwrap();
    let centre = |e: usize| {
        let line = maps.slice(s![e, 0, ..]);
        line.iter().enumerate().map(|(j, v)| j as f32 * 5.0 * v).sum::<f32>() / line.sum()
    };
    assert!((centre(0) - centre(1) - 2.5).abs() < 0.05, "{}", centre(0) - centre(1));
    let counted = maps.slice(s![0, 0, ..]).sum() / (50.0 * 50.0 * 4.0);
    assert!((counted - 0.4).abs() < 0.01, "a channel sees 20 ms of 50: {counted}");
}

#[test]
fn short_dwell_times_alias_with_the_pulses() {
    // RSD² = 2 sum_h sinc²(h f dwell) / (1 + (2 pi h f tau)²) for a phase that wanders over all values
    let (rate, period, dwell, tau) = (100.0f64, 0.0243f64, 0.0131f64, 0.004f64);
    let conditions = Conditions {
        repetition_rate_hz: rate,
        acquisition_time_s: period,
        response_scale_s: tau,
        acquisition_mode: AcquisitionMode::Sequential,
        alignment: Alignment::Centred,
        channels: vec![Channel { dwell_s: Some(dwell), ..Channel::default() }],
        ..with_response(PulseResponse::Exponential)
    };
    let map = expected_elements(Array3::ones((1, 5, 5000)).view(), 1.0, &conditions).unwrap();
    let values = map.mapv(f64::from);
    let mean = values.mean().unwrap();
    let rsd = values.mapv(|v| (v - mean).powi(2)).mean().unwrap().sqrt() / mean;
    assert!((mean / (50.0 * rate * dwell) - 1.0).abs() < 1e-3, "{mean}");
    let term = |h: f64| {
        let x = std::f64::consts::PI * h * rate * dwell;
        (x.sin() / x).powi(2) / (1.0 + (2.0 * std::f64::consts::PI * h * rate * tau).powi(2))
    };
    let law = (2.0 * (1..200).map(|h| term(f64::from(h))).sum::<f64>()).sqrt();
    assert!((rsd / law - 1.0).abs() < 0.02, "{rsd} {law}");
}

#[test]
fn a_channel_may_have_a_response_of_its_own() {
    let gas = Conditions { gas_fraction: 0.8, ..with_response(PulseResponse::TwoPhase) };
    let slow = Channel { response: Some(Response::new(&gas).unwrap()), ..Channel::default() };
    let conditions =
        Conditions { channels: vec![Channel::default(), slow], ..with_response(PulseResponse::Gamma) };
    let mut sample = Array3::zeros((2, 5, 300));
    sample.slice_mut(s![.., .., 100..110]).fill(1.0f32);
    let maps = expected_elements(sample.view(), 1.0, &conditions).unwrap();
    let total = |e: usize| maps.index_axis(Axis(0), e).sum();
    assert!((total(0) / total(1) - 1.0).abs() < 1e-4, "no counts are lost");
    let centre = |e: usize| {
        let line = maps.slice(s![e, 0, ..]);
        line.iter().enumerate().map(|(j, v)| j as f32 * 5.0 * v).sum::<f32>() / line.sum()
    };
    // 80 % come as gas, after 53.4 ms instead of 30 ms, at 100 µm/s
    assert!((centre(1) - centre(0) - 0.8 * 2.34).abs() < 0.05, "but later: {}", centre(1) - centre(0));
}

#[test]
fn a_washout_time_gives_the_scale() {
    let stated = Conditions {
        washout_time_s: Some(0.1),
        washout_definition: WashoutDefinition::Width10Percent,
        ..with_response(PulseResponse::Exponential)
    };
    let response = Response::new(&stated).unwrap();
    assert!((response.mean_s() - 0.1 / 10f64.ln()).abs() < 1e-12);
}

#[test]
fn hostile_conditions_are_refused() {
    let refused = |conditions: Conditions, word: &str| {
        let text = simulate(uniform(10, 10).view(), 1.0, &conditions, 1).unwrap_err().to_string();
        assert!(text.contains(word), "{text}");
    };
    let base = || with_response(PulseResponse::Gamma);
    refused(Conditions { response_rise_s: f64::NAN, ..base() }, "response_rise_s");
    refused(Conditions { gas_fraction: 1.5, ..base() }, "gas_fraction = 1.5 is out of range 0 to 1");
    refused(Conditions { washout_time_s: Some(-1.0), ..base() }, "washout_time_s = -1 s");
    refused(Conditions { drift_rsd: -0.1, ..base() }, "drift_rsd");
    refused(Conditions { response_table: None, ..with_response(PulseResponse::Table) }, "response_table");
    refused(
        Conditions { flicker_distribution: FlickerDistribution::Normal, flicker_rsd: 0.5, ..base() },
        "0 to 0.2",
    );
    refused(Conditions { acquisition_mode: AcquisitionMode::Sequential, ..base() }, "channels");
    refused(Conditions { channels: vec![Channel::default(); 2], ..base() }, "2 elements");
    refused(Conditions { detector: Detector::Tof, dead_time_s: 1e-8, ..base() }, "dead_time_s");
    let empty = Array3::<f32>::zeros((0, 5, 5));
    assert!(matches!(simulate_elements(empty.view(), 1.0, &base(), 1), Err(Error::Data(_))));
    let mut samples = Array3::<f32>::ones((2, 5, 5));
    samples[[1, 2, 3]] = f32::NAN;
    let text = variance_elements(samples.view(), 1.0, &base()).unwrap_err().to_string();
    assert!(text.contains("element 1 at row 2, column 3"), "{text}");
}
