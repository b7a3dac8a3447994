// SPDX-License-Identifier: MIT OR Apache-2.0
//! All fuzz targets in one program, which is built and linked once; `LAMAP_FUZZ` names the one that runs.
#![no_main]

mod abi;
mod conditions;
mod file;
mod lines;
mod log;
mod model;
mod reader;

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

type Target = fn(&[u8]);

fn named() -> Target {
    match std::env::var("LAMAP_FUZZ").as_deref() {
        Ok("reader") => reader::run,
        Ok("lines") => lines::run,
        Ok("log") => log::run,
        Ok("conditions") => conditions::run,
        Ok("model") => model::run,
        Ok("abi") => abi::run,
        _ => panic!("LAMAP_FUZZ names reader, lines, log, conditions, model or abi"),
    }
}

fuzz_target!(|data: &[u8]| {
    static TARGET: OnceLock<Target> = OnceLock::new();
    TARGET.get_or_init(named)(data);
});
