//! The ledger through its public functions only.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this crate is tests, and clippy exempts only functions marked as such"
)]

mod backup;
mod basics;
mod model;
mod random;
mod support;
