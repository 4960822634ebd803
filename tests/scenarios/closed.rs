//! An initiative that has ended: nothing new anywhere, what is open is wound down, and all of it stays readable.

use hora::actors::text;
use hora_tests::circle::{Circle, refusal};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_initiative_takes_what_winds_it_down_and_nothing_new() {
    let mut circle = Circle::of("ended", 3).await.unwrap();
    circle.plan().await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train", "strategy": "MENTORS", "leadOrg": circle.orgs[1],
        "start": "2026-09-01", "end": "2027-06-30"});
    circle.staff.run("plan/ProposeActivity", activity.clone()).await.unwrap();
    let thread = json!({"subject": {"external": {"vocabulary": "press", "code": "7"}}, "title": "The press",
        "audience": "VISIBILITY_MEMBERS"});
    let opened = circle.staff.run("communication/OpenThread", thread.clone()).await.unwrap();
    let thread_id = text(&opened, "threadId").unwrap();
    let said = json!({"meta": {"commandId": "01890000-0000-7000-8000-000000000007"}, "threadId": thread_id, "body": "Ana was absent"});
    let posted = circle.voters[1].run("communication/PostMessage", said.clone()).await.unwrap();
    let staff = &mut circle.staff;
    staff.run("backbone/CloseInitiative", json!({"reason": "The schools took it over."})).await.unwrap();

    let definition = json!({"name": "Leavers", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
        "valueType": "VALUE_TYPE_COUNT", "unit": "pupils", "direction": "DIRECTION_DOWN", "aggregation": "AGGREGATION_SUM",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_YEARS"});
    for (rpc, request) in [
        ("agenda/DefineBody", json!({"code": "BOARD", "name": "Board"})),
        ("measurement/ProposeIndicator", json!({"code": "LEAVERS", "definition": definition})),
        ("plan/DefineStrategy", json!({"code": "BOOKS", "title": "Books", "goals": ["STAY_IN_SCHOOL"]})),
        ("communication/OpenThread", thread),
        ("backbone/CreateSeat", json!({"body": "STEERING"})),
    ] {
        let refused = refusal(staff.run(rpc, request).await).unwrap();
        assert_eq!(refused["reason"], "initiative_closed", "{rpc}: {refused}");
    }
    staff.run("plan/CancelActivity", json!({"activityId": "TRAIN", "reason": "It ended."})).await.unwrap();
    let redact =
        json!({"threadId": thread_id, "messageId": posted["messageId"], "basis": "REDACTION_BASIS_PRIVACY"});
    staff.run("communication/RedactMessage", redact).await.unwrap();
    staff.run("communication/ArchiveThread", json!({"threadId": thread_id})).await.unwrap();
    let again = circle.voters[1].run("communication/PostMessage", said).await.unwrap();
    assert_eq!(again, posted, "what was answered before is answered the same");
    let plan = circle.voters[1].ask("plan/GetActivity", json!({"activityId": "TRAIN"})).await.unwrap();
    assert_eq!(plan["activity"]["status"], "cancelled", "{plan}");
    circle.sandbox.stop().await;
}
