//! `hora import table`: a plan as a table, from whoever may plan; all or none, every bad row told at once.
//!
//! Not history: the table happens now, and whose key it comes with answers for it. Knows no column beyond which hold
//! days; the hub reads it. Columns of other names are said with `--columns`.

use std::{path::PathBuf, str::FromStr};

use clap::Args;
use domain::plan::rows::COLUMNS;
use serde_json::{Value, json};

use crate::{
    client,
    exchange::{DAYS, Grid, How, addressed, pages::caller},
    failure::Failure,
};

/// A table of activities and milestones.
#[derive(Debug, Clone, Args)]
pub struct File {
    /// The initiative whose plan it is.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The table: columns activity, title, strategy, lead, start, end, milestone, milestone_title, due, target_value, target_unit, requires.
    #[arg(long, value_name = "FILE.csv|FILE.xlsx")]
    file: PathBuf,
    /// Columns that the table calls otherwise, such as title=Titel,due="Fällig am"; columns it has beside them are left away then.
    #[arg(long, value_name = "COLUMN=NAME", value_delimiter = ',')]
    columns: Vec<Named>,
    /// Numbers are written as in 1,5.
    #[arg(long)]
    decimal_comma: bool,
    /// Only say what would be in the way.
    #[arg(long)]
    dry_run: bool,
    /// How many rows the table has, where that is known: half a file is then refused.
    #[arg(long, default_value_t = 0)]
    expected_rows: u32,
}

/// A column and what a table calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    column: &'static str,
    name: String,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, name) =
            text.split_once('=').ok_or_else(|| format!("`{text}`: accepted is COLUMN=NAME"))?;
        let known = COLUMNS.into_iter().find(|known| *known == column.trim());
        let column = known
            .ok_or_else(|| format!("there is no column `{column}`; accepted are {}", COLUMNS.join(", ")))?;
        Ok(Self { column, name: name.trim().trim_matches('"').to_owned() })
    }
}

/// Sends it; gives what the hub answers.
///
/// # Errors
/// The file cannot be read, nobody answers, or the hub says no.
pub async fn run(file: &File, options: &client::Options) -> Result<Value, Failure> {
    // The days of a sheet are told by the columns' names, which may be the table's own.
    let own =
        file.columns.iter().filter(|named| DAYS.contains(&named.column)).map(|named| named.name.as_str());
    let days: Vec<&str> = DAYS.into_iter().chain(own).collect();
    let mut grid = Grid::read(&file.file, How { decimal_comma: file.decimal_comma, days: &days })?;
    rename(&mut grid, &file.columns)?;
    let request = json!({
        "csv": grid.to_csv()?, "decimalComma": file.decimal_comma, "dryRun": file.dry_run,
        "expectedRows": file.expected_rows,
    });
    let answer = caller(&file.initiative, options)?.run("plan/TakeRows", request).await;
    let mut answer = answer.map_err(|failure| addressed(failure, &grid))?;
    if let Some(answer) = answer.as_object_mut().filter(|_| !grid.told.is_empty()) {
        answer.insert("told".to_owned(), json!(grid.told));
    }
    Ok(answer)
}

/// Gives the columns the names that the hub knows.
fn rename(grid: &mut Grid, columns: &[Named]) -> Result<(), Failure> {
    for Named { column, name } in columns {
        let Some(cell) = grid.header.iter_mut().find(|known| *known == name) else {
            return Err(Failure::Usage(format!(
                "there is no column `{name}`; the table has {}",
                grid.header.join(", ")
            )));
        };
        (*column).clone_into(cell);
    }
    let others: Vec<String> = grid
        .header
        .iter()
        .filter(|name| !columns.is_empty() && !COLUMNS.contains(&name.as_str()))
        .cloned()
        .collect();
    for other in others {
        grid.without(&other);
        grid.told.push(format!("the column {other} is left away: no part of a plan is said to be in it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_take_the_names_that_the_hub_knows() {
        let header = ["activity", "Titel", "Fällig am", "Note"].map(str::to_owned).to_vec();
        let rows = vec![["A", "Lesen", "2026-01-01", "x"].map(str::to_owned).to_vec()];
        let mut grid = Grid { header, rows, ..Grid::default() };
        let named = ["title=Titel", "due=\"Fällig am\""].map(|text| text.parse::<Named>().unwrap());
        rename(&mut grid, &named).unwrap();
        assert_eq!(grid.to_csv().unwrap(), "activity,title,due\nA,Lesen,2026-01-01\n");
        assert!(grid.told[0].contains("Note"), "{:?}", grid.told);
        let other = ["title=Title".parse::<Named>().unwrap()];
        assert!(
            rename(&mut grid, &other).unwrap_err().to_string().contains("the table has activity, title, due")
        );
        for bad in ["titel=Titel", "title"] {
            assert!(bad.parse::<Named>().unwrap_err().contains("accepted"), "{bad}");
        }
    }
}
