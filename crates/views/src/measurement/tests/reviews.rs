//! Submissions, the public table, broken rules, stories, agreements.

use domain::measurement::{
    event::{Change, CorrectionReason, PublicRow},
    observation::{Cell, Key},
    rule::Severity,
};

use super::*;
use crate::fixture::{event_id, sealed};

pub(super) fn period(start: &str) -> Period {
    Period { start: start.parse().unwrap(), length: PeriodType::Months }
}

pub(super) fn stream(number: u128, start: &str) -> String {
    format!("submission/SCHOOL/{}/{start}_P1M", org(number))
}

pub(super) fn key(sex: Option<&str>) -> Key {
    Key {
        indicator: code("PUPILS"),
        area_code: None,
        dims: sex.map(|sex| (code("SEX"), code(sex))).into_iter().collect(),
    }
}

pub(super) fn cell(value: &str) -> Cell {
    Cell {
        value: (!value.is_empty()).then(|| value.to_owned()),
        obs_status: if value.is_empty() { ObsStatus::Missing } else { ObsStatus::Normal },
        numerator: None,
        denominator: None,
    }
}

/// Recorded, submitted, approved and published; a row of the public table is hidden where its sex is F.
pub(super) fn published_by(
    history: &mut History,
    number: u128,
    start: &str,
    values: &[(Option<&str>, &str)],
) {
    let rows = values.iter().map(|(sex, value)| observation::Observation::new(key(*sex), cell(value)));
    recorded(history, number, start, rows.collect());
    let (data_set, org, period, stream) = (code("SCHOOL"), org(number), period(start), stream(number, start));
    let of = || (data_set.clone(), org.clone());
    let (set, who) = of();
    let submitted = Event::DataSubmitted {
        data_set: set,
        org: who,
        period,
        completeness_bp: 5_000,
        on_time: number == 1,
        attestation: Some("Counted twice.".to_owned()),
    };
    let (set, who) = of();
    let approved = Event::DataApproved { data_set: set, org: who, period };
    let rows = values.iter().map(|(sex, value)| PublicRow::new(&key(*sex), &cell(value), *sex == Some("F")));
    let rows = rows.collect();
    let (data_set, org) = of();
    let published = Event::DataPublished { data_set, org, period, revision: 1, part: 1, parts: 1, rows };
    history.push(&stream, &submitted).push(&stream, &approved).push(&stream, &published);
}

pub(super) fn corrected(history: &mut History, number: u128, start: &str, value: &str) {
    let (period, stream) = (period(start), stream(number, start));
    let of = || (code("SCHOOL"), org(number));
    let changes = vec![Change::new(&key(None), Some(&cell("100")), &cell(value))];
    let (data_set, org) = of();
    let (revision, reason) = (2, CorrectionReason::Error);
    let revised = Event::DataRevised {
        data_set,
        org,
        period,
        revision,
        reason,
        note: None,
        part: 1,
        parts: 1,
        changes,
    };
    let rows = vec![PublicRow::new(&key(None), &cell(value), false)];
    let (data_set, org) = of();
    let public =
        Event::RevisionPublished { data_set, org, period, revision, reason, part: 1, parts: 1, rows };
    history.push(&stream, &revised).push(&stream, &public);
}

pub(super) fn told() -> History {
    let mut history = History::new("measurement");
    proposed(&mut history, "PUPILS", &["GOAL_1"]);
    let october = [(None, "100"), (Some("F"), "4"), (Some("M"), "96")];
    published_by(&mut history, 1, "2026-10-01", &october);
    published_by(&mut history, 2, "2026-10-01", &[(None, "50")]);
    published_by(&mut history, 1, "2026-11-01", &[(None, "110")]);
    recorded(&mut history, 2, "2026-11-01", vec![row("PUPILS", None, Some("60"))]);
    history
}

pub(super) fn seen<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn every_event_type_is_taken_in_any_subset() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/tests/golden/measurement");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut history = told();
    for path in files.iter().chain(files.iter().rev()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let data = std::fs::read_to_string(path).unwrap();
        history.push_raw("submission/ANY", name, "members", data.trim_end());
    }
    fixture::hold_the_laws(&SCHEMA, &history);
}

