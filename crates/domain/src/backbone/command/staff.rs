//! What is asked of the staff, of support and of the functions.

use std::collections::BTreeSet;

use crate::{
    backbone::{skill::Skill, words::Function},
    ids::{OrgId, PersonId, Uuid},
    private::Private,
    time::Date,
};

/// Takes somebody on for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployStaff {
    /// Whom.
    pub person: PersonId,
    /// For what.
    pub function: Function,
    /// How much of a full working week, in basis points.
    pub fte_bp: u16,
    /// What they can do.
    pub skills: BTreeSet<Skill>,
    /// The first day.
    pub from: Date,
    /// The last day; open when none.
    pub to: Option<Date>,
}

/// Ends all of somebody's work for a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseStaff {
    /// Whom.
    pub person: PersonId,
    /// From what.
    pub function: Function,
    /// The first day without them; today when none.
    pub on: Option<Date>,
    /// Why.
    pub reason: Option<Private>,
}

/// Asks the backbone for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSupport {
    /// Who needs it.
    pub org: OrgId,
    /// Of which function it is.
    pub function: Function,
    /// What somebody must be able to do.
    pub skills: BTreeSet<Skill>,
    /// What is needed.
    pub what: Private,
    /// By when.
    pub by: Date,
}

/// Puts somebody on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignSupport {
    /// Which.
    pub support: Uuid,
    /// Whom.
    pub staff: PersonId,
}

/// Ends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseSupport {
    /// Which.
    pub support: Uuid,
    /// What came of it.
    pub outcome: Private,
}

/// Gives a function to a member for a time; the same first day again moves the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignFunction {
    /// Which.
    pub function: Function,
    /// To whom.
    pub org: OrgId,
    /// The first day.
    pub from: Date,
    /// The last day; open when none.
    pub to: Option<Date>,
}

/// Logs effort of the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEffort {
    /// For what.
    pub function: Function,
    /// How long.
    pub minutes: u16,
    /// On which day.
    pub on: Date,
    /// What was done.
    pub note: Option<Private>,
}
