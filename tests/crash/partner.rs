//! Scenario 6: a partner subscribes through crashes of the hub and of NATS, and misses nothing.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use async_nats::{
    Client, ConnectOptions, Event,
    connection::State,
    jetstream::{self, consumer::PullConsumer, consumer::pull::OrderedConfig},
};
use futures::StreamExt;
use hora::actors::Person;
use hora_tests::{
    circle::again,
    log::{self, Stored},
    process::{Process, nats_server, signal},
    skip,
    wait::{Patience, until},
};
use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use super::load::{self, Progress, SLUG};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const STREAM: &str = "HORA_EVENTS";
/// Of kinds of commands: public responses one by one, members' messages, public bulk, restricted persons.
const WRITERS: [usize; 6] = [0, 0, 1, 1, 2, 3];
/// Commands between two interruptions; with bulk ones this makes two thousand records, or ten.
const STRETCH: usize = 100;
const STRETCH_LONG: usize = 500;
/// How long NATS hangs, at least, in a long run.
const HANGS: Duration = Duration::from_secs(30);
const FETCH: Duration = Duration::from_secs(1);

/// A login, with its own inbox as the server asks for it.
pub async fn connect(url: &str, user: &str, password: &str) -> (Client, mpsc::Receiver<String>) {
    let (send, refused) = mpsc::channel(64);
    let options = ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned())
        .custom_inbox_prefix(format!("_INBOX_{user}"))
        .retry_on_initial_connect()
        .event_callback(move |event| {
            let send = send.clone();
            async move {
                if let Event::ServerError(error) = event {
                    // Nobody listens once the test has seen enough.
                    let _seen = send.try_send(error.to_string());
                }
            }
        });
    (options.connect(url).await.unwrap(), refused)
}

/// The variables that `hora partner add` wrote.
pub fn credentials(data: &Path) -> [String; 3] {
    let text = std::fs::read_to_string(data.join("partners/example.env")).unwrap();
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_else(|| panic!("no {name} in the partner's file")).to_owned()
    };
    ["HORA_NATS_URL", "HORA_NATS_USER", "HORA_NATS_PASSWORD"].map(value)
}

/// What a partner has received: event id to subject and payload; and how often something came again.
#[derive(Default)]
pub struct Received {
    pub events: BTreeMap<String, (String, Vec<u8>)>,
    pub repeats: usize,
}

fn id(message: &async_nats::Message) -> String {
    message.headers.as_ref().and_then(|headers| headers.get("ce-id")).unwrap().to_string()
}

/// A partner as our snippet has it: pulls, drops repeats by id, acknowledges; until it has `wanted` events.
pub async fn subscribe(
    client: Client,
    durable: String,
    mut wanted: watch::Receiver<Option<usize>>,
) -> Received {
    let mut received = Received::default();
    while wanted.borrow_and_update().is_none_or(|wanted| received.events.len() < wanted) {
        let mut patience = Patience::new("nats is back for the partner");
        while client.connection_state() != State::Connected {
            patience.look_again().await.unwrap();
        }
        let stream = jetstream::new(client.clone());
        let consumer: Result<PullConsumer, _> = stream.get_consumer_from_stream(&durable, STREAM).await;
        let Ok(consumer) = consumer else { continue };
        let Ok(mut batch) = consumer.fetch().max_messages(200).expires(FETCH).messages().await else {
            continue;
        };
        while let Some(Ok(message)) = batch.next().await {
            let event = (message.subject.to_string(), message.payload.to_vec());
            if let Some(before) = received.events.insert(id(&message), event.clone()) {
                assert_eq!(before, event, "a repeat is the same bytes");
                received.repeats += 1;
            }
            // An acknowledgement that is lost brings the event again, which is what ids are for.
            let _sent = message.ack().await;
        }
    }
    received
}

/// The whole stream by initiative and context, in its order.
pub async fn stream(hub: &Client, at_least: usize) -> BTreeMap<(String, String), Vec<(String, Vec<u8>)>> {
    let context = jetstream::new(hub.clone());
    let count = until("the stream holds every record", || async {
        let stream = context.get_stream(STREAM).await.ok()?;
        let count = usize::try_from(stream.cached_info().state.messages).unwrap();
        (count >= at_least).then_some(count)
    });
    let count = count.await.unwrap();
    let consumer =
        context.get_stream(STREAM).await.unwrap().create_consumer(OrderedConfig::default()).await.unwrap();
    let mut messages = consumer.messages().await.unwrap().take(count);
    let mut by_log: BTreeMap<_, Vec<_>> = BTreeMap::new();
    while let Some(message) = messages.next().await {
        let message = message.unwrap();
        let mut words = message.subject.split('.').skip(1);
        let (initiative, _, context) = (words.next().unwrap(), words.next(), words.next().unwrap());
        let log = by_log.entry((initiative.to_owned(), context.to_owned())).or_default();
        log.push((id(&message), message.payload.to_vec()));
    }
    by_log
}

async fn logs(person: &mut Person) -> BTreeMap<(String, String), Vec<Stored>> {
    let mut all = BTreeMap::new();
    for context in hora::CONTEXTS {
        let records = log::read(person, context, 1).await.unwrap();
        all.insert((person.initiative.clone(), (*context).to_owned()), records);
    }
    all
}

/// The server that wrote its number last; none while one is being written.
fn nats_process(data: &Path) -> Option<u32> {
    std::fs::read_to_string(data.join("nats/nats.pid")).ok()?.trim().parse().ok()
}

