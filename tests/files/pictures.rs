// SPDX-License-Identifier: MIT OR Apache-2.0
//! TIFF files of other programs: the values that were measured are read, and what was chosen is said.

use lamap::Map;
use lamap::Task;
use lamap::files::{ReadOptions, read_with};

/// A tag and its values, all of one type: 2 text, 3 short, 4 long, 5 rational.
type Tag = (u16, u16, Vec<u8>);

/// The type, the size of one value, and the bytes.
fn short(tag: u16, values: &[u16]) -> Tag {
    (tag, 3, values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn text(tag: u16, bytes: &[u8]) -> Tag {
    (tag, 2, [bytes, b"\0"].concat())
}

/// A TIFF file of pages, each of tags and pixels; size, strips and the like are added.
fn tiff(width: u32, height: u32, pages: &[(Vec<Tag>, Vec<Vec<u8>>)]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for (tags, strips) in pages {
        let long = |tag: u16, values: &[u32]| -> Tag {
            (tag, 4, values.iter().flat_map(|value| value.to_le_bytes()).collect())
        };
        let mut starts = Vec::new();
        for strip in strips {
            starts.push(bytes.len() as u32);
            bytes.extend(strip);
        }
        let sizes: Vec<u32> = strips.iter().map(|strip| strip.len() as u32).collect();
        let mut all =
            vec![long(256, &[width]), long(257, &[height]), long(273, &starts), long(278, &[height])];
        all.push(long(279, &sizes));
        all.extend(tags.iter().cloned());
        all.sort();
        let mut entries = Vec::new();
        for (tag, kind, data) in &all {
            let count = data.len() as u32 / [1, 1, 1, 2, 4, 8][usize::from(*kind)];
            entries.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            entries.extend(count.to_le_bytes());
            if data.len() <= 4 {
                entries.extend([data.as_slice(), &vec![0; 4 - data.len()]].concat());
            } else {
                entries.extend((bytes.len() as u32).to_le_bytes());
                bytes.extend(data);
            }
        }
        let directory = bytes.len() as u32;
        bytes[link..link + 4].copy_from_slice(&directory.to_le_bytes());
        bytes.extend((all.len() as u16).to_le_bytes());
        bytes.extend(entries);
        link = bytes.len();
        bytes.extend([0; 4]);
    }
    bytes
}

fn grey(bits: u16) -> Vec<Tag> {
    vec![short(258, &[bits]), short(262, &[1])]
}

fn map(bytes: &[u8]) -> lamap::Result<Map> {
    map_with(bytes, &ReadOptions::default())
}

fn map_with(bytes: &[u8], options: &ReadOptions) -> lamap::Result<Map> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("Ba.tif");
    std::fs::write(&path, bytes).unwrap();
    read_with(&[path], options, &Task::new())
}

fn values(map: &Map) -> Vec<f32> {
    map.values().iter().copied().collect()
}

#[test]
fn a_colour_table_does_not_change_the_values() {
    let table: Vec<u16> = (0..768).map(|i| i * 80).collect();
    let tags = vec![short(258, &[8]), short(262, &[3]), short(320, &table)];
    let map = map(&tiff(3, 1, &[(tags, vec![vec![7, 0, 255]])])).unwrap();
    assert_eq!(values(&map), [7.0, 0.0, 255.0]);
    assert_eq!(map.notes, ["Ba.tif: the values are read, not the colours of the colour table"]);
}

#[test]
fn bands_are_elements_beside_one_another_or_apart() {
    let tags = |planar| {
        vec![
            short(258, &[8, 8, 8]),
            short(262, &[1]),
            short(277, &[3]),
            short(284, &[planar]),
            short(338, &[0, 0]),
        ]
    };
    let beside = map(&tiff(2, 1, &[(tags(1), vec![vec![1, 2, 3, 4, 5, 6]])])).unwrap();
    assert_eq!((beside.elements().len(), values(&beside)), (3, vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]));
    let apart = map(&tiff(2, 1, &[(tags(2), vec![vec![1, 2], vec![3, 4], vec![5, 6]])])).unwrap();
    assert_eq!(values(&apart), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
}

#[test]
fn a_stack_of_three_that_its_program_calls_colours_is_a_stack() {
    let tags = |words: &[u8]| {
        vec![short(258, &[8, 8, 8]), short(262, &[2]), text(270, words), short(277, &[3]), short(284, &[2])]
    };
    let strips = vec![vec![1, 2], vec![3, 4], vec![5, 6]];
    let stack = map(&tiff(2, 1, &[(tags(b"{\"shape\": [3, 1, 2]}"), strips.clone())])).unwrap();
    assert_eq!((stack.shape(), values(&stack)), ((1, 2), vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]));
    assert!(map(&tiff(2, 1, &[(tags(b"a picture"), strips)])).is_err());
}

