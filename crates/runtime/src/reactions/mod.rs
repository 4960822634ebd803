//! Reactions: what others recorded becomes commands of this service, each in effect exactly once.
//!
//! Knows no context: a service lists its [`Reaction`]s and [`Timer`]s in its `reactions.rs`.
//! `intake` keeps each record that a reaction names in the service's book, together with how far it has read; `work`
//! takes them out again once their commands are answered. A command's id is derived from the record, so that to send
//! it again after a crash changes nothing. What a rule refuses stands in the book as skipped; what cannot be done now
//! waits, and only its own initiative waits with it. To add a reaction: an entry in the service's list, and its RPC in
//! the row `react` of the table of roles.

mod act;
pub mod book;
mod intake;
#[cfg(test)]
mod tests;
mod work;

use std::{collections::BTreeMap, io, sync::Arc};

use domain::{decider::Decider, facts::Facts, meta::ContextName};
use tokio::sync::Notify;

pub(crate) use self::act::{Act, Outcome, act};
use self::book::{Book, FILE};
use crate::{
    executor::Executor,
    hub::{Hub, NotOpened, Parts},
    timers::{self, Timer},
};

/// What one kind of record of another context makes of this service's commands.
pub struct Reaction<C: 'static> {
    /// Its name for good: command ids are derived from it.
    pub name: &'static str,
    /// Whose records.
    pub of: ContextName,
    /// Of which stored types.
    pub types: &'static [&'static str],
    /// Whose facts it reads, beside the roster; they have seen the record.
    pub reads: &'static [ContextName],
    /// The commands; none where the record asks for nothing.
    pub react: React<C>,
}

/// Makes commands of a record and of what is known. Pure: the same again gives the same targets.
pub type React<C> = fn(&views::Record<'_>, &Facts) -> Result<Vec<Deed<C>>, views::Error>;

/// One command of a reaction or timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed<C> {
    /// What it acts on: with the record and the reaction, what makes its id.
    pub target: String,
    /// The RPC it would come by, as the table of roles names it behind the context.
    pub rpc: &'static str,
    /// The command.
    pub command: C,
}

/// Everything that a service does by itself.
pub struct Does<C: 'static> {
    /// Because of others' records.
    pub reactions: Vec<Reaction<C>>,
    /// Because of the time.
    pub timers: Vec<Timer<C>>,
}

impl Hub {
    /// Has a service act by itself until the hub stops.
    ///
    /// # Errors
    /// Its book does not open.
    pub fn react<D: Decider>(
        &self,
        parts: &Parts,
        executor: &Arc<Executor<D>>,
        does: Does<D::Command>,
    ) -> Result<(), NotOpened> {
        let path = self.config.hub.data.join(parts.core.context.as_str()).join(FILE);
        let unusable = |source| NotOpened::Io {
            what: "cannot use",
            path: path.clone(),
            source: io::Error::other(source),
        };
        let book = Arc::new(Book::open(&path).map_err(unusable)?);
        let _known = parts.core.book.set(Arc::clone(&book));
        let wake = Arc::new(Notify::new());
        let (mut of, mut reactions) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::new());
        for reaction in does.reactions {
            of.entry(reaction.of).or_default().push((reaction.name, reaction.types));
            reactions.insert(reaction.name, reaction);
        }
        for (source, wanted) in of {
            self.spawn(intake::run(intake::Intake {
                source,
                wanted,
                book: Arc::clone(&book),
                wake: Arc::clone(&wake),
                peers: self.peers(),
                secret: parts.core.secret.clone(),
                shutdown: self.shutdown.clone(),
            }));
        }
        let worker =
            work::Worker::<D>::new(parts.clone(), Arc::clone(executor), Arc::clone(&book), reactions);
        self.spawn(worker.run(wake));
        if !does.timers.is_empty() {
            self.spawn(timers::run(parts.clone(), Arc::clone(executor), book, does.timers));
        }
        Ok(())
    }
}
