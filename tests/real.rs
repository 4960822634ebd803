//! Real programs, imported as their operators would do it, and compared with what an independent script counted.
//!
//! The files are read where they lie. To add a set: a file in `real/` and a line here; figures come from
//! `expected/<set>.json` alone.

mod eips;
pub mod history;
mod hud;
mod hud_names;
mod indicators;
mod madrid;
mod nyc;
mod plans;
mod pnrr;
mod pnrr_raw;
mod polis;
mod public;
mod tables;
mod together;
