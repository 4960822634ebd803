//! The same roll calls from long tables by a mapping of one's own: one row a roll call, one a vote, and no row for
//! whoever was absent.

use std::path::Path;

use serde_json::Value;

use super::{
    history::{History, data, expected, number, word},
    nyc::{check_chains, check_roll_calls},
};

const SET: &str = "nyc-council-homelessness";

/// A source that lays its roll calls out in tables of its own, and says yes and no in its own words.
const MAPPING: &str = r#"
title = "Roll calls of a council in tables"
vocabulary = "nyc-council"

[scaffold]
problem = "Many have no home."
field = "homelessness"
sector = "government"

[scaffold.agenda]
on = "2018-01-01"
problem_statement = "Many have no home."
vision = "Everybody has one."
geographic_scope = "The city."
population = "Those without a home."
horizon_end = "2040-12-31"
[[scaffold.agenda.goals]]
code = "HOMES"
statement = "More homes."
desired_condition = "Enough homes."

[decisions]
deciding_body = "City Council"
day_format = "%d.%m.%Y"

[decisions.matters]
code = ["bill"]
title = "about"
text = ["long title", "summary"]
kind = "type"
opened_on = "introduced on"

[decisions.roll_calls]
code = ["id"]
body = "room"
day = "held on"
action = "motion"
result = "outcome"

[decisions.votes]
roll_call = ["roll call"]
voter = "member"
word = "said"

[decisions.positions]
Affirmative = "agree"
Negative = "disagree"
Abstain = "abstain"

[decisions.rule]
method = "majority"
quorum_bp = 5000

[[decisions.turns]]
action = "Vetoed by Mayor"
reverses_standing = true
act = { voter = "mayor", position = "disagree", result = "rejected" }

[[decisions.turns]]
action = "Overridden by Council"
reverses_standing = true
rule = { method = "supermajority", quorum_bp = 5000, threshold_bp = 6667 }
"#;

fn was_there(word: &str) -> bool {
    ["Affirmative", "Negative", "Abstain"].contains(&word)
}

/// Writes the tables; the votes in the order of the members, as no council would have them.
fn write(lines: &str, folder: &Path) {
    let mut calls = csv::Writer::from_path(folder.join("rollcalls.csv")).unwrap();
    let header = "id,bill,about,long title,type,introduced on,room,held on,motion,outcome";
    calls.write_record(header.split(',')).unwrap();
    let mut votes = Vec::new();
    for line in lines.lines() {
        let matter: Value = serde_json::from_str(line).unwrap();
        for entry in matter["History"].as_array().unwrap() {
            let said = entry["Votes"].as_array();
            if said.is_none_or(Vec::is_empty) && entry["Action"] != "Vetoed by Mayor" {
                continue;
            }
            let id = number(&entry["ID"]).to_string();
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let [opened, day] = [&matter["IntroDate"], &entry["Date"]].map(|date| {
                let day = text(date);
                let parts: Vec<&str> = day.split(['-', 'T']).collect();
                format!("{}.{}.{}", parts[2], parts[1], parts[0])
            });
            let of_matter = ["File", "Name", "Title", "TypeName"].map(|key| text(&matter[key]));
            let [bill, about, long, kind] = of_matter;
            let [room, motion] = [&entry["BodyName"], &entry["Action"]].map(text);
            let row = [id.clone(), bill, about, long, kind, opened, room, day, motion];
            calls.write_record(row.iter().map(String::as_str).chain([""])).unwrap();
            for vote in said.into_iter().flatten().filter(|vote| was_there(vote["Vote"].as_str().unwrap())) {
                votes.push([text(&vote["Slug"]), id.clone(), text(&vote["Vote"])]);
            }
        }
    }
    votes.sort();
    let mut file = csv::Writer::from_path(folder.join("votes.csv")).unwrap();
    file.write_record(["member", "roll call", "said"]).unwrap();
    votes.iter().for_each(|vote| file.write_record(vote).unwrap());
    file.flush().unwrap();
    calls.flush().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn long_tables_say_the_same_by_a_mapping_of_ones_own() {
    let Some(data) = data(SET) else { return };
    let expected = expected(&data, SET);
    let folder = tempfile::tempdir().unwrap();
    write(&std::fs::read_to_string(data.join("matters.jsonl")).unwrap(), folder.path());
    let file = |name: &str| word(&folder.path().join(name)).to_owned();
    std::fs::write(file("mapping.toml"), MAPPING).unwrap();
    std::fs::write(
        file("orgs.csv"),
        "code,name,sector\ncity-council,City Council,\nhomes.now,Homes Now,civil_society\n",
    )
    .unwrap();
    let mapping = file("mapping.toml");
    let init = ["--mapping", &mapping, "--orgs", &file("orgs.csv"), "--name", "Homes", "--area", "The city"];
    let history = History::begin("nyc-tables", &init).await.unwrap();
    let (calls, votes) = (file("rollcalls.csv"), file("votes.csv"));
    let words = ["decisions", "--mapping", &mapping, "--rollcalls", &calls, "--votes", &votes];
    let first = history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!(number(&first["matters"]), number(&expected["matters with roll calls"]));
    assert_eq!(first["columnsNotFound"], serde_json::json!(["summary"]));
    let public = &mut history.public();
    check_roll_calls(public, &expected, was_there).await;
    check_chains(public, &expected).await;
    let head = history.head("agenda").await;
    assert_eq!(number(&history.import(&words).await.unwrap()["added"]), 0);
    assert_eq!(history.head("agenda").await, head);
}