#[test]
fn others_see_what_was_published_and_what_a_correction_ended() {
    let mut history = told();
    corrected(&mut history, 1, "2026-10-01", "101");
    let list = |seen_by: u128, include_history: bool| {
        let filter = ObservationFilter { seen_by: Some(org(seen_by)), include_history, ..Default::default() };
        let found = seen(&history, |view| observations(view, &filter, 500, None));
        found.into_iter().map(|one| one.value.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(list(3, false), ["4", "96", "101", "50", "110"]);
    assert_eq!(list(2, false), ["4", "96", "101", "50", "110", "60"], "also its own draft");
    assert_eq!(list(3, true), ["4", "96", "100", "101", "50", "110"]);
}

#[test]
fn the_public_table_has_revisions_and_hides_what_may_not_be_seen() {
    let mut history = told();
    let before = 14;
    corrected(&mut history, 1, "2026-10-01", "101");
    let list = |updated_after: u64, include_history: bool| {
        let filter = ObservationFilter { updated_after, include_history, ..Default::default() };
        let found = seen(&history, |view| published(view, &filter, 500, None));
        let told = |one: Observation| (one.value.unwrap_or_default(), one.is_hidden, one.revision);
        found.into_iter().map(told).collect::<Vec<_>>()
    };
    let told = |value: &str, hidden, revision| (value.to_owned(), hidden, revision);
    let live = [
        told("", true, 1),
        told("96", false, 1),
        told("101", false, 2),
        told("50", false, 1),
        told("110", false, 1),
    ];
    assert_eq!(list(0, false), live);
    assert_eq!(list(0, true).len(), 6);
    assert_eq!(list(before, false), [told("101", false, 2)], "exactly what changed");
}

#[test]
fn submissions_say_how_far_they_have_come() {
    let mut history = told();
    let returned = Event::DataReturned {
        data_set: code("SCHOOL"),
        org: org(2),
        period: period("2026-11-01"),
        reason: sealed("again"),
        cells: vec![key(None)],
    };
    history.push(&stream(2, "2026-11-01"), &returned);
    let all = seen(&history, |view| submissions(view, &StatusFilter::default(), 10, None));
    let told: Vec<_> = all.iter().map(|one| (one.org.clone(), one.status.as_str(), one.on_time)).collect();
    assert_eq!(
        told,
        [
            (org(1), "published", Some(true)),
            (org(1), "published", Some(true)),
            (org(2), "published", Some(false)),
            (org(2), "returned", None)
        ]
    );
    assert_eq!(all[3].returned.as_ref().map(|cell| cell.field.as_str()), Some("/reason"));
    let rest = seen(&history, |view| submissions(view, &StatusFilter::default(), 10, Some(&all[2].key)));
    assert_eq!(rest, all[3..]);
}

#[test]
fn what_was_given_up_is_no_value_any_more_until_it_is_begun_anew() {
    let mut history = told();
    let (data_set, period) = (code("SCHOOL"), period("2026-11-01"));
    let abandoned = Event::DataAbandoned { data_set, org: org(2), period, reason: sealed("wrong school") };
    history.push(&stream(2, "2026-11-01"), &abandoned);
    let own = |history: &History| {
        let filter = ObservationFilter { seen_by: Some(org(2)), org: Some(org(2)), ..Default::default() };
        let found = seen(history, |view| observations(view, &filter, 500, None));
        found.into_iter().map(|one| one.value.unwrap_or_default()).collect::<Vec<_>>()
    };
    let status = |history: &History| {
        let all = seen(history, |view| submissions(view, &StatusFilter::default(), 10, None));
        (all[3].status.clone(), all[3].on_time)
    };
    assert_eq!((own(&history), status(&history)), (vec!["50".to_owned()], ("abandoned".to_owned(), None)));
    recorded(&mut history, 2, "2026-11-01", vec![row("PUPILS", None, Some("61"))]);
    assert_eq!(own(&history), ["50", "61"]);
    assert_eq!(status(&history).0, "draft");
}

#[test]
fn a_broken_rule_shows_what_became_of_it() {
    let mut history = told();
    let stream = stream(1, "2026-10-01");
    let raised = Event::ViolationRaised {
        data_set: code("SCHOOL"),
        org: org(1),
        period: period("2026-10-01"),
        rule: 1,
        area_code: None,
        severity: Severity::High,
    };
    let explained = Event::ViolationExplained {
        data_set: code("SCHOOL"),
        org: org(1),
        period: period("2026-10-01"),
        rule: 1,
        area_code: None,
        reason: sealed("late"),
    };
    history.push(&stream, &raised).push(&stream, &explained);
    let list = |status: &str| {
        let filter = StatusFilter { status: Some(status.to_owned()), ..StatusFilter::default() };
        seen(&history, |view| violations(view, &filter, 10, None))
    };
    assert_eq!(list("raised"), []);
    let [explained] = &list("explained")[..] else { panic!() };
    assert_eq!((explained.severity, explained.rule), (Severity::High, 1));
    assert!(explained.explanation.is_some() && explained.waiver.is_none());
    let after = seen(&history, |view| violations(view, &StatusFilter::default(), 10, Some(&explained.key)));
    assert_eq!(after, []);
}

#[test]
fn a_story_is_stale_once_its_figures_were_corrected() {
    let mut history = told();
    let story = |revision: u32| Event::StoryTold {
        data_set: code("SCHOOL"),
        org: org(1),
        period: period("2026-10-01"),
        indicator: code("PUPILS"),
        revision,
        story: "Breakfast helps.".to_owned(),
        what_works: None,
        next_steps: vec!["Another school.".to_owned()],
    };
    history.push(&stream(1, "2026-10-01"), &story(1));
    let of = |indicator: &str| StoryFilter { indicator: Some(code(indicator)), ..StoryFilter::default() };
    let stale = |history: &History| {
        let found = seen(history, |view| stories(view, &of("PUPILS"), 10, None));
        found.iter().map(|one| one.is_stale).collect::<Vec<_>>()
    };
    assert_eq!(stale(&history), [false]);
    corrected(&mut history, 1, "2026-10-01", "101");
    history.push(&stream(1, "2026-10-01"), &story(2));
    assert_eq!(stale(&history), [false, true]);
    let only = StoryFilter { only_stale: true, data_set: Some(code("SCHOOL")), ..StoryFilter::default() };
    let revisions = seen(&history, |view| stories(view, &only, 10, None));
    assert_eq!(revisions.iter().map(|one| one.revision).collect::<Vec<_>>(), [1]);
    assert!(seen(&history, |view| stories(view, &of("NONE"), 10, None)).is_empty());
}

#[test]
fn an_agreement_ends_when_it_is_ended() {
    let mut history = told();
    let id: Uuid = event_id(99).parse().unwrap();
    let signed = Event::AgreementSigned {
        agreement: id,
        org: org(1),
        data_sets: [code("SCHOOL")].into(),
        from: "2026-01-01".parse().unwrap(),
        to: "2027-12-31".parse().unwrap(),
        purposes: vec!["To see.".to_owned()],
        retention_months: 60,
    };
    let ended = Event::AgreementEnded { agreement: id, org: org(1), on: "2026-12-31".parse().unwrap() };
    history.push("agreement/x", &signed).push("agreement/x", &ended);
    let of = |number: u128| AgreementFilter { org: Some(org(number)), ..AgreementFilter::default() };
    let found = seen(&history, |view| agreements(view, &of(1), 10, None));
    assert_eq!((found.len(), found[0].to.as_str()), (1, "2026-12-31"));
    assert!(seen(&history, |view| agreements(view, &of(2), 10, None)).is_empty());
    let on = |day: &str, data_set: &str| {
        let (on, data_set) = (day.parse().ok(), Some(code(data_set)));
        let filter = AgreementFilter { on, data_set, ..AgreementFilter::default() };
        seen(&history, |view| agreements(view, &filter, 10, None)).len()
    };
    assert_eq!(
        [on("2026-12-31", "SCHOOL"), on("2027-01-01", "SCHOOL"), on("2026-12-31", "OTHER")],
        [1, 0, 0]
    );
}
