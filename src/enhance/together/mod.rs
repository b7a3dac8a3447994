// SPDX-License-Identifier: MIT OR Apache-2.0
//! Elements together: what the restored maps of others tell of an element.
//!
//! Elements of one sample share its grains, rims and vessels. Every element is first restored alone and so becomes a [`Guide`] of the
//! others, on its own scale, with its own noise and washout. What is expected of an element is then no longer uniform but a sum of
//! `term`s: guides, and products of two of them, since minerals are told by several elements at once. `near` finds the few guides that
//! bear on an element, `regression` the coefficients that its measurement prefers, and `drift` lays both together with the prior of what the
//! guides do not tell. Errors of the guides need no account of their own: they are errors of what is expected (Berkson 1950,
//! doi:10.1080/01621459.1950.10483349), so that no coefficient is drawn towards 0, and the prior of the rest, which is found with the
//! guides as they are, holds them. Where the measurement of a class of brightness speaks against the guides, its `weights` leave the
//! element as it is alone; an element between both is a [`Guided`] one.
//!
//! Unless the marginal likelihood surely prefers it, an element stays as it was alone, bit for bit.

mod drift;
mod guide;
mod guided;
mod near;
mod regression;
mod term;
mod weights;

pub use drift::Shared;
pub use guide::Guide;
pub use guided::Guided;
