//! The duties as the queries tell them, with and without what a timer would have recorded.

use super::*;
use domain::{
    backbone::duty::{AdoptedDuty, MetBy},
    ids::Code,
    time::Date,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn adopted(codes: &[&str], preset: Option<&str>) -> Event {
    let duty = |text: &&str| AdoptedDuty {
        code: code(text),
        title: text.to_lowercase(),
        every_months: 6,
        met_by: MetBy::Statement,
        deadline: day("2026-07-01"),
    };
    Event::DutiesAdopted { preset: preset.map(str::to_owned), duties: codes.iter().map(duty).collect() }
}

/// Two duties adopted on 1 January 2026; one was missed, met, and missed again.
pub(super) fn kept(history: &mut History) {
    let duty = || code("MEET");
    let evidence = Some(sealed("minutes"));
    for event in [
        adopted(&["INVITE", "MEET"], Some("ours")),
        Event::DutyDue { duty: duty(), due: day("2026-07-01") },
        Event::DutyMissed { duty: duty(), due: day("2026-07-01"), deadline: day("2027-01-01") },
        Event::DutyMet {
            duty: duty(),
            on: day("2026-08-01"),
            cites: None,
            evidence,
            deadline: day("2027-02-01"),
        },
        Event::DutyMissed { duty: duty(), due: day("2027-02-01"), deadline: day("2027-08-01") },
    ] {
        history.push("duties", &event);
    }
}

fn began() -> History {
    let mut history = History::new("backbone");
    history.at("2026-01-01T00:00:00.000000Z");
    history
}

fn shown(history: &History, at: &str) -> Vec<(String, Vec<String>, String, bool)> {
    let rows = ask(&history.view(&SCHEMA), |c| duties(c, day(at), 10, None));
    let days = |days: &BTreeSet<Date>| days.iter().map(ToString::to_string).collect();
    let row = |one: Duty| (one.code, days(&one.missed), one.course.deadline.to_string(), one.course.is_due);
    rows.into_iter().map(row).collect()
}

#[test]
fn a_duty_is_told_as_of_a_day_whether_a_timer_ran_or_not() {
    let mut silent = began();
    silent.push("duties", &adopted(&["MEET"], None));
    let mut told = began();
    told.push("duties", &adopted(&["MEET"], None));
    told.push("duties", &Event::DutyDue { duty: code("MEET"), due: day("2026-07-01") });
    told.push(
        "duties",
        &Event::DutyMissed { duty: code("MEET"), due: day("2026-07-01"), deadline: day("2027-01-01") },
    );
    for at in ["2026-02-01", "2026-06-15", "2026-07-01", "2026-07-02", "2027-03-01"] {
        assert_eq!(shown(&silent, at), shown(&told, at), "{at}");
    }
    let meet = |missed: &[&str], deadline: &str, is_due| {
        let missed = missed.iter().map(|day| (*day).to_owned()).collect();
        vec![("MEET".to_owned(), missed, deadline.to_owned(), is_due)]
    };
    assert_eq!(shown(&silent, "2026-02-01"), meet(&[], "2026-07-01", false));
    assert_eq!(shown(&silent, "2026-07-01"), meet(&[], "2026-07-01", true));
    assert_eq!(shown(&silent, "2027-03-01"), meet(&["2026-07-01", "2027-01-01"], "2027-07-01", false));
}

#[test]
fn what_was_missed_stays_told_and_what_was_met_in_time_does_not() {
    let mut history = began();
    kept(&mut history);
    let rows = ask(&history.view(&SCHEMA), |c| duties(c, day("2027-02-15"), 10, Some("INVITE")));
    let [meet] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(meet.missed, [day("2026-07-01"), day("2027-02-01")].into());
    assert_eq!((meet.last_met, meet.course.missed.len()), (Some(day("2026-08-01")), 1));
    assert_eq!(meet.evidence.as_ref().map(|text| text.may_open), Some(MayOpen::Members));
    assert_eq!(ask(&history.view(&SCHEMA), duty_preset).as_deref(), Some("ours"));
    let late = Event::DutyMet {
        duty: code("MEET"),
        on: day("2027-01-31"),
        cites: Some("communication/meeting/1".to_owned()),
        evidence: None,
        deadline: day("2027-07-31"),
    };
    history.push("duties", &late);
    let rows = ask(&history.view(&SCHEMA), |c| duties(c, day("2027-02-15"), 10, Some("INVITE")));
    assert_eq!(rows[0].missed, [day("2026-07-01")].into());
    assert_eq!((rows[0].cites.as_deref(), &rows[0].evidence), (Some("communication/meeting/1"), &None));
}

#[test]
fn another_list_keeps_what_stays_on_it() {
    let mut history = began();
    kept(&mut history);
    history.at("2027-03-01T00:00:00.000000Z").push("duties", &adopted(&["AUDIT", "MEET"], None));
    let rows = ask(&history.view(&SCHEMA), |c| duties(c, day("2027-03-01"), 10, None));
    let since: Vec<(&str, Date)> = rows.iter().map(|one| (one.code.as_str(), one.since)).collect();
    assert_eq!(since, [("AUDIT", day("2027-03-01")), ("MEET", day("2026-01-01"))]);
    assert_eq!(rows[1].last_met, Some(day("2026-08-01")));
    assert_eq!(ask(&history.view(&SCHEMA), duty_preset), None);
}

#[test]
fn nothing_is_missed_after_the_end() {
    let mut history = began();
    history.push("duties", &adopted(&["MEET"], None));
    history.at("2026-08-01T00:00:00.000000Z");
    history.push("initiative", &Event::InitiativeClosed { reason: sealed("done") });
    let then = shown(&history, "2026-08-01");
    assert_eq!(then[0].1, ["2026-07-01"]);
    assert_eq!(shown(&history, "2029-01-01"), then);
}
