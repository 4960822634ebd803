//! The agenda's words on their way out, and what its commands answer.

use domain::agenda::{
    Tally,
    value::{
        Adopts, Audience, Change, ConsultationSubject, Counting, DecidedBy, DecisionResult, Electorate, Goal,
        MeetingPosition, Method, Moderation, Position, PositionGroup, ProposalKind, ReasonPolicy,
        ResponseValue, Rule, Section, SubjectRef,
    },
};
use domain::ids::Code;

use crate::{
    Done,
    pb::{
        agenda::{
            self as pb, change as pb_change, consultation_subject as pb_consultation,
            subject_ref as pb_subject,
        },
        common,
    },
};

/// The proposal written.
pub fn draft_proposal_response(done: &Done) -> pb::DraftProposalResponse {
    pb::DraftProposalResponse { result: Some(done.into()), proposal_id: done.created("proposal") }
}

/// The proposal of the new round.
pub fn start_new_round_response(done: &Done) -> pb::StartNewRoundResponse {
    pb::StartNewRoundResponse { result: Some(done.into()), proposal_id: done.created("proposal") }
}

/// The amendment submitted.
pub fn submit_amendment_response(done: &Done) -> pb::SubmitAmendmentResponse {
    pb::SubmitAmendmentResponse { result: Some(done.into()), amendment_id: done.begun() }
}

/// The matter opened.
pub fn open_matter_response(done: &Done) -> pb::OpenMatterResponse {
    pb::OpenMatterResponse { result: Some(done.into()), matter_id: done.created("matter") }
}

/// The decision recorded.
pub fn record_meeting_decision_response(done: &Done) -> pb::RecordMeetingDecisionResponse {
    pb::RecordMeetingDecisionResponse { result: Some(done.into()), decision_id: done.begun() }
}

/// The consultation opened.
pub fn open_consultation_response(done: &Done) -> pb::OpenConsultationResponse {
    pb::OpenConsultationResponse { result: Some(done.into()), consultation_id: done.created("consultation") }
}

/// The statement added, by its key.
pub fn add_statement_response(done: &Done) -> pb::AddStatementResponse {
    pb::AddStatementResponse { result: Some(done.into()), statement: done.begun() }
}

/// A section.
pub fn section(section: Section) -> pb::Section {
    match section {
        Section::ProblemStatement => pb::Section::ProblemStatement,
        Section::Vision => pb::Section::Vision,
        Section::GeographicScope => pb::Section::GeographicScope,
        Section::Population => pb::Section::Population,
        Section::HorizonEnd => pb::Section::HorizonEnd,
    }
}

/// A kind of proposal.
pub fn kind(kind: ProposalKind) -> pb::ProposalKind {
    match kind {
        ProposalKind::AdoptAgenda => pb::ProposalKind::AdoptAgenda,
        ProposalKind::AmendAgenda => pb::ProposalKind::AmendAgenda,
        ProposalKind::AdoptIndicatorSet => pb::ProposalKind::AdoptIndicatorSet,
        ProposalKind::AdoptCharter => pb::ProposalKind::AdoptCharter,
        ProposalKind::Waive => pb::ProposalKind::Waive,
        ProposalKind::Other => pb::ProposalKind::Other,
    }
}

/// A position.
pub fn position(position: Position) -> pb::Position {
    match position {
        Position::Agree => pb::Position::Agree,
        Position::Abstain => pb::Position::Abstain,
        Position::Disagree => pb::Position::Disagree,
        Position::Block => pb::Position::Block,
    }
}

fn meeting_position(position: MeetingPosition) -> pb::MeetingPosition {
    match position {
        MeetingPosition::Agree => pb::MeetingPosition::Agree,
        MeetingPosition::Abstain => pb::MeetingPosition::Abstain,
        MeetingPosition::Disagree => pb::MeetingPosition::Disagree,
        MeetingPosition::Block => pb::MeetingPosition::Block,
        MeetingPosition::Absent => pb::MeetingPosition::Absent,
    }
}

/// The result of a decision.
pub fn decision_result(result: DecisionResult) -> pb::DecisionResult {
    match result {
        DecisionResult::Adopted => pb::DecisionResult::Adopted,
        DecisionResult::Rejected => pb::DecisionResult::Rejected,
        DecisionResult::NoQuorum => pb::DecisionResult::NoQuorum,
        DecisionResult::Blocked => pb::DecisionResult::Blocked,
    }
}

/// Who may take part.
pub fn audience(audience: Audience) -> pb::Audience {
    match audience {
        Audience::Anyone => pb::Audience::Anyone,
        Audience::Members => pb::Audience::Members,
    }
}

/// A response.
pub fn response_value(value: ResponseValue) -> pb::ResponseValue {
    match value {
        ResponseValue::Agree => pb::ResponseValue::Agree,
        ResponseValue::Pass => pb::ResponseValue::Pass,
        ResponseValue::Disagree => pb::ResponseValue::Disagree,
    }
}

/// What became of a statement; none while it is not moderated.
pub fn moderation(moderation: Option<Moderation>) -> pb::Moderation {
    match moderation {
        None => pb::Moderation::Unspecified,
        Some(Moderation::Accepted) => pb::Moderation::Accepted,
        Some(Moderation::Rejected) => pb::Moderation::Rejected,
    }
}

