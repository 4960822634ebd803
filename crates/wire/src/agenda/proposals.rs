//! The commands about proposals, from their messages.

use domain::{
    agenda::{
        CastStance, CloseProposal, Command, DeclareConflict, DraftProposal, ExtendWindow, OpenProposal,
        RecordOutcome, ResolveAmendment, StartNewRound, SubmitAmendment, WithdrawAmendment, WithdrawProposal,
    },
    text::Bound,
};

use super::words;
use crate::{Fields, Malformed, Meta, pb::agenda as pb};

/// A proposal to write.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_draft_proposal(request: &pb::DraftProposalRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let kind = words::kind(&mut f, "kind", request.kind);
    let subject_ref = f.message("subject_ref", request.subject_ref.as_ref(), words::subject_ref);
    let subject_hash = f.sha256("subject_hash", &request.subject_hash);
    let text = f.body("text", &request.text);
    let changes = words::changes(&mut f, "changes", &request.changes);
    let rule = f.message("rule", request.rule.as_ref(), words::rule);
    f.finish(|| {
        let command = DraftProposal {
            kind: kind?,
            subject_ref: subject_ref?,
            subject_hash: subject_hash?,
            text: text?,
            changes: changes?,
            rule: rule?,
        };
        Some((meta?, Command::DraftProposal(command)))
    })
}

/// A new round to begin.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_start_new_round(request: &pb::StartNewRoundRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = f.uuid("of_proposal_id", &request.of_proposal_id);
    let text = f.optional_body("text", &request.text);
    f.finish(|| Some((meta?, Command::StartNewRound(StartNewRound { of: of?, text: text? }))))
}

/// Another text asked for.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_submit_amendment(request: &pb::SubmitAmendmentRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let section = words::section(&mut f, "section", request.section);
    let base_hash = f.sha256("base_hash", &request.base_hash);
    let replacement = f.body("replacement", &request.replacement);
    let rationale = f.private("rationale", &request.rationale, Bound::Reason);
    f.finish(|| {
        let command = SubmitAmendment {
            proposal: proposal?,
            section: section?,
            base_hash: base_hash?,
            replacement: replacement?,
            rationale: rationale?,
        };
        Some((meta?, Command::SubmitAmendment(command)))
    })
}

/// An amendment to resolve.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_resolve_amendment(request: &pb::ResolveAmendmentRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let amendment = f.uuid("amendment_id", &request.amendment_id);
    let reason = words::private_reason(&mut f, "reason", &request.reason);
    f.finish(|| {
        let command = ResolveAmendment {
            proposal: proposal?,
            amendment: amendment?,
            is_accepted: request.accept,
            reason: reason?,
        };
        Some((meta?, Command::ResolveAmendment(command)))
    })
}

/// An amendment to take back.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_withdraw_amendment(
    request: &pb::WithdrawAmendmentRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let amendment = f.uuid("amendment_id", &request.amendment_id);
    f.finish(|| {
        let command = WithdrawAmendment { proposal: proposal?, amendment: amendment? };
        Some((meta?, Command::WithdrawAmendment(command)))
    })
}

/// A proposal to open.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_open_proposal(request: &pb::OpenProposalRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let opens_at = f.moment("opens_at", &request.opens_at);
    let closes_at = f.moment("closes_at", &request.closes_at);
    let tz = f.time_zone("tz", &request.tz);
    f.finish(|| {
        let command =
            OpenProposal { proposal: proposal?, opens_at: opens_at?, closes_at: closes_at?, tz: tz? };
        Some((meta?, Command::OpenProposal(command)))
    })
}

/// A conflict of interest to declare.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_declare_conflict(request: &pb::DeclareConflictRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let org = f.org("org", &request.org);
    let nature = f.private("nature", &request.nature, Bound::Reason);
    f.finish(|| {
        let command = DeclareConflict { proposal: proposal?, org: org?, nature: nature? };
        Some((meta?, Command::DeclareConflict(command)))
    })
}

/// A position to take.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_cast_stance(request: &pb::CastStanceRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let position = words::position(&mut f, "position", request.position);
    let reason = words::private_reason(&mut f, "reason", &request.reason);
    f.finish(|| {
        let command = CastStance { proposal: proposal?, position: position?, reason: reason? };
        Some((meta?, Command::CastStance(command)))
    })
}

/// A window to extend.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_extend_window(request: &pb::ExtendWindowRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let closes_at = f.moment("closes_at", &request.closes_at);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = ExtendWindow { proposal: proposal?, closes_at: closes_at?, reason: reason? };
        Some((meta?, Command::ExtendWindow(command)))
    })
}

/// A proposal to count and decide.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_close_proposal(request: &pb::CloseProposalRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    f.finish(|| Some((meta?, Command::CloseProposal(CloseProposal { proposal: proposal? }))))
}

/// What follows from a decision.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_record_outcome(request: &pb::RecordOutcomeRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let statement = f.reason("statement", &request.statement);
    let review_on = f.optional("review_on", &request.review_on, Fields::date);
    let responsible_org = f.org("responsible_org", &request.responsible_org);
    f.finish(|| {
        let command = RecordOutcome {
            proposal: proposal?,
            statement: statement?,
            review_on: review_on?,
            responsible_org: responsible_org?,
        };
        Some((meta?, Command::RecordOutcome(command)))
    })
}

/// A proposal to take back.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_withdraw_proposal(request: &pb::WithdrawProposalRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let proposal = f.uuid("proposal_id", &request.proposal_id);
    let reason = f.reason("reason", &request.reason);
    f.finish(|| {
        let command = WithdrawProposal { proposal: proposal?, reason: reason? };
        Some((meta?, Command::WithdrawProposal(command)))
    })
}
