//! A hub as a process of its own, to be killed: `hora up` on a folder, with or without a NATS server.
//!
//! Knows nothing of what it is used for. Tests reach it over gRPC, and with the command line.

use std::{
    ffi::OsStr,
    fs::File,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Output},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use hora::{
    actors::{Admin, Person},
    client::Places,
};
use runtime::{clock::Clock, setup};
use serde_json::json;
use tempfile::TempDir;

use crate::{project_root, wait};

/// A hub that is told to stop has this long before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A hub in a process; stopped with this value.
pub struct Process {
    binary: PathBuf,
    nats: Option<PathBuf>,
    settings: Vec<(&'static str, &'static str)>,
    has_demo: bool,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Process {
    /// Starts a fresh hub; `binary` is the program, `nats` the server it may start.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start(binary: &str, nats: Option<PathBuf>) -> anyhow::Result<Self> {
        Self::start_with(binary, nats, &[]).await
    }

    /// The same, with variables of its own in the environment.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start_with(
        binary: &str,
        nats: Option<PathBuf>,
        settings: &[(&'static str, &'static str)],
    ) -> anyhow::Result<Self> {
        let mut process = Self::new(binary, nats, settings)?;
        process.run().await?;
        Ok(process)
    }

    /// Starts a fresh hub that fills itself with the demo, and waits until it has.
    ///
    /// # Errors
    /// It does not start, or is not filled.
    pub async fn start_demo(binary: &str) -> anyhow::Result<Self> {
        let mut process = Self::new(binary, None, &[])?;
        process.has_demo = true;
        process.run().await?;
        process.says("try:").await?;
        Ok(process)
    }

    fn new(
        binary: &str,
        nats: Option<PathBuf>,
        settings: &[(&'static str, &'static str)],
    ) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (binary, settings, folder) = (binary.into(), settings.to_vec(), TempDir::new()?);
        Ok(Self { binary, nats, settings, has_demo: false, folder, port, child: None })
    }

    /// Waits until it has said something.
    ///
    /// # Errors
    /// It has not said it in time; its last words.
    pub async fn says(&self, what: &str) -> anyhow::Result<()> {
        let said =
            wait::until("the hub has said it", || async { self.said().contains(what).then_some(()) }).await;
        said.with_context(|| self.last_words())
    }

    /// Starts it again on its folder and port, and waits until it answers.
    ///
    /// # Errors
    /// It does not start; its last words.
    pub async fn run(&mut self) -> anyhow::Result<()> {
        let words = File::create(self.words())?;
        let banner = words.try_clone()?;
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = self.command(["up", "--listen", &listen]);
        command.arg("--data").arg(self.data()).stdout(banner).stderr(words);
        if self.nats.is_none() {
            command.arg("--no-nats");
        }
        if self.has_demo {
            command.arg("--demo");
        }
        command.envs(self.settings.iter().copied());
        let mut child = command.spawn()?;
        let places = self.places();
        let answered = wait::until("the hub answers", || {
            let ended = child.try_wait().ok().flatten();
            let mut public = Person::public(places.clone(), "hub");
            async move {
                if ended.is_some() {
                    return Some(ended);
                }
                public.ask("backbone/ListInitiatives", json!({})).await.ok().map(|_| None)
            }
        });
        let ended = answered.await?;
        self.child = Some(child);
        match ended {
            Some(status) => anyhow::bail!("the hub ended with {status}: {}", self.last_words()),
            None => Ok(()),
        }
    }

    /// Tells it to stop, and waits until it has.
    ///
    /// # Errors
    /// It does not run, or does not stop.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the hub does not run")?;
        signal("TERM", child.id())?;
        child.wait()?;
        Ok(())
    }

    /// The memory it holds now, in KiB.
    ///
    /// # Errors
    /// It does not run, or the system does not say.
    pub fn resident_kib(&self) -> anyhow::Result<u64> {
        let id = self.child.as_ref().context("the hub does not run")?.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// kill -9.
    ///
    /// # Errors
    /// It does not run.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("the hub does not run")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of its secrets.
    pub fn secrets(&self) -> PathBuf {
        self.folder.path().join("data-secrets")
    }

    /// Where it is.
    pub fn places(&self) -> Places {
        let hub = format!("http://127.0.0.1:{}", self.port);
        Places { hub, services: vec![], tls_ca: None, cleartext: false }
    }

    /// Its admin, made through the setup link.
    ///
    /// # Errors
    /// There is one already.
    pub async fn admin(&self) -> anyhow::Result<Admin> {
        let clock = Clock::default();
        let secret = setup::issue(&self.data(), clock.now_us())?;
        Admin::set_up(self.places(), &secret, &clock.now().plus_days(30).to_string()).await
    }

    /// Runs the command line against it, with the person's key.
    ///
    /// # Errors
    /// It does not start.
    pub fn cli<'a>(
        &self,
        person: &mut Person,
        words: impl IntoIterator<Item = &'a str>,
    ) -> anyhow::Result<Output> {
        let secret = person.client().key().map(|key| key.secret.clone()).unwrap_or_default();
        let mut command = self.command(words);
        Ok(command.env("HORA_HUB", self.places().hub).env("HORA_KEY", secret).output()?)
    }

    /// The program with these words, without the environment of whoever runs the tests.
    fn command<S: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).current_dir(self.folder.path());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HORA_")) {
            command.env_remove(name);
        }
        if let Some(nats) = &self.nats {
            command.env("HORA_NATS_SERVER", nats);
        }
        command
    }

    fn words(&self) -> PathBuf {
        self.folder.path().join("hub.log")
    }

    /// All that it has said since it was started last.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.words()).unwrap_or_default()
    }

    /// What it said last.
    pub fn last_words(&self) -> String {
        let said = self.said();
        let mut lines: Vec<&str> = said.lines().rev().take(20).collect();
        lines.reverse();
        lines.join("\n")
    }
}

impl Drop for Process {
    /// In order, since a hub that is killed leaves its NATS server running.
    fn drop(&mut self) {
        let Some(child) = &mut self.child else { return };
        // What cannot be told to stop is killed below.
        let _told = signal("TERM", child.id());
        let start = Instant::now();
        while matches!(child.try_wait(), Ok(None)) && start.elapsed() < STOP_WITHIN {
            std::thread::park_timeout(LOOK_EVERY);
        }
        let _killed = child.kill();
        let _ended = child.wait();
    }
}

/// Sends a process a signal by name.
///
/// # Errors
/// There is no such process.
pub fn signal(name: &str, process: u32) -> anyhow::Result<()> {
    let told = Command::new("kill").args([format!("-{name}"), process.to_string()]).output()?;
    anyhow::ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    Ok(())
}

/// The NATS server that tests run: `HORA_NATS_SERVER`, or the one that `tests/venv` installs.
pub fn nats_server() -> Option<PathBuf> {
    let named = std::env::var_os("HORA_NATS_SERVER").map(PathBuf::from);
    named.or_else(|| Some(project_root().join(".venv/bin/nats-server"))).filter(|path| path.is_file())
}
