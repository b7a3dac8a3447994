// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a map lies in its files: along which axis was scanned, and from which side.

use crate::error::Result;
use crate::map::Map;
use ndarray::{Axis, Slice};

/// What is turned at reading, in this order. The default: rows are lines of the scan, as stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orientation {
    /// The scan runs along the columns: columns become lines, and pixel width and height change places.
    pub transpose: bool,
    /// The last line becomes the first.
    pub flip_lines: bool,
    /// The last pixel of each line becomes its first.
    pub flip_pixels: bool,
}

impl Orientation {
    /// What the tag of a TIFF file states: which sides of the picture its first row and its first column are.
    fn of_tag(tag: u64) -> Option<Self> {
        let turned = |transpose, flip_lines, flip_pixels| Some(Self { transpose, flip_lines, flip_pixels });
        match tag {
            1 => turned(false, false, false),
            2 => turned(false, false, true),
            3 => turned(false, true, true),
            4 => turned(false, true, false),
            5 => turned(true, false, false),
            6 => turned(true, false, true),
            7 => turned(true, true, true),
            8 => turned(true, true, false),
            _ => None,
        }
    }

    /// Turns a map. The area on the sample stays that of the file; its origin stays the corner of the smallest
    /// coordinates.
    pub(super) fn apply(self, map: Map) -> Result<Map> {
        if self == Self::default() {
            return Ok(map);
        }
        let mut values = map.values().view();
        if self.transpose {
            values.swap_axes(1, 2);
        }
        let backwards = Slice::new(0, None, -1);
        for (axis, _) in [(1, self.flip_lines), (2, self.flip_pixels)].into_iter().filter(|(_, flip)| *flip) {
            values.slice_axis_inplace(Axis(axis), backwards);
        }
        let mut turned = Map::new(values.as_standard_layout().into_owned(), map.elements().to_vec())?;
        let (size, origin) = ((map.pixel_width_um, map.pixel_height_um), map.origin_um);
        let swapped = |pair: (Option<f64>, Option<f64>)| if self.transpose { (pair.1, pair.0) } else { pair };
        (turned.pixel_width_um, turned.pixel_height_um) = swapped(size);
        turned.origin_um = if self.transpose { (origin.1, origin.0) } else { origin };
        (turned.unit, turned.notes) = (map.unit, map.notes);
        Ok(turned)
    }
}

/// Turns a map as the tag of its TIFF file states, with a note.
pub(super) fn upright(map: Map, tag: u64) -> Result<Map> {
    let turned = Orientation::of_tag(tag).filter(|turned| *turned != Orientation::default());
    let Some(orientation) = turned else { return Ok(map) };
    let mut map = orientation.apply(map)?;
    map.notes.push(format!("the picture was turned as its file states (orientation {tag})"));
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read_with, trial};
    use super::*;
    use crate::task::Task;

    fn rows(transpose: bool, flip_lines: bool, flip_pixels: bool) -> Vec<Vec<f32>> {
        let (_dir, path) = trial::file("Ba.csv", b"1.5,2,3\n4,5,6.5\n");
        let orientation = Orientation { transpose, flip_lines, flip_pixels };
        let map =
            read_with(&[path], &ReadOptions { orientation, ..ReadOptions::default() }, &Task::new()).unwrap();
        assert!(map.values().is_standard_layout());
        map.element(0).outer_iter().map(|row| row.to_vec()).collect()
    }

    #[test]
    fn maps_are_turned_as_stated() {
        assert_eq!(rows(false, true, false), [[4.0, 5.0, 6.5], [1.5, 2.0, 3.0]]);
        assert_eq!(rows(false, false, true), [[3.0, 2.0, 1.5], [6.5, 5.0, 4.0]]);
        assert_eq!(rows(true, false, false), [[1.5, 4.0], [2.0, 5.0], [3.0, 6.5]]);
        assert_eq!(rows(true, true, false), [[3.0, 6.5], [2.0, 5.0], [1.5, 4.0]]);
    }

    #[test]
    fn the_pixel_size_turns_with_the_map() {
        let text = b"x[um],y[um],Ba\n0,5,1\n10,5,2\n20,5,3\n0,9,4\n10,9,5\n20,9,6\n";
        let (_dir, path) = trial::file("t.csv", text);
        let orientation = Orientation { transpose: true, ..Orientation::default() };
        let map =
            read_with(&[path], &ReadOptions { orientation, ..ReadOptions::default() }, &Task::new()).unwrap();
        assert_eq!(
            (map.shape(), map.pixel_size_um().unwrap(), map.origin_um),
            ((3, 2), (4.0, 10.0), (3.0, -5.0))
        );
    }
}
