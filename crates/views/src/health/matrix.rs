//! The reinforcement matrix: what is done for each goal, and by whom.

use std::collections::BTreeSet;

use super::{
    Log, Sources,
    behind::{Behind, RecordRef},
    plan::planned_for,
    tally::MAX_LISTED,
};
use crate::{Connection, Error, plan as view};

/// What is done for a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalReinforced {
    /// The figures.
    pub sum: view::GoalSum,
    /// The records they came from.
    pub behind: Behind,
}

/// One organization's part in one activity for one goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixCell {
    /// The part.
    pub cell: view::Cell,
    /// The records it came from.
    pub behind: Behind,
}

/// The first cells of the matrix, and how many there are.
pub(super) fn cells(sources: &Sources<'_>, view: &Connection) -> Result<(Vec<MatrixCell>, u64), Error> {
    let cells = view::cells(view, None, true, u32::MAX, None)?;
    let total = u64::try_from(cells.len()).unwrap_or(u64::MAX);
    let listed = cells.into_iter().take(MAX_LISTED);
    let named = listed.map(|cell| MatrixCell { behind: Behind::of(&of_cell(sources, &cell)), cell });
    Ok((named.collect(), total))
}

fn of_cell(sources: &Sources<'_>, cell: &view::Cell) -> BTreeSet<RecordRef> {
    let view::Cell { activity, org, .. } = cell;
    sources.index().of(Log::Plan, [format!("activity/{activity}"), format!("part/{activity}/{org}")])
}

/// What is done for each goal.
pub(super) fn reinforcement(sources: &Sources<'_>, view: &Connection) -> Result<Vec<GoalReinforced>, Error> {
    let mut reinforced = Vec::new();
    for sum in view::goal_sums(view, None, true)? {
        let planned = planned_for(view, &sum.goal)?;
        let activities = planned.iter().filter_map(|subject| subject.strip_prefix("activity/"));
        let related = activities.flat_map(|id| [format!("parts/{id}"), format!("relations/{id}")]);
        let subjects = related.chain(planned.iter().cloned());
        let behind = Behind::of(&sources.index().of(Log::Plan, subjects));
        reinforced.push(GoalReinforced { sum, behind });
    }
    Ok(reinforced)
}
