//! Where an activity stands, and spans of days.
//!
//! Knows no rule about what follows what.

use std::fmt;

use crate::time::Date;

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "domain.md, section 3, draws how they follow each other")]
pub enum Standing {
    Proposed,
    Committed,
    InProgress,
    Blocked,
    Completed,
    Cancelled,
    Merged,
}

impl Standing {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Committed => "committed",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Merged => "merged",
        }
    }

    /// Whether nothing more is done in it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Merged)
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// From a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Span {
    /// Whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Whether the day lies in it.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Whole days from one day to another, negative when it is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    const US_PER_DAY: i64 = 86_400_000_000;
    let us = |day| crate::time::Timestamp::from_date(day).as_us();
    (us(to) - us(from)) / US_PER_DAY
}
