//! The forms in which other systems write a period: SDMX, DHIS2, and spans of years.
//!
//! Knows no file. Every period has one SDMX form and every form read gives one period. To add a form: an arm of
//! [`parse`], and a case in the test. Sources: SDMX 3.0 section 6, "time formats"; DHIS2 documentation, "period format".

use super::period::{Period, PeriodType};
use crate::time::Date;
use jiff::civil::{ISOWeekDate, Weekday};

/// The period as SDMX writes it: `2026`, `2026-S1`, `2026-Q3`, `2026-10`, `2026-W48`, else `<start>/<duration>`.
pub fn to_sdmx(period: Period) -> String {
    let Period { start, length } = period;
    let (year, month) = (start.year(), start.month());
    match length {
        PeriodType::Years if length.may_begin_on(start) => format!("{year:04}"),
        PeriodType::HalfYears if length.may_begin_on(start) => format!("{year:04}-S{}", (month + 5) / 6),
        PeriodType::Quarters if length.may_begin_on(start) => format!("{year:04}-Q{}", (month + 2) / 3),
        PeriodType::Months if start.day() == 1 => format!("{year:04}-{month:02}"),
        PeriodType::Weeks if length.may_begin_on(start) => {
            let week = start.iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        _ => format!("{start}/{}", length.as_iso8601()),
    }
}

/// The period that a text means; none when it is none of the forms.
pub fn parse(text: &str) -> Option<Period> {
    let text = text.trim();
    if let Some((start, length)) = text.split_once('/') {
        return Some(Period { start: day(start)?, length: PeriodType::parse_iso8601(length)? });
    }
    let (year, rest) = text.split_at_checked(4)?;
    let year = number(year, 4)?;
    let rest = rest.strip_prefix('-').filter(|rest| !rest.is_empty()).unwrap_or(rest);
    let month = |month: i8, length| Some(Period { start: Date::new(year, month, 1).ok()?, length });
    let nth = |digits: &str, most: i16| {
        number(digits, digits.len()).filter(|n| digits.len() <= 2 && (1..=most).contains(n))
    };
    let small = |n: i16| i8::try_from(n).ok();
    let first = |n: i16, months: i16| small((n - 1) * months + 1);
    match rest.split_at_checked(1) {
        None => month(1, PeriodType::Years),
        Some(("A", "1")) => month(1, PeriodType::Years),
        Some(("S", half)) => month(first(nth(half, 2)?, 6)?, PeriodType::HalfYears),
        Some(("Q" | "T", quarter)) => month(first(nth(quarter, 4)?, 3)?, PeriodType::Quarters),
        Some(("M", of_year)) => month(small(nth(of_year, 12)?)?, PeriodType::Months),
        Some(("W", week)) => {
            let monday = ISOWeekDate::new(year, small(nth(week, 53)?)?, Weekday::Monday).ok()?;
            Some(Period { start: monday.date(), length: PeriodType::Weeks })
        }
        Some(_) => match rest {
            "April" => month(4, PeriodType::Years),
            "July" => month(7, PeriodType::Years),
            "Sep" => month(9, PeriodType::Years),
            "Oct" => month(10, PeriodType::Years),
            digits if digits.len() == 2 => month(small(nth(digits, 12)?)?, PeriodType::Months),
            _ => None,
        },
    }
}

/// The years from the first to the last, both included, beginning in `month`: "2010 to 2011", "2010/11", "2010-2011".
///
/// Two years that follow each other are one period of `length`; which one a source means is for its mapping to say:
/// two calendar years, or the financial or school year that begins in the first. `FY2011` is the year that ends in 2011,
/// whichever month it begins in.
pub fn span(text: &str, month: i8, length: PeriodType) -> Option<Period> {
    let text = text.trim();
    if let Some(ends) = text.strip_prefix("FY") {
        let last = number(ends.trim_start(), 4)?;
        let begins = Date::new(if month > 1 { last - 1 } else { last }, month, 1).ok()?;
        let period = Period { start: begins, length: PeriodType::Years };
        return period.is_of(length).then_some(period);
    }
    let (first, rest) = text.split_at_checked(4)?;
    let first = number(first, 4)?;
    let last = rest.trim_start_matches([' ', '-', '/', '\u{2013}']);
    let last = last.strip_prefix("through").or_else(|| last.strip_prefix("to")).unwrap_or(last).trim();
    let last = match last.len() {
        0 if rest.is_empty() => first,
        // Cut off: "2013 to".
        0 => return None,
        2 => {
            let same_century = first - first % 100 + number(last, 2)?;
            let last = if same_century < first { same_century + 100 } else { same_century };
            // "2010-10" is a month, not a span.
            (last > first).then_some(last)?
        }
        _ => number(last, 4)?,
    };
    let begins = Date::new(first, month, 1).ok()?;
    let period = Period { start: begins, length: length.length() };
    let is_it = period.last_day().year() == last || (month > 1 && rest.is_empty());
    // A year alone does not say which of its quarters, months or weeks.
    let is_whole =
        period.last_day() >= begins.checked_add(jiff::Span::new().years(1)).ok()?.yesterday().ok()?;
    (is_it && is_whole && length.may_begin_on(begins)).then_some(period)
}

/// How such a period may be written, for a refusal.
pub fn examples(length: PeriodType) -> &'static str {
    match length {
        PeriodType::Years => "2026",
        PeriodType::HalfYears => "2026-S2",
        PeriodType::Quarters => "2026-Q3",
        PeriodType::Months => "2026-10",
        PeriodType::Weeks => "2026-W48",
        PeriodType::TwoYears => "2010 to 2011",
        PeriodType::ThreeYears => "2010 to 2012",
        PeriodType::FourYears => "2010 to 2013",
        PeriodType::FiveYears => "2010 to 2014",
        PeriodType::TenYears => "2010 to 2019",
        PeriodType::YearsFromApril => "2025/26 or 2025-04-01/P1Y",
        PeriodType::YearsFromJuly => "2025/26 or 2025-07-01/P1Y",
        PeriodType::YearsFromSeptember => "2025/26 or 2025-09-01/P1Y",
        PeriodType::YearsFromOctober => "2025/26 or 2025-10-01/P1Y",
    }
}

