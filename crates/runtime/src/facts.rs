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
    agenda, backbone, communication,
    facts::{Agenda, Facts, Hub, Measurement, Meetings, Plan, Roster, Subjects},
    ids::{Slug, StreamId},
    measurement,
    meta::{ContextName, HUB},
    plan,
};
use tokio::sync::watch;

use crate::{erasure::Erasures, refusals::Refused};

/// Silent for longer than this, nobody's right to command can be told: who was revoked must not go on voting.
const ROSTER_STALE: Duration = Duration::from_secs(10);
/// The longest a command waits to see what its caller has seen.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// Facts of all initiatives, shared by the services of one process.
pub struct FactsSource {
    known: Mutex<Known>,
    changed: watch::Sender<()>,
    erasures: watch::Sender<Erasures>,
}

#[derive(Default)]
struct Known {
    hub: Arc<Hub>,
    initiatives: HashMap<Slug, Initiative>,
    /// When each context was last heard of, once it was caught up.
    heard: BTreeMap<ContextName, Instant>,
    /// Why a context is not followed any more.
    stopped: BTreeMap<ContextName, String>,
}

/// What is known of one initiative.
#[derive(Default)]
struct Initiative {
    roster: Arc<Roster>,
    agenda: Arc<Agenda>,
    measurement: Arc<Measurement>,
    plan: Arc<Plan>,
    meetings: Arc<Meetings>,
    subjects: Arc<Subjects>,
    /// The last sequence applied of each context.
    applied: BTreeMap<ContextName, u64>,
}

impl Default for FactsSource {
    fn default() -> Self {
        Self { known: Mutex::default(), changed: watch::Sender::new(()), erasures: watch::Sender::default() }
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
        let head = views::Head::parse(bytes)?;
        let mut known = self.lock();
        if known.applied(context, head.initiative) >= head.sequence {
            return Ok(());
        }
        let slug: Slug = head.initiative.parse().map_err(|_| not_ours("initiative", head.initiative))?;
        if Erasures::concerns(head.type_name) {
            self.note_erasure(context, &slug, bytes)?;
        }
        known.take_in(context, &slug, &head, bytes)?;
        known.initiatives.entry(slug).or_default().applied.insert(context, head.sequence);
        Ok(())
    }

    fn note_erasure(&self, context: ContextName, slug: &Slug, bytes: &[u8]) -> Result<(), views::Error> {
        let record = views::Record::parse(bytes)?;
        let mut noted = Ok(());
        self.erasures.send_modify(|erasures| noted = erasures.note(context, slug, &record));
        noted
    }

    /// The erasures as the logs tell of them, now and from now on.
    pub fn erasures(&self) -> watch::Receiver<Erasures> {
        self.erasures.subscribe()
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
        let wanted = after.iter().filter_map(|(name, wanted)| {
            // What this service does not follow cannot matter to its rules.
            match name.as_str() {
                HUB => Some((ContextName::Backbone, HUB, *wanted)),
                "backbone" => Some((ContextName::Backbone, initiative.as_str(), *wanted)),
                name => {
                    let context = ContextName::parse(name).filter(|context| reads.contains(context))?;
                    Some((context, initiative.as_str(), *wanted))
                }
            }
        });
        self.once_seen(wanted.clone(), |known| {
            for context in [ContextName::Backbone].iter().chain(reads) {
                known.check_fresh(*context)?;
            }
            Ok(known.facts(initiative, reads))
        })
        .await?
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
        self.once_seen(std::iter::once((context, initiative, wanted)), |_| ()).await
    }

    /// Looks at what is known as soon as every `(context, initiative, sequence)` that is wanted has been applied.
    async fn once_seen<'a, T, R>(
        &self,
        wanted: impl Iterator<Item = (ContextName, &'a str, u64)> + Clone,
        look: impl Fn(&Known) -> T,
    ) -> Result<T, Refused<R>> {
        let missing = |known: &Known| {
            wanted.clone().find_map(|(context, initiative, wanted)| {
                let seen = known.applied(context, initiative);
                (seen < wanted).then_some(Refused::NotSeenYet { context: context.as_str(), wanted, seen })
            })
        };
        let try_now = || {
            let known = self.lock();
            missing(&known).map_or_else(|| Ok(look(&known)), Err)
        };
        if let Ok(looked) = try_now() {
            return Ok(looked);
        }
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + MAX_WAIT;
        loop {
            let refused = match try_now() {
                Ok(looked) => return Ok(looked),
                Err(refused) => refused,
            };
            if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
                return Err(refused);
            }
        }
    }

    /// Notes that a context is not followed any more, and why.
    pub fn stopped(&self, context: ContextName, why: String) {
        self.lock().stopped.insert(context, why);
        self.changed.send_replace(());
    }

    /// Waits until a context has been heard of for the first time.
    ///
    /// # Errors
    /// It never will be: why it is not followed any more.
    pub async fn ready(&self, context: ContextName) -> Result<(), String> {
        let mut changed = self.changed.subscribe();
        loop {
            {
                let known = self.lock();
                if known.heard.contains_key(&context) {
                    return Ok(());
                }
                if let Some(why) = known.stopped.get(&context) {
                    return Err(why.clone());
                }
            }
            if changed.changed().await.is_err() {
                return Ok(());
            }
        }
    }

    /// The hub as it is known now.
    pub fn hub(&self) -> Arc<Hub> {
        Arc::clone(&self.lock().hub)
    }
}

