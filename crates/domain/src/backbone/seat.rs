//! Seats: created for a body, filled for a term, vacated.
//!
//! A body is a code of the agenda, taken as it is: bodies are defined there, and their seats may be known first.
//! Knows no roles: who sits decides by the role `seat_holder`, which is granted beside the seat. Stream `seat/<id>`.

use super::{
    Decided, Rules,
    command::{CreateSeat, FillSeat, VacateSeat},
    event::Event,
    membership::check_active,
    person::check_registered,
    refusal::Refusal,
    state::State,
    streams,
    term::Term,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, PersonId, Uuid},
    meta::Context,
    time::plus_months,
};

/// The longest term: five years.
pub const LONGEST_TERM_MONTHS: u32 = 60;

/// A seat.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// Its terms, in the order they were given; no two share a day.
    pub sittings: Vec<Sitting>,
}

/// A term somebody sits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// Who.
    pub person: PersonId,
    /// For which organization.
    pub org: OrgId,
    /// When.
    pub term: Term,
}

fn find(streams: &Streams<State>, seat: Uuid) -> Result<&Seat, Refusal> {
    match streams.get(&streams::seat(&seat)) {
        State::Seat(found) => Ok(found),
        _ => Err(Refusal::UnknownSeat { seat }),
    }
}

impl Rules {
    pub(super) fn create_seat(streams: &Streams<State>, command: CreateSeat, context: &Context) -> Decided {
        let CreateSeat { body, lived_experience } = command;
        let seat = context.scope.new_id;
        let stream = streams::seat(&seat);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(stream, Event::SeatCreated { seat, body, lived_experience })])
    }

    pub(super) fn fill_seat(streams: &Streams<State>, command: FillSeat, context: &Context) -> Decided {
        let FillSeat { seat, person, org, from, to } = command;
        let found = find(streams, seat)?;
        let term = Term::checked(from, Some(to))?;
        let wanted = Sitting { person, org, term };
        if found.sittings.contains(&wanted) {
            return Ok(Vec::new());
        }
        // The last day belongs to the term, so the one five years later is the first beyond it.
        let latest = plus_months(from, LONGEST_TERM_MONTHS).yesterday().unwrap_or(from);
        if to > latest {
            return Err(Refusal::TermTooLong { latest });
        }
        check_registered(streams, &wanted.person)?;
        check_active(streams, context, &wanted.org)?;
        if let Some(other) = found.sittings.iter().find(|other| other.term.overlaps(&term)) {
            let (from, to) = (other.term.from, other.term.to.unwrap_or(other.term.from));
            return Err(Refusal::OverlappingTerm { person: other.person.clone(), from, to });
        }
        let Sitting { person, org, .. } = wanted;
        let event = Event::SeatFilled { seat, person, org, from, to };
        Ok(vec![Emitted::new(streams::seat(&seat), event)])
    }

    pub(super) fn vacate_seat(streams: &Streams<State>, command: VacateSeat, context: &Context) -> Decided {
        let VacateSeat { seat, person, on, reason } = command;
        let found = find(streams, seat)?;
        let on = on.unwrap_or_else(|| context.now.date());
        let holder = || found.sittings.iter().find(|sitting| sitting.term.holds_on(on));
        let Some(person) = person.or_else(|| holder().map(|sitting| sitting.person.clone())) else {
            return Ok(Vec::new());
        };
        if !found.sittings.iter().any(|sitting| sitting.person == person && sitting.term.reaches(on)) {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(streams::seat(&seat), Event::SeatVacated { seat, person, on, reason })])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    if let Event::SeatCreated { .. } = event {
        return state.begin(State::Seat(Seat::default()));
    }
    let State::Seat(seat) = state else { return };
    match event {
        Event::SeatFilled { person, org, from, to, .. } => {
            let term = Term { from: *from, to: Some(*to) };
            seat.sittings.push(Sitting { person: person.clone(), org: org.clone(), term });
        }
        Event::SeatVacated { person, on, .. } => {
            seat.sittings.retain_mut(|sitting| {
                let left = if sitting.person == *person {
                    sitting.term.ended_before(*on)
                } else {
                    Some(sitting.term)
                };
                sitting.term = left.unwrap_or(sitting.term);
                left.is_some()
            });
        }
        _ => {}
    }
}
