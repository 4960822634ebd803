//! Queries of seats, staff, support, functions and effort: ask the view, answer. Knows no table.
//!
//! What is so on a day is told as of the day asked for, that of the moment asked about, or today.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    backbone::{skill::Skill, words::Function},
    ids::{OrgId, Uuid},
    time::Date,
};
use runtime::{Reading, ViewHost};
use tonic::{Request, Response};
use views::{Connection, backbone as view};
use wire::{
    Page,
    backbone::{self as parse, function_number, skill_number},
    next_page_token,
    pb::backbone as pb,
};

use crate::{
    answers::moment,
    commands::Answer,
    queries::{after, after_sequence},
};

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn numbers(skills: &BTreeSet<Skill>) -> Vec<i32> {
    skills.iter().map(|skill| skill_number(skill.as_str())).collect()
}

fn sitting(reading: &Reading, row: &view::Sitting) -> pb::Sitting {
    pb::Sitting {
        person_id: row.person.clone(),
        organization_id: row.org.clone(),
        from: row.from.to_string(),
        to: row.to.to_string(),
        vacated_on: day(row.vacated_on),
        reason: Some(reading.open(row.reason.as_ref())),
    }
}

fn seat(reading: &Reading, row: view::Seat) -> pb::Seat {
    pb::Seat {
        seat_id: row.seat,
        body: row.body,
        lived_experience: row.lived_experience,
        created_at: row.created_at.to_string(),
        holder: row.holder.map(|holder| sitting(reading, &holder)),
        vacant_since: day(row.vacant_since),
    }
}

fn staff(reading: &Reading, row: view::Staff) -> pb::Staff {
    let employment = |known: &view::Employment| pb::Employment {
        function: function_number(&known.function),
        fte_bp: known.fte_bp,
        skills: numbers(&known.skills),
        from: known.term.from.to_string(),
        to: day(known.term.to),
        released_on: day(known.released_on),
        reason: Some(reading.open(known.reason.as_ref())),
    };
    pb::Staff {
        skills: numbers(&row.skills),
        fte_bp: row.fte_bp,
        employments: row.employments.iter().map(employment).collect(),
        person_id: row.person,
    }
}

fn support(reading: &Reading, row: view::Support, at: Date) -> pb::Support {
    let is_overdue = row.is_overdue(at);
    let (staff, assigned_at) = row.assigned.unzip();
    let (outcome, closed_at) = row.closed.unzip();
    pb::Support {
        support_id: row.support,
        organization_id: row.org,
        function: function_number(&row.function),
        skills: numbers(&row.skills),
        what: Some(reading.open(Some(&row.what))),
        by: row.by.to_string(),
        requested_at: row.requested_at.to_string(),
        staff: staff.unwrap_or_default(),
        assigned_at: moment(assigned_at),
        outcome: Some(reading.open(outcome.as_ref())),
        closed_at: moment(closed_at),
        is_overdue,
    }
}

fn function(row: view::FunctionStatus) -> pb::FunctionStatus {
    let holder = |(organization_id, from, to): (String, Date, Option<Date>)| pb::FunctionHolder {
        organization_id,
        from: from.to_string(),
        to: day(to),
    };
    pb::FunctionStatus {
        function: function_number(row.function.as_str()),
        holders: row.holders.into_iter().map(holder).collect(),
        fte_bp: row.fte_bp,
        staff: row.staff,
    }
}

fn effort(reading: &Reading, row: view::Effort) -> pb::Effort {
    pb::Effort {
        function: function_number(&row.function),
        organization_id: row.org,
        author: row.author.unwrap_or_default(),
        minutes: row.minutes,
        on: row.on.to_string(),
        note: Some(reading.open(row.note.as_ref())),
    }
}

pub async fn list_seats(
    views: &Arc<ViewHost>,
    today: Date,
    request: Request<pb::ListSeatsRequest>,
) -> Answer<pb::ListSeatsResponse> {
    let query = move |view: &Connection, asked: parse::ListSeats, _: &Reading| {
        let parse::ListSeats { body, only_vacant, at, page } = asked;
        let filter = view::SeatFilter { body: body.as_ref().map(|body| body.as_str()), only_vacant };
        let rows = view::seats(view, filter, at.unwrap_or(today), page.size, after_sequence(&page))?;
        Ok((rows, page.size))
    };
    let (reading, (rows, size)) = views.ask(request, parse::parse_list_seats, query).await?;
    Ok(Response::new(pb::ListSeatsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        seats: rows.into_iter().map(|row| seat(&reading, row)).collect(),
    }))
}