impl Known {
    fn applied(&self, context: ContextName, initiative: &str) -> u64 {
        let known = self.initiatives.get(initiative);
        known.and_then(|known| known.applied.get(&context)).copied().unwrap_or_default()
    }

    fn take_in(
        &mut self,
        context: ContextName,
        slug: &Slug,
        head: &views::Head<'_>,
        bytes: &[u8],
    ) -> Result<(), views::Error> {
        let stream = stream_of(head)?;
        self.note_subject(context, slug, stream.clone(), head);
        match context {
            ContextName::Backbone => self.take_in_backbone(slug, &views::Record::parse(bytes)?),
            ContextName::Agenda if agenda::facts::TYPES.contains(&head.type_name) => {
                let stored = views::Record::parse(bytes)?;
                let event = stored.event::<agenda::Event>()?;
                let known = Arc::make_mut(&mut self.of_slug(slug).agenda);
                agenda::facts::apply(known, &event, &stored.meta());
                agenda::facts::apply_open(known, &stream, &event);
                Ok(())
            }
            ContextName::Measurement if measurement::facts::TYPES.contains(&head.type_name) => {
                let event = views::Record::parse(bytes)?.event::<measurement::Event>()?;
                measurement::facts::apply(Arc::make_mut(&mut self.of_slug(slug).measurement), &event);
                Ok(())
            }
            ContextName::Plan if plan::facts::TYPES.contains(&head.type_name) => {
                let event = views::Record::parse(bytes)?.event::<plan::Event>()?;
                plan::facts::apply(Arc::make_mut(&mut self.of_slug(slug).plan), &stream, &event);
                Ok(())
            }
            ContextName::Communication if communication::facts::TYPES.contains(&head.type_name) => {
                let stored = views::Record::parse(bytes)?;
                let event = stored.event::<communication::Event>()?;
                let meetings = Arc::make_mut(&mut self.of_slug(slug).meetings);
                communication::facts::apply(meetings, &stream, &event, &stored.meta());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn of_slug(&mut self, slug: &Slug) -> &mut Initiative {
        self.initiatives.entry(slug.clone()).or_default()
    }

    fn take_in_backbone(&mut self, slug: &Slug, stored: &views::Record<'_>) -> Result<(), views::Error> {
        let (event, meta) = (stored.event::<backbone::Event>()?, stored.meta());
        let touched = if slug.as_str() == HUB {
            backbone::facts::apply_hub(Arc::make_mut(&mut self.hub), &event, &meta);
            match event {
                backbone::Event::InitiativeRegistered { slug, .. } => slug,
                _ => return Ok(()),
            }
        } else {
            let roster = &mut self.of_slug(slug).roster;
            backbone::facts::apply_roster(Arc::make_mut(roster), &event, &meta);
            slug.clone()
        };
        let roster = &mut self.initiatives.entry(touched.clone()).or_default().roster;
        backbone::facts::seat_convener(Arc::make_mut(roster), &self.hub, &touched);
        Ok(())
    }

    fn note_subject(&mut self, context: ContextName, slug: &Slug, stream: StreamId, head: &views::Head<'_>) {
        let subjects = &mut self.of_slug(slug).subjects;
        if subjects.visibility(context, &stream).is_none_or(|known| head.visibility < known) {
            Arc::make_mut(subjects).note(context, stream, head.visibility);
        }
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
        let none = Initiative::default();
        let known = self.initiatives.get(initiative).unwrap_or(&none);
        let applied = |context| known.applied.get(&context).copied().unwrap_or_default();
        let mut sequences = BTreeMap::from([(HUB, self.applied(ContextName::Backbone, HUB))]);
        for context in [ContextName::Backbone].iter().chain(reads) {
            sequences.insert(context.as_str(), applied(*context));
        }
        Facts {
            hub: Arc::clone(&self.hub),
            roster: Arc::clone(&known.roster),
            agenda: Arc::clone(&known.agenda),
            measurement: of_read(reads, ContextName::Measurement, &known.measurement),
            plan: of_read(reads, ContextName::Plan, &known.plan),
            meetings: of_read(reads, ContextName::Communication, &known.meetings),
            subjects: Arc::clone(&known.subjects),
            sequences,
        }
    }
}

/// What a command reads; nothing of what it does not read, which is then not copied while the log goes on.
fn of_read<T: Default>(reads: &[ContextName], context: ContextName, known: &Arc<T>) -> Arc<T> {
    if reads.contains(&context) { Arc::clone(known) } else { Arc::default() }
}

fn stream_of(head: &views::Head<'_>) -> Result<StreamId, views::Error> {
    head.stream.parse().map_err(|_| not_ours("stream", head.stream))
}

fn not_ours(what: &'static str, found: &str) -> views::Error {
    views::Error::Elsewhere { what, found: found.to_owned(), expected: "a name of contracts.md".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_for_a_log_that_is_not_understood_is_told_why() {
        let facts = Arc::new(FactsSource::default());
        let waiting = Arc::clone(&facts);
        let waits = tokio::spawn(async move { waiting.ready(ContextName::Backbone).await });
        facts.stopped(ContextName::Backbone, "of a newer hora".to_owned());
        assert_eq!(waits.await.unwrap(), Err("of a newer hora".to_owned()));
        facts.heard(ContextName::Agenda);
        assert_eq!(facts.ready(ContextName::Agenda).await, Ok(()));
    }
}
