//! The backbone: which sectors are there, which duties are kept, which seats are empty, how long the money lasts.

use domain::{facts::Membership, ids::Slug, time::Date};

use super::{
    Log, Sources,
    behind::Behind,
    money::{self, FundingLeft},
    sectors::{self, SectorShare},
    tally::{Found, Tally},
};
use crate::{
    Error,
    backbone::{self as view, MembersPage, SeatFilter},
};

/// The figures of the backbone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backbone {
    /// The active members by sector, every sector once.
    pub sectors: Vec<SectorShare>,
    /// Active members.
    pub members: u64,
    /// Those of them whose sector is not known.
    pub of_unknown_sector: u64,
    /// The duties, by code.
    pub duties: Vec<DutyKept>,
    /// Seats where nobody sits.
    pub vacant_seats: Tally,
    /// All seats.
    pub seats: u64,
    /// How long confirmed funding lasts, by currency.
    pub funding: Vec<FundingLeft>,
}

/// How a duty is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyKept {
    /// Its code.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// `in_time`, `due` or `missed`.
    pub standing: view::DutyStanding,
    /// The day it was last met.
    pub last_met: Option<Date>,
    /// The last day to meet it without missing another deadline.
    pub deadline: Date,
    /// How many deadlines were ever missed.
    pub missed: u64,
    /// The records it came from.
    pub behind: Behind,
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

pub(super) fn figures(sources: &Sources<'_>, initiative: &Slug) -> Result<Backbone, Error> {
    let page = MembersPage { standing: Some(Membership::Active), limit: u32::MAX, after: None };
    let members = sources.view(Log::Backbone, |view| {
        sources.view(Log::Hub, |hub| view::members(view, hub, initiative, page))
    })?;
    let (sectors, of_unknown_sector) = sectors::balance(sources, initiative, &members);
    Ok(Backbone {
        sectors,
        members: count(members.len()),
        of_unknown_sector,
        duties: duties(sources)?,
        vacant_seats: seats(sources, true)?,
        seats: seats(sources, false)?.total,
        funding: money::funding(sources)?,
    })
}

fn duties(sources: &Sources<'_>) -> Result<Vec<DutyKept>, Error> {
    let duties = sources.view(Log::Backbone, |view| view::duties(view, sources.day(), u32::MAX, None))?;
    let kept = duties.into_iter().map(|duty| DutyKept {
        standing: duty.standing(),
        last_met: duty.last_met,
        deadline: duty.course.deadline,
        missed: count(duty.missed.len()),
        behind: Behind::of(
            &sources.index().of(Log::Backbone, ["duties".to_owned(), format!("duty/{}", duty.code)]),
        ),
        code: duty.code,
        title: duty.title,
    });
    Ok(kept.collect())
}

fn seats(sources: &Sources<'_>, only_vacant: bool) -> Result<Tally, Error> {
    let filter = SeatFilter { body: None, only_vacant };
    let seats =
        sources.view(Log::Backbone, |view| view::seats(view, filter, sources.day(), u32::MAX, None))?;
    let found = seats.into_iter().map(|seat| Found {
        behind: sources.index().of(Log::Backbone, [format!("seat/{}", seat.seat)]),
        id: seat.seat,
        title: seat.body,
        on: seat.vacant_since,
    });
    Ok(Tally::of(found.collect()))
}
