//! The charter and the funding as the queries tell them.

use super::*;
use domain::{
    backbone::{
        funding::Left,
        words::{DecidedBy, Function, Money, Phase},
    },
    meta::ContextName,
    time::Date,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn pledged(n: u128, amount_minor: i64, currency: &str, from: &str, to: &str) -> Event {
    Event::FundingPledged {
        funding: id(n),
        org: org(1),
        money: Money { amount_minor, currency: currency.to_owned() },
        from: day(from),
        to: day(to),
        function: (n == 1).then_some(Function::MobilizeFunding),
    }
}

/// Organizing, back, and closed.
pub(super) fn phases(history: &mut History) {
    let (launched, organizing) = (Phase::Launched, Phase::Organizing);
    let evidence = vec![sealed("minutes"), sealed("list")];
    let back =
        Event::PhaseChanged { from: organizing, to: launched, evidence: vec![], reason: Some(sealed("why")) };
    for event in [
        Event::PhaseChanged { from: launched, to: organizing, evidence, reason: None },
        back,
        Event::InitiativeClosed { reason: sealed("done") },
    ] {
        history.push("initiative", &event);
    }
}

#[test]
fn the_phase_follows_its_steps() {
    let mut history = History::new("backbone");
    readiness(&mut history);
    phases(&mut history);
    let view = history.view(&SCHEMA);
    let steps = ask(&view, |c| phase_changes(c, 10, None));
    let shown: Vec<(&str, &str, usize, bool)> = steps
        .iter()
        .map(|step| (step.from.as_str(), step.to.as_str(), step.evidence.len(), step.reason.is_some()))
        .collect();
    let expected = [
        ("launched", "closed", 0, true),
        ("organizing", "launched", 0, true),
        ("launched", "organizing", 2, false),
        ("assessed", "launched", 0, false),
    ];
    assert_eq!(shown, expected);
    assert_eq!(steps[2].evidence[1].field, "/evidence/1");
    assert_eq!(ask(&view, |c| phase_changes(c, 1, Some(steps[1].sequence))), steps[2..3]);
    let now = ask(&view, status);
    assert_eq!((now.status, now.since), ("closed", Some(steps[0].changed_at)));
    assert!(now.launch.is_some(), "how it was launched stays");
}

/// A charter adopted and reviewed; five pledges in two currencies.
pub(super) fn commons(history: &mut History) {
    let hash = "ab".repeat(32);
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(78) };
    let note = Some(sealed("it holds"));
    for (stream, event) in [
        (
            "charter".to_owned(),
            Event::CharterAdopted { hash: hash.clone(), decided_by, review_due: day("2026-12-31") },
        ),
        ("charter".to_owned(), Event::CharterReviewed { hash, review_due: day("2027-01-10"), note }),
        ("funding/1".to_owned(), pledged(1, 500, "RON", "2026-01-01", "2026-06-30")),
        ("funding/2".to_owned(), pledged(2, 700, "RON", "2026-07-01", "2026-12-31")),
        ("funding/3".to_owned(), pledged(3, 90, "RON", "2026-01-01", "2027-12-31")),
        ("funding/4".to_owned(), pledged(4, 8, "EUR", "2027-01-01", "2027-12-31")),
        ("funding/5".to_owned(), pledged(5, 9, "EUR", "2026-01-01", "2027-12-31")),
    ] {
        history.push(&stream, &event);
    }
    for n in [1, 2, 4, 5] {
        history.push(&format!("funding/{n}"), &Event::FundingConfirmed { funding: id(n) });
    }
    history.push("funding/5", &Event::FundingLapsed { funding: id(5) });
}

fn view() -> File {
    let mut history = History::new("backbone");
    commons(&mut history);
    history.view(&SCHEMA)
}

#[test]
fn the_charter_shows_its_decision_and_its_last_review() {
    let found = ask(&view(), charter).unwrap();
    assert_eq!((found.hash, found.review_due), ("ab".repeat(32), day("2027-01-10")));
    assert_eq!(found.decided_by, ("agenda".to_owned(), id(78)));
    assert!(found.reviewed_at.is_some());
    assert_eq!(found.note.unwrap().may_open, MayOpen::Members);
    assert_eq!(ask(&History::new("backbone").view(&SCHEMA), charter), None);
}

#[test]
fn a_new_charter_has_not_been_reviewed() {
    let mut history = History::new("backbone");
    commons(&mut history);
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(79) };
    let event = Event::CharterAdopted { hash: "cd".repeat(32), decided_by, review_due: day("2027-02-01") };
    history.push("charter", &event);
    let found = ask(&history.view(&SCHEMA), charter).unwrap();
    assert_eq!((found.hash, found.reviewed_at, found.note), ("cd".repeat(32), None, None));
}

#[test]
fn funding_is_listed_latest_first_and_pages() {
    let all = ask(&view(), |c| funding(c, 10, None));
    let shown: Vec<(i64, &str)> = all.iter().map(|one| (one.amount_minor, one.standing.as_str())).collect();
    let expected = [(9, "lapsed"), (8, "confirmed"), (90, "pledged"), (700, "confirmed"), (500, "confirmed")];
    assert_eq!(shown, expected);
    assert_eq!(all[4].function.as_deref(), Some("mobilize_funding"));
    assert!(all[0].lapsed_at.is_some() && all[1].lapsed_at.is_none());
    assert_eq!(ask(&view(), |c| funding(c, 2, Some(all[1].sequence))), all[2..4]);
}

/// Currency, confirmed, pledged, months and days left.
type Row = (String, i64, i64, Option<(u32, u32)>);

#[test]
fn the_outlook_adds_up_by_currency_and_counts_what_is_confirmed() {
    let at = |text: &str| -> Vec<Row> {
        let months = |left: Left| (left.months, left.days);
        ask(&view(), |c| outlook(c, day(text)))
            .into_iter()
            .map(|one| (one.currency, one.confirmed_minor, one.pledged_minor, one.left.map(months)))
            .collect()
    };
    let ron = |confirmed, left| ("RON".to_owned(), confirmed, 90, left);
    let eur = |left| ("EUR".to_owned(), 8, 0, left);
    assert_eq!(at("2026-05-15"), [eur(None), ron(1_200, Some((7, 17)))]);
    assert_eq!(at("2026-07-01"), [eur(None), ron(700, Some((6, 0)))]);
    assert_eq!(at("2027-12-31"), [eur(Some((0, 1))), ron(0, None)]);
    assert_eq!(at("2028-01-01"), []);
}
