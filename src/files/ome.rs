// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an OME-TIFF file says of its pixels: the OME-XML in its ImageDescription.
//!
//! Source: `Pixels` and `Channel` of the OME schema 2016-06, where lengths without a unit are in µm. Only what is needed of
//! XML is read: the tags of the first image, one after the other.

use super::name::length_um;

/// Pixel size and names of the first image of a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ome {
    /// Width and height of a pixel in µm, where they are stated in a unit of length.
    pub pixel_um: (Option<f64>, Option<f64>),
    /// Names of the channels, empty where one has none.
    pub channels: Vec<String>,
    /// Names of all images of the file.
    pub images: Vec<String>,
    /// Slices of the first image.
    pub planes: u64,
    /// Whether the slices of the first image are the first of the file.
    pub starts: bool,
}

impl Ome {
    /// `None` if the text is no OME-XML.
    pub fn parse(text: &str) -> Option<Self> {
        if !tags(text).any(|tag| tag.name == "OME") {
            return None;
        }
        let mut of_image = tags(text).skip_while(|tag| tag.name != "Pixels");
        let Some(pixels) = of_image.next() else { return Some(Self::default()) };
        let inside: Vec<Tag> =
            of_image.take_while(|tag| tag.name != "Pixels" && tag.name != "Image").collect();
        let channels = inside.iter().filter(|tag| tag.name == "Channel");
        let size = |key| pixels.attribute(key).and_then(|size| size.trim().parse().ok()).unwrap_or(1_u64);
        let first = inside.iter().filter(|tag| tag.name == "TiffData");
        let first =
            first.map(|tag| tag.attribute("IFD").and_then(|ifd| ifd.parse().ok()).unwrap_or(0_u64)).min();
        let images = tags(text).filter(|tag| tag.name == "Image");
        Some(Self {
            pixel_um: (length(&pixels, "PhysicalSizeX"), length(&pixels, "PhysicalSizeY")),
            channels: channels.map(|tag| tag.attribute("Name").unwrap_or_default()).collect(),
            images: images
                .map(|tag| tag.attribute("Name").unwrap_or_else(|| "without name".into()))
                .collect(),
            planes: ["SizeC", "SizeZ", "SizeT"].map(size).into_iter().fold(1, u64::saturating_mul),
            starts: first.is_none_or(|ifd| ifd == 0),
        })
    }
}

fn length(tag: &Tag, key: &str) -> Option<f64> {
    let unit = tag.attribute(&format!("{key}Unit"));
    let um = unit.as_deref().map_or(Some(1.0), length_um)?;
    let length = tag.attribute(key)?.trim().parse::<f64>().ok()? * um;
    (length.is_finite() && length > 0.0).then_some(length)
}

/// A tag: its name without the prefix of a namespace, and the text of its attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    fn attribute(&self, key: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let (value, after) =
                after.get(1..)?.split_once(after.chars().next().filter(|c| "\"'".contains(*c))?)?;
            if name.trim() == key {
                return Some(unescaped(value));
            }
            rest = after;
        }
    }
}

/// The tags of a text that begin an element.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    text.split('<').skip(1).filter(|part| !part.starts_with('/')).map(|part| {
        let inside = part.rsplit_once('>').map_or(part, |(inside, _)| inside);
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        Tag { name: local.trim_end_matches('/'), attributes }
    })
}

/// `&#181;`, `&#xB5;` and `&amp;` as letters; what is none of them stays.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let letter = part.split_once(';').and_then(|(name, after)| Some((letter(name)?, after)));
        match letter {
            Some((letter, after)) => {
                out.push(letter);
                out.push_str(after);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    out
}

fn letter(name: &str) -> Option<char> {
    let code = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with('x') => code(&hex[1..], 16)?,
            digits => code(digits, 10)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pixels: &str) -> Ome {
        let head = r#"<?xml version="1.0"?><!-- made by hand --><OME xmlns="http://www.openmicroscopy.org"><Image ID="Image:0">"#;
        Ome::parse(&format!("{head}{pixels}</Image></OME>")).unwrap()
    }

    #[test]
    fn pixel_sizes_and_names_are_those_of_the_first_image() {
        let found = of(
            r#"<Pixels SizeX="4" PhysicalSizeX="7.5" PhysicalSizeXUnit="&#181;m" PhysicalSizeY = '0.02' PhysicalSizeYUnit="mm">
            <Channel ID="Channel:0:0" Name="Ca44"/><Channel ID="Channel:0:1" Name="a &amp; b"><LightPath/></Channel>
            <Channel ID="c"/></Pixels></Image><Image><Pixels PhysicalSizeX="1"><Channel Name="no"/></Pixels>"#,
        );
        assert_eq!(found.pixel_um, (Some(7.5), Some(20.0)));
        assert_eq!(found.channels, ["Ca44", "a & b", ""]);
    }

    #[test]
    fn a_length_without_unit_is_in_micrometres_and_one_of_another_kind_is_not_known() {
        assert_eq!(of(r#"<Pixels PhysicalSizeX="3" PhysicalSizeY="-1"/>"#).pixel_um, (Some(3.0), None));
        let pixels = r#"<Pixels PhysicalSizeX="3" PhysicalSizeXUnit="pixel" PhysicalSizeY="1e999"/>"#;
        assert_eq!(of(pixels).pixel_um, (None, None));
        assert_eq!(of("").pixel_um, (None, None));
    }

    #[test]
    fn prefixes_are_left_out_and_other_texts_are_none() {
        let text = r#"<OME:OME xmlns:OME="x"><OME:Image><OME:Pixels PhysicalSizeX="2"><OME:Channel Name="K"/></OME:Pixels>
            <OME:Pixels PhysicalSizeX="9"/></OME:Image></OME:OME>"#;
        let found = Ome::parse(text).unwrap();
        assert_eq!((found.pixel_um.0, found.channels), (Some(2.0), vec!["K".to_string()]));
        for other in ["", "ImageJ=1.54p\n", "<html OME='1'>", "a < b"] {
            assert_eq!(Ome::parse(other), None);
        }
    }

    #[test]
    fn damage_is_never_a_panic() {
        let text = r#"<OME><Pixels PhysicalSizeX="&#xB5;" PhysicalSizeY=µ'1'><Channel Name="&#x;&#xFFFFFFFF;&"/></Pixels></OME>"#;
        for (at, _) in text.char_indices() {
            let _ = (Ome::parse(&text[..at]), Ome::parse(&text[at..]));
        }
        assert_eq!(Ome::parse(text).unwrap().channels, ["&#x;&#xFFFFFFFF;&"]);
    }
}
