//! A closed initiative takes nothing new: only what winds down what is open, and puts right what stands.
//!
//! Backbone judges its own commands by its own rules, also in the initiative `hub`; what the hub does by itself goes on. To
//! let one more command through: its name in [`WINDS_DOWN`], and the line of `docs/backbone.md`.

use domain::meta::{ContextName, Role};

use super::admit::Admitted;
use crate::refusals::Refused;

/// The commands that a closed initiative still takes.
pub(crate) const WINDS_DOWN: &[&str] = &[
    "agenda.CloseConsultation",
    "agenda.CloseProposal",
    "agenda.RetireAgenda",
    "agenda.WithdrawAmendment",
    "agenda.WithdrawProposal",
    "communication.Acknowledge",
    "communication.ApproveMinutes",
    "communication.ArchiveThread",
    "communication.CancelMeeting",
    "communication.CloseActionItem",
    "communication.LockThread",
    "communication.RecordMinutes",
    "communication.RedactMessage",
    "measurement.AbandonData",
    "measurement.CorrectPublished",
    "measurement.EndAgreement",
    "measurement.RetireIndicator",
    "plan.AchieveMilestone",
    "plan.CancelActivity",
    "plan.CompleteActivity",
    "plan.DropMilestone",
    "plan.FulfilCommitment",
    "plan.ReleaseCommitment",
];

/// Refuses new work in a closed initiative.
pub fn check<R>(context: ContextName, rpc: &str, admitted: &Admitted) -> Result<(), Refused<R>> {
    let is_open = context == ContextName::Backbone
        || !admitted.facts.roster.is_closed
        || admitted.scope.actor.role == Role::System
        || WINDS_DOWN.contains(&rpc);
    if is_open { Ok(()) } else { Err(Refused::InitiativeClosed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_winds_down_are_commands_that_somebody_may_send() {
        let table = access::Policy::built_in().unwrap();
        for rpc in WINDS_DOWN {
            let is_known = table.rows().iter().any(|row| row.rpcs.iter().any(|known| known == rpc));
            assert!(is_known, "{rpc} stands in no row of the table of roles");
        }
    }
}
