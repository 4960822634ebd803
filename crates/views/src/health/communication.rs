//! The continuous communication: what is open, when all last met, who has not answered.
//!
//! When all last met is told by what the duties are told by: `domain::communication::facts`.

use domain::{
    meta::Visibility,
    time::{Date, Timestamp},
};

use super::{
    Log, Sources,
    behind::Behind,
    tally::{Found, Tally},
};
use crate::{Error, communication as view};

/// The figures of communication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Communication {
    /// The threads that are open.
    pub open_threads: Tally,
    /// The last meeting of the full membership that was held, and its day.
    pub last_full_meeting: Option<(String, Date)>,
    /// Days since then.
    pub days_since_full_meeting: Option<u32>,
    /// The records of that meeting.
    pub full_meeting_behind: Behind,
    /// The announcements that lack an answer they asked for.
    pub unanswered_announcements: Tally,
    /// The answers that are lacking.
    pub unanswered: u64,
}

pub(super) fn figures(sources: &Sources<'_>) -> Result<Communication, Error> {
    let last = sources.health.meetings.last_held(sources.at);
    let stream = last.map(|(_, stream)| stream.as_str());
    let days = |held: Timestamp| u32::try_from(sources.day().since(held.date()).ok()?.get_days().max(0)).ok();
    let (unanswered_announcements, unanswered) = unanswered(sources)?;
    Ok(Communication {
        open_threads: open_threads(sources)?,
        last_full_meeting: last.map(|(held, stream)| (stream.key().to_owned(), held.date())),
        days_since_full_meeting: last.and_then(|(held, _)| days(held)),
        full_meeting_behind: Behind::of(&sources.index().of(Log::Communication, stream)),
        unanswered_announcements,
        unanswered,
    })
}

fn open_threads(sources: &Sources<'_>) -> Result<Tally, Error> {
    let threads = sources
        .view(Log::Communication, |view| view::threads(view, None, Visibility::Members, u32::MAX, 0))?;
    let found = threads.into_iter().filter(|thread| thread.status == "open").map(|thread| Found {
        behind: sources.index().of(Log::Communication, [format!("thread/{}", thread.id)]),
        id: thread.id.to_string(),
        title: thread.title,
        on: Some(thread.opened_at.date()),
    });
    Ok(Tally::of(found.collect()))
}

/// Those that asked for an answer by a time, and how many answers they lack together.
fn unanswered(sources: &Sources<'_>) -> Result<(Tally, u64), Error> {
    let made = sources
        .view(Log::Communication, |view| view::announcements(view, Visibility::Members, u32::MAX, 0))?;
    let lacking = made.into_iter().filter(|one| one.ack_by.is_some() && !one.outstanding.is_empty());
    let (mut found, mut unanswered) = (Vec::new(), 0_u64);
    for one in lacking {
        unanswered = unanswered.saturating_add(u64::try_from(one.outstanding.len()).unwrap_or(u64::MAX));
        found.push(Found {
            behind: sources.index().of(Log::Communication, [format!("announcement/{}", one.id)]),
            id: one.id.to_string(),
            title: one.title,
            on: one.ack_by.map(Timestamp::date),
        });
    }
    Ok((Tally::of(found), unanswered))
}
