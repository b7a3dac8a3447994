// SPDX-License-Identifier: MIT OR Apache-2.0
//! What conditions hold beside single settings, for C: channels, a crater, a response table.

use super::conditions::LamapConditions;
use super::pointer::{exclusive, hand_over, nth, product, shared, slice, text};
use super::status::{LamapStatus, c_text, guard};
use super::text::LamapText;
use crate::conditions::settings::CHANNEL;
use crate::conditions::{Channel, Crater, ResponseTable};
use crate::error::{Error, Result};
use crate::param;
use core::ffi::c_char;
use ndarray::ArrayView2;

/// Number of channels; 0 where all elements have what the conditions say (and after a failure).
///
/// # Safety
/// `conditions` is NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_count(conditions: *const LamapConditions) -> usize {
    let mut count = 0;
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        count = unsafe { shared(conditions, "conditions")? }.0.conditions.channels.len();
        Ok(())
    });
    count
}

/// Adds a channel for the next element, e.g. "Zn66", in which nothing is stated yet. `lamap_ablate` needs as many
/// channels as elements, or none.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `name` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_add(
    conditions: *mut LamapConditions,
    name: *const c_char,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, name) = unsafe { (exclusive(conditions, "conditions")?, text(name, "name")?) };
        conditions.0.add_channel(name)
    })
}

/// Name of channel `index`, counted from 0, in `*out` (NULL after a failure).
///
/// # Safety
/// `conditions` is NULL (an error) or valid; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_name(
    conditions: *const LamapConditions,
    index: usize,
    out: *mut *mut LamapText,
) -> LamapStatus {
    guard(|| {
        let make = || {
            // SAFETY: NULL or valid by the section above.
            let conditions = unsafe { shared(conditions, "conditions")? };
            Ok(LamapText(c_text(&nth(&conditions.0.conditions.channels, index)?.name)))
        };
        // SAFETY: as above.
        unsafe { hand_over(out, make) }
    })
}

/// Sets a number of channel `index`, e.g. "dwell_s"; `LAMAP_TABLE_CHANNELS` lists the keys. NAN leaves it open.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `key` is NULL (an error) or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_set(
    conditions: *mut LamapConditions,
    index: usize,
    key: *const c_char,
    value: f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, key) = unsafe { (exclusive(conditions, "conditions")?, text(key, "key")?) };
        param::set_number(CHANNEL, channel(&mut conditions.0.conditions.channels, index)?, key, value)
    })
}

/// Reads a number of channel `index` into `*value`; NAN where it is left open.
///
/// # Safety
/// `conditions`, `key` (a string) and `value` are NULL (an error) or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_get(
    conditions: *const LamapConditions,
    index: usize,
    key: *const c_char,
    value: *mut f64,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, key, value) =
            unsafe { (shared(conditions, "conditions")?, text(key, "key")?, exclusive(value, "value")?) };
        *value = (param::find(CHANNEL, key)?.get)(nth(&conditions.0.conditions.channels, index)?);
        Ok(())
    })
}

/// States settings of the channel of this name, which is added if it is not there yet. `settings`: TOML or JSON with
/// the keys of `LAMAP_TABLE_CHANNELS` and, for a pulse response of its own, those of the conditions
/// ("pulse_response", "response_scale_s", "gas_fraction", "response_table" and so on); what these leave open is as
/// in the conditions. The conditions stay as they were on a failure.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `name` and `settings` are NULL (an
/// error) or strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_channel_set_text(
    conditions: *mut LamapConditions,
    name: *const c_char,
    settings: *const c_char,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, name, settings) = unsafe {
            (exclusive(conditions, "conditions")?, text(name, "name")?, text(settings, "settings")?)
        };
        conditions.0.set_channel_from(name, settings)
    })
}

/// States a measured crater and sets "beam_shape" to "kernel". `depth`: rows (across the lines) x columns (along the
/// scan) of depths in any unit, row by row, on square cells of `cell_um` micrometres.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `depth` is NULL (an error) or rows x
/// columns doubles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_set_crater(
    conditions: *mut LamapConditions,
    depth: *const f64,
    rows: usize,
    columns: usize,
    cell_um: f64,
) -> LamapStatus {
    guard(|| {
        let length = product(&[rows, columns], "depth")?;
        // SAFETY: NULL or valid by the section above.
        let (conditions, depth) =
            unsafe { (exclusive(conditions, "conditions")?, slice(depth, length, "depth")?) };
        let depth = ArrayView2::from_shape((rows, columns), depth);
        let depth = depth.map_err(|error| Error::Data(format!("depth: {error}")))?;
        conditions.0.set_crater(Crater::new(depth.to_owned(), cell_um)?);
        Ok(())
    })
}

/// States a measured pulse response and sets "pulse_response" to "table": the share of the signal (0 to 1) that has
/// arrived at each time after the transport delay, linear between them.
///
/// # Safety
/// `conditions` is NULL (an error) or valid and not used elsewhere; `times_s` and `cumulative` are NULL (an
/// error) or `length` doubles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_conditions_set_response_table(
    conditions: *mut LamapConditions,
    times_s: *const f64,
    cumulative: *const f64,
    length: usize,
) -> LamapStatus {
    guard(|| {
        // SAFETY: NULL or valid by the section above.
        let (conditions, times, shares) = unsafe {
            (
                exclusive(conditions, "conditions")?,
                slice(times_s, length, "times_s")?,
                slice(cumulative, length, "cumulative")?,
            )
        };
        conditions.0.set_response_table(ResponseTable { times_s: times.into(), cumulative: shares.into() })
    })
}

fn channel(channels: &mut [Channel], index: usize) -> Result<&mut Channel> {
    nth(channels, index)?;
    Ok(&mut channels[index])
}
