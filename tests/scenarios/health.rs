//! The health of the five conditions: each figure is what a straight recount of the records it is of gives, names those
//! records, and is told the same again of the same cut.

use hora::actors::{Person, text};
use hora_tests::{
    circle::{Circle, refusal},
    log::{Stored, read},
};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";
const CONTEXTS: [&str; 5] = ["agenda", "backbone", "communication", "measurement", "plan"];

/// The last sequence of each context that the person may read.
async fn heads(person: &mut Person) -> Value {
    let mut heads = json!({});
    for context in CONTEXTS {
        let records = read(person, context, 1).await.unwrap();
        heads[context] = json!(records.last().map_or(0, Stored::sequence).to_string());
    }
    heads
}

/// Of now, with all that the contexts hold.
async fn now(person: &mut Person) -> Value {
    let after = heads(person).await;
    person.ask("backbone/GetHealth", json!({"after": after})).await.unwrap()
}

/// Without what is of the asking: which moment was named, and who was silent then.
fn figures(answer: &Value) -> Value {
    let mut figures = answer.clone();
    figures["answered"] = Value::Null;
    figures["silent"] = Value::Null;
    figures
}

/// A figure's total; nothing is zero.
fn total(answer: &Value, figure: &str) -> u64 {
    let found = answer.pointer(figure).unwrap_or_else(|| panic!("{figure}: {answer}"));
    found["total"].as_str().map_or(0, |total| total.parse().unwrap())
}

/// The types of the records behind a figure.
fn behind(answer: &Value, figure: &str, records: &[Stored]) -> Vec<String> {
    let named = answer.pointer(&format!("{figure}/behind/records")).and_then(Value::as_array);
    let of = |one: &Value| {
        let is_it = |stored: &&Stored| {
            stored.value["context"] == one["context"]
                && one["sequence"] == json!(stored.sequence().to_string())
        };
        let stored = records.iter().find(is_it).unwrap_or_else(|| panic!("no record {one}"));
        stored.value["type"].as_str().unwrap().to_owned()
    };
    named.into_iter().flatten().map(of).collect()
}

/// The records of the answer's cut.
async fn of_cut(person: &mut Person, answer: &Value) -> Vec<Stored> {
    let mut all = Vec::new();
    for context in CONTEXTS {
        let to =
            answer["answered"]["cut"].get(context).and_then(Value::as_str).unwrap_or("0").parse().unwrap();
        let records = read(person, context, 1).await.unwrap();
        all.extend(records.into_iter().filter(|record| record.sequence() <= to));
    }
    all
}

fn count(records: &[Stored], event_type: &str) -> u64 {
    records.iter().filter(|record| record.is(event_type)).count().try_into().unwrap()
}

