// SPDX-License-Identifier: MIT OR Apache-2.0
//! Programs built with the last release still work: what its header declared is declared in the same way. `released.txt` holds
//! that, a line for each thing; `make abi-release` renews it at a release.

use crate::declared::{Header, Typed};
use std::collections::BTreeMap;

const VERSION: &str = "LAMAP_ABI_VERSION";

/// What programs were compiled with: functions and their types, where fields lie on 64-bit systems, numbers.
fn dump(header: &Header) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for function in header.functions.iter().chain(&header.callbacks) {
        lines.insert(format!("function {}", function.name), function.signature());
    }
    for (name, number) in &header.numbers {
        lines.insert(format!("number {name}"), number.to_string());
    }
    for (name, fields) in &header.structures {
        let mut end: usize = 0;
        for Typed { of, name: field } in fields {
            let size = size(of);
            end = end.next_multiple_of(size);
            lines.insert(format!("field {name}.{field}"), format!("{of} at {end}"));
            end += size;
        }
        lines.insert(format!("size {name}"), end.next_multiple_of(8).to_string());
    }
    lines
}

/// Size and alignment of a type; no structure lies in another.
fn size(of: &str) -> usize {
    match of {
        "float" | "int32_t" | "uint32_t" | "LamapStatus" | "LamapValueUnit" | "LamapValueType"
        | "LamapParamKind" => 4,
        "size_t" | "ptrdiff_t" | "double" | "uint64_t" => 8,
        pointer if pointer.contains('*') || pointer == "LamapProgress" => 8,
        other => panic!("state the size of {other}"),
    }
}

/// What a program built with the one would meet in the other: things gone or changed.
fn broken(released: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let number = |text: &str| text.parse::<usize>().unwrap();
    let mut found = vec![];
    for (thing, was) in released {
        match now.get(thing) {
            None if thing.ends_with(".reserved") => {} // another field may have taken its place
            None => found.push(format!("{thing} is gone")),
            // struct_size tells the library which one a program has
            Some(is) if thing.starts_with("size ") && number(is) >= number(was) => {}
            Some(is) if is != was => found.push(format!("{thing} was {was} and is {is}")),
            Some(_) => {}
        }
    }
    for (thing, is) in now.iter().filter(|(thing, _)| !released.contains_key(*thing)) {
        let Some((name, _)) = thing.strip_prefix("field ").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        let (_, offset) = is.rsplit_once(' ').unwrap();
        if released.get(&format!("field {name}.reserved")) == Some(is) {
            continue;
        }
        if released.get(&format!("size {name}")).is_some_and(|size| number(offset) < number(size)) {
            found.push(format!(
                "{thing} lies where the released structure ends: struct_size cannot tell them apart"
            ));
        }
    }
    found
}

fn parse(text: &str) -> BTreeMap<String, String> {
    text.lines().filter_map(|line| line.split_once(": ")).map(|(a, b)| (a.into(), b.into())).collect()
}

#[test]
fn programs_built_with_the_last_release_still_work() {
    let path = crate::file("tests/abi/released.txt");
    let now = dump(&Header::read(&std::fs::read_to_string(crate::file("include/lamap.h")).unwrap()));
    if std::env::var_os("LAMAP_RELEASE").is_some() {
        let lines = now.iter().map(|(thing, is)| format!("{thing}: {is}\n"));
        std::fs::write(&path, lines.collect::<String>()).unwrap();
    }
    let released = parse(&std::fs::read_to_string(path).unwrap());
    let version = |of: &BTreeMap<String, String>| of[&format!("number {VERSION}")].parse::<u32>().unwrap();
    let found = broken(&released, &now);
    assert!(
        version(&now) > version(&released) || found.is_empty(),
        "programs built with the last release would break; keep what it promised, or raise {VERSION} in src/ffi/status.rs: {found:#?}"
    );
}

#[test]
fn structures_are_as_long_as_their_fields_say() {
    let now = dump(&Header::read(&std::fs::read_to_string(crate::file("include/lamap.h")).unwrap()));
    for (name, size) in [
        ("LamapMap", size_of::<lamap::ffi::LamapMap>()),
        ("LamapParam", size_of::<lamap::ffi::LamapParam>()),
        ("LamapPass", size_of::<lamap::ffi::LamapPass>()),
        ("LamapScan", size_of::<lamap::ffi::LamapScan>()),
    ] {
        assert_eq!(now[&format!("size {name}")], size.to_string(), "{name}");
    }
}

/// What breaks if this part of a header is replaced.
fn breaks(part: &str, by: &str) -> Vec<String> {
    let header = "
        #define LAMAP_ABI_VERSION 2
        enum LamapStatus
          : int32_t
         {
            /// Fine.
            LAMAP_STATUS_OK = 0,
            LAMAP_STATUS_FILE = 9,
        };
        typedef struct LamapText LamapText;
        typedef struct LamapPass {
            /// Its size.
            size_t struct_size;
            double offset;
            int32_t orthogonal;
            int32_t reserved;
        } LamapPass;
        typedef struct LamapScan {
            size_t struct_size;
            int32_t lines;
        } LamapScan;
        typedef int32_t (*LamapProgress)(void *user, double fraction);
        extern \"C\" {
        LAMAP_API uint32_t lamap_abi_version(void);
        LAMAP_API LamapStatus lamap_scan(const struct LamapPass *pass,
            size_t rows, LamapProgress progress);
        }  // extern \"C\"
    ";
    assert!(header.contains(part));
    let dump = |text: &str| dump(&Header::read(text));
    assert_eq!(dump(header).len(), 14, "{:#?}", dump(header));
    broken(&dump(header), &dump(&header.replace(part, by)))
}

#[test]
fn what_a_release_may_not_change_is_found() {
    for (part, by, expected) in [
        ("LAMAP_STATUS_FILE = 9", "LAMAP_STATUS_FILE = 8", "number LAMAP_STATUS_FILE was 9 and is 8"),
        (
            "size_t rows",
            "uint32_t rows",
            "function lamap_scan was LamapStatus (const LamapPass *, size_t, LamapProgress) and",
        ),
        ("lamap_abi_version", "lamap_version", "function lamap_abi_version is gone"),
        ("double fraction", "float fraction", "function LamapProgress was int32_t (void *, double)"),
        ("double offset;", "", "field LamapPass.offset is gone"),
        (
            "double offset;",
            "double first; double offset;",
            "field LamapPass.offset was double at 8 and is double at 16",
        ),
        ("lines;", "lines; int32_t number;", "field LamapScan.number lies where the released structure ends"),
    ] {
        let found = breaks(part, by);
        assert!(found.iter().any(|line| line.starts_with(expected)), "{by}: {found:#?}");
    }
}

#[test]
fn what_a_release_may_add_is_let_through() {
    for (part, by) in [
        ("LAMAP_STATUS_FILE = 9", "LAMAP_STATUS_FILE = 9, LAMAP_STATUS_NEW = 10"),
        ("reserved;", "reserved; double added;"),
        ("reserved;", "number;"),
        ("size_t rows", "size_t lines"),
        ("LAMAP_API uint32_t", "LAMAP_API const char *lamap_version(void); LAMAP_API uint32_t"),
    ] {
        assert_eq!(breaks(part, by), [""; 0], "{by}");
    }
}
