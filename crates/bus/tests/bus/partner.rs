//! What a partner and a service can and cannot do, on the server's own word.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, HeaderMap, jetstream};
use bus::partner::{self, Grant};
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::support::{Log, Nats, count, header};

const ERRORS_KEPT: usize = 64;

fn grant(initiative: &str, visibilities: &[&str], contexts: &[&str]) -> Grant {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Grant { initiative: initiative.to_owned(), visibilities: owned(visibilities), contexts: owned(contexts) }
}

async fn publish(nats: &Nats, log: &Log) {
    log.end();
    let relay = bus::Relay::new(nats.endpoint("service-agenda"), "agenda", log.clone());
    relay.run(None, |_| Ok(()), CancellationToken::new()).await.unwrap();
}

/// A client with the login's own inbox, and what the server refuses it.
async fn watched(nats: &Nats, user: &str) -> (Client, mpsc::Receiver<String>) {
    let (send, refusals) = mpsc::channel(ERRORS_KEPT);
    let client = ConnectOptions::with_user_and_password(user.to_owned(), "secret".to_owned())
        .custom_inbox_prefix(format!("_INBOX_{user}"))
        .event_callback(move |event| {
            let send = send.clone();
            async move {
                if let Event::ServerError(error) = event {
                    let _ = send.send(error.to_string()).await;
                }
            }
        })
        .connect(nats.endpoint(user).url)
        .await
        .unwrap();
    (client, refusals)
}

