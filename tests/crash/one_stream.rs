//! 64 organizations take their position in the same moment, on one stream: nobody is in anybody's way.

use std::collections::BTreeSet;

use hora_tests::circle::{Circle, adopting, draft_agenda};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const ORGANIZATIONS: usize = 64;

fn version(answer: &Value) -> u64 {
    answer["version"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_callers_on_one_stream_never_conflict() {
    let mut circle = Circle::of("crowd", ORGANIZATIONS).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 10_000)).await.unwrap();
    let opened = version(&circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap());

    let mut casting = JoinSet::new();
    for mut voter in circle.voters.drain(..) {
        let stance = json!({"proposalId": proposal, "position": "POSITION_AGREE"});
        casting.spawn(async move { voter.run("agenda/CastStance", stance).await.unwrap() });
    }
    let answers = casting.join_all().await;
    let versions: BTreeSet<u64> = answers.iter().map(version).collect();
    let last = opened + u64::try_from(ORGANIZATIONS).unwrap();
    assert_eq!(versions, (opened + 1..=last).collect());

    let adopted = circle.close(&proposal).await.unwrap();
    assert_eq!(adopted["tally"], json!({"electorate": 64, "agree": 64}));
    assert_eq!(adopted["result"], "DECISION_RESULT_ADOPTED");
    circle.sandbox.stop().await;
}
