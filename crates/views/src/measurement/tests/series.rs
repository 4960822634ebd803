//! Series: what is put together, of what, where it should be, and where it breaks.

use domain::measurement::{decided::DecidedBy, definition::Dim, event::Path};

use super::{
    reviews::{corrected, period, published_by, seen, told},
    *,
};
use crate::fixture::sealed;

fn points(history: &History, filter: &SeriesFilter) -> Vec<(String, Result<String, String>, u32, u32)> {
    let series = seen(history, |view| {
        let indicator = indicator(view, &code("PUPILS"))?.unwrap();
        series(view, &indicator, filter)
    });
    let point =
        |point: Point| (point.period.start.to_string(), point.value, point.organizations, point.hidden);
    series.points.into_iter().map(point).collect()
}

fn point(start: &str, value: &str, orgs: u32) -> (String, Result<String, String>, u32, u32) {
    (start.to_owned(), Ok(value.to_owned()), orgs, 0)
}

#[test]
fn a_series_puts_together_what_was_published() {
    let history = told();
    let all = points(&history, &SeriesFilter::default());
    assert_eq!(all, [point("2026-10-01", "150", 2), point("2026-11-01", "110", 1)]);
    let one = SeriesFilter { org: Some(org(2)), ..SeriesFilter::default() };
    assert_eq!(points(&history, &one), [point("2026-10-01", "50", 1)]);
    let female = [(code("SEX"), code("F"))];
    let members = SeriesFilter { dims: female.clone().into(), ..SeriesFilter::default() };
    assert_eq!(points(&history, &members), [point("2026-10-01", "4", 1)]);
    let public = SeriesFilter { only_public: true, dims: female.into(), ..SeriesFilter::default() };
    let hidden =
        ("2026-10-01".to_owned(), Err("what it would be made of is hidden from the public".to_owned()), 0, 1);
    assert_eq!(points(&history, &public), [hidden]);
}

#[test]
fn a_series_over_periods_adds_flows() {
    let filter = SeriesFilter { over_periods: true, ..SeriesFilter::default() };
    let series = seen(&told(), |view| series(view, &indicator(view, &code("PUPILS"))?.unwrap(), &filter));
    assert_eq!(series.over_periods, Some(Ok("260".to_owned())));
}

#[test]
fn a_series_says_where_it_should_be_and_where_it_breaks() {
    let mut history = told();
    let decided_by = DecidedBy { context: domain::meta::ContextName::Agenda, id: Uuid::nil() };
    let baseline = Event::BaselineSet {
        code: code("PUPILS"),
        period: period("2026-09-01"),
        value: "100".to_owned(),
        source: "The register".to_owned(),
    };
    let target = Event::TargetSet {
        code: code("PUPILS"),
        by_period: period("2026-11-01"),
        value: "140".to_owned(),
        path: Path::Step,
        decided_by,
        reason: Some(sealed("because")),
    };
    let broken = Event::SeriesBreakMarked { code: code("PUPILS"), version: 2, period: period("2026-11-01") };
    for event in [&baseline, &target, &broken] {
        history.push("indicator/PUPILS", event);
    }
    let found = seen(&history, |view| {
        let indicator = indicator(view, &code("PUPILS"))?.unwrap();
        assert_eq!((indicator.targets.len(), indicator.breaks.len()), (1, 1));
        series(view, &indicator, &SeriesFilter::default())
    });
    let told: Vec<_> =
        found.points.iter().map(|one| (one.expected.as_deref(), one.is_on_track, one.is_break)).collect();
    assert_eq!(told, [(Some("100"), Some(true), false), (Some("140"), Some(false), true)]);
}

