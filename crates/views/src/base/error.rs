//! Why a view cannot be built or read.

/// Why a view cannot be built or read. None of these is a caller's fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite says no: disk, lock, or a statement of ours.
    #[error("the database of the view failed")]
    Sqlite(#[from] rusqlite::Error),
    /// The bytes are no stored record.
    #[error("the bytes are no stored record of version 1")]
    Record(#[source] serde_json::Error),
    /// The record's data has not the shape of its type, or the type is not known here.
    #[error("the data of a record is not that of `{type_name}`")]
    Data {
        /// The stored type.
        type_name: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A record that could not be applied.
    #[error("record {sequence} (`{type_name}`) could not be applied")]
    At {
        /// Its sequence.
        sequence: u64,
        /// Its stored type.
        type_name: String,
        /// Why.
        source: Box<Error>,
    },
    /// The source of the records failed.
    #[error("the records could not be read")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A record is missing.
    #[error("record {found} came where {expected} was due")]
    Gap {
        /// The sequence due.
        expected: u64,
        /// The sequence that came.
        found: u64,
    },
    /// The record does not follow the one that was applied last: the log is another one.
    #[error("record {sequence} does not follow the last record applied: its `prev` is another hash")]
    Broken {
        /// Its sequence.
        sequence: u64,
    },
    /// The record or the file belongs elsewhere.
    #[error("the {what} is `{found}` where `{expected}` was due")]
    Elsewhere {
        /// Such as `context`, `initiative`, `view version`.
        what: &'static str,
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// A table that would take any type.
    #[error("the table `{0}` is not STRICT")]
    NotStrict(String),
    /// A column `…_sealed` with something else in it.
    #[error("the column `{0}` holds no sealed text")]
    NotSealed(String),
    /// A private text reached a view unsealed: a bug of ours.
    #[error("a private text reached a view unsealed")]
    Plain,
    /// The file system says no.
    #[error("the file of the view failed")]
    Io(#[from] std::io::Error),
    /// The path is not UTF-8, which SQLite needs.
    #[error("the path `{0}` is not UTF-8")]
    Path(String),
}
