// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verdict on an enhancement: green, amber or red, one sentence, one next step.
//!
//! A report holds numbers; a verdict says what they mean for someone who looks at the map. The worst doubt of all elements
//! is told, but before it that a map was not measured as it is or as stated, which explains the others.

use super::excess::Excess;
use super::records::reports_in;
use super::report::{ElementReport, Report};
use crate::error::{Error, Result};
use crate::numeric::two_digits;
use serde::Deserialize;
use std::cmp::Reverse;
use std::fmt;

/// What an estimate of which the report warns may leave unexplained, in variances of the noise, before it is red.
const MOST_NOISE: f64 = 2.0;
/// The same of one of which the report does not warn, before the verdict is amber: faint detail is in doubt there.
const MOST_UNWARNED: f64 = 3.0;
/// Relative change of the mean beyond which the verdict is amber.
const MOST_CHANGE: f64 = 0.05;

const CHECK: &str = "Check beam size, washout and pixel size, then enhance again.";
const COUNT: &str = "Enhance its counts or cps, whose noise is known; if that is red too, check beam size, washout and pixel size.";
const LINEAR: &str = "Try the setting scale=\"linear\", and quote sums from the measured map.";
const STATE_UNIT: &str = "State the unit of the values: counts, cps with the dwell time, or a concentration.";

/// Whether an enhanced map can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How good it is.
    pub level: Level,
    /// What was found.
    pub sentence: String,
    /// What to do about it.
    pub next_step: String,
}

/// How good an enhanced map is, from the best on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The estimate explains the measurement, and the report warns of nothing.
    Green,
    /// Usable with the doubt that the sentence tells.
    Amber,
    /// The estimate contradicts the measurement, or cannot be right.
    Red,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        })
    }
}

/// Such as `green: The enhanced map explains the measurement to its noise. Read it beside ...`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.level, self.sentence, self.next_step)
    }
}

impl Verdict {
    /// The verdict on the enhancement of a text that [`is_record`](crate::enhance::is_record) knows, such as
    /// [`Report::to_json`] or the `Info` of a TIFF file; of a list of records it is one on all of them.
    ///
    /// `unit`: that of the measured values, empty where it is not known.
    ///
    /// What an estimate leaves unexplained is its chi-square times (1 - `used_freedom`), in variances of the noise: about 1
    /// or below is good. *Red*: the report warns of an element whose estimate leaves more than 2, or goes farther beyond what
    /// was measured than a sample explains (`excess`). *Amber*: any other
    /// warning; the unit is not known, and the values do not tell that they are counts; the mean of an element changed by
    /// more than 5 %; an estimate leaves more than 3 without a warning, as happens where the noise is smaller than 1 % of the
    /// signal; an element has no chi-square. *Green*: everything else.
    ///
    /// # Errors
    /// [`Error::Data`] if the text is no record, or what the verdict rests on is missing there or is of another type.
    pub fn of_report(json: &str, unit: &str) -> Result<Self> {
        let mut reports = reports_in(json).into_iter().map(|report| {
            serde_json::from_value::<Judged>(report)
                .map_err(|error| Error::Data(format!("the report cannot be judged: {error}")))
        });
        let none = || Error::Data("the text is no report of an enhancement: it was not enhanced".into());
        let mut judged = reports.next().ok_or_else(none)??;
        for report in reports {
            let report = report?;
            judged.elements.extend(report.elements);
            judged.warnings.extend(report.warnings);
        }
        Ok(judged.verdict(unit))
    }
}

impl Report {
    /// The verdict on the enhancement, by the rule of [`Verdict::of_report`]. `unit`: that of the measured values, empty where
    /// it is not known.
    pub fn verdict(&self, unit: &str) -> Verdict {
        let conditions = Stated { pulse_response: self.conditions.get("pulse_response").cloned() };
        let elements = self.elements.iter().map(Finding::from).collect();
        Judged { elements, warnings: self.warnings.clone(), conditions }.verdict(unit)
    }
}

