// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records of enhancements as texts: joined, told from other texts, and read.

use crate::error::{Error, Result};
use serde_json::Value;

/// The record of a map that was enhanced element by element: the first one's, with the elements and warnings of all and
/// the sums of their seconds. Its keys are sorted.
///
/// # Errors
/// [`Error::Data`] if there is none, or one is no record as `Report::to_json` writes it.
pub fn join_reports(reports: &[String]) -> Result<String> {
    let wrong = |why: &str| Error::Data(format!("the reports cannot be joined: {why}"));
    let read = |text: &String| serde_json::from_str::<Value>(text).map_err(|error| wrong(&error.to_string()));
    let mut reports = reports.iter().map(read);
    let mut joined = reports.next().ok_or_else(|| wrong("there are none"))??;
    for report in reports {
        let report = report?;
        for key in ["elements", "notes", "warnings"] {
            let more = report[key].as_array().ok_or_else(|| wrong(key))?;
            joined[key].as_array_mut().ok_or_else(|| wrong(key))?.extend_from_slice(more);
        }
        let more = report["timings_s"].as_object().ok_or_else(|| wrong("timings_s"))?;
        let timings = joined["timings_s"].as_object_mut().ok_or_else(|| wrong("timings_s"))?;
        for (stage, seconds) in more {
            let before = timings.get(stage).and_then(Value::as_f64).unwrap_or(0.0);
            timings.insert(stage.clone(), Value::from(before + seconds.as_f64().unwrap_or(0.0)));
        }
    }
    Ok(format!("{joined:#}"))
}

/// Whether a text, such as the `Info` of a TIFF file, is the record of an enhancement: a report, a record that holds one under
/// `report`, or a list of such records.
pub fn is_record(text: &str) -> bool {
    !reports_in(text).is_empty()
}

/// The reports in such a text; none where it is no record.
pub(super) fn reports_in(text: &str) -> Vec<Value> {
    let report = |mut record: Value| {
        let report = record.get_mut("report").map(Value::take).unwrap_or(record);
        let is_checked = |element: &Value| element.get("chi_square").is_some();
        let elements = report.get("elements").and_then(Value::as_array);
        let is_report = report.get("warnings").is_some()
            && elements.is_some_and(|elements| !elements.is_empty() && elements.iter().all(is_checked));
        is_report.then_some(report)
    };
    match serde_json::from_str(text) {
        Ok(Value::Array(records)) => records.into_iter().filter_map(report).collect(),
        Ok(record) => report(record).into_iter().collect(),
        Err(_) => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_reports_have_the_elements_of_all() {
        let report = |element: &str| {
            format!(
                r#"{{"method": "physics", "elements": [{{"element": "{element}"}}], "notes": [], "warnings": ["{element}: odd"], "timings_s": {{"check": 0.5}}}}"#
            )
        };
        let joined: Value =
            serde_json::from_str(&join_reports(&[report("P31"), report("Zn66")]).unwrap()).unwrap();
        assert_eq!(joined["elements"][1]["element"], "Zn66");
        assert_eq!(joined["warnings"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&joined["timings_s"]["check"], &joined["method"]),
            (&Value::from(1.0), &Value::from("physics"))
        );
        assert!(join_reports(&[]).is_err());
        assert!(join_reports(&[report("P31"), "{}".into()]).is_err());
        assert!(join_reports(&["{}".into(), report("P31")]).is_err());
    }

    #[test]
    fn a_record_of_an_enhancement_is_told_from_other_texts() {
        let report = r#"{"elements": [{"element": "P31", "chi_square": null}], "warnings": []}"#;
        let held = format!(r#"{{"report": {report}}}"#);
        let list = format!("[{held}, 3]");
        for text in [report, &held, &list] {
            assert!(is_record(text), "{text}");
        }
        let empty = r#"{"elements": [], "warnings": []}"#;
        let others =
            ["", "measured on Monday", "{}", "[]", "3", empty, r#"{"elements": ["P31"], "warnings": []}"#];
        for text in others {
            assert!(!is_record(text), "{text}");
        }
    }
}