fn day(text: &str) -> Option<Date> {
    let start: Date = text.parse().ok()?;
    // A datetime would be read as its date; there is one text for each day.
    (start.to_string() == text).then_some(start)
}

fn number(digits: &str, length: usize) -> Option<i16> {
    let are_digits = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| are_digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(start: &str, length: PeriodType) -> Period {
        Period { start: start.parse().unwrap(), length }
    }

    #[test]
    fn the_forms_of_other_systems_are_read() {
        for (text, start, length) in [
            ("2026", "2026-01-01", PeriodType::Years),
            ("2026-A1", "2026-01-01", PeriodType::Years),
            ("2026-S2", "2026-07-01", PeriodType::HalfYears),
            ("2026-Q3", "2026-07-01", PeriodType::Quarters),
            ("2021-T4", "2021-10-01", PeriodType::Quarters),
            ("2026Q3", "2026-07-01", PeriodType::Quarters),
            ("2026-10", "2026-10-01", PeriodType::Months),
            ("202610", "2026-10-01", PeriodType::Months),
            ("2026-M10", "2026-10-01", PeriodType::Months),
            ("2026-W48", "2026-11-23", PeriodType::Weeks),
            ("2026April", "2026-04-01", PeriodType::Years),
            ("2010-04-01/P1Y", "2010-04-01", PeriodType::Years),
            ("2010-01-01/P2Y", "2010-01-01", PeriodType::TwoYears),
        ] {
            assert_eq!(parse(text), Some(period(start, length)), "{text}");
        }
        for bad in [
            "",
            "26",
            "2026-",
            "2026-13",
            "2026-Q5",
            "2026-Q0",
            "2026-W54",
            "20260",
            "2026-10-01T00:00/P1M",
            "é026",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_span_of_years_is_what_its_mapping_says() {
        let two = Some(period("2010-01-01", PeriodType::TwoYears));
        for text in ["2010 to 2011", "2010 through 2011", "2010-2011", "2010\u{2013}2011", "2010/11"] {
            assert_eq!(span(text, 1, PeriodType::TwoYears), two, "{text}");
            assert_eq!(
                span(text, 4, PeriodType::YearsFromApril),
                Some(period("2010-04-01", PeriodType::Years))
            );
        }
        assert_eq!(
            span("2010 to 2012", 1, PeriodType::ThreeYears),
            Some(period("2010-01-01", PeriodType::ThreeYears))
        );
        let school = Some(period("1999-04-01", PeriodType::Years));
        assert_eq!(span("1999-00", 4, PeriodType::YearsFromApril), school, "into the next century");
        assert_eq!(
            span("1999/00", 1, PeriodType::TwoYears),
            Some(period("1999-01-01", PeriodType::TwoYears))
        );
        assert_eq!(span("2010-09", 1, PeriodType::TwoYears), None, "neither backwards nor a hundred years");
        for (text, month, length) in [
            ("2010-10", 4, PeriodType::YearsFromApril),
            ("2012-12", 10, PeriodType::YearsFromOctober),
            ("2012-12", 1, PeriodType::Years),
            ("2012-", 4, PeriodType::YearsFromApril),
            ("2013 to", 4, PeriodType::YearsFromApril),
            ("2016-2016", 4, PeriodType::YearsFromApril),
            ("2021---", 1, PeriodType::Years),
        ] {
            assert_eq!(span(text, month, length), None, "{text}: a month, or half a span");
        }
        assert_eq!(span("2010 to 2012", 1, PeriodType::TwoYears), None, "three years are not two");
        for (text, length) in [("2010 to 2013", PeriodType::FourYears), ("2010-19", PeriodType::TenYears)] {
            assert_eq!(span(text, 1, length), Some(period("2010-01-01", length)), "{text}");
        }
        for (text, month, length, start) in [
            ("FY2011", 1, PeriodType::Years, "2011-01-01"),
            ("FY2011", 10, PeriodType::YearsFromOctober, "2010-10-01"),
            ("FY 2011", 4, PeriodType::YearsFromApril, "2010-04-01"),
        ] {
            assert_eq!(span(text, month, length), Some(period(start, PeriodType::Years)), "{text}");
        }
        assert_eq!(span("FY2011", 1, PeriodType::TwoYears), None);
        assert_eq!(span("FY11", 1, PeriodType::Years), None, "of which century is not guessed");
        assert_eq!(span("2010", 1, PeriodType::Years), Some(period("2010-01-01", PeriodType::Years)));
    }

    proptest! {
        #[test]
        fn every_period_is_read_again_from_its_sdmx_form(day in 0_i64..100_000, of in prop::sample::select(PeriodType::ALL.to_vec())) {
            let from: Date = "1850-01-01".parse().unwrap();
            let from = from.checked_add(jiff::Span::new().days(day)).unwrap();
            let start = std::iter::successors(Some(from), |day| day.tomorrow().ok())
                .find(|day| of.may_begin_on(*day)).unwrap();
            let period = Period { start, length: of.length() };
            prop_assert!(period.is_of(of));
            prop_assert_eq!(parse(&to_sdmx(period)), Some(period));
            let next = period.next().unwrap();
            prop_assert_eq!(period.last_day().tomorrow().ok(), Some(next.start));
            prop_assert!(next.is_of(of));
        }
    }
}
