//! Italy's recovery plan: two versions, three reporting rounds, in the order in which they happened.

use std::{collections::BTreeMap, fs, path::Path};

use hora::actors::Person;
use serde_json::{Value, json};

use super::{
    history::{History, all, data, expected, number, word},
    pnrr_raw,
};

/// Which sub-measure contributes to which common indicator.
pub const LINKS: &str = "OpenData_PNRR_mappatura_indicatori_comuni_v2.csv";
pub const SET: &str = "pnrr-italy";
/// The day of each round, and the moment at which the script asks.
const ROUNDS: [(&str, &str); 3] =
    [("2021-12-31", "2022-01-01"), ("2022-06-30", "2022-07-01"), ("2022-12-31", "2023-01-01")];

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The quarter of a day, as the script writes it.
fn quarter(day: &str) -> String {
    let mut parts = day.split('-');
    let (year, month) = (parts.next().unwrap(), parts.next().unwrap());
    format!("{year}-Q{}", month.parse::<u64>().unwrap().div_ceil(3))
}

/// A national milestone: the source says so in its code too.
fn is_national(milestone: &Value) -> bool {
    text(&milestone["externalRef"]["code"]).contains("-ITA-")
}

fn steps(data: &Path) -> Vec<String> {
    let file = |name: &str| word(&data.join(name)).to_owned();
    vec![
        format!("plan:{}@2021-07-13", file("PNRR_MeT_OA_programmazione.csv")),
        format!("round:{}@2021-12-31", file("MeT_Attuazione_2021-T4_v02.csv")),
        format!("round:{}@2022-06-30", file("MeT_Attuazione_2022-T2_v02.csv")),
        format!("plan:{}@2022-11-30", file("PNRR_MeT_OA_programmazione_v03.csv")),
        format!("links:{}@2022-11-30", file(LINKS)),
        format!("round:{}@2022-12-31", file("MeT_Attuazione_2022-T4_v02.csv")),
    ]
}

async fn milestones(public: &mut Person, request: Value) -> Vec<Value> {
    all(public, "plan/ListMilestones", request, "milestones").await
}

/// Codes and rows.
fn counted(milestones: &[Value]) -> (u64, u64) {
    let codes: std::collections::BTreeSet<_> =
        milestones.iter().map(|one| text(&one["milestoneId"])).collect();
    (codes.len() as u64, milestones.len() as u64)
}

/// The plan as it is now, asked what was achieved and late by the day of each round.
async fn check_standings(public: &mut Person, expected: &Value) {
    for (_, at) in ROUNDS {
        let then = &expected["achieved as of"][at];
        let achieved = milestones(public, json!({"at": at, "standing": "achieved"})).await;
        assert_eq!(
            counted(&achieved),
            (number(&then["codes achieved so far"]), number(&then["rows achieved so far"]))
        );
        let activities: std::collections::BTreeSet<_> =
            achieved.iter().map(|one| text(&one["activityId"])).collect();
        assert_eq!(
            activities.len() as u64,
            number(&then["activities with an achieved milestone"]),
            "at {at}"
        );
        let late = milestones(public, json!({"at": at, "standing": "late"})).await;
        assert!(late.iter().all(is_national), "no EU code is overdue at {at}");
        let (codes, rows) = ("ITA codes due so far, never reported", "ITA rows due so far, never reported");
        assert_eq!(counted(&late), (number(&then[codes]), number(&then[rows])), "at {at}");
        let silent = milestones(public, json!({"at": at, "standing": "not_reported"})).await;
        assert_eq!(silent.len(), late.len(), "at {at}");
    }
}

