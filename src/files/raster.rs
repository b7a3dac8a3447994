// SPDX-License-Identifier: MIT OR Apache-2.0
//! The raster under a table of points: straight, with lines displaced against one another, or turned.

use super::grid::Places;

/// Most points with different coordinates for one place of the grid, on average (passes over the same places).
const MAX_POINTS_PER_PLACE: usize = 4;
/// Most places of the grid for one point; a table of real spots fills a tenth and more.
pub(super) const MAX_PLACES_PER_POINT: usize = 1000;
/// Part of the places that a raster without an outline of its own fills.
const FILLED: f64 = 0.5;
/// Part of the points with a neighbour one place away, along x and along y, that a raster of any outline has.
const NEIGHBOURS: f64 = 0.5;
/// Largest distance of a point of a displaced line from its place, in steps: a quarter, where every second line is displaced by half a step,
/// and its rounding.
const DISPLACED: f64 = 0.251;
/// Largest difference from half a step of the displacement of hexagonal spots, in steps.
const HALF: f64 = 0.05;
/// Largest distance, in steps, of a point from its place in a full raster.
const NOISY: f64 = 0.2;
/// Part of the places of such a raster that have a point.
const FULL: f64 = 0.9;
/// Fewest points that tell a raster whose lines are displaced or turned.
const FEWEST: usize = 9;
/// Lines whose steps differ by less than this share belong to one raster.
const EQUAL_PITCH: f64 = 0.05;
/// How far directions may differ along one line of a scan, as the cosine between them.
const STRAIGHT: f64 = 0.99;
/// How far the directions of lines agree at least: 1 if they are all the same.
const ALIKE: f64 = 0.99;
/// Smallest angle, in radians, by which a raster is turned.
const TURNED: f64 = 1e-5;

/// Points on a grid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Raster {
    pub x: Places,
    pub y: Places,
    /// Indices along x and y of each point.
    pub places: Vec<(usize, usize)>,
    /// Sentences on how the points were moved.
    pub notes: Vec<String>,
}

/// Finds the raster; the error is a sentence with numbers.
pub(super) fn fit(points: &[(f64, f64)]) -> Result<Raster, String> {
    let enough = points.len() >= FEWEST;
    let found = straight(points).filter(|raster| is_raster(raster, points));
    let found = found.or_else(|| displaced(points).filter(|_| enough));
    let found = found.or_else(|| turned(points).filter(|_| enough));
    found.or_else(|| noisy(points).filter(|_| enough)).ok_or_else(|| refusal(points))
}

/// The grid whose axes are x and y.
fn straight(points: &[(f64, f64)]) -> Option<Raster> {
    let x = Places::fit(points.iter().map(|point| point.0))?;
    let y = Places::fit(points.iter().map(|point| point.1))?;
    Some(on(x, y, points))
}

/// The grid of points that lie further beside their places than a stage does, where nearly every place has its point.
fn noisy(points: &[(f64, f64)]) -> Option<Raster> {
    let fit = |of: fn(&(f64, f64)) -> f64| Places::fit_within(points.iter().map(of), NOISY);
    let mut raster = on(fit(|point| point.0)?, fit(|point| point.1)?, points);
    let taken = distinct(raster.places.iter()).len();
    let is_full = taken == points.len() && taken as f64 >= FULL * size(&raster) as f64;
    let beside = points.iter().map(|(x, y)| raster.x.index(*x).1.max(raster.y.index(*y).1));
    let worst = beside.fold(0.0, f64::max);
    raster.notes.push(format!("points lie up to {worst:.2} steps beside their places"));
    is_full.then_some(raster)
}

/// Each point at its nearest place.
fn on(x: Places, y: Places, points: &[(f64, f64)]) -> Raster {
    let places = points.iter().map(|point| (x.index(point.0).0, y.index(point.1).0)).collect();
    Raster { x, y, places, notes: Vec::new() }
}

/// Whether the points fill the grid, or an area of any outline on it, without falling together.
fn is_raster(raster: &Raster, points: &[(f64, f64)]) -> bool {
    let taken = distinct(raster.places.iter().copied());
    if is_scattered(raster) || different(points) > MAX_POINTS_PER_PLACE * taken.len() {
        return false;
    }
    taken.len() as f64 > FILLED * size(raster) as f64 || has_neighbours(&taken)
}

