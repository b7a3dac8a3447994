// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is looked at of a model before ONNX Runtime is given it: its card and its graph. Without a runtime that is all.

use lamap::enhance::{Enhancer, Method, ModelCard, Settings};

pub fn run(data: &[u8]) {
    if let Ok(card) = ModelCard::of_model(data) {
        assert!(!card.to_json().is_empty());
    }
    let settings = Settings { method: Method::Unet, threads: 1, ..Settings::default() };
    assert!(Enhancer::with_model(settings, data, &lamap::Task::new()).is_err(), "there is no runtime");
}
