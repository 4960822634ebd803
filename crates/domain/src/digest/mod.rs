//! What a person has missed: a pure function of who they are, what the contexts recorded, and two moments.
//!
//! Knows no context and no clock. Each context says what of its events is news (`agenda::news`, `plan::news`,
//! `communication::news`); what lies between two [`Cut`]s is told here. Every entry has one place, a record or a moment,
//! so that digests one after the other tell what one digest over all of it tells, and nothing twice.
//! To tell something more: a variant in [`news`], a line in its context's `news`, an arm in its file here.

mod agenda;
mod communication;
mod compose;
mod cut;
mod entry;
pub mod news;
mod plan;
mod rhythm;
mod scope;
#[cfg(test)]
mod tests;

pub use self::{
    compose::{Digest, MAX_ENTRIES, compose, reminders},
    cut::Cut,
    entry::{Due, Entry, Kind, REMIND_HOURS, Reminder},
    news::{News, Told},
    rhythm::{DIGEST_HOUR, Rhythm},
    scope::{Level, Scope},
};
