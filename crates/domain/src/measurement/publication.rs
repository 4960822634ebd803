//! Making data public, with what may not be seen already taken out, and putting published data right.
//!
//! The public table goes into the public event itself, so that no public reader needs what members see. A revision
//! carries only the public rows that read otherwise than before; what is hidden changes unseen.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    State,
    command::{CorrectPublished, Row},
    data_set::{self, DataSet},
    decided::{self, Submissions},
    definition::Definition,
    event::{Change, Event, PublicRow},
    indicator,
    observation::{Cell, Key},
    packing, partition,
    period::Period,
    refusal::{Refusal, RowReason},
    review,
    row::{self, Against, Checked},
    submission::{self, Stage, Submission},
    suppression::{self, Link, Moment},
    violation,
};
use crate::{
    decider::{BadRow, Emitted, Streams},
    ids::{Code, OrgId, StreamId},
    meta::{Approval, Context},
};

/// The definitions of a data set's indicators: guards, known once the data set is loaded.
pub(super) fn more_streams(data_set: &Code, streams: &Streams<State>) -> Vec<StreamId> {
    let data_set = streams.get(&data_set::stream(data_set)).data_set();
    data_set.into_iter().flat_map(|data_set| data_set.indicators.iter().map(indicator::stream)).collect()
}

/// The approvals that a publication completes; an organization must be named.
pub(super) fn approvals(streams: &Streams<State>, of: &Submissions) -> Vec<Approval> {
    let Some(org) = &of.org else { return Vec::new() };
    let approved = |(_, _, submission): (Period, StreamId, Option<&Submission>)| match &submission?.stage {
        Stage::Approved(event, by) => Some(submission::approval(*event, by)),
        _ => None,
    };
    review::each(streams, of, org).into_iter().filter_map(approved).collect()
}

/// Makes data public, as the second person.
pub(super) fn publish(
    streams: &Streams<State>,
    of: &Submissions,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(of.org.as_ref(), &context.scope)?;
    let Some(data_set) = streams.get(&data_set::stream(&of.data_set)).data_set() else {
        return Err(Refusal::UnknownDataSet { code: of.data_set.clone() });
    };
    let mut events = Vec::new();
    for (period, stream, submission) in review::each(streams, of, &org) {
        let submission = match submission {
            Some(Submission { stage: Stage::Published, .. }) => continue,
            Some(submission) => submission,
            None => return Err(Refusal::NotApproved { period }),
        };
        let Stage::Approved(first, by) = &submission.stage else {
            return Err(Refusal::NotApproved { period });
        };
        submission::check_second_person(*first, by, context)?;
        let now = Moment { cells: submission.cells.clone(), hidden: BTreeSet::new() };
        let hidden = hidden(streams, (data_set, period), &[now]);
        let rows = submission.cells.iter().map(|(key, cell)| PublicRow::new(key, cell, hidden.contains(key)));
        for (part, parts, rows) in packing::parts(rows.collect()) {
            let (data_set, org) = (of.data_set.clone(), org.clone());
            let event = Event::DataPublished { data_set, org, period, revision: 1, part, parts, rows };
            events.push(Emitted::new(stream.clone(), event));
        }
    }
    Ok(events)
}

/// The cells of the last moment that the public may not see, after all it saw in those before; by the definitions that
/// are for that period, whatever was said later of later ones.
fn hidden(
    streams: &Streams<State>,
    (data_set, period): (&DataSet, Period),
    moments: &[Moment],
) -> BTreeSet<Key> {
    let definition = |code: &Code| {
        let indicator = streams.get(&indicator::stream(code)).indicator()?;
        Some((code.clone(), indicator.definition_of(period)))
    };
    let definitions: BTreeMap<Code, &Definition> =
        data_set.indicators.iter().filter_map(definition).collect();
    let keys = || moments.iter().flat_map(|moment| moment.cells.keys());
    let links: Vec<Link> = data_set.rules.iter().flat_map(|rule| rule.links(keys())).collect();
    suppression::hidden(&definitions, &links, moments)
}

