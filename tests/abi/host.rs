// SPDX-License-Identifier: MIT OR Apache-2.0
//! A host that knows lamap only by path and names, as a vendor's program does.

use libloading::Library;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;
use std::sync::OnceLock;

/// Status codes as a C program sees them.
pub const OK: i32 = 0;
pub const INVALID_ARGUMENT: i32 = 1;
pub const INVALID_DATA: i32 = 2;
pub const NULL: Object = std::ptr::null_mut();
pub const CANCELLED: i32 = 3;
pub const RUNTIME_NOT_FOUND: i32 = 4;
pub const MODEL: i32 = 6;

/// `LamapMap`, written down again on purpose.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Map {
    pub struct_size: usize,
    pub values: *const f32,
    pub elements: usize,
    pub lines: usize,
    pub pixels: usize,
    pub pixel_width_um: f64,
    pub pixel_height_um: f64,
    pub value_unit: i32,
    pub names: *const *const c_char,
    pub unit: *const c_char,
    pub origin_x_um: f64,
    pub origin_y_um: f64,
}

// SAFETY: the tests share maps that nobody changes.
unsafe impl Sync for Map {}

/// `LamapParam`, likewise.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Param {
    pub struct_size: usize,
    pub key: *const c_char,
    pub unit: *const c_char,
    pub help: *const c_char,
    pub default_value: f64,
    pub min: f64,
    pub max: f64,
    pub kind: i32,
    pub optional: i32,
    pub choices: *const *const c_char,
    pub choice_count: usize,
}

/// `LamapPass`, likewise.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Pass {
    pub struct_size: usize,
    pub offset_along: f64,
    pub offset_across: f64,
    pub orthogonal: i32,
    pub number: u32,
}

/// `LamapScan`, likewise.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scan {
    pub struct_size: usize,
    pub rows: usize,
    pub columns: usize,
    pub lead: usize,
    pub pulses_on_a_line: usize,
    pub dosage: f64,
    pub pixel_width_um: f64,
    pub pixel_height_um: f64,
    pub origin_x_um: f64,
    pub origin_y_um: f64,
    pub beam_um: f64,
    pub displacement_um: f64,
}

/// `LamapProgress`.
pub type Progress = Option<unsafe extern "C" fn(*mut c_void, f64, *const c_char, *const c_char) -> i32>;

/// An object of lamap.
pub type Object = *mut c_void;

macro_rules! abi {
    ($($name:ident($($argument:ty),*) $(-> $result:ty)?;)*) => {
        /// The functions of the library by name.
        #[allow(clippy::type_complexity, reason = "these are C signatures")]
        pub struct Abi { $(pub $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)* }

        impl Abi {
            /// Names of the functions.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            unsafe fn of(library: &Library) -> Self {
                // SAFETY: the signatures are those of the header, which compile.rs compares.
                unsafe { Self { $($name: *library.get(concat!(stringify!($name), "\0")).unwrap(),)* } }
            }
        }
    };
}