fn size(raster: &Raster) -> usize {
    raster.x.count.saturating_mul(raster.y.count)
}

fn is_scattered(raster: &Raster) -> bool {
    size(raster) > raster.places.len().saturating_mul(MAX_PLACES_PER_POINT)
}

fn different(points: &[(f64, f64)]) -> usize {
    distinct(points.iter().map(|(x, y)| (x.to_bits(), y.to_bits()))).len()
}

/// What is there, each once, in its order: of points in the order of a scan this takes less time than a table of hashes.
fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// `taken`: places, each once, in their order.
fn has_neighbours(taken: &[(usize, usize)]) -> bool {
    let enough = |places: &[(usize, usize)]| {
        let follows = |a: &(usize, usize), b: &(usize, usize)| a.0 == b.0 && a.1 + 1 == b.1;
        let alone = places.chunk_by(follows).filter(|run| run.len() == 1).count();
        (places.len() - alone) as f64 >= NEIGHBOURS * places.len() as f64
    };
    enough(taken) && enough(&distinct(taken.iter().map(|(x, y)| (*y, *x))))
}

/// The raster of lines along x, or along y, that are displaced against one another or differ in pitch.
fn displaced(points: &[(f64, f64)]) -> Option<Raster> {
    let swap = |points: &[(f64, f64)]| points.iter().map(|(x, y)| (*y, *x)).collect::<Vec<_>>();
    lines_along_x(points).or_else(|| {
        let raster = lines_along_x(&swap(points))?;
        let places = raster.places.iter().map(|(x, y)| (*y, *x)).collect();
        Some(Raster { x: raster.y, y: raster.x, places, notes: raster.notes })
    })
}

fn lines_along_x(points: &[(f64, f64)]) -> Option<Raster> {
    let y = Places::fit(points.iter().map(|point| point.1))?;
    if y.count < 2 || y.count > points.len() {
        return None;
    }
    let mut lines: Vec<Vec<f64>> = vec![Vec::new(); y.count];
    points.iter().for_each(|point| lines[y.index(point.1).0].push(point.0));
    let own: Vec<Option<Places>> = lines
        .iter()
        .map(|line| if line.is_empty() { Some(None) } else { Places::fit(line.iter().copied()).map(Some) })
        .collect::<Option<_>>()?;
    let step = common_step(&own)?;
    let mut starts = own.iter().flatten().map(|places| places.start);
    let base = starts.clone().fold(f64::INFINITY, f64::min);
    let middle = circular_middle(starts.by_ref().map(|start| (start - base) / step));
    let start = base + middle * step;
    let mut worst = 0.0_f64;
    let mut index = Vec::with_capacity(points.len());
    for point in points {
        let line = own[y.index(point.1).0]?;
        let along = line.index(point.0).0 as f64 + ((line.start - start) / step).round();
        worst = worst.max(((point.0 - start) / step - along).abs());
        index.push(along);
    }
    let least = index.iter().copied().fold(f64::INFINITY, f64::min);
    let most = index.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let x = Places { start: start + least * step, step, count: (most - least) as usize + 1 };
    let places =
        points.iter().zip(&index).map(|(point, k)| ((k - least) as usize, y.index(point.1).0)).collect();
    let note = if is_hexagonal(&own, step) {
        "the lines of the raster are displaced: the spots of every second line lie half a step further (hexagonal); state \
         spot_layout=hexagonal in the scan conditions"
            .into()
    } else {
        format!(
            "the lines of the raster are displaced or differ in pitch: points lie up to {worst:.2} steps beside their places"
        )
    };
    let raster = Raster { x, y, places, notes: vec![note] };
    (worst <= DISPLACED && is_raster(&raster, points)).then_some(raster)
}

