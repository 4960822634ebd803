//! Plans read from small tables, without a hub.

mod log;
mod revising;
mod versions;

use std::path::PathBuf;

use super::{command::Command, *};

const MAPPING: &str = r#"
title = "A plan"
vocabulary = "a-plan"
[plan]
from = "2026-01-01"
to = "2026-12-31"
on = "2026-01-01"
decimal_comma = true
empty = ["N/A"]
largest_drop_bp = 10000
[plan.rows]
goal = ["goal"]
strategy = ["strategy"]
strategy_title = ["strategy"]
activity = ["what"]
activity_title = ["what"]
owner = ["who", "owner"]
milestone = ["code"]
milestone_title = ["title"]
kind = ["kind"]
kinds = { M = "milestone", T = "target" }
target_value = ["value"]
target_unit = ["unit"]
due = { year = ["year"], quarter = ["quarter"] }
[plan.rounds]
milestone = ["code"]
evidence = ["text"]
evidence_prefix = "link"
[plan.changes]
strategy = "ALL"
strategy_title = "All"
goals = []
code_prefix = "I-"
moment = "at"
item = "item"
field = "field"
to = "to"
status_field = "status"
requires_field = "requires"
deleted = "(deleted)"
items_item = "item"
items_title = "title"
"#;

const FIRST: &str = "goal;strategy;what;who;code;title;kind;value;unit;year;quarter
G1;S1;open it;CITY;A-1;One;M;0;N/A;2026;Q1
G1;S1;open it;CITY;A-2;Two;T;1.250,50;Euro;2026;Q2
G1;S2;keep it;N/A;A-2;Two;T;10;beds;2026;Q2
";
const SECOND: &str = "goal;strategy;what;owner;code;title;kind;value;unit;year;quarter
G1;S1;open it;NGO;A-2;Two;T;1.250,50;Euro;2026;Q3
G1;S2;keep it;;A-1;One;M;;;2026;Q4
";
const ROUND: &str = "code;text;link 1;link 2\nA-1;It is open;https://one.example;N/A\nA-9;Nothing;N/A;N/A\n";

struct Case {
    mapping: String,
    folder: tempfile::TempDir,
    steps: Vec<Step>,
}

impl Case {
    fn new(files: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let step = |(step, name, text): &(&str, &str, &str)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let (kind, day) = step.split_once('@').unwrap_or((step, ""));
            let day = if day.is_empty() { String::new() } else { format!("@{day}") };
            format!("{kind}:{}{day}", path.display()).parse().unwrap()
        };
        let steps = files.iter().map(step).collect();
        Self { mapping: MAPPING.to_owned(), folder, steps }
    }

    /// With a part of the mapping in place of another.
    fn with(mut self, part: &str, other: &str) -> Self {
        assert!(self.mapping.contains(part), "{part}");
        self.mapping = self.mapping.replacen(part, other, 1);
        self
    }

    /// What every fault says.
    fn refused(&self) -> String {
        self.read().err().unwrap().to_string()
    }

    fn read(&self) -> Result<Made, Failure> {
        let mapping = self.folder.path().join("mapping.toml");
        std::fs::write(&mapping, &self.mapping).unwrap();
        let choice = Choice::of_file(mapping);
        let files = Files {
            choice: choice.clone(),
            initiative: "a-plan".to_owned(),
            owners: None,
            items: None::<PathBuf>,
            revise: false,
            dry_run: false,
            steps: self.steps.clone(),
        };
        let whole = choice.load()?;
        let hub = Hub { owners: Owners::known(&[("CITY", "o_1"), ("NGO", "o_2")]), ..Hub::default() };
        let mut faults = Faults::new("2026-11-23".parse().unwrap());
        let made = read(&files, &whole, whole.plan.as_ref().unwrap(), hub, &mut faults);
        faults.finish()?;
        made
    }
}

fn names(made: &Made) -> Vec<String> {
    let name = |command: &Command| {
        let text = format!("{command:?}");
        text.split('(').next().unwrap_or_default().to_owned()
    };
    made.acts.iter().map(|act| name(&act.command)).collect()
}

