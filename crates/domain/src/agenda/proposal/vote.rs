//! Opening a proposal, and what organizations say while it is open.

use super::{Decision, Open, Proposal, known, open_at};
use crate::{
    agenda::{
        CastStance, DeclareConflict, Event, ExtendWindow, MAX_ELECTORATE, OpenProposal, Refusal, State,
        routing::body_stream,
        subject::{self, check_unclaimed, proposal_stream},
        value::{Electorate, Method, Position, ReasonPolicy},
    },
    decider::{Emitted, Streams},
    ids::OrgId,
    meta::Context,
    time::Timestamp,
};

/// The shortest window: everybody gets a day.
const MIN_WINDOW_HOURS: i64 = 24;
/// The longest window: longer is no decision.
const MAX_WINDOW_DAYS: i64 = 90;
const HOUR_US: i64 = 3_600_000_000;

pub(in crate::agenda) fn open(
    streams: &Streams<State>,
    command: OpenProposal,
    context: &Context,
) -> Decision {
    let OpenProposal { proposal, opens_at, closes_at, tz } = command;
    let draft = match known(streams, proposal)? {
        Proposal::Draft(draft) => draft,
        // The same window again is a second click, not a second opening.
        Proposal::Open(open) if open.opens_at == opens_at && open.closes_at == closes_at => {
            return Ok(vec![]);
        }
        _ => return Err(Refusal::NotADraft),
    };
    check_window(opens_at.max(context.now), closes_at)?;
    let terms = draft.terms.clone();
    let electorate = electorate(streams, &terms.rule.electorate, context)?;
    let current = subject::hash(streams, terms.kind, &terms.subject_ref, &terms.text, &terms.changes)?;
    if current != terms.subject_hash {
        return Err(Refusal::TextChangedSinceDraft { current });
    }
    check_unclaimed(streams, &context.scope, &terms.subject_ref, Some(proposal))?;
    let claim = Emitted::new(
        terms.subject_ref.claim_stream(&context.scope),
        Event::SubjectClaimed { subject: terms.subject_ref.key(), proposal },
    );
    let opened = Event::ProposalOpened {
        kind: terms.kind,
        subject_ref: terms.subject_ref,
        subject_hash: terms.subject_hash,
        text: terms.text,
        changes: terms.changes,
        rule: terms.rule,
        electorate,
        opens_at,
        closes_at,
        tz,
    };
    Ok(vec![Emitted::new(proposal_stream(proposal), opened), claim])
}

/// Whether stances can be taken long enough, and not for ever.
fn check_window(from: Timestamp, closes_at: Timestamp) -> Result<(), Refusal> {
    if closes_at < from.plus_hours(MIN_WINDOW_HOURS) {
        return Err(Refusal::WindowTooShort {
            hours: (closes_at.as_us() - from.as_us()).div_euclid(HOUR_US),
        });
    }
    if closes_at > from.plus_days(MAX_WINDOW_DAYS) {
        let hours = (closes_at.as_us() - from.as_us()).div_euclid(HOUR_US);
        return Err(Refusal::WindowTooLong { days: hours.div_euclid(24) });
    }
    Ok(())
}

/// Who decides, as of now, in byte order.
fn electorate(
    streams: &Streams<State>,
    electorate: &Electorate,
    context: &Context,
) -> Result<Vec<OrgId>, Refusal> {
    let roster = &context.facts.roster;
    let (orgs, whom): (Vec<OrgId>, _) = match electorate {
        Electorate::Organizations => {
            (roster.active_members().cloned().collect(), "the initiative has no active member")
        }
        Electorate::Body { code } => {
            let body = streams
                .get(&body_stream(code))
                .body()
                .ok_or_else(|| Refusal::UnknownBody { code: code.to_string() })?;
            let seated = body.seats.iter().filter(|org| roster.is_active(org)).cloned().collect();
            (seated, "no active member sits in the body")
        }
    };
    match orgs.len() {
        0 => Err(Refusal::EmptyElectorate { whom }),
        count if count > MAX_ELECTORATE => Err(Refusal::ElectorateTooLarge { count }),
        _ => Ok(orgs),
    }
}

pub(in crate::agenda) fn declare_conflict(
    streams: &Streams<State>,
    command: DeclareConflict,
    context: &Context,
) -> Decision {
    let DeclareConflict { proposal, org, nature } = command;
    let open = open_at(streams, proposal, context.now)?;
    if !open.electorate.contains(&org) {
        return Err(Refusal::NotInElectorate { org });
    }
    if open.recused.contains(&org) {
        return Ok(vec![]);
    }
    Ok(vec![Emitted::new(proposal_stream(proposal), Event::ConflictDeclared { org, nature })])
}

pub(in crate::agenda) fn cast_stance(
    streams: &Streams<State>,
    command: CastStance,
    context: &Context,
) -> Decision {
    let CastStance { proposal, position, reason } = command;
    let open = open_at(streams, proposal, context.now)?;
    if context.now < open.opens_at {
        return Err(Refusal::NotOpenYet { opens_at: Some(open.opens_at) });
    }
    let org = context.scope.actor.org.clone().ok_or(Refusal::NotAuthorizedForOrg)?;
    if !open.electorate.contains(&org) {
        return Err(Refusal::NotInElectorate { org });
    }
    // History was cast under the roster of its own day, which the importer vouches for.
    if !context.scope.imported && !context.facts.roster.is_active(&org) {
        return Err(Refusal::NotAuthorizedForOrg);
    }
    if open.recused.contains(&org) {
        return Err(Refusal::Recused { org });
    }
    check_position(open, position, reason.is_some())?;
    let before = open.stances.get(&org);
    if before.is_some_and(|stance| stance.position == position) {
        return Ok(vec![]);
    }
    let event = Event::StanceCast {
        org,
        position,
        subject_hash: open.terms.subject_hash.clone(),
        replaces: before.map(|stance| stance.record),
        reason,
    };
    Ok(vec![Emitted::new(proposal_stream(proposal), event)])
}

fn check_position(open: &Open, position: Position, has_reason: bool) -> Result<(), Refusal> {
    let rule = &open.terms.rule;
    if position == Position::Block && rule.method != Method::Consent {
        return Err(Refusal::BlockNotAllowedByRule);
    }
    let is_against = matches!(position, Position::Disagree | Position::Block);
    match (rule.reason_policy, has_reason) {
        (ReasonPolicy::Disabled, true) => Err(Refusal::ReasonNotTaken),
        (ReasonPolicy::Required, false) => Err(Refusal::ReasonRequired),
        (ReasonPolicy::RequiredForDisagreeOrBlock, false) if is_against => Err(Refusal::ReasonRequired),
        _ => Ok(()),
    }
}

pub(in crate::agenda) fn extend_window(
    streams: &Streams<State>,
    command: ExtendWindow,
    context: &Context,
) -> Decision {
    let ExtendWindow { proposal, closes_at, reason } = command;
    let open = open_at(streams, proposal, context.now)?;
    if open.is_extended {
        return if open.closes_at == closes_at {
            Ok(vec![])
        } else {
            Err(Refusal::AlreadyExtended { closes_at: open.closes_at })
        };
    }
    if closes_at <= open.closes_at {
        return Err(Refusal::WouldShorten { closes_at: open.closes_at });
    }
    if open.not_voting().is_empty() {
        return Err(Refusal::ResultAlreadyShown);
    }
    check_window(open.opens_at, closes_at)?;
    let event = Event::WindowExtended { from: open.closes_at, closes_at, reason };
    Ok(vec![Emitted::new(proposal_stream(proposal), event)])
}
