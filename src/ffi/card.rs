// SPDX-License-Identifier: MIT OR Apache-2.0
//! Model cards for C.

use super::pointer::{hand_over, slice};
use super::status::{LamapStatus, c_text, guard};
use super::text::LamapText;
use crate::error::Result;

/// What a model states about itself, as JSON in `*out` (NULL after a failure): name, version, licence, multiple and
/// halo in pixels, training and scores. Needs no ONNX Runtime.
///
/// `model`: `model_size` bytes of an ONNX model of contract lamap-1; NULL: the embedded one.
///
/// # Safety
/// `model` is NULL or `model_size` bytes; `out` is NULL (an error) or points to a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lamap_model_card(
    model: *const u8,
    model_size: usize,
    out: *mut *mut LamapText,
) -> LamapStatus {
    let make = || {
        // SAFETY: NULL or valid by the section above.
        let model = if model.is_null() { None } else { Some(unsafe { slice(model, model_size, "model")? }) };
        Ok(LamapText(c_text(&card(model)?)))
    };
    // SAFETY: as above.
    guard(|| unsafe { hand_over(out, make) })
}

#[cfg(feature = "enhance")]
fn card(model: Option<&[u8]>) -> Result<String> {
    use crate::enhance::{ModelCard, embedded_card};
    Ok(model.map_or_else(embedded_card, ModelCard::of_model)?.to_json())
}

/// A build without the network has no model.
#[cfg(not(feature = "enhance"))]
fn card(_: Option<&[u8]>) -> Result<String> {
    Err(crate::error::Error::Model("this build of lamap has no network (feature \"enhance\")".into()))
}
