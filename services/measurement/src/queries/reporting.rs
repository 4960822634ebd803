//! How a data set is reported: what is due, what came on time, late or not at all.

use domain::{meta::Visibility, time::Date};
use runtime::Reading;
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    measurement as parse,
    pb::measurement::{GetReportingRequest, GetReportingResponse, Reporter, Reporting},
};

use super::Queries;

pub async fn get_reporting(
    queries: &Queries,
    request: Request<GetReportingRequest>,
) -> Result<GetReportingResponse, Status> {
    let today = queries.today();
    let query = move |view: &views::Connection, asked: parse::GetReporting, reading: &Reading| {
        let only_public = reading.may_see < Visibility::Members;
        let Some(data_set) = view::data_set(view, &asked.data_set, only_public)? else { return Ok(None) };
        let filter = filter(view, asked, only_public, today)?;
        Ok(Some((view::reporting(view, &data_set, &filter)?, filter)))
    };
    let (reading, found) = queries.views.ask(request, parse::parse_get_reporting, query).await?;
    let (reported, filter) = reading.found(found)?;
    Ok(GetReportingResponse {
        answered: Some(reading.answered()),
        periods: reported.periods.iter().map(reporting_out).collect(),
        at: filter.at.to_string(),
        only_public: filter.only_public,
        has_earlier: reported.has_earlier,
    })
}

fn filter(
    view: &views::Connection,
    asked: parse::GetReporting,
    only_public: bool,
    today: Date,
) -> Result<view::ReportingFilter, views::Error> {
    let parse::GetReporting { at, is_now, from, to, org, .. } = asked;
    let at = match at {
        Some(at) => at,
        None if is_now => today,
        // As of a sequence it is the day of its record, so that the answer stays the same for ever.
        None => view::last_day(view)?.unwrap_or(today),
    };
    Ok(view::ReportingFilter { at, from, to, org, only_public })
}

fn reporting_out(one: &view::Reporting) -> Reporting {
    let expected = one.reporters.len();
    let missing = one.reporters.iter().filter(|one| ["missing", "not_yet"].contains(&one.state));
    Reporting {
        period: Some(parse::period(one.period)),
        due: one.due.to_string(),
        expected: u32::try_from(expected).unwrap_or(u32::MAX),
        submitted: one.submitted,
        on_time: one.on_time,
        published: one.published,
        completeness_bp: basis_points(one.filled_cells, one.expected_cells),
        missing: missing.map(|one| one.org.to_string()).collect(),
        late: one.late,
        timeliness_bp: basis_points(one.on_time.into(), u64::try_from(expected).unwrap_or(u64::MAX)),
        expected_cells: one.expected_cells,
        filled_cells: one.filled_cells,
        is_due: one.is_due,
        reporters: one.reporters.iter().map(reporter_out).collect(),
    }
}

fn basis_points(some: u64, all: u64) -> u32 {
    let share = some.saturating_mul(10_000).checked_div(all).unwrap_or(0);
    u32::try_from(share).unwrap_or(u32::MAX)
}

fn reporter_out(one: &view::Reporter) -> Reporter {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    Reporter {
        org: one.org.to_string(),
        state: one.state.to_owned(),
        submitted_on: day(one.submitted_on),
        published_on: day(one.published_on),
        revision: one.revision,
    }
}
