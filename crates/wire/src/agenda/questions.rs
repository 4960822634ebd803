//! The queries of the agenda, from their messages.

use domain::{
    agenda::value::{DecisionResult, Moderation, Named, ProposalKind},
    ids::{Code, PersonId, StreamId, Uuid},
};

use super::words;
use crate::{Fields, Malformed, Page, Question, pb::agenda as pb};

/// One thing is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetOne<T> {
    /// As of when.
    pub question: Question,
    /// Which.
    pub which: T,
}

/// The parts of something are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOf<T> {
    /// As of when.
    pub question: Question,
    /// Which part.
    pub page: Page,
    /// Of what.
    pub of: T,
}

/// Which proposals are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListProposals {
    /// Only those that stand so: `draft`, `open`, `decided`, `withdrawn`.
    pub status: Option<&'static str>,
    /// Only of this kind.
    pub kind: Option<ProposalKind>,
}

/// Which matters are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMatters {
    /// Only of this kind.
    pub kind: Option<Code>,
    /// Only those that stand so.
    pub standing: Option<DecisionResult>,
}

/// Which statements are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStatements {
    /// The consultation.
    pub consultation: Named,
    /// Only those moderated so.
    pub moderation: Option<Moderation>,
    /// Only those made by this participant.
    pub by: Option<PersonId>,
}

/// Which responses are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListResponses {
    /// The consultation.
    pub consultation: Named,
    /// Only to this statement.
    pub statement: Option<String>,
    /// Only of this participant.
    pub participant: Option<PersonId>,
}

/// Which participants are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListInConsultation {
    /// The consultation.
    pub consultation: Named,
}

/// The agenda as it stands.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_agenda(request: &pb::GetAgendaRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// One version of the agenda.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_agenda_version(request: &pb::GetAgendaVersionRequest) -> Result<GetOne<u32>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let version = f.number("version", request.version, 1..=u32::MAX);
    f.finish(|| Some(GetOne { question: question?, which: version? }))
}

/// The versions of the agenda.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_agenda_versions(request: &pb::ListAgendaVersionsRequest) -> Result<ListOf<()>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some(ListOf { question: question?, page: page?, of: () }))
}

/// One proposal.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_proposal(request: &pb::GetProposalRequest) -> Result<GetOne<Uuid>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    f.finish(|| Some(GetOne { question: question?, which: proposal? }))
}

const STATUSES: [&str; 4] = ["draft", "open", "decided", "withdrawn"];

/// The proposals.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_proposals(request: &pb::ListProposalsRequest) -> Result<ListOf<ListProposals>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let known = |text: &str| STATUSES.into_iter().find(|status| *status == text);
    let status =
        f.optional("status", &request.status, |f, field, text| f.word(field, text, known, &STATUSES));
    let kind = f.optional_choice("kind", request.kind, pb::ProposalKind::as_str_name, words::to_kind);
    f.finish(|| {
        Some(ListOf { question: question?, page: page?, of: ListProposals { status: status?, kind: kind? } })
    })
}

/// The amendments of a proposal.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_amendments(request: &pb::ListAmendmentsRequest) -> Result<ListOf<Uuid>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    f.finish(|| Some(ListOf { question: question?, page: page?, of: proposal? }))
}

/// The timeline of a stream.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_timeline(request: &pb::GetTimelineRequest) -> Result<ListOf<StreamId>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let stream = f.stream("stream", &request.stream);
    f.finish(|| Some(ListOf { question: question?, page: page?, of: stream? }))
}

/// The bodies.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_bodies(request: &pb::ListBodiesRequest) -> Result<ListOf<()>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some(ListOf { question: question?, page: page?, of: () }))
}

/// One matter.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_matter(request: &pb::GetMatterRequest) -> Result<GetOne<Named>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let matter = f.message("matter", request.matter.as_ref(), words::named);
    f.finish(|| Some(GetOne { question: question?, which: matter? }))
}

/// The matters.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_matters(request: &pb::ListMattersRequest) -> Result<ListOf<ListMatters>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let kind = f.optional("kind", &request.kind, Fields::code);
    let standing =
        f.optional_choice("standing", request.standing, pb::DecisionResult::as_str_name, words::to_result);
    f.finish(|| {
        let of = ListMatters { kind: kind?, standing: standing? };
        Some(ListOf { question: question?, page: page?, of })
    })
}

/// One decision of a meeting.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_meeting_decision(
    request: &pb::GetMeetingDecisionRequest,
) -> Result<GetOne<Named>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let decision = f.message("decision", request.decision.as_ref(), words::named);
    f.finish(|| Some(GetOne { question: question?, which: decision? }))
}

/// One consultation.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_consultation(request: &pb::GetConsultationRequest) -> Result<GetOne<Named>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let consultation = f.message("consultation", request.consultation.as_ref(), words::named);
    f.finish(|| Some(GetOne { question: question?, which: consultation? }))
}

/// The consultations.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_consultations(request: &pb::ListConsultationsRequest) -> Result<ListOf<()>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some(ListOf { question: question?, page: page?, of: () }))
}

/// The statements of a consultation.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_statements(
    request: &pb::ListStatementsRequest,
) -> Result<ListOf<ListStatements>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let consultation = f.message("consultation", request.consultation.as_ref(), words::named);
    let moderation = f.optional_choice(
        "moderation",
        request.moderation,
        pb::Moderation::as_str_name,
        words::to_moderation,
    );
    let by = f.optional("by", &request.by, Fields::person);
    f.finish(|| {
        let of = ListStatements { consultation: consultation?, moderation: moderation?, by: by? };
        Some(ListOf { question: question?, page: page?, of })
    })
}

/// Every response of a consultation.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_responses(request: &pb::ListResponsesRequest) -> Result<ListOf<ListResponses>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let consultation = f.message("consultation", request.consultation.as_ref(), words::named);
    let statement = f.optional_title("statement", &request.statement);
    let participant = f.optional("participant", &request.participant, Fields::person);
    f.finish(|| {
        let of =
            ListResponses { consultation: consultation?, statement: statement?, participant: participant? };
        Some(ListOf { question: question?, page: page?, of })
    })
}

/// Who took part in a consultation.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_participants(
    request: &pb::ListParticipantsRequest,
) -> Result<ListOf<ListInConsultation>, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let consultation = f.message("consultation", request.consultation.as_ref(), words::named);
    f.finish(|| {
        let of = ListInConsultation { consultation: consultation? };
        Some(ListOf { question: question?, page: page?, of })
    })
}
