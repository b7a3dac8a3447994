// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing maps: text images, tables of points, ImageJ and OME-TIFF, PNG and pew2 npz.
//!
//! What a file is, is decided by its first bytes; the name only tells the element and the unit. Nothing is
//! guessed: what a file does not say (a pixel size, the unit of stage coordinates) stays unknown or is asked for.

mod archive;
mod array;
mod atomic;
mod axes;
mod axis;
mod below;
mod cell;
mod collect;
mod columns;
mod divided;
mod doubt;
mod edges;
mod errors;
mod esri;
mod fill;
mod folders;
mod grid;
mod heading;
mod hollow;
mod image;
mod imagej;
mod kind;
mod label;
mod laser_log;
mod lines;
mod literal;
mod moment;
mod name;
mod npy;
mod npz;
mod number;
mod numbered;
mod ome;
mod open;
mod options;
mod orientation;
mod palette;
mod part;
mod paths;
mod pew;
mod picture;
mod places;
mod points;
mod prepared;
mod raster;
mod recording;
mod rectangle;
mod savez;
#[cfg(feature = "xlsx")]
mod sheet;
mod signals;
mod size;
mod steps;
mod strays;
mod suffix;
mod summary;
mod surfer;
mod table;
mod text;
mod text_write;
mod thousands;
mod tiff_notes;
mod tiff_read;
mod tiff_slice;
mod tiff_write;
mod title;
#[cfg(test)]
mod trial;
mod twins;
mod unread;
mod view;
mod watched;
mod word;
mod write;

pub use atomic::{discard_drafts, probe};
pub use collect::{READABLE, read, read_with};
pub use columns::{Columns, read_columns};
pub use laser_log::{LaserLog, LogOptions, Pattern, read_laser_lines, read_laser_log, read_laser_log_with};
pub use npz::read_passes;
pub use options::{
    BelowDetection, Colours, DecimalMark, Depth, ElementsAxis, Existing, Layout, PointUnit, ReadOptions,
    WriteOptions,
};
pub use orientation::Orientation;
pub use pew::FilePass;
pub use picture::write_png;
pub use prepared::Prepared;
pub use recording::{is_recording, line_paths, read_lines, write_lines};
pub use text::read_text;
pub use tiff_read::read_info;
pub use write::{output_paths, prepare, write, write_bytes};

pub(crate) use atomic::sweep;
