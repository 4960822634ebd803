//! Private text in a view: sealed, with all that is needed to open it on the way out.
//!
//! Knows no keys and no callers. It lies in one TEXT column whose name ends in `_sealed`.

use domain::{
    ids::Uuid,
    private::{MayOpen, Private, Sealed},
};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Deserialize, Serialize};

use super::{error::Error, record::Record};

/// What the names of columns that hold a [`PrivateCell`] end in.
pub(crate) const COLUMN_SUFFIX: &str = "_sealed";

/// A sealed text and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateCell {
    /// The record it stands in; part of what it was sealed with.
    pub event: Uuid,
    /// JSON Pointer inside the record's `data`; part of what it was sealed with.
    pub field: String,
    /// Who may open it.
    pub may_open: MayOpen,
    /// The text.
    pub sealed: Sealed,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Opener {
    Public,
    Members,
    Restricted,
}

#[derive(Serialize, Deserialize)]
struct Column {
    event: Uuid,
    field: String,
    may_open: Opener,
    subject: String,
    sealed: String,
    commitment: String,
}

impl PrivateCell {
    /// The cell for a private field of a record's event.
    ///
    /// # Errors
    /// The text is not sealed, which a stored one always is.
    pub fn new(record: &Record<'_>, field: &str, text: &Private, may_open: MayOpen) -> Result<Self, Error> {
        match text {
            Private::Plain(_) => Err(Error::Plain),
            Private::Sealed(sealed) => {
                Ok(Self { event: record.id, field: field.to_owned(), may_open, sealed: sealed.clone() })
            }
        }
    }

    /// The same for a field that may be absent.
    ///
    /// # Errors
    /// As [`PrivateCell::new`].
    pub fn optional(
        record: &Record<'_>,
        field: &str,
        text: Option<&Private>,
        may_open: MayOpen,
    ) -> Result<Option<Self>, Error> {
        text.map(|text| Self::new(record, field, text, may_open)).transpose()
    }

    /// The cell as the text of a column.
    ///
    /// # Errors
    /// None in practice; the serializer's.
    pub fn to_column(&self) -> Result<String, serde_json::Error> {
        let may_open = match self.may_open {
            MayOpen::Public => Opener::Public,
            MayOpen::Members => Opener::Members,
            MayOpen::Restricted => Opener::Restricted,
        };
        let Sealed { subject, sealed, commitment } = self.sealed.clone();
        let column =
            Column { event: self.event, field: self.field.clone(), may_open, subject, sealed, commitment };
        serde_json::to_string(&column)
    }

    /// The cell in the text of a column.
    ///
    /// # Errors
    /// The text is none.
    pub fn from_column(text: &str) -> Result<Self, serde_json::Error> {
        let column: Column = serde_json::from_str(text)?;
        let may_open = match column.may_open {
            Opener::Public => MayOpen::Public,
            Opener::Members => MayOpen::Members,
            Opener::Restricted => MayOpen::Restricted,
        };
        let sealed = Sealed { subject: column.subject, sealed: column.sealed, commitment: column.commitment };
        Ok(Self { event: column.event, field: column.field, may_open, sealed })
    }
}

impl ToSql for PrivateCell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = self.to_column().map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(ToSqlOutput::from(text))
    }
}

impl FromSql for PrivateCell {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_column(value.as_str()?).map_err(|error| FromSqlError::Other(error.into()))
    }
}
