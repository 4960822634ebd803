//! The rule book of the plan, as sentences; here is what its chapters share.

mod commitments;
mod laws;
mod milestones;
mod plan;
mod progress;
mod relations;
mod revisions;
mod rows;

use std::sync::Arc;

use super::{
    Command, Event, Refusal, Rules, action_plan,
    command::{NewActivity, NewMilestone, Terms},
    value::{CommitmentRole, MilestoneKind, RelationKind, Resources, Span},
};
use crate::{
    decider::Emitted,
    ids::{Code, ExternalRef},
    meta::Role,
    private::Private,
    testing::{World, org},
    time::Date,
};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn world() -> World<Rules> {
    World::new().with(|context| {
        let agenda = Arc::make_mut(&mut context.facts.agenda);
        agenda.version = 2;
        agenda.goals = [code("GOAL_1"), code("GOAL_2")].into();
    })
}

fn create() -> Command {
    Command::CreatePlan { agenda_version: 2, from: day("2026-01-01"), to: day("2028-12-31") }
}

fn strategy(name: &str, goal: &str) -> Command {
    Command::DefineStrategy {
        code: code(name),
        title: "Housing first".to_owned(),
        goals: [code(goal)].into(),
    }
}

fn new_activity() -> NewActivity {
    NewActivity {
        title: "Open a shelter".to_owned(),
        strategy: code("HOUSING"),
        lead_org: Some(org(2)),
        start: day("2026-03-01"),
        end: day("2026-09-30"),
        indicators: [code("BEDS")].into(),
        external_ref: None,
    }
}

fn propose(change: impl FnOnce(&mut NewActivity)) -> Command {
    let mut activity = new_activity();
    change(&mut activity);
    Command::ProposeActivity { code: Some(code("SHELTER")), activity }
}

fn planned() -> World<Rules> {
    world().after(create()).after(strategy("HOUSING", "GOAL_1"))
}

fn private(text: &str) -> Private {
    Private::Plain(text.to_owned())
}

/// Three activities that stand beside each other: A, B and C.
fn three() -> World<Rules> {
    ["A", "B", "C"].into_iter().fold(planned(), |world, name| {
        let activity = NewActivity { lead_org: None, ..new_activity() };
        world.after(Command::ProposeActivity { code: Some(code(name)), activity })
    })
}

fn terms(activity: &str, number: u128, role: CommitmentRole) -> Terms {
    let span = Span { from: day("2026-03-01"), to: day("2026-09-30") };
    let resources = Resources { minutes: Some(4_800), money: None };
    Terms { activity: activity.to_owned(), org: org(number), role, resources, span }
}

fn commit(activity: &str, number: u128, role: CommitmentRole) -> Command {
    Command::CommitOrganization(terms(activity, number, role))
}

fn start(activity: &str) -> Command {
    Command::StartActivity { activity: activity.to_owned() }
}

fn complete(activity: &str) -> Command {
    Command::CompleteActivity {
        activity: activity.to_owned(),
        summary: "Done".to_owned(),
        results: vec!["80 beds".to_owned()],
    }
}

fn cancel(activity: &str, acknowledged: &[&str]) -> Command {
    Command::CancelActivity {
        activity: activity.to_owned(),
        reason: private("no money"),
        acknowledged: acknowledged.iter().map(|key| (*key).to_owned()).collect(),
    }
}

fn relate(from: &str, kind: RelationKind, to: &str) -> Command {
    Command::Relate { from: from.to_owned(), to: to.to_owned(), kind, lag_days: 0 }
}

fn milestone(name: &str, due: &str) -> Command {
    let milestone = NewMilestone {
        title: "80 beds".to_owned(),
        due: day(due),
        kind: MilestoneKind::Milestone,
        target: None,
        evidence_required: false,
        external_ref: None,
    };
    Command::AddMilestone { activity: "A".to_owned(), code: Some(code(name)), milestone }
}

/// The events, without their streams.
fn events(world: &World<Rules>, command: Command) -> Vec<Event> {
    let emitted = world.when(command).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    emitted.into_iter().map(|one| one.event).collect()
}
