//! Versions that bring back what one before had dropped, that are half a file, that break their own days.

use super::*;

/// The milestones and activities that stand after all commands, as `activity` and `activity/milestone`.
fn standing(made: &Made) -> std::collections::BTreeSet<String> {
    let mut all = std::collections::BTreeSet::new();
    for act in &made.acts {
        let is_new = match &act.command {
            Command::ProposeActivity(one) => all.insert(one.code.clone()),
            Command::AddMilestone(one) => all.insert(format!("{}/{}", one.activity_id, one.code)),
            Command::DropMilestone(one) => all.remove(&format!("{}/{}", one.activity_id, one.milestone_id)),
            Command::CancelActivity(one) => all.remove(&one.activity_id),
            _ => true,
        };
        assert!(is_new, "{:?}", act.command);
    }
    all
}

#[test]
fn a_version_that_is_the_first_again_brings_back_what_was_dropped() {
    let lesser = "goal;strategy;what;who;code;title;kind;value;unit;year;quarter
G1;S1;open it;CITY;A-2;Two;T;1.250,50;Euro;2026;Q2
";
    let steps = [
        ("plan@2026-01-01", "first.csv", FIRST),
        ("round@2026-03-31", "round.csv", ROUND),
        ("plan@2026-04-15", "second.csv", lesser),
        ("plan@2026-05-15", "third.csv", FIRST),
    ];
    let before = standing(&Case::new(&steps[..1]).read().unwrap());
    let made = Case::new(&steps).read().unwrap();
    assert_eq!(standing(&made), before);
    let count = |step: usize, what: &str| made.told["steps"][step][what].as_u64().unwrap();
    assert_eq!((count(2, "removed"), count(2, "cancelled")), (2, 1));
    assert_eq!((count(3, "added"), count(3, "achievedAtOnce"), count(3, "removed")), (2, 1, 0));
    let last = ["ProposeActivity", "AddMilestone", "AddMilestone", "AchieveMilestone"];
    let names = names(&made);
    let mut tail: Vec<&str> = names[names.len() - last.len()..].iter().map(String::as_str).collect();
    // An achievement follows its own milestone, whichever comes first.
    tail.sort_unstable_by_key(|name| last.iter().position(|one| one == name));
    assert_eq!(tail, last);
}

#[test]
fn a_file_cut_at_the_end_of_a_row_is_no_revision_that_drops_the_rest() {
    let header = "goal;strategy;what;who;code;title;kind;value;unit;year;quarter\n";
    let rows: Vec<String> =
        (1..=10).map(|number| format!("G1;S1;open it;CITY;A-{number};One;M;;;2026;Q1\n")).collect();
    let of = |count: usize| format!("{header}{}", rows[..count].concat());
    let case = |count: usize| {
        let (first, second) = (of(10), of(count));
        let steps =
            [("plan@2026-01-01", "first.csv", first.as_str()), ("plan@2026-04-15", "second.csv", &second)];
        Case::new(&steps).with("largest_drop_bp = 10000\n", "")
    };
    let told = case(5).refused();
    assert!(told.contains("second.csv row 6, plan: is the last row, and 5 of the 10 milestones"), "{told}");
    assert!(told.contains("half a file"), "{told}");
    assert!(case(6).read().is_err());
    assert_eq!(names(&case(7).read().unwrap()).iter().filter(|name| *name == "DropMilestone").count(), 3);
    let meant = case(5).with("decimal_comma", "largest_drop_bp = 5000\ndecimal_comma");
    assert!(meant.read().is_ok());
}

#[test]
fn a_file_with_another_number_of_rows_than_was_said_is_refused() {
    let with_rows = |rows: &str| {
        let mut case = Case::new(&[("plan@2026-01-01", "first.csv", FIRST)]);
        let path = case.folder.path().join("first.csv");
        case.steps = vec![format!("plan:{}@2026-01-01{rows}", path.display()).parse().unwrap()];
        case
    };
    assert!(with_rows("#3").read().is_ok());
    let told = with_rows("#4").refused();
    assert!(told.contains("first.csv has 3 rows and the step says 4"), "{told}");
}

const WITH_DAYS: &str = "goal;strategy;what;who;from;to;code;title;kind;value;unit;year;quarter
G1;S1;open it;CITY;2026-01-01;2026-06-30;A-1;One;M;;;2026;Q2
G1;S1;open it;CITY;2026-01-01;2026-06-30;A-2;Two;M;;;2026;Q3
G1;S1;open it;CITY;2026-01-01;2026-07-31;A-3;Three;M;;;2026;Q1
G1;S1;close it;CITY;2026-06-30;2026-01-01;A-4;Four;M;;;2026;Q2
G1;S1;keep it;CITY;2025-12-31;2026-06-30;A-5;Five;M;;;2026;Q2
";

#[test]
fn a_milestone_outside_its_activity_is_named_by_its_row_before_anything_is_sent() {
    let case = |text: &str| {
        Case::new(&[("plan@2026-01-01", "first.csv", text)])
            .with("owner = [", "start = [\"from\"]\nend = [\"to\"]\nowner = [")
    };
    let told = case(WITH_DAYS).refused();
    for part in [
        "row 3, quarter: 2026-09-30 lies outside its activity; accepted is 2026-01-01 to 2026-06-30",
        "row 4, to: row 2 names another for the same activity",
        "row 5, to: 2026-01-01 lies before its first day",
        "row 6, from: 2025-12-31 lies outside the plan; accepted is 2026-01-01 to 2026-12-31",
        "nothing was sent",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains("row 2,"), "{told}");
    let first_row: String = WITH_DAYS.lines().take(2).map(|line| format!("{line}\n")).collect();
    assert!(case(&first_row).read().is_ok());
}