abi! {
    lamap_abi_version() -> u32;
    lamap_version() -> *const c_char;
    lamap_last_error() -> *const c_char;
    lamap_conditions_new(*mut Object) -> i32;
    lamap_conditions_preset(*const c_char, *mut Object) -> i32;
    lamap_conditions_set(Object, *const c_char, f64) -> i32;
    lamap_conditions_set_text(Object, *const c_char, *const c_char) -> i32;
    lamap_conditions_get(Object, *const c_char, *mut f64) -> i32;
    lamap_conditions_from_text(*const c_char, *mut Object) -> i32;
    lamap_conditions_to_toml(Object, *mut Object) -> i32;
    lamap_conditions_copy(Object, *mut Object) -> i32;
    lamap_conditions_stated_to_toml(Object, *mut Object) -> i32;
    lamap_conditions_pixel(Object, *mut f64, *mut f64) -> i32;
    lamap_plan_json(Object, f64, f64, f64, Progress, *mut c_void, *mut Object) -> i32;
    lamap_conditions_free(Object);
    lamap_conditions_set_crater(Object, *const f64, usize, usize, f64) -> i32;
    lamap_conditions_set_response_table(Object, *const f64, *const f64, usize) -> i32;
    lamap_channel_count(Object) -> usize;
    lamap_channel_add(Object, *const c_char) -> i32;
    lamap_channel_name(Object, usize, *mut Object) -> i32;
    lamap_channel_set(Object, usize, *const c_char, f64) -> i32;
    lamap_channel_get(Object, usize, *const c_char, *mut f64) -> i32;
    lamap_channel_set_text(Object, *const c_char, *const c_char) -> i32;
    lamap_settings_new(*mut Object) -> i32;
    lamap_settings_set(Object, *const c_char, f64) -> i32;
    lamap_settings_set_text(Object, *const c_char, *const c_char) -> i32;
    lamap_settings_get(Object, *const c_char, *mut f64) -> i32;
    lamap_settings_free(Object);
    lamap_ablate_shape(Object, usize, usize, f64, *mut usize, *mut usize) -> i32;
    lamap_ablate(Object, *const Map, *const Pass, i32, u64, *mut f32, usize, Progress, *mut c_void, *mut Map) -> i32;
    lamap_scan(Object, *const Pass, usize, usize, f64, *mut Scan) -> i32;
    lamap_phantom(*const c_char, usize, usize, u64, *mut f32, usize) -> i32;
    lamap_phantom_designed(*const c_char, *const c_char, usize, usize, f64, u64, *mut f32, usize, Progress, *mut c_void) -> i32;
    lamap_map_init(*mut Map, usize) -> i32;
    lamap_file_read(*const *const c_char, usize, *const c_char, *mut Object) -> i32;
    lamap_file_read_pass(*const c_char, usize, *mut Pass, *mut usize, Progress, *mut c_void, *mut Object) -> i32;
    lamap_file_read_with(*const *const c_char, usize, *const c_char, Progress, *mut c_void, *mut Object) -> i32;
    lamap_lines_read(*const *const c_char, usize, *const c_char, Progress, *mut c_void, *mut Object, *mut Object) -> i32;
    lamap_file_map(Object, *mut Map) -> i32;
    lamap_file_info(Object) -> *const c_char;
    lamap_file_notes(Object) -> *const c_char;
    lamap_file_free(Object);
    lamap_file_write(*const c_char, *const Map, *const c_char, Progress, *mut c_void) -> i32;
    lamap_output_shape(Object, usize, usize, f64, f64, *mut usize, *mut usize) -> i32;
    lamap_model_card(*const u8, usize, *mut Object) -> i32;
    lamap_enhancer_new(Object, *const u8, usize, Progress, *mut c_void, *mut Object) -> i32;
    lamap_enhancer_method(Object) -> *const c_char;
    lamap_enhancer_device(Object) -> *const c_char;
    lamap_enhancer_note(Object) -> *const c_char;
    lamap_enhance(Object, Object, *const Map, *mut f32, *mut f32, usize, Progress, *mut c_void, *mut Object) -> i32;
    lamap_enhance_window(Object, Object, *const Map, usize, usize, usize, usize, f64, *mut f32, *mut f32, usize, Progress, *mut c_void) -> i32;
    lamap_enhance_passes(Object, Object, *const *const Map, *const *const Pass, usize, *mut f32, *mut f32, usize, Progress, *mut c_void, *mut Object) -> i32;
    lamap_enhancer_free(Object);
    lamap_stream_open(Object, Object, *const Map, *mut Object) -> i32;
    lamap_stream_push_line(Object, usize, *const Map) -> i32;
    lamap_stream_latest(Object, *mut f32, *mut f32, usize, *mut usize) -> i32;
    lamap_stream_finish(Object, *mut f32, *mut f32, usize, Progress, *mut c_void, *mut Object) -> i32;
    lamap_stream_free(Object);
    lamap_report_json(Object) -> *const c_char;
    lamap_report_warning_count(Object) -> usize;
    lamap_report_warning(Object, usize) -> *const c_char;
    lamap_report_chi_square(Object, usize, *mut f64) -> i32;
    lamap_report_chi_square_map(Object, *mut f32, usize) -> i32;
    lamap_report_free(Object);
    lamap_verdict(*const c_char, *const c_char, *mut Object) -> i32;
    lamap_runtime_load(*const c_char) -> i32;
    lamap_runtime_version() -> *const c_char;
    lamap_runtime_path() -> *const c_char;
    lamap_runtime_found_by() -> *const c_char;
    lamap_device_report(*mut Object) -> i32;
    lamap_param_count(i32) -> usize;
    lamap_param_get(i32, usize, *mut Param) -> i32;
    lamap_preset_count() -> usize;
    lamap_preset_name(usize) -> *const c_char;
    lamap_preset_help(usize) -> *const c_char;
    lamap_text_get(Object) -> *const c_char;
    lamap_text_free(Object);
    lamap_network_input(Object, Object, *const f32, usize, usize, f64, f64, *mut f32, usize, *mut f64, *mut f64, Progress, *mut c_void) -> i32;
}

