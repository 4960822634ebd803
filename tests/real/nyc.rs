//! The New York City Council: 157 roll calls on 85 of 261 matters, five vetoes overridden.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

pub const SET: &str = "nyc-council-homelessness";
pub const ROLL_CALLS: &str = "roll calls per matter (history order)";
/// The words that say that somebody was not there; all but the three stances.
const VOTED: [&str; 3] = ["Affirmative", "Negative", "Abstain"];

fn named(code: &str) -> Value {
    json!({"externalRef": {"vocabulary": "nyc-council", "code": code}})
}

/// The matter and its chain, now or as of a day.
async fn matter(public: &mut Person, code: &str, day: Option<&str>) -> Value {
    let meta = day.map_or(json!({}), |day| json!({"asOf": {"effectiveAt": day}}));
    let answer = public.ask("agenda/GetMatter", json!({"meta": meta, "matter": named(code)})).await;
    answer.unwrap_or_else(|failure| panic!("{code} as of {day:?}: {}", failure.text()))
}

/// The decisions of a matter that were taken by roll call, in order.
fn roll_calls(matter: &Value) -> Vec<&Value> {
    let decisions = matter["decisions"].as_array().into_iter().flatten();
    decisions.filter(|decision| decision["body"] != "MAYOR").collect()
}

fn body_code(name: &str) -> String {
    name.replace(", ", "_").replace(' ', "_").to_uppercase()
}

/// Every roll call against the script's tally, in history order; `keeps` says which words the source had.
pub async fn check_roll_calls(public: &mut Person, expected: &Value, keeps: fn(&str) -> bool) {
    let mut count = 0;
    let mut by_word: BTreeMap<String, u64> = BTreeMap::new();
    for (code, calls) in expected[ROLL_CALLS].as_object().unwrap() {
        let matter = matter(public, code, None).await;
        let decisions = roll_calls(&matter);
        let calls = calls.as_array().unwrap();
        assert_eq!(decisions.len(), calls.len(), "{code}");
        for (decision, call) in decisions.into_iter().zip(calls) {
            let id = number(&call["history id"]).to_string();
            assert_eq!(decision["externalRef"]["code"], json!(id), "{code}");
            assert_eq!(decision["decidedOn"], call["date"], "{code} {id}");
            assert_eq!(decision["body"], json!(body_code(call["body"].as_str().unwrap())), "{code} {id}");
            let counts = call["counts"].as_object().unwrap().iter().filter(|(word, _)| keeps(word));
            let counts: BTreeMap<&String, u64> = counts.map(|(word, count)| (word, number(count))).collect();
            let stated = decision["statedTally"].as_object().unwrap();
            assert_eq!(
                stated.iter().map(|(word, count)| (word, number(count))).collect::<BTreeMap<_, _>>(),
                counts
            );
            assert_eq!(decision["statedResult"], "DECISION_RESULT_ADOPTED", "{code} {id}");
            assert_eq!(decision["agrees"], json!(true), "{code} {id}");
            let tally = VOTED.map(|word| counts.get(&word.to_owned()).copied().unwrap_or_default());
            let counted =
                ["agree", "disagree", "abstain"].map(|position| number(&decision["tally"][position]));
            assert_eq!(counted, tally, "{code} {id}");
            assert_eq!(number(&decision["tally"]["electorate"]), counts.values().sum::<u64>(), "{code} {id}");
            for (word, count) in counts {
                *by_word.entry(word.clone()).or_default() += count;
            }
            count += 1;
        }
    }
    assert_eq!(count, number(&expected["roll calls"]));
    let all_words = expected["votes by value"].as_object().unwrap().iter().filter(|(word, _)| keeps(word));
    assert_eq!(by_word, all_words.map(|(word, count)| (word.clone(), number(count))).collect());
}

/// Passage, veto and override of five matters, as of the days the script names.
pub async fn check_chains(public: &mut Person, expected: &Value) {
    for (code, chain) in expected["veto and override"].as_object().unwrap() {
        let whole = matter(public, code, None).await;
        let decisions = whole["decisions"].as_array().unwrap();
        assert_eq!(decisions.len(), chain["decisions in order"].as_array().unwrap().len(), "{code}");
        for (decision, told) in decisions.iter().zip(chain["decisions in order"].as_array().unwrap()) {
            assert_eq!(
                decision["externalRef"]["code"],
                json!(number(&told["history id"]).to_string()),
                "{code}"
            );
        }
        for (when, state) in chain["state as of"].as_object().unwrap() {
            let day = state[0].as_str().unwrap();
            let then = matter(public, code, Some(day)).await;
            let standing = &then["matter"]["standing"];
            let id = &then["matter"]["standingDecision"];
            let stands = decisions.iter().find(|decision| decision["decisionId"] == *id);
            let of = |field: &str| stands.map(|decision| decision[field].clone()).unwrap_or_default();
            let what = format!("{code} {when} ({day}): {standing} {:?}", of("body"));
            match state[1].as_str().unwrap() {
                "no decision yet" => assert!(standing.is_null() && stands.is_none(), "{what}"),
                "approved by council" => {
                    assert_eq!(*standing, json!("DECISION_RESULT_ADOPTED"), "{what}");
                    assert_eq!((of("body"), of("reverses")), (json!("CITY_COUNCIL"), Value::Null), "{what}");
                    assert_eq!(of("decidedOn"), chain["passage"]["date"], "{what}");
                }
                "vetoed by mayor" => {
                    assert_eq!(*standing, json!("DECISION_RESULT_REJECTED"), "{what}");
                    assert_eq!(
                        (of("body"), of("decidedOn")),
                        (json!("MAYOR"), chain["veto"]["date"].clone()),
                        "{what}"
                    );
                }
                "enacted by override" => {
                    assert_eq!(*standing, json!("DECISION_RESULT_ADOPTED"), "{what}");
                    let undone = decisions.iter().find(|decision| decision["decisionId"] == of("reverses"));
                    assert_eq!(undone.unwrap()["body"], "MAYOR", "{what}");
                    assert_eq!(of("decidedOn"), chain["override"]["date"], "{what}");
                    assert_eq!(of("rule")["thresholdBp"], json!(6_667), "{what}");
                }
                other => panic!("the script knows another state: {other}"),
            }
        }
    }
}

