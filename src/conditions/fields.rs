// SPDX-License-Identifier: MIT OR Apache-2.0
//! The conditions of a measurement.

use super::channel::Channel;
use super::choices::{
    AcquisitionMode, Alignment, BeamShape, Detector, Edge, FlickerDistribution, FlickerStage, OutputUnit,
    PulseResponse, ScanDirection, ScanMode, SpotLayout, Tail, WashoutDefinition,
};
use super::crater::Crater;
use super::response_table::ResponseTable;

/// Conditions of a scan.
///
/// Fields that are `None` are not stated: a simulation takes the default said at the field, an enhancement
/// estimates beam and response from the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Side or diameter of the beam on the sample; not stated: the line spacing.
    pub beam_size_um: Option<f64>,
    /// Laser pulses in a second.
    pub repetition_rate_hz: f64,
    /// Speed of the stage along a line; not stated: one line spacing in an acquisition time.
    pub scan_speed_um_s: Option<f64>,
    /// Distance of two lines; not stated: the beam size.
    pub line_spacing_um: Option<f64>,
    /// Time integrated into one pixel.
    pub acquisition_time_s: f64,
    /// Washout of the signal of one pulse; not stated: none.
    pub pulse_response: Option<PulseResponse>,
    /// Time constant of the exponential, of each stage of the gamma response (in `TwoPhase`: of the particles), of the
    /// decay of the biexponential and emg responses; median of the log-normal response.
    pub response_scale_s: f64,
    /// Number of stages of the gamma response; may be fractional.
    pub response_shape: f64,
    /// Time from the pulse to its first signal.
    pub transport_delay_s: f64,
    /// Relative standard deviation of the amount ablated from pulse to pulse (Flicker noise).
    pub flicker_rsd: f64,
    /// Expected counts of one pulse on a concentration of 1.
    pub sensitivity_counts: f64,
    /// Background count rate with the laser off.
    pub gas_blank_cps: f64,
    /// Mean to which a picture is scaled after its minimum was subtracted; 0 takes its values as they are.
    pub mean_concentration: f64,
    /// Where the map lies relative to the sample.
    pub alignment: Alignment,
    /// What lies outside the picture.
    pub edge: Edge,
    /// Time constant of the rise of the biexponential response; standard deviation of the Gaussian of the emg response.
    pub response_rise_s: f64,
    /// Centre of the Gaussian of the emg response.
    pub response_center_s: f64,
    /// Standard deviation of the logarithm of time of the log-normal response.
    pub response_sigma: f64,
    /// Share of the signal that travels as gas in the two-phase response.
    pub gas_fraction: f64,
    /// Time by which the gas starts later than the particles.
    pub gas_delay_s: f64,
    /// Time constant of each stage of the gas.
    pub gas_scale_s: f64,
    /// Number of stages of the gas; may be fractional.
    pub gas_shape: f64,
    /// The measured response; used by `PulseResponse::Table`.
    pub response_table: Option<ResponseTable>,
    /// Washout time of an exponential or gamma response; gives its scale in place of `response_scale_s`.
    pub washout_time_s: Option<f64>,
    /// What is meant by `washout_time_s`.
    pub washout_definition: WashoutDefinition,
    /// Distribution of Flicker noise.
    pub flicker_distribution: FlickerDistribution,
    /// Where Flicker noise acts.
    pub flicker_stage: FlickerStage,
    /// Relative standard deviation of a slow drift of the signal.
    pub drift_rsd: f64,
    /// Time after which that drift has forgotten all but 1/e of where it was.
    pub drift_time_s: f64,
    /// Relative standard deviation of the signal from line to line.
    pub line_gain_rsd: f64,
    /// What counts.
    pub detector: Detector,
    /// Time for which the counting detector is blind after an ion (non-paralyzable).
    pub dead_time_s: f64,
    /// Standard deviation of the logarithm of the area of a single ion in a TOF detector.
    pub single_ion_sigma: f64,
    /// Camera: digital units of one count.
    pub detector_gain: f64,
    /// Camera: factor by which its amplification raises the standard deviation of counting; 1: none.
    pub excess_noise_factor: f64,
    /// Camera: standard deviation of the noise of reading a pixel, digital units.
    pub readout_noise: f64,
    /// Camera: what it shows without light, digital units.
    pub detector_offset: f64,
    /// Camera: the largest value it shows, digital units; not stated: there is none.
    pub full_scale: Option<f64>,
    /// Unit of the map of a counting or TOF detector.
    pub output_unit: OutputUnit,
    /// How the channels share the acquisition time.
    pub acquisition_mode: AcquisitionMode,
    /// What each element has of its own; empty: all have the values above.
    pub channels: Vec<Channel>,
    /// Concentration outside the picture for [`Edge::Value`].
    pub edge_value: f64,
    /// Shape of the beam.
    pub beam_shape: BeamShape,
    /// Size of a rectangular beam across the lines; not stated: as along the scan.
    pub beam_height_um: Option<f64>,
    /// Order of a super-Gaussian beam.
    pub beam_order: f64,
    /// The crater of [`BeamShape::Kernel`].
    pub crater: Option<Crater>,
    /// Thickness of the sample in craters, 0 for a sample that never wears out. Each pulse removes what is left under
    /// it, at most its crater.
    pub sample_layers: f64,
    /// Do neighbouring lines run the same way?
    pub scan_direction: ScanDirection,
    /// Lines or spots.
    pub scan_mode: ScanMode,
    /// Pulses on each spot.
    pub pulses_per_spot: f64,
    /// How the spots of neighbouring lines lie.
    pub spot_layout: SpotLayout,
    /// What becomes of signal that arrives outside the map.
    pub tail: Tail,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            beam_size_um: None,
            repetition_rate_hz: 100.0,
            scan_speed_um_s: None,
            line_spacing_um: None,
            acquisition_time_s: 0.05,
            pulse_response: None,
            response_scale_s: 0.01,
            response_shape: 3.0,
            transport_delay_s: 0.0,
            flicker_rsd: 0.0,
            sensitivity_counts: 50.0,
            gas_blank_cps: 0.0,
            mean_concentration: 0.0,
            alignment: Alignment::Centred,
            edge: Edge::Reflect,
            response_rise_s: 0.002,
            response_center_s: 0.012,
            response_sigma: 0.4,
            gas_fraction: 0.45,
            gas_delay_s: 0.03,
            gas_scale_s: 0.0078,
            gas_shape: 3.0,
            response_table: None,
            washout_time_s: None,
            washout_definition: WashoutDefinition::Area99,
            flicker_distribution: FlickerDistribution::Lognormal,
            flicker_stage: FlickerStage::Pulse,
            drift_rsd: 0.0,
            drift_time_s: 1.0,
            line_gain_rsd: 0.0,
            detector: Detector::Counting,
            dead_time_s: 0.0,
            single_ion_sigma: 0.45,
            detector_gain: 1.0,
            excess_noise_factor: 1.0,
            readout_noise: 0.0,
            detector_offset: 0.0,
            full_scale: None,
            output_unit: OutputUnit::Counts,
            acquisition_mode: AcquisitionMode::Simultaneous,
            channels: Vec::new(),
            edge_value: 0.0,
            beam_shape: BeamShape::Square,
            beam_height_um: None,
            beam_order: 10.0,
            crater: None,
            sample_layers: 0.0,
            scan_direction: ScanDirection::OneWay,
            scan_mode: ScanMode::Lines,
            pulses_per_spot: 1.0,
            spot_layout: SpotLayout::Square,
            tail: Tail::Crop,
        }
    }
}
