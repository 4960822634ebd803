//! JSON on the same port: the same refusals as over gRPC, as `{code, reason, message, field, details}`.
//!
//! Knows no RPC. To add a body that must be refused: a row in [`wrong_bodies`].

use hora_tests::circle::Circle;
use prost_reflect::{Cardinality, FieldDescriptor, Kind, MethodDescriptor};
use serde_json::{Map, Value, json};

use super::{Line, SLUG, documented, frame, line::Answer, still_answers};
use crate::every::rpcs::{methods, path};

/// The fields of every refusal.
const FIELDS: [&str; 5] = ["code", "details", "field", "message", "reason"];
/// Levels of JSON in JSON: more than any message of ours has.
const DEEP: usize = 200;

/// Bodies that are no message of the RPC, each with a name.
fn wrong_bodies(method: &MethodDescriptor) -> Vec<(String, Vec<u8>)> {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP)).into_bytes();
    let mut bodies = vec![
        ("no json".to_owned(), b"{".to_vec()),
        ("a foreign field".to_owned(), br#"{"nonsense": 1}"#.to_vec()),
        ("bytes".to_owned(), vec![0xff, 0xfe, 0x00]),
        ("a text".to_owned(), br#""text""#.to_vec()),
        ("deep lists".to_owned(), deep("[", "]")),
        ("deep objects".to_owned(), deep(r#"{"meta":"#, "}")),
    ];
    for field in method.input().fields() {
        let body = json!({field.json_name(): wrong_value(&field)}).to_string().into_bytes();
        bodies.push((format!("{} of another type", field.json_name()), body));
    }
    bodies
}

/// A value that no field of that kind takes.
fn wrong_value(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::Message(_) if field.cardinality() != Cardinality::Repeated => json!(5),
        _ => json!({"a": {"b": 1.5}}),
    }
}

/// What is wrong with a refusal in JSON, or the refusal.
fn refusal(answer: &Answer) -> Result<Map<String, Value>, String> {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let Ok(Value::Object(refusal)) = serde_json::from_str(&text) else {
        return Err(format!("HTTP {} and no refusal in JSON: {text}", answer.http));
    };
    let fields: Vec<&String> = refusal.keys().collect();
    if fields != FIELDS {
        return Err(format!("its fields are {fields:?}"));
    }
    if !(400..500).contains(&answer.http) && answer.http != 503 {
        return Err(format!("HTTP {}: {text}", answer.http));
    }
    let reason = refusal["reason"].as_str().unwrap_or_default();
    if documented().contains(reason) { Ok(refusal) } else { Err(format!("not documented: {text}")) }
}

/// The same empty message twice: as JSON, and as gRPC.
async fn differs(line: &Line, method: &MethodDescriptor) -> Option<String> {
    let (json, grpc) = (line.json(method, b"{}").await, line.grpc(method, frame(0, &[]), &[]).await);
    if json.http == 200 {
        return (grpc.code() != Some(tonic::Code::Ok))
            .then(|| format!("{{}} is taken, empty is {:?}", grpc.status));
    }
    let refusal = match refusal(&json) {
        Ok(refusal) => refusal,
        Err(wrong) => return Some(wrong),
    };
    let status = grpc.status.as_ref()?;
    let same =
        refusal["message"] == status.message() && refusal["reason"].as_str() == grpc.reason().as_deref();
    (!same).then(|| format!("{refusal:?} is not {status:?}"))
}

async fn complaints(line: &Line, method: &MethodDescriptor) -> Vec<String> {
    let mut complaints: Vec<String> = differs(line, method).await.into_iter().collect();
    for (name, body) in wrong_bodies(method) {
        let wrong = match refusal(&line.json(method, &body).await) {
            Ok(refusal) if refusal["reason"] == "malformed_request" => continue,
            Ok(refusal) => format!("{refusal:?}"),
            Err(wrong) => wrong,
        };
        complaints.push(format!("{name}: {wrong}"));
    }
    complaints
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_refused_as_grpc_is() {
    let mut circle = Circle::of(SLUG, 1).await.unwrap();
    let staff = Line::of(&mut circle.staff).await.unwrap();
    let public = Line::of(&mut circle.sandbox.public(SLUG).unwrap()).await.unwrap();
    let mut wrong = Vec::new();
    for method in methods() {
        for line in [&staff, &public] {
            let complaints = complaints(line, &method).await;
            wrong.extend(complaints.into_iter().map(|complaint| format!("{}: {complaint}", path(&method))));
        }
    }
    wrong.extend(still_answers(&mut circle.staff).await);
    circle.sandbox.stop().await;
    assert!(wrong.is_empty(), "{} complaints\n  {}\n", wrong.len(), wrong.join("\n  "));
}
