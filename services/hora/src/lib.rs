//! What `hora up` and `hora serve` start, as a library: tests start exactly the same.
//!
//! Knows no rules. The command line lives in the binary (`main.rs`).

pub mod run;
