//! A log of changes of statuses and dependencies, one a row, in the order of the file.
//!
//! A row about dependencies sets the whole list of an item, whatever the row says was there before: what it drops goes first, then what is new comes in the
//! order written. What was refused once is not tried again while the rows still list it. Which edges the hub will
//! refuse is foretold with the hub's own graph.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::hash_parts,
    plan::{
        relations::{Relation, Relations},
        value::RelationKind,
    },
    time::Timestamp,
};
use serde_json::json;
use wire::pb::plan as pb;

use super::{
    Made,
    act::{Act, Refusal},
    command::Command,
};
use crate::{
    failure::Failure,
    import::{
        codes::Codes,
        faults::Faults,
        mapping::{ChangeColumns, Mapping, Plan},
        moment::Unit,
        sender::external,
        table::{Column, Table},
    },
};

/// How a log is laid out.
pub struct Log<'a> {
    /// Whose words they are.
    pub whole: &'a Mapping,
    /// The plan's window.
    pub plan: &'a Plan,
    /// The columns.
    pub columns: &'a ChangeColumns,
}

/// A row of the log.
struct Change {
    row: usize,
    at: Timestamp,
    item: String,
    field: String,
    to: String,
}

/// The log as far as it was read.
struct Replay<'a> {
    log: &'a Log<'a>,
    /// Every item that ever comes to exist, with its key.
    keys: BTreeMap<String, String>,
    titles: BTreeMap<String, String>,
    there: BTreeSet<String>,
    /// The list of each item, as the log set it last.
    listed: BTreeMap<String, Vec<String>>,
    edges: Relations,
    hash: String,
    acts: Vec<Act>,
    statuses: u64,
    related: u64,
    unrelated: u64,
    pending: u64,
}

impl Log<'_> {
    /// Reads a log into commands.
    ///
    /// # Errors
    /// A column is missing.
    pub fn read(&self, table: &Table, items: Option<&Table>, faults: &mut Faults) -> Result<Made, Failure> {
        let changes = self.rows(table, faults)?;
        let titles = self.titles(items)?;
        let mut codes = Codes::default();
        let mut keys = BTreeMap::new();
        for change in &changes {
            let place = crate::import::faults::Place { file: &table.file, row: change.row };
            let made = codes.of(&format!("{}{}", self.columns.code_prefix, change.item));
            if let Some(code) = faults.take(place, &self.columns.item, made) {
                keys.insert(change.item.clone(), code.to_string());
            }
        }
        let items_hash = items.map_or("", |items| items.hash.as_str());
        let mut replay = Replay {
            log: self,
            keys,
            titles,
            there: BTreeSet::new(),
            listed: BTreeMap::new(),
            edges: Relations::default(),
            hash: hex::encode(hash_parts(&["changes", &table.hash, items_hash])),
            acts: Vec::new(),
            statuses: 0,
            related: 0,
            unrelated: 0,
            pending: 0,
        };
        replay.begin();
        for change in &changes {
            replay.take(change);
        }
        let told = json!({
            "changes": changes.len(), "activities": replay.there.len(), "statuses": replay.statuses,
            "related": replay.related, "unrelated": replay.unrelated, "pending": replay.pending,
        });
        Ok(Made { acts: replay.acts, told })
    }

    fn rows(&self, table: &Table, faults: &mut Faults) -> Result<Vec<Change>, Failure> {
        let find = |name: &str| table.column(name);
        let columns = self.columns;
        let (moment, item) = (find(&columns.moment)?, find(&columns.item)?);
        let (field, to) = (find(&columns.field)?, find(&columns.to)?);
        let mut changes = Vec::new();
        for row in table.rows() {
            let at = faults.take(row.place, &moment.name, Unit::Rfc3339.read(row.cell(&moment)));
            let at = at.and_then(|at| faults.past(row.place, &moment.name, at));
            let known = [&columns.status_field, &columns.requires_field];
            if !known.iter().any(|word| *word == row.cell(&field)) {
                let said =
                    format!("`{}` is not known; accepted are {}, {}", row.cell(&field), known[0], known[1]);
                faults.add(row.place, &field.name, said);
                continue;
            }
            let text = |column: &Column| row.cell(column).to_owned();
            if let Some(at) = at {
                let (item, field, to) = (text(&item), text(&field), text(&to));
                changes.push(Change { row: row.place.row, at, item, field, to });
            }
        }
        Ok(changes)
    }

    fn titles(&self, items: Option<&Table>) -> Result<BTreeMap<String, String>, Failure> {
        let Some(items) = items else { return Ok(BTreeMap::new()) };
        let (item, title) =
            (items.column(&self.columns.items_item)?, items.column(&self.columns.items_title)?);
        let titles = items.rows().map(|row| (row.cell(&item).to_owned(), row.cell(&title).to_owned()));
        Ok(titles.filter(|(_, title)| !title.is_empty()).collect())
    }
}

