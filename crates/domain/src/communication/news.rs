//! What of communication a digest tells: messages, meetings, announcements, action items.
//!
//! Knows no reader. To tell more: an event in [`TYPES`] and its arm in [`tell`].

use super::Event;
use crate::{digest::news::OfTalk, ids::Uuid};

/// The types of events that are news; [`tell`] passes over all others.
pub const TYPES: &[&str] = &[
    "communication.Acknowledged.v1",
    "communication.ActionItemAdded.v1",
    "communication.ActionItemClosed.v1",
    "communication.ActionItemConverted.v1",
    "communication.Announced.v1",
    "communication.MeetingCancelled.v1",
    "communication.MeetingRescheduled.v1",
    "communication.MeetingScheduled.v1",
    "communication.MessagePosted.v1",
    "communication.ThreadOpened.v1",
];

/// What an event tells; a message is named by the id of its record.
pub fn tell(event: Event, id: Uuid) -> Option<OfTalk> {
    Some(match event {
        Event::ThreadOpened { title, .. } => OfTalk::ThreadOpened { title },
        Event::MessagePosted { author, mentions, .. } => OfTalk::MessagePosted {
            message: id.to_string(),
            author,
            mentions: mentions.iter().map(ToString::to_string).collect(),
        },
        Event::MeetingScheduled { title, invited, start, end, .. } => {
            OfTalk::MeetingScheduled { title, invited, start, end }
        }
        Event::MeetingRescheduled { start, end, .. } => OfTalk::MeetingRescheduled { start, end },
        Event::MeetingCancelled { .. } => OfTalk::MeetingCancelled,
        Event::ActionItemAdded { item, owner_org, due, .. } => {
            OfTalk::ActionItemAdded { item: item.to_string(), owner: owner_org, due }
        }
        Event::ActionItemClosed { item, .. } | Event::ActionItemConverted { item, .. } => {
            OfTalk::ActionItemEnded { item: item.to_string() }
        }
        Event::Announced { title, ack_by, audience, .. } => OfTalk::Announced { title, ack_by, audience },
        Event::Acknowledged { org, .. } => OfTalk::Acknowledged { org },
        _ => return None,
    })
}
