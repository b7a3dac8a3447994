// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions and settings: their tables, and what Java states of them.

use crate::failure::{Result, native};
use crate::marshal::{Texts, new_texts, text, texts};
use jni::objects::{JClass, JDoubleArray, JString};
use jni::{Env, EnvUnowned};
use lamap::conditions::{Conditions, Notation, PRESETS, Stated, settings as conditions_table};
use lamap::enhance::{Settings, settings as settings_table};
use lamap::files::ReadOptions;
use lamap::lines::LineOptions;
use lamap::param::{self, Kind, Param};

/// The conditions that a text in TOML or JSON and pairs of key and value state.
pub fn conditions(env: &mut Env<'_>, base: &JString<'_>, pairs: &Texts<'_>) -> Result<Conditions> {
    Ok(stated(env, base, pairs)?.conditions)
}

fn stated(env: &mut Env<'_>, base: &JString<'_>, pairs: &Texts<'_>) -> Result<Stated> {
    let base = text(env, base)?;
    let mut stated = Stated::from_text(&base, Notation::of(&base))?;
    each(env, pairs, |key, value| stated.set(key, value))?;
    Ok(stated)
}

/// The settings of an enhancement that pairs of key and value state.
pub fn settings(env: &mut Env<'_>, pairs: &Texts<'_>) -> Result<Settings> {
    let mut settings = Settings::default();
    each(env, pairs, |key, value| param::set_text(settings_table::TABLE, &mut settings, key, value))?;
    Ok(settings)
}

/// What files of maps do not tell, that pairs of key and value state.
pub fn read_options(env: &mut Env<'_>, pairs: &Texts<'_>) -> Result<ReadOptions> {
    let mut options = ReadOptions::default();
    each(env, pairs, |key, value| options.set_text(key, value))?;
    Ok(options)
}

/// What line scans do not tell, that pairs of key and value state.
pub fn line_options(env: &mut Env<'_>, pairs: &Texts<'_>) -> Result<LineOptions> {
    let mut options = LineOptions::default();
    each(env, pairs, |key, value| options.set_text(key, value))?;
    Ok(options)
}

/// Hands every key and its value to `set`.
fn each(
    env: &mut Env<'_>,
    pairs: &Texts<'_>,
    mut set: impl FnMut(&str, &str) -> lamap::Result<()>,
) -> Result<()> {
    for pair in texts(env, pairs)?.chunks_exact(2) {
        set(&pair[0], &pair[1])?;
    }
    Ok(())
}

/// A row of one of the tables as texts and numbers.
struct Row {
    texts: Vec<String>,
    numbers: [f64; 2],
}

impl Row {
    fn new<T: Default>(row: &Param<T>) -> Self {
        let mut texts: Vec<String> = [row.key, row.unit, row.help].map(str::to_owned).into();
        texts.push(row.format((row.get)(&T::default())));
        if let Kind::Choice(words) = row.kind {
            texts.extend(words.iter().map(|word| (*word).to_owned()));
        }
        let (min, max) = row.range();
        Self { texts, numbers: [min, max] }
    }
}

fn table(table: i32) -> Vec<Row> {
    match table {
        0 => conditions_table::TABLE.iter().map(Row::new).collect(),
        _ => settings_table::TABLE.iter().map(Row::new).collect(),
    }
}

fn row(rows: i32, index: i32) -> Result<Row> {
    let mut rows = table(rows);
    let index = usize::try_from(index).ok().filter(|index| *index < rows.len());
    let index = index.ok_or_else(|| lamap::Error::Data("the table has no such row".into()))?;
    Ok(rows.swap_remove(index))
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_settingCount(env: EnvUnowned, _: JClass, rows: i32) -> i32 {
    native(env, |_| Ok(table(rows).len() as i32))
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_settingTexts<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    rows: i32,
    index: i32,
) -> Texts<'local> {
    native(env, |env| new_texts(env, &row(rows, index)?.texts))
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_settingNumbers<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    rows: i32,
    index: i32,
) -> JDoubleArray<'local> {
    native(env, |env| {
        let array = JDoubleArray::new(env, 2)?;
        array.set_region(env, 0, &row(rows, index)?.numbers)?;
        Ok(array)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_checkSettings<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    rows: i32,
    base: JString<'local>,
    pairs: Texts<'local>,
) {
    native(env, |env| match rows {
        0 => conditions(env, &base, &pairs).map(drop),
        _ => settings(env, &pairs).map(drop),
    });
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_conditionsToToml<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
) -> JString<'local> {
    native(env, |env| {
        let toml = conditions(env, &base, &pairs)?.to_toml();
        Ok(env.new_string(toml)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_conditionsStated<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
) -> JString<'local> {
    native(env, |env| {
        let toml = stated(env, &base, &pairs)?.to_toml();
        Ok(env.new_string(toml)?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_conditionsValue<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
    base: JString<'local>,
    pairs: Texts<'local>,
    key: JString<'local>,
) -> JString<'local> {
    native(env, |env| {
        let key = text(env, &key)?;
        let row = param::find(conditions_table::TABLE, &key)?;
        let value = (row.get)(&conditions(env, &base, &pairs)?);
        Ok(env.new_string(row.format(value))?)
    })
}

#[unsafe(no_mangle)]
extern "system" fn Java_org_lamap_Native_presets<'local>(
    env: EnvUnowned<'local>,
    _: JClass<'local>,
) -> Texts<'local> {
    native(env, |env| {
        let pairs: Vec<String> =
            PRESETS.iter().flat_map(|preset| [preset.name.to_owned(), preset.help.to_owned()]).collect();
        new_texts(env, &pairs)
    })
}
