//! `docs/refusals.md`: every reason a caller can be given, with its codes and what to do.
//!
//! Reads the catalogues of the contexts and of the runtime; knows no refusal. To add a context: a line in
//! [`catalogues`].

use std::{collections::BTreeMap, fmt::Write as _};

use domain::{agenda, backbone, communication, measurement, measurement::RowReason, plan};
use runtime::refusals::catalogue::{Entry, of_rules, of_runtime};

use super::{GENERATED, up_to_date};

/// The answers of whatever service, before or beside its rules.
pub const EVERYWHERE: &str = "every service";

pub fn catalogues() -> Vec<(&'static str, Vec<Entry>)> {
    let mut catalogues = vec![
        ("agenda", of_rules::<agenda::Refusal>()),
        ("backbone", of_rules::<backbone::Refusal>()),
        ("communication", of_rules::<communication::Refusal>()),
        ("measurement", of_rules::<measurement::Refusal>()),
        ("plan", of_rules::<plan::Refusal>()),
        (EVERYWHERE, of_runtime()),
    ];
    for (_, entries) in &mut catalogues {
        entries.sort_by_key(|entry| entry.reason);
    }
    catalogues
}

/// What a caller does about a code; the message of the refusal says it closer.
const WHAT_TO_DO: &[(&str, &str)] = &[
    ("INVALID_ARGUMENT", "mend the request: `field` and `details` name every place"),
    ("NOT_FOUND", "check the id and the initiative; what is not open to you answers the same"),
    ("FAILED_PRECONDITION", "read the state again; the message says what has to be so first"),
    ("ALREADY_EXISTS", "read what is there, or choose another code or id"),
    ("OUT_OF_RANGE", "choose a period, date or moment inside what is open"),
    ("ABORTED", "read again, decide anew, send with the version read"),
    ("UNAUTHENTICATED", "exchange the key for a new token; if that is refused, ask for a new key"),
    ("PERMISSION_DENIED", "ask the backbone for one of the roles the message names"),
    ("RESOURCE_EXHAUSTED", "send less, or wait for the retry delay"),
    ("UNAVAILABLE", "send the same command id again after the retry delay"),
    ("UNIMPLEMENTED", "check the path; gRPC reflection and proto/ list the RPCs"),
    ("DATA_LOSS", "tell the operator; `hora doctor` says what is damaged"),
];

fn what_to_do(code: &str) -> &'static str {
    let row = WHAT_TO_DO.iter().find(|(named, _)| *named == code);
    row.unwrap_or_else(|| panic!("no advice for {code}: add a row to WHAT_TO_DO")).1
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn page() -> String {
    let mut page = format!("# Refusals\n\n{GENERATED}\n\n");
    page.push_str(
        "A refusal writes no event. Over gRPC it is a status with `google.rpc.ErrorInfo {reason, domain: \
         \"hora.<context>\", metadata}`, and with `BadRequest` where fields are in the way; over JSON it is \
         `{code, reason, message, field, details}`. `reason` is stable, messages are for people and may \
         change; the values in them here are examples.\n\n\
         A status travels in headers, and gRPC clients bound those (often at 8 KiB). A longer refusal loses its last \
         violations; `metadata.violations` then says how many there were. Send the header `hora-refusal-bytes` with \
         what your client takes (at most 524288), or ask over JSON, and all of them come.\n",
    );
    for (context, entries) in catalogues() {
        write!(page, "\n## {context}\n\n| reason | gRPC | HTTP | field | message | what to do |\n").unwrap();
        page.push_str("|---|---|---|---|---|---|\n");
        for entry in entries {
            let field = entry.field.map(|field| format!("`{field}`")).unwrap_or_default();
            let (reason, code, http, message) = (entry.reason, entry.code, entry.http, cell(&entry.message));
            let advice = what_to_do(code);
            writeln!(page, "| `{reason}` | {code} | {http} | {field} | {message} | {advice} |").unwrap();
        }
    }
    page.push_str(
        "\n## Reasons of rows\n\nA bulk command is taken whole or not at all; its refusal names every bad row \
         (at most 1,000) as `rows[<row>].<column>` with `<reason>: <message>`. Beside the reasons above, a row \
         of observations can have these: ",
    );
    let rows: Vec<String> = RowReason::ALL.iter().map(|reason| format!("`{}`", reason.as_str())).collect();
    writeln!(page, "{}.", rows.join(", ")).unwrap();
    page
}

#[test]
fn refusals_up_to_date() {
    up_to_date("docs/refusals.md", &page());
}

#[test]
fn a_reason_has_one_code() {
    let mut codes: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut complaints = Vec::new();
    for (context, entries) in &catalogues() {
        for entry in entries {
            let (first, code) = *codes.entry(entry.reason).or_insert((context, entry.code));
            if code != entry.code {
                let (reason, other) = (entry.reason, entry.code);
                complaints.push(format!("{reason} is {code} in {first} and {other} in {context}"));
            }
        }
    }
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}

#[test]
fn a_reason_stands_once_in_its_context_and_says_what_would_be_accepted() {
    for (context, entries) in catalogues() {
        assert!(!entries.is_empty(), "{context} has no catalogue");
        for pair in entries.windows(2) {
            assert_ne!(pair[0].reason, pair[1].reason, "twice in {context}");
        }
        for entry in entries {
            let is_snake =
                entry.reason.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            assert!(is_snake, "{context}: {}", entry.reason);
            let message = entry.message;
            assert!(message.len() > 20 && !message.ends_with('.'), "{context} {}: {message}", entry.reason);
        }
    }
}
