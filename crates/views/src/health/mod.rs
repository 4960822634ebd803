//! The health of the five conditions: every figure of one initiative at one cut, with the records behind it.
//!
//! Judges nothing itself: the records go into the views of their own contexts, in memory, and the queries of those say
//! what is late, missing or on its way. Here stands only which figures there are, and which records each came from
//! ([`Behind`]). Each log is applied in its own order; in which order the logs come makes no difference, since no view
//! sees another. What is restricted is not taken in ([`kept()`]), so all who may ask at all are told the same.
//!
//! To add a figure: a field in the file of its condition, the query of its context that says it, the subjects of its
//! records in `subjects`, and where its records are among the many that are left out, a line less in `kept`.

mod agenda;
mod backbone;
mod behind;
mod communication;
mod kept;
mod matrix;
mod measurement;
mod money;
mod plan;
mod sectors;
mod subjects;
mod tally;
mod targets;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, convert::Infallible};

use domain::{
    facts,
    ids::Slug,
    meta::{ContextName, HUB},
    time::Timestamp,
};

pub use self::{
    agenda::Agenda,
    backbone::{Backbone, DutyKept},
    behind::{Behind, RecordRef},
    communication::Communication,
    kept::kept,
    matrix::{GoalReinforced, MatrixCell},
    measurement::{DataSetReported, Measurement, share_bp},
    money::FundingLeft,
    plan::Plan,
    sectors::SectorShare,
    tally::{Item, Tally},
};
use crate::{Connection, Coverage, Error, File, Place, Record, Schema};

/// The logs that health is told from: those of the five contexts, and that of the initiative `hub`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Log {
    /// The initiative's agenda.
    Agenda,
    /// The initiative's backbone.
    Backbone,
    /// The initiative's communication.
    Communication,
    /// The backbone's log of `hub`: which sector an organization is of, and who convenes.
    Hub,
    /// The initiative's measurement.
    Measurement,
    /// The initiative's plan.
    Plan,
}

impl Log {
    /// All, in byte order of their words.
    pub const ALL: [Self; 6] =
        [Self::Agenda, Self::Backbone, Self::Communication, Self::Hub, Self::Measurement, Self::Plan];

    /// Its word in a cut.
    pub fn as_str(self) -> &'static str {
        if self == Self::Hub { HUB } else { self.context().as_str() }
    }

    /// Whose log it is.
    pub fn context(self) -> ContextName {
        match self {
            Self::Agenda => ContextName::Agenda,
            Self::Backbone | Self::Hub => ContextName::Backbone,
            Self::Communication => ContextName::Communication,
            Self::Measurement => ContextName::Measurement,
            Self::Plan => ContextName::Plan,
        }
    }

    fn schema(self) -> &'static Schema {
        match self {
            Self::Agenda => &crate::agenda::SCHEMA,
            Self::Backbone | Self::Hub => &crate::backbone::SCHEMA,
            Self::Communication => &crate::communication::SCHEMA,
            Self::Measurement => &crate::measurement::SCHEMA,
            Self::Plan => &crate::plan::SCHEMA,
        }
    }
}

/// What is known of one initiative, as far as its records have been applied.
pub struct Health {
    views: BTreeMap<Log, File>,
    index: behind::Index,
    agenda: facts::Agenda,
    meetings: facts::Meetings,
}

/// Every figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The common agenda.
    pub agenda: Agenda,
    /// The shared measurement.
    pub measurement: Measurement,
    /// The mutually reinforcing activities.
    pub plan: Plan,
    /// The continuous communication.
    pub communication: Communication,
    /// The backbone.
    pub backbone: Backbone,
}

/// What the figures of one condition are made from.
struct Sources<'a> {
    health: &'a Health,
    at: Timestamp,
}

impl Health {
    /// Nothing is known yet.
    ///
    /// # Errors
    /// SQLite's.
    pub fn new() -> Result<Self, Error> {
        let open = |log: Log| Ok((log, File::open(Place::Memory, log.schema(), Coverage::Subset)?));
        Ok(Self {
            views: Log::ALL.into_iter().map(open).collect::<Result<_, Error>>()?,
            index: behind::Index::default(),
            agenda: facts::Agenda::default(),
            meetings: facts::Meetings::default(),
        })
    }

    /// Applies records of one log, each as [`kept()`] gave it, in order of their sequences; those that were applied
    /// before are passed over. After an error it is to be thrown away.
    ///
    /// # Errors
    /// A record of elsewhere, or one that cannot be applied.
    pub fn apply<B: AsRef<[u8]>>(&mut self, log: Log, records: &[B]) -> Result<(), Error> {
        let Some(view) = self.views.get_mut(&log) else { return Ok(()) };
        let before = view.checkpoint().sequence;
        view.apply_batch(records.iter().map(Ok::<_, Infallible>))?;
        for bytes in records {
            let record = Record::parse(bytes.as_ref())?;
            if record.sequence > before {
                self.note(log, &record)?;
            }
        }
        Ok(())
    }

    /// The last sequence of a log that was applied.
    pub fn applied(&self, log: Log) -> u64 {
        self.views.get(&log).map_or(0, |view| view.checkpoint().sequence)
    }

    /// The figures, `at` saying what is late, old or left.
    ///
    /// # Errors
    /// SQLite's.
    pub fn figures(&self, initiative: &Slug, at: Timestamp) -> Result<Figures, Error> {
        let sources = Sources { health: self, at };
        Ok(Figures {
            agenda: agenda::figures(&sources)?,
            measurement: measurement::figures(&sources)?,
            plan: plan::figures(&sources)?,
            communication: communication::figures(&sources)?,
            backbone: backbone::figures(&sources, initiative)?,
        })
    }

    fn note(&mut self, log: Log, record: &Record<'_>) -> Result<(), Error> {
        self.index.note(log, record)?;
        match log {
            Log::Agenda if domain::agenda::facts::TYPES.contains(&record.type_name) => {
                domain::agenda::facts::apply(&mut self.agenda, &record.event()?, &record.meta());
            }
            Log::Communication if domain::communication::facts::TYPES.contains(&record.type_name) => {
                let stream = record.stream.parse().map_err(|_| Error::Elsewhere {
                    what: "stream",
                    found: record.stream.to_owned(),
                    expected: "a name of contracts.md".to_owned(),
                })?;
                let (event, meta) = (record.event()?, record.meta());
                domain::communication::facts::apply(&mut self.meetings, &stream, &event, &meta);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Sources<'_> {
    fn view<T>(&self, log: Log, ask: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let view = self.health.views.get(&log);
        ask(view.ok_or(Error::Source("a log without a view".into()))?.connection())
    }

    fn index(&self) -> &behind::Index {
        &self.health.index
    }

    fn day(&self) -> domain::time::Date {
        self.at.date()
    }

    /// The goals of the agenda, drafted or adopted.
    fn goals(&self) -> &std::collections::BTreeSet<domain::ids::Code> {
        &self.health.agenda.goals
    }

    /// Whether an agenda is in force.
    fn is_adopted(&self) -> bool {
        self.health.agenda.version > 0
    }
}
