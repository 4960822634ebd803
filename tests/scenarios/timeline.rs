//! A thread's timeline: what was said, and what happened to its subject, in one order.

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, adopting, again, draft_agenda, refusal};
use serde_json::{Value, json};

use crate::real::history::History;

const SLUG: &str = "cluj-school";

async fn opened(circle: &mut Circle, subject: (&str, &str), audience: &str) -> String {
    let ours = json!({"ours": {"context": subject.0, "stream": subject.1}});
    let thread = json!({"subject": ours, "title": "About it", "audience": format!("VISIBILITY_{audience}")});
    let opened = circle.staff.run("communication/OpenThread", thread).await.unwrap();
    text(&opened, "threadId").unwrap()
}

async fn say(person: &mut Person, thread: &str, body: &str) -> Value {
    let said = json!({"threadId": thread, "body": body});
    person.run("communication/PostMessage", said).await.unwrap()
}

/// What an entry tells: the text of a message, or the type of an event.
fn told(entry: &Value) -> String {
    let event = entry["event"]["type"].as_str().map(|name| name.split('.').nth(1).unwrap().to_owned());
    event.unwrap_or_else(|| entry["message"]["body"]["text"].as_str().unwrap_or("(no text)").to_owned())
}

fn all(answer: &Value) -> Vec<String> {
    answer["entries"].as_array().into_iter().flatten().map(told).collect()
}

