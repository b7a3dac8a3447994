// SPDX-License-Identifier: MIT OR Apache-2.0
//! Runs a model over an image of any size, tile by tile.

use super::contract::INPUTS;
use super::session::Session;
use super::tiles::{Span, Tile, Tiles};
use crate::error::Result;
use crate::task::Task;
use ndarray::{Array2, Array4, ArrayView2, ArrayViewMut3, Axis, s};

/// Where the inputs of a model come from, tile by tile.
///
/// The channels are restored map, measured map and standard deviation of the noise, on the target grid, all divided
/// by the element's scale. A pair of sizes is (rows, columns).
pub trait Source {
    /// Size of the image.
    fn size(&self) -> (usize, usize);

    /// Writes the inputs of one tile.
    ///
    /// `x`: shape (3, rows of the tile, columns of the tile); pixel (i, j) shows the image's pixel
    /// (`tile.rows.source[i]`, `tile.columns.source[j]`). All values must be finite.
    ///
    /// # Errors
    /// Whatever the source meets; it ends the run.
    fn fill(&self, tile: &Tile<'_>, x: ArrayViewMut3<'_, f32>) -> Result<()>;
}

#[cfg(test)]
/// Inputs that are whole images: restored map, measured map, standard deviation of the noise.
#[derive(Debug, Clone, Copy)]
pub struct Images<'a>([ArrayView2<'a, f32>; INPUTS]);

#[cfg(test)]
impl<'a> Images<'a> {
    /// Three images of the same size, already divided by the element's scale.
    ///
    /// # Errors
    /// [`crate::Error::Shape`] if their sizes differ.
    pub fn new(
        restored: ArrayView2<'a, f32>,
        measured: ArrayView2<'a, f32>,
        noise: ArrayView2<'a, f32>,
    ) -> Result<Self> {
        let (rows, columns) = restored.dim();
        for (what, image) in [("the measured map", &measured), ("the map of the noise", &noise)] {
            if image.dim() != (rows, columns) {
                let expected = format!("{rows} x {columns}, as the restored map");
                let found = format!("{} x {}", image.nrows(), image.ncols());
                return Err(crate::error::Error::Shape { what, expected, found });
            }
        }
        Ok(Self([restored, measured, noise]))
    }
}

#[cfg(test)]
impl Source for Images<'_> {
    fn size(&self) -> (usize, usize) {
        self.0[0].dim()
    }

    fn fill(&self, tile: &Tile<'_>, x: ArrayViewMut3<'_, f32>) -> Result<()> {
        tile.cut(&self.0, x);
        Ok(())
    }
}