#[test]
fn one_of_several_images_of_ome_is_read_and_said() {
    let image = |name: &str, ifd: u32, size: u32| {
        format!(
            "<Image ID=\"Image:{ifd}\" Name=\"{name}\"><Pixels SizeC=\"2\" SizeZ=\"1\" SizeT=\"1\" PhysicalSizeX=\"{size}\" \
             PhysicalSizeY=\"{size}\"><Channel Name=\"Zn66\"/><Channel Name=\"P31\"/><TiffData IFD=\"{ifd}\" \
             PlaneCount=\"2\"/></Pixels></Image>"
        )
    };
    let page = |value: u8| (grey(8), vec![vec![value; 2]]);
    let file = |first: u32, second: u32| {
        let words = format!("<OME>{}{}</OME>", image("liver", first, 15), image("spleen", second, 4));
        let mut pages = vec![page(1), page(2), page(3), page(4)];
        pages[0].0.push(text(270, words.as_bytes()));
        tiff(2, 1, &pages)
    };
    let map_of = map(&file(0, 2)).unwrap();
    assert_eq!(
        (map_of.elements(), values(&map_of)),
        (&["Zn66".to_string(), "P31".into()][..], vec![1.0, 1.0, 2.0, 2.0])
    );
    assert_eq!(map_of.pixel_size_um().unwrap(), (15.0, 15.0));
    assert_eq!(map_of.notes, ["Ba.tif: the file holds 2 images (liver, spleen); number 1 is read"]);
    assert_eq!(values(&map(&file(2, 0)).unwrap()), [3.0, 3.0, 4.0, 4.0]);
    for part in ["2", "spleen"] {
        let options = ReadOptions { part: Some(part.into()), ..ReadOptions::default() };
        let chosen = map_with(&file(0, 2), &options).unwrap();
        assert_eq!((values(&chosen), chosen.pixel_width_um), (vec![3.0, 3.0, 4.0, 4.0], Some(4.0)), "{part}");
        assert_eq!(chosen.notes, ["Ba.tif: the file holds 2 images (liver, spleen); number 2 is read"]);
    }
    for part in ["3", "0", "kidney"] {
        let options = ReadOptions { part: Some(part.into()), ..ReadOptions::default() };
        let error = map_with(&file(0, 2), &options).unwrap_err().to_string();
        assert!(error.contains("the images of Ba.tif are 1: liver, 2: spleen"), "{error}");
    }
    let beyond = map(&file(7, 2)).unwrap_err().to_string();
    assert!(beyond.contains("damaged"), "{beyond}");
}

#[test]
fn pages_have_names_and_values_that_are_none_are_missing() {
    let page = |name: &[u8], value: f32| {
        let mut tags = grey(32);
        tags.extend([short(339, &[3]), text(285, name), text(42113, b"-9999 ")]);
        (tags, vec![[value.to_le_bytes(), (-9999.0_f32).to_le_bytes()].concat()])
    };
    let map = map(&tiff(2, 1, &[page(b"Mg24", 1.5), page(b"Sr88", 2.5)])).unwrap();
    assert_eq!(map.elements(), ["Mg24", "Sr88"]);
    assert_eq!((map.values()[[0, 0, 0]], map.values()[[1, 0, 0]]), (1.5, 2.5));
    assert!(map.values()[[0, 0, 1]].is_nan());
    assert_eq!(map.notes, ["Ba.tif: 2 values of -9999, which the file states to be none, are missing"]);
}

#[test]
fn units_of_length_are_known_in_every_spelling() {
    let with = |unit: &[u8]| {
        let mut tags = grey(8);
        tags.push(text(270, &[b"ImageJ=1.53t\nunit=", unit, b"\n"].concat()));
        let half = [1_u32.to_le_bytes(), 8_u32.to_le_bytes()].concat();
        tags.extend([(282, 5, half.clone()), (283, 5, half)]);
        map(&tiff(1, 1, &[(tags, vec![vec![9]])])).unwrap().pixel_width_um
    };
    for unit in [&b"micrometers"[..], b"\xb5m", "µm".as_bytes(), b"um", b"microns", b"\\u00B5m"] {
        assert_eq!(with(unit), Some(8.0), "{unit:?}");
    }
    assert_eq!((with(b"inch"), with(b"pixel")), (Some(203_200.0), None));
}

#[test]
fn a_picture_is_turned_as_its_file_states() {
    for (tag, expected) in [
        (1, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        (2, [3.0, 2.0, 1.0, 6.0, 5.0, 4.0]),
        (3, [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]),
        (4, [4.0, 5.0, 6.0, 1.0, 2.0, 3.0]),
        (5, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]),
        (6, [4.0, 1.0, 5.0, 2.0, 6.0, 3.0]),
        (7, [6.0, 3.0, 5.0, 2.0, 4.0, 1.0]),
        (8, [3.0, 6.0, 2.0, 5.0, 1.0, 4.0]),
    ] {
        let mut tags = grey(8);
        tags.push(short(274, &[tag]));
        let map = map(&tiff(3, 2, &[(tags, vec![vec![1, 2, 3, 4, 5, 6]])])).unwrap();
        assert_eq!((values(&map), map.notes.len()), (expected.to_vec(), usize::from(tag > 1)), "{tag}");
        assert_eq!(map.shape(), if tag < 5 { (2, 3) } else { (3, 2) });
    }
}

#[test]
fn slices_that_are_depths_or_times_and_rounded_numbers_are_said() {
    let words = "<OME><Image><Pixels SizeC=\"1\" SizeZ=\"2\" SizeT=\"1\"/></Image></OME>";
    for words in [words, "ImageJ=1.54p\nimages=2\nslices=2\n"] {
        let mut pages = vec![(grey(8), vec![vec![1, 2]]), (grey(8), vec![vec![3, 4]])];
        pages[0].0.push(text(270, words.as_bytes()));
        let map = map(&tiff(2, 1, &pages)).unwrap();
        assert!(
            map.notes.len() == 1 && map.notes[0].contains("depths or times (2)"),
            "{words}: {:?}",
            map.notes
        );
    }
    let large = vec![[7u32.to_le_bytes(), 16_777_219u32.to_le_bytes()].concat()];
    let map = map(&tiff(2, 1, &[(grey(32), large)])).unwrap();
    assert_eq!(map.notes, ["Ba.tif: 1 whole number is above 16777216 and rounded to single precision"]);
}
