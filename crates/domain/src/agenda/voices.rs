//! What is said in a consultation: statements, their moderation, responses; one at a time or in bulk.
//!
//! A row is checked alike both ways. Alone, its refusal is the answer; in bulk, every bad row is answered at
//! once and nothing is stored. Every good row becomes an event of its own.

use std::collections::BTreeMap;

use super::{
    AddStatements, Decision, Event, MAX_ROWS, ModerateStatements, Refusal, Respond, ResponseRow, State,
    StatementRow,
    consultation::{Consultation, Standing, known},
    routing::{consultation_id, consultation_stream},
    value::{Audience, Moderation, Named, Participant},
};
use crate::{
    decider::{BadRow, Emitted, Refusal as _, Streams},
    ids::{PersonId, StreamId},
    meta::{Context, Role},
    time::Timestamp,
};

/// The rows of a command on their way through the checks.
struct Hearing<'a> {
    there: &'a Consultation,
    stream: StreamId,
    context: &'a Context,
    is_bulk: bool,
}

pub(super) fn add_one(streams: &Streams<State>, command: AddStatements, context: &Context) -> Decision {
    Hearing::new(streams, &command.consultation, context, false)?.add(command.rows)
}

pub(super) fn add_many(streams: &Streams<State>, command: AddStatements, context: &Context) -> Decision {
    Hearing::new(streams, &command.consultation, context, true)?.add(command.rows)
}

pub(super) fn moderate_one(
    streams: &Streams<State>,
    command: ModerateStatements,
    context: &Context,
) -> Decision {
    Hearing::new(streams, &command.consultation, context, false)?.moderate(command)
}

pub(super) fn moderate_many(
    streams: &Streams<State>,
    command: ModerateStatements,
    context: &Context,
) -> Decision {
    Hearing::new(streams, &command.consultation, context, true)?.moderate(command)
}

pub(super) fn respond_one(streams: &Streams<State>, command: Respond, context: &Context) -> Decision {
    Hearing::new(streams, &command.consultation, context, false)?.respond(command.rows)
}

pub(super) fn respond_many(streams: &Streams<State>, command: Respond, context: &Context) -> Decision {
    Hearing::new(streams, &command.consultation, context, true)?.respond(command.rows)
}

impl<'a> Hearing<'a> {
    fn new(
        streams: &'a Streams<State>,
        name: &Named,
        context: &'a Context,
        is_bulk: bool,
    ) -> Result<Self, Refusal> {
        let id = consultation_id(name, &context.scope);
        let there = known(streams, id)?;
        if there.standing == Standing::Closed {
            return Err(Refusal::ConsultationClosed);
        }
        Ok(Self { there, stream: consultation_stream(id), context, is_bulk })
    }

    fn add(&self, rows: Vec<StatementRow>) -> Decision {
        let mut last_number = self.there.last_number;
        let mut new_keys = std::collections::BTreeSet::new();
        self.each(rows, |row| {
            self.check_time(row.occurred_at)?;
            let by = self.voice(row.by)?;
            let statement = row.key.unwrap_or_else(|| last_number.saturating_add(1).to_string());
            last_number = last_number.max(statement.parse().unwrap_or(0));
            if self.there.statements.contains_key(&statement) || !new_keys.insert(statement.clone()) {
                return Err(Refusal::StatementExists { statement });
            }
            Ok((Event::StatementAdded { statement, by, text: row.text }, row.occurred_at))
        })
    }

    fn moderate(&self, command: ModerateStatements) -> Decision {
        let mut moderated: BTreeMap<String, Moderation> = BTreeMap::new();
        self.each(command.rows, |row| {
            let statement = row.statement;
            let Some(before) = self.there.statements.get(&statement) else {
                return Err(Refusal::UnknownStatement { statement });
            };
            let before = moderated.get(&statement).copied().or(*before);
            if before == Some(row.moderation) {
                return Err(Refusal::AlreadyModeratedSo { statement });
            }
            moderated.insert(statement.clone(), row.moderation);
            let (moderation, reason) = (row.moderation, row.reason);
            Ok((Event::StatementModerated { statement, moderation, reason }, None))
        })
    }

    fn respond(&self, rows: Vec<ResponseRow>) -> Decision {
        self.each(rows, |row| {
            self.check_time(row.occurred_at)?;
            let participant = self.voice(row.participant)?;
            let (statement, value) = (row.statement, row.value);
            if !self.there.statements.contains_key(&statement) {
                return Err(Refusal::UnknownStatement { statement });
            }
            Ok((Event::Responded { statement, participant, value }, row.occurred_at))
        })
    }

    /// All rows become events, or the bad ones are answered.
    fn each<R>(
        &self,
        rows: Vec<R>,
        mut check: impl FnMut(R) -> Result<(Event, Option<Timestamp>), Refusal>,
    ) -> Decision {
        let count = rows.len();
        if !(1..=MAX_ROWS).contains(&count) {
            return Err(Refusal::TooManyRows { count });
        }
        let (mut events, mut bad) = (Vec::with_capacity(count), Vec::new());
        for (row, number) in rows.into_iter().zip(1_u32..) {
            match check(row) {
                Ok((event, occurred_at)) => {
                    events.push(Emitted { stream: self.stream.clone(), event, occurred_at });
                }
                Err(refusal) if self.is_bulk => bad.push(bad_row(number, &refusal)),
                Err(refusal) => return Err(refusal),
            }
        }
        if bad.is_empty() { Ok(events) } else { Err(Refusal::BadRows { rows: bad }) }
    }

    /// Whether the row is within the consultation's time: its own, where an import states one.
    fn check_time(&self, occurred_at: Option<Timestamp>) -> Result<(), Refusal> {
        if occurred_at.is_some() && !self.context.scope.imported {
            return Err(Refusal::OccurredAtNotTaken);
        }
        // A command's own moment has passed; so has a row's, when it lies before that.
        if occurred_at.is_some_and(|moment| self.context.now < moment) {
            return Err(Refusal::OccurredAfterCommand { latest: self.context.now });
        }
        self.there.check_hears_at(occurred_at.unwrap_or(self.context.now))
    }

    /// Whose voice it is, and whether it may be heard here.
    fn voice(&self, participant: Participant) -> Result<PersonId, Refusal> {
        let actor = &self.context.scope.actor;
        let person = match participant {
            Participant::Caller => actor.reference.parse().map_err(|_| Refusal::ParticipantMissing)?,
            Participant::Named(person) if person.as_str() == actor.reference => person,
            Participant::Named(person) => {
                if !self.context.scope.imported && actor.role != Role::BackboneStaff {
                    return Err(Refusal::NotYourOwnVoice);
                }
                person
            }
        };
        if self.there.who == Audience::Members && !self.context.scope.imported {
            let roster = &self.context.facts.roster;
            let org = roster
                .persons
                .get(person.as_str())
                .or_else(|| actor.org.as_ref().filter(|_| person.as_str() == actor.reference));
            if !org.is_some_and(|org| roster.is_active(org)) {
                return Err(Refusal::MembersOnly);
            }
        }
        Ok(person)
    }
}

fn bad_row(row: u32, refusal: &Refusal) -> BadRow {
    BadRow {
        row,
        column: refusal.field().unwrap_or_default().into(),
        reason: refusal.reason(),
        message: refusal.to_string(),
    }
}
