//! A hub as a process of its own, on a fresh folder, without NATS.
//!
//! Knows nothing of what it is used for.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use hora::{
    actors::{Admin, Person},
    client::Places,
};
use runtime::{clock::Clock, setup};
use serde_json::json;
use tempfile::TempDir;

/// A server that does not answer within this time never will.
const START_WITHIN: Duration = Duration::from_secs(120);
/// Between two questions whether it answers.
const ASK_EVERY: Duration = Duration::from_millis(5);

/// A hub; killed with this value.
pub struct Hub {
    binary: PathBuf,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Hub {
    /// Starts a fresh hub in a folder below `scratch`.
    pub async fn start(binary: &Path, scratch: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(scratch)?;
        let mut hub = Self {
            binary: binary.into(),
            folder: TempDir::new_in(scratch)?,
            port: free_port()?,
            child: None,
        };
        hub.run().await?;
        Ok(hub)
    }

    /// Starts it again; says how long it took until it answered a query.
    pub async fn run(&mut self) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let words = std::fs::File::create(self.folder.path().join("hub.log"))?;
        let child = Command::new(&self.binary)
            .args(["up", "--no-nats", "--listen", &format!("127.0.0.1:{}", self.port), "--data"])
            .arg(self.data())
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(words)
            .spawn()
            .with_context(|| format!("starting {}", self.binary.display()))?;
        self.child = Some(child);
        while start.elapsed() < START_WITHIN {
            let mut public = Person::public(self.places(), "hub");
            if public.ask("backbone/ListInitiatives", json!({})).await.is_ok() {
                return Ok(start.elapsed());
            }
            if let Some(ended) = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
                let words = std::fs::read_to_string(self.folder.path().join("hub.log"))?;
                bail!("the hub ended with {ended}: {words}");
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        bail!("the hub did not answer within {START_WITHIN:?}")
    }

    /// Stops it in order.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        child.wait()?;
        Ok(())
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where it is.
    pub fn places(&self) -> Places {
        Places { hub: self.url(), services: vec![], tls_ca: None, cleartext: false }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its first admin.
    pub async fn admin(&self) -> anyhow::Result<Admin> {
        let clock = Clock::default();
        let secret = setup::issue(&self.data(), clock.now_us())?;
        Admin::set_up(self.places(), &secret, &clock.now().plus_days(30).to_string()).await
    }

    /// Resident memory, in MiB.
    pub fn resident_mib(&self) -> anyhow::Result<u64> {
        let id = self.child.as_ref().context("the hub does not run")?.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
    }

    /// The CPU time it has taken since it was started, in seconds.
    pub fn cpu_s(&self) -> anyhow::Result<f64> {
        let id = self.child.as_ref().context("the hub does not run")?.id();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // The fields after the name in brackets, from the third on; the times are the 14th and 15th, in hundredths.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let times = fields.iter().skip(11).take(2).map(|field| field.parse::<f64>());
        Ok(times.sum::<Result<f64, _>>()? / 100.0)
    }

    /// A figure of `/metrics`: the sum of all lines that begin so.
    pub async fn figure(&self, name: &str) -> anyhow::Result<f64> {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        let values = text.lines().filter(|line| line.starts_with(name));
        Ok(values.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum())
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _killed = child.kill();
            let _ended = child.wait();
        }
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