/// What the verdict rests on.
#[derive(Deserialize)]
struct Judged {
    elements: Vec<Finding>,
    warnings: Vec<String>,
    #[serde(default)]
    conditions: Stated,
}

#[derive(Deserialize, Default)]
struct Stated {
    pulse_response: Option<String>,
}

/// What was found for an element; a number is `None` where there is none.
#[derive(Deserialize)]
struct Finding {
    element: String,
    method: String,
    chi_square: Option<f64>,
    used_freedom: Option<f64>,
    mean_change: Option<f64>,
    counting_statistics: bool,
    #[serde(default)] // reports of older versions lack it
    lone_pixels: usize,
    #[serde(default)] // likewise
    hot_pixels: usize,
    #[serde(default)] // likewise
    fine_noise: Fine,
    #[serde(default)] // likewise
    contradicted_count: Option<f64>,
    #[serde(default)] // likewise
    alternates: bool,
    #[serde(default)] // likewise
    excess: Excess,
}

/// Does the map look measured?
#[derive(Deserialize, Default)]
struct Fine {
    doubted: bool,
}

impl From<&ElementReport> for Finding {
    fn from(report: &ElementReport) -> Self {
        let number = |number: f64| Some(number).filter(|number| number.is_finite());
        Self {
            element: report.element.clone(),
            method: report.method.into(),
            chi_square: number(report.chi_square),
            used_freedom: number(report.used_freedom),
            mean_change: number(report.mean_change),
            counting_statistics: report.counting_statistics,
            lone_pixels: report.lone_pixels,
            hot_pixels: report.hot_pixels,
            fine_noise: Fine { doubted: report.fine_noise.doubted },
            contradicted_count: report.contradicted_count,
            alternates: report.alternates,
            excess: report.excess,
        }
    }
}

/// One reason not to be green. Equal reasons of several elements become one sentence.
struct Doubt<'a> {
    level: Level,
    /// Of two doubts of a level, the one of lower rank is told; one that the map was measured as stated is told of any level.
    rank: usize,
    /// Its name; empty where it is none of the report.
    element: &'a str,
    fact: String,
    next_step: String,
}

impl<'a> Doubt<'a> {
    fn amber(rank: usize, element: &'a str, fact: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { level: Level::Amber, rank, element, fact: fact.into(), next_step: next_step.into() }
    }
}

/// Rank of the doubt that a map was measured as stated, which explains others.
const NOT_AS_STATED: usize = 0;
/// Rank of the first warning, after all other doubts of its level.
const FIRST_WARNING: usize = 5;

impl Judged {
    fn verdict(&self, unit: &str) -> Verdict {
        let several = self.elements.len() > 1;
        let doubts = self.doubts(unit.trim());
        let told = |doubt: &&Doubt| (doubt.rank != NOT_AS_STATED, Reverse(doubt.level), doubt.rank);
        let level = doubts.iter().map(|doubt| doubt.level).max();
        let Some((worst, level)) = doubts.iter().min_by_key(told).zip(level) else {
            let of_all = if several { " in every element" } else { "" };
            return Verdict {
                level: Level::Green,
                sentence: format!("The enhanced map explains the measurement to its noise{of_all}."),
                next_step: self.after_green().into(),
            };
        };
        let mut names: Vec<&str> = vec![];
        for doubt in &doubts {
            let alike = (doubt.level, doubt.rank) == (worst.level, worst.rank);
            if several && alike && !doubt.element.is_empty() && !names.contains(&doubt.element) {
                names.push(doubt.element);
            }
        }
        let fact = &worst.fact;
        let sentence = match names[..] {
            [] => format!("{}.", capital(fact)),
            [name] => format!("{name}: {fact}."),
            [name, _] => format!("{name} and 1 other: {fact}."),
            [name, ..] => format!("{name} and {} others: {fact}.", names.len() - 1),
        };
        Verdict { level, sentence, next_step: worst.next_step.clone() }
    }