/// As of the days before the revision: the rows of version 1.
async fn check_before(public: &mut Person) {
    for ((_, at), achieved, overdue) in [(ROUNDS[0], 92, 140), (ROUNDS[1], 161, 238)] {
        let then = json!({"asOf": {"effectiveAt": at}});
        let found = milestones(public, json!({"meta": then, "standing": "achieved"})).await;
        assert_eq!(found.len(), achieved, "achieved as of {at}");
        let found = milestones(public, json!({"meta": then, "standing": "late"})).await;
        assert_eq!(found.len(), overdue, "overdue as of {at}");
    }
}

async fn check_plan(public: &mut Person, expected: &Value) {
    let plan = &expected["plan v3"];
    let now = milestones(public, json!({})).await;
    assert_eq!(
        counted(&now),
        (number(&plan["milestone codes"]), number(&plan["rows (activity x milestone)"]))
    );
    let mut due: BTreeMap<String, u64> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &now {
        *due.entry(quarter(text(&one["due"]))).or_default() += 1;
        *kinds.entry(text(&one["kind"])).or_default() += 1;
    }
    let wanted =
        plan["due"].as_object().unwrap().iter().map(|(quarter, rows)| (quarter.clone(), number(rows)));
    assert_eq!(due, wanted.collect());
    assert_eq!(kinds["MILESTONE_KIND_MILESTONE"], number(&plan["by type"]["Milestone"]));
    assert_eq!(kinds["MILESTONE_KIND_TARGET"], number(&plan["by type"]["Target"]));
    let owners = all(public, "plan/ListOwners", json!({}), "owners").await;
    assert_eq!(owners.len() as u64, number(&plan["owners"]));
    let mut rows: Vec<u64> = owners
        .iter()
        .map(|one| {
            let count = |name: &str| text(&one["milestones"][name]).parse::<u64>().unwrap_or_default();
            count("total") - count("dropped")
        })
        .collect();
    rows.sort_unstable();
    let mut wanted: Vec<u64> = plan["by owner"].as_object().unwrap().values().map(number).collect();
    wanted.sort_unstable();
    assert_eq!(rows, wanted);
    let tree = public.ask("plan/GetTree", json!({})).await.unwrap();
    let goals = tree["goals"].as_array().unwrap();
    assert_eq!(goals.len() as u64, number(&expected["missions"]));
    let strategies = goals.iter().flat_map(|goal| goal["strategies"].as_array().unwrap());
    assert_eq!(strategies.clone().count() as u64, number(&expected["components"]));
    let live = strategies.flat_map(|one| one["activities"].as_array().into_iter().flatten());
    let live = live.filter(|one| one["status"] != "cancelled").count() as u64;
    assert_eq!(live, number(&plan["sub-measures"]));
}

/// The difference of the two versions, and the rescheduled ones with their days.
async fn check_difference(public: &mut Person, expected: &Value) {
    let of = &expected["v1 to v3"];
    let request =
        json!({"since": {"effectiveAt": "2022-11-29"}, "meta": {"asOf": {"effectiveAt": "2022-11-30"}}});
    let answer = public.ask("plan/GetDifference", request.clone()).await.unwrap();
    let count = |what: &str, kind: &str| {
        let counts = answer["counts"].as_array().unwrap();
        let found = counts.iter().find(|one| one["what"] == what && one["of"] == kind);
        found.map_or(0, |one| text(&one["count"]).parse::<u64>().unwrap())
    };
    for what in ["added", "removed", "rescheduled"] {
        assert_eq!(count(what, "milestone"), number(&of[what]), "{what}");
    }
    assert_eq!(count("achieved", "milestone"), 2, "achieved at once");
    assert_eq!(count("handed_over", "activity"), 4, "renamed is not handed over; MITD to MIMIT is");
    let mut moved = request;
    moved["what"] = json!(["rescheduled"]);
    let changes = all(public, "plan/GetDifference", moved, "changes").await;
    let listed = of["rescheduled list [v1, v3]"].as_object().unwrap();
    assert_eq!(changes.len(), listed.len());
    let code = |text: &str| text.replace(['-', '.'], "_");
    let listed: BTreeMap<(String, String), &Value> = listed
        .iter()
        .map(|(key, quarters)| {
            let (milestone, activity) = key.split_once('|').unwrap();
            ((code(activity), code(milestone)), quarters)
        })
        .collect();
    for change in &changes {
        let key = (text(&change["activityId"]).to_owned(), text(&change["milestoneId"]).to_owned());
        let told = json!([quarter(text(&change["before"])), quarter(text(&change["after"]))]);
        assert_eq!(&&told, &listed[&key], "{key:?}");
    }
}

