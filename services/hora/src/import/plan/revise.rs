//! The plan as the steps so far have made it, and what one more version does to it.
//!
//! The order of a version's commands keeps every milestone within its activity at every moment: an activity first gets
//! the days it had and those it will have, then its milestones move, then it gives up the days it will not have.

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
    act::Act,
    command::Command,
    counts::Counts,
    hub::{self, Hub},
    rows::Reader,
    version::{AllCodes, ToldActivity, Version},
};
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::{Mapping, Plan, RowColumns},
        table::Table,
    },
};

/// Why a revision moves, drops or hands over: the source says no more.
pub const REVISED: &str = "Revision of the plan";

/// The plan as the steps so far have made it.
pub struct Revisions<'a> {
    pub(super) whole: &'a Mapping,
    pub(super) plan: &'a Plan,
    hub: Hub,
    pub(super) codes: AllCodes,
    pub(super) now: Now,
    acts: Vec<Act>,
    hash: String,
    number: u64,
    /// The day of the step before, or the last day on which the hub's plan is known not to have changed since.
    last: Option<Date>,
    pub(super) told: Vec<Value>,
}

/// What is in the plan now.
#[derive(Debug, Default)]
pub struct Now {
    /// Whether there is a plan.
    pub is_begun: bool,
    /// Title and goals of each strategy.
    pub strategies: BTreeMap<String, (String, Vec<String>)>,
    /// Its activities.
    pub activities: BTreeMap<String, ToldActivity>,
    /// Its milestones, by activity and code.
    pub milestones: BTreeMap<(String, String), Held>,
    /// What was reported: the day and what shows it.
    pub reported: BTreeMap<String, (Date, String)>,
    /// The activities by what files of links call them.
    pub aliases: BTreeMap<String, String>,
    /// The indicators of each activity; also of one that was cancelled and may come back.
    pub links: BTreeMap<String, BTreeSet<String>>,
}

/// A milestone that is in the plan now.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its title.
    pub title: String,
    /// When it is due.
    pub due: Date,
    /// What it is.
    pub kind: MilestoneKind,
    /// Its number and what that counts.
    pub target: Option<(String, String)>,
    /// Whether it was reported.
    pub is_achieved: bool,
}

impl<'a> Revisions<'a> {
    /// Nothing yet, or the plan as the hub holds it.
    pub fn new(whole: &'a Mapping, plan: &'a Plan, mut hub: Hub) -> Self {
        let nothing =
            || hub::Held { codes: AllCodes::new(&plan.codes), now: Now::default(), hash: String::new() };
        let held = hub.held.take().unwrap_or_else(nothing);
        Self {
            whole,
            plan,
            hub,
            codes: held.codes,
            now: held.now,
            acts: Vec::new(),
            hash: held.hash,
            number: 0,
            last: None,
            told: Vec::new(),
        }
    }

    /// What the steps made.
    pub fn made(self) -> Made {
        let told = json!({
            "activities": self.now.activities.len(), "milestones": self.now.milestones.len(), "steps": self.told,
        });
        Made { acts: self.acts, told }
    }

    /// Steps happened one behind the other: what a later one of an earlier day did would read, as of any day between,
    /// as if it had come first.
    pub(super) fn follows(&mut self, table: &Table, day: Date, faults: &mut Faults) {
        let place = Place { file: &table.file, row: 1 };
        faults.past_day(place, "day", day);
        if let Some(last) = self.last.filter(|last| day < *last) {
            let said = format!(
                "{day} lies before {last}, the day of the step before; accepted are steps in the order in which they \
                 happened, each with its @DAY"
            );
            faults.add(place, "day", said);
        }
        self.last = self.last.max(Some(day));
    }

    /// A step begins: its commands are named after its file and all before.
    pub(super) fn begin(&mut self, table: &Table, day: Date) {
        self.hash = hex::encode(hash_parts(&[&self.hash, &table.hash, &day.to_string()]));
        self.number = 0;
    }

    pub(super) fn act(&mut self, day: Date, command: Command) {
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
        self.follows(table, day, faults);
        let mut codes = std::mem::take(&mut self.codes);
        let reader = Reader { plan: self.plan, columns, hub: &self.hub };
        let version = reader.read(table, &mut codes, faults);
        self.codes = codes;
        let version = version?;
        let before = self.now.milestones.len();
        let gone = self.now.milestones.keys().filter(|key| !version.milestones.contains_key(*key)).count();
        self.seems_whole(table, (gone, before, "milestones"), faults);
        self.begin(table, day);
        let mut counts = Counts::default();
        self.create(day);
        self.strategies(&version, day, &mut counts);
        self.activities(&version, day, &mut counts);
        self.moved(&version, day, &mut counts);
        self.removed(&version, day, &mut counts);
        self.added(&version, day, &mut counts);
        self.settled(&version, day);
        for (key, told) in version.activities.iter().filter(|(_, told)| !told.alias.is_empty()) {
            self.now.aliases.insert(told.alias.clone(), key.clone());
        }
        counts.numbers_left = version.numbers_left;
        counts.other_titles = version.other_titles;
        self.told.push(counts.told(&format!("plan:{}@{day}", table.file), table.len()));
        Ok(())
    }

    /// A file cut at the end of a row reads like a revision that drops all that stood behind; it is not taken for one.
    pub(super) fn seems_whole(
        &self,
        table: &Table,
        (gone, before, what): (usize, usize, &str),
        faults: &mut Faults,
    ) {
        let (largest, whole) = (usize::from(self.plan.largest_drop_bp), 10_000);
        if faults.is_empty() && gone.saturating_mul(whole) > before.saturating_mul(largest) {
            let said = format!(
                "is the last row, and {gone} of the {before} {what} before are in none: it seems to be half a file; \
                 where they were dropped, say a larger largest_drop_bp than {largest} in the mapping"
            );
            let row = table.len().saturating_add(1);
            faults.add(Place { file: &table.file, row }, "plan", said);
        }
    }

    fn create(&mut self, day: Date) {
        if !self.now.is_begun {
            self.now.is_begun = true;
            let (from, to) = (self.plan.from.to_string(), self.plan.to.to_string());
            let request = pb::CreatePlanRequest { meta: None, agenda_version: 1, from, to };
            self.act(day, Command::CreatePlan(request));
        }
    }

    fn strategies(&mut self, version: &Version, day: Date, counts: &mut Counts) {
        for (code, (title, goals)) in &version.strategies {
            let (code, title, goals) = (code.clone(), title.clone(), goals.clone());
            let Some((was_title, was_goals)) = self.now.strategies.get_mut(&code) else {
                self.now.strategies.insert(code.clone(), (title.clone(), goals.clone()));
                let request = pb::DefineStrategyRequest { meta: None, code, title, goals };
                self.act(day, Command::DefineStrategy(request));
                continue;
            };
            // A file without a column of goals says nothing of them.
            let goals = if goals.is_empty() { was_goals.clone() } else { goals };
            let is_same = *was_title == title
                && was_goals.iter().collect::<BTreeSet<_>>() == goals.iter().collect::<BTreeSet<_>>();
            if !is_same {
                (*was_title, *was_goals) = (title.clone(), goals.clone());
                counts.strategies_revised += 1;
                let reason = REVISED.to_owned();
                let request = pb::ReviseStrategyRequest { meta: None, code, title, goals, reason };
                self.act(day, Command::ReviseStrategy(request));
            }
        }
    }
}
