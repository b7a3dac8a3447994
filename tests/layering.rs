// SPDX-License-Identifier: MIT OR Apache-2.0
//! The layers of the crate hold: lower ones never name higher ones, files import each other in one direction, and each
//! dangerous thing has one place.
//!
//! The names are read from the text of `src/`: every `use` and every path that starts at `crate`, `super`, `self` or a
//! child module, outside `#[cfg(test)] mod tests { ... }`.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which layers each layer may name beside itself, from the lowest up.
const LAYERS: [(&str, &[&str]); 16] = [
    ("spelling", &[]),
    ("error", &["spelling"]),
    ("numeric", &[]),
    ("memory", &[]),
    ("stream", &[]),
    ("param", &["error", "spelling"]),
    ("task", &["error"]),
    ("map", &["error"]),
    ("phantom", &["error", "memory", "numeric", "param", "spelling", "stream", "task"]),
    ("compare", &["error", "map", "numeric"]),
    ("conditions", &["error", "numeric", "param", "spelling"]),
    ("lines", &["conditions", "error", "map", "param"]),
    ("ablation", &["conditions", "error", "map", "memory", "numeric", "stream", "task"]),
    ("plan", &["ablation", "conditions", "error", "numeric", "task"]),
    (
        "enhance",
        &["ablation", "conditions", "error", "lib", "map", "memory", "numeric", "param", "stream", "task"],
    ),
    ("files", &["conditions", "error", "lib", "lines", "map", "memory", "param", "task"]),
];

/// Layers above those: they may not name each other, but for `ffi`, which reads files.
const UPPER: [(&str, &[&str]); 3] = [
    ("dataset", &["cli", "enhance", "ffi", "phantom", "plan"]),
    ("ffi", &["cli", "dataset"]),
    ("cli", &["ffi"]),
];

/// Which rooms each room of `ablation` may name: the five steps know neither each other's noise nor the detector.
const ROOMS: [(&str, &[&str]); 11] = [
    ("overlap", &[]),
    ("concentrations", &[]),
    ("response", &[]),
    ("detector", &[]),
    ("acquisition", &["response"]),
    ("beam", &["overlap"]),
    ("scan", &["acquisition", "beam", "response"]),
    ("sampling", &["acquisition", "beam", "overlap", "scan"]),
    ("noise", &["scan"]),
    ("operator", &["acquisition", "beam", "overlap", "sampling", "scan"]),
    ("transfer", &["beam", "response"]),
];

/// The same of `enhance`: the files beside its rooms are the road, which leads through all of them.
const ROOMS_OF_ENHANCE: [(&str, &[&str]); 7] = [
    ("prior", &[]),
    ("noise", &["prior", "repair", "settings", "warp"]),
    ("restore", &["forward", "noise", "prior", "warp", "workers"]),
    ("together", &["element", "fitted", "forward", "noise", "prior", "restore", "scale", "workers"]),
    ("network", &["element", "settings"]),
    (
        "passes",
        &[
            "check", "choice", "element", "enhancer", "estimate", "fitted", "forward", "grid", "keeping",
            "noise", "prior", "repair", "report", "restore", "settings", "warp",
        ],
    ),
    (
        "live",
        &[
            "enhancer", "estimate", "fitted", "forward", "keeping", "noise", "prior", "repair", "scale",
            "settings", "warp", "window", "workers",
        ],
    ),
];

/// Layers that neither read nor write files.
const WITHOUT_FILES: [&str; 7] = ["ablation", "compare", "conditions", "lines", "numeric", "phantom", "plan"];

/// Most files that import each other in a circle.
const LARGEST_LOOP: usize = 3;

/// The source files by their path below `src/` without the ending, each with its code.
struct Sources(BTreeMap<String, String>);

impl Sources {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let file = |path: PathBuf| {
            let name = path.strip_prefix(&root).unwrap().with_extension("");
            (name.to_string_lossy().replace('\\', "/"), code(&fs::read_to_string(&path).unwrap()))
        };
        Self(paths_below(&root).into_iter().map(file).collect())
    }

    /// The file of a module, or of the nearest one above it: a path ends in an item.
    fn file_of(&self, module: &[String]) -> &str {
        let name = |module: &[String]| match module {
            [] => "lib".to_string(),
            [cli] if cli == "cli" => "cli/main".to_string(),
            _ => module.join("/"),
        };
        (0..=module.len())
            .rev()
            .map(|length| name(&module[..length]))
            .find_map(|name| {
                self.0.get_key_value(&name).or_else(|| self.0.get_key_value(&format!("{name}/mod")))
            })
            .map(|(name, _)| name.as_str())
            .unwrap()
    }

    /// The files that each file names.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let imports = |(file, code): (&'_ String, &String)| {
            let (here, tokens) = (module_of(file), tokens(code));
            let named = paths(&tokens).into_iter().filter_map(|path| absolute(&path, &here, &tokens));
            named.map(|module| self.file_of(&module)).filter(|other| other != file).collect()
        };
        self.0.iter().map(|entry| (entry.0.as_str(), imports(entry))).collect()
    }
}

