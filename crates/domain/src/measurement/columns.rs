//! What the columns of a table are: those that every recording has, and one for each disaggregation.
//!
//! Knows no cell. Names are taken in any case; a disaggregation whose code is a column's name already is written
//! `dims.` and its code. To add a column: its line in [`COLUMNS`], a variant, and what its cell says in `table`.

use std::collections::BTreeSet;

use super::refusal::Refusal;
use crate::ids::Code;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Organization,
    Indicator,
    Period,
    Area,
    Value,
    Status,
    Numerator,
    Denominator,
    Dim(Code),
}

/// The columns beside those of disaggregations.
pub const COLUMNS: [&str; 8] =
    ["organization", "indicator", "period", "area", "value", "status", "numerator", "denominator"];
/// Those that a table cannot go without.
pub const REQUIRED: [&str; 3] = ["indicator", "period", "value"];
/// What leads a disaggregation whose code is the name of a column.
const OF_DIM: &str = "dims.";

/// The place of the column with that name.
pub(super) fn place(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|one| one.eq_ignore_ascii_case(name))
}

/// What each column is, where all are known.
pub(super) fn read(header: &[String], dims: &BTreeSet<&Code>) -> Result<Vec<Column>, Refusal> {
    let found: Vec<Option<Column>> = header.iter().map(|name| column(name, dims)).collect();
    let unknown: Vec<String> = header
        .iter()
        .zip(&found)
        .filter(|(_, found)| found.is_none())
        .map(|(name, _)| name.clone())
        .collect();
    if unknown.is_empty() {
        return Ok(found.into_iter().flatten().collect());
    }
    let of_dims =
        dims.iter().map(|dim| match COLUMNS.iter().any(|name| dim.as_str().eq_ignore_ascii_case(name)) {
            true => format!("{OF_DIM}{dim}"),
            false => dim.to_string(),
        });
    let accepted = COLUMNS.iter().map(|name| (*name).to_owned()).chain(of_dims).collect();
    Err(Refusal::UnknownColumn { unknown, accepted })
}

fn column(name: &str, dims: &BTreeSet<&Code>) -> Option<Column> {
    let name = name.to_ascii_lowercase();
    Some(match name.as_str() {
        "organization" => Column::Organization,
        "indicator" => Column::Indicator,
        "period" => Column::Period,
        "area" => Column::Area,
        "value" => Column::Value,
        "status" => Column::Status,
        "numerator" => Column::Numerator,
        "denominator" => Column::Denominator,
        _ => {
            let dim = name.strip_prefix(OF_DIM).unwrap_or(&name);
            let known = dims.iter().find(|known| known.as_str().eq_ignore_ascii_case(dim))?;
            Column::Dim((*known).clone())
        }
    })
}
