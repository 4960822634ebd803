//! Communication on the wire.
//!
//! Knows shapes only, and no secret: the pseudonym of an imported author is made by the caller of the parser.
//! To add an RPC: its messages in `proto/hora/communication/v1`, a `parse_…` in `commands` or `queries`, a test.

mod commands;
mod parts;
mod queries;
#[cfg(test)]
mod tests;

pub use commands::{
    open_thread_response, parse_archive_thread, parse_lock_thread, parse_open_thread, parse_post_message,
    parse_unlock_thread, post_message_response,
};
pub use parts::{attachment, reply_to, subject};
pub use queries::{ListMessages, ListThreads, parse_get_thread, parse_list_messages, parse_list_threads};
