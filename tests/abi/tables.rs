// SPDX-License-Identifier: MIT OR Apache-2.0
//! The tables of settings as a host reads them.

use crate::host::*;
use std::ffi::CStr;
use std::slice;

#[test]
fn the_tables_describe_what_can_be_set() {
    let conditions = conditions();
    let names = [
        (0, lamap::conditions::settings::TABLE.len()),
        (1, lamap::enhance::settings::TABLE.len()),
        (2, lamap::conditions::settings::CHANNEL.len()),
    ];
    for (table, count) in names {
        // SAFETY: valid arguments.
        assert_eq!(unsafe { (abi().lamap_param_count)(table) }, count);
        for index in 0..count {
            check_param(&param(table, index).unwrap(), (table == 0).then_some(&conditions));
        }
        refused(param(table, count).err().unwrap(), INVALID_ARGUMENT, "must be below");
    }
    refused(param(3, 0).err().unwrap(), INVALID_ARGUMENT, "LAMAP_TABLE_SETTINGS");
    // SAFETY: take plain numbers.
    unsafe {
        assert_eq!((abi().lamap_param_count)(-1), 0);
        assert_eq!((abi().lamap_preset_count)(), lamap::conditions::PRESETS.len());
        assert_eq!(text((abi().lamap_preset_name)(0)).unwrap(), "seed-2019");
        assert_eq!(text((abi().lamap_preset_help)(0)).unwrap(), lamap::conditions::PRESETS[0].help);
        let count = lamap::conditions::PRESETS.len();
        assert!(
            (abi().lamap_preset_name)(count).is_null() && (abi().lamap_preset_help)(usize::MAX).is_null()
        );
    }
}

fn param(table: i32, index: usize) -> Result<Param, i32> {
    let mut param = std::mem::MaybeUninit::<Param>::zeroed();
    // SAFETY: zeros are allowed in every field, and the size is the structure's.
    unsafe {
        (&raw mut (*param.as_mut_ptr()).struct_size).write(size_of::<Param>());
        match (abi().lamap_param_get)(table, index, param.as_mut_ptr()) {
            OK => Ok(param.assume_init()),
            status => Err(status),
        }
    }
}

fn check_param(param: &Param, conditions: Option<&Owned>) {
    let key = text(param.key).unwrap();
    assert!(!text(param.help).unwrap().is_empty() && text(param.unit).is_some(), "{key}");
    assert!(
        param.min < param.max && (0..=2).contains(&param.kind) && (0..=1).contains(&param.optional),
        "{key}"
    );
    assert_eq!(param.kind == 2, param.choice_count > 0, "{key}");
    assert!((param.min..=param.max).contains(&param.default_value) || param.optional == 1, "{key}");
    if param.kind == 2 {
        // SAFETY: as many pointers as stated.
        let words = unsafe { slice::from_raw_parts(param.choices, param.choice_count) };
        assert!(words.iter().all(|word| !text(*word).unwrap().is_empty()), "{key}");
    }
    let Some(conditions) = conditions else { return };
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_conditions_set)(conditions.0, CStr::from_ptr(param.key).as_ptr(), param.max) });
}
