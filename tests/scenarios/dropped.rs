//! Scenario 5, the plan's part: a goal is dropped; its activity is told once, and linked anew with a reason.

use hora_tests::{
    circle::{Circle, consent, refusal},
    wait::Patience,
};
use serde_json::{Value, json};

/// A proposal to put another goal in the place of the one there is.
fn amending(hash: &str) -> Value {
    json!({"kind": "PROPOSAL_KIND_AMEND_AGENDA", "subjectRef": {"agenda": {}}, "subjectHash": hash,
        "text": "Shall we teach reading first?", "rule": consent(6_000), "changes": [
        {"setGoal": {"code": "READ", "statement": "All read", "desiredCondition": "Every pupil reads at 8"}},
        {"dropGoal": {"code": "STAY_IN_SCHOOL"}}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_whose_goal_was_dropped_is_linked_anew() {
    let mut circle = Circle::of("cluj-goal", 3).await.unwrap();
    circle.plan().await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train", "strategy": "MENTORS", "leadOrg": circle.orgs[1],
        "start": "2026-09-01", "end": "2027-06-30"});
    circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let orphaned = json!({"activityId": "TRAIN"});
    let early = refusal(circle.staff.run("plan/MarkOrphaned", orphaned.clone()).await).unwrap();
    assert_eq!(early["reason"], "not_orphaned", "{early}");

    let wrong = refusal(circle.staff.run("agenda/DraftProposal", amending(&"0".repeat(64))).await).unwrap();
    let hash = wrong["details"][0][1].as_str().unwrap_or_else(|| panic!("{wrong}")).to_owned();
    let proposal = circle.propose("agenda/DraftProposal", amending(&hash)).await.unwrap();
    let ends_at = circle.sandbox.in_days(7);
    circle.open(&proposal, &ends_at).await.unwrap();
    for voter in 0..3 {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    assert_eq!(circle.close(&proposal).await.unwrap()["result"], "DECISION_RESULT_ADOPTED");

    let Circle { mut staff, mut voters, sandbox, .. } = circle;
    // The plan has heard of it by itself.
    let mut patience = Patience::new("the activity is marked as orphaned");
    let told = loop {
        let gaps = staff.ask("plan/GetGaps", json!({})).await.unwrap();
        if gaps["orphaned"] == json!(["TRAIN"]) {
            break gaps["answered"].clone();
        }
        patience.look_again().await.unwrap();
    };
    let again = staff.run("plan/MarkOrphaned", orphaned).await.unwrap();
    assert_eq!(again["unchanged"], json!(true), "told once");
    assert_eq!(staff.ask("plan/GetGaps", json!({})).await.unwrap()["orphaned"], json!(["TRAIN"]));
    let books = json!({"code": "BOOKS", "title": "Books", "goals": ["READ"]});
    staff.run("plan/DefineStrategy", books).await.unwrap();
    let relink = json!({"activityId": "TRAIN", "strategy": "BOOKS", "reason": "Mentors read with pupils."});
    voters[1].run("plan/RelinkActivity", relink).await.unwrap();
    let now = staff.ask("plan/GetActivity", json!({"activityId": "TRAIN"})).await.unwrap();
    assert_eq!(
        (&now["activity"]["strategy"], &now["activity"]["isOrphaned"]),
        (&json!("BOOKS"), &json!(null))
    );
    let meta = json!({"asOf": {"sequence": told["sequence"]}});
    let gaps = staff.ask("plan/GetGaps", json!({"meta": meta})).await.unwrap();
    assert_eq!(gaps["orphaned"], json!(["TRAIN"]), "as of then");
    let then = json!({"activityId": "TRAIN", "meta": meta});
    let then = staff.ask("plan/GetActivity", then).await.unwrap();
    assert_eq!(
        (&then["activity"]["strategy"], &then["activity"]["isOrphaned"]),
        (&json!("MENTORS"), &json!(true))
    );
    sandbox.stop().await;
}
