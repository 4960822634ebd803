//! One command of the hub's own: under which id, whose cause it names, and what its answer means.
//!
//! Knows no reaction and no timer.

use std::collections::BTreeMap;

use domain::{
    decider::Decider,
    ids::{Slug, Uuid},
    meta::Via,
};
use tonic::Code;
use wire::Meta;

use super::Deed;
use crate::{
    caller::Caller,
    core::Core,
    executor::{Cause, Executor},
    refusals::{self, Refused},
};

/// What surrounds a command of the hub's own.
pub(crate) struct Act {
    /// Where.
    pub initiative: Slug,
    /// A reaction or a timer.
    pub via: Via,
    /// Derived: the same however often it is tried.
    pub id: Uuid,
    /// That of the cause; of a timer, the command's own.
    pub correlation: Uuid,
    /// The record that it follows from.
    pub cause: Option<Cause>,
    /// What must have been seen first.
    pub after: BTreeMap<String, u64>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// In effect, or there was nothing to change.
    Done,
    /// Refused, and so it would be again.
    Skipped {
        /// The stable reason.
        reason: &'static str,
        /// In words.
        message: String,
    },
    /// Not now.
    Later {
        /// Why.
        why: String,
    },
}

/// Runs a command of the hub's own.
pub(crate) async fn act<D: Decider>(
    core: &Core,
    executor: &Executor<D>,
    act: Act,
    deed: Deed<D::Command>,
) -> Outcome {
    let method = format!("hora.{}.v1.Reactions/{}", D::CONTEXT.as_str(), deed.rpc);
    let caller = Caller { cause: act.cause, ..Caller::system(&method, act.via) };
    let fingerprint = core.secret.hmac(act.id.as_bytes());
    let meta = Meta {
        command_id: act.id,
        initiative: act.initiative,
        expected_version: None,
        on_behalf_of_org: None,
        correlation_id: act.correlation,
        occurred_at: None,
        after: act.after,
        approves: Vec::new(),
    };
    match executor.execute(&caller, fingerprint, meta, deed.command).await {
        Ok(_) => Outcome::Done,
        Err(refused) => outcome(&refused),
    }
}

/// Whether to try again: never where a rule or the table of roles said no, always where the machine failed.
fn outcome<R: domain::decider::Refusal>(refused: &Refused<R>) -> Outcome {
    let (code, reason, may_retry) = refusals::row(refused);
    let message = match refused {
        Refused::Rule(rule) => rule.to_string(),
        other => other.to_string(),
    };
    if may_retry || matches!(code, Code::Unavailable | Code::DataLoss | Code::Aborted) {
        return Outcome::Later { why: format!("{reason}: {message}") };
    }
    Outcome::Skipped { reason, message }
}
