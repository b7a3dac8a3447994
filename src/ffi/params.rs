// SPDX-License-Identifier: MIT OR Apache-2.0
//! The settings tables for C, so that a host can build its forms from them.

use super::pointer::{nth, shared};
use super::sized;
use super::status::{LamapStatus, c_text, guard, guard_text};
use crate::conditions::{self, Channel, Conditions, PRESETS};
use crate::enhance::settings::{self, Settings};
use crate::error::{Error, Result};
use crate::param::{Kind, Param};
use core::ffi::c_char;
use core::ptr;
use safer_ffi::prelude::*;
use std::ffi::CString;
use std::sync::OnceLock;

/// The table of the conditions, for `lamap_param_count` and `lamap_param_get`.
pub const LAMAP_TABLE_CONDITIONS: i32 = 0;
/// The table of the settings of an enhancement.
pub const LAMAP_TABLE_SETTINGS: i32 = 1;
/// The table of a channel.
pub const LAMAP_TABLE_CHANNELS: i32 = 2;

/// What a setting may be. Kinds may be added.
#[derive_ReprC]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LamapParamKind {
    /// A number from `min` to `max`.
    Number = 0,
    /// A whole number from `min` to `max`.
    Whole = 1,
    /// One of the words `choices`; as a number, its index.
    Choice = 2,
}

/// One setting. Its texts are UTF-8 and always valid. Threads: any.
#[derive_ReprC]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct LamapParam {
    /// Size of this structure, set by the caller to `sizeof` it.
    pub struct_size: usize,
    /// Name for the `_set` and `_get` functions.
    pub key: *const c_char,
    /// Unit, may be empty.
    pub unit: *const c_char,
    /// One line for people.
    pub help: *const c_char,
    /// Value of a new object; NAN where it is left open.
    pub default_value: f64,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value.
    pub max: f64,
    /// What it may be.
    pub kind: LamapParamKind,
    /// 1 if it may be left open: NAN as a number, "auto" as text; else 0.
    pub optional: i32,
    /// The words of a choice, else NULL.
    pub choices: *const *const c_char,
    /// Their number.
    pub choice_count: usize,
}

/// Number of settings in a table; 0 for an unknown table.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_param_count(table: i32) -> usize {
    let mut count = 0;
    guard(|| {
        count = rows(table)?.len();
        Ok(())
    });
    count
}

/// Describes setting `index` of a table, counted from 0. `param` stays untouched on a failure.
///
/// # Safety
/// `param` is NULL (an error) or a structure whose `struct_size` was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_param_get(table: i32, index: usize, param: *mut LamapParam) -> LamapStatus {
    guard(|| {
        let row = nth(rows(table)?, index)?;
        // SAFETY: NULL or valid by the section above.
        let struct_size = unsafe { shared(param, "param")? }.struct_size;
        // SAFETY: as above.
        unsafe { sized::write(param, struct_size, &LamapParam { struct_size, ..row.param() }, "param") }
    })
}

/// Number of presets of `lamap_conditions_preset`.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_preset_count() -> usize {
    PRESETS.len()
}

/// Name of preset `index`, counted from 0; NULL if there is none. It is always valid.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_preset_name(index: usize) -> *const c_char {
    guard_text(|| Ok(nth(presets(), index)?[0].as_ptr()))
}

/// What preset `index` stands for; NULL if there is none. It is always valid.
#[unsafe(no_mangle)]
pub extern "C" fn lamap_preset_help(index: usize) -> *const c_char {
    guard_text(|| Ok(nth(presets(), index)?[1].as_ptr()))
}

fn presets() -> &'static [[CString; 2]] {
    static TEXTS: OnceLock<Vec<[CString; 2]>> = OnceLock::new();
    TEXTS.get_or_init(|| PRESETS.iter().map(|preset| [c_text(preset.name), c_text(preset.help)]).collect())
}

/// The texts of one setting with a NUL at their end, and its numbers.
struct Row {
    texts: [CString; 3],
    words: Words,
    numbers: [f64; 3],
    kind: LamapParamKind,
    optional: bool,
}

/// Words of a choice and what C sees of them.
struct Words {
    pointers: Vec<*const c_char>,
    _texts: Vec<CString>,
}

// SAFETY: the pointers lead to the texts beside them, which never change.
unsafe impl Send for Words {}
// SAFETY: as above.
unsafe impl Sync for Words {}

impl Row {
    fn new<T: Default>(row: &Param<T>) -> Self {
        let (kind, words): (_, &[&str]) = match row.kind {
            Kind::Number { .. } => (LamapParamKind::Number, &[]),
            Kind::Whole { .. } => (LamapParamKind::Whole, &[]),
            Kind::Choice(words) => (LamapParamKind::Choice, words),
        };
        let texts: Vec<CString> = words.iter().map(|word| c_text(word)).collect();
        let (min, max) = row.range();
        Self {
            texts: [row.key, row.unit, row.help].map(c_text),
            words: Words { pointers: texts.iter().map(|text| text.as_ptr()).collect(), _texts: texts },
            numbers: [(row.get)(&T::default()), min, max],
            kind,
            optional: row.optional,
        }
    }

    fn param(&self) -> LamapParam {
        let [key, unit, help] = self.texts.each_ref().map(|text| text.as_ptr());
        let [default_value, min, max] = self.numbers;
        let choices = if self.words.pointers.is_empty() { ptr::null() } else { self.words.pointers.as_ptr() };
        LamapParam {
            struct_size: size_of::<LamapParam>(),
            key,
            unit,
            help,
            default_value,
            min,
            max,
            kind: self.kind,
            optional: self.optional.into(),
            choices,
            choice_count: self.words.pointers.len(),
        }
    }
}

fn rows(table: i32) -> Result<&'static [Row]> {
    static CONDITIONS: OnceLock<Vec<Row>> = OnceLock::new();
    static SETTINGS: OnceLock<Vec<Row>> = OnceLock::new();
    static CHANNELS: OnceLock<Vec<Row>> = OnceLock::new();
    match table {
        LAMAP_TABLE_CONDITIONS => Ok(CONDITIONS
            .get_or_init(|| conditions::settings::TABLE.iter().map(Row::new::<Conditions>).collect())),
        LAMAP_TABLE_SETTINGS => {
            Ok(SETTINGS.get_or_init(|| settings::TABLE.iter().map(Row::new::<Settings>).collect()))
        }
        LAMAP_TABLE_CHANNELS => {
            Ok(CHANNELS
                .get_or_init(|| conditions::settings::CHANNEL.iter().map(Row::new::<Channel>).collect()))
        }
        _ => Err(Error::InvalidValue {
            key: "table".into(),
            value: table.to_string(),
            expected: "one of LAMAP_TABLE_CONDITIONS, LAMAP_TABLE_SETTINGS, LAMAP_TABLE_CHANNELS".into(),
        }),
    }
}
