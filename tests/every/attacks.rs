//! Every RPC of a running hub against whatever can be sent to it: a refusal with a documented reason, never a
//! fault, and a hub that still answers.
//!
//! Knows no RPC by name: they come from the descriptors, so that a new one is attacked the day it lands. To add
//! an attack: a body in `bodies.rs` or `json.rs`.

mod bodies;
mod calls;
mod identity;
mod json;
mod keys;
mod line;
mod memory;
mod rights;
mod secrets;
mod tokens;

use std::collections::BTreeSet;

use hora::{actors::Person, failure::Failure};
use hora_tests::circle::Circle;
use prost_reflect::MethodDescriptor;
use runtime::access::Policy;
use serde_json::json;
use tonic::Code;
use tonic_types::StatusExt as _;

use self::{
    bodies::{Flavor, filled, hostile, huge},
    line::{Answer, Line, frame},
};
use super::{
    refusals,
    rpcs::{methods, path, rule_name},
};

const SLUG: &str = "cluj-school";

/// What no caller may ever be answered: these say that the hub is at fault.
const FAULTS: [Code; 3] = [Code::Internal, Code::Unknown, Code::DataLoss];

/// What every gRPC client takes of headers.
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// The reasons that `docs/refusals.md` explains.
fn documented() -> BTreeSet<&'static str> {
    let catalogues = refusals::catalogues();
    catalogues.into_iter().flat_map(|(_, entries)| entries).map(|entry| entry.reason).collect()
}

/// What is wrong with an answer to a hostile request.
fn complaint(answer: &Answer, documented: &BTreeSet<&str>) -> Option<String> {
    let Some(status) = &answer.status else {
        return Some(format!("no answer: {}", String::from_utf8_lossy(&answer.body)));
    };
    if FAULTS.contains(&status.code()) {
        return Some(format!("{:?}: {}", status.code(), status.message()));
    }
    if answer.header_bytes > MAX_HEADER_BYTES {
        return Some(format!("{} bytes of headers", answer.header_bytes));
    }
    // A compression that is not taken is said in gRPC's own headers.
    if matches!(status.code(), Code::Ok | Code::Unimplemented) {
        return None;
    }
    let reason = answer.reason();
    let is_documented = reason.as_deref().is_some_and(|reason| documented.contains(reason));
    (!is_documented).then(|| format!("{:?} for a reason that is not documented: {reason:?}", status.code()))
}

/// Whether the table of roles lets the public call the RPC.
fn is_public(policy: &Policy, method: &MethodDescriptor) -> bool {
    policy.explain(&rule_name(method)).split(", ").any(|role| role == "public")
}

async fn still_answers(person: &mut Person) -> Option<String> {
    person.ask("backbone/ListMembers", json!({})).await.err().map(|failure| format!("afterwards: {failure}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_every_rpc_refuses_or_is_public() {
    let circle = Circle::of(SLUG, 1).await.unwrap();
    let (policy, documented) = (Policy::built_in().unwrap(), documented());
    let public = Line::of(&mut circle.sandbox.public(SLUG).unwrap()).await.unwrap();
    let forged = public.with_bearer("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJzeXN0ZW0ifQ.");
    let mut complaints = Vec::new();
    for method in methods() {
        let right = frame(0, &prost::Message::encode_to_vec(&filled(&method.input(), Flavor::Plain, SLUG)));
        for body in [frame(0, &[]), right.clone()] {
            let answer = public.grpc(&method, body, &[]).await;
            let got_in = answer.code() == Some(Code::Ok) && !is_public(&policy, &method);
            let wrong = complaint(&answer, &documented).or(got_in.then(|| "got in".to_owned()));
            complaints.extend(wrong.map(|wrong| format!("{}: {wrong}", path(&method))));
        }
        let answer = forged.grpc(&method, right, &[]).await;
        if answer.code() != Some(Code::Unauthenticated)
            || answer.reason().as_deref() != Some("token_not_ours")
        {
            complaints.push(format!("{} with a forged token: {:?}", path(&method), answer.status));
        }
    }
    circle.sandbox.stop().await;
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}

/// Sends an RPC all that is hostile; each complaint names the body.
async fn attack(
    line: &Line,
    method: &MethodDescriptor,
    initiative: &str,
    documented: &BTreeSet<&str>,
) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, body) in hostile(method, initiative) {
        let answer = line.grpc(method, body, &[]).await;
        let wrong = complaint(&answer, documented);
        complaints.extend(wrong.map(|wrong| format!("{} with {name}: {wrong}", path(method))));
    }
    let compressed = frame(1, b"\x1f\x8b\x08\0\0\0\0\0\0\x03");
    for (name, body, headers) in
        [("5 MB", huge(), [].as_slice()), ("gzip", compressed, [("grpc-encoding", "gzip")].as_slice())]
    {
        let answer = line.grpc(method, body, headers).await;
        let wrong = complaint(&answer, documented);
        complaints.extend(wrong.map(|wrong| format!("{} with {name}: {wrong}", path(method))));
    }
    complaints
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_to_an_rpc_is_refused_and_the_hub_goes_on() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let documented = documented();
    let staff = Line::of(&mut circle.staff).await.unwrap();
    let representative = Line::of(&mut circle.voters[1]).await.unwrap();
    let admin = Line::of(circle.admin.person()).await.unwrap();
    let mut complaints = Vec::new();
    for method in methods() {
        for (line, initiative) in [(&staff, SLUG), (&representative, SLUG), (&admin, "hub")] {
            complaints.extend(attack(line, &method, initiative, &documented).await);
        }
        let after = still_answers(&mut circle.staff).await;
        complaints.extend(after.map(|wrong| format!("{}: {wrong}", path(&method))));
    }
    circle.sandbox.stop().await;
    assert!(complaints.is_empty(), "{} complaints\n  {}\n", complaints.len(), complaints.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_row_reaches_a_caller_that_takes_them_all() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let rows = vec![json!({"text": "", "by": "nobody"}); 400];
    let added = json!({"consultation": {"id": "not an id"}, "rows": rows});
    let refused = circle.staff.run_rows("agenda/AddStatementsInBulk", vec![added]).await.unwrap_err();
    let Failure::Answered { status, .. } = refused else { panic!("{refused}") };
    let details = status.get_error_details();
    let violations = details.bad_request().map_or(0, |bad| bad.field_violations.len());
    circle.sandbox.stop().await;
    assert!(violations >= 400, "{violations} violations: {}", status.message());
}
