//! One way to connect: a login, an inbox of its own, bounded delays, and no server below 2.12.
//!
//! Knows no stream. To add a way to log in, add a field to [`Login`] and use it in [`connect`].

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use async_nats::{Client, ConnectOptions};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The oldest server accepted: the first with atomic batches (`allow_atomic`, ADR-50 of NATS).
pub const MINIMUM_VERSION: Version = Version { major: 2, minor: 12, patch: 0 };

/// A server that takes longer to greet is as good as down; the caller tries again.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Long enough for a server that syncs a full batch on a slow disk.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
const RECONNECT_FIRST: Duration = Duration::from_millis(50);
/// After an outage of any length the hub is back on the bus this soon.
const RECONNECT_MOST: Duration = Duration::from_secs(2);

/// A user and password of the server's configuration.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Name in the server's configuration; the inbox prefix is `_INBOX_<user>`.
    pub user: String,
    /// Never printed by `Debug`.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Where a server is and as whom to speak to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `nats://host:port` or `tls://host:port`, without credentials.
    pub url: String,
    /// None for a server without logins.
    pub login: Option<Login>,
    /// PEM file of a private certificate authority, for `tls://`.
    pub ca_file: Option<PathBuf>,
}

impl Endpoint {
    /// An endpoint without a private certificate authority.
    pub fn new(url: impl Into<String>, login: Option<Login>) -> Self {
        Self { url: url.into(), login, ca_file: None }
    }
}

/// Connects as `name` (shown in the server's own lists) and refuses servers below [`MINIMUM_VERSION`].
/// The client reconnects by itself from then on.
pub async fn connect(endpoint: &Endpoint, name: &str) -> Result<Client, Error> {
    let mut options = ConnectOptions::new()
        .name(name)
        .connection_timeout(CONNECT_TIMEOUT)
        .request_timeout(Some(REQUEST_TIMEOUT))
        .max_reconnects(None)
        .reconnect_delay_callback(reconnect_delay);
    if let Some(login) = &endpoint.login {
        options = options
            .user_and_password(login.user.clone(), login.password.clone())
            .custom_inbox_prefix(inbox_prefix(&login.user));
    }
    if let Some(file) = &endpoint.ca_file {
        options = options.add_root_certificates(file.clone());
    }
    let client = options
        .connect(&endpoint.url)
        .await
        .map_err(|error| Error::Unreachable { url: endpoint.url.clone(), reason: chain(&error) })?;
    check_version(&client, &endpoint.url)?;
    Ok(client)
}

/// Looks at the version of the server a client is connected to now (it may have changed with a reconnect).
pub(crate) fn check_version(client: &Client, name: &str) -> Result<(), Error> {
    let Some(info) = client.try_server_info() else { return Ok(()) };
    require(name, &info.version)
}

/// Refuses a version text that is no version or is below [`MINIMUM_VERSION`].
pub(crate) fn require(name: &str, answer: &str) -> Result<(), Error> {
    let found: Version = answer
        .parse()
        .map_err(|()| Error::NotAServer { name: name.to_owned(), answer: answer.to_owned() })?;
    if found < MINIMUM_VERSION {
        return Err(Error::TooOld { name: name.to_owned(), found });
    }
    Ok(())
}

/// The only subjects a login may listen on begin with this.
pub(crate) fn inbox_prefix(user: &str) -> String {
    format!("_INBOX_{user}")
}

fn reconnect_delay(attempt: usize) -> Duration {
    let doublings = u32::try_from(attempt).unwrap_or(u32::MAX).min(8);
    RECONNECT_FIRST.saturating_mul(1 << doublings).min(RECONNECT_MOST)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        next = cause.source();
    }
    text
}

/// A server's version, `2.15.1`; a pre-release suffix is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

impl FromStr for Version {
    type Err = ();

    /// Reads `2.15.1`, `v2.15.1` and `2.15.1-RC.1`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let numbers = text.strip_prefix('v').unwrap_or(text);
        let numbers = numbers.split(['-', '+']).next().unwrap_or(numbers);
        let mut parts = numbers.split('.').map(str::parse::<u32>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok(Self { major, minor, patch }),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
