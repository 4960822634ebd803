//! What other contexts may know of the plan: whether there is one, and who is committed to lead what.
//!
//! Knows none of those contexts.

use super::{Event, value::CommitmentRole};
use crate::{
    facts::{Led, Plan},
    ids::StreamId,
};

/// The types of events that say something here; [`apply`] passes over all others.
pub const TYPES: &[&str] = &[
    "plan.ActivitiesMerged.v1",
    "plan.ActivityCancelled.v1",
    "plan.ActivityProposed.v1",
    "plan.ActivityRelinked.v1",
    "plan.CommitmentAccepted.v1",
    "plan.CommitmentFulfilled.v1",
    "plan.CommitmentReleased.v1",
    "plan.LeadTransferred.v1",
    "plan.PlanCreated.v1",
    "plan.StrategyDefined.v1",
    "plan.StrategyRevised.v1",
];

/// Takes one event of a stream in. Total: what has no predecessor is passed over.
pub fn apply(plan: &mut Plan, stream: &StreamId, event: &Event) {
    match event {
        Event::PlanCreated { .. } => plan.is_begun = true,
        Event::StrategyDefined { code, goals, .. } | Event::StrategyRevised { code, goals, .. } => {
            plan.strategies.insert(code.clone(), goals.clone());
        }
        Event::ActivityProposed { strategy, .. } => {
            let led = Led { strategy: strategy.clone(), leads: [].into() };
            plan.activities.entry(stream.clone()).or_insert(led);
        }
        Event::ActivityCancelled { .. } | Event::ActivitiesMerged { .. } => {
            plan.activities.remove(stream);
            plan.commitments.values_mut().for_each(|all| all.retain(|(activity, _)| activity != stream));
        }
        event => {
            commit(plan, stream, event);
            if let Some(activity) = plan.activities.get_mut(stream) {
                lead(activity, event);
            }
        }
    }
}

/// Whether an organization still has to do what it took upon itself.
fn commit(plan: &mut Plan, stream: &StreamId, event: &Event) {
    match event {
        Event::CommitmentAccepted { org, role } if plan.activities.contains_key(stream) => {
            plan.commitments.entry(org.clone()).or_default().insert((stream.clone(), role.as_str()));
        }
        Event::CommitmentReleased { org, role, .. } | Event::CommitmentFulfilled { org, role } => {
            if let Some(all) = plan.commitments.get_mut(org) {
                all.remove(&(stream.clone(), role.as_str()));
            }
        }
        _ => {}
    }
}

fn lead(activity: &mut Led, event: &Event) {
    match event {
        Event::ActivityRelinked { to, .. } => activity.strategy = to.clone(),
        Event::CommitmentAccepted { org, role: CommitmentRole::Lead } => {
            activity.leads.insert(org.clone());
        }
        Event::CommitmentReleased { org, role: CommitmentRole::Lead, .. } => {
            activity.leads.remove(org);
        }
        // Whoever led before no longer does; the new lead accepts by committing itself.
        Event::LeadTransferred { to, .. } => activity.leads.retain(|org| org == to),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{Code, OrgId, Uuid},
        private::Private,
        time::Date,
    };

    const TRAIN: &str = "activity/TRAIN";

    fn org(n: u128) -> OrgId {
        OrgId::from_uuid(Uuid::from_u128(n))
    }

    fn code(text: &str) -> Code {
        text.parse().unwrap()
    }

    fn defined(strategy: &str, goal: &str) -> Event {
        Event::StrategyDefined { code: code(strategy), title: "s".to_owned(), goals: [code(goal)].into() }
    }

    fn proposed() -> Event {
        let (start, end) = (Date::constant(2026, 1, 1), Date::constant(2026, 12, 31));
        Event::ActivityProposed {
            code: Some(code("TRAIN")),
            title: "t".to_owned(),
            strategy: code("MENTORS"),
            lead_org: Some(org(1)),
            start,
            end,
            indicators: [].into(),
            external_ref: None,
        }
    }

    fn accepted(n: u128) -> Event {
        Event::CommitmentAccepted { org: org(n), role: CommitmentRole::Lead }
    }

    fn why() -> Private {
        Private::Plain("why".to_owned())
    }

    /// The goals led after these events of one activity.
    fn led(events: &[Event]) -> Vec<String> {
        let mut plan = Plan::default();
        apply(&mut plan, &"plan".parse().unwrap(), &defined("MENTORS", "STAY"));
        apply(&mut plan, &"plan".parse().unwrap(), &defined("TUTORS", "READ"));
        events.iter().for_each(|event| apply(&mut plan, &TRAIN.parse().unwrap(), event));
        plan.led_goals(|_| true).into_iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_goal_is_led_once_somebody_accepted_to_lead_an_activity_for_it() {
        assert!(led(&[proposed()]).is_empty());
        assert_eq!(led(&[proposed(), accepted(1)]), ["STAY"]);
        let fund = Event::CommitmentAccepted { org: org(1), role: CommitmentRole::Fund };
        assert!(led(&[proposed(), fund]).is_empty());
        assert!(led(&[accepted(1)]).is_empty(), "there is no such activity");
    }

    #[test]
    fn a_commitment_stands_until_it_is_given_up_fulfilled_or_its_activity_ends() {
        let fund = || Event::CommitmentAccepted { org: org(1), role: CommitmentRole::Fund };
        let committed = |events: &[Event]| {
            let mut plan = Plan::default();
            events.iter().for_each(|event| apply(&mut plan, &TRAIN.parse().unwrap(), event));
            let all = plan.commitments.remove(&org(1)).unwrap_or_default();
            all.into_iter().map(|(_, role)| role).collect::<Vec<&str>>()
        };
        let none: Vec<&str> = Vec::new();
        assert_eq!(committed(&[proposed(), accepted(1), fund()]), ["fund", "lead"]);
        assert_eq!(committed(&[fund()]), none, "there is no such activity");
        let fulfilled = Event::CommitmentFulfilled { org: org(1), role: CommitmentRole::Lead };
        assert_eq!(committed(&[proposed(), accepted(1), fund(), fulfilled]), ["fund"]);
        let released = Event::CommitmentReleased { org: org(1), role: CommitmentRole::Fund, reason: why() };
        assert_eq!(committed(&[proposed(), fund(), released]), none);
        let cancelled = Event::ActivityCancelled { reason: why(), acknowledged: [].into() };
        assert_eq!(committed(&[proposed(), fund(), cancelled]), none);
    }

    #[test]
    fn what_is_given_up_handed_over_or_cancelled_is_not_led() {
        let released = Event::CommitmentReleased { org: org(1), role: CommitmentRole::Lead, reason: why() };
        assert!(led(&[proposed(), accepted(1), released]).is_empty());
        let transferred = Event::LeadTransferred { from: Some(org(1)), to: org(2), reason: why() };
        assert!(led(&[proposed(), accepted(1), transferred.clone()]).is_empty());
        assert_eq!(led(&[proposed(), accepted(1), transferred, accepted(2)]), ["STAY"]);
        let cancelled = Event::ActivityCancelled { reason: why(), acknowledged: [].into() };
        assert!(led(&[proposed(), accepted(1), cancelled]).is_empty());
        let relinked = Event::ActivityRelinked { from: code("MENTORS"), to: code("TUTORS"), reason: why() };
        assert_eq!(led(&[proposed(), accepted(1), relinked]), ["READ"]);
    }
}
