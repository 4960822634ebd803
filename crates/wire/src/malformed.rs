//! What is wrong with a message, every field at once, in words that say what would be accepted.

use std::fmt;

/// The most violations told of one message: a hostile one must not buy an endless answer.
pub const MAX_VIOLATIONS: usize = 1_000;

/// The message has not the shape that its RPC takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Malformed {
    /// Each field that is in the way, in the order of the message; at most [`MAX_VIOLATIONS`].
    pub violations: Vec<Violation>,
}

/// One field that is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its path by the names of the .proto file, such as `changes[3].text`; empty for the message as a whole.
    pub field: String,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

impl Malformed {
    /// One field in the way.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { violations: vec![Violation { field: field.into(), message: message.into() }] }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.field, self.message)
        }
    }
}

impl fmt::Display for Malformed {
    /// The first few; programs read them all in [`Malformed::violations`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        for (place, violation) in self.violations.iter().take(SHOWN).enumerate() {
            let gap = if place == 0 { "" } else { "; " };
            write!(f, "{gap}{violation}")?;
        }
        match self.violations.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}
