//! Earlier moments: which records a question means, and the view built from exactly those, kept for a while.
//!
//! Knows no table and no clock. The three forms are those of ARCHITECTURE.md: the first S records; what the hub
//! knew at T; what had happened in the world by T, as known at a stated sequence.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::{ids::Slug, meta::ContextName, time::Timestamp};
use ledger::Ledger;
use lru::LruCache;
use views::{Coverage, File, Place as Whereabouts, Schema};
use wire::{AsOf, Question};

use super::open_view::OpenView;
use crate::{
    clock::at_us,
    refusals::{NoRule, Refused},
};

/// Earlier moments kept built; each holds a whole view of an initiative in memory.
const MAX_BUILT: NonZeroUsize = NonZeroUsize::new(16).unwrap();
/// Builds at the same time: each keeps a core busy, and commands need theirs.
const MAX_BUILDS: usize = 2;

/// Which records an answer rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The first so many records…
    pub sequence: u64,
    /// …of which only those that had happened by then, in microseconds since 1970.
    pub effective_us: Option<i64>,
    /// The moment asked for, when it was one of the hub's knowledge.
    pub recorded_us: Option<i64>,
}

impl Moment {
    /// The moment a question means, `head` being the last sequence now.
    pub fn resolve(
        ledger: &Ledger,
        context: ContextName,
        question: &Question,
        head: u64,
    ) -> Result<Self, Refused<NoRule>> {
        let named = question.cut.get(context.as_str()).copied();
        let first = |sequence: u64| -> Result<Self, Refused<NoRule>> {
            if sequence > head {
                return Err(Refused::OutsideHistory(format!(
                    "as_of names sequence {sequence}; accepted are 0 to {head}, the last one now"
                )));
            }
            Ok(Self { sequence, effective_us: None, recorded_us: None })
        };
        match question.as_of {
            None => first(named.unwrap_or(head)),
            Some(AsOf::Sequence(sequence)) => first(sequence),
            Some(AsOf::RecordedAt(at)) => {
                let sequence = known_at(ledger, &question.initiative, head, at)?;
                Ok(Self { sequence, effective_us: None, recorded_us: Some(at.as_us()) })
            }
            Some(AsOf::EffectiveAt { at, known_at }) => {
                let known = first(known_at.or(named).unwrap_or(head))?;
                Ok(Self { effective_us: Some(at.as_us()), ..known })
            }
        }
    }

    /// The same moment in another initiative: by what had been recorded then, where that was asked; else now.
    pub fn in_another(self, ledger: &Ledger, initiative: &Slug, head: u64) -> Result<Self, Refused<NoRule>> {
        let sequence = match self.recorded_us {
            Some(us) => known_at(ledger, initiative, head, at_us(us))?,
            None => head,
        };
        Ok(Self { sequence, ..self })
    }

    /// Whether the live file answers.
    pub fn is_live(&self, head: u64) -> bool {
        self.sequence == head && self.effective_us.is_none()
    }

    fn includes(&self, occurred_at: Timestamp) -> bool {
        self.effective_us.is_none_or(|until| occurred_at.as_us() <= until)
    }
}

/// The last sequence recorded at or before a moment, by bisection: `recorded_at` never goes back.
pub(crate) fn known_at(
    ledger: &Ledger,
    initiative: &Slug,
    head: u64,
    at: Timestamp,
) -> Result<u64, Refused<NoRule>> {
    let (mut known, mut unknown) = (0, head.saturating_add(1));
    while unknown.saturating_sub(known) > 1 {
        let middle = known.midpoint(unknown);
        let record = ledger.read_initiative(initiative.as_str(), middle).next().transpose()?;
        if record.is_some_and(|record| record.recorded_at_us <= at.as_us()) {
            known = middle;
        } else {
            unknown = middle;
        }
    }
    Ok(known)
}

type Key = (Slug, u64, Option<i64>);

/// The moments built so far.
pub struct Builds {
    built: Mutex<LruCache<Key, Arc<OpenView>>>,
    running: AtomicUsize,
}

impl Default for Builds {
    fn default() -> Self {
        Self { built: Mutex::new(LruCache::new(MAX_BUILT)), running: AtomicUsize::new(0) }
    }
}

/// Holds one of the places for builds until it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Builds {
    /// The view of an initiative at a moment, from the cache or built now.
    pub fn view(
        &self,
        ledger: &Ledger,
        schema: &'static Schema,
        initiative: &Slug,
        moment: Moment,
    ) -> Result<Arc<OpenView>, Refused<NoRule>> {
        let key = (initiative.clone(), moment.sequence, moment.effective_us);
        if let Some(view) = self.cache().get(&key) {
            return Ok(Arc::clone(view));
        }
        let _place = self.take_place()?;
        let view = Arc::new(OpenView::new(build(ledger, schema, initiative, moment)?));
        self.cache().put(key, Arc::clone(&view));
        Ok(view)
    }

    fn cache(&self) -> MutexGuard<'_, LruCache<Key, Arc<OpenView>>> {
        self.built.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_place(&self) -> Result<Place<'_>, Refused<NoRule>> {
        let taken = self.running.fetch_add(1, Ordering::AcqRel);
        let place = Place(&self.running);
        if taken >= MAX_BUILDS {
            return Err(Refused::BuildsBusy);
        }
        Ok(place)
    }
}

fn build(
    ledger: &Ledger,
    schema: &'static Schema,
    initiative: &Slug,
    moment: Moment,
) -> Result<File, Refused<NoRule>> {
    let coverage = if moment.effective_us.is_some() { Coverage::Subset } else { Coverage::Whole };
    let mut file = File::open(Whereabouts::Memory, schema, coverage)?;
    let records = ledger.read_initiative(initiative.as_str(), 1).take_while(|record| {
        record.as_ref().is_ok_and(|record| record.sequence <= moment.sequence) || record.is_err()
    });
    let wanted = records.filter_map(|record| match record {
        Ok(record) => match views::Record::parse(&record.bytes) {
            Ok(stored) if !moment.includes(stored.occurred_at) => None,
            // What cannot be parsed is refused by the view, by name.
            _ => Some(Ok(record.bytes.clone())),
        },
        Err(error) => Some(Err(error)),
    });
    file.apply_batch(wanted)?;
    Ok(file)
}
