//! Requests as callers send them: what they come to, and every field in the way at once.

mod staff;

use domain::{
    backbone::{
        Command,
        command::{Basis, MintKey},
        words::Factor,
    },
    facts::Membership,
    meta::{ContextName, Role},
    private::Private,
};

use super::*;
use crate::{
    Done, DoneEvent, Malformed,
    pb::{backbone as pb, common},
};

const ID: &str = "0192f0c4-7b6e-7a3c-9d1e-2f3a4b5c6d7e";
const ORG: &str = "o_0192f0c47b6e7a3c9d1e2f3a4b5c6d7e";
const PERSON: &str = "p_6f1ed002ab5595859014ebf0951522d9";
const SERVICE: &str = "s_77777777777777777777777777777777";
const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn meta() -> Option<common::CommandMeta> {
    Some(common::CommandMeta {
        command_id: ID.to_owned(),
        initiative: "cluj-school".to_owned(),
        ..common::CommandMeta::default()
    })
}

fn query_meta() -> Option<common::QueryMeta> {
    Some(common::QueryMeta { initiative: "hub".to_owned(), ..common::QueryMeta::default() })
}

fn fields<T: std::fmt::Debug>(parsed: Result<T, Malformed>) -> Vec<String> {
    parsed.unwrap_err().violations.into_iter().map(|violation| violation.field).collect()
}

fn decided_by() -> Option<common::DecidedBy> {
    Some(common::DecidedBy { context: "agenda".to_owned(), id: ID.to_owned() })
}

#[test]
fn an_empty_request_names_every_field_it_lacks() {
    let empty = fields(parse_register_organization(&pb::RegisterOrganizationRequest::default()));
    assert_eq!(empty, ["meta", "code", "name", "sector"]);
    let empty = fields(parse_register_initiative(&pb::RegisterInitiativeRequest::default()));
    assert_eq!(empty, ["meta", "slug", "name", "problem", "field", "area", "convener"]);
    let empty = fields(parse_score_factor(&pb::ScoreFactorRequest::default()));
    assert_eq!(empty, ["meta", "assessment_id", "factor", "score", "confidence"]);
    let empty = fields(parse_suspend_member(&pb::SuspendMemberRequest::default()));
    assert_eq!(empty, ["meta", "organization_id", "request_id", "reason", "decided_by"]);
    let empty = fields(parse_register_person(&pb::RegisterPersonRequest::default()));
    assert_eq!(empty, ["meta", "name", "email", "organization_id"]);
    let empty = fields(parse_launch_initiative(&pb::LaunchInitiativeRequest::default()));
    assert_eq!(empty, ["meta", "basis"]);
    let empty = fields(parse_mint_key(&pb::MintKeyRequest::default()));
    assert_eq!(empty, ["meta", "holder", "hash", "expires_at"]);
    let empty = fields(parse_change_phase(&pb::ChangePhaseRequest::default()));
    assert_eq!(empty, ["meta", "to"]);
    let empty = fields(parse_close_initiative(&pb::CloseInitiativeRequest::default()));
    assert_eq!(empty, ["meta", "reason"]);
    let empty = fields(parse_adopt_duties(&pb::AdoptDutiesRequest::default()));
    assert_eq!(empty, ["meta", "adopted"]);
    let empty = fields(parse_meet_duty(&pb::MeetDutyRequest::default()));
    assert_eq!(empty, ["meta", "duty", "evidence"]);
    let empty = fields(parse_adopt_charter(&pb::AdoptCharterRequest::default()));
    assert_eq!(empty, ["meta", "hash", "decided_by", "review_due"]);
    let empty = fields(parse_pledge_funding(&pb::PledgeFundingRequest::default()));
    assert_eq!(empty, ["meta", "organization_id", "money", "from", "to"]);
    let empty = fields(parse_request_import(&pb::RequestImportRequest::default()));
    assert_eq!(empty, ["meta", "holder", "source", "to"]);
}

