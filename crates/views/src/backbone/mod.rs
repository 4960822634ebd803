//! The backbone's views: of the hub its organizations, initiatives, accounts and keys; of an initiative its
//! readiness, members, persons, grants and first acts, charter and funding.
//!
//! One schema serves both: in the hub's file the tables of an initiative stay empty, and the other way round.
//! Moments are microseconds since 1970 (`…_us`), days and words texts. Knows no secrets: a key's hash is left out.
//!
//! To add a view: its table in `schema.rs`, its arm in `apply.rs`, its query in the file of its subject.

mod apply;
mod assessments;
mod charter;
mod duties;
mod functions;
mod funding;
mod hub;
mod members;
mod people;
mod phases;
mod schema;
mod seats;
mod staff;
mod support;
#[cfg(test)]
mod tests;

pub use assessments::{
    Assessment, FactorResult, Launch, Score, Status, assessment, assessments, scores, status,
};
pub use charter::{Charter, charter};
pub use duties::{Duty, DutyStanding, duties, duty_preset};
pub use functions::{Effort, EffortFilter, EffortSum, FunctionStatus, effort, effort_by_month, functions};
pub use funding::{Funding, Outlook, funding, outlook};
pub use hub::{
    Account, Key, Organization, OrganizationName, Registration, accounts, initiative, initiatives, keys,
    organization, organization_names, organizations,
};
pub use members::{Member, MembersPage, members};
pub use people::{FirstAct, Grant, GrantFilter, Person, ended_imports, grants, persons, requests};
pub use phases::{PhaseChange, phase_changes};
pub use schema::SCHEMA;
pub use seats::{Seat, SeatFilter, Sitting, seat, seats};
pub use staff::{Employment, Staff, StaffFilter, staff};
pub use support::{Support, SupportFilter, support};

use domain::time::Timestamp;
use rusqlite::{Row, types::Type};

/// A moment in a column of microseconds.
fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    let us: i64 = row.get(column)?;
    let place = row.as_ref().column_index(column)?;
    Timestamp::from_us(us).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(place, Type::Integer, "no moment of our calendar".into())
    })
}

/// A moment in a column that may be null.
fn optional_moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let us: Option<i64> = row.get(column)?;
    us.map(|_| moment(row, column)).transpose()
}
