//! The commands of measurement, from their messages.

use std::collections::BTreeSet;

use domain::{
    ids::Code,
    measurement::{
        Command,
        command::{CorrectPublished, MAX_ROWS, Row},
        observation::ObsStatus,
    },
    text::Bound,
};

use super::{definition, periods::parse_period_type, words};
use crate::{Fields, Malformed, Meta, pb::measurement as pb};

/// The most indicators of a data set, and reporters: no list inside one event is longer.
const MAX_LIST: usize = 500;
/// A hundred years of days: beyond it, a deadline is none.
const MAX_DAYS: u32 = 36_500;
/// The most organizations' periods of one recording: each is a stream to load, lock and append to.
pub(super) const MAX_STREAMS: usize = 1_000;

/// What is to be measured.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_propose_indicator(request: &pb::ProposeIndicatorRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let definition = f.message("definition", request.definition.as_ref(), definition::parse);
    f.finish(|| Some((meta?, Command::ProposeIndicator { code: code?, definition: Box::new(definition?) })))
}

/// Which indicators are reported together.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_define_data_set(request: &pb::DefineDataSetRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let indicators = codes(&mut f, "indicators", &request.indicators, 1);
    let period_type = parse_period_type(&mut f, "period_type", request.period_type);
    let due_after_days = f.number("due_after_days", request.due_after_days, 0..=MAX_DAYS);
    let closes_after_days = f.number("closes_after_days", request.closes_after_days, 0..=MAX_DAYS);
    let compulsory = codes(&mut f, "compulsory", &request.compulsory, 0);
    f.finish(|| {
        let command = Command::DefineDataSet {
            code: code?,
            indicators: indicators?,
            period_type: period_type?,
            due_after_days: due_after_days?,
            closes_after_days: closes_after_days?,
            compulsory: compulsory?,
        };
        Some((meta?, command))
    })
}

fn codes(f: &mut Fields, field: &str, all: &[String], least: usize) -> Option<BTreeSet<Code>> {
    let all = f.each(field, all, least..=MAX_LIST, |f, code| f.code("", code))?;
    Some(all.into_iter().collect())
}

/// Who reports.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_assign_reporters(request: &pb::AssignReportersRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let orgs = f.each("orgs", &request.orgs, 0..=MAX_LIST, |f, org| f.org("", org));
    f.finish(|| {
        let orgs = orgs?.into_iter().collect();
        Some((meta?, Command::AssignReporters { data_set: data_set?, orgs }))
    })
}

/// Values, over all messages of the stream; the first says what for.
///
/// # Errors
/// Every field that is in the way. What a row says is for the rules: they name every bad one.
pub fn parse_record_observations(
    requests: Vec<pb::RecordObservationsRequest>,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let first = requests.first().cloned().unwrap_or_default();
    let meta = f.meta(first.meta.as_ref());
    let data_set = f.code("data_set", &first.data_set);
    let org = f.optional("org", &first.org, Fields::org);
    let head = |one: &pb::RecordObservationsRequest| pb::RecordObservationsRequest {
        rows: Vec::new(),
        ..one.clone()
    };
    let heads: Vec<_> = requests.iter().map(head).collect();
    check_heads(&mut f, &heads);
    let rows = rows(&mut f, requests.into_iter().map(|request| request.rows));
    f.finish(|| {
        let (data_set, org, rows) = (data_set?, org?, rows?);
        let (replaces, is_dry_run) = (first.replaces, first.dry_run);
        Some((meta?, Command::RecordObservations { data_set, org, rows, replaces, is_dry_run }))
    })
}

/// Corrections, over all messages of the stream; the first says what for.
///
/// # Errors
/// Every field that is in the way. What a row says is for the rules: they name every bad one.
pub fn parse_correct_published(
    requests: Vec<pb::CorrectPublishedRequest>,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let first = requests.first().cloned().unwrap_or_default();
    let meta = f.meta(first.meta.as_ref());
    let data_set = f.code("data_set", &first.data_set);
    let org = f.optional("org", &first.org, Fields::org);
    let reason = words::parse_reason(&mut f, first.reason);
    let note = f.optional_private("note", &first.note, Bound::Reason);
    let head =
        |one: &pb::CorrectPublishedRequest| pb::CorrectPublishedRequest { rows: Vec::new(), ..one.clone() };
    let heads: Vec<_> = requests.iter().map(head).collect();
    check_heads(&mut f, &heads);
    let rows = rows(&mut f, requests.into_iter().map(|request| request.rows));
    f.finish(|| {
        let command =
            CorrectPublished { data_set: data_set?, org: org?, rows: rows?, reason: reason?, note: note? };
        Some((meta?, Command::CorrectPublished(Box::new(command))))
    })
}

/// Refuses later messages that say another thing than the first.
fn check_heads<M: Default + PartialEq>(f: &mut Fields, heads: &[M]) {
    let Some((first, later)) = heads.split_first() else { return };
    if later.iter().any(|head| *head != M::default() && head != first) {
        f.refuse("meta", "differs between messages; accepted is to say what for in the first message alone");
    }
}

/// The rows of all messages, within bounds.
fn rows(f: &mut Fields, messages: impl Iterator<Item = Vec<pb::ObservationRow>>) -> Option<Vec<Row>> {
    // Rows are numbered from 1 over all messages, as the rules number them.
    let read = |(number, one): (usize, pb::ObservationRow)| {
        let field = format!("rows[{number}].obs_status");
        let obs_status = definition::read_obs_status(f, &field, one.obs_status).flatten();
        row(one, obs_status)
    };
    let rows: Vec<Row> = (1_usize..).zip(messages.flatten()).map(read).collect();
    let count = rows.len();
    if !(1..=MAX_ROWS).contains(&count) {
        f.refuse("rows", format!("has {count} entries over all messages; accepted are 1 to {MAX_ROWS}"));
        return None;
    }
    let streams: BTreeSet<_> =
        rows.iter().map(|row| (&row.org, &row.period_start, &row.period_length)).collect();
    check_streams(f, "rows", streams.len());
    Some(rows)
}

pub(super) fn check_streams(f: &mut Fields, field: &str, count: usize) {
    if count > MAX_STREAMS {
        let message = format!(
            "has values of {count} organizations' periods; accepted are at most {MAX_STREAMS} at once, so send it in parts"
        );
        f.refuse(field, message);
    }
}

fn row(row: pb::ObservationRow, obs_status: Option<ObsStatus>) -> Row {
    let period = row.period.unwrap_or_default();
    Row {
        org: Some(row.org).filter(|org| !org.is_empty()),
        indicator: row.indicator,
        period_start: period.start,
        period_length: period.length,
        area_code: Some(row.area_code).filter(|code| !code.is_empty()),
        dims: row.dims.into_iter().map(|pair| (pair.dim, pair.code)).collect(),
        value: row.value.filter(|value| !value.is_empty()),
        obs_status,
        numerator: row.numerator.filter(|number| !number.is_empty()),
        denominator: row.denominator.filter(|number| !number.is_empty()),
    }
}