#[test]
fn no_empty_request_gets_through() {
    fn refused<T: std::fmt::Debug>(parsed: Result<T, Malformed>) {
        assert_eq!(parsed.unwrap_err().violations[0].field, "meta");
    }
    refused(parse_rename_organization(&pb::RenameOrganizationRequest::default()));
    refused(parse_succeed_organization(&pb::SucceedOrganizationRequest::default()));
    refused(parse_complete_setup(&pb::CompleteSetupRequest::default()));
    refused(parse_open_account(&pb::OpenAccountRequest::default()));
    refused(parse_revoke_key(&pb::RevokeKeyRequest::default()));
    refused(parse_start_assessment(&pb::StartAssessmentRequest::default()));
    refused(parse_conclude_assessment(&pb::ConcludeAssessmentRequest::default()));
    refused(parse_request_waiver(&pb::RequestWaiverRequest::default()));
    refused(parse_invite_organization(&pb::InviteOrganizationRequest::default()));
    refused(parse_accept_invitation(&pb::AcceptInvitationRequest::default()));
    refused(parse_request_suspension(&pb::RequestSuspensionRequest::default()));
    refused(parse_reinstate_member(&pb::ReinstateMemberRequest::default()));
    refused(parse_leave_initiative(&pb::LeaveInitiativeRequest::default()));
    refused(parse_update_person(&pb::UpdatePersonRequest::default()));
    refused(parse_grant_role(&pb::GrantRoleRequest::default()));
    refused(parse_revoke_role(&pb::RevokeRoleRequest::default()));
    refused(parse_grant_import(&pb::GrantImportRequest::default()));
    refused(parse_end_import(&pb::EndImportRequest::default()));
    refused(parse_list_organizations(&pb::ListOrganizationsRequest::default()));
    refused(parse_get_organization(&pb::GetOrganizationRequest::default()));
    refused(parse_list_initiatives(&pb::ListInitiativesRequest::default()));
    refused(parse_list_accounts(&pb::ListAccountsRequest::default()));
    refused(parse_list_keys(&pb::ListKeysRequest::default()));
    refused(parse_get_initiative(&pb::GetInitiativeRequest::default()));
    refused(parse_list_assessments(&pb::ListAssessmentsRequest::default()));
    refused(parse_get_assessment(&pb::GetAssessmentRequest::default()));
    refused(parse_list_members(&pb::ListMembersRequest::default()));
    refused(parse_list_persons(&pb::ListPersonsRequest::default()));
    refused(parse_list_grants(&pb::ListGrantsRequest::default()));
    refused(parse_list_requests(&pb::ListRequestsRequest::default()));
    refused(parse_list_phase_changes(&pb::ListPhaseChangesRequest::default()));
    refused(parse_list_duties(&pb::ListDutiesRequest::default()));
    refused(parse_review_charter(&pb::ReviewCharterRequest::default()));
    refused(parse_confirm_funding(&pb::ConfirmFundingRequest::default()));
    refused(parse_lapse_funding(&pb::LapseFundingRequest::default()));
    refused(parse_get_charter(&pb::GetCharterRequest::default()));
    refused(parse_list_funding(&pb::ListFundingRequest::default()));
}

#[test]
fn a_score_of_zero_is_a_score() {
    let request = pb::ScoreFactorRequest {
        meta: meta(),
        assessment_id: ID.to_owned(),
        factor: pb::Factor::ProblemComplexity.into(),
        score: Some(0),
        evidence: "a bridge is to be built".to_owned(),
        confidence: pb::Confidence::High.into(),
    };
    let (_, command) = parse_score_factor(&request).unwrap();
    let Command::ScoreFactor(scored) = command else { panic!("{command:?}") };
    assert_eq!((scored.factor, scored.score), (Factor::ProblemComplexity, 0));
    assert_eq!(scored.evidence, Some(Private::Plain("a bridge is to be built".to_owned())));
    let missing = pb::ScoreFactorRequest { score: None, ..request.clone() };
    assert_eq!(fields(parse_score_factor(&missing)), ["score"]);
    let high = pb::ScoreFactorRequest { score: Some(5), ..request };
    assert_eq!(fields(parse_score_factor(&high)), ["score"]);
}

#[test]
fn a_launch_has_one_basis() {
    let launch = |basis| pb::LaunchInitiativeRequest { meta: meta(), basis: Some(basis) };
    let assessment = pb::launch_initiative_request::Basis::AssessmentId(ID.to_owned());
    let (_, command) = parse_launch_initiative(&launch(assessment)).unwrap();
    let Command::LaunchInitiative(launched) = command else { panic!("{command:?}") };
    assert_eq!(launched.basis, Basis::Assessment(ID.parse().unwrap()));
    let waiver = pb::Waiver {
        request_id: ID.to_owned(),
        reason: "the children cannot wait".to_owned(),
        decided_by: decided_by(),
    };
    let basis = pb::launch_initiative_request::Basis::Waiver(waiver);
    let (_, command) = parse_launch_initiative(&launch(basis)).unwrap();
    let Command::LaunchInitiative(launched) = command else { panic!("{command:?}") };
    let Basis::Waiver { decided_by, .. } = launched.basis else { panic!("not a waiver") };
    assert_eq!(decided_by.context, ContextName::Agenda);
    let empty = pb::launch_initiative_request::Basis::Waiver(pb::Waiver::default());
    let violated = fields(parse_launch_initiative(&launch(empty)));
    assert_eq!(violated, ["waiver.request_id", "waiver.reason", "waiver.decided_by"]);
}

