//! The decision that an act of measurement rests on, and periods and organizations that several commands name.
//!
//! Knows no rule of the agenda: a decision is a fact.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{period::Period, refusal::Refusal};
use crate::{
    ids::{Code, OrgId, Uuid},
    meta::{Context, ContextName, Role, Scope},
};

/// A decision taken elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The context of the decision; `agenda`.
    pub context: ContextName,
    /// The proposal, the matter or the meeting's decision.
    pub id: Uuid,
}

/// Refuses a decision that was not taken, or not adopted.
pub(super) fn check(decided_by: DecidedBy, context: &Context) -> Result<(), Refusal> {
    let decision = context.facts.agenda.decisions.get(&decided_by.id);
    let is_adopted = decision.is_some_and(|decision| decision.is_adopted);
    if decided_by.context == ContextName::Agenda && is_adopted {
        return Ok(());
    }
    Err(Refusal::NoDecision { decided_by: decided_by.id })
}

/// Submissions of one organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submissions {
    /// The data set.
    pub data_set: Code,
    /// Whose; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// Of when; at least one.
    pub periods: BTreeSet<Period>,
}

/// Whose data a command is about: the organization named where the caller may act for several (staff, importers),
/// else the caller's own.
pub(super) fn whose(named: Option<&OrgId>, scope: &Scope) -> Option<OrgId> {
    let own = scope.actor.org.as_ref();
    let acts_for_several = matches!(scope.actor.role, Role::BackboneStaff | Role::Importer);
    let org = if acts_for_several { named.or(own) } else { own };
    org.cloned()
}

/// The same, refused where it is none or another than the caller's own.
pub(super) fn check_whose(named: Option<&OrgId>, scope: &Scope) -> Result<OrgId, Refusal> {
    let org = whose(named, scope).ok_or(Refusal::NotOwnOrganization)?;
    if named.is_some_and(|named| *named != org) {
        return Err(Refusal::NotOwnOrganization);
    }
    Ok(org)
}

/// Whether an organization takes part: a member, or, in history coming in, one that was ever asked to be.
pub(super) fn takes_part(org: &OrgId, context: &Context) -> bool {
    let roster = &context.facts.roster;
    roster.is_active(org) || (context.scope.imported && roster.members.contains_key(org))
}
