//! Backbone's part in erasing a person: the map from account to pseudonym, and the end, once every service has shredded.
//!
//! Knows no keys; `runtime::erasure` destroys backbone's own as every other service's.

use std::{sync::Arc, time::Duration};

use domain::{
    backbone::{Command, Rules, command::CompleteErasure},
    meta::ContextName,
};
use runtime::{
    Executor, Hub, Parts,
    erasure::{Approved, Erasures, Whose, eraser},
};

use crate::accounts::Accounts;

/// After an end that could not be recorded, it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

pub fn run(hub: &Hub, parts: &Parts, executor: Arc<Executor<Rules>>, accounts: Arc<Accounts>) {
    hub.shred_subjects::<Rules>(parts, move |initiative, person| {
        accounts.erase(initiative, person).map_err(|error| format!("accounts.sqlite: {error}"))
    });
    hub.spawn(complete(parts.clone(), executor));
}

/// Records the end of each erasure that every service has shredded for.
async fn complete(parts: Parts, executor: Arc<Executor<Rules>>) {
    let mut erasures = parts.core.facts.erasures();
    loop {
        let due = due(&erasures.borrow_and_update());
        let mut is_all_done = true;
        for (whose, approved) in due {
            let meta = approved.meta("CompleteErasure", ContextName::Backbone, &whose);
            let fingerprint = parts.core.secret.hmac(meta.command_id.as_bytes());
            let caller = eraser(ContextName::Backbone, "CompleteErasure");
            let command = CompleteErasure { subject: whose.1, request: approved.request };
            let done = executor.execute(&caller, fingerprint, meta, Command::CompleteErasure(command)).await;
            if let Err(refused) = done {
                is_all_done = false;
                tracing::warn!(?refused, "the end of an erasure is not recorded yet; trying on");
            }
        }
        if !is_all_done {
            tokio::time::sleep(PAUSE).await;
        } else if erasures.changed().await.is_err() {
            return;
        }
    }
}

fn due(erasures: &Erasures) -> Vec<(Whose, Approved)> {
    let is_due = |whose: &&Whose| {
        let shredded = erasures.shredded.get(*whose);
        !erasures.erased.contains(*whose)
            && shredded.is_some_and(|by| ContextName::SERVICES.iter().all(|service| by.contains(service)))
    };
    let of_each = |whose: &Whose| Some((whose.clone(), *erasures.approved.get(whose)?));
    erasures.approved.keys().filter(is_due).filter_map(of_each).collect()
}
