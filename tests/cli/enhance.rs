// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enhancement from the command line, without a runtime.

use super::{ARGUMENT, DATA, FILE, Place, RUNTIME, json, measured, read};

#[test]
fn a_picture_without_pixel_size_asks_for_it() {
    let place = Place::new();
    place.done("phantom cells --size 40x40 --seed 1 --output a.csv");
    place.refused("ablate a.csv --output b.tif --set beam_size_um=5 --seed 1", ARGUMENT, "--pixel-um");
    place.done("ablate a.csv --output b.tif --set beam_size_um=5 --seed 1 --pixel-um 1");
    place.refused(
        "ablate a.csv --output c.tif --seed 1 --pixel-um 1",
        ARGUMENT,
        "line_spacing_um or beam_size_um",
    );
    place.refused(
        "ablate a.csv --output c.tif --seed 1 --pixel-um 0 --preset seed-2019",
        ARGUMENT,
        "pixel_um",
    );
}

#[test]
fn physics_explains_the_measurement_and_beats_bicubic() {
    let place = measured();
    let line = "enhance map.tif --output fine.tif --preset seed-2019 --magnification 5 --method physics \
                --sd sd.tif --chi-square chi.tif --report report.json";
    let told = place.done(line);
    assert!(told.contains("chi-square"));
    let verdict = told.lines().last().unwrap();
    assert!(verdict.starts_with("verdict: green: The enhanced map explains the measurement"), "{verdict}");
    assert_eq!(place.done("show fine.tif").lines().last(), Some(verdict));
    let report = json(&std::fs::read_to_string(place.path("report.json")).unwrap());
    let chi_square = report["elements"][0]["chi_square"].as_f64().unwrap();
    assert!((0.5..1.3).contains(&chi_square), "{chi_square}");
    assert_eq!(report["input_files"][0], "map.tif");
    assert_eq!(report["output_files"]["sd"], "sd.tif");
    let info = lamap::files::read_info(&place.path("fine.tif")).unwrap().unwrap();
    assert_eq!(json(&info), report);
    let fine = read(&place.path("fine.tif"));
    assert_eq!((fine.shape(), fine.pixel_width_um, fine.unit.as_str()), ((150, 200), Some(1.0), "counts"));
    assert_eq!(fine.elements(), ["gradients"]);
    assert_eq!(read(&place.path("sd.tif")).shape(), (150, 200));
    assert_eq!(read(&place.path("chi.tif")).shape(), (30, 40));
    let shift = report["displacement_um"].as_f64().unwrap();
    let scores = json(&place.done(&format!("compare truth.tif map.tif fine.tif --json --shift-um {shift}")));
    let psnr = |i: usize| scores["maps"][i]["fitted"]["psnr_db"].as_f64().unwrap();
    assert!(psnr(1) > psnr(0) + 0.5, "bicubic {} dB, physics {} dB", psnr(0), psnr(1));
}

#[test]
fn without_runtime_auto_says_so_and_unet_is_an_error() {
    let place = measured();
    let auto = place.run("enhance map.tif --output fine.tif --preset seed-2019 --report r.json");
    assert_eq!(auto.code, 0, "{}", auto.err);
    let said: Vec<_> = auto.err.lines().filter(|line| line.contains("physics method runs")).collect();
    assert!(said.len() == 1 && said[0].contains("LAMAP_ONNXRUNTIME"), "{}", auto.err);
    let report = json(&std::fs::read_to_string(place.path("r.json")).unwrap());
    assert_eq!(report["method"], "physics");
    assert!(report["method_reason"].as_str().unwrap().contains("ONNX Runtime"));
    let unet = "enhance map.tif --output b.tif --preset seed-2019 --method unet";
    place.refused(unet, RUNTIME, "--method physics");
    let named = "enhance map.tif --output b.tif --preset seed-2019 --runtime nowhere";
    place.refused(named, RUNTIME, "nowhere");
    assert!(!place.path("b.tif").exists());
}

#[test]
fn maps_that_cannot_be_used_are_refused_in_a_sentence() {
    let place = measured();
    let whole = std::fs::read(place.path("map.tif")).unwrap();
    place.write("cut.tif", &whole[..whole.len() / 2]);
    place.write("empty.csv", "");
    place.write("words.csv", "one two\nthree four\n");
    place.write("nan.csv", "nan,nan\nnan,nan\n");
    place.write("minus.csv", "1,2\n3,-4\n");
    let enhance = |file: &str| {
        format!("enhance {file} --output a.tif --method physics --pixel-width-um 5 --pixel-height-um 5")
    };
    for (file, code) in
        [("none.tif", FILE), ("cut.tif", FILE), ("empty.csv", FILE), ("words.csv", FILE), ("nan.csv", DATA)]
    {
        let words = if code == DATA { "every value is missing" } else { file };
        place.refused(&enhance(file), code, words);
    }
    for file in ["nan.csv", "minus.csv"] {
        place.refused(
            &format!("ablate {file} --output a.tif --preset seed-2019 --set mean_concentration=0 --seed 1"),
            DATA,
            "concentration",
        );
    }
    place.refused(&enhance("map.tif truth.tif"), DATA, "lines of");
    assert!(!place.path("a.tif").exists());
}

#[test]
fn one_pixel_one_line_and_missing_values_are_enhanced() {
    let place = Place::new();
    place.write("Ba.csv", "7\n");
    place.write("Ca.csv", "1,2,3,4,5,6,7,8\n");
    place.write("Mg.csv", "1\n2\n3\n4\n");
    place.write("Sr.csv", "9,8,7\n6,nan,4\n3,2,1\n");
    for (file, size) in [("Ba", (4, 4)), ("Ca", (4, 32)), ("Mg", (16, 4)), ("Sr", (12, 12))] {
        place.done(&format!(
            "enhance {file}.csv --output {file}.tif --method physics --unit counts --pixel-width-um 5 --pixel-height-um 5"
        ));
        assert_eq!(read(&place.path(&format!("{file}.tif"))).shape(), size);
    }
    assert!(read(&place.path("Sr.tif")).values()[[0, 6, 6]].is_nan());
}

#[test]
fn a_result_that_would_be_absurdly_large_is_refused_before_the_work() {
    let place = Place::new();
    place.write("a.csv", format!("{}\n", vec!["1"; 300].join(",")).repeat(300));
    let line = "enhance a.csv --output a.tif --method physics --magnification 16 --square \
                --pixel-width-um 0.01 --pixel-height-um 1000";
    place.refused(line, DATA, "lower the magnification");
}

#[test]
fn a_verdict_names_the_options_of_the_program() {
    let place = Place::new();
    place.write("Ba.csv", "1.5,2.25,3.125\n4.5,5.25,6.125\n");
    let told = place
        .done("enhance Ba.csv --output fine.tif --method physics --pixel-width-um 5 --pixel-height-um 5");
    assert!(told.ends_with(
        "verdict: amber: The unit is not known, so noise cannot be told from structure. State the unit of the values with \
         --unit: counts, cps with the dwell time, or a concentration.\n"
    ), "{told}");
}