/// The server that runs after `before`.
async fn nats_after(before: Option<u32>, data: &Path) -> u32 {
    let another = || async { nats_process(data).filter(|now| Some(*now) != before) };
    until("the hub has a NATS server", another).await.unwrap()
}

/// Stops the hub, then NATS, then both, each under load.
async fn interrupt(hub: &mut Process, progress: &Progress) {
    let is_long = std::env::var_os("HORA_TEST_LONG").is_some();
    let (stretch, hangs) = if is_long { (STRETCH_LONG, HANGS) } else { (STRETCH, Duration::ZERO) };
    progress.more(stretch).await;
    hub.kill().unwrap();
    hub.run().await.unwrap();
    progress.more(stretch).await;
    // A server that hangs is worse than one that is gone: commands go on all the same.
    let hanging = nats_after(None, &hub.data()).await;
    signal("STOP", hanging).unwrap();
    let since = Instant::now();
    progress.more(stretch).await;
    while since.elapsed() < hangs {
        progress.more(1).await;
    }
    signal("KILL", hanging).unwrap();
    progress.more(stretch).await;
    signal("KILL", nats_after(Some(hanging), &hub.data()).await).unwrap();
    hub.kill().unwrap();
    hub.run().await.unwrap();
    progress.more(stretch).await;
}

/// A partner is told no, and nothing of what it sent is in the stream.
async fn cannot_publish(partner: &Client, refused: &mut mpsc::Receiver<String>) {
    while refused.try_recv().is_ok() {}
    for subject in
        [format!("hora.{SLUG}.public.agenda.Forged.v1"), "$JS.API.STREAM.PURGE.HORA_EVENTS".to_owned()]
    {
        partner.publish(subject.clone(), "forged".into()).await.unwrap();
        let said = tokio::time::timeout(Duration::from_secs(10), refused.recv()).await;
        let said = said.unwrap_or_else(|_| panic!("{subject} was not refused")).unwrap().to_lowercase();
        assert!(said.contains("permissions violation") && said.contains(&subject.to_lowercase()), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_has_every_event_once_through_crashes_of_hub_and_nats() {
    let Some(nats) = nats_server() else {
        return skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    };
    let mut hub = Process::start(BINARY, Some(nats)).await.unwrap();
    let mut admin = hub.admin().await.unwrap();
    let mut world = load::world(&mut admin).await;
    let data = hub.data().display().to_string();
    let words =
        ["partner", "add", "example", "--initiative", SLUG, "--visibility", "public", "--data", &data];
    let added = hub.cli(admin.person(), words).unwrap();
    assert!(added.status.success(), "{added:?}");
    let [url, user, password] = credentials(&hub.data());
    let (partner, mut refused) = connect(&url, &user, &password).await;
    let (wanted, wanting) = watch::channel(None);
    let subscribed = tokio::spawn(subscribe(partner.clone(), user.clone(), wanting));

    let writers: Vec<_> = WRITERS.map(|kind| (kind, world.writer(kind))).into();
    let (world, progress, mut writing) = (Arc::new(world), Progress::default(), JoinSet::new());
    for (kind, person) in writers {
        writing.spawn(load::insisting(Arc::clone(&world), person, kind, progress.clone()));
    }
    interrupt(&mut hub, &progress).await;
    progress.end();
    writing.join_all().await;

    let mut world = Arc::into_inner(world).unwrap();
    let logs_of_staff = logs(&mut again(&mut world.staff).unwrap()).await;
    let logs_of_public = logs(&mut Person::public(hub.places(), SLUG)).await;
    let total: usize = logs_of_staff.values().map(Vec::len).sum();
    assert!(total > 2_000, "{total} records are no load");
    let head = json!({"context": "backbone", "initiative": "hub"});
    let head: Value =
        admin.person().client().call("/hora.log.v1.Log/Head", Some("hub"), &head).await.unwrap();
    let of_hub: usize = head["head"]["sequence"].as_str().unwrap().parse().unwrap();

    let public: BTreeMap<String, Vec<u8>> =
        logs_of_public.values().flatten().map(|r| (r.id().to_owned(), r.bytes.to_vec())).collect();
    wanted.send(Some(public.len())).unwrap();
    let received = tokio::time::timeout(Duration::from_secs(120), subscribed).await.unwrap().unwrap();
    let payloads: BTreeMap<String, Vec<u8>> =
        received.events.iter().map(|(id, (_, bytes))| (id.clone(), bytes.clone())).collect();
    assert_eq!(payloads.len(), public.len(), "{} repeats", received.repeats);
    assert!(payloads == public, "catch-up over gRPC gives the same bytes");
    assert!(
        received.events.values().all(|(subject, _)| subject.starts_with(&format!("hora.{SLUG}.public.")))
    );
    cannot_publish(&partner, &mut refused).await;

    let logins: Value =
        serde_json::from_slice(&std::fs::read(hub.data().join("nats/logins.json")).unwrap()).unwrap();
    let login = ["user", "password"].map(|field| logins["hub"][field].as_str().unwrap().to_owned());
    let (client, _) = connect(&url, &login[0], &login[1]).await;
    let published = stream(&client, total + of_hub).await;
    assert_eq!(published.values().map(Vec::len).sum::<usize>(), total + of_hub);
    for (log, records) in logs_of_staff {
        let expected: Vec<_> = records.iter().map(|r| (r.id().to_owned(), r.bytes.to_vec())).collect();
        assert!(
            published.get(&log).cloned().unwrap_or_default() == expected,
            "{log:?} differs from its stream"
        );
    }
}
