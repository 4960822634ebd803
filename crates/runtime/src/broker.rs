//! The way outside: finding or starting NATS, and one relay for each service that runs here.
//!
//! Knows no events. Without a server everything inside works; one line says how to get one.

use std::path::PathBuf;

use bus::{
    Endpoint, Error,
    find::{Found, HINT, Search},
    server::{Home, Server},
};
use domain::meta::ContextName;

use crate::hub::{Hub, Parts};

pub use bus::partner::{Grant, PYTHON, RUST};

/// The broker of a hub.
pub struct Broker {
    server: Option<Server>,
    /// Whether NATS runs, and how: one line for the operator.
    pub line: String,
}

fn folder(hub: &Hub) -> PathBuf {
    hub.config.hub.data.join("nats")
}

fn contexts() -> Vec<&'static str> {
    ContextName::SERVICES.iter().map(|context| context.as_str()).collect()
}

/// Finds or starts NATS, and publishes the services' logs there.
///
/// # Errors
/// A server that is too old, or that does not start.
pub async fn start(hub: &Hub, services: &[Parts]) -> Result<Broker, Error> {
    if hub.config.nats.off {
        return Ok(Broker {
            server: None,
            line: "NATS is off, as asked; partners use gRPC Subscribe".to_owned(),
        });
    }
    match Search::from_environment(hub.config.nats.url.clone()).find().await? {
        Found::Nothing => Ok(Broker { server: None, line: format!("NATS is not here: {HINT}") }),
        Found::Url(url) => {
            let line = format!("NATS is at {url}");
            if let Some(login) = own_login("HUB") {
                let endpoint = Endpoint::new(url.clone(), Some(login));
                bus::provision(&bus::connect(&endpoint, "hora").await?).await?;
            }
            for parts in services {
                let word = parts.core.context.as_str().to_ascii_uppercase();
                hub.relay(parts, Endpoint::new(url.clone(), own_login(&word)));
            }
            Ok(Broker { server: None, line })
        }
        // Its folder and its stale child are one hub's: five processes would stop each other's server.
        Found::Binary { .. } if services.len() < ContextName::SERVICES.len() => {
            let line = "NATS is not started by a single service: run one and set nats.url, or set nats.off";
            Ok(Broker { server: None, line: line.to_owned() })
        }
        Found::Binary { path, version, place } => {
            let server = Server::start(path.clone(), folder(hub), &contexts()).await?;
            bus::provision(&bus::connect(&server.hub()?, "hora").await?).await?;
            for parts in services {
                if let Some(endpoint) = server.service(parts.core.context.as_str())? {
                    hub.relay(parts, endpoint);
                }
            }
            let line = format!("NATS {version} ({}, {place}) runs at {}", path.display(), server.url()?);
            Ok(Broker { server: Some(server), line })
        }
    }
}

/// A login on an operator's own server, from the environment: `HORA_NATS_USER_AGENDA` and
/// `HORA_NATS_PASSWORD_AGENDA`; with `HUB` for the login that may make the stream.
fn own_login(word: &str) -> Option<bus::Login> {
    let user = std::env::var(format!("HORA_NATS_USER_{word}")).ok()?;
    let password = std::env::var(format!("HORA_NATS_PASSWORD_{word}")).ok()?;
    Some(bus::Login { user, password })
}

impl Broker {
    /// The address and login with which consumers are made, where this process runs the server.
    ///
    /// # Errors
    /// The logins cannot be read.
    pub fn hub(&self) -> Result<Option<Endpoint>, Error> {
        self.server.as_ref().map(Server::hub).transpose()
    }

    /// Stops the server this process started.
    pub async fn stop(self) {
        if let Some(server) = self.server
            && let Err(error) = server.stop().await
        {
            tracing::warn!(%error, "nats did not stop in order");
        }
    }
}

/// Adds a partner beside a running `hora up`: its login, its durable consumer, and the file with its credentials.
///
/// # Errors
/// No server of this hub, a name or grant that is not accepted, or NATS's.
pub async fn add_partner(data: &std::path::Path, name: &str, grants: &[Grant]) -> Result<PathBuf, Error> {
    let home = Home::open(data.join("nats"), &contexts())?;
    let Found::Binary { path, .. } = Search::from_environment(None).find().await? else {
        return Err(Error::Server { binary: "nats-server".into(), reason: HINT.to_owned() });
    };
    let logins = home.logins()?;
    let hub = Endpoint::new(format!("nats://127.0.0.1:{}", logins.port), Some(logins.hub));
    bus::partner::add(&bus::connect(&hub, "hora partner add").await?, name, grants).await?;
    let endpoint = bus::server::add_partner(&home, &path, name).await?;
    let file = data.join("partners").join(format!("{name}.env"));
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::Server { binary: path, reason: error.to_string() })?;
    }
    bus::partner::write_credentials(&file, &endpoint)?;
    Ok(file)
}
