//! What is left after a kill, a power cut, a flipped bit and a failing disk.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this crate is tests, and clippy exempts only functions marked as such"
)]

mod acknowledged;
mod child;
mod flips;
mod kill;
#[cfg(target_os = "linux")]
mod power_cut;
#[path = "../log/random.rs"]
mod random;
