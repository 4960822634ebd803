//! The measurements on their way into the hub.
//!
//! Definitions once; then each organization by itself, several side by side: agreement, values, broken rules explained,
//! submitted, approved by the second importer, published, corrected. A command's id is derived from what it says, so that the same values
//! are the same commands, whichever file they stand in. Knows no files.
//!
//! | file | what |
//! |---|---|
//! | `definitions.rs` | indicators, data sets, rules, reporters |
//! | `values.rs` | values, their review, what corrects them |
//! | `there.rs` | what the hub has already, where it has other values |
//! | `explain.rs` | why rules are broken |

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use domain::{ids::hash_parts, measurement::period::Period, time::Date};
use futures::future::try_join_all;
use indicatif::ProgressBar;
use prost::Message;
use sha2::{Digest as _, Sha256};
use wire::pb::common::{CommandMeta, CommandResult};

use super::{
    dictionary::Dictionary,
    organizations,
    release::{Told, Whose},
};
use crate::{
    actors::Person,
    client::{Options, key},
    failure::Failure,
    import::{
        mapping::{DataSet, Measurements},
        sender::{Origin, Sender},
    },
    progress,
};

/// Organizations that are sent side by side: what one waits for its sync, others have decided.
const LANES: usize = 8;

/// The senders of one organization after the other.
struct Lane {
    importer: Sender,
    approver: Sender,
    reader: Person,
}

/// All senders, each with what the logs held before the import.
pub struct Lanes(Vec<Lane>);

/// What is sent, and by whom.
pub struct Sending<'a> {
    pub mapping: &'a Measurements,
    pub importer: &'a mut Sender,
    pub approver: &'a mut Sender,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Sent {
    /// How many broken rules were explained.
    pub explained: usize,
    /// The sequence at which everything was published and nothing corrected.
    pub published_at: u64,
}

/// One organization in one data set.
pub struct Of<'a> {
    pub set: &'a DataSet,
    pub org: &'a str,
    pub told: &'a Told,
}

/// The result that is the whole answer.
pub fn whole(answer: &CommandResult) -> Option<CommandResult> {
    Some(answer.clone())
}

impl Lanes {
    /// Senders with the importer's key, and with the approver's.
    ///
    /// # Errors
    /// There is no key, nobody answers, or a key is not taken.
    pub async fn open(options: &Options, approver: &Options, initiative: &str) -> Result<Self, Failure> {
        let key = key::find(options.key_file.as_deref())?;
        let secret = key.map(|key| key.secret).unwrap_or_default();
        let mut lanes = Vec::with_capacity(LANES);
        for _ in 0..LANES {
            lanes.push(Lane {
                importer: Sender::of_measurement(options, initiative).await?,
                approver: Sender::of_measurement(approver, initiative).await?,
                reader: Person::with_key(options.places.clone(), &secret, initiative, "importer"),
            });
        }
        Ok(Self(lanes))
    }

    /// Sends it all, corrections after everything else: what was known before them is one sequence.
    ///
    /// # Errors
    /// An organization is not known to the hub, nobody answers in time, or the hub says no.
    pub async fn send(
        &mut self,
        mapping: &Measurements,
        told: &BTreeMap<Whose, Told>,
        dictionary: &Dictionary<'_>,
    ) -> Result<Sent, Failure> {
        let Some(lane) = self.0.first_mut() else { return Ok(Sent::default()) };
        let orgs = organizations::ids(&mut lane.reader, told.keys().map(|(_, org)| org)).await?;
        let sets: BTreeMap<_, &DataSet> = mapping.data_sets.iter().map(|set| (&set.code, set)).collect();
        for set in sets.values() {
            let of_set = || told.iter().filter(|((code, _), _)| *code == set.code);
            let Some(first) = of_set().flat_map(|(_, told)| told.periods.keys()).min() else { continue };
            let (mut sending, reader) = lane.sending(mapping);
            sending.define(reader, set, dictionary, *first).await?;
            let reporters: BTreeSet<String> =
                of_set().filter_map(|((_, org), _)| orgs.get(org)).cloned().collect();
            sending.assign(reader, set, reporters).await?;
        }
        let each = told
            .iter()
            .filter_map(|((code, org), told)| Some(Of { set: sets.get(code)?, org: orgs.get(org)?, told }));
        let each: Vec<Of<'_>> = each.collect();
        let bar = progress::bar("organizations", each.len());
        let (first, corrections) = (Queue::new(&each, &bar), Queue::new(&each, &bar));
        let told_first = try_join_all(self.0.iter_mut().map(|lane| lane.tell(mapping, &first))).await?;
        let put_right =
            try_join_all(self.0.iter_mut().map(|lane| lane.put_right(mapping, &corrections))).await?;
        bar.finish_and_clear();
        Ok(Sent {
            explained: told_first.iter().map(|sent| sent.explained).sum::<usize>()
                + put_right.iter().sum::<usize>(),
            published_at: told_first.iter().map(|sent| sent.published_at).max().unwrap_or_default(),
        })
    }

