//! Submissions, how a data set is reported, broken rules, stories, agreements.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Malformed, Page, Question, measurement as parse, next_page_token,
    pb::measurement::{
        Agreement, GetReportingRequest, GetReportingResponse, ListAgreementsRequest, ListAgreementsResponse,
        ListStoriesRequest, ListStoriesResponse, ListSubmissionsRequest, ListSubmissionsResponse,
        ListViolationsRequest, ListViolationsResponse, Reporting, Story, Submission, Violation, ViolationRef,
    },
};

use super::{after, not_of_this_list, place};

type Asked<const N: usize> = (view::StatusFilter, u32, Option<[String; N]>);

fn asked<const N: usize>(
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

pub async fn list_violations(
    views: &Arc<ViewHost>,
    request: Request<ListViolationsRequest>,
) -> Result<ListViolationsResponse, Status> {
    let parse = |request: &ListViolationsRequest| asked(parse::parse_list_violations(request));
    let query = |view: &views::Connection, (filter, size, place): Asked<6>, _: &Reading| {
        Ok((view::violations(view, &filter, size, place.as_ref())?, size))
    };
    let (reading, (violations, size)) = views.ask(request, parse, query).await?;
    Ok(ListViolationsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&violations, size, |last| next_page_token(&last.key)),
        violations: violations.iter().map(|one| violation_out(&reading, one)).collect(),
    })
}

fn violation_out(reading: &Reading, violation: &view::Violation) -> Violation {
    Violation {
        violation: Some(ViolationRef {
            data_set: violation.data_set.to_string(),
            org: violation.org.to_string(),
            period: Some(parse::period(violation.period)),
            rule: violation.rule,
            area_code: violation.area_code.clone(),
        }),
        severity: parse::severity(violation.severity).into(),
        status: violation.status.clone(),
        explanation: Some(reading.open(violation.explanation.as_ref())),
        waiver: Some(reading.open(violation.waiver.as_ref())),
        sequence: violation.sequence,
    }
}

pub async fn list_stories(
    views: &Arc<ViewHost>,
    request: Request<ListStoriesRequest>,
) -> Result<ListStoriesResponse, Status> {
    let parse = |request: &ListStoriesRequest| {
        let (question, asked) = parse::parse_list_stories(request)?;
        let before = after(&asked.page).map(|text| text.parse::<u64>().map_err(|_| not_of_this_list()));
        Ok((question, (asked.of, asked.page.size, before.transpose()?)))
    };
    let query = |view: &views::Connection, (indicator, size, before): (_, u32, _), _: &Reading| {
        let indicator: Option<domain::ids::Code> = indicator;
        Ok((view::stories(view, indicator.as_ref(), size, before)?, size))
    };
    let (reading, (stories, size)) = views.ask(request, parse, query).await?;
    Ok(ListStoriesResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&stories, size, |last| next_page_token(&[&last.sequence.to_string()])),
        stories: stories.into_iter().map(story_out).collect(),
    })
}

fn story_out(story: view::Story) -> Story {
    Story {
        data_set: story.data_set.to_string(),
        org: story.org.to_string(),
        period: Some(parse::period(story.period)),
        indicator: story.indicator.to_string(),
        revision: story.revision,
        story: story.story,
        what_works: story.what_works.unwrap_or_default(),
        next_steps: story.next_steps,
        stale: story.is_stale,
        sequence: story.sequence,
    }
}

pub async fn list_agreements(
    views: &Arc<ViewHost>,
    request: Request<ListAgreementsRequest>,
) -> Result<ListAgreementsResponse, Status> {
    let query = |view: &views::Connection, asked: parse::ListOf<domain::ids::OrgId>, _: &Reading| {
        let page: Page = asked.page;
        Ok((view::agreements(view, asked.of.as_ref(), page.size, after(&page))?, page.size))
    };
    let (reading, (agreements, size)) = views.ask(request, parse::parse_list_agreements, query).await?;
    Ok(ListAgreementsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&agreements, size, |last| next_page_token(&[&last.id])),
        agreements: agreements.into_iter().map(agreement_out).collect(),
    })
}

fn agreement_out(agreement: view::Agreement) -> Agreement {
    Agreement {
        agreement_id: agreement.id,
        org: agreement.org.to_string(),
        data_sets: agreement.data_sets.iter().map(ToString::to_string).collect(),
        from: agreement.from,
        to: agreement.to,
        purposes: agreement.purposes,
        retention_months: agreement.retention_months,
    }
}
