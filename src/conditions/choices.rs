// SPDX-License-Identifier: MIT OR Apache-2.0
//! What conditions choose from: a word of the settings table for each variant.

/// Shape of the detector signal of one pulse over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PulseResponse {
    /// Everything arrives at once.
    None,
    /// One well-mixed volume.
    Exponential,
    /// Gamma (Erlang where the shape is whole): several volumes in a row.
    Gamma,
    /// Two well-mixed volumes of different size in a row.
    Biexponential,
    /// Log-normal.
    Lognormal,
    /// Exponentially modified Gaussian.
    Emg,
    /// Particles (gamma), and a share that travels as gas and comes later (gamma).
    TwoPhase,
    /// Measured: the table of the conditions.
    Table,
}

impl PulseResponse {
    pub(crate) const ALL: [Self; 8] = [
        Self::None,
        Self::Exponential,
        Self::Gamma,
        Self::Biexponential,
        Self::Lognormal,
        Self::Emg,
        Self::TwoPhase,
        Self::Table,
    ];
}

/// Where the map lies relative to the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The stage starts early by transport and washout, so that the map is not displaced.
    Centred,
    /// As the 2019 simulations: the first shot just touches the sample, the washout displaces the map.
    Seed,
    /// The first shot lies wholly on the sample, the washout displaces the map.
    Raw,
}

/// What lies outside the picture of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The sample goes on (simulated as its mirror image).
    Reflect,
    /// Nothing.
    Zero,
    /// The outermost pixel goes on.
    Clamp,
    /// A uniform material of concentration `edge_value`.
    Value,
}

/// Shape of the beam on the sample, seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeamShape {
    /// Square of side `beam_size_um`.
    Square,
    /// `beam_size_um` along the scan, `beam_height_um` across the lines.
    Rectangle,
    /// Disc of diameter `beam_size_um`.
    Disc,
    /// Crater of a super-Gaussian beam of diameter `beam_size_um` and order `beam_order`.
    SuperGaussian,
    /// The crater given in the field `crater`.
    Kernel,
}

/// Do neighbouring lines run the same way?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanDirection {
    /// Every line from left to right.
    OneWay,
    /// Every second line from right to left, flipped back in the map: the smear alternates.
    TwoWay,
}

/// Does the stage move while the laser fires?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanMode {
    /// Lines, scanned without a stop.
    Lines,
    /// Single spots: the stage stands at the centre of each pixel.
    Spots,
}

/// How the spots of neighbouring lines lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotLayout {
    /// Below each other.
    Square,
    /// Every second line displaced by half a pixel.
    Hexagonal,
}

/// What becomes of signal that arrives outside the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tail {
    /// It is lost: the map is as large as the sample.
    Crop,
    /// The map has columns before and after the sample until all signal is counted.
    Keep,
}

/// What is meant by the washout time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WashoutDefinition {
    /// Time until 99 % of the signal has arrived.
    Area99,
    /// Full width at 1 % of the maximum.
    Width1Percent,
    /// Full width at 10 % of the maximum.
    Width10Percent,
}

impl WashoutDefinition {
    pub(super) const ALL: [Self; 3] = [Self::Area99, Self::Width1Percent, Self::Width10Percent];
}

/// Distribution of Flicker noise; the mean is 1 in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlickerDistribution {
    /// Log-normal.
    Lognormal,
    /// Gamma.
    Gamma,
    /// Normal, drawn again where it is not above 0.
    Normal,
}

/// Where Flicker noise acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlickerStage {
    /// On the amount ablated by each pulse.
    Pulse,
    /// On the counts of each pixel, after counting; to compare with simulations that do so.
    Pixel,
}

impl FlickerDistribution {
    pub(super) const ALL: [Self; 3] = [Self::Lognormal, Self::Gamma, Self::Normal];
}

impl FlickerStage {
    pub(super) const ALL: [Self; 2] = [Self::Pulse, Self::Pixel];
}

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detector {
    /// Counts ions (Poisson), blind for the dead time after each.
    Counting,
    /// Time of flight: each ion adds an area of its own (compound Poisson, doi:10.1021/acs.analchem.8b01551).
    Tof,
    /// Camera (LIBS): gain, readout noise and offset; clipped to full scale and rounded to whole digital units.
    Camera,
}

/// Unit of the map of a counting or TOF detector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputUnit {
    /// Counts of a pixel.
    Counts,
    /// Counts per second of dwell time.
    Cps,
}

impl Detector {
    pub(super) const ALL: [Self; 3] = [Self::Counting, Self::Tof, Self::Camera];
}

impl OutputUnit {
    pub(super) const ALL: [Self; 2] = [Self::Counts, Self::Cps];
}

/// How the channels share the acquisition time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcquisitionMode {
    /// All at once, each over the whole acquisition time (TOF).
    Simultaneous,
    /// One after the other (quadrupole).
    Sequential,
}

impl AcquisitionMode {
    pub(super) const ALL: [Self; 2] = [Self::Simultaneous, Self::Sequential];
}
