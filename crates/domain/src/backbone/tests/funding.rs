//! Funding: pledged, confirmed, lapsed; and how long it lasts.

use super::*;
use crate::{
    backbone::{
        command::{ConfirmFunding, LapseFunding, PledgeFunding},
        funding::{Left, left},
        words::{Function, Money},
    },
    time::Date,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn pledge(amount_minor: i64, currency: &str, to: &str) -> Command {
    Command::PledgeFunding(PledgeFunding {
        org: org("chamber"),
        money: Money { amount_minor, currency: currency.to_owned() },
        from: day("2027-01-01"),
        to: day(to),
        function: Some(Function::MobilizeFunding),
    })
}

fn pledged() -> Event {
    Event::FundingPledged {
        funding: id(0xf00),
        org: org("chamber"),
        money: Money { amount_minor: 5, currency: "RON".to_owned() },
        from: day("2027-01-01"),
        to: day("2027-12-31"),
        function: Some(Function::MobilizeFunding),
    }
}

fn confirmed() -> Event {
    Event::FundingConfirmed { funding: id(0xf00) }
}

fn lapsed() -> Event {
    Event::FundingLapsed { funding: id(0xf00) }
}

fn confirm() -> Command {
    Command::ConfirmFunding(ConfirmFunding { funding: id(0xf00) })
}

fn lapse() -> Command {
    Command::LapseFunding(LapseFunding { funding: id(0xf00) })
}

#[test]
fn money_is_pledged_confirmed_and_lapses() {
    let world = World::initiative();
    assert_eq!(world.when(pledge(5, "RON", "2027-12-31")), Ok(vec![pledged()]));
    let world = world.given([pledged()]);
    assert_eq!(world.when(pledge(5, "RON", "2027-12-31")), Ok(vec![]));
    assert_eq!(world.when(confirm()), Ok(vec![confirmed()]));
    assert_eq!(world.when(lapse()), Ok(vec![lapsed()]));
    let world = world.given([confirmed()]);
    assert_eq!(world.when(confirm()), Ok(vec![]));
    assert_eq!(world.when(lapse()), Ok(vec![lapsed()]));
    assert_eq!(world.given([lapsed()]).when(lapse()), Ok(vec![]));
}

#[test]
fn what_has_lapsed_is_not_confirmed() {
    assert_eq!(World::initiative().given([pledged(), lapsed()]).refused(confirm()), "funding_lapsed");
    assert_eq!(World::initiative().refused(confirm()), "unknown_funding");
    assert_eq!(World::initiative().refused(lapse()), "unknown_funding");
}

#[test]
fn a_pledge_is_a_positive_amount_of_a_currency_in_use() {
    let world = World::initiative();
    for amount in [0, -1, i64::MIN] {
        assert_eq!(world.refused(pledge(amount, "EUR", "2027-12-31")), "amount_not_positive");
    }
    // Nothing, testing, gold, what the euro replaced, a fund, and another case.
    for currency in ["XXX", "XTS", "XAU", "HRK", "ABC", "eur", ""] {
        assert_eq!(world.refused(pledge(5, currency, "2027-12-31")), "unknown_currency", "{currency}");
    }
    for currency in ["EUR", "RON", "USD", "JPY", "KWD"] {
        assert!(world.when(pledge(5, currency, "2027-12-31")).is_ok(), "{currency}");
    }
}

#[test]
fn a_pledge_has_a_time_and_a_known_funder() {
    assert_eq!(World::initiative().refused(pledge(5, "EUR", "2026-12-31")), "to_before_from");
    assert!(World::initiative().when(pledge(5, "EUR", "2027-01-01")).is_ok());
    let mut command = pledge(5, "EUR", "2027-12-31");
    if let Command::PledgeFunding(pledge) = &mut command {
        pledge.org = org("nobody");
    }
    assert_eq!(World::initiative().refused(command), "unknown_organization");
}

#[test]
fn months_left_are_exact_and_end_at_the_first_gap() {
    let spans = |spans: &[(&str, &str)]| -> Option<(String, u32, u32)> {
        let spans: Vec<(Date, Date)> = spans.iter().map(|(from, to)| (day(from), day(to))).collect();
        let Left { until, months, days } = left(&spans, day("2026-11-23"))?;
        Some((until.to_string(), months, days))
    };
    let years = ("2026-01-01", "2027-06-30");
    assert_eq!(spans(&[years]), Some(("2027-06-30".to_owned(), 7, 8)));
    // The last day counts: from the 23rd to the 22nd is a month.
    assert_eq!(spans(&[("2026-11-23", "2026-12-22")]), Some(("2026-12-22".to_owned(), 1, 0)));
    assert_eq!(spans(&[("2026-11-23", "2026-11-23")]), Some(("2026-11-23".to_owned(), 0, 1)));
    // They overlap, or follow on the next day, in whatever order.
    let joined = [("2027-07-01", "2027-12-31"), years, ("2026-02-01", "2026-12-01")];
    assert_eq!(spans(&joined), Some(("2027-12-31".to_owned(), 13, 9)));
    let gap = [("2027-07-02", "2027-12-31"), years];
    assert_eq!(spans(&gap), Some(("2027-06-30".to_owned(), 7, 8)));
    assert_eq!(spans(&[("2026-11-24", "2027-12-31"), ("2025-01-01", "2026-11-22")]), None);
    assert_eq!(spans(&[]), None);
}
