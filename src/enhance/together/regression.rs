// SPDX-License-Identifier: MIT OR Apache-2.0
//! Coefficients of terms, taken one after the other while the likelihood rises surely.

use nalgebra::{DMatrix, DVector};
use ndarray::{Array1, Array2};

/// A term is taken if it brings so many nats beyond half the logarithm of the number of data (Schwarz 1978, doi:10.1214/aos/1176344136):
/// the best of some twenty is taken, not any.
const SURELY: f64 = 4.0;
/// Least share of a term that the others do not hold already.
const LEAST_OWN: f64 = 1e-4;

/// A regression on terms whose errors are independent and have variance 1.
pub struct Regression {
    /// Products of each two terms.
    gram: Array2<f64>,
    /// Products of the terms with the data.
    products: Array1<f64>,
    /// How many data.
    count: usize,
}

/// The terms taken, by their numbers, and the coefficient of each.
pub type Coefficients = Vec<(usize, f64)>;

impl Regression {
    /// `terms`: shape (data, terms), `data`: shape (data,).
    pub fn new(terms: &Array2<f64>, data: &Array1<f64>) -> Self {
        Self { gram: terms.t().dot(terms), products: terms.t().dot(data), count: data.len() }
    }

    /// Half the penalty of a coefficient: the nats that it must bring.
    pub fn price(count: usize) -> f64 {
        0.5 * (count.max(1) as f64).ln()
    }

    /// The terms that surely bring something, after the first `given`, which are taken anyway.
    pub fn stepwise(&self, given: usize) -> Coefficients {
        let terms = self.products.len();
        let (mut gram, mut products) = (self.gram.clone(), self.products.clone());
        let mut taken: Vec<usize> = Vec::new();
        let own = |gram: &Array2<f64>, k: usize| gram[[k, k]] > LEAST_OWN * self.gram[[k, k]];
        loop {
            let next = if taken.len() < given {
                Some((taken.len(), f64::INFINITY))
            } else {
                let open = (given..terms).filter(|k| !taken.contains(k) && own(&gram, *k));
                open.map(|k| (k, 0.5 * products[k] * products[k] / gram[[k, k]]))
                    .max_by(|a, b| a.1.total_cmp(&b.1))
            };
            let Some((next, _)) = next.filter(|(_, nats)| *nats > Self::price(self.count) + SURELY) else {
                break;
            };
            taken.push(next);
            project(&mut gram, &mut products, next);
        }
        self.solved(&taken)
    }

    /// The coefficients of some terms; none where they cannot be told apart.
    fn solved(&self, taken: &[usize]) -> Coefficients {
        let gram = DMatrix::from_fn(taken.len(), taken.len(), |a, b| self.gram[[taken[a], taken[b]]]);
        let products = DVector::from_fn(taken.len(), |a, _| self.products[taken[a]]);
        let Some(factors) = gram.cholesky() else { return Vec::new() };
        taken.iter().copied().zip(factors.solve(&products).iter().copied()).collect()
    }
}

/// Takes from all terms and the data what is along one term.
fn project(gram: &mut Array2<f64>, products: &mut Array1<f64>, along: usize) {
    let (direction, square) = (gram.row(along).to_owned(), gram[[along, along]]);
    if square <= 0.0 {
        return;
    }
    let product = products[along];
    for k in 0..products.len() {
        let share = direction[k] / square;
        products[k] -= share * product;
        gram.row_mut(k).scaled_add(-share, &direction);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(a: f64) -> impl Fn(usize) -> f64 {
        move |i| (a * (i * i) as f64).sin()
    }

    #[test]
    fn only_terms_that_bring_something_are_taken() {
        let waves = [0.0, 0.11, 0.23, 0.37, 0.51];
        let term = |i: usize, k: usize| if k == 0 { 1.0 } else { wave(waves[k])(i) };
        let terms = Array2::from_shape_fn((4000, 5), |(i, k)| term(i, k));
        let noise = |i: usize| 1.4 * wave(0.777)(i); // variance 1
        let data = Array1::from_shape_fn(4000, |i| 0.5 * term(i, 2) - 2.0 * term(i, 4) + noise(i));
        let found = Regression::new(&terms, &data).stepwise(1);
        let numbers: Vec<usize> = found.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [0, 4, 2]);
        assert!((found[1].1 + 2.0).abs() < 0.1 && (found[2].1 - 0.5).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn a_term_that_is_there_already_is_not_taken_twice() {
        let terms = Array2::from_shape_fn((500, 3), |(i, k)| [1.0, wave(0.1)(i), 2.0 * wave(0.1)(i)][k]);
        let data = terms.column(2).mapv(|value| 5.0 * value);
        assert_eq!(Regression::new(&terms, &data).stepwise(1).len(), 2);
    }
}
