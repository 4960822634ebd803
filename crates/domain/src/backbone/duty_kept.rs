//! How each duty is kept: met, due, missed, as recorded; and what has come about and stands in no record yet.
//!
//! Knows no command. The days themselves are reckoned in [`duty_course`](super::duty_course).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    duty::{AdoptedDuty, Duty, MetBy},
    duty_course::{course, deadline_behind},
    event::Event,
    state::State,
};
use crate::{
    facts::Meetings,
    ids::Code,
    meta::EventMeta,
    private::Private,
    time::{Date, Timestamp},
};

/// The duties of an initiative and how each is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    /// The preset they are of.
    pub preset: Option<String>,
    /// Each by its code.
    pub kept: BTreeMap<Code, Kept>,
}

/// How a duty is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What is to be done.
    pub duty: Duty,
    /// The day it was adopted.
    pub since: Date,
    /// The day it was last met.
    pub last_met: Option<Date>,
    /// The deadline that was recorded as due.
    pub told_due: Option<Date>,
    /// The deadlines since it was last met that were recorded as missed.
    pub told_missed: BTreeSet<Date>,
}

impl Kept {
    /// The day its deadlines are counted from.
    pub fn anchor(&self) -> Date {
        self.last_met.unwrap_or(self.since)
    }

    /// The deadlines that went by before a day and were not recorded.
    pub(super) fn missed_before(&self, day: Date) -> Vec<Event> {
        let missed = course(self.anchor(), self.duty.every_months, day).missed;
        let untold = missed.into_iter().filter(|due| !self.told_missed.contains(due));
        let missed = |due| Event::DutyMissed {
            duty: self.duty.code.clone(),
            due,
            deadline: deadline_behind(self.anchor(), self.duty.every_months, due),
        };
        untold.map(missed).collect()
    }

    /// The first deadline that was not recorded as missed.
    pub(super) fn deadline(&self) -> Date {
        let last_told = self.told_missed.last().copied();
        let behind = last_told.unwrap_or_else(|| self.anchor()).max(self.anchor());
        deadline_behind(self.anchor(), self.duty.every_months, behind)
    }

    /// What happens when it was met on a day.
    pub(super) fn met(&self, on: Date, cites: Option<String>) -> Vec<Event> {
        self.missed_before(on).into_iter().chain([self.met_event(on, cites, None)]).collect()
    }

    pub(super) fn met_event(&self, on: Date, cites: Option<String>, evidence: Option<Private>) -> Event {
        let deadline = deadline_behind(on, self.duty.every_months, on);
        Event::DutyMet { duty: self.duty.code.clone(), on, cites, evidence, deadline }
    }

    /// What has come about by the moment of the act and stands in no record: met by meetings that were held, deadlines
    /// missed, and the next one due.
    pub fn settle(&self, meetings: &Meetings, now: Timestamp) -> Vec<Event> {
        let (mut kept, mut events) = (self.clone(), Vec::new());
        if self.duty.met_by == MetBy::FullMembershipMeeting {
            for (held, stream) in meetings.held.range(..=now).filter(|(held, _)| held.date() > self.anchor())
            {
                if held.date() > kept.anchor() {
                    let met = kept.met(held.date(), Some(format!("communication/{stream}")));
                    met.iter().for_each(|event| kept.evolve(event));
                    events.extend(met);
                }
            }
        }
        let today = now.date();
        let missed = kept.missed_before(today);
        missed.iter().for_each(|event| kept.evolve(event));
        events.extend(missed);
        let next = course(kept.anchor(), self.duty.every_months, today);
        if next.is_due && kept.told_due != Some(next.deadline) {
            events.push(Event::DutyDue { duty: self.duty.code.clone(), due: next.deadline });
        }
        events
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::DutyDue { due, .. } => self.told_due = Some(*due),
            Event::DutyMissed { due, .. } => {
                self.told_missed.insert(*due);
            }
            Event::DutyMet { on, .. } if self.last_met.is_none_or(|last| last < *on) => {
                self.last_met = Some(*on);
                self.told_due = None;
                // The deadlines are counted from here: what was missed before is history, and what was told as missed
                // after was met in time and told late.
                self.told_missed.clear();
            }
            _ => {}
        }
    }
}

/// A duty that is adopted on a day: it goes on as it was kept, or begins.
pub(super) fn kept(duty: &Duty, before: Option<Kept>, since: Date) -> Kept {
    let duty = duty.clone();
    match before {
        Some(before) => Kept { duty, ..before },
        None => Kept { duty, since, last_met: None, told_due: None, told_missed: BTreeSet::new() },
    }
}

pub(super) fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
    match (state, event) {
        (state, Event::DutiesAdopted { preset, duties }) => {
            let before = match state {
                State::Duties(known) => std::mem::take(&mut known.kept),
                _ => BTreeMap::new(),
            };
            let since = meta.occurred_at.date();
            let kept = |adopted: &AdoptedDuty| {
                let AdoptedDuty { code, title, every_months, met_by, .. } = adopted.clone();
                let duty = Duty { code: code.clone(), title, every_months, met_by };
                (code, kept(&duty, before.get(&adopted.code).cloned(), since))
            };
            let kept = duties.iter().map(kept).collect();
            *state = State::Duties(Duties { preset: preset.clone(), kept });
        }
        (
            State::Duties(known),
            Event::DutyDue { duty, .. } | Event::DutyMet { duty, .. } | Event::DutyMissed { duty, .. },
        ) => {
            if let Some(kept) = known.kept.get_mut(duty) {
                kept.evolve(event);
            }
        }
        _ => {}
    }
}
