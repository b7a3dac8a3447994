// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a model runs, and why it does not run elsewhere.

use crate::error::{Error, Result};
use std::fmt;
use std::str::FromStr;

/// Where a model runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The first of CUDA, DirectML and CPU that works here.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// An NVIDIA graphics card through CUDA.
    Cuda,
    /// Any graphics card under Windows through DirectML.
    DirectMl,
}

impl Device {
    /// All devices, in the order of their numbers.
    pub const ALL: [Device; 4] = [Device::Auto, Device::Cpu, Device::Cuda, Device::DirectMl];

    /// The name as it is written in settings: `auto`, `cpu`, `cuda` or `directml`.
    pub fn name(self) -> &'static str {
        match self {
            Device::Auto => "auto",
            Device::Cpu => "cpu",
            Device::Cuda => "cuda",
            Device::DirectMl => "directml",
        }
    }

    /// What is tried, in this order. `Auto` ends with the CPU; every other device is tried alone.
    #[cfg(feature = "enhance")]
    pub(super) fn order(self) -> &'static [Device] {
        match self {
            Device::Auto => &[Device::Cuda, Device::DirectMl, Device::Cpu],
            Device::Cpu => &[Device::Cpu],
            Device::Cuda => &[Device::Cuda],
            Device::DirectMl => &[Device::DirectMl],
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Device {
    type Err = Error;

    /// Reads a name; case does not matter.
    fn from_str(text: &str) -> Result<Self> {
        let found = Device::ALL.into_iter().find(|device| device.name().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| Error::InvalidValue {
            key: "device".into(),
            value: text.into(),
            expected: format!("it is one of {}", Device::ALL.map(Device::name).join(", ")),
        })
    }
}

/// Which device a model runs on, and which ones were tried before it in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReport {
    /// The device in use; never `Auto`.
    pub used: Device,
    /// The devices that refused, in the order tried, each with its reason.
    pub refusals: Vec<(Device, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for device in Device::ALL {
            assert_eq!(device.name().parse::<Device>().unwrap(), device);
            assert_eq!(device.name().to_uppercase().parse::<Device>().unwrap(), device);
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_names() {
        let text = "gpu".parse::<Device>().unwrap_err().to_string();
        assert_eq!(text, "device = \"gpu\" is not allowed: it is one of auto, cpu, cuda, directml");
    }

    #[test]
    #[cfg(feature = "enhance")]
    fn auto_ends_with_the_cpu_and_the_others_have_no_fallback() {
        assert_eq!(Device::Auto.order().last(), Some(&Device::Cpu));
        for device in [Device::Cpu, Device::Cuda, Device::DirectMl] {
            assert_eq!(device.order(), [device]);
        }
    }
}
