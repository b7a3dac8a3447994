// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an OME-TIFF file says of its pixels: the OME-XML in its ImageDescription.
//!
//! Source: `Pixels` and `Channel` of the OME schema 2016-06, where lengths without a unit are in µm. Only what is needed of
//! XML is read: the tags of each image, one after the other.

use super::name::length_um;

/// One image of a file: its size and names, and where it lies.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Ome {
    /// Its name, empty where it has none.
    pub name: String,
    /// Width and height of a pixel in µm, where they are stated in a unit of length.
    pub pixel_um: (Option<f64>, Option<f64>),
    /// Names of the channels, empty where one has none.
    pub channels: Vec<String>,
    /// Number of its slices in depth and time.
    pub depths: u64,
    /// Number of its slices.
    pub planes: u64,
    /// Place in the file of its first slice.
    pub first: u64,
}

impl Ome {
    /// The images of a file; `None` if the text is no OME-XML.
    pub fn parse(text: &str) -> Option<Vec<Self>> {
        let tags: Vec<Tag> = tags(text).collect();
        if !tags.iter().any(|tag| tag.name == "OME") {
            return None;
        }
        let begins = tags.iter().enumerate().filter(|(_, tag)| tag.name == "Image");
        let mut begins: Vec<usize> = begins.map(|(place, _)| place).collect();
        if begins.is_empty() {
            begins.push(0); // pixels without an image, as damage may leave them
        }
        let ends = begins.iter().skip(1).copied().chain([tags.len()]);
        let mut images: Vec<Self> = Vec::with_capacity(begins.len());
        for (begin, end) in begins.iter().zip(ends) {
            let next = images.last().map_or(0, |last| last.first.saturating_add(last.planes));
            images.push(Self::of(&tags[*begin..end], next));
        }
        Some(images)
    }

    /// The image of these tags; where it does not state its place, it lies at `next`.
    fn of(tags: &[Tag], next: u64) -> Self {
        let name = tags.first().and_then(|tag| tag.attribute("Name")).unwrap_or_default();
        let mut inside = tags.iter().skip_while(|tag| tag.name != "Pixels");
        let Some(pixels) = inside.next() else { return Self { name, first: next, ..Self::default() } };
        let inside: Vec<&Tag> = inside.take_while(|tag| tag.name != "Pixels").collect();
        let channels = inside.iter().filter(|tag| tag.name == "Channel");
        let size = |key| pixels.attribute(key).and_then(|size| size.trim().parse().ok()).unwrap_or(1_u64);
        let directories = inside.iter().filter(|tag| tag.name == "TiffData");
        let first = directories.filter_map(|tag| tag.attribute("IFD")?.parse().ok()).min();
        Self {
            name,
            pixel_um: (length(pixels, "PhysicalSizeX"), length(pixels, "PhysicalSizeY")),
            channels: channels.map(|tag| tag.attribute("Name").unwrap_or_default()).collect(),
            depths: ["SizeZ", "SizeT"].map(size).into_iter().fold(1, u64::saturating_mul),
            planes: ["SizeC", "SizeZ", "SizeT"].map(size).into_iter().fold(1, u64::saturating_mul),
            first: first.unwrap_or(next),
        }
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
        Ome::parse(&format!("{head}{pixels}</Image></OME>")).unwrap().swap_remove(0)
    }

    #[test]
    fn pixel_sizes_and_names_are_those_of_an_image() {
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
        let found = Ome::parse(text).unwrap().swap_remove(0);
        assert_eq!((found.pixel_um.0, found.channels), (Some(2.0), vec!["K".to_string()]));
        for other in ["", "ImageJ=1.54p\n", "<html OME='1'>", "a < b"] {
            assert_eq!(Ome::parse(other), None);
        }
    }

    #[test]
    fn an_image_lies_where_it_says_else_behind_the_one_before() {
        let image = |name: &str, data: &str| {
            format!(r#"<Image Name="{name}"><Pixels SizeC="2">{data}</Pixels></Image>"#)
        };
        let text = [image("a", ""), image("b", ""), image("c", r#"<TiffData IFD="9"/><TiffData IFD="8"/>"#)]
            .concat();
        let found = Ome::parse(&format!("<OME>{text}</OME>")).unwrap();
        let places: Vec<_> =
            found.iter().map(|image| (image.name.as_str(), image.first, image.planes)).collect();
        assert_eq!(places, [("a", 0, 2), ("b", 2, 2), ("c", 8, 2)]);
    }

    #[test]
    fn damage_is_never_a_panic() {
        let text = r#"<OME><Pixels PhysicalSizeX="&#xB5;" PhysicalSizeY=µ'1'><Channel Name="&#x;&#xFFFFFFFF;&"/></Pixels></OME>"#;
        for (at, _) in text.char_indices() {
            let _ = (Ome::parse(&text[..at]), Ome::parse(&text[at..]));
        }
        assert_eq!(Ome::parse(text).unwrap()[0].channels, ["&#x;&#xFFFFFFFF;&"]);
    }
}