#[test]
fn a_key_is_narrowed_to_roles_that_can_be_granted() {
    let request = pb::MintKeyRequest {
        meta: meta(),
        holder: SERVICE.to_owned(),
        hash: HASH.to_owned(),
        roles: vec![pb::Role::Auditor.into(), pb::Role::Auditor.into()],
        expires_at: "2027-01-01".to_owned(),
    };
    let (_, command) = parse_mint_key(&request).unwrap();
    let Command::MintKey(MintKey { roles, .. }) = command else { panic!("{command:?}") };
    assert_eq!(roles.into_iter().collect::<Vec<_>>(), [Role::Auditor]);
    let bad = pb::MintKeyRequest { roles: vec![0, 99], holder: "x".to_owned(), ..request };
    assert_eq!(fields(parse_mint_key(&bad)), ["holder", "roles[0]", "roles[1]"]);
}

#[test]
fn what_may_be_empty_may_be_empty() {
    let accept = pb::AcceptInvitationRequest { meta: meta(), signatory: String::new() };
    assert!(parse_accept_invitation(&accept).is_ok());
    let grant = pb::GrantRoleRequest {
        meta: meta(),
        holder: PERSON.to_owned(),
        role: pb::Role::SeatHolder.into(),
        ..pb::GrantRoleRequest::default()
    };
    assert!(parse_grant_role(&grant).is_ok());
    let bad = pb::GrantRoleRequest { from: "soon".to_owned(), to: "later".to_owned(), ..grant };
    assert_eq!(fields(parse_grant_role(&bad)), ["from", "to"]);
}

#[test]
fn questions_carry_their_filters() {
    let request =
        pb::ListMembersRequest { meta: query_meta(), standing: pb::Standing::Suspended.into(), page: None };
    let (_, asked) = parse_list_members(&request).unwrap();
    assert_eq!((asked.standing, asked.page.size), (Some(Membership::Suspended), 100));
    let request = pb::ListMembersRequest { standing: 77, ..request };
    assert_eq!(fields(parse_list_members(&request)), ["standing"]);
    let request = pb::ListGrantsRequest {
        meta: query_meta(),
        holder: PERSON.to_owned(),
        holding_at: "2026-11-23".to_owned(),
        page: None,
    };
    let (question, asked) = parse_list_grants(&request).unwrap();
    assert_eq!(question.initiative.as_str(), "hub");
    assert_eq!(asked.holder.map(|holder| holder.is_person()), Some(true));
    let request = pb::ListPersonsRequest { meta: query_meta(), organization_id: ORG.to_owned(), page: None };
    assert_eq!(parse_list_persons(&request).unwrap().1.org.unwrap().as_str(), ORG);
}

#[test]
fn answers_name_what_was_begun() {
    let event = |stream: &str| DoneEvent {
        id: ID.parse().unwrap(),
        type_name: "backbone.Any.v1".to_owned(),
        stream: stream.parse().unwrap(),
        begun: None,
    };
    let streams = ["account/a_1", "key/k", "organization/o_1", "assessment/s", "request/r", "person/p_1"];
    let done =
        Done { sequence: 9, version: 1, unchanged: false, events: streams.into_iter().map(event).collect() };
    let setup = complete_setup_response(&done);
    assert_eq!((setup.account_id.as_str(), setup.key_id.as_str()), ("a_1", "k"));
    assert_eq!(open_account_response(&done).account_id, "a_1");
    assert_eq!(mint_key_response(&done).key_id, "k");
    assert_eq!(register_organization_response(&done).organization_id, "o_1");
    assert_eq!(start_assessment_response(&done).assessment_id, "s");
    assert_eq!(request_waiver_response(&done).request_id, "r");
    assert_eq!(request_suspension_response(&done).request_id, "r");
    assert_eq!(request_import_response(&done).request_id, "r");
    assert_eq!(register_person_response(&done).person_id, "p_1");
    assert_eq!(setup.result.unwrap().sequence, 9);
}

#[test]
fn a_list_of_duties_names_each_code_once() {
    let duty = pb::DutyTerms {
        code: "REPORT".to_owned(),
        title: "Report".to_owned(),
        every_months: 12,
        met_by: pb::MetBy::Statement.into(),
    };
    let asked = |duties: &[&pb::DutyTerms]| pb::AdoptDutiesRequest {
        meta: meta(),
        adopted: Some(pb::adopt_duties_request::Adopted::List(pb::DutyList {
            duties: duties.iter().map(|duty| (*duty).clone()).collect(),
        })),
    };
    assert!(parse_adopt_duties(&asked(&[&duty])).is_ok());
    assert_eq!(fields(parse_adopt_duties(&asked(&[]))), ["list.duties"]);
    assert_eq!(fields(parse_adopt_duties(&asked(&[&duty, &duty]))), ["list.duties"]);
    let bad = pb::DutyTerms { every_months: 121, met_by: 0, ..duty.clone() };
    let expected = ["list.duties[1].every_months", "list.duties[1].met_by"];
    assert_eq!(fields(parse_adopt_duties(&asked(&[&duty, &bad]))), expected);
}
