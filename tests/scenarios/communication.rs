//! People talk, meet, decide what to do next, and are told things.

use hora::actors::text;
use hora_tests::{
    circle::{Circle, refusal},
    wait::Patience,
};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_away_leaves_its_place_and_no_text() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let thread = json!({"subject": {"external": {"vocabulary": "press", "code": "7"}},
        "title": "What the press says", "audience": "VISIBILITY_MEMBERS"});
    let opened = circle.staff.run("communication/OpenThread", thread).await.unwrap();
    let thread = text(&opened, "threadId").unwrap();
    let said = json!({"threadId": thread, "body": "Ana of class 7 was absent"});
    let said = circle.voters[1].run("communication/PostMessage", said).await.unwrap();
    let message = text(&said, "messageId").unwrap();
    let edit = json!({"threadId": thread, "messageId": message, "body": "Ana was absent"});
    let theirs = refusal(circle.voters[0].run("communication/EditMessage", edit.clone()).await).unwrap();
    assert_eq!(theirs["reason"], "not_the_author");
    let edited = circle.voters[1].run("communication/EditMessage", edit).await.unwrap();
    let list = json!({"threadId": thread});
    let read = circle.voters[0].ask("communication/ListMessages", list.clone()).await.unwrap();
    assert_eq!(read["messages"][0]["body"]["text"], "Ana was absent");
    let redact = json!({"threadId": thread, "messageId": message, "basis": "REDACTION_BASIS_PRIVACY"});
    circle.staff.run("communication/RedactMessage", redact).await.unwrap();
    let read = circle.voters[0].ask("communication/ListMessages", list).await.unwrap();
    assert_eq!(read["messages"][0]["body"]["state"], "STATE_ERASED");
    assert_eq!(read["messages"][0]["redactionBasis"], "privacy");
    // Whoever asks for an earlier moment finds no text either: the keys of both texts are destroyed.
    for sequence in [&said["result"]["sequence"], &edited["sequence"]] {
        let earlier = json!({"threadId": thread, "meta": {"asOf": {"sequence": sequence}}});
        let mut patience = Patience::new("the key is destroyed");
        loop {
            let read = circle.voters[0].ask("communication/ListMessages", earlier.clone()).await.unwrap();
            assert_eq!(read["messages"][0]["redactionBasis"], Value::Null);
            if read["messages"][0]["body"]["state"] == "STATE_ERASED" {
                break;
            }
            patience.look_again().await.unwrap();
        }
    }
    circle.sandbox.stop().await;
}

/// A meeting of everybody in two days, for an hour.
fn assembly(circle: &Circle) -> Value {
    let start = circle.sandbox.clock().now().plus_days(2);
    json!({"title": "Autumn assembly", "kind": "MEETING_KIND_FULL_MEMBERSHIP", "start": start.to_string(),
        "end": start.plus_hours(1).to_string(), "tz": "Europe/Bucharest", "place": "Town hall"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_called_held_written_down_and_acted_upon() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train mentors", "strategy": "MENTORS",
        "leadOrg": circle.orgs[1], "start": "2026-09-01", "end": "2028-06-30"});
    let proposed = circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let mut endless = assembly(&circle);
    endless["rrule"] = json!("FREQ=MONTHLY;BYDAY=1TU");
    let told = refusal(circle.staff.run("communication/ScheduleMeeting", endless).await).unwrap();
    assert_eq!(
        (&told["reason"], &told["fields"][0]["field"]),
        (&json!("rrule_without_end"), &json!("rrule"))
    );
    let called = circle.staff.run("communication/ScheduleMeeting", assembly(&circle)).await.unwrap();
    let meeting = text(&called, "meetingId").unwrap();
    let items = json!([{"title": "Budget", "minutes": 40, "decisionNeeded": true}]);
    let agenda = json!({"meetingId": meeting, "items": items});
    circle.staff.run("communication/PublishMeetingAgenda", agenda).await.unwrap();
    let orgs = json!([{"org": circle.orgs[0], "attended": "ATTENDED_PRESENT"},
        {"org": circle.orgs[1], "attended": "ATTENDED_APOLOGIES"}]);
    let there = json!({"meetingId": meeting, "orgs": orgs, "persons": ["Ana Pop"]});
    let early = refusal(circle.staff.run("communication/RecordAttendance", there.clone()).await).unwrap();
    assert_eq!(early["reason"], "before_start");

    circle.advance_hours(49).unwrap();
    circle.staff.run("communication/RecordAttendance", there).await.unwrap();
    let minutes = |sequence: Value| {
        let cites = json!([{"context": "plan", "sequence": sequence}]);
        json!({"meetingId": meeting, "items": [{"text": "We train mentors.", "cites": cites}]})
    };
    let unknown = circle.staff.run("communication/RecordMinutes", minutes(json!(999))).await;
    assert_eq!(refusal(unknown).unwrap()["reason"], "cites_unknown_event");
    let cited = minutes(proposed["result"]["sequence"].clone());
    circle.staff.run("communication/RecordMinutes", cited).await.unwrap();
    let of = json!({"meetingId": meeting});
    let alone = refusal(circle.staff.run("communication/ApproveMinutes", of.clone()).await).unwrap();
    assert_eq!(alone["reason"], "sole_author_approves");
    circle.voters[2].run("communication/ApproveMinutes", of.clone()).await.unwrap();

    let due = circle.sandbox.clock().now().plus_days(7).date().to_string();
    let item = json!({"meetingId": meeting, "text": "Find rooms.", "ownerOrg": circle.orgs[1], "due": due});
    let added = circle.staff.run("communication/AddActionItem", item).await.unwrap();
    let item = json!({"meetingId": meeting, "itemId": added["itemId"], "activityId": "TRAIN"});
    let theirs = circle.voters[0].run("communication/ConvertActionItem", item.clone()).await;
    assert_eq!(refusal(theirs).unwrap()["reason"], "not_own_organization");
    circle.voters[1].run("communication/ConvertActionItem", item).await.unwrap();

    let shown = circle.voters[0].ask("communication/GetMeeting", of).await.unwrap();
    assert_eq!(shown["meeting"]["status"], "minutes_approved");
    assert_eq!(shown["persons"][0]["text"], "Ana Pop");
    assert_eq!(shown["minutes"][0]["text"]["text"], "We train mentors.");
    assert_eq!(shown["minutes"][0]["cites"][0]["sequence"], proposed["result"]["sequence"]);
    let listed = circle.voters[0].ask("communication/ListActionItems", json!({})).await.unwrap();
    assert_eq!(listed["items"][0]["status"], "converted");
    assert_eq!(listed["items"][0]["activity"], "activity/TRAIN");
    circle.sandbox.stop().await;
}

