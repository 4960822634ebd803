//! Values of the domain in columns: as the JSON they have in records.
//!
//! Knows no table. What comes out was put in by `apply`, so an error here is a changed type without a changed
//! [`Schema::version`](crate::Schema::version).

use std::str::FromStr;

use rusqlite::{Row, types::Type};
use serde::{Serialize, de::DeserializeOwned};

/// The text of a column that holds a value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The value in a column that holds JSON.
pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| broken(row, column, error.into()))
}

/// The value in a column that holds its text: a code, an id, a date.
pub(crate) fn parsed<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error: T::Err| broken(row, column, error.into()))
}

/// The same for a column that may be null.
pub(crate) fn parsed_if_any<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error: T::Err| broken(row, column, error.into()))).transpose()
}

fn broken(row: &Row<'_>, column: &str, error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    let place = row.as_ref().column_index(column).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(place, Type::Text, error)
}
