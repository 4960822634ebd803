//! The agenda's messages become commands and queries, and every bad field is told at once.

mod consultations;
mod questions;

use domain::{
    agenda::{Command, value::*},
    ids::{PersonId, Slug, Uuid},
};

use super::*;
use crate::{
    AsOf, Malformed,
    pb::{agenda as pb, common},
};

const ID: &str = "0193a000-0000-7000-8000-000000000001";
const ORG: &str = "o_00000000000000000000000000000001";
const NOT_ONE: &str = "not one";

fn meta() -> Option<common::CommandMeta> {
    let (command_id, initiative) = (ID.to_owned(), "cluj-school".to_owned());
    Some(common::CommandMeta { command_id, initiative, ..common::CommandMeta::default() })
}

fn query() -> Option<common::QueryMeta> {
    let initiative = "cluj-school".to_owned();
    let point = Some(common::as_of::Point::EffectiveAt("2026-11-23".to_owned()));
    let as_of = Some(common::AsOf { point, known_at: None });
    Some(common::QueryMeta { initiative, as_of, ..common::QueryMeta::default() })
}

fn by_id(id: &str) -> Option<pb::Reference> {
    Some(pb::Reference { name: Some(pb::reference::Name::Id(id.to_owned())) })
}

fn by_name(code: &str) -> Option<pb::Reference> {
    let name = common::ExternalRef { vocabulary: "nyc".to_owned(), code: code.to_owned() };
    Some(pb::Reference { name: Some(pb::reference::Name::ExternalRef(name)) })
}

fn fields<T: std::fmt::Debug>(parsed: Result<T, Malformed>) -> Vec<String> {
    parsed.unwrap_err().violations.into_iter().map(|violation| violation.field).collect()
}

fn pseudonym(initiative: &Slug, vocabulary: &str, code: &str) -> PersonId {
    let hash = domain::ids::hash_parts(&[initiative.as_str(), vocabulary, code]);
    PersonId::from_random(hash[..16].try_into().unwrap())
}

fn proposal() -> pb::DraftProposalRequest {
    let counting = pb::Counting {
        method: pb::Method::Supermajority.into(),
        quorum_bp: 6_000,
        threshold_bp: Some(6_667),
    };
    let set_section =
        pb::change::SetSection { section: pb::Section::Vision.into(), text: " All of them ".to_owned() };
    let set_goal = pb::Goal {
        code: "READ".to_owned(),
        statement: "all read".to_owned(),
        desired_condition: "aloud".to_owned(),
        lead_sector: String::new(),
    };
    let change = |change| pb::Change { change: Some(change) };
    pb::DraftProposalRequest {
        meta: meta(),
        kind: pb::ProposalKind::AmendAgenda.into(),
        subject_ref: Some(subject_ref(&SubjectRef::Agenda)),
        subject_hash: "ab".repeat(32),
        text: "Let us".to_owned(),
        changes: vec![
            change(pb::change::Change::SetSection(set_section)),
            change(pb::change::Change::SetGoal(set_goal)),
        ],
        rule: Some(pb::Rule {
            counting: Some(counting),
            reason_policy: pb::ReasonPolicy::Required.into(),
            body: "STEERING".to_owned(),
        }),
    }
}

#[test]
fn a_proposal_is_read_whole_and_its_words_go_out_as_they_came() {
    let request = proposal();
    let (_, Command::DraftProposal(command)) = parse_draft_proposal(&request).unwrap() else { panic!() };
    assert_eq!(command.changes.len(), 2);
    assert!(matches!(&command.changes[0], Change::SetSection { text, .. } if text == "All of them"));
    assert_eq!(rule(&command.rule), request.rule.unwrap());
    assert_eq!(change(&command.changes[1]), request.changes[1]);
    assert_eq!(kind(command.kind), pb::ProposalKind::AmendAgenda);
}

#[test]
fn every_bad_field_of_a_proposal_is_told_by_its_path() {
    let mut request = proposal();
    request.meta = None;
    request.kind = 0;
    request.subject_ref = Some(pb::SubjectRef { subject: None });
    request.subject_hash = NOT_ONE.to_owned();
    request.text = " ".to_owned();
    request.changes[0].change = None;
    if let Some(pb::change::Change::SetGoal(goal)) = &mut request.changes[1].change {
        (goal.code, goal.lead_sector) = (NOT_ONE.to_owned(), NOT_ONE.to_owned());
    }
    request.rule.as_mut().unwrap().counting = None;
    assert_eq!(
        fields(parse_draft_proposal(&request)),
        [
            "meta",
            "kind",
            "subject_ref",
            "subject_hash",
            "text",
            "changes[0]",
            "changes[1].set_goal.code",
            "changes[1].set_goal.lead_sector",
            "rule.counting"
        ]
    );
}

