// SPDX-License-Identifier: MIT OR Apache-2.0
//! The element and the unit that a file name states.

use std::path::Path;

/// What a file name says about its values.
#[derive(Debug, PartialEq)]
pub(super) struct Named {
    /// The element as written (`23Na`, `Dy163`, `Ba`), or the whole name without extension.
    pub element: String,
    /// `true` if `element` is an element and not just the name.
    pub known: bool,
    /// Unit, empty if not stated.
    pub unit: String,
}

/// Largest distance of the mass of an isotope from the atomic weight: 48Ca is 7.9 away.
const MASS_TOLERANCE: u16 = 9;
/// Words after the element that say nothing about it.
const FILLERS: [&str; 3] = ["matrix", "map", "image"];

/// Symbols with rounded atomic weights.
#[rustfmt::skip]
const ELEMENTS: [(&str, u16); 92] = [
    ("H", 1), ("He", 4), ("Li", 7), ("Be", 9), ("B", 11), ("C", 12), ("N", 14), ("O", 16), ("F", 19), ("Ne", 20),
    ("Na", 23), ("Mg", 24), ("Al", 27), ("Si", 28), ("P", 31), ("S", 32), ("Cl", 35), ("Ar", 40), ("K", 39),
    ("Ca", 40), ("Sc", 45), ("Ti", 48), ("V", 51), ("Cr", 52), ("Mn", 55), ("Fe", 56), ("Co", 59), ("Ni", 59),
    ("Cu", 64), ("Zn", 65), ("Ga", 70), ("Ge", 73), ("As", 75), ("Se", 79), ("Br", 80), ("Kr", 84), ("Rb", 85),
    ("Sr", 88), ("Y", 89), ("Zr", 91), ("Nb", 93), ("Mo", 96), ("Tc", 98), ("Ru", 101), ("Rh", 103), ("Pd", 106),
    ("Ag", 108), ("Cd", 112), ("In", 115), ("Sn", 119), ("Sb", 122), ("Te", 128), ("I", 127), ("Xe", 131),
    ("Cs", 133), ("Ba", 137), ("La", 139), ("Ce", 140), ("Pr", 141), ("Nd", 144), ("Pm", 145), ("Sm", 150),
    ("Eu", 152), ("Gd", 157), ("Tb", 159), ("Dy", 163), ("Ho", 165), ("Er", 167), ("Tm", 169), ("Yb", 173),
    ("Lu", 175), ("Hf", 178), ("Ta", 181), ("W", 184), ("Re", 186), ("Os", 190), ("Ir", 192), ("Pt", 195),
    ("Au", 197), ("Hg", 201), ("Tl", 204), ("Pb", 207), ("Bi", 209), ("Po", 209), ("At", 210), ("Rn", 222),
    ("Fr", 223), ("Ra", 226), ("Ac", 227), ("Th", 232), ("Pa", 231), ("U", 238),
];

/// The element and unit of a name such as `RM03 Dy163_ppm matrix.csv` or `20_micron_Ba.csv`.
///
/// One isotope anywhere in the name is the element; a bare symbol only as the last word (fillers and unit
/// aside) and only if it is the sole one, since `I`, `In` or `No` are also words and `Mg_Ca` is a ratio.
pub(super) fn from_path(path: &Path) -> Named {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().trim().to_string();
    let words: Vec<&str> = stem.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
    let (unit, unit_words) = unit(&words);
    let rest: Vec<&str> = (0..words.len())
        .filter(|i| !unit_words.contains(i))
        .map(|i| words[i])
        .filter(|word| !FILLERS.contains(&word.to_lowercase().as_str()))
        .collect();
    let written = || sole_isotope(&rest).or_else(|| last_symbol(&rest)).map(str::to_string);
    // without a unit, m24 may be a sample
    let element = if unit.is_empty() { None } else { last_with_mass(&rest) }.or_else(written);
    let known = element.is_some();
    Named { element: element.unwrap_or(stem), known, unit }
}

/// Whether a word is an element (`Ba`) or an isotope (`Ba137`, `137Ba`).
pub(super) fn is_element(word: &str) -> bool {
    is_symbol(word) || is_isotope(word)
}

/// A unit as this crate writes it: `ppm`, `cps`, `counts`, `ug/g`; `None` if it is not a unit of values.
pub(super) fn canonical_unit(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().replace(['µ', 'μ'], "u").as_str() {
        "ppm" => "ppm",
        "ppb" => "ppb",
        "cps" | "c.p.s." | "counts/s" | "cts/s" | "ct/s" | "cnt/s" | "c/s" | "counts/sec" | "cts/sec"
        | "counts/second" | "counts_per_second" | "counts_per_sec" | "count_per_second" | "counts_s-1"
        | "counts_s^-1" | "cts_s-1" => "cps",
        "counts" => "counts",
        "ug/g" | "ugg" | "ug_g" => "ug/g",
        "mg/kg" | "mgkg" | "mg_kg" => "mg/kg",
        "ng/g" | "ngg" | "ng_g" => "ng/g",
        "wt%" | "wt.%" | "wt_%" | "wt._%" => "wt%",
        _ => return None,
    })
}