    /// What was sent and is new, and what was there already.
    pub fn counted(&self) -> (u64, u64) {
        let senders = || self.0.iter().flat_map(|lane| [&lane.importer, &lane.approver]);
        (senders().map(|one| one.added).sum(), senders().map(|one| one.already_there).sum())
    }
}

/// Organizations that wait for a lane.
struct Queue<'a, 'b> {
    each: &'a [Of<'b>],
    next: AtomicUsize,
    bar: &'a ProgressBar,
}

impl<'a, 'b> Queue<'a, 'b> {
    fn new(each: &'a [Of<'b>], bar: &'a ProgressBar) -> Self {
        Self { each, next: AtomicUsize::new(0), bar }
    }

    fn take(&self) -> Option<&'a Of<'b>> {
        self.each.get(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

impl Lane {
    fn sending<'a>(&'a mut self, mapping: &'a Measurements) -> (Sending<'a>, &'a mut Person) {
        let Self { importer, approver, reader } = self;
        (Sending { mapping, importer, approver }, reader)
    }

    async fn tell(&mut self, mapping: &Measurements, queue: &Queue<'_, '_>) -> Result<Sent, Failure> {
        let (mut sending, reader) = self.sending(mapping);
        let mut sent = Sent::default();
        while let Some(of) = queue.take() {
            let (closed, recorded_at) = sending.values(reader, of).await?;
            sent.explained += sending.explain(reader, of, recorded_at).await?;
            let published_at = sending.review(of).await?;
            sent.published_at = sent.published_at.max(published_at);
            let corrected_at = sending.say_anew(reader, of, closed, published_at).await?;
            if corrected_at > 0 {
                sent.explained += sending.explain(reader, of, corrected_at).await?;
            }
            queue.bar.inc(1);
        }
        Ok(sent)
    }

    async fn put_right(&mut self, mapping: &Measurements, queue: &Queue<'_, '_>) -> Result<usize, Failure> {
        let (mut sending, reader) = self.sending(mapping);
        let mut explained = 0;
        while let Some(of) = queue.take() {
            if !of.told.corrected.is_empty() {
                let corrected_at = sending.corrections(of).await?;
                explained += sending.explain(reader, of, corrected_at).await?;
            }
        }
        Ok(explained)
    }
}

impl Sending<'_> {
    /// What goes with a command that is told apart by what it says, and by a number where it may be said twice.
    pub fn meta(&self, part: &str, number: u64, said: &impl Message) -> Option<CommandMeta> {
        Some(self.meta_on(part, number, said, self.mapping.recorded_on))
    }

    /// The same, of another day.
    pub fn meta_on(&self, part: &str, number: u64, said: &impl Message, on: Date) -> CommandMeta {
        let said = hex::encode(Sha256::digest(said.encode_to_vec()));
        let hash = hex::encode(hash_parts(&[&said, &on.to_string()]));
        self.importer.meta(Origin { part, hash: &hash, number }, on)
    }
}

/// A period of a message.
pub fn period(period: Period) -> wire::pb::measurement::Period {
    wire::measurement::period(period)
}
