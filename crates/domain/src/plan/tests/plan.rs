//! The plan, its strategies, its reviews, and activities as they are proposed.

use super::*;

#[test]
fn a_plan_begins_under_an_adopted_agenda() {
    let created = Event::PlanCreated { agenda_version: 2, from: day("2026-01-01"), to: day("2028-12-31") };
    assert_eq!(world().when(create()), Ok(vec![Emitted::new(action_plan::stream(), created)]));
    for agenda_version in [0, 3] {
        let command = Command::CreatePlan { agenda_version, from: day("2026-01-01"), to: day("2026-01-01") };
        assert_eq!(
            world().when(command),
            Err(Refusal::AgendaNotAdopted { asked: agenda_version, adopted: 2 })
        );
    }
}

#[test]
fn a_plan_ends_after_it_begins_and_there_is_one() {
    let (from, to) = (day("2026-01-02"), day("2026-01-01"));
    let backwards = Command::CreatePlan { agenda_version: 1, from, to };
    assert_eq!(world().when(backwards.clone()), Err(Refusal::ToBeforeFrom { from, to }));
    assert_eq!(world().after(create()).when(create()), Ok(vec![]));
    assert_eq!(world().after(create()).when(backwards), Err(Refusal::PlanExists));
}

#[test]
fn a_strategy_serves_goals_of_the_agenda() {
    let world = world();
    assert_eq!(world.when(strategy("HOUSING", "GOAL_1")), Err(Refusal::NoPlan));
    let world = world.after(create());
    let emitted = world.when(strategy("HOUSING", "GOAL_1")).unwrap();
    assert!(matches!(&emitted[0].event, Event::StrategyDefined { code, .. } if code.as_str() == "HOUSING"));
    assert_eq!(world.when(strategy("HOUSING", "GOAL_9")), Err(Refusal::UnknownGoal { code: code("GOAL_9") }));
}

#[test]
fn a_strategy_code_is_taken_once() {
    let world = planned();
    assert_eq!(world.when(strategy("HOUSING", "GOAL_1")), Ok(vec![]));
    let taken = Err(Refusal::StrategyCodeTaken { code: code("HOUSING") });
    assert_eq!(world.when(strategy("HOUSING", "GOAL_2")), taken);
}

#[test]
fn an_activity_stands_under_a_strategy_within_the_plan() {
    let world = planned();
    let emitted = world.when(propose(|_| ())).unwrap();
    assert_eq!(emitted[0].stream.as_str(), "activity/SHELTER");
    assert!(matches!(&emitted[0].event, Event::ActivityProposed { title, .. } if title == "Open a shelter"));
    assert_eq!(world.reason(propose(|new| new.strategy = code("OTHER"))), "unknown_strategy");
    assert_eq!(world.reason(propose(|new| new.lead_org = Some(org(9)))), "not_a_member");
    assert_eq!(world.reason(propose(|new| new.lead_org = Some(org(4)))), "not_a_member");
    assert_eq!(world.reason(propose(|new| new.end = day("2026-02-28"))), "end_before_start");
    assert_eq!(world.reason(propose(|new| new.start = day("2025-12-31"))), "outside_plan_window");
    assert_eq!(world.reason(propose(|new| new.end = day("2029-01-01"))), "outside_plan_window");
    assert_eq!(self::world().reason(propose(|_| ())), "no_plan");
}

#[test]
fn an_activity_code_is_taken_once() {
    let world = planned().after(propose(|_| ()));
    assert_eq!(world.when(propose(|_| ())), Ok(vec![]));
    let other = propose(|new| new.title = "Close a shelter".to_owned());
    assert_eq!(world.when(other), Err(Refusal::ActivityCodeTaken { key: "SHELTER".to_owned() }));
}

#[test]
fn an_activity_without_a_code_gets_an_id_and_an_imported_one_always_the_same() {
    let external = ExternalRef { vocabulary: "eips".to_owned(), code: "165".to_owned() };
    let activity = NewActivity { external_ref: Some(external), ..new_activity() };
    let command = Command::ProposeActivity { code: None, activity };
    let live = planned().when(command.clone()).unwrap();
    assert_eq!(live[0].stream.key(), planned().context.scope.new_id.to_string());
    let importing = planned().with(|context| context.scope.imported = true);
    let first = importing.when(command.clone()).unwrap();
    let importing = importing.after(command.clone());
    assert_ne!(first[0].stream, live[0].stream);
    assert_eq!(importing.when(command), Ok(vec![]));
}

#[test]
fn a_period_is_looked_back_on_once() {
    let review = |from: &str, to: &str| Command::ReviewPlan {
        period: Span { from: day(from), to: day(to) },
        decisions: vec!["Go on".to_owned()],
    };
    let world = planned().after(review("2026-01-01", "2026-06-30"));
    assert_eq!(world.when(review("2026-01-01", "2026-06-30")), Ok(vec![]));
    assert_eq!(world.reason(review("2026-06-30", "2026-12-31")), "period_overlaps_review");
    assert_eq!(world.reason(review("2026-07-01", "2026-06-30")), "to_before_from");
    assert_eq!(world.reason(review("2026-07-01", "2026-12-31")), "accepted");
    assert_eq!(self::world().reason(review("2026-01-01", "2026-06-30")), "no_plan");
}