/// The file of the owners, who are the organizations.
pub fn owners(data: &Path) -> String {
    word(&data.join("AmmTitolari_interoperabilitaBDAPv3.csv")).to_owned()
}

/// Imports both versions and the three rounds.
pub async fn import(history: &History, data: &Path) -> Value {
    let (owners, steps) = (owners(data), steps(data));
    let mut words = vec!["plan", "--preset", SET, "--owners", &owners];
    words.extend(steps.iter().map(String::as_str));
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
}

/// Everything that the script counted of the plan.
pub async fn check(history: &History, expected: &Value) {
    let public = &mut history.public();
    check_plan(public, expected).await;
    check_standings(public, expected).await;
    check_before(public).await;
    check_difference(public, expected).await;
    let Some(data) = data(SET) else { return };
    pnrr_raw::check(public, &data).await;
}

/// What a later version might call the columns of the third.
const RENAMED: [(&str, &str); 7] = [
    ("Componente", "component"),
    ("Codice Univoco Submisura", "sub_code"),
    ("Amministrazione Titolare", "owner_name"),
    ("Codice univoco Milestone-Target", "mt_code"),
    ("Valore-obiettivo Target", "target"),
    ("Anno di conseguimento", "due_year"),
    ("Trimestre di conseguimento", "due_quarter"),
];

