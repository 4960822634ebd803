//! Hora, the one program: the hub itself (`run`), and everything one may want of a running hub (the rest).
//!
//! A library, so that tests start exactly what `hora up` starts and call it exactly as the command line does.
//! Knows no rule of any context: it starts services by name, and calls RPCs by their descriptors. To add a command: a
//! module with a clap struct, and a variant in `cli.rs` (for what calls a hub) or `hub_side.rs` (for what is one).

pub mod actors;
mod as_of;
pub mod cli;
pub mod client;
mod demo;
mod doctor;
mod exchange;
pub mod failure;
mod hub_side;
pub mod import;
pub mod keys;
mod log;
pub mod open_data;
mod output;
mod partner;
mod progress;
mod replay;
mod rpc;
pub mod run;
mod sdmx;
mod shell;
mod status;
mod subscribe;
mod token;

pub use demo::adopt_agenda;

/// A quarter of a command's samples were spent in the system's allocator (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The contexts, each with a service and a log, in byte order.
pub const CONTEXTS: &[&str] = &["agenda", "backbone", "communication", "measurement", "plan"];
