//! What measurement does by itself: a set of indicators that was decided is put into force.
//!
//! Knows no rule: an indicator that is not there is refused, and that stands in the book. To add one: an entry here,
//! and its RPC in the row `react` of the table of roles.

use domain::{
    agenda::{
        self,
        value::{DecisionResult, SubjectRef},
    },
    facts::Facts,
    ids::Uuid,
    measurement::{Command, decided::DecidedBy},
    meta::ContextName,
};
use runtime::reactions::{Deed, Does, Reaction};

pub fn does() -> Does<Command> {
    let activate = Reaction {
        name: "activate_indicators",
        of: ContextName::Agenda,
        types: &["agenda.MeetingDecisionRecorded.v1", "agenda.ProposalDecided.v1"],
        reads: &[ContextName::Agenda],
        react: activate,
    };
    Does { reactions: vec![activate], timers: Vec::new() }
}

fn activate(record: &views::Record<'_>, _: &Facts) -> Result<Vec<Deed<Command>>, views::Error> {
    let Some((id, subject)) = adopted(record.event()?) else { return Ok(Vec::new()) };
    let SubjectRef::IndicatorSet { indicators } = subject else { return Ok(Vec::new()) };
    let decided_by = DecidedBy { context: ContextName::Agenda, id };
    let deed = |code| Deed {
        target: format!("indicator/{code}"),
        rpc: "ActivateIndicator",
        command: Command::ActivateIndicator { code, decided_by },
    };
    Ok(indicators.into_iter().map(|indicator| deed(indicator.code)).collect())
}

/// The decision and what it adopted, where it did.
fn adopted(event: agenda::Event) -> Option<(Uuid, SubjectRef)> {
    match event {
        agenda::Event::ProposalDecided { proposal, subject_ref, result: DecisionResult::Adopted, .. } => {
            Some((proposal, subject_ref))
        }
        agenda::Event::MeetingDecisionRecorded {
            decision,
            is_advisory: false,
            stated_result: DecisionResult::Adopted,
            adopts: Some(adopts),
            ..
        } => Some((decision, adopts.subject_ref)),
        _ => None,
    }
}
