//! What a record speaks of: a few subjects, such as its stream, a milestone, or a goal that it drops.
//!
//! Knows no figure. What no figure names speaks of nothing here. To have a figure name one more kind of record: an arm
//! of its context below, with the subject that the figure asks for.

use domain::{
    agenda::{self, value::Change},
    backbone, measurement, plan,
};

use super::Log;
use crate::{Error, Record};

/// The subjects of a record.
pub(super) fn subjects(log: Log, record: &Record<'_>) -> Result<Vec<String>, Error> {
    let stream = || vec![record.stream.to_owned()];
    Ok(match log {
        Log::Agenda if record.aggregate() == "agenda" => of_agenda(&record.event()?),
        Log::Agenda if record.type_name == "agenda.MeetingDecisionRecorded.v1" => match record.event()? {
            agenda::Event::MeetingDecisionRecorded { matter, .. } => vec![format!("matter/{matter}")],
            _ => Vec::new(),
        },
        Log::Backbone if record.aggregate() == "duties" => of_duties(&record.event()?),
        Log::Measurement => of_measurement(record)?,
        Log::Plan => of_plan(record.key(), &record.event()?),
        Log::Agenda | Log::Backbone | Log::Communication | Log::Hub => stream(),
    })
}

fn of_agenda(event: &agenda::Event) -> Vec<String> {
    let goal = |code: &dyn std::fmt::Display| format!("goal/{code}");
    match event {
        agenda::Event::GoalDefined { code, .. } => vec![goal(code)],
        agenda::Event::AgendaAmended { changes, .. } => {
            let goals = changes.iter().filter_map(|change| match change {
                Change::SetGoal { code, .. } | Change::DropGoal { code } => Some(goal(code)),
                Change::SetSection { .. } => None,
            });
            std::iter::once("agenda".to_owned()).chain(goals).collect()
        }
        agenda::Event::AgendaDrafted { .. }
        | agenda::Event::AgendaAdopted { .. }
        | agenda::Event::AgendaRetired { .. } => vec!["agenda".to_owned()],
        _ => Vec::new(),
    }
}

fn of_duties(event: &backbone::Event) -> Vec<String> {
    match event {
        backbone::Event::DutiesAdopted { .. } => vec!["duties".to_owned()],
        backbone::Event::DutyMet { duty, .. } | backbone::Event::DutyMissed { duty, .. } => {
            vec![format!("duty/{duty}")]
        }
        _ => Vec::new(),
    }
}

/// What a data set's reporting rests on goes under `reporting`, the rest under its stream. What is published counts in
/// both: of the values by the record itself, which the public table names.
fn of_measurement(record: &Record<'_>) -> Result<Vec<String>, Error> {
    Ok(match record.event()? {
        measurement::Event::DataSetDefined { code, .. } => vec![format!("reporting/{code}")],
        measurement::Event::ReportersAssigned { data_set, .. }
        | measurement::Event::DataSubmitted { data_set, .. }
        | measurement::Event::DataReturned { data_set, .. }
        | measurement::Event::DataAbandoned { data_set, .. }
        | measurement::Event::DataPublished { data_set, .. } => vec![format!("reporting/{data_set}")],
        _ if record.aggregate() == "indicator" => vec![record.stream.to_owned()],
        _ => Vec::new(),
    })
}

fn of_plan(key: &str, event: &plan::Event) -> Vec<String> {
    use plan::Event;
    match event {
        Event::StrategyDefined { code, .. } | Event::StrategyRevised { code, .. } => {
            vec![format!("strategy/{code}")]
        }
        Event::ActivitiesRelated { from, to, .. } | Event::ActivitiesUnrelated { from, to, .. } => {
            vec![format!("relations/{from}"), format!("relations/{to}")]
        }
        Event::MilestoneAdded { milestone, .. }
        | Event::MilestoneRevised { milestone, .. }
        | Event::MilestoneRescheduled { milestone, .. }
        | Event::MilestoneAchieved { milestone, .. }
        | Event::MilestoneDropped { milestone, .. }
        | Event::MilestoneMissed { milestone, .. } => vec![format!("milestone/{key}/{milestone}")],
        Event::CommitmentOffered { org, .. }
        | Event::CommitmentAccepted { org, .. }
        | Event::CommitmentAmended { org, .. }
        | Event::CommitmentReleased { org, .. }
        | Event::CommitmentFulfilled { org, .. } => {
            vec![format!("parts/{key}"), format!("part/{key}/{org}")]
        }
        Event::LeadTransferred { .. } => vec![format!("parts/{key}"), format!("activity/{key}")],
        Event::ActivityProposed { .. }
        | Event::ActivityRevised { .. }
        | Event::ActivityRelinked { .. }
        | Event::ActivityOrphaned { .. }
        | Event::ActivityCompleted { .. }
        | Event::ActivityCancelled { .. }
        | Event::ActivitiesMerged { .. } => vec![format!("activity/{key}")],
        _ => Vec::new(),
    }
}
