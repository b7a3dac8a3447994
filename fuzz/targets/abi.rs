// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C ABI with conditions, settings and samples of any numbers: ablation, planning and the restoration. No call may meet a fault of
//! the library, and what succeeds is finite or missing.

use lamap::ffi::*;
use std::ffi::{CStr, CString};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

/// Larger maps are not made.
const LARGEST: usize = 1 << 12;
/// One input in so many makes a plan: that takes longer than all other calls, and the target `conditions` makes them too.
const PLANNED: u8 = 16;
/// Sides of a sample.
const SIDES: usize = 8;
/// Settings that would leave what is tested.
const FIXED: [&CStr; 3] = [c"method", c"threads", c"memory_mib"];

/// Bytes that become choices; zeros when they are used up.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn one(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> f64 {
        f64::from_le_bytes(std::array::from_fn(|_| self.one()))
    }

    fn side(&mut self) -> usize {
        usize::from(self.one()) % SIDES + 1
    }

    /// A value of a setting: a border, the default, any number, or one within the range.
    fn value(&mut self, row: &Row) -> f64 {
        let (kind, share) = (self.one(), f64::from(self.one()) / 255.0);
        match kind % 6 {
            0 => row.min,
            1 => row.max,
            2 => row.default,
            3 => self.number(),
            4 => row.min + share * (row.max - row.min),
            _ => (row.min.max(1e-9).ln() * (1.0 - share) + row.max.max(1e-9).ln() * share).exp(),
        }
    }
}

struct Row {
    key: CString,
    min: f64,
    max: f64,
    default: f64,
}

fn table(table: i32) -> Vec<Row> {
    let row = |index| unsafe {
        let mut param: LamapParam = std::mem::zeroed();
        param.struct_size = size_of::<LamapParam>();
        assert_eq!(lamap_param_get(table, index, &raw mut param), LamapStatus::Ok);
        let (min, max, default) = (param.min, param.max, param.default_value);
        Row { key: CStr::from_ptr(param.key).into(), min, max, default }
    };
    (0..lamap_param_count(table)).map(row).filter(|row| !FIXED.contains(&row.key.as_c_str())).collect()
}

/// Did a call succeed? A fault of the library is none of the answers.
fn done(status: LamapStatus) -> bool {
    assert_ne!(status, LamapStatus::Internal, "{:?}", unsafe { CStr::from_ptr(lamap_last_error()) });
    status == LamapStatus::Ok
}

pub fn run(data: &[u8]) {
    static TABLES: OnceLock<[Vec<Row>; 2]> = OnceLock::new();
    let tables = TABLES.get_or_init(|| [table(LAMAP_TABLE_CONDITIONS), table(LAMAP_TABLE_SETTINGS)]);
    let mut bytes = Bytes(data);
    let (mut conditions, mut settings) = (null_mut(), null_mut());
    unsafe {
        let preset = usize::from(bytes.one()) % (lamap_preset_count() + 1);
        assert!(done(if preset < lamap_preset_count() {
            lamap_conditions_preset(lamap_preset_name(preset), &raw mut conditions)
        } else {
            lamap_conditions_new(&raw mut conditions)
        }));
        assert!(done(lamap_settings_new(&raw mut settings)));
        assert!(done(lamap_settings_set_text(settings, c"method".as_ptr(), c"physics".as_ptr())));
        assert!(done(lamap_settings_set(settings, c"threads".as_ptr(), 1.0)));
        for _ in 0..bytes.one() % 12 {
            let choice = usize::from(bytes.one());
            let rows = &tables[choice % 2];
            let row = &rows[choice / 2 % rows.len()];
            let value = bytes.value(row);
            done(match choice % 2 {
                0 => lamap_conditions_set(conditions, row.key.as_ptr(), value),
                _ => lamap_settings_set(settings, row.key.as_ptr(), value),
            });
        }
        let (lines, pixels) = (bytes.side(), bytes.side());
        let pixel_um = [1.0, 0.1, 50.0, bytes.number()][usize::from(bytes.one()) % 4];
        let values: Vec<f32> = (0..lines * pixels).map(|_| value(bytes.one())).collect();
        let mut map: LamapMap = std::mem::zeroed();
        assert!(done(lamap_map_init(&raw mut map, size_of::<LamapMap>())));
        (map.values, map.lines, map.pixels) = (values.as_ptr(), lines, pixels);
        (map.pixel_width_um, map.pixel_height_um) = (pixel_um, pixel_um);
        let choice = bytes.one();
        if choice / 3 % PLANNED == 0 {
            plan(conditions);
        }
        ablate(conditions, &map, i32::from(choice % 3));
        map.pixel_height_um = [pixel_um, 2.0 * pixel_um, bytes.number()][usize::from(bytes.one()) % 3];
        map.value_unit = [LamapValueUnit::Unknown, LamapValueUnit::Counts, LamapValueUnit::Cps]
            [usize::from(bytes.one()) % 3];
        enhance(conditions, settings, &map);
        lamap_settings_free(settings);
        lamap_conditions_free(conditions);
    }
}

