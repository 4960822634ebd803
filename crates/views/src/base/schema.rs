//! What a context brings: its tables, and how a record changes them.

use rusqlite::Transaction;
use sha2::{Digest, Sha256};

use super::{error::Error, record::Record};

/// The tables of one context and the function that fills them.
#[derive(Debug)]
pub struct Schema {
    /// The context's word.
    pub context: &'static str,
    /// Raised whenever `ddl` or what `apply` writes changes; part of the file's name.
    pub version: u32,
    /// Statements that create STRICT tables and their indexes.
    pub ddl: &'static [&'static str],
    /// Changes the tables by one record. Any subset of the records, in order, must be taken.
    pub apply: fn(&Transaction<'_>, &Record<'_>) -> Result<(), Error>,
}

/// Which records a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Every record from the first on; a gap is an error.
    Whole,
    /// Some of the records, in order: the answer to an `effective_at`.
    Subset,
}

impl Schema {
    /// The file's name, `<context>-v<version>.sqlite`: a changed view is built beside the live one.
    pub fn file_name(&self) -> String {
        format!("{}-v{}.sqlite", self.context, self.version)
    }

    /// A hash of the tables, so that a file made by other code of the same version is noticed.
    pub(crate) fn ddl_hash(&self) -> String {
        let mut hash = Sha256::new();
        for statement in self.ddl {
            hash.update(statement.as_bytes());
            hash.update([0]);
        }
        hex::encode(hash.finalize())
    }
}

impl Coverage {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Subset => "subset",
        }
    }
}
