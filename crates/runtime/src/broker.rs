//! The way outside: finding or starting NATS, and one relay for each service that runs here.
//!
//! Knows no events. Without a server everything inside works; one line says how to get one.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use bus::{
    Endpoint, Error,
    find::{Found, HINT, Search},
    partner::Made,
    server::{Home, Server},
};
use domain::meta::ContextName;

use crate::{
    hub::{Hub, Parts},
    relay::Logins,
};

pub use bus::partner::{Grant, PYTHON, RUST};

/// A server that was away is in use this soon after it is back.
const ASK_EVERY: Duration = Duration::from_secs(2);

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
            let maker = Endpoint::new(url.clone(), own_login("HUB"));
            let mut publishers = Vec::new();
            for parts in services {
                let word = parts.core.context.as_str().to_ascii_uppercase();
                publishers.push((parts, Endpoint::new(url.clone(), own_login(&word))));
            }
            // Apart, one service has the login that makes the stream, and the others only their own.
            let is_made_elsewhere =
                maker.login.is_none() && publishers.iter().any(|(_, publisher)| publisher.login.is_some());
            let line = if is_made_elsewhere {
                format!("NATS is at {url}; the service with the login hub makes the stream")
            } else {
                provision(hub, maker.clone()).await?
            };
            for (parts, publisher) in publishers {
                hub.relay(parts, Logins { publisher, maker: maker.clone() });
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
            let maker = server.hub()?;
            bus::provision(&bus::connect(&maker, "hora").await?).await?;
            for parts in services {
                if let Some(publisher) = server.service(parts.core.context.as_str())? {
                    hub.relay(parts, Logins { publisher, maker: maker.clone() });
                }
            }
            let line = format!("NATS {version} ({}, {place}) runs at {}", path.display(), server.url()?);
            Ok(Broker { server: Some(server), line })
        }
    }
}

/// Makes the stream on an operator's own server; one that does not answer, or lets nobody in yet, is asked again.
/// Gives one line for the operator.
async fn provision(hub: &Hub, endpoint: Endpoint) -> Result<String, Error> {
    let url = endpoint.url.clone();
    let error = match make_stream(&endpoint).await {
        Ok(()) => return Ok(format!("NATS is at {url}")),
        Err(error) if error.is_transient() => error,
        Err(error) => return Err(error),
    };
    let line = match &endpoint.login {
        Some(_) => {
            format!("NATS at {url} is not ready ({error}); it is asked again, and everything inside works")
        }
        None => format!(
            "NATS at {url} did not let the stream be made ({error}); set HORA_NATS_USER_HUB and HORA_NATS_PASSWORD_HUB, \
             or make it as docs/operating.md says"
        ),
    };
    hub.spawn(async move {
        while let Err(error) = make_stream(&endpoint).await {
            if !error.is_transient() {
                return tracing::error!(%error, "the stream is not made; partners are not told");
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    });
    Ok(line)
}

async fn make_stream(endpoint: &Endpoint) -> Result<(), Error> {
    bus::provision(&bus::connect(endpoint, "hora").await?).await
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

/// A partner that was added.
pub struct Added {
    /// The file with its credentials.
    pub credentials: PathBuf,
    /// What the operator adds to the users of the account PARTNERS of a server of their own; none where the server
    /// lets the partner in already.
    pub users_entry: Option<String>,
    /// Whether everything granted comes again, because more was granted than before.
    pub starts_again: bool,
    /// The initiatives that nothing has been published of.
    pub silent: Vec<String>,
}

/// Adds a partner: its login, its durable consumer, and the file with its credentials; on an operator's own server
/// where a URL is given, else beside a running `hora up`. Run again, it changes what is granted and keeps the login.
///
/// # Errors
/// No server, a name or grant that is not accepted, or NATS's.
pub async fn add_partner(
    data: &Path,
    url: Option<&str>,
    name: &str,
    grants: &[Grant],
) -> Result<Added, Error> {
    let file = data.join("partners").join(format!("{name}.env"));
    let (endpoint, users_entry, made) = match url {
        Some(url) => on_own_server(url, name, grants, &file).await?,
        None => {
            let (endpoint, made) = beside_hub(data, name, grants).await?;
            (endpoint, None, made)
        }
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|source| Error::File { path: folder.to_owned(), source })?;
    }
    bus::partner::write_credentials(&file, &endpoint)?;
    let Made { starts_again, silent, .. } = made;
    Ok(Added { credentials: file, users_entry, starts_again, silent })
}

async fn beside_hub(data: &Path, name: &str, grants: &[Grant]) -> Result<(Endpoint, Made), Error> {
    let no_hub =
        |why| Error::NoHub { data: std::path::absolute(data).unwrap_or_else(|_| data.to_owned()), why };
    let home =
        Home::existing(&data.join("nats"))?.ok_or_else(|| no_hub("none has started a server there"))?;
    if !bus::server::is_running(&home).await {
        return Err(no_hub("its server does not run; start the hub with hora up"));
    }
    let path = match bus::server::program(&home).await {
        Some(path) => path,
        None => searched().await?,
    };
    let logins = home.logins()?;
    let hub = Endpoint::new(format!("nats://127.0.0.1:{}", logins.port), Some(logins.hub));
    let made = bus::partner::add(&bus::connect(&hub, "hora partner add").await?, name, grants).await?;
    Ok((bus::server::add_partner(&home, &path, name).await?, made))
}

async fn searched() -> Result<PathBuf, Error> {
    match Search::from_environment(None).find().await? {
        Found::Binary { path, .. } => Ok(path),
        _ => Err(Error::Server { binary: "nats-server".into(), reason: HINT.to_owned() }),
    }
}

async fn on_own_server(
    url: &str,
    name: &str,
    grants: &[Grant],
    file: &Path,
) -> Result<(Endpoint, Option<String>, Made), Error> {
    let hub = Endpoint::new(url, own_login("HUB"));
    let made = bus::partner::add(&bus::connect(&hub, "hora partner add").await?, name, grants).await?;
    let login = bus::partner::login(name, file)?;
    let endpoint = Endpoint::new(url, Some(login.clone()));
    let is_let_in = bus::connect(&endpoint, "hora partner add").await.is_ok();
    Ok((endpoint, (!is_let_in).then(|| bus::partner::config_block(&login)), made))
}
