//! One command of an import of a plan with where it comes from, and how all of them go to the hub.
//!
//! A relation that would close a cycle is foretold with the hub's own search; it is sent all the same where the hub
//! has not gone further yet, so that the refusal is the hub's. Sent again later it could be taken, since the graph has
//! changed since: then it is passed over.

use domain::time::Timestamp;
use serde::Serialize;
use tonic::Status;
use tonic_types::StatusExt as _;
use wire::pb::common::{CommandMeta, CommandResult};

use super::command::Command;
use crate::{
    failure::Failure,
    import::sender::{Origin, Sender, reason},
    progress,
};

/// A command with where it comes from and when it happened.
#[derive(Debug, Clone)]
pub struct Act {
    /// What.
    pub command: Command,
    /// When.
    pub at: Timestamp,
    /// The hash of the step it comes from, and of those before.
    pub hash: String,
    /// Its number in the step.
    pub number: u64,
    /// Why the hub will refuse it, where that is foretold.
    pub refusal: Option<Refusal>,
}

/// A relation that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The row, the header being 1.
    pub row: usize,
    /// The item, as the source calls it.
    pub from: String,
    /// What it would require.
    pub to: String,
    /// The stable reason.
    pub reason: String,
    /// The cycle, as the source calls its items.
    pub path: Vec<String>,
    /// Whether the hub was asked, and refused it so.
    pub by_the_hub: bool,
}

/// Sends it all; gives the relations that were not taken.
///
/// # Errors
/// Nobody answers in time, or the hub says no.
pub async fn send(acts: &[Act], sender: &mut Sender) -> Result<Vec<Refusal>, Failure> {
    let bar = progress::bar("commands", acts.len());
    let mut refused = Vec::new();
    let mut is_at_the_front = false;
    for act in acts {
        let origin = Origin { part: "plan", hash: &act.hash, number: act.number };
        let meta = Some(sender.meta(origin, act.at));
        let added = sender.added;
        match &act.refusal {
            None => {
                begin_or_go_on(act, meta, sender).await?;
                is_at_the_front = sender.added > added;
            }
            Some(refusal) if is_at_the_front && refusal.by_the_hub => {
                let told = told(act.command.send(meta, sender).await)?;
                if told.as_deref() != Some(refusal.reason.as_str()) {
                    return Err(Failure::Machine(anyhow::anyhow!(
                        "row {}: {} -> {} was foretold to be refused as {}, and was not",
                        refusal.row,
                        refusal.from,
                        refusal.to,
                        refusal.reason
                    )));
                }
                refused.push(refusal.clone());
            }
            Some(refusal) => refused.push(Refusal { by_the_hub: false, ..refusal.clone() }),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(refused)
}

/// Sends one. Where it begins a plan that other files began already, nothing behind it can fit: that is told at once,
/// not by the first row that the hub knows otherwise.
async fn begin_or_go_on(act: &Act, meta: Option<CommandMeta>, sender: &mut Sender) -> Result<(), Failure> {
    let answered = act.command.send(meta, sender).await;
    let is_of_others = match &answered {
        Ok(result) => result.unchanged,
        Err(failure) => reason(failure).as_deref() == Some("plan_exists"),
    };
    if is_of_others && matches!(act.command, Command::CreatePlan(_)) {
        return Err(Failure::Usage(
            "the initiative has a plan that came from other files, so the first step would not be its first version; \
             nothing was changed; accepted are the steps of that import with the new ones behind them, or --revise, \
             which takes the plan as it is now for the version before"
                .to_owned(),
        ));
    }
    answered.map(drop).map_err(|failure| about(failure, &act.command))
}

/// The refusal, with what it is of: the hub knows no row.
fn about(failure: Failure, command: &Command) -> Failure {
    let Failure::Answered { what, status } = failure else { return failure };
    let message = format!(
        "{}: {}; what stands before it was taken, and where others changed the plan meanwhile, the same command again \
         goes on from there",
        command.subject(),
        status.message()
    );
    Failure::answered(what, Status::with_error_details(status.code(), message, status.get_error_details()))
}

/// The reason of a refusal; none where the command was taken.
fn told(sent: Result<CommandResult, Failure>) -> Result<Option<String>, Failure> {
    match sent {
        Ok(_) => Ok(None),
        Err(failure) => match reason(&failure) {
            Some(reason) if is_of_the_plan(&failure) => Ok(Some(reason)),
            _ => Err(failure),
        },
    }
}

fn is_of_the_plan(failure: &Failure) -> bool {
    let Failure::Answered { status, .. } = failure else { return false };
    status.get_details_error_info().is_some_and(|info| info.domain == "hora.plan")
}
