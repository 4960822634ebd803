//! `hora import observations`: values as a table that a reporter filled in; all or none, every bad row told at once.
//!
//! Not history: the table happens now, and whose key it comes with answers for it. A template comes back as it went out,
//! so its column of names is left away, and rows that nobody filled in are. Knows no rule: the hub reads the table.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::{
    client,
    exchange::{Grid, How, addressed, pages::caller},
    failure::Failure,
};

/// The column that a template has for people alone.
const NAME: &str = "name";
/// The largest table that fits into one message to the hub.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// What a row must hold one of to be filled in.
const FILLED: [&str; 4] = ["value", "status", "numerator", "denominator"];

/// A table of values.
#[derive(Debug, Clone, Args)]
pub struct File {
    /// The initiative.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The code of the data set.
    #[arg(long, value_name = "CODE")]
    data_set: String,
    /// The table: columns indicator, period, value, and organization, area, status, numerator, denominator, disaggregations.
    #[arg(value_name = "FILE.xlsx|FILE.csv")]
    file: PathBuf,
    /// Numbers are written as in 1,5.
    #[arg(long)]
    decimal_comma: bool,
    /// Only say what would be in the way.
    #[arg(long)]
    dry_run: bool,
    /// A value that stands already gives way to one of the table.
    #[arg(long)]
    replaces: bool,
    /// How many rows the table has, filled in or not, where that is known: half a file is then refused.
    #[arg(long, default_value_t = 0)]
    expected_rows: usize,
}

/// Sends it; gives what the hub answers.
///
/// # Errors
/// The file cannot be read, nobody answers, or the hub says no.
pub async fn run(file: &File, options: &client::Options) -> Result<Value, Failure> {
    let mut grid = Grid::read(&file.file, How { decimal_comma: file.decimal_comma, days: &[] })?;
    let there = grid.filled();
    if file.expected_rows != 0 && file.expected_rows != there {
        return Err(Failure::Usage(format!(
            "--expected-rows is {}, and the table has {there} rows; send it whole",
            file.expected_rows
        )));
    }
    grid.without(NAME);
    let left = leave_unfilled(&mut grid);
    if there == left && grid.find("value").is_some() {
        return Err(Failure::Usage(format!(
            "none of the table's {there} rows is filled in; accepted is at least one with a {}",
            FILLED.join(" or ")
        )));
    }
    let csv = grid.to_csv()?;
    if csv.len() > MAX_BYTES {
        return Err(Failure::Usage(format!(
            "the table has {} bytes as CSV; accepted are at most {MAX_BYTES} at once: split it",
            csv.len()
        )));
    }
    let request = json!({
        "dataSet": file.data_set, "csv": csv, "decimalComma": file.decimal_comma, "dryRun": file.dry_run,
        "replaces": file.replaces, "expectedRows": there.saturating_sub(left),
    });
    let answer = caller(&file.initiative, options)?.run("measurement/RecordTable", request).await;
    let mut answer = answer.map_err(|failure| addressed(failure, &grid))?;
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("rows".to_owned(), json!(there.saturating_sub(left)));
        answer.insert("notFilledIn".to_owned(), json!(left));
        answer.insert("told".to_owned(), json!(grid.told));
    }
    Ok(answer)
}

/// Empties the rows that nobody filled in, so that the others stay where they are; gives how many.
fn leave_unfilled(grid: &mut Grid) -> usize {
    let places: Vec<usize> = FILLED.iter().filter_map(|name| grid.find(name)).collect();
    let width = grid.header.len();
    let mut left = 0_usize;
    for row in &mut grid.rows {
        let holds = |cell: Option<&String>| cell.is_some_and(|cell| !cell.trim().is_empty());
        // A row of another length was cut off: that is told, not left.
        let is_filled = row.len() != width || places.iter().any(|place| holds(row.get(*place)));
        if !is_filled && row.iter().any(|cell| holds(Some(cell))) {
            row.fill(String::new());
            left = left.saturating_add(1);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_nobody_filled_in_are_left_and_the_others_stay_where_they_are() {
        let cells = |rows: &[&[&str]]| {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        let header = ["indicator", "name", "Value", "status"].map(str::to_owned).to_vec();
        let rows =
            cells(&[&["A", "of A", "", " "], &["B", "of B", "0", ""], &["C", "of C", "", "missing"], &["D"]]);
        let mut grid = Grid { header, rows, ..Grid::default() };
        assert_eq!(grid.filled(), 4);
        grid.without(NAME);
        assert_eq!(leave_unfilled(&mut grid), 1);
        assert_eq!(grid.to_csv().unwrap(), "indicator,Value,status\n,,\nB,0,\nC,,missing\nD\n");
    }
}
