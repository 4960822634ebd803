//! Staff: who works for the backbone, in which function, with which skills, for how much of a working week.
//!
//! An employment stands in the stream of its person, so that all of a person's are weighed together. Knows no
//! wages and no rights: what staff may command is the role `backbone_staff`, granted beside the employment.

use std::collections::BTreeSet;

use super::{
    Decided, Rules,
    command::{EmployStaff, ReleaseStaff},
    event::Event,
    function,
    initiative::convener,
    person::check_registered,
    refusal::Refusal,
    roles::Holder,
    skill::Skill,
    state::State,
    streams,
    term::Term,
    words::Function,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, PersonId},
    meta::{Context, Role},
    time::Date,
};

/// A full-time equivalent, in basis points: nobody works more than one.
pub const FULL_TIME_BP: u32 = 10_000;

/// Work for the backbone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employment {
    /// For what.
    pub function: Function,
    /// How much of a full working week, in basis points.
    pub fte_bp: u16,
    /// What the person can do.
    pub skills: BTreeSet<Skill>,
    /// When.
    pub term: Term,
}

/// The organization a registered person is of.
fn organization<'a>(streams: &'a Streams<State>, person: &PersonId) -> Option<&'a OrgId> {
    match streams.get(&streams::person(person)) {
        State::Holder(held) => held.profile.as_ref(),
        _ => None,
    }
}

/// What is known of a person's work.
pub(super) fn employments<'a>(streams: &'a Streams<State>, person: &PersonId) -> &'a [Employment] {
    match streams.get(&streams::person(person)) {
        State::Holder(held) => &held.employments,
        _ => &[],
    }
}

/// Refuses a person who is neither of the convener, nor of an organization that has the function when the work
/// begins, nor holds the role of staff.
fn check_of_the_backbone(
    streams: &Streams<State>,
    person: &PersonId,
    function: Function,
    from: Date,
    context: &Context,
) -> Result<(), Refusal> {
    let org = organization(streams, person);
    let is_staff = |held: &Holder| {
        held.grants.iter().any(|grant| grant.role == Role::BackboneStaff && grant.holds_at(context.now))
    };
    let by_role = matches!(streams.get(&streams::person(person)), State::Holder(held) if is_staff(held));
    let by_function = org.is_some_and(|org| function::has(streams, function, org, from));
    if by_role || by_function || (org.is_some() && org == convener(context)) {
        return Ok(());
    }
    Err(Refusal::NotOfTheBackbone { person: person.clone() })
}

/// Refuses work that would make more than one full time of all that is done on one day.
fn check_full_time(known: &[Employment], wanted: &Employment) -> Result<(), Refusal> {
    let beside = || known.iter().filter(|other| other.term.overlaps(&wanted.term));
    // The load changes where a work begins: no day has more than one of these.
    let starts = beside().map(|other| other.term.from.max(wanted.term.from)).chain([wanted.term.from]);
    let load = |day: Date| -> u32 {
        beside().filter(|other| other.term.holds_on(day)).map(|other| u32::from(other.fte_bp)).sum()
    };
    let heaviest = starts.map(|day| (load(day), std::cmp::Reverse(day))).max();
    let (taken, on) = heaviest.map_or((0, wanted.term.from), |(taken, day)| (taken, day.0));
    if taken + u32::from(wanted.fte_bp) <= FULL_TIME_BP {
        return Ok(());
    }
    Err(Refusal::FteOver10000 { on, left_bp: FULL_TIME_BP.saturating_sub(taken) })
}

impl Rules {
    pub(super) fn employ_staff(streams: &Streams<State>, command: EmployStaff, context: &Context) -> Decided {
        let EmployStaff { person, function, fte_bp, skills, from, to } = command;
        check_registered(streams, &person)?;
        let wanted = Employment { function, fte_bp, skills, term: Term::checked(from, to)? };
        let known = employments(streams, &person);
        if known.contains(&wanted) {
            return Ok(Vec::new());
        }
        check_of_the_backbone(streams, &person, function, from, context)?;
        check_full_time(known, &wanted)?;
        let (stream, skills) = (streams::person(&person), wanted.skills);
        let event = Event::StaffEmployed { person, function, fte_bp, skills, from, to };
        Ok(vec![Emitted::new(stream, event)])
    }

    pub(super) fn release_staff(
        streams: &Streams<State>,
        command: ReleaseStaff,
        context: &Context,
    ) -> Decided {
        let ReleaseStaff { person, function, on, reason } = command;
        let on = on.unwrap_or_else(|| context.now.date());
        let mut of_function =
            employments(streams, &person).iter().filter(|known| known.function == function).peekable();
        if of_function.peek().is_none() {
            return Err(Refusal::NotEmployed { person, function });
        }
        if !of_function.any(|known| known.term.reaches(on)) {
            return Ok(Vec::new());
        }
        let stream = streams::person(&person);
        Ok(vec![Emitted::new(stream, Event::StaffReleased { person, function, on, reason })])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    state.begin(State::Holder(Holder::default()));
    if let State::Holder(held) = state {
        take(&mut held.employments, event);
    }
}

/// Takes an event into what is known of a person's work.
pub(super) fn take(known: &mut Vec<Employment>, event: &Event) {
    match event {
        Event::StaffEmployed { function, fte_bp, skills, from, to, .. } => {
            let term = Term { from: *from, to: *to };
            let (function, fte_bp, skills) = (*function, *fte_bp, skills.clone());
            known.push(Employment { function, fte_bp, skills, term });
        }
        // What had not begun stays known, with a last day before its first: it holds on no day.
        Event::StaffReleased { function, on, .. } => {
            let last = on.yesterday().unwrap_or(*on);
            let ending = known.iter_mut().filter(|known| known.function == *function);
            for ended in ending.filter(|known| known.term.reaches(*on)) {
                ended.term.to = Some(last);
            }
        }
        _ => {}
    }
}