/// Enacted or adopted by a roll call of the Council, so says the source, is what stands here as adopted.
fn check_standings(matters: &[Value], file: &str) {
    let mut enacted = 0;
    for line in file.lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        let here = matters.iter().find(|one| one["externalRef"]["code"] == told["File"]).unwrap();
        if told["TypeName"] == "Introduction" {
            let is_adopted = here["standing"] == "DECISION_RESULT_ADOPTED";
            assert_eq!(is_adopted, told["StatusName"] == "Enacted", "{}", told["File"]);
            enacted += usize::from(is_adopted);
        }
        let title = told["Title"].as_str().unwrap().trim();
        assert!(here["text"].as_str().unwrap().contains(title), "{}", told["File"]);
    }
    assert_eq!(enacted, 61);
}

/// Imports all of it.
pub async fn import(history: &History, data: &Path) -> Value {
    let file = data.join("matters.jsonl");
    let words = ["decisions", "--preset", "nyc", "--file", word(&file)];
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
}

/// Everything that the script counted, of what the import said and of what is there.
pub async fn check(history: &History, data: &Path, first: &Value) {
    let expected = expected(data, SET);
    assert_eq!(first["matters"], expected["matters"]);
    assert_eq!(number(&first["decisions"]), number(&expected["roll calls"]) + 5);
    assert_eq!(first["withoutRollCall"], expected["passed flag without a roll call"]);
    assert_eq!(first["undoNothing"], json!([]));

    let public = &mut history.public();
    check_roll_calls(public, &expected, |_| true).await;
    check_chains(public, &expected).await;
    let matters = all(public, "agenda/ListMatters", json!({}), "matters").await;
    let of_source: Vec<Value> =
        matters.into_iter().filter(|one| one["externalRef"]["vocabulary"] == "nyc-council").collect();
    assert_eq!(of_source.len() as u64, number(&expected["matters"]));
    check_standings(&of_source, &std::fs::read_to_string(data.join("matters.jsonl")).unwrap());
    check_voters(public, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_council_comes_out_as_counted_and_only_once() {
    let Some(data) = data(SET) else { return };
    let history = History::begin("nyc-homes", &["--preset", "nyc"]).await.unwrap();
    let first = import(&history, &data).await;
    check(&history, &data, &first).await;
    let head = history.head("agenda").await;
    let again = import(&history, &data).await;
    assert_eq!((number(&again["added"]), &again["alreadyThere"]), (0, &first["added"]));
    assert_eq!(history.head("agenda").await, head);
    check_scaffold(&history).await;
}

/// Every voter of every roll call, by the source's own name.
async fn check_voters(public: &mut Person, expected: &Value) {
    let mut members = BTreeSet::new();
    let mut votes = 0;
    for call in expected[ROLL_CALLS].as_object().unwrap().values().flat_map(|calls| calls.as_array().unwrap())
    {
        let id = number(&call["history id"]).to_string();
        let answer = public.ask("agenda/GetMeetingDecision", json!({"decision": named(&id)})).await.unwrap();
        assert_eq!(answer["vocabulary"], "nyc-council");
        for voter in answer["positions"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|group| group["external"].as_array().unwrap())
        {
            members.insert(voter.as_str().unwrap().to_owned());
            votes += 1;
        }
    }
    assert_eq!(members.len() as u64, number(&expected["members who voted"]));
    assert_eq!(votes, number(&expected["votes"]));
}

/// The initiative is registered and not launched; its agenda was adopted by the convener; a second run changes nothing
/// of it.
async fn check_scaffold(history: &History) {
    let public = &mut history.public();
    let initiative = public.ask("backbone/GetInitiative", json!({})).await.unwrap();
    assert_eq!(initiative["status"], "registered");
    let agenda = public.ask("agenda/GetAgenda", json!({})).await.unwrap();
    assert_eq!((&agenda["agenda"]["standing"], &agenda["agenda"]["version"]), (&json!("adopted"), &json!(1)));
    let goals: Vec<&Value> =
        agenda["agenda"]["text"]["goals"].as_array().unwrap().iter().map(|g| &g["code"]).collect();
    assert_eq!(goals, ["KEEP_HOMES", "MORE_HOMES", "SAFE_SHELTER"]);
    let then = public
        .ask("agenda/GetAgenda", json!({"meta": {"asOf": {"effectiveAt": "2017-12-31"}}}))
        .await
        .unwrap();
    assert!(then["agenda"].is_null());
    let head = history.head("agenda").await;
    let again = history.init(&["--preset", "nyc"]).await.unwrap();
    assert_eq!(
        (&again["agenda"]["hash"], &again["agenda"]["isNew"]),
        (&agenda["agenda"]["hash"], &json!(false))
    );
    assert_eq!(history.head("agenda").await, head);
}
