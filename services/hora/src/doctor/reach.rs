//! Checks over the network: the address, the key, the clocks.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::Finding;
use crate::{
    client::{self, Client, Key, key},
    failure::Failure,
    status,
};

/// Clocks further apart than this make tokens and deadlines look wrong.
const CLOCKS_APART: Duration = Duration::from_secs(2);
/// A reserved initiative that every hub has.
const HUB: &str = "hub";

/// The caller's key, and where it was found.
pub fn key(options: &client::Options) -> (Option<Key>, Finding) {
    match key::find(options.key_file.as_deref()) {
        Ok(Some(key)) => {
            let found = Finding::ok("key", format!("from {}", key.source));
            (Some(key), found)
        }
        Ok(None) => {
            let todo = "fine for what is public; else name a key with --key-file or HORA_KEY";
            (None, Finding::warn("key", "none: you call as the public", todo))
        }
        Err(failure) => (None, Finding::fail("key", failure.to_string(), "use a key file of your own")),
    }
}

/// Whether every service answers, takes the key, and has the same time.
pub async fn hub(client: &mut Client) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (address, contexts) in addresses(client) {
        let begun = Instant::now();
        let what = contexts.join(", ");
        let first = contexts.first().copied().unwrap_or_default();
        findings.push(match client.channel(first).await {
            Ok(_) => {
                Finding::ok("address", format!("{what} at {address}, {} ms", begun.elapsed().as_millis()))
            }
            Err(failure) => Finding::fail("address", format!("{what}: {failure}"), todo(&failure)),
        });
    }
    let is_reached = findings.iter().all(|finding| finding.outcome == super::Outcome::Ok);
    if !is_reached {
        return findings;
    }
    if client.key().is_some() {
        findings.push(match client.bearer(HUB).await {
            Ok(_) => Finding::ok("token", "the hub takes your key"),
            Err(failure) => Finding::fail("token", failure.to_string(), todo(&failure)),
        });
    }
    findings.push(clock(client).await);
    findings
}

/// The addresses, each with the contexts that are served there.
fn addresses(client: &Client) -> BTreeMap<String, Vec<&'static str>> {
    let mut addresses = BTreeMap::<String, Vec<&str>>::new();
    for context in crate::CONTEXTS {
        addresses.entry(client.places().of(context).to_owned()).or_default().push(context);
    }
    addresses
}

async fn clock(client: &mut Client) -> Finding {
    let head = match status::head(client, "backbone", HUB).await {
        Ok(head) => head,
        Err(failure) => {
            return Finding::warn(
                "clock",
                format!("not compared: {failure}"),
                "use a key that may read the hub's log",
            );
        }
    };
    match head.now.parse::<Timestamp>() {
        Ok(there) => compare(there, Timestamp::now()),
        Err(_) => Finding::warn("clock", "not compared: the hub says no time", "update the hub"),
    }
}

fn compare(there: Timestamp, here: Timestamp) -> Finding {
    let apart = here.duration_since(there).unsigned_abs();
    let found = format!("{} ms apart", apart.as_millis());
    if apart <= CLOCKS_APART {
        return Finding::ok("clock", found);
    }
    Finding::warn("clock", found, "let NTP set the clock of this machine and of the hub's")
}

fn todo(failure: &Failure) -> String {
    let text = failure.text();
    text.lines()
        .find_map(|line| line.trim().strip_prefix("to do: "))
        .unwrap_or("look at the message")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{super::Outcome, *};

    #[test]
    fn clocks_that_are_apart_are_named() {
        let here: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let there = |text: &str| compare(text.parse().unwrap(), here);
        assert_eq!(there("2026-11-23T10:00:01Z").outcome, Outcome::Ok);
        assert_eq!(there("2026-11-23T09:59:00Z").outcome, Outcome::Warn);
        assert_eq!(there("2026-11-23T10:01:00Z").found, "60000 ms apart");
    }
}
