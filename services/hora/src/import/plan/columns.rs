//! The columns of a version of a plan, by whichever name the file has.

use crate::{
    failure::Failure,
    import::{
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

impl Columns {
    /// Finds them.
    ///
    /// # Errors
    /// One that must be there is not.
    pub fn find(table: &Table, columns: &RowColumns) -> Result<Self, Failure> {
        Ok(Self {
            goal: table.first(&columns.goal),
            strategy: needed(table, &columns.strategy)?,
            strategy_title: needed(table, &columns.strategy_title)?,
            activity: needed(table, &columns.activity)?,
            activity_title: needed(table, &columns.activity_title)?,
            activity_alias: table.first(&columns.activity_alias),
            start: table.first(&columns.start),
            end: table.first(&columns.end),
            owner: table.first(&columns.owner),
            milestone: needed(table, &columns.milestone)?,
            milestone_title: needed(table, &columns.milestone_title)?,
            kind: table.first(&columns.kind),
            target_value: table.first(&columns.target_value),
            target_unit: table.first(&columns.target_unit),
        })
    }
}