/// The library, opened once.
pub fn abi() -> &'static Abi {
    static ABI: OnceLock<Abi> = OnceLock::new();
    ABI.get_or_init(|| {
        // SAFETY: it is the library built with this test.
        let library = unsafe { Library::new(crate::cdylib()) }.unwrap();
        // SAFETY: as above.
        let abi = unsafe { Abi::of(&library) };
        std::mem::forget(library); // the functions stay valid
        abi
    })
}

/// A text of the library; `None` for NULL.
pub fn text(pointer: *const c_char) -> Option<String> {
    // SAFETY: the library returns NULL or texts that live until the object is freed, which is later.
    (!pointer.is_null()).then(|| unsafe { CStr::from_ptr(pointer) }.to_str().unwrap().to_owned())
}

/// This thread's last message.
pub fn last() -> String {
    // SAFETY: takes nothing.
    text(unsafe { (abi().lamap_last_error)() }).unwrap()
}

/// Fails with the library's message unless the call succeeded.
#[track_caller]
pub fn ok(status: i32) {
    assert_eq!(status, OK, "{}", last());
}

/// Fails unless the call was refused so and with these words.
#[track_caller]
pub fn refused(status: i32, expected: i32, words: &str) {
    let message = last();
    assert_eq!(status, expected, "{message}");
    assert!(message.contains(words), "{message}");
}

pub fn c(text: &str) -> CString {
    CString::new(text).unwrap()
}

/// An object that is freed at the end.
pub struct Owned(pub Object, pub unsafe extern "C" fn(Object));

// SAFETY: the header allows objects to be read by several threads.
unsafe impl Sync for Owned {}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: it came from the library and is used no more.
        unsafe { (self.1)(self.0) }
    }
}

/// The conditions "seed-2019", in which pixels are squares of 5 µm.
pub fn conditions() -> Owned {
    let mut object = ptr::null_mut();
    // SAFETY: valid arguments.
    ok(unsafe { (abi().lamap_conditions_preset)(c"seed-2019".as_ptr(), &raw mut object) });
    Owned(object, abi().lamap_conditions_free)
}

/// Settings of a method on the processor.
pub fn settings(method: &str) -> Owned {
    let mut object = ptr::null_mut();
    // SAFETY: valid arguments.
    unsafe {
        ok((abi().lamap_settings_new)(&raw mut object));
        ok((abi().lamap_settings_set_text)(object, c"method".as_ptr(), c(method).as_ptr()));
        ok((abi().lamap_settings_set_text)(object, c"device".as_ptr(), c"cpu".as_ptr()));
        ok((abi().lamap_settings_set)(object, c"magnification".as_ptr(), 2.0));
        ok((abi().lamap_settings_set)(object, c"threads".as_ptr(), 1.0));
    }
    Owned(object, abi().lamap_settings_free)
}

/// An enhancer of a method with the embedded model.
pub fn enhancer(method: &str) -> Owned {
    let mut object = ptr::null_mut();
    // SAFETY: valid arguments.
    ok(unsafe {
        (abi().lamap_enhancer_new)(settings(method).0, ptr::null(), 0, None, NULL, &raw mut object)
    });
    Owned(object, abi().lamap_enhancer_free)
}

