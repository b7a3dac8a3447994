// SPDX-License-Identifier: MIT OR Apache-2.0
//! How an image is cut into tiles for a model, and put together again. Pure arithmetic, no ort.
//!
//! A tile is a core plus context around it. Towards its neighbours a tile has at least the model's halo of context, so
//! tiles change nothing. Four things keep that true:
//! tiles lie at multiples of the model's `multiple` from the first, so that its pooling grid is the same in all;
//! outside the image the context is its mirror image, a few pixels of it, however small the image is;
//! the first and the last tile end at the same distance from the image, however many tiles there are;
//! neighbouring cores are cross-faded over a few pixels, so that even a model whose halo is understated shows no seam.

use crate::error::{Error, Result};
use ndarray::{ArrayView2, ArrayViewMut2, Zip};
#[cfg(test)]
use ndarray::{ArrayViewMut3, Axis};
use std::ops::Range;

/// Side of a tile where the caller has no wish, in pixels: with a context of 50 pixels or so on each side, smaller
/// tiles would mostly compute context.
pub const DEFAULT_SIDE: usize = 768;
/// Largest side of a tile that may be asked for, in pixels.
pub const MAX_SIDE: usize = 8192;
/// Neighbouring cores are cross-faded over this many pixels on both sides of their border.
const FADE: usize = 4;
/// Pixels of mirror image around the image, where the halo is not smaller: a network has learned what its own padding
/// does at the edge of a patch, so that more only costs time.
const EDGE: usize = 8;

/// The tiles of an image, all of the same size.
#[derive(Debug, Clone)]
pub struct Tiles {
    rows: Vec<Span>,
    columns: Vec<Span>,
    size: (usize, usize),
    image: (usize, usize),
}

/// One tile: its place along both axes.
#[derive(Debug, Clone, Copy)]
pub struct Tile<'a> {
    /// Along the rows (lines) of the image.
    pub rows: &'a Span,
    /// Along the columns (pixels) of the image.
    pub columns: &'a Span,
}

/// Place of a tile along one axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// For each pixel of the tile, the pixel of the image it shows; outside the image, its mirror image.
    pub source: Vec<usize>,
    /// The part of the image this tile is responsible for; the cores cover the image without overlap.
    pub core: Range<usize>,
    /// The part of the image this tile adds to: its core and the cross-fades at its ends.
    pub paste: Range<usize>,
    /// Where `paste` begins within the tile.
    offset: usize,
    /// Share of this tile in each pixel of `paste`; the shares of all tiles add up to 1.
    weights: Vec<f32>,
}

impl Tiles {
    /// Plans the tiles of an image of (rows, columns).
    ///
    /// `multiple` (from 1) and `halo`: from the model's card. `side`: the wished side of a tile, up to [`MAX_SIDE`].
    /// It is raised where context leaves no room for a core, and lowered where smaller tiles do in the same number.
    /// An image that fits is one tile.
    ///
    /// # Errors
    /// [`Error::Shape`] if the image is empty; [`Error::OutOfRange`] if `side` or `multiple` is.
    pub fn plan(image: (usize, usize), multiple: usize, halo: usize, side: usize) -> Result<Self> {
        check("tile_side", side, 1, MAX_SIDE)?;
        check("multiple", multiple, 1, super::card::MAX_MULTIPLE)?;
        check("halo", halo, 0, super::card::MAX_HALO)?;
        if image.0 == 0 || image.1 == 0 || image.0.max(image.1) > crate::map::MAX_VALUES {
            return Err(Error::Shape {
                what: "the image",
                expected: "at least one row and one column".into(),
                found: format!("{} x {}", image.0, image.1),
            });
        }
        let layout = Layout::new(multiple, halo, side);
        let (rows, height) = layout.spans(image.0);
        let (columns, width) = layout.spans(image.1);
        Ok(Self { rows, columns, size: (height, width), image })
    }

