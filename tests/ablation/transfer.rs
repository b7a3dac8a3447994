// SPDX-License-Identifier: MIT OR Apache-2.0
//! What theory says of contrast and edges, against the simulated scan.

use lamap::ablation::{expected, transfer};
use lamap::conditions::{Conditions, Edge, PulseResponse};
use lamap::phantom::{Kind, draw};
use ndarray::{Array1, Array2, s};
use std::f64::consts::{PI, TAU};

/// Pulses so close that the beam averages over them, and a response that smears by 2 µm.
fn dense() -> Conditions {
    Conditions {
        beam_size_um: Some(5.0),
        line_spacing_um: Some(5.0),
        repetition_rate_hz: 8000.0,
        scan_speed_um_s: Some(100.0),
        acquisition_time_s: 0.05,
        pulse_response: Some(PulseResponse::Gamma),
        response_scale_s: 0.01,
        response_shape: 2.0,
        transport_delay_s: 0.003,
        sensitivity_counts: 1.0,
        ..Conditions::default()
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Least and largest contrast that pixels away from the rim keep of a wave, by two waves a quarter period apart.
fn kept(
    conditions: &Conditions,
    (nu_x, nu_y): (f64, f64),
    (rows, columns, pixel_um): (usize, usize, f64),
) -> (f64, f64) {
    // a sample pixel holds the mean of the wave over its area
    let mean = sinc(nu_x * pixel_um) * sinc(nu_y * pixel_um);
    let map = |phase: f64| {
        let at = |i: usize| (i as f64 + 0.5) * pixel_um;
        let wave = |(i, j): (usize, usize)| {
            (1.0 + mean * (TAU * (nu_x * at(j) + nu_y * at(i)) + phase).cos()) as f32
        };
        let sample = Array2::from_shape_fn((rows, columns), wave);
        let counts = expected(sample.view(), pixel_um, conditions).unwrap();
        counts.mapv(|v| f64::from(v) / conditions.counts_per_concentration() - 1.0)
    };
    let (cosine, sine) = (map(0.0), map(-PI / 2.0));
    let (lines, pixels) = cosine.dim();
    let rim = |n: usize| n / 4..n - n / 4;
    let inner = s![rim(lines), rim(pixels)];
    let kept: Array1<f64> =
        cosine.slice(inner).iter().zip(sine.slice(inner)).map(|(a, b)| a.hypot(*b)).collect();
    kept.iter().fold((f64::INFINITY, 0.0), |(least, most), v| (least.min(*v), most.max(*v)))
}

#[test]
fn the_simulated_contrast_is_the_transfer() {
    let exponential = Conditions { pulse_response: Some(PulseResponse::Exponential), ..dense() };
    let sharp = Conditions { pulse_response: None, beam_size_um: Some(8.0), ..dense() };
    for conditions in [dense(), exponential, sharp] {
        for wavelength in [15.0, 23.0, 40.0] {
            let nu = 1.0 / wavelength;
            let diagonal = nu / 2f64.sqrt();
            for (wave, grid) in [
                ((nu, 0.0), (100, 4800, 0.05)),
                ((0.0, nu), (2400, 400, 0.05)),
                ((diagonal, diagonal), (1000, 1000, 0.12)),
            ] {
                let theory = transfer(&conditions, wave.0, wave.1).unwrap();
                let (least, most) = kept(&conditions, wave, grid);
                let off = (least - theory).abs().max((most - theory).abs());
                assert!(off < 2e-4, "{wavelength} µm, {wave:?}: {least} to {most}, not {theory}");
            }
        }
    }
}

#[test]
fn an_edge_is_measured_as_its_closed_form_says() {
    // beam d, window w, exponential with L = v tau; x: beam centre in the middle of the window, delay removed
    let (d, w, l) = (5.0, 2.0, 3.0);
    let conditions = Conditions {
        pulse_response: Some(PulseResponse::Exponential),
        response_scale_s: 0.03,
        acquisition_time_s: 0.02,
        repetition_rate_hz: 50_000.0,
        edge: Edge::Zero,
        ..dense()
    };
    let integral = |u: f64| {
        if u <= 0.0 { 0.0 } else { u * u / 2.0 - l * u + l * l * (1.0 - (-u / l).exp()) }
    };
    let (a, b) = ((d + w) / 2.0, (d - w) / 2.0);
    let edge = |x: f64| (integral(x + a) - integral(x + b) - integral(x - b) + integral(x - a)) / (d * w);
    let (pixel_um, step) = (0.1, 500);
    let sample = Array2::from_shape_fn((50, 1500), |(_, j)| if j < step { 0.0f32 } else { 1.0 });
    let map = expected(sample.view(), pixel_um, &conditions).unwrap();
    for j in 0..60 {
        // a centred map moves every pixel by the mean delay, L for an exponential
        let x = (j as f64 + 0.5) * w + l - step as f64 * pixel_um;
        let measured = f64::from(map[[0, j]]) / conditions.counts_per_concentration();
        assert!((measured - edge(x)).abs() < 1e-4, "{x} µm: {measured}, not {}", edge(x));
    }
}

#[test]
fn a_siemens_star_fades_as_the_transfer_says() {
    let (pixel_um, side, spokes) = (0.5, 640, 36.0);
    let conditions = Conditions {
        line_spacing_um: Some(1.0),
        acquisition_time_s: 0.01,
        pulse_response: Some(PulseResponse::Exponential),
        response_scale_s: 0.02,
        ..dense()
    };
    let star = draw(Kind::Star, side, side, 0).unwrap();
    let map = expected(star.view(), pixel_um, &conditions).unwrap();
    let centre = side as f64 * pixel_um / 2.0;
    for radius in [50.0, 100.0] {
        for degrees in [0.0f64, 45.0, 90.0] {
            let found = harmonic(&map, &conditions, centre, radius, degrees.to_radians(), spokes);
            let nu = spokes / (TAU * radius);
            let (sin, cos) = degrees.to_radians().sin_cos();
            // the wave vector is tangential: spokes along the scan lie at 0 degrees and vary across it
            let theory = 2.0 / PI * transfer(&conditions, nu * sin, nu * cos).unwrap();
            assert!((found / theory - 1.0).abs() < 0.02, "r = {radius}, {degrees}°: {found}, not {theory}");
        }
    }
}

/// Amplitude of the spokes around a place: least squares of a wave in the angle whose amplitude follows the transfer.
fn harmonic(
    map: &Array2<f32>,
    conditions: &Conditions,
    centre: f64,
    radius: f64,
    angle: f64,
    spokes: f64,
) -> f64 {
    let (mut normal, mut right) = (nalgebra::Matrix3::<f64>::zeros(), nalgebra::Vector3::<f64>::zeros());
    let here = transfer_at(conditions, spokes, radius, angle);
    for ((i, j), counts) in map.indexed_iter() {
        let (x, y) = (j as f64 + 0.5 - centre, i as f64 + 0.5 - centre);
        let (r, phi) = (x.hypot(y), y.atan2(x));
        if (r - radius).abs() > 3.0 || (phi - angle).abs() > PI * 3.0 / spokes {
            continue;
        }
        let relative = transfer_at(conditions, spokes, r, phi) / here;
        let row =
            nalgebra::Vector3::new(1.0, relative * (spokes * phi).cos(), relative * (spokes * phi).sin());
        normal += row * row.transpose();
        right += row * (f64::from(*counts) / conditions.counts_per_concentration());
    }
    let fit = normal.lu().solve(&right).unwrap();
    fit[1].hypot(fit[2])
}

fn transfer_at(conditions: &Conditions, spokes: f64, radius: f64, angle: f64) -> f64 {
    let nu = spokes / (TAU * radius);
    let side = |nu: f64| sinc(nu * 5.0);
    let (nu_x, nu_y) = (nu * angle.sin(), nu * angle.cos());
    let speed = conditions.scan_speed_um_s.unwrap();
    let washout = (1.0 + (TAU * nu_x * speed * conditions.response_scale_s).powi(2)).powf(-0.5);
    side(nu_x) * side(nu_y) * sinc(nu_x) * washout
}
