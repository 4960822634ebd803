//! Imported or live: a stream is one or the other from its first record, until its import is ended.
//!
//! Knows no events. Source: contracts.md, "Imported or live". Nobody back-dates a stance on a living proposal.

use domain::{
    decider::{Decider, Emitted},
    ids::StreamId,
    time::Timestamp,
};

use super::{admit::Admitted, slots::Held};
use crate::refusals::Refused;

/// Refuses moments of single rows that only an importer may state, and that have not been yet.
pub fn check_moments<E, R>(
    events: &[Emitted<E>],
    admitted: &Admitted,
    now: Timestamp,
) -> Result<(), Refused<R>> {
    for at in events.iter().filter_map(|emitted| emitted.occurred_at) {
        if !admitted.scope.imported {
            return Err(Refused::OccurredAtNotYours);
        }
        if at > now {
            return Err(Refused::OccurredAtInFuture { at, now });
        }
    }
    Ok(())
}

/// Refuses history on a live stream, and life on an imported one.
pub fn check<D: Decider>(
    named: &[StreamId],
    held: &[Held<D>],
    events: &[Emitted<D::Event>],
    admitted: &Admitted,
) -> Result<(), Refused<D::Refusal>> {
    for (stream, held) in named.iter().zip(held) {
        let is_written = events.iter().any(|emitted| emitted.stream == *stream);
        let Some(began_imported) = held.is_imported().filter(|_| is_written) else { continue };
        let ended =
            admitted.facts.roster.ended_imports.contains(&format!("{}/{stream}", D::CONTEXT.as_str()));
        let is_imported_now = began_imported && !ended;
        if admitted.scope.imported && !is_imported_now {
            return Err(Refused::NotAnImportedStream { stream: stream.clone() });
        }
        if !admitted.scope.imported && is_imported_now {
            return Err(Refused::ImportedStream { stream: stream.clone() });
        }
    }
    Ok(())
}
