//! Subscriptions, read cursors and digest marks.

use super::super::{Refusal, personal::*};
use crate::{
    digest::{Cut, Level, Rhythm},
    meta::ContextName,
    time::Timestamp,
};

fn subscription(digest: Rhythm, tz: &str) -> Subscription {
    Subscription { scope: Watched::Initiative, level: Level::Watch, digest, tz: tz.to_owned() }
}

fn cut(hour: i64, sequence: u64) -> Cut {
    let at = Timestamp::from_us(0).unwrap().plus_hours(hour);
    Cut { at, sequences: [(ContextName::Communication, sequence)].into() }
}

#[test]
fn a_weekly_digest_names_its_days() {
    let never = Rhythm::Weekly { days: [].into() };
    assert_eq!(subscription(never, "UTC").checked(), Err(Refusal::NoDays));
    let monday = subscription(Rhythm::Weekly { days: [1].into() }, "Europe/Bucharest");
    assert_eq!(monday.clone().checked(), Ok(monday));
}

#[test]
fn a_time_zone_is_one_and_is_kept_as_it_is_spelled() {
    let unknown = subscription(Rhythm::Daily, "Cluj").checked();
    assert_eq!(unknown, Err(Refusal::UnknownTz { tz: "Cluj".to_owned() }));
    assert_eq!(subscription(Rhythm::Daily, "europe/bucharest").checked().unwrap().tz, "Europe/Bucharest");
}

#[test]
fn a_read_cursor_goes_forward_and_not_beyond_what_is_there() {
    assert_eq!(move_cursor(3, 7, 9), Ok(7));
    assert_eq!(move_cursor(7, 3, 9), Ok(7), "never back");
    assert_eq!(move_cursor(3, 10, 9), Err(Refusal::BeyondHead { head: 9 }));
}

#[test]
fn a_range_is_confirmed_once() {
    let (from, to, head) = (cut(1, 3), cut(2, 5), cut(3, 9));
    assert_eq!(move_mark(&from, &from, to.clone(), &head), Ok(Some(to.clone())));
    assert_eq!(move_mark(&to, &from, to.clone(), &head), Ok(None), "sent again");
    let other = move_mark(&to, &from, cut(3, 8), &head);
    assert_eq!(other, Err(Refusal::DigestMarkMoved { at: to.at }), "a second reader of the same range");
}

#[test]
fn a_mark_goes_neither_back_nor_beyond_what_is_there() {
    let (mark, head) = (cut(2, 5), cut(3, 9));
    assert_eq!(move_mark(&mark, &mark, cut(1, 6), &head), Err(Refusal::MarkGoesBack));
    assert_eq!(move_mark(&mark, &mark, cut(3, 10), &head), Err(Refusal::BeyondHead { head: 9 }));
    assert_eq!(move_mark(&mark, &mark, cut(4, 9), &head), Err(Refusal::BeyondHead { head: 9 }));
}
