//! What a version changes in the plan, and what a report achieves in it.
//!
//! Holds the plan as the steps so far have made it. A row that a version no longer has is a milestone dropped; one that
//! it adds with a code already reported is achieved at once, on that report's day.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::hash_parts,
    plan::value::MilestoneKind,
    time::{Date, Timestamp},
};
use serde_json::{Value, json};
use wire::pb::plan as pb;

use super::{
    Made,
    act::{Act, Command},
    owners::Owners,
    rows::{AllCodes, Reader, ToldActivity, ToldMilestone, Version},
};
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::{Mapping, Plan, RowColumns},
        sender::external,
        table::Table,
    },
};

/// Why a revision moves, drops or hands over: the source says no more.
const REVISED: &str = "Revision of the plan";

/// The plan as the steps so far have made it.
pub struct Revisions<'a> {
    whole: &'a Mapping,
    pub(super) plan: &'a Plan,
    owners: Owners,
    pub(super) codes: AllCodes,
    is_begun: bool,
    strategies: BTreeSet<String>,
    activities: BTreeMap<String, ToldActivity>,
    pub(super) milestones: BTreeMap<(String, String), Held>,
    /// What was reported: the day and what shows it.
    pub(super) reported: BTreeMap<String, (Date, String)>,
    acts: Vec<Act>,
    hash: String,
    number: u64,
    pub(super) told: Vec<Value>,
}

/// A milestone that is in the plan now.
pub struct Held {
    due: Date,
    /// Whether it was reported.
    pub is_achieved: bool,
}

/// What a version did, counted.
#[derive(Default)]
struct Counts {
    added: u64,
    removed: u64,
    rescheduled: u64,
    handed_over: u64,
    achieved_at_once: u64,
    cancelled: u64,
    not_moved: u64,
}

impl<'a> Revisions<'a> {
    /// Nothing yet.
    pub fn new(whole: &'a Mapping, plan: &'a Plan, owners: Owners) -> Self {
        Self {
            whole,
            plan,
            owners,
            codes: AllCodes::default(),
            is_begun: false,
            strategies: BTreeSet::new(),
            activities: BTreeMap::new(),
            milestones: BTreeMap::new(),
            reported: BTreeMap::new(),
            acts: Vec::new(),
            hash: String::new(),
            number: 0,
            told: Vec::new(),
        }
    }

    /// What the steps made.
    pub fn made(self) -> Made {
        let told = json!({
            "activities": self.activities.len(), "milestones": self.milestones.len(), "steps": self.told,
        });
        Made { acts: self.acts, told }
    }

    /// A step begins: its commands are named after its file and all before.
    pub(super) fn begin(&mut self, table: &Table, day: Date) {
        self.hash = hex::encode(hash_parts(&[&self.hash, &table.hash, &day.to_string()]));
        self.number = 0;
    }

    fn act(&mut self, day: Date, command: Command) {
        let (at, hash, number) = (Timestamp::from_date(day), self.hash.clone(), self.number);
        self.acts.push(Act { command, at, hash, number, refusal: None });
        self.number = self.number.saturating_add(1);
    }

    /// Takes a version in.
    ///
    /// # Errors
    /// It lacks a column that must be there.
    pub fn version(
        &mut self,
        table: &Table,
        columns: &RowColumns,
        day: Date,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        let mut codes = std::mem::take(&mut self.codes);
        let owners = std::mem::take(&mut self.owners);
        let reader = Reader { plan: self.plan, columns, owners: &owners };
        let version = reader.read(table, &mut codes, faults);
        (self.codes, self.owners) = (codes, owners);
        let version = version?;
        self.seems_whole(table, &version, faults);
        self.begin(table, day);
        let mut counts = Counts::default();
        self.strategies(&version, day);
        self.activities(&version, day, &mut counts);
        self.moved(&version, day, &mut counts);
        self.removed(&version, day, &mut counts);
        self.added(&version, day, &mut counts);
        self.told.push(json!({
            "step": format!("plan:{}@{day}", table.file), "rows": table.len(),
            "added": counts.added, "removed": counts.removed, "rescheduled": counts.rescheduled,
            "handedOver": counts.handed_over, "achievedAtOnce": counts.achieved_at_once,
            "cancelled": counts.cancelled, "achievedAndNotMoved": counts.not_moved,
        }));
        Ok(())
    }

