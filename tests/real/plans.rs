//! A plan of one's own, by a mapping of one's own: what is bad is named with its row before anything is stored, and a
//! revision changes days, strategies, titles and owners in an order that the hub takes.

use std::fs;

use hora::failure::Failure;
use serde_json::{Value, json};

use super::history::{History, all, number, run, word};

const MAPPING: &str = r#"
title = "A plan of a town"
vocabulary = "town"

[scaffold]
problem = "Many leave school early."
field = "education"
sector = "government"

[scaffold.organizations]
code = "code"
name = "name"

[scaffold.agenda]
on = "2024-01-01"
problem_statement = "Many leave school early."
vision = "Nobody does."
geographic_scope = "The town."
population = "Its pupils."
horizon_end = "2030-12-31"
[[scaffold.agenda.goals]]
code = "STAY"
statement = "Pupils stay."
desired_condition = "All finish grade 10."

[plan]
from = "2024-01-01"
to = "2030-12-31"
on = "2024-01-01"
decimal_comma = true
day_format = "%d/%m/%Y"
largest_drop_bp = 10000
codes = { "m.1" = "M_POINT_1" }

[plan.rows]
goal = ["goal"]
strategy = ["way"]
strategy_title = ["way title", "way"]
activity = ["what"]
activity_title = ["what title", "what"]
start = ["from"]
end = ["to"]
owner = ["who"]
milestone = ["code"]
milestone_title = ["title"]
kind = ["kind"]
kinds = { M = "milestone", T = "target" }
target_value = ["value"]
target_unit = ["unit"]
due = { day = ["due"] }

[plan.links]
activity = ["what"]
indicator = ["moves"]
"#;

const FIRST: &str = "goal;way;what;what title;who;from;to;code;title;kind;value;unit;due
STAY;MENTORS;TRAIN;Train mentors;CITY;01/01/2024;30/06/2024;m-1;Ten trained;T;10;mentors;30/06/2024
STAY;MENTORS;TRAIN;Train mentors;CITY;01/01/2024;30/06/2024;m.1;A room;M;;;31/03/2024
STAY;BUSES;DRIVE;Drive pupils;NGO;01/01/2024;31/12/2024;d-1;Two buses;T;2;buses;31/12/2024
";
/// Later days, so that nothing of the old ones is left; another strategy, title, owner, number.
const SECOND: &str = "goal;way;what;what title;who;from;to;code;title;kind;value;unit;due
STAY;MENTORS;TRAIN;Train  mentors;CITY;01/07/2024;31/12/2024;m-1;Ten trained;T;1.200,5;mentors;31/12/2024
STAY;MENTORS;TRAIN;Train mentors;CITY;01/07/2024;31/12/2024;m.1;A house;M;;;31/07/2024
STAY;MENTORS;DRIVE;Drive and feed pupils;SCHOOL;01/01/2024;31/12/2024;d-1;Two buses;T;2,0;buses;31/12/2024
";

/// A hub with the town's initiative, and the folder of its files.
struct Town {
    history: History,
    files: tempfile::TempDir,
}

