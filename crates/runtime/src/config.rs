//! What an operator can set: a file, the environment over it, the command line over both.
//!
//! Config and environment mirror each other: `[ledger] cache_mib` is `HORA_LEDGER__CACHE_MIB`. A wrong value is
//! refused with the place it came from.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use domain::meta::ContextName;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

/// Everything that can be set. An unknown name is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The hub itself.
    pub hub: Hub,
    /// Where it listens.
    pub listen: Listen,
    /// The log.
    pub ledger: Ledger,
    /// The message broker for partners.
    pub nats: Nats,
    /// Where the other services are, when they run apart: context to `http://host:port`.
    pub services: BTreeMap<ContextName, String>,
}

/// The hub itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hub {
    /// The hub's name, in tokens and events; for ever.
    pub name: String,
    /// Everything it keeps.
    pub data: PathBuf,
    /// The master key of the private texts; outside `data`. None: beside it, with `-secrets` behind the name.
    pub secrets: Option<PathBuf>,
}

/// Where it listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// gRPC and JSON on one port; port 0 picks a free one.
    pub address: SocketAddr,
    /// Whether anything but loopback may be listened on without TLS.
    pub insecure: bool,
    /// Certificate and key.
    pub tls: Option<Tls>,
}

/// A certificate and its key, as PEM files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate and what leads to its root.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Memory for each service's log, in MiB; sled takes about twice as much.
    pub cache_mib: u64,
}

/// The message broker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nats {
    /// An operator's own server; none: a `nats-server` that is found is started.
    pub url: Option<String>,
    /// Whether to do without.
    pub off: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hub: Hub { name: "hora.localhost".to_owned(), data: "hora-data".into(), secrets: None },
            listen: Listen { address: SocketAddr::from(([127, 0, 0, 1], 7400)), insecure: false, tls: None },
            ledger: Ledger { cache_mib: 64 },
            nats: Nats { url: None, off: false },
            services: BTreeMap::new(),
        }
    }
}

/// A setting that is not taken.
#[derive(Debug, thiserror::Error)]
#[error("the configuration is not taken: {0}")]
pub struct BadConfig(String);

impl Config {
    /// The defaults, the file over them, the environment over both.
    ///
    /// # Errors
    /// What is wrong, and where it came from.
    pub fn load(file: Option<&Path>) -> Result<Self, BadConfig> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(path) = file {
            figment = figment.merge(Toml::file_exact(path));
        }
        // HORA_LOG, HORA_KEY and their like are no settings of the hub: ours all have a section.
        let sections = ["hub", "listen", "ledger", "nats", "services"];
        let environment = Env::prefixed("HORA_").split("__").filter(move |name| {
            sections.iter().any(|section| {
                name.as_str()
                    .to_ascii_lowercase()
                    .strip_prefix(section)
                    .is_some_and(|rest| rest.starts_with('.'))
            })
        });
        let config: Self =
            figment.merge(environment).extract().map_err(|error| BadConfig(error.to_string()))?;
        config.check()
    }

    fn check(self) -> Result<Self, BadConfig> {
        let is_host = |text: &str| {
            !text.is_empty()
                && text.len() <= 200
                && text
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'))
        };
        if !is_host(&self.hub.name) {
            return Err(BadConfig(format!(
                "hub.name is `{}`; accepted are a-z, 0-9, . and -",
                self.hub.name
            )));
        }
        if !(8..=65_536).contains(&self.ledger.cache_mib) {
            return Err(BadConfig(format!(
                "ledger.cache_mib is {}; accepted are 8 to 65536",
                self.ledger.cache_mib
            )));
        }
        Ok(self)
    }

    /// Where the master key lies.
    pub fn secrets(&self) -> PathBuf {
        self.hub.secrets.clone().unwrap_or_else(|| {
            let mut name = self.hub.data.file_name().unwrap_or_default().to_owned();
            name.push("-secrets");
            self.hub.data.with_file_name(name)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<Config, BadConfig> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hora.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Some(&path))
    }

    #[test]
    fn a_file_says_what_differs() {
        let config = with("[hub]\nname = \"hub.example\"\ndata = \"there\"\n").unwrap();
        assert_eq!((config.hub.name.as_str(), config.secrets()), ("hub.example", "there-secrets".into()));
        assert_eq!(config.listen, Config::default().listen);
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_place() {
        let error = with("[ledger]\ncache_mib = \"much\"\n").unwrap_err().to_string();
        assert!(error.contains("cache_mib") && error.contains("hora.toml"), "{error}");
        assert!(with("[ledger]\ncache_mib = 1\n").is_err());
        assert!(with("[ledger]\ncash_mib = 100\n").unwrap_err().to_string().contains("cash_mib"));
    }
}
