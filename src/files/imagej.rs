// SPDX-License-Identifier: MIT OR Apache-2.0
//! What ImageJ keeps in a TIFF file beside the pixels: the ImageDescription, and labels and `Info` in two tags.
//!
//! Source: `ij.io.FileSaver`, `TiffEncoder` and `TiffDecoder` of ImageJ describe the format by what they write.

use super::name::length_um;
use std::fmt::Write;

/// Tag with the sizes of the parts of the metadata.
pub(super) const METADATA_SIZES: u16 = 50838;
/// Tag with the parts one after the other.
pub(super) const METADATA: u16 = 50839;

const MAGIC: u32 = 0x494a_494a; // "IJIJ"
const INFO: u32 = 0x696e_666f; // "info"
const LABELS: u32 = 0x6c61_626c; // "labl"
const PROPERTIES: u32 = 0x7072_6f70; // "prop": key, value, key, value, ...
/// The property in which lamap for ImageJ keeps the record of an enhancement.
const RECORD: &str = "lamap";

/// The lines `key=value` of an ImageDescription.
#[derive(Debug, Default)]
pub(super) struct Description(Vec<(String, String)>);

impl Description {
    /// `None` if another program wrote the text.
    pub fn parse(text: &str) -> Option<Self> {
        text.starts_with("ImageJ=").then(|| {
            let entry = |line: &str| {
                line.split_once('=').map(|(key, value)| (key.trim().into(), unescaped(value.trim())))
            };
            Self(text.lines().filter_map(entry).collect())
        })
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str())
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        self.text(key)?.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// Lengths of the units of x and y in µm, where they are units of length.
    pub fn units_um(&self) -> (Option<f64>, Option<f64>) {
        let x = self.text("unit").and_then(length_um);
        (x, self.text("yunit").map_or(x, length_um))
    }

    /// Unit of the values; empty if there is none.
    pub fn value_unit(&self) -> &str {
        self.text("vunit").filter(|unit| !unit.eq_ignore_ascii_case("gray value")).unwrap_or_default()
    }
}

/// `\u00B5` as a letter.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let letter = part.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match letter {
            Some(letter) => {
                out.push(letter);
                out.push_str(&part[4..]);
            }
            None => {
                out.push_str("\\u");
                out.push_str(part);
            }
        }
    }
    out
}

/// One line of plain ASCII: line ends become blanks, other letters `\u00B5`.
pub(super) fn escaped(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut out, unit| {
        match u8::try_from(unit) {
            Ok(byte @ 0x20..0x7f) => out.push(byte.into()),
            Ok(byte) if byte.is_ascii_control() => out.push(' '),
            _ => drop(write!(out, "\\u{unit:04X}")),
        }
        out
    })
}

/// Free text and labels of the slices.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Metadata {
    /// What lamap for ImageJ keeps as a property of the image, else `Info`.
    pub info: Option<String>,
    pub labels: Vec<String>,
}

impl Metadata {
    /// Sizes and bytes of both tags, little endian.
    pub fn encode(&self) -> (Vec<u32>, Vec<u8>) {
        let info = self.info.iter().map(|text| (INFO, text));
        let parts: Vec<(u32, &String)> = info.chain(self.labels.iter().map(|text| (LABELS, text))).collect();
        let mut bytes = MAGIC.to_le_bytes().to_vec();
        for code in [INFO, LABELS] {
            let count = parts.iter().filter(|(other, _)| *other == code).count() as u32;
            if count > 0 {
                bytes.extend(code.to_le_bytes());
                bytes.extend(count.to_le_bytes());
            }
        }
        let mut sizes = vec![bytes.len() as u32];
        for (_, text) in parts {
            let start = bytes.len();
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            sizes.push((bytes.len() - start) as u32);
        }
        (sizes, bytes)
    }