fn paths_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(paths_below(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The lines of a file without comments and without its modules of tests.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let of_tests = |next: &&str| next.contains("mod ") && next.ends_with('{');
        if line == "#[cfg(test)]" && lines.peek().is_some_and(of_tests) {
            lines.find(|line| *line == "}");
            continue;
        }
        code += if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap() };
        code.push('\n');
    }
    code
}

/// Words, `::` and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = vec![];
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ if rest.starts_with("::") => 2,
            _ => first.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Every path in the code, each branch of a `use` tree on its own.
fn paths<'a>(tokens: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut found = vec![];
    let mut at = 0;
    while at < tokens.len() {
        at = if is_word(tokens[at]) { path(tokens, at, vec![], &mut found) } else { at + 1 };
    }
    found
}

/// Adds the paths that begin with `before` and go on at `at`; gives the place after them.
fn path<'a>(
    tokens: &[&'a str],
    mut at: usize,
    mut before: Vec<&'a str>,
    found: &mut Vec<Vec<&'a str>>,
) -> usize {
    while at < tokens.len() && is_word(tokens[at]) {
        before.push(tokens[at]);
        at += 1;
        match tokens.get(at..at + 2) {
            Some(["::", next]) if is_word(next) => at += 1,
            Some(["::", "*"]) => before.push("*"),
            Some(["::", "{"]) => {
                at += 2;
                while tokens[at] != "}" {
                    at = if is_word(tokens[at]) { path(tokens, at, before.clone(), found) } else { at + 1 };
                }
                return at + 1;
            }
            _ => break,
        }
    }
    found.push(before);
    at
}

/// The module that a file is, e.g. `ablation/scan/mod` the module `ablation::scan`.
fn module_of(file: &str) -> Vec<String> {
    let mut module: Vec<String> = file.split('/').map(str::to_string).collect();
    if module.len() > 1 && module[module.len() - 1] == "mod" || matches!(file, "lib" | "cli/main") {
        module.pop();
    }
    module
}

/// The path from the root of the library, if it starts in this crate; that of the command line is `cli`.
fn absolute(path: &[&str], here: &[String], tokens: &[&str]) -> Option<Vec<String>> {
    let is_child = |word: &str| tokens.windows(3).any(|three| three == ["mod", word, ";"]);
    let root = usize::from(here.first().is_some_and(|layer| layer == "cli"));
    let (base, rest) = match path {
        // the words alone are those of `pub(crate)` and `pub(super)`
        ["crate" | "super"] => return None,
        ["crate", rest @ ..] => (&here[..root], rest),
        ["lamap", rest @ ..] if root == 1 => (&here[..0], rest),
        ["self", rest @ ..] if !rest.is_empty() => (here, rest),
        ["super", ..] => {
            let up = path.iter().take_while(|word| **word == "super").count();
            (&here[..here.len().saturating_sub(up)], &path[up..])
        }
        [child, _, ..] | [child] if is_child(child) => (here, path),
        _ => return None,
    };
    Some(base.iter().cloned().chain(rest.iter().map(|word| word.to_string())).collect())
}

/// The layer of a file, or its room within a layer.
fn part(file: &str, depth: usize) -> &str {
    file.split('/').nth(depth).unwrap_or("mod")
}

/// Everything that can be reached from a file along its imports.
fn reached<'a>(from: &'a str, imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        open.extend(imports[file].iter().filter(|next| reached.insert(**next)));
    }
    reached
}

#[test]
fn lower_layers_never_name_higher_ones() {
    let sources = Sources::read();
    for (file, imports) in sources.imports() {
        let layer = part(file, 0);
        let may = LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, may)| may);
        let may_not = UPPER.iter().find(|(name, _)| *name == layer).map(|(_, may_not)| may_not);
        assert!(
            layer == "lib" || may.is_some() || may_not.is_some(),
            "{layer} has no place among the layers"
        );
        for import in imports {
            let other = part(import, 0);
            let named = may.is_none_or(|may| other == layer || may.contains(&other))
                && may_not.is_none_or(|may_not| !may_not.contains(&other));
            assert!(named, "{file} names {import}");
        }
    }
}

#[test]
fn the_rooms_of_a_layer_name_each_other_in_one_direction() {
    let is_road =
        |room: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/enhance/{room}.rs")).exists();
    rooms_hold("ablation", &ROOMS, &|room| ["measure", "mod"].contains(&room));
    rooms_hold("enhance", &ROOMS_OF_ENHANCE, &is_road);
}

