// SPDX-License-Identifier: MIT OR Apache-2.0
//! The built library exports what the header declares, and nothing else.

use std::process::Command;

/// Names of all functions, in the order of the alphabet.
pub(crate) const SYMBOLS: &str = include_str!("symbols.txt");

#[test]
#[cfg(target_os = "linux")]
fn the_library_exports_exactly_the_listed_symbols() {
    let Ok(output) = Command::new("nm").args(["-D", "--defined-only"]).arg(crate::cdylib()).output() else {
        return eprintln!("left out: there is no nm");
    };
    let output = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<&str> = output.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    names.sort_unstable();
    crate::assert_current(&crate::file("tests/abi/symbols.txt"), &(names.join("\n") + "\n"));
}

#[test]
fn the_header_declares_exactly_the_listed_symbols() {
    let header = std::fs::read_to_string(crate::file("include/lamap.h")).unwrap();
    let code: String = header.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect();
    let names = code.split(|c: char| !(c.is_ascii_alphanumeric() || "_(".contains(c)));
    let mut names: Vec<&str> = names
        .filter_map(|word| word.split_once('('))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("lamap_"))
        .collect();
    names.sort_unstable();
    assert_eq!(names, SYMBOLS.lines().collect::<Vec<_>>());
}
