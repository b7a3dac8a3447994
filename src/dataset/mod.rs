// SPDX-License-Identifier: MIT OR Apache-2.0
//! Training pairs from folders of pictures: each picture, or each tile of it, with its virtually ablated map.
//!
//! What belongs to a pair (tile, turn, scan conditions, seed of the noise) is drawn from the seed of the recipe and
//! the content of the picture's file, and from nothing else: neither the number of threads nor other files change a
//! pair. It is written down in the pair's [`Record`], and pairs are only ever made from records; so every line of a
//! manifest gives its pair again ([`remake`]).
//!
//! A [`Run`] reads its [`Recipe`], prepares the `folder`, lists the files (`source`) and deals them out to the parts (`split`);
//! `plan` cuts each picture into tiles and writes a [`Record`] for each with what `draw` and `chance` give; [`Pair`] ablates a
//! tile of its [`Picture`] as the record says, and the `journal` keeps what is finished.

mod chance;
mod draw;
mod folder;
mod journal;
mod pair;
mod picture;
mod plan;
mod recipe;
mod record;
mod remake;
mod run;
mod source;
mod split;

pub use draw::Draw;
pub use folder::RECIPE;
pub use journal::MANIFEST;
pub use pair::Pair;
pub use picture::Picture;
pub use recipe::{Format, Recipe};
pub use record::{Record, Tile, Turn};
pub use remake::remake;
pub use run::{Run, Summary, make};
pub use split::{Part, Split, SplitBy};
