//! The server's process: starting it, knowing that it serves, stopping it, and stopping one that an
//! earlier hub left behind.
//!
//! Signals go through `nats-server --signal`, so that nothing here needs unsafe code. A hub that is killed
//! leaves its server running; the next start finds it by the process id file, makes sure that the process
//! runs this folder's configuration, and stops it before it starts its own: two servers on one store would
//! ruin it. (The data folder's own lock keeps two living hubs apart.)

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};
use tracing::{info, warn};

use super::home::Home;
use crate::{Error, connect};

/// A store of some gigabytes takes this long to recover on a slow disk.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// A server that takes longer to end is killed; its store survives that.
const END_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The greeting is one line sent at once.
const GREETING_WITHIN: Duration = Duration::from_secs(1);
/// The end of the log goes into an error; more would hide the reason.
const LAST_LINES: usize = 5;

/// Starts the server and returns when it serves.
pub(super) async fn start(binary: &Path, home: &Home) -> Result<Child, Error> {
    let failed = |reason: String| Error::Server { binary: binary.to_owned(), reason };
    // A group of its own: Ctrl-C in a terminal reaches the hub alone, which then stops the server in order.
    let mut child = Command::new(binary)
        .arg("-c")
        .arg(home.config())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let logins = home.logins()?;
    let deadline = Instant::now() + READY_WITHIN;
    loop {
        if let Some(status) = child.try_wait().map_err(|error| failed(error.to_string()))? {
            return Err(failed(format!("it ended with {status}; {}", last_words(&home.log()))));
        }
        if let Some(greeting) = greeting(logins.port).await {
            if greeting.server_name == logins.server_name && greeting.jetstream {
                connect::require(&binary.display().to_string(), &greeting.version)?;
                return Ok(child);
            }
            if greeting.server_name != logins.server_name {
                return Err(failed(format!("another server answers on port {}", logins.port)));
            }
        }
        if Instant::now() > deadline {
            return Err(failed(format!("it does not answer; {}", last_words(&home.log()))));
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Ends a child in order, or by force after a while.
pub(super) async fn stop(binary: &Path, child: &mut Child) -> Result<(), Error> {
    let failed = |reason: String| Error::Server { binary: binary.to_owned(), reason };
    if let Some(pid) = child.id() {
        signal(binary, "term", pid).await?;
    }
    if timeout(END_WITHIN, child.wait()).await.is_err() {
        warn!("nats-server does not end; killing it");
        child.kill().await.map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

/// Stops a server that an earlier hub left running on this folder.
pub(super) async fn stop_stale(binary: &Path, home: &Home) -> Result<(), Error> {
    let Some(pid) = running(home).await else { return Ok(()) };
    info!(pid, "stopping the nats-server that an earlier run left behind");
    for (word, wait) in [("term", END_WITHIN), ("stop", END_WITHIN)] {
        signal(binary, word, pid).await?;
        let deadline = Instant::now() + wait;
        while Instant::now() < deadline {
            if running(home).await != Some(pid) {
                return Ok(());
            }
            sleep(LOOK_EVERY).await;
        }
    }
    Err(Error::Server {
        binary: binary.to_owned(),
        reason: format!("process {pid} runs on its store and cannot be ended"),
    })
}

/// Makes a running server read its configuration again, if one runs on this folder; says whether.
pub(super) async fn reload(binary: &Path, home: &Home) -> Result<bool, Error> {
    check_config(binary, home).await?;
    let Some(pid) = running(home).await else { return Ok(false) };
    signal(binary, "reload", pid).await?;
    Ok(true)
}

async fn check_config(binary: &Path, home: &Home) -> Result<(), Error> {
    let run = Command::new(binary).arg("-t").arg("-c").arg(home.config()).output().await;
    let output =
        run.map_err(|error| Error::Server { binary: binary.to_owned(), reason: error.to_string() })?;
    if output.status.success() {
        return Ok(());
    }
    let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Server { binary: binary.to_owned(), reason })
}

async fn signal(binary: &Path, word: &str, pid: u32) -> Result<(), Error> {
    let run = Command::new(binary).arg("--signal").arg(format!("{word}={pid}")).output().await;
    run.map_err(|error| Error::Server { binary: binary.to_owned(), reason: error.to_string() })?;
    Ok(())
}

/// Whether a server runs on this folder, whichever process started it.
pub(super) async fn is_running(home: &Home) -> bool {
    running(home).await.is_some()
}

/// The program of the server that runs on this folder; none where the system does not say.
pub(super) async fn program(home: &Home) -> Option<PathBuf> {
    let pid = running(home).await?;
    let program = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
    // One that was replaced since has another name there.
    program.is_file().then_some(program)
}

/// The process that runs this folder's configuration, by its id file and its command line: an id alone
/// may by now belong to somebody else.
async fn running(home: &Home) -> Option<u32> {
    let pid: u32 = fs::read_to_string(home.pid_file()).ok()?.trim().parse().ok()?;
    let line = match fs::read(format!("/proc/{pid}/cmdline")) {
        Ok(bytes) => bytes,
        // Not on Linux, or gone.
        Err(_) => {
            Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output().await.ok()?.stdout
        }
    };
    let line = String::from_utf8_lossy(&line);
    line.contains(&home.config().display().to_string()).then_some(pid)
}

#[derive(Deserialize)]
struct Greeting {
    #[serde(default)]
    server_name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    jetstream: bool,
}

async fn greeting(port: u16) -> Option<Greeting> {
    let read = async {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await.ok()?;
        serde_json::from_str(line.strip_prefix("INFO ")?).ok()
    };
    timeout(GREETING_WITHIN, read).await.ok()?
}

fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let mut lines: Vec<&str> = text.lines().rev().take(LAST_LINES).collect();
    lines.reverse();
    format!("its log ends: {}", lines.join(" | "))
}
