//! What the backbone does by itself: a duty whose day has come is marked as due or missed, one that a meeting meets as
//! met.
//!
//! Knows no rule: each of these is a command like any other, and records only what the days and the meetings already
//! say. To add one: an entry here, and its RPC in a row of the role `system` of the table of roles.

use domain::{
    backbone::{Command, Event, command::MarkDuty, duty_course},
    facts::Facts,
    ids::{Code, StreamId},
    meta::ContextName,
    time::{Date, Timestamp},
};
use runtime::{
    reactions::{Deed, Does, Reaction},
    timers::{Due, Note, Timer},
};

/// What says when a duty is due and missed: each of these names the next deadline.
const TYPES: &[&str] = &["backbone.DutiesAdopted.v1", "backbone.DutyMet.v1", "backbone.DutyMissed.v1"];

pub fn does() -> Does<Command> {
    Does {
        reactions: vec![Reaction {
            name: "meeting_meets_duty",
            of: ContextName::Communication,
            types: &["communication.AttendanceRecorded.v1"],
            reads: &[ContextName::Communication],
            react: meeting,
        }],
        timers: vec![
            Timer { kind: "duty_due", types: TYPES, note: opens, fire: due },
            Timer { kind: "duty_missed", types: TYPES, note: ends, fire: missed },
        ],
    }
}

fn meeting(record: &views::Record<'_>, facts: &Facts) -> Result<Vec<Deed<Command>>, views::Error> {
    // Others than those of the full membership meet no duty.
    let is_of_all = record.stream.parse::<StreamId>().is_ok_and(|at| facts.meetings.called.contains_key(&at));
    let deed = Deed { target: "duties".to_owned(), rpc: "NoteMeeting", command: Command::NoteMeeting };
    Ok(if is_of_all { vec![deed] } else { Vec::new() })
}

/// What a record says of deadlines, each as a moment.
fn notes(record: &views::Record<'_>, moment: fn(Date) -> Timestamp) -> Result<Vec<Note>, views::Error> {
    let note = |duty: Code, deadline| Note::Due { what: duty.to_string(), at: moment(deadline) };
    Ok(match record.event()? {
        Event::DutiesAdopted { duties, .. } => {
            let each = duties.into_iter().map(|duty| note(duty.code, duty.deadline));
            std::iter::once(Note::AllOver).chain(each).collect()
        }
        Event::DutyMet { duty, deadline, .. } | Event::DutyMissed { duty, deadline, .. } => {
            vec![note(duty, deadline)]
        }
        _ => Vec::new(),
    })
}

fn opens(record: &views::Record<'_>) -> Result<Vec<Note>, views::Error> {
    notes(record, |deadline| Timestamp::from_date(duty_course::opens(deadline)))
}

/// A deadline is missed from the day after it.
fn ends(record: &views::Record<'_>) -> Result<Vec<Note>, views::Error> {
    notes(record, |deadline| Timestamp::from_date(deadline).plus_days(1))
}

fn due(due: &Due) -> Option<Deed<Command>> {
    let deadline = due.at.plus_days(duty_course::NOTICE_DAYS).date();
    let command = Command::MarkDutyDue(MarkDuty { duty: due.what.parse().ok()?, due: deadline });
    Some(Deed { target: due.what.clone(), rpc: "MarkDutyDue", command })
}

fn missed(due: &Due) -> Option<Deed<Command>> {
    let deadline = due.at.plus_days(-1).date();
    let command = Command::MarkDutyMissed(MarkDuty { duty: due.what.parse().ok()?, due: deadline });
    Some(Deed { target: due.what.clone(), rpc: "MarkDutyMissed", command })
}
