//! What this process knows of other contexts: the roster, the hub and the agendas, followed over gRPC.
//!
//! Knows no rules; each context folds its own events (`backbone::facts`, `agenda::facts`). A follower here lives
//! in memory: it starts at the beginning of the other log and is caught up before anything is answered.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::{
    agenda, backbone,
    facts::{Agenda, Facts, Hub, Roster, Subjects},
    ids::Slug,
    meta::{ContextName, EventMeta, HUB},
};
use tokio::sync::watch;

use crate::refusals::Refused;

/// Silent for longer than this, nobody's right to command can be told: who was revoked must not go on voting.
const ROSTER_STALE: Duration = Duration::from_secs(10);
/// The longest a command waits to see what its caller has seen.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Facts of all initiatives, shared by the services of one process.
pub struct FactsSource {
    known: Mutex<Known>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Known {
    hub: Arc<Hub>,
    rosters: HashMap<Slug, Arc<Roster>>,
    agendas: HashMap<Slug, Arc<Agenda>>,
    subjects: HashMap<Slug, Arc<Subjects>>,
    /// The last sequence applied, by context and initiative.
    applied: HashMap<(ContextName, String), u64>,
    /// When each context was last heard of, once it was caught up.
    heard: BTreeMap<ContextName, Instant>,
}

impl Default for FactsSource {
    fn default() -> Self {
        Self { known: Mutex::default(), changed: watch::Sender::new(()) }
    }
}

impl FactsSource {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in a stored record of another context.
    ///
    /// # Errors
    /// A record that this version cannot read: the facts would be wrong without it.
    pub fn apply(&self, context: ContextName, bytes: &[u8]) -> Result<(), views::Error> {
        let stored = views::Record::parse(bytes)?;
        let meta = stored.meta();
        let mut known = self.lock();
        let key = (context, stored.initiative.to_string());
        if known.applied.get(&key).is_some_and(|applied| *applied >= stored.sequence) {
            return Ok(());
        }
        known.take_in(context, &stored, &meta)?;
        known.applied.insert(key, stored.sequence);
        Ok(())
    }

    /// Notes a sign of life: everything up to now has been applied.
    pub fn heard(&self, context: ContextName) {
        self.lock().heard.insert(context, Instant::now());
        self.changed.send_replace(());
    }

    /// The facts of an initiative: roster and hub always, the other contexts as the command reads them, having
    /// seen at least `after`.
    ///
    /// # Errors
    /// The roster is stale, or what was asked for has not been seen in time.
    pub async fn of<R>(
        &self,
        initiative: &Slug,
        reads: &[ContextName],
        after: &BTreeMap<String, u64>,
    ) -> Result<Facts, Refused<R>> {
        for (name, wanted) in after.iter().filter(|(_, wanted)| **wanted > 0) {
            // What this service does not follow cannot matter to its rules.
            let (context, whose) = match name.as_str() {
                HUB => (ContextName::Backbone, HUB),
                "backbone" => (ContextName::Backbone, initiative.as_str()),
                "agenda" if reads.contains(&ContextName::Agenda) => {
                    (ContextName::Agenda, initiative.as_str())
                }
                _ => continue,
            };
            self.wait_for(context, whose, *wanted).await?;
        }
        let known = self.lock();
        for context in [ContextName::Backbone].iter().chain(reads) {
            known.check_fresh(*context)?;
        }
        Ok(known.facts(initiative, reads))
    }

    /// Waits until a context's log of an initiative has been applied up to `wanted`.
    ///
    /// # Errors
    /// It has not been in time.
    pub async fn wait_for<R>(
        &self,
        context: ContextName,
        initiative: &str,
        wanted: u64,
    ) -> Result<(), Refused<R>> {
        let key = (context, initiative.to_owned());
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + MAX_WAIT;
        loop {
            let seen = self.lock().applied.get(&key).copied().unwrap_or_default();
            if seen >= wanted {
                return Ok(());
            }
            if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
                return Err(Refused::NotSeenYet { context: context.as_str(), wanted, seen });
            }
        }
    }

