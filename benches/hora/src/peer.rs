//! Processes beside the hub: the no-op server, and UmaDB's server and client.
//!
//! Knows of UmaDB only the words and the one JSON line of `benches/peers`.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::{hub::free_port, load::Measured};

/// A server that is not there within this time never will be.
const START_WITHIN: Duration = Duration::from_secs(60);
/// Between two questions whether it is there.
const ASK_EVERY: Duration = Duration::from_millis(5);

/// A server; killed with this value.
pub struct Server {
    child: Child,
    port: u16,
}

impl Server {
    async fn start(mut command: Command, port: u16) -> anyhow::Result<Self> {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let server = Self { child, port };
        let start = Instant::now();
        while start.elapsed() < START_WITHIN {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        bail!("the server did not listen within {START_WITHIN:?}")
    }

    /// The no-op: this program again.
    pub async fn noop() -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["noop", &format!("127.0.0.1:{port}")]);
        Self::start(command, port).await
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// UmaDB: its server, and the client that calls it.
pub struct UmaDb {
    binary: PathBuf,
    server: Server,
}

impl UmaDb {
    /// Starts a server on a fresh file below `scratch`, which must outlive it.
    pub async fn start(binary: &Path, scratch: &Path) -> anyhow::Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(binary);
        command.arg("serve").arg(scratch.join("uma.db")).arg(format!("127.0.0.1:{port}"));
        Ok(Self { binary: binary.into(), server: Server::start(command, port).await? })
    }

    /// Runs its client with these words, and reads the line it prints.
    async fn client(&self, words: &[&str]) -> anyhow::Result<Value> {
        let mut command = tokio::process::Command::new(&self.binary);
        let (word, rest) = words.split_first().context("a word says what the client does")?;
        let said = command.arg(word).arg(self.server.url()).args(rest).output().await?;
        if !said.status.success() {
            bail!("the client of UmaDB: {}", String::from_utf8_lossy(&said.stderr));
        }
        Ok(serde_json::from_slice(&said.stdout)?)
    }

    /// Fills it up to so many events.
    pub async fn seed(&self, events: u64) -> anyhow::Result<()> {
        self.client(&["seed", &events.to_string()]).await.map(|_| ())
    }

    /// One event a request, so many in flight.
    pub async fn load(&self, in_flight: usize, seconds: u64) -> anyhow::Result<Measured> {
        let said = self.client(&["load", &in_flight.to_string(), &seconds.to_string()]).await?;
        let number = |name: &str| said.get(name).and_then(Value::as_f64).context("a figure of UmaDB");
        let whole = |name: &str| said.get(name).and_then(Value::as_u64).context("a figure of UmaDB");
        Ok(Measured { per_s: number("per_s")?, p50_us: whole("p50_us")?, p99_us: whole("p99_us")?, calls: 0 })
    }

    /// So many events a request, so many writers; events a second.
    pub async fn batches(&self, events: usize, writers: usize, seconds: u64) -> anyhow::Result<f64> {
        let words = [events.to_string(), writers.to_string(), seconds.to_string()];
        let said = self.client(&["batches", &words[0], &words[1], &words[2]]).await?;
        said.get("per_s").and_then(Value::as_f64).context("a figure of UmaDB")
    }

    /// Reads everything from the first event; events a second.
    pub async fn read(&self) -> anyhow::Result<f64> {
        let said = self.client(&["read"]).await?;
        let number = |name: &str| said.get(name).and_then(Value::as_f64).context("a figure of UmaDB");
        Ok(number("events")? / number("seconds")?)
    }
}
