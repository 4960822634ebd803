//! Scenario 2: an agenda that nobody can quietly change, decided by those who came in time.

use hora_tests::{
    circle::{Circle, adopting, draft_agenda, refusal},
    log,
};
use runtime::clock::at_us;
use serde_json::json;

const HOUR_US: i64 = 3_600_000_000;
const VISION: &str = "Every child of the county finishes grade 10.";

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_is_blocked_amended_and_adopted_by_those_who_came_in_time() {
    let mut circle = Circle::of("cluj-school", 9).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let first = circle.propose("agenda/DraftProposal", adopting(&hash, 6_000)).await.unwrap();
    circle.open(&first, &circle.sandbox.in_days(7)).await.unwrap();
    circle.recuse(8, &first).await.unwrap();
    assert_eq!(refusal(circle.cast(8, &first, "AGREE").await).unwrap()["reason"], "recused");
    for (voter, position) in ["AGREE"; 7].into_iter().chain(["BLOCK"]).enumerate() {
        circle.cast(voter, &first, position).await.unwrap();
    }
    let blocked = circle.close(&first).await.unwrap();
    assert_eq!(blocked["result"], "DECISION_RESULT_BLOCKED");
    assert_eq!(blocked["tally"], json!({"electorate": 8, "recused": 1, "agree": 7, "block": 1}));

    let amended = circle.envision(&hash, VISION).await.unwrap();
    let changed = circle.envision(&amended, &VISION.replace("10.", "11.")).await.unwrap();
    assert!(changed != amended && amended != hash && changed != hash);
    let other = refusal(circle.staff.run("agenda/DraftProposal", adopting(&amended, 6_000)).await).unwrap();
    assert_eq!(other["reason"], "subject_hash_mismatch", "{other}");
    let second = circle.propose("agenda/StartNewRound", json!({"ofProposalId": first})).await.unwrap();
    let ends_at = at_us(circle.sandbox.clock().now_us() + 25 * HOUR_US - 1_000_000);
    circle.open(&second, &ends_at.to_string()).await.unwrap();
    circle.recuse(8, &second).await.unwrap();
    for voter in 0..4 {
        circle.cast(voter, &second, "AGREE").await.unwrap();
    }
    circle.advance_hours(24).unwrap();
    circle.cast(4, &second, "AGREE").await.unwrap();
    circle.advance_hours(1).unwrap();
    let late = refusal(circle.cast(5, &second, "BLOCK").await).unwrap();
    assert_eq!(late["reason"], "proposal_closed", "{late}");

    let adopted = circle.close(&second).await.unwrap();
    let expected =
        json!(["DECISION_RESULT_ADOPTED", {"electorate": 8, "recused": 1, "agree": 5}, first, changed]);
    let found = ["result", "tally", "previousRound", "subjectHash"].map(|field| adopted[field].clone());
    assert_eq!((json!(found), adopted["notVoting"].as_array().unwrap().len()), (expected, 3));
    let mut public = circle.sandbox.public("cluj-school").unwrap();
    let agenda = public.ask("agenda/GetAgenda", json!({})).await.unwrap();
    assert_eq!((&agenda["agenda"]["version"], &agenda["agenda"]["hash"]), (&json!(1), &json!(changed)));
    let records = log::read(&mut circle.staff, "agenda", 1).await.unwrap();
    let cast = records.iter().filter(|r| r.is("agenda.StanceCast.v1") && r.stream().contains(&second));
    assert_eq!(cast.filter(|record| record.value["data"]["position"] == "agree").count(), 5);
    circle.sandbox.stop().await;
}
