//! The rows one after another, on the plan as those before have made it.

use std::collections::BTreeSet;

use super::{
    super::{
        Event, Refusal, Rules, State,
        command::{Command, NewActivity, NewMilestone},
        value::{MilestoneKind, RelationKind},
    },
    PlanRow,
};
use crate::{
    decider::{BadRow, Decider as _, Emitted, Refusal as _, Streams},
    ids::Code,
    meta::{Context, EventMeta},
};

/// The most activities that one row requires: more is a plan of its own.
const MAX_REQUIRED: usize = 50;
/// The columns of a milestone.
const OF_MILESTONE: [&str; 5] = ["milestone", "milestone_title", "due", "target_value", "target_unit"];

/// A table on its way in: the plan as the rows so far have made it.
pub struct Taking<'a> {
    pub streams: Streams<State>,
    pub context: &'a Context,
    pub emitted: Vec<Emitted<Event>>,
    pub bad: Vec<BadRow>,
    pub failed: BTreeSet<String>,
}

impl Taking<'_> {
    /// Decides a command on the plan as the rows so far have made it.
    fn attempt(&mut self, row: &PlanRow, command: Command) -> bool {
        match Rules::decide(&self.streams, command, self.context) {
            Ok(emitted) => {
                let meta = EventMeta {
                    id: self.context.scope.new_id,
                    occurred_at: self.context.now,
                    imported: self.context.scope.imported,
                    actor: self.context.scope.actor.clone(),
                };
                for one in &emitted {
                    Rules::evolve(self.streams.get_mut(&one.stream), &one.event, &meta);
                }
                self.emitted.extend(emitted);
                true
            }
            Err(refusal) => {
                self.refuse(row, column(&refusal), refusal.reason(), &refusal);
                false
            }
        }
    }

    pub fn propose(&mut self, row: &PlanRow) {
        if let Some(message) = &row.broken {
            self.refuse(row, "", "row_cut_off", message);
            return;
        }
        let Some(code) = self.code(row, "activity") else { return };
        if row.cell("title").is_empty() {
            self.refer(row, code);
            return;
        }
        let (title, strategy) = (self.title(row, "title"), self.code(row, "strategy"));
        let (start, end, lead) = (self.day(row, "start"), self.day(row, "end"), self.lead(row));
        let key = code.to_string();
        let (Some(title), Some(strategy), Some(start), Some(end), Some(lead_org)) =
            (title, strategy, start, end, lead)
        else {
            self.failed.insert(key);
            return;
        };
        let (indicators, external_ref) = (BTreeSet::new(), None);
        let activity = NewActivity { title, strategy, lead_org, start, end, indicators, external_ref };
        if !self.attempt(row, Command::ProposeActivity { code: Some(code), activity }) {
            self.failed.insert(key);
        }
    }

    /// A row without a title only names its activity: it may hold nothing that belongs to a proposal.
    fn refer(&mut self, row: &PlanRow, code: Code) {
        if row.has(&["strategy", "lead", "start", "end"]) {
            let said = "is empty where other cells of an activity stand; accepted is a title";
            self.refuse(row, "title", "wrong_type", said);
            self.failed.insert(code.to_string());
        } else if !row.has(&OF_MILESTONE) && !row.has(&["requires"]) {
            let said = "is empty, and so is all else; accepted is a title, a milestone or what it requires";
            self.refuse(row, "title", "wrong_type", said);
        }
    }

    /// The activity of a row, unless it is none or was refused in this table.
    fn standing(&self, row: &PlanRow) -> Option<String> {
        let key = row.activity().filter(|_| row.broken.is_none())?.to_string();
        (!self.failed.contains(&key)).then_some(key)
    }

    pub fn add_milestone(&mut self, row: &PlanRow, decimal_comma: bool) {
        let Some(key) = self.standing(row) else { return };
        if row.cell("milestone").is_empty() {
            if row.has(&OF_MILESTONE) {
                let said = "is empty where other cells of a milestone stand; accepted is a code";
                self.refuse(row, "milestone", "wrong_type", said);
            }
            return;
        }
        let code = self.code(row, "milestone");
        let (title, due) = (self.title(row, "milestone_title"), self.day(row, "due"));
        let target = self.target(row, decimal_comma);
        let (Some(code), Some(title), Some(due), Some(target)) = (code, title, due, target) else { return };
        let kind = if target.is_some() { MilestoneKind::Target } else { MilestoneKind::Milestone };
        let (evidence_required, external_ref) = (false, None);
        let milestone = NewMilestone { title, due, kind, target, evidence_required, external_ref };
        self.attempt(row, Command::AddMilestone { activity: key, code: Some(code), milestone });
    }

    pub fn relate(&mut self, row: &PlanRow) {
        let Some(from) = self.standing(row) else { return };
        if row.required().count() > MAX_REQUIRED {
            self.refuse(
                row,
                "requires",
                "too_many",
                format!("accepted are at most {MAX_REQUIRED} activities"),
            );
            return;
        }
        for to in row.required() {
            if to.parse::<Code>().is_err() {
                let said =
                    format!("`{to}` is no code of an activity; accepted are codes with blanks between");
                self.refuse(row, "requires", "wrong_type", said);
            } else if !self.failed.contains(to) {
                let (from, to, kind) = (from.clone(), to.to_owned(), RelationKind::Requires);
                self.attempt(row, Command::Relate { from, to, kind, lag_days: 0 });
            }
        }
    }
}

/// The column that a refusal is about.
fn column(refusal: &Refusal) -> &'static str {
    match refusal.field() {
        Some("lead_org" | "org") => "lead",
        Some("strategy") => "strategy",
        Some("start") => "start",
        Some("end") => "end",
        Some("due") => "due",
        Some("to") => "requires",
        Some("code") if matches!(refusal, Refusal::MilestoneCodeTaken { .. }) => "milestone",
        _ => match refusal {
            Refusal::MilestoneLimit { .. } => "milestone",
            _ => "activity",
        },
    }
}
