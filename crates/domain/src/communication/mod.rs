//! Communication: conversations about what stands in the initiative, meetings, announcements.
//!
//! Deliberately unknown here: what a message says, what the subject itself is, who reads what when.
//!
//! | file | what |
//! |---|---|
//! | `command`, `event`, `refusal` | what can be asked, what happens, why not |
//! | `thread` | a conversation: its subject, its audience, open or not |
//! | `message`, `revision` | what is said in it, and what becomes of that |
//! | `meeting`, `meeting_parts`, `minutes`, `action` | a meeting, what remains of it, what is to do after it |
//! | `announcement` | what all members are told, and who has taken note |
//! | `personal`, `news` | what a person keeps for themselves, what a digest tells |
//! | `texts` | which fields are private, and whose |
//! | `routing` | which streams and facts a command needs |
//!
//! To add a command: a variant in `command`, an arm in each function below, a function in its aggregate's file.

mod action;
pub mod announcement;
pub mod command;
pub mod event;
pub mod facts;
pub mod meeting;
mod meeting_parts;
pub mod message;
mod minutes;
pub mod news;
pub mod personal;
pub mod refusal;
mod refusal_catalogue;
pub mod revision;
mod routing;
#[cfg(test)]
mod tests;
mod texts;
pub mod thread;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    announcement::Announcement,
    meeting::{ActionItem, End, Meeting, Phase},
    thread::{Talk, Thread},
};
pub use self::{command::Command, event::Event, refusal::Refusal};
use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Approval, Context, ContextName, EventMeta, Scope},
};

/// The rules of communication.
pub struct Rules;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `thread/<id>`.
    Thread(Box<Thread>),
    /// Of `meeting/<id>`.
    Meeting(Box<Meeting>),
    /// Of `announcement/<id>`.
    Announcement(Box<Announcement>),
}

impl State {
    /// The thread, where it is one.
    pub fn thread(&self) -> Option<&Thread> {
        if let Self::Thread(thread) = self { Some(thread) } else { None }
    }
}

impl crate::erasure::Shreds for Rules {
    fn shredded(subject: crate::ids::PersonId, request: crate::ids::Uuid) -> Event {
        Event::SubjectShredded { subject, request }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Communication;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        routing::streams(command, scope)
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        routing::reads(command)
    }

    fn approvals(command: &Command, streams: &Streams<State>) -> Vec<Approval> {
        match command {
            Command::ApproveMinutes { meeting } => minutes::approvals(streams, *meeting),
            _ => Vec::new(),
        }
    }

