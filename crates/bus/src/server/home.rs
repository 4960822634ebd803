//! The server's folder inside the data folder: logins, generated configuration, store, log, process id.
//!
//! `logins.json` is the truth; `nats.conf` is written from it. Both hold passwords, plain and random, and
//! are readable by their owner only. Any process of the hub may add a partner here: a file lock orders
//! them. Starts and signals nothing.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    net::TcpListener,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::config;
use crate::{Error, Login, event::TOKEN_ACCEPTED, event::is_token, partner};

const LOGINS: &str = "logins.json";
const FOLDER_MODE: u32 = 0o700;
const SECRET_MODE: u32 = 0o600;
/// 24 random bytes: beyond guessing, short enough to copy.
const PASSWORD_BYTES: usize = 24;

/// Everything the configuration is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logins {
    /// Random; tells this hub's server from another on the same port.
    pub server_name: String,
    /// On loopback; kept over restarts, because partners' snippets name it.
    pub port: u16,
    /// May make the stream and consumers; held by `hora up` alone.
    pub hub: Login,
    /// By context: may publish that context only.
    pub services: BTreeMap<String, Login>,
    /// By partner's name: may pull from its own durable consumer only.
    pub partners: BTreeMap<String, Login>,
}

/// The folder, with the paths of what lies in it.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// Makes the folder, if it is not there, and its logins for these contexts. A port that something
    /// else holds is replaced by a free one.
    pub fn open(folder: impl Into<PathBuf>, contexts: &[&str]) -> Result<Self, Error> {
        let folder: PathBuf = folder.into();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(FOLDER_MODE)
            .create(&folder)
            .map_err(Error::file(&folder))?;
        // The server and its signals get paths from another working directory.
        let folder = folder.canonicalize().map_err(Error::file(&folder))?;
        let home = Self { folder };
        let _lock = home.lock()?;
        let mut logins = match home.logins() {
            Ok(logins) => logins,
            Err(Error::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => fresh()?,
            Err(error) => return Err(error),
        };
        for context in contexts {
            if !is_token(context) {
                return Err(Error::Name {
                    what: "context",
                    value: (*context).to_owned(),
                    accepted: TOKEN_ACCEPTED,
                });
            }
            if !logins.services.contains_key(*context) {
                logins.services.insert((*context).to_owned(), login(&format!("service-{context}"))?);
            }
        }
        home.write(&logins)?;
        Ok(home)
    }

    /// The folder where a hub has made it; none where it has not.
    pub fn existing(folder: &Path) -> Result<Option<Self>, Error> {
        if !folder.join(LOGINS).is_file() {
            return Ok(None);
        }
        Ok(Some(Self { folder: folder.canonicalize().map_err(Error::file(folder))? }))
    }

    /// The logins as they stand on disk.
    pub fn logins(&self) -> Result<Logins, Error> {
        let path = self.folder.join(LOGINS);
        let bytes = fs::read(&path).map_err(Error::file(&path))?;
        serde_json::from_slice(&bytes).map_err(|error| Error::file(&path)(io::Error::other(error)))
    }

    /// Adds a login for a partner, or returns the one that is there. The server knows it after a reload.
    pub fn add_partner(&self, name: &str) -> Result<Login, Error> {
        let user = partner::durable(name)?;
        let _lock = self.lock()?;
        let mut logins = self.logins()?;
        if let Some(login) = logins.partners.get(name) {
            return Ok(login.clone());
        }
        let login = login(&user)?;
        logins.partners.insert(name.to_owned(), login.clone());
        self.write(&logins)?;
        Ok(login)
    }

    /// Takes a partner's login away; false if there was none. The server knows it after a reload.
    pub fn remove_partner(&self, name: &str) -> Result<bool, Error> {
        let _lock = self.lock()?;
        let mut logins = self.logins()?;
        let was_there = logins.partners.remove(name).is_some();
        if was_there {
            self.write(&logins)?;
        }
        Ok(was_there)
    }

    /// Gives the server another port, when the old one is taken by something else.
    pub(super) fn move_port(&self) -> Result<(), Error> {
        let _lock = self.lock()?;
        let mut logins = self.logins()?;
        logins.port = free_port()?;
        self.write(&logins)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn config(&self) -> PathBuf {
        self.folder.join("nats.conf")
    }

    pub(super) fn pid_file(&self) -> PathBuf {
        self.folder.join("nats.pid")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("nats.log")
    }

    fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("lock");
        let file = File::create(&path).map_err(Error::file(&path))?;
        file.lock().map_err(Error::file(&path))?;
        Ok(file)
    }

    fn write(&self, logins: &Logins) -> Result<(), Error> {
        let path = self.folder.join(LOGINS);
        let text = serde_json::to_vec_pretty(logins).map_err(|e| Error::file(&path)(io::Error::other(e)))?;
        write_secret(&path, &text)?;
        write_secret(&self.config(), config::render(self, logins).as_bytes())
    }
}

/// Whether something listens on the port now.
pub(super) fn is_taken(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_err()
}

/// Replaces a file at once, readable by its owner only.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let part = path.with_extension("part");
    let write = || {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(SECRET_MODE).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().map_err(Error::file(path))
}

fn fresh() -> Result<Logins, Error> {
    Ok(Logins {
        server_name: format!("hora-{}", random(8)?),
        port: free_port()?,
        hub: login("hub")?,
        services: BTreeMap::new(),
        partners: BTreeMap::new(),
    })
}

/// A login with a fresh password that begins with a letter: NATS reads 12e4 as a number.
pub(crate) fn login(user: &str) -> Result<Login, Error> {
    Ok(Login { user: user.to_owned(), password: format!("k{}", random(PASSWORD_BYTES)?) })
}

fn random(bytes: usize) -> Result<String, Error> {
    let mut buffer = vec![0_u8; bytes];
    getrandom::fill(&mut buffer).map_err(|error| Error::file("random numbers")(io::Error::other(error)))?;
    Ok(hex::encode(buffer))
}

fn free_port() -> Result<u16, Error> {
    let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    Ok(address.map_err(Error::file("127.0.0.1"))?.port())
}
