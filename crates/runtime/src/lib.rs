//! What all services do alike: run a command, answer a query as of any moment, follow other logs, know who
//! calls, speak gRPC and JSON on one port, say how they are.
//!
//! Knows no context: a service brings its rules (`domain`), its shapes (`wire`) and its view (`views`), and its
//! `lib.rs` is the whole wiring. To add something that every service does: a module here, and one line in
//! [`hub::Hub`] where it starts.

pub mod broker;
pub mod caller;
pub mod clock;
pub mod config;
pub mod core;
pub mod erasure;
mod executor;
pub mod facts;
pub mod follower;
pub mod gathered;
pub mod hub;
mod json;
pub mod links;
pub mod log_service;
pub mod peers;
mod place;
pub mod reactions;
pub mod redactions;
pub mod refusals;
mod relay;
pub mod secrets;
pub mod security_log;
pub mod serve;
pub mod setup;
pub mod telemetry;
pub mod timers;
pub mod tls;
pub mod view_host;

pub use access;
pub use executor::Executor;
pub use hub::{Hub, Parts};
pub use log_service::Logs;
pub use serve::{Page, Routes, Visit};
pub use view_host::{Reading, ViewHost};
