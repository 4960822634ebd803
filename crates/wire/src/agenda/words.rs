//! The words that the agenda's requests share, from their messages.

use domain::{
    agenda::{
        MAX_CHANGES,
        value::{
            Adopts, Audience, Change, ConsultationSubject, Counting, DecidedBy, DecisionResult, Electorate,
            IndicatorRef, MeetingPosition, Method, Moderation, Named, Position, ProposalKind, ReasonPolicy,
            ResponseValue, Rule, Section, SubjectRef,
        },
    },
    text::Bound,
};

use crate::{
    Fields,
    pb::{
        agenda::{self as pb, change, consultation_subject, reference, subject_ref},
        common,
    },
};

/// The most indicators of one set: no list inside one event is longer.
const MAX_INDICATORS: usize = 500;

pub(super) fn section(f: &mut Fields, field: &str, number: i32) -> Option<Section> {
    f.choice(field, number, pb::Section::as_str_name, |section| match section {
        pb::Section::Unspecified => None,
        pb::Section::ProblemStatement => Some(Section::ProblemStatement),
        pb::Section::Vision => Some(Section::Vision),
        pb::Section::GeographicScope => Some(Section::GeographicScope),
        pb::Section::Population => Some(Section::Population),
        pb::Section::HorizonEnd => Some(Section::HorizonEnd),
    })
}

pub(super) fn to_kind(kind: pb::ProposalKind) -> Option<ProposalKind> {
    match kind {
        pb::ProposalKind::Unspecified => None,
        pb::ProposalKind::AdoptAgenda => Some(ProposalKind::AdoptAgenda),
        pb::ProposalKind::AmendAgenda => Some(ProposalKind::AmendAgenda),
        pb::ProposalKind::AdoptIndicatorSet => Some(ProposalKind::AdoptIndicatorSet),
        pb::ProposalKind::AdoptCharter => Some(ProposalKind::AdoptCharter),
        pb::ProposalKind::Waive => Some(ProposalKind::Waive),
        pb::ProposalKind::Other => Some(ProposalKind::Other),
    }
}

pub(super) fn kind(f: &mut Fields, field: &str, number: i32) -> Option<ProposalKind> {
    f.choice(field, number, pb::ProposalKind::as_str_name, to_kind)
}

pub(super) fn position(f: &mut Fields, field: &str, number: i32) -> Option<Position> {
    f.choice(field, number, pb::Position::as_str_name, |position| match position {
        pb::Position::Unspecified => None,
        pb::Position::Agree => Some(Position::Agree),
        pb::Position::Abstain => Some(Position::Abstain),
        pb::Position::Disagree => Some(Position::Disagree),
        pb::Position::Block => Some(Position::Block),
    })
}

pub(super) fn meeting_position(f: &mut Fields, field: &str, number: i32) -> Option<MeetingPosition> {
    f.choice(field, number, pb::MeetingPosition::as_str_name, |position| match position {
        pb::MeetingPosition::Unspecified => None,
        pb::MeetingPosition::Agree => Some(MeetingPosition::Agree),
        pb::MeetingPosition::Abstain => Some(MeetingPosition::Abstain),
        pb::MeetingPosition::Disagree => Some(MeetingPosition::Disagree),
        pb::MeetingPosition::Block => Some(MeetingPosition::Block),
        pb::MeetingPosition::Absent => Some(MeetingPosition::Absent),
    })
}

pub(super) fn to_result(result: pb::DecisionResult) -> Option<DecisionResult> {
    match result {
        pb::DecisionResult::Unspecified => None,
        pb::DecisionResult::Adopted => Some(DecisionResult::Adopted),
        pb::DecisionResult::Rejected => Some(DecisionResult::Rejected),
        pb::DecisionResult::NoQuorum => Some(DecisionResult::NoQuorum),
        pb::DecisionResult::Blocked => Some(DecisionResult::Blocked),
    }
}

pub(super) fn decision_result(f: &mut Fields, field: &str, number: i32) -> Option<DecisionResult> {
    f.choice(field, number, pb::DecisionResult::as_str_name, to_result)
}

