// SPDX-License-Identifier: MIT OR Apache-2.0
//! Conditions as text: what is read is written and read back as it was.

use lamap::conditions::{Notation, Stated};
use lamap::plan::{Measurement, plan};

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for notation in [Notation::Toml, Notation::Json] {
        let Ok(stated) = Stated::from_text(text, notation) else { continue };
        let conditions = stated.conditions;
        for (text, notation) in
            [(conditions.to_toml(), Notation::Toml), (conditions.to_json(), Notation::Json)]
        {
            let back = Stated::from_text(&text, notation).expect("what was written is read");
            assert!(back.conditions == conditions, "{text}");
        }
        let _ = plan(&conditions, &Measurement::default(), &lamap::Task::new());
    }
}
