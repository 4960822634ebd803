//! The queries on the wire.

use super::*;

#[test]
fn every_query_says_as_of_when() {
    let matter = pb::GetMatterRequest { meta: query(), matter: by_name("Int 1") };
    let asked = parse_get_matter(&matter).unwrap();
    assert!(matches!(asked.question.as_of, Some(AsOf::EffectiveAt { .. })));
    assert!(matches!(asked.which, Named::External(_)));
    let list = pb::ListProposalsRequest {
        meta: query(),
        page: None,
        status: "open".to_owned(),
        kind: pb::ProposalKind::Waive.into(),
    };
    let asked = parse_list_proposals(&list).unwrap();
    assert_eq!((asked.of.status, asked.of.kind), (Some("open"), Some(ProposalKind::Waive)));
    let list = pb::ListProposalsRequest { status: NOT_ONE.to_owned(), ..list };
    assert_eq!(fields(parse_list_proposals(&list)), ["status"]);
    let list = pb::ListStatementsRequest { meta: query(), consultation: by_id(ID), ..Default::default() };
    assert_eq!(parse_list_statements(&list).unwrap().of.moderation, None);
    let list = pb::ListResponsesRequest {
        meta: None,
        consultation: by_id(NOT_ONE),
        participant: NOT_ONE.to_owned(),
        ..Default::default()
    };
    assert_eq!(fields(parse_list_responses(&list)), ["meta", "consultation.id", "participant"]);
}

#[test]
fn what_was_asked_wrongly_in_the_other_queries_is_told() {
    assert_eq!(fields(parse_get_agenda(&pb::GetAgendaRequest { meta: None })), ["meta"]);
    let request = pb::GetAgendaVersionRequest { meta: query(), version: 0 };
    assert_eq!(fields(parse_get_agenda_version(&request)), ["version"]);
    let request = pb::GetProposalRequest { meta: query(), proposal_id: NOT_ONE.to_owned() };
    assert_eq!(fields(parse_get_proposal(&request)), ["proposal_id"]);
    let page = Some(common::Page { page_size: 501, page_token: String::new() });
    let request = pb::ListAmendmentsRequest { meta: query(), page: page.clone(), ..Default::default() };
    assert_eq!(fields(parse_list_amendments(&request)), ["page.page_size", "proposal_id"]);
    let request = pb::GetTimelineRequest { meta: query(), page: None, stream: NOT_ONE.to_owned() };
    assert_eq!(fields(parse_get_timeline(&request)), ["stream"]);
    let request =
        pb::ListMattersRequest { meta: query(), page: None, kind: NOT_ONE.to_owned(), standing: 99 };
    assert_eq!(fields(parse_list_matters(&request)), ["kind", "standing"]);
    let bodies = pb::ListBodiesRequest { meta: query(), page: page.clone() };
    assert_eq!(fields(parse_list_bodies(&bodies)), ["page.page_size"]);
    let request = pb::ListAgendaVersionsRequest { meta: query(), page: page.clone() };
    assert_eq!(fields(parse_list_agenda_versions(&request)), ["page.page_size"]);
    let request = pb::ListConsultationsRequest { meta: query(), page };
    assert_eq!(fields(parse_list_consultations(&request)), ["page.page_size"]);
    let request = pb::GetMeetingDecisionRequest { meta: query(), decision: None };
    assert_eq!(fields(parse_get_meeting_decision(&request)), ["decision"]);
    let request = pb::GetConsultationRequest { meta: query(), consultation: None };
    assert_eq!(fields(parse_get_consultation(&request)), ["consultation"]);
    let request = pb::ListParticipantsRequest { meta: query(), ..Default::default() };
    assert_eq!(fields(parse_list_participants(&request)), ["consultation"]);
}
