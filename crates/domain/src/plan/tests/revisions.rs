//! What a revision of the plan puts otherwise: titles, numbers to reach, indicators.

use super::*;
use crate::plan::{command::Wording, value::TargetValue};

fn target(value: &str) -> Wording {
    let target = Some(TargetValue { value: value.to_owned(), unit: "beds".to_owned() });
    Wording { title: "Beds".to_owned(), kind: MilestoneKind::Target, target }
}

fn revise(wording: Wording, reason: Option<&str>) -> Command {
    let (activity, milestone) = ("A".to_owned(), "BEDS".to_owned());
    Command::ReviseMilestone { activity, milestone, wording, reason: reason.map(str::to_owned) }
}

fn entitle(title: &str, reason: Option<&str>) -> Command {
    let reason = reason.map(str::to_owned);
    Command::ReviseActivity { activity: "A".to_owned(), title: title.to_owned(), reason }
}

fn link(indicators: &[&str]) -> Command {
    let indicators = indicators.iter().map(|name| code(name)).collect();
    Command::LinkIndicators { activity: "A".to_owned(), indicators }
}

fn revise_strategy(name: &str, title: &str, goals: &[&str], reason: Option<&str>) -> Command {
    let goals = goals.iter().map(|goal| code(goal)).collect();
    let (title, reason) = (title.to_owned(), reason.map(str::to_owned));
    Command::ReviseStrategy { code: code(name), title, goals, reason }
}

fn with_one() -> World<Rules> {
    three().after(milestone("BEDS", "2026-06-30"))
}

#[test]
fn a_milestone_is_put_otherwise_with_a_reason() {
    let told = events(&with_one(), revise(target("105"), Some("fewer rooms")));
    assert!(matches!(told.as_slice(), [Event::MilestoneRevised { kind: MilestoneKind::Target, .. }]));
    assert_eq!(with_one().reason(revise(target("105"), None)), "reason_required");
    let once = with_one().after(revise(target("105"), Some("fewer rooms")));
    assert_eq!(once.when(revise(target("105"), None)), Ok(vec![]), "it says so already");
    assert_eq!(once.reason(revise(target("70"), Some("fewer still"))), "accepted");
    assert_eq!(once.when(milestone("BEDS", "2026-06-30")), Ok(vec![]), "as it was added first");
    assert_eq!(three().reason(revise(target("1"), Some("why"))), "unknown_milestone");
}

#[test]
fn what_was_achieved_is_put_otherwise_and_stays_achieved() {
    let on = day("2026-06-12");
    let achieve = || Command::AchieveMilestone {
        activity: "A".to_owned(),
        milestone: "BEDS".to_owned(),
        on,
        evidence: None,
    };
    let revised = with_one().after(achieve()).after(revise(target("70"), Some("fewer rooms")));
    assert_eq!(revised.when(achieve()), Ok(vec![]));
    let (activity, milestone) = ("A".to_owned(), "BEDS".to_owned());
    let dropped =
        with_one().after(Command::DropMilestone { activity, milestone, reason: private("another way") });
    assert_eq!(dropped.reason(revise(target("70"), Some("why"))), "milestone_is_dropped");
}

#[test]
fn an_activity_has_another_title_while_something_is_done_in_it() {
    let told = events(&three(), entitle("A shelter for families", Some("as decided")));
    assert!(matches!(told.as_slice(), [Event::ActivityRevised { .. }]));
    assert_eq!(three().reason(entitle("A shelter for families", None)), "reason_required");
    let once = three().after(entitle("A shelter for families", Some("as decided")));
    assert_eq!(once.when(entitle("A shelter for families", None)), Ok(vec![]));
    let over = three().after(cancel("A", &[]));
    assert_eq!(over.reason(entitle("A shelter", Some("why"))), "activity_over");
    assert_eq!(over.reason(link(&["BEDS"])), "activity_over");
}

#[test]
fn indicators_are_linked_as_a_whole() {
    assert_eq!(three().when(link(&["BEDS"])), Ok(vec![]), "as it was proposed");
    let told = events(&three(), link(&["NIGHTS", "ROUGH_SLEEPERS"]));
    let named = [code("NIGHTS"), code("ROUGH_SLEEPERS")].into();
    assert_eq!(told, [Event::IndicatorsLinked { indicators: named }]);
    let none = three().after(link(&[]));
    assert_eq!(none.when(link(&[])), Ok(vec![]));
    assert_eq!(none.reason(link(&["BEDS"])), "accepted");
}

#[test]
fn a_representative_puts_otherwise_what_its_own_organization_leads() {
    let led_by = |number: u128| {
        let activity = NewActivity { lead_org: Some(org(2)), ..new_activity() };
        let propose = Command::ProposeActivity { code: Some(code("A")), activity };
        let of = |world: World<Rules>, number: u128| {
            world.with(move |context| {
                context.scope.actor.role = Role::OrgRepresentative;
                context.scope.actor.org = Some(org(number));
            })
        };
        of(of(planned().after(propose), 2).after(milestone("BEDS", "2026-06-30")), number)
    };
    let commands = || [entitle("Another", Some("why")), link(&["NIGHTS"]), revise(target("70"), Some("why"))];
    for command in commands() {
        assert_eq!(led_by(2).reason(command.clone()), "accepted");
        assert_eq!(led_by(1).reason(command), "not_the_lead");
    }
}

#[test]
fn a_strategy_serves_other_goals_of_the_agenda() {
    let both = ["GOAL_1", "GOAL_2"];
    let told = events(&planned(), revise_strategy("HOUSING", "Homes", &both, Some("as decided")));
    assert!(matches!(told.as_slice(), [Event::StrategyRevised { .. }]));
    let same = revise_strategy("HOUSING", "Housing first", &["GOAL_1"], None);
    assert_eq!(planned().when(same), Ok(vec![]));
    assert_eq!(planned().reason(revise_strategy("HOUSING", "Homes", &both, None)), "reason_required");
    let unknown = revise_strategy("HOUSING", "Homes", &["GOAL_9"], Some("why"));
    assert_eq!(planned().reason(unknown), "unknown_goal");
    let nobodys = revise_strategy("ROADS", "Roads", &["GOAL_1"], Some("why"));
    assert_eq!(planned().reason(nobodys), "unknown_strategy");
    let left = planned().with(|context| {
        Arc::make_mut(&mut context.facts.agenda).goals = [code("GOAL_2")].into();
    });
    let kept = revise_strategy("HOUSING", "Homes", &both, Some("why"));
    assert_eq!(left.reason(kept), "accepted", "a goal that left stays named");
}
