//! What changed in the plan between any two moments.
//!
//! Each moment is a view of its own; here two pictures of them are laid side by side. Knows no records: what was moved
//! there and back again in between is no change.

use std::collections::BTreeMap;

use domain::{ids::OrgId, plan::value::TargetValue, time::Date};
use rusqlite::Connection;

use crate::{Error, column};

/// The plan at a moment, as far as a difference shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    activities: BTreeMap<String, Activity>,
    milestones: BTreeMap<(String, String), Milestone>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Activity {
    status: String,
    lead_org: Option<OrgId>,
    start: Date,
    end: Date,
    title: String,
    strategy: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Milestone {
    due: Date,
    standing: String,
    achieved_on: Option<Date>,
    title: String,
    kind: String,
    target: Option<TargetValue>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// `activity` or `milestone`.
    pub of: &'static str,
    /// `added`, `removed`, `rescheduled`, `revised`, `handed_over`, `cancelled`, `achieved`, `completed`.
    pub what: &'static str,
    /// The activity's code or id.
    pub activity: String,
    /// The milestone's code or id; empty for the activity's own.
    pub milestone: String,
    /// What it was; may be empty.
    pub before: String,
    /// What it is; may be empty.
    pub after: String,
}

/// The plan as the view has it.
///
/// # Errors
/// SQLite's.
pub fn snapshot(connection: &Connection) -> Result<Snapshot, Error> {
    let mut statement = connection
        .prepare_cached("SELECT id, status, lead_org, start_day, end_day, title, strategy FROM activity")?;
    let rows = statement.query_map([], |row| {
        let activity = Activity {
            status: row.get("status")?,
            lead_org: column::parsed_if_any(row, "lead_org")?,
            start: column::parsed(row, "start_day")?,
            end: column::parsed(row, "end_day")?,
            title: row.get("title")?,
            strategy: row.get("strategy")?,
        };
        Ok((row.get("id")?, activity))
    })?;
    let activities = rows.collect::<Result<_, _>>()?;
    let mut statement = connection.prepare_cached(
        "SELECT activity, id, due, standing, achieved_on, title, kind, target FROM milestone",
    )?;
    let rows = statement.query_map([], |row| {
        let milestone = Milestone {
            due: column::parsed(row, "due")?,
            standing: row.get("standing")?,
            achieved_on: column::parsed_if_any(row, "achieved_on")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            target: column::from_json(row, "target")?,
        };
        Ok(((row.get("activity")?, row.get("id")?), milestone))
    })?;
    Ok(Snapshot { activities, milestones: rows.collect::<Result<_, _>>()? })
}

impl Activity {
    fn is_gone(&self) -> bool {
        matches!(self.status.as_str(), "cancelled" | "merged")
    }

    fn days(&self) -> String {
        format!("{} to {}", self.start, self.end)
    }
}

impl Milestone {
    fn number(&self) -> String {
        self.target.as_ref().map(|target| format!("{} {}", target.value, target.unit)).unwrap_or_default()
    }
}

/// The parts that differ, before and after, one a line; none where all are the same.
fn revised<const N: usize>(then: [String; N], now: [String; N]) -> Option<(String, String)> {
    let differing: Vec<(String, String)> =
        then.into_iter().zip(now).filter(|(then, now)| then != now).collect();
    let (then, now): (Vec<String>, Vec<String>) = differing.into_iter().unzip();
    (!then.is_empty()).then(|| (then.join("\n"), now.join("\n")))
}

/// What changed from one picture to another, in order of kind, change, activity and milestone. `is_same` says whether
/// two organizations are one, renamed or succeeded: that is no hand-over.
pub fn difference(
    before: &Snapshot,
    after: &Snapshot,
    is_same: impl Fn(&OrgId, &OrgId) -> bool,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, now) in &after.activities {
        of_activity(&mut changes, key, before.activities.get(key), now, &is_same);
    }
    for (key, then) in before.activities.iter().filter(|(key, _)| !after.activities.contains_key(*key)) {
        changes.push(activity_change("removed", key, then.days(), String::new()));
    }
    for (key, now) in &after.milestones {
        of_milestone(&mut changes, key, before.milestones.get(key), now);
    }
    for (key, then) in before.milestones.iter().filter(|(key, _)| !after.milestones.contains_key(*key)) {
        if then.standing != "dropped" {
            changes.push(milestone_change("removed", key, then.due.to_string(), String::new()));
        }
    }
    changes.sort();
    changes
}

fn activity_change(what: &'static str, key: &str, before: String, after: String) -> Change {
    Change { of: "activity", what, activity: key.to_owned(), milestone: String::new(), before, after }
}

fn milestone_change(what: &'static str, key: &(String, String), before: String, after: String) -> Change {
    Change { of: "milestone", what, activity: key.0.clone(), milestone: key.1.clone(), before, after }
}

fn of_activity(
    changes: &mut Vec<Change>,
    key: &str,
    then: Option<&Activity>,
    now: &Activity,
    is_same: &impl Fn(&OrgId, &OrgId) -> bool,
) {
    let Some(then) = then else {
        // What began and ended in between is no change.
        if !now.is_gone() {
            changes.push(activity_change("added", key, String::new(), now.days()));
        }
        return;
    };
    if then.is_gone() && !now.is_gone() {
        changes.push(activity_change("added", key, String::new(), now.days()));
        return;
    }
    if now.is_gone() && !then.is_gone() {
        changes.push(activity_change("cancelled", key, then.status.clone(), now.status.clone()));
    }
    if now.status == "completed" && then.status != "completed" {
        changes.push(activity_change("completed", key, then.status.clone(), now.status.clone()));
    }
    if (then.start, then.end) != (now.start, now.end) {
        changes.push(activity_change("rescheduled", key, then.days(), now.days()));
    }
    let told = |one: &Activity| [one.title.clone(), one.strategy.clone()];
    if let Some((before, after)) = revised(told(then), told(now)) {
        changes.push(activity_change("revised", key, before, after));
    }
    if let (Some(was), Some(is)) = (&then.lead_org, &now.lead_org)
        && was != is
        && !is_same(was, is)
    {
        changes.push(activity_change("handed_over", key, was.to_string(), is.to_string()));
    }
}

fn of_milestone(
    changes: &mut Vec<Change>,
    key: &(String, String),
    then: Option<&Milestone>,
    now: &Milestone,
) {
    let (was_wanted, is_wanted) =
        (then.is_some_and(|then| then.standing != "dropped"), now.standing != "dropped");
    match then {
        Some(then) if was_wanted && is_wanted && then.due != now.due => {
            changes.push(milestone_change("rescheduled", key, then.due.to_string(), now.due.to_string()));
        }
        Some(_) if was_wanted && is_wanted => {}
        Some(then) if was_wanted => {
            changes.push(milestone_change("removed", key, then.due.to_string(), String::new()));
        }
        _ if is_wanted => changes.push(milestone_change("added", key, String::new(), now.due.to_string())),
        _ => {}
    }
    if let Some(then) = then.filter(|_| was_wanted && is_wanted) {
        let told = |one: &Milestone| [one.title.clone(), one.kind.clone(), one.number()];
        if let Some((before, after)) = revised(told(then), told(now)) {
            changes.push(milestone_change("revised", key, before, after));
        }
    }
    let was_achieved = then.is_some_and(|then| then.standing == "achieved");
    if now.standing == "achieved" && !was_achieved {
        let on = now.achieved_on.map(|on| on.to_string()).unwrap_or_default();
        changes.push(milestone_change("achieved", key, String::new(), on));
    }
}
