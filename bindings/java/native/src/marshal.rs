// SPDX-License-Identifier: MIT OR Apache-2.0
//! Texts, arrays and maps between Java and Rust. Arrays are copied, since the virtual machine may move its own; the
//! memory of direct buffers is used where it lies.

use crate::buffer::Buffer;
use crate::failure::Result;
use jni::objects::{
    JByteArray, JDoubleArray, JFloatArray, JIntArray, JObject, JObjectArray, JString, JValue, ReleaseMode,
};
use jni::{Env, jni_sig, jni_str};
use lamap::ablation::Sample;
use lamap::{Error, Map};
use ndarray::{Array3, CowArray, Ix3};

pub type Texts<'local> = JObjectArray<'local, JString<'local>>;
pub type Elements<'local> = JObjectArray<'local, JFloatArray<'local>>;

pub fn text(env: &Env<'_>, text: &JString<'_>) -> Result<String> {
    Ok(text.try_to_string(env)?)
}

pub fn texts(env: &mut Env<'_>, texts: &Texts<'_>) -> Result<Vec<String>> {
    (0..texts.len(env)?)
        .map(|index| {
            let element = texts.get_element(env, index)?;
            let copied = text(env, &element);
            env.delete_local_ref(element);
            copied
        })
        .collect()
}

pub fn new_texts<'local>(env: &mut Env<'local>, texts: &[String]) -> Result<Texts<'local>> {
    let array = Texts::new(env, texts.len(), JString::null())?;
    for (index, text) in texts.iter().enumerate() {
        let text = env.new_string(text)?;
        array.set_element(env, index, &text)?;
        env.delete_local_ref(text);
    }
    Ok(array)
}

/// The bytes of an array; `None` for null.
pub fn bytes(env: &Env<'_>, array: &JByteArray<'_>) -> Result<Option<Vec<u8>>> {
    if array.is_null() { Ok(None) } else { Ok(Some(env.convert_byte_array(array)?)) }
}

/// Rows and columns for Java.
pub fn new_shape<'local>(env: &mut Env<'local>, rows: usize, columns: usize) -> Result<JIntArray<'local>> {
    let shape = JIntArray::new(env, 2)?;
    shape.set_region(env, 0, &[rows, columns].map(|side| i32::try_from(side).unwrap_or(i32::MAX)))?;
    Ok(shape)
}

/// A number of rows, lines, pixels.
pub fn size(value: i32) -> Result<usize> {
    let negative = |_| Error::OutOfRange {
        key: "size",
        value: f64::from(value),
        unit: "pixels",
        min: 0.0,
        max: f64::from(i32::MAX),
    };
    Ok(usize::try_from(value).map_err(negative)?)
}

/// The parts of an `ElementMap`.
pub struct Parts<'a, 'local> {
    /// One array an element; null where the values lie in `buffer`.
    pub values: &'a Elements<'local>,
    /// A direct `FloatBuffer` of all elements, or null.
    pub buffer: &'a JObject<'local>,
    /// Elements, lines, pixels.
    pub shape: &'a JIntArray<'local>,
    pub names: &'a Texts<'local>,
    pub unit: &'a JString<'local>,
    pub frame: &'a JDoubleArray<'local>,
}

/// Elements, lines and pixels of an `ElementMap`.
fn shape(env: &Env<'_>, parts: &Parts<'_, '_>) -> Result<(usize, usize, usize)> {
    let mut shape = [0; 3];
    parts.shape.get_region(env, 0, &mut shape)?;
    Ok((size(shape[0])?, size(shape[1])?, size(shape[2])?))
}

/// The values of an `ElementMap`: elements x lines x pixels.
fn stack<'a>(env: &mut Env<'_>, parts: &'a Parts<'_, '_>) -> Result<CowArray<'a, f32, Ix3>> {
    let shape = shape(env, parts)?;
    if parts.buffer.is_null() {
        return Ok(copied(env, parts.values, shape)?.into());
    }
    Ok(Buffer::new(env, parts.buffer)?.view(shape)?.into())
}

fn copied(
    env: &mut Env<'_>,
    values: &Elements<'_>,
    (elements, lines, pixels): (usize, usize, usize),
) -> Result<Array3<f32>> {
    let mut all = Vec::new();
    for index in 0..elements {
        let element = values.get_element(env, index)?;
        all.reserve_exact((elements - index) * element.len(env)?); // once, as all are of one length
        // SAFETY: it is only read, and nothing is asked of the virtual machine before it is given back.
        let held = unsafe { element.get_elements_critical(env, ReleaseMode::NoCopyBack)? };
        all.extend_from_slice(&held);
        drop(held);
        env.delete_local_ref(element);
    }
    let found = format!("{} values", all.len());
    let expected = format!("{elements} x {lines} x {pixels} values");
    let wrong = |_| Error::Shape { what: "the map", expected, found };
    Ok(Array3::from_shape_vec((elements, lines, pixels), all).map_err(wrong)?)
}

