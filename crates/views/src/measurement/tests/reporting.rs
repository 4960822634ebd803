//! How a data set is reported: also the periods nobody reported, and what of it the public is told.

use super::{
    reviews::{published_by, seen},
    *,
};

fn defined(history: &mut History, assigned_at: &str) {
    let (indicators, compulsory) = ([code("PUPILS"), code("ABSENT")].into(), [code("PUPILS")].into());
    let (period_type, due_after_days, closes_after_days) = (PeriodType::Months, 15, 60);
    let event = Event::DataSetDefined {
        code: code("SCHOOL"),
        indicators,
        period_type,
        due_after_days,
        closes_after_days,
        compulsory,
    };
    history.push("dataset/SCHOOL", &event).at(assigned_at);
    let orgs = [org(1), org(2), org(3)].into();
    history.push("dataset/SCHOOL", &Event::ReportersAssigned { data_set: code("SCHOOL"), orgs });
}

/// October was reported by two, December by one; November and January by nobody.
fn with_gaps() -> History {
    let mut history = History::new("measurement");
    proposed(&mut history, "PUPILS", &["GOAL_1"]);
    defined(&mut history, "2026-10-20T00:00:00.000000Z");
    history.at("2026-11-10T00:00:00.000000Z");
    published_by(&mut history, 1, "2026-10-01", &[(None, "100")]);
    history.at("2026-11-20T00:00:00.000000Z");
    published_by(&mut history, 2, "2026-10-01", &[(None, "4"), (Some("F"), "4")]);
    history.at("2027-01-10T00:00:00.000000Z");
    published_by(&mut history, 1, "2026-12-01", &[(None, "110")]);
    history
}

fn asked(at: &str, only_public: bool) -> ReportingFilter {
    ReportingFilter { at: at.parse().unwrap(), from: None, to: None, org: None, only_public }
}

fn found(history: &History, filter: &ReportingFilter) -> Vec<Reporting> {
    let found = seen(history, |view| {
        let data_set = data_set(view, &code("SCHOOL"), filter.only_public)?.unwrap();
        reporting(view, &data_set, filter)
    });
    assert!(!found.has_earlier);
    found.periods
}

type Told = (String, u32, u32, Vec<&'static str>);

fn told(periods: &[Reporting]) -> Vec<Told> {
    let one = |one: &Reporting| {
        let states = one.reporters.iter().map(|one| one.state).collect();
        (one.period.start.to_string(), one.on_time, one.late, states)
    };
    periods.iter().map(one).collect()
}

fn row(start: &str, on_time: u32, late: u32, states: &[&'static str]) -> Told {
    (start.to_owned(), on_time, late, states.to_vec())
}

#[test]
fn every_period_that_is_due_is_told_also_those_nobody_reported() {
    let history = with_gaps();
    let october = row("2026-10-01", 1, 1, &["on_time", "late", "missing"]);
    let november = row("2026-11-01", 0, 0, &["missing", "missing", "missing"]);
    let december = |others: &'static str| row("2026-12-01", 1, 0, &["on_time", others, others]);
    let before = found(&history, &asked("2027-01-15", false));
    assert_eq!(told(&before), [october.clone(), november.clone(), december("not_yet")], "on its due day");
    let february = found(&history, &asked("2027-02-16", false));
    let january = row("2027-01-01", 0, 0, &["missing", "missing", "missing"]);
    assert_eq!(told(&february), [october, november.clone(), december("missing"), january]);
    let cells = |one: &Reporting| (one.filled_cells, one.expected_cells, one.published, one.due.to_string());
    assert_eq!(cells(&february[0]), (2, 3, 2, "2026-11-15".to_owned()), "one compulsory indicator each");
    assert_eq!(cells(&february[1]), (0, 3, 0, "2026-12-15".to_owned()));
    let from = ReportingFilter { from: "2026-11-01".parse().ok(), ..asked("2027-01-15", false) };
    let to = ReportingFilter { to: "2026-11-30".parse().ok(), ..from.clone() };
    assert_eq!((told(&found(&history, &from)).len(), told(&found(&history, &to))), (2, vec![november]));
    let one = ReportingFilter { org: Some(org(2)), ..to };
    assert_eq!(told(&found(&history, &one)), [row("2026-11-01", 0, 0, &["missing"])]);
}

#[test]
fn a_period_counts_those_who_were_to_report_it_then() {
    let mut history = with_gaps();
    history.at("2027-01-20T00:00:00.000000Z");
    history.push(
        "dataset/SCHOOL",
        &Event::ReportersAssigned { data_set: code("SCHOOL"), orgs: [org(2)].into() },
    );
    let all = found(&history, &asked("2027-02-16", false));
    let orgs = |one: &Reporting| one.reporters.iter().map(|one| one.org.clone()).collect::<Vec<_>>();
    assert_eq!((orgs(&all[1]).len(), orgs(&all[3])), (3, vec![org(2)]));
}

#[test]
fn history_that_came_later_is_held_against_those_assigned_first() {
    let mut history = History::new("measurement");
    proposed(&mut history, "PUPILS", &["GOAL_1"]);
    defined(&mut history, "2027-03-01T00:00:00.000000Z");
    history.at("2027-03-02T00:00:00.000000Z");
    published_by(&mut history, 1, "2026-10-01", &[(None, "100")]);
    let all = found(&history, &asked("2026-12-15", false));
    assert_eq!(told(&all)[0], row("2026-10-01", 1, 0, &["on_time", "missing", "missing"]));
    assert_eq!(all.len(), 2, "{all:?}");
}

#[test]
fn the_public_is_told_of_who_published_and_when() {
    let history = with_gaps();
    let all = found(&history, &asked("2027-01-15", true));
    assert_eq!(
        told(&all),
        [
            row("2026-10-01", 1, 1, &["on_time", "late"]),
            row("2026-11-01", 0, 0, &["missing", "missing"]),
            row("2026-12-01", 1, 0, &["on_time", "not_yet"])
        ],
        "the third organization published nothing"
    );
    let late = &all[0].reporters[1];
    assert_eq!((late.submitted_on, late.published_on.unwrap().to_string().as_str()), (None, "2026-11-20"));
    assert_eq!((all[0].filled_cells, all[0].expected_cells), (2, 2));
    let sets = seen(&history, |view| data_sets(view, true, 10, None));
    assert_eq!(
        (sets[0].reporters.clone(), sets[0].indicators.clone()),
        (vec![org(1), org(2)], [code("PUPILS")].into())
    );
    let mut unpublished = History::new("measurement");
    defined(&mut unpublished, "2026-10-20T00:00:00.000000Z");
    assert!(seen(&unpublished, |view| data_sets(view, true, 10, None)).is_empty());
    assert_eq!(seen(&unpublished, |view| data_set(view, &code("SCHOOL"), true)), None);
    assert_eq!(seen(&unpublished, last_day).map(|day| day.to_string()).as_deref(), Some("2026-02-01"));
}
