//! A NATS server of the hub's own: started on loopback, kept running, stopped with the hub, with one login
//! per service and per partner.
//!
//! Knows no stream and no record. A server that dies is started again with a bounded delay on the same
//! port, so that clients find it again by themselves.

mod child;
mod config;
mod home;

use std::{path::PathBuf, time::Duration};

use tokio::{process::Child, sync::watch, task::JoinHandle, time::sleep};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::{info, warn};

pub(crate) use config::partner_permissions;
pub use home::{Home, Logins};
pub(crate) use home::{login, write_secret};

use crate::{Endpoint, Error};

const RESTART_FIRST: Duration = Duration::from_millis(100);
/// A server that cannot live (a full disk) is tried again this often, and no more.
const RESTART_MOST: Duration = Duration::from_secs(10);
/// One that lived this long was well: its next death counts as the first.
const LIVED_WELL: Duration = Duration::from_secs(30);

/// A server this process started and looks after. Dropped, it ends too, but nobody waits for it.
#[derive(Debug)]
pub struct Server {
    home: Home,
    binary: PathBuf,
    stop: DropGuard,
    supervisor: JoinHandle<Result<(), Error>>,
    is_up: watch::Receiver<bool>,
}

impl Server {
    /// Starts `binary` on `folder` (made if need be) with a login for each context, after stopping what an
    /// earlier run left behind there; returns when it serves. The caller holds the data folder's lock.
    pub async fn start(binary: PathBuf, folder: PathBuf, contexts: &[&str]) -> Result<Self, Error> {
        let home = Home::open(folder, contexts)?;
        child::stop_stale(&binary, &home).await?;
        let port = home.logins()?.port;
        if home::is_taken(port) {
            home.move_port()?;
            let moved = home.logins()?.port;
            warn!(port, moved, "the port of nats is taken by another program; partners need the new address");
        }
        let first = child::start(&binary, &home).await?;
        let (up, is_up) = watch::channel(true);
        let stop = CancellationToken::new();
        let supervisor = Supervisor { home: home.clone(), binary: binary.clone(), stop: stop.clone(), up };
        let supervisor = tokio::spawn(supervisor.run(first));
        Ok(Self { home, binary, stop: stop.drop_guard(), supervisor, is_up })
    }

    /// `nats://127.0.0.1:<port>`.
    pub fn url(&self) -> Result<String, Error> {
        Ok(url(&self.home.logins()?))
    }

    /// The login that may make the stream and consumers.
    pub fn hub(&self) -> Result<Endpoint, Error> {
        let logins = self.home.logins()?;
        Ok(Endpoint::new(url(&logins), Some(logins.hub)))
    }

    /// The login of one service, if the server was started for its context.
    pub fn service(&self, context: &str) -> Result<Option<Endpoint>, Error> {
        let logins = self.home.logins()?;
        let url = url(&logins);
        Ok(logins.services.get(context).map(|login| Endpoint::new(url, Some(login.clone()))))
    }

    /// True while the process serves; watch it to tell an operator.
    pub fn is_up(&self) -> watch::Receiver<bool> {
        self.is_up.clone()
    }

    /// Adds a partner's login and makes the server know it.
    pub async fn add_partner(&self, name: &str) -> Result<Endpoint, Error> {
        add_partner(&self.home, &self.binary, name).await
    }

    /// Takes a partner's login away, which ends its connections; false if there was none.
    pub async fn remove_partner(&self, name: &str) -> Result<bool, Error> {
        let was_there = self.home.remove_partner(name)?;
        if was_there {
            child::reload(&self.binary, &self.home).await?;
        }
        Ok(was_there)
    }

    /// Stops the server in order and waits for its end.
    pub async fn stop(self) -> Result<(), Error> {
        self.stop.disarm().cancel();
        let ended = self.supervisor.await;
        ended.map_err(|error| Error::Server { binary: self.binary, reason: error.to_string() })?
    }
}

/// Adds a partner's login to the server on `home`, whichever process runs it; returns when a running
/// server accepts it. `hora partner add` calls this beside a running `hora up`.
pub async fn add_partner(home: &Home, binary: &std::path::Path, name: &str) -> Result<Endpoint, Error> {
    let login = home.add_partner(name)?;
    let endpoint = Endpoint::new(url(&home.logins()?), Some(login));
    if child::reload(binary, home).await? {
        accepted(&endpoint).await?;
    }
    Ok(endpoint)
}

/// Whether a server runs on `home`, whichever process started it.
pub async fn is_running(home: &Home) -> bool {
    child::is_running(home).await
}

/// The program of the server that runs on `home`; none where the system does not say.
pub async fn program(home: &Home) -> Option<PathBuf> {
    child::program(home).await
}

/// A reload takes effect a moment after the signal.
async fn accepted(endpoint: &Endpoint) -> Result<(), Error> {
    const TRIES: u32 = 100;
    const EVERY: Duration = Duration::from_millis(50);
    for _ in 1..TRIES {
        if crate::connect(endpoint, "hora partner add").await.is_ok() {
            return Ok(());
        }
        sleep(EVERY).await;
    }
    crate::connect(endpoint, "hora partner add").await.map(drop)
}

fn url(logins: &Logins) -> String {
    format!("nats://127.0.0.1:{}", logins.port)
}

struct Supervisor {
    home: Home,
    binary: PathBuf,
    stop: CancellationToken,
    up: watch::Sender<bool>,
}

impl Supervisor {
    async fn run(self, first: Child) -> Result<(), Error> {
        let mut child = first;
        let mut wait = RESTART_FIRST;
        loop {
            let since = tokio::time::Instant::now();
            tokio::select! {
                () = self.stop.cancelled() => return child::stop(&self.binary, &mut child).await,
                status = child.wait() => {
                    let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                    warn!(status, "nats-server ended by itself; starting it again");
                }
            }
            self.up.send_replace(false);
            if since.elapsed() > LIVED_WELL {
                wait = RESTART_FIRST;
            }
            let Some(next) = self.restart(&mut wait).await else { return Ok(()) };
            child = next;
            self.up.send_replace(true);
            info!("nats-server is back");
        }
    }

    /// Tries until the server serves again; none when the hub stops first.
    async fn restart(&self, wait: &mut Duration) -> Option<Child> {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return None,
                () = sleep(*wait) => {}
            }
            *wait = wait.saturating_mul(2).min(RESTART_MOST);
            tokio::select! {
                () = self.stop.cancelled() => return None,
                started = child::start(&self.binary, &self.home) => match started {
                    Ok(child) => return Some(child),
                    Err(error) => warn!(%error, "nats-server does not start"),
                }
            }
        }
    }
}
