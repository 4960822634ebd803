//! A plan of several organizations: committed, depending, reinforcing; what is missing and what changed.

use hora_tests::circle::{Circle, refusal};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn three_organizations_plan_what_reinforces_each_other() {
    let mut circle = Circle::of("cluj-plan", 3).await.unwrap();
    circle.plan().await.unwrap();
    let Circle { mut staff, orgs, mut voters, sandbox, .. } = circle;
    for (number, code) in ["TRAIN", "MEET", "BUSES"].into_iter().enumerate() {
        let activity = json!({"code": code, "title": code, "strategy": "MENTORS",
            "start": "2026-09-01", "end": "2027-06-30"});
        voters[number].run("plan/ProposeActivity", activity).await.unwrap();
        let lead = json!({"activityId": code, "org": orgs[number], "role": "COMMITMENT_ROLE_LEAD",
            "from": "2026-09-01", "to": "2027-06-30", "resources": {"minutes": 6000}});
        voters[number].run("plan/CommitOrganization", lead).await.unwrap();
    }
    let relate = |from: &str, kind: &str, to: &str| json!({"from": from, "to": to, "kind": format!("RELATION_KIND_{kind}")});
    voters[1].run("plan/Relate", relate("MEET", "REQUIRES", "TRAIN")).await.unwrap();
    voters[2].run("plan/Relate", relate("BUSES", "REQUIRES", "MEET")).await.unwrap();
    let closing = refusal(voters[0].run("plan/Relate", relate("TRAIN", "REQUIRES", "BUSES")).await).unwrap();
    assert_eq!(closing["reason"], "would_close_cycle", "{closing}");
    assert!(closing.to_string().contains("TRAIN -> BUSES -> MEET -> TRAIN"), "{closing}");
    voters[2].run("plan/Relate", relate("BUSES", "REINFORCES", "TRAIN")).await.unwrap();
    let foreign = refusal(voters[0].run("plan/StartActivity", json!({"activityId": "MEET"})).await).unwrap();
    assert_eq!(foreign["reason"], "not_the_lead", "{foreign}");
    let early = refusal(voters[1].run("plan/StartActivity", json!({"activityId": "MEET"})).await).unwrap();
    assert_eq!(early["reason"], "required_not_completed", "{early}");
    voters[0].run("plan/StartActivity", json!({"activityId": "TRAIN"})).await.unwrap();
    let matrix = staff.ask("plan/GetReinforcement", json!({})).await.unwrap();
    let sum = json!([{"goal": "STAY_IN_SCHOOL", "activities": "3", "orgs": "3", "reinforcing": "1"}]);
    assert_eq!((matrix["cells"].as_array().unwrap().len(), &matrix["goals"]), (3, &sum));
    let before = staff.ask("plan/GetPlan", json!({})).await.unwrap()["answered"]["sequence"].clone();
    let cancel = json!({"activityId": "TRAIN", "reason": "No trainers.", "acknowledgeDependents": ["MEET"]});
    voters[0].run("plan/CancelActivity", cancel).await.unwrap();
    let since = json!({"since": {"sequence": before}});
    let changed = sandbox.public("cluj-plan").unwrap().ask("plan/GetDifference", since).await.unwrap();
    let change = json!([{"of": "activity", "what": "cancelled", "activityId": "TRAIN",
        "before": "in_progress", "after": "cancelled"}]);
    assert_eq!(changed["changes"], change);
    let gaps = staff.ask("plan/GetGaps", json!({})).await.unwrap();
    assert_eq!(
        (&gaps["withoutMilestone"], &gaps["goalsWithoutActivity"]),
        (&json!(["BUSES", "MEET"]), &json!(null))
    );
    sandbox.stop().await;
}
