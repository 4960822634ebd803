//! What changed in the plan between any two moments.
//!
//! Each moment is a view of its own; here two pictures of them are laid side by side. Knows no records: what was moved
//! there and back again in between is no change.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::OrgId, plan::value::TargetValue, time::Date};
use rusqlite::Connection;

use crate::{Error, column};

/// The plan at a moment, as far as a difference shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    strategies: BTreeMap<String, Strategy>,
    activities: BTreeMap<String, Activity>,
    milestones: BTreeMap<(String, String), Milestone>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Strategy {
    title: String,
    goals: BTreeSet<String>,
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
    /// `activity`, `milestone` or `strategy`.
    pub of: &'static str,
    /// `added`, `removed`, `rescheduled`, `revised`, `handed_over`, `cancelled`, `achieved`, `completed`, `reopened`.
    pub what: &'static str,
    /// The strategy's code; empty for what is none.
    pub strategy: String,
    /// The activity's code or id; empty for a strategy.
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
    let milestones = rows.collect::<Result<_, _>>()?;
    Ok(Snapshot { strategies: strategies(connection)?, activities, milestones })
}

fn strategies(connection: &Connection) -> Result<BTreeMap<String, Strategy>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, title, goal FROM strategy LEFT JOIN strategy_goal ON strategy_goal.strategy = strategy.code",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get("code")?, row.get("title")?, row.get::<_, Option<String>>("goal")?))
    })?;
    let mut strategies = BTreeMap::new();
    for row in rows {
        let (code, title, goal): (String, String, Option<String>) = row?;
        let one = strategies.entry(code).or_insert_with(|| Strategy { title, goals: BTreeSet::new() });
        one.goals.extend(goal);
    }
    Ok(strategies)
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
    for (code, now) in &after.strategies {
        changes.extend(of_strategy(code, before.strategies.get(code), now));
    }
    for (code, then) in before.strategies.iter().filter(|(code, _)| !after.strategies.contains_key(*code)) {
        changes.push(strategy_change("removed", code, then.title.clone(), String::new()));
    }
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
    let (strategy, milestone) = (String::new(), String::new());
    Change { of: "activity", what, strategy, activity: key.to_owned(), milestone, before, after }
}

fn milestone_change(what: &'static str, key: &(String, String), before: String, after: String) -> Change {
    let ((activity, milestone), strategy) = (key.clone(), String::new());
    Change { of: "milestone", what, strategy, activity, milestone, before, after }
}

fn strategy_change(what: &'static str, code: &str, before: String, after: String) -> Change {
    let (activity, milestone) = (String::new(), String::new());
    Change { of: "strategy", what, strategy: code.to_owned(), activity, milestone, before, after }
}

fn of_strategy(code: &str, then: Option<&Strategy>, now: &Strategy) -> Option<Change> {
    let goals = |one: &Strategy| one.goals.iter().cloned().collect::<Vec<_>>().join(", ");
    let told = |one: &Strategy| [one.title.clone(), goals(one)];
    let (what, (before, after)) = match then {
        Some(then) => ("revised", revised(told(then), told(now))?),
        None => ("added", (String::new(), now.title.clone())),
    };
    Some(strategy_change(what, code, before, after))
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
    if then.status == "completed" && now.status != "completed" && !now.is_gone() {
        changes.push(activity_change("reopened", key, then.status.clone(), now.status.clone()));
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
        // Dropped in between and added again, it is to be reached anew.
        if then.standing == "achieved" && now.standing != "achieved" {
            let on = then.achieved_on.map(|on| on.to_string()).unwrap_or_default();
            changes.push(milestone_change("reopened", key, on, String::new()));
        }
    }
    let was_achieved = then.is_some_and(|then| then.standing == "achieved");
    if now.standing == "achieved" && !was_achieved {
        let on = now.achieved_on.map(|on| on.to_string()).unwrap_or_default();
        changes.push(milestone_change("achieved", key, String::new(), on));
    }
}
