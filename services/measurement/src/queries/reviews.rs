//! Submissions, and how a data set is reported.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Malformed, Question, measurement as parse, next_page_token,
    pb::measurement::{
        GetReportingRequest, GetReportingResponse, ListSubmissionsRequest, ListSubmissionsResponse,
        Reporting, Submission,
    },
};

use super::place;

pub(super) type Asked<const N: usize> = (view::StatusFilter, u32, Option<[String; N]>);

/// What a list by status is asked for, apart from the question it is asked in.
pub(super) fn asked<const N: usize>(
    parsed: Result<(Question, parse::ListByStatus), Malformed>,
) -> Result<(Question, Asked<N>), Malformed> {
    let (question, parse::ListByStatus { page, data_set, org, status }) = parsed?;
    let place = place(&page)?;
    Ok((question, (view::StatusFilter { data_set, org, status }, page.size, place)))
}

pub async fn list_submissions(
    views: &Arc<ViewHost>,
    request: Request<ListSubmissionsRequest>,
) -> Result<ListSubmissionsResponse, Status> {
    let parse = |request: &ListSubmissionsRequest| asked(parse::parse_list_submissions(request));
    let query = |view: &views::Connection, (filter, size, place): Asked<4>, _: &Reading| {
        Ok((view::submissions(view, &filter, size, place.as_ref())?, size))
    };
    let (reading, (submissions, size)) = views.ask(request, parse, query).await?;
    Ok(ListSubmissionsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&submissions, size, |last| next_page_token(&last.key)),
        submissions: submissions.iter().map(|one| submission_out(&reading, one)).collect(),
    })
}

fn submission_out(reading: &Reading, submission: &view::Submission) -> Submission {
    Submission {
        data_set: submission.data_set.to_string(),
        org: submission.org.to_string(),
        period: Some(parse::period(submission.period)),
        status: submission.status.clone(),
        completeness_bp: submission.completeness_bp,
        on_time: submission.on_time,
        attestation: submission.attestation.clone().unwrap_or_default(),
        revision: submission.revision,
        returned_because: Some(reading.open(submission.returned.as_ref())),
        sequence: submission.sequence,
        returned_cells: submission.returned_cells.iter().map(parse::key_out).collect(),
    }
}

pub async fn get_reporting(
    views: &Arc<ViewHost>,
    request: Request<GetReportingRequest>,
) -> Result<GetReportingResponse, Status> {
    let query = |view: &views::Connection, code, _: &Reading| {
        let Some(data_set) = view::data_set(view, &code)? else { return Ok(None) };
        view::reporting(view, &data_set).map(Some)
    };
    let (reading, found) = views.ask(request, parse::parse_get_reporting, query).await?;
    let periods = reading.found(found)?;
    Ok(GetReportingResponse {
        answered: Some(reading.answered()),
        periods: periods.iter().map(reporting_out).collect(),
    })
}

fn reporting_out(one: &view::Reporting) -> Reporting {
    Reporting {
        period: Some(parse::period(one.period)),
        due: one.due.to_string(),
        expected: one.expected,
        submitted: one.submitted,
        on_time: one.on_time,
        published: one.published,
        completeness_bp: one.completeness_bp,
        missing: one.missing.iter().map(ToString::to_string).collect(),
    }
}
