// SPDX-License-Identifier: MIT OR Apache-2.0
//! The verdict on an enhancement as a line.

use lamap::enhance::Verdict;

/// What a next step asks for, and the option that states it.
const OPTIONS: [(&str, &str); 5] = [
    ("set spike_threshold = 20", "use --set spike_threshold=20"),
    ("the setting scale=\"linear\"", "--set scale=linear"),
    ("the method physics", "--method physics"),
    ("with method physics", "with --method physics"),
    ("State the unit of the values", "State the unit of the values with --unit"),
];

/// Such as `verdict: green: The enhanced map explains the measurement to its noise. Read it beside ...`.
pub fn line(verdict: &Verdict) -> String {
    let with_option = |step: String, (asked, option): (&str, &str)| step.replace(asked, option);
    let next_step = OPTIONS.into_iter().fold(verdict.next_step.clone(), with_option);
    format!("verdict: {}: {} {next_step}", verdict.level, verdict.sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lamap::enhance::Level;
    use serde_json::Value;

    #[test]
    fn next_steps_name_options() {
        let cases: Vec<Value> = serde_json::from_str(include_str!("../../tests/data/verdicts.json")).unwrap();
        let steps: Vec<&str> = cases.iter().map(|case| case["next_step"].as_str().unwrap()).collect();
        for (asked, option) in OPTIONS.into_iter().filter(|(asked, _)| *asked != "with method physics") {
            let step = steps.iter().find(|step| step.contains(asked)).unwrap();
            let verdict = Verdict { level: Level::Amber, sentence: "Odd.".into(), next_step: (*step).into() };
            assert!(line(&verdict).contains(option) && line(&verdict).starts_with("verdict: amber: Odd. "));
        }
    }
}
