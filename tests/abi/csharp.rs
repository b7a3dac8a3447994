// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C# example declares functions, the map and the version as the header does.

use crate::declared::{Header, Typed};

const SOURCE: &str = include_str!("../../examples/csharp/Lamap.cs");

/// How C# states a type of C, as an argument, a result or a field.
fn of(c: &str) -> &'static [&'static str] {
    match c {
        "void" => &["void"],
        "double" => &["double"],
        "int32_t" | "LamapStatus" | "LamapValueUnit" | "LamapValueType" => &["int"],
        "uint32_t" => &["uint"],
        "uint64_t" => &["ulong"],
        "size_t" => &["UIntPtr"],
        "ptrdiff_t" | "void *" => &["IntPtr"],
        "LamapProgress" => &["LamapProgress"],
        "const char *" | "const uint8_t *" => &["byte[]", "IntPtr"],
        "float *" => &["float[]"],
        "const float *" | "const char *const *" | "const LamapPass *" => &["IntPtr"],
        "size_t *" => &["out UIntPtr"],
        "double *" => &["out double"],
        "const LamapMap *" => &["ref LamapMap"],
        "LamapMap *" => &["ref LamapMap", "out LamapMap"],
        "LamapConditions *" | "const LamapConditions *" => &["LamapConditions", "IntPtr"],
        "LamapSettings *" | "const LamapSettings *" => &["LamapSettings", "IntPtr"],
        "LamapEnhancer *" | "const LamapEnhancer *" => &["LamapEnhancer", "IntPtr"],
        "LamapReport *" | "const LamapReport *" => &["LamapReport", "IntPtr"],
        "LamapConditions **" => &["out LamapConditions"],
        "LamapSettings **" => &["out LamapSettings"],
        "LamapEnhancer **" => &["out LamapEnhancer"],
        "LamapReport **" => &["out LamapReport"],
        other => panic!("state how C# passes {other}"),
    }
}

/// "out UIntPtr rows": its type and its name.
fn typed(text: &str) -> (String, &str) {
    let (of, name) = text.trim().rsplit_once(' ').unwrap();
    (of.split_whitespace().collect::<Vec<_>>().join(" "), name)
}

fn header() -> Header {
    Header::read(&std::fs::read_to_string(crate::file("include/lamap.h")).unwrap())
}

#[track_caller]
fn assert_same(what: &str, c: &str, csharp: &str) {
    assert!(of(c).contains(&csharp), "{what}: {csharp} stands for {c}");
}

#[test]
fn every_function_of_the_csharp_example_is_that_of_the_header() {
    let header = header();
    let declared = SOURCE.split("extern ").skip(1).map(|rest| rest.split(';').next().unwrap());
    let mut count = 0;
    for declaration in declared {
        let (before, arguments) = declaration.trim_end_matches(')').split_once('(').unwrap();
        let (result, name) = typed(before);
        let function = header.functions.iter().find(|function| function.name == name).expect(name);
        assert_same(name, &function.result, &result);
        let arguments: Vec<_> = arguments.split(',').filter(|it| !it.trim().is_empty()).map(typed).collect();
        assert_eq!(arguments.len(), function.arguments.len(), "{name}");
        for ((csharp, _), Typed { of, name: argument }) in arguments.iter().zip(&function.arguments) {
            assert_same(&format!("{name}, {argument}"), of, csharp);
        }
        count += 1;
    }
    assert!(count >= 20, "{count} functions");
}

#[test]
fn the_map_of_the_csharp_example_has_the_fields_of_the_header() {
    let header = header();
    let (_, fields) = header.structures.iter().find(|(name, _)| name == "LamapMap").unwrap();
    let (_, body) = SOURCE.split_once("struct LamapMap").unwrap();
    let declared = body.split('}').next().unwrap().split("public ").skip(1);
    let declared: Vec<_> = declared.map(|field| typed(field.trim().trim_end_matches(';'))).collect();
    assert_eq!(
        declared.iter().map(|(_, name)| *name).collect::<Vec<_>>(),
        fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>()
    );
    for ((csharp, name), field) in declared.iter().zip(fields) {
        assert_same(name, &field.of, csharp);
    }
}

#[test]
fn the_csharp_example_states_the_numbers_of_the_header() {
    let numbers = header().numbers;
    for (csharp, c) in [
        ("AbiVersion", "LAMAP_ABI_VERSION"),
        ("Draw", "LAMAP_QUANTITY_DRAW"),
        ("U16", "LAMAP_VALUE_TYPE_U16"),
    ] {
        let (_, number) = numbers.iter().find(|(name, _)| name == c).expect(c);
        assert!(SOURCE.contains(&format!(" {csharp} = {number};")), "{c} = {number}");
    }
}
