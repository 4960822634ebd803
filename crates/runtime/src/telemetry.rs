//! What operators see: traces on stderr, and figures in the Prometheus text format at `/metrics`.
//!
//! Knows no requests. No secret, name or private text is ever a field or a label.

use std::sync::OnceLock;

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

/// All figures in the Prometheus text format; none before [`start`].
pub fn render() -> Option<String> {
    let handle = FIGURES.get()?;
    metrics::counter!("hora_syncs_total").absolute(ledger::syncs());
    handle.run_upkeep();
    Some(handle.render())
}
