//! Milestones as of a day.
//!
//! As of a day a milestone is achieved when it was reached by then, and late when it was due before and was not. Those
//! of activities that are no longer part of the plan are never late.

use domain::{
    ids::{Code, ExternalRef, OrgId},
    plan::value::TargetValue,
    time::Date,
};
use rusqlite::{Connection, Row, params};

use crate::{Error, PrivateCell, column};

/// Something to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Its activity's code or id.
    pub activity: String,
    /// Its code, or its id where it has none.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day by which it is to be reached now.
    pub due: Date,
    /// The day by which it was to be reached at first.
    pub first_due: Date,
    /// How often it was rescheduled.
    pub slips: u32,
    /// `milestone` or `target`.
    pub kind: String,
    /// The number to reach.
    pub target: Option<TargetValue>,
    /// Whether nobody may call it reached without evidence.
    pub evidence_required: bool,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// `planned`, `achieved`, `missed` or `dropped`, as of the day.
    pub standing: String,
    /// The day it was reached.
    pub achieved_on: Option<Date>,
    /// What shows it.
    pub evidence: Option<PrivateCell>,
    /// Due before the day and not reached by it.
    pub is_late: bool,
    /// Whether anything was reported of it by the day.
    pub is_reported: bool,
    /// The sequence of its last record.
    pub sequence: u64,
}

/// Which milestones are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MilestoneFilter {
    /// Only of this activity.
    pub activity: Option<String>,
    /// Only under this strategy.
    pub strategy: Option<Code>,
    /// Only for this goal.
    pub goal: Option<Code>,
    /// Only of activities with this lead.
    pub lead_org: Option<OrgId>,
    /// Only due on or after this day.
    pub due_from: Option<Date>,
    /// Only due on or before this day.
    pub due_to: Option<Date>,
    /// Only these, among them `late` and `not_reported`; all but dropped ones where none.
    pub standing: Option<String>,
}

const LIST: &str = "WITH told AS (
        SELECT m.*, a.strategy, a.lead_org,
            CASE WHEN (m.standing = 'achieved' AND m.achieved_on > ?1) OR (m.standing = 'missed' AND m.due >= ?1)
                THEN 'planned' ELSE m.standing END AS then_standing,
            m.standing <> 'dropped' AND m.due < ?1 AND a.status NOT IN ('cancelled', 'merged')
                AND NOT (m.standing = 'achieved' AND m.achieved_on <= ?1) AS is_late,
            (m.standing = 'missed' AND m.due < ?1) OR (m.standing = 'achieved' AND m.achieved_on <= ?1) AS is_reported
        FROM milestone m JOIN activity a ON a.id = m.activity
    )
    SELECT * FROM told
    WHERE (?2 IS NULL OR activity = ?2)
        AND (?3 IS NULL OR strategy = ?3)
        AND (?4 IS NULL OR EXISTS (SELECT 1 FROM strategy_goal g WHERE g.strategy = told.strategy AND goal = ?4))
        AND (?5 IS NULL OR lead_org = ?5)
        AND (?6 IS NULL OR due >= ?6)
        AND (?7 IS NULL OR due <= ?7)
        AND CASE coalesce(?8, '')
            WHEN '' THEN then_standing <> 'dropped'
            WHEN 'late' THEN is_late
            WHEN 'not_reported' THEN is_late AND NOT is_reported
            ELSE then_standing = ?8 END
        AND (due, activity, id) > (?9, ?10, ?11)
    ORDER BY due, activity, id LIMIT ?12";

/// At most `limit` milestones after the one with the key `after` (due, activity, id), in that order; `at` says what
/// is late.
///
/// # Errors
/// SQLite's.
pub fn milestones(
    connection: &Connection,
    filter: &MilestoneFilter,
    at: Date,
    limit: u32,
    after: Option<[&str; 3]>,
) -> Result<Vec<Milestone>, Error> {
    let MilestoneFilter { activity, strategy, goal, lead_org, due_from, due_to, standing } = filter;
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let day = |day: &Option<Date>| day.map(|day| day.to_string());
    let [due, of, id] = after.unwrap_or_default();
    let mut statement = connection.prepare_cached(LIST)?;
    let values = params![
        at.to_string(),
        activity,
        code(strategy),
        code(goal),
        lead_org.as_ref().map(|org| org.as_str()),
        day(due_from),
        day(due_to),
        standing,
        due,
        of,
        id,
        limit
    ];
    Ok(statement.query_map(values, read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Milestone> {
    let standing: String = row.get("then_standing")?;
    let is_achieved = standing == "achieved";
    let on: Option<Date> = column::parsed_if_any(row, "achieved_on")?;
    let evidence: Option<PrivateCell> = row.get("evidence_sealed")?;
    Ok(Milestone {
        activity: row.get("activity")?,
        id: row.get("id")?,
        title: row.get("title")?,
        due: column::parsed(row, "due")?,
        first_due: column::parsed(row, "first_due")?,
        slips: row.get("slips")?,
        kind: row.get("kind")?,
        target: column::from_json(row, "target")?,
        evidence_required: row.get("evidence_required")?,
        external_ref: column::from_json(row, "external_ref")?,
        standing,
        achieved_on: on.filter(|_| is_achieved),
        evidence: evidence.filter(|_| is_achieved),
        is_late: row.get("is_late")?,
        is_reported: row.get("is_reported")?,
        sequence: row.get("sequence")?,
    })
}
