//! Bodies: the rooms in which organizations, seats or officials decide.

use super::{Decision, DefineBody, Event, Refusal, State, routing::body_stream};
use crate::{
    decider::{Emitted, Streams},
    ids::OrgId,
};

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its name.
    pub name: String,
    /// The organizations that sit in it, in byte order.
    pub seats: Vec<OrgId>,
}

impl Body {
    pub(super) fn begin(event: &Event) -> Option<Self> {
        let Event::BodyDefined { name, seats, .. } = event else { return None };
        Some(Self { name: name.clone(), seats: seats.clone() })
    }
}

pub(super) fn define(streams: &Streams<State>, command: DefineBody) -> Decision {
    let DefineBody { code, name, mut seats } = command;
    seats.sort();
    seats.dedup();
    let stream = body_stream(&code);
    if let Some(body) = streams.get(&stream).body() {
        let is_unchanged = body.name == name && body.seats == seats;
        return if is_unchanged {
            Ok(vec![])
        } else {
            Err(Refusal::BodyCodeTaken { code: code.to_string() })
        };
    }
    Ok(vec![Emitted::new(stream, Event::BodyDefined { code, name, seats })])
}
