//! Refused governance commands: one line of JSON each, in a file a day, deleted after a while.
//!
//! A refusal writes no event, and most are mistakes; but who tries to grant themselves a role should be seen. Kept
//! beside the history, never in it: it expires, and no rule reads it. Knows reasons, never messages, so no private
//! text. Whatever the disk says, the command's answer stays the same. To watch another command: a line in
//! [`GOVERNANCE`]; to keep another field: one in [`Entry`].

mod files;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{decider::Refusal, ids::Slug, time::Timestamp};
use serde::{Deserialize, Serialize};

use self::files::Today;
use crate::{
    caller::Caller,
    clock::Clock,
    config,
    json::code_name,
    refusals::{self, Refused},
};

pub use self::files::read;

/// The commands that say who may do what, and those that need two persons (domain.md, section 6, "Four-eyes").
pub const GOVERNANCE: &[&str] = &[
    // accounts, keys and roles
    "backbone.CompleteSetup",
    "backbone.OpenAccount",
    "backbone.MintKey",
    "backbone.IssueKey",
    "backbone.RevokeKey",
    "backbone.GrantRole",
    "backbone.RevokeRole",
    // what there is to have a role in
    "backbone.RegisterOrganization",
    "backbone.RenameOrganization",
    "backbone.SucceedOrganization",
    "backbone.RegisterInitiative",
    // two persons: suspend, waive, import
    "backbone.RequestSuspension",
    "backbone.SuspendMember",
    "backbone.ReinstateMember",
    "backbone.RequestWaiver",
    "backbone.LaunchInitiative",
    "backbone.RequestImport",
    "backbone.GrantImport",
    "backbone.EndImport",
    "backbone.RequestErasure",
    "backbone.ApproveErasure",
];

/// Counts what could not be written down.
const LOST: &str = "hora_security_log_lost_total";
/// The folder below a service's own.
const FOLDER: &str = "security";
/// Expired files are looked for so often, also where nothing is refused.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);

/// One refused command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// In which initiative; there may be none of that name.
    pub initiative: Slug,
    /// `backbone.GrantRole`.
    pub rpc: String,
    /// The caller's pseudonym there.
    pub actor: String,
    /// The stable reason of the refusal.
    pub reason: String,
    /// Its gRPC code.
    pub code: String,
    /// The W3C traceparent of the request.
    pub trace: Option<String>,
}

/// The security log of one service.
pub struct SecurityLog {
    folder: PathBuf,
    settings: config::SecurityLog,
    clock: Clock,
    today: Arc<Mutex<Today>>,
}

/// A command that is watched: what is known of it before it is decided.
pub struct Watched {
    initiative: Slug,
    rpc: &'static str,
}

impl SecurityLog {
    /// The log of the service with this folder; nothing is made before there is something to write.
    pub fn new(service: &Path, settings: config::SecurityLog, clock: Clock) -> Self {
        // There from the start, so that what looks at it sees it begin to grow.
        metrics::counter!(LOST).increment(0);
        Self { folder: service.join(FOLDER), settings, clock, today: Arc::default() }
    }

    /// Begins to watch a command, if it is one of [`GOVERNANCE`].
    pub fn watch(&self, caller: &Caller, initiative: &Slug) -> Option<Watched> {
        // Asked of every command, so it takes no memory.
        let (context, name) = (caller.method.split('.').nth(1)?, caller.method.rsplit('/').next()?);
        let rpc = GOVERNANCE.iter().find(|rpc| rpc.split_once('.') == Some((context, name)))?;
        Some(Watched { initiative: initiative.clone(), rpc })
    }

    /// Writes down that a watched command was refused. What only waits for the machine to come back is no refusal.
    pub fn note<R: Refusal>(
        &self,
        watched: Watched,
        caller: &Caller,
        refused: &Refused<R>,
    ) -> impl Future<Output = ()> + Send + use<R> {
        let (code, reason, may_retry) = refusals::row(refused);
        let entry = Entry {
            at: self.clock.now(),
            initiative: watched.initiative,
            rpc: watched.rpc.to_owned(),
            actor: caller.principal.reference.clone(),
            reason: reason.to_owned(),
            code: code_name(code).to_owned(),
            trace: caller.trace.clone(),
        };
        let (folder, settings, today) = (self.folder.clone(), self.settings.clone(), Arc::clone(&self.today));
        async move {
            if may_retry {
                return;
            }
            let written = tokio::task::spawn_blocking(move || {
                let mut today = today.lock().unwrap_or_else(PoisonError::into_inner);
                today.write(&folder, &settings, &entry)
            });
            if let Ok(Err(why)) = written.await {
                metrics::counter!(LOST).increment(1);
                tracing::warn!(%why, rpc = watched.rpc, reason, "a refused governance command is not kept");
            }
        }
    }

    /// Writes down a command that was refused outside the executor, if it is one of [`GOVERNANCE`].
    pub async fn refused<R: Refusal + Sync>(&self, caller: &Caller, initiative: &Slug, refused: &Refused<R>) {
        if let Some(watched) = self.watch(caller, initiative) {
            self.note(watched, caller, refused).await;
        }
    }

    /// Deletes what has expired, now and then, for ever.
    pub fn expire(&self) -> impl Future<Output = ()> + Send + 'static {
        let (folder, settings, clock) = (self.folder.clone(), self.settings.clone(), self.clock.clone());
        async move {
            loop {
                files::expire(&folder, settings.keep_days, clock.now());
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}
