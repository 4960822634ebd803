//! Values and what they were: filters, counts, and what two moments differ in.

use super::{
    reviews::{corrected, seen, told},
    *,
};

fn texts(found: &[Observation]) -> Vec<(String, u32, &'static str)> {
    let reason = |one: &Observation| one.reason.map_or("", |reason| reason.as_str());
    found.iter().map(|one| (one.value.clone().unwrap_or_default(), one.revision, reason(one))).collect()
}

fn of_october() -> ObservationFilter {
    ObservationFilter {
        indicator: Some(code("PUPILS")),
        org: Some(org(1)),
        from: "2026-10-01".parse().ok(),
        to: "2026-10-01".parse().ok(),
        exact_dims: true,
        ..ObservationFilter::default()
    }
}

#[test]
fn one_key_has_its_revisions_with_when_and_why() {
    let mut history = told();
    history.at("2026-12-24T00:00:00.000000Z");
    corrected(&mut history, 1, "2026-10-01", "101");
    let filter = ObservationFilter { include_history: true, ..of_october() };
    let public = seen(&history, |view| published(view, &filter, 10, None));
    let value = |text: &str, revision, reason| (text.to_owned(), revision, reason);
    assert_eq!(texts(&public), [value("100", 1, ""), value("101", 2, "error")]);
    assert_eq!(public[1].occurred_at, "2026-12-24T00:00:00.000000Z");
    assert!(public[1].recorded_at.starts_with("2026-02-01T00:00:00.0000"), "{}", public[1].recorded_at);
    let values = seen(&history, |view| observations(view, &filter, 10, None));
    assert_eq!(texts(&values), [value("100", 0, ""), value("101", 2, "error")]);
    let since = ObservationFilter { updated_after: public[0].sequence, ..of_october() };
    assert_eq!(texts(&seen(&history, |view| published(view, &since, 10, None))), [value("101", 2, "error")]);
}

#[test]
fn values_are_asked_for_by_code_and_by_mark_and_are_counted() {
    let history = told();
    let list = |filter: &ObservationFilter| texts(&seen(&history, |view| published(view, filter, 10, None)));
    let male = ObservationFilter { dims: [(code("SEX"), code("M"))].into(), ..ObservationFilter::default() };
    assert_eq!(list(&male), [("96".to_owned(), 1, "")]);
    let exact = ObservationFilter { exact_dims: true, ..male.clone() };
    assert_eq!(list(&exact), list(&male));
    let totals = ObservationFilter { exact_dims: true, ..ObservationFilter::default() };
    assert_eq!(list(&totals).len(), 3);
    let hidden =
        ObservationFilter { obs_status: Some(ObsStatus::Suppressed), ..ObservationFilter::default() };
    assert_eq!(list(&hidden), [(String::new(), 1, "")]);
    let all = ObservationFilter::default();
    let counts = seen(&history, |view| published_counts(view, &all));
    let told: Vec<_> = counts.iter().map(|one| (one.obs_status, one.is_hidden, one.count)).collect();
    assert_eq!(told, [(ObsStatus::Normal, false, 4), (ObsStatus::Suppressed, true, 1)]);
    let counts = seen(&history, |view| observation_counts(view, &male));
    assert_eq!(counts, [MarkCount { obs_status: ObsStatus::Normal, is_hidden: false, count: 1 }]);
}
