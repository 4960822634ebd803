//! What a revision puts otherwise, and in which order.

use super::{
    super::cells::{is_same_number, is_same_unit},
    *,
};

const OTHERWISE: &str = "goal;strategy;what;who;code;title;kind;value;unit;year;quarter
G1;S1;open it;CITY;A-1;One and only;M;0;N/A;2026;Q1
G1;S1;open it;CITY;A-2;Two;T;1250,5;Euro;2026;Q2
G2;S2;keep it;N/A;A-2;Two;T;12;beds;2026;Q2
";

#[test]
fn a_revision_puts_otherwise_only_what_differs() {
    let steps = [("plan@2026-01-01", "first.csv", FIRST), ("plan@2026-04-15", "second.csv", OTHERWISE)];
    let made = Case::new(&steps).read().unwrap();
    let first = names(&Case::new(&steps[..1]).read().unwrap()).len();
    assert_eq!(names(&made)[first..], ["ReviseStrategy", "ReviseMilestone", "ReviseMilestone"]);
    let told = &made.told["steps"][1];
    let counted = ["revised", "strategiesRevised", "added", "removed", "rescheduled", "activitiesRevised"];
    assert_eq!(counted.map(|name| told[name].as_u64().unwrap()), [2, 1, 0, 0, 0, 0]);
    let Command::ReviseMilestone(beds) = &made.acts[first + 1].command else { panic!() };
    assert_eq!(beds.target.as_ref().map(|target| target.value.as_str()), Some("12"));
}

#[test]
fn blanks_inside_a_title_are_no_difference() {
    let blanks = FIRST.replace("A-1;One;", "A-1;\"One\n \";").replace(";Two;", ";Two ;");
    let steps = [("plan@2026-01-01", "first.csv", FIRST), ("plan@2026-04-15", "second.csv", &blanks)];
    let made = Case::new(&steps).read().unwrap();
    assert_eq!(made.told["steps"][1]["revised"], json!(0));
}

#[test]
fn numbers_are_the_same_whatever_their_zeros() {
    for (one, other, is_same) in
        [("1800", "1800.00", true), ("0", "0.0", true), ("100", "1", false), ("1.5", "1.50", true)]
    {
        assert_eq!(is_same_number(one, other), is_same, "{one} {other}");
    }
    assert!(is_same_unit("Cafe\u{301}", "Caf\u{e9}"), "as the hub stores it");
    assert!(!is_same_unit("beds", "desks"));
}

#[test]
fn a_column_that_was_renamed_is_told_and_not_taken_for_one_that_says_nothing() {
    let days = |text: &str| {
        let header = FIRST.lines().next().unwrap();
        let text = text.replace("G1;S1;open it;CITY", "G1;S1;open it;2026-01-01;2026-12-31;CITY");
        let text = text.replace("G1;S2;keep it;N/A", "G1;S2;keep it;2026-01-01;2026-12-31;N/A");
        text.replace(header, &header.replace("what;who", "what;from;to;who"))
    };
    let case = |renamed: &str, other: &str| {
        let first = days(FIRST);
        let second = first.replacen(renamed, other, 1);
        let steps =
            [("plan@2026-01-01", "first.csv", first.as_str()), ("plan@2026-04-15", "second.csv", &second)];
        Case::new(&steps).with("owner = [", "start = [\"from\"]\nend = [\"to\"]\nowner = [")
    };
    for (renamed, other, field) in [
        (";value", ";amount", "target_value"),
        (";unit", ";of what", "target_unit"),
        (";kind", ";type", "kind"),
        (";from", ";begins", "start"),
        (";to", ";ends", "end"),
        (";who", ";lead", "owner"),
        (";quarter", ";part", "due.quarter"),
    ] {
        let told = case(renamed, other).refused();
        assert!(
            told.contains("second.csv: no column is called") && told.contains(&format!("calls {field} of")),
            "{told}"
        );
        assert!(told.contains(other.trim_start_matches(';')), "what it has: {told}");
    }
    assert_eq!(case(";who", ";owner").read().unwrap().told["steps"][1]["handedOver"], json!(0));
}

