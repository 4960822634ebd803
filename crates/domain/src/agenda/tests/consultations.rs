//! Consultations.

use super::{
    given::*,
    world::{World, at},
};
use crate::{
    agenda::{value::*, *},
    ids::{PersonId, Uuid},
};

fn asked() -> (World, Uuid) {
    let mut world = World::new(2);
    let id = world.begin(Command::OpenConsultation(consultation()));
    (world, id)
}

#[test]
fn every_response_is_recorded_also_one_of_the_same_value() {
    let (mut world, id) = asked();
    world.did(Command::AddStatement(statements(id, &[None])));
    for _ in 0..2 {
        let events = world.did(Command::Respond(responses(id, &[("1", ResponseValue::Agree)])));
        assert!(matches!(events.as_slice(), [Event::Responded { .. }]));
    }
    let events = world.did(Command::CloseConsultation(CloseConsultation { consultation: Named::Id(id) }));
    assert_eq!(events, [Event::ConsultationClosed { statements: 1, participants: 1, responses: 2 }]);
}

#[test]
fn statements_are_numbered_on_from_those_of_the_source() {
    let mut world = World::new(2).importing();
    let id = world.begin(Command::OpenConsultation(consultation()));
    world.did(Command::AddStatementsInBulk(statements(id, &[Some("7"), None, Some("a-3"), None])));
    let keys: Vec<_> = world
        .records
        .iter()
        .filter_map(|(_, event, _)| match event {
            Event::StatementAdded { statement, .. } => Some(statement.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(keys, ["7", "8", "a-3", "9"]);
}

#[test]
fn the_rows_of_an_import_keep_their_own_moments() {
    let mut world = World::new(2).importing();
    let id = world.begin(Command::OpenConsultation(consultation()));
    world.did(Command::AddStatement(statements(id, &[Some("0")])));
    let mut rows = responses(id, &[("0", ResponseValue::Pass), ("0", ResponseValue::Disagree)]);
    let voter = PersonId::from_random([9; 16]);
    for (row, day) in rows.rows.iter_mut().zip(["2026-11-02", "2026-11-03"]) {
        row.participant = Participant::Named(voter.clone());
        row.occurred_at = Some(at(day));
    }
    world.did(Command::RespondInBulk(rows));
    let moments: Vec<_> = world.records.iter().rev().take(2).map(|(_, _, meta)| meta.occurred_at).collect();
    assert_eq!(moments, [at("2026-11-03"), at("2026-11-02")]);
}

#[test]
fn every_bad_row_is_answered_at_once_and_nothing_is_stored() {
    let (mut world, id) = asked();
    world.did(Command::AddStatement(statements(id, &[None])));
    let before = world.records.len();
    let agree = ResponseValue::Agree;
    let refusal =
        world.refuses(Command::RespondInBulk(responses(id, &[("1", agree), ("2", agree), ("3", agree)])));
    let rows = crate::decider::Refusal::rows(&refusal);
    let bad: Vec<_> = rows.iter().map(|bad| (bad.row, &*bad.column, bad.reason)).collect();
    assert_eq!(bad, [(2, "statement", "unknown_statement"), (3, "statement", "unknown_statement")]);
    assert_eq!(world.records.len(), before);
}

#[test]
fn a_statement_is_moderated_and_keeps_its_responses() {
    let (mut world, id) = asked();
    world.did(Command::AddStatement(statements(id, &[None])));
    world.did(Command::Respond(responses(id, &[("1", ResponseValue::Agree)])));
    world.did(Command::ModerateStatement(moderations(id, &[("1", Moderation::Rejected)])));
    world.did(Command::ModerateStatementsInBulk(moderations(id, &[("1", Moderation::Accepted)])));
    let events = world.did(Command::CloseConsultation(CloseConsultation { consultation: Named::Id(id) }));
    assert_eq!(events, [Event::ConsultationClosed { statements: 1, participants: 1, responses: 1 }]);
}

#[test]
fn a_consultation_is_about_something_that_stands() {
    let mut world = drafted(2);
    let mut ask = consultation();
    ask.subject_ref = Some(ConsultationSubject::Goal { code: code("READ") });
    assert_eq!(world.did(Command::OpenConsultation(ask)).len(), 1);
}

#[test]
fn an_imported_consultation_is_opened_once() {
    let mut world = World::new(2).importing();
    let mut ask = consultation();
    ask.external_ref = Some(external("uberx"));
    world.did(Command::OpenConsultation(ask.clone()));
    assert_eq!(world.did(Command::OpenConsultation(ask)), []);
    let mut add = statements(Uuid::nil(), &[Some("0")]);
    add.consultation = Named::External(external("uberx"));
    assert_eq!(world.did(Command::AddStatementsInBulk(add)).len(), 1);
}