/// The announcement that was made, of a list.
fn announced<'a>(listed: &'a Value, made: &Value) -> &'a Value {
    let all = listed["announcements"].as_array().unwrap();
    all.iter().find(|one| one["announcementId"] == made["announcementId"]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announcement_shows_who_has_taken_note_and_who_has_not() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let announcement =
        json!({"title": "New office", "body": "We move in May.", "ackBy": circle.sandbox.in_days(2)});
    // Who is told is settled when it is said, by what the service has heard of the membership by then: said again
    // until it has heard of all three.
    let made = loop {
        let made = circle.staff.run("communication/Announce", announcement.clone()).await.unwrap();
        let listed = circle.staff.ask("communication/ListAnnouncements", json!({})).await.unwrap();
        let told = &announced(&listed, &made)["outstanding"];
        if told.as_array().is_some_and(|told| told.len() == circle.orgs.len()) {
            break made;
        }
    };
    let acknowledge = |org: &String| json!({"announcementId": made["announcementId"], "org": org});
    let first = acknowledge(&circle.orgs[1]);
    circle.voters[1].run("communication/Acknowledge", first.clone()).await.unwrap();
    circle.advance_hours(49).unwrap();
    let again = circle.voters[1].run("communication/Acknowledge", first.clone()).await.unwrap();
    assert_eq!(again["unchanged"], true);
    let for_another = refusal(circle.voters[0].run("communication/Acknowledge", first).await).unwrap();
    assert_eq!(for_another["reason"], "not_own_organization");
    let second = acknowledge(&circle.orgs[2]);
    circle.voters[2].run("communication/Acknowledge", second).await.unwrap();
    let listed = circle.voters[0].ask("communication/ListAnnouncements", json!({})).await.unwrap();
    let announcement = announced(&listed, &made);
    let acknowledged = announcement["acknowledged"].as_array().unwrap();
    let told: Vec<_> = acknowledged.iter().map(|one| (&one["org"], one["late"] == true)).collect();
    assert_eq!(told, [(&json!(circle.orgs[1]), false), (&json!(circle.orgs[2]), true)]);
    assert_eq!(announcement["outstanding"], json!([circle.orgs[0]]));
    let public = circle.sandbox.public(SLUG).unwrap().ask("communication/ListAnnouncements", json!({})).await;
    let public = public.unwrap();
    assert_eq!(public["announcements"][0]["body"], "We move in May.");
    assert_eq!(public["announcements"][0]["acknowledged"].as_array().map_or(0, Vec::len), 0);
    assert_eq!(public["announcements"][0]["outstanding"].as_array().map_or(0, Vec::len), 0);
    circle.sandbox.stop().await;
}
