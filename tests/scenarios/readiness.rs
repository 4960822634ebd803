//! Scenario 1: the wrong problem is refused, and launched all the same only by a decision that everyone can read.

use hora::actors::text;
use hora_tests::circle::{Circle, consent, refusal};
use serde_json::json;

const WHY: &str = "We launch all the same: the known answer has failed here twice.";
/// Of `hora/content/v1\n{"kind":"waive","text":WHY}`, reckoned outside this program.
const WHY_HASH: &str = "709504846c5e6d1ee389ab1c7f7fb2f1bb5ed939de527792f22818b7aea787bf";

#[tokio::test(flavor = "multi_thread")]
async fn a_technical_problem_is_launched_by_a_public_waiver_alone() {
    let mut circle = Circle::of("potholes", 3).await.unwrap();
    let assessment = circle.assess(&[0, 0, 3]).await.unwrap();
    let refused = circle.staff.run("backbone/LaunchInitiative", json!({"assessmentId": assessment})).await;
    let refused = refusal(refused).unwrap();
    assert_eq!(refused["reason"], "not_suitable", "{refused}");
    assert_eq!(refused["details"], json!([["factors", "problem_complexity"]]), "{refused}");

    let subject = json!({"record": {"context": "backbone", "id": format!("assessment/{assessment}")}});
    let waive = json!({"kind": "PROPOSAL_KIND_WAIVE", "subjectRef": subject, "subjectHash": WHY_HASH, "text": WHY,
        "rule": consent(6_000)});
    let proposal = circle.propose("agenda/DraftProposal", waive).await.unwrap();
    let asked =
        circle.staff.run("backbone/RequestWaiver", json!({"reason": "The council asked."})).await.unwrap();
    let request = text(&asked, "requestId").unwrap();
    let first_act = asked["result"]["eventIds"][0].clone();
    let launch = json!({"meta": {"approves": [first_act]}, "waiver": {"requestId": request, "reason": WHY,
        "decidedBy": {"context": "agenda", "id": proposal}}});
    let mut second =
        circle.admin.enroll("potholes", "Second", &circle.orgs[1], "ROLE_BACKBONE_STAFF").await.unwrap();
    let undecided = refusal(second.run("backbone/LaunchInitiative", launch.clone()).await).unwrap();
    assert_eq!(undecided["reason"], "no_decision", "{undecided}");

    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    for voter in 0..3 {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    let closed = circle.staff.run("agenda/CloseProposal", json!({"proposalId": proposal})).await.unwrap();
    let mut launch = launch;
    launch["meta"]["after"] = json!({"agenda": closed["sequence"]});
    let alone = refusal(circle.staff.run("backbone/LaunchInitiative", launch.clone()).await).unwrap();
    assert_eq!(alone["reason"], "needs_second_person", "{alone}");
    second.run("backbone/LaunchInitiative", launch).await.unwrap();

    let mut public = circle.sandbox.public("potholes").unwrap();
    let seen = public.ask("backbone/GetInitiative", json!({})).await.unwrap();
    assert_eq!(seen["launch"]["decidedBy"], json!({"context": "agenda", "id": proposal}), "{seen}");
    assert_eq!(
        (&seen["verdict"], &seen["launch"]["reason"]["state"]),
        (&json!("VERDICT_NOT_SUITABLE"), &json!("STATE_WITHHELD"))
    );
    let decided = public.ask("agenda/GetProposal", json!({"proposalId": proposal})).await.unwrap();
    assert_eq!(
        (&decided["proposal"]["text"], &decided["proposal"]["subjectHash"]),
        (&json!(WHY), &json!(WHY_HASH))
    );
    circle.sandbox.stop().await;
}
