//! What is asked of seats.

use crate::{
    ids::{Code, OrgId, PersonId, Uuid},
    private::Private,
    time::Date,
};

/// Creates a seat of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateSeat {
    /// The code of the body.
    pub body: Code,
    /// Whether it is for somebody who lives with the problem.
    pub lived_experience: bool,
}

/// Has somebody sit for a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillSeat {
    /// Where.
    pub seat: Uuid,
    /// Who.
    pub person: PersonId,
    /// For which member.
    pub org: OrgId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// Ends the terms of somebody who sits, and those to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VacateSeat {
    /// Which.
    pub seat: Uuid,
    /// Who leaves; who sits on the day when none.
    pub person: Option<PersonId>,
    /// The first day without them; today when none.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<Private>,
}
