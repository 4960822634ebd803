//! The tree, the days, the leads, the matrix, and what is missing.

use super::*;

fn told() -> History {
    let mut history = changes::eventful();
    related(&mut history, "SHELTER", RelationKind::Reinforces, "0190f000-0000-7000-8000-00000000000a");
    related(&mut history, "CLINIC", RelationKind::Duplicates, "SHELTER");
    history
}

fn of<T>(query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    told().view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn the_tree_holds_an_activity_under_each_goal_of_its_strategy() {
    let tree = of(|connection| tree(connection, day("2026-06-01")));
    let goals: Vec<_> =
        tree.goals.iter().map(|goal| (goal.goal.as_str(), goal.strategies[0].activities.len())).collect();
    assert_eq!(goals, [("GOAL_1", 2), ("GOAL_2", 2)]);
    let without: Vec<_> = tree.without_goal.iter().map(|strategy| strategy.code.as_str()).collect();
    assert_eq!(without, ["CARE"]);
    assert_eq!(tree.goals[0].strategies[0].activities[1].milestones.late, 2);
}

#[test]
fn the_days_are_told_in_parts() {
    let all = of(|connection| timeline(connection, (None, None), 500, None));
    let days: Vec<_> = all.iter().map(|one| one.day).collect();
    assert!(days.is_sorted());
    assert_eq!(all.len(), 6 + 3 + 1, "three activities, three milestones due and one achieved");
    let second = &all[1];
    let key =
        [second.day.to_string(), second.what.clone(), second.activity.clone(), second.milestone.clone()];
    let rest =
        of(|connection| timeline(connection, (None, None), 500, Some(key.each_ref().map(String::as_str))));
    assert_eq!(rest, all[2..]);
    let may = (Some(day("2026-05-01")), Some(day("2026-05-31")));
    let what: Vec<_> =
        of(|connection| timeline(connection, may, 500, None)).into_iter().map(|one| one.what).collect();
    assert_eq!(what, ["due", "achieved", "due"]);
}

#[test]
fn each_lead_has_its_milestones_counted() {
    let owners = of(|connection| owners(connection, day("2026-06-01"), 500, None));
    let told: Vec<_> = owners.iter().map(|one| (&one.org, one.activities, one.milestones.late)).collect();
    assert_eq!(told, [(&Some(org(2)), 3, 2)]);
}

#[test]
fn dates_that_do_not_fit_are_told() {
    let found = of(|connection| conflicts(connection, 500, None));
    let [conflict] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (conflict.before.as_str(), conflict.behind.as_str(), conflict.days),
        ("SHELTER", "CLINIC", 244)
    );
    assert_eq!(of(|connection| conflicts(connection, 500, Some(["SHELTER", "CLINIC"]))), []);
}

#[test]
fn relations_are_listed_and_those_to_nothing_are_pending() {
    let mut history = told();
    related(&mut history, "SHELTER", RelationKind::Requires, "LATER");
    let view = history.view(&SCHEMA);
    let pending = RelationFilter { only_pending: true, ..RelationFilter::default() };
    let found =
        view.reader().unwrap().read(|connection| relations(connection, &pending, 500, None)).unwrap().1;
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.to.as_str(), one.kind.as_str()), ("LATER", "requires"));
    let all = RelationFilter { activity: Some("CLINIC".to_owned()), ..RelationFilter::default() };
    assert_eq!(of(|connection| relations(connection, &all, 500, None)).len(), 2);
}

#[test]
fn the_matrix_shows_leads_to_all_and_commitments_to_members() {
    let cells = |sees| of(|connection| cells(connection, None, sees, 500, None));
    let shelter = |cells: Vec<Cell>| -> Vec<(OrgId, Vec<String>)> {
        let of_shelter =
            cells.into_iter().filter(|one| one.activity == "SHELTER" && one.goal == code("GOAL_1"));
        of_shelter.map(|one| (one.org, one.roles)).collect()
    };
    let (lead, fund) = (vec!["lead".to_owned()], vec!["fund".to_owned()]);
    assert_eq!(shelter(cells(false)), [(org(2), lead.clone())]);
    assert_eq!(shelter(cells(true)), [(org(2), lead), (org(3), fund)]);
    let goal = code("GOAL_2");
    let sums = of(|connection| goal_sums(connection, Some(&goal), true));
    assert_eq!(sums, [GoalSum { goal, activities: 2, orgs: 2, reinforcing: 0 }]);
}

#[test]
fn what_is_missing_and_planned_twice_is_told() {
    let agenda = [code("GOAL_1"), code("GOAL_3")].into();
    let found = of(|connection| gaps(connection, Some(&agenda), true));
    assert_eq!(found.goals_without_activity, [code("GOAL_3")]);
    assert_eq!(found.strategies_without_activity, []);
    assert_eq!(found.without_milestone, ["0190f000-0000-7000-8000-00000000000a", "CLINIC"]);
    assert_eq!(found.without_indicator, ["0190f000-0000-7000-8000-00000000000a"]);
    assert_eq!(found.orphaned, [] as [&str; 0]);
    let [twice] = found.duplicates.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (twice.activity.as_str(), twice.other.as_str(), twice.because.as_str()),
        ("CLINIC", "SHELTER", "related")
    );
    let dropped = [code("GOAL_3")].into();
    let found = of(|connection| gaps(connection, Some(&dropped), true));
    assert_eq!(found.orphaned, ["0190f000-0000-7000-8000-00000000000a", "SHELTER"]);
    assert_eq!(of(|connection| gaps(connection, None, true)).goals_without_activity, []);
}
