//! What a duty comes to on a day: a pure function of when it was last met and of that day.
//!
//! Knows no events and no timer: whether one ran changes nothing here. Deadlines are counted in months from the day the
//! duty was last met (or adopted), so that those of a duty nobody meets keep their day of the month.

use crate::time::{Date, plus_months};

/// A duty is due this long before its deadline: time to call a meeting and to invite.
pub const NOTICE_DAYS: i64 = 30;
/// The most deadlines counted: a duty of every month that nobody has met for a hundred years.
const MAX_DEADLINES: u32 = 1_200;

/// What a duty comes to on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The deadlines that have gone by since, none of them met; the first one first.
    pub missed: Vec<Date>,
    /// The last day to meet it without missing (another) deadline.
    pub deadline: Date,
    /// From this day on it is due.
    pub opens: Date,
    /// Whether it is due.
    pub is_due: bool,
}

/// The day from which a deadline's duty is due.
pub fn opens(deadline: Date) -> Date {
    deadline.checked_sub(jiff::Span::new().days(NOTICE_DAYS)).unwrap_or(deadline)
}

/// The first deadline behind a day.
pub fn deadline_behind(anchor: Date, every_months: u32, day: Date) -> Date {
    course(anchor, every_months, day.tomorrow().unwrap_or(day)).deadline
}

/// What a duty to be met at most `every_months` after `anchor` comes to on the day `at`.
pub fn course(anchor: Date, every_months: u32, at: Date) -> Course {
    let deadlines = (1..=MAX_DEADLINES).map(|count| plus_months(anchor, every_months.saturating_mul(count)));
    let mut missed = Vec::new();
    let mut deadline = anchor;
    for next in deadlines {
        deadline = next;
        if at <= next {
            break;
        }
        missed.push(next);
    }
    let opens = opens(deadline);
    Course { missed, deadline, opens, is_due: opens <= at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn said(anchor: &str, every: u32, at: &str) -> (Vec<String>, String, bool) {
        let Course { missed, deadline, is_due, .. } = course(day(anchor), every, day(at));
        (missed.iter().map(ToString::to_string).collect(), deadline.to_string(), is_due)
    }

    #[test]
    fn a_deadline_is_met_until_its_day_ends() {
        assert_eq!(said("2026-01-15", 6, "2026-06-14"), (vec![], "2026-07-15".to_owned(), false));
        assert_eq!(said("2026-01-15", 6, "2026-06-15"), (vec![], "2026-07-15".to_owned(), true));
        assert_eq!(said("2026-01-15", 6, "2026-07-15"), (vec![], "2026-07-15".to_owned(), true));
        let missed = (vec!["2026-07-15".to_owned()], "2027-01-15".to_owned(), false);
        assert_eq!(said("2026-01-15", 6, "2026-07-16"), missed);
    }

    #[test]
    fn deadlines_keep_the_day_of_the_month() {
        let (missed, deadline, _) = said("2025-08-31", 6, "2026-09-01");
        assert_eq!(missed, ["2026-02-28", "2026-08-31"]);
        assert_eq!(deadline, "2027-02-28");
    }

    #[test]
    fn a_duty_nobody_meets_for_ages_is_counted_in_bounds() {
        assert_eq!(course(day("2000-01-01"), 1, day("9999-01-01")).missed.len(), 1_200);
    }
}