impl Town {
    async fn begin(slug: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = files.path().join(name);
            fs::write(&path, text).unwrap();
            word(&path).to_owned()
        };
        let mapping = write("mapping.toml", MAPPING);
        let owners = write("orgs.csv", "code,name\nCITY,The city\nNGO,An association\nSCHOOL,The school\n");
        let history = History::begin(slug, &["--mapping", &mapping, "--orgs", &owners]).await.unwrap();
        Self { history, files }
    }

    /// A step whose file says this.
    fn step(&self, step: &str, text: &str) -> String {
        let (kind, day) = step.split_once('@').unwrap();
        let path = self.files.path().join(format!("{kind}-{day}.csv"));
        fs::write(&path, text).unwrap();
        format!("{kind}:{}@{day}", word(&path))
    }

    async fn import(&self, words: &[&str]) -> Result<Value, Failure> {
        let mapping = self.files.path().join("mapping.toml");
        let first = ["plan", "--mapping", word(&mapping)];
        self.history.import(&[&first[..], words].concat()).await
    }

    /// Another initiative of the hub, with an organization that the town does not know.
    async fn neighbor(&self, code: &str) {
        let (orgs, out) = (self.files.path().join("others.csv"), self.files.path().join("keys"));
        fs::write(&orgs, format!("code,name\n{code},A stranger\n")).unwrap();
        let mapping = self.files.path().join("mapping.toml");
        let words = ["init", "--initiative", "neighbor", "--out", word(&out), "--mapping", word(&mapping)];
        let words = [&words[..], &["--orgs", word(&orgs)]].concat();
        let key = self.history.folder.path().join("admin.key");
        run(self.history.places.clone(), &key, &words).await.unwrap();
    }

    /// What is refused before anything is stored.
    async fn refused(&self, words: &[&str]) -> String {
        let before = self.history.head("plan").await;
        let told = self.import(words).await.unwrap_err().text();
        assert_eq!(self.history.head("plan").await, before, "nothing was stored: {told}");
        told
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_bad_is_named_with_its_row_and_nothing_is_stored() {
    let town = Town::begin("town").await;
    // The hub knows this one, which is no member.
    town.neighbor("STRANGER").await;
    let bad = FIRST
        .replacen("DRIVE;Drive pupils;NGO", "DRIVE;Drive pupils;STRANGER", 1)
        .replacen("STAY;MENTORS", "GROW;MENTORS", 1)
        .replacen(";10;mentors", ";1.5;mentors", 1)
        .replacen("31/03/2024", "2024-03-31", 1);
    let told = town.refused(&[&town.step("plan@2024-01-01", &bad)]).await;
    for part in [
        "row 2, goal: the agenda has no goal GROW; accepted are STAY",
        "row 2, value: `1.5` is no number",
        "row 3, due: accepted are days written as %d/%m/%Y",
        "row 4, who: no organization `STRANGER` (code STRANGER) is a member",
        "nothing was sent",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let late = FIRST.replacen("mentors;30/06/2024\n", "mentors;01/07/2024\n", 1);
    let told = town.refused(&[&town.step("plan@2024-01-01", &late)]).await;
    assert!(told.contains("row 2, due: 2024-07-01 lies outside its activity"), "{told}");
    let told = town.refused(&[&town.step("plan@2199-01-01", FIRST)]).await;
    assert!(told.contains("row 1, day: 2199-01-01") && told.contains("lies ahead"), "{told}");
    let half = format!("{}#4", town.step("plan@2024-01-01", FIRST));
    assert!(town.refused(&[&half]).await.contains("has 3 rows and the step says 4"));
    let cut = FIRST.trim_end().trim_end_matches("buses;31/12/2024");
    assert!(town.refused(&[&town.step("plan@2024-01-01", cut)]).await.contains("plan-2024-01-01.csv"));
    let told = town.refused(&["--revise", &town.step("plan@2024-01-01", FIRST)]).await;
    assert!(told.contains("no plan to revise"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_changes_everything_in_an_order_that_the_hub_takes() {
    let town = Town::begin("town-revised").await;
    let links = "what,moves\nTRAIN,C9.G\nDRIVE,C1\nDRIVE,C9.G\nNOBODY,C1\n";
    let steps = [
        town.step("plan@2024-01-01", FIRST),
        town.step("plan@2024-05-01", SECOND),
        town.step("links@2024-05-02", links),
        town.step("links@2024-06-01", "what,moves\nDRIVE,C1\n"),
    ];
    let words: Vec<&str> = steps.iter().map(String::as_str).collect();
    let told = town.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    let of = &told["plan"]["steps"][1];
    let names = [
        "rescheduled",
        "revised",
        "handedOver",
        "activitiesRescheduled",
        "activitiesRelinked",
        "activitiesRevised",
    ];
    assert_eq!(names.map(|name| number(&of[name])), [2, 2, 1, 1, 1, 1]);
    assert_eq!(told["plan"]["steps"][2]["notInThePlan"], json!(["NOBODY"]));

    let public = &mut town.history.public();
    let listed = all(public, "plan/ListActivities", json!({}), "activities").await;
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let activities: Vec<[String; 5]> = listed
        .iter()
        .map(|one| ["activityId", "title", "strategy", "start", "end"].map(|name| text(one, name)))
        .collect();
    let expected = [
        ["DRIVE", "Drive and feed pupils", "MENTORS", "2024-01-01", "2024-12-31"],
        ["TRAIN", "Train mentors", "MENTORS", "2024-07-01", "2024-12-31"],
    ];
    assert_eq!(activities, expected.map(|one| one.map(str::to_owned)));
    assert_eq!((&listed[0]["indicators"], &listed[1]["indicators"]), (&json!(["C1"]), &json!(null)));
    let milestones = all(public, "plan/ListMilestones", json!({}), "milestones").await;
    let says = |id: &str| {
        let one = milestones.iter().find(|one| one["milestoneId"] == id).unwrap();
        (text(one, "title"), text(one, "due"), text(&one["target"], "value"))
    };
    let owned = |title: &str, due: &str, value: &str| (title.to_owned(), due.to_owned(), value.to_owned());
    assert_eq!(says("M_1"), owned("Ten trained", "2024-12-31", "1200.5"));
    assert_eq!(says("M_POINT_1"), owned("A house", "2024-07-31", ""), "a code by hand");
    assert_eq!(says("D_1"), owned("Two buses", "2024-12-31", "2"), "2,0 is no other number");

    let head = town.history.head("plan").await;
    let again = town.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!((number(&again["added"]), town.history.head("plan").await), (0, head.clone()));
    let back = town.step("plan@2024-07-01", FIRST);
    let revised =
        town.import(&["--revise", &back]).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!(number(&revised["plan"]["steps"][0]["revised"]), 2);
    let none = town.import(&["--revise", &back]).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!(number(&none["commands"]), 0, "{none}");
    let alone = town.refused(&[&town.step("plan@2024-08-01", SECOND)]).await;
    assert!(alone.contains("a plan that came from other files"), "{alone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_by_itself_brings_links_back_and_happens_behind_what_it_revises() {
    let town = Town::begin("town-back").await;
    let first = [
        town.step("plan@2024-01-01", FIRST),
        town.step("links@2024-01-02", "what,moves\nDRIVE,C1\nDRIVE,C9.G\n"),
    ];
    town.import(&[&first[0], &first[1]]).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    let lesser: String =
        FIRST.lines().filter(|line| !line.contains("DRIVE")).map(|line| format!("{line}\n")).collect();
    for step in [town.step("plan@2024-03-01", &lesser), town.step("plan@2024-04-01", FIRST)] {
        let told =
            town.import(&["--revise", &step]).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
        assert!(number(&told["added"]) > 0, "{told}");
    }
    let public = &mut town.history.public();
    let listed = all(public, "plan/ListActivities", json!({}), "activities").await;
    let drive = listed.iter().find(|one| one["activityId"] == "DRIVE").unwrap();
    assert_eq!((&drive["status"], &drive["indicators"]), (&json!("proposed"), &json!(["C1", "C9_G"])));

    let head = town.history.head("plan").await;
    let early = town.refused(&["--revise", &town.step("plan@2024-03-31", &lesser)]).await;
    assert!(
        early.contains("2024-03-31 lies before the plan's last change") && early.contains("DRIVE"),
        "{early}"
    );
    let when = town.refused(&["--revise", &first[0].replace("@2024-01-01", "")]).await;
    assert!(when.contains("the first step says no day; accepted with --revise"), "{when}");
    assert_eq!(town.history.head("plan").await, head);
}