/// The third version with other names of columns, and the preset with those names as the second of their lists.
fn renamed(data: &Path, folder: &Path) -> (String, String) {
    let text = fs::read_to_string(data.join("PNRR_MeT_OA_programmazione_v03.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let other = |name: &str| {
        let found = RENAMED.iter().find(|(old, _)| *old == name.trim());
        found.map_or(name, |(_, new)| *new).to_owned()
    };
    let header: Vec<String> = header.split(';').map(other).collect();
    assert!(RENAMED.iter().all(|(_, new)| header.iter().any(|name| name == new)), "{header:?}");
    let file = folder.join("renamed.csv");
    fs::write(&file, format!("{}\n{rows}", header.join(";"))).unwrap();
    let preset = hora_tests::project_root().join("services/hora/presets/pnrr-italy.toml");
    let preset = fs::read_to_string(preset).unwrap();
    let (before, columns) = preset.split_once("[plan.rows]").unwrap();
    let (columns, after) = columns.split_once("[plan.rounds]").unwrap();
    let columns = RENAMED.iter().fold(columns.to_owned(), |columns, (old, new)| {
        let list = format!("[\"{old}\"]");
        assert!(columns.contains(&list), "{list}");
        columns.replace(&list, &format!("[\"{old}\", \"{new}\"]"))
    });
    let mapping = folder.join("mapping.toml");
    fs::write(&mapping, format!("{before}[plan.rows]{columns}[plan.rounds]{after}")).unwrap();
    (word(&file).to_owned(), word(&mapping).to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_with_renamed_columns_and_one_that_takes_it_back_come_in() {
    let Some(data) = data(SET) else { return };
    let expected = expected(&data, SET);
    let owners = word(&data.join("AmmTitolari_interoperabilitaBDAPv3.csv")).to_owned();
    let history = History::begin("renamed", &["--preset", SET, "--orgs", &owners]).await.unwrap();
    let (file, mapping) = renamed(&data, history.folder.path());
    let mut steps = steps(&data);
    steps[3] = format!("plan:{file}@2022-11-30");
    let mut words = vec!["plan", "--mapping", &mapping, "--owners", &owners];
    words.extend(steps.iter().map(String::as_str));
    let first = history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    check(&history, &expected).await;
    let back = format!("{}#{}", steps[0].replace("2021-07-13", "2023-06-30"), expected["plan v1"]["rows"]);
    words.push(&back);
    let again = history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!(again["alreadyThere"], first["commands"], "all before is there");
    let (told, of) = (&again["plan"]["steps"][6], &expected["v1 to v3"]);
    assert_eq!((&told["added"], &told["removed"]), (&of["removed"], &of["added"]));
    let now = milestones(&mut history.public(), json!({})).await;
    assert_eq!(now.len() as u64, number(&expected["plan v1"]["rows"]));
}

/// Runs an import, and kills it once the plan's log has gone that far.
async fn killed_at(history: &History, words: &[&str], sequence: u64) {
    let reached = async {
        loop {
            let head = history.head("plan").await;
            if text(&head[0]).parse::<u64>().unwrap_or_default() >= sequence {
                break;
            }
        }
    };
    tokio::select! {
        () = reached => {}
        done = history.import(words) => panic!("it was done before it was killed: {done:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_comes_in_by_itself_also_after_it_was_killed_half_way() {
    let Some(data) = data(SET) else { return };
    let expected = expected(&data, SET);
    let owners = word(&data.join("AmmTitolari_interoperabilitaBDAPv3.csv")).to_owned();
    let history = History::begin("revise", &["--preset", SET, "--orgs", &owners]).await.unwrap();
    let (file, mapping) = renamed(&data, history.folder.path());
    let steps = steps(&data);
    let mut words = vec!["plan", "--preset", SET, "--owners", &owners];
    words.extend(steps.iter().take(3).map(String::as_str));
    killed_at(&history, &words, 1_000).await;
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    let before = history.head("plan").await;

    let revision = format!("plan:{file}@2022-11-30");
    let alone = ["plan", "--mapping", &mapping, "--owners", &owners, &revision];
    let refused = history.import(&alone).await.unwrap_err().text();
    assert!(
        refused.contains("a plan that came from other files") && refused.contains("--revise"),
        "{refused}"
    );
    assert_eq!(history.head("plan").await, before, "nothing was stored");

    let revise = [&alone[..], &["--revise"]].concat();
    let at: u64 = text(&before[0]).parse().unwrap();
    killed_at(&history, &revise, at + 300).await;
    history.import(&revise).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    let rest = ["plan", "--preset", SET, "--owners", &owners, "--revise", &steps[3], &steps[4], &steps[5]];
    let last = history.import(&rest).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    for what in ["added", "removed", "rescheduled", "revised", "activitiesRevised"] {
        assert_eq!(number(&last["plan"]["steps"][0][what]), 0, "{what}: it is there");
    }
    check(&history, &expected).await;
    let head = history.head("plan").await;
    let again = history.import(&rest).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!((number(&again["commands"]), history.head("plan").await), (0, head));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_versions_and_three_rounds_come_in_as_they_happened() {
    let Some(data) = data(SET) else { return };
    let expected = expected(&data, SET);
    let history = History::begin("pnrr", &["--preset", SET, "--orgs", &owners(&data)]).await.unwrap();
    let first = import(&history, &data).await;
    let told = &first["plan"]["steps"];
    let of = &expected["v1 to v3"];
    assert_eq!(told[0]["rows"], expected["plan v1"]["rows"]);
    for what in ["added", "removed", "rescheduled"] {
        assert_eq!(told[3][what], of[what], "{what}");
    }
    assert_eq!(number(&told[3]["achievedAtOnce"]), 2);
    pnrr_raw::check_told(&data, told);
    check(&history, &expected).await;
    let head = history.head("plan").await;
    assert_eq!(number(&import(&history, &data).await["added"]), 0);
    assert_eq!(history.head("plan").await, head);
}
