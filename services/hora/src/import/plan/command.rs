//! The commands of an import of a plan, and the RPC of each.
//!
//! Knows no files. To add a command: a variant, its arm.

use prost::Message;
use wire::pb::{
    common::{CommandMeta, CommandResult},
    plan as pb,
};

use crate::{failure::Failure, import::sender::Sender};

/// A command, without its meta.
#[derive(Debug, Clone)]
pub enum Command {
    CreatePlan(pb::CreatePlanRequest),
    DefineStrategy(pb::DefineStrategyRequest),
    ReviseStrategy(pb::ReviseStrategyRequest),
    ProposeActivity(pb::ProposeActivityRequest),
    RescheduleActivity(pb::RescheduleActivityRequest),
    RelinkActivity(pb::RelinkActivityRequest),
    ReviseActivity(pb::ReviseActivityRequest),
    LinkIndicators(pb::LinkIndicatorsRequest),
    TransferLead(pb::TransferLeadRequest),
    CancelActivity(pb::CancelActivityRequest),
    NoteExternalStatus(pb::NoteExternalStatusRequest),
    Relate(pb::RelateRequest),
    Unrelate(pb::UnrelateRequest),
    AddMilestone(pb::AddMilestoneRequest),
    RescheduleMilestone(pb::RescheduleMilestoneRequest),
    ReviseMilestone(pb::ReviseMilestoneRequest),
    AchieveMilestone(pb::AchieveMilestoneRequest),
    DropMilestone(pb::DropMilestoneRequest),
}

impl Command {
    /// What it is about, for people.
    pub fn subject(&self) -> String {
        let milestone =
            |activity: &str, milestone: &str| format!("milestone {milestone} of activity {activity}");
        let activity = |activity: &str| format!("activity {activity}");
        match self {
            Self::CreatePlan(_) => "the plan".to_owned(),
            Self::DefineStrategy(one) => format!("strategy {}", one.code),
            Self::ReviseStrategy(one) => format!("strategy {}", one.code),
            Self::ProposeActivity(one) => activity(&one.code),
            Self::RescheduleActivity(one) => activity(&one.activity_id),
            Self::RelinkActivity(one) => activity(&one.activity_id),
            Self::ReviseActivity(one) => activity(&one.activity_id),
            Self::LinkIndicators(one) => activity(&one.activity_id),
            Self::TransferLead(one) => activity(&one.activity_id),
            Self::CancelActivity(one) => activity(&one.activity_id),
            Self::NoteExternalStatus(one) => activity(&one.activity_id),
            Self::Relate(one) => format!("{} -> {}", one.from, one.to),
            Self::Unrelate(one) => format!("{} -> {}", one.from, one.to),
            Self::AddMilestone(one) => milestone(&one.activity_id, &one.code),
            Self::RescheduleMilestone(one) => milestone(&one.activity_id, &one.milestone_id),
            Self::ReviseMilestone(one) => milestone(&one.activity_id, &one.milestone_id),
            Self::AchieveMilestone(one) => milestone(&one.activity_id, &one.milestone_id),
            Self::DropMilestone(one) => milestone(&one.activity_id, &one.milestone_id),
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn send(
        &self,
        meta: Option<CommandMeta>,
        sender: &mut Sender,
    ) -> Result<CommandResult, Failure> {
        match self.clone() {
            Self::CreatePlan(one) => {
                plain(sender, "CreatePlan", &pb::CreatePlanRequest { meta, ..one }).await
            }
            Self::DefineStrategy(one) => {
                plain(sender, "DefineStrategy", &pb::DefineStrategyRequest { meta, ..one }).await
            }
            Self::ReviseStrategy(one) => {
                plain(sender, "ReviseStrategy", &pb::ReviseStrategyRequest { meta, ..one }).await
            }
            Self::ProposeActivity(one) => {
                let request = pb::ProposeActivityRequest { meta, ..one };
                let result = |answer: &pb::ProposeActivityResponse| answer.result.clone();
                sender.send("ProposeActivity", &request, result).await.map(|it| it.result.unwrap_or_default())
            }
            Self::RescheduleActivity(one) => {
                plain(sender, "RescheduleActivity", &pb::RescheduleActivityRequest { meta, ..one }).await
            }
            Self::RelinkActivity(one) => {
                plain(sender, "RelinkActivity", &pb::RelinkActivityRequest { meta, ..one }).await
            }
            Self::ReviseActivity(one) => {
                plain(sender, "ReviseActivity", &pb::ReviseActivityRequest { meta, ..one }).await
            }
            Self::LinkIndicators(one) => {
                plain(sender, "LinkIndicators", &pb::LinkIndicatorsRequest { meta, ..one }).await
            }
            Self::TransferLead(one) => {
                plain(sender, "TransferLead", &pb::TransferLeadRequest { meta, ..one }).await
            }
            Self::CancelActivity(one) => {
                plain(sender, "CancelActivity", &pb::CancelActivityRequest { meta, ..one }).await
            }
            other => other.send_part(meta, sender).await,
        }
    }

    /// Those about statuses, relations and milestones.
    async fn send_part(
        self,
        meta: Option<CommandMeta>,
        sender: &mut Sender,
    ) -> Result<CommandResult, Failure> {
        match self {
            Self::NoteExternalStatus(one) => {
                plain(sender, "NoteExternalStatus", &pb::NoteExternalStatusRequest { meta, ..one }).await
            }
            Self::Relate(one) => plain(sender, "Relate", &pb::RelateRequest { meta, ..one }).await,
            Self::Unrelate(one) => plain(sender, "Unrelate", &pb::UnrelateRequest { meta, ..one }).await,
            Self::AddMilestone(one) => {
                let request = pb::AddMilestoneRequest { meta, ..one };
                let result = |answer: &pb::AddMilestoneResponse| answer.result.clone();
                sender.send("AddMilestone", &request, result).await.map(|it| it.result.unwrap_or_default())
            }
            Self::RescheduleMilestone(one) => {
                plain(sender, "RescheduleMilestone", &pb::RescheduleMilestoneRequest { meta, ..one }).await
            }
            Self::ReviseMilestone(one) => {
                plain(sender, "ReviseMilestone", &pb::ReviseMilestoneRequest { meta, ..one }).await
            }
            Self::AchieveMilestone(one) => {
                plain(sender, "AchieveMilestone", &pb::AchieveMilestoneRequest { meta, ..one }).await
            }
            Self::DropMilestone(one) => {
                plain(sender, "DropMilestone", &pb::DropMilestoneRequest { meta, ..one }).await
            }
            _ => Ok(CommandResult::default()),
        }
    }
}

async fn plain(sender: &mut Sender, rpc: &str, request: &impl Message) -> Result<CommandResult, Failure> {
    sender.send(rpc, request, |answer: &CommandResult| Some(answer.clone())).await
}
