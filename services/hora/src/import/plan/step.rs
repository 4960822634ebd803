//! A step of an import: `plan:FILE@DAY`, `round:FILE@DAY`, `links:FILE@DAY`, `changes:FILE`; each may end in `#ROWS`.

use std::{path::PathBuf, str::FromStr};

use domain::time::Date;

use crate::{failure::Failure, import::table::Table};

/// One file, what it is, and the day it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// The day it is of; else the mapping's.
    pub day: Option<Date>,
    /// How many rows it has, where that is said: half a file is then refused.
    pub rows: Option<usize>,
}

impl Step {
    /// Reads its file.
    ///
    /// # Errors
    /// It cannot be read, or has another number of rows than was said.
    pub fn table(&self) -> Result<Table, Failure> {
        let table = Table::read(&self.path)?;
        match self.rows {
            Some(rows) if rows != table.len() => Err(Failure::Usage(format!(
                "{} has {} rows and the step says {rows}; give the whole file",
                table.file,
                table.len()
            ))),
            _ => Ok(table),
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A version of the plan.
    Plan,
    /// A report of what was reached.
    Round,
    /// Which activity should move which indicators.
    Links,
    /// A log of changes.
    Changes,
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no step; accepted are plan:FILE@DAY, round:FILE@DAY, links:FILE@DAY, changes:FILE, with #ROWS or without"
            )
        };
        let (kind, rest) = text.split_once(':').ok_or_else(wrong)?;
        let counted = rest.rsplit_once('#').and_then(|(rest, rows)| Some((rest, rows.parse().ok()?)));
        let (rest, rows) = counted.map_or((rest, None), |(rest, rows)| (rest, Some(rows)));
        let kind = match kind {
            "plan" => Kind::Plan,
            "round" => Kind::Round,
            "links" => Kind::Links,
            "changes" => Kind::Changes,
            _ => return Err(wrong()),
        };
        let (path, day) = match rest.rsplit_once('@') {
            Some((path, day)) => {
                (path, Some(day.parse().map_err(|_| format!("`{day}` is no day; accepted is YYYY-MM-DD"))?))
            }
            None => (rest, None),
        };
        if path.is_empty() {
            return Err(wrong());
        }
        Ok(Self { kind, path: path.into(), day, rows })
    }
}
