//! Duties: what an initiative must do at most so many months apart; due, met or missed.
//!
//! Rules compare with the moment of the act, never with whether a timer ran: [`duty_course`](super::duty_course) says
//! what is so on a day, and whatever has come about and stands in no record yet is recorded with the next act that
//! looks (`duty_kept`). Stream `duties`. To add a preset: an arm in [`preset`].

use serde::{Deserialize, Serialize};

use super::{
    Decided, Rules,
    command::{AdoptDuties, Adopted, MarkDuty, MeetDuty},
    duty_kept::{Duties, Kept, kept},
    event::Event,
    refusal::Refusal,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    ids::Code,
    meta::Context,
    time::Date,
};

/// The presets there are.
pub const PRESETS: [&str; 1] = ["continuum-of-care"];

/// A duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its code.
    pub code: Code,
    /// What is to be done.
    pub title: String,
    /// At most so many months apart.
    pub every_months: u32,
    /// What meets it.
    pub met_by: MetBy,
}

/// A duty as it was adopted, with its deadline at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedDuty {
    /// Its code.
    pub code: Code,
    /// What is to be done.
    pub title: String,
    /// At most so many months apart.
    pub every_months: u32,
    /// What meets it.
    pub met_by: MetBy,
    /// The last day to meet it.
    pub deadline: Date,
}

/// What meets a duty; staff may say of each that it was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetBy {
    /// A charter that is adopted or reviewed here.
    CharterReview,
    /// A meeting of the full membership whose attendance was recorded.
    FullMembershipMeeting,
    /// Staff saying so, alone.
    Statement,
}

impl MetBy {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CharterReview => "charter_review",
            Self::FullMembershipMeeting => "full_membership_meeting",
            Self::Statement => "statement",
        }
    }
}

/// The duties of a preset. Source: 24 CFR 578.7 (a)(1), (2), (3) and (5), the duties of a Continuum of Care.
pub fn preset(name: &str) -> Option<Vec<Duty>> {
    let duties = match name {
        "continuum-of-care" => [
            ("CHARTER_REVIEW", "Review of the charter", 12, MetBy::CharterReview),
            ("FULL_MEMBERSHIP_MEETING", "Meeting of the full membership", 6, MetBy::FullMembershipMeeting),
            ("OPEN_INVITATION", "Public invitation to new members", 12, MetBy::Statement),
            ("SELECTION_PROCESS", "Review of how the board is selected", 60, MetBy::Statement),
        ],
        _ => return None,
    };
    let duty = |(code, title, every_months, met_by): (&str, &str, u32, MetBy)| {
        Some(Duty { code: code.parse().ok()?, title: title.to_owned(), every_months, met_by })
    };
    duties.into_iter().map(duty).collect()
}

fn adopted(streams: &Streams<State>) -> Option<&Duties> {
    match streams.get(&streams::duties()) {
        State::Duties(duties) => Some(duties),
        _ => None,
    }
}

fn find<'a>(streams: &'a Streams<State>, duty: &Code) -> Result<&'a Kept, Refusal> {
    let found = adopted(streams).and_then(|duties| duties.kept.get(duty));
    found.ok_or_else(|| Refusal::UnknownDuty { duty: duty.clone() })
}

fn emitted(events: Vec<Event>) -> Vec<Emitted<Event>> {
    events.into_iter().map(|event| Emitted::new(streams::duties(), event)).collect()
}

/// What an adopted or reviewed charter meets.
pub(super) fn met_by_charter(streams: &Streams<State>, today: Date) -> Vec<Emitted<Event>> {
    let kept = adopted(streams).into_iter().flat_map(|duties| duties.kept.values());
    let kept = kept.filter(|kept| kept.duty.met_by == MetBy::CharterReview);
    let kept = kept.filter(|kept| kept.last_met.is_none_or(|last| last < today));
    emitted(kept.flat_map(|kept| kept.met(today, Some("backbone/charter".to_owned()))).collect())
}

impl Rules {
    pub(super) fn adopt_duties(streams: &Streams<State>, command: AdoptDuties, context: &Context) -> Decided {
        let (preset, duties) = match command.adopted {
            Adopted::Preset(name) => match preset(&name) {
                Some(duties) => (Some(name), duties),
                None => return Err(Refusal::UnknownPreset { preset: name }),
            },
            Adopted::List(duties) => (None, duties),
        };
        let is_known = adopted(streams).is_some_and(|known| {
            known.preset == preset && known.kept.values().map(|kept| &kept.duty).eq(&duties)
        });
        if is_known {
            return Ok(Vec::new());
        }
        let before = adopted(streams).map(|known| &known.kept);
        let adopted = |duty: Duty| {
            let known = before.and_then(|before| before.get(&duty.code)).cloned();
            let deadline = kept(&duty, known, context.now.date()).deadline();
            let Duty { code, title, every_months, met_by } = duty;
            AdoptedDuty { code, title, every_months, met_by, deadline }
        };
        let duties = duties.into_iter().map(adopted).collect();
        Ok(emitted(vec![Event::DutiesAdopted { preset, duties }]))
    }

    pub(super) fn meet_duty(streams: &Streams<State>, command: MeetDuty, context: &Context) -> Decided {
        let MeetDuty { duty, on, evidence } = command;
        let kept = find(streams, &duty)?;
        let today = context.now.date();
        let on = on.unwrap_or(today);
        if on > today {
            return Err(Refusal::OnInFuture { today });
        }
        match kept.last_met {
            Some(last) if last == on => return Ok(Vec::new()),
            Some(last) if on < last => return Err(Refusal::AlreadyMet { on: last }),
            _ => {}
        }
        let mut events = kept.missed_before(on);
        events.push(kept.met_event(on, None, Some(evidence)));
        Ok(emitted(events))
    }

    /// A meeting was held: records whatever that meets.
    pub(super) fn note_meeting(streams: &Streams<State>, context: &Context) -> Decided {
        if context.facts.roster.is_closed {
            return Ok(Vec::new());
        }
        let kept = adopted(streams).into_iter().flat_map(|duties| duties.kept.values());
        let kept = kept.filter(|kept| kept.duty.met_by == MetBy::FullMembershipMeeting);
        Ok(emitted(kept.flat_map(|kept| kept.settle(&context.facts.meetings, context.now)).collect()))
    }

    /// The timer's act: records what has come about. It may come late, twice, or for what was met meanwhile.
    pub(super) fn mark_duty(
        streams: &Streams<State>,
        command: &MarkDuty,
        context: &Context,
        from: Date,
    ) -> Decided {
        if context.facts.roster.is_closed {
            return Ok(Vec::new());
        }
        let Some(kept) = adopted(streams).and_then(|duties| duties.kept.get(&command.duty)) else {
            // Another list was adopted since the timer was set.
            return Ok(Vec::new());
        };
        if context.now.date() < from {
            return Err(Refusal::DutyNotDue { from });
        }
        Ok(emitted(kept.settle(&context.facts.meetings, context.now)))
    }
}
