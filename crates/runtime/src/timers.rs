//! Timers: what falls due in a service's own streams becomes a command of it, once, however late the hub looks.
//!
//! Knows no context: a service lists its [`Timer`]s in its `reactions.rs`. A timer keeps nothing on disk: what is due
//! is a pure function of the log, read from its beginning at every start; the command's id is derived from stream,
//! kind and moment, so to fire again changes nothing. Rules never ask whether a timer ran. Imported records make
//! nothing due. To add one: an entry in the service's list, and its RPC in the row `react` of the table of roles.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    decider::Decider,
    ids::{Slug, StreamId, Uuid, derived_command_id},
    meta::Via,
    time::Timestamp,
};
use metrics::counter;

use crate::{
    executor::Executor,
    hub::Parts,
    reactions::{
        Act, Deed, Outcome, act,
        book::{Book, Skipped},
    },
};

/// Between two looks at the clock: a deadline is noticed within this time.
const LOOK: Duration = Duration::from_millis(500);
/// What could not be done is tried again after this; the machine is not well, and others wait for it too.
const PAUSE: Duration = Duration::from_secs(5);
/// Records taken in before other work gets its turn.
const RECORDS_A_STEP: usize = 1_000;

/// What falls due in the streams of a service.
pub struct Timer<C: 'static> {
    /// Its kind for good: command ids are derived from it.
    pub kind: &'static str,
    /// The stored types of the own records that make something due, or no longer due.
    pub types: &'static [&'static str],
    /// What such a record changes.
    pub note: fn(&views::Record<'_>) -> Result<Vec<Note>, views::Error>,
    /// The command, once it is due; none where the stream's name makes no sense.
    pub fire: fn(&Due) -> Option<Deed<C>>,
}

/// What a record changes of what is due in its stream; `what` tells several in one stream apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It is due at this moment, whatever was said before.
    Due {
        /// Which.
        what: String,
        /// When.
        at: Timestamp,
    },
    /// It is not to be waited for any more.
    Over {
        /// Which.
        what: String,
    },
    /// Nothing of this stream is.
    AllOver,
    /// Nothing of this stream is, whatever later records say.
    Ended,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// Since when.
    pub at: Timestamp,
    /// Where.
    pub initiative: Slug,
    /// In which stream.
    pub stream: StreamId,
    /// Of which timer.
    pub kind: &'static str,
    /// Which of that stream.
    pub what: String,
}

impl Due {
    /// The id of the command: 48 bits of the due moment, then stream, kind and moment.
    fn command_id(&self) -> Uuid {
        let ms = u64::try_from(self.at.as_us().div_euclid(1_000)).unwrap_or_default();
        let kind = format!("{}/{}", self.kind, self.what);
        derived_command_id(ms, &[self.stream.as_str(), &kind, &self.at.to_string()])
    }
}

