//! What all contexts told that a digest may tell of, in memory: heard from the logs' beginning at every start.
//!
//! Knows no reader. A record is heard before the facts have it, so that whoever has waited for the facts finds it here.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{PoisonError, RwLock},
};

use domain::{
    agenda, communication,
    digest::{Cut, News as One, Told, news::OfTalk},
    ids::Slug,
    meta::ContextName,
    plan,
};
use runtime::clock::Clock;

/// The contexts whose news are told.
pub const SOURCES: [ContextName; 3] = [ContextName::Agenda, ContextName::Plan, ContextName::Communication];

/// A cut's time lies so far back: a command takes its time before it is on disk, and by then it must be.
const SETTLED_US: i64 = 5_000_000;

/// The news of all initiatives.
pub struct News {
    known: RwLock<HashMap<Slug, Known>>,
    clock: Clock,
}

#[derive(Default)]
struct Known {
    told: Told,
    /// The last sequence heard of each context.
    heard: BTreeMap<ContextName, u64>,
}

impl News {
    pub fn new(clock: Clock) -> Self {
        Self { known: RwLock::default(), clock }
    }

    /// Takes in a stored record of a context.
    pub fn hear(&self, context: ContextName, bytes: &[u8]) -> Result<(), views::Error> {
        if !SOURCES.contains(&context) {
            return Ok(());
        }
        let head = views::Head::parse(bytes)?;
        let not_a_slug = |_| views::Error::Elsewhere {
            what: "initiative",
            found: head.initiative.to_owned(),
            expected: "a slug".to_owned(),
        };
        let initiative: Slug = head.initiative.parse().map_err(not_a_slug)?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(initiative).or_default();
        let heard = known.heard.entry(context).or_default();
        if *heard >= head.sequence {
            return Ok(());
        }
        *heard = head.sequence;
        known.told.take_in(context, head.type_name, bytes)
    }

    /// How far an initiative is known here, and since when that is settled.
    pub fn head(&self, initiative: &Slug) -> Cut {
        self.with(initiative, |_, head| head)
    }

    /// Looks at an initiative's news, and how far they go.
    pub fn with<T>(&self, initiative: &Slug, look: impl FnOnce(&Told, Cut) -> T) -> T {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        // Taken under the lock: what is heard later was recorded later than the time less what settles.
        let at = runtime::clock::at_us(self.clock.now_us().saturating_sub(SETTLED_US));
        match known.get(initiative) {
            Some(known) => look(&known.told, Cut { at, sequences: known.heard.clone() }),
            None => look(&Told::default(), Cut { at, sequences: BTreeMap::new() }),
        }
    }
}

/// What becomes of a record that may be news.
trait TakeIn {
    fn take_in(&mut self, context: ContextName, type_name: &str, bytes: &[u8]) -> Result<(), views::Error>;
}

impl TakeIn for Told {
    fn take_in(&mut self, context: ContextName, type_name: &str, bytes: &[u8]) -> Result<(), views::Error> {
        match context {
            ContextName::Agenda if agenda::news::TYPES.contains(&type_name) => {
                let record = views::Record::parse(bytes)?;
                let what = agenda::news::tell(record.event()?);
                self.agenda.extend(what.map(|what| one(&record, what)).transpose()?);
            }
            ContextName::Plan if plan::news::TYPES.contains(&type_name) => {
                let record = views::Record::parse(bytes)?;
                let what = plan::news::tell(record.event()?);
                self.plan.extend(what.map(|what| one(&record, what)).transpose()?);
            }
            ContextName::Communication if communication::news::TYPES.contains(&type_name) => {
                let record = views::Record::parse(bytes)?;
                let what = communication::news::tell(record.event()?, record.id);
                // Conversations of long ago are many, are told to nobody, and nothing rests on them.
                let what =
                    what.filter(|what| !(record.imported && matches!(what, OfTalk::MessagePosted { .. })));
                self.communication.extend(what.map(|what| one(&record, what)).transpose()?);
            }
            _ => {}
        }
        Ok(())
    }
}

fn one<T>(record: &views::Record<'_>, what: T) -> Result<One<T>, views::Error> {
    let stream = record.stream.parse().map_err(|_| views::Error::Elsewhere {
        what: "stream",
        found: record.stream.to_owned(),
        expected: "a name of contracts.md".to_owned(),
    })?;
    Ok(One {
        sequence: record.sequence,
        recorded_at: record.recorded_at,
        visibility: record.visibility,
        is_imported: record.imported,
        stream,
        what,
    })
}
