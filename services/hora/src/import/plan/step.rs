//! A step of an import: `plan:FILE@DAY`, `round:FILE@DAY`, `changes:FILE`.

use std::{path::PathBuf, str::FromStr};

use domain::time::Date;

/// One file, what it is, and the day it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// The day it is of; else the mapping's.
    pub day: Option<Date>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A version of the plan.
    Plan,
    /// A report of what was reached.
    Round,
    /// A log of changes.
    Changes,
}

impl FromStr for Step {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no step; accepted are plan:FILE@DAY, round:FILE@DAY, changes:FILE");
        let (kind, rest) = text.split_once(':').ok_or_else(wrong)?;
        let kind = match kind {
            "plan" => Kind::Plan,
            "round" => Kind::Round,
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
        Ok(Self { kind, path: path.into(), day })
    }
}