/// A source whose restored map is replaced by the estimate as the tiles go down the image: at the end of a large map
/// three arrays of its size would else be held at the same time.
pub trait InPlace: Source {
    /// Takes finished rows of the estimate, from row `first_row` on. No later tile asks for the restored map there.
    fn replace(&mut self, first_row: usize, estimate: ArrayView2<'_, f32>);
}

/// Runs a model over an image, tile by tile; the result does not depend on the tiles.
///
/// The estimate goes to [`InPlace::replace`]; returned is the log of the Laplace scale of its error, shape (rows,
/// columns), both in units of the element's scale. After a failure the source holds a mixture: throw it away.
/// `tile_side`: wished side of a tile in pixels ([`Tiles::plan`]); it decides the memory that is needed, since one
/// tile is worked on at a time. Each tile is a stage of `task`, which cancels also within a tile.
///
/// # Errors
/// [`crate::Error::Cancelled`]; what [`Tiles::plan`], [`Source::fill`] and [`Session::run`] return.
pub fn refine_in_place(
    session: &Session,
    source: &mut dyn InPlace,
    tile_side: usize,
    task: &Task,
) -> Result<Array2<f32>> {
    let card = session.card();
    let tiles = Tiles::plan(source.size(), card.multiple, card.halo, tile_side)?;
    let (height, width) = tiles.size();
    let mut x = Array4::zeros((1, INPUTS, height, width));
    let mut log_scale = Array2::zeros(tiles.image());
    let (mut band, mut first_row, mut done) = (Array2::zeros((0, tiles.image().1)), 0, 0);
    for (index, rows) in tiles.rows().iter().enumerate() {
        band = grown(band, rows.paste.end - first_row);
        for tile in tiles.row(rows) {
            task.stage(&format!("refine, tile {} of {}", done + 1, tiles.len()))?;
            source.fill(&tile, x.index_axis_mut(Axis(0), 0))?;
            let y = session.run(x.view(), task)?;
            tile.paste(y.slice(s![0, 0, .., ..]), band.view_mut(), first_row);
            tile.paste(y.slice(s![0, 1, .., ..]), log_scale.view_mut(), 0);
            done += 1;
            task.at(done as f64 / tiles.len() as f64)?;
        }
        // rows that the next tiles still read as restored, or add to, stay in the band
        let kept = tiles.rows().get(index + 1).map_or(tiles.image().0, first_needed);
        let finished = kept.clamp(first_row, rows.paste.end) - first_row;
        source.replace(first_row, band.slice(s![..finished, ..]));
        band = band.slice(s![finished.., ..]).to_owned();
        first_row += finished;
    }
    Ok(log_scale)
}

/// First row that the tiles of this row read or write.
fn first_needed(rows: &Span) -> usize {
    rows.source.iter().copied().min().unwrap_or(0).min(rows.paste.start)
}

/// The band with zeros below it, `height` rows in all.
fn grown(band: Array2<f32>, height: usize) -> Array2<f32> {
    let mut grown = Array2::zeros((height.max(band.nrows()), band.ncols()));
    grown.slice_mut(s![..band.nrows(), ..]).assign(&band);
    grown
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::{model, session};
    use super::*;
    use crate::error::Error;
    use crate::task::Progress;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    /// What a model made of an image; both of its size.
    #[derive(Debug, Clone, PartialEq)]
    struct Refined {
        estimate: Array2<f32>,
        log_scale: Array2<f32>,
    }

    /// A source with the estimate beside it; where rows are replaced, the restored map is spoilt for all later tiles.
    struct Collected<'a> {
        source: &'a dyn Source,
        estimate: Array2<f32>,
        replaced: usize,
    }

    impl Source for Collected<'_> {
        fn size(&self) -> (usize, usize) {
            self.source.size()
        }