/// The arithmetic of a decision.
pub fn counting(counting: Counting) -> pb::Counting {
    let method = match counting.method {
        Method::Consent => pb::Method::Consent,
        Method::Majority => pb::Method::Majority,
        Method::Supermajority => pb::Method::Supermajority,
        Method::Unanimity => pb::Method::Unanimity,
    };
    let (quorum_bp, threshold_bp) = (counting.quorum_bp, counting.threshold_bp);
    pb::Counting { method: method.into(), quorum_bp, threshold_bp }
}

/// How a proposal is decided.
pub fn rule(rule: &Rule) -> pb::Rule {
    let policy = match rule.reason_policy {
        ReasonPolicy::Disabled => pb::ReasonPolicy::Disabled,
        ReasonPolicy::Optional => pb::ReasonPolicy::Optional,
        ReasonPolicy::Required => pb::ReasonPolicy::Required,
        ReasonPolicy::RequiredForDisagreeOrBlock => pb::ReasonPolicy::RequiredForDisagreeOrBlock,
    };
    let body = match &rule.electorate {
        Electorate::Organizations => String::new(),
        Electorate::Body { code } => code.to_string(),
    };
    pb::Rule { counting: Some(counting(rule.counting())), reason_policy: policy.into(), body }
}

/// How many said what.
pub fn tally(tally: &Tally) -> pb::Tally {
    let Tally { electorate, recused, agree, abstain, disagree, block } = *tally;
    pb::Tally { electorate, recused, agree, abstain, disagree, block }
}

/// What a proposal is about.
pub fn subject_ref(subject: &SubjectRef) -> pb::SubjectRef {
    use pb_subject::{Agenda, Charter, IndicatorSet, Record, Subject};
    let subject = match subject {
        SubjectRef::Agenda => Subject::Agenda(Agenda {}),
        SubjectRef::IndicatorSet { indicators } => {
            let each = |one: &domain::content::IndicatorRef| pb::IndicatorRef {
                code: one.code.to_string(),
                version: one.version,
            };
            Subject::IndicatorSet(IndicatorSet { indicators: indicators.iter().map(each).collect() })
        }
        SubjectRef::Charter { file } => Subject::Charter(Charter { file: file.clone() }),
        SubjectRef::Record { context, id } => {
            Subject::Record(Record { context: context.as_str().to_owned(), id: id.clone() })
        }
    };
    pb::SubjectRef { subject: Some(subject) }
}

/// A goal.
pub fn goal(code: &Code, goal: &Goal) -> pb::Goal {
    pb::Goal {
        code: code.to_string(),
        statement: goal.statement.clone(),
        desired_condition: goal.desired_condition.clone(),
        lead_sector: goal.lead_sector.map(|sector| sector.as_str().to_owned()).unwrap_or_default(),
    }
}

/// A change to the agenda.
pub fn change(change: &Change) -> pb::Change {
    let change = match change {
        Change::SetSection { section: of, text } => {
            let set = pb_change::SetSection { section: section(*of).into(), text: text.clone() };
            pb_change::Change::SetSection(set)
        }
        Change::SetGoal { code, statement, desired_condition, lead_sector } => {
            let set = Goal {
                statement: statement.clone(),
                desired_condition: desired_condition.clone(),
                lead_sector: *lead_sector,
            };
            pb_change::Change::SetGoal(goal(code, &set))
        }
        Change::DropGoal { code } => {
            pb_change::Change::DropGoal(pb_change::DropGoal { code: code.to_string() })
        }
    };
    pb::Change { change: Some(change) }
}

/// What a meeting's decision adopts.
pub fn adopts(adopts: &Adopts) -> pb::Adopts {
    pb::Adopts {
        kind: kind(adopts.kind).into(),
        subject_ref: Some(subject_ref(&adopts.subject_ref)),
        subject_hash: adopts.subject_hash.clone(),
        changes: adopts.changes.iter().map(change).collect(),
    }
}

/// The voters of one position.
pub fn position_group(group: &PositionGroup) -> pb::PositionGroup {
    pb::PositionGroup {
        position: meeting_position(group.position).into(),
        stated_as: group.stated_as.clone().unwrap_or_default(),
        orgs: group.orgs.iter().map(ToString::to_string).collect(),
        seats: group.seats.iter().map(ToString::to_string).collect(),
        external: group.external.clone(),
    }
}

/// What a consultation is about.
pub fn consultation_subject(subject: &ConsultationSubject) -> pb::ConsultationSubject {
    use pb_consultation::Subject;
    let subject = match subject {
        ConsultationSubject::Agenda => Subject::Agenda(pb_subject::Agenda {}),
        ConsultationSubject::Goal { code } => Subject::Goal(code.to_string()),
        ConsultationSubject::Proposal { id } => Subject::ProposalId(id.to_string()),
        ConsultationSubject::Matter { id } => Subject::MatterId(id.to_string()),
    };
    pb::ConsultationSubject { subject: Some(subject) }
}

/// The decision something rests on.
pub fn decided_by(decided_by: &DecidedBy) -> common::DecidedBy {
    common::DecidedBy { context: decided_by.context.as_str().to_owned(), id: decided_by.id.to_string() }
}
