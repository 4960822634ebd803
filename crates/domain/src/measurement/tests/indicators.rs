//! Indicators after they were proposed: in force, revised, retired, with a baseline and targets.

use super::{given::*, *};
use crate::{
    ids::Uuid,
    measurement::{
        command::{ReviseDefinition, SetBaseline, SetTarget},
        decided::DecidedBy,
        event::Path,
        indicator::Standing,
    },
};

fn activate() -> Command {
    Command::ActivateIndicator { code: code("PUPILS"), decided_by: decided_by() }
}

fn revise(change: impl FnOnce(&mut ReviseDefinition)) -> Command {
    let mut command = ReviseDefinition {
        code: code("PUPILS"),
        definition: Definition { name: "Pupils in school".to_owned(), ..definition() },
        comparable: true,
        effective_period: month("2027-01-01"),
        reason: None,
    };
    change(&mut command);
    Command::ReviseDefinition(Box::new(command))
}

fn baseline(value: &str) -> Command {
    let (value, source) = (value.to_owned(), "The register".to_owned());
    Command::SetBaseline(SetBaseline { code: code("PUPILS"), period: month("2026-01-01"), value, source })
}

fn target(value: &str, change: impl FnOnce(&mut SetTarget)) -> Command {
    let mut command = SetTarget {
        code: code("PUPILS"),
        by_period: month("2027-01-01"),
        value: value.to_owned(),
        path: Path::Linear,
        decided_by: decided_by(),
        reason: None,
    };
    change(&mut command);
    Command::SetTarget(Box::new(command))
}

fn retire(last: &str) -> Command {
    Command::RetireIndicator {
        code: code("PUPILS"),
        last_period: month(last),
        successor: Some(code("ABSENT")),
        open_submissions: Vec::new(),
    }
}

#[test]
fn an_indicator_is_put_into_force_by_a_decision_that_was_adopted() {
    let rejected = DecidedBy { id: Uuid::from_u128(98), ..decided_by() };
    for wrong in [rejected, DecidedBy { id: Uuid::nil(), ..decided_by() }] {
        let command = Command::ActivateIndicator { code: code("PUPILS"), decided_by: wrong };
        assert_eq!(sharing().when(command), Err(Refusal::NoDecision { decided_by: wrong.id }));
    }
    let emitted = sharing().when(activate()).unwrap();
    assert_eq!(
        emitted[0].event,
        Event::IndicatorActivated { code: code("PUPILS"), decided_by: decided_by() }
    );
    assert_eq!(sharing().after(activate()).when(activate()), Ok(vec![]));
    let unknown = Command::ActivateIndicator { code: code("NONE"), decided_by: decided_by() };
    assert_eq!(sharing().reason(unknown), "unknown_indicator");
    let open = vec!["SCHOOL 2026-10 (draft)".to_owned()];
    let too_early = Command::RetireIndicator {
        code: code("PUPILS"),
        last_period: october(),
        successor: None,
        open_submissions: open.clone(),
    };
    assert_eq!(sharing().when(too_early), Err(Refusal::OpenSubmissions { open }));
}

#[test]
fn a_definition_that_cannot_be_compared_marks_a_break() {
    let emitted = sharing().when(revise(|command| command.comparable = false)).unwrap();
    let [revised, broken] = &emitted[..] else { panic!("{emitted:?}") };
    assert!(matches!(revised.event, Event::DefinitionRevised { version: 2, .. }));
    let period = month("2027-01-01");
    assert_eq!(broken.event, Event::SeriesBreakMarked { code: code("PUPILS"), version: 2, period });
    assert_eq!(sharing().when(revise(|_| ())).unwrap().len(), 1);
    assert_eq!(sharing().after(revise(|_| ())).when(revise(|_| ())), Ok(vec![]));
}

#[test]
fn another_unit_cannot_be_compared_and_the_past_needs_a_reason() {
    let unit = |command: &mut ReviseDefinition| command.definition.unit = "classes".to_owned();
    assert_eq!(sharing().when(revise(unit)), Err(Refusal::UnitChangeNotComparable));
    let past = |command: &mut ReviseDefinition| command.effective_period = october();
    assert_eq!(sharing().when(revise(past)), Err(Refusal::RetroactiveNeedsReason));
    let explained = revise(|command| {
        past(command);
        command.reason = Some(private("the law changed in October"));
    });
    assert_eq!(sharing().reason(explained), "accepted");
    let longer = |command: &mut ReviseDefinition| command.definition.period_type = PeriodType::Years;
    assert_eq!(sharing().reason(revise(longer)), "period_type_fixed");
    let astray =
        |command: &mut ReviseDefinition| command.effective_period.start = "2027-01-02".parse().unwrap();
    assert_eq!(sharing().reason(revise(astray)), "period_not_of_indicator");
}

#[test]
fn a_retired_indicator_takes_no_values_after_its_last_period_and_no_changes() {
    let world = sharing().after(retire("2026-09-01"));
    assert_eq!(world.when(retire("2026-09-01")), Ok(vec![]));
    assert_eq!(world.reason(record(vec![row("PUPILS", "5")])), "unknown_code");
    assert_eq!(world.reason(activate()), "indicator_retired");
    let september = Row { period_start: "2026-09-01".to_owned(), ..row("PUPILS", "5") };
    assert_eq!(world.reason(record(vec![september])), "accepted");
    let unknown = Command::RetireIndicator {
        code: code("PUPILS"),
        last_period: october(),
        successor: Some(code("NONE")),
        open_submissions: Vec::new(),
    };
    assert_eq!(sharing().reason(unknown), "unknown_indicator");
}

#[test]
fn a_baseline_stays_once_targets_rest_on_it() {
    let world = sharing().after(baseline("100"));
    assert_eq!(world.when(baseline("100")), Ok(vec![]));
    assert_eq!(world.reason(baseline("90")), "accepted");
    assert_eq!(world.reason(baseline("9.5")), "not_a_value");
    let world = world.after(target("120", |_| ()));
    assert_eq!(world.when(baseline("90")), Err(Refusal::BaselinePublished));
    assert_eq!(world.when(target("120", |_| ())), Ok(vec![]));
}

#[test]
fn a_target_comes_after_the_baseline_and_leads_where_better_is() {
    assert_eq!(sharing().when(target("120", |_| ())), Err(Refusal::TargetBeforeBaseline));
    let world = sharing().after(baseline("100"));
    let same = target("120", |command| command.by_period = month("2026-01-01"));
    assert_eq!(world.when(same), Err(Refusal::TargetBeforeBaseline));
    assert_eq!(world.when(target("90", |_| ())), Err(Refusal::AgainstDirectionNeedsReason));
    let explained = target("90", |command| command.reason = Some(private("fewer children are born")));
    assert_eq!(world.reason(explained), "accepted");
    let undecided = target("120", |command| command.decided_by.id = Uuid::nil());
    assert_eq!(world.reason(undecided), "no_decision");
}

#[test]
fn standings_follow_the_events() {
    let world = sharing().after(activate());
    let seen = world.when(retire("2026-10-01")).unwrap();
    let mut state = State::Indicator(Indicator::proposed(Box::new(definition())));
    let meta = EventMeta {
        id: Uuid::nil(),
        occurred_at: world.context.now,
        imported: false,
        actor: world.context.scope.actor.clone(),
    };
    Rules::evolve(&mut state, &seen[0].event, &meta);
    assert_eq!(state.indicator().unwrap().standing, Standing::Retired(october()));
}
