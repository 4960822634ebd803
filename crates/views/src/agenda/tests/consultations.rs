//! Consultations: both tallies, every response, who took part.

use domain::private::MayOpen;

use super::*;

fn opened(history: &mut History) {
    let name = ExternalRef { vocabulary: "polis".to_owned(), code: "uberx".to_owned() };
    let event = Event::ConsultationOpened {
        question: "What keeps your child from school?".to_owned(),
        opens_at: at("2015-01-01"),
        closes_at: None,
        who: Audience::Anyone,
        subject_ref: None,
        external_ref: Some(name),
    };
    history.push(&stream("consultation", 1), &event);
}

fn added(history: &mut History, statement: &str, by: u8) {
    let text = fixture::sealed(statement);
    let event = Event::StatementAdded { statement: statement.to_owned(), by: person(by), text };
    history.push(&stream("consultation", 1), &event);
}

fn moderated(history: &mut History, statement: &str, moderation: Moderation) {
    let event = Event::StatementModerated { statement: statement.to_owned(), moderation, reason: None };
    history.push(&stream("consultation", 1), &event);
}

fn responded(history: &mut History, day: u32, statement: &str, by: u8, value: ResponseValue) {
    let event = Event::Responded { statement: statement.to_owned(), participant: person(by), value };
    history.at(&format!("2015-02-{day:02}T00:00:00.000000Z")).push(&stream("consultation", 1), &event);
}

fn asked() -> History {
    use ResponseValue::{Agree, Disagree, Pass};
    let mut history = History::new("agenda");
    opened(&mut history);
    added(&mut history, "0", 1);
    added(&mut history, "1", 2);
    responded(&mut history, 5, "0", 1, Agree);
    // Recorded later, said earlier: the file of a source is not in time order.
    responded(&mut history, 3, "0", 1, Disagree);
    responded(&mut history, 5, "0", 2, Pass);
    responded(&mut history, 5, "0", 2, Pass);
    responded(&mut history, 6, "1", 2, Agree);
    moderated(&mut history, "1", Moderation::Rejected);
    moderated(&mut history, "0", Moderation::Accepted);
    history
}

fn all_statements(file: &File, filter: &StatementFilter) -> Vec<Statement> {
    read(file, |connection| statements(connection, id(1), filter, Part::first(500)))
}

#[test]
fn both_tallies_come_out_of_one_log() {
    let file = asked().view(&SCHEMA);
    let statements = all_statements(&file, &StatementFilter::default());
    let [zero, one] = statements.as_slice() else { panic!("{statements:?}") };
    assert_eq!(zero.last, Counts { agree: 1, pass: 1, disagree: 0 });
    assert_eq!(zero.all, Counts { agree: 1, pass: 2, disagree: 1 });
    assert_eq!(one.all, Counts { agree: 1, ..Counts::default() }, "a rejected statement keeps its responses");
    let totals = read(&file, |connection| totals(connection, id(1)));
    assert_eq!(totals.last, Counts { agree: 2, pass: 1, disagree: 0 });
    assert_eq!(totals.all, Counts { agree: 2, pass: 2, disagree: 1 });
    assert_eq!(
        (totals.statements, totals.accepted, totals.rejected, totals.participants, totals.repeats),
        (2, 1, 1, 2, 1)
    );
}

#[test]
fn the_text_of_a_rejected_statement_is_for_members() {
    let file = asked().view(&SCHEMA);
    let of = |moderation| {
        let filter = StatementFilter { moderation: Some(moderation), by: None };
        let found = all_statements(&file, &filter);
        found.iter().map(|one| (one.statement.clone(), one.text.may_open)).collect::<Vec<_>>()
    };
    assert_eq!(of(Moderation::Accepted), [("0".to_owned(), MayOpen::Public)]);
    assert_eq!(of(Moderation::Rejected), [("1".to_owned(), MayOpen::Members)]);
}

#[test]
fn statements_are_found_by_who_made_them_and_participants_by_what_they_did() {
    let file = asked().view(&SCHEMA);
    let filter = StatementFilter { moderation: None, by: Some(person(2)) };
    assert_eq!(all_statements(&file, &filter).len(), 1);
    let voices = |part| read(&file, |connection| participants(connection, id(1), part));
    let all = voices(Part::first(10));
    let counted: Vec<_> = all.iter().map(|one| (one.responses, one.answered, one.made)).collect();
    assert_eq!(counted, [(2, 1, 1), (3, 2, 1)]);
    assert_eq!(voices(Part { limit: 10, after: Some(&person(1)) }).len(), 1);
}

#[test]
fn every_response_is_listed_in_the_order_of_the_records() {
    let file = asked().view(&SCHEMA);
    let list =
        |filter: &ResponseFilter, part| read(&file, |connection| responses(connection, id(1), filter, part));
    let all = list(&ResponseFilter::default(), Part::first(500));
    assert_eq!(all.len(), 5);
    assert_eq!((all[1].occurred_at, all[1].value), (at("2015-02-03"), ResponseValue::Disagree));
    let rest = Part { limit: 2, after: Some(all[1].sequence) };
    assert_eq!(list(&ResponseFilter::default(), rest), all[2..4]);
    let of_two = ResponseFilter { statement: Some("0".to_owned()), participant: Some(person(2)) };
    assert_eq!(list(&of_two, Part::first(500)).len(), 2);
}

#[test]
fn a_consultation_is_found_by_its_sources_name_and_reads_closed() {
    let mut history = asked();
    let event = Event::ConsultationClosed { statements: 2, participants: 2, responses: 5 };
    history.push(&stream("consultation", 1), &event);
    let file = history.view(&SCHEMA);
    let name = Named::External(ExternalRef { vocabulary: "polis".to_owned(), code: "uberx".to_owned() });
    let found = read(&file, |connection| consultation(connection, &name)).unwrap();
    assert_eq!((found.id, found.status.as_str()), (id(1), "closed"));
    assert_eq!(read(&file, |connection| consultations(connection, Part::first(10))), [found]);
}

#[test]
fn fifty_thousand_responses_are_counted_exactly() {
    const PARTICIPANTS: u8 = 250;
    const STATEMENTS: u8 = 200;
    let mut history = History::new("agenda");
    opened(&mut history);
    for statement in 0..STATEMENTS {
        added(&mut history, &statement.to_string(), 1);
    }
    for by in 0..PARTICIPANTS {
        for statement in 0..STATEMENTS {
            let value = [ResponseValue::Agree, ResponseValue::Pass][usize::from(statement % 2)];
            responded(&mut history, 5, &statement.to_string(), by, value);
        }
    }
    let file = history.view(&SCHEMA);
    let totals = read(&file, |connection| totals(connection, id(1)));
    assert_eq!(totals.all, Counts { agree: 25_000, pass: 25_000, disagree: 0 });
    assert_eq!((totals.last, totals.participants, totals.repeats), (totals.all, 250, 0));
    let first = &all_statements(&file, &StatementFilter::default())[0];
    assert_eq!(first.last, Counts { agree: 250, ..Counts::default() });
}
