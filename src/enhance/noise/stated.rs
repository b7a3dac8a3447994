// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known of the noise of an element before its map is looked at: from settings, unit, conditions and the other elements.

use super::law::{Count, CountSource, KnownNoise};
use super::quantum::{Quantum, agreed, are_multiples, of_elements, quantum};
use super::unit::{is_counts, is_rate};
use crate::conditions::{AcquisitionMode, Conditions};
use crate::enhance::repair::Repaired;
use crate::enhance::settings::{NoiseModel, Settings};
use crate::map::Map;

/// What is known of the noise of a map before it is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatedNoise {
    count: Option<Count>,
    /// May the worth of a count be found from the values?
    may_be_found: bool,
    /// What was found of the quantum of the map before, if it was looked for.
    quantum: Option<Option<Quantum>>,
    /// What a count is worth in other elements of the same measurement, if they show it.
    of_others: Option<f64>,
    /// Time of one value that is used where nothing else tells the worth of a count.
    last_time_s: Option<f64>,
    /// Variance of a pixel beyond that of counting, over its squared signal; 0 if the conditions state none.
    relative: f64,
    /// Must neighbouring values differ as much as the noise that is found?
    is_bounded: bool,
}

impl StatedNoise {
    /// What settings, unit and conditions say of an element.
    pub fn new(settings: &Settings, unit: &str, conditions: &Conditions, element: &str) -> Self {
        let is_rate = is_rate(unit);
        let channel = conditions.channels.iter().find(|channel| channel.name == element);
        let time_s = settings.dwell_time_s.or_else(|| channel.and_then(|channel| channel.dwell_s));
        let worth = |worth: f64, source| Some(Count { worth, source });
        let count = match (settings.noise, time_s) {
            (NoiseModel::Counts, _) => worth(1.0, CountSource::Unit),
            (NoiseModel::Auto, _) if is_counts(unit) => worth(1.0, CountSource::Unit),
            (NoiseModel::Auto, Some(time_s)) if is_rate => worth(1.0 / time_s, CountSource::Time),
            _ => None,
        };
        let squares =
            [conditions.flicker_rsd.powi(2) / conditions.dosage(), conditions.line_gain_rsd.powi(2)];
        let counting = conditions.counts_ions() && conditions.flicker_rsd > 0.0;
        let all_at_once = conditions.acquisition_mode == AcquisitionMode::Simultaneous;
        let acquisition_s = conditions.acquisition_time_s;
        let is_stated = acquisition_s != Conditions::default().acquisition_time_s;
        Self {
            count,
            may_be_found: settings.noise == NoiseModel::Auto && count.is_none(),
            quantum: None,
            of_others: None,
            last_time_s: (is_rate && all_at_once && is_stated).then_some(acquisition_s),
            relative: if counting { squares.iter().sum() } else { 0.0 },
            is_bounded: false,
        }
    }

    /// The same; where counts are not known, noise is at most by what neighbouring values differ.
    pub fn bounded(self) -> Self {
        Self { is_bounded: true, ..self }
    }

    /// The same of every element of a map; where the worth of a count is not stated, they tell it together.
    pub fn of_map(settings: &Settings, map: &Map, conditions: &Conditions) -> Vec<Self> {
        let of = |name: &String| Self::new(settings, &map.unit, conditions, name);
        let mut stated: Vec<Self> = map.elements().iter().map(of).collect();
        if stated.len() > 1 && stated.iter().any(|stated| stated.may_be_found) {
            let quanta = of_elements(map);
            let of_others = agreed(&quanta);
            // without its spikes a map may have another one
            let is_kept = settings.spike_threshold == 0.0;
            for (stated, quantum) in stated.iter_mut().zip(quanta) {
                (stated.of_others, stated.quantum) = (of_others, is_kept.then_some(quantum));
            }
        }
        stated
    }

    /// Nothing is known.
    #[cfg(test)]
    pub fn none() -> Self {
        Self {
            count: None,
            may_be_found: false,
            quantum: None,
            of_others: None,
            last_time_s: None,
            relative: 0.0,
            is_bounded: false,
        }
    }