        fn fill(&self, tile: &Tile<'_>, x: ArrayViewMut3<'_, f32>) -> Result<()> {
            assert!(tile.rows.source.iter().all(|row| *row >= self.replaced), "a replaced row is read");
            self.source.fill(tile, x)
        }
    }

    impl InPlace for Collected<'_> {
        fn replace(&mut self, first_row: usize, estimate: ArrayView2<'_, f32>) {
            assert_eq!(first_row, self.replaced);
            self.replaced += estimate.nrows();
            self.estimate.slice_mut(s![first_row..self.replaced, ..]).assign(&estimate);
        }
    }

    fn refine(
        session: &Session,
        source: &(dyn Source + Sync),
        tile_side: usize,
        task: &Task,
    ) -> Result<Refined> {
        let mut collected = Collected { source, estimate: Array2::zeros(source.size()), replaced: 0 };
        let log_scale = refine_in_place(session, &mut collected, tile_side, task)?;
        assert_eq!(collected.replaced, source.size().0, "every row is finished");
        Ok(Refined { estimate: collected.estimate, log_scale })
    }

    /// Largest difference between two ways of cutting the same image.
    const TILE_TOLERANCE: f32 = 1e-5;

    /// Three images of values in 0..=1 that look random.
    fn images(size: (usize, usize)) -> [Array2<f32>; INPUTS] {
        let value = |c: usize, i: usize, j: usize| {
            let mut x = (c as u32 * 7919)
                ^ (i as u32).wrapping_mul(2_654_435_761)
                ^ (j as u32).wrapping_mul(40_503_551);
            x ^= x >> 15;
            x = x.wrapping_mul(2_246_822_519);
            (x >> 8) as f32 / (1 << 24) as f32
        };
        [0, 1, 2].map(|c| Array2::from_shape_fn(size, |(i, j)| value(c, i, j)))
    }

    fn run(session: &Session, size: (usize, usize), tile_side: usize) -> Refined {
        let [a, b, c] = images(size);
        let source = Images::new(a.view(), b.view(), c.view()).unwrap();
        refine(session, &source, tile_side, &Task::new()).unwrap()
    }

    fn largest_difference(a: &Array2<f32>, b: &Array2<f32>) -> f32 {
        assert_eq!(a.dim(), b.dim());
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn tiled_equals_untiled() {
        for model in [model!("identity-lamap1"), model!("blur-lamap1"), model!("pool-lamap1")] {
            let Some(session) = session(model) else { return };
            for size in [(1, 1), (1, 150), (150, 1), (2, 3), (97, 131), (128, 128)] {
                let whole = run(&session, size, 1024);
                assert_eq!(whole.estimate.dim(), size);
                for tile_side in [1, 40, 52, 64, 100] {
                    let tiled = run(&session, size, tile_side);
                    let name = &session.card().name;
                    let difference = largest_difference(&tiled.estimate, &whole.estimate);
                    assert!(difference <= TILE_TOLERANCE, "{name} {size:?} {tile_side}: {difference}");
                    let difference = largest_difference(&tiled.log_scale, &whole.log_scale);
                    assert!(difference <= TILE_TOLERANCE, "{name} {size:?} {tile_side}: {difference}");
                }
            }
        }
    }

    #[test]
    fn inside_the_halo_the_result_is_that_of_the_bare_model() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        let [a, b, c] = images((64, 48));
        let x = ndarray::stack![Axis(0), a, b, c].insert_axis(Axis(0));
        let bare = session.run(x.view(), &Task::new()).unwrap();
        let refined = run(&session, (64, 48), 40);
        for ((i, j), value) in
            refined.estimate.indexed_iter().filter(|((i, j), _)| (4..60).contains(i) && (4..44).contains(j))
        {
            assert!((value - bare[[0, 0, i, j]]).abs() <= TILE_TOLERANCE);
            assert!((refined.log_scale[[i, j]] - bare[[0, 1, i, j]]).abs() <= TILE_TOLERANCE);
        }
    }

    #[test]
    fn a_uniform_image_stays_uniform_up_to_its_edges() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        let flat = Array2::from_elem((30, 70), 0.5);
        let source = Images::new(flat.view(), flat.view(), flat.view()).unwrap();
        let refined = refine(&session, &source, 32, &Task::new()).unwrap();
        let middle = refined.estimate[[15, 35]];
        assert!(refined.estimate.iter().all(|value| (value - middle).abs() <= TILE_TOLERANCE));
    }

    #[test]
    fn every_tile_is_a_stage_and_progress_rises_to_the_whole() {
        let Some(session) = session(model!("identity-lamap1")) else { return };
        for size in [(1, 1), (100, 70)] {
            let [a, b, c] = images(size);
            let source = Images::new(a.view(), b.view(), c.view()).unwrap();
            let tiles = Tiles::plan(size, session.card().multiple, session.card().halo, 32).unwrap().len();
            let (mut told, mut stages) = (Vec::new(), Vec::new());
            let mut listener = |progress: &Progress<'_>| {
                told.push(progress.fraction);
                stages.push(progress.stage.to_string());
                true
            };
            Task::new().follow(&mut listener, |task| refine(&session, &source, 32, task)).unwrap();
            stages.dedup();
            let expected = (1..=tiles).map(|tile| format!("refine, tile {tile} of {tiles}"));
            assert_eq!(stages[1..], expected.collect::<Vec<_>>());
            assert!(told.is_sorted() && (told[0], told[told.len() - 1]) == (0.0, 1.0), "{told:?}");
        }
    }

    /// Counts how many tiles were asked for.
    struct Counted<'a>(Images<'a>, AtomicUsize);

    impl Source for Counted<'_> {
        fn size(&self) -> (usize, usize) {
            self.0.size()
        }

        fn fill(&self, tile: &Tile<'_>, x: ArrayViewMut3<'_, f32>) -> Result<()> {
            self.1.fetch_add(1, Ordering::SeqCst);
            self.0.fill(tile, x)
        }
    }

    #[test]
    fn a_listener_cancels_before_a_tile_begins() {
        let Some(session) = session(model!("identity-lamap1")) else { return };
        let [a, b, c] = images((200, 200));
        let source = Counted(Images::new(a.view(), b.view(), c.view()).unwrap(), AtomicUsize::new(0));
        for last in [0, 1, 3] {
            source.1.store(0, Ordering::SeqCst);
            let no = format!("refine, tile {} of", last + 1);
            let mut listener = |progress: &Progress<'_>| !progress.stage.starts_with(&no);
            let result = Task::new().follow(&mut listener, |task| refine(&session, &source, 32, task));
            assert_eq!(result.unwrap_err(), Error::Cancelled);
            assert_eq!(source.1.load(Ordering::SeqCst), last);
        }
    }

    #[test]
    fn a_listener_is_asked_and_cancels_within_a_tile() {
        let Some(session) = session(model!("slow-lamap1")) else { return };
        let [a, b, c] = images((100, 100));
        let source = Images::new(a.view(), b.view(), c.view()).unwrap();
        let (begin, mut gap, mut last) = (Instant::now(), Duration::ZERO, Instant::now());
        let mut listener = |_: &Progress<'_>| {
            gap = gap.max(last.elapsed());
            last = Instant::now();
            begin.elapsed() < Duration::from_millis(800)
        };
        let result = Task::new().follow(&mut listener, |task| refine(&session, &source, 32, task));
        assert_eq!(result.unwrap_err(), Error::Cancelled);
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        assert!(gap < Duration::from_millis(500), "{gap:?}");
    }

    #[test]
    fn eight_threads_refine_with_one_session() {
        let Some(session) = session(model!("blur-lamap1")) else { return };
        let expected = run(&session, (60, 50), 40);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(run(&session, (60, 50), 40), expected));
            }
        });
    }

    #[test]
    fn errors_of_source_and_model_end_the_run() {
        let Some(nan) = session(model!("hostile-nan")) else { return };
        let [a, b, mut c] = images((20, 20));
        let source = Images::new(a.view(), b.view(), c.view()).unwrap();
        let error = refine(&nan, &source, 32, &Task::new()).unwrap_err();
        assert!(matches!(error, Error::Inference(_)), "{error}");
        let good = session(model!("identity-lamap1")).unwrap();
        c[[3, 4]] = f32::NAN;
        let source = Images::new(a.view(), b.view(), c.view()).unwrap();
        let error = refine(&good, &source, 32, &Task::new()).unwrap_err();
        assert!(matches!(error, Error::Data(_)), "{error}");
        let empty = Array2::zeros((0, 5));
        let source = Images::new(empty.view(), empty.view(), empty.view()).unwrap();
        let error = refine(&good, &source, 32, &Task::new()).unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
    }

    #[test]
    fn images_of_different_sizes_are_refused() {
        let [a, b, _] = images((4, 5));
        let [_, _, c] = images((5, 4));
        let error = Images::new(a.view(), b.view(), c.view()).unwrap_err();
        let expected =
            "the map of the noise has the wrong size: expected 4 x 5, as the restored map, found 5 x 4";
        assert_eq!(error.to_string(), expected);
    }
}
