//! The state of one stream of the plan, and how events change it.
//!
//! Total: an event that makes no sense after what came before is ignored.

use super::{
    Event,
    action_plan::{ActionPlan, Strategy},
    activity::{Activity, evolve::evolve_activity},
    command::NewActivity,
    relations::{Relation, Relations},
    value::Span,
};
use crate::meta::EventMeta;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `plan`.
    Plan(Box<ActionPlan>),
    /// Of `activity/<CODE or id>`.
    Activity(Box<Activity>),
}

impl State {
    /// The plan, where it is one.
    pub fn plan(&self) -> Option<&ActionPlan> {
        if let Self::Plan(plan) = self { Some(plan) } else { None }
    }

    /// The activity, where it is one.
    pub fn activity(&self) -> Option<&Activity> {
        if let Self::Activity(activity) = self { Some(activity) } else { None }
    }
}

pub(super) fn evolve(state: &mut State, event: Event, meta: &EventMeta) {
    match (state, event) {
        (state, Event::PlanCreated { agenda_version, from, to }) => {
            let (strategies, relations, reviews) = Default::default();
            *state = State::Plan(Box::new(ActionPlan {
                agenda_version,
                from,
                to,
                strategies,
                relations,
                reviews,
            }));
        }
        (
            state,
            Event::ActivityProposed {
                title, strategy, lead_org, start, end, indicators, external_ref, ..
            },
        ) => {
            let new = NewActivity { title, strategy, lead_org, start, end, indicators, external_ref };
            *state = State::Activity(Box::new(Activity::new(new)));
        }
        (State::Plan(plan), event) => evolve_plan(plan, event, meta),
        (State::Activity(activity), event) => evolve_activity(activity, event),
        (State::Absent, _) => {}
    }
}

fn evolve_plan(plan: &mut ActionPlan, event: Event, meta: &EventMeta) {
    let relations: &mut Relations = &mut plan.relations;
    match event {
        Event::StrategyDefined { code, title, goals } => {
            plan.strategies.insert(code, Strategy { title, goals });
        }
        Event::StrategyRevised { code, title, goals, .. } => {
            plan.strategies.insert(code, Strategy { title, goals });
        }
        Event::PlanReviewed { from, to, decisions } => plan.reviews.push((Span { from, to }, decisions)),
        Event::ActivitiesRelated { from, to, kind, lag_days, pending } => {
            let by = meta.actor.org.iter().cloned().collect();
            relations.add((from, to, kind), Relation { lag_days, pending, by });
        }
        Event::ActivitiesUnrelated { from, to, kind } => relations.remove(&(from, to, kind)),
        _ => {}
    }
}
