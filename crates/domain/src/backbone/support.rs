//! Support: a member asks the backbone for help, somebody with the skills is put on it, and it is closed.
//!
//! Knows no work done on it. Stream `support/<id>`; what staff can do stands in the streams of the persons, and for
//! the whole of the staff in the roster.

use std::collections::BTreeSet;

use super::{
    Decided, Rules,
    command::{AssignSupport, CloseSupport, RequestSupport},
    event::Event,
    membership::check_active,
    person::check_registered,
    refusal::Refusal,
    skill::Skill,
    staff::{Employment, employments},
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, PersonId, Uuid},
    meta::{Context, Role},
    time::Date,
};

/// The members of the staff that a refusal names; more could not be read at a glance.
const MOST_NAMED: usize = 50;

/// What somebody can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skilled {
    /// The pseudonym.
    pub person: String,
    /// The skills.
    pub skills: BTreeSet<Skill>,
}

/// A request for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Who asked.
    pub org: OrgId,
    /// What is needed to answer it.
    pub skills: BTreeSet<Skill>,
    /// Who is put on it.
    pub staff: Option<PersonId>,
    /// Whether it is closed.
    pub is_closed: bool,
}

fn find(streams: &Streams<State>, support: Uuid) -> Result<&Support, Refusal> {
    match streams.get(&streams::support(&support)) {
        State::Support(found) => Ok(found),
        _ => Err(Refusal::UnknownSupport { support }),
    }
}

/// A representative speaks for the own organization; staff for any.
fn check_speaks_for(org: &OrgId, context: &Context) -> Result<(), Refusal> {
    let actor = &context.scope.actor;
    if actor.role == Role::OrgRepresentative && actor.org.as_ref() != Some(org) {
        return Err(Refusal::NotAuthorizedForOrg { org: org.clone() });
    }
    Ok(())
}

/// Who of the staff has which skills on a day, by pseudonym.
fn skilled(context: &Context, today: Date) -> Vec<Skilled> {
    let staff = context.facts.roster.staff.iter();
    let skills_of = |(person, known): (&String, &Vec<Employment>)| {
        let holding = known.iter().filter(|known| known.term.holds_on(today));
        let skills: BTreeSet<Skill> = holding.flat_map(|known| known.skills.iter().copied()).collect();
        (!skills.is_empty()).then(|| Skilled { person: person.clone(), skills })
    };
    staff.filter_map(skills_of).take(MOST_NAMED).collect()
}

impl Rules {
    pub(super) fn request_support(
        streams: &Streams<State>,
        command: RequestSupport,
        context: &Context,
    ) -> Decided {
        let RequestSupport { org, function, skills, what, by } = command;
        let support = context.scope.new_id;
        let stream = streams::support(&support);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        check_speaks_for(&org, context)?;
        check_active(streams, context, &org)?;
        let today = context.now.date();
        if by < today {
            return Err(Refusal::ByInPast { today });
        }
        Ok(vec![Emitted::new(stream, Event::SupportRequested { support, org, function, skills, what, by })])
    }

    pub(super) fn assign_support(
        streams: &Streams<State>,
        command: AssignSupport,
        context: &Context,
    ) -> Decided {
        let AssignSupport { support, staff } = command;
        let found = find(streams, support)?;
        if found.is_closed {
            return Err(Refusal::SupportClosed { support });
        }
        if found.staff.as_ref() == Some(&staff) {
            return Ok(Vec::new());
        }
        check_registered(streams, &staff)?;
        let today = context.now.date();
        let known = employments(streams, &staff).iter().filter(|known| known.term.holds_on(today));
        let has: BTreeSet<Skill> = known.clone().flat_map(|known| known.skills.iter().copied()).collect();
        let lacking: Vec<Skill> = found.skills.difference(&has).copied().collect();
        if known.count() == 0 || !lacking.is_empty() {
            return Err(Refusal::NoStaffWithSkill { lacking, staff: skilled(context, today) });
        }
        Ok(vec![Emitted::new(streams::support(&support), Event::SupportAssigned { support, staff })])
    }

    pub(super) fn close_support(
        streams: &Streams<State>,
        command: CloseSupport,
        context: &Context,
    ) -> Decided {
        let CloseSupport { support, outcome } = command;
        let found = find(streams, support)?;
        check_speaks_for(&found.org, context)?;
        if found.is_closed {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(streams::support(&support), Event::SupportClosed { support, outcome })])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::SupportRequested { org, skills, .. }) => {
            let (org, skills) = (org.clone(), skills.clone());
            state.begin(State::Support(Support { org, skills, staff: None, is_closed: false }));
        }
        (State::Support(known), Event::SupportAssigned { staff, .. }) => known.staff = Some(staff.clone()),
        (State::Support(known), Event::SupportClosed { .. }) => known.is_closed = true,
        _ => {}
    }
}
