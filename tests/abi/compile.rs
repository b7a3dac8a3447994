// SPDX-License-Identifier: MIT OR Apache-2.0
//! C and C++ compilers take the header, agree on every layout, and the examples run.
#![cfg(unix)]

use lamap::ffi::{LamapMap, LamapParam, LamapPass, LamapScan};
use std::fmt::Write as _;
use std::mem::{offset_of, size_of};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Is a tool there?
fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        eprintln!("left out: there is no {tool}");
    }
    found
}

fn compiler(tool: &str, standard: &str) -> Command {
    let mut command = Command::new(tool);
    command.arg(format!("-std={standard}")).args(WARNINGS).arg("-I").arg(crate::file("include"));
    command
}

macro_rules! layout {
    ($code:ident, $type:ident, $($field:ident),*) => {
        writeln!($code, "_Static_assert(sizeof({}) == {}, \"size\");", stringify!($type), size_of::<$type>()).unwrap();
        $(writeln!(
            $code,
            "_Static_assert(offsetof({}, {}) == {}, \"{}\");",
            stringify!($type), stringify!($field), offset_of!($type, $field), stringify!($field)
        ).unwrap();)*
    };
}

/// Layouts and the type of the callback; release.rs holds the numbers.
fn assertions() -> String {
    let mut code = String::from("#include \"lamap.h\"\n");
    layout!(
        code,
        LamapMap,
        struct_size,
        values,
        elements,
        lines,
        pixels,
        pixel_width_um,
        pixel_height_um,
        value_unit,
        names,
        unit,
        origin_x_um,
        origin_y_um,
        element_stride,
        line_stride,
        pixel_stride,
        value_type,
        reserved
    );
    layout!(
        code,
        LamapParam,
        struct_size,
        key,
        unit,
        help,
        default_value,
        min,
        max,
        kind,
        optional,
        choices,
        choice_count
    );
    layout!(code, LamapPass, struct_size, offset_along, offset_across, orthogonal, number);
    layout!(
        code,
        LamapScan,
        struct_size,
        rows,
        columns,
        lead,
        pulses_on_a_line,
        dosage,
        pixel_width_um,
        pixel_height_um,
        origin_x_um,
        origin_y_um,
        beam_um,
        displacement_um
    );
    for (name, size) in [("LamapStatus", 4), ("LamapValueUnit", 4), ("LamapParamKind", 4)] {
        writeln!(code, "_Static_assert(sizeof({name}) == {size}, \"{name}\");").unwrap();
    }
    code + "LamapProgress progress;\n"
}

#[test]
fn c_and_cpp_compilers_agree_with_rust_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let (c, cpp) = (folder.path().join("layout.c"), folder.path().join("layout.cpp"));
    std::fs::write(&c, assertions()).unwrap();
    std::fs::write(&cpp, assertions().replace("_Static_assert", "static_assert")).unwrap();
    for (tool, standard, source) in
        [("cc", "c11", &c), ("cc", "c2x", &c), ("c++", "c++11", &cpp), ("c++", "c++17", &cpp)]
    {
        if has(tool) {
            run(compiler(tool, standard).arg("-fsyntax-only").arg(source));
        }
    }
}

/// Builds a program of this file of the repository.
fn build(source: &str, folder: &Path) -> PathBuf {
    let (library, program) = (crate::cdylib(), folder.join(Path::new(source).file_stem().unwrap()));
    let rpath = format!("-Wl,-rpath,{}", library.parent().unwrap().display());
    let source = crate::file(source);
    run(compiler("cc", "c11").arg(source).arg("-o").arg(&program).arg(&library).arg(rpath));
    program
}

#[test]
fn the_simulation_example_runs_and_leaks_nothing() {
    if !has("cc") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = build("examples/simulate.c", folder.path());
    let text = String::from_utf8(run(&mut Command::new(&program)).stdout).unwrap();
    assert!(text.starts_with("40 lines of 60 pixels"), "{text}");
    if has("valgrind") {
        let arguments = ["--error-exitcode=1", "--leak-check=full", "--errors-for-leak-kinds=definite", "-q"];
        run(Command::new("valgrind").args(arguments).arg(&program).env("RAYON_NUM_THREADS", "2"));
    }
}

#[test]
fn the_enhancement_example_runs_with_physics_and_with_the_network() {
    if !has("cc") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = build("examples/enhance.c", folder.path());
    let output = run(Command::new(&program).arg("physics"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("physics: 160 x 160 pixels, chi-square "), "{text}");
    let progress = String::from_utf8(output.stderr).unwrap();
    assert!(
        progress.starts_with("  0 % Ba137 restore") && progress.contains("100 % Ba137 check"),
        "{progress}"
    );
    match std::env::var_os("LAMAP_ONNXRUNTIME") {
        None => eprintln!("left out: LAMAP_ONNXRUNTIME does not name an ONNX Runtime library"),
        Some(runtime) => {
            let output = run(Command::new(&program).arg("unet").arg(runtime));
            assert!(output.stdout.starts_with(b"unet: 160 x 160"), "{output:?}");
        }
    }
    let failed = Command::new(&program).arg("magic").output().unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("failed: method = \"magic\""));
}

#[test]
fn the_stream_example_plays_a_simulated_map_and_one_of_a_file() {
    if !has("cc") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = build("examples/stream.c", folder.path());
    let output = run(&mut Command::new(&program));
    assert!(output.stdout.starts_with(b"1 elements, 160 x 160 pixels"), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("40 of 40 lines are shown"), "{output:?}");
    let csv = folder.path().join("Zn66.csv");
    let row = |i: usize| (0..12).map(|j| (50 + (i * j) % 7).to_string()).collect::<Vec<_>>().join(",") + "\n";
    std::fs::write(&csv, (0..9).map(row).collect::<String>()).unwrap();
    let output = run(Command::new(&program).arg(&csv).args(["5", "5", "0"]));
    assert!(output.stdout.starts_with(b"1 elements, 36 x 48 pixels"), "{output:?}");
    let failed = Command::new(&program).arg("none.csv").output().unwrap();
    assert!(String::from_utf8_lossy(&failed.stderr).contains("failed: "), "{failed:?}");
}

#[test]
fn a_careless_host_is_refused_every_call_and_told_why() {
    let source = include_str!("careless.c");
    let called = |name: &&str| source.contains(&format!("{name}("));
    assert_eq!(crate::symbols::SYMBOLS.lines().find(|name| !called(name)), None, "is not called");
    if has("cc") {
        let folder = tempfile::tempdir().unwrap();
        let program = build("tests/abi/careless.c", folder.path());
        run(Command::new(&program).arg(folder.path()));
    }
}