pub async fn get_seat(
    views: &Arc<ViewHost>,
    today: Date,
    request: Request<pb::GetSeatRequest>,
) -> Answer<pb::GetSeatResponse> {
    let query = move |view: &Connection, (id, at): (Uuid, Option<Date>), _: &Reading| {
        view::seat(view, &id.to_string(), at.unwrap_or(today))
    };
    let (reading, found) = views.ask(request, parse::parse_get_seat, query).await?;
    let (found, sittings) = reading.found(found)?;
    Ok(Response::new(pb::GetSeatResponse {
        answered: Some(reading.answered()),
        seat: Some(seat(&reading, found)),
        sittings: sittings.iter().map(|row| sitting(&reading, row)).collect(),
    }))
}

pub async fn list_staff(
    views: &Arc<ViewHost>,
    today: Date,
    request: Request<pb::ListStaffRequest>,
) -> Answer<pb::ListStaffResponse> {
    let query = move |view: &Connection, asked: parse::ListStaff, _: &Reading| {
        let parse::ListStaff { function, skill, also_past, at, page } = asked;
        let filter = view::StaffFilter { function, skill, also_past };
        let rows = view::staff(view, filter, at.unwrap_or(today), page.size, after(&page))?;
        Ok((rows, page.size))
    };
    let (reading, (rows, size)) = views.ask(request, parse::parse_list_staff, query).await?;
    Ok(Response::new(pb::ListStaffResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.person])),
        staff: rows.into_iter().map(|row| staff(&reading, row)).collect(),
    }))
}

pub async fn list_support_requests(
    views: &Arc<ViewHost>,
    today: Date,
    request: Request<pb::ListSupportRequestsRequest>,
) -> Answer<pb::ListSupportRequestsResponse> {
    let query = move |view: &Connection, asked: parse::ListSupportRequests, _: &Reading| {
        let parse::ListSupportRequests { function, org, only_open, only_overdue, at, page } = asked;
        let org = org.as_ref().map(|org| org.as_str());
        let (filter, at) =
            (view::SupportFilter { function, org, only_open, only_overdue }, at.unwrap_or(today));
        Ok((view::support(view, filter, at, page.size, after_sequence(&page))?, page.size, at))
    };
    let (reading, (rows, size, at)) = views.ask(request, parse::parse_list_support_requests, query).await?;
    Ok(Response::new(pb::ListSupportRequestsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        support: rows.into_iter().map(|row| support(&reading, row, at)).collect(),
    }))
}

pub async fn list_functions(
    views: &Arc<ViewHost>,
    today: Date,
    request: Request<pb::ListFunctionsRequest>,
) -> Answer<pb::ListFunctionsResponse> {
    let query =
        move |view: &Connection, at: Option<Date>, _: &Reading| view::functions(view, at.unwrap_or(today));
    let (reading, rows) = views.ask(request, parse::parse_list_functions, query).await?;
    let (answered, functions) = (Some(reading.answered()), rows.into_iter().map(function).collect());
    Ok(Response::new(pb::ListFunctionsResponse { answered, functions }))
}

/// The filter of a question, by its parts.
fn chosen<'a>(asked: &parse::EffortAsked, org: Option<&'a OrgId>) -> view::EffortFilter<'a> {
    let function: Option<Function> = asked.function;
    view::EffortFilter { function, org: org.map(|org| org.as_str()), from: asked.from, to: asked.to }
}

pub async fn list_effort(
    views: &Arc<ViewHost>,
    request: Request<pb::ListEffortRequest>,
) -> Answer<pb::ListEffortResponse> {
    let query = |view: &Connection, (asked, page): (parse::EffortAsked, Page), _: &Reading| {
        let filter = chosen(&asked, asked.org.as_ref());
        Ok((view::effort(view, filter, page.size, after_sequence(&page))?, page.size))
    };
    let (reading, (rows, size)) = views.ask(request, parse::parse_list_effort, query).await?;
    Ok(Response::new(pb::ListEffortResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        effort: rows.into_iter().map(|row| effort(&reading, row)).collect(),
    }))
}

pub async fn get_effort(
    views: &Arc<ViewHost>,
    request: Request<pb::GetEffortRequest>,
) -> Answer<pb::GetEffortResponse> {
    let query = |view: &Connection, asked: parse::EffortAsked, _: &Reading| {
        view::effort_by_month(view, chosen(&asked, asked.org.as_ref()))
    };
    let (reading, rows) = views.ask(request, parse::parse_get_effort, query).await?;
    let sum = |row: view::EffortSum| pb::EffortSum {
        function: function_number(&row.function),
        month: row.month,
        minutes: row.minutes,
        entries: row.entries,
    };
    let (answered, sums) = (Some(reading.answered()), rows.into_iter().map(sum).collect());
    Ok(Response::new(pb::GetEffortResponse { answered, sums }))
}
