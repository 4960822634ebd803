//! Communication on the wire.
//!
//! Knows shapes only, and no secret: the pseudonym of an imported author is made by the caller of the parser.
//! To add an RPC: its messages in `proto/hora/communication/v1`, a `parse_…` in the file of its aggregate or in
//! `queries`, a test.

mod action_items;
mod announcements;
mod commands;
mod digests;
mod feeds;
mod meetings;
mod minutes;
mod parts;
mod personal;
mod queries;
mod revisions;
#[cfg(test)]
mod tests;
mod timeline;

pub use action_items::{
    add_action_item_response, parse_add_action_item, parse_close_action_item, parse_convert_action_item,
};
pub use announcements::{announce_response, parse_acknowledge, parse_announce};
pub use commands::{
    open_thread_response, parse_archive_thread, parse_lock_thread, parse_open_thread, parse_post_message,
    parse_unlock_thread, post_message_response,
};
pub use digests::{digest, digest_cut, reminder, subscription};
pub use feeds::parse_get_feeds;
pub use meetings::{
    parse_cancel_meeting, parse_publish_meeting_agenda, parse_reschedule_meeting, parse_schedule_meeting,
    schedule_meeting_response,
};
pub use minutes::{parse_approve_minutes, parse_record_attendance, parse_record_minutes};
pub use parts::{attachment, reply_to, subject};
pub use personal::{
    ConfirmDigest, GetDigest, ListReminders, MoveReadCursor, parse_confirm_digest, parse_get_digest,
    parse_list_reminders, parse_list_subscriptions, parse_list_unread, parse_move_read_cursor,
    parse_set_subscription,
};
pub use queries::{
    ListActionItems, ListMeetings, ListMessages, ListThreads, parse_get_meeting, parse_get_thread,
    parse_list_action_items, parse_list_announcements, parse_list_meetings, parse_list_messages,
    parse_list_threads,
};
pub use revisions::{parse_edit_message, parse_redact_message};
pub use timeline::{GetTimeline, parse_get_timeline};
