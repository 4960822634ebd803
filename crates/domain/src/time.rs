//! Moments and dates: UTC, RFC 3339 with six digits; civil dates as `YYYY-MM-DD`.
//!
//! Knows no clock. Source: contracts.md, "The stored record".

use std::{fmt, str::FromStr};

pub use jiff::civil::Date;
use jiff::{Span, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// More months than any rule counts: over 9,000 years, where the calendar ends.
const MAX_MONTHS: u32 = 110_000;

/// A moment in UTC, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The moment `us` microseconds after 1970-01-01T00:00:00Z; none when outside the years -9999 to 9999.
    pub fn from_us(us: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(us).ok().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn as_us(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Midnight UTC of a civil date: how a source's date without a time is stored.
    pub fn from_date(date: Date) -> Self {
        Self(
            date.to_zoned_datetime(TimeZone::UTC)
                .map_or(jiff::Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp()),
        )
    }

    /// The civil date in UTC.
    pub fn date(self) -> Date {
        self.0.to_zoned_datetime(TimeZone::UTC).date()
    }

    /// The moment `hours` later (earlier when negative); stays put at the end of time.
    pub fn plus_hours(self, hours: i64) -> Self {
        self.0.checked_add(Span::new().hours(hours)).map_or(self, Self)
    }

    /// The moment `days` of 24 hours later (earlier when negative).
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_hours(days.saturating_mul(24))
    }
}

/// The date so many months later; the last day of a month that is too short. Stays put at the end of time.
pub fn plus_months(date: Date, months: u32) -> Date {
    date.checked_add(Span::new().months(i64::from(months.min(MAX_MONTHS)))).unwrap_or(date)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

/// The text is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a moment; accepted is RFC 3339 in UTC such as 2026-11-23T10:00:00Z, or a date")]
pub struct NotAMoment(pub String);

impl FromStr for Timestamp {
    type Err = NotAMoment;
    /// Takes RFC 3339 with any offset, or a bare date (midnight UTC); finer than microseconds is cut off.
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Self::from_us(moment.as_microsecond()).ok_or_else(|| NotAMoment(text.to_owned()));
        }
        text.parse::<Date>().map(Self::from_date).map_err(|_| NotAMoment(text.chars().take(80).collect()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_six_digits() {
        let moment: Timestamp = "2026-11-23T10:00:00.1234567Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-11-23T10:00:00.123456Z");
        assert_eq!("2026-11-23".parse::<Timestamp>().unwrap().to_string(), "2026-11-23T00:00:00.000000Z");
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
}