/// The names of the elements of an `ElementMap`: numbers from 1 where it has none.
fn names(env: &mut Env<'_>, parts: &Parts<'_, '_>) -> Result<Vec<String>> {
    let names = texts(env, parts.names)?;
    if !names.is_empty() {
        return Ok(names);
    }
    Ok((1..=shape(env, parts)?.0).map(|number| number.to_string()).collect())
}

/// Width and height of a pixel, and the origin of an `ElementMap`, in µm.
fn frame(env: &Env<'_>, parts: &Parts<'_, '_>) -> Result<[f64; 4]> {
    let mut frame = [0.0; 4];
    parts.frame.get_region(env, 0, &mut frame)?;
    Ok(frame)
}

/// The sample that an `ElementMap` shows; its values are checked when it is ablated.
pub fn sample<'a>(env: &mut Env<'_>, parts: &'a Parts<'_, '_>) -> Result<Sample<'a>> {
    let [width_um, height_um, x_um, y_um] = frame(env, parts)?;
    Ok(Sample {
        values: stack(env, parts)?,
        elements: names(env, parts)?,
        pixel_um: (width_um, height_um),
        origin_um: (x_um, y_um),
    })
}

/// The map of an `ElementMap`; a pixel size of 0 is not known.
pub fn map(env: &mut Env<'_>, parts: &Parts<'_, '_>) -> Result<Map> {
    let mut map = Map::new(stack(env, parts)?.into_owned(), names(env, parts)?)?;
    let [width_um, height_um, x_um, y_um] = frame(env, parts)?;
    let known = |um: f64| (um != 0.0).then_some(um);
    (map.pixel_width_um, map.pixel_height_um) = (known(width_um), known(height_um));
    map.origin_um = (x_um, y_um);
    map.unit = text(env, parts.unit)?;
    Ok(map)
}

/// A new `ElementMap` with its values in arrays.
pub fn new_map<'local>(env: &mut Env<'local>, map: &Map, info: &str) -> Result<JObject<'local>> {
    new_map_in(env, map, info, &JObject::null())
}

/// A new `ElementMap` with its values in a direct buffer; in arrays if that is null.
pub fn new_map_in<'local>(
    env: &mut Env<'local>,
    map: &Map,
    info: &str,
    buffer: &JObject<'_>,
) -> Result<JObject<'local>> {
    let values = if buffer.is_null() {
        new_elements(env, map)?
    } else {
        Buffer::new(env, buffer)?.fill(map.values().view())?;
        Elements::null()
    };
    let (lines, pixels) = map.shape();
    let shape = JIntArray::new(env, 3)?;
    // a Java array is never longer
    shape.set_region(env, 0, &[map.elements().len() as i32, lines as i32, pixels as i32])?;
    let names = new_texts(env, map.elements())?;
    let notes = new_texts(env, &map.notes)?;
    let (unit, info) = (env.new_string(&map.unit)?, env.new_string(info)?);
    let frame = JDoubleArray::new(env, 4)?;
    let pixel = |um: Option<f64>| um.unwrap_or(0.0);
    let (x, y) = map.origin_um;
    frame.set_region(env, 0, &[pixel(map.pixel_width_um), pixel(map.pixel_height_um), x, y])?;
    let arguments = [
        JValue::Object(&values),
        JValue::Object(buffer),
        JValue::Object(&shape),
        JValue::Object(&names),
        JValue::Object(&unit),
        JValue::Object(&info),
        JValue::Object(&frame),
        JValue::Object(&notes),
    ];
    Ok(env.new_object(
        jni_str!("org/lamap/ElementMap"),
        jni_sig!(
            "([[FLjava/nio/FloatBuffer;[I[Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;[D[Ljava/lang/String;)V"
        ),
        &arguments,
    )?)
}

/// One array an element.
fn new_elements<'local>(env: &mut Env<'local>, map: &Map) -> Result<Elements<'local>> {
    let values = Elements::new(env, map.elements().len(), JFloatArray::null())?;
    for index in 0..map.elements().len() {
        let element = map.element(index);
        let contiguous = element.as_standard_layout();
        let slice = contiguous.as_slice().expect("standard layout is contiguous");
        let array = JFloatArray::new(env, slice.len())?;
        array.set_region(env, 0, slice)?;
        values.set_element(env, index, &array)?;
        env.delete_local_ref(array);
    }
    Ok(values)
}
