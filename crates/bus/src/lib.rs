//! How the hub speaks to the outside: every record of a log as a CloudEvent on NATS JetStream, logins
//! and durable consumers for partners, and a NATS server of its own where there is none.
//!
//! This crate knows subjects, headers, JetStream and the server's configuration. It deliberately does
//! not know what a record says, where it is stored, or who asked: records come as [`Outgoing`] from a
//! [`Source`], and a payload is published as the bytes it came in.
//!
//! To publish one more context, name it when starting the [`server::Server`] and run a [`Relay`] for it.
//! To publish one more thing about each record, add a header in `event.rs` and a line to docs/partners.md.

mod batch;
mod connect;
mod error;
mod event;
mod place;
mod relay;
mod source;
mod stream;

pub mod find;
pub mod partner;
pub mod server;

pub use bytes::Bytes;
pub use connect::{Endpoint, Login, MINIMUM_VERSION, Version, connect};
pub use error::Error;
pub use event::Outgoing;
pub use place::RelayCheckpoint;
pub use relay::Relay;
pub use source::{Source, SourceError};
pub use stream::{STREAM, SUBJECTS, provision};
