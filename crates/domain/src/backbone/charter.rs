//! The charter: adopted by a decision of the agenda on its very file, and reviewed within a year.
//!
//! Knows no text: a charter is the SHA-256 of its file. Another text is another charter, adopted by a decision of its
//! own. Source of the year: 24 CFR 578.7 (a)(5), which has a charter updated annually.

use super::{
    Decided, Rules,
    command::{AdoptCharter, ReviewCharter},
    duty,
    event::Event,
    initiative::adopted,
    refusal::Refusal,
    state::State,
    streams,
    words::DecidedBy,
};
use crate::{
    content::Content,
    decider::{Emitted, Streams},
    meta::Context,
    time::{Date, plus_months},
};

/// The longest time until the next review.
pub const REVIEW_MONTHS: u32 = 12;
/// The kind of the decision that adopts a charter.
pub const ADOPT_CHARTER: &str = "adopt_charter";

/// The charter as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// SHA-256 of its file, lower hex.
    pub hash: String,
    /// The decision that adopted it.
    pub decided_by: DecidedBy,
    /// Its next review is due on this day; it is in force until then.
    pub review_due: Date,
}

fn check_review(review_due: Date, context: &Context) -> Result<(), Refusal> {
    let today = context.now.date();
    let latest = plus_months(today, REVIEW_MONTHS);
    if review_due > latest {
        return Err(Refusal::ReviewTooFar { latest });
    }
    if review_due <= today {
        return Err(Refusal::ReviewNotAhead { today, latest });
    }
    Ok(())
}

/// The charter's event, and the duties that it meets.
fn with_duties(streams: &Streams<State>, first: Emitted<Event>, context: &Context) -> Vec<Emitted<Event>> {
    let met = duty::met_by_charter(streams, context.now.date());
    std::iter::once(first).chain(met).collect()
}

impl Rules {
    pub(super) fn adopt_charter(
        streams: &Streams<State>,
        command: AdoptCharter,
        context: &Context,
    ) -> Decided {
        let AdoptCharter { hash, decided_by, review_due } = command;
        let wanted = Charter { hash, decided_by, review_due };
        let stream = streams::charter();
        if matches!(streams.get(&stream), State::Charter(known) if *known == wanted) {
            return Ok(Vec::new());
        }
        let decision = adopted(context, &decided_by)?;
        if decision.kind != ADOPT_CHARTER || decision.hash != Content::Charter(&wanted.hash).hash() {
            return Err(Refusal::NoDecision { id: decided_by.id });
        }
        check_review(review_due, context)?;
        let event = Event::CharterAdopted { hash: wanted.hash, decided_by, review_due };
        Ok(with_duties(streams, Emitted::new(stream, event), context))
    }

    pub(super) fn review_charter(
        streams: &Streams<State>,
        command: ReviewCharter,
        context: &Context,
    ) -> Decided {
        let ReviewCharter { review_due, note } = command;
        let stream = streams::charter();
        let State::Charter(known) = streams.get(&stream) else { return Err(Refusal::NoCharter) };
        if known.review_due == review_due {
            return Ok(Vec::new());
        }
        check_review(review_due, context)?;
        let event = Event::CharterReviewed { hash: known.hash.clone(), review_due, note };
        Ok(with_duties(streams, Emitted::new(stream, event), context))
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::CharterAdopted { hash, decided_by, review_due }) => {
            let adopted = Charter { hash: hash.clone(), decided_by: *decided_by, review_due: *review_due };
            *state = State::Charter(adopted);
        }
        (State::Charter(known), Event::CharterReviewed { review_due, .. }) => known.review_due = *review_due,
        _ => {}
    }
}
