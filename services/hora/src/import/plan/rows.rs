//! One version of a plan, read: a milestone a row, with its activity, strategy and goal.
//!
//! Knows no version before it. Every bad row is noted with its column.

use std::collections::btree_map::Entry;

use domain::{
    plan::value::MilestoneKind,
    text::{self, Bound},
    time::Date,
};

use super::{
    cells::{due, fits, is_same_number, number, title},
    columns::Columns,
    hub::Hub,
    version::{AllCodes, ToldActivity, ToldMilestone, Version},
};
use crate::{
    failure::Failure,
    import::{
        codes::Codes,
        faults::{Faults, Place},
        mapping::{Plan, RowColumns},
        moment,
        table::{Column, Row, Table},
    },
};

/// Reads versions.
pub struct Reader<'a> {
    /// How they are laid out.
    pub plan: &'a Plan,
    /// Their columns.
    pub columns: &'a RowColumns,
    /// What the hub knows: who leads, which goals there are.
    pub hub: &'a Hub,
}

impl Reader<'_> {
    /// Reads a version.
    ///
    /// # Errors
    /// It lacks a column that must be there.
    pub fn read(&self, table: &Table, codes: &mut AllCodes, faults: &mut Faults) -> Result<Version, Failure> {
        let columns = Columns::find(table, self.columns)?;
        let mut version = Version::default();
        for row in table.rows() {
            let made = |faults: &mut Faults, column: &Column, codes: &mut Codes| {
                faults.take(row.place, &column.name, codes.of(row.cell(column))).map(|code| code.to_string())
            };
            let goal = columns.goal.as_ref().and_then(|column| made(faults, column, &mut codes.goals));
            if let (Some(goal), Some(column)) = (&goal, &columns.goal) {
                self.known_goal(row, goal, column, faults);
            }
            let strategy = made(faults, &columns.strategy, &mut codes.strategies);
            let activity = made(faults, &columns.activity, &mut codes.activities);
            let milestone = made(faults, &columns.milestone, &mut codes.milestones);
            let (Some(strategy), Some(activity), Some(milestone)) = (strategy, activity, milestone) else {
                continue;
            };
            if let Some(title) = title(faults, row, &columns.strategy_title) {
                let entry = version.strategies.entry(strategy.clone());
                let (first, goals) = entry.or_insert_with(|| (title.clone(), Vec::new()));
                version.other_titles += u64::from(*first != title);
                goals.extend(goal.filter(|goal| !goals.contains(goal)));
            }
            self.activity(&mut version, row, (&activity, strategy), &columns, faults);
            let of = version.activities.get(&activity);
            let told = self.milestone((table, of), row, &columns, faults);
            let is_target = told.as_ref().is_none_or(|told| told.kind == MilestoneKind::Target);
            version.numbers_left += u64::from(!is_target && self.has_number(row, &columns));
            let key = (activity, milestone);
            match version.milestones.entry(key) {
                Entry::Occupied(_) => {
                    let said = format!("`{}` stands above in this activity", row.cell(&columns.milestone));
                    faults.add(row.place, &columns.milestone.name, said);
                }
                Entry::Vacant(place) => {
                    if let Some(told) = told {
                        place.insert(told);
                    }
                }
            }
        }
        if table.len() == 0 {
            faults.add(
                Place { file: &table.file, row: 1 },
                "plan",
                "there is no row; accepted is at least one",
            );
        }
        Ok(version)
    }

    fn is_empty(&self, cell: &str) -> bool {
        cell.is_empty() || self.plan.empty.iter().any(|word| word == cell)
    }

    fn activity(
        &self,
        version: &mut Version,
        row: Row<'_>,
        (key, strategy): (&str, String),
        columns: &Columns,
        faults: &mut Faults,
    ) {
        let owner = columns.owner.as_ref().map_or("", |column| row.cell(column));
        let owner = if self.is_empty(owner) { "" } else { owner };
        let owner_column = named(columns.owner.as_ref(), "owner");
        let Some(owner) = faults.take(row.place, owner_column, self.hub.owners.id(owner)) else { return };
        let start = self.day(row, columns.start.as_ref(), self.plan.from, faults);
        let end = self.day(row, columns.end.as_ref(), self.plan.to, faults);
        let (Some(start), Some(end)) = (start, end) else { return };
        let title = title(faults, row, &columns.activity_title);
        if let Some(there) = version.activities.get(key) {
            version.other_titles += u64::from(title.is_some_and(|title| title != there.title));
            let same = [
                (owner_column, there.owner == owner),
                (columns.strategy.name.as_str(), there.strategy == strategy),
                (named(columns.start.as_ref(), "start"), there.start == start),
                (named(columns.end.as_ref(), "end"), there.end == end),
            ];
            for (column, _) in same.into_iter().filter(|(_, is_same)| !is_same) {
                let said = format!("row {} names another for the same activity", there.row);
                faults.add(row.place, column, said);
            }
            return;
        }
        if let Some(title) = title {
            let external = row.cell(&columns.activity).to_owned();
            faults.text(row.place, &columns.activity.name, &external, Bound::Title);
            let alias = self.alias(version, row, columns, faults);
            let told =
                ToldActivity { row: row.place.row, external, alias, title, strategy, owner, start, end };
            version.activities.insert(key.to_owned(), told);
        }
        let (from, to) = (self.plan.from, self.plan.to);
        if start < from || to < start {
            let said = format!("{start} lies outside the plan; accepted is {from} to {to}");
            faults.add(row.place, named(columns.start.as_ref(), "start"), said);
        } else if end < start || to < end {
            let said =
                format!("{end} lies before its first day or outside the plan; accepted is {start} to {to}");
            faults.add(row.place, named(columns.end.as_ref(), "end"), said);
        }
    }

    /// What a file of links calls the activity of a row: its alias where the mapping has a column of them, else its
    /// code.
    fn alias(&self, version: &Version, row: Row<'_>, columns: &Columns, faults: &mut Faults) -> String {
        if self.columns.activity_alias.is_empty() {
            return row.cell(&columns.activity).to_owned();
        }
        let Some(column) = &columns.activity_alias else { return String::new() };
        let alias = row.cell(column);
        if self.is_empty(alias) {
            return String::new();
        }
        if let Some(other) = version.activities.values().find(|one| one.alias == alias) {
            let said = format!("`{alias}` is the activity of row {} already", other.row);
            faults.add(row.place, &column.name, said);
        }
        alias.to_owned()
    }

    /// A strategy may only serve what stands in the agenda.
    fn known_goal(&self, row: Row<'_>, goal: &str, column: &Column, faults: &mut Faults) {
        let Some(goals) = self.hub.goals.as_ref().filter(|goals| !goals.contains(goal)) else { return };
        let accepted: Vec<&str> = goals.iter().map(String::as_str).collect();
        let said = format!("the agenda has no goal {goal}; accepted are {}", accepted.join(", "));
        faults.add(row.place, &column.name, said);
    }

    /// The day of a cell; another one where the cell is empty or its column missing.
    fn day(&self, row: Row<'_>, column: Option<&Column>, else_: Date, faults: &mut Faults) -> Option<Date> {
        match column {
            Some(column) if !self.is_empty(row.cell(column)) => faults.take(
                row.place,
                &column.name,
                moment::day(row.cell(column), self.plan.day_format.as_deref()),
            ),
            _ => Some(else_),
        }
    }

    /// The milestone of a row, within the days of its activity.
    fn milestone(
        &self,
        (table, of): (&Table, Option<&ToldActivity>),
        row: Row<'_>,
        columns: &Columns,
        faults: &mut Faults,
    ) -> Option<ToldMilestone> {
        let title = title(faults, row, &columns.milestone_title);
        let due = due(table, row, (&self.columns.due, self.plan.day_format.as_deref()), faults);
        let kind = match columns.kind.as_ref() {
            None if self.has_number(row, columns) => Some(MilestoneKind::Target),
            None => Some(MilestoneKind::Milestone),
            Some(column) => {
                let word = row.cell(column);
                let known = self.columns.kinds.get(word).copied();
                let accepted: Vec<&str> = self.columns.kinds.keys().map(String::as_str).collect();
                let wrong = || format!("`{word}` is not known; accepted are {}", accepted.join(", "));
                faults.take(row.place, &column.name, known.ok_or_else(wrong))
            }
        };
        let target = match kind {
            Some(MilestoneKind::Target) => self.target(row, columns, faults),
            _ => Some(None),
        };
        let (title, (due, due_column), kind, target) = (title?, due?, kind?, target?);
        let (from, to) = of.map_or((self.plan.from, self.plan.to), |of| (of.start, of.end));
        let is_within = from <= due && due <= to;
        if !is_within {
            let said = format!("{due} lies outside its activity; accepted is {from} to {to}");
            faults.add(row.place, &due_column.name, said);
        }
        let external = row.cell(&columns.milestone).to_owned();
        faults.text(row.place, &columns.milestone.name, &external, Bound::Title);
        is_within.then_some(ToldMilestone { external, title, due, kind, target })
    }

    /// Whether a row has a number other than 0.
    fn has_number(&self, row: Row<'_>, columns: &Columns) -> bool {
        let cell = row.cell_of(columns.target_value.as_ref());
        let is_zero =
            number(cell, self.plan.decimal_comma).is_some_and(|number| is_same_number(&number, "0"));
        !self.is_empty(cell) && !is_zero
    }

    fn target(
        &self,
        row: Row<'_>,
        columns: &Columns,
        faults: &mut Faults,
    ) -> Option<Option<(String, String)>> {
        let Some(column) = columns.target_value.as_ref() else { return Some(None) };
        let cell = row.cell(column);
        if self.is_empty(cell) {
            return Some(None);
        }
        let comma = self.plan.decimal_comma;
        let value = number(cell, comma);
        let accepted = if comma { "1.234,5, as" } else { "1234.5; for 1.234,5 say" };
        let wrong = || format!("`{cell}` is no number; accepted is {accepted} decimal_comma in the mapping");
        let value = faults.take(row.place, &column.name, value.ok_or_else(wrong))?;
        faults.take(row.place, &column.name, fits(&value))?;
        let unit = row.cell_of(columns.target_unit.as_ref());
        let unit = if self.is_empty(unit) { "number" } else { unit };
        let unit_column = named(columns.target_unit.as_ref(), "unit");
        faults.take(row.place, unit_column, text::required(unit, Bound::Title))?;
        Some(Some((value, unit.to_owned())))
    }
}

/// The name of a column that may be missing.
fn named<'a>(column: Option<&'a Column>, else_: &'a str) -> &'a str {
    column.map_or(else_, |column| column.name.as_str())
}
