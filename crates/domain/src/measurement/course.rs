//! Where an indicator begins and where it is to go; whether a value is on its way there.
//!
//! Knows no values that were reported: they are compared with [`Course::expected`] by whoever shows them.

use rust_decimal::Decimal;

use super::{aggregate::Exact, definition::Direction, event::Path, period::Period};
use crate::time::Date;

/// The baseline and the targets of an indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// Where it begins.
    pub baseline: Option<(Period, Decimal)>,
    /// Where it is to go, in order of time.
    pub targets: Vec<(Period, Decimal, Path)>,
}

impl Course {
    /// The course in stored texts.
    pub fn read<'a>(
        baseline: Option<(Period, &str)>,
        targets: impl Iterator<Item = (Period, &'a str, Path)>,
    ) -> Self {
        let number = |text: &str| Decimal::from_str_exact(text).ok();
        let baseline = baseline.and_then(|(period, value)| Some((period, number(value)?)));
        let mut course = Self { baseline, targets: Vec::new() };
        for (period, value, path) in targets {
            if let Some(value) = number(value) {
                course.aim(period, value, path);
            }
        }
        course
    }

    /// Takes a target in; one for the same period gives way.
    pub fn aim(&mut self, period: Period, value: Decimal, path: Path) {
        self.targets.retain(|(other, ..)| other.start != period.start);
        self.targets.push((period, value, path));
        self.targets.sort_by_key(|(period, ..)| period.start);
    }

    /// What the value of a period is expected to be, exactly; none without a target, or before the baseline.
    ///
    /// On a linear path it lies on the straight line from the point before; on a step it is that point's value until
    /// the target's own period begins.
    pub fn expected(&self, period: Period) -> Option<Exact> {
        let at = period.start;
        let (first, before) = self.baseline?;
        if at < first.start || self.targets.is_empty() {
            return None;
        }
        let (mut from, mut before) = (first.start, Exact::of(before));
        for (period, value, path) in &self.targets {
            let value = Exact::of(*value);
            if at >= period.start {
                (from, before) = (period.start, value);
                continue;
            }
            if *path == Path::Step {
                return Some(before);
            }
            let (whole, gone) = (days(from, period.start)?, days(from, at)?);
            let still = Exact::new(whole.checked_sub(gone)?, whole)?;
            return before.times(still)?.plus(value.times(Exact::new(gone, whole)?)?);
        }
        Some(before)
    }

    /// Whether a value is where it should be by then, exactly; none where nothing is expected.
    pub fn is_on_track(&self, direction: Direction, period: Period, value: Exact) -> Option<bool> {
        let expected = self.expected(period)?;
        Some(match direction {
            Direction::Up => value >= expected,
            Direction::Down => value <= expected,
            Direction::Keep => value == expected,
        })
    }
}

fn days(from: Date, to: Date) -> Option<i128> {
    from.until(to).ok().map(|span| i128::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::period::PeriodType;

    fn year(of: i16) -> Period {
        Period { start: Date::new(of, 1, 1).unwrap(), length: PeriodType::Years }
    }

    fn number(text: &str) -> Exact {
        Exact::of(text.parse().unwrap())
    }

    fn course(path: Path) -> Course {
        let mut course = Course { baseline: Some((year(2021), 40.into())), targets: Vec::new() };
        course.aim(year(2025), 20.into(), path);
        course
    }

    #[test]
    fn a_linear_path_is_a_straight_line_of_days() {
        let course = course(Path::Linear);
        assert_eq!(course.expected(year(2020)), None);
        assert_eq!(course.expected(year(2021)), Some(number("40")));
        let middle = course.expected(year(2023)).unwrap();
        assert!(middle > number("30") && middle < number("30.01"), "730 of 1461 days: {middle:?}");
        assert_eq!(course.expected(year(2030)), Some(number("20")));
        assert_eq!(course.is_on_track(Direction::Down, year(2025), number("20.0")), Some(true));
        assert_eq!(course.is_on_track(Direction::Down, year(2025), number("20.1")), Some(false));
        assert_eq!(course.is_on_track(Direction::Up, year(2023), number("31")), Some(true));
        assert_eq!(middle, Exact::new(40 * 731 + 20 * 730, 1461).unwrap(), "to the day, not rounded");
        assert_eq!(course.is_on_track(Direction::Keep, year(2023), middle), Some(true));
    }

    #[test]
    fn a_step_stays_where_it_is_until_the_day() {
        let course = course(Path::Step);
        assert_eq!(course.expected(year(2024)), Some(number("40")));
        assert_eq!(course.expected(year(2025)), Some(number("20")));
        assert_eq!(Course::default().expected(year(2025)), None);
    }
}
