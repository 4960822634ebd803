//! What a step to the next phase needs, each criterion on its own, out of what the logs of the others tell.
//!
//! Knows no events of other contexts: they come as facts. Source: domain.md, section 5, "Phase criteria". To add one:
//! a variant of [`Criterion`], its lines below, and a test that it alone is in the way.

use std::collections::BTreeSet;

use super::{refusal::Refusal, state::State, streams, words::Phase};
use crate::{
    decider::Streams,
    facts::Sector,
    ids::{Code, OrgId},
    meta::Context,
    time::{Timestamp, plus_months},
};

/// Members of so many sectors make an initiative organizing.
pub const SECTORS: usize = 3;
/// An indicator is measured once it was published for so many periods: a course, not a point.
pub const PERIODS: usize = 2;
/// The full membership has met within so many months.
pub const MEETING_MONTHS: u32 = 6;

/// Something that a phase needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Criterion {
    /// The agenda is adopted.
    AgendaAdopted,
    /// There are members of three sectors.
    ThreeSectors,
    /// An indicator was published for two periods.
    IndicatorPublished,
    /// There is a plan with committed leads for every goal.
    CommittedLeads,
    /// The full membership met within six months.
    FullMembershipMeeting,
    /// A charter is in force.
    CharterInForce,
}

impl Criterion {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AgendaAdopted => "agenda_adopted",
            Self::ThreeSectors => "three_sectors",
            Self::IndicatorPublished => "indicator_published",
            Self::CommittedLeads => "committed_leads",
            Self::FullMembershipMeeting => "full_membership_meeting",
            Self::CharterInForce => "charter_in_force",
        }
    }

    /// What has to be so.
    fn needs(self) -> &'static str {
        match self {
            Self::AgendaAdopted => "an adopted agenda",
            Self::ThreeSectors => "members of three sectors",
            Self::IndicatorPublished => "an indicator published for two periods",
            Self::CommittedLeads => "a plan with a committed lead for every goal",
            Self::FullMembershipMeeting => "a meeting of the full membership held within six months",
            Self::CharterInForce => "a charter in force",
        }
    }
}

/// A criterion that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Which.
    pub criterion: Criterion,
    /// What there is.
    pub there: String,
}

impl Unmet {
    /// What has to be so, and what there is.
    pub fn says(&self) -> String {
        format!("needs {}; there: {}", self.criterion.needs(), self.there)
    }
}

/// Refuses a step to a phase whose criteria are not all met, and names each that is not.
pub(super) fn check(to: Phase, streams: &Streams<State>, context: &Context) -> Result<(), Refusal> {
    let criteria: &[Criterion] = match to {
        Phase::Organizing => &[Criterion::AgendaAdopted, Criterion::ThreeSectors],
        Phase::Sustaining => &[
            Criterion::IndicatorPublished,
            Criterion::CommittedLeads,
            Criterion::FullMembershipMeeting,
            Criterion::CharterInForce,
        ],
        _ => &[],
    };
    let unmet: Vec<Unmet> = criteria
        .iter()
        .filter_map(|criterion| {
            Some(Unmet { criterion: *criterion, there: lacking(*criterion, streams, context)? })
        })
        .collect();
    if unmet.is_empty() { Ok(()) } else { Err(Refusal::CriteriaUnmet { to, unmet }) }
}

/// What there is of a criterion that is not met; none of one that is.
fn lacking(criterion: Criterion, streams: &Streams<State>, context: &Context) -> Option<String> {
    match criterion {
        Criterion::AgendaAdopted => {
            (context.facts.agenda.version == 0).then(|| "no adopted agenda".to_owned())
        }
        Criterion::ThreeSectors => sectors(context),
        Criterion::IndicatorPublished => published(context),
        Criterion::CommittedLeads => leads(context),
        Criterion::FullMembershipMeeting => met(context),
        Criterion::CharterInForce => charter(streams, context),
    }
}

fn list<T: ToString>(things: impl IntoIterator<Item = T>) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join(", ")
}

fn sectors(context: &Context) -> Option<String> {
    let organizations = &context.facts.hub.organizations;
    let members = context.facts.roster.active_members().filter_map(|org| organizations.get(org));
    let sectors: BTreeSet<Sector> = members.map(|org| org.sector).collect();
    let words = || list(sectors.iter().map(|sector| sector.as_str()));
    (sectors.len() < SECTORS).then(|| format!("members of {} ({})", sectors.len(), words()))
}

fn published(context: &Context) -> Option<String> {
    let published = &context.facts.measurement.published;
    let most = published.iter().max_by_key(|(_, periods)| periods.len());
    match most {
        None => Some("no published indicator".to_owned()),
        Some((code, periods)) if periods.len() < PERIODS => Some(format!(
            "{} published, the one with most periods is {code} with {} ({})",
            published.len(),
            periods.len(),
            list(periods)
        )),
        Some(_) => None,
    }
}

fn leads(context: &Context) -> Option<String> {
    let (agenda, plan) = (&context.facts.agenda, &context.facts.plan);
    if !plan.is_begun {
        return Some("no plan".to_owned());
    }
    if agenda.goals.is_empty() {
        return Some("an agenda without goals".to_owned());
    }
    // Whoever is a member no more leads nothing here, whatever was promised.
    let led = plan.led_goals(|org: &OrgId| context.facts.roster.is_active(org));
    let without: Vec<&Code> = agenda.goals.iter().filter(|goal| !led.contains(goal)).collect();
    (!without.is_empty()).then(|| {
        let led = agenda.goals.len().saturating_sub(without.len());
        format!("{led} of {} goals led, without a committed lead: {}", agenda.goals.len(), list(without))
    })
}

fn met(context: &Context) -> Option<String> {
    let Some((held, _)) = context.facts.meetings.last_held(context.now) else {
        return Some("no meeting of the full membership was held".to_owned());
    };
    let is_recent = plus_months(held.date(), MEETING_MONTHS) >= context.now.date();
    (!is_recent).then(|| format!("the last one was held on {}", held.date()))
}

fn charter(streams: &Streams<State>, context: &Context) -> Option<String> {
    match streams.get(&streams::charter()) {
        State::Charter(known) if context.now < end_of(known.review_due) => None,
        State::Charter(known) => Some(format!("a charter whose review was due on {}", known.review_due)),
        _ => Some("no adopted charter".to_owned()),
    }
}

/// The end of a day.
fn end_of(day: crate::time::Date) -> Timestamp {
    Timestamp::from_date(day).plus_days(1)
}
