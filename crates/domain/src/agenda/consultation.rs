//! Consultations: a question, statements, and what the community says to them. Open → Closed.
//!
//! Knows no results: they are counted from the records (views), and every response stays one. What is said in a
//! consultation stands in `voices.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CloseConsultation, Decision, Event, OpenConsultation, Refusal, State,
    routing::{consultation_id, consultation_stream, id_of_new, subject_stream},
    value::{Audience, ConsultationSubject, Moderation},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{PersonId, Uuid},
    meta::Context,
    time::Timestamp,
};

/// A consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    pub(super) question: String,
    pub(super) opens_at: Timestamp,
    pub(super) closes_at: Option<Timestamp>,
    pub(super) who: Audience,
    pub(super) standing: Standing,
    pub(super) statements: BTreeMap<String, Option<Moderation>>,
    /// The highest statement key that is a number.
    pub(super) last_number: u64,
    participants: BTreeSet<PersonId>,
    responses: u32,
}

/// How far a consultation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Closed,
}

impl Consultation {
    pub(super) fn begin(event: &Event) -> Option<Self> {
        let Event::ConsultationOpened { question, opens_at, closes_at, who, .. } = event else { return None };
        Some(Self {
            question: question.clone(),
            opens_at: *opens_at,
            closes_at: *closes_at,
            who: *who,
            standing: Standing::Open,
            statements: BTreeMap::new(),
            last_number: 0,
            participants: BTreeSet::new(),
            responses: 0,
        })
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::StatementAdded { statement, .. } => {
                self.last_number = self.last_number.max(statement.parse().unwrap_or(0));
                self.statements.insert(statement.clone(), None);
            }
            Event::StatementModerated { statement, moderation, .. } => {
                if let Some(standing) = self.statements.get_mut(statement) {
                    *standing = Some(*moderation);
                }
            }
            Event::Responded { participant, .. } => {
                if !self.participants.contains(participant) {
                    self.participants.insert(participant.clone());
                }
                self.responses = self.responses.saturating_add(1);
            }
            Event::ConsultationClosed { .. } => self.standing = Standing::Closed,
            _ => {}
        }
    }

    /// Refuses what is said outside the consultation's time.
    pub(super) fn check_hears_at(&self, moment: Timestamp) -> Result<(), Refusal> {
        if self.standing == Standing::Closed || self.closes_at.is_some_and(|closes_at| closes_at <= moment) {
            return Err(Refusal::ConsultationClosed);
        }
        if moment < self.opens_at {
            return Err(Refusal::ConsultationNotOpenYet { opens_at: self.opens_at });
        }
        Ok(())
    }
}

/// The consultation a command names.
pub(super) fn known(streams: &Streams<State>, id: Uuid) -> Result<&Consultation, Refusal> {
    streams
        .get(&consultation_stream(id))
        .consultation()
        .ok_or(Refusal::UnknownConsultation { consultation: id })
}

pub(super) fn open(streams: &Streams<State>, command: OpenConsultation, context: &Context) -> Decision {
    let stream =
        consultation_stream(id_of_new(command.external_ref.as_ref(), "consultation", &context.scope));
    let OpenConsultation { question, opens_at, closes_at, who, subject_ref, external_ref } = command;
    if let Some(there) = streams.get(&stream).consultation() {
        let is_unchanged = there.question == question
            && there.opens_at == opens_at
            && there.closes_at == closes_at
            && there.who == who;
        return if is_unchanged { Ok(vec![]) } else { Err(Refusal::ConsultationExists) };
    }
    if closes_at.is_some_and(|closes_at| closes_at <= opens_at) {
        return Err(Refusal::ClosesBeforeOpens);
    }
    if let Some(subject) = &subject_ref {
        check_subject(streams, subject)?;
    }
    let event = Event::ConsultationOpened { question, opens_at, closes_at, who, subject_ref, external_ref };
    Ok(vec![Emitted::new(stream, event)])
}

fn check_subject(streams: &Streams<State>, subject: &ConsultationSubject) -> Result<(), Refusal> {
    let stream = subject_stream(subject);
    let state = streams.get(&stream);
    let exists = match subject {
        ConsultationSubject::Agenda => state.live_agenda().is_some(),
        ConsultationSubject::Goal { code } => {
            state.live_agenda().is_some_and(|live| live.text.goals.contains_key(code))
        }
        ConsultationSubject::Proposal { .. } => state.proposal().is_some(),
        ConsultationSubject::Matter { .. } => state.matter().is_some(),
    };
    if exists {
        return Ok(());
    }
    let expected = "accepted is what stands in this initiative's agenda";
    Err(Refusal::UnknownSubject { subject: stream.to_string(), expected })
}

pub(super) fn close(streams: &Streams<State>, command: &CloseConsultation, context: &Context) -> Decision {
    let id = consultation_id(&command.consultation, &context.scope);
    let there = known(streams, id)?;
    if there.standing == Standing::Closed {
        return Err(Refusal::AlreadyClosed);
    }
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let event = Event::ConsultationClosed {
        statements: count(there.statements.len()),
        participants: count(there.participants.len()),
        responses: there.responses,
    };
    Ok(vec![Emitted::new(consultation_stream(id), event)])
}
