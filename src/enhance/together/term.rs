// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an element may be a sum of: a constant, guides, products of two guides.

use super::guide::Guide;
use ndarray::{Array2, Zip, s};
use std::ops::Range;

/// Standard deviations beyond which a factor of a product grows no more: the few brightest places of a guide would else decide alone.
const MOST: f32 = 3.0;

/// One term; guides by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// 1 everywhere.
    Level,
    /// A guide.
    Guide(usize),
    /// The product of two guides.
    Product(usize, usize),
}

impl Term {
    /// The terms of some guides: the constant first, then the guides, then their products.
    pub fn of(guides: &[usize]) -> Vec<Self> {
        let pairs = guides
            .iter()
            .enumerate()
            .flat_map(|(i, one)| guides[i..].iter().map(move |other| Self::Product(*one, *other)));
        let straight = guides.iter().map(|guide| Self::Guide(*guide));
        std::iter::once(Self::Level).chain(straight).chain(pairs).collect()
    }

    /// The term in some rows and columns of the target grid.
    pub fn image(&self, guides: &[Guide], rows: &Range<usize>, columns: &Range<usize>) -> Array2<f32> {
        let standard = |guide: usize| {
            let places = guides[guide].restored.mean.slice(s![rows.clone(), columns.clone()]);
            places.mapv(|place| guides[guide].standard(place))
        };
        match *self {
            Self::Level => Array2::ones((rows.len(), columns.len())),
            Self::Guide(guide) => standard(guide),
            Self::Product(one, other) => {
                let mut product = standard(one);
                let factor =
                    |one: &mut f32, other: &f32| *one = one.clamp(-MOST, MOST) * other.clamp(-MOST, MOST);
                Zip::from(&mut product).and(&standard(other)).for_each(factor);
                product
            }
        }
    }

    /// How steeply the term changes with a guide, in the places of one row of the target grid.
    pub fn slope(
        &self,
        guides: &[Guide],
        guide: usize,
        row: usize,
        columns: &Range<usize>,
    ) -> Option<Array2<f32>> {
        let rows = row..row + 1;
        let image = |guide: usize| {
            Self::Guide(guide).image(guides, &rows, columns).mapv(|place| place.clamp(-MOST, MOST))
        };
        match *self {
            Self::Guide(one) if one == guide => Some(Self::Level.image(guides, &rows, columns)),
            Self::Product(one, other) if one == guide && other == guide => Some(image(guide) * 2.0),
            Self::Product(one, other) if one == guide => Some(image(other)),
            Self::Product(one, other) if other == guide => Some(image(one)),
            _ => None,
        }
    }

    /// The guides in some terms, each once.
    pub fn guides_of<'a>(terms: impl Iterator<Item = &'a Self>) -> Vec<usize> {
        let mut guides = Vec::new();
        terms.flat_map(Self::guides).for_each(|guide| {
            if !guides.contains(&guide) {
                guides.push(guide);
            }
        });
        guides
    }

    /// The guides in it.
    fn guides(&self) -> impl Iterator<Item = usize> {
        let (one, other) = match *self {
            Self::Level => (None, None),
            Self::Guide(guide) => (Some(guide), None),
            Self::Product(one, other) => (Some(one), Some(other)),
        };
        one.into_iter().chain(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enhance::restore::Restored;
    use ndarray::array;

    #[test]
    fn products_are_those_of_guides_that_are_cut_off() {
        let guide = |places: Array2<f32>, spread| Guide {
            seen: places.clone(),
            restored: Restored { sd: places.clone(), mean: places },
            mean: 0.0,
            spread,
        };
        let (one, other) = (array![[0.5, 7.0], [-9.0, 1.0]], array![[2.0, 2.0], [-4.0, 0.0]]);
        let guides = [guide(one.clone(), 1.0), guide(one, 0.0), guide(other, 1.0)];
        let image = |term: Term| term.image(&guides, &(0..2), &(0..2));
        assert_eq!(image(Term::Guide(0)), array![[0.5, 7.0], [-9.0, 1.0]]);
        assert_eq!(image(Term::Product(0, 2)), array![[1.0, 6.0], [9.0, 0.0]]);
        assert_eq!(image(Term::Product(0, 1)).sum(), 0.0);
        let slope = |term: Term| term.slope(&guides, 2, 0, &(0..2));
        assert_eq!(slope(Term::Product(0, 2)), Some(array![[0.5, 3.0]]));
        assert_eq!(slope(Term::Product(2, 2)), Some(array![[4.0, 4.0]]));
        assert_eq!((slope(Term::Guide(2)), slope(Term::Guide(0))), (Some(array![[1.0, 1.0]]), None));
        let terms = Term::of(&[0, 2]);
        assert_eq!(terms.len(), 6);
        assert_eq!(terms[4].guides().collect::<Vec<_>>(), [0, 2]);
    }
}
