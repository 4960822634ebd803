//! The submission of one organization for one data set and period: a draft that values are put into.
//!
//! Knows no suppression and no publication. Stream `submission/<DATASET>/<org>/<start>_<length>`; the data set
//! and its indicators are guards, so that nobody records against a definition that changes underneath.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    State,
    command::Row,
    data_set,
    event::Event,
    indicator,
    observation::{Cell, Key, Observation},
    packing, partition,
    period::Period,
    refusal::{Refusal, RowReason},
    row::{self, Against, Checked},
};
use crate::{
    decider::{BadRow, Emitted, Streams},
    facts::Membership,
    ids::{Code, OrgId, StreamId},
    meta::{Context, Scope},
};

/// The most bad rows that are listed; the rest are counted.
pub const MAX_BAD_ROWS: usize = 1_000;

/// A submission that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submission {
    /// Values come and go.
    Draft(BTreeMap<Key, Cell>),
}

impl Submission {
    /// The live values.
    pub fn cells(&self) -> &BTreeMap<Key, Cell> {
        match self {
            Self::Draft(cells) => cells,
        }
    }

    /// Takes in what was recorded.
    pub(super) fn take(&mut self, rows: &[Observation]) {
        match self {
            Self::Draft(cells) => cells.extend(rows.iter().map(Observation::split)),
        }
    }
}

/// The stream of a submission.
pub fn stream(data_set: &Code, org: &OrgId, period: Period) -> StreamId {
    let Period { start, length } = period;
    StreamId::of("submission", format_args!("{data_set}/{org}/{start}_{}", length.as_iso8601()))
}

/// The streams and guards of a recording.
pub(super) fn streams(data_set: &Code, rows: &[Row], scope: &Scope) -> Vec<StreamId> {
    let periods: BTreeSet<Period> = rows.iter().filter_map(row::period).collect();
    let indicators: BTreeSet<Code> = rows.iter().filter_map(row::indicator_of).collect();
    let org = scope.actor.org.as_ref();
    let submissions = org.into_iter().flat_map(|org| periods.iter().map(|one| stream(data_set, org, *one)));
    submissions.chain([data_set::stream(data_set)]).chain(indicators.iter().map(indicator::stream)).collect()
}

/// Puts values into drafts: all rows or none.
pub(super) fn record(
    streams: &Streams<State>,
    code: Code,
    rows: &[Row],
    replaces: bool,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let Some(data_set) = streams.get(&data_set::stream(&code)).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    let reporter = context.scope.actor.org.clone().filter(|org| data_set.reporters.contains(org));
    let standing = reporter.as_ref().and_then(|org| context.facts.roster.members.get(org));
    let org = match (reporter, standing) {
        (Some(org), Some(Membership::Active)) => org,
        (_, Some(Membership::Suspended)) => return Err(Refusal::MemberSuspended),
        _ => return Err(Refusal::NotAReporter { data_set: code }),
    };
    let against = Against { streams, data_set, today: context.now.date() };
    let mut bad = Vec::new();
    let mut checked = Vec::new();
    for (number, row) in (1_u32..).zip(rows) {
        match row::check(&against, number, row) {
            Ok(row) => checked.push(row),
            Err(complaints) => bad.extend(complaints),
        }
    }
    let mut periods: BTreeMap<Period, Vec<&Checked>> = BTreeMap::new();
    for row in &checked {
        periods.entry(row.period).or_default().push(row);
    }
    let mut changes = Vec::new();
    for (period, rows) in periods {
        let before = streams.get(&stream(&code, &org, period)).submission();
        let (unique, complaints) = unique(before, rows, replaces);
        bad.extend(complaints);
        bad.extend(partition::check(streams, before, &unique));
        changes.push((period, changed(before, &unique)));
    }
    refuse_if_any(bad)?;
    Ok(packing::events(&code, &org, replaces, changes))
}

/// The rows whose key is taken neither twice nor, unless they replace, by another value.
fn unique<'a>(
    before: Option<&Submission>,
    rows: Vec<&'a Checked>,
    replaces: bool,
) -> (Vec<&'a Checked>, Vec<BadRow>) {
    let mut first: BTreeMap<&Key, u32> = BTreeMap::new();
    let mut complaints = Vec::new();
    let mut kept = Vec::new();
    for row in rows {
        let live = before.and_then(|submission| submission.cells().get(&row.key));
        let message = if let Some(number) = first.get(&row.key) {
            format!("row {number} has the same indicator, period, area and dims; accepted is one of them")
        } else if !replaces && live.is_some_and(|live| *live != row.cell) {
            "another value stands here already; say `replaces` to put this one in its place".to_owned()
        } else {
            first.insert(&row.key, row.number);
            kept.push(row);
            continue;
        };
        complaints.push(row::bad(row.number, "indicator", RowReason::DuplicateKey, message));
    }
    (kept, complaints)
}

/// The rows that say something new.
fn changed(before: Option<&Submission>, rows: &[&Checked]) -> Vec<Observation> {
    let is_new = |row: &&&Checked| before.is_none_or(|old| old.cells().get(&row.key) != Some(&row.cell));
    rows.iter().filter(is_new).map(|row| Observation::new(row.key.clone(), row.cell.clone())).collect()
}

fn refuse_if_any(mut bad: Vec<BadRow>) -> Result<(), Refusal> {
    bad.sort_by_key(|complaint| complaint.row);
    let Some(first) = bad.first() else { return Ok(()) };
    let reason = RowReason::ALL.into_iter().find(|reason| reason.as_str() == first.reason);
    let reason = reason.unwrap_or(RowReason::WrongType);
    let (row, message) = (first.row, first.message.clone());
    let more = u32::try_from(bad.len().saturating_sub(MAX_BAD_ROWS)).unwrap_or(u32::MAX);
    bad.truncate(MAX_BAD_ROWS);
    Err(Refusal::RowsRefused { first: row, reason, message, rows: bad, more })
}