#[test]
fn a_revision_is_what_it_changes() {
    let case = Case::new(&[
        ("plan@2026-01-01", "first.csv", FIRST),
        ("round@2026-03-31", "round.csv", ROUND),
        ("plan@2026-04-15", "second.csv", SECOND),
    ]);
    let made = case.read().unwrap();
    let first = ["CreatePlan", "DefineStrategy", "DefineStrategy", "ProposeActivity", "ProposeActivity"];
    let rest = [
        "AddMilestone",
        "AddMilestone",
        "AddMilestone",
        "AchieveMilestone",
        "TransferLead",
        "RescheduleMilestone",
        "DropMilestone",
        "DropMilestone",
        "AddMilestone",
        "AchieveMilestone",
    ];
    assert_eq!(names(&made), [first.as_slice(), rest.as_slice()].concat());
    let second = &made.told["steps"][2];
    let counted =
        ["added", "removed", "rescheduled", "handedOver", "achievedAtOnce"].map(|name| second[name].as_u64());
    assert_eq!(counted, [1, 2, 1, 1, 1].map(Some));
    assert_eq!(made.told["steps"][1]["notInThePlan"], json!(["A-9"]));
    let Command::AchieveMilestone(last) = &made.acts.last().unwrap().command else { panic!() };
    assert_eq!((last.on.as_str(), last.evidence.as_str()), ("2026-03-31", "It is open\nhttps://one.example"));
    let Command::AddMilestone(two) = &made.acts[7].command else { panic!() };
    assert_eq!(two.target.as_ref().map(|target| target.value.as_str()), Some("1250.50"));
    assert_eq!(two.external_ref.as_ref().map(|external| external.code.as_str()), Some("A-2"));
}

#[test]
fn every_command_keeps_its_name_when_more_steps_follow() {
    let ids = |files: &[(&str, &str, &str)]| {
        let made = Case::new(files).read().unwrap();
        made.acts.iter().map(|act| (act.hash.clone(), act.number)).collect::<Vec<_>>()
    };
    let one = ids(&[("plan@2026-01-01", "first.csv", FIRST)]);
    let two = ids(&[("plan@2026-01-01", "first.csv", FIRST), ("round@2026-03-31", "round.csv", ROUND)]);
    assert_eq!(one, two[..one.len()]);
}

#[test]
fn every_bad_row_is_named_at_once() {
    let bad = FIRST
        .replace("open it;CITY;A-1", "open it;PARIS;A-1")
        .replace("1.250,50", "many")
        .replace("beds;2026;Q2", "beds;2027;Q5");
    let refused = Case::new(&[("plan@2026-01-01", "first.csv", &bad)]).read().err().unwrap().to_string();
    for part in [
        "row 2, who: no organization `PARIS`",
        "row 3, value: `many` is no number",
        "row 4, quarter: `Q5` is no quarter",
        "nothing was sent",
    ] {
        assert!(refused.contains(part), "{part} in {refused}");
    }
    let half = FIRST.replace(";beds;2026;Q2\n", "");
    let refused = Case::new(&[("plan@2026-01-01", "first.csv", &half)]).read().err().unwrap();
    assert!(refused.to_string().contains("first.csv"), "{}", refused.text());
}

#[test]
fn what_the_hub_would_not_hold_is_named_by_its_row_before_anything_is_sent() {
    let long = "u".repeat(401);
    let bad = FIRST
        .replace("1.250,50;Euro", "12345678901234567890123456789;Euro")
        .replace(";10;beds", &format!(";10;{long}"))
        .replace("A-1;One", &format!("{long};One"));
    let told = Case::new(&[("plan@2026-01-01", "first.csv", &bad)]).refused();
    for part in [
        "row 2, code: has 401 bytes",
        "row 3, value: has 29 digits, 0 of them behind the point; accepted are at most 28",
        "row 4, unit: has 401 bytes",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let bell = FIRST.replace("beds", "be\u{7}ds");
    let told = Case::new(&[("plan@2026-01-01", "first.csv", &bell)]).refused();
    assert!(told.contains("row 4, unit: has the control character U+0007"), "{told}");
}

#[test]
fn steps_that_did_not_happen_one_behind_the_other_are_refused() {
    let first = ("plan@2026-03-01", "first.csv", FIRST);
    let before = [("plan@2026-02-28", "second.csv", SECOND), ("round@2026-02-28", "round.csv", ROUND)];
    for step in before {
        let told = Case::new(&[first, step]).refused();
        assert!(
            told.contains("row 1, day: 2026-02-28 lies before 2026-03-01, the day of the step before"),
            "{told}"
        );
    }
    // A step that says no day is of the mapping's, which is that of the first.
    let told = Case::new(&[first, ("plan", "second.csv", SECOND)]).refused();
    assert!(told.contains("second.csv row 1, day: 2026-01-01 lies before 2026-03-01"), "{told}");
    assert!(Case::new(&[first, ("plan@2026-03-01", "second.csv", SECOND)]).read().is_ok());
}