/// Concentrations, and now and then what is none.
fn value(byte: u8) -> f32 {
    match byte {
        255 => f32::NAN,
        254 => 1e30,
        253 => -1.0,
        _ => f32::from(byte) / 64.0,
    }
}

unsafe fn plan(conditions: *const LamapConditions) {
    let mut text = null_mut();
    unsafe {
        if done(lamap_plan_json(conditions, 0.0, 0.0, 1.0, None, null_mut(), &raw mut text)) {
            lamap_text_free(text);
        }
    }
}

unsafe fn ablate(conditions: *const LamapConditions, sample: &LamapMap, quantity: i32) {
    let (mut lines, mut pixels) = (0, 0);
    unsafe {
        let (rows, columns, pixel_um) = (sample.lines, sample.pixels, sample.pixel_width_um);
        if !done(lamap_ablate_shape(conditions, rows, columns, pixel_um, &raw mut lines, &raw mut pixels))
            || lines * pixels > LARGEST
        {
            return;
        }
        let mut counts = vec![0.0f32; lines * pixels];
        let (to, length) = (counts.as_mut_ptr(), counts.len());
        let call =
            lamap_ablate(conditions, sample, null(), quantity, 1, to, length, None, null_mut(), null_mut());
        assert!(!done(call) || counts.iter().all(|value| !value.is_nan()));
    }
}

unsafe fn enhance(conditions: *const LamapConditions, settings: *const LamapSettings, map: &LamapMap) {
    let (mut enhancer, mut report, mut rows, mut columns) = (null_mut(), null_mut(), 0, 0);
    unsafe {
        let (width, height) = (map.pixel_width_um, map.pixel_height_um);
        let shape = lamap_output_shape(
            settings,
            map.lines,
            map.pixels,
            width,
            height,
            &raw mut rows,
            &raw mut columns,
        );
        if !done(shape)
            || rows * columns > LARGEST
            || !done(lamap_enhancer_new(settings, null(), 0, None, null_mut(), &raw mut enhancer))
        {
            return;
        }
        let (mut estimate, mut deviation) = (vec![0.0f32; rows * columns], vec![0.0f32; rows * columns]);
        let (to, sd, length) = (estimate.as_mut_ptr(), deviation.as_mut_ptr(), rows * columns);
        let call =
            lamap_enhance(enhancer, conditions, map, to, sd, length, None, null_mut(), &raw mut report);
        if done(call) {
            assert!(estimate.iter().all(|value| !value.is_infinite()), "an infinite estimate");
            assert!(
                deviation.iter().all(|sd| sd.is_nan() || sd.is_finite() && *sd >= 0.0),
                "a wrong deviation"
            );
            let mut verdict = null_mut();
            assert!(done(lamap_verdict(lamap_report_json(report), null(), &raw mut verdict)));
            lamap_text_free(verdict);
            lamap_report_free(report);
        } else {
            assert!(report.is_null());
        }
        lamap_enhancer_free(enhancer);
    }
}
