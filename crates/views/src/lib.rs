//! Every read model: SQLite tables, how a record changes them, and the queries. The services and the auditor
//! build the same views from the same records.
//!
//! A view is a pure function of the records: no clock, locale, thread order, no other context. Private text
//! stays sealed in it ([`PrivateCell`]) and is opened on the way out by whoever may. Synchronous; knows no
//! server, no ledger, no keys.
//!
//! To add a context: a module with `pub static SCHEMA: Schema`, its `apply`, and queries as plain functions
//! `(&rusqlite::Connection, …) -> Result<T, Error>`. Its tests call `fixture::hold_the_laws`. Tables are STRICT;
//! a column of a [`PrivateCell`] is named `…_sealed`. `apply` must take any subset of the records in order (an
//! `effective_at` question leaves some out): upsert, and pass over what has no predecessor. Statements go
//! through `prepare_cached`. A changed table or `apply` is a new [`Schema::version`]; there are no migrations.

pub mod agenda;
pub mod backbone;
mod base;
mod column;
pub mod communication;
#[cfg(test)]
pub(crate) mod fixture;
pub mod health;
pub mod measurement;
pub mod plan;

pub use base::{
    checkpoint::{Checkpoint, sequence},
    digest::digest,
    error::Error,
    file::{File, Place, remove},
    private_cell::PrivateCell,
    reader::Reader,
    record::{Cause, Head, Record, visibility_of},
    schema::{Coverage, Schema},
};
pub use rusqlite::Connection;
