//! What a person keeps for themselves: what they subscribe to, how far they have read, how far a digest has told them.
//!
//! No history and no events: what is accepted here is kept in the service's `personal.sqlite`. Knows no store.

use jiff::tz::TimeZone;

use super::Refusal;
use crate::{
    digest::{Cut, Level, Rhythm},
    ids::Uuid,
};

/// What somebody subscribes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Watched {
    /// Every thread that has no subscription of its own, and all else that happens.
    Initiative,
    /// One thread.
    Thread(Uuid),
}

/// How much somebody wants to be told of something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Of what.
    pub scope: Watched,
    /// How much.
    pub level: Level,
    /// How often a digest is due.
    pub digest: Rhythm,
    /// On which wall clock: an IANA name.
    pub tz: String,
}

impl Subscription {
    /// The subscription as it is kept.
    ///
    /// # Errors
    /// `no_days`, `unknown_tz`.
    pub fn checked(mut self) -> Result<Self, Refusal> {
        if matches!(&self.digest, Rhythm::Weekly { days } if days.is_empty()) {
            return Err(Refusal::NoDays);
        }
        let zone = TimeZone::get(&self.tz).ok();
        let name = zone.as_ref().and_then(TimeZone::iana_name);
        let Some(name) = name else { return Err(Refusal::UnknownTz { tz: self.tz }) };
        self.tz = name.to_owned();
        Ok(self)
    }
}

/// Where a read cursor stands after it is moved: never back, so that two devices do not undo each other.
///
/// # Errors
/// `beyond_head`.
pub fn move_cursor(now: u64, to: u64, head: u64) -> Result<u64, Refusal> {
    if to > head { Err(Refusal::BeyondHead { head }) } else { Ok(now.max(to)) }
}

/// Where a digest mark stands after the digest between `from` and `to` has been read; none where it stands there
/// already. One range is confirmed once: whoever read another digest meanwhile is told that the mark has moved.
///
/// # Errors
/// `digest_mark_moved`, `mark_goes_back`, `beyond_head`.
pub fn move_mark(mark: &Cut, from: &Cut, to: Cut, head: &Cut) -> Result<Option<Cut>, Refusal> {
    if *mark == to {
        return Ok(None);
    }
    if mark != from {
        return Err(Refusal::DigestMarkMoved { at: mark.at });
    }
    if !to.is_within(head) {
        return Err(Refusal::BeyondHead { head: head.sequence(crate::meta::ContextName::Communication) });
    }
    if !from.is_within(&to) {
        return Err(Refusal::MarkGoesBack);
    }
    Ok(Some(to))
}
