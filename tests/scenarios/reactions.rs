//! What the hub does by itself: a fact in one condition moves the others, and a deadline passes without anybody there.

use std::path::Path;

use hora::actors::{Person, text};
use hora_tests::{
    circle::{Circle, again},
    log::{self, Stored},
    wait::until,
};
use runtime::reactions::book::{Book, Skipped};
use serde_json::{Value, json};
use tokio::sync::Mutex;

const SLUG: &str = "cluj-school";

/// The records of one type in a context, as soon as there are so many.
async fn recorded(person: &mut Person, context: &str, event: &str, count: usize) -> Vec<Stored> {
    let person = Mutex::new(person);
    let found = until("the hub has acted by itself", || async {
        let mut person = person.lock().await;
        let records = log::read(&mut person, context, 1).await.ok()?;
        let of_type: Vec<Stored> =
            records.into_iter().filter(|one| one.is(&format!("{context}.{event}.v1"))).collect();
        (of_type.len() >= count).then_some(of_type)
    });
    found.await.unwrap()
}

/// What a service was refused of what it would have done by itself.
fn skipped(data: &Path, context: &str) -> Vec<Skipped> {
    let book = Book::open(&data.join(context).join("reactions.sqlite")).unwrap();
    book.skipped(SLUG, 0, 100).unwrap().into_iter().map(|(_, skipped)| skipped).collect()
}

/// A circle with a plan, an activity of two years, and a meeting that was held; gives the meeting.
async fn held() -> (Circle, String) {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    circle.plan().await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train mentors", "strategy": "MENTORS",
        "leadOrg": circle.orgs[1], "start": "2026-09-01", "end": "2028-06-30"});
    circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let start = circle.sandbox.clock().now().plus_hours(1);
    let called = json!({"title": "Autumn assembly", "kind": "MEETING_KIND_FULL_MEMBERSHIP",
        "start": start.to_string(), "end": start.plus_hours(1).to_string(), "tz": "Europe/Bucharest"});
    let called = circle.staff.run("communication/ScheduleMeeting", called).await.unwrap();
    let meeting = text(&called, "meetingId").unwrap();
    circle.advance_hours(3).unwrap();
    let orgs = json!([{"org": circle.orgs[0], "attended": "ATTENDED_PRESENT"}]);
    let attended = json!({"meetingId": meeting, "orgs": orgs});
    circle.staff.run("communication/RecordAttendance", attended).await.unwrap();
    (circle, meeting)
}