/// Puts published data right: all rows or none.
pub(super) fn correct(
    streams: &Streams<State>,
    command: CorrectPublished,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let code = command.data_set.clone();
    let Some(data_set) = streams.get(&data_set::stream(&code)).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    let org = decided::check_whose(command.org.as_ref(), &context.scope)?;
    let against = Against { streams, data_set, today: context.now.date(), is_correction: true };
    let (by_period, mut bad) = row::check_all(&against, (1_u32..).zip(&command.rows));
    bad.extend((1_u32..).zip(&command.rows).filter_map(|(number, row)| of_another(number, row, &org)));
    let mut revised = Vec::new();
    for (period, rows) in &by_period {
        let stream = submission::stream(&code, &org, *period);
        let submission = streams.get(&stream).submission().filter(|one| one.stage == Stage::Published);
        let Some(submission) = submission else {
            // A row of another organization is the nearer reason: its period may well be published there.
            submission::refuse_if_any(bad)?;
            return Err(Refusal::NotPublished { period: *period });
        };
        let (unique, complaints) = submission::unique(Some(submission), rows, true);
        bad.extend(complaints);
        bad.extend(partition::check(streams, Some(submission), &unique));
        revised.push((*period, stream, submission, submission::changed(Some(submission), &unique)));
    }
    submission::refuse_if_any(bad)?;
    revised.retain(|(.., changed)| !changed.is_empty());
    if revised.is_empty() {
        return Err(Refusal::NothingToCorrect);
    }
    let mut events = Vec::new();
    for (period, stream, submission, changed) in revised {
        let mut after = submission.cells.clone();
        after.extend(changed.iter().map(|row| (row.key.clone(), row.cell.clone())));
        let follow = violation::events((&code, &org, period), data_set, Some(submission), &after);
        let of = Revised { streams, data_set, submission, period, changed, after };
        events.extend(of.events(&command, &org).into_iter().map(|event| Emitted::new(stream.clone(), event)));
        events.extend(follow);
    }
    Ok(events)
}

/// A correction is of one organization: a row that names another one is meant for elsewhere.
fn of_another(number: u32, row: &Row, org: &OrgId) -> Option<BadRow> {
    let named = row.org.as_deref().filter(|named| *named != org.to_string())?;
    let shown: String = named.chars().take(80).collect();
    let message =
        format!("`{shown}` is not whose data are put right; accepted is `{org}`, or no organization");
    Some(row::bad(number, "org", RowReason::NotAReporter, message))
}

/// One submission that is put right.
struct Revised<'a> {
    streams: &'a Streams<State>,
    data_set: &'a DataSet,
    submission: &'a Submission,
    period: Period,
    changed: Vec<&'a Checked>,
    /// The whole table as it is then.
    after: BTreeMap<Key, Cell>,
}

impl Revised<'_> {
    fn events(&self, command: &CorrectPublished, org: &OrgId) -> Vec<Event> {
        let period = self.period;
        let revision = self.submission.revision.saturating_add(1);
        let mut events = Vec::new();
        let changes = self
            .changed
            .iter()
            .map(|row| Change::new(&row.key, self.submission.cells.get(&row.key), &row.cell));
        for (part, parts, changes) in packing::parts(changes.collect()) {
            let (data_set, org) = (command.data_set.clone(), org.clone());
            let (reason, note) = (command.reason, command.note.clone());
            events.push(Event::DataRevised {
                data_set,
                org,
                period,
                revision,
                reason,
                note,
                part,
                parts,
                changes,
            });
        }
        for (part, parts, rows) in packing::parts(self.public_rows()) {
            let (data_set, org, reason) = (command.data_set.clone(), org.clone(), command.reason);
            events.push(Event::RevisionPublished {
                data_set,
                org,
                period,
                revision,
                reason,
                part,
                parts,
                rows,
            });
        }
        events
    }

    /// The public rows that read otherwise than before.
    fn public_rows(&self) -> Vec<PublicRow> {
        let (before, after) = (&self.submission.cells, &self.after);
        let was_hidden = &self.submission.hidden;
        let mut moments = self.submission.moments();
        moments.push(Moment { cells: after.clone(), hidden: was_hidden.clone() });
        let hidden = hidden(self.streams, (self.data_set, self.period), &moments);
        let differs = |(key, cell): &(&Key, &Cell)| {
            let is_hidden = hidden.contains(*key);
            let was = before.get(*key).map(|old| PublicRow::new(key, old, was_hidden.contains(*key)));
            was.as_ref() != Some(&PublicRow::new(key, cell, is_hidden))
        };
        let rows = after.iter().filter(differs);
        rows.map(|(key, cell)| PublicRow::new(key, cell, hidden.contains(key))).collect()
    }
}
