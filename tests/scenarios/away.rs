//! Scenario 8: six weeks away. One digest tells what was missed, once; nobody is reminded of what they have answered.

use hora::{
    actors::{Person, text},
    failure::Failure,
};
use hora_tests::circle::{Circle, again, consent, refusal};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";
const DAY: i64 = 24;
/// Two questions, each with the hash of `hora/content/v1\n{"kind":"other","text":…}`, reckoned outside this program.
const MENTORS: (&str, &str) =
    ("Shall we hire two mentors?", "2af38fbf5f1985a974987d30f699f93697dc5ea5fbfa3142310ab5beefa29be9");
const BUS: (&str, &str) =
    ("Shall we rent a bus?", "09236c9f577e1ac2fd8c659cd9c3fce5d80b8d66c7393a0976c8ea27f18faff1");

/// What must have been seen: all that the contexts hold now.
async fn all_there_is(person: &mut Person) -> Value {
    let mut cut = json!({});
    for (context, rpc) in [("agenda", "agenda/ListProposals"), ("plan", "plan/ListActivities")] {
        cut[context] = person.ask(rpc, json!({})).await.unwrap()["answered"]["sequence"].clone();
    }
    json!({"cut": cut})
}

async fn digest(person: &mut Person, range: Value) -> Value {
    let mut asked = range;
    asked["meta"] = all_there_is(person).await;
    person.ask("communication/GetDigest", asked).await.unwrap()
}

async fn confirm(person: &mut Person, read: &Value) -> Result<Value, Failure> {
    let range = json!({"from": read["digest"]["from"], "to": read["digest"]["to"]});
    person.run("communication/ConfirmDigest", range).await
}

/// What a digest tells: the kind of each entry with its title, in order of both.
fn told(read: &Value) -> Vec<String> {
    let entries = read["digest"]["entries"].as_array().into_iter().flatten();
    let word =
        |value: &Value| value.as_str().unwrap_or_default().trim_start_matches("DIGEST_KIND_").to_owned();
    let mut told: Vec<_> =
        entries.map(|entry| format!("{}: {}", word(&entry["kind"]), word(&entry["title"]))).collect();
    told.sort();
    told
}

/// Of which proposals and the like somebody is reminded, with the hours.
fn reminded(answer: &Value) -> Vec<(String, u64)> {
    let all = answer["reminders"].as_array().into_iter().flatten();
    all.map(|one| (text(one, "title").unwrap(), one["hours"].as_u64().unwrap())).collect()
}

async fn reminders(person: &mut Person) -> Value {
    let meta = all_there_is(person).await;
    person.ask("communication/ListReminders", json!({"meta": meta})).await.unwrap()
}

async fn ask(circle: &mut Circle, (question, hash): (&str, &str), activity: &str, days: i64) -> String {
    let subject = json!({"record": {"context": "plan", "id": format!("activity/{activity}")}});
    let drafted = json!({"kind": "PROPOSAL_KIND_OTHER", "subjectRef": subject, "subjectHash": hash, "text": question,
        "rule": consent(3_000)});
    let proposal = circle.propose("agenda/DraftProposal", drafted).await.unwrap();
    circle.open(&proposal, &circle.sandbox.in_days(days)).await.unwrap();
    proposal
}

