// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small stroke font for figures, so that no font file or text library is needed.
//!
//! A glyph is a list of strokes; a stroke is a list of points `xy`, each a digit: the baseline is y = 2, small letters
//! end at 6, capitals at 8, tails at 0. Characters without a glyph are shown as a box.

#[rustfmt::skip]
const GLYPHS: &[(char, &str)] = &[
    ('A', "02 28 42,15 35"), ('B', "02 08 28 37 36 25 05,25 34 33 22 02"), ('C', "47 38 18 07 03 12 32 43"),
    ('D', "02 08 28 46 44 22 02"), ('E', "38 08 02 32,05 25"), ('F', "38 08 02,05 25"),
    ('G', "47 38 18 07 03 12 32 43 45 25"), ('H', "02 08,42 48,05 45"), ('I', "02 08"), ('J', "38 33 22 12 03"),
    ('K', "02 08,48 05 42"), ('L', "08 02 32"), ('M', "02 08 24 48 42"), ('N', "02 08 42 48"),
    ('O', "12 03 07 18 38 47 43 32 12"), ('P', "02 08 28 37 36 25 05"), ('Q', "12 03 07 18 38 47 43 32 12,24 42"),
    ('R', "02 08 28 37 36 25 05,25 32"), ('S', "37 28 18 07 06 15 25 34 33 22 12 03"), ('T', "08 48,22 28"),
    ('U', "08 03 12 32 43 48"), ('V', "08 22 48"), ('W', "08 12 26 32 48"), ('X', "02 48,08 42"),
    ('Y', "08 25 48,25 22"), ('Z', "08 48 02 42"),
    ('a', "06 26 35 32,34 14 03 12 22 33"), ('b', "02 08,05 16 26 35 33 22 12 03"), ('c', "35 26 16 05 03 12 22 33"),
    ('d', "32 38,35 26 16 05 03 12 22 33"), ('e', "04 34 35 26 16 05 03 12 32"), ('f', "28 17 12,06 26"),
    ('g', "35 26 16 05 03 12 22 33,36 31 20 10"), ('h', "02 08,05 16 26 35 32"), ('i', "02 06,08 08"),
    ('j', "16 11 00,18 18"), ('k', "02 08,36 04 32"), ('l', "02 08"), ('m', "02 06,05 16 25 22,25 36 45 42"),
    ('n', "02 06,05 16 26 35 32"), ('o', "16 05 03 12 22 33 35 26 16"), ('p', "00 06,05 16 26 35 33 22 12 03"),
    ('q', "30 36,35 26 16 05 03 12 22 33"), ('r', "02 06,04 15 26"), ('s', "36 16 05 14 24 33 22 02"),
    ('t', "18 13 22,06 26"), ('u', "06 03 12 22 33,36 32"), ('v', "06 22 46"), ('w', "06 12 25 32 46"),
    ('x', "06 32,02 36"), ('y', "06 22,46 10"), ('z', "06 36 02 32"), ('µ', "00 06,03 12 22 33,36 32"),
    ('0', "12 03 07 18 28 37 33 22 12"), ('1', "07 18 12"), ('2', "07 18 28 37 36 02 32"),
    ('3', "07 18 28 37 36 25 15,25 34 33 22 12 03"), ('4', "22 28 04 34"), ('5', "38 08 05 25 34 33 22 12 03"),
    ('6', "37 28 18 07 03 12 22 33 34 25 15 04"), ('7', "08 38 12"),
    ('8', "15 06 07 18 28 37 36 25 15 04 03 12 22 33 34 25"), ('9', "03 12 22 33 37 28 18 07 06 15 25 36"),
    (' ', ""), ('.', "02 02"), (',', "12 01"), (':', "02 02,05 05"), (';', "12 01,15 15"), ('-', "05 25"),
    ('+', "05 45,23 27"), ('=', "04 34,06 36"), ('(', "18 06 04 12"), (')', "08 16 14 02"), ('/', "02 38"),
    ('\\', "08 32"), ('%', "02 48,07 08 18 17 07,32 33 43 42 32"), ('_', "01 41"), ('\'', "08 07"), ('"', "08 07,18 17"),
    ('<', "37 05 33"), ('>', "07 35 03"), ('[', "18 08 02 12"), (']', "08 18 12 02"), ('#', "12 18,32 38,04 44,06 46"),
    ('!', "08 04,02 02"), ('?', "07 18 28 37 36 24,22 22"), ('×', "03 36,06 33"), ('|', "01 08"), ('*', "24 28,05 47,07 45"),
];
const BOX: &str = "02 08 38 32 02";
/// Space after a glyph, and the width of one without strokes.
const GAP: f64 = 1.8;
const SPACE: f64 = 1.6;
/// Height of a line from the tails to the capitals.
pub const HEIGHT: f64 = 8.0;

type Point = (f64, f64);

/// Strokes of a text as pairs of points in pixels from its left and upper end; `unit`: pixels of one grid step.
pub fn strokes(text: &str, unit: f64) -> Vec<(Point, Point)> {
    let (mut lines, mut x) = (Vec::new(), 0.0);
    for (glyph, width) in text.chars().map(glyph) {
        for stroke in glyph {
            let place = |(px, py): Point| ((x + px) * unit, (HEIGHT - py) * unit);
            let points = stroke.iter().map(|point| place(*point)).collect::<Vec<_>>();
            lines.extend(points.windows(2).map(|pair| (pair[0], pair[1])));
        }
        x += width + GAP;
    }
    lines
}

/// Width of a text in pixels.
pub fn width(text: &str, unit: f64) -> f64 {
    text.chars().map(|c| glyph(c).1 + GAP).sum::<f64>().max(GAP) * unit - GAP * unit
}

/// The strokes of a character and its width in grid steps.
fn glyph(c: char) -> (Vec<Vec<Point>>, f64) {
    let strokes = GLYPHS.iter().find(|(known, _)| *known == c).map_or(BOX, |(_, strokes)| strokes);
    let digit = |byte: u8| f64::from(byte - b'0');
    let point = |xy: &str| (digit(xy.as_bytes()[0]), digit(xy.as_bytes()[1]));
    let strokes: Vec<Vec<Point>> =
        strokes.split(',').map(|s| s.split_whitespace().map(point).collect()).collect();
    let right = strokes.iter().flatten().map(|point| point.0).fold(0.0, f64::max);
    let empty = strokes.iter().all(Vec::is_empty);
    (strokes, if empty { SPACE } else { right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_is_well_formed_and_occurs_once() {
        for (i, (c, strokes)) in GLYPHS.iter().enumerate() {
            assert!(GLYPHS[..i].iter().all(|(other, _)| other != c), "{c}");
            for point in strokes.split([',', ' ']).filter(|point| !point.is_empty()) {
                assert!(point.len() == 2 && point.bytes().all(|b| b.is_ascii_digit()), "{c}: {point}");
            }
        }
    }

    #[test]
    fn a_longer_text_is_wider_and_unknown_characters_are_boxes() {
        assert!(width("PSNR", 2.0) > width("PSN", 2.0));
        assert_eq!(strokes("\u{1f600}", 1.0).len(), 4);
    }
}
