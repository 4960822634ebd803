//! Submissions, and how far they have come.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Malformed, Question, measurement as parse, next_page_token,
    pb::measurement::{ListSubmissionsRequest, ListSubmissionsResponse, Submission},
};

use super::place;

pub(super) type Asked<const N: usize> = (view::StatusFilter, u32, Option<[String; N]>);

/// What a list by status is asked for, apart from the question it is asked in.
pub(super) fn asked<const N: usize>(
    parsed: Result<(Question, parse::ListByStatus), Malformed>,
) -> Result<(Question, Asked<N>), Malformed> {
    let (question, parse::ListByStatus { page, data_set, org, status, from, to }) = parsed?;
    let place = place(&page)?;
    Ok((question, (view::StatusFilter { data_set, org, status, from, to }, page.size, place)))
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
