//! A time in whole days: of a seat, of an employment, of a function.
//!
//! Both days belong to it; one without a last day goes on. Knows no holder and no rule.

use super::refusal::Refusal;
use crate::time::{Date, Timestamp};

/// From a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from: Date,
    /// The last day; open when none.
    pub to: Option<Date>,
}

impl Term {
    /// A term as it was asked for.
    ///
    /// # Errors
    /// `to_before_from`.
    pub(super) fn checked(from: Date, to: Option<Date>) -> Result<Self, Refusal> {
        match to {
            Some(to) if to < from => Err(Refusal::ToBeforeFrom { from: Timestamp::from_date(from) }),
            _ => Ok(Self { from, to }),
        }
    }

    /// Whether the day belongs to it.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether they share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from.max(other.from) <= self.to.unwrap_or(Date::MAX).min(other.to.unwrap_or(Date::MAX))
    }

    /// Whether some of it lies on that day or after it.
    pub fn reaches(&self, day: Date) -> bool {
        self.to.is_none_or(|to| day <= to)
    }

    /// What is left of it when it ends before `day`; none where nothing is left.
    pub fn ended_before(self, day: Date) -> Option<Self> {
        if !self.reaches(day) {
            return Some(self);
        }
        let to = day.yesterday().ok()?;
        (self.from <= to).then_some(Self { from: self.from, to: Some(to) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(from: &str, to: Option<&str>) -> Term {
        Term { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()) }
    }

    #[test]
    fn both_days_belong_to_a_term() {
        let year = term("2027-01-01", Some("2027-12-31"));
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(year.holds_on(day("2027-01-01")) && year.holds_on(day("2027-12-31")));
        assert!(!year.holds_on(day("2026-12-31")) && !year.holds_on(day("2028-01-01")));
        assert!(year.overlaps(&term("2027-12-31", None)) && !year.overlaps(&term("2028-01-01", None)));
        assert!(term("2020-01-01", None).overlaps(&year));
    }

    #[test]
    fn what_ends_before_its_first_day_is_gone() {
        let open = term("2027-01-01", None);
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(open.ended_before(day("2027-03-01")), Some(term("2027-01-01", Some("2027-02-28"))));
        assert_eq!(open.ended_before(day("2027-01-01")), None);
        let past = term("2026-01-01", Some("2026-12-31"));
        assert_eq!(past.ended_before(day("2027-01-01")), Some(past));
    }
}
