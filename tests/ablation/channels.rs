// SPDX-License-Identifier: MIT OR Apache-2.0
//! Laws of measurements of several elements, under random responses, dwell times and sensitivities.

use crate::RESPONSES;
use lamap::ablation::{expected_elements, simulate_elements};
use lamap::conditions::{
    AcquisitionMode, Alignment, Channel, Conditions, Response, ResponseTable, ScanDirection, Tail,
};
use lamap::stream::{Purpose, Stream};
use ndarray::{Array3, s};
use rand_core::Rng;

/// Random numbers for one trial.
struct Draws(Stream);

impl Draws {
    fn new(law: usize, trial: usize) -> Self {
        Self(Stream::new(2027, Purpose::Phantom, law, trial))
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * f64::from(self.0.next_u32()) / f64::from(u32::MAX)
    }

    fn samples(&mut self) -> Array3<f32> {
        Array3::from_shape_fn((3, 30, 40), |_| self.between(0.0, 3.0) as f32)
    }

    /// Conditions with a response of a random kind.
    fn response(&mut self) -> Conditions {
        let rise_s = self.between(0.001, 0.004);
        Conditions {
            pulse_response: Some(RESPONSES[self.0.next_u32() as usize % RESPONSES.len()]),
            response_scale_s: self.between(0.002, 0.03),
            response_shape: self.between(1.0, 4.0),
            response_rise_s: rise_s,
            response_center_s: 7.0 * rise_s,
            response_sigma: self.between(0.2, 0.8),
            gas_fraction: self.between(0.1, 0.9),
            transport_delay_s: self.between(0.0, 0.02),
            response_table: Some(ResponseTable {
                times_s: vec![0.001, self.between(0.002, 0.02), 0.04],
                cumulative: vec![0.0, self.between(0.1, 0.9), 1.0],
            }),
            ..Conditions::default()
        }
    }

    /// Noisy conditions with three channels, each with a response of its own.
    fn conditions(&mut self, acquisition_mode: AcquisitionMode) -> Conditions {
        let sequential = acquisition_mode == AcquisitionMode::Sequential;
        let mut channel = |_| Channel {
            sensitivity_counts: Some(self.between(1.0, 200.0)),
            dwell_s: sequential.then(|| self.between(0.004, 0.012)),
            flicker_rsd: self.between(0.0, 0.2),
            response: Some(Response::new(&self.response()).unwrap()),
            ..Channel::default()
        };
        let channels = (0..3).map(&mut channel).collect();
        Conditions {
            beam_size_um: Some(self.between(2.0, 9.0)),
            line_spacing_um: Some(5.0),
            scan_speed_um_s: Some(100.0),
            repetition_rate_hz: self.between(30.0, 150.0),
            scan_direction: ScanDirection::OneWay,
            acquisition_mode,
            flicker_rsd: self.between(0.0, 0.2),
            gas_blank_cps: 0.0,
            channels,
            ..self.response()
        }
    }
}

const MODES: [AcquisitionMode; 2] = [AcquisitionMode::Simultaneous, AcquisitionMode::Sequential];

#[test]
fn every_element_is_linear_and_does_not_see_the_others() {
    for trial in 0..20 {
        let mut draws = Draws::new(1, trial);
        let (samples, conditions) = (draws.samples(), draws.conditions(MODES[trial % 2]));
        let whole = expected_elements(samples.view(), 1.0, &conditions).unwrap();
        let mut changed = samples.clone();
        changed.slice_mut(s![1, .., ..]).mapv_inplace(|v| 4.0 * v);
        let other = expected_elements(changed.view(), 1.0, &conditions).unwrap();
        assert_eq!(whole.slice(s![0, .., ..]), other.slice(s![0, .., ..]), "{conditions:?}");
        // a power of two is exact in every step
        assert_eq!(
            whole.slice(s![1, .., ..]).mapv(|v| 4.0 * v),
            other.slice(s![1, .., ..]),
            "{conditions:?}"
        );
    }
}

#[test]
fn every_response_keeps_all_that_is_ablated() {
    for trial in 0..20 {
        let mut draws = Draws::new(2, trial);
        let sample = draws.samples();
        let mut conditions = draws.conditions(AcquisitionMode::Simultaneous);
        (conditions.tail, conditions.alignment) = (Tail::Keep, Alignment::Raw);
        conditions.channels.iter_mut().for_each(|channel| channel.sensitivity_counts = Some(50.0));
        let mut samples = sample.clone();
        (1..3).for_each(|e| samples.slice_mut(s![e, .., ..]).assign(&sample.slice(s![0, .., ..])));
        let map = expected_elements(samples.view(), 1.0, &conditions).unwrap().mapv(f64::from);
        let sums = map.outer_iter().map(|map| map.sum()).collect::<Vec<_>>();
        // single precision of the map, 1e-9 of a tail that is left out
        assert!(sums.iter().all(|sum| (sum / sums[0] - 1.0).abs() < 1e-6), "{sums:?} {conditions:?}");
    }
}

#[test]
fn neither_threads_nor_a_cut_change_a_count() {
    for trial in 0..16 {
        let mut draws = Draws::new(3, trial);
        let (samples, mut conditions) = (draws.samples(), draws.conditions(MODES[trial % 2]));
        conditions.alignment = Alignment::Seed;
        let with = |threads, rows: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let samples = samples.slice(s![.., ..rows, ..]);
            pool.install(|| simulate_elements(samples, 1.0, &conditions, 3).unwrap())
        };
        let whole = with(1, 30);
        assert_eq!(whole, with(3, 30), "{conditions:?}");
        let lines = 2; // those whose beams end above row 20
        assert_eq!(
            whole.slice(s![.., ..lines, ..]),
            with(2, 20).slice(s![.., ..lines, ..]),
            "{conditions:?}"
        );
    }
}