    /// The parts of both tags; what is damaged is left out.
    pub fn decode(sizes: &[u64], bytes: &[u8], big_endian: bool) -> Self {
        let mut this = Self::default();
        let Some((header, mut rest)) = sizes.first().and_then(|size| bytes.split_at_checked(*size as usize))
        else {
            return this;
        };
        let mut words = header.chunks_exact(4).map(|word| {
            let word = [word[0], word[1], word[2], word[3]];
            if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
        });
        if words.next() != Some(MAGIC) {
            return this;
        }
        let (mut sizes, mut property) = (sizes[1..].iter(), None);
        while let (Some(code), Some(count)) = (words.next(), words.next()) {
            for size in sizes.by_ref().take(count as usize) {
                let Some((part, after)) = rest.split_at_checked(*size as usize) else { return this };
                rest = after;
                match code {
                    INFO => this.info = Some(utf16(part, big_endian)),
                    LABELS => this.labels.push(utf16(part, big_endian)),
                    PROPERTIES => match property.take() {
                        None => property = Some(utf16(part, big_endian)),
                        Some(key) => this.keep(&key, part, big_endian),
                    },
                    _ => {}
                }
            }
        }
        this
    }

    /// Takes a property of the image; the record of lamap comes before what else is its `Info`.
    fn keep(&mut self, key: &str, part: &[u8], big_endian: bool) {
        if key == RECORD || (key == "Info" && self.info.is_none()) {
            self.info = Some(utf16(part, big_endian));
        }
    }
}

fn utf16(bytes: &[u8], big_endian: bool) -> String {
    let unit = |pair: &[u8]| {
        if big_endian {
            u16::from_be_bytes([pair[0], pair[1]])
        } else {
            u16::from_le_bytes([pair[0], pair[1]])
        }
    };
    char::decode_utf16(bytes.chunks_exact(2).map(unit)).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_tells_units_of_length_only_where_it_has_them() {
        let units = |text: &str| Description::parse(&format!("ImageJ=1.54p\n{text}\n")).unwrap().units_um();
        assert_eq!(units("unit=micron"), (Some(1.0), Some(1.0)));
        assert_eq!(units("unit=\\u00B5m\nyunit=mm"), (Some(1.0), Some(1e3)));
        assert_eq!(units("unit=inch"), (Some(25400.0), Some(25400.0)));
        assert_eq!(units("unit=pixel"), (None, None));
        assert_eq!(units("min=0"), (None, None));
        assert!(Description::parse("made by another program\nunit=mm").is_none());
    }

    #[test]
    fn escapes_come_back() {
        for text in ["µg/g", "a\\u", "\\u12", "日本", "x\\uZZZZ"] {
            assert!(escaped(text).is_ascii());
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(escaped("a\nb"), "a b");
    }

    #[test]
    fn labels_and_info_come_back_and_damage_is_left_out() {
        let labels = vec!["Na23".to_string(), "µ".into(), String::new()];
        for info in [None, Some("{\"seed\": 1}".to_string())] {
            let metadata = Metadata { info, labels: labels.clone() };
            let (sizes, bytes) = metadata.encode();
            let wide: Vec<u64> = sizes.iter().map(|size| u64::from(*size)).collect();
            assert_eq!(Metadata::decode(&wide, &bytes, false), metadata);
            for cut in 0..bytes.len() {
                let _ = Metadata::decode(&wide, &bytes[..cut], cut % 2 == 0);
            }
        }
        let big = [b"IJIJlabl".as_slice(), &[0, 0, 0, 1], &[0, b'B', 0, b'a']].concat();
        assert_eq!(Metadata::decode(&[12, 4], &big, true).labels, ["Ba"]);
        assert_eq!(Metadata::decode(&[u64::MAX, 4], &big, true), Metadata::default());
    }

    #[test]
    fn the_record_of_lamap_for_imagej_is_the_info() {
        let info = |words: &[&str]| {
            let header = [b"IJIJprop".as_slice(), &(words.len() as u32).to_be_bytes()].concat();
            let text = |word: &&str| word.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
            let parts: Vec<Vec<u8>> = words.iter().map(text).collect();
            let mut sizes = vec![header.len() as u64];
            sizes.extend(parts.iter().map(|part| part.len() as u64));
            Metadata::decode(&sizes, &[header, parts.concat()].concat(), true).info
        };
        assert_eq!(info(&["a", "1", "lamap", "{}", "lamap source", "b"]).as_deref(), Some("{}"));
        assert_eq!(info(&["lamap", "{}", "Info", "measured"]).as_deref(), Some("{}"));
        assert_eq!(info(&["Info", "measured", "lamap", "{}"]).as_deref(), Some("{}"));
        assert_eq!(info(&["a", "Info", "Info", "measured", "b"]).as_deref(), Some("measured"));
    }
}
