//! Sharing agreements: which data sets an organization shares, for what, from when to when.
//!
//! Knows no data. Stream `agreement/<org>`: all agreements of one organization, so that two never overlap.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{State, decided, event::Event, refusal::Refusal};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, OrgId, StreamId, Uuid},
    meta::Context,
    time::Date,
};

/// What is agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Who shares; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// What is shared.
    pub data_sets: BTreeSet<Code>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What for.
    pub purposes: Vec<String>,
    /// How long the data may be kept after the last day.
    pub retention_months: u32,
}

/// The agreements of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreements(pub BTreeMap<Uuid, Agreement>);

impl Agreements {
    /// Whether one of them covers the data set on that day.
    pub fn cover(&self, data_set: &Code, day: Date) -> bool {
        self.0.values().any(|one| one.data_sets.contains(data_set) && (one.from..=one.to).contains(&day))
    }
}

/// The stream of an organization's agreements.
pub fn stream(org: &OrgId) -> StreamId {
    StreamId::of("agreement", org)
}

/// An organization agrees.
pub(super) fn sign(
    streams: &Streams<State>,
    agreement: Agreement,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(agreement.org.as_ref(), &context.scope)?;
    let agreement = Agreement { org: Some(org.clone()), ..agreement };
    if agreement.to < agreement.from {
        return Err(Refusal::ToBeforeFrom { from: agreement.from });
    }
    if !decided::takes_part(&org, context) {
        return Err(Refusal::NotAMember { org });
    }
    let stream = stream(&org);
    let known = streams.get(&stream).agreements().map(|known| &known.0);
    if known.is_some_and(|known| known.values().any(|one| *one == agreement)) {
        return Ok(Vec::new());
    }
    let overlaps = |other: &&Agreement| {
        other.from <= agreement.to
            && agreement.from <= other.to
            && !other.data_sets.is_disjoint(&agreement.data_sets)
    };
    if let Some(other) = known.and_then(|known| known.values().find(overlaps)) {
        return Err(Refusal::OverlappingAgreement { from: other.from, to: other.to });
    }
    let Agreement { data_sets, from, to, purposes, retention_months, .. } = agreement;
    let id = context.scope.new_id;
    let event =
        Event::AgreementSigned { agreement: id, org, data_sets, from, to, purposes, retention_months };
    Ok(vec![Emitted::new(stream, event)])
}

/// It ends before its last day.
pub(super) fn end(
    streams: &Streams<State>,
    named: Option<&OrgId>,
    agreement: Uuid,
    on: Date,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(named, &context.scope)?;
    let stream = stream(&org);
    let known = streams.get(&stream).agreements().and_then(|known| known.0.get(&agreement));
    let Some(known) = known else { return Err(Refusal::UnknownAgreement { agreement }) };
    if known.to == on {
        return Ok(Vec::new());
    }
    if on < known.from {
        return Err(Refusal::ToBeforeFrom { from: known.from });
    }
    Ok(vec![Emitted::new(stream, Event::AgreementEnded { agreement, org, on })])
}
