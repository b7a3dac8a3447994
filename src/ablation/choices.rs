// SPDX-License-Identifier: MIT OR Apache-2.0
//! The words in which a scan is described.

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
    pub(super) const ALL: [Self; 8] = [
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