#[test]
fn each_period_is_told_by_the_definition_that_is_for_it() {
    let mut history = told();
    let definition = Definition {
        decimals: 2,
        value_type: ValueType::Money,
        aggregation: Aggregation::None,
        direction: Direction::Down,
        ..definition("PUPILS", &["GOAL_1"])
    };
    let revised = Event::DefinitionRevised {
        code: code("PUPILS"),
        version: 2,
        definition: Box::new(definition),
        comparable: false,
        effective_period: period("2026-11-01"),
        reason: Some(sealed("because")),
    };
    history.push("indicator/PUPILS", &revised);
    let all = points(&history, &SeriesFilter::default());
    assert_eq!(all, [point("2026-10-01", "150", 2), point("2026-11-01", "110.00", 1)]);
    let october = SeriesFilter {
        over_periods: true,
        to: Some("2026-10-31".parse().unwrap()),
        ..SeriesFilter::default()
    };
    let found = seen(&history, |view| series(view, &indicator(view, &code("PUPILS"))?.unwrap(), &october));
    assert_eq!(found.over_periods, Some(Ok("150".to_owned())), "added up, as it was then");
}

/// An indicator with the partition SEX, and an overlapping GROUP.
fn partitioned(history: &mut History, aggregation: Aggregation) {
    let dim = |name: &str, codes: [&str; 2], partition| Dim {
        code: code(name),
        codes: codes.map(code).into(),
        partition,
    };
    let definition = Definition {
        dims: vec![dim("GROUP", ["OLD", "POOR"], false), dim("SEX", ["F", "M"], true)],
        aggregation,
        ..definition("PUPILS", &["GOAL_1"])
    };
    let event = Event::IndicatorProposed { code: code("PUPILS"), definition: Box::new(definition) };
    history.push("indicator/PUPILS", &event);
}

fn one_point(history: &History, filter: &SeriesFilter) -> Point {
    let series = seen(history, |view| series(view, &indicator(view, &code("PUPILS"))?.unwrap(), filter));
    let [point] = &series.points[..] else { panic!("{series:?}") };
    point.clone()
}

#[test]
fn an_indicator_reported_by_code_alone_has_a_total() {
    let mut history = History::new("measurement");
    partitioned(&mut history, Aggregation::Sum);
    published_by(&mut history, 1, "2026-10-01", &[(Some("F"), "40"), (Some("M"), "60")]);
    published_by(&mut history, 2, "2026-10-01", &[(None, "50"), (Some("M"), "20")]);
    let total = one_point(&history, &SeriesFilter::default());
    assert_eq!(
        (total.value.as_deref(), total.made_of, total.rows, total.organizations),
        (Ok("150"), "sum", 3, 2)
    );
    assert_eq!((total.summed_over.clone(), total.codes), ([code("SEX")].into(), (2, 2)));
    let own = one_point(&history, &SeriesFilter { org: Some(org(2)), ..SeriesFilter::default() });
    assert_eq!((own.value.as_deref(), own.made_of, own.codes), (Ok("50"), "own_row", (0, 0)));
    assert!(own.summed_over.is_empty() && own.sequence > 0);
    // Of the public rows F is hidden: the first organization has no figure, and that is said.
    let public = SeriesFilter { only_public: true, ..SeriesFilter::default() };
    let seen_by_all = one_point(&history, &public);
    assert_eq!((seen_by_all.value.as_deref(), seen_by_all.hidden), (Ok("50"), 1));
    let first = one_point(&history, &SeriesFilter { org: Some(org(1)), ..public });
    assert_eq!(first.value.as_deref().unwrap_err(), "what it would be made of is hidden from the public");
}

#[test]
fn half_of_the_codes_say_so_and_are_held_against_no_target() {
    let mut history = History::new("measurement");
    partitioned(&mut history, Aggregation::Sum);
    published_by(&mut history, 1, "2026-10-01", &[(Some("M"), "60")]);
    aimed(&mut history, "2026-10-01", "10");
    let half = one_point(&history, &SeriesFilter::default());
    assert_eq!((half.value.as_deref(), half.codes, half.is_on_track), (Ok("60"), (1, 2), None));
    assert_eq!(half.expected.as_deref(), Some("10"));
    let mut single = History::new("measurement");
    partitioned(&mut single, Aggregation::None);
    published_by(&mut single, 1, "2026-10-01", &[(Some("M"), "60")]);
    let none = one_point(&single, &SeriesFilter::default());
    assert_eq!(
        none.value.as_deref().unwrap_err(),
        "the indicator is not put together; ask for single values"
    );
}

