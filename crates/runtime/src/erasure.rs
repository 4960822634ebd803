//! Erasure of a person in one service: keys destroyed, views removed, and that recorded, once.
//!
//! Knows no rules: backbone's log says who is to be erased. What it says is noted in memory from the log's beginning
//! at every start ([`Erasures`]), so a service that was down takes up what it missed, and a keyring from an older
//! backup is shredded again. Each step may be repeated; the record comes last.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use domain::{
    backbone::Event,
    erasure::{self, ShredSubject, Shredding, Shreds},
    ids::{PersonId, Slug, Uuid, derived_command_id},
    meta::{ContextName, Via},
    time::Timestamp,
};
use keyring::{Keyring, Owner, Subject};
use serde::Deserialize;
use wire::Meta;

use crate::{
    caller::Caller,
    executor::Executor,
    hub::{Hub, Parts},
    refusals::{NoRule, Refused},
};

/// After a step that failed, it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// The erasures that the logs tell of.
#[derive(Debug, Clone, Default)]
pub struct Erasures {
    /// Those that a second person approved.
    pub approved: BTreeMap<Whose, Approved>,
    /// The contexts that have shredded.
    pub shredded: BTreeMap<Whose, BTreeSet<ContextName>>,
    /// Those that are done.
    pub erased: BTreeSet<Whose>,
}

/// A person of an initiative.
pub type Whose = (Slug, PersonId);

/// An approved erasure.
#[derive(Debug, Clone, Copy)]
pub struct Approved {
    /// The first act.
    pub request: Uuid,
    /// The record of the approval.
    pub event: Uuid,
    /// When that was recorded.
    pub at: Timestamp,
}

#[derive(Deserialize)]
struct Shredded {
    subject: PersonId,
}

/// What else goes when a person's keys go: the initiative and the pseudonym are told; may be called again.
pub type Forget = dyn Fn(&str, &str) -> Result<(), String> + Send + Sync;

impl Erasures {
    /// Whether a record of that type says something about erasures.
    pub(crate) fn concerns(type_name: &str) -> bool {
        type_name.ends_with(erasure::SHREDDED)
            || matches!(type_name, "backbone.ErasureApproved.v1" | "backbone.SubjectErased.v1")
    }