pub(super) fn audience(f: &mut Fields, field: &str, number: i32) -> Option<Audience> {
    f.choice(field, number, pb::Audience::as_str_name, |audience| match audience {
        pb::Audience::Unspecified => None,
        pb::Audience::Anyone => Some(Audience::Anyone),
        pb::Audience::Members => Some(Audience::Members),
    })
}

pub(super) fn response_value(f: &mut Fields, field: &str, number: i32) -> Option<ResponseValue> {
    f.choice(field, number, pb::ResponseValue::as_str_name, |value| match value {
        pb::ResponseValue::Unspecified => None,
        pb::ResponseValue::Agree => Some(ResponseValue::Agree),
        pb::ResponseValue::Pass => Some(ResponseValue::Pass),
        pb::ResponseValue::Disagree => Some(ResponseValue::Disagree),
    })
}

pub(super) fn to_moderation(moderation: pb::Moderation) -> Option<Moderation> {
    match moderation {
        pb::Moderation::Unspecified => None,
        pb::Moderation::Accepted => Some(Moderation::Accepted),
        pb::Moderation::Rejected => Some(Moderation::Rejected),
    }
}

pub(super) fn moderation(f: &mut Fields, field: &str, number: i32) -> Option<Moderation> {
    f.choice(field, number, pb::Moderation::as_str_name, to_moderation)
}

pub(super) fn counting(f: &mut Fields, counting: &pb::Counting) -> Option<Counting> {
    let method = f.choice("method", counting.method, pb::Method::as_str_name, |method| match method {
        pb::Method::Unspecified => None,
        pb::Method::Consent => Some(Method::Consent),
        pb::Method::Majority => Some(Method::Majority),
        pb::Method::Supermajority => Some(Method::Supermajority),
        pb::Method::Unanimity => Some(Method::Unanimity),
    });
    // The bounds are a rule with a reason of its own (`quorum_out_of_range`, `threshold_out_of_range`).
    let (quorum_bp, threshold_bp) = (counting.quorum_bp, counting.threshold_bp);
    Some(Counting { method: method?, quorum_bp, threshold_bp })
}

pub(super) fn rule(f: &mut Fields, rule: &pb::Rule) -> Option<Rule> {
    let counted = f.message("counting", rule.counting.as_ref(), counting);
    let policy =
        f.choice("reason_policy", rule.reason_policy, pb::ReasonPolicy::as_str_name, |policy| match policy {
            pb::ReasonPolicy::Unspecified => None,
            pb::ReasonPolicy::Disabled => Some(ReasonPolicy::Disabled),
            pb::ReasonPolicy::Optional => Some(ReasonPolicy::Optional),
            pb::ReasonPolicy::Required => Some(ReasonPolicy::Required),
            pb::ReasonPolicy::RequiredForDisagreeOrBlock => Some(ReasonPolicy::RequiredForDisagreeOrBlock),
        });
    let body = f.optional("body", &rule.body, Fields::code);
    let Counting { method, quorum_bp, threshold_bp } = counted?;
    let electorate = body?.map_or(Electorate::Organizations, |code| Electorate::Body { code });
    Some(Rule { method, quorum_bp, threshold_bp, reason_policy: policy?, electorate })
}

pub(super) fn subject_ref(f: &mut Fields, subject: &pb::SubjectRef) -> Option<SubjectRef> {
    match &subject.subject {
        None => {
            f.refuse("", "is empty; accepted is one of agenda, indicator_set, charter, record");
            None
        }
        Some(subject_ref::Subject::Agenda(_)) => Some(SubjectRef::Agenda),
        Some(subject_ref::Subject::IndicatorSet(set)) => {
            let indicators =
                f.each("indicator_set.indicators", &set.indicators, 1..=MAX_INDICATORS, |f, one| {
                    let code = f.code("code", &one.code);
                    let version = f.number("version", one.version, 1..=u32::MAX);
                    Some(IndicatorRef { code: code?, version: version? })
                });
            let mut indicators = indicators?;
            indicators.sort();
            if indicators.windows(2).any(|pair| matches!(pair, [a, b] if a.code == b.code)) {
                f.refuse("indicator_set.indicators", "names a code twice; accepted is each code once");
                return None;
            }
            Some(SubjectRef::IndicatorSet { indicators })
        }
        Some(subject_ref::Subject::Charter(charter)) => {
            let file = f.sha256("charter.file", &charter.file);
            Some(SubjectRef::Charter { file: file? })
        }
        Some(subject_ref::Subject::Record(record)) => {
            let context = f.context("record.context", &record.context);
            let id = f.stream("record.id", &record.id);
            Some(SubjectRef::Record { context: context?, id: id?.to_string() })
        }
    }
}