    /// In the order of the elements, warnings last.
    fn doubts(&self, unit: &str) -> Vec<Doubt<'_>> {
        let numbered = self.warnings.iter().enumerate();
        let mut warned: Vec<_> = numbered.map(|(number, warning)| self.warned(number, warning)).collect();
        for element in self.elements.iter().filter(|element| element.is_not_as_stated()) {
            // it is the first warning of an element
            let first = warned.iter_mut().find(|doubt| doubt.element == element.element);
            first.into_iter().for_each(|doubt| doubt.rank = NOT_AS_STATED);
        }
        let mut doubts = vec![];
        for element in &self.elements {
            let (name, has_no_unit) = (&element.element, unit.is_empty() && !element.counting_statistics);
            if has_no_unit {
                let fact = "the unit is not known, so noise cannot be told from structure";
                doubts.push(Doubt::amber(1, name, fact, STATE_UNIT));
            }
            let is_warned = warned.iter().any(|doubt| doubt.element == name);
            doubts.extend(element.unexplained(is_warned, has_no_unit));
            doubts.extend(element.impossible());
            if let Some(change) = element.mean_change.filter(|change| change.abs() > MOST_CHANGE) {
                let fact = format!("the enhancement changes the mean by {:+.0} %", 100.0 * change);
                doubts.push(Doubt::amber(3, name, fact, element.after_change(change)));
            }
        }
        doubts.extend(warned);
        doubts
    }

    /// The doubt of a warning "element: fact: next step"; what is not there is empty.
    fn warned(&self, number: usize, warning: &str) -> Doubt<'_> {
        let names = self.elements.iter().map(|element| element.element.as_str());
        let after = |name: &str| warning.strip_prefix(name).and_then(|rest| rest.strip_prefix(": "));
        let name = names.filter(|name| after(name).is_some()).max_by_key(|name| name.len()).unwrap_or("");
        let said = after(name).filter(|_| !name.is_empty()).unwrap_or(warning);
        match said.rsplit_once(": ").filter(|(fact, _)| !fact.is_empty()) {
            Some((fact, step)) => {
                Doubt::amber(FIRST_WARNING + number, name, fact, format!("{}.", capital(step)))
            }
            None => Doubt::amber(FIRST_WARNING + number, name, said, "Read the warning in the report."),
        }
    }

    fn after_green(&self) -> &'static str {
        if self.conditions.pulse_response.as_deref() == Some("auto") {
            "State the washout if your cell has one: an unknown washout leaves the map displaced along the scan."
        } else {
            "Read it beside its standard deviation, and quote concentrations from the measured map."
        }
    }
}

impl Finding {
    /// Was the map not measured as it is, or not in the unit or time that is stated, or does the detector shine in it?
    fn is_not_as_stated(&self) -> bool {
        self.alternates || self.fine_noise.doubted || self.contradicted_count.is_some() || self.hot_pixels > 0
    }

    /// What to do where the mean changed: a pixel that shines alone is hardly explained by a sample under a beam.
    fn after_change(&self, change: f64) -> String {
        let pixels = match self.lone_pixels {
            lone if lone == 0 || change > 0.0 => return LINEAR.into(),
            1 => "pixel that is far brighter than all its neighbours".into(),
            several => format!("{several} pixels that are far brighter than all their neighbours"),
        };
        format!("If the detector made the {pixels}, set spike_threshold = 20.")
    }