    /// What that means for a map, of which [`StatedNoise::of_map`] was asked if it was.
    pub fn of(&self, repaired: &Repaired) -> KnownNoise {
        let found = || self.quantum.unwrap_or_else(|| quantum(repaired));
        let quantum = if self.count.is_some() { None } else { found() };
        let of_others = || self.of_others.filter(|step| are_multiples(repaired, *step));
        let of_values = || {
            let own = quantum.filter(|quantum: &Quantum| quantum.is_count).map(|quantum| quantum.step);
            Some(Count { worth: own.or_else(of_others)?, source: CountSource::Values })
        };
        let of_time = || Some(Count { worth: 1.0 / self.last_time_s?, source: CountSource::Time });
        let count =
            self.count.or_else(|| if self.may_be_found { of_values().or_else(of_time) } else { None });
        let rounding = quantum.filter(|_| count.is_none()).map_or(0.0, |quantum| quantum.step.powi(2) / 12.0);
        let known = KnownNoise::new(repaired, count, rounding, self.relative);
        let step = quantum.map_or(0.0, |quantum| quantum.step);
        if self.is_bounded { known.bounded(repaired, step) } else { known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conditions::Channel;
    use crate::enhance::repair::repair;
    use ndarray::{Array2, Array3};

    #[test]
    fn a_count_is_worth_what_the_time_says() {
        let hundreds = repair(Array2::from_elem((8, 8), 100.0f32).view(), 0.0).unwrap();
        let count = |settings: &Settings, unit: &str, conditions: &Conditions| {
            StatedNoise::new(settings, unit, conditions, "Zn66").of(&hundreds).count
        };
        let at = |settings: &Settings, conditions: &Conditions| count(settings, "cps", conditions);
        let dwell = Settings { dwell_time_s: Some(0.02), ..Settings::default() };
        let fifty = Count { worth: 50.0, source: CountSource::Time };
        assert_eq!(at(&dwell, &Conditions::default()), Some(fifty));
        let channel = Channel { name: "Zn66".into(), dwell_s: Some(0.02), ..Channel::default() };
        let of_channel = Conditions { channels: vec![channel], ..Conditions::default() };
        assert_eq!(at(&Settings::default(), &of_channel), Some(fifty));
        let stated = Conditions { acquisition_time_s: 0.02, ..Conditions::default() };
        assert_eq!(at(&Settings::default(), &stated), Some(fifty));
        assert_eq!(at(&Settings::default(), &Conditions::default()), None);
        assert_eq!(count(&dwell, "µg/g", &stated), None);
        assert_eq!(at(&Settings { noise: NoiseModel::Uniform, ..Settings::default() }, &stated), None);
    }

    #[test]
    fn a_quantum_that_is_kept_is_that_of_the_map() {
        // counts worth 4, one of them with a spike, and waves
        let values = Array3::from_shape_fn((3, 30, 30), |(element, i, j)| match (element, i, j) {
            (0, 5, 1) => 4000.0,
            (2, ..) => 3.0 + (j as f32 + i as f32 * 0.37).sin(),
            _ => 4.0 * ((7 * i + 11 * j) % 13 + element) as f32,
        });
        let names = ["Zn66", "Cd111", "Hg202"].map(String::from).to_vec();
        let map = Map::new(values, names).unwrap();
        assert!(of_elements(&map)[0].is_some());
        for spike_threshold in [0.0, 5.0] {
            let settings = Settings { spike_threshold, ..Settings::default() };
            let stated = StatedNoise::of_map(&settings, &map, &Conditions::default());
            for (values, kept) in map.values().outer_iter().zip(stated) {
                assert_eq!(kept.quantum.is_some(), spike_threshold == 0.0);
                let repaired = repair(values, spike_threshold).unwrap();
                let again = StatedNoise { quantum: None, ..kept }.of(&repaired);
                assert_eq!(kept.of(&repaired), again);
            }
        }
    }
}
