//! Periods: which there are, where each begins, and when it ends.
//!
//! Knows no data set. To add a length: a variant of [`PeriodType`], its ISO 8601 word, its alignment, its span.
//! Source: contracts.md (`{start: date, length: ISO 8601 duration}`); weeks begin on Monday (ISO 8601).

use jiff::{Span, civil::Weekday};
use serde::{Deserialize, Serialize};

use crate::time::Date;

/// How long the periods of an indicator or data set are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum PeriodType {
    Years,
    Quarters,
    Months,
    Weeks,
}

impl PeriodType {
    /// Every length.
    pub const ALL: [Self; 4] = [Self::Years, Self::Quarters, Self::Months, Self::Weeks];

    /// The length as an ISO 8601 duration.
    pub fn as_iso8601(self) -> &'static str {
        match self {
            Self::Years => "P1Y",
            Self::Quarters => "P3M",
            Self::Months => "P1M",
            Self::Weeks => "P1W",
        }
    }

    /// The length with that ISO 8601 duration.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.as_iso8601() == text)
    }

    /// The word in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Quarters => "quarters",
            Self::Months => "months",
            Self::Weeks => "weeks",
        }
    }

    /// Where such a period begins, for a refusal.
    pub fn begins_on(self) -> &'static str {
        match self {
            Self::Years => "on 1 January",
            Self::Quarters => "on the first of January, April, July or October",
            Self::Months => "on the first of a month",
            Self::Weeks => "on a Monday",
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Years => Span::new().years(1),
            Self::Quarters => Span::new().months(3),
            Self::Months => Span::new().months(1),
            Self::Weeks => Span::new().weeks(1),
        }
    }
}

/// A stretch of the calendar that a value is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// How long.
    #[serde(with = "iso8601")]
    pub length: PeriodType,
}

impl Period {
    /// Whether a period of that length begins on that day.
    pub fn is_aligned(self) -> bool {
        let (month, day) = (self.start.month(), self.start.day());
        match self.length {
            PeriodType::Years => (month, day) == (1, 1),
            PeriodType::Quarters => day == 1 && month % 3 == 1,
            PeriodType::Months => day == 1,
            PeriodType::Weeks => self.start.weekday() == Weekday::Monday,
        }
    }

    /// The last day; the end of time where there is none.
    pub fn last_day(self) -> Date {
        let next = self.start.checked_add(self.length.span());
        next.and_then(|next| next.checked_sub(Span::new().days(1))).unwrap_or(Date::MAX)
    }

    /// The last day on which values are taken, `closes_after_days` after the period's last day.
    pub fn open_until(self, closes_after_days: u32) -> Date {
        let last_day = self.last_day();
        last_day.checked_add(Span::new().days(i64::from(closes_after_days))).unwrap_or(Date::MAX)
    }
}

mod iso8601 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::PeriodType;

    pub fn serialize<S: Serializer>(length: &PeriodType, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(length.as_iso8601())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PeriodType, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        PeriodType::parse_iso8601(&text).ok_or_else(|| D::Error::custom("accepted are P1Y, P3M, P1M and P1W"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(start: &str, length: PeriodType) -> Period {
        Period { start: start.parse().unwrap(), length }
    }

    #[test]
    fn periods_begin_where_the_calendar_says() {
        for (start, length, is_aligned) in [
            ("2026-01-01", PeriodType::Years, true),
            ("2026-02-01", PeriodType::Years, false),
            ("2026-04-01", PeriodType::Quarters, true),
            ("2026-05-01", PeriodType::Quarters, false),
            ("2026-05-01", PeriodType::Months, true),
            ("2026-05-02", PeriodType::Months, false),
            ("2026-11-23", PeriodType::Weeks, true),
            ("2026-11-24", PeriodType::Weeks, false),
        ] {
            assert_eq!(period(start, length).is_aligned(), is_aligned, "{start} {length:?}");
        }
    }

    #[test]
    fn periods_end_on_their_last_day_and_close_later() {
        let february = period("2028-02-01", PeriodType::Months);
        assert_eq!(february.last_day().to_string(), "2028-02-29");
        assert_eq!(february.open_until(10).to_string(), "2028-03-10");
        assert_eq!(period("2026-11-23", PeriodType::Weeks).last_day().to_string(), "2026-11-29");
        assert_eq!(period("9999-12-27", PeriodType::Weeks).open_until(9), Date::MAX);
    }

    #[test]
    fn a_period_is_stored_with_its_iso_length() {
        let text = r#"{"start":"2026-01-01","length":"P1Y"}"#;
        let period: Period = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&period).unwrap(), text);
    }
}
