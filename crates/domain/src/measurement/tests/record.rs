//! Recording values: all rows or none, and every bad row by name.

use super::*;
use crate::{
    decider::{Emitted, Refusal as _},
    facts::Membership,
    measurement::{observation::ObsStatus, submission},
};

/// The reason of a recording of one row.
fn reason(row: Row) -> &'static str {
    reporting().reason(record(vec![row]))
}

fn rows_of(emitted: &[Emitted<Event>]) -> Vec<(u32, u32, usize)> {
    let part = |one: &Emitted<Event>| match &one.event {
        Event::ObservationsRecorded { part, parts, rows, .. } => (*part, *parts, rows.len()),
        other => panic!("{other:?}"),
    };
    emitted.iter().map(part).collect()
}

#[test]
fn values_are_stored_at_the_scale_of_their_indicator() {
    let text = Row { value: Some("A good month".to_owned()), ..row("STORY", "") };
    let emitted = reporting().when(record(vec![row("ABSENT", "4.5"), row("PUPILS", "1000"), text])).unwrap();
    assert_eq!(emitted.len(), 1);
    assert_eq!(emitted[0].stream.as_str(), format!("submission/SCHOOL/{}/2026-10-01_P1M", org(1)));
    let Event::ObservationsRecorded { rows, part: 1, parts: 1, .. } = &emitted[0].event else { panic!() };
    let values: Vec<_> = rows.iter().filter_map(|row| row.value.as_deref()).collect();
    assert_eq!(values, ["4.50", "1000", "A good month"]);
}

#[test]
fn the_same_values_again_change_nothing_and_others_replace_them_only_when_told() {
    let world = reporting().after(record(vec![row("PUPILS", "10"), row("ABSENT", "1")]));
    assert_eq!(world.when(record(vec![row("PUPILS", "10"), row("ABSENT", "1.00")])), Ok(vec![]));
    assert_eq!(world.reason(record(vec![row("PUPILS", "11")])), "duplicate_key");
    let rows = vec![row("PUPILS", "11"), row("ABSENT", "1")];
    let replacing = Command::RecordObservations {
        data_set: code("SCHOOL"),
        org: None,
        rows,
        replaces: true,
        is_dry_run: false,
    };
    assert_eq!(rows_of(&world.when(replacing).unwrap()), [(1, 1, 1)]);
}

#[test]
fn a_recording_names_indicators_areas_and_disaggregations_that_exist() {
    assert_eq!(reason(row("TEACHERS", "1")), "unknown_code");
    assert_eq!(reason(row("pupils", "1")), "unknown_code");
    assert_eq!(reason(Row { area_code: Some("cluj".to_owned()), ..row("PUPILS", "1") }), "unknown_code");
    assert_eq!(reason(Row { area_code: Some("CLUJ".to_owned()), ..row("PUPILS", "1") }), "accepted");
    let with = |dims: &[(&str, &str)]| {
        let dims = dims.iter().map(|(dim, code)| ((*dim).to_owned(), (*code).to_owned())).collect();
        reason(Row { dims, ..row("PUPILS", "1") })
    };
    assert_eq!(with(&[("SEX", "F"), ("SHIFT", "LATE")]), "accepted");
    assert_eq!(with(&[("AGE", "A7")]), "dim_unknown");
    assert_eq!(with(&[("SEX", "X")]), "dim_unknown");
    assert_eq!(with(&[("SEX", "F"), ("SEX", "M")]), "dim_unknown");
}

#[test]
fn values_are_of_the_type_of_their_indicator() {
    assert_eq!(reason(row("PUPILS", "many")), "wrong_type");
    assert_eq!(reason(row("PUPILS", "")), "wrong_type");
    assert_eq!(reason(row("PUPILS", "1.5")), "too_many_decimals");
    assert_eq!(reason(row("PUPILS", "-1")), "negative_count");
    assert_eq!(reason(row("PUPILS", "0")), "accepted");
    assert_eq!(reason(row("ABSENT", "100")), "accepted");
    assert_eq!(reason(row("ABSENT", "100.01")), "percent_over_100");
    assert_eq!(reason(row("ABSENT", "-3")), "accepted");
    let divided = |denominator: &str| Row { denominator: Some(denominator.to_owned()), ..row("ABSENT", "4") };
    assert_eq!(reason(divided("1000")), "accepted");
    assert_eq!(reason(divided("0")), "wrong_type");
    assert_eq!(reason(divided("-1")), "wrong_type");
    let of_nobody = |numerator: &str, obs_status| {
        let (value, numerator) = (None, (!numerator.is_empty()).then(|| numerator.to_owned()));
        reason(Row { value, obs_status, numerator, ..divided("0") })
    };
    assert_eq!((of_nobody("0", None), of_nobody("", None)), ("accepted", "accepted"), "a rate of nobody");
    assert_eq!(of_nobody("0", Some(ObsStatus::NotCollected)), "accepted");
    assert_eq!(of_nobody("0", Some(ObsStatus::Normal)), "wrong_type", "normal is a value");
    assert_eq!(of_nobody("3", Some(ObsStatus::Missing)), "wrong_type", "three of nobody");
    assert_eq!(reason(Row { value: Some("x".repeat(900)), ..row("STORY", "") }), "wrong_type");
    let world = reporting().after(propose("LOAN", |definition| {
        percent(definition);
        definition.may_exceed_100 = true;
    }));
    let world = world
        .after(define("SCHOOL_2", &["LOAN"], 60))
        .after(Command::AssignReporters { data_set: code("SCHOOL_2"), orgs: [org(1)].into() });
    let rows = vec![row("LOAN", "130")];
    let over = Command::RecordObservations {
        data_set: code("SCHOOL_2"),
        org: None,
        rows,
        replaces: false,
        is_dry_run: false,
    };
    assert_eq!(world.reason(over), "accepted");
}

