//! When a digest is due.

use std::collections::BTreeSet;

use super::super::{Level, Rhythm};
use crate::time::Timestamp;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn weekly(days: &[i8]) -> Rhythm {
    Rhythm::Weekly { days: days.iter().copied().collect::<BTreeSet<_>>() }
}

#[test]
fn a_digest_is_due_at_seven_of_the_persons_own_clock() {
    // Bucharest is two hours ahead in winter, three in summer; 2026-01-05 is a Monday.
    for (rhythm, tz, last, due) in [
        (Rhythm::Daily, "UTC", "2026-01-05T06:59:59Z", "2026-01-05T07:00:00Z"),
        (Rhythm::Daily, "UTC", "2026-01-05T07:00:00Z", "2026-01-06T07:00:00Z"),
        (Rhythm::Daily, "Europe/Bucharest", "2026-01-05T05:00:00Z", "2026-01-06T05:00:00Z"),
        (weekly(&[1]), "Europe/Bucharest", "2026-01-05T04:00:00Z", "2026-01-05T05:00:00Z"),
        (weekly(&[1]), "Europe/Bucharest", "2026-01-05T05:00:00Z", "2026-01-12T05:00:00Z"),
        (weekly(&[3, 5]), "Europe/Bucharest", "2026-07-01T09:00:00Z", "2026-07-03T04:00:00Z"),
        // Sunday evening in Los Angeles is Monday in UTC.
        (weekly(&[7]), "America/Los_Angeles", "2026-01-05T03:00:00Z", "2026-01-11T15:00:00Z"),
        // The night of the change of clocks lies between.
        (Rhythm::Daily, "Europe/Bucharest", "2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z"),
    ] {
        assert_eq!(rhythm.due_after(moment(last), tz), Some(moment(due)), "{rhythm:?} in {tz} after {last}");
    }
}

#[test]
fn without_a_rhythm_or_a_zone_no_digest_is_due() {
    let last = moment("2026-01-05T07:00:00Z");
    assert_eq!(Rhythm::None.due_after(last, "UTC"), None);
    assert_eq!(Rhythm::Daily.due_after(last, "Cluj"), None);
}

#[test]
fn a_level_has_a_word() {
    for level in Level::ALL {
        assert_eq!(Level::parse(level.as_str()), Some(level));
    }
    assert_eq!(Level::parse("loud"), None);
}
