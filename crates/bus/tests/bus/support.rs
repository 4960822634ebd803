//! A log in memory, a real server that can be stopped, and waiting on conditions.

use std::{
    collections::BTreeMap,
    env,
    future::Future,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use async_nats::jetstream;
use bus::{Bytes, Endpoint, Login, Outgoing, Source, SourceError};
use futures::StreamExt;
use tempfile::TempDir;
use tokio::sync::watch;

const DEADLINE: Duration = Duration::from_secs(30);

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Says that a test is skipped, or fails it where nothing may be.
pub fn skip(why: &str) {
    assert!(env::var("CI").as_deref() != Ok("true"), "with CI=true nothing is skipped: {why}");
    println!("skipped: {why}");
}

pub fn nats_server() -> Option<PathBuf> {
    let named = env::var_os("HORA_NATS_SERVER").map(PathBuf::from);
    let found = named.or_else(|| Some(root().join(".venv/bin/nats-server")).filter(|path| path.exists()));
    if found.is_none() {
        skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    }
    found
}

/// Waits until `condition` gives a value.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut condition: impl FnMut() -> F) -> T {
    let start = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    loop {
        looks.tick().await;
        if let Some(value) = condition().await {
            return value;
        }
        assert!(start.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
    }
}

/// A server on deploy/nats.conf, stopped at the end of the test.
pub struct Nats {
    binary: PathBuf,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Nats {
    pub async fn start() -> Option<Self> {
        let binary = nats_server()?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut nats = Self { binary, folder: TempDir::new().unwrap(), port, child: None };
        nats.run();
        let hub = nats.connect("hub").await;
        bus::provision(&hub).await.unwrap();
        Some(nats)
    }

    pub fn run(&mut self) {
        let mut command = Command::new(&self.binary);
        command.arg("-c").arg(root().join("deploy/nats.conf"));
        command.env("HORA_NATS_HOST", "127.0.0.1").env("HORA_NATS_PORT", self.port.to_string());
        command.env("HORA_NATS_STORE", format!("\"{}\"", self.folder.path().display()));
        let names =
            ["HUB", "AGENDA", "AUDIT", "BACKBONE", "COMMUNICATION", "MEASUREMENT", "PLAN", "PARTNER_EXAMPLE"];
        for name in names {
            command.env(format!("HORA_NATS_{name}"), "secret");
        }
        command.env("HORA_NATS_MONITOR", "127.0.0.1:-1");
        self.child = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    }

    pub fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn endpoint(&self, user: &str) -> Endpoint {
        let login = Login { user: user.to_owned(), password: "secret".to_owned() };
        Endpoint::new(format!("nats://127.0.0.1:{}", self.port), Some(login))
    }

    pub async fn connect(&self, user: &str) -> async_nats::Client {
        let endpoint = self.endpoint(user);
        until("nats serves", || async { bus::connect(&endpoint, "test").await.ok() }).await
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.kill();
        }
    }
}

/// A log of made-up records over three initiatives and all visibilities.
#[derive(Clone)]
pub struct Log {
    context: String,
    records: Arc<Mutex<Vec<Outgoing>>>,
    head: Arc<Mutex<Option<watch::Sender<Option<u64>>>>>,
    watch: watch::Receiver<Option<u64>>,
}

impl Log {
    pub fn new(context: &str) -> Self {
        let (head, watch) = watch::channel(None);
        Self {
            context: context.to_owned(),
            records: Arc::default(),
            head: Arc::new(Mutex::new(Some(head))),
            watch,
        }
    }

    pub fn with(context: &str, count: usize) -> Self {
        let log = Self::new(context);
        log.append(count);
        log
    }

    pub fn append(&self, count: usize) {
        let mut records = self.records.lock().unwrap();
        for _ in 0..count {
            let position = records.len();
            let initiative = format!("school-{}", position % 3);
            let visibility = ["public", "members", "restricted"][position / 3 % 3].to_owned();
            let same: Vec<_> = records.iter().rev().take(30).filter(|r| r.initiative == initiative).collect();
            let sequence = same.first().map_or(0, |record| record.sequence) + 1;
            let previous = same.iter().find(|r| r.visibility == visibility).map(|r| r.sequence);
            let record = Outgoing {
                position: position as u64,
                event_id: format!("{}-{position:06}", self.context),
                hub: "cluj".to_owned(),
                initiative,
                visibility,
                context: self.context.clone(),
                event_type: format!("{}.MessagePosted.v1", self.context),
                stream: format!("thread/{position}"),
                recorded_at: "2026-11-23T10:00:00.123456Z".to_owned(),
                sequence,
                previous,
                correlation: "c".to_owned(),
                traceparent: None,
                payload: Bytes::from(format!("{{\"position\":{position}}}")),
            };
            records.push(record);
        }
        let last = records.last().map(|record| record.position);
        if let Some(head) = self.head.lock().unwrap().as_ref() {
            head.send_replace(last);
        }
    }

    /// No more records come: the relay ends when it has published all.
    pub fn end(&self) {
        self.head.lock().unwrap().take();
    }

    pub fn ids(&self) -> Vec<String> {
        self.records.lock().unwrap().iter().map(|record| record.event_id.clone()).collect()
    }

    pub fn record(&self, position: usize) -> Outgoing {
        self.records.lock().unwrap()[position].clone()
    }
}

impl Source for Log {
    async fn next_batch(&self, from: u64, max: usize) -> Result<Vec<Outgoing>, SourceError> {
        let records = self.records.lock().unwrap();
        Ok(records.iter().skip(usize::try_from(from)?).take(max).cloned().collect())
    }

    async fn find(&self, initiative: &str, sequence: u64) -> Result<Option<(u64, String)>, SourceError> {
        let records = self.records.lock().unwrap();
        let found = records.iter().find(|r| r.initiative == initiative && r.sequence == sequence);
        Ok(found.map(|record| (record.position, record.event_id.clone())))
    }

    fn head(&self) -> watch::Receiver<Option<u64>> {
        self.watch.clone()
    }
}

pub async fn stream(hub: &async_nats::Client) -> jetstream::stream::Stream {
    jetstream::new(hub.clone()).get_stream(bus::STREAM).await.unwrap()
}

pub async fn count(hub: &async_nats::Client) -> u64 {
    stream(hub).await.cached_info().state.messages
}

/// The messages of the stream in its order, by context.
pub async fn read(hub: &async_nats::Client) -> BTreeMap<String, Vec<jetstream::Message>> {
    let stream = stream(hub).await;
    let total = stream.cached_info().state.messages;
    let total = usize::try_from(total).unwrap();
    let config = jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(config).await.unwrap();
    let messages = consumer.messages().await.unwrap().take(total).collect::<Vec<_>>();
    let messages = tokio::time::timeout(DEADLINE, messages).await.expect("the whole stream is read");
    let mut by_context = BTreeMap::<String, Vec<_>>::new();
    for message in messages {
        let message = message.unwrap();
        let context = message.subject.split('.').nth(3).unwrap().to_owned();
        by_context.entry(context).or_default().push(message);
    }
    by_context
}

pub fn header(message: &async_nats::Message, name: &str) -> Option<String> {
    Some(message.headers.as_ref()?.get(name)?.as_str().to_owned())
}

/// Asserts that the stream holds exactly the records of these logs, once and in order.
pub async fn assert_whole(hub: &async_nats::Client, logs: &[&Log]) {
    let stream = read(hub).await;
    assert_eq!(stream.len(), logs.len(), "contexts in the stream");
    for log in logs {
        let ids: Vec<_> = stream[&log.context].iter().map(|m| header(m, "ce-id").unwrap()).collect();
        let expected = log.ids();
        assert_eq!(ids.len(), expected.len(), "records of {}", log.context);
        assert!(ids == expected, "the order of {} differs", log.context);
    }
}