/// Whether every line begins half a step beside the one before it, give or take whole steps.
fn is_hexagonal(lines: &[Option<Places>], step: f64) -> bool {
    let starts: Vec<f64> = lines.iter().flatten().map(|line| line.start).collect();
    let is_half = |pair: &[f64]| (((pair[1] - pair[0]) / step).rem_euclid(1.0) - 0.5).abs() < HALF;
    starts.len() == lines.len() && starts.windows(2).all(is_half)
}

/// The step of lines with two points or more, if all agree.
fn common_step(lines: &[Option<Places>]) -> Option<f64> {
    let mut steps: Vec<f64> =
        lines.iter().flatten().map(|line| line.step).filter(|step| *step > 0.0).collect();
    steps.sort_by(f64::total_cmp);
    let middle = *steps.get(steps.len() / 2)?;
    steps.iter().all(|step| (step / middle - 1.0).abs() <= EQUAL_PITCH).then_some(middle)
}

/// The middle of the shortest arc that holds the parts behind the decimal point, on a circle: of 0.95 and 0.05 it is 0.
fn circular_middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut parts: Vec<f64> = values.map(|value| value.rem_euclid(1.0)).collect();
    parts.sort_by(f64::total_cmp);
    let Some(first) = parts.first().copied() else { return 0.0 };
    let after = parts.iter().skip(1).copied().chain([first + 1.0]);
    // the arc begins behind the widest gap
    let widest = parts.iter().zip(after).map(|(part, next)| (next - part, next));
    let (gap, begin) = widest.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((1.0, first));
    begin + (1.0 - gap) / 2.0
}

/// The raster whose lines, in the order of the table, run at an angle with the axes.
fn turned(points: &[(f64, f64)]) -> Option<Raster> {
    let angle = angle(points).filter(|angle| angle.abs() > TURNED)?;
    let (sin, cos) = angle.sin_cos();
    let back: Vec<_> = points.iter().map(|(x, y)| (x * cos + y * sin, y * cos - x * sin)).collect();
    let mut raster =
        straight(&back).filter(|raster| is_raster(raster, &back)).or_else(|| displaced(&back))?;
    raster.notes.insert(
        0,
        format!("the raster is turned by {:.3} degrees; its lines were turned back", angle.to_degrees()),
    );
    Some(raster)
}

/// The angle of the runs in one direction with the next axis, weighted by their length.
fn angle(points: &[(f64, f64)]) -> Option<f64> {
    let (mut sin, mut cos, mut weight) = (0.0, 0.0, 0.0);
    let mut add = |(x, y): (f64, f64)| {
        let (length, quadruple) = (x.hypot(y), 4.0 * y.atan2(x));
        sin += length * quadruple.sin();
        cos += length * quadruple.cos();
        weight += length;
    };
    let between = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0, b.1 - a.1);
    let mut first = 0;
    for last in 1..points.len() {
        let next = points.get(last + 1).map(|next| between(points[last], *next));
        let one = between(points[last - 1], points[last]);
        let straight = |next: (f64, f64)| {
            one.0 * next.0 + one.1 * next.1 >= STRAIGHT * one.0.hypot(one.1) * next.0.hypot(next.1)
        };
        if !next.is_some_and(straight) {
            // a single step is a way from one line to the next
            if last - first > 1 {
                add(between(points[first], points[last]));
            }
            first = last;
        }
    }
    (sin.hypot(cos) > ALIKE * weight).then(|| sin.atan2(cos) / 4.0)
}