async fn convert(circle: &mut Circle, meeting: &str, due: &str) -> Value {
    let item = json!({"meetingId": meeting, "text": "Find rooms.", "ownerOrg": circle.orgs[1], "due": due});
    let added = circle.staff.run("communication/AddActionItem", item).await.unwrap();
    let item = json!({"meetingId": meeting, "itemId": added["itemId"], "activityId": "TRAIN"});
    circle.staff.run("communication/ConvertActionItem", item).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_becomes_a_milestone_once_and_one_that_does_not_fit_is_kept_as_skipped() {
    let (mut circle, meeting) = held().await;
    let converted = convert(&mut circle, &meeting, "2027-03-01").await;
    let milestones = recorded(&mut circle.staff, "plan", "MilestoneAdded", 1).await;
    let made = &milestones[0].value;
    let actor = json!({"ref": "system", "org": null, "role": "system", "via": "reaction"});
    assert_eq!((&made["actor"], &made["data"]["due"]), (&actor, &json!("2027-03-01")));
    assert_eq!(made["cause"]["context"], "communication");
    assert_eq!(made["cause"]["sequence"].to_string(), converted["sequence"].as_str().unwrap());
    let caused = recorded(&mut circle.staff, "communication", "ActionItemConverted", 1).await;
    assert_eq!(made["cause"]["id"], caused[0].value["id"]);
    assert_eq!(made["correlation"], caused[0].value["correlation"]);
    assert_eq!(made["authz"]["rules"], json!(["react"]));

    // Behind the end of the activity: the plan's rule says no, and that is not lost.
    convert(&mut circle, &meeting, "2029-01-01").await;
    circle.sandbox.restart().await.unwrap();
    circle.staff = again(&mut circle.staff).unwrap();
    convert(&mut circle, &meeting, "2027-04-01").await;
    let milestones = recorded(&mut circle.staff, "plan", "MilestoneAdded", 2).await;
    assert_eq!(milestones.len(), 2, "the first once, the second never");
    let data = circle.sandbox.running().unwrap().hub.config.hub.data.clone();
    let skipped = skipped(&data, "plan");
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert_eq!(
        (skipped[0].name.as_str(), skipped[0].reason.as_str()),
        ("milestone_from_action_item", "due_outside_activity")
    );
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_due_while_the_hub_is_away_is_done_once_when_it_is_back() {
    let (mut circle, meeting) = held().await;
    let due = circle.sandbox.clock().now().plus_days(3).date().to_string();
    let milestone =
        json!({"activityId": "TRAIN", "title": "Rooms", "due": due, "kind": "MILESTONE_KIND_MILESTONE"});
    circle.staff.run("plan/AddMilestone", milestone).await.unwrap();
    circle.advance_hours(24 * 20).unwrap();
    circle.sandbox.restart().await.unwrap();
    circle.staff = again(&mut circle.staff).unwrap();
    let missed = recorded(&mut circle.staff, "plan", "MilestoneMissed", 1).await;
    assert_eq!(
        (&missed[0].value["actor"]["via"], &missed[0].value["data"]["due"]),
        (&json!("timer"), &json!(due))
    );

    let reminded = recorded(&mut circle.staff, "communication", "ThreadOpened", 1).await;
    let subject = json!({"kind": "ours", "context": "communication", "stream": format!("meeting/{meeting}")});
    assert_eq!(reminded[0].value["data"]["subject"], subject, "no minutes for 14 days");
    circle.sandbox.restart().await.unwrap();
    circle.staff = again(&mut circle.staff).unwrap();
    // A later deadline passes; by then an earlier one would have fired a second time.
    let due = circle.sandbox.clock().now().plus_days(1).date().to_string();
    let milestone =
        json!({"activityId": "TRAIN", "title": "Beds", "due": due, "kind": "MILESTONE_KIND_MILESTONE"});
    circle.staff.run("plan/AddMilestone", milestone).await.unwrap();
    circle.advance_hours(72).unwrap();
    assert_eq!(recorded(&mut circle.staff, "plan", "MilestoneMissed", 2).await.len(), 2);
    assert_eq!(recorded(&mut circle.staff, "communication", "ThreadOpened", 1).await.len(), 1);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_leaves_behind_is_listed_for_the_staff() {
    let (mut circle, _) = held().await;
    let terms = json!({"activityId": "TRAIN", "org": circle.orgs[2], "role": "COMMITMENT_ROLE_FUND",
        "from": "2026-10-01", "to": "2027-10-01"});
    circle.voters[2].run("plan/CommitOrganization", terms).await.unwrap();
    recorded(&mut circle.staff, "plan", "CommitmentAccepted", 1).await;
    let left = json!({"reason": "We merge.", "openCommitments": "OPEN_COMMITMENTS_RELEASE"});
    circle.voters[2].run("backbone/LeaveInitiative", left).await.unwrap();
    let posted = recorded(&mut circle.staff, "communication", "MessagePosted", 1).await;
    let thread = posted[0].stream().trim_start_matches("thread/").to_owned();
    assert_eq!((posted.len(), posted[0].visibility()), (1, "restricted"));
    let list = json!({"threadId": thread});
    let read = circle.staff.ask("communication/ListMessages", list).await.unwrap();
    let said = read["messages"][0]["body"]["text"].as_str().unwrap();
    assert!(said.starts_with("Commitments: activity/TRAIN (fund).\nSeats held by: none."), "{said}");
    circle.sandbox.stop().await;
}
