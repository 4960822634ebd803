//! The first minute: `hora up --demo` shows a living initiative, the same each time, and is never left half full untold.

use hora::actors::{Person, text};
use hora_tests::{log, process::Process, wait::Patience};
use serde_json::{Value, json};

const SLUG: &str = "demo-cluj-school";
const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");

async fn ask(person: &mut Person, rpc: &str, request: Value) -> Value {
    person.ask(rpc, request).await.unwrap_or_else(|refused| panic!("{rpc}: {}", refused.text()))
}

fn with_key(demo: &Process, file: &str) -> Person {
    let key = std::fs::read_to_string(demo.secrets().join(file)).unwrap();
    Person::with_key(demo.places(), key.trim(), SLUG, "of the demo")
}

fn admin(demo: &Process) -> Person {
    with_key(demo, "demo-admin.key")
}

fn count(answer: &Value, list: &str, is: impl Fn(&Value) -> bool) -> usize {
    answer[list].as_array().unwrap().iter().filter(|one| is(one)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_minute_shows_what_a_county_does_together() {
    let demo = Process::start_demo(BINARY).await.unwrap();
    let admin = &mut admin(&demo);
    let members = ask(admin, "backbone/ListMembers", json!({})).await;
    for sector in ["GOVERNMENT", "CIVIL_SOCIETY", "BUSINESS"] {
        assert_eq!(count(&members, "members", |one| one["sector"] == format!("SECTOR_{sector}")), 4);
    }
    let marked = |one: &Value| text(one, "name").unwrap().starts_with("Demo: ");
    assert_eq!(count(&members, "members", marked), 12, "marked as a demo everywhere");

    let proposals = ask(admin, "agenda/ListProposals", json!({})).await;
    let results: Vec<_> =
        proposals["proposals"].as_array().unwrap().iter().map(|one| one["result"].as_str()).collect();
    let [blocked, adopted] = ["BLOCKED", "ADOPTED"].map(|result| Some(format!("DECISION_RESULT_{result}")));
    assert_eq!(results, [blocked.as_deref(), adopted.as_deref(), adopted.as_deref(), adopted.as_deref()]);
    assert_eq!(ask(admin, "agenda/GetAgenda", json!({})).await["agenda"]["version"], 1);

    let series = ask(admin, "measurement/GetSeries", json!({"indicator": "ABSENT"})).await;
    let points = series["points"].as_array().unwrap();
    let last = points.last().unwrap();
    assert_eq!((points.len(), &last["value"], &last["track"]), (8, &json!("38.5"), &json!("off_track")));
    let before = text(last, "sequence").unwrap().parse::<u64>().unwrap() - 1;
    let before = json!({"indicator": "ABSENT", "meta": {"asOf": {"sequence": before.to_string()}}});
    let before = ask(admin, "measurement/GetSeries", before).await;
    assert_eq!(before["points"].as_array().unwrap().last().unwrap()["value"], "41.0");
    let hidden = ask(&mut Person::public(demo.places(), SLUG), "measurement/ListPublished", json!({})).await;
    assert!(
        count(&hidden, "rows", |row| row["suppressed"] == true
            || row["obsStatus"] == "OBS_STATUS_SUPPRESSED")
            > 0,
        "{hidden}"
    );

    let milestones = ask(admin, "plan/ListMilestones", json!({})).await;
    assert_eq!(count(&milestones, "milestones", |one| one["isLate"] == true), 1, "{milestones}");
    let relations = ask(admin, "plan/ListRelations", json!({})).await;
    assert!(count(&relations, "relations", |one| one["kind"] == "RELATION_KIND_REQUIRES") > 0);
    assert_eq!(ask(admin, "plan/GetGaps", json!({})).await["goalsWithoutActivity"], json!(["SAFE_WAY"]));
    let meetings = ask(admin, "communication/ListMeetings", json!({})).await;
    assert_eq!(count(&meetings, "meetings", |one| one["status"] == "minutes_approved"), 1, "{meetings}");
    assert_eq!(count(&ask(admin, "backbone/ListStaff", json!({})).await, "staff", |_| true), 2);
    assert_eq!(count(&ask(admin, "backbone/ListDuties", json!({})).await, "duties", |_| true), 4);
    assert_eq!(ask(admin, "backbone/GetInitiative", json!({})).await["phase"], "PHASE_ORGANIZING");
    // That the indicators are in force is the hub's own doing.
    let mut patience = Patience::new("the missed target shows");
    loop {
        let health = ask(admin, "backbone/GetHealth", json!({})).await;
        assert_eq!(health["agenda"]["adoptedVersion"], 1);
        if health["measurement"]["offTarget"]["total"] == "1" {
            break;
        }
        patience.look_again().await.unwrap();
    }
    let meeting = json!({"meetingId": meetings["meetings"].as_array().unwrap().iter().find(|one| one["status"] == "minutes_approved").unwrap()["meetingId"]});
    let minutes = ask(&mut with_key(&demo, "demo-staff.key"), "communication/GetMeeting", meeting).await;
    assert!(minutes["minutes"][0]["text"]["text"].as_str().unwrap().contains("second round"), "{minutes}");
    let persons = ask(&mut with_key(&demo, "demo-staff.key"), "backbone/ListPersons", json!({})).await;
    assert!(count(&persons, "persons", |_| true) >= 14, "{persons}");
}

/// What people did in a demo, without what differs each time: ids, keys, hashes and days.
async fn done(demo: &Process) -> Vec<String> {
    let mut records = Vec::new();
    for context in ["backbone", "agenda", "measurement", "plan", "communication"] {
        let read = log::read(&mut admin(demo), context, 1).await.unwrap();
        let by_people = read.into_iter().filter(|record| record.value["actor"]["role"] != "system");
        records.extend(
            by_people.map(|record| masked(&json!([record.value["type"], record.value["data"]])).to_string()),
        );
    }
    records
}

fn masked(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let longest =
                text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-').map(str::len).max();
            let is_day = text.starts_with("20") && text.len() >= 10 && text.as_bytes()[4] == b'-';
            if is_day || longest.unwrap_or(0) >= 32 { json!("...") } else { value.clone() }
        }
        // Sets of ids stand in the order of the ids.
        Value::Array(all) => {
            let mut all: Vec<Value> = all.iter().map(masked).collect();
            all.sort_by_key(Value::to_string);
            Value::Array(all)
        }
        Value::Object(all) => {
            // Sealed texts are as random as their keys.
            let named = all.iter().filter(|(name, _)| *name != "sealed");
            Value::Object(named.map(|(name, one)| (name.clone(), masked(one))).collect())
        }
        other => other.clone(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_the_same_each_time_and_is_filled_once() {
    let [mut one, other] =
        [Process::start_demo(BINARY).await.unwrap(), Process::start_demo(BINARY).await.unwrap()];
    let first = done(&one).await;
    assert!(first.len() > 200, "{}", first.len());
    let second = done(&other).await;
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(one, other);
    }
    assert_eq!(first.len(), second.len());
    one.stop().unwrap();
    one.run().await.unwrap();
    one.says("try:").await.unwrap();
    assert_eq!(done(&one).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_cut_off_says_so_and_how_to_begin_again() {
    let mut demo = Process::start_demo(BINARY).await.unwrap();
    demo.kill().unwrap();
    // What a filling that was cut off leaves behind.
    std::fs::write(demo.secrets().join("demo-unfinished"), []).unwrap();
    let refused = match demo.run().await {
        Err(refused) => format!("{refused:#}"),
        Ok(()) => {
            demo.says("was cut off").await.unwrap();
            demo.last_words()
        }
    };
    assert!(refused.contains("was cut off while it was being filled; remove that folder"), "{refused}");
}
