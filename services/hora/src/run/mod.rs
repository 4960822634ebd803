//! Starts services in this process: opens them, wires their routes, follows their logs, listens, and stops in order.
//!
//! Knows the services by name only. To add one: a line in `register`.

mod banner;
mod command;

use std::net::SocketAddr;

use anyhow::Context as _;
use runtime::{
    Hub, Logs, Parts, Routes,
    broker::{self, Broker},
    clock::Clock,
    config::Config,
    serve,
};
use tokio::task::JoinHandle;
use wire::pb::log::log_server::LogServer;

pub use self::{
    banner::banner,
    command::{Serve, Settings, Up, serve as run_serve, up},
};

/// Services by the word they are called by, in the order they are opened: backbone first, since all ask it.
pub const SERVICES: [&str; 5] = ["backbone", "agenda", "measurement", "plan", "communication"];

/// A hub that runs in this process.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its services share.
    pub hub: Hub,
    /// What each service has.
    pub services: Vec<Parts>,
    /// Whether NATS runs, and how.
    pub broker: Broker,
    server: JoinHandle<()>,
}

fn register(service: &str, hub: &Hub, routes: &mut Routes) -> anyhow::Result<Parts> {
    match service {
        "agenda" => Ok(agenda::register(hub, routes)?),
        "measurement" => Ok(measurement::register(hub, routes)?),
        "plan" => Ok(plan::register(hub, routes)?),
        "communication" => Ok(communication::register(hub, routes)?),
        "backbone" => Ok(backbone::register(hub, routes)?),
        other => anyhow::bail!("`{other}` is no service; accepted are {}", SERVICES.join(", ")),
    }
}

/// Starts these services.
///
/// # Errors
/// What does not open, and what to do about it.
pub async fn start(config: Config, clock: Clock, names: &[&str]) -> anyhow::Result<Running> {
    // Before anything is made or opened: whoever has mistaken the address has nothing to clear away.
    let listen = &config.listen;
    let listener = serve::listen(listen.address, listen.tls.as_ref(), listen.insecure).await?;
    let address = listener.address();
    let here: Vec<_> = names.iter().filter_map(|name| domain::meta::ContextName::parse(name)).collect();
    let hub = Hub::open(config, clock, &here)?;
    let mut routes = Routes::default();
    let mut logs = Logs::new(hub.shutdown.clone());
    let mut services = Vec::new();
    for name in names {
        let parts = register(name, &hub, &mut routes).with_context(|| format!("opening {name}"))?;
        logs.add(parts.core.clone(), parts.ledger.clone());
        services.push(parts);
    }
    routes.add(LogServer::new(logs));
    let router = routes.into_router(hub.gate()).await?;
    let channels = hub.channels(&here, &serve::in_process(router.clone(), hub.shutdown.clone()))?;
    hub.follow(&channels);
    let broker = broker::start(&hub, &services).await?;
    for context in channels.keys().filter(|context| here.contains(context)) {
        let ready = hub.facts.ready(*context).await;
        ready.map_err(anyhow::Error::msg).with_context(|| {
            format!(
                "the log of {} is not understood; where a newer hora wrote it, start that one",
                context.as_str()
            )
        })?;
    }
    // Only now: who came earlier would be told that the roster is stale.
    let server = tokio::spawn(serve::serve(listener, router, hub.shutdown.clone()));
    Ok(Running { address, hub, services, broker, server })
}

impl Running {
    /// Waits until somebody stops the hub: a signal, or a disk that fails.
    pub async fn wait(&self) {
        let shutdown = self.hub.shutdown.clone();
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok();
        let terminated = async {
            match &mut terminate {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
            () = shutdown.cancelled() => {}
        }
    }

    /// Lets open requests end, then stops followers, logs and NATS.
    pub async fn stop(self) {
        self.hub.shutdown.cancel();
        let _ended = self.server.await;
        self.hub.stop().await;
        self.broker.stop().await;
        for parts in self.services {
            if let Err(error) = parts.ledger.close() {
                tracing::warn!(%error, "a log did not close in order");
            }
        }
    }
}
