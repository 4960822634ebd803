//! Requests about the phases of an initiative.

use domain::{
    backbone::{
        Command,
        command::{ChangePhase, CloseInitiative},
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{Fields, Malformed, Page, Question, pb::backbone as pb};

/// More texts than one step needs; each may be long.
const MAX_EVIDENCE: usize = 20;

/// ChangePhase.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_change_phase(request: &pb::ChangePhaseRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let to = words::phase(&mut f, "to", request.to);
    let evidence =
        f.each("evidence", &request.evidence, 0..=MAX_EVIDENCE, |f, text| f.private("", text, Bound::Reason));
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = ChangePhase { to: to?, evidence: evidence?, reason: reason? };
        Some((meta?, Command::ChangePhase(command)))
    })
}

/// CloseInitiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_close_initiative(request: &pb::CloseInitiativeRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::CloseInitiative(CloseInitiative { reason: reason? }))))
}

/// ListPhaseChanges.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_phase_changes(
    request: &pb::ListPhaseChangesRequest,
) -> Result<(Question, Page), Malformed> {
    super::questions::parse_list(request.meta.as_ref(), request.page.as_ref())
}