    /// Waits until a context has been heard of for the first time.
    pub async fn ready(&self, context: ContextName) {
        let mut changed = self.changed.subscribe();
        while !self.lock().heard.contains_key(&context) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// The hub as it is known now.
    pub fn hub(&self) -> Arc<Hub> {
        Arc::clone(&self.lock().hub)
    }
}

impl Known {
    fn take_in(
        &mut self,
        context: ContextName,
        stored: &views::Record<'_>,
        meta: &EventMeta,
    ) -> Result<(), views::Error> {
        let slug: Slug = stored.initiative.parse().map_err(|_| not_ours("initiative", stored.initiative))?;
        self.note_subject(context, &slug, stored)?;
        match context {
            ContextName::Backbone => self.take_in_backbone(slug, stored, meta),
            ContextName::Agenda => {
                let event = stored.event::<agenda::Event>()?;
                let facts = self.agendas.entry(slug).or_default();
                agenda::facts::apply(Arc::make_mut(facts), &event, meta);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn take_in_backbone(
        &mut self,
        slug: Slug,
        stored: &views::Record<'_>,
        meta: &EventMeta,
    ) -> Result<(), views::Error> {
        let event = stored.event::<backbone::Event>()?;
        let touched = if slug.as_str() == HUB {
            backbone::facts::apply_hub(Arc::make_mut(&mut self.hub), &event, meta);
            match event {
                backbone::Event::InitiativeRegistered { slug, .. } => slug,
                _ => return Ok(()),
            }
        } else {
            let roster = self.rosters.entry(slug.clone()).or_default();
            backbone::facts::apply_roster(Arc::make_mut(roster), &event, meta);
            slug
        };
        let roster = self.rosters.entry(touched.clone()).or_default();
        backbone::facts::seat_convener(Arc::make_mut(roster), &self.hub, &touched);
        Ok(())
    }

    fn note_subject(
        &mut self,
        context: ContextName,
        slug: &Slug,
        stored: &views::Record<'_>,
    ) -> Result<(), views::Error> {
        let stream = stored.stream.parse().map_err(|_| not_ours("stream", stored.stream))?;
        let subjects = self.subjects.entry(slug.clone()).or_default();
        if subjects.visibility(context, &stream).is_none_or(|known| stored.visibility < known) {
            Arc::make_mut(subjects).note(context, stream, stored.visibility);
        }
        Ok(())
    }

    fn check_fresh<R>(&self, context: ContextName) -> Result<(), Refused<R>> {
        let silent = self.heard.get(&context).map_or(Duration::MAX, Instant::elapsed);
        if silent > ROSTER_STALE {
            return Err(Refused::RosterStale {
                context: context.as_str(),
                silent_s: silent.as_secs().min(86_400),
            });
        }
        Ok(())
    }

    fn facts(&self, initiative: &Slug, reads: &[ContextName]) -> Facts {
        let applied = |context, whose: &str| {
            self.applied.get(&(context, whose.to_owned())).copied().unwrap_or_default()
        };
        let mut sequences = BTreeMap::from([
            (ContextName::Backbone.as_str().to_owned(), applied(ContextName::Backbone, initiative.as_str())),
            (HUB.to_owned(), applied(ContextName::Backbone, HUB)),
        ]);
        for context in reads {
            sequences.insert(context.as_str().to_owned(), applied(*context, initiative.as_str()));
        }
        Facts {
            hub: Arc::clone(&self.hub),
            roster: self.rosters.get(initiative).cloned().unwrap_or_default(),
            agenda: self.agendas.get(initiative).cloned().unwrap_or_default(),
            subjects: self.subjects.get(initiative).cloned().unwrap_or_default(),
            sequences,
        }
    }
}

fn not_ours(what: &'static str, found: &str) -> views::Error {
    views::Error::Elsewhere { what, found: found.to_owned(), expected: "a name of contracts.md".to_owned() }
}
