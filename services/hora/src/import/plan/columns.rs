//! The columns of a version of a plan, by whichever name the file has.

use crate::{
    failure::Failure,
    import::{
        faults::visible,
        mapping::RowColumns,
        table::{Column, Table},
    },
};

/// The columns of a version, found in its file.
pub struct Columns {
    pub goal: Option<Column>,
    pub strategy: Column,
    pub strategy_title: Column,
    pub activity: Column,
    pub activity_title: Column,
    pub activity_alias: Option<Column>,
    pub start: Option<Column>,
    pub end: Option<Column>,
    pub owner: Option<Column>,
    pub milestone: Column,
    pub milestone_title: Column,
    pub kind: Option<Column>,
    pub target_value: Option<Column>,
    pub target_unit: Option<Column>,
}

/// A column that must be there, by whichever name the file has.
///
/// # Errors
/// It is not.
pub fn needed(table: &Table, names: &[String]) -> Result<Column, Failure> {
    match (table.first(names), names.first()) {
        (Some(column), _) => Ok(column),
        (None, Some(name)) => table.column(name),
        (None, None) => Err(Failure::Usage("a column of the mapping has no name".to_owned())),
    }
}

/// A column that the mapping may leave out. Where it names one, a file without it has renamed it: taken for a file that
/// says nothing, it would take every number or day away that the version before has.
///
/// # Errors
/// The mapping names columns, and the file has none of them.
fn named(table: &Table, names: &[String], field: &str) -> Result<Option<Column>, Failure> {
    let found = table.first(names);
    if found.is_some() || names.is_empty() {
        return Ok(found);
    }
    Err(Failure::Usage(visible(&format!(
        "{}: no column is called {}, as the mapping calls {field} of [plan.rows]; accepted is a mapping with the name \
         that it has among {}, or without {field}",
        table.file,
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or "),
        table.names().join(", "),
    ))))
}

impl Columns {
    /// Finds them.
    ///
    /// # Errors
    /// One that must be there is not.
    pub fn find(table: &Table, columns: &RowColumns) -> Result<Self, Failure> {
        if table.first(&columns.due.day).is_none() {
            named(table, &columns.due.quarter, "due.quarter")?;
        }
        Ok(Self {
            goal: table.first(&columns.goal),
            strategy: needed(table, &columns.strategy)?,
            strategy_title: needed(table, &columns.strategy_title)?,
            activity: needed(table, &columns.activity)?,
            activity_title: needed(table, &columns.activity_title)?,
            activity_alias: table.first(&columns.activity_alias),
            start: named(table, &columns.start, "start")?,
            end: named(table, &columns.end, "end")?,
            owner: named(table, &columns.owner, "owner")?,
            milestone: needed(table, &columns.milestone)?,
            milestone_title: needed(table, &columns.milestone_title)?,
            kind: named(table, &columns.kind, "kind")?,
            target_value: named(table, &columns.target_value, "target_value")?,
            target_unit: named(table, &columns.target_unit, "target_unit")?,
        })
    }
}
