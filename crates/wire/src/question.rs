//! What goes with every query: where, and as of when.

use std::collections::BTreeMap;

use domain::{ids::Slug, time::Timestamp};

use crate::{
    Fields, MAX_WHOLE,
    pb::common::{self, as_of::Point},
};

/// What goes with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The initiative asked about.
    pub initiative: Slug,
    /// The answer must cover at least this sequence; 0 asks for nothing.
    pub min_sequence: u64,
    /// The earlier moment asked about; now when none.
    pub as_of: Option<AsOf>,
    /// One sequence per context, as an answer gave it; empty when none was given.
    pub cut: BTreeMap<String, u64>,
}

/// An earlier moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The first so many records.
    Sequence(u64),
    /// What the hub knew then.
    RecordedAt(Timestamp),
    /// What had happened by then in the world.
    EffectiveAt {
        /// The moment in the world.
        at: Timestamp,
        /// As known at this sequence; the head when none.
        known_at: Option<u64>,
    },
}

pub(crate) fn parse(f: &mut Fields, meta: &common::QueryMeta) -> Option<Question> {
    let initiative = f.slug("initiative", &meta.initiative);
    let min_sequence = f.number("min_sequence", meta.min_sequence, 0..=MAX_WHOLE);
    let as_of = f.optional_message("as_of", meta.as_of.as_ref(), parse_as_of);
    let cut = f.sequences("cut", &meta.cut);
    if !meta.cut.is_empty() && matches!(as_of, Some(Some(AsOf::Sequence(_) | AsOf::RecordedAt(_)))) {
        f.refuse("cut", "is given beside as_of; accepted is one of them, or a cut with as_of.effective_at");
    }
    Some(Question { initiative: initiative?, min_sequence: min_sequence?, as_of: as_of?, cut: cut? })
}

pub(crate) fn parse_as_of(f: &mut Fields, as_of: &common::AsOf) -> Option<AsOf> {
    let known_at = f.optional_number("known_at", as_of.known_at, 0..=MAX_WHOLE);
    let point = match &as_of.point {
        Some(Point::Sequence(sequence)) => f.number("sequence", *sequence, 0..=MAX_WHOLE).map(AsOf::Sequence),
        Some(Point::RecordedAt(text)) => f.moment("recorded_at", text).map(AsOf::RecordedAt),
        Some(Point::EffectiveAt(text)) => {
            let at = f.moment("effective_at", text);
            return Some(AsOf::EffectiveAt { at: at?, known_at: known_at? });
        }
        None => {
            f.refuse("", "is empty; accepted is one of sequence, recorded_at, effective_at");
            None
        }
    };
    if as_of.known_at.is_some() {
        f.refuse("known_at", "goes with effective_at alone; accepted is to leave it out");
    }
    point
}
