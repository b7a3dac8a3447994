// SPDX-License-Identifier: MIT OR Apache-2.0
//! What comes out of `ort` and ONNX Runtime, tamed: panics become reasons, texts become parts of our sentences.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Turns a panic of `ort`, which some unusual models cause, into a reason.
pub fn shielded<T>(work: impl FnOnce() -> std::result::Result<T, String>) -> std::result::Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("it has something that ort cannot handle".into()))
}

/// The text of ONNX Runtime as part of one of our sentences: on one line, not endless, no full stop.
pub fn sentence(text: &dyn fmt::Display) -> String {
    const LONGEST: usize = 400;
    let text: String = text.to_string().chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_becomes_a_reason() {
        let result = shielded::<()>(|| panic!("for the test"));
        assert_eq!(result.unwrap_err(), "it has something that ort cannot handle");
    }

    #[test]
    fn a_long_text_becomes_one_short_line() {
        assert_eq!(sentence(&"two\n  \u{7}\tlines."), "two lines");
        assert!(sentence(&"ä".repeat(5000)).len() < 1000);
    }
}
