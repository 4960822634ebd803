//! What operators see: traces on stderr, and figures in the Prometheus text format at `/metrics`.
//!
//! Knows no requests. No secret, name or private text is ever a field or a label. To add a figure that is a state and
//! not a count: a [`probe`], held by whatever it looks at; its row in docs/operating.md.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use domain::meta::ContextName;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds: from a command that only reads memory to one that waits for a busy disk.
const COMMAND_SECONDS: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Starts traces and figures for this process; a second call changes nothing. `HORA_LOG` sets what is traced.
pub fn start(format: Format) {
    let filter =
        EnvFilter::try_from_env("HORA_LOG").unwrap_or_else(|_| EnvFilter::new("info,async_nats=warn"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _already_started = match format {
        Format::Text => lines.compact().try_init(),
        Format::Json => lines.json().try_init(),
    };
    let figures =
        PrometheusBuilder::new().set_buckets(&COMMAND_SECONDS).map(PrometheusBuilder::install_recorder);
    if let Ok(Ok(handle)) = figures {
        let _first = FIGURES.set(handle);
    }
}

/// How a trace is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

type Look = Box<dyn Fn() + Send>;

/// What is looked at before figures are given out, by the number of its probe.
static PROBES: Mutex<BTreeMap<u64, Look>> = Mutex::new(BTreeMap::new());
/// When each context was last heard of.
static HEARD: Mutex<BTreeMap<ContextName, Instant>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A look that is taken each time figures are given out, until this is dropped.
#[must_use = "the look is taken only as long as this is held"]
pub struct Probe(u64);

/// Has `look` set its figures each time they are given out.
pub fn probe(look: impl Fn() + Send + 'static) -> Probe {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    lock(&PROBES).insert(number, Box::new(look));
    Probe(number)
}

impl Drop for Probe {
    /// At once, since a look may hold a log open.
    fn drop(&mut self) {
        lock(&PROBES).remove(&self.0);
    }
}

/// Sets a figure of one context.
#[expect(clippy::cast_precision_loss, reason = "figures are floats; 2^53 records are far away")]
pub fn set(name: &'static str, context: &'static str, value: u64) {
    metrics::gauge!(name, "context" => context).set(value as f64);
}

/// Notes that everything a context has said until now is known here.
pub fn heard(context: ContextName) {
    lock(&HEARD).insert(context, Instant::now());
}

fn look() {
    for look in lock(&PROBES).values() {
        look();
    }
    for (context, at) in lock(&HEARD).iter() {
        set("hora_roster_age_seconds", context.as_str(), at.elapsed().as_secs());
    }
}

/// All figures in the Prometheus text format; none before [`start`].
pub fn render() -> Option<String> {
    let handle = FIGURES.get()?;
    look();
    metrics::counter!("hora_syncs_total").absolute(ledger::syncs());
    handle.run_upkeep();
    Some(handle.render())
}
