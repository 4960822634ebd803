//! What all views share: the record, the file with its checkpoint, the reader, the digest.
//!
//! Knows no context; each brings its tables and its `apply` as a [`schema::Schema`].

pub(crate) mod checkpoint;
pub(crate) mod digest;
pub(crate) mod error;
pub(crate) mod file;
pub(crate) mod private_cell;
pub(crate) mod reader;
pub(crate) mod record;
pub(crate) mod schema;

#[cfg(test)]
mod tests;
