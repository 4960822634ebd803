//! Every record once and in order: over outages, restarts, a second relay; and questions where it is not
//! the same stream or log.

use std::{
    io,
    sync::{Arc, Mutex},
};

use async_nats::jetstream;
use bus::{Error, Relay, RelayCheckpoint};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Log, Nats, assert_whole, count, header, read, stream, until};

type Kept = Arc<Mutex<Option<RelayCheckpoint>>>;

fn start(nats: &Nats, log: &Log, context: &str, kept: &Kept) -> JoinHandle<Result<(), Error>> {
    let relay = Relay::new(nats.endpoint(&format!("service-{context}")), context, log.clone());
    let (checkpoint, kept) = (kept.lock().unwrap().clone(), kept.clone());
    let store = move |checkpoint: &RelayCheckpoint| {
        *kept.lock().unwrap() = Some(checkpoint.clone());
        Ok(())
    };
    tokio::spawn(relay.run(checkpoint, store, CancellationToken::new()))
}

fn position(kept: &Kept) -> usize {
    kept.lock().unwrap().as_ref().map_or(0, |checkpoint| usize::try_from(checkpoint.position).unwrap())
}

async fn reaches(kept: &Kept, wanted: usize) {
    until("the relay gets there", || async { (position(kept) >= wanted).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_records_are_once_in_the_stream_over_two_outages() {
    let Some(mut nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 10);
    let kept = Kept::default();
    let relay = start(&nats, &log, "agenda", &kept);
    for outage_at in [800, 2_400] {
        while position(&kept) < outage_at {
            log.append(20);
            let now = log.ids().len();
            reaches(&kept, now.saturating_sub(200)).await;
        }
        log.append(500);
        nats.kill();
        log.append(700);
        nats.run();
    }
    let now = log.ids().len();
    log.append(5_000 - now);
    log.end();
    relay.await.unwrap().unwrap();
    assert_whole(&nats.connect("hub").await, &[&log]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_relays_of_one_log_publish_it_once() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("plan", 100);
    let (a, b) = (Kept::default(), Kept::default());
    let relays = [start(&nats, &log, "plan", &a), start(&nats, &log, "plan", &b)];
    for _ in 0..20 {
        log.append(90);
        let now = log.ids().len();
        until("one of them is ahead", || async { (position(&a).max(position(&b)) + 1 == now).then_some(()) })
            .await;
    }
    log.end();
    for relay in relays {
        relay.await.unwrap().unwrap();
    }
    assert_whole(&nats.connect("hub").await, &[&log]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_context_goes_its_own_way() {
    let Some(nats) = Nats::start().await else { return };
    let logs = [Log::with("agenda", 1_500), Log::with("backbone", 1_200)];
    let kept = [Kept::default(), Kept::default()];
    let relays = [start(&nats, &logs[0], "agenda", &kept[0]), start(&nats, &logs[1], "backbone", &kept[1])];
    logs.iter().for_each(Log::end);
    for relay in relays {
        relay.await.unwrap().unwrap();
    }
    assert_whole(&nats.connect("hub").await, &[&logs[0], &logs[1]]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_dies_between_answer_and_checkpoint_repeats_nothing() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 2_500);
    let kept = Kept::default();
    for _ in 0..2 {
        let relay = Relay::new(nats.endpoint("service-agenda"), "agenda", log.clone());
        let mut kept_one = false;
        let store = |checkpoint: &RelayCheckpoint| {
            if kept_one {
                return Err(io::Error::other("the disk is full"));
            }
            kept_one = true;
            *kept.lock().unwrap() = Some(checkpoint.clone());
            Ok(())
        };
        let checkpoint = kept.lock().unwrap().clone();
        let died = relay.run(checkpoint, store, CancellationToken::new()).await;
        assert!(matches!(died, Err(Error::Checkpoint(_))), "{died:?}");
    }
    log.end();
    start(&nats, &log, "agenda", &kept).await.unwrap().unwrap();
    assert_whole(&nats.connect("hub").await, &[&log]).await;
    // Its checkpoint lost altogether, it finds its place in the stream.
    start(&nats, &log, "agenda", &Kept::default()).await.unwrap().unwrap();
    assert_whole(&nats.connect("hub").await, &[&log]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_the_server_lost_in_a_power_cut_is_published_again() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 50);
    log.end();
    let kept = Kept::default();
    start(&nats, &log, "agenda", &kept).await.unwrap().unwrap();
    let hub = nats.connect("hub").await;
    for lost in 41..=50 {
        stream(&hub).await.delete_message(lost).await.unwrap();
    }
    assert_eq!(count(&hub).await, 40);
    start(&nats, &log, "agenda", &kept).await.unwrap().unwrap();
    assert_whole(&hub, &[&log]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_stream_is_a_question() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 10);
    let kept = Kept::default();
    let relay = start(&nats, &log, "agenda", &kept);
    reaches(&kept, 9).await;
    relay.abort();
    let hub = nats.connect("hub").await;
    jetstream::new(hub.clone()).delete_stream(bus::STREAM).await.unwrap();
    bus::provision(&hub).await.unwrap();
    log.end();
    let refused = start(&nats, &log, "agenda", &kept).await.unwrap().unwrap_err();
    assert!(matches!(refused, Error::AnotherStream { .. }), "{refused}");
    assert!(refused.to_string().contains("delete the relay checkpoint of agenda"), "{refused}");
    assert_eq!(count(&hub).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_deleted_under_its_relays_is_made_again_and_filled_from_the_logs() {
    let Some(nats) = Nats::start().await else { return };
    let logs = [Log::with("agenda", 20), Log::with("plan", 30)];
    let kept = [Kept::default(), Kept::default()];
    let begin = |at: usize| {
        let (log, kept) = (logs[at].clone(), kept[at].clone());
        let context = ["agenda", "plan"][at];
        let relay = Relay::new(nats.endpoint(&format!("service-{context}")), context, log);
        let checkpoint = kept.lock().unwrap().clone();
        let store = move |checkpoint: &RelayCheckpoint| {
            *kept.lock().unwrap() = Some(checkpoint.clone());
            Ok(())
        };
        tokio::spawn(relay.with_maker(nats.endpoint("hub")).run(checkpoint, store, CancellationToken::new()))
    };
    let mut relays = [begin(0), begin(1)];
    reaches(&kept[0], 19).await;
    reaches(&kept[1], 29).await;
    let hub = nats.connect("hub").await;
    let stream_of = |kept: &Kept| kept.lock().unwrap().as_ref().unwrap().stream_created.clone();
    // At first somebody has more to say, then nobody has.
    for more in [5, 0] {
        let old = stream_of(&kept[0]);
        jetstream::new(hub.clone()).delete_stream(bus::STREAM).await.unwrap();
        logs[0].append(more);
        for kept in &kept {
            until("the relay is on the new stream", || async { (stream_of(kept) != old).then_some(()) })
                .await;
        }
        reaches(&kept[0], 24).await;
        reaches(&kept[1], 29).await;
        assert_whole(&hub, &[&logs[0], &logs[1]]).await;
    }
    // A hub that dies before a relay has noticed finds out at its next start.
    let old = kept[1].lock().unwrap().clone();
    relays[1].abort();
    jetstream::new(hub.clone()).delete_stream(bus::STREAM).await.unwrap();
    until("the other relay makes it again", || async {
        let moved = Some(stream_of(&kept[0])) != old.as_ref().map(|old| old.stream_created.clone());
        moved.then_some(())
    })
    .await;
    logs.iter().for_each(Log::end);
    relays[1] = begin(1);
    for relay in relays {
        relay.await.unwrap().unwrap();
    }
    assert_whole(&hub, &[&logs[0], &logs[1]]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_log_is_a_question() {
    let Some(nats) = Nats::start().await else { return };
    let whole = Log::with("agenda", 10);
    whole.end();
    start(&nats, &whole, "agenda", &Kept::default()).await.unwrap().unwrap();
    let shorter = Log::with("agenda", 7);
    shorter.end();
    let refused = start(&nats, &shorter, "agenda", &Kept::default()).await.unwrap().unwrap_err();
    assert!(matches!(refused, Error::ForeignEvent { .. }), "{refused}");
    assert!(refused.to_string().contains("agenda-000009"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_relay_waits_for_a_stream_and_ends_when_told() {
    let Some(nats) = Nats::start().await else { return };
    let hub = nats.connect("hub").await;
    jetstream::new(hub.clone()).delete_stream(bus::STREAM).await.unwrap();
    let log = Log::with("agenda", 10);
    let (kept, shutdown) = (Kept::default(), CancellationToken::new());
    let relay = Relay::new(nats.endpoint("service-agenda"), "agenda", log.clone());
    let at = kept.clone();
    let store = move |checkpoint: &RelayCheckpoint| {
        *at.lock().unwrap() = Some(checkpoint.clone());
        Ok(())
    };
    let relay = tokio::spawn(relay.run(None, store, shutdown.clone()));
    bus::provision(&hub).await.unwrap();
    reaches(&kept, 9).await;
    shutdown.cancel();
    relay.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_a_cloud_event_and_its_payload_the_stored_bytes() {
    let Some(nats) = Nats::start().await else { return };
    let log = Log::with("agenda", 13);
    log.end();
    start(&nats, &log, "agenda", &Kept::default()).await.unwrap().unwrap();
    let messages = read(&nats.connect("hub").await).await;
    let message = &messages["agenda"][12];
    assert_eq!(message.subject.as_str(), "hora.school-0.members.agenda.MessagePosted.v1");
    assert_eq!(message.payload, log.record(12).payload);
    let expected = [
        ("ce-specversion", "1.0"),
        ("ce-id", "agenda-000012"),
        ("ce-source", "/hora/cluj/school-0/agenda"),
        ("ce-type", "hora.agenda.MessagePosted.v1"),
        ("ce-subject", "thread/12"),
        ("ce-time", "2026-11-23T10:00:00.123456Z"),
        ("ce-sequence", "5"),
        ("ce-previous", "2"),
        ("ce-correlation", "c"),
        ("content-type", "application/json"),
    ];
    for (name, value) in expected {
        assert_eq!(header(message, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(header(&messages["agenda"][0], "ce-previous"), None);
}

#[test]
fn a_record_that_would_break_its_subject_or_headers_is_refused() {
    let good = Log::with("agenda", 1).record(0);
    assert!(good.subject().is_ok() && good.headers().is_ok());
    let mut bad = good.clone();
    bad.initiative = "school.x".to_owned();
    assert!(matches!(bad.subject(), Err(Error::Unpublishable { field: "initiative", .. })));
    let mut bad = good.clone();
    bad.event_type = "plan.PlanCreated.v1".to_owned();
    assert!(matches!(bad.subject(), Err(Error::Unpublishable { field: "type", .. })));
    let mut bad = good;
    bad.stream = "thread/1\r\nce-id: forged".to_owned();
    assert!(matches!(bad.headers(), Err(Error::Unpublishable { field: "ce-subject", .. })));
}
