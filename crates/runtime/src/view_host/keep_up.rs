//! Keeps the live views near the head of the log, so that the first question after an import does not pay for it.
//!
//! Knows no table. It works in small steps on a thread that gives way to every other, so that commands find the
//! processor free; a question that comes before it catches its view up by itself, as ever. Where it was is kept in
//! a file, which is a hint for its next start and a witness for the ledger's.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use domain::ids::Slug;
use serde::{Deserialize, Serialize};
use tokio::{runtime::Handle, sync::oneshot};
use tokio_util::sync::CancellationToken;

use super::ViewHost;
use crate::{
    place::{self, Place},
    refusals::{NoRule, Refused},
    telemetry,
};

/// Records looked at in one step.
const RECORDS_A_STEP: usize = 5_000;
/// Records applied while a view is held: who asks it waits no longer than for these.
const RECORDS_HELD: usize = 2_000;
/// New records are waited for this long, so that commands that come close together are applied together: each
/// transaction writes every page that it touches.
const GATHER: Duration = Duration::from_secs(1);
/// How far this gives way: by Linux's weights, beside two busy threads it gets a twentieth of a processor; at the
/// lowest rank, 19, a lock that it holds could keep others waiting too long.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// How far the views are, as it is kept: a place in the log, and which version of the tables it is of.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    view: String,
    log_id: uuid::Uuid,
    position: u64,
    hash: String,
}

/// What is still to do for the records before `through`.
struct Progress {
    /// All initiatives have every record before this position.
    next: u64,
    /// The initiatives of the records looked at, yet to be caught up.
    waiting: BTreeSet<Slug>,
    /// The position behind the records looked at.
    through: u64,
}

/// Follows the log until `shutdown`.
pub async fn run(host: Arc<ViewHost>, shutdown: CancellationToken) {
    let runtime = Handle::current();
    let (running, ended) = oneshot::channel::<()>();
    let name = format!("views-{}", host.core.context.as_str());
    let started = thread::Builder::new().name(name).spawn(move || {
        let _running = running;
        give_way();
        if let Err(error) = follow(&host, &runtime, &shutdown) {
            tracing::error!(%error, "views are caught up only when they are asked");
        }
    });
    match started {
        // Errs when the thread has ended, which is what is waited for.
        Ok(_thread) => drop(ended.await),
        Err(error) => tracing::error!(%error, "views are caught up only when they are asked"),
    }
}

/// Lets every other thread go first. Where that is not to be had, this one is as good as the others.
fn give_way() {
    #[cfg(target_os = "linux")]
    let _best_effort = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE);
}

fn follow(host: &ViewHost, runtime: &Handle, shutdown: &CancellationToken) -> Result<(), ledger::Error> {
    let mut head = host.ledger.subscribe();
    let from = host.begin().unwrap_or_default();
    let done = Arc::new(AtomicU64::new(from));
    let _gauge = behind(host, &done);
    let mut progress = Progress { next: from, waiting: BTreeSet::new(), through: from };
    while !shutdown.is_cancelled() {
        let end = head.borrow_and_update().map_or(0, |position| position.saturating_add(1));
        if progress.next < end {
            progress = host.step(progress)?;
            done.store(progress.next, Ordering::Relaxed);
            continue;
        }
        let more = async {
            head.changed().await?;
            tokio::time::sleep(GATHER).await;
            Ok::<_, tokio::sync::watch::error::RecvError>(())
        };
        if !matches!(runtime.block_on(shutdown.run_until_cancelled(more)), Some(Ok(()))) {
            break;
        }
    }
    Ok(())
}

/// The figure of how many records the views are behind, as long as it is held.
fn behind(host: &ViewHost, done: &Arc<AtomicU64>) -> telemetry::Probe {
    let (context, ledger, done) = (host.core.context.as_str(), host.ledger.clone(), Arc::clone(done));
    telemetry::probe(move || {
        let end = ledger.head().map_or(0, |head| head.position.saturating_add(1));
        let behind = end.saturating_sub(done.load(Ordering::Relaxed));
        telemetry::set("hora_views_behind_records", context, behind);
        telemetry::set(
            "hora_ledger_queue_commands",
            context,
            u64::try_from(ledger.waiting()).unwrap_or_default(),
        );
        telemetry::set("hora_ledger_frames", context, ledger.frames());
    })
}

impl ViewHost {
    fn place_file(&self) -> PathBuf {
        self.folder.join("place.json")
    }

    /// Where to go on; none where nothing is kept of these tables and this log.
    fn begin(&self) -> Option<u64> {
        let kept: Kept = serde_json::from_slice(&std::fs::read(self.place_file()).ok()?).ok()?;
        let place = Place { log_id: kept.log_id, position: kept.position, hash: kept.hash };
        let is_ours = kept.view == self.schema.file_name() && place.is_of(&self.ledger).unwrap_or(false);
        is_ours.then(|| place.position.saturating_add(1))
    }

    /// Looks at the next records, or applies some to one of the initiatives they are of.
    fn step(&self, mut progress: Progress) -> Result<Progress, ledger::Error> {
        if let Some(initiative) = progress.waiting.first().cloned() {
            let more = self
                .quietly(&initiative)
                .and_then(|view| view.catch_up_some(&self.ledger, &initiative, RECORDS_HELD));
            if let Err(error) = &more {
                let initiative = initiative.as_str();
                tracing::warn!(initiative, %error, "a view is not caught up; whoever asks it is told why");
            }
            if !matches!(more, Ok(true)) {
                progress.waiting.remove(&initiative);
            }
        } else {
            for record in self.ledger.read(progress.next).take(RECORDS_A_STEP) {
                let record = record?;
                progress.waiting.extend(record.initiative.parse::<Slug>());
                progress.through = record.position.saturating_add(1);
            }
        }
        if progress.waiting.is_empty() {
            progress.next = progress.through;
            self.keep(progress.next);
        }
        Ok(progress)
    }

    /// An initiative's view, without taking the place of one that is asked: at most one file is held for this.
    fn quietly(&self, initiative: &Slug) -> Result<Arc<super::OpenView>, Refused<NoRule>> {
        let mut open = self.open();
        if let Some(view) = open.peek(initiative) {
            return Ok(Arc::clone(view));
        }
        let view = Arc::new(super::OpenView::new(self.file(initiative)?));
        open.put(initiative.clone(), Arc::clone(&view));
        open.demote(initiative);
        Ok(view)
    }

    /// Keeps where it is. It is a hint: what cannot be kept is looked at again.
    fn keep(&self, next: u64) {
        let Some(position) = next.checked_sub(1) else { return };
        let Ok(Some(Place { log_id, position, hash })) = Place::of(&self.ledger, position) else { return };
        let kept = Kept { view: self.schema.file_name(), log_id, position, hash };
        let stored =
            std::fs::create_dir_all(&self.folder).and_then(|()| place::replace(&self.place_file(), &kept));
        if let Err(error) = stored {
            tracing::warn!(%error, "how far the views are cannot be kept");
        }
    }
}
