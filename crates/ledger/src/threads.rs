//! The two threads of an open log, and their end. It does not know what they do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::shared::{Life, Shared};
use crate::writer::Writer;
use crate::{Error, background, stall};

/// How often a closing ledger looks whether its writer has ended.
const LOOK_EVERY: Duration = Duration::from_millis(1);

#[derive(Debug)]
struct Running {
    writer: JoinHandle<Option<Writer>>,
    background: JoinHandle<()>,
    watch: JoinHandle<()>,
}

/// The threads; they end when this is dropped.
#[derive(Debug)]
pub(crate) struct Threads {
    shared: Arc<Shared>,
    running: Mutex<Option<Running>>,
}

impl Threads {
    pub fn start(writer: Writer) -> Result<Self, Error> {
        let shared = writer.shared.clone();
        let head = writer.head.syncer()?;
        let guarded = shared.clone();
        let background = spawn("ledger-index", move || {
            if catch_unwind(AssertUnwindSafe(|| background::run(&guarded, &head))).is_err() {
                guarded.fail("the index thread panicked");
            }
        })?;
        let guarded = shared.clone();
        let writer = spawn("ledger-writer", move || {
            let ended = catch_unwind(AssertUnwindSafe(|| writer.run()));
            if ended.is_err() {
                guarded.fail("the writer thread panicked");
            }
            ended.ok()
        });
        let writer = match writer {
            Ok(writer) => writer,
            Err(error) => {
                shared.backlog.stop();
                return Err(error);
            }
        };
        let watching = shared.clone();
        let watch = spawn("ledger-watch", move || stall::run(&watching));
        let watch = match watch {
            Ok(watch) => watch,
            Err(error) => {
                shared.queue.close();
                shared.backlog.stop();
                return Err(error);
            }
        };
        Ok(Self { shared, running: Mutex::new(Some(Running { writer, background, watch })) })
    }

    /// Lets the writer finish what waits, then the index, then marks the head clean.
    pub fn stop(&self) -> Result<(), Error> {
        let taken = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { writer, background, watch }) = taken else { return Ok(()) };
        self.shared.queue.close();
        while !writer.is_finished() {
            if self.shared.watch.is_stalled() {
                // sled may hold both threads for ever. Nothing that they do counts any more.
                return Err(Error::failed("a write has not ended; the process must"));
            }
            std::thread::park_timeout(LOOK_EVERY);
        }
        let writer = writer.join().ok().flatten();
        self.shared.backlog.stop();
        let is_background_well = background.join().is_ok();
        self.shared.watch.stop();
        let is_background_well = watch.join().is_ok() && is_background_well;
        if let Life::Failed(cause) = &*self.shared.life.borrow() {
            return Err(Error::failed(cause));
        }
        let marked = match writer {
            Some(mut writer) if is_background_well => writer.mark_clean(),
            _ => Err(Error::failed("a thread of the ledger panicked")),
        };
        self.shared.life.send_replace(Life::Closed);
        marked
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "the ledger did not close in order");
        }
    }
}

fn spawn<T: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Error> {
    let spawned = Builder::new().name(name.to_owned()).spawn(run);
    spawned.map_err(|source| Error::Io { what: format!("starting the thread {name}"), source })
}
