//! The submission of one organization for one data set and period: a draft that values are put into, then handed in,
//! approved, published; what it is at each step, and the recording.
//!
//! Knows no suppression. Stream `submission/<DATASET>/<org>/<start>_<length>`; the data set and its indicators are
//! guards, so that nobody records against a definition that changes underneath. The steps after recording stand in
//! `review` and `publication`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    State,
    command::Row,
    data_set, decided,
    earlier::Earlier,
    event::Event,
    indicator,
    observation::{Cell, Key, Observation},
    packing, partition,
    period::Period,
    refusal::{Refusal, RowReason},
    row::{self, Against, Checked},
    violation::{self, Place, Violation},
};
use crate::{
    decider::{BadRow, Emitted, Streams},
    facts::Membership,
    ids::{Code, OrgId, StreamId, Uuid},
    meta::{Actor, Approval, Context, Scope},
};

/// The most bad rows that are listed; the rest are counted.
pub const MAX_BAD_ROWS: usize = 1_000;

/// A submission that exists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Submission {
    /// The live values.
    pub cells: BTreeMap<Key, Cell>,
    /// How far it has come.
    pub stage: Stage,
    /// The rules its values break or broke.
    pub violations: BTreeMap<Place, Violation>,
    /// The revision the public sees, from 1; 0 before.
    pub revision: u32,
    /// What was ever hidden from the public.
    pub hidden: BTreeSet<Key>,
    /// What stood and was shown before each revision, since the first: whoever kept it knows it still.
    pub(super) earlier: Vec<Earlier>,
}

/// How far a submission has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stage {
    /// Values come and go.
    #[default]
    Draft,
    /// Given back; a draft again.
    Returned,
    /// Given up; nothing stands in it until values are recorded again.
    Abandoned,
    /// Handed in, by this person.
    Submitted(Actor),
    /// Found right, by this person in this record.
    Approved(Uuid, Actor),
    /// Public; corrections only.
    Published,
}

impl Submission {
    /// Whether values may be put in.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Draft | Stage::Returned | Stage::Abandoned)
    }

    /// Takes in what was recorded.
    pub(super) fn take(&mut self, rows: &[Observation]) {
        self.cells.extend(rows.iter().map(Observation::split));
        if matches!(self.stage, Stage::Returned | Stage::Abandoned) {
            self.stage = Stage::Draft;
        }
    }
}

/// The first act as the second person's record names it.
pub(super) fn approval(event: Uuid, by: &Actor) -> Approval {
    let Actor { reference, org, role, via } = by.clone();
    Approval { reference, org, role, via, event }
}

/// Refuses a second act that does not rest on the first, is by the same person, or, where the initiative has members
/// of another organization, by the same organization. An importer acts for many: there the person alone counts.
pub(super) fn check_second_person(first: Uuid, by: &Actor, context: &Context) -> Result<(), Refusal> {
    let actor = &context.scope.actor;
    let is_named = context.approvals.iter().any(|approval| approval.event == first);
    let is_same_person = actor.reference == by.reference;
    let is_same_org = actor.org.is_some() && actor.org == by.org;
    let has_another = || context.facts.roster.active_members().any(|org| Some(org) != by.org.as_ref());
    if is_named && !is_same_person && !(is_same_org && !context.scope.imported && has_another()) {
        return Ok(());
    }
    Err(Refusal::NeedsSecondPerson { first })
}

/// The stream of a submission.
pub fn stream(data_set: &Code, org: &OrgId, period: Period) -> StreamId {
    let Period { start, length } = period;
    StreamId::of("submission", format_args!("{data_set}/{org}/{start}_{}", length.as_iso8601()))
}

/// The streams and guards of a recording or correction.
pub(super) fn streams(data_set: &Code, org: Option<&OrgId>, rows: &[Row], scope: &Scope) -> Vec<StreamId> {
    let places: BTreeSet<(OrgId, Period)> =
        rows.iter().filter_map(|row| Some((org_of(row, org, scope)?, row::period(row)?))).collect();
    let indicators: BTreeSet<Code> = rows.iter().filter_map(row::indicator_of).collect();
    let submissions = places.iter().map(|(org, period)| stream(data_set, org, *period));
    submissions.chain([data_set::stream(data_set)]).chain(indicators.iter().map(indicator::stream)).collect()
}

/// Whose value a row is, where that is an organization.
fn org_of(row: &Row, named: Option<&OrgId>, scope: &Scope) -> Option<OrgId> {
    match &row.org {
        None => decided::whose(named, scope),
        Some(org) => org.parse().ok().and_then(|org| decided::whose(Some(&org), scope)),
    }
}

/// The organization that reports, where it may report this data set now.
pub(super) fn reporter(
    named: Option<&OrgId>,
    code: &Code,
    data_set: &data_set::DataSet,
    context: &Context,
) -> Result<OrgId, Refusal> {
    let not_a_reporter = || Refusal::NotAReporter { data_set: code.clone() };
    decided::whose(named, &context.scope).ok_or_else(not_a_reporter)?;
    let org = decided::check_whose(named, &context.scope)?;
    if !data_set.reporters.contains(&org) {
        return Err(not_a_reporter());
    }
    match context.facts.roster.members.get(&org) {
        Some(Membership::Suspended) => Err(Refusal::MemberSuspended),
        _ if decided::takes_part(&org, context) => Ok(org),
        _ => Err(not_a_reporter()),
    }
}

