//! A command that arrives a hundred times happens once, and is answered the same for ever.

use hora::actors::Person;
use hora_tests::{
    circle::{Circle, adopting, again, draft_agenda, refusal},
    log,
};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tonic::Request;
use uuid::Uuid;
use wire::pb::{
    agenda::{CastStanceRequest, Position, agenda_commands_client::AgendaCommandsClient},
    common::{CommandMeta, CommandResult},
};

const CONNECTIONS: usize = 4;
const COPIES_EACH: usize = 25;
const SLUG: &str = "echo";

/// All copies at once; their answers.
async fn hundred(voter: &mut Person, stance: &CastStanceRequest) -> Vec<CommandResult> {
    let mut sending = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let mut person = again(voter).unwrap();
        let bearer = person.client().bearer(SLUG).await.unwrap().unwrap();
        let client = AgendaCommandsClient::new(person.client().channel("agenda").await.unwrap());
        for _ in 0..COPIES_EACH {
            let (mut client, mut request) = (client.clone(), Request::new(stance.clone()));
            request.metadata_mut().insert("authorization", bearer.clone());
            sending.spawn(async move { client.cast_stance(request).await.unwrap().into_inner() });
        }
    }
    sending.join_all().await
}

async fn stances(circle: &mut Circle, command: &str) -> usize {
    let records = log::read(&mut circle.staff, "agenda", 1).await.unwrap();
    records.iter().filter(|record| record.command() == command).count()
}

fn as_json(id: &str, proposal: &str, position: &str) -> Value {
    json!({"meta": {"commandId": id}, "proposalId": proposal, "position": position})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_copies_are_one_event_and_a_hundred_equal_answers() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 6_000)).await.unwrap();
    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    let id = Uuid::now_v7().to_string();
    let meta = CommandMeta { command_id: id.clone(), initiative: SLUG.to_owned(), ..CommandMeta::default() };
    let stance = CastStanceRequest {
        meta: Some(meta),
        proposal_id: proposal.clone(),
        position: Position::Agree.into(),
        reason: String::new(),
    };

    let first = hundred(&mut circle.voters[1], &stance).await;
    assert_eq!((first.len(), first[0].event_ids.len(), first[0].unchanged), (100, 1, false));
    assert!(first.iter().all(|answer| *answer == first[0]), "{first:?}");
    assert_eq!(stances(&mut circle, &id).await, 1);

    circle.cast(1, &proposal, "ABSTAIN").await.unwrap();
    for voter in [0, 2] {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    circle.close(&proposal).await.unwrap();
    let later = hundred(&mut circle.voters[1], &stance).await;
    assert!(later.iter().all(|answer| *answer == first[0]), "{later:?}");
    circle.sandbox.restart().await.unwrap();
    let mut voter = again(&mut circle.voters[1]).unwrap();
    let after_restart = hundred(&mut voter, &stance).await;
    assert!(after_restart.iter().all(|answer| *answer == first[0]), "{after_restart:?}");

    let other = voter.run("agenda/CastStance", as_json(&id, &proposal, "POSITION_DISAGREE")).await;
    assert_eq!(refusal(other).unwrap()["reason"], "command_id_reused");
    circle.staff = again(&mut circle.staff).unwrap();
    assert_eq!(stances(&mut circle, &id).await, 1);
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_changed_nothing_is_answered_the_same_when_it_would_change_something() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 6_000)).await.unwrap();
    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    circle.cast(1, &proposal, "AGREE").await.unwrap();
    let again = as_json(&Uuid::now_v7().to_string(), &proposal, "POSITION_AGREE");
    let unchanged = circle.voters[1].run("agenda/CastStance", again.clone()).await.unwrap();
    assert_eq!(unchanged["unchanged"], json!(true), "{unchanged}");
    circle.cast(1, &proposal, "ABSTAIN").await.unwrap();
    assert_eq!(circle.voters[1].run("agenda/CastStance", again.clone()).await.unwrap(), unchanged);
    circle.sandbox.restart().await.unwrap();
    let mut voter = hora_tests::circle::again(&mut circle.voters[1]).unwrap();
    assert_eq!(voter.run("agenda/CastStance", again).await.unwrap(), unchanged);
    circle.sandbox.stop().await;
}
