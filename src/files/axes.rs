// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which axis of an array of three axes is the elements: stated, told by the sizes, or asked about.

use super::options::ElementsAxis;
use ndarray::Array3;

/// An axis this many times shorter than both others is that of the elements.
const SHORTER: usize = 2;

/// The array with the elements first, and a sentence where the sizes told which they are.
pub(super) fn elements_first(
    values: Array3<f32>,
    stated: ElementsAxis,
) -> Result<(Array3<f32>, Option<String>), String> {
    let (first, middle, last) = values.dim();
    let sizes = format!("{first} x {middle} x {last}");
    let note = |axis: &str| Some(format!("the {axis} axis of the array of {sizes} is taken as the elements"));
    match stated {
        ElementsAxis::First => Ok((values, None)),
        ElementsAxis::Last => Ok((last_first(values), None)),
        ElementsAxis::Detect if first == 1 => Ok((values, None)),
        ElementsAxis::Detect if last == 1 && middle > 1 => Ok((last_first(values), note("last"))),
        // programs that put the elements between lines and pixels are not known
        ElementsAxis::Detect if SHORTER * first <= middle.min(last) || middle < first.min(last) => {
            Ok((values, note("first")))
        }
        ElementsAxis::Detect => {
            let what = if last < first.min(middle) {
                "and its last axis seems to be the elements"
            } else {
                "which does not tell the axis of the elements"
            };
            Err(format!("the array is {sizes}, {what}: state which axis is the elements, first or last"))
        }
    }
}

fn last_first(values: Array3<f32>) -> Array3<f32> {
    values.permuted_axes([2, 0, 1])
}