/// The rows of each organization that reports, with their numbers; and what is wrong with the others.
type ByOrg<'a> = BTreeMap<OrgId, Vec<(u32, &'a Row)>>;

fn by_org<'a>(
    (code, named): (&Code, Option<&OrgId>),
    data_set: &data_set::DataSet,
    rows: &'a [(u32, Row)],
    context: &Context,
) -> Result<(ByOrg<'a>, Vec<BadRow>), Refusal> {
    let mut by_org = ByOrg::new();
    let mut bad = Vec::new();
    let numbered = || rows.iter().map(|(number, row)| (*number, row));
    if numbered().any(|(_, row)| row.org.is_none()) {
        let org = reporter(named, code, data_set, context)?;
        by_org.insert(org, numbered().filter(|(_, row)| row.org.is_none()).collect());
    }
    for (number, row) in numbered() {
        let Some(written) = &row.org else { continue };
        let org: Option<OrgId> = written.parse().ok();
        let checked = org.as_ref().map(|org| reporter(Some(org), code, data_set, context));
        let (reason, message) = match checked {
            Some(Ok(org)) => {
                by_org.entry(org).or_default().push((number, row));
                continue;
            }
            Some(Err(refusal @ Refusal::MemberSuspended)) => {
                (RowReason::MemberSuspended, refusal.to_string())
            }
            Some(Err(refusal)) => (RowReason::NotAReporter, refusal.to_string()),
            None => (RowReason::NotAReporter, "accepted is an organization that reports".to_owned()),
        };
        bad.push(row::bad(number, "org", reason, message));
    }
    Ok((by_org, bad))
}

/// What is to be recorded.
pub(super) struct Recording {
    pub data_set: Code,
    /// Whose values; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// The rows with their numbers.
    pub rows: Vec<(u32, Row)>,
    /// Rows that could not even be read.
    pub bad: Vec<BadRow>,
    pub replaces: bool,
    pub is_dry_run: bool,
}

/// Puts values into drafts: all rows or none.
pub(super) fn record(
    streams: &Streams<State>,
    recording: Recording,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let Recording { data_set: code, org, rows, bad: mut unread, replaces, is_dry_run } = recording;
    let Some(data_set) = streams.get(&data_set::stream(&code)).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    let (by_org, mut bad) = by_org((&code, org.as_ref()), data_set, &rows, context)?;
    bad.append(&mut unread);
    let against = Against { streams, data_set, today: context.now.date(), is_correction: false };
    let mut changes = Vec::new();
    let mut follow = Vec::new();
    for (org, rows) in by_org {
        let (by_period, complaints) = row::check_all(&against, rows.into_iter());
        bad.extend(complaints);
        for (period, rows) in &by_period {
            let before = streams.get(&stream(&code, &org, *period)).submission();
            let (unique, complaints) = unique(before, rows, replaces);
            bad.extend(complaints);
            bad.extend(partition::check(streams, before, &unique));
            let changed = changed(before, &unique);
            if before.is_some_and(|submission| !submission.is_open()) {
                bad.extend(changed.iter().map(|row| closed(row)));
            }
            let mut cells = before.map(|submission| submission.cells.clone()).unwrap_or_default();
            cells.extend(changed.iter().map(|row| (row.key.clone(), row.cell.clone())));
            if !changed.is_empty() {
                follow.extend(violation::events((&code, &org, *period), data_set, before, &cells));
            }
            let new = changed.iter().map(|row| row.observation()).collect();
            changes.push(((org.clone(), *period), new));
        }
    }
    refuse_if_any(bad)?;
    if is_dry_run {
        return Ok(Vec::new());
    }
    let mut events = packing::recorded(&code, replaces, changes);
    events.extend(follow);
    Ok(events)
}

fn closed(row: &Checked) -> BadRow {
    let message =
        "the period was submitted; accepted is to have it returned, or to correct it once it is published";
    row::bad(row.number, "period", RowReason::PeriodClosed, message)
}

/// The rows whose key is taken neither twice nor, unless they replace, by another value.
pub(super) fn unique<'a>(
    before: Option<&Submission>,
    rows: &'a [Checked],
    replaces: bool,
) -> (Vec<&'a Checked>, Vec<BadRow>) {
    let mut first: BTreeMap<&Key, u32> = BTreeMap::new();
    let mut complaints = Vec::new();
    let mut kept = Vec::new();
    for row in rows {
        let live = before.and_then(|submission| submission.cells.get(&row.key));
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
pub(super) fn changed<'a>(before: Option<&Submission>, rows: &[&'a Checked]) -> Vec<&'a Checked> {
    let is_new = |row: &&&Checked| before.is_none_or(|old| old.cells.get(&row.key) != Some(&row.cell));
    rows.iter().filter(is_new).copied().collect()
}

/// All bad rows as one refusal.
pub(super) fn refuse_if_any(mut bad: Vec<BadRow>) -> Result<(), Refusal> {
    bad.sort_by_key(|complaint| complaint.row);
    let Some(first) = bad.first() else { return Ok(()) };
    let reason = RowReason::ALL.into_iter().find(|reason| reason.as_str() == first.reason);
    let reason = reason.unwrap_or(RowReason::WrongType);
    let (row, message) = (first.row, first.message.clone());
    let more = u32::try_from(bad.len().saturating_sub(MAX_BAD_ROWS)).unwrap_or(u32::MAX);
    bad.truncate(MAX_BAD_ROWS);
    Err(Refusal::RowsRefused { first: row, reason, message, rows: bad, more })
}
