//! What the hub says of a table, with the addresses of a sheet.
//!
//! Knows the form of the hub's complaints, `rows[7].value`, and no table.

use tonic::Status;
use tonic_types::StatusExt as _;

use super::Grid;
use crate::failure::Failure;

/// The refusal with the address behind what it says of a cell, where the table was a sheet.
pub fn addressed(failure: Failure, grid: &Grid) -> Failure {
    let Failure::Answered { what, status } = failure else { return failure };
    let mut details = status.get_error_details();
    if grid.letters.is_empty() || details.bad_request().is_none() {
        return Failure::Answered { what, status };
    }
    let told: Vec<(String, String)> = details
        .bad_request()
        .into_iter()
        .flat_map(|bad| &bad.field_violations)
        .map(|one| (one.field.clone(), with_address(&one.field, &one.description, grid)))
        .collect();
    let fields = told
        .into_iter()
        .map(|(field, said)| tonic_types::FieldViolation::new(field, said))
        .collect::<Vec<_>>();
    details.set_bad_request(fields);
    Failure::answered(what, Status::with_error_details(status.code(), status.message(), details))
}

fn with_address(field: &str, said: &str, grid: &Grid) -> String {
    let place = || {
        let (row, column) = field.strip_prefix("rows[")?.split_once(']')?;
        let at = grid.find(column.trim_start_matches('.'))?;
        Some(format!("{said} (cell {}{row})", grid.letters.get(at)?))
    };
    place().unwrap_or_else(|| said.to_owned())
}