fn aimed(history: &mut History, by: &str, value: &str) {
    let baseline = Event::BaselineSet {
        code: code("PUPILS"),
        period: period("2026-09-01"),
        value: "100".to_owned(),
        source: "The register".to_owned(),
    };
    let target = Event::TargetSet {
        code: code("PUPILS"),
        by_period: period(by),
        value: value.to_owned(),
        path: Path::Step,
        decided_by: DecidedBy { context: domain::meta::ContextName::Agenda, id: Uuid::nil() },
        reason: None,
    };
    history.push("indicator/PUPILS", &baseline).push("indicator/PUPILS", &target);
}

#[test]
fn a_break_is_shown_where_nobody_reported_and_nothing_is_added_over_it() {
    let mut history = told();
    published_by(&mut history, 1, "2027-01-01", &[(None, "7")]);
    let broken = Event::SeriesBreakMarked { code: code("PUPILS"), version: 2, period: period("2026-12-01") };
    history.push("indicator/PUPILS", &broken);
    let filter = SeriesFilter { over_periods: true, ..SeriesFilter::default() };
    let over = |filter: &SeriesFilter| {
        seen(&history, |view| series(view, &indicator(view, &code("PUPILS"))?.unwrap(), filter))
    };
    let all = over(&filter);
    let breaks: Vec<_> = all.points.iter().map(|one| (one.value.is_ok(), one.is_break)).collect();
    assert_eq!(breaks, [(true, false), (true, false), (false, true), (true, false)]);
    let why = "the series breaks at 2026-12-01 P1M; ask for periods before it or from it on";
    assert_eq!(all.over_periods, Some(Err(why.to_owned())));
    let before = over(&SeriesFilter { to: "2026-11-30".parse().ok(), ..filter.clone() });
    assert_eq!((before.over_periods, before.points.len()), (Some(Ok("260".to_owned())), 2));
    let after = over(&SeriesFilter { from: "2026-12-01".parse().ok(), ..filter });
    assert_eq!(after.over_periods, Some(Ok("7".to_owned())));
}

#[test]
fn an_indicator_stands_at_the_last_period_published() {
    let mut history = told();
    let standing_of = |history: &History| {
        seen(history, |view| standing(view, &indicator(view, &code("PUPILS"))?.unwrap(), false))
    };
    aimed(&mut history, "2026-11-01", "105");
    let last = standing_of(&history).unwrap();
    assert_eq!(
        (last.period, last.value.as_deref(), last.is_on_track),
        (period("2026-11-01"), Ok("110"), Some(true))
    );
    corrected(&mut history, 1, "2026-11-01", "101");
    assert_eq!(standing_of(&history).unwrap().is_on_track, Some(false));
    let mut unpublished = History::new("measurement");
    proposed(&mut unpublished, "PUPILS", &["GOAL_1"]);
    assert_eq!(standing_of(&unpublished), None);
}

#[test]
fn a_goal_is_measured_while_an_indicator_lives() {
    let mut history = told();
    let goals = [code("GOAL_1"), code("GOAL_2")].into();
    let not = |history: &History| seen(history, |view| unmeasured(view, &goals));
    assert_eq!(not(&history), [code("GOAL_2")]);
    let last_period = period("2026-11-01");
    let retired = Event::IndicatorRetired { code: code("PUPILS"), last_period, successor: None };
    history.push("indicator/PUPILS", &retired);
    assert_eq!(not(&history).len(), 2);
    let active = IndicatorFilter { status: Some("active".to_owned()), ..IndicatorFilter::default() };
    assert!(seen(&history, |view| indicators(view, &active, 10, None)).is_empty());
}
