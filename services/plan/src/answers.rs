//! Rows of the view as the messages that go out; private texts are opened here, for whom they may be.
//!
//! Knows no query. To add an answer: its function here.

use runtime::Reading;
use views::plan as view;
use wire::pb::plan as pb;

/// A value as text; empty where there is none.
fn text_of(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

pub fn plan(plan: view::Plan) -> pb::Plan {
    let strategy = |strategy: view::Strategy| pb::Strategy {
        code: strategy.code.to_string(),
        title: strategy.title,
        goals: texts(&strategy.goals),
        activities: strategy.activities,
    };
    let review = |review: view::Review| pb::Review {
        from: review.from.to_string(),
        to: review.to.to_string(),
        decisions: review.decisions,
    };
    pb::Plan {
        agenda_version: plan.agenda_version,
        from: plan.from.to_string(),
        to: plan.to.to_string(),
        strategies: plan.strategies.into_iter().map(strategy).collect(),
        reviews: plan.reviews.into_iter().map(review).collect(),
    }
}

pub fn counts(counts: view::Counts) -> pb::Counts {
    pb::Counts {
        total: counts.total,
        dropped: counts.dropped,
        achieved: counts.achieved,
        late: counts.late,
        not_reported: counts.not_reported,
        progress_bp: counts.progress_bp(),
    }
}

pub fn activity(activity: view::Activity, reading: &Reading) -> pb::Activity {
    let external = |(vocabulary, value)| pb::ExternalStatus { vocabulary, value };
    pb::Activity {
        activity_id: activity.id,
        code: text_of(activity.code),
        title: activity.title,
        strategy: activity.strategy.to_string(),
        lead_org: text_of(activity.lead_org),
        start: activity.start.to_string(),
        end: activity.end.to_string(),
        indicators: texts(&activity.indicators),
        external_ref: activity.external_ref.as_ref().map(Into::into),
        status: activity.status,
        sequence: activity.sequence,
        milestones: Some(counts(activity.milestones)),
        external_statuses: activity.external_statuses.into_iter().map(external).collect(),
        merged_into: activity.merged_into.unwrap_or_default(),
        blocked_by: activity.blocked_by.unwrap_or_default(),
        reason: Some(reading.open(activity.reason.as_ref())),
        summary: activity.summary.unwrap_or_default(),
        results: activity.results,
        is_orphaned: activity.is_orphaned,
    }
}

pub fn milestone(one: view::Milestone, reading: &Reading) -> pb::Milestone {
    let kind = match one.kind.as_str() {
        "milestone" => pb::MilestoneKind::Milestone,
        "target" => pb::MilestoneKind::Target,
        _ => pb::MilestoneKind::Unspecified,
    };
    pb::Milestone {
        activity_id: one.activity,
        milestone_id: one.id,
        title: one.title,
        due: one.due.to_string(),
        first_due: one.first_due.to_string(),
        slips: one.slips,
        kind: kind.into(),
        target: one.target.as_ref().map(wire::plan::target_out),
        evidence_required: one.evidence_required,
        external_ref: one.external_ref.as_ref().map(Into::into),
        standing: one.standing,
        achieved_on: text_of(one.achieved_on),
        evidence: Some(reading.open(one.evidence.as_ref())),
        is_late: one.is_late,
        is_reported: one.is_reported,
        sequence: one.sequence,
    }
}

fn role(word: &str) -> pb::CommitmentRole {
    match word {
        "lead" => pb::CommitmentRole::Lead,
        "contribute" => pb::CommitmentRole::Contribute,
        "fund" => pb::CommitmentRole::Fund,
        "advise" => pb::CommitmentRole::Advise,
        _ => pb::CommitmentRole::Unspecified,
    }
}

pub fn commitment(one: view::Commitment, reading: &Reading) -> pb::Commitment {
    pb::Commitment {
        activity_id: one.activity,
        org: one.org.to_string(),
        role: role(&one.role).into(),
        resources: Some(wire::plan::resources_out(&one.resources)),
        from: one.from.to_string(),
        to: one.to.to_string(),
        standing: one.standing,
        reason: Some(reading.open(one.reason.as_ref())),
        sequence: one.sequence,
    }
}

pub fn relation(one: view::Relation) -> pb::Relation {
    let kind = match one.kind.as_str() {
        "precedes" => pb::RelationKind::Precedes,
        "requires" => pb::RelationKind::Requires,
        "reinforces" => pb::RelationKind::Reinforces,
        "duplicates" => pb::RelationKind::Duplicates,
        _ => pb::RelationKind::Unspecified,
    };
    pb::Relation {
        from: one.from,
        to: one.to,
        kind: kind.into(),
        lag_days: one.lag_days,
        is_pending: one.is_pending,
        sequence: one.sequence,
    }
}

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
    }
}
