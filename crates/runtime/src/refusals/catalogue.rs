//! Every reason a caller can be given, as rows: what `docs/refusals.md` is generated from.
//!
//! Knows no text of its own: codes and reasons come from the one table, messages from the refusals themselves.
//! To add a row: one example here for each new arm of the table; a test finds those that are missing.

use std::time::Duration;

use access::{BadToken, Denied};
use domain::{
    decider::Refusal,
    ids::{StreamId, Uuid},
    time::Timestamp,
};
use tonic::Code;
use wire::Malformed;

use super::{NoRule, Refused, Unauthenticated, code, row};
use crate::json::{code_name, http_code};

/// One reason and the answer it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stable snake_case reason.
    pub reason: &'static str,
    /// The gRPC code, such as `FAILED_PRECONDITION`.
    pub code: &'static str,
    /// The HTTP code of the same answer in JSON.
    pub http: u16,
    /// The field of the request in the way, where it is always the same one.
    pub field: Option<&'static str>,
    /// The message, with example values.
    pub message: String,
}

impl Entry {
    fn new(code: Code, reason: &'static str, field: Option<&'static str>, message: String) -> Self {
        Self { reason, code: code_name(code), http: http_code(code).as_u16(), field, message }
    }
}

/// The rules of one context that can say no.
pub fn of_rules<R: Refusal>() -> Vec<Entry> {
    let entry = |rule: R| Entry::new(code(rule.kind()), rule.reason(), rule.field(), rule.to_string());
    R::catalogue().into_iter().map(entry).collect()
}

/// What every service can answer whatever the context, each reason once.
pub fn of_runtime() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for refused in examples().into_iter().chain(machine_examples()) {
        let (code, reason, _) = row(&refused);
        if !entries.iter().any(|entry| entry.reason == reason) {
            entries.push(Entry::new(code, reason, field(&refused), refused.to_string()));
        }
    }
    entries
}

fn field(refused: &Refused<NoRule>) -> Option<&'static str> {
    match refused {
        Refused::CommandIdReused { .. } | Refused::CommandIdVersion { .. } => Some("meta.command_id"),
        Refused::VersionConflict { .. } => Some("meta.expected_version"),
        Refused::OccurredAtMissing | Refused::OccurredAtInFuture { .. } | Refused::OccurredAtNotYours => {
            Some("meta.occurred_at")
        }
        Refused::OutsideHistory(_) => Some("meta.as_of"),
        _ => None,
    }
}

/// What the caller can mend.
fn examples() -> Vec<Refused<NoRule>> {
    let day = |days: i64| Timestamp::from_us(0).map(|start| start.plus_days(days)).into_iter();
    let stream = || StreamId::of("proposal", Uuid::nil());
    let denied =
        Denied { rpc: "agenda.OpenProposal".to_owned(), roles: "backbone_staff".to_owned(), hint: "" };
    let unknown = [
        Unauthenticated::Twice,
        Unauthenticated::NotBearer,
        Unauthenticated::Token(BadToken::NotOurs),
        Unauthenticated::Token(BadToken::OutOfTime),
        Unauthenticated::NoSetup,
        Unauthenticated::Link,
        Unauthenticated::NoCertificate,
        Unauthenticated::KeyGone,
    ];
    let mut all: Vec<Refused<NoRule>> = unknown.into_iter().map(Refused::from).collect();
    all.extend(day(1).zip(day(0)).map(|(at, now)| Refused::OccurredAtInFuture { at, now }));
    all.extend([
        Malformed::new("title", "is empty; accepted is text of at most 800 bytes").into(),
        denied.into(),
        Refused::NotFound,
        Refused::CommandIdReused { id: Uuid::nil() },
        Refused::VersionConflict { expected: 3, actual: 4 },
        Refused::CommandIdVersion { version: 4 },
        Refused::OccurredAtMissing,
        Refused::OccurredAtNotYours,
        Refused::NotAnImportedStream { stream: stream() },
        Refused::ImportedStream { stream: stream() },
        Refused::RecordTooLarge { bytes: 40_001, field: "text".to_owned() },
        Refused::TooMuch { max_messages: 100_000, max_bytes: 33_554_432 },
        Refused::MessageTooLarge { max_bytes: 4_194_304 },
        Refused::UnknownRpc { path: "/hora.agenda.v1.AgendaQueries/GetNothing".to_owned() },
        Refused::InTheClear,
        Refused::InitiativeClosed,
        Refused::Broken(Box::new(tonic::Status::internal("unexpected end of the stream"))),
        Refused::OutsideHistory("sequence 12 is not there yet; the last is 9".to_owned()),
    ]);
    all
}

/// What only time or the operator can mend.
fn machine_examples() -> Vec<Refused<NoRule>> {
    let keyring = keyring::Error::NotStored { reason: "no space left on device".to_owned() };
    let advice = "restore the newest backup with `hora restore`".to_owned();
    let unreadable = ledger::Error::DataLoss { what: "record 7 is missing".to_owned(), advice };
    vec![
        Refused::RosterStale { context: "backbone", silent_s: Duration::from_secs(11).as_secs() },
        Refused::NotSeenYet { context: "agenda", wanted: 12, seen: 9 },
        Refused::PeerAway { context: "agenda" },
        Refused::BuildsBusy,
        Refused::Busy,
        Refused::TooManyRequests { max: 512 },
        ledger::Error::QueueFull { max: 4_096 }.into(),
        ledger::Error::Closed.into(),
        unreadable.into(),
        keyring.into(),
        views::Error::Gap { expected: 7, found: 8 }.into(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The string literals behind `(Code::Some, ` or `=> ` in the table's source.
    fn reasons_in(source: &str) -> BTreeSet<&str> {
        let table = source.split("#[derive(Debug, Clone, thiserror::Error)]").next().unwrap();
        let after_code = table.split("(Code::").skip(1).filter_map(|rest| rest.split('"').nth(1));
        let of_tokens = table.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next());
        after_code.chain(of_tokens).filter(|reason| reason.bytes().all(is_reason_byte)).collect()
    }

    fn is_reason_byte(byte: u8) -> bool {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
    }

    #[test]
    fn every_reason_of_the_table_has_an_example() {
        let found: BTreeSet<&str> = of_runtime().into_iter().map(|entry| entry.reason).collect();
        let mut named = reasons_in(include_str!("../refusals.rs"));
        named.extend(reasons_in(include_str!("unknown.rs")));
        // The one row whose code is not written in it.
        named.insert("stream_broken");
        assert!(named.len() > 20, "the table was not found: {named:?}");
        assert_eq!(found, named);
    }
    #[test]
    fn a_context_that_was_never_heard_of_is_said_with_what_to_check() {
        let stale = |silent_s| Refused::<NoRule>::RosterStale { context: "backbone", silent_s }.to_string();
        assert!(stale(11).contains("for 11 s"));
        let never = stale(86_400);
        assert!(never.contains("since this service started") && !never.contains("86400"), "{never}");
        assert!(["[services]", "hub.secret"].iter().all(|check| never.contains(check)), "{never}");
    }
}
