//! What an operator can set: a file, the environment over it, the command line over both.
//!
//! Config and environment mirror each other: `[ledger] cache_mib` is `HORA_LEDGER__CACHE_MIB`. A wrong value is
//! refused with the place it came from; what is taken beyond the shape stands in `checks`.

mod checks;
mod environment;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use domain::meta::ContextName;
use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

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
    /// What is kept of refused governance commands.
    pub security_log: SecurityLog,
    /// Where the other services are, when they run apart: context to `https://host:port`, or `http://` on loopback.
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
    #[serde(deserialize_with = "address")]
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
    /// The authority that signed the certificates of this hub's services, and nobody else's: where services run
    /// apart, each shows its own to the others. None: no other service is called, or calls, over TLS.
    pub services_ca: Option<PathBuf>,
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

/// The security log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityLog {
    /// Days after which a day's entries are deleted.
    pub keep_days: u16,
    /// MiB that one service writes in a day at most, so that a flood neither fills the disk nor drives others out.
    pub day_mib: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hub: Hub { name: "hora.localhost".to_owned(), data: "hora-data".into(), secrets: None },
            listen: Listen { address: SocketAddr::from(([127, 0, 0, 1], 7400)), insecure: false, tls: None },
            ledger: Ledger { cache_mib: 64 },
            nats: Nats { url: None, off: false },
            security_log: SecurityLog { keep_days: 30, day_mib: 4 },
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
            std::fs::read_to_string(path).map_err(|error| {
                let accepted = "accepted is a TOML file such as deploy/hora.example.toml";
                BadConfig(format!("{} cannot be read ({error}); {accepted}", path.display()))
            })?;
            figment = figment.merge(Toml::file_exact(path));
        }
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        if let Some(wrong) = environment::first_unknown(names) {
            return Err(BadConfig(wrong));
        }
        let figment = figment.merge(environment::settings());
        let config: Self = figment.extract().map_err(|error| BadConfig(error.to_string()))?;
        match checks::first_wrong(&config) {
            None => Ok(config),
            Some(wrong) => {
                Err(BadConfig(format!("{} {}{}", wrong.key, wrong.why, place(&figment, &wrong.key))))
            }
        }
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

/// An address to listen on.
///
/// # Errors
/// What would be accepted.
pub fn parse_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| {
        "accepted is an IP address with a port up to 65535, such as 127.0.0.1:7001, [::1]:7001 or 0.0.0.0:7001"
    })
}

fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(from)?;
    parse_address(&text).map_err(|accepted| D::Error::custom(format!("`{text}` is no address; {accepted}")))
}

/// Where a setting was set, as the end of a sentence.
fn place(figment: &Figment, key: &str) -> String {
    let Some(metadata) = figment.find_metadata(key) else { return String::new() };
    match metadata.source.as_ref().and_then(|source| source.file_path()) {
        Some(path) => format!(" (set in {})", path.display()),
        None => format!(" (set in {})", metadata.name),
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
    fn what_is_no_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("absent.toml")] {
            let wrong = Config::load(Some(&path)).unwrap_err().to_string();
            assert!(wrong.contains(&path.display().to_string()) && wrong.contains("a TOML file"), "{wrong}");
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_place() {
        let error = with("[ledger]\ncache_mib = \"much\"\n").unwrap_err().to_string();
        assert!(error.contains("cache_mib") && error.contains("hora.toml"), "{error}");
        assert!(with("[ledger]\ncache_mib = 1\n").is_err());
        let far = with("[services]\nagenda = \"http://10.0.0.2:7402\"\n").unwrap_err().to_string();
        for part in
            ["services.agenda is `http://10.0.0.2:7402`", "accepted are https://host:port", "hora.toml"]
        {
            assert!(far.contains(part), "{far}");
        }
        let empty = with("[hub]\ndata = \"\"\n").unwrap_err().to_string();
        assert!(empty.contains("hub.data is empty") && empty.contains("hora.toml"), "{empty}");
        assert!(with("[hub]\nsecrets = \"\"\n").unwrap_err().to_string().contains("hub.secrets is empty"));
        for address in ["localhost:7505", "127.0.0.1", ":70000"] {
            let wrong = with(&format!("[listen]\naddress = \"{address}\"\n")).unwrap_err().to_string();
            assert!(wrong.contains(address) && wrong.contains("127.0.0.1:7001"), "{wrong}");
        }
        assert!(with("[ledger]\ncash_mib = 100\n").unwrap_err().to_string().contains("cash_mib"));
    }
}
