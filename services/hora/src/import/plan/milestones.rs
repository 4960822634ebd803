//! What a version changes in the milestones of the plan.
//!
//! A row that a version no longer has is a milestone dropped; one that it adds with a code already reported is achieved
//! at once, on that report's day.

use domain::{plan::value::MilestoneKind, time::Date};
use wire::pb::plan as pb;

use super::{
    cells::{is_same_number, is_same_unit},
    command::Command,
    counts::Counts,
    revise::{Held, REVISED, Revisions},
    version::{ToldMilestone, Version},
};
use crate::import::sender::external;

impl Revisions<'_> {
    pub(super) fn moved(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        let mut commands = Vec::new();
        for (key, held) in &mut self.now.milestones {
            let Some(told) = version.milestones.get(key) else { continue };
            if !says_the_same(held, told) {
                counts.revised += 1;
                (held.title, held.kind, held.target) = (told.title.clone(), told.kind, told.target.clone());
                commands.push(Command::ReviseMilestone(revised(key, told)));
            }
            if told.due == held.due {
                continue;
            }
            if held.is_achieved {
                counts.not_moved += 1;
                continue;
            }
            counts.rescheduled += 1;
            held.due = told.due;
            let request = pb::RescheduleMilestoneRequest {
                meta: None,
                activity_id: key.0.clone(),
                milestone_id: key.1.clone(),
                due: told.due.to_string(),
                reason: REVISED.to_owned(),
            };
            commands.push(Command::RescheduleMilestone(request));
        }
        commands.into_iter().for_each(|command| self.act(day, command));
    }

    pub(super) fn removed(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        let gone = self.now.milestones.keys().filter(|key| !version.milestones.contains_key(*key));
        let gone: Vec<(String, String)> = gone.cloned().collect();
        for key in gone {
            self.now.milestones.remove(&key);
            counts.removed += 1;
            let (activity_id, milestone_id) = key;
            let reason = REVISED.to_owned();
            let request = pb::DropMilestoneRequest { meta: None, activity_id, milestone_id, reason };
            self.act(day, Command::DropMilestone(request));
        }
        let gone = self.now.activities.keys().filter(|key| !version.activities.contains_key(*key));
        let gone: Vec<String> = gone.cloned().collect();
        for activity_id in gone {
            self.now.activities.remove(&activity_id);
            counts.cancelled += 1;
            let request = pb::CancelActivityRequest {
                meta: None,
                activity_id,
                reason: REVISED.to_owned(),
                acknowledge_dependents: Vec::new(),
            };
            self.act(day, Command::CancelActivity(request));
        }
    }

    pub(super) fn added(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        for (key, told) in &version.milestones {
            let is_there = self.now.milestones.get(key).map(|held| held.is_achieved);
            if is_there.is_none() {
                counts.added += 1;
                let ToldMilestone { title, due, kind, target, .. } = told.clone();
                self.now
                    .milestones
                    .insert(key.clone(), Held { title, due, kind, target, is_achieved: false });
                let request = self.milestone(key, told);
                self.act(day, Command::AddMilestone(request));
            }
            // One that is there and was reported is achieved, but where a revision of the hub's plan was cut off.
            let report = self.now.reported.get(&key.1).filter(|_| is_there != Some(true)).cloned();
            if let Some((on, evidence)) = report {
                counts.achieved_at_once += 1;
                self.achieve(key, day, on, evidence);
            }
        }
    }

    fn milestone(&self, key: &(String, String), told: &ToldMilestone) -> pb::AddMilestoneRequest {
        pb::AddMilestoneRequest {
            meta: None,
            activity_id: key.0.clone(),
            code: key.1.clone(),
            title: told.title.clone(),
            due: told.due.to_string(),
            kind: kind(told.kind).into(),
            target: target(told),
            evidence_required: false,
            external_ref: Some(external(&self.whole.vocabulary, &told.external)),
        }
    }

    pub(super) fn achieve(&mut self, key: &(String, String), day: Date, on: Date, evidence: String) {
        if let Some(held) = self.now.milestones.get_mut(key) {
            held.is_achieved = true;
        }
        let request = pb::AchieveMilestoneRequest {
            meta: None,
            activity_id: key.0.clone(),
            milestone_id: key.1.clone(),
            on: on.to_string(),
            evidence,
        };
        self.act(day, Command::AchieveMilestone(request));
    }
}

/// Whether a milestone says what a row says; `1800` and `1800.00` are one number.
fn says_the_same(held: &Held, told: &ToldMilestone) -> bool {
    let is_same_target = match (&held.target, &told.target) {
        (Some((was, of)), Some((is, unit))) => is_same_unit(of, unit) && is_same_number(was, is),
        (was, is) => was == is,
    };
    is_same_target && held.title == told.title && held.kind == told.kind
}

fn revised(key: &(String, String), told: &ToldMilestone) -> pb::ReviseMilestoneRequest {
    pb::ReviseMilestoneRequest {
        meta: None,
        activity_id: key.0.clone(),
        milestone_id: key.1.clone(),
        title: told.title.clone(),
        kind: kind(told.kind).into(),
        target: target(told),
        reason: REVISED.to_owned(),
    }
}

fn kind(kind: MilestoneKind) -> pb::MilestoneKind {
    match kind {
        MilestoneKind::Milestone => pb::MilestoneKind::Milestone,
        MilestoneKind::Target => pb::MilestoneKind::Target,
    }
}

fn target(told: &ToldMilestone) -> Option<pb::TargetValue> {
    told.target.clone().map(|(value, unit)| pb::TargetValue { value, unit })
}
