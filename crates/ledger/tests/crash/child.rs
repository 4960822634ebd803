//! The process that is killed: sixteen writers that say on stdout what was acknowledged.
//!
//! It is this test binary once more, told by an environment variable to be the child: the test
//! that wants one begins with [`is_child`] and starts it by its own name.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use durable::faults::{self, Call};
use ledger::{Append, CommandKey, Ledger, Options, StreamAppend};
use uuid::Uuid;

use crate::acknowledged::Acknowledged;

const FOLDER: &str = "HORA_CRASH_CHILD";
/// Set in a child whose syncs are to do nothing, to see whether a test would notice.
const LIE: &str = "HORA_CRASH_LIE";
const WRITERS: u64 = 16;
/// A child that is not killed ends by itself.
const LIFE: Duration = Duration::from_secs(60);
/// How long the first acknowledgement may take on a machine that compiles meanwhile.
const PATIENCE: Duration = Duration::from_secs(30);

pub fn options(folder: &Path) -> Options {
    Options { cache_bytes: 8 << 20, index_batch: 512, ..Options::new(folder.join("ledger")) }
}

/// True in the child, after its life is over.
pub fn is_child() -> bool {
    let Some(folder) = std::env::var_os(FOLDER) else { return false };
    if std::env::var_os(LIE).is_some() {
        faults::plan(Call::LyingSync, 0, u64::MAX, 0);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(write_until_killed(Path::new(&folder)));
    true
}

async fn write_until_killed(folder: &Path) {
    let ledger = Ledger::open(options(folder)).unwrap();
    let end = Instant::now() + LIFE;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                let mut n = 0;
                while Instant::now() < end {
                    let appended = ledger.append(command(writer, n)).await.unwrap();
                    // One write a line, so that a kill leaves whole lines.
                    let line = Acknowledged::line(writer, n, &appended);
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                    n += 1;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// The n-th command of a writer: mostly one record, at times none, several, or several frames.
pub fn command(writer: u64, n: u64) -> Append {
    let (count, bytes) = match n % 50 {
        7 => (0, 0),
        13 => (5, 300),
        29 => (4, 30_000),
        _ => (1, 400),
    };
    let padding = "x".repeat(bytes);
    let records =
        (0..count).map(|k| (0, format!(r#"{{"writer":{writer},"n":{n},"k":{k},"padding":"{padding}""#)));
    Append {
        command: key(writer, n),
        fingerprint: [1; 32],
        streams: vec![StreamAppend { stream: format!("stream/{writer}/{}", n % 5), expected_version: None }],
        records: records.collect(),
        recorded_at_us: 1_795_000_000_000_000,
    }
}

pub fn key(writer: u64, n: u64) -> CommandKey {
    // Distinct in every round over one folder: the process id is of this life only.
    let id = Uuid::from_u64_pair(n, (u64::from(std::process::id()) << 8) | writer);
    CommandKey { initiative: format!("initiative-{}", writer % 3), principal: format!("p_{writer}"), id }
}

/// A running child and what it has said so far.
pub struct Running {
    pub child: Child,
    said: JoinHandle<Vec<Acknowledged>>,
    count: Arc<AtomicU64>,
}

impl Running {
    pub fn start(test: &str, folder: &Path) -> Self {
        Self::start_with(test, folder, &[])
    }

    /// One whose syncs reach nothing.
    pub fn start_lying(test: &str, folder: &Path) -> Self {
        Self::start_with(test, folder, &[(LIE, "1")])
    }

    fn start_with(test: &str, folder: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let count = Arc::new(AtomicU64::new(0));
        let counter = count.clone();
        let said = std::thread::spawn(move || {
            let lines = stdout.lines().map_while(Result::ok);
            let acknowledged = lines.filter_map(|line| Acknowledged::parse(&line)).inspect(|_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
            acknowledged.collect()
        });
        Self { child, said, count }
    }

    /// Waits until at least this many commands were acknowledged.
    pub fn wait_for(&mut self, count: u64) {
        let deadline = Instant::now() + PATIENCE;
        while self.count.load(Ordering::Relaxed) < count {
            assert!(self.child.try_wait().unwrap().is_none(), "the child ended by itself");
            assert!(Instant::now() < deadline, "the child acknowledged too little");
            std::thread::yield_now();
        }
    }

    /// Kills it as no program can prevent, and says what it had acknowledged.
    pub fn kill(mut self) -> Vec<Acknowledged> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.said.join().unwrap()
    }
}