/// Every file lies in a room or may name all of them, and no room names one that it may not.
fn rooms_hold(layer: &str, rooms: &[(&str, &[&str])], may_name_all: &dyn Fn(&str) -> bool) {
    let sources = Sources::read();
    for (file, imports) in sources.imports().into_iter().filter(|(file, _)| part(file, 0) == layer) {
        let room = part(file, 1);
        let Some((_, may)) = rooms.iter().find(|(name, _)| *name == room) else {
            assert!(may_name_all(room), "{file} has no place among the rooms");
            continue;
        };
        for import in imports.into_iter().filter(|import| part(import, 0) == layer) {
            let other = part(import, 1);
            assert!(other == room || may.contains(&other), "{file} names {import}");
        }
    }
}

#[test]
fn files_import_each_other_in_one_direction() {
    let sources = Sources::read();
    let imports = sources.imports();
    let reached: BTreeMap<_, _> = imports.keys().map(|file| (*file, reached(file, &imports))).collect();
    for (file, others) in &reached {
        let circle: Vec<_> = others.iter().filter(|other| reached[**other].contains(file)).collect();
        assert!(circle.len() <= LARGEST_LOOP, "{file} is in a loop of imports: {circle:?}");
    }
}

#[test]
fn data_and_arithmetic_touch_no_files() {
    for (file, code) in Sources::read().0 {
        let without = WITHOUT_FILES.contains(&part(&file, 0));
        assert!(!(without && code.contains("std::fs")), "{file} names std::fs");
    }
}

#[test]
fn only_the_network_names_ort_and_only_ffi_and_the_probe_of_runtimes_are_unsafe() {
    for (name, code) in Sources::read().0 {
        let of_network = name.strip_prefix("enhance/network/").unwrap_or_default();
        let may_name_ort =
            ["session", "load", "contract"].contains(&of_network) || of_network.starts_with("runtime/");
        let names_ort = ["use ort", " ort::", "(ort::", "&ort::", "<ort::"].iter().any(|n| code.contains(n));
        assert!(may_name_ort || !names_ort, "{name} names ort");
        let may_be_unsafe = name.starts_with("ffi/") || name == "enhance/network/runtime/probe";
        assert!(may_be_unsafe || !code.contains("unsafe {"), "{name} is unsafe");
    }
}

/// The mathematics of the C library differ between systems; what users compare byte for byte takes `numeric::portable`.
#[test]
fn phantoms_and_ablations_take_no_mathematics_of_the_system() {
    const LAYERS: [&str; 4] = ["ablation", "conditions", "dataset", "phantom"];
    const OF_THE_SYSTEM: [&str; 12] =
        ["exp", "exp2", "exp_m1", "ln", "ln_1p", "log10", "powf", "sin", "cos", "sin_cos", "atan2", "hypot"];
    for (name, code) in Sources::read().0.iter().filter(|(name, _)| LAYERS.contains(&part(name, 0))) {
        let found = OF_THE_SYSTEM.iter().find(|function| code.contains(&format!(".{function}(")));
        assert_eq!(found, None, "{name} calls a function of the system");
        // a power that the compiler knows is a product, any other a call
        let powers = code.split(".powi(").skip(1);
        assert!(powers.clone().all(|power| power.starts_with(['2', '3', '4'])), "{name} calls powi");
    }
}

/// A kind of detector is a word (`conditions/choices`), what it makes of ions, and the unit and blank of its readings.
#[test]
fn who_adds_a_detector_touches_three_files() {
    let sources = Sources::read();
    let name_a_kind = |code: &&String| code.replace("Detector::ALL", "").contains("Detector::");
    let found: Vec<&str> =
        sources.0.iter().filter(|(_, code)| name_a_kind(code)).map(|(name, _)| name.as_str()).collect();
    let choose_one = ["conditions/fields", "conditions/presets"]; // as the default, or for an instrument
    let know_all: Vec<&&str> = found.iter().filter(|name| !choose_one.contains(name)).collect();
    assert_eq!(know_all, [&"ablation/detector/mod", &"conditions/derived"]);
}

#[test]
fn only_the_tests_of_a_file_are_out_of_sight() {
    let text = "use a::b;\n#[cfg(test)]\nuse c::d; // why\n#[cfg(test)]\nmod tests {\n    use e::f;\n}\n// g::h\nfn i() {}\n";
    assert_eq!(
        code(text).split_whitespace().collect::<Vec<_>>().join(" "),
        "use a::b; #[cfg(test)] use c::d; fn i() {}"
    );
    let tokens = tokens("use crate::a::{self, b::{C as D, e}, f::*}; super::g::<H>()");
    let found: Vec<_> = paths(&tokens).iter().map(|path| path.join("::")).collect();
    for path in ["crate::a::self", "crate::a::b::C", "crate::a::b::e", "crate::a::f::*", "super::g"] {
        assert!(found.iter().any(|found| found == path), "{path}: {found:?}");
    }
}

#[test]
fn a_panic_never_ends_the_host() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert!(!manifest.replace(' ', "").contains("panic=\"abort\""));
}
