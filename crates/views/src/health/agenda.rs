//! The common agenda: how old what was adopted is, which goals nobody measures, what is to be decided.

use domain::time::Timestamp;

use super::{
    Log, Sources,
    behind::Behind,
    tally::{Found, Tally},
};
use crate::{
    Error,
    agenda::{self as view, MatterFilter, Part, ProposalFilter, Reader},
    measurement,
};

const US_A_DAY: i64 = 86_400_000_000;

/// The figures of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// `none`, `drafting`, `adopted` or `retired`.
    pub standing: String,
    /// The adopted version, from 1; 0 before.
    pub version: u32,
    /// When it was adopted.
    pub adopted_at: Option<Timestamp>,
    /// Whole days since then.
    pub age_days: u32,
    /// The records of the three.
    pub behind: Behind,
    /// The goals as they stand.
    pub goals: Tally,
    /// Those that no indicator measures.
    pub goals_without_indicator: Tally,
    /// The proposals that are open.
    pub open_proposals: Tally,
    /// Those of them whose window has ended.
    pub overdue_proposals: Tally,
    /// The matters that no deciding body has decided.
    pub undecided_matters: Tally,
}

pub(super) fn figures(sources: &Sources<'_>) -> Result<Agenda, Error> {
    let agenda = sources.view(Log::Agenda, view::agenda)?;
    let version = agenda.as_ref().map_or(0, |agenda| agenda.version);
    let adopted_at = sources.view(Log::Agenda, |view| {
        let part = Part { limit: 1, after: version.checked_sub(1) };
        let found = if version > 0 { view::versions(view, part)? } else { Vec::new() };
        Ok(found.first().map(|version| version.occurred_at))
    })?;
    let open = open_proposals(sources)?;
    let overdue = open.iter().filter(|proposal| proposal.closes_at.is_some_and(|end| end <= sources.at));
    let overdue = overdue.map(|proposal| found_proposal(sources, proposal)).collect();
    let listed = open.iter().map(|proposal| found_proposal(sources, proposal)).collect();
    Ok(Agenda {
        standing: agenda.map_or_else(|| "none".to_owned(), |agenda| agenda.standing),
        version,
        adopted_at,
        age_days: adopted_at.map_or(0, |adopted_at| whole_days(adopted_at, sources.at)),
        behind: Behind::of(&sources.index().of(Log::Agenda, ["agenda"])),
        goals: Tally::of(sources.goals().iter().map(|code| goal(sources, code.as_str())).collect()),
        goals_without_indicator: unmeasured(sources)?,
        open_proposals: Tally::of(listed),
        overdue_proposals: Tally::of(overdue),
        undecided_matters: undecided(sources)?,
    })
}

fn whole_days(from: Timestamp, to: Timestamp) -> u32 {
    let days = to.as_us().saturating_sub(from.as_us()).max(0) / US_A_DAY;
    u32::try_from(days).unwrap_or(u32::MAX)
}

pub(super) fn goal(sources: &Sources<'_>, code: &str) -> Found {
    let behind = sources.index().of(Log::Agenda, [format!("goal/{code}")]);
    Found { id: code.to_owned(), title: String::new(), on: None, behind }
}

/// The goals that no indicator measures, and what was retired of those that once did.
fn unmeasured(sources: &Sources<'_>) -> Result<Tally, Error> {
    sources.view(Log::Measurement, |view| {
        let mut found = Vec::new();
        for code in measurement::unmeasured(view, sources.goals())? {
            let mut one = goal(sources, code.as_str());
            let filter = measurement::IndicatorFilter { goal: Some(code), status: None };
            let retired = measurement::indicators(view, &filter, u32::MAX, None)?;
            let streams = retired.iter().map(|indicator| format!("indicator/{}", indicator.code));
            one.behind.extend(sources.index().of(Log::Measurement, streams));
            found.push(one);
        }
        Ok(Tally::of(found))
    })
}

fn open_proposals(sources: &Sources<'_>) -> Result<Vec<view::Proposal>, Error> {
    let filter = ProposalFilter { status: Some("open".to_owned()), kind: None };
    let part = Part::first(u32::MAX);
    sources.view(Log::Agenda, |view| view::proposals(view, Reader::Member, &filter, part))
}

fn found_proposal(sources: &Sources<'_>, proposal: &view::Proposal) -> Found {
    Found {
        id: proposal.id.to_string(),
        title: proposal.kind.as_str().to_owned(),
        on: proposal.closes_at.map(Timestamp::date),
        behind: sources.index().of(Log::Agenda, [format!("proposal/{}", proposal.id)]),
    }
}

fn undecided(sources: &Sources<'_>) -> Result<Tally, Error> {
    let matters = sources
        .view(Log::Agenda, |view| view::matters(view, &MatterFilter::default(), Part::first(u32::MAX)))?;
    let found = matters.into_iter().filter(|matter| matter.standing.is_none()).map(|matter| Found {
        behind: sources.index().of(Log::Agenda, [format!("matter/{}", matter.id)]),
        id: matter.id.to_string(),
        title: matter.title,
        on: Some(matter.opened_at.date()),
    });
    Ok(Tally::of(found.collect()))
}
