//! Activities and milestones from a table, all or none; every bad row is told at once.
//!
//! A row proposes an activity (where it has a title), adds a milestone (where it names one), and says what its activity
//! requires. First all activities come in, then milestones, then relations, so that the order of the rows does not
//! matter. Each is decided by the rule it would meet alone. Knows no file: the cells are texts by column.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decision, Event, Refusal, Rules, State, activity,
    command::{Command, NewActivity, NewMilestone},
    value::{MilestoneKind, RelationKind, TargetValue},
};
use crate::{
    decider::{BadRow, Decider as _, Emitted, Refusal as _, Streams},
    ids::{Code, OrgId, StreamId},
    meta::{Context, EventMeta},
    text::{self, Bound},
    time::Date,
};

/// The most rows of one table.
pub const MAX_ROWS: usize = 1_000;
/// The most events that come of one table: what one append takes.
pub const MAX_EVENTS: usize = 1_000;
/// The most activities that one row requires.
const MAX_REQUIRED: usize = 50;

/// The columns, as a table names them.
pub const COLUMNS: [&str; 12] = [
    "activity",
    "title",
    "strategy",
    "lead",
    "start",
    "end",
    "milestone",
    "milestone_title",
    "due",
    "target_value",
    "target_unit",
    "requires",
];

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanRow {
    /// Counted as the table counts it.
    pub row: u32,
    /// Its cells by column; empty ones are left out.
    pub cells: BTreeMap<&'static str, String>,
    /// Why it could not be read, such as a cell too few.
    pub broken: Option<String>,
}

impl PlanRow {
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        self.cell("requires").split([' ', ',', ';']).filter(|key| !key.is_empty()).take(MAX_REQUIRED)
    }

    fn activity(&self) -> Option<Code> {
        self.cell("activity").parse().ok()
    }
}

/// The activities that the rows touch.
pub(super) fn streams(rows: &[PlanRow]) -> Vec<StreamId> {
    let own = rows.iter().map(|row| row.cell("activity"));
    let keys: BTreeSet<&str> = own.chain(rows.iter().flat_map(PlanRow::required)).collect();
    let codes = keys.into_iter().filter_map(|key| key.parse::<Code>().ok());
    codes.map(|code| activity::stream(code.as_str())).collect()
}

/// A table on its way in: the plan as the rows so far have made it.
struct Taking<'a> {
    streams: Streams<State>,
    context: &'a Context,
    emitted: Vec<Emitted<Event>>,
    bad: Vec<BadRow>,
    failed: BTreeSet<String>,
}

/// Takes the rows in; a dry run only says what would be in the way.
pub(super) fn take(
    streams: &Streams<State>,
    rows: &[PlanRow],
    (decimal_comma, is_dry_run): (bool, bool),
    context: &Context,
) -> Decision {
    if rows.is_empty() || rows.len() > MAX_ROWS {
        return Err(Refusal::TooManyRows { count: rows.len() });
    }
    let (emitted, bad, failed) = Default::default();
    let mut taking = Taking { streams: streams.clone(), context, emitted, bad, failed };
    for row in rows {
        taking.propose(row);
    }
    for row in rows {
        taking.add_milestone(row, decimal_comma);
    }
    for row in rows {
        taking.relate(row);
    }
    let Taking { emitted, mut bad, .. } = taking;
    if !bad.is_empty() {
        bad.sort_by_key(|one| one.row);
        return Err(Refusal::BadRows { rows: bad });
    }
    if emitted.len() > MAX_EVENTS {
        return Err(Refusal::TooManyRows { count: emitted.len() });
    }
    Ok(if is_dry_run { Vec::new() } else { emitted })
}

impl Taking<'_> {
    fn refuse(&mut self, row: &PlanRow, column: &'static str, reason: &'static str, message: impl ToString) {
        self.bad.push(BadRow { row: row.row, column, reason, message: message.to_string() });
    }

    /// A cell read by its form; none where its fault was noted.
    fn read<T>(
        &mut self,
        row: &PlanRow,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(row.cell(column)) {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(row, column, "wrong_type", message);
                None
            }
        }
    }

    fn code(&mut self, row: &PlanRow, column: &'static str) -> Option<Code> {
        self.read(row, column, |cell| cell.parse::<Code>().map_err(|wrong| wrong.to_string()))
    }

    fn day(&mut self, row: &PlanRow, column: &'static str) -> Option<Date> {
        let day = |cell: &str| cell.parse::<Date>().ok().filter(|day| day.to_string() == cell);
        self.read(row, column, |cell| {
            day(cell).ok_or_else(|| format!("`{cell}` is no day; accepted is YYYY-MM-DD"))
        })
    }

    fn title(&mut self, row: &PlanRow, column: &'static str) -> Option<String> {
        self.read(row, column, |cell| text::required(cell, Bound::Title).map_err(|wrong| wrong.to_string()))
    }

    /// The organization of a code or id; none in it where the cell is empty.
    fn lead(&mut self, row: &PlanRow) -> Option<Option<OrgId>> {
        let cell = row.cell("lead");
        if cell.is_empty() {
            return Some(None);
        }
        let organizations = &self.context.facts.hub.organizations;
        let by_code =
            organizations.iter().find(|(_, one)| one.code.as_str() == cell).map(|(org, _)| org.clone());
        let found = by_code.or_else(|| cell.parse::<OrgId>().ok());
        if found.is_none() {
            let said = format!("there is no organization `{cell}`; accepted is the code or id of a member");
            self.refuse(row, "lead", "unknown_organization", said);
        }
        found.map(Some)
    }

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

    fn propose(&mut self, row: &PlanRow) {
        if let Some(message) = &row.broken {
            self.refuse(row, "", "row_cut_off", message);
            return;
        }
        let Some(code) = self.code(row, "activity") else { return };
        if row.cell("title").is_empty() {
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

    /// The activity of a row, unless it is none or was refused in this table.
    fn standing(&self, row: &PlanRow) -> Option<String> {
        let key = row.activity().filter(|_| row.broken.is_none())?.to_string();
        (!self.failed.contains(&key)).then_some(key)
    }

    fn add_milestone(&mut self, row: &PlanRow, decimal_comma: bool) {
        let Some(key) = self.standing(row) else { return };
        if row.cell("milestone").is_empty() {
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

    fn target(&mut self, row: &PlanRow, decimal_comma: bool) -> Option<Option<TargetValue>> {
        if row.cell("target_value").is_empty() {
            return Some(None);
        }
        let value = self.read(row, "target_value", |cell| {
            let comma = "; a decimal comma is taken only where it is said so";
            let but = if decimal_comma { "" } else { comma };
            let plain = if decimal_comma { cell.replace(',', ".") } else { cell.to_owned() };
            decimal(&plain).ok_or_else(|| format!("`{cell}` is no decimal such as 12.50{but}"))
        });
        let unit = self.title(row, "target_unit");
        Some(Some(TargetValue { value: value?, unit: unit? }))
    }

    fn relate(&mut self, row: &PlanRow) {
        let Some(from) = self.standing(row) else { return };
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

/// A decimal as it is stored; none where the text is none.
fn decimal(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_short = whole.len() + fraction.len() <= 28 && fraction.len() <= 18;
    let is_zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let is_well_formed =
        are_digits(whole) && are_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    (is_well_formed && is_short && !(is_zero && digits != text)).then(|| text.to_owned())
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
