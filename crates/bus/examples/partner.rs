//! A partner's subscriber: pulls from its durable consumer, drops repeats, notices gaps, prints JSON lines.
//!
//! Reads HORA_NATS_URL, HORA_NATS_USER and HORA_NATS_PASSWORD, as `hora partner add` writes them. The
//! durable consumer bears the user's name and remembers what was acknowledged; with HORA_PARTNER_LIMIT=<n>
//! it ends after n records.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    env,
    error::Error,
    io::Write,
};

use async_nats::{ConnectOptions, HeaderMap, jetstream};
use futures::StreamExt;

/// More than a consumer ever has unacknowledged, so that every repeat is recognized.
const REMEMBERED: usize = 10_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let user = env::var("HORA_NATS_USER")?;
    let limit: u64 = env::var("HORA_PARTNER_LIMIT").map_or(Ok(u64::MAX), |text| text.parse())?;
    let client = ConnectOptions::with_user_and_password(user.clone(), env::var("HORA_NATS_PASSWORD")?)
        .custom_inbox_prefix(format!("_INBOX_{user}"))
        .connect(env::var("HORA_NATS_URL")?)
        .await?;
    let consumer: jetstream::consumer::PullConsumer =
        jetstream::new(client).get_consumer_from_stream(&user, "HORA_EVENTS").await?;

    let mut messages = consumer.messages().await?;
    let mut seen = Seen::default();
    let mut printed = 0;
    while printed < limit
        && let Some(message) = messages.next().await
    {
        let message = message?;
        let headers = message.headers.clone().unwrap_or_default();
        if seen.is_new(&headers, &message.subject) {
            let mut out = std::io::stdout().lock();
            out.write_all(&message.payload)?;
            out.write_all(b"\n")?;
            out.flush()?;
            printed += 1;
        }
        message.double_ack().await?;
    }
    Ok(())
}

#[derive(Default)]
struct Seen {
    ids: HashSet<String>,
    order: VecDeque<String>,
    last: HashMap<(String, String), String>,
}

impl Seen {
    /// False for a repeat. Says on stderr when records are missing before this one: `ce-previous` names
    /// the one before with the same source (hub, initiative, context) and visibility.
    fn is_new(&mut self, headers: &HeaderMap, subject: &str) -> bool {
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        let id = header("ce-id").unwrap_or_default();
        if !self.ids.insert(id.clone()) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        let visibility = subject.split('.').nth(2).unwrap_or_default().to_owned();
        let key = (header("ce-source").unwrap_or_default(), visibility);
        let before = self.last.insert(key.clone(), header("ce-sequence").unwrap_or_default());
        let previous = header("ce-previous");
        if before.is_some() && before != previous {
            eprintln!("gap in {key:?} between {before:?} and {previous:?}: fill it with gRPC Read");
        }
        true
    }
}
