//! Activities, each with its milestones counted as of a day.

use domain::{
    ids::{Code, ExternalRef, OrgId},
    time::Date,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::counts::{COUNTS, Counts};
use crate::{Error, PrivateCell, column};

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its code, or its id where it has none.
    pub id: String,
    /// Its code.
    pub code: Option<Code>,
    /// Its title.
    pub title: String,
    /// The strategy it belongs to.
    pub strategy: Code,
    /// Who leads, or would.
    pub lead_org: Option<OrgId>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The indicators it should move.
    pub indicators: Vec<Code>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// Where it stands: a word of `domain::plan::value::Standing`.
    pub status: String,
    /// The sequence of its last record.
    pub sequence: u64,
    /// Its milestones, counted.
    pub milestones: Counts,
    /// What other systems say: vocabulary and word.
    pub external_statuses: Vec<(String, String)>,
    /// The activity it goes on in.
    pub merged_into: Option<String>,
    /// The activity that blocks it.
    pub blocked_by: Option<String>,
    /// Why it is blocked or cancelled, or the lead was handed over.
    pub reason: Option<PrivateCell>,
    /// What was done.
    pub summary: Option<String>,
    /// What came of it.
    pub results: Vec<String>,
    /// Whether its goals left the agenda, and nobody has linked it anew.
    pub is_orphaned: bool,
}

/// Which activities are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Only under this strategy.
    pub strategy: Option<Code>,
    /// Only with this lead.
    pub lead_org: Option<OrgId>,
    /// Only for this goal, through their strategies.
    pub goal: Option<Code>,
    /// Only those that should move this indicator.
    pub indicator: Option<Code>,
    /// Only those that stand so.
    pub status: Option<String>,
    /// Only those with a milestone that is late.
    pub only_late: bool,
}

fn select(condition: &str) -> String {
    format!(
        "SELECT a.*, ({COUNTS}) AS counts,
            (SELECT coalesce(json_group_array(indicator), '[]')
                FROM (SELECT indicator FROM activity_indicator WHERE activity = a.id ORDER BY indicator)
            ) AS indicators,
            (SELECT coalesce(json_group_array(json_array(vocabulary, value)), '[]')
                FROM (SELECT vocabulary, value FROM external_status WHERE activity = a.id ORDER BY vocabulary)
            ) AS external_statuses
        FROM activity a WHERE {condition}"
    )
}

/// One activity, by its code or id; `at` says what is late.
///
/// # Errors
/// SQLite's.
pub fn activity(connection: &Connection, id: &str, at: Date) -> Result<Option<Activity>, Error> {
    let mut statement = connection.prepare_cached(&select("a.id = ?2"))?;
    Ok(statement.query_row(params![at.to_string(), id], read).optional()?)
}

/// At most `limit` activities after the one with the id `after`, in byte order of their ids.
///
/// # Errors
/// SQLite's.
pub fn activities(
    connection: &Connection,
    filter: &ActivityFilter,
    at: Date,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Activity>, Error> {
    let mut statement = connection.prepare_cached(&select(
        "a.id > ?2
            AND (?3 IS NULL OR a.strategy = ?3)
            AND (?4 IS NULL OR a.lead_org = ?4)
            AND (?5 IS NULL OR EXISTS (SELECT 1 FROM strategy_goal g WHERE g.strategy = a.strategy AND goal = ?5))
            AND (?6 IS NULL OR EXISTS (SELECT 1 FROM activity_indicator WHERE activity = a.id AND indicator = ?6))
            AND (?7 IS NULL OR a.status = ?7)
            AND (NOT ?8 OR (counts ->> 3) > 0)
        ORDER BY a.id LIMIT ?9",
    ))?;
    let ActivityFilter { strategy, lead_org, goal, indicator, status, only_late } = filter;
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let lead_org = lead_org.as_ref().map(|org| org.as_str());
    let values = params![
        at.to_string(),
        after.unwrap_or_default(),
        code(strategy),
        lead_org,
        code(goal),
        code(indicator),
        status,
        only_late,
        limit
    ];
    Ok(statement.query_map(values, read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Activity> {
    Ok(Activity {
        id: row.get("id")?,
        code: column::parsed_if_any(row, "code")?,
        title: row.get("title")?,
        strategy: column::parsed(row, "strategy")?,
        lead_org: column::parsed_if_any(row, "lead_org")?,
        start: column::parsed(row, "start_day")?,
        end: column::parsed(row, "end_day")?,
        indicators: column::from_json(row, "indicators")?,
        external_ref: column::from_json(row, "external_ref")?,
        status: row.get("status")?,
        sequence: row.get("sequence")?,
        milestones: Counts::read(row, "counts")?,
        external_statuses: column::from_json(row, "external_statuses")?,
        merged_into: row.get("merged_into")?,
        blocked_by: row.get("blocked_by")?,
        reason: row.get("reason_sealed")?,
        summary: row.get("summary")?,
        results: column::from_json(row, "results")?,
        is_orphaned: row.get("is_orphaned")?,
    })
}