/// The items a cell lists, by their digits: `ERC-165` reads as 165. Whatever is neither letter, digit nor hyphen stands
/// between two.
pub fn targets(cell: &str) -> Vec<String> {
    let digits = |token: &str| token.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut seen = BTreeSet::new();
    let stands_between = |c: char| !c.is_alphanumeric() && c != '-';
    let all = cell.split(stands_between).map(digits).filter(|digits| !digits.is_empty());
    all.filter(|target| seen.insert(target.clone())).collect()
}

impl Replay<'_> {
    fn act(&mut self, at: Timestamp, command: Command, refusal: Option<Refusal>) {
        let number = u64::try_from(self.acts.len()).unwrap_or(u64::MAX);
        self.acts.push(Act { command, at, hash: self.hash.clone(), number, refusal });
    }

    fn begin(&mut self) {
        let plan = self.log.plan;
        let at = Timestamp::from_date(plan.on);
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let create = pb::CreatePlanRequest { meta: None, agenda_version: 1, from, to };
        self.act(at, Command::CreatePlan(create), None);
        let columns = self.log.columns;
        let define = pb::DefineStrategyRequest {
            meta: None,
            code: columns.strategy.clone(),
            title: columns.strategy_title.clone(),
            goals: columns.goals.clone(),
        };
        self.act(at, Command::DefineStrategy(define), None);
    }

    fn take(&mut self, change: &Change) {
        let Some(key) = self.keys.get(&change.item).cloned() else { return };
        if self.there.insert(change.item.clone()) {
            let title = self.titles.get(&change.item).cloned().unwrap_or_else(|| change.item.clone());
            let propose = pb::ProposeActivityRequest {
                meta: None,
                code: key.clone(),
                title,
                strategy: self.log.columns.strategy.clone(),
                lead_org: String::new(),
                start: change.at.date().to_string(),
                end: self.log.plan.to.to_string(),
                indicators: Vec::new(),
                external_ref: Some(external(&self.log.whole.vocabulary, &change.item)),
            };
            self.act(change.at, Command::ProposeActivity(propose), None);
        }
        if change.field == self.log.columns.status_field {
            self.statuses += 1;
            let value =
                if change.to.is_empty() { self.log.columns.deleted.clone() } else { change.to.clone() };
            let vocabulary = self.log.whole.vocabulary.clone();
            let note = pb::NoteExternalStatusRequest { meta: None, activity_id: key, vocabulary, value };
            self.act(change.at, Command::NoteExternalStatus(note), None);
            return;
        }
        // What the log listed last, not what the row says was there: a log that begins in the middle knows no better.
        let after = targets(&change.to);
        let before = self.listed.insert(change.item.clone(), after.clone()).unwrap_or_default();
        for target in before.iter().filter(|target| !after.contains(target)) {
            self.unrelate(change, &key, target);
        }
        for target in after.iter().filter(|target| !before.contains(target)) {
            self.relate(change, &key, target);
        }
    }

    fn unrelate(&mut self, change: &Change, from: &str, target: &str) {
        let Some(to) = self.keys.get(target).cloned() else { return };
        if self.edges.get(from, &to, RelationKind::Requires).is_none() {
            return;
        }
        self.unrelated += 1;
        self.edges.remove(&(from.to_owned(), to.clone(), RelationKind::Requires));
        let kind = pb::RelationKind::Requires.into();
        let request = pb::UnrelateRequest { meta: None, from: from.to_owned(), to, kind };
        self.act(change.at, Command::Unrelate(request), None);
    }

    fn relate(&mut self, change: &Change, from: &str, target: &str) {
        let to = self.keys.get(target).cloned();
        let (reason, path) = match &to {
            None => ("unknown_activity", Vec::new()),
            Some(to) if to == from => ("relates_to_itself", vec![change.item.clone(), target.to_owned()]),
            Some(to) => match self.edges.cycle(from, to, RelationKind::Requires) {
                Some(path) => ("would_close_cycle", path.iter().map(|key| self.item(key)).collect()),
                None => ("", Vec::new()),
            },
        };
        let refusal = (!reason.is_empty()).then(|| Refusal {
            row: change.row,
            from: change.item.clone(),
            to: target.to_owned(),
            reason: reason.to_owned(),
            path,
            // What never comes to exist has no key to send.
            by_the_hub: to.is_some(),
        });
        let to = to.unwrap_or_default();
        if refusal.is_none() {
            self.related += 1;
            self.pending += u64::from(!self.there.contains(target));
            let key = (from.to_owned(), to.clone(), RelationKind::Requires);
            self.edges.add(key, Relation::default());
        }
        let kind = pb::RelationKind::Requires.into();
        let request = pb::RelateRequest { meta: None, from: from.to_owned(), to, kind, lag_days: 0 };
        self.act(change.at, Command::Relate(request), refusal);
    }

    /// What the source calls an activity.
    fn item(&self, key: &str) -> String {
        let found = self.keys.iter().find(|(_, made)| made.as_str() == key);
        found.map_or_else(|| key.to_owned(), |(item, _)| item.clone())
    }
}