async fn timeline(person: &mut Person, thread: &str, more: Value) -> Value {
    let mut asked = json!({"threadId": thread});
    for (name, value) in more.as_object().unwrap() {
        asked[name] = value.clone();
    }
    person.ask("communication/GetTimeline", asked).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_proposal_stands_beside_what_happens_to_it() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 5_000)).await.unwrap();
    let subject = format!("proposal/{proposal}");
    let among_us = opened(&mut circle, ("agenda", &subject), "MEMBERS").await;
    say(&mut circle.voters[0], &among_us, "Why this text?").await;
    let closes_at = circle.sandbox.in_days(3);
    circle.open(&proposal, &closes_at).await.unwrap();
    let in_public = opened(&mut circle, ("agenda", &subject), "PUBLIC").await;
    let between = circle.sandbox.clock().now().to_string();
    say(&mut circle.voters[1], &among_us, "Because it is short.").await;
    for voter in 0..3 {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    circle.close(&proposal).await.unwrap();
    say(&mut circle.voters[2], &among_us, "Good.").await;

    let voter = &mut circle.voters[0];
    let whole = timeline(voter, &among_us, json!({})).await;
    let expected = [
        "ProposalDrafted",
        "Why this text?",
        "ProposalOpened",
        "Because it is short.",
        "StanceCast",
        "StanceCast",
        "StanceCast",
        "ProposalClosed",
        "ProposalDecided",
        "Good.",
    ];
    assert_eq!(all(&whole), expected);
    let stance = &whole["entries"][4];
    let data: Value = serde_json::from_str(stance["event"]["dataJson"].as_str().unwrap()).unwrap();
    assert_eq!((&data["position"], &stance["context"]), (&json!("agree"), &json!("agenda")));
    assert!(data["reason"]["sealed"].is_string(), "private texts stay sealed: {data}");
    assert_eq!(whole["entries"][1]["context"], "communication");
    assert!(whole["entries"].as_array().unwrap().iter().all(|entry| entry["eventId"].is_string()));

    // Part by part it is the same.
    let (mut parts, mut token) = (Vec::new(), String::new());
    loop {
        let page = json!({"page": {"pageSize": 3, "pageToken": token}});
        let part = timeline(voter, &among_us, page).await;
        parts.extend(part["entries"].as_array().unwrap().clone());
        token = part["nextPageToken"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(json!(parts), whole["entries"]);

    // As of a moment, both logs are cut there; an answer's cut gives the same again.
    let then = timeline(voter, &among_us, json!({"meta": {"asOf": {"recordedAt": between}}})).await;
    assert_eq!(all(&then), expected[..3]);
    let happened = json!({"meta": {"asOf": {"effectiveAt": between}}});
    assert_eq!(all(&timeline(voter, &among_us, happened).await), expected[..3]);
    let cut = json!({"meta": {"cut": then["answered"]["cut"]}});
    assert_eq!(then["answered"]["cut"].as_object().unwrap().len(), 2, "{then}");
    assert_eq!(timeline(voter, &among_us, cut).await["entries"], then["entries"]);
    let sequence = whole["entries"][3]["sequence"].clone();
    let by_sequence = json!({"meta": {"asOf": {"sequence": sequence}}});
    assert_eq!(all(&timeline(voter, &among_us, by_sequence).await), expected[..4]);

    // The public sees what is public of both.
    say(&mut circle.voters[2], &in_public, "Come and see.").await;
    let mut public = circle.sandbox.public(SLUG).unwrap();
    let hidden = public.ask("communication/GetTimeline", json!({"threadId": among_us})).await;
    assert_eq!(refusal(hidden).unwrap()["reason"], "not_found");
    let seen = all(&timeline(&mut public, &in_public, json!({})).await);
    assert_eq!((seen[0].as_str(), seen.last().unwrap().as_str()), ("ProposalOpened", "(no text)"));
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_an_indicator_and_an_activity_have_timelines() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train mentors", "strategy": "MENTORS",
        "leadOrg": circle.orgs[1], "start": "2026-09-01", "end": "2028-06-30"});
    circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let definition = json!({"name": "Pupils", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
        "valueType": "VALUE_TYPE_COUNT", "unit": "pupils", "direction": "DIRECTION_UP", "aggregation": "AGGREGATION_SUM",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_MONTHS"});
    let indicator = json!({"code": "PUPILS", "definition": definition});
    circle.staff.run("measurement/ProposeIndicator", indicator).await.unwrap();
    let subjects = [
        (("agenda", "goal/STAY_IN_SCHOOL"), "GoalDefined"),
        (("measurement", "indicator/PUPILS"), "IndicatorProposed"),
        (("plan", "activity/TRAIN"), "ActivityProposed"),
    ];
    for (subject, first) in subjects {
        let thread = opened(&mut circle, subject, "MEMBERS").await;
        say(&mut circle.voters[1], &thread, "And now?").await;
        let told = all(&timeline(&mut circle.voters[0], &thread, json!({})).await);
        assert_eq!(told, [first, "And now?"], "{subject:?}");
        let one = timeline(&mut circle.voters[0], &thread, json!({"page": {"pageSize": 1}})).await;
        assert_eq!(all(&one), [first]);
        assert!(one["nextPageToken"].is_string());
    }
    let first = opened(&mut circle, ("plan", "activity/TRAIN"), "PUBLIC").await;
    let about_it = opened(&mut circle, ("communication", &format!("thread/{first}")), "MEMBERS").await;
    assert_eq!(all(&timeline(&mut circle.voters[0], &about_it, json!({})).await), ["ThreadOpened"]);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_half_timeline_is_given_while_the_subjects_service_is_away() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    let about_a_goal = opened(&mut circle, ("agenda", "goal/STAY_IN_SCHOOL"), "MEMBERS").await;
    let elsewhere = json!({"subject": {"external": {"vocabulary": "press", "code": "7"}},
        "title": "What the press says", "audience": "VISIBILITY_MEMBERS"});
    let elsewhere = circle.staff.run("communication/OpenThread", elsewhere).await.unwrap();
    let elsewhere = text(&elsewhere, "threadId").unwrap();
    say(&mut circle.staff, &elsewhere, "Well.").await;
    circle.sandbox.restart_with(&["backbone", "communication"]).await.unwrap();
    let mut voter = again(&mut circle.voters[0]).unwrap();
    let away = voter.ask("communication/GetTimeline", json!({"threadId": about_a_goal})).await;
    let away = refusal(away).unwrap();
    assert_eq!((&away["reason"], &away["code"]), (&json!("peer_away"), &json!("Unavailable")));
    assert!(away["message"].as_str().unwrap().contains("agenda"), "{away}");
    // What needs nobody else is there all the time.
    assert_eq!(all(&timeline(&mut voter, &elsewhere, json!({})).await), ["Well."]);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_that_was_told_out_of_order_is_shown_as_it_happened() {
    let history = History::begin("hearing", &["--preset", "polis"]).await.unwrap();
    let mut importer = history.member();
    let at = |year: u32| json!({"occurredAt": format!("{year}-05-01T10:00:00Z")});
    let hearing = json!({"meta": at(2016), "question": "What helps?", "opensAt": "2016-05-01T10:00:00Z",
        "who": "AUDIENCE_ANYONE"});
    let hearing = importer.run("agenda/OpenConsultation", hearing).await.unwrap();
    let hearing = text(&hearing, "consultationId").unwrap();
    for (year, statement) in [(2019, "1"), (2017, "2")] {
        let row = json!({"statement": statement, "text": format!("Told in {year}"), "by": format!("p_{}", "7".repeat(32))});
        let added = json!({"meta": at(year), "consultation": {"id": hearing}, "row": row});
        importer.run("agenda/AddStatement", added).await.unwrap();
    }
    let subject = json!({"ours": {"context": "agenda", "stream": format!("consultation/{hearing}")}});
    let thread =
        json!({"meta": at(2016), "subject": subject, "title": "About it", "audience": "VISIBILITY_PUBLIC"});
    let thread = text(&importer.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();
    let lost = json!({"meta": at(2018), "threadId": thread, "body": "I agree with you.", "replyTo": {"missing": "42"},
        "author": {"vocabulary": "town", "code": "7"}});
    importer.run("communication/PostMessage", lost).await.unwrap();
    let shown = timeline(&mut importer, &thread, json!({})).await;
    // An importer tells texts, and reads none.
    assert_eq!(all(&shown), ["ConsultationOpened", "StatementAdded", "(no text)", "StatementAdded"]);
    let entries = shown["entries"].as_array().unwrap();
    let years: Vec<_> =
        entries.iter().map(|entry| entry["occurredAt"].as_str().unwrap().get(..4).unwrap()).collect();
    assert_eq!(years, ["2016", "2017", "2018", "2019"]);
    assert!(
        entries[1]["sequence"].as_str() > entries[3]["sequence"].as_str(),
        "recorded the other way round"
    );
    assert_eq!(entries[2]["message"]["isParentMissing"], true);
    let parts = [json!({"pageSize": 1}), json!({"pageSize": 3})];
    for page in parts {
        let part = timeline(&mut importer, &thread, json!({"page": page})).await;
        assert_eq!(part["entries"][0], entries[0]);
        let token = part["nextPageToken"].as_str().unwrap();
        let rest = json!({"page": {"pageSize": 500, "pageToken": token}});
        let rest = timeline(&mut importer, &thread, rest).await;
        assert_eq!(all(&part).len() + all(&rest).len(), 4);
    }
    history.stop().await;
}
