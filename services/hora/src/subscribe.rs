//! `hora subscribe`: what happens, as it happens, one stored record a line; no message broker needed.
//!
//! Knows no event. Records of one context come in order; between contexts they come as they arrive. A hub that ends is
//! waited for, and gone on with from where it was.

use std::collections::BTreeMap;

use clap::Args;
use prost::bytes::Bytes;
use tokio::{sync::mpsc, task::JoinSet};

use crate::{
    client::Client,
    failure::Failure,
    log::{follow::Following, parse, print::Printer},
    output::Format,
};

/// Records that may wait for a slow terminal before the hub is made to wait.
const AHEAD: usize = 64;

/// What is subscribed to.
#[derive(Debug, Clone, Args)]
pub struct Subscribe {
    /// The slug of the initiative
    #[arg(long, env = "HORA_INITIATIVE")]
    initiative: String,
    /// Only this context; may be given several times
    #[arg(long = "context", value_parser = clap::builder::PossibleValuesParser::new(crate::CONTEXTS))]
    contexts: Vec<String>,
    /// From which sequence on, such as `agenda=12`; others from their next record on
    #[arg(long, value_name = "CONTEXT=SEQUENCE", value_parser = from)]
    from: Vec<(String, u64)>,
    /// From the first record on
    #[arg(long, conflicts_with = "from")]
    all: bool,
}

fn from(text: &str) -> Result<(String, u64), String> {
    let (context, sequence) = text.split_once('=').ok_or("accepted is CONTEXT=SEQUENCE")?;
    if !crate::CONTEXTS.contains(&context) {
        return Err(format!("accepted are {}", crate::CONTEXTS.join(", ")));
    }
    let sequence = sequence.parse().map_err(|_| "behind = stands a whole number".to_owned())?;
    Ok((context.to_owned(), sequence))
}

/// Prints until the reader goes away, over ends of the hub; JSON lines unless asked otherwise.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn run(client: &mut Client, format: Option<Format>, what: &Subscribe) -> Result<(), Failure> {
    let all: Vec<String> = crate::CONTEXTS.iter().map(|name| (*name).to_owned()).collect();
    let contexts = if what.contexts.is_empty() { &all } else { &what.contexts };
    let stated: BTreeMap<&str, u64> =
        what.from.iter().map(|(context, from)| (context.as_str(), *from)).collect();
    let (arrived, mut arriving) = mpsc::channel::<Result<Bytes, Failure>>(AHEAD);
    let mut readers = JoinSet::new();
    for context in contexts {
        let from = match stated.get(context.as_str()) {
            Some(from) => *from,
            None if what.all => 1,
            None => crate::status::head(client, context, &what.initiative).await?.sequence.saturating_add(1),
        };
        let following = Following::open(client, context, &what.initiative, from).await?;
        readers.spawn(forward(following, arrived.clone()));
    }
    drop(arrived);
    let mut printer = Printer::new(format.unwrap_or(Format::Jsonl));
    while let Some(record) = arriving.recv().await {
        printer.print(&parse(record?)?)?;
    }
    Ok(())
}

async fn forward(mut following: Following, arrived: mpsc::Sender<Result<Bytes, Failure>>) {
    loop {
        let next = following.next().await;
        let is_last = next.is_err();
        if arrived.send(next).await.is_err() || is_last {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_names_a_context_and_a_sequence() {
        assert_eq!(from("agenda=12"), Ok(("agenda".to_owned(), 12)));
        assert!(from("agendas=12").unwrap_err().contains("agenda, backbone"));
        assert!(from("agenda=x").is_err());
    }
}