#[test]
fn subjects_go_in_and_out_alike() {
    let context = domain::meta::ContextName::Backbone;
    let code = |text: &str| text.parse().unwrap();
    let subjects = [
        SubjectRef::Agenda,
        SubjectRef::IndicatorSet { indicators: vec![IndicatorRef { code: code("A"), version: 2 }] },
        SubjectRef::Charter { file: "ab".repeat(32) },
        SubjectRef::Record { context, id: "assessment/1".to_owned() },
    ];
    for subject in subjects {
        let mut request = proposal();
        request.subject_ref = Some(subject_ref(&subject));
        let (_, Command::DraftProposal(command)) = parse_draft_proposal(&request).unwrap() else { panic!() };
        assert_eq!(command.subject_ref, subject);
    }
    let twice =
        vec![IndicatorRef { code: code("A"), version: 1 }, IndicatorRef { code: code("A"), version: 2 }];
    let mut request = proposal();
    request.subject_ref = Some(subject_ref(&SubjectRef::IndicatorSet { indicators: twice }));
    assert_eq!(fields(parse_draft_proposal(&request)), ["subject_ref.indicator_set.indicators"]);
}

#[test]
fn the_text_of_the_agenda_is_read() {
    let draft = pb::DraftAgendaRequest {
        meta: meta(),
        problem_statement: "too\nmany".to_owned(),
        vision: "all".to_owned(),
        geographic_scope: "Cluj".to_owned(),
        population: "pupils".to_owned(),
        horizon_end: "2030-12-31".to_owned(),
    };
    assert!(matches!(parse_draft_agenda(&draft), Ok((_, Command::DraftAgenda(_)))));
    let empty = pb::DraftAgendaRequest { meta: meta(), ..Default::default() };
    assert_eq!(
        fields(parse_draft_agenda(&empty)),
        ["problem_statement", "vision", "geographic_scope", "population", "horizon_end"]
    );
    let empty = pb::DefineGoalRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_define_goal(&empty)), ["code", "statement", "desired_condition"]);
    let empty = pb::ReviseAgendaTextRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_revise_agenda_text(&empty)), ["base_hash", "section", "text"]);
    let empty = pb::RetireAgendaRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_retire_agenda(&empty)), ["decided_by"]);
}

#[test]
fn what_is_done_with_a_proposal_is_read() {
    let proposal_id = ID.to_owned();
    let open = pb::OpenProposalRequest {
        meta: meta(),
        proposal_id: proposal_id.clone(),
        opens_at: "2026-11-23T10:00:00Z".to_owned(),
        closes_at: "2026-11-30T12:00:00+02:00".to_owned(),
        tz: "Europe/Bucharest".to_owned(),
    };
    let (_, Command::OpenProposal(command)) = parse_open_proposal(&open).unwrap() else { panic!() };
    assert_eq!(command.closes_at.to_string(), "2026-11-30T10:00:00.000000Z");
    let cast = pb::CastStanceRequest {
        meta: meta(),
        proposal_id: proposal_id.clone(),
        position: pb::Position::Block.into(),
        reason: "we cannot".to_owned(),
    };
    let (_, Command::CastStance(command)) = parse_cast_stance(&cast).unwrap() else { panic!() };
    assert_eq!((command.position, command.reason.is_some()), (Position::Block, true));
    let resolve = pb::ResolveAmendmentRequest {
        meta: meta(),
        proposal_id: proposal_id.clone(),
        amendment_id: proposal_id,
        accept: true,
        reason: String::new(),
    };
    assert!(matches!(
        parse_resolve_amendment(&resolve),
        Ok((_, Command::ResolveAmendment(command))) if command.is_accepted && command.reason.is_none()
    ));
}