    /// Values that no sample explains: the conditions are wrong, whatever chi-square tells.
    fn impossible(&self) -> Option<Doubt<'_>> {
        let farthest = two_digits(self.excess.below.max(self.excess.above));
        let fact = format!(
            "the enhanced map cannot be right: it goes {farthest} times the measured range beyond what was measured"
        );
        let doubt = Doubt::amber(2, &self.element, fact, CHECK);
        self.excess.doubted.then_some(Doubt { level: Level::Red, ..doubt })
    }

    fn unexplained(&self, is_warned: bool, has_no_unit: bool) -> Option<Doubt<'_>> {
        let Some(chi_square) = self.chi_square else {
            let fact = "the enhanced map could not be compared with the measurement";
            return Some(Doubt::amber(4, &self.element, fact, "Read the report."));
        };
        // chi-square divides this by the share of freedom that the estimate did not use up, which may be tiny
        let left = chi_square * (1.0 - self.used_freedom.unwrap_or(0.0));
        if is_warned && left > MOST_NOISE {
            let left = two_digits(left);
            let fact = format!(
                "the enhanced map contradicts the measurement: it leaves {left} times the noise unexplained"
            );
            let step = match (has_no_unit, self.counting_statistics) {
                (true, _) => STATE_UNIT,
                (false, true) => CHECK,
                (false, false) => COUNT,
            };
            return Some(Doubt { level: Level::Red, ..Doubt::amber(1, &self.element, fact, step) });
        }
        (left > MOST_UNWARNED).then(|| {
            let left = two_digits(left);
            let fact = format!(
                "the enhanced map leaves {left} times the small noise of this bright map unexplained"
            );
            let other =
                if self.method == "physics" { "the setting scale=\"linear\"" } else { "the method physics" };
            let step = format!("Compare it with {other} before you rely on its faint detail.");
            Doubt::amber(2, &self.element, fact, step)
        })
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn every_case_of_the_table_is_judged_so() {
        let cases: Vec<Value> = serde_json::from_str(include_str!("../../tests/data/verdicts.json")).unwrap();
        assert!(cases.len() > 20);
        for case in cases {
            let judged =
                Verdict::of_report(&case["report"].to_string(), case["unit"].as_str().unwrap()).unwrap();
            let found = json!([judged.level.to_string(), judged.sentence, judged.next_step]);
            assert_eq!(
                found,
                json!([case["level"], case["sentence"], case["next_step"]]),
                "{}",
                case["case"]
            );
        }
    }

    fn report(name: &str) -> Value {
        let element = json!({
            "element": name, "method": "physics", "chi_square": 1, "used_freedom": 0.4, "mean_change": 0.0,
            "counting_statistics": false
        });
        json!({"elements": [element], "warnings": []})
    }

    #[test]
    fn records_that_hold_reports_are_judged_as_one() {
        let records = json!([{"tool": "x", "report": report("Ba")}, 3, {"report": report("Zn")}]);
        let judged = Verdict::of_report(&records.to_string(), "").unwrap();
        assert!(judged.sentence.starts_with("Ba and 1 other: the unit is not known"), "{judged}");
    }

    #[test]
    fn what_cannot_be_judged_is_an_error() {
        let deep = "[".repeat(100_000);
        for text in ["", "measured on Monday", "{}", "[]", "null", "{\"report\": null}", &deep] {
            let refused = Verdict::of_report(text, "counts").unwrap_err().to_string();
            assert!(refused.contains("no report of an enhancement"), "{refused}");
        }
        for (key, odd) in [
            ("element", json!(3)),
            ("element", Value::Null),
            ("method", json!([])),
            ("chi_square", json!("1")),
            ("mean_change", json!(true)),
            ("counting_statistics", Value::Null),
        ] {
            let mut report = report("Ba");
            report["elements"][0][key] = odd;
            let refused = Verdict::of_report(&report.to_string(), "counts").unwrap_err().to_string();
            assert!(refused.starts_with("the report cannot be judged: "), "{refused}");
        }
        let mut report = report("Ba");
        for (warnings, conditions) in [(json!([1]), json!({})), (json!([]), json!(3))] {
            (report["warnings"], report["conditions"]) = (warnings, conditions);
            assert!(Verdict::of_report(&report.to_string(), "counts").is_err(), "{report}");
        }
    }

    #[test]
    fn hostile_numbers_and_names_are_told_as_they_are() {
        let mut report = report("ß");
        report["elements"][0]["chi_square"] = json!(1e308);
        report["elements"][0]["mean_change"] = json!(-1e308);
        let judged = Verdict::of_report(&report.to_string(), "counts").unwrap();
        assert!(judged.sentence.contains(" leaves 6"), "{judged}");
        report["warnings"] = json!(["", ": ", "ß: ", "ß: ß: "]);
        assert_eq!(Verdict::of_report(&report.to_string(), "counts").unwrap().level, Level::Red);
    }
}