/// What `lamap_ablate` gives.
pub const DRAW: i32 = 0;
pub const EXPECTED: i32 = 1;
pub const VARIANCE: i32 = 2;

/// An empty map as the library makes it.
pub fn no_map() -> Map {
    let mut map = std::mem::MaybeUninit::<Map>::uninit();
    // SAFETY: the structure is as long as stated, and filled then.
    unsafe {
        ok((abi().lamap_map_init)(map.as_mut_ptr(), size_of::<Map>()));
        map.assume_init()
    }
}

/// A sample of elements x rows x columns square pixels.
pub fn sample_of(values: *const f32, (elements, lines, pixels): (usize, usize, usize), side_um: f64) -> Map {
    Map { values, elements, lines, pixels, pixel_width_um: side_um, pixel_height_um: side_um, ..no_map() }
}

/// Ablates a sample in a single pass; nobody listens.
///
/// # Safety
/// As the header says.
pub unsafe fn ablate(
    conditions: Object,
    sample: *const Map,
    quantity: i32,
    seed: u64,
    values: *mut f32,
    length: usize,
) -> i32 {
    let (pass, measured, user) = (ptr::null(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: promised by the caller.
    unsafe {
        (abi().lamap_ablate)(conditions, sample, pass, quantity, seed, values, length, None, user, measured)
    }
}

/// A small measured map of two elements.
pub struct Measured {
    pub values: Vec<f32>,
    pub map: Map,
}

pub const ELEMENTS: usize = 2;
pub const LINES: usize = 12;
pub const PIXELS: usize = 16;
/// Values of the enhanced map at magnification 2.
pub const LENGTH: usize = ELEMENTS * 2 * LINES * 2 * PIXELS;

pub fn measured() -> Measured {
    let sample: Vec<f32> =
        (0..60 * 80).map(|i| if (i / 80 / 13 + i % 80 / 11) % 2 == 0 { 4.0 } else { 0.5 }).collect();
    let mut values = vec![0.0; ELEMENTS * LINES * PIXELS];
    for (seed, counts) in values.chunks_mut(LINES * PIXELS).enumerate() {
        // SAFETY: arrays of the stated lengths.
        ok(unsafe {
            let sample = sample_of(sample.as_ptr(), (1, 60, 80), 1.0);
            ablate(conditions().0, &raw const sample, DRAW, seed as u64, counts.as_mut_ptr(), counts.len())
        });
    }
    let mut map = no_map();
    (map.values, map.elements, map.lines, map.pixels) = (values.as_ptr(), ELEMENTS, LINES, PIXELS);
    (map.pixel_width_um, map.pixel_height_um, map.value_unit) = (5.0, 5.0, 1);
    Measured { values, map }
}

/// What an enhancement gave.
#[derive(PartialEq, Debug)]
pub struct Enhanced {
    pub estimate: Vec<f32>,
    pub deviation: Vec<f32>,
}

/// Enhances, or returns the status after a check that nothing was written.
pub fn enhance(
    enhancer: &Owned,
    map: *const Map,
    progress: Progress,
    user: *mut c_void,
) -> Result<(Enhanced, Owned), i32> {
    let (mut estimate, mut deviation, mut report) =
        (vec![-1.0; LENGTH], vec![-1.0; LENGTH], ptr::dangling_mut());
    // SAFETY: arrays of the stated length; the map is the caller's.
    let status = unsafe {
        let (e, d) = (estimate.as_mut_ptr(), deviation.as_mut_ptr());
        (abi().lamap_enhance)(enhancer.0, conditions().0, map, e, d, LENGTH, progress, user, &raw mut report)
    };
    if status == OK {
        return Ok((Enhanced { estimate, deviation }, Owned(report, abi().lamap_report_free)));
    }
    assert!(estimate.iter().chain(&deviation).all(|value| *value == -1.0), "an output was written");
    assert!(report.is_null());
    Err(status)
}
