//! The story behind a published figure, pinned to the revision it was told about.
//!
//! Knows no figure. Whether a story is stale is for whoever shows it: its revision is not the last any more.

use super::{State, command::TellStory, data_set, decided, event::Event, refusal::Refusal, submission};
use crate::{
    decider::{Emitted, Streams},
    ids::StreamId,
    meta::{Context, Scope},
};

/// The submission, and its data set.
pub(super) fn streams(command: &TellStory, scope: &Scope) -> Vec<StreamId> {
    let org = decided::whose(command.org.as_ref(), scope);
    let submission = org.map(|org| submission::stream(&command.data_set, &org, command.period));
    submission.into_iter().chain([data_set::stream(&command.data_set)]).collect()
}

/// Tells it.
pub(super) fn tell(
    streams: &Streams<State>,
    command: TellStory,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(command.org.as_ref(), &context.scope)?;
    let TellStory { data_set, period, indicator, revision, story, what_works, next_steps, .. } = command;
    let stream = submission::stream(&data_set, &org, period);
    let last = streams.get(&stream).submission().map_or(0, |submission| submission.revision);
    if !(1..=last).contains(&revision) {
        return Err(Refusal::UnknownRevision { revision, last });
    }
    let known = streams.get(&data_set::stream(&data_set)).data_set();
    if !known.is_some_and(|known| known.indicators.contains(&indicator)) {
        return Err(Refusal::UnknownIndicator { code: indicator, field: "indicator" });
    }
    let event =
        Event::StoryTold { data_set, org, period, indicator, revision, story, what_works, next_steps };
    Ok(vec![Emitted::new(stream, event)])
}
