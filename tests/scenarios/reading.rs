//! What a person keeps for themselves: what they have read, what they want to be told, and that nobody else sees it.

use hora::actors::text;
use hora_tests::circle::{Circle, refusal};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";

async fn thread(circle: &mut Circle, title: &str, audience: &str) -> String {
    let opened = json!({"subject": {"external": {"vocabulary": "press", "code": title}}, "title": title,
        "audience": format!("VISIBILITY_{audience}")});
    text(&circle.staff.run("communication/OpenThread", opened).await.unwrap(), "threadId").unwrap()
}

async fn say(circle: &mut Circle, thread: &str, mentions: Value) -> Value {
    let said = json!({"threadId": thread, "body": "A word.", "mentions": mentions});
    circle.staff.run("communication/PostMessage", said).await.unwrap()["result"]["sequence"].clone()
}

/// Each thread with something unread: its title, how much, how much of it calls.
async fn unread(circle: &mut Circle, voter: usize) -> Vec<(String, u64, u64)> {
    let listed = circle.voters[voter].ask("communication/ListUnread", json!({})).await.unwrap();
    let number = |value: &Value| value.as_str().map_or(0, |text| text.parse().unwrap());
    let threads = listed["threads"].as_array().into_iter().flatten();
    threads
        .map(|one| (text(one, "title").unwrap(), number(&one["unread"]), number(&one["mentions"])))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_has_their_own_place_in_a_conversation() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let buses = thread(&mut circle, "Buses", "MEMBERS").await;
    let staff_only = thread(&mut circle, "Staff", "RESTRICTED").await;
    say(&mut circle, &staff_only, json!([])).await;
    let first = say(&mut circle, &buses, json!([])).await;
    let called = circle.voters[1].reference.clone();
    say(&mut circle, &buses, json!([called])).await;
    assert_eq!(unread(&mut circle, 1).await, [("Buses".to_owned(), 2, 1)]);
    let read = |thread: &str, to: &Value| json!({"threadId": thread, "to": to});
    let moved = circle.voters[1].run("communication/MoveReadCursor", read(&buses, &first)).await.unwrap();
    assert_eq!((&moved["eventIds"], &moved["unchanged"]), (&Value::Null, &Value::Null));
    let back = circle.voters[1].run("communication/MoveReadCursor", read(&buses, &json!("1"))).await.unwrap();
    assert_eq!(back["unchanged"], true);
    assert_eq!(unread(&mut circle, 1).await, [("Buses".to_owned(), 1, 1)]);
    assert_eq!(unread(&mut circle, 2).await, [("Buses".to_owned(), 2, 0)], "another's place is their own");

    let mut asked = async |rpc: &str, request: Value| {
        let refused = refusal(circle.voters[1].run(rpc, request).await).unwrap();
        (text(&refused, "reason").unwrap(), text(&refused["fields"][0], "field").unwrap_or_default())
    };
    let far = asked("communication/MoveReadCursor", read(&buses, &json!("999"))).await;
    assert_eq!(far, ("beyond_head".to_owned(), "to".to_owned()));
    let theirs = asked("communication/MoveReadCursor", read(&staff_only, &first)).await;
    assert_eq!(theirs, ("unknown_thread".to_owned(), "thread_id".to_owned()));
    let mut kept = json!({"threadId": buses, "level": "SUBSCRIPTION_LEVEL_MUTE", "tz": "Cluj",
        "digest": {"kind": "KIND_WEEKLY"}});
    assert_eq!(asked("communication/SetSubscription", kept.clone()).await.0, "no_days");
    kept["digest"] = json!({"kind": "KIND_NONE"});
    assert_eq!(asked("communication/SetSubscription", kept.clone()).await.0, "unknown_tz");
    kept["tz"] = json!("Europe/Bucharest");
    circle.voters[1].run("communication/SetSubscription", kept).await.unwrap();
    assert_eq!(unread(&mut circle, 1).await, [], "a muted thread has nothing unread");
    circle.sandbox.restart().await.unwrap();
    circle.advance_hours(0).unwrap();
    assert_eq!(unread(&mut circle, 1).await, [], "after a restart too");
    let theirs = circle.voters[2].ask("communication/ListSubscriptions", json!({})).await.unwrap();
    assert_eq!(theirs["subscriptions"].as_array().map_or(0, Vec::len), 0);
    circle.sandbox.stop().await;
}
