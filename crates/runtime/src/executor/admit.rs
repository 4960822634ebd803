//! Before anything is loaded: is the token for this initiative, what is known, may the caller, is the frame right.
//!
//! Knows no rules of a context. What is allowed is decided from the roster, not from the token.

use domain::{
    decider::Decider,
    facts::Facts,
    ids::Uuid,
    meta::{ContextName, HUB, Role, Scope},
    time::Timestamp,
};
use ledger::Ledger;
use wire::Meta;

use super::record::Cause;
use crate::{caller::Caller, core::Core, refusals::Refused};

/// A command that may be decided.
pub struct Admitted {
    /// Who, where, with which fresh id.
    pub scope: Scope,
    /// What is known.
    pub facts: Facts,
    /// The rows of the table that allowed it.
    pub rules: Vec<String>,
    /// The table's digest.
    pub policy: String,
    /// The W3C traceparent of the request.
    pub trace: Option<String>,
    /// The record that made the hub act by itself.
    pub cause: Option<Cause>,
}

/// Admits a command, or says why not.
pub async fn admit<D: Decider>(
    core: &Core,
    ledger: &Ledger,
    caller: &Caller,
    meta: &Meta,
    command: &D::Command,
) -> Result<Admitted, Refused<D::Refusal>> {
    if !caller.is_for(&meta.initiative) {
        return Err(Refused::NotFound);
    }
    if D::CONTEXT == ContextName::Backbone {
        // Backbone decides on its own last word: its roster is its own log.
        for initiative in [HUB, meta.initiative.as_str()] {
            let head = ledger.initiative_head(initiative)?.map_or(0, |head| head.sequence);
            core.facts.wait_for(ContextName::Backbone, initiative, head).await?;
        }
    }
    let mut after = meta.after.clone();
    caller.add_seen(&mut after);
    let facts = core.facts.of(&meta.initiative, D::reads(command), &after).await?;
    let allowed = core.permit_on(caller, &facts, &meta.initiative, meta.on_behalf_of_org.as_ref())?;
    let now = core.clock.now();
    let role = allowed.actor.role;
    check_frame(meta, role, now)?;
    let scope = Scope {
        initiative: meta.initiative.clone(),
        actor: allowed.actor,
        imported: role == Role::Importer,
        new_id: Uuid::now_v7(),
        random: core.random()?,
    };
    Ok(Admitted {
        scope,
        facts,
        rules: allowed.rules,
        policy: core.policy.digest().to_owned(),
        trace: caller.trace.clone(),
        cause: caller.cause.clone(),
    })
}

/// The command id's version and the stated moment, as contracts.md allows them to each role.
fn check_frame<R>(meta: &Meta, role: Role, now: Timestamp) -> Result<(), Refused<R>> {
    let may_derive = matches!(role, Role::Importer | Role::System);
    let version = meta.command_id.get_version_num();
    if version != 7 && !(may_derive && version == 8) {
        return Err(Refused::CommandIdVersion { version });
    }
    match (role, meta.occurred_at) {
        (Role::Importer, None) => Err(Refused::OccurredAtMissing),
        (Role::Importer, Some(at)) if at > now => Err(Refused::OccurredAtInFuture { at, now }),
        (Role::Importer, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(Refused::OccurredAtNotYours),
    }
}