/// What of one stream is due when, by its kind and by what of the stream it is.
type OfStream = BTreeMap<(&'static str, String), Timestamp>;

/// What is due when, as the log tells it.
#[derive(Default)]
pub(crate) struct Moments {
    moments: BTreeSet<Due>,
    of_stream: BTreeMap<(Slug, StreamId), OfStream>,
    ended: BTreeSet<(Slug, StreamId, &'static str)>,
}

impl Moments {
    /// Takes a record of the own log in.
    pub(crate) fn take_in<C>(&mut self, timers: &[Timer<C>], bytes: &[u8]) -> Result<(), views::Error> {
        let head = views::Head::parse(bytes)?;
        if !timers.iter().any(|timer| timer.types.contains(&head.type_name)) {
            return Ok(());
        }
        let record = views::Record::parse(bytes)?;
        let (Ok(initiative), Ok(stream)) =
            (record.initiative.parse::<Slug>(), record.stream.parse::<StreamId>())
        else {
            return Ok(());
        };
        if record.imported {
            return Ok(());
        }
        for timer in timers.iter().filter(|timer| timer.types.contains(&record.type_name)) {
            for note in (timer.note)(&record)? {
                self.note((initiative.clone(), stream.clone()), timer.kind, note);
            }
        }
        Ok(())
    }

    fn note(&mut self, of: (Slug, StreamId), kind: &'static str, note: Note) {
        let in_full = (of.0.clone(), of.1.clone(), kind);
        if note == Note::Ended {
            self.ended.insert(in_full);
        } else if self.ended.contains(&in_full) {
            return;
        }
        match note {
            Note::Due { what, at } => {
                self.forget(&of, (kind, what.clone()));
                self.of_stream.entry(of.clone()).or_default().insert((kind, what.clone()), at);
                self.moments.insert(Due { at, initiative: of.0, stream: of.1, kind, what });
            }
            Note::Over { what } => self.forget(&of, (kind, what)),
            Note::AllOver | Note::Ended => {
                let all: Vec<_> =
                    self.of_stream.get(&of).into_iter().flat_map(BTreeMap::keys).cloned().collect();
                for key in all.into_iter().filter(|(of_kind, _)| *of_kind == kind) {
                    self.forget(&of, key);
                }
            }
        }
    }

    fn forget(&mut self, of: &(Slug, StreamId), key: (&'static str, String)) {
        let Some(all) = self.of_stream.get_mut(of) else { return };
        if let Some(at) = all.remove(&key) {
            let (initiative, stream) = of.clone();
            self.moments.remove(&Due { at, initiative, stream, kind: key.0, what: key.1 });
        }
        if all.is_empty() {
            self.of_stream.remove(of);
        }
    }

    /// What is due by now, oldest first.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<Due> {
        self.moments.iter().take_while(|due| due.at <= now).cloned().collect()
    }

    /// It has been fired: nothing more comes of it, unless the log says another moment.
    pub(crate) fn fired(&mut self, due: &Due) {
        self.forget(&(due.initiative.clone(), due.stream.clone()), (due.kind, due.what.clone()));
    }
}

/// Fires what is due, for ever.
pub(crate) async fn run<D: Decider>(
    parts: Parts,
    executor: Arc<Executor<D>>,
    book: Arc<Book>,
    timers: Vec<Timer<D::Command>>,
) {
    let (context, mut known) = (D::CONTEXT.as_str(), Moments::default());
    let (mut tail, head) = (parts.ledger.tail(0), parts.ledger.subscribe());
    let (mut next, mut paused, mut looked) = (0, BTreeMap::<Due, Instant>::new(), Instant::now());
    loop {
        match tokio::time::timeout(LOOK, tail.next_chunk(RECORDS_A_STEP)).await {
            Ok(None) => return,
            Ok(Some(Err(error))) => {
                tracing::error!(context, %error, "the log cannot be read; timers have stopped");
                return;
            }
            Ok(Some(Ok(records))) => {
                for record in records {
                    next = record.position.saturating_add(1);
                    if let Err(error) = known.take_in(&timers, &record.bytes) {
                        tracing::error!(context, %error, "a record says nothing to the timers; going on without it");
                    }
                }
            }
            Err(_) => {}
        }
        // Not before the log has told everything: what seems due may be over.
        let is_caught_up = head.borrow().is_none_or(|last| last < next);
        if !is_caught_up || looked.elapsed() < LOOK {
            continue;
        }
        looked = Instant::now();
        paused.retain(|_, until| Instant::now() < *until);
        for due in known.due(parts.core.clock.now()) {
            if paused.contains_key(&due) {
                continue;
            }
            match fire(&parts, &executor, &book, &timers, &due).await {
                Ok(()) => known.fired(&due),
                Err(why) => {
                    tracing::warn!(context, kind = due.kind, why, "what is due cannot be done; trying on");
                    paused.insert(due, Instant::now() + PAUSE);
                }
            }
        }
    }
}

/// Fires one; why not, where it is to be tried again.
async fn fire<D: Decider>(
    parts: &Parts,
    executor: &Executor<D>,
    book: &Book,
    timers: &[Timer<D::Command>],
    due: &Due,
) -> Result<(), String> {
    let timer = timers.iter().find(|timer| timer.kind == due.kind);
    let Some(deed) = timer.and_then(|timer| (timer.fire)(due)) else { return Ok(()) };
    let (id, target) = (due.command_id(), deed.target.clone());
    if book.is_skipped(id).map_err(|error| error.to_string())? {
        return Ok(());
    }
    let around = Act {
        initiative: due.initiative.clone(),
        via: Via::Timer,
        id,
        correlation: id,
        cause: None,
        after: BTreeMap::new(),
    };
    let outcome = act(&parts.core, executor, around, deed).await;
    let counted = |outcome: &'static str| {
        let (context, kind) = (D::CONTEXT.as_str(), due.kind);
        counter!("hora_timers_total", "context" => context, "timer" => kind, "outcome" => outcome)
            .increment(1);
    };
    match outcome {
        Outcome::Done => counted("done"),
        Outcome::Later { why } => {
            counted("later");
            return Err(why);
        }
        Outcome::Skipped { reason, message } => {
            counted("skipped");
            let skipped = Skipped {
                command: id,
                name: due.kind.to_owned(),
                target,
                initiative: due.initiative.to_string(),
                cause: due.stream.to_string(),
                reason: reason.to_owned(),
                message,
                at: parts.core.clock.now().to_string(),
            };
            book.skip(&skipped).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> Timestamp {
        format!("2026-11-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn due(what: &str, day: u32) -> Note {
        Note::Due { what: what.to_owned(), at: at(day) }
    }

    fn over(what: &str) -> Note {
        Note::Over { what: what.to_owned() }
    }

    /// What is due on the 20th after these notes of one stream.
    fn after(notes: Vec<Note>) -> Vec<String> {
        let mut known = Moments::default();
        for note in notes {
            known.note(("cluj".parse().unwrap(), "activity/TRAIN".parse().unwrap()), "miss", note);
        }
        known.due(at(20)).into_iter().map(|due| due.what).collect()
    }

    #[test]
    fn what_is_due_is_what_the_log_last_said() {
        assert_eq!(after(vec![due("A", 20), due("B", 19), due("C", 21)]), ["B", "A"], "oldest first");
        assert_eq!(after(vec![due("A", 19), due("A", 21)]), [""; 0], "it is due later now");
        assert_eq!(after(vec![due("A", 19), due("B", 19), over("A")]), ["B"]);
        assert_eq!(after(vec![due("A", 19), over("A"), due("A", 18)]), ["A"], "and again");
        assert_eq!(after(vec![due("A", 19), Note::AllOver, due("B", 18)]), ["B"]);
        assert_eq!(after(vec![due("A", 19), Note::Ended, due("A", 18)]), [""; 0], "for good");
    }

    #[test]
    fn the_command_is_named_by_stream_kind_and_moment() {
        let one = Due {
            at: at(20),
            initiative: "cluj".parse().unwrap(),
            stream: "activity/TRAIN".parse().unwrap(),
            kind: "miss",
            what: "A".to_owned(),
        };
        let id = one.command_id();
        assert_eq!((id, id.get_version_num()), (one.clone().command_id(), 8));
        assert_eq!(i128::try_from(id.as_u128() >> 80).unwrap(), i128::from(at(20).as_us() / 1_000));
        let others = [
            Due { at: at(21), ..one.clone() },
            Due { stream: "activity/READ".parse().unwrap(), ..one.clone() },
            Due { kind: "close", ..one.clone() },
            Due { what: "B".to_owned(), ..one },
        ];
        assert!(others.iter().all(|other| other.command_id() != id));
    }
}
