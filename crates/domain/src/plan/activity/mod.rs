//! The activity: what is to be done, where it stands, who has committed to it, what is to be reached by when.
//!
//! Knows the plan as a guard only. Stream `activity/<CODE or id>`, which makes the code unique.
//!
//! | file | what |
//! |---|---|
//! | `dates.rs` | other dates, and the conflicts they make |
//! | `linking.rs` | another title; its indicators; its goals left the agenda; another strategy |
//! | `progress.rs` | started, blocked, completed, cancelled |
//! | `commitments.rs` | who takes what upon itself; who leads |
//! | `milestones.rs` | what is to be reached |
//! | `evolve.rs` | how events change it |

pub(super) mod commitments;
pub(super) mod dates;
pub(super) mod evolve;
pub(super) mod linking;
pub(super) mod milestones;
pub(super) mod progress;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decision, State, action_plan,
    command::{NewActivity, NewMilestone, Wording},
    event::Event,
    refusal::Refusal,
    value::{CommitmentRole, Resources, Span, Standing},
};
use crate::{
    decider::{Emitted, Streams},
    facts::Membership,
    ids::{Code, OrgId, StreamId},
    meta::{Context, ContextName, Role, Scope},
    time::Date,
};

/// An activity that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// As it was proposed.
    pub proposed: NewActivity,
    /// Its title now.
    pub title: String,
    /// The indicators it should move now.
    pub indicators: BTreeSet<Code>,
    /// Where it stands.
    pub standing: Standing,
    /// The strategy it stands under now.
    pub strategy: Code,
    /// Whether its goals left the agenda, and nobody has linked it anew.
    pub is_orphaned: bool,
    /// Who leads, or would.
    pub lead_org: Option<OrgId>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// Who takes what upon itself.
    pub commitments: BTreeMap<(OrgId, CommitmentRole), Commitment>,
    /// What is to be reached, by code or id.
    pub milestones: BTreeMap<String, Milestone>,
    /// What other systems say of it, by vocabulary.
    pub external_status: BTreeMap<String, String>,
    /// The activity it goes on in.
    pub merged_into: Option<String>,
}

/// What an organization takes upon itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// With what.
    pub resources: Resources,
    /// From when to when.
    pub span: Span,
    /// How it stands.
    pub standing: CommitmentStanding,
}

/// How a commitment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "domain.md, section 3, draws how they follow each other")]
pub enum CommitmentStanding {
    Offered,
    Accepted,
    Fulfilled,
    Released,
}

/// Something to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// As it was added.
    pub added: NewMilestone,
    /// What it says now.
    pub wording: Wording,
    /// When it is due now.
    pub due: Date,
    /// How often it was rescheduled.
    pub slips: u32,
    /// How it stands.
    pub standing: MilestoneStanding,
}

/// How a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "domain.md, section 3, draws how they follow each other")]
pub enum MilestoneStanding {
    Planned,
    Achieved { on: Date },
    Missed,
    Dropped,
}

impl Activity {
    /// One that was proposed.
    pub(super) fn new(proposed: NewActivity) -> Self {
        Self {
            title: proposed.title.clone(),
            indicators: proposed.indicators.clone(),
            standing: Standing::Proposed,
            strategy: proposed.strategy.clone(),
            is_orphaned: false,
            lead_org: proposed.lead_org.clone(),
            start: proposed.start,
            end: proposed.end,
            commitments: BTreeMap::new(),
            milestones: BTreeMap::new(),
            external_status: BTreeMap::new(),
            merged_into: None,
            proposed,
        }
    }

    /// The organization that has accepted to lead.
    pub fn accepted_lead(&self) -> Option<&OrgId> {
        let is_lead = |(_, role): &(OrgId, CommitmentRole), one: &Commitment| {
            *role == CommitmentRole::Lead && one.standing == CommitmentStanding::Accepted
        };
        self.commitments.iter().find(|(key, one)| is_lead(key, one)).map(|((org, _), _)| org)
    }

    /// Its days.
    pub fn span(&self) -> Span {
        Span { from: self.start, to: self.end }
    }
}

