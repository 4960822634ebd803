//! One command of an import of a plan, and the way it goes to the hub.
//!
//! A relation that would close a cycle is foretold with the hub's own search; it is sent all the same where the hub
//! has not gone further yet, so that the refusal is the hub's. Sent again later it could be taken, since the graph has
//! changed since: then it is passed over.

use domain::time::Timestamp;
use prost::Message;
use serde::Serialize;
use tonic_types::StatusExt as _;
use wire::pb::{
    common::{CommandMeta, CommandResult},
    plan as pb,
};

use crate::{
    failure::Failure,
    import::sender::{Origin, Sender, reason},
    progress,
};

/// A command, without its meta.
#[derive(Debug, Clone)]
pub enum Command {
    CreatePlan(pb::CreatePlanRequest),
    DefineStrategy(pb::DefineStrategyRequest),
    ProposeActivity(pb::ProposeActivityRequest),
    AddMilestone(pb::AddMilestoneRequest),
    RescheduleMilestone(pb::RescheduleMilestoneRequest),
    AchieveMilestone(pb::AchieveMilestoneRequest),
    DropMilestone(pb::DropMilestoneRequest),
    CancelActivity(pb::CancelActivityRequest),
    TransferLead(pb::TransferLeadRequest),
    NoteExternalStatus(pb::NoteExternalStatusRequest),
    Relate(pb::RelateRequest),
    Unrelate(pb::UnrelateRequest),
}

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
                act.command.send(meta, sender).await?;
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

/// The reason of a refusal; none where the command was taken.
fn told(sent: Result<(), Failure>) -> Result<Option<String>, Failure> {
    match sent {
        Ok(()) => Ok(None),
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

impl Command {
    async fn send(&self, meta: Option<CommandMeta>, sender: &mut Sender) -> Result<(), Failure> {
        match self.clone() {
            Self::CreatePlan(request) => {
                plain(sender, "CreatePlan", &pb::CreatePlanRequest { meta, ..request }).await
            }
            Self::DefineStrategy(request) => {
                plain(sender, "DefineStrategy", &pb::DefineStrategyRequest { meta, ..request }).await
            }
            Self::ProposeActivity(request) => {
                let request = pb::ProposeActivityRequest { meta, ..request };
                let result = |answer: &pb::ProposeActivityResponse| answer.result.clone();
                sender.send("ProposeActivity", &request, result).await.map(drop)
            }
            Self::AddMilestone(request) => {
                let request = pb::AddMilestoneRequest { meta, ..request };
                let result = |answer: &pb::AddMilestoneResponse| answer.result.clone();
                sender.send("AddMilestone", &request, result).await.map(drop)
            }
            Self::RescheduleMilestone(request) => {
                plain(sender, "RescheduleMilestone", &pb::RescheduleMilestoneRequest { meta, ..request })
                    .await
            }
            Self::AchieveMilestone(request) => {
                plain(sender, "AchieveMilestone", &pb::AchieveMilestoneRequest { meta, ..request }).await
            }
            Self::DropMilestone(request) => {
                plain(sender, "DropMilestone", &pb::DropMilestoneRequest { meta, ..request }).await
            }
            Self::CancelActivity(request) => {
                plain(sender, "CancelActivity", &pb::CancelActivityRequest { meta, ..request }).await
            }
            Self::TransferLead(request) => {
                plain(sender, "TransferLead", &pb::TransferLeadRequest { meta, ..request }).await
            }
            Self::NoteExternalStatus(request) => {
                plain(sender, "NoteExternalStatus", &pb::NoteExternalStatusRequest { meta, ..request }).await
            }
            Self::Relate(request) => plain(sender, "Relate", &pb::RelateRequest { meta, ..request }).await,
            Self::Unrelate(request) => {
                plain(sender, "Unrelate", &pb::UnrelateRequest { meta, ..request }).await
            }
        }
    }
}

async fn plain(sender: &mut Sender, rpc: &str, request: &impl Message) -> Result<(), Failure> {
    sender.send(rpc, request, |answer: &CommandResult| Some(answer.clone())).await.map(drop)
}
