//! People of one initiative who write to all five services at once, and keep what they sent and were answered.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use hora::{
    actors::{Admin, Person, text},
    failure::Failure,
};
use hora_tests::{
    circle::{again, convene},
    wait::{Patience, until},
};
use runtime::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

/// The initiative.
pub const SLUG: &str = "steady";
/// Responses of one bulk command.
const ROWS: usize = 25;

/// Those who write, and what they write about.
pub struct World {
    pub staff: Person,
    pub voter: Person,
    pub org: String,
    pub consultation: String,
}

/// A command that was sent, and its answer if one came.
pub struct Sent {
    pub rpc: &'static str,
    pub request: Value,
    pub answer: Option<Value>,
}

/// What all writers share.
#[derive(Clone, Default)]
pub struct Progress {
    acknowledged: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
}

impl Progress {
    pub fn count(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    pub fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// Waits until so many more commands are acknowledged.
    pub async fn more(&self, commands: usize) {
        let wanted = self.count() + commands;
        until("commands are acknowledged", || async { (self.count() >= wanted).then_some(()) })
            .await
            .unwrap();
    }
}

/// An adopted agenda, a plan, a consultation and a thread in a fresh hub.
pub async fn world(admin: &mut Admin) -> World {
    let (mut staff, orgs, mut voters) = convene(admin, SLUG, 3).await.unwrap();
    let copies = voters.iter_mut().map(|voter| again(voter).unwrap()).collect::<Vec<_>>();
    let now = Clock::default().now();
    hora::adopt_agenda(&mut staff, copies, now).await.unwrap();
    let plan = json!({"agendaVersion": 1, "from": "2026-01-01", "to": "2031-01-01"});
    staff.run("plan/CreatePlan", plan).await.unwrap();
    let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
    staff.run("plan/DefineStrategy", strategy).await.unwrap();
    let hearing = json!({"question": "What helps?", "opensAt": now.to_string(), "who": "AUDIENCE_ANYONE"});
    let hearing = staff.run("agenda/OpenConsultation", hearing).await.unwrap();
    let consultation = text(&hearing, "consultationId").unwrap();
    let statement =
        json!({"consultation": {"id": consultation}, "row": {"statement": "1", "text": "Mentors help."}});
    staff.run("agenda/AddStatement", statement).await.unwrap();
    World { staff, voter: voters.remove(1), org: orgs[1].clone(), consultation }
}

impl World {
    /// A command that nobody has sent before: `kind` says which, `number` makes it new.
    pub fn command(&self, kind: usize, number: usize) -> (&'static str, Value) {
        let consultation = json!({"id": self.consultation});
        let mut command = match kind {
            0 => (
                "agenda/Respond",
                json!({"consultation": consultation,
                "row": {"statement": "1", "value": "RESPONSE_VALUE_AGREE"}}),
            ),
            // Messages are limited to 60 a minute in a thread, so threads it is.
            1 if number.is_multiple_of(2) => (
                "communication/OpenThread",
                json!({"title": format!("Number {number}"),
                "subject": {"ours": {"context": "plan", "stream": "plan"}}, "audience": "VISIBILITY_MEMBERS"}),
            ),
            1 => (
                "agenda/AddStatement",
                json!({"consultation": consultation,
                "row": {"text": format!("Helpful: {number}")}}),
            ),
            2 => (
                "agenda/RespondInBulk",
                json!({"consultation": consultation, "participantVocabulary": "doors",
                "rows": (0..ROWS).map(|row| json!({"statement": "1", "participant": format!("{number}-{row}"),
                    "value": "RESPONSE_VALUE_DISAGREE"})).collect::<Vec<_>>()}),
            ),
            3 => (
                "backbone/RegisterPerson",
                json!({"name": format!("Person {number}"), "email": "a@example.org",
                "organizationId": self.org}),
            ),
            4 => (
                "plan/ProposeActivity",
                json!({"code": format!("A_{number}"), "title": "Train", "strategy": "MENTORS",
                "leadOrg": self.org, "start": "2026-09-01", "end": "2027-06-30"}),
            ),
            _ => (
                "measurement/ProposeIndicator",
                json!({"code": format!("I_{number}"), "definition": {
                "name": "Early leavers", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
                "valueType": "VALUE_TYPE_COUNT", "unit": "pupils", "direction": "DIRECTION_DOWN",
                "aggregation": "AGGREGATION_SUM", "stockOrFlow": "STOCK_OR_FLOW_FLOW",
                "periodType": "PERIOD_TYPE_YEARS", "goals": ["STAY_IN_SCHOOL"]}}),
            ),
        };
        command.1["meta"] = json!({"commandId": Uuid::now_v7().to_string(), "initiative": SLUG});
        command
    }

    /// Who may send that kind of command, on a connection of their own.
    pub fn writer(&mut self, kind: usize) -> Person {
        let staff_only = matches!(kind, 2 | 3 | 5);
        again(if staff_only { &mut self.staff } else { &mut self.voter }).unwrap()
    }
}

/// Sends it once.
pub async fn send(person: &mut Person, rpc: &str, request: &Value) -> Result<Value, Failure> {
    if rpc.ends_with("InBulk") {
        person.run_rows(rpc, vec![request.clone()]).await
    } else {
        person.run(rpc, request.clone()).await
    }
}

/// What is not answered may be lost; what the hub refuses is a fault of this test.
fn check_lost(rpc: &str, failure: &Failure) {
    let seen = failure.json();
    assert!(seen["reason"].is_null() || seen["code"] == "Unavailable", "{rpc}: {seen}");
}

/// Sends commands one after the other until one is not answered.
pub async fn until_cut(
    world: Arc<World>,
    mut person: Person,
    kind: usize,
    from: usize,
    progress: Progress,
) -> Vec<Sent> {
    let mut all = Vec::new();
    for number in from.. {
        let (rpc, request) = world.command(kind, number);
        let answer = send(&mut person, rpc, &request).await;
        if let Err(failure) = &answer {
            check_lost(rpc, failure);
        }
        let is_cut = answer.is_err();
        all.push(Sent { rpc, request, answer: answer.ok() });
        if is_cut {
            break;
        }
        progress.acknowledged.fetch_add(1, Ordering::SeqCst);
    }
    all
}

/// Sends commands until it is over, each one until it is answered.
pub async fn insisting(world: Arc<World>, mut person: Person, kind: usize, progress: Progress) -> Vec<Sent> {
    let mut all = Vec::new();
    while !progress.is_over.load(Ordering::SeqCst) {
        let (rpc, request) = world.command(kind, all.len());
        let mut patience = Patience::new("a command is answered");
        let answer = loop {
            match send(&mut person, rpc, &request).await {
                Ok(answer) => break answer,
                Err(failure) => check_lost(rpc, &failure),
            }
            patience.look_again().await.unwrap();
            person = again(&mut person).unwrap();
        };
        progress.acknowledged.fetch_add(1, Ordering::SeqCst);
        all.push(Sent { rpc, request, answer: Some(answer) });
    }
    all
}