#[test]
fn what_is_not_there_has_a_status_and_no_value() {
    let with = |status, value: &str| reason(Row { obs_status: Some(status), ..row("PUPILS", value) });
    for status in [ObsStatus::Missing, ObsStatus::NotCollected, ObsStatus::Suppressed] {
        assert_eq!(with(status, "0"), "status_needs_no_value");
        assert_eq!(with(status, ""), "accepted");
    }
    assert_eq!(with(ObsStatus::Estimated, "7"), "accepted");
    assert_eq!(with(ObsStatus::Estimated, ""), "wrong_type");
}

#[test]
fn a_period_begins_where_it_should_has_begun_and_is_not_closed() {
    let at = |start: &str, length: &str| {
        let (period_start, period_length) = (start.to_owned(), length.to_owned());
        reason(Row { period_start, period_length, ..row("PUPILS", "1") })
    };
    assert_eq!(at("2026-10-02", "P1M"), "period_misaligned");
    assert_eq!(at("2026-01-01", "P1Y"), "period_misaligned");
    assert_eq!(at("October", "P1M"), "period_misaligned");
    assert_eq!(at("2026-11-01", "P1M"), "accepted");
    assert_eq!(at("2026-12-01", "P1M"), "period_in_future");
    assert_eq!(at("2026-09-01", "P1M"), "accepted");
    assert_eq!(at("2026-08-01", "P1M"), "period_closed");
}

#[test]
fn the_last_open_day_is_the_day_it_closes_on() {
    let at = |now: &str| {
        let now = now.parse().unwrap();
        reporting().with(|context| context.now = now).reason(record(vec![row("PUPILS", "1")]))
    };
    assert_eq!(at("2026-12-30T23:59:59Z"), "accepted");
    assert_eq!(at("2026-12-31T00:00:00Z"), "period_closed");
}

#[test]
fn only_assigned_reporters_record_and_not_while_suspended() {
    let as_org = |number: Option<u128>| {
        let world = reporting().with(|context| context.scope.actor.org = number.map(org));
        world.reason(record(vec![row("PUPILS", "1")]))
    };
    assert_eq!(as_org(Some(2)), "accepted");
    assert_eq!(as_org(Some(3)), "not_a_reporter");
    assert_eq!(as_org(None), "not_a_reporter");
    let world = reporting().with(|context| {
        Arc::make_mut(&mut context.facts.roster).members.insert(org(1), Membership::Suspended);
    });
    assert_eq!(world.when(record(vec![row("PUPILS", "1")])), Err(Refusal::MemberSuspended));
    assert_eq!(world.reason(assign(&[1])), "accepted");
    assert_eq!(self::world().reason(record(vec![row("PUPILS", "1")])), "unknown_data_set");
}

#[test]
fn a_partition_adds_up_exactly_once_it_is_all_there() {
    let world = reporting();
    let parts = |female: &str, male: &str| vec![row("PUPILS", "100"), by_sex("F", female), by_sex("M", male)];
    assert_eq!(world.reason(record(parts("60", "40"))), "accepted");
    assert_eq!(world.reason(record(parts("60", "41"))), "partition_mismatch");
    let suppressed = Row { obs_status: Some(ObsStatus::Suppressed), ..by_sex("M", "") };
    let rows = vec![row("PUPILS", "100"), by_sex("F", "60"), suppressed];
    assert_eq!(world.reason(record(rows)), "accepted");
    let world = world.after(record(vec![row("PUPILS", "100"), by_sex("F", "60")]));
    assert_eq!(world.reason(record(vec![by_sex("M", "39")])), "partition_mismatch");
    assert_eq!(world.reason(record(vec![by_sex("M", "40")])), "accepted");
    let shift =
        |shift: &str| Row { dims: vec![("SHIFT".to_owned(), shift.to_owned())], ..row("PUPILS", "70") };
    assert_eq!(world.reason(record(vec![shift("EARLY"), shift("LATE")])), "accepted");
}

