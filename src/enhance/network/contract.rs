// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a model must be given and give: the contract `lamap-1`.

use super::shield::sentence;
use crate::error::{Error, Result};
use ndarray::{Array4, ArrayView4};
use ort::session::Session as OrtSession;
use ort::value::{Outlet, TensorElementType};

/// Channels that a model is given: restored map, measured map, standard deviation of the noise.
pub const INPUTS: usize = 3;
/// Channels that a model gives: estimate, log of the Laplace scale of its error.
pub const OUTPUTS: usize = 2;

/// Checks what a model declares of its input and output.
///
/// # Errors
/// [`Error::Model`].
pub fn check_declared(session: &OrtSession) -> Result<()> {
    check_outlet("input", session.inputs(), "x", INPUTS).map_err(Error::Model)?;
    check_outlet("output", session.outputs(), "y", OUTPUTS).map_err(Error::Model)
}

/// Checks what a model declares of its only input or output: name, type, (N, `channels`, H, W) with free N, H, W.
fn check_outlet(
    kind: &str,
    outlets: &[Outlet],
    name: &str,
    channels: usize,
) -> std::result::Result<(), String> {
    let [outlet] = outlets else {
        return Err(format!("it has {} {kind}s, the contract asks for one", outlets.len()));
    };
    let found = sentence(outlet.dtype());
    if outlet.name() != name {
        return Err(format!(
            "its {kind} is called {:?}, the contract asks for {name:?}",
            sentence(&outlet.name())
        ));
    }
    if outlet.dtype().tensor_type() != Some(TensorElementType::Float32) {
        return Err(format!("its {kind} is {found}, the contract asks for 32-bit floating point numbers"));
    }
    const FREE: i64 = -1;
    let shape: &[i64] = outlet.dtype().tensor_shape().map_or(&[], |shape| shape);
    let fits = match *shape {
        [n, c, height, width] => {
            (n == FREE || n == 1) && (c == FREE || c == channels as i64) && height == FREE && width == FREE
        }
        [] => kind == "output", // its size was not declared: it is checked after each run
        _ => false,
    };
    if fits {
        return Ok(());
    }
    Err(format!(
        "its {kind} is {found}, the contract asks for (N, {channels}, H, W) with free height and width"
    ))
}

/// Checks what a model is about to be given. `multiple`: of its card.
///
/// # Errors
/// [`Error::Shape`] or [`Error::Data`].
pub fn check_input(x: ArrayView4<'_, f32>, multiple: usize) -> Result<()> {
    let (n, channels, height, width) = x.dim();
    let fits = |side: usize| side > 0 && side.is_multiple_of(multiple);
    if n == 0 || channels != INPUTS || !fits(height) || !fits(width) {
        return Err(Error::Shape {
            what: "the input of the model",
            expected: format!("(tiles, {INPUTS}, height, width) with sides that are multiples of {multiple}"),
            found: format!("{:?}", x.dim()),
        });
    }
    if x.iter().any(|value| !value.is_finite()) {
        return Err(Error::Data("the input of the model holds NaN or infinity".into()));
    }
    Ok(())
}

/// Checks what a model gave for `x`.
///
/// # Errors
/// [`Error::Model`] for another size, [`Error::Inference`] for a value that is not finite.
pub fn check_output(x: ArrayView4<'_, f32>, y: Array4<f32>) -> Result<Array4<f32>> {
    let (n, _, height, width) = x.dim();
    let expected = (n, OUTPUTS, height, width);
    if y.dim() != expected {
        return Err(Error::Model(format!(
            "its output has the size {:?} where the contract asks for {expected:?}",
            y.dim()
        )));
    }
    if y.iter().any(|value| !value.is_finite()) {
        return Err(Error::Inference("the output of the model holds NaN or infinity".into()));
    }
    Ok(y)
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::{input, model, refusal, session};
    use super::*;
    use crate::task::Task;

    #[test]
    fn a_wrong_input_is_refused_before_the_run() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        for shape in [(0, 3, 4, 4), (1, 2, 4, 4), (1, 3, 0, 4), (1, 3, 4, 6)] {
            let error = session.run(Array4::zeros(shape).view(), &Task::new()).unwrap_err();
            assert!(matches!(error, Error::Shape { .. }), "{error}");
        }
        for bad in [f32::NAN, f32::INFINITY] {
            let error = session.run(Array4::from_elem((1, 3, 4, 4), bad).view(), &Task::new()).unwrap_err();
            assert_eq!(error.to_string(), "the input of the model holds NaN or infinity");
        }
    }

    #[test]
    fn each_broken_contract_is_told_in_a_sentence() {
        let cases = [
            (model!("hostile-contract"), "it keeps the contract \"lamap-2\""),
            (model!("hostile-no-contract"), "its metadata do not state lamap.contract"),
            (model!("hostile-no-halo"), "its metadata do not state lamap.halo"),
            (model!("hostile-two-inputs"), "it has 2 inputs, the contract asks for one"),
            (
                model!("hostile-two-channels"),
                "its input is Tensor<f32>(N, 2, H, W), the contract asks for (N, 3, H, W)",
            ),
            (model!("hostile-four-channels"), "its input is Tensor<f32>(N, 4, H, W)"),
            (model!("hostile-int"), "its input is Tensor<i64>(N, 3, H, W), the contract asks for 32-bit"),
            (model!("hostile-double"), "its input is Tensor<f64>(N, 3, H, W), the contract asks for 32-bit"),
            (model!("hostile-fixed-size"), "with free height and width"),
            (model!("hostile-huge"), "1099511627776"),
            (model!("hostile-one-output-channel"), "its output is Tensor<f32>(N, 1, H, W)"),
            (model!("hostile-name"), "estimate"),
            (model!("hostile-initializer"), ""),
            (model!("hostile-external"), ""),
        ];
        for (model, expected) in cases {
            let Some(text) = refusal(model) else { return };
            println!("{text}");
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn an_output_of_the_wrong_size_or_not_finite_is_refused() {
        let Some(wrong) = session(model!("hostile-size")) else { return };
        let error = wrong.run(input(8, 6).view(), &Task::new()).unwrap_err();
        let expected = "its output has the size (1, 2, 4, 3) where the contract asks for (1, 2, 8, 6)";
        assert_eq!(error, Error::Model(expected.into()));
        let nan = session(model!("hostile-nan")).unwrap();
        let error = nan.run(input(8, 6).view(), &Task::new()).unwrap_err();
        assert_eq!(error, Error::Inference("the output of the model holds NaN or infinity".into()));
    }
}
