// SPDX-License-Identifier: MIT OR Apache-2.0
//! `include/lamap.h` is what cbindgen makes of `src/ffi`.

use cbindgen::{Builder, Config};

/// The files with public items, in the order in which a reader needs them.
const FILES: [&str; 23] = [
    "status",
    "progress",
    "conditions",
    "channel",
    "settings",
    "ablate",
    "scan",
    "plan",
    "card",
    "phantom",
    "map",
    "files",
    "lines",
    "grid",
    "enhance",
    "window",
    "stream",
    "passes",
    "report",
    "runtime",
    "params",
    "text",
    "network",
];

const INTRODUCTION: &str = "\
/* lamap: virtual laser ablation and enhancement of elemental maps (LA-ICP-MS, LIBS).
 *
 * Every call that can fail returns a LamapStatus; lamap_last_error() then has a sentence. Arrays are yours: you ask
 * for the size, allocate, and lamap fills them, row by row, only on success. Objects are made by *_new and freed by
 * *_free. Numbers carry their unit in their name. Safety says what lamap cannot check and you must see to; where it
 * calls NULL an error, NULL is refused with LAMAP_STATUS_INVALID_ARGUMENT.
 *
 * A whole program (examples/simulate.c; see also examples/enhance.c):
 *
";

/// Longest line of a declaration.
const WIDTH: usize = 115;

const API: &str = "\
#if defined(_WIN32) && !defined(LAMAP_STATIC)
#define LAMAP_API __declspec(dllimport)
#else
#define LAMAP_API
#endif";

fn introduction() -> String {
    let program = std::fs::read_to_string(crate::file("examples/simulate.c")).unwrap();
    assert!(!program.contains("*/"), "it would end the comment of the header");
    let lines = program.lines().skip(1).map(|line| format!(" *     {line}").trim_end().to_owned() + "\n");
    format!(
        "/* SPDX-License-Identifier: MIT OR Apache-2.0 */\n{INTRODUCTION}{} */",
        lines.collect::<String>()
    )
}

fn make() -> String {
    let mut config = Config::from_file(crate::file("cbindgen.toml")).unwrap();
    config.header = Some(introduction());
    config.autogen_warning = Some(
        "/* Made from src/ffi by cbindgen, do not edit. Renew: LAMAP_BLESS=1 cargo test --test abi */".into(),
    );
    config.include_guard = Some("LAMAP_H".into());
    config.export.item_types.clear(); // constants too
    config.no_includes = true;
    config.sys_includes = ["stddef.h", "stdint.h"].map(String::from).to_vec();
    config.after_includes = Some(API.into());
    config.cpp_compat = true;
    config.function.prefix = Some("LAMAP_API".into());
    let builder = FILES.iter().fold(Builder::new().with_config(config), |builder, name| {
        builder.with_src(crate::file(&format!("src/ffi/{name}.rs")))
    });
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    shorten(&String::from_utf8(header).unwrap())
}

/// Puts each declaration on as few lines as it needs, and the heading of a safety section before its text.
fn shorten(header: &str) -> String {
    let header =
        header.replace("\nLAMAP_API\n", "\nLAMAP_API ").replace("///\n/// # Safety\n/// ", "/// Safety: ");
    header
        .lines()
        .map(|line| if line.starts_with("LAMAP_API") { wrap(line) } else { line.to_owned() } + "\n")
        .collect()
}

/// Breaks a declaration at its commas.
fn wrap(declaration: &str) -> String {
    let (mut lines, mut length) = (String::new(), 0);
    for part in declaration.split_inclusive(", ") {
        if length + part.trim_end().len() > WIDTH {
            lines.truncate(lines.trim_end().len());
            lines += "\n    ";
            length = 4;
        }
        lines += part;
        length += part.len();
    }
    lines
}

#[test]
fn the_header_is_current() {
    crate::assert_current(&crate::file("include/lamap.h"), &make());
}

#[test]
fn the_header_stays_readable() {
    let header = make();
    let (lines, functions) = (header.lines().count(), header.matches("LAMAP_API ").count());
    assert!(lines <= 160 + 9 * functions, "{lines} lines for {functions} functions");
    assert!(header.lines().all(|line| line.len() <= 120), "a line is too long");
}
