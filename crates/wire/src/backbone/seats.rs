//! Requests and questions about seats.

use domain::{
    backbone::{
        Command,
        command::{CreateSeat, FillSeat, VacateSeat},
    },
    ids::{Code, Uuid},
    text::Bound,
    time::Date,
};

use super::{Parsed, commons_asked::at};
use crate::{Done, Fields, Malformed, Page, Question, pb::backbone as pb};

/// A part of the seats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSeats {
    /// Only those of this body.
    pub body: Option<Code>,
    /// Only those where nobody sits.
    pub only_vacant: bool,
    /// As of which day; today when none.
    pub at: Option<Date>,
    /// Which part.
    pub page: Page,
}

/// CreateSeat.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_create_seat(request: &pb::CreateSeatRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let body = f.code("body", &request.body);
    let lived_experience = request.lived_experience;
    f.finish(|| Some((meta?, Command::CreateSeat(CreateSeat { body: body?, lived_experience }))))
}

/// The seat.
pub fn create_seat_response(done: &Done) -> pb::CreateSeatResponse {
    pb::CreateSeatResponse { result: Some(done.into()), seat_id: done.created("seat") }
}

/// FillSeat.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_fill_seat(request: &pb::FillSeatRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let seat = f.uuid("seat_id", &request.seat_id);
    let person = f.person("person_id", &request.person_id);
    let org = f.org("organization_id", &request.organization_id);
    let from = f.date("from", &request.from);
    let to = f.date("to", &request.to);
    f.finish(|| {
        let command = FillSeat { seat: seat?, person: person?, org: org?, from: from?, to: to? };
        Some((meta?, Command::FillSeat(command)))
    })
}

/// VacateSeat.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_vacate_seat(request: &pb::VacateSeatRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let seat = f.uuid("seat_id", &request.seat_id);
    let person = f.optional("person_id", &request.person_id, Fields::person);
    let on = f.optional("on", &request.on, Fields::date);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = VacateSeat { seat: seat?, person: person?, on: on?, reason: reason? };
        Some((meta?, Command::VacateSeat(command)))
    })
}

/// ListSeats.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_seats(request: &pb::ListSeatsRequest) -> Result<(Question, ListSeats), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let body = f.optional("body", &request.body, Fields::code);
    let at = at(&mut f, &request.at, question.as_ref());
    let page = f.page("page", request.page.as_ref());
    let only_vacant = request.only_vacant;
    f.finish(|| Some((question?, ListSeats { body: body?, only_vacant, at: at?, page: page? })))
}

/// GetSeat: which, and as of which day.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_seat(request: &pb::GetSeatRequest) -> Result<(Question, (Uuid, Option<Date>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let seat = f.uuid("seat_id", &request.seat_id);
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, (seat?, at?))))
}