/// The stream of an activity that begins: by its code, else by the id of its external reference when imported, else
/// by a fresh id. Codes are upper case and ids lower, so the two never meet.
pub fn new_stream(code: Option<&Code>, activity: &NewActivity, scope: &Scope) -> StreamId {
    match (code, &activity.external_ref) {
        (Some(code), _) => StreamId::of("activity", code),
        (None, Some(external)) if scope.imported => {
            let context = ContextName::Plan.as_str();
            StreamId::of("activity", external.derived_id(&scope.initiative, context, "activity"))
        }
        (None, _) => StreamId::of("activity", scope.new_id),
    }
}

/// The stream of an activity that exists.
pub fn stream(key: &str) -> StreamId {
    StreamId::of("activity", key)
}

/// An activity that exists.
pub(super) fn of<'a>(streams: &'a Streams<State>, key: &str) -> Result<&'a Activity, Refusal> {
    let state = streams.get(&stream(key));
    state.activity().ok_or_else(|| Refusal::UnknownActivity { key: key.to_owned() })
}

/// An activity in which something can still be done.
pub(super) fn live<'a>(streams: &'a Streams<State>, key: &str) -> Result<&'a Activity, Refusal> {
    let activity = of(streams, key)?;
    if activity.standing.is_over() {
        return Err(Refusal::ActivityOver { key: key.to_owned(), standing: activity.standing });
    }
    Ok(activity)
}

/// An activity in which something can still be done, and in which the caller has a say: a representative has where its
/// own organization leads, or nobody does.
pub(super) fn led<'a>(
    streams: &'a Streams<State>,
    key: &str,
    context: &Context,
) -> Result<&'a Activity, Refusal> {
    let activity = live(streams, key)?;
    require_say(activity, context)?;
    Ok(activity)
}

/// The caller has a say in the activity.
pub(super) fn require_say(activity: &Activity, context: &Context) -> Result<(), Refusal> {
    let actor = &context.scope.actor;
    match &activity.lead_org {
        Some(lead) if actor.role == Role::OrgRepresentative && actor.org.as_ref() != Some(lead) => {
            Err(Refusal::NotTheLead { org: lead.clone() })
        }
        _ => Ok(()),
    }
}

/// One event of an activity.
pub(super) fn one(key: &str, event: Event) -> Decision {
    Ok(vec![Emitted::new(stream(key), event)])
}

/// The organization is a member whose membership stands.
pub(super) fn require_member(org: &OrgId, context: &Context) -> Result<(), Refusal> {
    match context.facts.roster.members.get(org) {
        Some(Membership::Active) => Ok(()),
        // History says who took part; whether their membership stands today does not matter to it.
        Some(_) if context.scope.imported => Ok(()),
        Some(Membership::Suspended) => Err(Refusal::MemberSuspended { org: org.clone() }),
        _ => Err(Refusal::NotAMember { org: org.clone() }),
    }
}

/// The organization may lead: it is a member, or history says that it led.
pub(super) fn require_lead(org: &OrgId, context: &Context) -> Result<(), Refusal> {
    require_member(org, context).map_err(|_| Refusal::NotAMember { org: org.clone() })
}

/// Proposes something to be done.
pub(super) fn propose(
    streams: &Streams<State>,
    code: Option<Code>,
    new: NewActivity,
    context: &Context,
) -> Decision {
    let stream = new_stream(code.as_ref(), &new, &context.scope);
    // A later version may bring back what one before it had cancelled: it begins anew.
    let is_back = |old: &Activity| context.scope.imported && old.standing == Standing::Cancelled;
    if let Some(old) = streams.get(&stream).activity().filter(|old| !is_back(old)) {
        let key = stream.key().to_owned();
        return if old.proposed == new { Ok(Vec::new()) } else { Err(Refusal::ActivityCodeTaken { key }) };
    }
    let plan = action_plan::of(streams)?;
    let NewActivity { title, strategy, lead_org, start, end, indicators, external_ref } = new;
    if !plan.strategies.contains_key(&strategy) {
        return Err(Refusal::UnknownStrategy { code: strategy });
    }
    if let Some(org) = &lead_org {
        require_lead(org, context)?;
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

/// Notes what another system says of it; also of one that is over.
pub(super) fn note_external_status(
    streams: &Streams<State>,
    key: &str,
    vocabulary: String,
    value: String,
) -> Decision {
    if of(streams, key)?.external_status.get(&vocabulary) == Some(&value) {
        return Ok(Vec::new());
    }
    one(key, Event::ExternalStatusNoted { vocabulary, value })
}