    /// A file cut at the end of a row reads like a revision that drops all that stood behind; it is not taken for one.
    fn seems_whole(&self, table: &Table, version: &Version, faults: &mut Faults) {
        let before = self.milestones.len();
        let gone = self.milestones.keys().filter(|key| !version.milestones.contains_key(*key)).count();
        let (largest, whole) = (usize::from(self.plan.largest_drop_bp), 10_000);
        if faults.is_empty() && gone.saturating_mul(whole) > before.saturating_mul(largest) {
            let said = format!(
                "is the last row, and {gone} of the {before} milestones before are in none: it seems to be half a file; \
                 where they were dropped, say a larger largest_drop_bp than {largest} in the mapping"
            );
            let row = table.len().saturating_add(1);
            faults.add(Place { file: &table.file, row }, "plan", said);
        }
    }

    fn strategies(&mut self, version: &Version, day: Date) {
        if !self.is_begun {
            self.is_begun = true;
            let (from, to) = (self.plan.from.to_string(), self.plan.to.to_string());
            let request = pb::CreatePlanRequest { meta: None, agenda_version: 1, from, to };
            self.act(day, Command::CreatePlan(request));
        }
        for (code, (title, goals)) in &version.strategies {
            if self.strategies.insert(code.clone()) {
                let request = pb::DefineStrategyRequest {
                    meta: None,
                    code: code.clone(),
                    title: title.clone(),
                    goals: goals.clone(),
                };
                self.act(day, Command::DefineStrategy(request));
            }
        }
    }

    fn activities(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        for (key, told) in &version.activities {
            let Some(there) = self.activities.get_mut(key) else {
                self.activities.insert(key.clone(), told.clone());
                let request = pb::ProposeActivityRequest {
                    meta: None,
                    code: key.clone(),
                    title: told.title.clone(),
                    strategy: told.strategy.clone(),
                    lead_org: told.owner.clone().unwrap_or_default(),
                    start: told.start.to_string(),
                    end: told.end.to_string(),
                    indicators: Vec::new(),
                    external_ref: Some(external(&self.whole.vocabulary, &told.external)),
                };
                self.act(day, Command::ProposeActivity(request));
                continue;
            };
            if there.owner == told.owner {
                continue;
            }
            there.owner.clone_from(&told.owner);
            if let Some(to_org) = told.owner.clone() {
                counts.handed_over += 1;
                let request = pb::TransferLeadRequest {
                    meta: None,
                    activity_id: key.clone(),
                    to_org,
                    reason: REVISED.to_owned(),
                };
                self.act(day, Command::TransferLead(request));
            }
        }
    }

    fn moved(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        let mut commands = Vec::new();
        for (key, held) in &mut self.milestones {
            let Some(told) = version.milestones.get(key).filter(|told| told.due != held.due) else {
                continue;
            };
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

    fn removed(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        let gone: Vec<(String, String)> =
            self.milestones.keys().filter(|key| !version.milestones.contains_key(*key)).cloned().collect();
        for key in gone {
            self.milestones.remove(&key);
            counts.removed += 1;
            let (activity_id, milestone_id) = key;
            let reason = REVISED.to_owned();
            let request = pb::DropMilestoneRequest { meta: None, activity_id, milestone_id, reason };
            self.act(day, Command::DropMilestone(request));
        }
        let gone: Vec<String> =
            self.activities.keys().filter(|key| !version.activities.contains_key(*key)).cloned().collect();
        for activity_id in gone {
            self.activities.remove(&activity_id);
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

    fn added(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        for (key, told) in &version.milestones {
            if self.milestones.contains_key(key) {
                continue;
            }
            counts.added += 1;
            self.milestones.insert(key.clone(), Held { due: told.due, is_achieved: false });
            let request = self.milestone(key, told);
            self.act(day, Command::AddMilestone(request));
            if let Some((on, evidence)) = self.reported.get(&key.1).cloned() {
                counts.achieved_at_once += 1;
                self.achieve(key, day, on, evidence);
            }
        }
    }

    fn milestone(&self, key: &(String, String), told: &ToldMilestone) -> pb::AddMilestoneRequest {
        let kind = match told.kind {
            MilestoneKind::Milestone => pb::MilestoneKind::Milestone,
            MilestoneKind::Target => pb::MilestoneKind::Target,
        };
        let target = told.target.clone().map(|(value, unit)| pb::TargetValue { value, unit });
        pb::AddMilestoneRequest {
            meta: None,
            activity_id: key.0.clone(),
            code: key.1.clone(),
            title: told.title.clone(),
            due: told.due.to_string(),
            kind: kind.into(),
            target,
            evidence_required: false,
            external_ref: Some(external(&self.whole.vocabulary, &told.external)),
        }
    }

    pub(super) fn achieve(&mut self, key: &(String, String), day: Date, on: Date, evidence: String) {
        if let Some(held) = self.milestones.get_mut(key) {
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
