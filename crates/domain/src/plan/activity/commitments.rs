//! Who takes what upon itself, and who leads.
//!
//! An organization commits itself by its own signatory; the backbone can only offer. Knows no signatory by name.

use super::{
    super::{Decision, State, command::Terms, event::Event, refusal::Refusal, value::CommitmentRole},
    Commitment, CommitmentStanding, live, of, one, require_lead, require_member, require_say, stream,
};
use crate::{
    decider::{Emitted, Streams},
    ids::OrgId,
    meta::{Context, Role},
    private::Private,
};

/// Whether the organization itself speaks, or history that says so.
fn is_own(org: &OrgId, context: &Context) -> bool {
    let scope = &context.scope;
    scope.imported || (scope.actor.role == Role::OrgRepresentative && scope.actor.org.as_ref() == Some(org))
}

/// Offers a commitment, and accepts it where the organization itself speaks.
pub fn commit(streams: &Streams<State>, terms: Terms, context: &Context) -> Decision {
    let activity = live(streams, &terms.activity)?;
    let Terms { activity: key, org, role, resources, span } = terms;
    let accepts = is_own(&org, context);
    if context.scope.actor.role == Role::OrgRepresentative && !accepts {
        return Err(Refusal::NotAuthorizedForOrg { org });
    }
    require_member(&org, context)?;
    if span.to < span.from {
        return Err(Refusal::ToBeforeFrom { from: span.from, to: span.to });
    }
    if let Some(lead) = activity.accepted_lead().filter(|lead| role == CommitmentRole::Lead && **lead != org)
    {
        return Err(Refusal::LeadAlreadyTaken { org: lead.clone() });
    }
    let old = activity.commitments.get(&(org.clone(), role));
    let is_same = old.is_some_and(|old| (&old.resources, old.span) == (&resources, span));
    let (is_offered, is_accepted) = match old.map(|old| old.standing) {
        Some(CommitmentStanding::Fulfilled) => return Err(Refusal::AlreadyFulfilled { org }),
        Some(CommitmentStanding::Accepted) if !is_same => return Err(Refusal::AlreadyCommitted { org }),
        Some(CommitmentStanding::Accepted) => (true, true),
        Some(CommitmentStanding::Offered) => (is_same, false),
        Some(CommitmentStanding::Released) | None => (false, false),
    };
    if is_accepted {
        return Ok(Vec::new());
    }
    let offered =
        Event::CommitmentOffered { org: org.clone(), role, resources, from: span.from, to: span.to };
    let accepted = accepts.then_some(Event::CommitmentAccepted { org, role });
    let events = [(!is_offered).then_some(offered), accepted].into_iter().flatten();
    Ok(events.map(|event| Emitted::new(stream(&key), event)).collect())
}

/// A commitment that stands, and is the caller's organization's own. That of an activity which is over can still be
/// fulfilled or released.
fn own<'a>(
    streams: &'a Streams<State>,
    key: &str,
    (org, role): (&OrgId, CommitmentRole),
    context: &Context,
) -> Result<&'a Commitment, Refusal> {
    if !context.scope.imported && context.scope.actor.org.as_ref() != Some(org) {
        return Err(Refusal::NotOwnOrganization { org: org.clone() });
    }
    let found = of(streams, key)?.commitments.get(&(org.clone(), role));
    found.ok_or_else(|| Refusal::UnknownCommitment { org: org.clone() })
}

fn require_open(commitment: &Commitment, org: &OrgId) -> Result<(), Refusal> {
    let org = org.clone();
    match commitment.standing {
        CommitmentStanding::Offered | CommitmentStanding::Accepted => Ok(()),
        CommitmentStanding::Fulfilled => Err(Refusal::AlreadyFulfilled { org }),
        CommitmentStanding::Released => Err(Refusal::UnknownCommitment { org }),
    }
}

/// Changes the terms.
pub fn amend(streams: &Streams<State>, terms: Terms, context: &Context) -> Decision {
    let old = own(streams, &terms.activity, (&terms.org, terms.role), context)?;
    live(streams, &terms.activity)?;
    require_open(old, &terms.org)?;
    let Terms { activity, org, role, resources, span } = terms;
    if span.to < span.from {
        return Err(Refusal::ToBeforeFrom { from: span.from, to: span.to });
    }
    if (&old.resources, old.span) == (&resources, span) {
        return Ok(Vec::new());
    }
    one(&activity, Event::CommitmentAmended { org, role, resources, from: span.from, to: span.to })
}

/// Ends a commitment before it is fulfilled.
pub fn release(
    streams: &Streams<State>,
    key: &str,
    (org, role): (OrgId, CommitmentRole),
    reason: Private,
    context: &Context,
) -> Decision {
    let old = own(streams, key, (&org, role), context)?;
    if old.standing == CommitmentStanding::Released {
        return Ok(Vec::new());
    }
    require_open(old, &org)?;
    one(key, Event::CommitmentReleased { org, role, reason })
}

/// Says that it was kept.
pub fn fulfil(
    streams: &Streams<State>,
    key: &str,
    (org, role): (OrgId, CommitmentRole),
    context: &Context,
) -> Decision {
    let old = own(streams, key, (&org, role), context)?;
    match old.standing {
        CommitmentStanding::Fulfilled => Ok(Vec::new()),
        CommitmentStanding::Accepted => one(key, Event::CommitmentFulfilled { org, role }),
        CommitmentStanding::Offered | CommitmentStanding::Released => Err(Refusal::UnknownCommitment { org }),
    }
}

/// Hands the lead over.
pub fn transfer_lead(
    streams: &Streams<State>,
    key: &str,
    to: OrgId,
    reason: Private,
    context: &Context,
) -> Decision {
    let activity = live(streams, key)?;
    if activity.lead_org.as_ref() == Some(&to) {
        return Ok(Vec::new());
    }
    require_say(activity, context)?;
    require_lead(&to, context)?;
    one(key, Event::LeadTransferred { from: activity.lead_org.clone(), to, reason })
}
