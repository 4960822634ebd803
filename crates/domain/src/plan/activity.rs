//! The activity: proposed; committing, starting, blocking and completing it come here too.
//!
//! Knows no milestones yet. Stream `activity/<CODE or id>`, which makes the code unique; the plan is a guard,
//! so that its window and strategies stay what they were.

use super::{State, action_plan, command::NewActivity, event::Event, refusal::Refusal};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, StreamId},
    meta::{Context, ContextName, Scope},
};

/// An activity that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Activity {
    /// Nobody has committed to it yet.
    Proposed(NewActivity),
}

/// The stream of an activity: by its code, else by the id of its external reference when imported, else by a
/// fresh id. Codes are upper case and ids lower, so the two never meet.
pub fn stream(code: Option<&Code>, activity: &NewActivity, scope: &Scope) -> StreamId {
    match (code, &activity.external_ref) {
        (Some(code), _) => StreamId::of("activity", code),
        (None, Some(external)) if scope.imported => {
            let context = ContextName::Plan.as_str();
            StreamId::of("activity", external.derived_id(&scope.initiative, context, "activity"))
        }
        (None, _) => StreamId::of("activity", scope.new_id),
    }
}

/// Proposes something to be done.
pub(super) fn propose(
    streams: &Streams<State>,
    code: Option<Code>,
    new: NewActivity,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(code.as_ref(), &new, &context.scope);
    if let Some(Activity::Proposed(old)) = streams.get(&stream).activity() {
        let key = stream.key().to_owned();
        return if *old == new { Ok(Vec::new()) } else { Err(Refusal::ActivityCodeTaken { key }) };
    }
    let plan = streams.get(&action_plan::stream()).plan().ok_or(Refusal::NoPlan)?;
    let NewActivity { title, strategy, lead_org, start, end, indicators, external_ref } = new;
    if !plan.strategies.contains_key(&strategy) {
        return Err(Refusal::UnknownStrategy { code: strategy });
    }
    if let Some(org) = lead_org.iter().find(|org| !context.facts.roster.is_active(org)) {
        return Err(Refusal::NotAMember { org: org.clone() });
    }
    if end < start {
        return Err(Refusal::EndBeforeStart { start, end });
    }
    if start < plan.from || end > plan.to {
        return Err(Refusal::OutsidePlanWindow { from: plan.from, to: plan.to });
    }
    let event =
        Event::ActivityProposed { code, title, strategy, lead_org, start, end, indicators, external_ref };
    Ok(vec![Emitted::new(stream, event)])
}