    /// Number of tiles.
    #[allow(clippy::len_without_is_empty, reason = "there is always a tile")]
    pub fn len(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// (rows, columns) of every tile.
    pub fn size(&self) -> (usize, usize) {
        self.size
    }

    /// (rows, columns) of the image.
    pub fn image(&self) -> (usize, usize) {
        self.image
    }

    /// The places of the rows of tiles, from the top.
    pub fn rows(&self) -> &[Span] {
        &self.rows
    }

    /// The tiles of one row.
    pub fn row<'a>(&'a self, rows: &'a Span) -> impl Iterator<Item = Tile<'a>> {
        self.columns.iter().map(move |columns| Tile { rows, columns })
    }

    /// The tiles, row by row.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = Tile<'_>> {
        self.rows.iter().flat_map(|rows| self.row(rows))
    }
}

impl Tile<'_> {
    #[cfg(test)]
    /// Copies this tile out of images, one for each channel, of the size the plan was made for.
    ///
    /// `x`: shape (channels, rows of the tile, columns of the tile).
    pub fn cut(&self, images: &[ArrayView2<'_, f32>], mut x: ArrayViewMut3<'_, f32>) {
        for (image, mut channel) in images.iter().zip(x.axis_iter_mut(Axis(0))) {
            for (mut to, &i) in channel.axis_iter_mut(Axis(0)).zip(&self.rows.source) {
                let from = image.row(i);
                to.iter_mut().zip(&self.columns.source).for_each(|(to, &j)| *to = from[j]);
            }
        }
    }

    /// Adds this tile's share of a result to a band of the image, which is zero before the first tile.
    ///
    /// `y`: result of the whole tile; `band`: as wide as the image, from row `first_row` of the image on.
    pub fn paste(&self, y: ArrayView2<'_, f32>, mut band: ArrayViewMut2<'_, f32>, first_row: usize) {
        let (rows, columns) = (self.rows, self.columns);
        let y = y.slice(ndarray::s![rows.within(), columns.within()]);
        let place = rows.paste.start - first_row..rows.paste.end - first_row;
        let image = band.slice_mut(ndarray::s![place, columns.paste.clone()]);
        Zip::indexed(image)
            .and(y)
            .for_each(|(i, j), to, &value| *to += rows.weights[i] * columns.weights[j] * value);
    }
}

impl Span {
    /// The part of the tile that is pasted.
    fn within(&self) -> Range<usize> {
        self.offset..self.offset + self.paste.len()
    }
}

fn check(key: &'static str, value: usize, min: usize, max: usize) -> Result<()> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    let [value, min, max] = [value, min, max].map(|number| number as f64);
    Err(Error::OutOfRange { key, value, unit: "", min, max })
}

/// The lengths that are the same along both axes.
struct Layout {
    multiple: usize,
    /// Context on both sides of the image.
    edge: usize,
    /// What two neighbouring tiles share at least: halo and cross-fade of both.
    overlap: usize,
    /// Smallest distance of two neighbouring tiles, rounding apart: twice a cross-fade, so that two never meet.
    shortest_step: usize,
    /// Largest side of a tile.
    side: usize,
}

impl Layout {
    fn new(multiple: usize, halo: usize, side: usize) -> Self {
        let overlap = (2 * (halo + FADE)).next_multiple_of(multiple);
        let shortest_step = (4 * FADE).next_multiple_of(multiple);
        let side = side.next_multiple_of(multiple).max(overlap + shortest_step);
        Self { multiple, edge: halo.min(EDGE), overlap, shortest_step, side }
    }

    /// The tiles along an axis of this length, and their side.
    fn spans(&self, length: usize) -> (Vec<Span>, usize) {
        let extended = (length + 2 * self.edge).next_multiple_of(self.multiple);
        // n tiles reach over at most n * side - (n - 1) * overlap pixels
        let count = extended.saturating_sub(self.overlap).div_ceil(self.side - self.overlap).max(1);
        if count == 1 {
            return (vec![self.span(0, extended, 0..length, length)], extended);
        }
        let side = (extended + (count - 1) * self.overlap).div_ceil(count).next_multiple_of(self.multiple);
        let side = side.max(self.overlap + self.shortest_step);
        let steps = (extended - side) / self.multiple;
        let begin = |k: usize| k * steps / (count - 1) * self.multiple;
        // middle of what two neighbours share, from the beginning of the image
        let border = |k: usize| match k {
            0 => 0,
            _ if k == count => length,
            _ => (begin(k - 1) + side + begin(k)) / 2 - self.edge,
        };
        let span = |k| self.span(begin(k), side, border(k)..border(k + 1), length);
        ((0..count).map(span).collect(), side)
    }

