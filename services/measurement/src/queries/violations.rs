//! Broken rules.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    measurement as parse, next_page_token,
    pb::measurement::{ListViolationsRequest, ListViolationsResponse, Violation, ViolationRef},
};

use super::reviews::{Asked, asked};

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