/// The isotope of an element and a mass as iolite writes it behind the unit: `Mg` or `Mg24`, and `m24`; `None` if there is none.
pub(super) fn of_mass(element: &str, mass: &str) -> Option<String> {
    let mass = mass.strip_prefix('m')?;
    let isotope = if is_symbol(element) { format!("{element}{mass}") } else { element.to_string() };
    let has_mass = isotope.trim_matches(|c: char| !c.is_ascii_digit()) == mass;
    (has_mass && is_isotope(&isotope)).then_some(isotope)
}

/// A unit of length in µm; `None` if it is none (`pixel`).
pub(super) fn length_um(unit: &str) -> Option<f64> {
    let lower = unit.trim().trim_end_matches('.').to_lowercase().replace("metre", "meter");
    Some(match lower.as_str() {
        "micron" | "microns" | "um" | "µm" | "μm" | "micrometer" | "micrometers" | "mikrometer" | "µ"
        | "μ" => 1.0,
        "mm" | "millimeter" | "millimeters" => 1e3,
        "cm" | "centimeter" | "centimeters" => 1e4,
        "nm" | "nanometer" | "nanometers" => 1e-3,
        "m" | "meter" | "meters" => 1e6,
        "inch" | "inches" | "in" | "\"" => 25400.0,
        _ => return None,
    })
}

/// The unit that words state last, empty if there is none, and which of them say it.
pub(super) fn unit(words: &[&str]) -> (String, Vec<usize>) {
    for i in (0..words.len()).rev() {
        if let Some(unit) = canonical_unit(words[i]) {
            return (unit.into(), vec![i]);
        }
        let rate = i.checked_sub(2).filter(|from| {
            let words = words[*from..=i].join(" ").to_lowercase();
            ["counts per second", "counts per sec"].contains(&words.as_str())
        });
        if let Some(from) = rate {
            return ("cps".into(), (from..=i).collect());
        }
        let pair =
            i.checked_sub(1).and_then(|before| canonical_unit(&format!("{}/{}", words[before], words[i])));
        if let Some(unit) = pair {
            return (unit.into(), vec![i - 1, i]);
        }
    }
    (String::new(), Vec::new())
}

fn sole_isotope<'a>(words: &[&'a str]) -> Option<&'a str> {
    let mut isotopes = words.iter().filter(|word| is_isotope(word));
    let first = isotopes.next()?;
    isotopes.next().is_none().then_some(first)
}

fn last_symbol<'a>(words: &[&'a str]) -> Option<&'a str> {
    let last = words.last().filter(|word| is_symbol(word))?;
    (words.iter().filter(|word| is_element(word)).count() == 1).then_some(last)
}

/// The isotope that the last two words give, the only element of a name: `Al`, `m27`.
fn last_with_mass(words: &[&str]) -> Option<String> {
    let [.., element, mass] = words else { return None };
    let is_sole = words.iter().filter(|word| is_element(word)).count() == 1;
    of_mass(element, mass).filter(|_| is_sole)
}

fn is_symbol(word: &str) -> bool {
    ELEMENTS.iter().any(|(symbol, _)| *symbol == word)
}

pub(super) fn is_isotope(word: &str) -> bool {
    let joints = ['-', ':']; // Ba-137, Ba:137
    let symbol = word.trim_matches(|c: char| c.is_ascii_digit()).trim_matches(joints);
    let digits = word.trim_matches(|c: char| c.is_ascii_alphabetic()).trim_matches(joints);
    if symbol.len() + digits.len() + word.matches(joints).count() != word.len() || digits.len() > 3 {
        return false;
    }
    let (Ok(mass), Some((_, weight))) = (digits.parse::<u16>(), ELEMENTS.iter().find(|(s, _)| *s == symbol))
    else {
        return false;
    };
    // a leading zero numbers a sample (B02), never a mass
    !digits.starts_with('0') && mass.abs_diff(*weight) <= MASS_TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> (String, bool, String) {
        let named = from_path(Path::new(name));
        (named.element, named.known, named.unit)
    }

    #[test]
    fn element_and_unit_come_from_the_usual_names() {
        for (name, element, unit) in [
            ("dir/23Na.csv", "23Na", ""),
            ("20_micron_Ba.csv", "Ba", ""),
            ("RM03 Dy163_ppm matrix.csv", "Dy163", "ppm"),
            ("4337064_grt03 Ba137_CPS matrix.csv", "Ba137", "cps"),
            ("Ca48_ug_g.csv", "Ca48", "ug/g"),
            ("sample 1_Zn_counts.txt", "Zn", "counts"),
            ("Ba-137 map.csv", "Ba-137", ""),
            ("grt03 Al_ppm_m27 matrix.csv", "Al27", "ppm"),
            ("Mg24_ppm_m24.csv", "Mg24", "ppm"),
        ] {
            assert_eq!(read(name), (element.into(), true, unit.into()), "{name}");
        }
    }

    #[test]
    fn words_that_only_look_like_elements_are_not_taken() {
        for name in [
            "FR-P_20210515_I100_analyzed_data_mean_std",
            "Mg_Ca",
            "V30_ANT",
            "B100",
            "B02_s1_w1",
            "In_vivo",
            "Ba137_Ca43",
            "Al_m27",
            "grt03",
            "1-2-3",
            "é",
        ] {
            assert_eq!(read(&format!("{name}.csv")), (name.into(), false, String::new()), "{name}");
        }
    }
}
