//! Periods: which there are, where each begins, and when it ends.
//!
//! Knows no data set and no text form but the stored one; the forms of other systems stand in `exchange`. To add a
//! length: a variant of [`PeriodType`], its word and a row of `PeriodType::shape`.
//! Source: contracts.md (`{start: date, length: ISO 8601 duration}`); weeks begin on Monday (ISO 8601).

use jiff::{Span, civil::Weekday};
use serde::{Deserialize, Serialize};

use crate::time::Date;

/// How long the periods of an indicator or data set are, and where they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodType {
    /// Calendar years.
    Years,
    /// Calendar quarters.
    Quarters,
    /// Calendar months.
    Months,
    /// Weeks from Monday on.
    Weeks,
    /// Half years, from January or July on.
    HalfYears,
    /// Two calendar years, from any year on: a source's span such as "2010 to 2011".
    TwoYears,
    /// Three calendar years, from any year on.
    ThreeYears,
    /// Four calendar years, from any year on.
    FourYears,
    /// Five calendar years, from any year on.
    FiveYears,
    /// Ten calendar years, from any year on.
    TenYears,
    /// Financial years from April on.
    YearsFromApril,
    /// Financial years from July on.
    YearsFromJuly,
    /// School years from September on.
    YearsFromSeptember,
    /// Financial years from October on.
    YearsFromOctober,
}

/// What a length is made of.
struct Shape {
    word: &'static str,
    iso8601: &'static str,
    /// Months, 0 for weeks.
    months: i8,
    /// The month it begins in, and every how many months after it another may begin.
    first: i8,
    every: i8,
    begins_on: &'static str,
}

impl PeriodType {
    /// Every length.
    pub const ALL: [Self; 14] = [
        Self::Years,
        Self::Quarters,
        Self::Months,
        Self::Weeks,
        Self::HalfYears,
        Self::TwoYears,
        Self::ThreeYears,
        Self::FourYears,
        Self::FiveYears,
        Self::TenYears,
        Self::YearsFromApril,
        Self::YearsFromJuly,
        Self::YearsFromSeptember,
        Self::YearsFromOctober,
    ];

    fn shape(self) -> Shape {
        let (word, iso8601, months, first, every, begins_on) = match self {
            Self::Years => ("years", "P1Y", 12, 1, 12, "on 1 January"),
            Self::Quarters => ("quarters", "P3M", 3, 1, 3, "on the first of January, April, July or October"),
            Self::Months => ("months", "P1M", 1, 1, 1, "on the first of a month"),
            Self::Weeks => ("weeks", "P1W", 0, 1, 1, "on a Monday"),
            Self::HalfYears => ("half_years", "P6M", 6, 1, 6, "on the first of January or July"),
            Self::TwoYears => ("two_years", "P2Y", 24, 1, 12, "on 1 January"),
            Self::ThreeYears => ("three_years", "P3Y", 36, 1, 12, "on 1 January"),
            Self::FourYears => ("four_years", "P4Y", 48, 1, 12, "on 1 January"),
            Self::FiveYears => ("five_years", "P5Y", 60, 1, 12, "on 1 January"),
            Self::TenYears => ("ten_years", "P10Y", 120, 1, 12, "on 1 January"),
            Self::YearsFromApril => ("years_from_april", "P1Y", 12, 4, 12, "on 1 April"),
            Self::YearsFromJuly => ("years_from_july", "P1Y", 12, 7, 12, "on 1 July"),
            Self::YearsFromSeptember => ("years_from_september", "P1Y", 12, 9, 12, "on 1 September"),
            Self::YearsFromOctober => ("years_from_october", "P1Y", 12, 10, 12, "on 1 October"),
        };
        Shape { word, iso8601, months, first, every, begins_on }
    }

    /// The length as an ISO 8601 duration; years have the same wherever they begin.
    pub fn as_iso8601(self) -> &'static str {
        self.shape().iso8601
    }

    /// The length with that ISO 8601 duration; a year is a calendar year.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.as_iso8601() == text)
    }

    /// The length alone, wherever it begins: what a [`Period`] says.
    pub fn length(self) -> Self {
        Self::parse_iso8601(self.as_iso8601()).unwrap_or(self)
    }

    /// The word in records.
    pub fn as_str(self) -> &'static str {
        self.shape().word
    }

    /// The length with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|length| length.as_str() == word)
    }

    /// Where such a period begins, for a refusal.
    pub fn begins_on(self) -> &'static str {
        self.shape().begins_on
    }

    /// The month in which the first of a year begins.
    pub fn first_month(self) -> i8 {
        self.shape().first
    }

    /// Whether a period of that type may begin on that day.
    pub fn may_begin_on(self, start: Date) -> bool {
        if self == Self::Weeks {
            return start.weekday() == Weekday::Monday;
        }
        let Shape { first, every, .. } = self.shape();
        start.day() == 1 && start.month().saturating_sub(first).rem_euclid(every) == 0
    }

    fn span(self) -> Span {
        match self.shape().months {
            0 => Span::new().weeks(1),
            months => Span::new().months(months),
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
    /// Whether it is one of that type: as long, and beginning where those begin.
    pub fn is_of(self, expected: PeriodType) -> bool {
        self.length == expected.length() && expected.may_begin_on(self.start)
    }

    /// The period of the same length right after it; none at the end of time.
    pub fn next(self) -> Option<Self> {
        let start = self.start.checked_add(self.length.span()).ok()?;
        Some(Self { start, ..self })
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
        PeriodType::parse_iso8601(&text).ok_or_else(|| {
            D::Error::custom("accepted are P1Y, P6M, P3M, P1M, P1W, P2Y, P3Y, P4Y, P5Y and P10Y")
        })
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
        for (start, of, is_one) in [
            ("2026-01-01", PeriodType::Years, true),
            ("2026-02-01", PeriodType::Years, false),
            ("2026-04-01", PeriodType::Quarters, true),
            ("2026-05-01", PeriodType::Quarters, false),
            ("2026-05-01", PeriodType::Months, true),
            ("2026-05-02", PeriodType::Months, false),
            ("2026-11-23", PeriodType::Weeks, true),
            ("2026-11-24", PeriodType::Weeks, false),
            ("2026-07-01", PeriodType::HalfYears, true),
            ("2026-04-01", PeriodType::HalfYears, false),
            ("2011-01-01", PeriodType::TwoYears, true),
            ("2026-04-01", PeriodType::YearsFromApril, true),
            ("2026-01-01", PeriodType::YearsFromApril, false),
            ("2026-09-01", PeriodType::YearsFromSeptember, true),
        ] {
            assert_eq!(period(start, of.length()).is_of(of), is_one, "{start} {of:?}");
        }
        assert!(!period("2026-01-01", PeriodType::Years).is_of(PeriodType::TwoYears));
    }

    #[test]
    fn every_word_is_read_again() {
        for of in PeriodType::ALL {
            assert_eq!(PeriodType::parse(of.as_str()), Some(of));
            assert_eq!(serde_json::to_string(&of).unwrap(), format!("\"{}\"", of.as_str()));
        }
        assert_eq!(PeriodType::YearsFromJuly.length(), PeriodType::Years);
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
