//! The plan in other shapes: tree, days, leads, conflicts, matrix, gaps, changes.

use runtime::Reading;
use views::plan as view;
use wire::pb::plan as pb;

use super::{counts, role, text_of, texts};

fn branch(strategy: view::StrategyBranch) -> pb::StrategyBranch {
    let leaf = |leaf: view::Leaf| pb::ActivityLeaf {
        activity_id: leaf.id,
        title: leaf.title,
        status: leaf.status,
        lead_org: text_of(leaf.lead_org),
        milestones: Some(counts(leaf.milestones)),
    };
    pb::StrategyBranch {
        code: strategy.code.to_string(),
        title: strategy.title,
        activities: strategy.activities.into_iter().map(leaf).collect(),
    }
}

pub fn tree(tree: view::Tree, reading: &Reading) -> pb::GetTreeResponse {
    let goal = |goal: view::GoalBranch| pb::GoalBranch {
        goal: goal.goal.to_string(),
        strategies: goal.strategies.into_iter().map(branch).collect(),
    };
    pb::GetTreeResponse {
        answered: Some(reading.answered()),
        goals: tree.goals.into_iter().map(goal).collect(),
        without_goal: tree.without_goal.into_iter().map(branch).collect(),
    }
}

pub fn moment(one: view::Moment) -> pb::Moment {
    pb::Moment {
        day: one.day.to_string(),
        what: one.what,
        activity_id: one.activity,
        milestone_id: one.milestone,
        title: one.title,
    }
}

pub fn owner(one: view::Owner) -> pb::Owner {
    pb::Owner { org: text_of(one.org), activities: one.activities, milestones: Some(counts(one.milestones)) }
}

pub fn conflict(one: view::Conflict) -> pb::Conflict {
    pb::Conflict {
        before: one.before,
        behind: one.behind,
        ends: one.ends.to_string(),
        lag_days: one.lag_days,
        starts: one.starts.to_string(),
        days: one.days,
    }
}

pub fn cell(one: view::Cell) -> pb::Cell {
    pb::Cell {
        goal: one.goal.to_string(),
        activity_id: one.activity,
        org: one.org.to_string(),
        roles: one.roles.iter().map(|word| role(word).into()).collect(),
    }
}

pub fn goal_sum(one: view::GoalSum) -> pb::GoalSum {
    pb::GoalSum {
        goal: one.goal.to_string(),
        activities: one.activities,
        orgs: one.orgs,
        reinforcing: one.reinforcing,
    }
}

pub fn gaps(gaps: view::Gaps, reading: &Reading) -> pb::GetGapsResponse {
    let duplicate = |one: view::Duplicate| pb::Duplicate {
        activity_id: one.activity,
        other_id: one.other,
        because: one.because,
    };
    pb::GetGapsResponse {
        answered: Some(reading.answered()),
        goals_without_activity: texts(&gaps.goals_without_activity),
        strategies_without_activity: texts(&gaps.strategies_without_activity),
        without_lead: gaps.without_lead,
        without_milestone: gaps.without_milestone,
        without_indicator: gaps.without_indicator,
        orphaned: gaps.orphaned,
        duplicates: gaps.duplicates.into_iter().map(duplicate).collect(),
    }
}

pub fn change(one: &view::Change) -> pb::Change {
    pb::Change {
        of: one.of.to_owned(),
        what: one.what.to_owned(),
        activity_id: one.activity.clone(),
        milestone_id: one.milestone.clone(),
        before: one.before.clone(),
        after: one.after.clone(),
        strategy: one.strategy.clone(),
    }
}
