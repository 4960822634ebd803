//! Giving data up before they are public: the values are no more, and recording again begins anew.
//!
//! Knows no values. What is public is corrected instead, so that what the public saw stays told.

use super::{
    State, decided,
    decided::Submissions,
    event::Event,
    refusal::Refusal,
    submission::{self, Stage},
};
use crate::{
    decider::{Emitted, Streams},
    meta::Context,
    private::Private,
};

/// Gives submissions up: all or none.
pub(super) fn abandon(
    streams: &Streams<State>,
    of: &Submissions,
    reason: &Private,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(of.org.as_ref(), &context.scope)?;
    let mut events = Vec::new();
    for period in of.periods.iter().copied() {
        let stream = submission::stream(&of.data_set, &org, period);
        match streams.get(&stream).submission().map(|submission| &submission.stage) {
            None => return Err(Refusal::NothingRecorded { period }),
            Some(Stage::Published) => return Err(Refusal::AlreadyPublished { period }),
            Some(Stage::Abandoned) => continue,
            Some(Stage::Draft | Stage::Returned | Stage::Submitted(_) | Stage::Approved(..)) => {}
        }
        let (data_set, org, reason) = (of.data_set.clone(), org.clone(), reason.clone());
        events.push(Emitted::new(stream, Event::DataAbandoned { data_set, org, period, reason }));
    }
    Ok(events)
}