#[test]
fn empty_requests_about_proposals_tell_every_field() {
    let bad = |request: &pb::OpenProposalRequest| fields(parse_open_proposal(request));
    let request = pb::OpenProposalRequest { meta: meta(), ..Default::default() };
    assert_eq!(bad(&request), ["proposal_id", "opens_at", "closes_at", "tz"]);
    let request = pb::StartNewRoundRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_start_new_round(&request)), ["of_proposal_id"]);
    let request = pb::SubmitAmendmentRequest { meta: meta(), ..Default::default() };
    assert_eq!(
        fields(parse_submit_amendment(&request)),
        ["proposal_id", "section", "base_hash", "replacement", "rationale"]
    );
    let request = pb::WithdrawAmendmentRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_withdraw_amendment(&request)), ["proposal_id", "amendment_id"]);
    let request = pb::DeclareConflictRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_declare_conflict(&request)), ["proposal_id", "org", "nature"]);
    let request = pb::CastStanceRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_cast_stance(&request)), ["proposal_id", "position"]);
    let request = pb::ExtendWindowRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_extend_window(&request)), ["proposal_id", "closes_at", "reason"]);
    let request = pb::CloseProposalRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_close_proposal(&request)), ["proposal_id"]);
    let request = pb::RecordOutcomeRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_record_outcome(&request)), ["proposal_id", "statement", "responsible_org"]);
    let request = pb::WithdrawProposalRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_withdraw_proposal(&request)), ["proposal_id", "reason"]);
}

#[test]
fn a_roll_call_is_read_with_its_vocabulary() {
    use pb::voter_position::Voter as PbVoter;
    let position = |voter| pb::VoterPosition {
        voter: Some(voter),
        position: pb::MeetingPosition::Absent.into(),
        stated_as: "Medical".to_owned(),
    };
    let mut request = pb::RecordMeetingDecisionRequest {
        meta: meta(),
        matter: by_name("Int 0229-2022"),
        body: "COUNCIL".to_owned(),
        rule: Some(counting(Counting { method: Method::Majority, quorum_bp: 5_000, threshold_bp: None })),
        positions: vec![
            position(PbVoter::External("ana-pop".to_owned())),
            position(PbVoter::Org(ORG.to_owned())),
            position(PbVoter::Seat(ID.to_owned())),
        ],
        vocabulary: "nyc-members".to_owned(),
        stated_result: pb::DecisionResult::Adopted.into(),
        decided_on: "2023-05-25".to_owned(),
        reverses: by_id(ID),
        ..Default::default()
    };
    let (_, Command::RecordMeetingDecision(command)) = parse_record_meeting_decision(&request).unwrap()
    else {
        panic!()
    };
    let Voter::External(voter) = &command.positions[0].voter else { panic!("{command:?}") };
    assert_eq!((voter.vocabulary.as_str(), voter.code.as_str()), ("nyc-members", "ana-pop"));
    let reverses: Uuid = ID.parse().unwrap();
    assert_eq!(command.reverses, Some(Named::Id(reverses)));
    request.vocabulary.clear();
    request.positions[1].voter = None;
    request.positions[2].position = 0;
    request.matter = None;
    assert_eq!(
        fields(parse_record_meeting_decision(&request)),
        ["matter", "positions[0].external", "positions[1]", "positions[2].position"]
    );
    let empty = pb::DefineBodyRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_define_body(&empty)), ["code", "name"]);
    let empty = pb::OpenMatterRequest { meta: meta(), ..Default::default() };
    assert_eq!(fields(parse_open_matter(&empty)), ["title", "kind", "deciding_body"]);
}

#[test]
fn an_answer_names_what_the_command_began() {
    let event = |stream: &str, begun: Option<&str>| crate::DoneEvent {
        id: Uuid::nil(),
        type_name: "agenda.Some.v1".to_owned(),
        stream: stream.parse().unwrap(),
        begun: begun.map(str::to_owned),
    };
    let done = |event| crate::Done { sequence: 3, version: 1, unchanged: false, events: vec![event] };
    assert_eq!(draft_proposal_response(&done(event("proposal/p1", None))).proposal_id, "p1");
    assert_eq!(start_new_round_response(&done(event("proposal/p2", None))).proposal_id, "p2");
    assert_eq!(open_matter_response(&done(event("matter/m1", None))).matter_id, "m1");
    assert_eq!(open_consultation_response(&done(event("consultation/c1", None))).consultation_id, "c1");
    let amended = submit_amendment_response(&done(event("proposal/p1", Some("a1"))));
    assert_eq!(amended.amendment_id, "a1");
    let decided = record_meeting_decision_response(&done(event("matter/m1", Some("d1"))));
    assert_eq!(decided.decision_id, "d1");
    assert_eq!(add_statement_response(&done(event("consultation/c1", Some("12")))).statement, "12");
}