    /// `begin`: where the tile begins, counted from `edge` pixels outside the image.
    fn span(&self, begin: usize, side: usize, core: Range<usize>, length: usize) -> Span {
        let paste_from = if core.start == 0 { 0 } else { core.start - FADE };
        let paste_to = if core.end == length { length } else { core.end + FADE };
        let source = (begin..begin + side).map(|i| mirrored(i as i64 - self.edge as i64, length)).collect();
        let weights = (paste_from..paste_to).map(|i| share(i, &core, length)).collect();
        let offset = paste_from + self.edge - begin;
        Span { source, core, paste: paste_from..paste_to, offset, weights }
    }
}

/// Share of the tile with this core in pixel `i`: 1 in the core, falling linearly to 0 around its inner ends.
fn share(i: usize, core: &Range<usize>, length: usize) -> f32 {
    let rise = |end: usize| ((i as f64 + 0.5 - end as f64) / (2 * FADE) as f64 + 0.5) as f32;
    let begin = if core.start == 0 { 1.0 } else { rise(core.start).clamp(0.0, 1.0) };
    let end = if core.end == length { 1.0 } else { 1.0 - rise(core.end).clamp(0.0, 1.0) };
    begin * end
}

/// The pixel that position `i` shows: itself, or its mirror image at the outer edges, over and over (the edge pixel
/// is shown twice, as with numpy's `symmetric`).
fn mirrored(i: i64, length: usize) -> usize {
    let length = length as i64;
    let i = i.rem_euclid(2 * length);
    i.min(2 * length - 1 - i) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, Array3};

    const SIZES: [usize; 12] = [1, 2, 3, 7, 16, 31, 64, 100, 255, 256, 257, 1000];
    const MODELS: [(usize, usize); 8] =
        [(1, 0), (1, 3), (4, 4), (4, 5), (7, 9), (16, 44), (32, 100), (256, 512)];

    fn plans() -> impl Iterator<Item = (usize, usize, usize, Tiles)> {
        SIZES.into_iter().flat_map(|length| {
            MODELS.into_iter().flat_map(move |(multiple, halo)| {
                [1, 32, 100, 256, 2048].map(|side| {
                    (length, multiple, halo, Tiles::plan((length, 1), multiple, halo, side).unwrap())
                })
            })
        })
    }

    #[test]
    fn cores_cover_the_image_without_overlap() {
        for (length, .., tiles) in plans() {
            let mut end = 0;
            for span in &tiles.rows {
                assert!(span.core.start == end && span.core.end > end, "{span:?}");
                end = span.core.end;
            }
            assert_eq!(end, length);
        }
    }

    #[test]
    fn every_pasted_pixel_shows_itself_and_has_the_halo_towards_its_neighbours() {
        for (length, multiple, halo, tiles) in plans() {
            for span in &tiles.rows {
                let within = span.within();
                let context = |ends: bool| if ends { halo.min(EDGE) } else { halo };
                assert!(within.start >= context(span.core.start == 0), "{span:?} {halo}");
                assert!(within.end + context(span.core.end == length) <= tiles.size.0, "{span:?} {halo}");
                assert!(span.source[within].iter().copied().eq(span.paste.clone()));
                assert_eq!(span.source.len(), tiles.size.0);
                assert_eq!(tiles.size.0 % multiple, 0);
            }
        }
    }

    #[test]
    fn every_plan_ends_at_the_same_places_and_pooling_grids_agree() {
        for (length, multiple, halo, tiles) in plans() {
            let whole = Tiles::plan((length, 1), multiple, halo, MAX_SIDE).unwrap();
            let begin = |span: &Span| span.paste.start as i64 - span.offset as i64;
            let end = |tiles: &Tiles| begin(tiles.rows.last().unwrap()) + tiles.size.0 as i64;
            assert_eq!((whole.len(), begin(&whole.rows[0])), (1, begin(&tiles.rows[0])));
            assert_eq!(end(&whole), end(&tiles));
            for span in &tiles.rows {
                assert_eq!((begin(span) - begin(&tiles.rows[0])).rem_euclid(multiple as i64), 0);
            }
        }
    }

    #[test]
    fn shares_add_up_to_one_and_at_most_two_tiles_meet() {
        for (length, .., tiles) in plans() {
            let (mut sum, mut count) = (vec![0.0_f32; length], vec![0; length]);
            for span in &tiles.rows {
                assert_eq!(span.weights.len(), span.paste.len());
                for (i, &weight) in span.paste.clone().zip(&span.weights) {
                    assert!((0.0..=1.0).contains(&weight));
                    sum[i] += weight;
                    count[i] += 1;
                }
            }
            assert!(sum.iter().all(|sum| (sum - 1.0).abs() < 1e-6), "{sum:?}");
            assert!(count.iter().all(|&count| count <= 2), "{count:?}");
        }
    }

    #[test]
    fn a_step_between_two_tiles_becomes_a_ramp() {
        let tiles = Tiles::plan((1, 100), 1, 0, 60).unwrap();
        assert_eq!(tiles.len(), 2);
        let (height, width) = tiles.size();
        let mut image = Array2::zeros((1, 100));
        for (k, tile) in tiles.iter().enumerate() {
            tile.paste(Array2::from_elem((height, width), k as f32).view(), image.view_mut(), 0);
        }
        let steepest = image.as_slice().unwrap().windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f32::max);
        assert!(steepest <= 1.001 / (2 * FADE) as f32, "{steepest}");
        assert_eq!((image[[0, 0]], image[[0, 99]]), (0.0, 1.0));
    }

    #[test]
    fn an_image_that_fits_is_one_tile() {
        let tiles = Tiles::plan((100, 37), 16, 20, 256).unwrap();
        assert_eq!(tiles.len(), 1);
        assert_eq!(tiles.size(), (128, 64)); // EDGE on both sides, to a multiple of 16
    }

    #[test]
    fn tiles_are_no_larger_than_asked_for_and_no_larger_than_needed() {
        let tiles = Tiles::plan((300, 5000), 16, 32, 256).unwrap();
        assert_eq!(tiles.size(), (208, 256));
        for (length, multiple, halo, tiles) in plans() {
            let needed = 2 * (halo + FADE) + 4 * FADE + 2 * multiple;
            let wished = 2048.max(needed);
            assert!(tiles.size.0 <= wished.next_multiple_of(multiple), "{length} {:?}", tiles.size);
        }
    }

    #[test]
    fn mirror_images_repeat_for_tiny_images() {
        let shown: Vec<usize> = (-5..7).map(|i| mirrored(i, 3)).collect();
        assert_eq!(shown, [1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]);
        assert!((-9..9).all(|i| mirrored(i, 1) == 0));
    }

    #[test]
    fn cut_and_paste_give_the_image_back() {
        for (size, side) in [((1, 1), 64), ((1, 200), 64), ((201, 1), 48), ((77, 133), 48)] {
            let image = Array2::from_shape_fn(size, |(i, j)| (i * 1000 + j) as f32);
            let other = image.mapv(|value| -value);
            let tiles = Tiles::plan(size, 4, 6, side).unwrap();
            let mut x = Array3::zeros((2, tiles.size().0, tiles.size().1));
            let (mut first, mut second) = (Array2::zeros(size), Array2::zeros(size));
            for tile in tiles.iter() {
                tile.cut(&[image.view(), other.view()], x.view_mut());
                tile.paste(x.index_axis(Axis(0), 0), first.view_mut(), 0);
                tile.paste(x.index_axis(Axis(0), 1), second.view_mut(), 0);
            }
            assert!(first.iter().zip(&image).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs()), "{size:?}");
            assert_eq!(first, second.mapv(|value| -value));
        }
    }

    #[test]
    fn empty_images_and_absurd_sides_are_refused() {
        for image in [(0, 5), (5, 0), (usize::MAX, 1)] {
            assert!(matches!(Tiles::plan(image, 16, 16, 256), Err(Error::Shape { .. })));
        }
        for side in [0, MAX_SIDE + 1, usize::MAX] {
            assert!(matches!(
                Tiles::plan((5, 5), 16, 16, side),
                Err(Error::OutOfRange { key: "tile_side", .. })
            ));
        }
        assert!(Tiles::plan((5, 5), 0, 16, 256).is_err());
        assert!(Tiles::plan((5, 5), 16, 513, 256).is_err());
    }
}