    pub(crate) fn note(
        &mut self,
        context: ContextName,
        slug: &Slug,
        record: &views::Record<'_>,
    ) -> Result<(), views::Error> {
        if record.type_name.ends_with(erasure::SHREDDED) {
            let said: Shredded = serde_json::from_str(record.data.get()).map_err(views::Error::Record)?;
            self.shredded.entry((slug.clone(), said.subject)).or_default().insert(context);
            return Ok(());
        }
        match record.event::<Event>()? {
            Event::ErasureApproved { request, subject } => {
                let approved = Approved { request, event: record.id, at: record.recorded_at };
                self.approved.insert((slug.clone(), subject), approved);
            }
            Event::SubjectErased { subject, .. } => {
                self.erased.insert((slug.clone(), subject));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Approved {
    /// The meta of what the hub does about it by itself: the same command however often it is tried.
    pub fn meta(&self, what: &str, context: ContextName, (initiative, subject): &Whose) -> Meta {
        let ms = u64::try_from(self.at.as_us().div_euclid(1_000)).unwrap_or_default();
        let event = self.event.to_string();
        let parts = [what, context.as_str(), initiative.as_str(), subject.as_str(), &event];
        let command_id = derived_command_id(ms, &parts);
        Meta {
            command_id,
            initiative: initiative.clone(),
            expected_version: None,
            on_behalf_of_org: None,
            correlation_id: self.request,
            occurred_at: None,
            after: BTreeMap::default(),
            approves: Vec::new(),
        }
    }
}

/// The hub as it erases; the table of roles has a row for it, and no RPC leads there.
pub fn eraser(context: ContextName, what: &str) -> Caller {
    Caller::system(&format!("hora.{}.v1.Erasure/{what}", context.as_str()), Via::Reaction)
}

/// Destroys every key that a person owns. Keys made while it runs are found by the next look: once the person's own
/// key has its tombstone, no other is made.
fn shred(keyring: &Keyring, subject: &PersonId) -> Result<(), String> {
    let own: Subject = format!("person:{subject}").parse().map_err(|error| format!("{error}"))?;
    let owner: Owner = subject.as_str().parse().map_err(|error| format!("{error}"))?;
    let mut subjects = keyring.owned_by(owner);
    subjects.push(own);
    while !subjects.is_empty() {
        keyring.shred(&subjects).map_err(|error| error.to_string())?;
        subjects = keyring.owned_by(owner);
    }
    Ok(())
}

struct Shredder<D: Shreds> {
    parts: Parts,
    executor: Executor<Shredding<D>>,
    forget: Arc<Forget>,
}

impl<D: Shreds> Shredder<D> {
    async fn run(self) {
        let mut erasures = self.parts.core.facts.erasures();
        let mut done = BTreeSet::new();
        loop {
            let noted: Vec<_> = {
                let now = erasures.borrow_and_update();
                let open = now.approved.iter().filter(|(whose, _)| !done.contains(*whose));
                open.map(|(whose, approved)| (whose.clone(), *approved)).collect()
            };
            let mut is_all_done = true;
            for (whose, approved) in noted {
                match self.erase(&whose, approved).await {
                    Ok(()) => {
                        done.insert(whose);
                    }
                    Err(why) => {
                        is_all_done = false;
                        let context = D::CONTEXT.as_str();
                        tracing::warn!(context, why, "a person is not erased yet; trying on");
                    }
                }
            }
            if !is_all_done {
                tokio::time::sleep(PAUSE).await;
            } else if erasures.changed().await.is_err() {
                return;
            }
        }
    }

    async fn erase(&self, whose: &Whose, approved: Approved) -> Result<(), String> {
        let (parts, forget, (slug, subject)) = (self.parts.clone(), Arc::clone(&self.forget), whose.clone());
        let destroyed = tokio::task::spawn_blocking(move || {
            shred(&parts.core.keyring, &subject)?;
            forget(slug.as_str(), subject.as_str())?;
            let stream = erasure::stream(&subject);
            let is_recorded = parts.ledger.read_stream(slug.as_str(), stream.as_str(), 1).next().is_some();
            if !is_recorded {
                parts.views.remove(&slug).map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(is_recorded)
        });
        if destroyed.await.map_err(|error| error.to_string())?? {
            return Ok(());
        }
        let meta = approved.meta("ShredSubject", D::CONTEXT, whose);
        let command = ShredSubject { subject: whose.1.clone(), request: approved.request };
        let fingerprint = self.parts.core.secret.hmac(meta.command_id.as_bytes());
        let caller = eraser(D::CONTEXT, "ShredSubject");
        let recorded = self.executor.execute(&caller, fingerprint, meta, command).await;
        recorded.map(|_| ()).map_err(|refused| format!("{refused:?}"))
    }
}

impl Hub {
    /// Erases in a service whom backbone's log says, until the hub stops; `forget` is what the service keeps of a
    /// person beside its log, its keys and its views.
    pub fn shred_subjects<D: Shreds>(
        &self,
        parts: &Parts,
        forget: impl Fn(&str, &str) -> Result<(), String> + Send + Sync + 'static,
    ) {
        let executor = Executor::new(Arc::clone(&parts.core), parts.ledger.clone());
        let shredder = Shredder::<D> { parts: parts.clone(), executor, forget: Arc::new(forget) };
        self.spawn(shredder.run());
    }
}

impl crate::view_host::ViewHost {
    /// Removes an initiative's views with all that SQLite keeps beside them; who asks next has them built again.
    ///
    /// # Errors
    /// The file system's.
    pub fn remove(&self, initiative: &Slug) -> Result<(), Refused<NoRule>> {
        self.forget(initiative).map_err(|error| views::Error::from(error).into())
    }
}
