//! What the files say and the hub does not know yet.
//!
//! Asks nobody. What the hub knows otherwise stays, and is counted.

use domain::time::Date;
use serde_json::{Value, json};

use super::{
    known::Known,
    read::{Change, Merger},
};

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// Another name.
    Name {
        /// `o_…`.
        org: String,
        /// The name.
        name: String,
        /// Its first day.
        from: Date,
    },
    /// It went into another.
    Succession {
        /// `o_…`.
        org: String,
        /// The one that goes on, `o_…`.
        into: String,
        /// The first day of that.
        on: Date,
    },
}

/// What became of the rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Told, or to be told.
    pub added: usize,
    /// The hub knows it.
    pub already_there: usize,
    /// Of organizations that the hub does not know; of a merger, either.
    pub not_registered: usize,
    /// The hub knows it otherwise: a later name, an end, another successor.
    pub known_otherwise: usize,
}

impl Counts {
    /// As it is printed.
    pub fn told(self) -> Value {
        json!({
            "added": self.added,
            "alreadyThere": self.already_there,
            "notRegistered": self.not_registered,
            "knownOtherwise": self.known_otherwise,
        })
    }
}

/// The names to tell of one organization. The hub has its names in the order in which they were told, so one that
/// would come before a name it has is not told: it would read as the name now.
pub fn names(
    org: &str,
    told: &[Change],
    there: &[(String, Option<Date>)],
    has_ended: bool,
    counts: &mut Counts,
) -> Vec<Missing> {
    let last = there.iter().filter_map(|(_, from)| *from).max();
    let registered = there.first().map(|(name, _)| name.as_str());
    let mut missing = Vec::new();
    for (place, change) in told.iter().enumerate() {
        let is_registered = place == 0 && registered == Some(change.name.as_str());
        let is_there = there.iter().any(|(name, from)| *name == change.name && *from == Some(change.from));
        if is_registered || is_there {
            counts.already_there += 1;
        } else if has_ended || last.is_some_and(|last| change.from <= last) {
            counts.known_otherwise += 1;
        } else {
            counts.added += 1;
            let Change { name, from } = change.clone();
            missing.push(Missing::Name { org: org.to_owned(), name, from });
        }
    }
    missing
}

/// The successions to tell; what is told of one counts for those after it.
pub fn mergers(told: &[Merger], known: &mut Known) -> (Vec<Missing>, Counts) {
    let (mut missing, mut counts) = (Vec::new(), Counts::default());
    for Merger { from, into, on } in told {
        let (Some(org), Some(into)) = (known.find(from), known.find(into)) else {
            counts.not_registered += 1;
            continue;
        };
        match (known.successor(&org), known.successor(&into)) {
            (Some(other), _) if *other == into => counts.already_there += 1,
            (None, None) if org != into => {
                counts.added += 1;
                known.succeed(&org, &into);
                missing.push(Missing::Succession { org, into, on: *on });
            }
            _ => counts.known_otherwise += 1,
        }
    }
    (missing, counts)
}
