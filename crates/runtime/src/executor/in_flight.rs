//! Commands that are being run: a copy of one in flight waits for it instead of running beside it.
//!
//! Knows no answers; who has waited looks the answer up in the ledger. Bounded by the limit on requests in flight.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ledger::CommandKey;
use tokio::sync::watch;

/// The keys in flight, each with a channel that closes when the command has ended.
#[derive(Clone, Default)]
pub struct InFlight(Arc<Mutex<HashMap<CommandKey, watch::Receiver<()>>>>);

/// Holds a command's place until it is dropped.
pub struct Entered {
    all: InFlight,
    key: CommandKey,
    _open: watch::Sender<()>,
}

impl InFlight {
    /// Takes the command's place, waiting for its copy if one is in flight.
    pub async fn enter(&self, key: &CommandKey) -> Entered {
        loop {
            let mut ended = {
                let mut all = self.lock();
                match all.get(key) {
                    Some(ended) => ended.clone(),
                    None => {
                        let (open, ended) = watch::channel(());
                        all.insert(key.clone(), ended);
                        return Entered { all: self.clone(), key: key.clone(), _open: open };
                    }
                }
            };
            // Errs when the sender is gone, which is what is waited for.
            while ended.changed().await.is_ok() {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CommandKey, watch::Receiver<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.all.lock().remove(&self.key);
    }
}
