//! Definitions as a mapping writes them: the fields of a stored definition, with what most leave as it is filled in.

use domain::measurement::definition::{DEFAULT_MIN_CELL, Definition};
use serde::{Deserialize as _, Deserializer, de::Error as _};
use toml::{Table, Value};

/// Every field of a definition, for whoever misspells one.
const FIELDS: [&str; 20] = [
    "name",
    "level",
    "rba",
    "result_type",
    "value_type",
    "unit",
    "decimals",
    "direction",
    "numerator",
    "denominator",
    "aggregation",
    "stock_or_flow",
    "may_exceed_100",
    "dims",
    "period_type",
    "goals",
    "external_ref",
    "min_cell",
    "per",
    "zero_is_public",
];

/// A definition of a mapping.
pub fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Definition, D::Error> {
    definition(Table::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The definition of a table of fields.
///
/// # Errors
/// The field, and what is accepted.
pub fn definition(fields: Table) -> Result<Definition, String> {
    check_names(&fields)?;
    let mut whole = Table::new();
    let none = || Value::Array(Vec::new());
    whole.insert("decimals".to_owned(), Value::Integer(0));
    whole.insert("may_exceed_100".to_owned(), Value::Boolean(false));
    whole.insert("dims".to_owned(), none());
    whole.insert("goals".to_owned(), none());
    whole.insert("min_cell".to_owned(), Value::Integer(DEFAULT_MIN_CELL.into()));
    whole.extend(fields);
    whole.try_into().map_err(|error: toml::de::Error| format!("definition: {}", error.message()))
}

/// Whether every name is one of a definition's fields.
///
/// # Errors
/// The first that is not, and those there are.
pub fn check_names(fields: &Table) -> Result<(), String> {
    match fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        Some(name) => Err(format!("definition: `{name}` is unknown; accepted are {}", FIELDS.join(", "))),
        None => Ok(()),
    }
}