/// An activity that the second organization leads, with a milestone due in so many days.
async fn plan(circle: &mut Circle, code: &str, days: i64) {
    let activity = json!({"code": code, "title": code, "strategy": "MENTORS", "leadOrg": circle.orgs[1],
        "start": "2026-09-01", "end": "2028-06-30"});
    circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let due = circle.sandbox.clock().now().plus_days(days).date().to_string();
    let milestone = json!({"activityId": code, "code": format!("{code}_DONE"), "title": format!("{code} is done"),
        "due": due, "kind": "MILESTONE_KIND_MILESTONE"});
    circle.staff.run("plan/AddMilestone", milestone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_after_six_weeks_is_told_once_what_they_missed() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    plan(&mut circle, "TRAIN", 20).await;
    plan(&mut circle, "MEET", 90).await;
    let weekly = json!({"level": "SUBSCRIPTION_LEVEL_NORMAL", "tz": "Europe/Bucharest",
        "digest": {"kind": "KIND_WEEKLY", "days": [1]}});
    circle.voters[1].run("communication/SetSubscription", weekly.clone()).await.unwrap();
    let again_so = circle.voters[1].run("communication/SetSubscription", weekly).await.unwrap();
    assert_eq!(again_so["unchanged"], true);
    let before = digest(&mut circle.voters[1], json!({})).await;
    confirm(&mut circle.voters[1], &before).await.unwrap();

    // What goes on, as they leave: a meeting is called, and of two proposals they answer one.
    let start = circle.sandbox.clock().now().plus_days(30);
    let assembly = json!({"title": "Assembly", "kind": "MEETING_KIND_FULL_MEMBERSHIP", "start": start.to_string(),
        "end": start.plus_hours(1).to_string(), "tz": "Europe/Bucharest"});
    let called = circle.staff.run("communication/ScheduleMeeting", assembly).await.unwrap();
    let meeting = text(&called, "meetingId").unwrap();
    let answered = ask(&mut circle, MENTORS, "TRAIN", 10).await;
    let missed = ask(&mut circle, BUS, "MEET", 10).await;
    circle.cast(1, &answered, "AGREE").await.unwrap();
    let thread = json!({"subject": {"external": {"vocabulary": "press", "code": "7"}}, "title": "Buses",
        "audience": "VISIBILITY_MEMBERS"});
    let thread =
        text(&circle.staff.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();

    circle.advance_hours(9 * DAY + 1).unwrap();
    let reminded_of = reminders(&mut circle.voters[1]).await;
    assert_eq!(reminded(&reminded_of), [(BUS.0.to_owned(), 24)], "not of the one that is answered");
    assert_eq!(reminders(&mut circle.voters[1]).await["reminders"], reminded_of["reminders"], "the same ids");
    let others = reminders(&mut circle.voters[2]).await;
    assert_eq!(reminded(&others).len(), 2, "who has answered neither is reminded of both: {others}");
    for proposal in [&answered, &missed] {
        circle.cast(0, proposal, "AGREE").await.unwrap();
    }

    // While they are away.
    circle.advance_hours(5 * DAY).unwrap();
    for proposal in [&answered, &missed] {
        circle.close(proposal).await.unwrap();
    }
    for (body, mentions) in
        [("A bus costs 90.", json!([])), ("What do you say?", json!([circle.voters[1].reference]))]
    {
        let said = json!({"threadId": thread, "body": body, "mentions": mentions});
        circle.staff.run("communication/PostMessage", said).await.unwrap();
    }
    let moved = start.plus_days(3);
    let later = json!({"meetingId": meeting, "start": moved.to_string(), "end": moved.plus_hours(1).to_string(),
        "reason": "The hall is taken."});
    circle.staff.run("communication/RescheduleMeeting", later).await.unwrap();
    let news = json!({"title": "New office", "body": "We move.", "ackBy": circle.sandbox.in_days(20)});
    circle.staff.run("communication/Announce", news).await.unwrap();

    // Back after six weeks: one digest.
    circle.advance_hours(28 * DAY).unwrap();
    let read = digest(&mut circle.voters[1], json!({})).await;
    let expected = [
        "ACKNOWLEDGEMENT_MISSED: New office",
        "ANNOUNCED: New office",
        "DECISION_TAKEN: Shall we hire two mentors?",
        "DECISION_TAKEN: Shall we rent a bus?",
        "MEETING_CALLED: Assembly",
        "MEETING_MOVED: Assembly",
        "MENTION: Buses",
        "MILESTONE_DUE: TRAIN is done",
        "STANCE_MISSED: Shall we rent a bus?",
    ];
    assert_eq!(told(&read), expected);
    assert_eq!(reminded(&read), [], "nothing is left to be done");
    let entries = read["digest"]["entries"].as_array().unwrap();
    let to_move = entries.iter().find(|entry| entry["kind"] == "DIGEST_KIND_MEETING_MOVED").unwrap();
    assert_eq!(to_move["start"], json!(moved.to_string()));
    let shown =
        circle.voters[1].ask("communication/GetMeeting", json!({"meetingId": meeting})).await.unwrap();
    assert_eq!(shown["meeting"]["start"], json!(moved.to_string()));
    let listed = circle.voters[1].ask("communication/ListSubscriptions", json!({})).await.unwrap();
    assert_eq!((&listed["isDigestDue"], &listed["mark"]), (&json!(true), &read["digest"]["from"]));

    // Asked for again it is the same; of two devices that read at once, one says so; and nothing comes twice.
    let range = json!({"from": read["digest"]["from"], "to": read["digest"]["to"]});
    assert_eq!(digest(&mut circle.voters[1], range.clone()).await["digest"], read["digest"]);
    circle.advance_hours(1).unwrap();
    let elsewhere = digest(&mut circle.voters[1], json!({})).await;
    let mut device = again(&mut circle.voters[1]).unwrap();
    let both = tokio::join!(confirm(&mut circle.voters[1], &read), confirm(&mut device, &elsewhere));
    let refused: Vec<_> = [both.0, both.1].into_iter().filter_map(|one| refusal(one).ok()).collect();
    let reasons: Vec<_> = refused.iter().map(|one| one["reason"].clone()).collect();
    assert_eq!(reasons, ["digest_mark_moved"]);
    circle.sandbox.restart().await.unwrap();
    let mut device = again(&mut circle.voters[1]).unwrap();
    assert_eq!(told(&digest(&mut device, json!({})).await), Vec::<String>::new());
    assert_eq!(digest(&mut device, range).await["digest"], read["digest"], "after a restart too");

    let mut staff = again(&mut circle.staff).unwrap();
    let said = json!({"threadId": thread, "body": "Still there?", "mentions": [circle.orgs[1]]});
    staff.run("communication/PostMessage", said).await.unwrap();
    assert_eq!(told(&digest(&mut device, json!({})).await), ["MENTION: Buses"]);
    circle.sandbox.stop().await;
}
