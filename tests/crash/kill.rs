//! kill -9 of the whole hub under load, again and again: what was acknowledged is there, and answered the same.

use std::{collections::BTreeMap, sync::Arc};

use hora::actors::Person;
use hora_tests::{circle::again, log, process::Process};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::load::{self, Progress, SLUG, Sent, World, send};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const KINDS: usize = 6;
/// Commands acknowledged before the kill, at least; the round's number makes each cut another.
const AT_LEAST: usize = 40;

fn rounds() -> usize {
    if std::env::var_os("HORA_TEST_LONG").is_some() { 50 } else { 5 }
}

fn result(answer: &Value) -> &Value {
    answer.get("result").unwrap_or(answer)
}

/// Six writers until the hub is killed under them.
async fn round(hub: &mut Process, world: World, number: usize) -> (World, Vec<Sent>) {
    let mut world = world;
    let writers: Vec<Person> = (0..KINDS).map(|kind| world.writer(kind)).collect();
    let (world, progress) = (Arc::new(world), Progress::default());
    let mut writing = JoinSet::new();
    for (kind, person) in writers.into_iter().enumerate() {
        writing.spawn(load::until_cut(Arc::clone(&world), person, kind, number * 100_000, progress.clone()));
    }
    progress.more(AT_LEAST + number * 37 % 101).await;
    hub.kill().unwrap();
    let sent = writing.join_all().await.into_iter().flatten().collect();
    (Arc::into_inner(world).unwrap(), sent)
}

/// Sends everything again: the same answer, and for what was not answered before, one.
pub async fn repeat(world: &mut World, sent: &mut [Sent]) {
    let (mut staff, mut voter) = (again(&mut world.staff).unwrap(), again(&mut world.voter).unwrap());
    for one in sent {
        let is_staffs = ["agenda/RespondInBulk", "backbone/RegisterPerson", "measurement/ProposeIndicator"];
        let person = if is_staffs.contains(&one.rpc) { &mut staff } else { &mut voter };
        let answer = send(person, one.rpc, &one.request).await.unwrap();
        let before = one.answer.get_or_insert_with(|| answer.clone());
        assert_eq!(answer, *before, "{}", one.request);
    }
}

/// Each command's events stand in the log once, those its answer named and no others.
pub async fn check_logs(world: &mut World, sent: &[Sent]) {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut staff = again(&mut world.staff).unwrap();
    for context in hora::CONTEXTS {
        for record in log::read(&mut staff, context, 1).await.unwrap() {
            found.entry(record.command().to_owned()).or_default().push(json!(record.id()));
        }
    }
    for one in sent {
        let command = one.request["meta"]["commandId"].as_str().unwrap();
        let named = &result(one.answer.as_ref().unwrap())["eventIds"];
        assert_eq!(found.get(command).map(|ids| json!(ids)).as_ref(), Some(named), "{} {command}", one.rpc);
    }
}

fn verify(hub: &Process, staff: &mut Person) {
    for context in hora::CONTEXTS {
        let words = ["log", "verify", "--context", context, "--initiative", SLUG];
        let said = hub.cli(staff, words).unwrap();
        let text = String::from_utf8_lossy(&said.stdout);
        assert!(said.status.success() && text.contains("ok"), "{context}: {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9_and_is_answered_the_same() {
    let mut hub = Process::start(BINARY, None).await.unwrap();
    let mut world = load::world(&mut hub.admin().await.unwrap()).await;
    let mut all = Vec::new();
    for number in 0..rounds() {
        let mut sent;
        (world, sent) = round(&mut hub, world, number).await;
        hub.run().await.unwrap();
        repeat(&mut world, &mut sent).await;
        all.extend(sent);
        check_logs(&mut world, &all).await;
        verify(&hub, &mut world.staff);
    }
    repeat(&mut world, &mut all).await;
    let unanswered = all.iter().filter(|one| one.answer.is_none()).count();
    assert!(all.len() > rounds() * AT_LEAST && unanswered == 0, "{} {unanswered}", all.len());
}
