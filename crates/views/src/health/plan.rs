//! The mutually reinforcing activities: what is late, what has lost its goal, which goal has nothing, who does what.

use std::collections::BTreeSet;

use domain::ids::Code;

use super::{
    Log, Sources,
    agenda::goal,
    matrix::{self, GoalReinforced, MatrixCell},
    tally::{Found, Tally},
};
use crate::{
    Connection, Error,
    plan::{self as view, MilestoneFilter},
};

/// The figures of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Milestones that were due and are not reached.
    pub late_milestones: Tally,
    /// Activities whose goals have all left the agenda.
    pub orphaned_activities: Tally,
    /// Goals that no activity serves.
    pub goals_without_activity: Tally,
    /// What is done for each goal, by code.
    pub reinforcement: Vec<GoalReinforced>,
    /// The first cells of the matrix.
    pub cells: Vec<MatrixCell>,
    /// How many cells there are.
    pub cells_total: u64,
}

pub(super) fn figures(sources: &Sources<'_>) -> Result<Plan, Error> {
    sources.view(Log::Plan, |view| {
        let agenda = sources.is_adopted().then(|| sources.goals());
        let (cells, cells_total) = matrix::cells(sources, view)?;
        Ok(Plan {
            late_milestones: late(sources, view)?,
            orphaned_activities: orphaned(sources, view, agenda)?,
            goals_without_activity: unserved(sources, view, agenda)?,
            cells,
            cells_total,
            reinforcement: matrix::reinforcement(sources, view)?,
        })
    })
}

fn late(sources: &Sources<'_>, view: &Connection) -> Result<Tally, Error> {
    let filter = MilestoneFilter { standing: Some("late".to_owned()), ..MilestoneFilter::default() };
    let late = view::milestones(view, &filter, sources.day(), u32::MAX, None)?;
    let found = late.into_iter().map(|milestone| {
        let id = format!("{}/{}", milestone.activity, milestone.id);
        Found {
            behind: sources.index().of(Log::Plan, [format!("milestone/{id}")]),
            id,
            title: milestone.title,
            on: Some(milestone.due),
        }
    });
    Ok(Tally::of(found.collect()))
}

fn orphaned(
    sources: &Sources<'_>,
    view: &Connection,
    agenda: Option<&BTreeSet<Code>>,
) -> Result<Tally, Error> {
    let mut found = Vec::new();
    for id in view::orphaned(view, agenda, u32::MAX)? {
        let Some(activity) = view::activity(view, &id, sources.day())? else { continue };
        let subjects = [format!("activity/{id}"), format!("strategy/{}", activity.strategy)];
        let mut behind = sources.index().of(Log::Plan, subjects);
        behind.extend(sources.index().of(Log::Agenda, ["agenda"]));
        found.push(Found { id, title: activity.title, on: None, behind });
    }
    Ok(Tally::of(found))
}

fn unserved(
    sources: &Sources<'_>,
    view: &Connection,
    agenda: Option<&BTreeSet<Code>>,
) -> Result<Tally, Error> {
    let mut found = Vec::new();
    for code in view::goals_without_activity(view, agenda)? {
        let mut one = goal(sources, code.as_str());
        one.behind.extend(sources.index().of(Log::Plan, planned_for(view, &code)?));
        found.push(one);
    }
    Ok(Tally::of(found))
}

/// The strategies for a goal and what was ever to be done in them, as subjects of records.
pub(super) fn planned_for(view: &Connection, goal: &Code) -> Result<BTreeSet<String>, Error> {
    let mut statement = view.prepare_cached(
        "SELECT 'strategy/' || strategy FROM strategy_goal WHERE goal = ?1
        UNION SELECT 'activity/' || a.id FROM strategy_goal g JOIN activity a USING (strategy) WHERE g.goal = ?1",
    )?;
    let rows = statement.query_map([goal.as_str()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
