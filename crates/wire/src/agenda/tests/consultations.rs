//! Consultations on the wire.

use super::*;

fn response(statement: &str, participant: &str) -> pb::ResponseRow {
    pb::ResponseRow {
        statement: statement.to_owned(),
        participant: participant.to_owned(),
        value: pb::ResponseValue::Pass.into(),
        occurred_at: "2015-06-30T08:49:52.085Z".to_owned(),
    }
}

#[test]
fn responses_come_in_many_messages_and_codes_become_pseudonyms() {
    let first = pb::RespondInBulkRequest {
        meta: meta(),
        consultation: by_name("uberx"),
        rows: vec![response("0", "712")],
        participant_vocabulary: "polis".to_owned(),
    };
    let rest = pb::RespondInBulkRequest { rows: vec![response("1", "712")], ..Default::default() };
    let (_, Command::RespondInBulk(command)) =
        parse_respond_in_bulk(&[first.clone(), rest], &pseudonym).unwrap()
    else {
        panic!()
    };
    let expected = pseudonym(&"cluj-school".parse().unwrap(), "polis", "712");
    assert_eq!(command.rows.len(), 2);
    assert!(command.rows.iter().all(|row| row.participant == Participant::Named(expected.clone())));
    let mut other = first.clone();
    other.consultation = by_name("another");
    assert_eq!(fields(parse_respond_in_bulk(&[first.clone(), other], &pseudonym)), ["meta"]);
    let mut bad = first;
    bad.rows = vec![response("a b", "712"), pb::ResponseRow { value: 0, ..response("1", "") }];
    assert_eq!(fields(parse_respond_in_bulk(&[bad], &pseudonym)), ["rows[0].statement", "rows[1].value"]);
    assert_eq!(fields(parse_respond_in_bulk(&[], &pseudonym)), ["meta", "consultation", "rows"]);
}

#[test]
fn one_response_is_the_callers_own_unless_it_names_a_pseudonym() {
    let mut request = pb::RespondRequest {
        meta: meta(),
        consultation: by_id(ID),
        row: Some(response("0", "")),
        participant_vocabulary: String::new(),
    };
    let voice = |request: &pb::RespondRequest| {
        let (_, Command::Respond(command)) = parse_respond(request, &pseudonym).unwrap() else { panic!() };
        command.rows[0].participant.clone()
    };
    assert_eq!(voice(&request), Participant::Caller);
    request.row = Some(response("0", "p_00000000000000000000000000000001"));
    assert!(matches!(voice(&request), Participant::Named(_)));
    request.row = Some(response("0", "712"));
    assert_eq!(fields(parse_respond(&request, &pseudonym)), ["row.participant"]);
}

#[test]
fn statements_and_moderations_are_read_one_by_one_and_in_bulk() {
    let row = pb::StatementRow { text: "the bus\ncomes late".to_owned(), ..Default::default() };
    let one = pb::AddStatementRequest {
        meta: meta(),
        consultation: by_id(ID),
        row: Some(row.clone()),
        participant_vocabulary: String::new(),
    };
    assert!(matches!(parse_add_statement(&one, &pseudonym), Ok((_, Command::AddStatement(_)))));
    let many = pb::AddStatementsInBulkRequest {
        meta: meta(),
        consultation: by_id(ID),
        rows: vec![row, pb::StatementRow::default()],
        participant_vocabulary: String::new(),
    };
    assert_eq!(fields(parse_add_statements_in_bulk(&[many], &pseudonym)), ["rows[1].text"]);
    let row = pb::ModerationRow {
        statement: "0".to_owned(),
        moderation: pb::Moderation::Rejected.into(),
        reason: String::new(),
    };
    let one = pb::ModerateStatementRequest { meta: meta(), consultation: by_id(ID), row: Some(row.clone()) };
    assert!(matches!(parse_moderate_statement(&one), Ok((_, Command::ModerateStatement(_)))));
    let many = pb::ModerateStatementsInBulkRequest {
        meta: meta(),
        consultation: by_id(ID),
        rows: vec![row, pb::ModerationRow::default()],
    };
    assert_eq!(
        fields(parse_moderate_statements_in_bulk(&[many])),
        ["rows[1].statement", "rows[1].moderation"]
    );
}

#[test]
fn a_consultation_is_read() {
    let subject = ConsultationSubject::Goal { code: "READ".parse().unwrap() };
    let request = pb::OpenConsultationRequest {
        meta: meta(),
        question: "What keeps your child from school?".to_owned(),
        opens_at: "2026-11-23".to_owned(),
        closes_at: String::new(),
        who: pb::Audience::Anyone.into(),
        subject_ref: Some(consultation_subject(&subject)),
        external_ref: None,
    };
    let (_, Command::OpenConsultation(command)) = parse_open_consultation(&request).unwrap() else {
        panic!()
    };
    assert_eq!((command.closes_at, command.subject_ref), (None, Some(subject)));
    let empty = pb::OpenConsultationRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_open_consultation(&empty)), ["question", "opens_at", "who"]);
    let empty = pb::CloseConsultationRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_close_consultation(&empty)), ["consultation"]);
}