fn refusal(points: &[(f64, f64)]) -> String {
    let along = |axis: &str| {
        format!(
            "the points do not lie on a regular grid along {axis}: put them on one before, or state that the file is an \
             image"
        )
    };
    let Some(x) = Places::fit(points.iter().map(|point| point.0)) else { return along("x") };
    let Some(y) = Places::fit(points.iter().map(|point| point.1)) else { return along("y") };
    let raster = on(x, y, points);
    let taken = distinct(raster.places.iter()).len();
    if is_scattered(&raster) {
        return format!(
            "the {} points lie scattered on a grid of {} x {} places: they are no map",
            points.len(),
            raster.x.count,
            raster.y.count
        );
    }
    let different = different(points);
    if different > MAX_POINTS_PER_PLACE * taken {
        return format!(
            "{different} different points fall on {taken} places of a regular grid: give the table of one area"
        );
    }
    format!(
        "the points would fill {taken} of {} places ({:.1} %) of a grid of {} x {} with steps of {:.4} and {:.4}: put them \
         on the grid of their raster before",
        size(&raster),
        100.0 * taken as f64 / size(&raster) as f64,
        raster.x.count,
        raster.y.count,
        raster.x.step,
        raster.y.step
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A raster of 12 x 8 points with steps of 20 and 25, each point moved.
    fn raster(moved: impl Fn(usize, usize) -> (f64, f64)) -> Vec<(f64, f64)> {
        let point = |i: usize| {
            let (pixel, line) = (i % 12, i / 12);
            let (dx, dy) = moved(pixel, line);
            (100.0 + 20.0 * pixel as f64 + dx, 50.0 + 25.0 * line as f64 + dy)
        };
        (0..96).map(point).collect()
    }

    fn is_the_raster(points: &[(f64, f64)], notes: usize) {
        let raster = fit(points).unwrap();
        assert_eq!((raster.x.count, raster.y.count, raster.notes.len()), (12, 8, notes), "{raster:?}");
        assert!((raster.x.step / 20.0 - 1.0).abs() < 0.02 && (raster.y.step / 25.0 - 1.0).abs() < 0.01);
        assert!((0..96).all(|i| raster.places[i] == (i % 12, i / 12)), "{raster:?}");
    }

    #[test]
    fn displaced_lines_and_lines_of_other_pitch_are_one_raster() {
        is_the_raster(&raster(|_, _| (0.0, 0.0)), 0);
        is_the_raster(&raster(|_, line| (0.3 * line as f64, 0.0)), 1); // skew
        is_the_raster(&raster(|_, line| (if line % 2 == 1 { 3.0 } else { 0.0 }, 0.0)), 1); // lag of a serpentine
        is_the_raster(&raster(|pixel, line| (0.05 * (pixel * line) as f64, 0.0)), 1); // pitch
        is_the_raster(&raster(|pixel, _| (0.0, 0.4 * pixel as f64)), 1); // skew of columns
    }

    #[test]
    fn points_far_beside_their_places_are_read_where_every_place_has_one() {
        is_the_raster(
            &raster(|pixel, line| {
                (
                    if (pixel, line) == (5, 3) { 3.0 } else { 0.1 * (pixel % 3) as f64 },
                    2.0 * (line % 2) as f64,
                )
            }),
            1,
        );
    }

    #[test]
    fn turned_rasters_are_turned_back() {
        for degrees in [1.0, 3.0, -12.5, 44.0] {
            let (sin, cos) = f64::to_radians(degrees).sin_cos();
            let straight = raster(|_, _| (0.0, 0.0));
            let points: Vec<_> =
                straight.iter().map(|(x, y)| (x * cos - y * sin, x * sin + y * cos)).collect();
            is_the_raster(&points, 1);
            assert!(fit(&points).unwrap().notes[0].contains(&format!("{degrees:.3} degrees")));
        }
    }

    #[test]
    fn a_grid_that_stays_nearly_empty_is_refused_with_numbers() {
        let half = raster(|pixel, line| {
            (if line == 3 { 10.0 } else { 0.37 * ((pixel * 7 + line) % 3) as f64 }, 0.0)
        });
        let reason = fit(&half).unwrap_err();
        assert!(reason.contains("regular grid") || reason.contains("places"), "{reason}");
        let shifted: Vec<_> = raster(|_, line| (2.5 * line as f64, 0.0));
        let reason = fit(&shifted).unwrap_err();
        assert!(reason.contains("96 of ") && reason.contains("%"), "{reason}");
    }

    #[test]
    fn an_area_of_any_outline_is_a_raster() {
        let all = raster(|_, _| (0.0, 0.0));
        let diagonal: Vec<_> =
            all.iter().enumerate().filter(|(i, _)| (i % 12).abs_diff(i / 12) < 2).map(|(_, p)| *p).collect();
        let raster = fit(&diagonal).unwrap();
        assert!(raster.notes.is_empty() && diagonal.len() * 2 < raster.x.count * raster.y.count);
    }
}
