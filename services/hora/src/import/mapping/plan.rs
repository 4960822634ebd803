//! How a plan is laid out: versions with one milestone a row, reports of what was reached, or a log of changes.
//!
//! Wherever a list of columns stands, the first that the file has is taken: sources rename theirs between versions. A
//! field that may be absent is absent of the mapping: where it names columns, a file has one of them, but for goals and
//! aliases.

use std::collections::BTreeMap;

use domain::{plan::value::MilestoneKind, time::Date};
use serde::Deserialize;

/// A plan of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The first day of the plan.
    pub from: Date,
    /// The last day of the plan.
    pub to: Date,
    /// The day the plan began, where a file does not say its day.
    pub on: Date,
    /// Whether numbers are written as in `1.786.461,00`.
    #[serde(default)]
    pub decimal_comma: bool,
    /// How days are written, as in `%d/%m/%Y`; absent: they begin with YYYY-MM-DD.
    pub day_format: Option<String>,
    /// Codes given by hand to names of goals, strategies, activities or milestones that make no code, or the same one.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// The words that say that a cell is empty.
    #[serde(default)]
    pub empty: Vec<String>,
    /// The largest share of the milestones before, in basis points, that a version may lack: one that lacks more seems
    /// to be half a file.
    #[serde(default = "third")]
    pub largest_drop_bp: u16,
    /// The columns of a version, one milestone a row.
    pub rows: Option<RowColumns>,
    /// The columns of a report of what was reached.
    pub rounds: Option<RoundColumns>,
    /// The columns of a file of links between activities and indicators.
    pub links: Option<LinkColumns>,
    /// The columns of the file of owners.
    pub owners: Option<OwnerColumns>,
    /// The columns of a log of changes.
    pub changes: Option<ChangeColumns>,
}

/// A real revision dropped a fifth (pnrr-italy); half a file drops half, or more where it is half of a shorter one.
fn third() -> u16 {
    3_333
}

/// The columns of a version of the plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowColumns {
    /// The goal's code; may be absent.
    #[serde(default)]
    pub goal: Vec<String>,
    /// The strategy's code.
    pub strategy: Vec<String>,
    /// The strategy's title.
    pub strategy_title: Vec<String>,
    /// The activity's code.
    pub activity: Vec<String>,
    /// The activity's title.
    pub activity_title: Vec<String>,
    /// What a file of links calls the activity, where that is not its code; may be absent or empty.
    #[serde(default)]
    pub activity_alias: Vec<String>,
    /// The activity's first day; absent or empty: the plan's.
    #[serde(default)]
    pub start: Vec<String>,
    /// The activity's last day; absent or empty: the plan's.
    #[serde(default)]
    pub end: Vec<String>,
    /// Who leads it: a name or code of the file of owners; may be absent or empty.
    #[serde(default)]
    pub owner: Vec<String>,
    /// The milestone's code.
    pub milestone: Vec<String>,
    /// The milestone's title.
    pub milestone_title: Vec<String>,
    /// What it is.
    #[serde(default)]
    pub kind: Vec<String>,
    /// What each word of `kind` means; without the column, rows with a number other than 0 are targets and others milestones.
    #[serde(default)]
    pub kinds: BTreeMap<String, MilestoneKind>,
    /// The number of a target.
    #[serde(default)]
    pub target_value: Vec<String>,
    /// What it counts.
    #[serde(default)]
    pub target_unit: Vec<String>,
    /// When it is due.
    pub due: Due,
}

/// The columns that say when a milestone is due.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// The day.
    #[serde(default)]
    pub day: Vec<String>,
    /// The year, where there is no day: its last day, or that of the quarter.
    #[serde(default)]
    pub year: Vec<String>,
    /// The quarter of the year, as `Q1` or `1`.
    #[serde(default)]
    pub quarter: Vec<String>,
}

/// The columns of a report of what was reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundColumns {
    /// The milestone's code; every row of the plan with that code is reached.
    pub milestone: Vec<String>,
    /// What shows it.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// The beginning of the names of columns with more of it, such as links.
    pub evidence_prefix: Option<String>,
}

/// The columns of a file of links, one pair a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkColumns {
    /// The activity: its alias where versions have one, else its code.
    pub activity: Vec<String>,
    /// The indicator's code.
    pub indicator: Vec<String>,
    /// Codes given by hand to names of indicators, as in `[measurements]`.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

/// The columns of the file of owners.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerColumns {
    /// The code, as `import init --orgs` took it.
    pub code: String,
    /// Names by which the versions call it: the present one, earlier ones.
    pub names: Vec<String>,
}

/// The columns of a log of changes, and those of the file of items.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeColumns {
    /// The strategy of all items.
    pub strategy: String,
    /// Its title.
    pub strategy_title: String,
    /// The goals it serves.
    pub goals: Vec<String>,
    /// What stands before an item's code to make it one of ours.
    pub code_prefix: String,
    /// When: RFC 3339, or a date.
    pub moment: String,
    /// The item.
    pub item: String,
    /// What changed.
    pub field: String,
    /// What it is.
    pub to: String,
    /// The word of `field` that says that the status changed.
    pub status_field: String,
    /// The word of `field` that says that the list of required items changed.
    pub requires_field: String,
    /// The status of an item that was deleted.
    pub deleted: String,
    /// The item, in the file of items.
    pub items_item: String,
    /// Its title, in the file of items.
    pub items_title: String,
}