#[test]
fn a_number_of_a_milestone_is_told_and_without_a_column_of_kinds_makes_a_target() {
    let numbered = FIRST.replace("One;M;0;N/A", "One;M;7;rooms");
    let made = Case::new(&[("plan@2026-01-01", "first.csv", &numbered)]).read().unwrap();
    assert_eq!(made.told["steps"][0]["numbersOfMilestonesLeftAway"], json!(1));
    let without = |text: &str| {
        let case = Case::new(&[("plan@2026-01-01", "first.csv", text)]);
        let made = case.with("kind = [\"kind\"]\n", "").read().unwrap();
        let targets = made.acts.iter().filter_map(|act| match &act.command {
            Command::AddMilestone(one) => Some(one.target.as_ref().map(|target| target.value.clone())),
            _ => None,
        });
        (targets.collect::<Vec<_>>(), made.told["steps"][0]["numbersOfMilestonesLeftAway"].clone())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(without(&numbered), (vec![some("10"), some("7"), some("1250.50")], json!(0)));
    assert_eq!(without(FIRST).0[1], None, "0 counts nothing");
}

#[test]
fn days_are_given_before_milestones_move_and_taken_after() {
    let of = |text: &str| {
        let header = "goal;strategy;what;who;from;to;code;title;kind;value;unit;year;quarter";
        format!("{header}\n{text}\n")
    };
    let first = of("G1;S1;open it;CITY;2026-01-01;2026-03-31;A-1;One;M;;;2026;Q1");
    let second = of("G1;S1;open it;CITY;2026-07-01;2026-12-31;A-1;One;M;;;2026;Q4");
    let steps =
        [("plan@2026-01-01", "first.csv", first.as_str()), ("plan@2026-04-15", "second.csv", &second)];
    let days = |case: Case| case.with("owner = [", "start = [\"from\"]\nend = [\"to\"]\nowner = [");
    let made = days(Case::new(&steps)).read().unwrap();
    let told: Vec<String> = made
        .acts
        .iter()
        .filter_map(|act| match &act.command {
            Command::RescheduleActivity(one) => Some(format!("{} to {}", one.start, one.end)),
            Command::RescheduleMilestone(one) => Some(one.due.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["2026-01-01 to 2026-12-31", "2026-12-31", "2026-07-01 to 2026-12-31"]);
    // What was achieved is not moved, and its activity keeps the day.
    let round = "code;text\nA-1;It is open\n";
    let steps = [steps[0], ("round@2026-03-31", "round.csv", round), steps[1]];
    let made = days(Case::new(&steps)).read().unwrap();
    let Command::RescheduleActivity(last) = &made.acts.last().unwrap().command else { panic!() };
    assert_eq!((last.start.as_str(), last.end.as_str()), ("2026-03-31", "2026-12-31"));
    assert_eq!(made.told["steps"][2]["achievedAndNotMoved"], json!(1));
}

#[test]
fn links_are_the_whole_of_them_and_stay_with_what_comes_back() {
    let lesser = "goal;strategy;what;who;code;title;kind;value;unit;year;quarter
G1;S1;open it;CITY;A-1;One;M;0;N/A;2026;Q1
";
    let steps = [
        ("plan@2026-01-01", "first.csv", FIRST),
        (
            "links@2026-01-02",
            "links.csv",
            "activity,moves\nopen it,C9.G\nkeep it,C1\nkeep it,C9.G\nno such,C1\n",
        ),
        ("plan@2026-02-01", "second.csv", lesser),
        ("plan@2026-03-01", "third.csv", FIRST),
        ("links@2026-04-01", "fewer.csv", "activity,moves\nopen it,C9.G\n"),
    ];
    let part = "[plan.rounds]";
    let links = "[plan.links]\nactivity = [\"activity\"]\nindicator = [\"moves\"]\n[plan.rounds]";
    let made = Case::new(&steps).with(part, links).read().unwrap();
    let told: Vec<(String, Vec<String>)> = made
        .acts
        .iter()
        .filter_map(|act| match &act.command {
            Command::LinkIndicators(one) => Some((one.activity_id.clone(), one.indicators.clone())),
            Command::ProposeActivity(one) if !one.indicators.is_empty() => {
                Some((format!("{} again", one.code), one.indicators.clone()))
            }
            _ => None,
        })
        .collect();
    let of = |key: &str, codes: &[&str]| {
        (key.to_owned(), codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
    };
    let expected = [
        of("KEEP_IT", &["C1", "C9_G"]),
        of("OPEN_IT", &["C9_G"]),
        of("KEEP_IT again", &["C1", "C9_G"]),
        of("KEEP_IT", &[]),
    ];
    assert_eq!(told, expected);
    assert_eq!(made.told["steps"][1]["notInThePlan"], json!(["no such"]));
    let nothing = [steps[0], ("links@2026-01-02", "links.csv", "activity,moves\nno such,C1\n")];
    let refused = Case::new(&nothing).with(part, links).refused();
    assert!(refused.contains("no row names an activity"), "{refused}");
}