async fn refused(refusals: &mut mpsc::Receiver<String>, subject: &str) {
    let next = tokio::time::timeout(Duration::from_secs(5), refusals.recv()).await;
    let words = next.unwrap_or_else(|_| panic!("the server permits {subject}")).unwrap().to_lowercase();
    assert!(words.contains("permissions violation"), "{words}");
    assert!(words.contains(&subject.to_lowercase()), "{words}, but expected {subject}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_receives_what_it_was_granted_and_nothing_else() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 90);
    publish(&nats, &log).await;
    let hub = nats.connect("hub").await;
    let grants = [grant("school-1", &["public"], &[])];
    let made = partner::add(&hub, "example", &grants).await.unwrap();
    assert_eq!((made.durable.as_str(), made.starts_again, made.silent), ("partner-example", false, vec![]));

    let client = nats.connect("partner-example").await;
    let consumer: jetstream::consumer::PullConsumer =
        jetstream::new(client).get_consumer_from_stream("partner-example", bus::STREAM).await.unwrap();
    let mut batch = consumer.fetch().max_messages(100).messages().await.unwrap();
    let mut received = Vec::new();
    while let Some(message) = batch.next().await {
        let message = message.unwrap();
        received.push(header(&message, "ce-id").unwrap());
        message.double_ack().await.unwrap();
    }
    let granted = |record: &bus::Outgoing| record.initiative == "school-1" && record.visibility == "public";
    let expected: Vec<_> =
        (0..90).map(|at| log.record(at)).filter(granted).map(|record| record.event_id).collect();
    assert_eq!(expected.len(), 10);
    assert_eq!(received, expected);

    assert!(partner::remove(&hub, "example").await.unwrap());
    assert!(!partner::remove(&hub, "example").await.unwrap());
}

/// How many events a partner is given, each acknowledged.
async fn received(nats: &Nats) -> usize {
    let client = nats.connect("partner-example").await;
    let consumer: jetstream::consumer::PullConsumer =
        jetstream::new(client).get_consumer_from_stream("partner-example", bus::STREAM).await.unwrap();
    let mut batch = consumer.fetch().max_messages(100).messages().await.unwrap();
    let mut received = 0;
    while let Some(message) = batch.next().await {
        message.unwrap().double_ack().await.unwrap();
        received += 1;
    }
    received
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_that_is_granted_more_misses_nothing_of_it() {
    let Some(nats) = Nats::start().await else { return };
    publish(&nats, &Log::with("agenda", 90)).await;
    let hub = nats.connect("hub").await;
    let one = [grant("school-1", &["public"], &["agenda"])];
    assert!(!partner::add(&hub, "example", &one).await.unwrap().starts_again);
    assert_eq!(received(&nats).await, 10);

    let same = partner::add(&hub, "example", &one).await.unwrap();
    assert!(!same.starts_again);
    assert_eq!(received(&nats).await, 0);
    let two = [grant("school-1", &["public", "members"], &[])];
    assert!(partner::add(&hub, "example", &two).await.unwrap().starts_again);
    assert_eq!(received(&nats).await, 20);
    let less = partner::add(&hub, "example", &one).await.unwrap();
    assert!(!less.starts_again);
    let unheard = [grant("school-1", &["public"], &["agenda"]), grant("shcool-1", &["public"], &[])];
    assert_eq!(partner::add(&hub, "example", &unheard).await.unwrap().silent, ["shcool-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_can_publish_make_and_overhear_nothing() {
    let Some(nats) = Nats::start().await else { return };
    publish(&nats, &Log::with("agenda", 30)).await;
    let hub = nats.connect("hub").await;
    for name in ["example", "other"] {
        partner::add(&hub, name, &[grant("school-1", &["public"], &[])]).await.unwrap();
    }
    let (client, mut refusals) = watched(&nats, "partner-example").await;
    let forbidden = [
        "hora.school-1.public.agenda.MessagePosted.v1",
        "hora.school-1.restricted.backbone.Anything.v1",
        "$JS.API.CONSUMER.CREATE.HORA_EVENTS.mine.hora.>",
        "$JS.API.CONSUMER.CREATE.HORA_EVENTS.partner-example",
        "$JS.API.CONSUMER.DURABLE.CREATE.HORA_EVENTS.partner-example",
        "$JS.API.CONSUMER.INFO.HORA_EVENTS.partner-other",
        "$JS.API.CONSUMER.MSG.NEXT.HORA_EVENTS.partner-other",
        "$JS.API.CONSUMER.DELETE.HORA_EVENTS.partner-other",
        "$JS.API.CONSUMER.LIST.HORA_EVENTS",
        "$JS.API.STREAM.INFO.HORA_EVENTS",
        "$JS.API.STREAM.MSG.GET.HORA_EVENTS",
        "$JS.API.DIRECT.GET.HORA_EVENTS",
        "$JS.API.DIRECT.GET.HORA_EVENTS.hora.school-1.restricted.agenda.MessagePosted.v1",
        "$JS.API.STREAM.PURGE.HORA_EVENTS",
        "$JS.API.STREAM.DELETE.HORA_EVENTS",
        "$JS.API.STREAM.CREATE.MINE",
        "$JS.ACK.HORA_EVENTS.partner-other.1.1.1.1.0",
        "$SYS.REQ.SERVER.PING",
        "_INBOX_partner-other.x",
    ];
    for subject in forbidden {
        client.publish(subject, "x".into()).await.unwrap();
        refused(&mut refusals, subject).await;
    }
    for subject in
        ["hora.>", "hora.school-1.members.agenda.>", "_INBOX.>", "_INBOX_partner-other.>", "$SYS.>", ">"]
    {
        let _subscription = client.subscribe(subject).await.unwrap();
        refused(&mut refusals, subject).await;
    }
    assert_eq!(count(&hub).await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_of_the_server_can_be_steered_into_the_stream() {
    let Some(nats) = Nats::start().await else { return };
    publish(&nats, &Log::with("agenda", 30)).await;
    let hub = nats.connect("hub").await;
    partner::add(&hub, "example", &[grant("school-1", &["public"], &[])]).await.unwrap();
    let steered = "hora.school-1.restricted.backbone.Forged.v1";
    let tries = [
        ("partner-example", "$JS.API.CONSUMER.INFO.HORA_EVENTS.partner-example"),
        ("partner-example", "$JS.API.CONSUMER.MSG.NEXT.HORA_EVENTS.partner-example"),
        ("partner-example", "$JS.ACK.HORA_EVENTS.partner-example.1.1.1.1.0"),
        ("service-agenda", "$JS.API.STREAM.INFO.HORA_EVENTS"),
        ("service-agenda", "$JS.API.DIRECT.GET.HORA_EVENTS.hora.*.*.agenda.>"),
    ];
    for (user, subject) in tries {
        let client = nats.connect(user).await;
        client.publish_with_reply(subject, steered, "".into()).await.unwrap();
        // The server answers in order: once this one is answered, so is the one before.
        let honest = if user == "service-agenda" { subject } else { tries[0].1 };
        client.request(honest, "".into()).await.unwrap();
        assert_eq!(count(&hub).await, 30, "{subject}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_publishes_its_own_context_only() {
    let Some(nats) = Nats::start().await else { return };
    let (client, mut refusals) = watched(&nats, "service-agenda").await;
    let forbidden = [
        "hora.school-1.public.backbone.OrganizationInvited.v1",
        "hora.school-1.public.agenda",
        "$JS.API.DIRECT.GET.HORA_EVENTS.hora.*.*.backbone.>",
        "$JS.API.STREAM.MSG.GET.HORA_EVENTS",
        "$JS.API.STREAM.PURGE.HORA_EVENTS",
        "$JS.API.CONSUMER.CREATE.HORA_EVENTS.mine",
    ];
    for subject in forbidden {
        client.publish_with_headers(subject, HeaderMap::new(), "x".into()).await.unwrap();
        refused(&mut refusals, subject).await;
    }
    assert_eq!(count(&nats.connect("hub").await).await, 0);
}

#[test]
fn filters_are_exact_and_do_not_overlap() {
    let grants = [
        grant("a", &["public", "members"], &["plan", "agenda"]),
        grant("a", &["public"], &[]),
        grant("b", &["public"], &["plan"]),
        grant("b", &["public"], &["plan"]),
    ];
    let expected =
        ["hora.a.members.agenda.>", "hora.a.members.plan.>", "hora.a.public.>", "hora.b.public.plan.>"];
    assert_eq!(partner::filters(&grants).unwrap(), expected);
    for bad in [grant("*", &["public"], &[]), grant("a", &[">"], &[]), grant("a", &["public"], &["x.y"])] {
        assert!(partner::filters(&[bad]).is_err());
    }
    assert!(partner::durable("city council").is_err());
}