    fn decide(
        streams: &Streams<State>,
        command: Command,
        context: &Context,
    ) -> Result<Vec<Emitted<Event>>, Refusal> {
        match command {
            Command::OpenThread { subject, title, audience } => {
                thread::open(streams, subject, title, audience, context)
            }
            Command::PostMessage { thread, message } => message::post(streams, thread, message, context),
            Command::EditMessage { thread, message, body } => {
                revision::edit(streams, thread, message, body, context)
            }
            Command::RedactMessage { thread, message, basis, reason } => {
                revision::redact(streams, thread, message, basis, reason, context)
            }
            Command::LockThread { thread, reason } => thread::lock(streams, thread, reason),
            Command::UnlockThread { thread } => thread::unlock(streams, thread),
            Command::ArchiveThread { thread } => thread::archive(streams, thread),
            Command::ScheduleMeeting(plan) => meeting::schedule(plan, context),
            Command::PublishMeetingAgenda { meeting, items } => {
                meeting::publish_agenda(streams, meeting, items, context)
            }
            Command::RescheduleMeeting { meeting, start, end, reason } => {
                meeting::reschedule(streams, meeting, (start, end), reason, context)
            }
            Command::CancelMeeting { meeting, reason } => meeting::cancel(streams, meeting, reason),
            Command::RecordAttendance { meeting, orgs, persons } => {
                minutes::attend(streams, meeting, orgs, persons, context)
            }
            Command::RecordMinutes { meeting, items } => minutes::record(streams, meeting, items, context),
            Command::ApproveMinutes { meeting } => minutes::approve(streams, meeting, context),
            Command::AddActionItem { meeting, text, owner_org, due } => {
                action::add(streams, meeting, text, (owner_org, due), context)
            }
            Command::CloseActionItem { meeting, item, outcome, reason } => {
                action::close(streams, meeting, item, outcome, reason, context)
            }
            Command::ConvertActionItem { meeting, item, activity } => {
                action::convert(streams, meeting, item, activity, context)
            }
            Command::Announce { title, body, ack_by } => announcement::announce(title, body, ack_by, context),
            Command::Acknowledge { announcement, org } => {
                announcement::acknowledge(streams, announcement, org, context)
            }
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        match state {
            State::Absent => begin(state, event),
            State::Thread(thread) => evolve_thread(thread, event, meta),
            State::Meeting(meeting) => evolve_meeting(meeting, event, meta),
            State::Announcement(made) => {
                if let Event::Acknowledged { org, .. } = event {
                    made.acknowledged.insert(org.clone());
                }
            }
        }
    }
}

fn begin(state: &mut State, event: &Event) {
    *state = match event {
        Event::ThreadOpened { subject, title, audience } => State::Thread(Box::new(Thread::Open(Talk {
            subject: subject.clone(),
            title: title.clone(),
            audience: *audience,
            messages: BTreeMap::new(),
            imported: BTreeSet::new(),
            recent: BTreeMap::new(),
        }))),
        Event::MeetingScheduled { title, start, end, .. } => State::Meeting(Box::new(Meeting {
            title: title.clone(),
            start: *start,
            end: *end,
            agenda: Vec::new(),
            phase: Phase::Scheduled,
            attendance: BTreeMap::new(),
            minutes: None,
            items: BTreeMap::new(),
        })),
        Event::Announced { ack_by, audience, .. } => State::Announcement(Box::new(Announcement {
            ack_by: *ack_by,
            audience: audience.clone(),
            acknowledged: BTreeSet::new(),
        })),
        _ => return,
    };
}

fn evolve_thread(thread: &mut Thread, event: &Event, meta: &EventMeta) {
    match event {
        Event::MessagePosted { author, external_ref, .. } => {
            message::take(thread.talk_mut(), author, external_ref.as_ref(), meta);
        }
        Event::MessageEdited { message, .. } => revision::take_edit(thread.talk_mut(), *message, meta.id),
        Event::MessageRedacted { message, .. } => revision::take_redaction(thread.talk_mut(), *message),
        Event::ThreadLocked { .. } => *thread = Thread::Locked(thread.talk().clone()),
        Event::ThreadUnlocked { .. } => *thread = Thread::Open(thread.talk().clone()),
        Event::ThreadArchived { .. } => *thread = Thread::Archived(thread.talk().clone()),
        _ => {}
    }
}

fn evolve_meeting(meeting: &mut Meeting, event: &Event, meta: &EventMeta) {
    match event {
        Event::MeetingAgendaPublished { items } => meeting.agenda.clone_from(items),
        Event::MeetingRescheduled { start, end, .. } => (meeting.start, meeting.end) = (*start, *end),
        Event::MeetingCancelled { .. } => meeting.phase = Phase::Cancelled,
        Event::AttendanceRecorded { orgs, .. } => minutes::take_attendance(meeting, orgs),
        Event::MinutesRecorded { .. } => minutes::take(meeting, meta),
        Event::MinutesApproved { .. } => meeting.phase = Phase::MinutesApproved,
        Event::ActionItemAdded { item, owner_org, due, .. } => {
            let open = ActionItem { owner_org: owner_org.clone(), due: *due, end: None };
            meeting.items.insert(*item, open);
        }
        Event::ActionItemClosed { item, outcome, .. } => {
            action::take_end(meeting, *item, End::Closed(*outcome));
        }
        Event::ActionItemConverted { item, activity, .. } => {
            action::take_end(meeting, *item, End::Converted(activity.clone()));
        }
        _ => {}
    }
}
