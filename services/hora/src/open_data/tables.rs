//! The list of tables, as `tables.toml` writes it down.
//!
//! Knows how a table is described, not what any of them holds. To add one: a piece of `tables.toml`.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::Value;

use crate::failure::Failure;

/// Every table, in the order they are read.
const TABLES: &str = include_str!("tables.toml");

/// One table: where its rows come from, and what the schema says of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name, and that of its file without the ending.
    pub name: String,
    /// What its rows are.
    pub about: String,
    /// The query, such as `plan/ListActivities`.
    pub rpc: String,
    /// Where the rows lie in an answer, by proto names with dots; empty: the answer is the row.
    pub rows: String,
    /// The query is asked once for each of these.
    pub each: Option<Each>,
    /// What else is asked, one request after the other; none: the bare query.
    #[serde(default)]
    pub asks: Vec<Value>,
    /// Columns from above the rows: their names, and where they lie in an answer.
    #[serde(default)]
    pub carries: BTreeMap<String, String>,
    /// Fields of a row that are left out, with dots.
    #[serde(default)]
    pub without: Vec<String>,
    /// The columns that tell rows apart.
    pub key: Vec<String>,
    /// Columns that name a row of another table: `table.column`.
    #[serde(default)]
    pub refers: BTreeMap<String, String>,
    /// Columns that hold days.
    #[serde(default)]
    pub days: Vec<String>,
    /// Columns that hold moments and do not end in `_at`.
    #[serde(default)]
    pub moments: Vec<String>,
    /// Columns that hold decimals.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Whether the hub is asked and not the initiative.
    #[serde(default)]
    pub in_hub: bool,
    /// Whether the hub answers that there is none, where there is none.
    #[serde(default)]
    pub may_be_missing: bool,
    /// Only rows with the initiative's slug in this field.
    pub only: Option<String>,
}

/// A query that is asked once for each row of an earlier table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// The earlier table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// Where the value goes in the request, by JSON names with dots.
    pub ask: String,
    /// What the column is called here; the same where nothing is said.
    #[serde(rename = "as")]
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct List {
    table: Vec<Table>,
}

impl Table {
    /// Every table.
    ///
    /// # Errors
    /// The list is not written as it should be.
    pub fn all() -> Result<Vec<Self>, Failure> {
        let list: List = toml::from_str(TABLES).context("the list of tables")?;
        Ok(list.table)
    }

    /// Whose log the rows come from: `hub`, or a context.
    pub fn scope(&self) -> &str {
        if self.in_hub { "hub" } else { self.context() }
    }

    /// The context whose service is asked.
    pub fn context(&self) -> &str {
        self.rpc.split('/').next().unwrap_or_default()
    }

    /// The name of its file.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// Where its rows lie, by proto names.
    pub fn path(&self) -> Vec<&str> {
        self.rows.split('.').filter(|name| !name.is_empty()).collect()
    }
}

impl Each {
    /// What the column is called in the table that is asked for.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.column)
    }
}