async fn begin(circle: &mut Circle) {
    circle.plan().await.unwrap();
    let day = |days: i64| circle.sandbox.clock().now().plus_days(days).date().to_string();
    let activity = json!({"code": "TRAIN", "title": "Train mentors", "strategy": "MENTORS", "start": day(-30), "end": day(300)});
    let milestone = |code: &str, days: i64| json!({"activityId": "TRAIN", "code": code, "title": code, "due": day(days), "kind": "MILESTONE_KIND_MILESTONE"});
    let thread = |code: &str, audience: &str| {
        json!({"subject": {"external": {"vocabulary": "press", "code": code}},
        "title": code, "audience": format!("VISIBILITY_{audience}")})
    };
    let announcement =
        json!({"title": "New office", "body": "We move in May.", "ackBy": circle.sandbox.in_days(2)});
    let pledge = json!({"organizationId": circle.orgs[0], "money": {"amountMinor": "1200", "currency": "RON"},
        "from": day(-1), "to": day(100)});
    for (rpc, request) in [
        ("plan/ProposeActivity", activity),
        ("plan/AddMilestone", milestone("SOON", 2)),
        ("plan/AddMilestone", milestone("LATER", 200)),
        ("communication/OpenThread", thread("buses", "MEMBERS")),
        ("communication/OpenThread", thread("money", "MEMBERS")),
        ("communication/OpenThread", thread("secret", "RESTRICTED")),
        ("communication/Announce", announcement),
        ("backbone/CreateSeat", json!({"body": "STEERING"})),
        ("backbone/AdoptDuties", json!({"preset": "continuum-of-care"})),
    ] {
        circle.staff.run(rpc, request).await.unwrap_or_else(|error| panic!("{rpc}: {error}"));
    }
    let pledged = circle.staff.run("backbone/PledgeFunding", pledge).await.unwrap();
    let confirm = json!({"fundingId": text(&pledged, "fundingId").unwrap()});
    circle.staff.run("backbone/ConfirmFunding", confirm).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_what_a_recount_of_its_cut_gives_and_is_told_again_of_that_cut() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    begin(&mut circle).await;
    let before = now(&mut circle.voters[1]).await;
    assert_eq!(total(&before, "/plan/lateMilestones"), 0, "{before}");
    circle.advance_hours(5 * 24).unwrap();
    let health = now(&mut circle.voters[1]).await;
    let records = of_cut(&mut circle.staff, &health).await;

    assert_eq!(total(&health, "/plan/lateMilestones"), 1, "{health}");
    assert_eq!(health.pointer("/plan/lateMilestones/items/0/id"), Some(&json!("TRAIN/SOON")));
    let late = behind(&health, "/plan/lateMilestones", &records);
    assert_eq!(late[0], "plan.MilestoneAdded.v1");
    let opened =
        records.iter().filter(|one| one.is("communication.ThreadOpened.v1") && one.visibility() == "members");
    assert_eq!(
        total(&health, "/communication/openThreads"),
        opened.count() as u64,
        "a restricted one is not counted"
    );
    assert_eq!(
        behind(&health, "/communication/openThreads", &records),
        vec!["communication.ThreadOpened.v1"; 2]
    );
    assert_eq!(health["communication"]["unanswered"], "3", "{health}");
    assert_eq!(total(&health, "/agenda/goals"), count(&records, "agenda.GoalDefined.v1"));
    assert_eq!(total(&health, "/agenda/goalsWithoutIndicator"), 1, "{health}");
    assert_eq!((&health["agenda"]["adoptedVersion"], &health["agenda"]["ageDays"]), (&json!(1), &json!(5)));
    assert_eq!(total(&health, "/backbone/vacantSeats"), count(&records, "backbone.SeatCreated.v1"));
    assert_eq!(
        health["backbone"]["members"],
        (count(&records, "backbone.OrganizationJoined.v1") + 1).to_string()
    );
    assert_eq!(health["backbone"]["duties"].as_array().unwrap().len(), 4);
    assert_eq!(health.pointer("/backbone/funding/0/monthsLeft"), Some(&json!(3)), "{health}");

    let member = &mut circle.voters[2];
    let cut = json!({"meta": {"cut": health["answered"]["cut"]}, "at": health["at"]});
    let again = member.ask("backbone/GetHealth", cut).await.unwrap();
    assert_eq!(figures(&again), figures(&health));
    let then = json!({"meta": {"asOf": {"recordedAt": before["at"]}}});
    let then = member.ask("backbone/GetHealth", then).await.unwrap();
    assert_eq!((figures(&then), &then["answered"]["cut"]), (figures(&before), &before["answered"]["cut"]));
    let then = json!({"asOf": {"effectiveAt": before["at"]}});
    let happened = member.ask("backbone/GetHealth", json!({"meta": then})).await.unwrap();
    assert_eq!(figures(&happened)["plan"], figures(&before)["plan"], "what had happened by then");
    let mut same = then;
    same["cut"] = happened["answered"]["cut"].clone();
    let same = member.ask("backbone/GetHealth", json!({"meta": same})).await.unwrap();
    assert_eq!(figures(&same), figures(&happened));
    let mut ahead = health["answered"]["cut"].clone();
    ahead["plan"] = json!("999999");
    let ahead = member.ask("backbone/GetHealth", json!({"meta": {"cut": ahead}})).await;
    assert_eq!(refusal(ahead).unwrap()["reason"], "outside_history");
    let public = circle.sandbox.public(SLUG).unwrap().ask("backbone/GetHealth", json!({})).await;
    assert!(refusal(public).is_ok(), "what members know is not for everybody");
    circle.sandbox.restart().await.unwrap();
    circle.advance_hours(0).unwrap();
    let cut = json!({"meta": {"cut": health["answered"]["cut"]}, "at": health["at"]});
    let kept = circle.voters[2].ask("backbone/GetHealth", cut).await.unwrap();
    assert_eq!(figures(&kept), figures(&health), "after a restart too");
    circle.sandbox.stop().await;
}
