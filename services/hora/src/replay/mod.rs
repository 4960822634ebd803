//! `hora replay`: one initiative's whole history over all services, in order, one line for each record.
//!
//! Knows no event and decides nothing again; it shows what was recorded, when, by whom and for whose eyes, and says on
//! standard error how much of it the key may not see. The auditor's offline replay of an export is another program.

mod order;
mod unseen;

use std::{collections::BTreeMap, io::Write as _};

use clap::Args;

use crate::{
    as_of::{AsOf, stored},
    client::Client,
    failure::Failure,
    log::{self, print::Printer, read::Reading, record::Record},
    output::Format,
};

use order::Order;
use unseen::Unseen;

/// Which history.
#[derive(Debug, Clone, Args)]
pub struct Replay {
    /// The slug of the initiative
    #[arg(long, env = "HORA_INITIATIVE", required_unless_present = "slug")]
    initiative: Option<String>,
    /// The slug of the initiative, without the flag
    #[arg(value_name = "INITIATIVE", conflicts_with = "initiative")]
    slug: Option<String>,
    /// Only this context; may be given several times
    #[arg(long = "context", value_parser = clap::builder::PossibleValuesParser::new(crate::CONTEXTS))]
    contexts: Vec<String>,
    /// The history as it was known at a moment, or effective:MOMENT for what had happened in the world by then
    #[arg(long, value_name = "MOMENT|effective:MOMENT")]
    as_of: Option<AsOf>,
}

/// What of a history is told.
#[derive(Debug, Clone)]
enum Until {
    End,
    Recorded(String),
    Effective(String),
}

impl Until {
    fn of(as_of: Option<&AsOf>) -> Result<Self, Failure> {
        match as_of {
            None => Ok(Self::End),
            Some(AsOf::RecordedAt(at)) => Ok(Self::Recorded(stored(*at))),
            Some(AsOf::EffectiveAt(at, None)) => Ok(Self::Effective(stored(*at))),
            Some(AsOf::EffectiveAt(_, Some(_)) | AsOf::Sequence(_)) => Err(Failure::Usage(
                "a sequence says nothing over all services; accepted are a moment and effective:MOMENT"
                    .to_owned(),
            )),
        }
    }

    /// Whether nothing after this record of its context is told.
    fn is_past(&self, record: &Record) -> bool {
        matches!(self, Self::Recorded(at) if record.recorded_at > *at)
    }

    fn is_told(&self, record: &Record) -> bool {
        !self.is_past(record) && !matches!(self, Self::Effective(at) if record.occurred_at > *at)
    }
}

/// Prints the history.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn run(client: &mut Client, format: Format, replay: &Replay) -> Result<(), Failure> {
    let initiative = replay.slug.as_deref().or(replay.initiative.as_deref()).unwrap_or_default();
    let until = Until::of(replay.as_of.as_ref())?;
    let all: Vec<String> = crate::CONTEXTS.iter().map(|name| (*name).to_owned()).collect();
    let contexts = if replay.contexts.is_empty() { &all } else { &replay.contexts };
    let mut readings = BTreeMap::new();
    for context in contexts {
        readings.insert(context.clone(), Reading::open(client, context, initiative, 1, 0).await?);
    }
    let mut order = Order::default();
    let mut unseen = Unseen::default();
    for (context, reading) in &mut readings {
        offer_next(&mut order, &mut unseen, context, reading, &until).await?;
    }
    let mut printer = Printer::new(format);
    while let Some(record) = order.take() {
        printer.print(&record)?;
        if let Some(reading) = readings.get_mut(&record.context) {
            offer_next(&mut order, &mut unseen, &record.context, reading, &until).await?;
        }
    }
    if let Some(text) = unseen.text(replay.as_of.is_some()) {
        let _nobody_reads = writeln!(std::io::stderr(), "hora: {text}");
    }
    Ok(())
}

async fn offer_next(
    order: &mut Order,
    unseen: &mut Unseen,
    context: &str,
    reading: &mut Reading,
    until: &Until,
) -> Result<(), Failure> {
    while let Some(bytes) = reading.next().await? {
        let record = log::parse(bytes)?;
        unseen.read(context, record.sequence);
        // Within a context moments never go back, so what follows lies later still.
        if until.is_past(&record) {
            return Ok(());
        }
        if until.is_told(&record) {
            order.offer(record);
            return Ok(());
        }
    }
    if let Some(head) = reading.head() {
        unseen.ended(context, head.sequence);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::record::sample::Made;

    fn record(second: u32) -> Record {
        Made { context: "plan", stream: "s", sequence: 1, version: 1, second, cause: None, before: None }
            .record()
    }

    #[test]
    fn what_was_recorded_later_is_left_out() {
        let until = Until::of(Some(&"2026-11-23T10:00:05Z".parse().unwrap())).unwrap();
        assert!(until.is_told(&record(5)));
        assert!(!until.is_told(&record(6)) && until.is_past(&record(6)));
    }

    #[test]
    fn what_happened_later_in_the_world_is_left_out_and_reading_goes_on() {
        let until = Until::of(Some(&"effective:2026-11-23T10:00:05Z".parse().unwrap())).unwrap();
        assert!(until.is_told(&record(5)));
        assert!(!until.is_told(&record(6)) && !until.is_past(&record(6)));
    }

    #[test]
    fn a_sequence_is_refused() {
        assert!(Until::of(Some(&AsOf::Sequence(5))).unwrap_err().to_string().contains("accepted are"));
    }
}
