//! Matters and decisions on their way into the hub: the bodies, then each matter with its chain.
//!
//! A decision that is there already, from another export of the same source, is passed over: its id is derived from
//! what the source calls it.

use wire::pb::{agenda as pb, common::CommandResult};

use super::chain::{Chain, Chains};
use crate::{
    failure::Failure,
    import::sender::{Origin, Sender, reason},
    progress,
};

/// Refusals that say that the hub has it.
const THERE: &[&str] = &["matter_exists", "decision_exists"];

/// Sends it all.
///
/// # Errors
/// Nobody answers in time, or the hub says no.
pub async fn send(chains: &Chains, sender: &mut Sender) -> Result<(), Failure> {
    let steps = chains.bodies.len() + chains.matters.len() + chains.decisions();
    let bar = progress::bar("records", steps);
    for (number, (code, name)) in (0..).zip(&chains.bodies) {
        let origin = Origin { part: "bodies", hash: &chains.hash, number };
        let request = pb::DefineBodyRequest {
            meta: Some(sender.meta(origin, chains.first_day)),
            code: code.to_string(),
            name: name.clone(),
            seats: Vec::new(),
        };
        sender.send("DefineBody", &request, |answer: &CommandResult| Some(answer.clone())).await?;
        bar.inc(1);
    }
    let mut number = 0;
    for (place, chain) in (0..).zip(&chains.matters) {
        let origin = Origin { part: "matters", hash: &chains.hash, number: place };
        open(chain, origin, sender).await?;
        bar.inc(1);
        for (day, decision) in &chain.decisions {
            let origin = Origin { part: "decisions", hash: &chains.hash, number };
            let meta = Some(sender.meta(origin, day));
            let request = pb::RecordMeetingDecisionRequest { meta, ..decision.clone() };
            let result = |answer: &pb::RecordMeetingDecisionResponse| answer.result.clone();
            let sent = sender.send("RecordMeetingDecision", &request, result).await;
            or_there(sent.map(drop), sender)?;
            number += 1;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

async fn open(chain: &Chain, origin: Origin<'_>, sender: &mut Sender) -> Result<(), Failure> {
    let meta = Some(sender.meta(origin, chain.opened_on));
    let request = pb::OpenMatterRequest { meta, ..chain.matter.clone() };
    let sent =
        sender.send("OpenMatter", &request, |answer: &pb::OpenMatterResponse| answer.result.clone()).await;
    or_there(sent.map(drop), sender)
}

fn or_there(sent: Result<(), Failure>, sender: &mut Sender) -> Result<(), Failure> {
    match sent {
        Err(failure) if reason(&failure).is_some_and(|reason| THERE.contains(&reason.as_str())) => {
            sender.is_there();
            Ok(())
        }
        other => other,
    }
}