pub(super) fn changes(f: &mut Fields, field: &str, changes: &[pb::Change]) -> Option<Vec<Change>> {
    f.each(field, changes, 0..=MAX_CHANGES, |f, one| match &one.change {
        None => {
            f.refuse("", "is empty; accepted is one of set_section, set_goal, drop_goal");
            None
        }
        Some(change::Change::SetSection(set)) => {
            let section = section(f, "set_section.section", set.section);
            let text = f.body("set_section.text", &set.text);
            Some(Change::SetSection { section: section?, text: text? })
        }
        Some(change::Change::SetGoal(goal)) => {
            let code = f.code("set_goal.code", &goal.code);
            let statement = f.title("set_goal.statement", &goal.statement);
            let desired_condition = f.reason("set_goal.desired_condition", &goal.desired_condition);
            let lead_sector = f.optional("set_goal.lead_sector", &goal.lead_sector, Fields::sector);
            Some(Change::SetGoal {
                code: code?,
                statement: statement?,
                desired_condition: desired_condition?,
                lead_sector: lead_sector?,
            })
        }
        Some(change::Change::DropGoal(drop)) => {
            Some(Change::DropGoal { code: f.code("drop_goal.code", &drop.code)? })
        }
    })
}

pub(super) fn adopts(f: &mut Fields, adopts: &pb::Adopts) -> Option<Adopts> {
    let kind = kind(f, "kind", adopts.kind);
    let subject = f.message("subject_ref", adopts.subject_ref.as_ref(), subject_ref);
    let subject_hash = f.sha256("subject_hash", &adopts.subject_hash);
    let changes = changes(f, "changes", &adopts.changes);
    Some(Adopts { kind: kind?, subject_ref: subject?, subject_hash: subject_hash?, changes: changes? })
}

pub(super) fn consultation_subject(
    f: &mut Fields,
    subject: &pb::ConsultationSubject,
) -> Option<ConsultationSubject> {
    use consultation_subject::Subject;
    match &subject.subject {
        None => {
            f.refuse("", "is empty; accepted is one of agenda, goal, proposal_id, matter_id, or no subject");
            None
        }
        Some(Subject::Agenda(_)) => Some(ConsultationSubject::Agenda),
        Some(Subject::Goal(code)) => Some(ConsultationSubject::Goal { code: f.code("goal", code)? }),
        Some(Subject::ProposalId(id)) => {
            Some(ConsultationSubject::Proposal { id: f.uuid("proposal_id", id)? })
        }
        Some(Subject::MatterId(id)) => Some(ConsultationSubject::Matter { id: f.uuid("matter_id", id)? }),
    }
}

/// An aggregate by its id or its source's name.
pub(super) fn named(f: &mut Fields, reference: &pb::Reference) -> Option<Named> {
    match &reference.name {
        None => {
            f.refuse("", "is empty; accepted is one of id, external_ref");
            None
        }
        Some(reference::Name::Id(id)) => Some(Named::Id(f.uuid("id", id)?)),
        Some(reference::Name::ExternalRef(name)) => {
            Some(Named::External(f.external_ref("external_ref", Some(name))??))
        }
    }
}

pub(super) fn decided_by(
    f: &mut Fields,
    field: &str,
    decided_by: Option<&common::DecidedBy>,
) -> Option<DecidedBy> {
    let crate::DecidedBy { context, id } = f.decided_by(field, decided_by)?;
    Some(DecidedBy { context, id })
}

/// A private reason that may be empty.
pub(super) fn private_reason(
    f: &mut Fields,
    field: &str,
    text: &str,
) -> Option<Option<domain::private::Private>> {
    f.optional_private(field, text, Bound::Reason)
}