#[test]
fn every_bad_row_is_named_and_no_row_is_taken() {
    let rows = vec![row("PUPILS", "1"), row("PUPILS", "2"), row("ABSENT", "101"), row("NONE", "1")];
    let refusal = reporting().when(record(rows)).unwrap_err();
    let named: Vec<_> = refusal.rows().iter().map(|bad| (bad.row, &*bad.column, bad.reason)).collect();
    let expected = [
        (2, "indicator", "duplicate_key"),
        (3, "value", "percent_over_100"),
        (4, "indicator", "unknown_code"),
    ];
    assert_eq!(named, expected);
    assert_eq!(refusal.reason(), "duplicate_key");
}

#[test]
fn at_most_a_thousand_bad_rows_are_listed_and_the_rest_are_counted() {
    let refusal = reporting().when(record(vec![row("NONE", "1"); 1_203])).unwrap_err();
    assert_eq!(refusal.rows().len(), submission::MAX_BAD_ROWS);
    assert_eq!(refusal.details()["rows_not_listed"], "203");
    assert!(refusal.to_string().starts_with("1203 of the rows cannot be taken"), "{refusal}");
}

#[test]
fn a_large_recording_makes_parts_of_at_most_200_rows_over_all_periods() {
    let in_area = |number: usize, start: &str| Row {
        area_code: Some(format!("A{number}")),
        period_start: start.to_owned(),
        ..row("PUPILS", "1")
    };
    let october = (0..450).map(|number| in_area(number, "2026-10-01"));
    let november = (0..20).map(|number| in_area(number, "2026-11-01"));
    let emitted = reporting().when(record(november.chain(october).collect())).unwrap();
    let parts = rows_of(&emitted);
    assert_eq!(parts.iter().map(|part| part.2).sum::<usize>(), 470);
    let numbers: Vec<_> = parts.iter().map(|part| part.0).collect();
    assert_eq!(numbers, (1..=parts[0].1).collect::<Vec<_>>());
    for one in &emitted {
        assert!(crate::decider::Event::encode(&one.event).unwrap().data.len() <= 30_000);
    }
    assert_eq!(parts.first().map(|part| part.2 <= 200), Some(true));
    assert_eq!(parts.last().map(|part| part.2), Some(20));
}

#[test]
fn long_rows_make_smaller_parts() {
    let row = |number: usize| Row {
        area_code: Some(format!("A{number}")),
        value: Some("\"".repeat(400)),
        ..row("STORY", "")
    };
    let emitted = reporting().when(record((0..100).map(row).collect())).unwrap();
    assert!(emitted.len() > 1);
    for one in &emitted {
        assert!(crate::decider::Event::encode(&one.event).unwrap().data.len() <= 30_000);
    }
}

#[test]
fn staff_records_for_several_and_each_wrong_organization_is_a_row() {
    let of = |number: u128, indicator: &str, value: &str| Row {
        org: Some(org(number).as_str().to_owned()),
        ..row(indicator, value)
    };
    let staff = |context: &mut Context| context.scope.actor.role = crate::meta::Role::BackboneStaff;
    let world = reporting().after(assign(&[1, 2])).with(staff);
    let emitted = world.when(record(vec![of(1, "PUPILS", "5"), of(2, "PUPILS", "6")])).unwrap();
    assert_eq!(emitted.len(), 2, "one event for each organization");
    let mut stranger = of(1, "PUPILS", "5");
    stranger.org = Some("city".to_owned());
    let rows = vec![of(1, "PUPILS", "5"), of(3, "PUPILS", "6"), stranger];
    let refusal = world.when(record(rows)).unwrap_err();
    let named: Vec<_> = refusal.rows().iter().map(|bad| (bad.row, &*bad.column, bad.reason)).collect();
    assert_eq!(named, [(2, "org", "not_a_reporter"), (3, "org", "not_a_reporter")]);
    let world = world.with(|context| {
        let roster = Arc::make_mut(&mut context.facts.roster);
        roster.members.insert(org(2), Membership::Suspended);
    });
    let refusal = world.when(record(vec![of(1, "PUPILS", "5"), of(2, "PUPILS", "6")])).unwrap_err();
    assert_eq!((refusal.rows()[0].row, refusal.reason()), (2, "member_suspended"));
    let own = reporting();
    assert_eq!(
        own.reason(record(vec![of(2, "PUPILS", "6")])),
        "not_a_reporter",
        "only staff acts for others"
    );
}
